"""What can be touched is at least 40 px high, and takes the touch in all of its room."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from mmgui.core.data.example import Field
from mmgui.core.heat_map import WordWeight
from mmgui.gui.cards.lookup import card_of
from mmgui.gui.cards.quality_badge import QualityBadge
from mmgui.gui.data.class_counts import ROW_PX
from mmgui.gui.data.filter_bar import ExampleFilterBar
from mmgui.gui.data.selection_bar import SelectionBar
from mmgui.gui.data.split_card import SplitCard
from mmgui.gui.film.player import LearningFilm
from mmgui.gui.kit import theme
from mmgui.gui.kit.card import link_button
from mmgui.gui.kit.combo_box import ComboBox
from mmgui.gui.kit.option_cards import ChipChooser, Option
from mmgui.gui.kit.pager import Pager
from mmgui.gui.kit.run_list import RunEntry, RunList
from mmgui.gui.kit.theme import set_role
from mmgui.gui.kit.tick_box import TickBox
from mmgui.gui.kit.touch_slider import TouchSlider
from mmgui.gui.kit.word_strip import WordStrip
from mmgui.gui.trying.answer_card import AnswerCard
from mmgui.gui.trying.counterfactual_card import CounterfactualCard
from mmgui.gui.trying.heat_controls import HeatControls
from mmgui.gui.trying.model_facts import ModelFacts
from mmgui.modalities.text.data_card import CleaningCard

LEAST = 40  # px


def _runs() -> QWidget:
    runs = RunList()
    runs.show_runs([RunEntry(2, "second", "#ff0000", "93 %", "running"), RunEntry(1, "first", "#00ff00", "88 %")])
    return runs


def _words() -> QWidget:
    words = WordStrip()
    words.set_words("what a day", [WordWeight("what", 0, 4, 0.1), WordWeight("day", 7, 10, 1.0)])
    return words


def _chips() -> QWidget:
    chips = ChipChooser()
    chips.set_options([Option("a", "First"), Option("b", "Second")], "a")
    return chips


def _buttons() -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    for role in ("", "primary", "danger", "chip", "link", "quiet"):
        button = QPushButton("Go on")
        if role:
            set_role(button, role)  # type: ignore[arg-type]
        column.addWidget(button)
    return box


MAKERS: dict[str, Callable[[], QWidget]] = {
    "buttons": _buttons,
    "chips": _chips,
    "runs": _runs,
    "words": _words,
    "link": lambda: link_button("Open"),
    "badge": QualityBadge,
    "picture": lambda: card_of(Field("picture", "image")),
    "text": lambda: card_of(Field("words", "text")),
    "heat": HeatControls,
    "film": LearningFilm,
    "filter": ExampleFilterBar,
    "selection": SelectionBar,
    "split": SplitCard,
    "cleaning": CleaningCard,
    "answer": AnswerCard,
    "counterfactuals": CounterfactualCard,
    "model": ModelFacts,
    "pager": lambda: Pager(24),
}


@pytest.fixture
def dressed(qapp: QApplication) -> QApplication:
    theme.apply(qapp, "light")
    return qapp


@pytest.mark.parametrize("name", list(MAKERS))
def test_every_control_is_as_high_as_a_finger(name: str, dressed: QApplication, qtbot: Any) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    column.addWidget(MAKERS[name]())
    column.addStretch(1)
    qtbot.addWidget(page)
    page.resize(700, 900)
    with qtbot.waitExposed(page):
        page.show()
    small = []
    for kind in (QAbstractButton, QComboBox, QSlider, QLineEdit, QAbstractSpinBox):
        for part in page.findChildren(kind):
            is_inner = isinstance(part.parent(), QAbstractSpinBox | QComboBox | QLineEdit)
            if part.isVisible() and not is_inner and part.height() < LEAST:
                small.append((type(part).__name__, part.size().toTuple()))
    assert small == []
    assert ROW_PX >= LEAST


@pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagate)")  # the offscreen platform, of every pop-up
def test_the_list_of_a_combo_box_has_entries_for_fingers(dressed: QApplication, qtbot: Any) -> None:
    box = ComboBox()
    qtbot.addWidget(box)
    box.addItems(["one", "two"])
    box.show()
    box.showPopup()
    assert box.view().visualRect(box.model().index(1, 0)).height() >= LEAST
    box.hidePopup()


def test_a_tick_box_takes_a_touch_anywhere_in_its_room(dressed: QApplication, qtbot: Any) -> None:
    box = TickBox("Words")
    qtbot.addWidget(box)
    box.resize(200, 40)
    box.show()
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(195, 3))
    assert box.isChecked()


def test_a_slider_goes_where_it_is_touched_and_on_with_the_finger(dressed: QApplication, qtbot: Any) -> None:
    slider = TouchSlider()
    qtbot.addWidget(slider)
    slider.setRange(0, 100)
    slider.resize(240, 40)
    slider.show()
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(180, 35))
    touched = slider.value()
    assert abs(touched - 75) <= 3, "three quarters of the way"
    place, left = QPointF(60, 35), Qt.MouseButton.LeftButton
    move = QMouseEvent(QEvent.Type.MouseMove, place, slider.mapToGlobal(place), left, left, Qt.KeyboardModifier(0))
    QApplication.sendEvent(slider, move)
    qtbot.mouseRelease(slider, left, pos=place.toPoint())
    assert abs(slider.value() - 25) <= 3, "dragged to a quarter"
