"""T9, T18, T22 through the whole window: what is too small, what is hostile, and what is our own fault."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtGui import Qt as RichQt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QMenu, QTableWidget, QToolButton, QWidget

from mmgui.app import unexpected_errors
from mmgui.core.logs import log_path, start_logging
from tests.end_to_end.conftest import Row, both_needed, write_table

LEFT = Qt.MouseButton.LeftButton
TINY: dict[str, list[Row]] = {
    "one class": [("red", f"words {n}", "only") for n in range(12)],
    "one example": [("red", "alone", "only")],
    "no labels": [("red", f"words {n}", "") for n in range(12)],
    "two examples": [("red", "one", "a"), ("blue", "two", "b")],
    "one each and no picture": [("", f"words {n}", f"class {n}") for n in range(9)],
}


def _import(window: Any, session: Any, wait: Any, table: Path) -> None:
    window.commands.take_paths([table])
    wait(lambda: session.project.preview is not None)
    mapping = window.pages.made["data"].mapping
    for name, box in zip(session.project.preview.columns, mapping.boxes, strict=True):
        wanted = {"picture": "image", "text": "text", "label": "label"}.get(name)
        if wanted:
            box.setCurrentIndex(box.findData(wanted))
    assert mapping.import_button.isEnabled()
    mapping.import_button.click()
    wait(lambda: session.project.is_open and not session.jobs.active, messages=True)


@pytest.mark.parametrize("name", list(TINY))
def test_tiny_data_gets_advice_and_the_window_works_on(window, session, qtbot, wait, page, tmp_path, name: str) -> None:
    _import(window, session, wait, write_table(tmp_path / "tiny", TINY[name]))
    window.banners.clear()
    train = page("train")
    if session.training.can_start:
        qtbot.mouseClick(train.start_button, LEFT)
        wait(lambda: not session.training.is_active and not session.jobs.active, messages=True)
        finished = session.training.finished is not None
        advice = [b for b in window.banners.shown if b.kind == "error"]
        assert finished or advice, "neither a result nor a reason"
        assert all(b.hint or finished for b in advice)
        assert not [b for b in window.banners.shown if b.kind == "bug"]
    else:
        assert train.empty.isVisible()
        assert any(label.text() for label in train.empty.findChildren(QLabel) if label.isVisible())
    window.banners.clear()
    for place in ("home", "data", "results", "try", "train"):
        page(place)
    assert window.banners.shown == []


# -- T9 --------------------------------------------------------------------------------------------------------------

BOLD, IMAGE, BIDI = "<b>bold</b>", "<img src='file:///tmp/x.png'>", "abc\u202egnp.exe\u2066"
HOSTILE = f"{BOLD}{IMAGE} & {BIDI}"
_FORBIDDEN = {chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F)}


@pytest.fixture
def hostile(window, session, wait, tmp_path: Path) -> Iterator[None]:
    """A project whose folder, words and labels are markup; trained for one epoch, its run renamed likewise."""
    from mmgui.core.run.experiment import Experiment

    rows = [(colour, f"{HOSTILE} {text}", f"{label} {BOLD} {BIDI}") for colour, text, label in both_needed(40)]
    folder = tmp_path / "<b>bold< b> & \u202efolder"
    _import(window, session, wait, write_table(folder, rows))
    session.training.start(Experiment(preset="quick", epochs=1, settings={"threads": 1}))
    wait(lambda: not session.training.is_active and not session.jobs.active)
    session.project.rename_run(session.project.runs[-1].id, HOSTILE)
    wait(lambda: not session.jobs.active and session.project.runs[-1].name == HOSTILE)
    yield


def _shown_texts(window: QWidget) -> Iterator[tuple[str, str]]:
    """(where, text) of everything that says something, except tooltips."""
    for widget in (window, *window.findChildren(QWidget)):
        kind = f"{type(widget).__name__} {widget.objectName()}"
        if isinstance(widget, QLabel):
            yield kind, widget.text()
        if isinstance(widget, QAbstractButton):
            yield kind, widget.text()
        if isinstance(widget, QComboBox):
            for index in range(widget.count()):
                yield kind, widget.itemText(index)
        if isinstance(widget, QTableWidget):
            for row in range(widget.rowCount()):
                for column in range(widget.columnCount()):
                    item = widget.item(row, column)
                    if item is not None:
                        yield kind, item.text()
        if isinstance(widget, QLineEdit):
            yield kind, widget.placeholderText()
        yield f"{kind} accessible", widget.accessibleName()
        yield f"{kind} accessible", widget.accessibleDescription()
    for action in window.findChildren(QAction):
        yield "action", action.text()
    yield "window", window.windowTitle()


def _faults(window: QWidget) -> list[str]:
    faults = []
    for where, text in _shown_texts(window):
        if set(text) & _FORBIDDEN:
            faults.append(f"{where}: turns the reading direction: {text!r}")
    for label in window.findChildren(QLabel):
        if label.textFormat() != Qt.TextFormat.PlainText and RichQt.mightBeRichText(label.text()):
            faults.append(f"{type(label).__name__}: would render {label.text()!r}")
    carriers: list[Any] = [*window.findChildren(QWidget), *filter(_shows_tooltip, window.findChildren(QAction))]
    for carrier in carriers:
        tip = carrier.toolTip()
        inner = tip.removeprefix("<qt>").removesuffix("</qt>").replace("<br>", "")
        if RichQt.mightBeRichText(tip) and "<" in inner:
            faults.append(f"tooltip of {type(carrier).__name__}: would render {tip!r}")
        if set(tip) & _FORBIDDEN:
            faults.append(f"tooltip of {type(carrier).__name__}: turns the reading direction: {tip!r}")
    return faults


def _shows_tooltip(action: QAction) -> bool:
    """Menus show none unless asked to; tool buttons do."""
    owners = action.associatedObjects()
    return any(isinstance(o, QToolButton) or (isinstance(o, QMenu) and o.toolTipsVisible()) for o in owners)


@pytest.mark.slow
def test_hostile_names_labels_and_texts_are_literal_on_every_page(window, session, wait, page, hostile) -> None:
    seen = ""
    for place in ("home", "data", "train", "results", "try"):
        shown = page(place)
        if place == "results":
            shown.confusion.cell_clicked.emit(0, 0)
        wait(lambda: not session.jobs.active)
        assert _faults(window) == [], place
        here = "\n".join(text for _where, text in _shown_texts(shown))
        seen += here
        if place in ("data", "train", "results", "try"):
            assert BOLD in here.replace("&&", "&"), f"the walk over {place} does not reach the hostile texts"
    from mmgui.core.errors import DataError

    session.tell(DataError(HOSTILE, HOSTILE, HOSTILE))
    wait(lambda: len(window.banners.shown) == 1, messages=True)
    assert _faults(window) == []
    assert BOLD in window.banners.shown[0].message
    window.banners.clear()


@pytest.mark.slow
def test_a_hostile_table_is_literal_on_the_mapping_page(window, session, wait, page, tmp_path: Path) -> None:
    rows = [(c, f"{HOSTILE} {t}", f"{BOLD} {label}") for c, t, label in both_needed(12)]
    table = write_table(tmp_path / "<i>t</i> \u202e".replace("/", " "), rows, (f"{BOLD}\u202e", IMAGE, "<u>label"))
    window.commands.take_paths([table])
    wait(lambda: session.project.preview is not None)
    page("data")
    assert _faults(window) == []
    mapping = window.pages.made["data"].mapping
    headers = [mapping.table.horizontalHeaderItem(c).text() for c in range(mapping.table.columnCount())]
    assert any(BOLD in text for text in headers)
    assert not any(set(text) & _FORBIDDEN for text in headers)


# -- T18 -------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_faults_of_ours_on_every_page_leave_a_window_that_trains_and_answers(
    window, session, qtbot, wait, page, tmp_path: Path, expect_log, monkeypatch
) -> None:
    expect_log("bug|job failed")
    start_logging()

    kinds = iter((KeyError, IndexError, ValueError, RuntimeError, TypeError, ZeroDivisionError))

    def fail(*_values: object) -> None:
        raise next(kinds)("planted")  # the same fault at the same place would be shown only once

    with unexpected_errors(window.bridge.report):
        before = sys.excepthook
        for place in ("home", "data", "train", "results", "try"):
            shown = page(place)
            with monkeypatch.context() as patch:
                patch.setattr(type(shown), "refresh", fail)
                QTimer.singleShot(0, lambda shown=shown: shown.refresh())
                wait(lambda: any(b.kind == "bug" for b in window.banners.shown), messages=True)
            window.banners.clear()
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        wait(lambda: any(b.kind == "bug" for b in window.banners.shown), messages=True)
        window.banners.clear()
        assert sys.excepthook is before
        logged = log_path().read_text()
        assert all(logged.count(f"\n{kind}") == 1 for kind in ("KeyError", "IndexError", "ValueError", "TypeError"))
        _import(window, session, wait, write_table(tmp_path / "own", both_needed()))
        _train_once(session, wait)
        page("try")
        wait(lambda: session.model.prediction is not None and not session.jobs.active)
        assert window.banners.shown == []


def _train_once(session: Any, wait: Any) -> None:
    from mmgui.core.run.experiment import Experiment

    session.training.start(Experiment(preset="quick", epochs=1, settings={"threads": 1}))
    wait(lambda: not session.training.is_active and not session.jobs.active)
