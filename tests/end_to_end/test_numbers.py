"""Numbers of a table, walked through everything that the program does with a field.

Three columns of numbers beside words: the age alone is the answer; the weight, the luck and the words say nothing.
"""

import csv
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import ExampleSet, Field, FieldMapping, ImportMapping
from mmgui.core.data.importing.source import preview_source, read_source
from mmgui.core.data.project import Project
from mmgui.core.explaining.counterfactuals import CounterfactualFinder
from mmgui.core.explaining.map_check import check_maps, choose_examples
from mmgui.core.explaining.map_quality import MAP_QUALITY, QualityReport
from mmgui.core.film.film import read_film
from mmgui.core.film.recorder import FilmRecorder
from mmgui.core.i18n import set_language
from mmgui.core.inference.predictor import Predictor
from mmgui.core.layouts import Spans
from mmgui.core.race.entrants import RaceFinished, RacePlan, choose_entrants, entrants_for
from mmgui.core.race.race import run_race
from mmgui.core.run.experiment import Experiment
from mmgui.core.training.trainer import train
from mmgui.modalities import MODALITIES

pytestmark = pytest.mark.usefixtures("one_thread")

COUNT = 150
PARTS = ("train", "train", "train", "validation", "test")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
FIELDS = (Field("words", "text"), Field("numbers", "numbers"))
GUESS = ImportMapping(
    (FieldMapping("words", "text", "text"), FieldMapping("numbers", "numbers", "age,weight,luck")), "label", "split"
)
Command: TypeAlias = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chance = np.random.default_rng(0)
    path = tmp_path_factory.mktemp("people") / "people.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        made = csv.writer(file)
        made.writerow(("id", "age", "weight", "text", "luck", "label", "split"))
        for number in range(COUNT):
            age = float(chance.uniform(18, 90))
            weight = f"{chance.uniform(45, 110):.1f} kg".replace(".", ",") if number != 7 else "inf"
            words = f"met in room {chance.integers(9)} by guide {chance.integers(9)} today"
            label = "old" if age >= 54 else "young"
            made.writerow((number, f"{age:.0f}", weight, words, f"{chance.normal():.3f}", label, PARTS[number % 5]))
    return path


@pytest.fixture(scope="module")
def examples(table: Path) -> ExampleSet:
    return read_source(table).examples


