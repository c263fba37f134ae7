"""How well a built-in scene is learnt: what `accuracy_feelings.py` and its like measure, each of its scene.

Trains on all senses and on each alone, and asks about examples of another seed. Printed per run: the test accuracy,
that on the other examples with its standard error, what is possible at best, the share of the way from chance to there,
how soon validation had gone 90 % of it, and seconds from the call of train(), reading included (the cache is emptied
before).

With --maps, for the run on all senses: its accuracy on what is left where all other senses, or one, are hidden; how
often deletion in the map's order is better than in random order; and the pointing game (Zhang et al. 2018,
arXiv:1608.00507): how often the strongest part lies on the known evidence, on rightly answered examples that have some.
"""

import argparse
import csv
import json
import os
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path

import numpy as np
import torch

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet
from mmgui.core.events import EpochDone, RunFinished, RunStarted
from mmgui.core.explaining.map_check import check_maps
from mmgui.core.heat_map import HeatMap
from mmgui.core.inference.predictor import Predictor
from mmgui.core.layouts import Grid, Spans
from mmgui.core.models.torch_start import warm_up
from mmgui.core.run.experiment import Experiment
from mmgui.core.scenes import SCENES
from mmgui.core.scenes.scene import Scene
from mmgui.core.training.trainer import train

_GOAL = 0.9  # of the way from chance to the best possible
_METHODS = ("gradients", "occlusion")
_CHECKED = 60  # examples per sense on which deletion is tried, as many as the program itself takes


@dataclass(frozen=True)
class Material:
    """A scene, what is learnt from, and what is asked about; evidence: of each of the latter by its id and field."""

    scene: Scene
    learnt: ExampleSet
    asked: ExampleSet
    evidence: dict[int, dict[str, str]]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.scene.fields)

    def best(self, senses: Collection[str]) -> float:
        return self.scene.best_possible(senses)


def make_material(name: str, folder: Path, count: int, asked: int, language: str) -> Material:
    """Examples of seed 0, and of seed 1 to ask about."""
    scene = SCENES.get(name)
    learnt = scene.make(folder / "learnt", count, 0, language)
    others = scene.make(folder / "asked", asked, 1, language)
    with (folder / "asked" / "metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    evidence = {
        example.id: {field.name: row[f"evidence_{field.name}"] for field in scene.fields}
        for example, row in zip(others.examples, rows, strict=True)
    }
    return Material(scene, learnt, others, evidence)


def learn(material: Material, experiment: Experiment, folder: Path, verbose: bool) -> Predictor:
    """Train and print one line."""
    senses = experiment.fields or material.names
    chance, best = material.best(()), material.best(senses)
    goal = chance + _GOAL * (best - chance)
    begin, cpu, passed = time.perf_counter(), time.process_time(), ""
    for event in train(material.learnt, experiment, folder, cancel=CancelToken()):
        seconds, used = time.perf_counter() - begin, time.process_time() - cpu
        if isinstance(event, RunStarted):
            ready = used
        if isinstance(event, EpochDone):
            if event.validation.accuracy >= goal and not passed:
                passed = f"{seconds:.0f} s, cpu {used:.0f} s"
            if verbose:
                print(f"    {event.epoch:3} {seconds:6.1f} s  cpu {used:6.1f} s  training {event.train.loss:.3f}"
                      f" {event.train.accuracy:.3f}  validation {event.validation.loss:.3f}"
                      f" {event.validation.accuracy:.3f}", flush=True)  # fmt: skip
        if isinstance(event, RunFinished):
            assert event.test is not None
            epochs, test = event.epochs, event.test.accuracy
    predictor = Predictor.load(folder)
    figures = predictor.evaluate(material.asked)
    error = sqrt(figures.accuracy * (1 - figures.accuracy) / figures.n)
    top = "" if figures.accuracy_top3 is None else f"  among three {figures.accuracy_top3:.3f}"
    print(f"{'+'.join(experiment.fields) or 'all':12} seed {experiment.seed}  test {test:.3f}"
          f"  asked {figures.accuracy:.3f} ± {error:.3f} of {best:.3f}{top}"
          f"  way {(figures.accuracy - chance) / (best - chance):.2f}  90 %: {passed or 'never'}"
          f"  {epochs} epochs, {seconds:.0f} s, cpu {used:.0f} s (ready after {ready:.0f})", flush=True)  # fmt: skip
    return predictor


