"""A typed modality that the program does not know (tests/numbers), walked through everything that the program does.

Two numbers beside words: the temperature alone is the answer, the pressure and the words say nothing.
"""

import ast
import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest

import tests.numbers
from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.errors import DataError
from mmgui.core.events import Notice
from mmgui.core.explaining.map_check import check_maps, choose_examples
from mmgui.core.explaining.map_quality import MAP_QUALITY, QualityReport
from mmgui.core.inference.about_figures import about_figures
from mmgui.core.inference.predictor import Predictor
from mmgui.core.run.experiment import Experiment
from mmgui.core.training.trainer import train
from mmgui.modalities import register, unregister
from mmgui.modalities.contract import PHRASES
from tests.end_to_end.test_third_modality import PUBLIC
from tests.numbers import Numbers

pytestmark = pytest.mark.usefixtures("one_thread")

FIELDS = (Field("temperature", "number"), Field("pressure", "number"), Field("words", "text"))
PARTS: Any = ("train", "train", "train", "validation", "test")
COUNT = 120
Command: TypeAlias = Callable[..., tuple[int, str, str]]


def rows() -> list[dict[str, str]]:
    chance = np.random.default_rng(0)
    made = []
    for number in range(COUNT):
        heat = round(float(chance.uniform(-15, 40)), 1)
        words = f"measured in room {chance.integers(9)} by number {number} today"
        made.append({"temperature": str(heat), "pressure": f"{chance.uniform(980, 1040):.1f}", "text": words,
                     "label": "cold" if heat < 12 else "hot"})  # fmt: skip
    made[0]["temperature"] = "warm"
    return made