@pytest.fixture(scope="module")
def run(examples: ExampleSet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "run"
    wish = Experiment(preset="quick", epochs=20, device="cpu", settings={"threads": 1})
    for _event in train(examples, wish, folder, cancel=CancelToken(), observer=FilmRecorder()):
        pass
    return folder


@pytest.fixture(scope="module")
def map_quality(predictor: Predictor, examples: ExampleSet) -> QualityReport:
    return check_maps(predictor, choose_examples(examples, predictor, 20))


# -- from the table to a project ---------------------------------------------------------------------------------------


def test_columns_of_numbers_are_guessed_together_and_told(table: Path) -> None:
    assert preview_source(table).guess == GUESS
    result = read_source(table)
    assert result.examples.examples[0].values["numbers"].startswith('{"age": "')  # type: ignore[union-attr]
    said = [p.what for p in result.problems if p.column == "weight"]
    assert any("decimal comma" in text and "1 infinite number counts as missing" in text for text in said)


def test_a_project_keeps_them(table: Path, tmp_path: Path) -> None:
    with Project.create(tmp_path / "people.mmproj") as project:
        project.add(read_source(table))
    with Project.open(tmp_path / "people.mmproj") as project:
        assert set(project.fields) == set(FIELDS) and len(project.example_set().examples) == COUNT


def test_a_single_column_of_numbers_is_read_where_there_is_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("height,label\n" + "\n".join(f"{n * 1.5},{'ab'[n % 2]}" for n in range(20)), encoding="utf-8")
    assert preview_source(path).guess.fields == (FieldMapping("numbers", "numbers", "height"),)


def test_columns_are_named_on_the_command_line(mmgui: Command, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('age,"shoe size, EU",colour,label\n' + "20,40,red,a\n30,41,blue,b\n" * 5, encoding="utf-8")
    wish = 'all=numbers:age,"shoe size, EU",colour'
    code, out, err = mmgui("import", path, "--project", tmp_path / "t.mmproj", "--field", wish, "--json")
    assert code == 0, err
    assert json.loads(out)["columns"]["fields"] == {"all": 'age,"shoe size, EU",colour'}
    code, _out, err = mmgui("import", path, "--project", tmp_path / "u.mmproj", "--field", "all=numbers:age,hat")
    assert code == 2 and "has no column “hat”" in err


# -- a model -----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_it_is_learnt(run: Path) -> None:
    figures = json.loads((run / "metrics.json").read_text(encoding="utf-8"))
    assert figures["test"]["accuracy"] >= 0.9 and figures["single"]["test"]["numbers"] >= 0.9


@pytest.mark.slow
def test_the_map_lies_on_the_age(predictor: Predictor, examples: ExampleSet) -> None:
    for method in ("gradients", "occlusion"):
        hits = []
        for one in examples.part("test").examples:
            heat = predictor.predict(one.values, method=method).heat_maps["numbers"]
            assert isinstance(heat.layout, Spans) and heat.layout.count == len(heat.layout.words())
            hits.append(heat.layout.words()[int(heat.weights.argmax())].startswith("age "))
            said = MODALITIES.get("numbers").describe(heat.layout, heat.weights)
            assert said == heat.layout.words()[int(heat.weights.argmax())]
        assert np.mean(hits) >= 0.9, method


@pytest.mark.slow
def test_without_the_age_or_with_another_the_answer_is_another(predictor: Predictor, examples: ExampleSet) -> None:
    old = [e for e in examples.part("test").examples if e.label == "old"]
    others = [e for e in examples.part("train").examples if e.label == "young"][:8]
    kinds: dict[str, list[Any]] = {"mask": [], "exchange": []}
    for one in old[:6]:
        for flip in CounterfactualFinder(predictor).find(one.values, others):
            if flip.field == "numbers":
                kinds[flip.kind].append(flip)
    assert len(kinds["exchange"]) >= 5 and all(f.after == "young" for f in kinds["exchange"])
    for flip in kinds["mask"]:
        assert any(word.startswith("age ") for word in flip.layout.words(flip.parts))
    numbers = MODALITIES.get("numbers")
    flip = kinds["exchange"][0]
    said = numbers.say_exchanged(flip.example_id, flip.value, flip.after, "90 %", True)
    assert re.match(r"With the numbers of example \d+ \(age \d+ · weight .* kg · luck .*\) instead it would say", said)


@pytest.mark.slow
def test_a_number_that_is_hidden_is_missing_and_the_rest_keeps_its_place(predictor: Predictor) -> None:
    numbers, raw = MODALITIES.get("numbers"), '{"age": "80", "weight": "70,0 kg", "luck": "0.1"}'
    layout = predictor.inputs["numbers"].layout(raw)
    masked = numbers.mask(raw, layout, np.array([False, True, True]))
    left = predictor.inputs["numbers"].layout(masked)
    assert isinstance(left, Spans) and isinstance(layout, Spans)
    assert left.words() == ("weight 70,0 kg", "luck 0.1") and left.places == layout.places[1:]
    absent = predictor.predict({"numbers": '{"weight": "70,0 kg", "luck": "0.1"}'}, explain=False)
    assert predictor.predict({"numbers": masked}, explain=False).probabilities == absent.probabilities
    nothing = numbers.mask(raw, layout, np.zeros(3, np.bool_))
    assert predictor.predict({"numbers": nothing, "words": "met"}, explain=False).missing == ("numbers",)


@pytest.mark.slow
def test_its_maps_are_examined(map_quality: QualityReport, predictor: Predictor) -> None:
    found = {m.method: m for m in map_quality.maps if m.field == "numbers"}
    best = found[map_quality.best_method("numbers", predictor.methods)]
    assert best.badge == "green" and best.deletion < best.deletion_random and best.better_share >= 0.9


@pytest.mark.slow
def test_the_film_has_its_line(run: Path) -> None:
    film = read_film(run)
    assert film is not None
    for number, example in enumerate(film.examples):
        seen = film.map(film.frames[-1], number, "numbers")
        assert seen is not None and re.match(r"age \d+ · weight ", example.texts["numbers"])
        assert next(word.text.split()[0] for word in seen.words) == "age"


@pytest.mark.slow
def test_it_races_with_its_plain_method(examples: ExampleSet, tmp_path: Path) -> None:
    everyone = entrants_for(FIELDS)
    assert {e.title() for e in everyone} >= {"Weighed numbers", "Numbers only"}
    plan = RacePlan(choose_entrants(everyone, ("weighed-numbers", "numbers")), epochs=2, device="cpu",
                    settings={"threads": 1})  # fmt: skip
    events = list(run_race(examples, plan, lambda entrant, _wish: (tmp_path / entrant.name, 1), cancel=CancelToken()))
    assert isinstance(events[-1], RaceFinished)
    entry = events[-1].result.entry("weighed-numbers")
    assert entry is not None and entry.status == "completed" and entry.test is not None and entry.test >= 0.9


# -- files and the command line ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_report_names_the_number(run: Path, map_quality: QualityReport, examples: ExampleSet, qapp: object) -> None:
    from mmgui.core.reporting.report import make_report
    from mmgui.core.reporting.report_html import report_html
    from mmgui.gui.report_pdf import report_pdf

    MAP_QUALITY.save(run, map_quality)
    report = make_report(run, replace(examples, columns=None), project="People")
    text = re.sub(r"<style.*?</style>|<[^>]*>", "", report_html(report), flags=re.DOTALL)
    assert re.search(r"age \d+", text) and '{"age"' not in text
    assert report_pdf(report).startswith(b"%PDF-")
    set_language("zh_CN")
    assert CHINESE.search(MODALITIES.get("numbers").title())


@pytest.mark.slow
def test_predict_answers_typed_numbers_and_whole_tables(mmgui: Command, run: Path, table: Path, tmp_path: Path) -> None:
    given = ("--input", "numbers=age=80; weight=70,0 kg; luck=0.1", "--input", "words=met today")
    code, out, err = mmgui("predict", run, *given, "--flip", "--heatmap", tmp_path / "map.svg", "--json")
    assert code == 0, err
    answer = json.loads(out)
    words = answer["words"]["numbers"]
    assert answer["label"] == "old" and max(words, key=lambda w: w["weight"])["word"] == "age 80"
    code, _out, err = mmgui("predict", run, "--input", "numbers=80")
    assert code == 2 and "“numbers”: “80” does not say which number is which." in err
    mixed = tmp_path / "mixed.csv"
    mixed.write_text(table.read_text(encoding="utf-8").replace("age,weight", "Age,weight", 1), encoding="utf-8")
    out_path = tmp_path / "answers.csv"
    code, said, err = mmgui("predict", run, "--table", mixed, "--out", out_path, "--json")
    assert code == 0 and json.loads(said)["answered"] == COUNT, err
    with out_path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert np.mean([row["answer"] == row["label"] for row in rows]) >= 0.9 and {r["missing"] for r in rows} == {""}


# -- the window --------------------------------------------------------------------------------------------------------


def test_it_is_imported_and_shown_in_the_window(window: Any, session: Any, wait: Any, page: Any, table: Path) -> None:
    data = page("data")
    session.project.look_at(table)
    wait(data.mapping.isVisible)
    roles = dict(zip(data.mapping._preview.columns, (box.currentText() for box in data.mapping.boxes), strict=True))
    assert {n for n, role in roles.items() if role == "Numbers"} == {"age", "weight", "luck"}
    assert set(data.mapping.mapping().fields) == set(GUESS.fields)
    luck = data.mapping.boxes[list(roles).index("luck")]
    luck.setCurrentIndex(luck.findText("Ignore"))
    assert FieldMapping("numbers", "numbers", "age,weight") in data.mapping.mapping().fields
    data.mapping.import_button.click()
    wait(lambda: session.project.is_open and not session.jobs.active)
    lines = data.gallery.cards.values_of(data.gallery.cards.example(1))
    assert any(re.match(r"numbers: age \d+ · weight \d+,\d kg$", line) for line in lines)


@pytest.mark.slow
def test_it_is_tried_in_the_window(window: Any, session: Any, wait: Any, page: Any, run: Path) -> None:
    shown = page("try")
    session.model.load_file(run)
    wait(lambda: session.model.card is not None and set(shown.cards) == {"words", "numbers"})
    card = shown.cards["numbers"]
    assert [row.feature.column for row in card.numbers.rows] == ["age", "weight", "luck"]
    shown.cards["words"].set_value("met in room 5 by guide 7 today")
    card.set_value('{"age": "85", "weight": "70,0 kg", "luck": "0.1"}')
    wait(lambda: session.model.prediction is not None and not session.model.prediction.missing
         and not session.jobs.active)  # fmt: skip
    assert session.model.prediction.answer == "old"
    age = card.numbers.rows[0]
    wait(lambda: age.bar.weight > 0.5)
    age.slider.setValue(0)
    wait(lambda: session.model.prediction.answer == "young" and not session.jobs.active)
    assert json.loads(card.kept_value())["age"] == age.field.text()
    age.missing.click()
    wait(lambda: not session.jobs.active)
    assert json.loads(card.kept_value())["age"] is None
    age.missing.click()
    age.field.setText("")
    age.field.textEdited.emit("200")  # nothing is there: it is missing
    assert age.missing.isChecked()
    card.numbers.rows[0].set_cell("200")
    assert "outside of what training showed" in age.note.text()
    window.set_language("zh_CN")
    wait(lambda: not session.jobs.active)
    assert card.title.text() == "数字" and age.missing.text() == "缺失"
    window.set_language("en")
