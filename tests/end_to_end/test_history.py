"""Histories walked through everything that the program does.

What somebody bought, beside words that say nothing: with a garden hose it is "garden", with a lamp "home", else
"nothing". So it is known which item the maps must show, and what taking it out must do.
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
from mmgui.core.data.example import Example, ExampleSet, Field, FieldMapping, ImportMapping
from mmgui.core.data.importing.source import preview_source, read_source
from mmgui.core.data.project import Project
from mmgui.core.explaining.counterfactuals import CounterfactualFinder
from mmgui.core.explaining.findings import say_change, say_counterfactual, say_tried
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

GOODS = ("cup", "soap, green", "rope", "bread", "milk", "tea", "rice", "shoe", "hat", "coat", "ring", "clock")
SAYING = {"garden": "garden hose", "home": "lamp", "nothing": ""}
FIELDS = (Field("bought", "history"), Field("words", "text"))
PARTS: Any = ("train", "train", "train", "validation", "test")
COUNT = 150
Command: TypeAlias = Callable[..., tuple[int, str, str]]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def planted() -> list[tuple[list[str], str, str, Any]]:
    """(items, words, label, part)."""
    chance = np.random.default_rng(0)
    made = []
    for number in range(COUNT):
        label = list(SAYING)[number % 3]
        items = [str(item) for item in chance.choice(GOODS, chance.integers(2, 8))]
        if SAYING[label]:
            items.insert(int(chance.integers(len(items) + 1)), SAYING[label])
        words = f"customer {chance.integers(9)} came on a {chance.choice(['grey', 'sunny', 'windy'])} day"
        made.append((items, words, label, PARTS[number // 3 % 5]))
    return made


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shop") / "shop.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("bought", "text", "label", "split"))
        writer.writerows((" | ".join(items), words, label, part) for items, words, label, part in planted())
    return path


@pytest.fixture(scope="module")
def examples(table: Path) -> ExampleSet:
    found = read_source(table).examples
    return replace(found, fields=FIELDS)


@pytest.fixture(scope="module")
def run(examples: ExampleSet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "run"
    wish = Experiment(preset="quick", epochs=40, device="cpu", settings={"threads": 1})
    for _event in train(examples, wish, folder, cancel=CancelToken(), observer=FilmRecorder()):
        pass
    return folder


@pytest.fixture(scope="module")
def telling(examples: ExampleSet) -> list[Example]:
    """Those of the test part with an item that decides."""
    return [e for e in examples.part("test").examples if SAYING[str(e.label)]]


@pytest.fixture(scope="module")
def map_quality(predictor: Predictor, examples: ExampleSet) -> QualityReport:
    heard = replace(examples, examples=tuple(e for e in examples.examples if e.label != "nothing"))
    return check_maps(predictor, choose_examples(heard, predictor, 13))


# -- data ------------------------------------------------------------------------------------------------------------


def test_the_column_is_guessed_and_kept_as_lists(table: Path, tmp_path: Path) -> None:
    guess = preview_source(table).guess
    assert [(f.column, f.modality) for f in guess.fields] == [("bought", "history"), ("text", "text")]
    result = read_source(table)
    assert not [p for p in result.problems if p.kind == "problem"]
    with Project.create(tmp_path / "shop.mmproj") as project:
        project.add(result)
    with Project.open(tmp_path / "shop.mmproj") as project:
        kept = [json.loads(str(e.values["bought"])) for e in project.example_set().examples]
    assert kept == [items for items, _words, _label, _part in planted()]  # also those with a comma in them


def test_a_long_history_is_cut_and_a_wrong_one_is_told_by_its_row(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    histories: list[list[Any]] = [[f"t{n}" for n in range(10_000)], [{"name": "hose"}], [], [3, 14, "hose | pipe"]]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("bought", "text", "label"))
        writer.writerows((json.dumps(items), "it rains", label) for items, label in zip(histories, "abab", strict=True))
    fields = (FieldMapping("bought", "history", "bought"), FieldMapping("words", "text", "text"))
    result = read_source(path, ImportMapping(fields, "label"))
    values = [e.values["bought"] for e in result.examples.examples]
    assert json.loads(str(values[0])) == [f"t{n}" for n in range(9_900, 10_000)]
    assert values[1:] == [None, "[]", '["3", "14", "hose | pipe"]']
    said = {p.row: p.what for p in result.problems}
    assert "In 1 row “bought” has over 100 items; only the last 100 are read." in [p.what for p in result.problems]
    assert "“bought”: Item 1 of the history is neither a word nor a number" in said[3]


# -- a model ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_it_is_learnt_and_the_maps_lie_on_the_item(run: Path, predictor: Predictor, telling: list[Example]) -> None:
    figures = json.loads((run / "metrics.json").read_text(encoding="utf-8"))
    assert figures["test"]["accuracy"] >= 0.9 and figures["single"]["test"]["bought"] >= 0.9
    for method in ("gradients", "occlusion"):
        hits, said = [], []
        for example in telling:
            heat = predictor.predict(example.values, method=method).heat_maps["bought"]
            assert isinstance(heat.layout, Spans) and heat.method == method
            hits.append(heat.words[int(heat.weights.argmax())].text == SAYING[str(example.label)])
            said.append(MODALITIES.get("history").describe(heat.layout, heat.weights))
        assert np.mean(hits) >= 0.9
        assert sum(re.fullmatch(r"(\w+|number \d+): (garden hose|lamp)", text) is not None for text in said) >= 16


@pytest.mark.slow
def test_without_the_item_it_says_otherwise(predictor: Predictor, telling: list[Example], examples: ExampleSet) -> None:
    example = telling[0]
    others = [e for e in examples.part("train").examples if e.label == "nothing"][:8]
    found = CounterfactualFinder(predictor).find(example.values, others)
    flips = {flip.kind: flip for flip in found if flip.field == "bought"}
    item = SAYING[str(example.label)]
    mask, exchange = flips["mask"], flips["exchange"]
    assert isinstance(mask.layout, Spans) and mask.layout.words(mask.parts) == (item,) and mask.after == "nothing"
    assert say_counterfactual(mask).startswith(f"Without the item “{item}” it would say nothing (")
    assert say_tried(mask) == f"Shown now: without the item “{item}”." and "taken out" in say_change(mask)
    assert f"history of example {exchange.example_id} (" in say_counterfactual(exchange)
    assert '["' not in say_counterfactual(exchange) + say_change(exchange)


@pytest.mark.slow
def test_an_empty_history_and_unknown_items_are_answered(predictor: Predictor) -> None:
    words = "customer 3 came on a grey day"
    assert predictor.predict({"bought": "[]", "words": words}).missing == ()
    assert predictor.predict({"bought": "", "words": words}).missing == ("bought",)
    strange = predictor.predict({"bought": "zither; ocarina; hurdy-gurdy", "words": words})
    assert strange.heat_maps["bought"].layout.words() == ("zither", "ocarina", "hurdy-gurdy")
    spelt = predictor.predict({"bought": "Cup > GARDEN  hose", "words": words})
    assert spelt.answer == "garden"


@pytest.mark.slow
def test_its_maps_are_examined(predictor: Predictor, map_quality: QualityReport) -> None:
    found = {m.method: m for m in map_quality.maps if m.field == "bought"}
    best = found[map_quality.best_method("bought", predictor.methods)]
    assert best.badge == "green" and best.deletion < best.deletion_random and best.better_share >= 0.9


@pytest.mark.slow
def test_the_film_has_its_items_and_weights(run: Path) -> None:
    film = read_film(run)
    assert film is not None and film.fields == FIELDS
    for number, example in enumerate(film.examples):
        heat = film.map(film.frames[-1], number, "bought")
        assert heat is not None and " › ".join(w.text for w in heat.words) == example.texts["bought"]


@pytest.mark.slow
def test_it_races_with_its_plain_method(examples: ExampleSet, tmp_path: Path) -> None:
    everyone = entrants_for(FIELDS)
    assert {e.name for e in everyone} >= {"item-counts", "bought"}
    plan = RacePlan(choose_entrants(everyone, ("item-counts", "bought")), epochs=2, device="cpu",
                    settings={"threads": 1})  # fmt: skip
    events = list(run_race(examples, plan, lambda entrant, _wish: (tmp_path / entrant.name, 1), cancel=CancelToken()))
    assert isinstance(events[-1], RaceFinished)
    entry = events[-1].result.entry("item-counts")
    assert entry is not None and entry.status == "completed" and entry.test is not None and entry.test >= 0.9


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_report_shows_it(run: Path, map_quality: QualityReport, examples: ExampleSet, language: str) -> None:
    from mmgui.core.reporting.report import make_report
    from mmgui.core.reporting.report_html import report_html

    MAP_QUALITY.save(run, map_quality)
    set_language(language)
    text = re.sub(r"<style.*?</style>|<[^>]*>", "", report_html(make_report(run, examples)), flags=re.DOTALL)
    assert " › " in text and "[&quot;" not in text
    assert re.search(r": (garden hose|lamp)" if language == "en" else r"第.{1,2}项：(garden hose|lamp)", text)


# -- the command line ------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_one_answer_and_a_table_on_the_command_line(mmgui: Command, run: Path, table: Path, tmp_path: Path) -> None:
    given = ("--input", "bought=cup | garden hose | tea", "--input", "words=customer 4 came on a grey day")
    drawn = tmp_path / "map.svg"
    code, out, err = mmgui("predict", run, *given, "--flip", "--heatmap", drawn, "--json")
    assert code == 0, err
    answer = json.loads(out)
    assert answer["label"] == "garden" and "garden hose" in drawn.read_text(encoding="utf-8")
    weights = {one["word"]: one["weight"] for one in answer["words"]["bought"]}
    assert list(weights) == ["cup", "garden hose", "tea"] and weights["garden hose"] == 1
    assert {flip["field"] for flip in answer["flips"]} == {"bought"}
    out_file = tmp_path / "answers.csv"
    code, said, err = mmgui("predict", run, "--table", table, "--out", out_file, "--json")
    assert code == 0, err
    told = json.loads(said)
    assert (told["rows"], told["answered"], told["problems"]) == (COUNT, COUNT, 0)
    with out_file.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert np.mean([row["answer"] == row["label"] for row in rows]) >= 0.9


# -- the window ------------------------------------------------------------------------------------------------------


def texts(widget: Any) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.text())


def test_it_is_imported_in_the_window_and_its_cards_show_lines(
    window: Any, session: Any, wait: Any, page: Any, table: Path
) -> None:
    data = page("data")
    session.project.look_at(table)
    wait(data.mapping.isVisible)
    roles = dict(zip(data.mapping._preview.columns, (box.currentText() for box in data.mapping.boxes), strict=True))
    assert roles["bought"] == "History"
    data.mapping.import_button.click()
    wait(lambda: session.project.is_open and not session.jobs.active)
    first = data.gallery.cards.example(0)
    assert " › ".join(planted()[0][0]) in data.gallery.cards.values_of(first)[0]
    data.gallery.select([first.id])
    card = data.data_cards["history"]
    wait(lambda: len(card.strip.chips) == len(planted()[0][0]))
    assert f"{len(planted()[0][0])} items are read" in card.summary.text()


@pytest.mark.slow
def test_it_is_tried_in_the_window_in_both_languages(
    window: Any, session: Any, wait: Any, page: Any, run: Path
) -> None:
    shown = page("try")
    session.model.load_file(run)
    wait(lambda: session.model.card is not None and set(shown.cards) == {f.name for f in FIELDS})
    card = shown.cards["bought"]
    shown.cards["words"].set_value("customer 4 came on a grey day")
    card.set_value('["cup", "garden hose", "tea"]')

    def says(answer: str) -> bool:
        found = session.model.prediction
        return found is not None and not session.jobs.active and not found.missing and found.answer == answer

    wait(lambda: says("garden"))
    wait(lambda: card.strip.words.chips[1].weight == 1.0)
    assert card.adding.completer().model().rowCount() == len(GOODS) + 2
    card.strip.words.chips[1].click()  # hidden by a tap
    wait(lambda: says("nothing"))
    card.show_all.click()
    wait(lambda: says("garden"))
    card.strip.focus_item(1)
    card.take_out.click()
    wait(lambda: says("nothing"))
    assert card.kept_value() == '["cup", "tea"]'
    card.adding.setText("lamp")
    card.add.click()
    wait(lambda: says("home"))
    window.set_language("zh_CN")
    wait(lambda: not session.jobs.active)
    assert CHINESE.search(card.title.text()) and CHINESE.search(card.add.text())
    assert CHINESE.search(texts(shown.answer))
    window.set_language("en")
    wait(lambda: not session.jobs.active)
