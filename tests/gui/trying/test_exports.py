"""A whole table from the Try page: which column is which field is asked in a dialog, and the outcome stays readable."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton

from mmgui.core.reporting.answered_table import AnsweredTable
from mmgui.core.reporting.table_columns import ColumnChoice
from mmgui.gui.commands import Commands
from mmgui.gui.kit.columns_dialog import ColumnsDialog


@pytest.fixture
def page(visit, plant, qtbot):
    made = visit("try")
    plant()
    qtbot.waitUntil(lambda: made.answer.isVisible(), timeout=10_000)
    return made


@pytest.fixture
def answered(monkeypatch):
    """The planted model has no weights to load: what would be answered is kept here, and counted as all right."""
    from mmgui.core.inference import predictor
    from mmgui.core.reporting import predictions_table

    calls: list[ColumnChoice] = []

    def predict_rows(_predictor, table, _out, choice, **_rest):
        calls.append(choice)
        counts = (table.total, table.total, 0, (), choice.label, table.total if choice.label else 0, 1)
        return AnsweredTable(*counts, look_alikes=1)

    monkeypatch.setattr(predictor.Predictor, "load", lambda _path: None)
    monkeypatch.setattr(predictions_table, "predict_rows", predict_rows)
    return calls


def write(path: Path, header: str) -> Path:
    path.write_text(f"{header}\na.png,a happy day,so it goes,happy\nb.png,a sad day,no matter,sad\n", encoding="utf-8")
    return path


def dialog_of(window, qtbot) -> ColumnsDialog:
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(ColumnsDialog)), timeout=10_000)
    return next(d for d in window.findChildren(ColumnsDialog) if d.isVisible())


def test_the_button_of_the_card_asks_for_a_table(page, window, qtbot):
    button = next(b for b in page.keep.findChildren(QPushButton) if "whole table" in b.text())
    qtbot.waitUntil(button.isEnabled)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(QFileDialog)))
    next(d for d in window.findChildren(QFileDialog) if d.isVisible()).reject()


def test_columns_in_doubt_are_asked_for_in_a_dialog_over_the_window(page, window, qtbot, session, tmp_path, answered):
    Commands(session, window).answer_table(write(tmp_path / "t.csv", "photo,title,caption,mood"), tmp_path / "out.csv")
    dialog = dialog_of(window, qtbot)
    assert dialog.isModal()
    assert answered == []
    box = dialog.boxes["words"]
    box.setCurrentIndex(box.findData("title"))
    QTest.mouseClick(dialog.agree, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(answered) and not session.exports.is_busy, timeout=10_000)
    assert answered == [ColumnChoice({"picture": "photo", "words": "title"}, "mood")]
    qtbot.waitUntil(lambda: page.keep.table.text() != "")
    assert page.keep.table.text().startswith("out.csv: Compared with “mood”: 1 of 2 right (50")
    assert "1 measured example looks to the model just like one of training" in page.keep.table.text()
    assert any("1 of 2 right" in banner.message for banner in window.banners.shown)


def test_a_dialog_that_is_put_away_answers_nothing(page, window, qtbot, session, tmp_path, answered):
    Commands(session, window).answer_table(write(tmp_path / "t.csv", "photo,title,caption,mood"), tmp_path / "out.csv")
    dialog = dialog_of(window, qtbot)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(ColumnsDialog))
    assert answered == [] and not session.exports.is_busy
    assert window.banners.shown == []


def test_columns_beyond_doubt_are_not_asked_for(page, window, qtbot, session, tmp_path, answered):
    Commands(session, window).answer_table(write(tmp_path / "t.csv", "picture,words,note,label"), tmp_path / "out.csv")
    qtbot.waitUntil(lambda: bool(answered) and not session.exports.is_busy, timeout=10_000)
    assert answered == [ColumnChoice({"picture": "picture", "words": "words"}, "label")]
    assert not window.findChildren(ColumnsDialog)
