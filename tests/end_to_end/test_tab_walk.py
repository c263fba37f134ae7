"""Every page by Tab alone, in both languages: each stop has a name and shows that it has the focus."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QProgressBar,
    QScrollBar,
    QWidget,
)

from mmgui.gui.commands import PLACES
from mmgui.gui.frame.focus_walk import stops

_RIM_PX = 6


def said(widget: QWidget) -> str:
    known = QAccessible.queryAccessibleInterface(widget)
    return known.text(QAccessible.Text.Name).strip() if known is not None else ""


def look_of(window: Any, widget: QWidget) -> QImage:
    rim = QPoint(_RIM_PX, _RIM_PX)
    place = widget.rect().translated(widget.mapTo(window, QPoint(0, 0)))
    place.setTopLeft(place.topLeft() - rim)
    place.setBottomRight(place.bottomRight() + rim)
    image: QImage = window.grab(place).toImage()
    return image


@pytest.mark.slow
@pytest.mark.parametrize("code", ["en", "zh_CN"])
def test_every_page_is_walked_by_tab(window: Any, session: Any, qtbot: Any, wait: Any, trained: Any, code: str) -> None:
    window.set_language(code)
    window.activateWindow()
    for place in PLACES:
        window.show_place(place)
        wait(lambda: not session.jobs.active)
        qtbot.wait(300)  # answers arrive, cards get their heights
        central = window.centralWidget()
        central.setFocus()
        first, number = None, 0
        while True:
            QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
            stop = QApplication.focusWidget()
            assert stop is not None and stop.isVisible(), (place, number)
            if stop is first:
                break
            first, number = first or stop, number + 1
            assert number < 200, f"{place}: the walk does not come round"
            assert said(stop), f"{place}: stop {number}, a {type(stop).__name__}, has no name"
            with_focus = look_of(window, stop)
            central.setFocus()
            assert look_of(window, stop) != with_focus, f"{place}: “{said(stop)}” does not show its focus"
            stop.setFocus(Qt.FocusReason.TabFocusReason)
        assert number >= 8 and number == len(stops(central))


@pytest.mark.slow
@pytest.mark.parametrize("code", ["en", "zh_CN"])
def test_every_control_of_every_page_has_a_name(window: Any, session: Any, wait: Any, trained: Any, code: str) -> None:
    window.set_language(code)
    kinds = (
        QAbstractButton,
        QLineEdit,
        QAbstractSpinBox,
        QComboBox,
        QAbstractScrollArea,
        QAbstractSlider,
        QProgressBar,
    )
    for place in PLACES:
        window.show_place(place)
        wait(lambda: not session.jobs.active)
        shown = [widget for widget in window.findChildren(QWidget) if widget.isVisible()]
        controls = [w for w in shown if isinstance(w, kinds) or w.focusPolicy() != Qt.FocusPolicy.NoFocus]
        nameless = [type(w).__name__ for w in controls if not said(w) and not isinstance(w, QScrollBar)]
        assert not nameless, f"{place}: {nameless}"
        assert len(controls) > 8
