"""Does the race say the truth where the truth is planted? Three made-up tasks, many seeds, real trainings.

exclusive-or: the label is the exclusive-or of a bright picture and good news: no sense alone can know it; the fusion
has to win by 30 points or more. redundant: picture and words both carry the label, and being together cannot help; with
`--noise` (0.15) so many labels are wrong, so that everybody errs and luck has room. There the verdict has to be "no
benefit" in 38 of 40 seeds (with 95 % intervals one in forty may err).

    python tests/benchmarks/race_verdict.py [--seeds 40] [--epochs N] [--noise 0.15] [--json]

Data of each seed are new. About 5 to 10 s a race on one slow core. Exit code 1 if a figure is missed.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field, Split
from mmgui.core.race.entrants import Entrant, RaceFinished, RacePlan, RaceResult, choose_entrants, entrants_for
from mmgui.core.race.race import run_race
from mmgui.core.run.experiment import Experiment

FIELDS = (Field("picture", "image"), Field("words", "text"))
SETTINGS = {"channels": 8, "width": 32, "size_px": 16, "depth": 0, "threads": 1}
NAMES = ("word-counts", "nearest-pictures", "picture", "words", "concat", "attention")
TASKS = ("exclusive-or", "redundant", "redundant, noisy")
EPOCHS = {"exclusive-or": 30, "redundant": 12, "redundant, noisy": 12}  # an exclusive-or takes longer to be found
SIZES: dict[Split, int] = {"train": 240, "validation": 80, "test": 120}
WIN = 0.30
ALLOWED = 2 / 40


@dataclass(frozen=True)
class Row:
    """One race: who was best together and alone, and what was said."""

    task: str
    seed: int
    difference: float
    low: float
    high: float
    outcome: str
    seconds: float


def make_task(task: str, seed: int, folder: Path, noise: float = 0.15) -> ExampleSet:
    """A set whose truth is known; pictures of 16 pixels, texts of six words."""
    dice, pixels = random.Random(seed), np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    examples: list[Example] = []
    for split, count in SIZES.items():
        for _turn in range(count):
            bright = dice.randrange(2)
            good = dice.randrange(2) if task == "exclusive-or" else bright
            answer = bright ^ good if task == "exclusive-or" else bright
            if task.endswith("noisy") and dice.random() < noise:
                answer = 1 - answer
            number = len(examples)
            path = folder / f"{number}.png"
            picture = np.full((16, 16, 3), 190 if bright else 60) + pixels.integers(0, 60, (16, 16, 3))
            Image.fromarray(picture.astype(np.uint8)).save(path)
            filler = [dice.choice(("so", "oh", "well", "now", "here", "then")) for _word in range(3)]
            text = " ".join(
                [*filler, "great" if good else "bad", "news", f"{dice.randrange(1000)}"]
            )  # something to learn by heart
            examples.append(Example(number, {"picture": str(path), "words": text}, ("no", "yes")[answer], split))
    return ExampleSet(FIELDS, tuple(examples), task)


def race(examples: ExampleSet, seed: int, epochs: int, folder: Path) -> RaceResult:
    """One real race on them."""
    entrants = choose_entrants(entrants_for(examples.fields), NAMES)
    plan = RacePlan(entrants, "quick", seed, epochs, "cpu", settings=SETTINGS)

    def place_for(entrant: Entrant, _experiment: Experiment) -> tuple[Path, None]:
        return folder / entrant.name, None

    for event in run_race(examples, plan, place_for, cancel=CancelToken()):
        if isinstance(event, RaceFinished):
            return event.result
    raise RuntimeError("the race did not end")


def measure(task: str, seed: int, epochs: int, noise: float) -> Row:
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="mmgui-race-") as name:
        folder = Path(name)
        os.environ["MMGUI_HOME"] = str(folder / "home")  # its cache of pictures goes away with it
        result = race(make_task(task, seed, folder / "pictures", noise), seed, epochs, folder / "runs")
    together = result.together
    assert together is not None, "a fusion and a single sense took part"
    seconds = time.perf_counter() - began
    return Row(task, seed, together.difference, together.low, together.high, together.outcome, seconds)


def summary(task: str, rows: list[Row]) -> tuple[str, bool]:
    """A line of the table, and whether the figure is reached."""
    benefits = sum(row.outcome == "better" for row in rows)
    gains = [100 * row.difference for row in rows]
    if task == "exclusive-or":
        wins = sum(row.difference >= WIN and row.outcome == "better" for row in rows)
        is_good, goal = wins == len(rows), f"won by 30 points or more: {wins} of {len(rows)} (goal: all)"
    else:
        none = len(rows) - benefits
        is_good, goal = benefits <= ALLOWED * len(rows), f"no benefit: {none} of {len(rows)} (goal: 38 of 40)"
    said = ", ".join(f"{name} {count}" for name, count in sorted(Counter(r.outcome for r in rows).items()))
    return (
        f"{task:18} difference {np.mean(gains):6.1f} points ({min(gains):.1f} to {max(gains):.1f})  {goal}  [{said}]  "
        f"{sum(r.seconds for r in rows):.0f} s",
        is_good,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--epochs", type=int, help="instead of as many as each task needs")
    parser.add_argument("--noise", type=float, default=0.15)
    parser.add_argument("--tasks", nargs="+", choices=TASKS, default=TASKS)
    parser.add_argument("--json", action="store_true", help="every race as a line of JSON")
    wishes = parser.parse_args()
    reached = True
    for task in wishes.tasks:
        rows = []
        for seed in range(wishes.first, wishes.first + wishes.seeds):
            rows.append(measure(task, seed, wishes.epochs or EPOCHS[task], wishes.noise))
            if wishes.json:
                print(json.dumps(vars(rows[-1])), flush=True)
            elif sys.stderr.isatty():
                print(f"\r{task}: {len(rows)} of {wishes.seeds}", end="", file=sys.stderr, flush=True)
        line, is_good = summary(task, rows)
        reached &= is_good
        print(("\r" if sys.stderr.isatty() else "") + line, flush=True)
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
