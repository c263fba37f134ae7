"""The scene `feelings`, quick: how soon validation passes 0.60 and 0.90, the final test accuracy, and each sense alone.

    python tests/benchmarks/accuracy_feelings.py [--language en] [--seeds 0] [--preset quick] [--set KEY=VALUE]

The seconds count from the call of train(), reading of the pictures included; the picture cache is emptied before.
"""

import argparse
import os
import shutil
import tempfile
import time
from pathlib import Path

import torch

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import ExampleSet
from mmgui.core.events import EpochDone, RunFinished, RunStarted
from mmgui.core.models.torch_start import warm_up
from mmgui.core.run.experiment import Experiment
from mmgui.core.scenes import SCENES
from mmgui.core.training.trainer import train


def make_scene(folder: Path, count: int, language: str) -> ExampleSet:
    return SCENES.get("feelings").make(
        folder, count, 0, language, cancel=CancelToken(), progress=lambda _done, _total: None
    )


def passed(curve: list[tuple[float, float]], goal: float) -> str:
    return next((f"{seconds:.0f} s" for seconds, accuracy in curve if accuracy > goal), "never")


def run(examples: ExampleSet, experiment: Experiment, verbose: bool) -> None:
    begin, cpu = time.perf_counter(), time.process_time()
    curve: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        for event in train(examples, experiment, Path(folder), cancel=CancelToken()):
            seconds = time.perf_counter() - begin
            if isinstance(event, RunStarted):
                ready, ready_cpu = seconds, time.process_time() - cpu
            if isinstance(event, EpochDone):
                curve.append((seconds, event.validation.accuracy))
                if verbose:
                    print(f"    {event.epoch:3} {seconds:6.1f} s  cpu {time.process_time() - cpu:6.1f} s"
                          f"  training {event.train.loss:.3f} {event.train.accuracy:.3f}"
                          f"  validation {event.validation.loss:.3f} {event.validation.accuracy:.3f}")  # fmt: skip
            if isinstance(event, RunFinished):
                assert event.test is not None
                print(f"{'+'.join(experiment.fields) or 'all':16} {experiment.seed:4}  {event.test.accuracy:.3f}  "
                      f"{passed(curve, 0.6):>8}  {passed(curve, 0.9):>8}  {event.epochs:6}  "
                      f"{seconds:6.0f}  "
                      f"{time.process_time() - cpu:6.0f}  (ready after {ready:.1f} s, cpu {ready_cpu:.1f} s)",
                      flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--language", default="en")
    parser.add_argument("--count", type=int, default=1200)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--preset", default="quick")
    parser.add_argument("--fusion", default="attention")
    parser.add_argument("--fields", nargs="*", action="append")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--scene", type=Path, help="keep the scene here and use it again")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    settings = dict(text.split("=", 1) for text in arguments.set)
    print(f"torch {torch.__version__}, {os.cpu_count()} cores")
    warm_up()
    with tempfile.TemporaryDirectory() as work:
        os.environ["MMGUI_HOME"] = work  # a cache of its own
        examples = make_scene(arguments.scene or Path(work) / "scene", arguments.count, arguments.language)
        print("fields           seed  test   > 0.60    > 0.90    epochs  seconds  cpu s")
        for fields in arguments.fields or [[], ["picture"], ["words"]]:
            for seed in arguments.seeds:
                shutil.rmtree(Path(work) / "cache", ignore_errors=True)
                experiment = Experiment(
                    fields=tuple(fields), preset=arguments.preset, fusion=arguments.fusion, seed=seed,
                    epochs=arguments.epochs, settings=settings,
                )  # fmt: skip
                run(examples, experiment, arguments.verbose)


if __name__ == "__main__":
    main()
