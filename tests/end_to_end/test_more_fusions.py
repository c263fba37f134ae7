"""The one stream and the multiplied senses, walked through everything that the program does, with three senses.

A red or blue patch in noise, and "wonderful" or "terrible" among filling words: both together are the answer. A third
field, a remark, says nothing. So it is known where the maps must lie and who must count.
"""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
import torch

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import ExampleSet, Field
from mmgui.core.explaining.counterfactuals import CounterfactualFinder
from mmgui.core.explaining.map_check import check_maps, choose_examples
from mmgui.core.explaining.map_quality import MAP_QUALITY
from mmgui.core.explaining.pair_strengths import attention_numbers, find_interactions
from mmgui.core.film.film import read_film
from mmgui.core.film.recorder import FilmRecorder
from mmgui.core.inference.predictor import Predictor
from mmgui.core.models.catalogue import FUSIONS
from mmgui.core.race.entrants import RaceFinished, RacePlan, choose_entrants, entrants_for
from mmgui.core.race.race import run_race
from mmgui.core.reporting.report import make_report
from mmgui.core.reporting.report_html import report_html
from mmgui.core.run.experiment import Experiment
from mmgui.core.training.trainer import train
from tests.core.planted import PATCH_PX, SIDE_PX, Truth, planted_examples

Command: TypeAlias = Callable[..., str]
REMARKS = ("seen on monday", "seen on friday", "nobody knows when")
TEST = 40


@dataclass(frozen=True)
class Walk:
    """A trained model with the examples that it was trained and is tested on, and what decides each of them."""

    fusion: str
    run: Path
    examples: ExampleSet
    truths: list[Truth]
    predictor: Predictor


@pytest.fixture(scope="module", params=["transformer", "bilinear"])
def walk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    folder = tmp_path_factory.mktemp(request.param)
    examples, truths = planted_examples(folder / "examples", 400, 0)
    found = tuple(
        replace(e, values={**e.values, "remark": REMARKS[n % 3]}, split="test" if n < TEST else e.split)
        for n, e in enumerate(examples.examples)
    )
    examples = ExampleSet((*examples.fields, Field("remark", "text")), found, "planted")
    settings = {"width": 32, "channels": 8, "threads": 1}
    wish = Experiment(fusion=request.param, preset="quick", epochs=16, device="cpu", settings=settings)
    before = torch.get_num_threads()
    for _event in train(examples, wish, folder / "run", cancel=CancelToken(), observer=FilmRecorder()):
        pass
    yield Walk(request.param, folder / "run", examples, truths, Predictor.load(folder / "run"))
    torch.set_num_threads(before)


def is_hit(truth: Truth, heat: Any) -> bool:
    """Whether the strongest place lies on the patch, or is the word."""
    if heat.field == "words":
        return int(heat.weights.argmax()) == truth.word
    row, column = np.unravel_index(int(heat.grid.argmax()), heat.grid.shape)
    y, x = ((place + 0.5) * SIDE_PX / size for place, size in zip((row, column), heat.grid.shape, strict=True))
    return bool(abs(y - truth.top - PATCH_PX / 2) <= 7 and abs(x - truth.left - PATCH_PX / 2) <= 7)


@pytest.mark.slow
def test_it_learns_and_answers_without_a_sense_too(walk: Walk) -> None:
    figures = json.loads((walk.run / "metrics.json").read_text(encoding="utf-8"))
    assert figures["test"]["n"] == TEST and figures["test"]["accuracy"] >= 0.85
    for name in ("picture", "words", "remark"):
        values = {**walk.examples.examples[0].values, name: None}
        found = walk.predictor.predict(values)
        assert found.missing == (name,) and found.contributions[name] == pytest.approx(0)
        assert sum(found.contributions.values()) == pytest.approx(1) and set(found.heat_maps) == set(values) - {name}
    half = [walk.predictor.predict({**e.values, "picture": None}, explain=False) for e in walk.examples.examples[:TEST]]
    mood = [p.answer.split()[1] == str(e.label).split()[1] for p, e in zip(half, walk.examples.examples, strict=False)]
    assert np.mean(mood) >= 0.85  # half of the answer stands in the words


@pytest.mark.slow
@pytest.mark.parametrize("method", ["auto", "gradients", "occlusion"])
def test_the_maps_lie_on_what_decides_and_the_remark_hardly_counts(walk: Walk, method: str) -> None:
    hits, shares = [], []
    for example, truth in zip(walk.examples.examples[:TEST], walk.truths, strict=False):
        found = walk.predictor.predict(example.values, method=method)
        hits.append([is_hit(truth, found.heat_maps[name]) for name in ("picture", "words")])
        shares.append([found.contributions[name] for name in ("picture", "words", "remark")])
    assert np.mean(hits, 0).min() >= 0.7, np.mean(hits, 0)
    assert np.mean(shares, 0)[:2].min() > 0.25 and np.mean(shares, 0)[2] < 0.1


