"""The size of texts: remembered, in steps, at once in the whole window, and nothing is cut."""

from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from mmgui.gui.kit import text_size, theme
from mmgui.gui.kit.elided_label import ElidedLabel
from mmgui.gui.kit.text_size import next_step, scaled


@pytest.fixture(autouse=True)
def usual_size_afterwards(qapp):
    theme.apply(qapp, "light", 100)
    yield
    theme.apply(qapp, "light", 100)


def test_steps_go_up_and_down_and_end():
    ups = [100]
    while (larger := next_step(ups[-1], 1)) != ups[-1]:
        ups.append(larger)
    assert tuple(ups) == text_size.STEPS
    assert next_step(100, -1) == 100 and next_step(200, -1) == 175 and next_step(130, -1) == 125


def test_keys_change_every_text_at_once_and_it_is_remembered(visit, window, session):
    page = visit("home")
    title = page.findChildren(QLabel)[0]
    before, rail = QFontMetrics(title.font()).height(), window.rail.width()
    QTest.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert session.settings.text_percent == 125
    assert QFontMetrics(title.font()).height() > 1.15 * before and window.rail.width() == round(1.25 * rail)
    session.drain()
    QTest.keyClick(window, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert session.settings.text_percent == 110
    QTest.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert session.settings.text_percent == 100 and scaled(40) == 40
    assert (QFontMetrics(title.font()).height(), window.rail.width()) == (before, rail)
    session.drain()
    assert not window.actions_table["smaller_text"].isEnabled() and window.actions_table["larger_text"].isEnabled()


def cut_texts(root: QWidget) -> list[str]:
    """Labels and buttons whose text has less room than it needs."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, ElidedLabel):
            continue
        text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
        if isinstance(widget, QLabel) and text:
            flags = Qt.TextFlag.TextWordWrap if widget.wordWrap() else 0
            room = QRect(0, 0, max(1, widget.contentsRect().width()), 10_000)
            needed = widget.fontMetrics().boundingRect(room, int(flags), text)
            if needed.height() > widget.height() + 3 or (not flags and needed.width() > widget.width() + 3):
                found.append(text)
        elif isinstance(widget, QAbstractButton) and text and widget.sizeHint().height() > widget.height() + 3:
            found.append(text)
    return found


@pytest.mark.parametrize("place", ["home", "data", "train", "results", "try"])
def test_nothing_is_cut_at_twice_the_size(place, visit, window, session, open_posts, plant, qtbot: Any):
    if place != "home":
        open_posts()
    plant()
    visit(place)
    for percent in (200, 100):
        window.set_text_size(percent)
        qtbot.waitUntil(lambda: cut_texts(window) == [], timeout=3000)


@pytest.mark.parametrize("place", ["home", "data", "train", "results", "try"])
def test_at_the_usual_size_no_page_scrolls_as_a_whole(place, visit, window, open_posts, plant, qtbot: Any):
    open_posts()
    plant()
    page = visit(place)
    window.resize(800, 600)
    qtbot.wait(50)
    area = window._area
    assert area.verticalScrollBar().maximum() == area.horizontalScrollBar().maximum() == 0
    assert page.height() == area.viewport().height()
