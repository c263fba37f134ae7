"""How well a scene is learnt: with all senses and with each alone, beside what nobody can beat; whether its maps lie on
what decides; and what is left when a sense is missing. The common part of accuracy_feelings.py and its like.

Tested is on fresh examples of another seed. Seconds count from the call of train(), reading included, with an empty
cache of pictures; those of the processor (cpu) are what compares on a busy machine.
"""

import argparse
import csv
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet
from mmgui.core.events import EpochDone, RunFinished, RunStarted
from mmgui.core.explaining.map_check import check_maps, choose_examples
from mmgui.core.heat_map import HeatMap
from mmgui.core.inference.predictor import Predictor
from mmgui.core.layouts import Grid, Spans
from mmgui.core.models.torch_start import warm_up
from mmgui.core.run.experiment import Experiment
from mmgui.core.scenes import SCENES
from mmgui.core.scenes.scene import Scene
from mmgui.core.training.trainer import train
from mmgui.modalities.sound.spectrogram import BANDS, pitch_at, seconds_of


@dataclass(frozen=True)
class Learnt:
    """A training. curve: (cpu seconds, accuracy on validation) per epoch. test: accuracy on the fresh examples."""

    fields: tuple[str, ...]
    folder: Path
    test: float
    curve: tuple[tuple[float, float], ...]


def learn(examples: ExampleSet, fresh: ExampleSet, experiment: Experiment, folder: Path, verbose: bool) -> Learnt:
    """Train, and print one line."""
    begin, cpu = time.perf_counter(), time.process_time()
    curve: list[tuple[float, float]] = []
    ready, test, epochs = 0.0, 0.0, 0
    for event in train(examples, experiment, folder, cancel=CancelToken(), test=fresh):
        seconds = time.process_time() - cpu
        if isinstance(event, RunStarted):
            ready = seconds
        if isinstance(event, EpochDone):
            curve.append((seconds, event.validation.accuracy))
            if verbose:
                print(f"    {event.epoch:3} cpu {seconds:6.1f} s  training {event.train.loss:.3f} "
                      f"{event.train.accuracy:.3f}  validation {event.validation.loss:.3f} "
                      f"{event.validation.accuracy:.3f}", flush=True)  # fmt: skip
        if isinstance(event, RunFinished):
            assert event.test is not None
            test, epochs = event.test.accuracy, event.epochs
    print(f"{'+'.join(experiment.fields) or 'all':16} {experiment.seed:4}  {test:.3f}  "
          f"{passed(curve, 0.6):>8}  {passed(curve, 0.9):>8}  {epochs:6}  {time.perf_counter() - begin:6.0f}  "
          f"{time.process_time() - cpu:6.0f}  (ready after cpu {ready:.1f} s)", flush=True)  # fmt: skip
    return Learnt(tuple(experiment.fields), folder, test, tuple(curve))


def passed(curve: Sequence[tuple[float, float]], goal: float) -> str:
    return next((f"{seconds:.0f} s" for seconds, accuracy in curve if accuracy > goal), "never")