@pytest.mark.slow
def test_covering_and_exchanging_change_the_answer(walk: Walk) -> None:
    finder, others = CounterfactualFinder(walk.predictor), walk.examples.part("train").examples[:20]
    found = [(n, flip) for n in range(4) for flip in finder.find(walk.examples.examples[n].values, others)]
    assert {flip.field for _n, flip in found} == {"picture", "words"}  # the remark changes nothing
    masks = [(n, flip.parts) for n, flip in found if (flip.kind, flip.field) == ("mask", "words")]
    assert masks and all(walk.truths[n].word in parts for n, parts in masks)
    assert any(flip.kind == "exchange" for _n, flip in found)


@pytest.mark.slow
def test_its_maps_are_examined_and_belief_is_given(walk: Walk) -> None:
    report = check_maps(walk.predictor, choose_examples(walk.examples, walk.predictor, 13))
    methods = {m.method for m in report.maps}
    assert methods == {"gradients", "occlusion"} | ({"attention"} if FUSIONS.get(walk.fusion).has_attention else set())
    for name in ("picture", "words"):
        best = report.of(name, report.best_method(name, walk.predictor.methods))
        assert best is not None and best.badge == "green" and best.deletion < best.deletion_random
    MAP_QUALITY.save(walk.run, report)


@pytest.mark.slow
def test_what_belongs_together_is_found_among_all_three(walk: Walk) -> None:
    values = walk.examples.examples[0].values
    pairs = {(link.field, link.other): link for link in find_interactions(walk.predictor, values)}
    assert set(pairs) == {("words", "remark"), ("words", "picture"), ("remark", "picture")}
    has_attention = FUSIONS.get(walk.fusion).has_attention
    assert {link.method for link in pairs.values()} == {"attention" if has_attention else "interaction"}
    there = [pairs["words", other].looks[0] for other in ("remark", "picture")]
    assert sum(there) == pytest.approx(1) if has_attention else there == [None, None]  # type: ignore[arg-type]
    numbers = attention_numbers(walk.predictor, values, "words", 0)
    assert (numbers is not None and numbers.is_stream) if has_attention else numbers is None


@pytest.mark.slow
def test_film_race_and_report_know_it(walk: Walk, tmp_path: Path) -> None:
    film = read_film(walk.run)
    assert film is not None and len(film.frames) == 16 and film.map(film.frames[-1], 0, "picture") is not None
    title = FUSIONS.get(walk.fusion).title()
    page = report_html(make_report(walk.run, walk.examples, project=""))
    assert title in page and "Examples, explained" in page
    entrants = choose_entrants(entrants_for(walk.examples.fields), (walk.fusion, "word-counts"))
    plan = RacePlan(entrants, epochs=1, device="cpu", settings={"threads": 1, "width": 16, "channels": 4})
    events = list(run_race(walk.examples, plan, lambda e, _wish: (tmp_path / e.name, None), cancel=CancelToken()))
    assert isinstance(events[-1], RaceFinished)
    entry = events[-1].result.entry(walk.fusion)
    assert entry is not None and entry.status == "completed" and entry.title() == title


@pytest.mark.slow
def test_the_command_line_trains_and_asks_it(walk: Walk, printed: Command, tmp_path: Path) -> None:
    example, drawn = walk.examples.examples[0], tmp_path / "map.png"
    given = [f"--input={name}={value}" for name, value in example.values.items()]
    answer = json.loads(printed("predict", walk.run, *given, "--heatmap", drawn, "--json"))
    assert answer["label"] == example.label and set(answer["contributions"]) == {"picture", "words", "remark"}
    assert drawn.read_bytes().startswith(b"\x89PNG")
    table = tmp_path / "few.csv"
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("picture", "words", "label"))
        for number, one in enumerate(walk.examples.examples[:60]):
            (tmp_path / f"{number}.png").write_bytes(Path(str(one.values["picture"])).read_bytes())
            writer.writerow((f"{number}.png", one.values["words"], one.label))
    own = {"transformer": ("stream_layers=3", "heads=2"), "bilinear": ("product_rank=4",)}[walk.fusion]
    sets = [f"--set={text}" for text in (*own, "width=16", "threads=1")]
    told = printed("train", table, "--run", tmp_path / "run", "--fusion", walk.fusion, "--preset", "quick",
                 "--epochs", 1, "--no-film", "--json", *sets)  # fmt: skip
    assert json.loads(told.splitlines()[-1])["event"] == "run_finished"
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["fusion"] == walk.fusion
    assert {
        f"{name}={manifest['settings'][name]}"
        for name in ("stream_layers", "heads", "product_rank")
        if name in manifest["settings"]
    } == set(own)
