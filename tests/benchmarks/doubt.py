"""Does a model know what it does not know? Calibration, and whether alien, blank and noisy values are flagged.

    python tests/benchmarks/doubt.py [--data feelings emoji] [--seeds 0] [--preset quick] [--runs FOLDER]

Trains on the scene `feelings` and on shared/data/emoji_group and prints of their test parts: the expected calibration
error before and after temperature scaling; and, for one sense at a time replaced by something else, how well the
greatest oddness tells these examples from ordinary ones (AUROC), how many are flagged, and how often the replaced sense
is the one with the greatest oddness. The last column is how many ordinary examples are flagged. What replaces a value:
swapped (of another data set, or the other language), blank (one colour; only signs), noise (random pixels; random
letters). Goals of issue 3: error ≤ 0.05, AUROC ≥ 0.85, named ≥ 0.90, on `feelings`.

Features and thresholds were chosen on seeds 1 to 3 of the scene and on validation parts; seed 0 was only measured. The
share of unknown words was added after its figures on emoji_group's test part had been seen, and chosen on validation
halves: those figures are not wholly untouched.
"""

import argparse
import csv
import random
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field, Split
from mmgui.core.data.splitting import divide_examples
from mmgui.core.events import RunFinished
from mmgui.core.inference.prediction import Prediction
from mmgui.core.inference.predictor import Predictor
from mmgui.core.run.answers import read_answers
from mmgui.core.run.experiment import Experiment
from mmgui.core.scenes import SCENES
from mmgui.core.training.trainer import train
from mmgui.core.uncertainty.calibration import CALIBRATION, average_precision

SHARED = Path(__file__).parents[3] / "shared/data"
SENSES = ("picture", "words")
EMOJI_PARTS: tuple[tuple[int, str, Split | None], ...] = ((0, "train.csv", None), (100_000, "test.csv", "test"))


def make_scene(folder: Path, seed: int, language: str) -> ExampleSet:
    made = SCENES.get("feelings").make(
        folder, 1200, seed, language, cancel=CancelToken(), progress=lambda _done, _total: None
    )
    return divide_examples(made, (0.70, 0.15, 0.15), seed, content_of=lambda path: path, cancel=CancelToken()).examples


def read_table(folder: str, name: str, picture: str, words: str) -> list[tuple[str, str, str]]:
    """(picture, words, label) of each row."""
    with (SHARED / folder / name).open(newline="", encoding="utf-8") as file:
        return [(str(SHARED / folder / r[picture]), r[words], r["label"]) for r in csv.DictReader(file)]


def emoji_set(seed: int) -> ExampleSet:
    """Its own test part; validation is cut from train.csv."""
    learned, test = (
        tuple(
            Example(first + number, {"picture": picture, "words": words}, label, part)
            for number, (picture, words, label) in enumerate(read_table("emoji_group", name, "image", "text"))
        )
        for first, name, part in EMOJI_PARTS
    )
    made = ExampleSet((Field("picture", "image"), Field("words", "text")), learned, "emoji_group")
    made = divide_examples(made, (0.85, 0.15, 0.0), seed, content_of=lambda path: path, cancel=CancelToken()).examples
    return replace(made, examples=made.examples + test)


def aliens(
    data: str, language: str, chance: random.Random, count: int, folder: Path
) -> dict[tuple[str, str], list[Any]]:
    """Per (sense, kind) what replaces the values."""
    noise = np.random.default_rng(chance.randrange(2**31))
    vqa = chance.sample(read_table("easy_vqa", "test.csv", "image", "text"), 2 * count)
    chinese = [row[1] for row in read_table("emoji_group", "test.csv", "image", "text_zh")]
    plain = [[0, 0, 0], [255, 255, 255], [128, 128, 128]]
    letters = "abcdefghijklmnopqrstuvwxyz"
    if data == "feelings":
        pictures = {"swapped (emoji_group)": [row[0] for row in read_table("emoji_group", "test.csv", "image", "text")]}
        words = {
            "swapped (other language)": [
                str(e.values["words"])
                for e in make_scene(folder / "other", 0, "en" if language == "zh_CN" else "zh_CN").examples
            ],
            "swapped (emoji_group)": [row[1] for row in read_table("emoji_group", "test.csv", "image", "text")],
        }
    else:
        scene = make_scene(folder / "en", 0, "en").examples
        pictures = {"swapped (feelings)": [str(e.values["picture"]) for e in scene]}
        words = {
            "swapped (other language)": chinese,
            "swapped (feelings)": [str(e.values["words"]) for e in scene],
        }
    pictures["swapped (easy_vqa)"] = list(dict.fromkeys(row[0] for row in vqa))
    words["swapped (easy_vqa)"] = [row[1] for row in vqa]
    return {
        **{("picture", kind): list(values) for kind, values in pictures.items()},
        ("picture", "blank"): [
            np.full((200, 200, 3), plain[i] if i < len(plain) else noise.integers(0, 256, 3), np.uint8)
            for i in range(count)
        ],
        ("picture", "noise"): [
            noise.integers(0, 256, (64 * (1 + i % 4),) * 2 + (3,)).astype(np.uint8) for i in range(count)
        ],
        **{("words", kind): list(values) for kind, values in words.items()},
        ("words", "blank"): [chance.choice(".,!?…-") * chance.randint(1, 12) for _ in range(count)],
        ("words", "noise"): [
            " ".join("".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(chance.randint(3, 12)))
            for _ in range(count)
        ],
    }  # fmt: skip