def hide(material: Material, predictor: Predictor, alone: dict[str, float]) -> None:
    """Print the accuracy with senses hidden, beside what is possible and what a model of that sense alone reaches."""
    for name in material.names:
        for senses in ({name}, set(material.names) - {name}):
            if len(senses) == len(material.names):
                continue
            given = tuple(
                replace(e, values={n: v if n in senses else None for n, v in e.values.items()})
                for e in material.asked.examples
            )
            accuracy = predictor.evaluate(replace(material.asked, examples=given)).accuracy
            own = f", that sense's own model {alone[name]:.3f}" if senses == {name} and name in alone else ""
            shown = "+".join(n for n in material.names if n in senses)
            print(f"  only {shown:20} {accuracy:.3f} of {material.best(senses):.3f}{own}", flush=True)


# -- maps -------------------------------------------------------------------------------------------------------------


def judge_maps(material: Material, predictor: Predictor, most: int) -> None:
    """Each sense on examples in which it decides: where nothing does, a map has nothing to find."""
    reports = {
        name: check_maps(predictor, [e for e in material.asked.examples if material.evidence[e.id][name]][:_CHECKED])
        for name in material.names
    }
    hits: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for example in material.asked.examples[:most]:
        for method in _METHODS:
            found = predictor.predict(example.values, method=method)
            if found.answer != example.label:
                break
            for name, heat in found.heat_maps.items():
                decides = material.evidence[example.id][name]
                if decides:
                    hits[name, method].append(points_at(heat, decides, example, name))
    for (name, method), found_there in sorted(hits.items()):
        quality = reports[name].of(name, method)
        deletion = f"  {quality.badge}: deletion better in {quality.better_share:.2f} of {quality.n}" if quality else ""
        print(f"  {name:10} {method:10} points at it in {np.mean(found_there):.2f} of {len(found_there)}{deletion}")


def points_at(heat: HeatMap, decides: str, example: Example, name: str) -> bool:
    """Whether the strongest part of a map lies on the evidence, as the scenes write it; of a box half a cell around it
    counts too."""
    strongest = int(heat.weights.argmax())
    layout = heat.layout
    if isinstance(layout, Spans):
        start, end = layout.places[strongest]
        return any(start < last and first < end for first, last in find_spans(layout.text, decides))
    assert isinstance(layout, Grid)
    x0, y0, x1, y1 = (float(v) for v in decides.split())
    height, width = _size(Path(str(example.values[name])))
    high, wide = height / layout.rows, width / layout.columns
    row, column = divmod(strongest, layout.columns)
    y, x = (row + 0.5) * high, (column + 0.5) * wide
    return y0 - high / 2 <= y <= y1 + high / 2 and x0 - wide / 2 <= x <= x1 + wide / 2


def find_spans(text: str, evidence: str) -> Iterator[tuple[int, int]]:
    """Where the evidence stands in the text, in its order: words between "|", or a JSON list of items."""
    start, low = 0, text.lower()
    words: Sequence[str] = json.loads(evidence) if evidence.startswith("[") else evidence.split("|")
    for one in map(str.lower, words):
        found = low.find(one, start)
        found = low.index(one) if found < 0 else found
        start = found + len(one)
        yield found, start


def _size(path: Path) -> tuple[int, int]:
    """Height and width in pixels."""
    from PIL import Image

    with Image.open(path) as image:
        return image.height, image.width


def main(name: str) -> None:
    scene = SCENES.get(name)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--language", default="en")
    parser.add_argument("--count", type=int, default=scene.default_count)
    parser.add_argument("--asked", type=int, default=600, help="examples of another seed")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--preset", default="balanced")
    parser.add_argument("--fusion", default="attention")
    parser.add_argument("--fields", nargs="*", action="append", help="train on these; again for the next run")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--maps", type=int, nargs="?", const=150, default=0, help="point at so many examples")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    settings = dict(text.split("=", 1) for text in arguments.set)
    print(f"{name}, {arguments.preset}: torch {torch.__version__}, {os.cpu_count()} cores")
    warm_up()
    with tempfile.TemporaryDirectory(prefix="mmgui-benchmark-") as work:
        os.environ["MMGUI_HOME"] = work  # a cache of its own
        material = make_material(name, Path(work), arguments.count, arguments.asked, arguments.language)
        for seed in arguments.seeds:
            alone: dict[str, float] = {}
            whole = None
            for fields in arguments.fields or [*([one] for one in material.names), []]:
                shutil.rmtree(Path(work) / "cache", ignore_errors=True)
                experiment = Experiment(
                    fields=tuple(fields), preset=arguments.preset, fusion=arguments.fusion, seed=seed,
                    epochs=arguments.epochs, settings=settings,
                )  # fmt: skip
                run = Path(work) / f"{seed} {'+'.join(fields)}"
                predictor = learn(material, experiment, run, arguments.verbose)
                if len(fields) == 1:
                    alone[fields[0]] = predictor.evaluate(material.asked).accuracy
                if not fields:
                    whole = predictor
            if whole is not None and arguments.maps:
                hide(material, whole, alone)
                judge_maps(material, whole, arguments.maps)
