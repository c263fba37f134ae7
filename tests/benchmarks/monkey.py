"""Random, seeded actions in the real window, to find segmentation faults, hangs, tracebacks and leaks.

    python tests/benchmarks/monkey.py SEED [SEED …] [--actions 2000 | --seconds S] [--interval-ms 15] [--home HOME]
        [--tour] [--log FOLDER] [--keep-home] [--replay FILE | --shrink FILE [--tries 2/3]]

Each seed is a process of its own (`monkey_window.py`) on a fresh copy of HOME, which is made if it is not there: small
`feelings` scenes, the English one trained once. QT_QPA_PLATFORM=xcb uses a real X server instead of Qt's offscreen
platform. --tour begins with every page, button, language and colour once: memory "from 2000 actions on" is then not
that of pages opened late. FOLDER (monkey-log) holds monkey-SEED.log, each action before it is done, in a form that
--replay does again; .json, a line per measure, bug and Qt message; .err, what the process said. --shrink leaves out
what a falling log does not need, as long as it still falls in 2 of 3 tries.

Bad, and exit code 1: a signal, no action for 60 s, a bug of ours, an end other than code 0 within 15 s of closing, a
thread or child left over.
"""

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HANG_S, END_S, SETTLED = 60.0, 15.0, 2000
_WINDOW = Path(__file__).with_name("monkey_window.py")


@dataclass
class Outcome:
    """What became of one seed. ending: "" if it ended well."""

    seed: int
    stem: Path
    ending: str = ""
    notes: list[dict[str, Any]] = field(default_factory=list)

    def of(self, kind: str) -> list[Any]:
        return [note[kind] for note in self.notes if kind in note]

    def read(self, suffix: str) -> str:
        return self.stem.with_suffix(suffix).read_text(encoding="utf-8", errors="replace")

    @property
    def bugs(self) -> Counter[str]:
        printed = re.findall(r"Traceback \(most recent call last\):\n(?:[ \t].*\n)+.*", self.read(".err"))
        return group([*self.of("bug"), *printed])

    @property
    def left(self) -> list[str]:
        return [name for names in self.of("left") for name in names]

    @property
    def is_good(self) -> bool:
        return not self.ending and not self.bugs and not self.left


def group(texts: Sequence[str]) -> Counter[str]:
    """How often each came; tracebacks are alike if the same was raised at the same place."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for text in texts:
        places = re.findall(r'File "[^"]*", line \d+', text)
        kinds.setdefault((places[-1] if places else "", text.strip().splitlines()[-1][:40]), []).append(text)
    return Counter({alike[-1]: len(alike) for alike in kinds.values()})


def run_seed(seed: int, wishes: argparse.Namespace, replay: Path | None) -> Outcome:
    """Start a child on a fresh copy of the home and watch it to its end."""
    wishes.log.mkdir(parents=True, exist_ok=True)
    outcome = Outcome(seed, wishes.log / ("replay" if replay else f"monkey-{seed}"))
    for suffix in (".log", ".json"):
        outcome.stem.with_suffix(suffix).write_text("")
    home = Path(tempfile.mkdtemp(prefix=f"mmgui-monkey-{seed}-"))
    shutil.copytree(wishes.home, home, dirs_exist_ok=True)
    words: list[object] = ["--seed", seed, "--stem", outcome.stem, "--interval-ms", wishes.interval_ms]
    words += ["--seconds", wishes.seconds] if wishes.seconds else ["--actions", wishes.actions]
    words += ["--replay", replay] if replay else ["--tour"] if wishes.tour else []
    try:
        with (
            outcome.stem.with_suffix(".err").open("w") as said,
            start_child(home, words, stdout=said, stderr=said) as child,
        ):
            try:
                outcome.ending = watch(child, outcome)
            finally:
                child.kill()
    finally:
        if wishes.keep_home:
            print(f"seed {seed}: its home is {home}")
        else:
            shutil.rmtree(home, ignore_errors=True)
    for line in outcome.read(".json").splitlines():
        with contextlib.suppress(ValueError):  # the last line may be cut off
            outcome.notes.append(json.loads(line))
    return outcome


def start_child(home: Path, words: Sequence[object], **streams: Any) -> subprocess.Popen[bytes]:
    """The other program on `home`, with one thread for torch."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "MMGUI_HOME": str(home), "LANG": "C.UTF-8"}
    environment |= {"OMP_THREAD_LIMIT": "1", "PYTHONHASHSEED": "0"}
    return subprocess.Popen([sys.executable, _WINDOW, *map(str, words)], env=environment, **streams)


def watch(child: subprocess.Popen[bytes], outcome: Outcome) -> str:
    """Wait for its end; what was wrong with it, or "". A child that does nothing is asked for its stacks and killed."""
    log, since = "", time.monotonic()
    while child.poll() is None:
        time.sleep(0.2)
        if len(now := outcome.read(".log")) != len(log):
            log, since = now, time.monotonic()
        is_closing = "\tclose\t" in log[-20:]
        if time.monotonic() - since > (END_S if is_closing else HANG_S):
            child.send_signal(signal.SIGUSR1)
            time.sleep(2)
            child.kill()
            child.wait()
            return f"no end within {END_S:.0f} s of closing" if is_closing else f"hang: no action for {HANG_S:.0f} s"
    if child.returncode < 0:
        return f"fall: {signal.Signals(-child.returncode).name}"
    return f"exit code {child.returncode}" if child.returncode else ""