def evidence_of(folder: Path, scene: Scene) -> dict[int, Mapping[str, str]]:
    """Per example number (as `Scene.make` gives them) and field what decides there."""
    with (folder / "metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = enumerate(csv.DictReader(file), 1)
        return {n: {f.name: row[f"evidence_{f.name}"] for f in scene.fields} for n, row in rows}


def points_at(heat: HeatMap, evidence: str, size_px: int, is_sound: bool = False) -> bool:
    """Whether the strongest part is what decides (the pointing game, Zhang et al. 2018, arXiv:1608.00507): of a picture
    of `size_px` a cell whose middle lies in the box "x0 y0 x1 y1" or half a cell beside it, of a sound likewise in
    "t0 t1 f0 f1", seconds and Hz; of a list its number, from 1; of a text one of the words with "|" between
    them, of a history one of the items of a JSON list."""
    best = int(heat.weights.argmax())
    if isinstance(heat.layout, Grid):
        box = sound_box(evidence, heat.layout) if is_sound else tuple(float(v) / size_px for v in evidence.split())
        left, top, right, bottom = box
        row, column = divmod(best, heat.layout.columns)
        high, wide = 1 / heat.layout.rows, 1 / heat.layout.columns
        y, x = (row + 0.5) * high, (column + 0.5) * wide
        return top - high / 2 <= y <= bottom + high / 2 and left - wide / 2 <= x <= right + wide / 2
    assert isinstance(heat.layout, Spans)
    if evidence.isdecimal():
        return best == int(evidence) - 1
    words: list[str] = json.loads(evidence) if evidence.startswith("[") else evidence.split("|")
    found = [match for one in words for match in re.finditer(re.escape(one), heat.layout.text, re.I)]
    return any(best in heat.layout.at(*match.span()) for match in found)


def sound_box(evidence: str, layout: Grid) -> tuple[float, float, float, float]:
    """left, top, right, bottom of "t0 t1 f0 f1", as shares of a spectrogram."""
    start, end, low, high = map(float, evidence.split())
    shares = np.linspace(1, 0, BANDS + 1)
    top, bottom = np.interp([high, low], [pitch_at(share) for share in shares], shares)
    return start / seconds_of(layout.width), float(top), end / seconds_of(layout.width), float(bottom)


def show_maps(run: Path, fresh: ExampleSet, evidence: Mapping[int, Mapping[str, str]], most: int, size_px: int) -> None:
    """Print how far the maps can be believed, and how often they point at what decides."""
    predictor = Predictor.load(run)
    report = check_maps(predictor, choose_examples(fresh, predictor))
    predictor.use_map_quality(report)
    for found in report.maps:
        best = "*" if report.best_method(found.field, predictor.methods) == found.method else " "
        print(f"{best} {found.field:8} {found.method:10} {found.badge:6} deletion better than random "
              f"{found.better_share:.3f}  correlation with random weights "
              f"{found.randomised_correlation:.2f}")  # fmt: skip
    hits: dict[str, list[bool]] = {f.name: [] for f in predictor.fields}
    sounds = {f.name for f in predictor.fields if f.modality == "sound"}
    for example in fresh.examples[:most]:
        answer = predictor.predict(example.values)
        if answer.answer == example.label:
            for name, heat in answer.heat_maps.items():
                if known := evidence[example.id][name]:
                    hits[name].append(points_at(heat, known, size_px, name in sounds))
    for name, of_field in hits.items():
        print(f"  pointing, {name}: {np.mean(of_field) if of_field else float('nan'):.3f} of {len(of_field)}")


def show_hidden(run: Path, fresh: ExampleSet, alone: Mapping[str, float]) -> None:
    """Print how the model with all senses does with one only, beside the model that has just that one."""
    predictor = Predictor.load(run)
    for field in predictor.fields:
        kept = tuple(only(example, field.name) for example in fresh.examples)
        answers = predictor.predict_many([example.values for example in kept])
        right = np.mean([a.answer == e.label for a, e in zip(answers, kept, strict=True)])
        print(f"  {field.name} left of all: {right:.3f}, alone: {alone.get(field.name, float('nan')):.3f}")


def only(example: Example, field: str) -> Example:
    return replace(example, values={name: v if name == field else None for name, v in example.values.items()})


def main(name: str, size_px: int, description: str) -> None:
    scene = SCENES.get(name)
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--language", default="en")
    parser.add_argument("--count", type=int, default=scene.default_count)
    parser.add_argument("--fresh", type=int, default=600, help="examples of another seed that are tested on")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--preset", default="balanced")
    parser.add_argument("--fusion", default="attention")
    parser.add_argument("--fields", nargs="*", action="append")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--keep", type=Path, help="keep scene and runs here and use them again")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    settings = dict(text.split("=", 1) for text in arguments.set)
    print(f"torch {torch.__version__}, {os.cpu_count()} cores")
    warm_up()
    names = [f.name for f in scene.fields]
    print("best possible: " + ", ".join(f"{n} {scene.best_possible([n]):.4f}" for n in names),
          f"all {scene.best_possible(names):.4f}, none {scene.best_possible(()):.4f}")  # fmt: skip
    with tempfile.TemporaryDirectory() as work:
        os.environ["MMGUI_HOME"] = work  # a cache of its own
        place = arguments.keep or Path(work)
        cpu = time.process_time()
        examples = scene.make(place / "scene", arguments.count, 0, arguments.language)
        print(f"made {arguments.count} examples in cpu {time.process_time() - cpu:.0f} s")
        fresh = scene.make(place / "fresh", arguments.fresh, 1, arguments.language)
        fresh = replace(fresh, examples=tuple(replace(e, split="test") for e in fresh.examples))
        print("fields           seed  test   > 0.60    > 0.90    epochs  seconds  cpu s")
        for seed in arguments.seeds:
            found: dict[tuple[str, ...], Learnt] = {}
            for fields in arguments.fields or [[], *([n] for n in names)]:
                shutil.rmtree(Path(work) / "cache", ignore_errors=True)
                experiment = Experiment(
                    fields=tuple(fields), preset=arguments.preset, fusion=arguments.fusion, seed=seed,
                    epochs=arguments.epochs, settings=settings,
                )  # fmt: skip
                folder = place / f"{'-'.join(fields) or 'all'}-{arguments.preset}-{seed}"
                shutil.rmtree(folder, ignore_errors=True)
                found[tuple(fields)] = learn(examples, fresh, experiment, folder, arguments.verbose)
            if () in found:
                show_maps(found[()].folder, fresh, evidence_of(place / "fresh", scene), 300, size_px)
                show_hidden(found[()].folder, fresh, {fields[0]: one.test for fields, one in found.items() if fields})