def greatest(predictions: Sequence[Prediction]) -> np.ndarray[Any, Any]:
    return np.array([max(p.novelty.values(), default=0.0) for p in predictions])


def measure(data: str, language: str, run_dir: Path, examples: ExampleSet, work: Path, seed: int) -> None:
    from sklearn.metrics import roc_auc_score

    doubt, answers = CALIBRATION.read(run_dir), read_answers(run_dir)["test"]
    assert doubt is not None
    classes = Predictor.load(run_dir).classes
    chances = answers.probabilities(doubt.temperature)
    precisions = [average_precision(chances, answers.labels, k) for k in range(len(classes))]
    right = answers.logits.argmax(1) == answers.labels
    given = chances.max(1) >= doubt.threshold
    print(
        f"{data}, {language}, seed {seed}: test accuracy {right.mean():.3f}, "
        f"mean average precision {np.mean(precisions):.3f}\n"
        f"  temperature {doubt.temperature:.2f}; expected calibration error {doubt.error_before:.3f} before, "
        f"{doubt.error_after:.3f} after (n = {doubt.n_test})\n"
        f"  below {doubt.threshold:.2f} it does not know: answers {given.mean():.0%} of the test part, "
        f"{right[given].mean():.1%} of these right"
    )
    predictor = Predictor.load(run_dir)
    ordinary = [e.values for e in examples.part("test").examples]
    usual = predictor.predict_many(ordinary)
    normal, false_alarms = greatest(usual), np.mean([bool(p.unfamiliar) for p in usual])
    print(f"  {'replaced':8} {'by':26} {'n':>4}  AUROC  flagged  named  ordinary flagged")
    chance = random.Random(seed)
    pooled: dict[str, list[np.ndarray[Any, Any]]] = {sense: [] for sense in SENSES}
    hits: dict[str, list[bool]] = {sense: [] for sense in SENSES}
    for (sense, kind), values in aliens(data, language, chance, len(ordinary), work).items():
        changed: list[Mapping[str, Any]] = [
            {**example, sense: values[i % len(values)]} for i, example in enumerate(ordinary)
        ]
        found = predictor.predict_many(changed)
        odd = greatest(found)
        named = [max(p.novelty, key=lambda name: p.novelty[name]) == sense for p in found]
        flagged = np.mean([sense in p.unfamiliar for p in found])
        pooled[sense].append(odd)
        hits[sense] += named
        print(
            f"  {sense:8} {kind:26} {len(found):4}  {_auroc(roc_auc_score, normal, odd):.3f}  {flagged:7.3f}  "
            f"{np.mean(named):.3f}  {false_alarms:.3f}"
        )
    for sense in SENSES:
        odd = np.concatenate(pooled[sense])
        print(
            f"  {sense:8} {'all of these':26} {len(odd):4}  {_auroc(roc_auc_score, normal, odd):.3f}  {'':7}  "
            f"{np.mean(hits[sense]):.3f}"
        )
    print(flush=True)


def _auroc(score: Any, normal: np.ndarray[Any, Any], odd: np.ndarray[Any, Any]) -> float:
    return float(score(np.r_[np.zeros(len(normal)), np.ones(len(odd))], np.r_[normal, odd]))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", nargs="+", choices=("feelings", "emoji"), default=["feelings", "emoji"])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--language", default="en", help="of the scene")
    parser.add_argument("--preset", default="quick")
    parser.add_argument("--fusion", default="attention")
    parser.add_argument("--runs", type=Path, help="keep the runs here; those that are there are not trained again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        for data in arguments.data:
            for seed in arguments.seeds:
                folder = work / f"{data}-{seed}"
                examples = make_scene(folder, seed, arguments.language) if data == "feelings" else emoji_set(seed)
                run_dir = (arguments.runs or work) / f"run-{data}-{arguments.language}-{arguments.fusion}-{seed}"
                if not (run_dir / "answers.safetensors").exists():
                    wish = Experiment(preset=arguments.preset, fusion=arguments.fusion, seed=seed)
                    begin = time.perf_counter()
                    for event in train(examples, wish, run_dir, cancel=CancelToken()):
                        if isinstance(event, RunFinished):
                            print(f"trained {event.epochs} epochs in {time.perf_counter() - begin:.0f} s")
                measure(data, arguments.language, run_dir, examples, work, seed)


if __name__ == "__main__":
    main()
