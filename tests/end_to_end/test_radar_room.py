"""Radar returns, from files of two kinds to an explained answer: import, training, maps, what would change it, film,
race, report, command line, and the card in the window.

A handful of returns, and straight ahead something that rushes at us, moves away, or nothing: that is the answer, and
the words say nothing. So it is known which return the maps must show, and what taking it out must do.
"""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field, FieldMapping, ImportMapping
from mmgui.core.data.importing.source import preview_source, read_source
from mmgui.core.data.project import Project
from mmgui.core.explaining.counterfactuals import CounterfactualFinder
from mmgui.core.explaining.findings import say_counterfactual
from mmgui.core.explaining.map_check import check_maps, choose_examples
from mmgui.core.explaining.map_quality import MAP_QUALITY, QualityReport
from mmgui.core.film.film import read_film
from mmgui.core.film.recorder import FilmRecorder
from mmgui.core.inference.predictor import Predictor
from mmgui.core.layouts import Spans
from mmgui.core.race.entrants import RaceFinished, RacePlan, choose_entrants, entrants_for
from mmgui.core.race.race import run_race
from mmgui.core.run.experiment import Experiment
from mmgui.core.training.trainer import train
from mmgui.modalities import find_modality
from mmgui.modalities.radar.values import as_csv

pytestmark = pytest.mark.usefixtures("one_thread")

FIELDS = (Field("radar", "radar"), Field("words", "text"))
LABELS = ("rushes", "leaves", "nothing")
SPEEDS_MPS = {"rushes": (10, 25), "leaves": (-12, -4)}
COUNT = 240


@dataclass(frozen=True)
class Planted:
    """A scan that was written. ahead: the number of what counts in it, -1 = nothing does."""

    path: Path
    words: str
    label: str
    part: Any
    ahead: int

    @property
    def values(self) -> dict[str, str | Path]:
        return {"radar": self.path, "words": self.words}