def write(path: Path, given: list[dict[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(given[0]))
        table.writeheader()
        table.writerows(given)
    return path


@pytest.fixture(scope="module", autouse=True)
def modality() -> Iterator[Numbers]:
    made = Numbers()
    register(made)
    yield made
    unregister(made.name)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("weather") / "weather.csv", rows())


@pytest.fixture(scope="module")
def examples() -> ExampleSet:
    """As older projects have them: the wrong number stands there."""
    found = tuple(
        Example(n, {"temperature": row["temperature"], "pressure": row["pressure"], "words": row["text"]},
                row["label"], PARTS[n % 5])
        for n, row in enumerate(rows())
    )  # fmt: skip
    return ExampleSet(FIELDS, found, "weather")


@pytest.fixture(scope="module")
def trained(examples: ExampleSet, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The run, and what was said on the way."""
    folder = tmp_path_factory.mktemp("runs") / "run"
    wish = Experiment(preset="quick", epochs=14, device="cpu", settings={"threads": 1})
    events = list(train(examples, wish, folder, cancel=CancelToken()))
    return folder, [event.message for event in events if isinstance(event, Notice)]


@pytest.fixture(scope="module")
def run(trained: tuple[Path, list[str]]) -> Path:
    return trained[0]


@pytest.fixture(scope="module")
def map_quality(predictor: Predictor, examples: ExampleSet) -> QualityReport:
    return check_maps(predictor, choose_examples(examples, predictor, 13))


def test_it_is_written_from_what_every_modality_may_know(modality: Numbers) -> None:
    known = set()
    for path in Path(tests.numbers.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("mmgui"):
                known.add(str(node.module))
    assert known <= PUBLIC and set(modality.phrases) <= set(PHRASES)


# -- a model ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_it_is_learnt_and_a_cell_that_is_no_number_is_told(run: Path, trained: tuple[Path, list[str]]) -> None:
    figures = json.loads((run / "metrics.json").read_text(encoding="utf-8"))
    assert figures["test"]["accuracy"] >= 0.9 and figures["single"]["test"]["temperature"] >= 0.9
    assert "1 value of “Number” cannot be read and counts as missing: warm" in trained[1]


@pytest.mark.slow
def test_a_wrong_number_is_refused_with_the_name_of_its_field(predictor: Predictor) -> None:
    with pytest.raises(DataError, match="“temperature”: “warm” is not a number"):
        predictor.predict({"temperature": "warm", "words": "measured today"})


@pytest.mark.slow
def test_a_blank_value_is_missing(predictor: Predictor) -> None:
    for blank in ("", "  ", None):
        given = {"temperature": blank, "pressure": "1000", "words": "measured today"}
        assert predictor.predict(given).missing == ("temperature",)


@pytest.mark.slow
def test_figures_say_what_could_not_be_read(run: Path, predictor: Predictor, examples: ExampleSet) -> None:
    about = about_figures(run, predictor, examples, predictor.evaluate(examples))
    assert "1 value of “Number” cannot be read and counts as missing: warm" in about.sentences()


@pytest.mark.slow
def test_maps_of_one_part_have_nothing_to_compare(map_quality: QualityReport) -> None:
    numbers = [m for m in map_quality.maps if m.field == "temperature"]
    assert numbers and all(m.is_single and m.badge == "grey" for m in numbers)
    assert all(m.reason().startswith("There is nothing to compare") for m in numbers)
    assert not any(m.is_single for m in map_quality.maps if m.field == "words")


@pytest.mark.slow
def test_the_report_names_no_words_where_numbers_are(
    run: Path, map_quality: QualityReport, examples: ExampleSet
) -> None:
    from mmgui.core.reporting.report import make_report
    from mmgui.core.reporting.report_html import report_html

    MAP_QUALITY.save(run, map_quality)
    text = re.sub(r"<style.*?</style>|<[^>]*>", "", report_html(make_report(run, examples)), flags=re.DOTALL)
    assert "Grey: nothing to compare" in text and "There is nothing to compare" in text
    assert re.search(r"strongest part: the number -?\d", text)
    assert not re.search(r"strongest words “-?\d+\.\d”", text)


# -- the command line ------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_predict_says_what_is_missing_and_which_number_is_meant(mmgui: Command, run: Path) -> None:
    code, out, _err = mmgui("predict", run, "--input", "temperature=36", "--input", "pressure=")
    assert code == 0 and out.startswith("hot")
    assert "  pressure is missing" in out and "pressure decided" not in out
    words = ("--input", "words=measured today", "--flip")
    said = [mmgui("predict", run, "--input", f"temperature={heat}", *words)[1] for heat in (36, -12)]
    assert any("  temperature: Without “Number” it would" in text for text in said)  # what it would say to words alone
    code, _out, err = mmgui("predict", run, "--input", "temperature=warm", "--input", "words=measured today")
    assert code != 0 and "“temperature”: “warm” is not a number." in err


@pytest.mark.slow
def test_a_table_is_answered_from_the_other_fields(mmgui: Command, run: Path, table: Path, tmp_path: Path) -> None:
    out = tmp_path / "answers.csv"
    code, said, err = mmgui("predict", run, "--table", table, "--out", out, "--json")
    assert code == 0, err
    told = json.loads(said)
    assert (told["rows"], told["answered"], told["problems"], told["partly"]) == (COUNT, COUNT, 0, 1)
    with out.open(encoding="utf-8-sig", newline="") as file:
        answered = list(csv.DictReader(file))
    assert answered[0]["answer"] and answered[0]["missing"] == "temperature"
    assert answered[0]["problem"].startswith("“temperature”: “warm” is not a number.")
    assert {row["problem"] for row in answered[1:]} == {""}
    only = write(tmp_path / "only.csv", [{"temperature": "warm"}, {"temperature": "30"}])
    code, said, _err = mmgui("predict", run, "--table", only, "--out", tmp_path / "only-answers.csv", "--json")
    assert code == 0 and (json.loads(said)["answered"], json.loads(said)["problems"]) == (1, 1)


@pytest.mark.slow
def test_evaluate_tells_the_wrong_number_and_that_there_is_nothing_to_compare(
    mmgui: Command, run: Path, table: Path
) -> None:
    code, out, err = mmgui("evaluate", run, table, "--part", "all", "--honesty")
    assert code == 0, err
    assert "“temperature”: “warm” is not a number." in err + out
    assert re.search(r"temperature, .*: nothing to compare", out) and "There is nothing to compare" in out
    assert "Only 0 examples" not in out


# -- the window ------------------------------------------------------------------------------------------------------


def texts(widget: Any) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.text())


def test_it_is_imported_in_the_window_and_its_cards_are_texts(
    window: Any, session: Any, wait: Any, page: Any, table: Path
) -> None:
    data = page("data")
    session.project.look_at(table)
    wait(data.mapping.isVisible)
    roles = dict(zip(data.mapping._preview.columns, (box.currentText() for box in data.mapping.boxes), strict=True))
    assert roles == {"temperature": "Number", "pressure": "Number", "text": "Words", "label": "Label (the answer)"}
    data.mapping.import_button.click()
    wait(lambda: session.project.is_open and not session.jobs.active)
    assert data.gallery.isVisible() and data.gallery.cards.is_text_only
    assert data.gallery.cards.values_of(data.gallery.cards.example(1))[0].startswith("temperature: ")
    assert data.gallery.gridSize().height() < data.gallery.gridSize().width()
    told = [p for p in session.project.last_import.problems if p.row == 2]
    assert [p.kind for p in told] == ["note"] and "“warm” is not a number" in told[0].what
    assert session.project.examples.examples[0].values["temperature"] is None


def test_a_wrong_number_cannot_be_added(qtbot: Any) -> None:
    from mmgui.gui.data.example_dialog import ExampleDialog

    dialog = ExampleDialog(None, FIELDS, ("cold", "hot"), None, lambda _values, _label: None)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.cards["words"].set_value("measured today")
    assert dialog.keep.isEnabled()
    dialog.cards["temperature"].set_value("warm")
    assert not dialog.keep.isEnabled() and dialog.problem.isVisible()
    assert "Number: temperature: “warm” is not a number." in dialog.problem.text()
    dialog.cards["temperature"].set_value("21.5")
    assert dialog.keep.isEnabled() and not dialog.problem.isVisible()


def test_no_wrong_number_comes_into_a_project_by_hand() -> None:
    from mmgui.session.adding_one import add_unless_known, one_by_hand

    one = one_by_hand(FIELDS, {"temperature": "warm", "words": "measured today"}, "hot")
    with pytest.raises(DataError, match="“temperature”: “warm” is not a number"):
        add_unless_known(None, one)  # type: ignore[arg-type]  # refused before the project is asked


@pytest.mark.slow
def test_it_is_tried_in_the_window_in_both_languages(
    window: Any, session: Any, wait: Any, page: Any, run: Path
) -> None:
    shown = page("try")
    session.model.load_file(run)
    wait(lambda: session.model.card is not None and set(shown.cards) == {f.name for f in FIELDS})
    card = shown.cards["temperature"]
    shown.cards["words"].set_value("measured in room 5 by number 7 today")
    card.set_value("36")
    wait(lambda: session.model.prediction is not None and not session.jobs.active and "temperature" not in
         session.model.prediction.missing)  # fmt: skip
    wait(lambda: shown.answer.bars.is_settled)
    assert session.model.prediction.answer == "hot" and session.model.prediction.missing == ("pressure",)
    said = texts(shown)
    assert "Missing: Number (pressure)." in said
    assert "Tap parts of what is typed: the model answers without them." in said
    assert "how each word pushes" not in texts(card) and card.show_all.text() == "Show all"
    assert shown.cards["words"].show_all.text() == "Show all words"
    card.set_value("warm")
    wait(lambda: not session.jobs.active)
    assert "“warm” is not a number. Write it with digits" in texts(card)
    window.set_language("zh_CN")
    wait(lambda: not session.jobs.active)
    assert "“warm” is not a number. Write it with digits" in texts(card)  # not translated: one sentence, a space, one
    window.set_language("en")
    wait(lambda: not session.jobs.active)


def test_a_wrong_number_is_said_again_in_another_language(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from mmgui.gui.cards.words_card import WordsCard

    card = WordsCard(FIELDS[0])
    qtbot.addWidget(card)
    card.set_value("warm")
    assert card.problem.startswith("“warm” is not a number.")

    def other(_self: Numbers, _value: object, name: str = "") -> str:
        raise DataError("“warm”不是数字。", "请写数字。")

    monkeypatch.setattr(Numbers, "read", other)
    card.refresh()
    assert card.problem.startswith("“warm”不是数字。") and card.notes.now.text() == card.problem
    assert card.notes.now.property("role") == "bad"
