"""Do the heat maps tell the truth? On examples of which it is known what decides, and on real data.

    python tests/benchmarks/honesty.py [--only feelings planted easy_vqa emoji_group] [--preset balanced]
                                       [--run FOLDER] [--data FOLDER] [--count 1200]

Per data set: the examination that the program makes itself (deletion and insertion against random order, correlation
with the maps of random weights), then, where the evidence is known, for the map that "auto" shows afterwards, on
correctly answered test examples:

- pointing game (Zhang et al. 2018, arXiv:1608.00507): the strongest place of the shown map lies in the evidence's box,
  half a cell of the shown map counting as inside; the strongest word is one of the evidence words. Examples without
  evidence words (plain neutral facts) are left out.
- relevance share: how much of the shown map's weight lies in the box (cells cut by its edge count in part) or on the
  evidence words. The shown map has no even level in it: integrated Grad-CAM explains the difference to a picture that
  is everywhere alike, and what speaks against the answer counts as zero. By chance it is the box's share of the
  picture, or the evidence's share of the words. Measured after every epoch.

--run: a run on scene:feelings with --count 1200 (seed 0) that exists already; its epochs are then not known.
To reach: pointing and deletion wins ≥ 0.90, relevance share ≥ 0.70, correlation < 0.3 (signed mean over examples).
"""

import argparse
import copy
import csv
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import util
from pathlib import Path
from types import ModuleType

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.events import RunFinished
from mmgui.core.explaining.map_check import check_maps, choose_examples
from mmgui.core.explaining.map_quality import QualityReport
from mmgui.core.heat_map import WordWeight
from mmgui.core.inference.prediction import Prediction
from mmgui.core.inference.predictor import Predictor
from mmgui.core.models.fusion_model import FusionModel, build_model
from mmgui.core.models.manifest import load_manifest
from mmgui.core.run.experiment import Experiment
from mmgui.core.scenes import SCENES
from mmgui.core.training.dividing import divide
from mmgui.core.training.observer import RecordedRun
from mmgui.core.training.trainer import train

FIELDS = (Field("picture", "image"), Field("words", "text"))
MOST = 200  # test examples with evidence that are looked at


@dataclass(frozen=True)
class Evidence:
    """box: left, top, right, bottom in pixels of a picture of `size` (width, height). spans: places in the text."""

    box: tuple[float, float, float, float] | None = None
    size: tuple[int, int] = (0, 0)
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Known:
    """One data set: examples to train on, the test part, and what decides of each test example by its id."""

    name: str
    train: ExampleSet
    test: tuple[Example, ...]
    evidence: Mapping[int, Evidence]
    separate_test: bool
    wish: Experiment


@dataclass
class EpochModels:
    """Keeps the model of some epochs."""

    every: int = 1
    models: dict[int, FusionModel] = field(default_factory=dict)

    def begin(self, run: RecordedRun) -> str:
        return ""

    def finish(self, is_enough: Callable[[], bool]) -> None:
        pass

    def record(self, epoch: int, model: FusionModel, device: torch.device, seconds: float) -> None:
        if epoch <= 4 or epoch % self.every == 0:
            self.models[epoch] = copy.deepcopy(model).cpu()


# -- the data sets ----------------------------------------------------------------------------------------------------


