"""The window from the first start to an answer: the scene, a table of one's own, a change of language, no network."""

import csv
import json
import shutil
import socket
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest
from PySide6.QtWidgets import QDialog

from tests.end_to_end.conftest import LEFT, drop, train


def _points(train_page: Any) -> int:
    """How many points of the loss are on the plot."""
    return max((len(c.x) for c in train_page.loss.plot.model.curves), default=0)


@pytest.mark.slow
def test_three_clicks_from_the_first_start_to_an_answer_with_two_heat_maps(
    window, session, qtbot, wait, page, small_scene: Path
) -> None:
    home = window.pages.made["home"]
    qtbot.mouseClick(home.card.start, LEFT)  # 1
    wait(lambda: window.pages.place == "train" and session.project.is_open)
    train = window.pages.made["train"]
    qtbot.mouseClick(train.start_button, LEFT)  # 2
    wait(lambda: _points(train) >= 2)
    seen = _points(train)
    wait(lambda: _points(train) > seen)  # live
    wait(lambda: session.training.history is not None and len(session.training.history.epochs) >= 2)
    assert train.stop_button.isVisible()
    assert not train.start_button.isVisible()
    qtbot.mouseClick(train.stop_button, LEFT)
    wait(lambda: not session.training.is_active and session.model.card is not None)
    assert train.start_button.isVisible()
    qtbot.mouseClick(window.rail.buttons["try"], LEFT)  # 3
    shown = window.pages.made["try"]
    wait(lambda: session.model.prediction is not None and not session.jobs.active)
    prediction = session.model.prediction
    assert set(prediction.heat_maps) == {"picture", "words"}
    assert prediction.heat_maps["picture"].grid is not None
    assert prediction.heat_maps["words"].words
    assert sum(prediction.contributions.values()) == pytest.approx(1, abs=1e-3)
    wait(lambda: shown.answer.bars.is_settled and bool(shown.answer.bars.order))
    assert shown.answer.bars.order[0] == prediction.answer
    assert set(shown.answer.bars.order) == set(prediction.classes)
    assert any(chip.weight > 0 for chip in shown.cards["words"].strip.chips)
    view = shown.cards["picture"].view
    view.set_strength(0.0)
    without_map = view.grab().toImage()
    view.set_strength(1.0)
    assert view.grab().toImage() != without_map  # the heat map is painted


@pytest.mark.slow
def test_every_keystroke_gets_an_answer_to_the_newest_text(window, session, qtbot, wait, page, trained) -> None:
    shown = page("try")
    wait(lambda: session.model.prediction is not None)
    editor = shown.cards["words"].editor
    editor.selectAll()
    qtbot.keyClicks(editor, "no says number 5")
    wait(lambda: not session.jobs.active and session.model.prediction is not None
         and [w.text for w in session.model.prediction.heat_maps["words"].words][:1] == ["no"])  # fmt: skip
    spans = session.model.prediction.heat_maps["words"].words
    assert all(editor.toPlainText()[w.start : w.end] == w.text for w in spans)


@pytest.mark.slow
def test_the_emoji_table_by_drag_and_drop(window, session, qtbot, wait, page, shared_data, tmp_path: Path) -> None:
    table = _cut(shared_data("emoji_group/train.csv"), tmp_path / "emoji_group", 120)
    drop(window, table)
    wait(lambda: session.project.preview is not None)
    data = window.pages.made["data"]
    assert window.pages.place == "data"
    assert data.mapping.isVisible()
    guess = session.project.preview.guess
    assert {f.modality for f in guess.fields} == {"image", "text"}
    assert guess.label_column is not None
    qtbot.mouseClick(data.mapping.import_button, LEFT)
    wait(lambda: session.project.is_open and not session.jobs.active)
    assert len(session.project.examples) == 120
    assert all(problem.kind == "note" for problem in session.project.last_import.problems)
    assert data.gallery.isVisible()
    assert data.gallery.cards.rowCount() == 120
    train(window, session, wait, epochs=1)
    page("try")
    wait(lambda: session.model.prediction is not None and not session.jobs.active)
    assert set(session.model.prediction.classes) == set(session.project.classes)
    assert set(session.model.prediction.heat_maps) == {f.name for f in session.project.examples.fields}


def _cut(table: Path, folder: Path, count: int) -> Path:
    """The first rows of every class with their pictures, and nothing else."""
    with table.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows, columns = list(reader), list(reader.fieldnames or ())
    rows = rows[:: max(1, len(rows) // count)][:count]
    for row in rows:
        for value in row.values():
            source = table.parent / (value or "?")
            if value and len(value) < 200 and source.is_file():
                (folder / value).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, folder / value)
    with (folder / "train.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return folder / "train.csv"


@pytest.mark.slow
def test_another_language_keeps_everything_that_was_done(window, session, qtbot, wait, page, trained) -> None:
    shown = page("try")
    wait(lambda: session.model.prediction is not None and not session.jobs.active)
    editor = shown.cards["words"].editor
    editor.setPlainText("yes says number 1")
    wait(lambda: not session.jobs.active)
    before = (
        session.model.prediction.probabilities,
        session.project.path,
        session.model.run_id,
        len(session.project.examples),
    )
    titles = {place: button.text() for place, button in window.rail.buttons.items()}
    window.set_language("zh_CN")
    assert all(window.rail.buttons[place].text() != text for place, text in titles.items())
    for place in ("home", "data", "train", "results", "try"):
        page(place)
    wait(lambda: not session.jobs.active)
    assert editor.toPlainText() == "yes says number 1"
    after = (
        session.model.prediction.probabilities,
        session.project.path,
        session.model.run_id,
        len(session.project.examples),
    )
    assert after == before
    window.set_language("en")
    assert {place: button.text() for place, button in window.rail.buttons.items()} == titles
    assert json.loads((session.project.path.parents[1] / "settings.json").read_text())["language"] == "en"


@pytest.mark.slow
def test_a_whole_tour_tries_no_connection(window, session, qtbot, wait, page, trained, network_attempts) -> None:
    for place in ("home", "data", "train", "results", "try"):
        page(place)
        qtbot.waitUntil(lambda place=place: window.pages.currentWidget() is window.pages.made[place])
    wait(lambda: not session.jobs.active)
    window.set_language("zh_CN")
    window.set_scheme("dark")
    window.actions_table.trigger("about")
    for dialog in window.findChildren(QDialog, "message_box"):
        dialog.close()
    window.set_scheme("light")
    assert network_attempts == []
    assert psutil.Process().net_connections(kind="inet") == []
    assert "PySide6.QtNetwork" not in sys.modules
    with pytest.raises(OSError, match="without a network"):  # the trap works
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    assert len(network_attempts) == 1
    network_attempts.clear()
