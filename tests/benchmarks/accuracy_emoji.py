"""Emoji groups: picture and words together, each alone, in English and Chinese, against a plain word-count baseline.

    python tests/benchmarks/accuracy_emoji.py [--language en|zh] [--folds 5] [--seeds 0 1] [--set KEY=VALUE]

Without --folds the model is trained as a person would train it and measured once on the test part. With --folds only
train.csv is used: each fold is the test part once. All choices in the presets were made with --folds.
"""

import argparse
import csv
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.events import EpochDone, RunFinished
from mmgui.core.run.experiment import Experiment
from mmgui.core.training.trainer import train

DATA = Path(__file__).parents[3] / "shared/data/emoji_group"
COLUMN = {"en": "text", "zh": "text_zh"}


def read(name: str, language: str) -> list[Example]:
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        return [
            Example(number, {"picture": str(DATA / row["image"]), "words": row[COLUMN[language]]}, row["label"])
            for number, row in enumerate(csv.DictReader(file))
        ]


def example_set(examples: Sequence[Example]) -> ExampleSet:
    return ExampleSet((Field("picture", "image"), Field("words", "text")), tuple(examples), "emoji_group")


def plain_baseline(training: Sequence[Example], test: Sequence[Example]) -> float:
    """TF-IDF of words and character n-grams, logistic regression (scikit-learn)."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    vectors = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 5), sublinear_tf=True),
    )
    model = make_pipeline(vectors, LogisticRegression(C=10, max_iter=2000))
    model.fit([e.values["words"] for e in training], [e.label for e in training])
    return float(model.score([e.values["words"] for e in test], [e.label for e in test]))


def run(
    training: Sequence[Example], test: Sequence[Example], experiment: Experiment
) -> tuple[RunFinished, list[float]]:
    """The end of the run, and the validation accuracy of every epoch."""
    curve: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for event in train(
            example_set(training), experiment, Path(folder), cancel=CancelToken(), test=example_set(test)
        ):
            if isinstance(event, EpochDone):
                curve.append(event.validation.accuracy)
            if isinstance(event, RunFinished):
                return event, curve
    raise AssertionError("a training ends with RunFinished")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--language", choices=("en", "zh"))
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--only-folds", type=int, default=99)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--preset", default="balanced")
    parser.add_argument("--fusion", default="attention")
    parser.add_argument("--fields", nargs="*", action="append")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--set", action="append", default=[])
    arguments = parser.parse_args()
    settings = dict(text.split("=", 1) for text in arguments.set)
    choices = arguments.fields or [["picture", "words"], ["picture"], ["words"]]
    print("language fields          seed  accuracy  epochs  seconds")
    for language in [arguments.language] if arguments.language else ["en", "zh"]:
        examples = read("train.csv", language)
        if arguments.folds:
            order = np.random.default_rng(0).permutation(len(examples))
            parts = [set(part.tolist()) for part in np.array_split(order, arguments.folds)][: arguments.only_folds]
            pairs = [
                ([e for i, e in enumerate(examples) if i not in p], [examples[i] for i in sorted(p)]) for p in parts
            ]
        else:
            pairs = [(examples, read("test.csv", language))]
        plain = np.mean([plain_baseline(*pair) for pair in pairs])
        print(f"{language:8} words: TF-IDF + LR      {plain:.3f}", flush=True)
        for fields in choices:
            for seed in arguments.seeds:
                experiment = Experiment(
                    fields=tuple(fields), preset=arguments.preset, fusion=arguments.fusion, seed=seed,
                    epochs=arguments.epochs, settings=settings,
                )  # fmt: skip
                begin, found, epochs = time.perf_counter(), [], 0
                for pair in pairs:
                    finished, curve = run(*pair, experiment)
                    assert finished.test is not None
                    found.append(finished.test.accuracy)
                    epochs += finished.epochs
                    if len(pairs) > 1:
                        print(
                            "   ", f"{found[-1]:.3f}", finished.best_epoch, [f"{a:.2f}" for a in curve], file=sys.stderr
                        )
                name = "+".join(fields)
                seconds = time.perf_counter() - begin
                print(f"{language:8} {name:16} {seed:4}  {np.mean(found):.3f}  {epochs:6}  {seconds:6.0f}",
                      flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
