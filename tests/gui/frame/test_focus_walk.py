"""Where Tab goes, and where the focus goes when who has it vanishes."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from mmgui.gui.frame.focus_walk import stop_near, stops
from mmgui.gui.kit.scrolling import ScrollArea


@pytest.fixture
def page(qtbot: Any) -> Callable[[], dict[str, QWidget]]:
    """A page of two columns, made in the wrong order: search and list at the left, a scrolled card at the right."""

    def make() -> dict[str, QWidget]:
        root = QWidget()
        parts: dict[str, QWidget] = {"root": root}
        inner = QWidget()
        card = QVBoxLayout(inner)
        row = QHBoxLayout(root)
        for name in ("last", "third"):
            parts[name] = QPushButton(name)
        card.addWidget(parts["third"])
        card.addWidget(parts["last"])
        area = ScrollArea()
        area.setWidget(inner)
        area.setFixedHeight(300)
        left = QVBoxLayout()
        row.addLayout(left)
        for name in ("second", "first"):
            parts[name] = QLineEdit()
        left.addWidget(parts["first"])
        left.addWidget(parts["second"])
        row.addWidget(area)
        qtbot.addWidget(root)
        with qtbot.waitExposed(root):
            root.show()
        return parts

    return make


def named(parts: dict[str, QWidget]) -> list[str]:
    names = {id(widget): name for name, widget in parts.items()}
    return [names[id(widget)] for widget in stops(parts["root"])]


def test_columns_are_read_whole_and_scrolled_parts_are_no_stops(page: Callable[[], dict[str, QWidget]]) -> None:
    assert named(page()) == ["first", "second", "third", "last"]


def test_what_cannot_have_the_focus_is_passed_over(page: Callable[[], dict[str, QWidget]]) -> None:
    parts = page()
    parts["first"].setEnabled(False)
    parts["third"].hide()
    assert named(parts) == ["second", "last"]


def test_who_vanishes_gives_the_focus_to_what_stands_beside_it(page: Callable[[], dict[str, QWidget]]) -> None:
    parts = page()
    parts["third"].hide()
    assert stop_near(parts["root"], parts["third"], parts["root"]) is parts["last"]


def test_on_another_page_the_focus_falls_on_its_main_step(page: Callable[[], dict[str, QWidget]]) -> None:
    parts, other = page(), page()
    other["last"].setProperty("role", "primary")
    parts["root"].hide()
    assert stop_near(parts["root"], parts["third"], other["root"]) is other["last"]


def test_tab_comes_round_in_the_window(window: Any, qtbot: Any) -> None:
    window.activateWindow()
    window.centralWidget().setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window.centralWidget())
    QTest.keyClick(
        QApplication.focusWidget(), Qt.Key.Key_Tab
    )  # Qt makes one stop of an exclusive group when it is entered
    wanted, walked = stops(window.centralWidget()), [QApplication.focusWidget()]
    for _step in range(len(wanted)):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)  # Qt makes one stop of an exclusive group at once
    wanted = stops(window.centralWidget())
    for _step in range(len(wanted)):  # a group was more stops before it was entered: on to the first one
        if QApplication.focusWidget() is not wanted[0]:
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    walked = [QApplication.focusWidget()]
    for _step in range(len(wanted)):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        walked.append(QApplication.focusWidget())
    assert walked == [*wanted, wanted[0]]
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is wanted[-1]


def test_full_screen_and_back_is_the_window_as_it_was(window: Any) -> None:
    window.showMaximized()
    window.toggle_full_screen()
    assert window.isFullScreen()
    window.toggle_full_screen()
    assert window.isMaximized() and not window.isFullScreen()