def feelings(folder: Path, arguments: argparse.Namespace) -> Known:
    scene = folder / "feelings"
    examples = SCENES.get("feelings").make(scene, arguments.count, 0, "en")
    parts = divide(examples, (), None, 0.1, 0, CancelToken())
    with (scene / "metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = {scene / row["file_name"]: row for row in csv.DictReader(file)}
    evidence = {}
    for example in parts.examples["test"]:
        row = rows[Path(str(example.values["picture"]))]
        left, top, right, bottom = (float(v) for v in row["evidence_picture"].split())
        spans = tuple(find_spans(row["words"], row["evidence_words"]))
        evidence[example.id] = Evidence((left, top, right, bottom), (384, 384), spans)
    wish = Experiment(preset=arguments.preset, fusion=arguments.fusion, epochs=arguments.epochs)
    return Known("feelings", examples, parts.examples["test"], evidence, False, wish)


def planted(folder: Path, arguments: argparse.Namespace) -> Known:
    module = _load(Path(__file__).parents[1] / "core/planted.py")
    examples, _truths = module.planted_examples(folder / "train", 800, 0)
    test, truths = module.planted_examples(folder / "test", MOST, 1)
    evidence = {}
    for example, truth in zip(test.examples, truths, strict=True):
        words = str(example.values["words"]).split(" ")
        start = len(" ".join(words[: truth.word])) + bool(truth.word)
        box = (truth.left, truth.top, truth.left + module.PATCH_PX, truth.top + module.PATCH_PX)
        span = (start, start + len(words[truth.word]))
        evidence[example.id] = Evidence(box, (module.SIDE_PX, module.SIDE_PX), (span,))
    wish = Experiment(
        preset="quick", fusion=arguments.fusion, epochs=arguments.epochs or 30, settings={"size_px": module.SIDE_PX}
    )
    tests = tuple(replace(e, split="test") for e in test.examples)
    return Known("planted", examples, tests, evidence, True, wish)


def easy_vqa(_folder: Path, arguments: argparse.Namespace) -> Known:
    """The region is the one shape in front of an even ground; which words decide is not known."""
    place = arguments.data / "easy_vqa"
    test = tuple(_rows(place, "test.csv"))
    chosen = [test[int(n * len(test) / MOST)] for n in range(MOST)]
    evidence = {e.id: Evidence(shape_box(Path(str(e.values["picture"]))), (64, 64)) for e in chosen}
    wish = Experiment(preset="quick", fusion=arguments.fusion, epochs=arguments.epochs or 4)
    return Known("easy_vqa", ExampleSet(FIELDS, tuple(_rows(place, "train.csv"))), test, evidence, True, wish)


def emoji_group(_folder: Path, arguments: argparse.Namespace) -> Known:
    """No region is known: the emoji fills its picture."""
    place = arguments.data / "emoji_group"
    wish = Experiment(preset="quick", fusion=arguments.fusion, epochs=arguments.epochs or 20)
    test = tuple(_rows(place, "test.csv"))
    return Known("emoji_group", ExampleSet(FIELDS, tuple(_rows(place, "train.csv"))), test, {}, True, wish)


KNOWN = {"feelings": feelings, "planted": planted, "easy_vqa": easy_vqa, "emoji_group": emoji_group}


def find_spans(text: str, evidence: str) -> Iterator[tuple[int, int]]:
    """Where the evidence words ("a|b c") stand in the text, in their order."""
    start, low = 0, text.lower()
    for words in filter(None, evidence.lower().split("|")):
        found = low.find(words, start)
        if found < 0:
            found = low.index(words)
        start = found + len(words)
        yield found, start


def shape_box(path: Path) -> tuple[float, float, float, float]:
    """The box around everything that differs from the upper left corner."""
    pixels = np.asarray(Image.open(path).convert("RGB")).astype(int)
    rows, columns = np.nonzero(np.abs(pixels - pixels[0, 0]).max(2) > 40)
    return float(columns.min()), float(rows.min()), float(columns.max() + 1), float(rows.max() + 1)


def _rows(place: Path, name: str) -> Iterator[Example]:
    with (place / name).open(newline="", encoding="utf-8") as file:
        for number, row in enumerate(csv.DictReader(file)):
            values = {"picture": str(place / row["image"]), "words": row["text"]}
            yield Example(number, values, row["label"], "test" if name == "test.csv" else None)


def _load(path: Path) -> ModuleType:
    spec = util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# -- the measures -----------------------------------------------------------------------------------------------------


def look_at_picture(found: Prediction, known: Evidence) -> tuple[float, float, float] | None:
    """(hit, relevance share, share by chance) of the shown picture map; None without a box."""
    heat = found.heat_maps.get("picture")
    if known.box is None or heat is None or heat.grid is None:
        return None
    grid = heat.grid.astype(float)
    left, top, right, bottom = known.box
    high, wide = known.size[1] / grid.shape[0], known.size[0] / grid.shape[1]  # a cell in pixels
    row, column = np.unravel_index(int(grid.argmax()), grid.shape)
    y, x = (float(row) + 0.5) * high, (float(column) + 0.5) * wide
    hit = top - high / 2 <= y <= bottom + high / 2 and left - wide / 2 <= x <= right + wide / 2
    inside = np.outer(_overlap(top, bottom, high, grid.shape[0]), _overlap(left, right, wide, grid.shape[1]))
    return float(hit), float((grid * inside).sum() / max(1e-12, grid.sum())), float(inside.mean())


def _overlap(start: float, end: float, step: float, count: int) -> NDArray[np.float64]:
    places = np.arange(count) * step
    shares: NDArray[np.float64] = np.clip(np.minimum(end, places + step) - np.maximum(start, places), 0, None) / step
    return shares


def look_at_words(words: Sequence[WordWeight], known: Evidence) -> tuple[float, float, float] | None:
    """(hit, relevance share, share by chance) of the shown words; None without evidence words."""
    inside = np.array([any(w.start < end and w.end > start for start, end in known.spans) for w in words], bool)
    weights = np.array([w.weight for w in words])
    if not inside.any():
        return None
    share = float(weights[inside].sum() / weights.sum()) if weights.sum() else 0.0
    return float(inside[weights.argmax()]), share, float(inside.mean())


@dataclass(frozen=True)
class Pointing:
    """Means over the examples: (hit, share, chance); right: the share answered correctly."""

    picture: np.ndarray
    words: np.ndarray
    right: float
    n: int


def point(predictor: Predictor, known: Known, method: str, most: int = MOST, only_right: bool = True) -> Pointing:
    asked = [e for e in known.test if e.id in known.evidence][:most]
    pictures, words, right = [], [], 0
    for example in asked:
        found = predictor.predict(example.values, method=method)
        right += found.answer == example.label
        if only_right and found.answer != example.label:
            continue
        evidence = known.evidence[example.id]
        pictures.append(look_at_picture(found, evidence))
        heat = found.heat_maps.get("words")
        words.append(look_at_words(heat.words if heat is not None else (), evidence))
    return Pointing(_means(pictures), _means(words), right / max(1, len(asked)), len(pictures))


def _means(values: Sequence[tuple[float, float, float] | None]) -> np.ndarray:
    kept = [value for value in values if value is not None]
    return np.mean(kept, 0) if kept else np.full(3, np.nan)


# -- the tables -------------------------------------------------------------------------------------------------------


def learn(known: Known, run: Path, models: EpochModels) -> None:
    test = ExampleSet(FIELDS, known.test) if known.separate_test else None
    for event in train(known.train, known.wish, run, cancel=CancelToken(), test=test, observer=models):
        if isinstance(event, RunFinished) and event.test is not None:
            print(f"  trained {event.epochs} epochs in {event.seconds:.0f} s, test accuracy {event.test.accuracy:.3f}")


def examine(predictor: Predictor, known: Known) -> QualityReport:
    tests = ExampleSet(FIELDS, tuple(replace(e, split="test") for e in known.test))
    chosen = choose_examples(tests, predictor)
    started = time.perf_counter()
    report = check_maps(predictor, chosen)
    print(f"  examined on {len(chosen)} test examples in {time.perf_counter() - started:.1f} s")
    print(
        "                        badge   deletion (random)   insertion (random)   wins: del   ins   random weights   n"
    )
    for m in report.maps:
        best = "*" if report.best_method(m.field, ("gradients", "attention", "occlusion")) == m.method else " "
        print(
            f"  {best} {m.field:8} {m.method:10} {m.badge:6}   {m.deletion:6.3f} ({m.deletion_random:.3f})"
            f"     {m.insertion:6.3f} ({m.insertion_random:.3f})        {m.better_share:5.3f} {m.insertion_share:5.3f}"
            f"   {m.randomised_correlation:8.3f}        {m.n}"
        )
    return report


def show_pointing(predictor: Predictor, known: Known) -> Pointing:
    shown = {}
    print("                        picture: hit  share (chance) | words: hit  share (chance)   n")
    for method in ("auto", *predictor.methods):
        shown[method] = found = point(predictor, known, method)
        p, w = found.picture, found.words
        print(
            f"    {method:10}                   {p[0]:5.3f} {p[1]:5.3f}  ({p[2]:.3f})        {w[0]:5.3f} {w[1]:5.3f}"
            f"  ({w[2]:.3f})  {found.n}"
        )
    return shown["auto"]


def show_epochs(run: Path, known: Known, models: EpochModels, report: QualityReport) -> None:
    """The relevance share of the shown map from the first random weights to the last epoch."""
    manifest = load_manifest(run / "manifest.json")
    torch.manual_seed(0)
    models.models[0] = build_model(manifest).eval()
    print("    epoch  right   picture share   words share   (all test examples, explaining the model's own answer)")
    for epoch, model in sorted(models.models.items()):
        predictor = Predictor(manifest, model, torch.device("cpu"))
        predictor.use_map_quality(report)
        found = point(predictor, known, "auto", most=100, only_right=False)
        print(f"    {epoch:5}  {found.right:5.3f}   {found.picture[1]:13.3f}   {found.words[1]:11.3f}", flush=True)


def measure(known: Known, folder: Path, given: Path | None) -> list[str]:
    """Print everything about one data set; returns what falls short of the figures to reach."""
    print(f"{known.name}: {known.wish.fusion}, preset {known.wish.preset}", flush=True)
    run, models = given or folder / f"run-{known.name}", EpochModels(2)
    if given is None:
        learn(known, run, models)
    predictor = Predictor.load(run)
    report = examine(predictor, known)
    predictor.use_map_quality(report)
    short = []
    for name in ("picture", "words"):
        best = report.of(name, report.best_method(name, ("gradients", "attention", "occlusion")))
        if best is None or best.badge != "green" or best.better_share < 0.9 or best.randomised_correlation >= 0.3:
            short.append(f"{known.name} {name}: examination")
    if known.evidence:
        found = show_pointing(predictor, known)
        for name, figures in (("picture", found.picture), ("words", found.words)):
            if figures[0] < 0.9:
                short.append(f"{known.name} {name}: pointing {figures[0]:.3f}")
            if figures[1] < 0.7:
                short.append(f"{known.name} {name}: relevance share {figures[1]:.3f}")
        if models.models:
            show_epochs(run, known, models, report)
    print(flush=True)
    return short


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=tuple(KNOWN), default=list(KNOWN))
    parser.add_argument("--preset", default="balanced")
    parser.add_argument("--fusion", default="attention")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--count", type=int, default=1200)
    parser.add_argument("--run", type=Path)
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[3] / "shared/data")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    short = []
    with tempfile.TemporaryDirectory(prefix="mmgui-benchmark-") as name:
        for only in arguments.only:
            known = KNOWN[only](Path(name), arguments)
            falls = measure(known, Path(name), arguments.run if only == "feelings" else None)
            short += falls if only in ("feelings", "planted") else []
    print("short of the figures:", "; ".join(short) or "nothing")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
