"""The size of texts: remembered, in steps, at once in the whole window, and nothing is cut."""

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QRect, Qt
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


class Polished(QWidget):
    """Counts how often it is styled anew."""

    count = 0

    def changeEvent(self, event: QEvent) -> None:
        self.count += event.type() == QEvent.Type.StyleChange
        super().changeEvent(event)


def test_a_deep_widget_is_styled_a_few_times_not_once_for_each_of_its_ancestors(qapp, qtbot: Any):
    """Qt's way from one sheet to the next froze the window for seconds."""
    outer = inner = QWidget()
    qtbot.addWidget(outer)
    for _depth in range(20):
        inner = QWidget(inner)
    deep = Polished(inner)
    with qtbot.waitExposed(outer):
        outer.show()
    deep.count = 0
    theme.apply(qapp, "light", 200)
    assert 1 <= deep.count <= 4
    assert deep.fontMetrics().height() > 1.8 * text_height(qapp, 100)


def text_height(qapp, percent: int) -> int:
    theme.apply(qapp, "light", percent)
    probe = QWidget()
    return probe.fontMetrics().height()


def test_only_the_page_that_is_seen_is_worked_out_at_once(visit, window, monkeypatch):
    home, data = visit("home"), None
    data = visit("data")
    done: list[str] = []
    for name, page in (("home", home), ("data", data)):
        monkeypatch.setattr(page, "refresh", lambda name=name: done.append(name))
    window.set_text_size(150)
    assert done == ["data"]
    visit("home")
    assert done == ["data", "home"]
    visit("data")
    assert done == ["data", "home"], "once"


def sizes(page: QWidget) -> dict[str, list[tuple[int, int, int, int]]]:
    """Of every widget that is seen its size and least size, by the classes that it lies in: Qt reorders siblings."""
    found: dict[str, list[tuple[int, int, int, int]]] = {}

    def walk(parent: QWidget, path: str) -> None:
        for child in (c for c in parent.children() if isinstance(c, QWidget) and c.isVisible()):
            name = f"{path}/{type(child).__name__}"
            found.setdefault(name, []).append(
                (child.width(), child.height(), child.minimumWidth(), child.minimumHeight())
            )
            walk(child, name)

    walk(page, "")
    return {name: sorted(places) for name, places in found.items()}


@pytest.mark.parametrize("percent", [200, 150])
@pytest.mark.parametrize("size", [(1280, 800), (1900, 1000)])
@pytest.mark.parametrize("place", ["home", "data", "train", "results"])
def test_a_page_is_laid_out_as_after_a_restart(
    place, size, percent, open_window, open_project, session, qtbot: Any
):  # fmt: skip
    open_project(runs=2)

    def opened():
        window = open_window()
        window.resize(*size)
        window.show_place(place)
        pages = window.pages
        qtbot.waitUntil(lambda: place in pages.made and pages.currentWidget() is pages.made[place], timeout=20_000)
        qtbot.wait(300)
        return window

    changed = opened()
    changed.set_text_size(percent)
    qtbot.wait(300)
    after_change = sizes(changed.pages.made[place])
    changed.hide()
    after_restart = sizes(opened().pages.made[place])
    both = after_change.keys() | after_restart.keys()
    told = {key: (after_change.get(key), after_restart.get(key)) for key in both}
    slack = ("TrainingChoices", "QFrame/ScrollArea/QWidget")  # what scrolls keeps the height that it had
    assert {k: v for k, v in told.items() if v[0] != v[1] and not any(s in k for s in slack)} == {}


def test_a_small_field_for_texts_grows_with_them(qapp, qtbot: Any):
    from mmgui.gui.data.texts_field import TextsField

    made = TextsField()
    qtbot.addWidget(made)
    made.ask("Cat")
    usual = made.field.height()
    theme.apply(qapp, "light", 200)
    assert made.field.height() > 1.7 * usual
    theme.apply(qapp, "light", 100)
    assert made.field.height() == usual
