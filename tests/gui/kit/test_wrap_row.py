"""Rows that become two lines, lines that stand in the middle, labels that end in "…"."""

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QLabel, QPushButton, QToolTip, QWidget

from mmgui.core.data.example import Field
from mmgui.gui.cards.lookup import card_of
from mmgui.gui.kit import theme
from mmgui.gui.kit.elided_label import ElidedLabel
from mmgui.gui.kit.flow_layout import FlowLayout
from mmgui.gui.kit.wrap_row import WrapRow, card_head, side_by_side


def _within(row: QWidget, part: QWidget) -> bool:
    left = part.mapTo(row, QPoint(0, 0)).x()
    return left >= 0 and left + part.width() <= row.width()


def _lines(row: WrapRow) -> int:
    return 2 if row._layout.direction() == QBoxLayout.Direction.TopToBottom else 1


def test_a_row_that_is_too_narrow_takes_two_lines_and_goes_back(qtbot: Any) -> None:
    left, right = QPushButton("Left"), QPushButton("Right")
    page = QWidget()
    row = WrapRow(side_by_side(left), side_by_side(right, is_right=True))
    row.setParent(page)
    qtbot.addWidget(page)
    page.resize(600, 100)
    row.resize(600, 100)
    with qtbot.waitExposed(page):
        page.show()
    assert _lines(row) == 1 and _within(row, right)
    assert right.mapTo(row, QPoint(0, 0)).x() > 400, "at the right end"
    row.resize(left.sizeHint().width() + 10, 100)
    assert _lines(row) == 2
    qtbot.waitUntil(lambda: _within(row, left) and _within(row, right))
    row.resize(600, 100)
    assert _lines(row) == 1


def test_a_button_that_appears_moves_to_a_line_of_its_own(qtbot: Any) -> None:
    title, more = ElidedLabel("Picture"), QPushButton("Uncover all of it")
    row = card_head(title, QLabel("being examined…"), (QPushButton("Open…"), more))
    more.hide()
    qtbot.addWidget(row)
    row.resize(row.sizeHint().width() + 4, 100)
    with qtbot.waitExposed(row):
        row.show()
    assert _lines(row) == 1
    more.show()
    qtbot.waitUntil(lambda: _lines(row) == 2)


def test_the_badge_of_a_narrow_card_keeps_its_whole_text(qapp: QApplication, qtbot: Any) -> None:
    """At 800 px of window width the card has about 320 px, and the longest word stands in the badge."""
    theme.apply(qapp, "light")
    card = card_of(Field("a_camera_at_the_front", "image"))
    qtbot.addWidget(card)
    card.badge.set_kind("examining")
    card.badge.show()
    card.clear_button.show()
    card.resize(320, 400)
    with qtbot.waitExposed(card):
        card.show()
    qtbot.waitUntil(lambda: not card.badge.is_cut)
    for part in (card.badge, card.open_button, card.paste_button, card.clear_button):
        assert _within(card, part) and part.width() >= part.sizeHint().width(), part.text()
    assert card.title.is_cut, "the title gives way, and its tooltip says the rest"


@pytest.mark.qt_log_ignore("does not support (raise|propagate)")  # the offscreen platform, of every tooltip
def test_a_cut_label_says_all_of_it_in_its_tooltip(qtbot: Any) -> None:
    label = ElidedLabel("<b>a long name</b> " * 4)
    qtbot.addWidget(label)
    label.resize(60, 20)
    with qtbot.waitExposed(label):
        label.show()
    assert label.is_cut
    place = QPoint(5, 5)
    QApplication.sendEvent(label, QHelpEvent(QEvent.Type.ToolTip, place, label.mapToGlobal(place)))
    qtbot.waitUntil(lambda: "&lt;b&gt;" in QToolTip.text())
    QToolTip.hideText()
    label.resize(900, 20)
    assert not label.is_cut


def test_low_and_high_parts_of_a_line_share_its_middle(qtbot: Any) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    flow = FlowLayout(page, gap=0, is_centred=True)
    low, high = QWidget(), QWidget()
    low.setFixedSize(50, 10)
    high.setFixedSize(50, 40)
    for part in (low, high):
        flow.addWidget(part)
    page.resize(300, 100)
    with qtbot.waitExposed(page):
        page.show()
    assert (low.y(), high.y()) == (15, 0)
    assert low.x() == 100 and high.x() == 150, "a centred line leaves as much at the left as at the right"