def scan(chance: np.random.Generator, label: str) -> tuple[NDArray[np.float32], int]:
    count = int(chance.integers(4, 9))
    sides = chance.choice([-1, 1], count) * chance.uniform(12, 40, count)
    rows = np.stack(
        [chance.uniform(5, 48, count), sides, chance.uniform(-12, 25, count), chance.uniform(5, 25, count)], 1
    )
    ahead = -1
    if label in SPEEDS_MPS:
        ahead = int(chance.integers(count))
        rows[ahead, 1:3] = chance.uniform(-1, 1), chance.uniform(*SPEEDS_MPS[label])
    return rows.astype(np.float32), ahead


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> list[Planted]:
    """FOLDER/scans/0.csv, 1.npy, … and the table FOLDER/road.csv of them."""
    folder = tmp_path_factory.mktemp("road")
    (folder / "scans").mkdir()
    chance = np.random.default_rng(0)
    made = []
    for number in range(COUNT):
        label = LABELS[number % 3]
        rows, ahead = scan(chance, label)
        path = folder / "scans" / f"{number}.{'csv' if number // 3 % 2 else 'npy'}"
        if path.suffix == ".npy":
            np.save(path, rows)
        else:
            path.write_bytes(as_csv(rows))
        words = f"seen on road {chance.integers(9)} on a {chance.choice(['grey', 'sunny', 'windy'])} day"
        part = ("train", "train", "train", "validation", "test")[number // 3 % 5]
        made.append(Planted(path, words, label, part, ahead))
    with (folder / "road.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(("radar", "text", "label", "split"))
        table.writerows((f"scans/{one.path.name}", one.words, one.label, one.part) for one in made)
    return made


@pytest.fixture(scope="module")
def table(planted: list[Planted]) -> Path:
    return planted[0].path.parents[1] / "road.csv"


@pytest.fixture(scope="module")
def examples(planted: list[Planted]) -> ExampleSet:
    found = tuple(
        Example(number, {"radar": str(one.path), "words": one.words}, one.label, one.part)
        for number, one in enumerate(planted)
    )
    return ExampleSet(FIELDS, found, "road")


@pytest.fixture(scope="module")
def run(examples: ExampleSet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "run"
    wish = Experiment(preset="quick", epochs=30, device="cpu", settings={"threads": 1})
    for _event in train(examples, wish, folder, cancel=CancelToken(), observer=FilmRecorder()):
        pass
    return folder


@pytest.fixture(scope="module")
def seen(planted: list[Planted]) -> list[Planted]:
    """Those of the test part with something ahead."""
    return [one for one in planted if one.part == "test" and one.ahead >= 0]


@pytest.fixture(scope="module")
def map_quality(predictor: Predictor, examples: ExampleSet) -> QualityReport:
    with_something = replace(examples, examples=tuple(e for e in examples.examples if e.label != "nothing"))
    return check_maps(predictor, choose_examples(with_something, predictor, 16))


def test_the_import_guesses_the_column_and_a_project_keeps_the_files(
    table: Path, planted: list[Planted], tmp_path: Path
) -> None:
    guess = preview_source(table).guess
    assert guess == ImportMapping(
        (FieldMapping("radar", "radar", "radar"), FieldMapping("words", "text", "text")), "label", "split"
    )
    with Project.create(tmp_path / "road.mmproj") as project:
        project.add(read_source(table, guess))
    with Project.open(tmp_path / "road.mmproj") as project:
        kept = project.example_set().examples
        assert [e.label for e in kept] == [one.label for one in planted]
        for example, one in zip(kept, planted, strict=True):
            own = Path(str(example.values["radar"]))
            assert own.is_relative_to(project.media_folder) and own.read_bytes() == one.path.read_bytes()
            assert own.suffix == one.path.suffix


def test_the_folder_is_read_as_well_and_a_damaged_file_is_told(planted: list[Planted], tmp_path: Path) -> None:
    for one in planted[:12]:
        target = tmp_path / "road" / one.label / one.path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(one.path.read_bytes())
    (tmp_path / "road" / "leaves" / "broken.npy").write_bytes(b"\x93NUMPY nothing")
    result = read_source(tmp_path / "road", preview_source(tmp_path / "road").guess)
    assert len(result.examples.examples) == 12 and set(result.examples.classes) == set(LABELS)
    (problem,) = (p for p in result.problems if p.kind == "problem")
    assert "broken.npy" in problem.where + problem.what and "is damaged" in problem.what


def test_ordinary_tables_are_never_taken_for_radar(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("name,text,label\nAnna,hello you,a\nBen,good day,b\nCleo,good night,a\n")
    guess = preview_source(tmp_path).guess
    assert guess is not None and [f.modality for f in guess.fields] == ["text"]
    (tmp_path / "files").mkdir()
    for name in ("one", "two"):
        (tmp_path / "files" / f"{name}.csv").write_text("a,b\n1,2\n")
    (tmp_path / "list.csv").write_text("table,text,label\nfiles/one.csv,hello you,a\nfiles/two.csv,good day,b\n")
    guess = preview_source(tmp_path / "list.csv").guess
    assert guess is not None and "radar" not in {f.modality for f in guess.fields}


@pytest.mark.slow
def test_it_is_learnt_in_a_few_epochs(run: Path) -> None:
    figures = json.loads((run / "metrics.json").read_text(encoding="utf-8"))
    assert figures["test"]["accuracy"] >= 0.9 and figures["single"]["test"]["radar"] >= 0.9


@pytest.mark.slow
@pytest.mark.parametrize("method", ["gradients", "occlusion"])
def test_the_map_marks_what_is_ahead_and_words_say_it(predictor: Predictor, seen: list[Planted], method: str) -> None:
    hits, said = [], []
    for one in seen:
        heat = predictor.predict(one.values, method=method).heat_maps["radar"]
        assert isinstance(heat.layout, Spans)
        hits.append(int(heat.weights.argmax()) == one.ahead)
        said.append("straight ahead" in find_modality("radar").describe(heat.layout, heat.weights))
    assert np.mean(hits) >= 0.9 and np.mean(said) >= 0.8


@pytest.mark.slow
def test_with_it_taken_out_nothing_is_seen(predictor: Predictor, seen: list[Planted]) -> None:
    kind = find_modality("radar")
    answers: list[str] = []
    elsewhere: list[str] = []
    for one in seen:
        whole = kind.read(one.path)
        layout = predictor.inputs["radar"].layout(whole)
        is_ahead = np.arange(len(whole)) == one.ahead
        for found, keep in ((answers, ~is_ahead), (elsewhere, is_ahead)):
            left = kind.mask(whole, layout, keep)
            found.append(predictor.predict({"radar": left, "words": one.words}, explain=False).answer)
    assert np.mean([answer == "nothing" for answer in answers]) >= 0.9
    assert np.mean([answer == one.label for answer, one in zip(elsewhere, seen, strict=True)]) >= 0.9


@pytest.mark.slow
def test_what_would_flip_it_is_that_return_or_another_radar(
    predictor: Predictor, seen: list[Planted], examples: ExampleSet
) -> None:
    one = seen[0]
    others = [e for e in examples.part("train").examples if e.label == "nothing"][:8]
    found = {f.kind: f for f in CounterfactualFinder(predictor).find(one.values, others) if f.field == "radar"}
    mask, exchange = found["mask"], found["exchange"]
    assert mask.parts == (one.ahead,) or list(mask.parts) == [one.ahead]
    assert (mask.after, exchange.after) == ("nothing", "nothing")
    assert "returns" in say_counterfactual(mask)
    assert f"the radar of example {exchange.example_id}" in say_counterfactual(exchange)


@pytest.mark.slow
def test_its_maps_can_be_believed(predictor: Predictor, map_quality: QualityReport) -> None:
    found = {m.method: m for m in map_quality.maps if m.field == "radar"}
    best = found[map_quality.best_method("radar", predictor.methods)]
    assert best.badge == "green" and best.deletion < best.deletion_random and best.better_share >= 0.9


@pytest.mark.slow
def test_the_film_lists_its_returns(run: Path) -> None:
    film = read_film(run)
    assert film is not None and len(film.frames) == 30
    assert "m/s" in film.examples[0].texts["radar"]
    heat = film.map(film.frames[-1], 0, "radar")
    assert heat is not None and len(heat.weights) == len(film.examples[0].words["radar"])


@pytest.mark.slow
def test_it_races_with_its_plain_method(examples: ExampleSet, tmp_path: Path) -> None:
    plan = RacePlan(choose_entrants(entrants_for(FIELDS), ("nearest-ahead", "radar")), epochs=1, device="cpu",
                    settings={"threads": 1})  # fmt: skip
    events = list(run_race(examples, plan, lambda entrant, _wish: (tmp_path / entrant.name, 1), cancel=CancelToken()))
    assert isinstance(events[-1], RaceFinished)
    entry = events[-1].result.entry("nearest-ahead")
    assert entry is not None and entry.status == "completed" and entry.test is not None and entry.test >= 0.8


@pytest.mark.slow
def test_maps_of_strengths_are_learnt_as_well(tmp_path: Path) -> None:
    """A strong spot near or far in a noisy map; the heat map lies on it."""
    chance = np.random.default_rng(0)
    found, spots = [], []
    for number in range(120):
        label = ("near", "far")[number % 2]
        grid = chance.random((36, 36))
        row, column = int(chance.integers(0, 9)) + (0 if label == "near" else 24), int(chance.integers(0, 33))
        grid[row : row + 3, column : column + 3] += 4
        np.save(tmp_path / f"{number}.npy", grid)
        spots.append((11 - (row + 1) // 3, (column + 1) // 3))
        part: Any = ("train", "train", "train", "validation", "test")[number // 2 % 5]
        found.append(Example(number, {"radar": str(tmp_path / f"{number}.npy")}, label, part))
    wish = Experiment(preset="quick", epochs=15, device="cpu", settings={"threads": 1})
    for _event in train(ExampleSet(FIELDS[:1], tuple(found)), wish, tmp_path / "run", cancel=CancelToken()):
        pass
    model, hits, right = Predictor.load(tmp_path / "run"), [], []
    for example in found:
        if example.split == "test":
            answer = model.predict(example.values, method="gradients")
            heat = answer.heat_maps["radar"]
            row, column = divmod(int(heat.weights.argmax()), 12)
            hits.append(abs(row - spots[example.id][0]) <= 1 and abs(column - spots[example.id][1]) <= 1)
            right.append(answer.answer == example.label)
    assert np.mean(right) >= 0.9 and np.mean(hits) >= 0.9


@pytest.mark.slow
def test_the_report_and_the_command_line_tell_it(
    run: Path,
    map_quality: QualityReport,
    examples: ExampleSet,
    seen: list[Planted],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    from mmgui.__main__ import main
    from mmgui.core.reporting.report import make_report
    from mmgui.core.reporting.report_html import report_html

    MAP_QUALITY.save(run, map_quality)
    page = report_html(make_report(run, examples, project="Road"))
    assert "straight ahead" in page and "m/s" in page
    one = seen[0]
    drawn = tmp_path / "map.svg"
    capfd.readouterr()
    assert main(["predict", str(run), "--input", f"radar={one.path}", "--input", f"words={one.words}",
                 "--heatmap", str(drawn), "--json"]) == 0  # fmt: skip
    answer = json.loads(capfd.readouterr().out)
    assert answer["label"] == one.label and "m/s" in drawn.read_text(encoding="utf-8")


# -- the window ------------------------------------------------------------------------------------------------------


def test_it_is_imported_and_shown_on_the_data_page(
    session: Any, wait: Callable[..., None], page: Any, table: Path
) -> None:
    data = page("data")
    session.project.look_at(table)
    wait(data.mapping.isVisible)
    data.mapping.import_button.click()
    wait(lambda: session.project.is_open and not session.jobs.active)
    value, kind = data.gallery.cards.shown_of(data.gallery.cards.example(0))
    assert kind.name == "radar"
    wait(lambda: data.gallery.thumbnails.get(value, "radar") is not None)


@pytest.mark.slow
def test_it_is_tried_in_the_window(
    session: Any, wait: Callable[..., None], page: Any, run: Path, seen: list[Planted], qtbot: Any
) -> None:
    one = next(one for one in seen if one.label == "rushes")
    shown = page("try")
    session.model.load_file(run)
    wait(lambda: session.model.card is not None and set(shown.cards) == {"radar", "words"})
    card = shown.cards["radar"]
    card.set_value(one.path)
    shown.cards["words"].set_value(one.words)
    wait(lambda: session.model.prediction is not None and not session.model.prediction.missing
         and not session.jobs.active)  # fmt: skip
    assert session.model.prediction.answer == one.label
    wait(lambda: card._map is not None and len(card._weights()) == len(card.raw_value()))
    card.view.set_chosen(one.ahead)
    card.speed.setValue(-8)  # now it moves away
    wait(lambda: session.model.prediction.answer == "leaves" and not session.jobs.active)
    card.take_out.click()
    wait(lambda: session.model.prediction.answer == "nothing" and not session.jobs.active)
    assert isinstance(card.kept_value(), Path)
