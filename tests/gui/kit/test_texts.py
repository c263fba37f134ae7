"""T9: what looks like markup is shown literally, in every label, tooltip, banner, menu and message box."""

import re
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QVBoxLayout, QWidget

import mmgui
from mmgui.core.data.project import Project
from mmgui.core.errors import DataError
from mmgui.core.text import one_line, plain
from mmgui.gui.kit.texts import PlainLabel, ask, button_text, message_box, plain_tooltip

HOSTILE = "<b>a<img src=x>"  # can be the name of a folder


def _as_read(tooltip: str) -> str:
    """What a person reads in a tooltip: Qt takes it as rich text if it looks like it."""
    document = QTextDocument()
    if tooltip.startswith("<"):
        document.setHtml(tooltip)
        return document.toPlainText()
    return tooltip


def _check_everything(top: QWidget) -> int:
    """Every label is plain text, every tooltip with the hostile string shows it; returns how often it was seen."""
    seen = 0
    for label in [w for w in [top, *top.findChildren(QWidget)] if isinstance(w, QLabel)]:
        assert label.textFormat() == Qt.TextFormat.PlainText, f"{label!r} {label.text()!r} could be rich text"
        seen += HOSTILE in label.text()
    for thing in [top, *top.findChildren(QWidget), *top.findChildren(QAction)]:
        tip = thing.toolTip()
        assert "<img" not in tip, f"a tooltip of {thing!r} would load a file"
        seen += HOSTILE in _as_read(tip)
    for button in top.findChildren(QAbstractButton):
        seen += HOSTILE in button.text()
    return seen


def test_hostile_names_and_errors_are_shown_literally_in_the_whole_window(open_window, qtbot, tmp_path: Path) -> None:
    window = open_window(recent=(f"/projects/{HOSTILE}.mmproj", f"/{HOSTILE}/x.mmproj"))
    session = window._session
    Project.create(tmp_path / f"{HOSTILE}.mmproj").close()
    session.project.open(tmp_path / f"{HOSTILE}.mmproj")
    qtbot.waitUntil(lambda: session.project.is_open)
    session.tell(DataError(HOSTILE, HOSTILE, HOSTILE))
    session.tell(HOSTILE + " said")
    qtbot.waitUntil(lambda: len(window.banners.shown) == 2 and HOSTILE in window.top_bar.name.text())
    qtbot.mouseClick(window.banners.shown[1].more, Qt.MouseButton.LeftButton)
    boxes = [w for w in QApplication.topLevelWidgets() if w.objectName() == "message_box" and w.isVisible()]
    assert len(boxes) == 1
    assert HOSTILE in boxes[0].detail.toPlainText()
    assert sum(_check_everything(top) for top in (window, boxes[0])) >= 8
    boxes[0].close()


def test_a_label_shows_markup_literally(qtbot) -> None:
    label = PlainLabel(HOSTILE)
    qtbot.addWidget(label)
    assert label.text() == HOSTILE
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_tooltips_show_markup_entities_and_line_breaks_literally(qtbot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    for text in (HOSTILE, "a &lt; b", "<", "short", "long " * 40 + HOSTILE, f"{HOSTILE}\nsecond line"):
        plain_tooltip(widget, text)
        assert _as_read(widget.toolTip()).split() == text.split()


def test_a_message_box_shows_everything_literally_and_calls_only_the_chosen_button(qtbot) -> None:
    called = []
    box = message_box(
        None,
        HOSTILE,
        HOSTILE,
        detail=HOSTILE,
        title=HOSTILE,
        buttons=((HOSTILE, lambda: called.append("yes")), ("No", lambda: called.append("no"))),
    )
    assert _check_everything(box) >= 3
    assert box.detail.toPlainText() == HOSTILE
    qtbot.mouseClick(box.choices[0], Qt.MouseButton.LeftButton)
    assert called == ["yes"]
    assert not box.isVisible()


def test_enter_takes_the_way_back_and_never_what_loses_something(qtbot) -> None:
    deleted: list[bool] = []
    box = ask(None, "Delete it?", "This cannot be undone.", yes="Delete", on_yes=lambda: deleted.append(True))
    qtbot.waitExposed(box)
    qtbot.waitUntil(box.choices[-1].hasFocus)
    assert box.choices[-1].isDefault() and not box.choices[0].isDefault()
    qtbot.keyClick(box.focusWidget(), Qt.Key.Key_Return)
    assert not box.isVisible() and deleted == []


def test_control_and_direction_changing_characters_are_stripped_from_names() -> None:
    assert one_line("evil\u202egnp.exe\x00\x07\r\n x") == "evilgnp.exe x"
    assert one_line("a" * 200, 10) == "a" * 9 + "…"
    assert plain("one\n\ttwo\x1b") == "one\n\ttwo"
    assert one_line("爱 👩\u200d🚀 é") == "爱 👩\u200d🚀 é"


def test_an_ampersand_in_a_name_is_no_shortcut(qtbot) -> None:
    button = QPushButton(button_text("R&D"))
    qtbot.addWidget(button)
    assert button.shortcut().isEmpty()


def test_window_code_makes_texts_only_where_they_are_plain() -> None:
    """By construction: nobody but texts.py sets a tooltip or opens a message box, nobody makes a label that guesses."""
    folder = Path(mmgui.__file__).parent / "gui"
    banned = {
        r"\bQMessageBox\b": "message_box of texts.py",
        r"\.setToolTip\(": "plain_tooltip of texts.py",
        r"\bQLabel\([^)]": "PlainLabel",
        r"\.setWhatsThis\(": "plain_tooltip of texts.py",
        r"\bprocessEvents\(": "nothing: it lets slots run inside slots",
    }
    found = []
    for file in folder.rglob("*.py"):
        if file.name == "texts.py":
            continue
        for number, line in enumerate(file.read_text().splitlines(), 1):
            found += [f"{file.name}:{number} use {instead}" for ban, instead in banned.items() if re.search(ban, line)]
    assert found == []


def test_a_text_that_is_there_already_lays_nothing_out_and_an_empty_one_takes_no_room(qtbot: Any) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column, label = QVBoxLayout(page), PlainLabel(wrap=True)
    column.addWidget(label)
    label.show_text("<b>once</b>")
    with qtbot.waitExposed(page):
        page.show()
    seen: list[QEvent.Type] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            seen.append(event.type())
            return super().eventFilter(watched, event)

    watch = Watch()
    page.installEventFilter(watch)

    def is_laid_out(text: str) -> bool:
        seen.clear()
        label.show_text(text)
        QApplication.processEvents()
        return QEvent.Type.LayoutRequest in seen

    assert [is_laid_out(text) for text in ("<b>once</b>", "another", "another", "", "")] == [
        False, True, False, True, False,
    ]  # fmt: skip
    assert label.isHidden() and label.text() == ""
