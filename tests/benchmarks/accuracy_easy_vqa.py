"""easy-VQA: question and picture together, each alone, with epochs and time. Its author reached 0.938 in 8 epochs.

    python tests/benchmarks/accuracy_easy_vqa.py [--seeds 0] [--fields picture words] [--set KEY=VALUE]

The question alone can reach 0.670 at most, the most frequent answer 0.373. Validation is cut from training; the
test part is measured once, at the end.
"""

import argparse
import csv
import tempfile
import time
from pathlib import Path

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.events import EpochDone, RunFinished
from mmgui.core.run.experiment import Experiment
from mmgui.core.training.trainer import train

DATA = Path(__file__).parents[3] / "shared/data/easy_vqa"


def read(name: str) -> ExampleSet:
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    examples = tuple(
        Example(number, {"picture": str(DATA / row["image"]), "words": row["text"]}, row["label"])
        for number, row in enumerate(rows)
    )
    return ExampleSet((Field("picture", "image"), Field("words", "text")), examples, "easy_vqa")


def run(experiment: Experiment, verbose: bool) -> None:
    """One training and its line of the table."""
    begin, cpu, slowest = time.perf_counter(), time.process_time(), 0.0
    with tempfile.TemporaryDirectory() as folder:
        for event in train(read("train.csv"), experiment, Path(folder), cancel=CancelToken(), test=read("test.csv")):
            if isinstance(event, EpochDone):
                slowest = max(slowest, event.seconds)
                if verbose:
                    print(
                        f"    {event.epoch:3} {event.seconds:6.1f} s  cpu {time.process_time() - cpu:6.1f} s"
                        f"  training {event.train.accuracy:.3f}  validation {event.validation.accuracy:.3f}",
                        flush=True,
                    )
            if isinstance(event, RunFinished):
                assert event.test is not None
                name = "+".join(experiment.fields) or "picture+words"
                print(
                    f"{name:14}  {experiment.seed:4}  {event.test.accuracy:.3f}  {event.epochs:6}  {slowest:13.1f}"
                    f"  {time.perf_counter() - begin:7.0f}  {time.process_time() - cpu:5.0f}",
                    flush=True,
                )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--preset", default="balanced")
    parser.add_argument("--fusion", default="attention")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--fields", nargs="*", action="append")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    print("fields          seed  test   epochs  slowest epoch  seconds  cpu s")
    for fields in arguments.fields or [[], ["picture"], ["words"]]:
        for seed in arguments.seeds:
            experiment = Experiment(
                fields=tuple(fields),
                preset=arguments.preset,
                fusion=arguments.fusion,
                seed=seed,
                epochs=arguments.epochs,
                settings=dict(text.split("=", 1) for text in arguments.set),
            )
            run(experiment, arguments.verbose)


if __name__ == "__main__":
    main()
