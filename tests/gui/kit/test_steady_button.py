"""Buttons that come and go under a finger."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mmgui.gui.kit import steady_button
from mmgui.gui.kit.steady_button import DEAD_S, SteadyButton


class Swap(QWidget):
    """Start and Stop at the same place, as on the Train page."""

    def __init__(self) -> None:
        super().__init__()
        self.start, self.stop = SteadyButton("Start"), SteadyButton("Stop")
        self.done: list[str] = []
        column = QVBoxLayout(self)
        for button in (self.start, self.stop):
            column.addWidget(button)
        self.stop.hide()
        self.start.clicked.connect(lambda: self.swap(True))
        self.stop.clicked.connect(lambda: self.swap(False))

    def swap(self, is_on: bool) -> None:
        self.done.append("start" if is_on else "stop")
        self.start.setVisible(not is_on)
        self.stop.setVisible(is_on)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    clock = [100.0]
    monkeypatch.setattr(steady_button.time, "monotonic", lambda: clock[0])
    return clock


@pytest.fixture
def page(qtbot: Any, now: list[float]) -> Swap:
    made = Swap()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def press(button: SteadyButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_double_click_does_one_thing(page: Swap, now: list[float]) -> None:
    press(page.start)
    now[0] += 0.2
    press(page.stop)
    QTest.mouseDClick(page.stop, Qt.MouseButton.LeftButton)
    QTest.keyClick(page.stop, Qt.Key.Key_Space)
    assert page.done == ["start"]
    now[0] += DEAD_S + 0.01
    press(page.stop)
    assert page.done == ["start", "stop"]


def test_what_is_opened_with_its_page_can_be_pressed_at_once(page: Swap) -> None:
    page.hide()
    page.show()
    press(page.start)
    assert page.done == ["start"]


def test_another_text_is_another_meaning(page: Swap, now: list[float]) -> None:
    said = []
    page.stop.clicked.connect(lambda: said.append(page.stop.text()))
    page.start.hide()
    page.stop.show()
    now[0] += DEAD_S + 0.01
    page.stop.setText("Go on")
    press(page.stop)
    page.stop.setText("Go on")  # said once more, it is nothing new
    now[0] += DEAD_S + 0.01
    press(page.stop)
    assert said == ["Go on"]