def report(outcome: Outcome) -> None:
    """Print what became of one seed."""
    log, said = outcome.read(".log").splitlines(), outcome.read(".err").splitlines()
    print(f"seed {outcome.seed}: {len(log)} actions, {outcome.ending or 'ended well'}")
    if outcome.ending:
        print("  last actions:", *(line[:160] for line in log[-8:]), sep="\n    ")
        first = next((i for i, line in enumerate(said) if line.startswith("Current thread")), 0)
        print("  stack:", *(line[:160] for line in said[first : first + 24]), sep="\n    ")
    for text, count in outcome.bugs.items():
        print(f"  bug, {count} times:", *text.strip().splitlines(), sep="\n    ")
    for kind in ("warning", "qt", "clumsy"):
        for text, count in group(outcome.of(kind)).most_common(5):
            print(f"  {kind}, {count} times: {text.strip()[-400:]}")
    if outcome.of("busy"):
        print("  a lane was still busy when the program left: its stack is in .err")
    if outcome.left:
        print(f"  left over: {', '.join(outcome.left)}")
    if measures := outcome.of("measure"):
        print("  " + ", ".join(f"{name} {measures[0][name]:.0f} → {measures[-1][name]:.0f}" for name in measures[0]))
        for name in ("MB", "MB private", "MB in use"):
            print(f"  {name} from {SETTLED} actions on: {growth(outcome, name)}", flush=True)


def growth(outcome: Outcome, name: str) -> str:
    """Memory after the first actions, and its slope by least squares."""
    measures = [(n["at"], n["measure"]) for n in outcome.notes if "measure" in n and n["at"] >= SETTLED]
    points = [(at, measured[name]) for at, measured in measures if name in measured]
    if len({at for at, _mb in points}) < 3:
        return "too few actions to say"
    slope = statistics.linear_regression(*zip(*points, strict=True)).slope
    return f"{points[0][1]:.0f} → {points[-1][1]:.0f}, {slope * 1000:+.2f} per 1 000 actions"


def shrink(path: Path, wishes: argparse.Namespace) -> None:
    """Leave out ever smaller pieces of a falling log as long as it still falls; the rest is in FILE.small."""
    needed, tries = (int(number) for number in wishes.tries.split("/"))
    small = path.with_suffix(".small")

    def still_falls(lines: Sequence[str]) -> bool:
        small.write_text("".join(lines), encoding="utf-8")
        falls = 0
        for left in reversed(range(tries)):
            falls += bool(run_seed(0, wishes, small).ending)
            if falls >= needed or falls + left < needed:
                break
        return falls >= needed

    kept = path.read_text(encoding="utf-8").splitlines(keepends=True)
    if not still_falls(kept):
        raise SystemExit(f"{path} does not fall in {wishes.tries} replays")
    size = len(kept)
    while size > 1:
        size = (size + 1) // 2
        for start in reversed(range(0, len(kept), size)):
            fewer = kept[:start] + kept[start + size :]
            if fewer and still_falls(fewer):
                kept = fewer
                print(f"{len(kept)} actions still fall", flush=True)
    small.write_text("".join(kept), encoding="utf-8")
    print(f"{small}: {len(kept)} actions")


@contextlib.contextmanager
def prepared_home(wished: Path | None) -> Iterator[Path]:
    """The home that every child gets a copy of; made if need be, and kept if it was named."""
    with tempfile.TemporaryDirectory(prefix="mmgui-monkey-") as name:
        home = wished or Path(name)
        if not (home / "scenes").exists():
            home.mkdir(parents=True, exist_ok=True)
            if start_child(home, ["--prepare"]).wait():
                raise SystemExit("the home could not be made")
        yield home


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", nargs="*", type=int, metavar="SEED", default=[0])
    parser.add_argument("--actions", type=int, default=2000)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--interval-ms", type=int, default=15)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--log", type=Path, default=Path("monkey-log"))
    parser.add_argument("--keep-home", action="store_true")
    parser.add_argument("--tour", action="store_true")
    parser.add_argument("--replay", type=Path)
    parser.add_argument("--shrink", type=Path)
    parser.add_argument("--tries", default="2/3")
    wishes = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # takes the child and its home along
    outcomes = []
    with prepared_home(wishes.home) as wishes.home:
        if wishes.shrink:
            shrink(wishes.shrink, wishes)
            return 0
        for seed in wishes.seeds:
            outcomes.append(run_seed(seed, wishes, wishes.replay))
            report(outcomes[-1])
    actions, falls = sum(o.read(".log").count("\n") for o in outcomes), sum(bool(o.ending) for o in outcomes)
    bugs, left = sum(len(o.bugs) for o in outcomes), sum(bool(o.left) for o in outcomes)
    counts = f"{actions} actions, {falls} falls, hangs and bad ends, {bugs} kinds of bugs, {left} with something left"
    print(f"total: {len(outcomes)} seeds, {counts}")
    return 0 if all(o.is_good for o in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
