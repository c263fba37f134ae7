"""The card of a history, with mouse and keys."""

import json
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt

from mmgui.core.data.example import Field
from mmgui.core.heat_map import HeatMap
from mmgui.core.layouts import Spans
from mmgui.gui.cards.lookup import card_of
from mmgui.modalities.history.card import HistoryCard
from mmgui.modalities.history.items_input import HistoryInput

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # the offscreen platform, of each window
ITEMS = ["seeds", "garden hose", "gloves"]


@pytest.fixture
def card(qtbot: Any) -> HistoryCard:
    made = card_of(Field("bought", "history"))
    assert isinstance(made, HistoryCard)
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.set_value(json.dumps(ITEMS))
    made.show()
    return made


def items(card: HistoryCard) -> list[str]:
    return [chip.text() for chip in card.strip.words.chips]


def test_items_stand_in_their_order_and_the_stored_value_stays_as_it_was(card: HistoryCard) -> None:
    assert items(card) == ITEMS and card.title.text() == "History: bought"
    card.set_value("seeds; hose")
    assert items(card) == ["seeds", "hose"] and card.kept_value() == "seeds; hose"
    assert card.raw_value() == '["seeds", "hose"]' == card.shown_value()


def test_an_item_is_taken_out_by_key_and_by_button(card: HistoryCard, qtbot: Any) -> None:
    with qtbot.waitSignal(card.value_changed):
        qtbot.keyClick(card.strip.words.chips[1], Qt.Key.Key_Delete)
    assert items(card) == ["seeds", "gloves"]
    card.strip.chosen.emit(0)
    assert card.about.text() == "seeds" and not card.earlier.isEnabled() and card.later.isEnabled()
    card.take_out.click()
    assert card.kept_value() == '["gloves"]'


def test_items_are_moved_by_keys_and_buttons(card: HistoryCard, qtbot: Any) -> None:
    qtbot.keyClick(card.strip.words.chips[0], Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert items(card) == ["garden hose", "seeds", "gloves"]
    card.later.click()  # it is still the chosen one
    assert items(card) == ["garden hose", "gloves", "seeds"] and not card.later.isEnabled()
    card.earlier.click()
    assert items(card) == ["garden hose", "seeds", "gloves"]
    qtbot.keyClick(card.strip.words.chips[0], Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert items(card) == ["garden hose", "seeds", "gloves"]  # nothing is before the first


def test_an_item_is_dragged_to_another_place_and_a_drag_is_no_tap(card: HistoryCard, qtbot: Any) -> None:
    first, last = card.strip.words.chips[0], card.strip.words.chips[2]
    qtbot.mousePress(first, Qt.MouseButton.LeftButton)
    there = first.mapFrom(card, last.mapTo(card, last.rect().center()))
    qtbot.mouseMove(first, there)
    qtbot.mouseRelease(first, Qt.MouseButton.LeftButton, pos=there)
    assert items(card) == ["garden hose", "gloves", "seeds"] and not card.hidden()[1]
    qtbot.mouseClick(card.strip.words.chips[0], Qt.MouseButton.LeftButton)
    assert card.hidden()[1] == {0} and items(card) == ["garden hose", "gloves", "seeds"]


def test_what_is_hidden_is_blank_to_the_model_and_moves_with_the_items(card: HistoryCard, qtbot: Any) -> None:
    qtbot.mouseClick(card.strip.words.chips[1], Qt.MouseButton.LeftButton)
    assert json.loads(str(card.shown_value())) == ["seeds", " " * 11, "gloves"]
    assert json.loads(str(card.kept_value())) == ITEMS
    qtbot.keyClick(card.strip.words.chips[0], Qt.Key.Key_Delete)
    assert card.hidden()[1] == {0} and card.show_all.isVisible()
    card.show_all.click()
    assert card.shown_value() == '["garden hose", "gloves"]'


def test_items_are_added_with_completion(card: HistoryCard, qtbot: Any) -> None:
    card.set_known(HistoryInput(names=("rope", "Wheelbarrow", "seeds")))
    completer = card.adding.completer()
    completer.setCompletionPrefix("barr")
    assert completer.completionCount() == 1 and completer.currentCompletion() == "Wheelbarrow"
    completer.activated.emit("Wheelbarrow")  # chosen from the list
    qtbot.waitUntil(lambda: items(card) == [*ITEMS, "Wheelbarrow"] and card.adding.text() == "")
    card.adding.setText("rope | string")
    qtbot.keyClick(card.adding, Qt.Key.Key_Return)
    assert items(card) == [*ITEMS, "Wheelbarrow", "rope", "string"]
    card.adding.setText("y" * 300)
    card.add.click()
    assert "is too long" in card.problem and card.adding.text() and len(items(card)) == 6


def test_without_a_model_the_items_of_other_examples_complete_what_is_typed(card: HistoryCard) -> None:
    card.set_known(None, ['["Rope", "seeds"]', '["rope", "  "]', '[{"no": "item"}]'])
    assert card.adding.completer().model().stringList() == ["Rope", "seeds"]
    layout, _numbers = card.hidden()
    card.show_heat_map(HeatMap("bought", "gradients", layout, np.ones(3, np.float32)))
    assert not card.notes.now.text()  # nobody says what a model has met


def test_no_history_and_an_empty_one_are_two_things(card: HistoryCard) -> None:
    for _item in ITEMS:
        card.strip.taken_out.emit(0)
    assert card.raw_value() == "[]" and "is empty" in card.empty.text()
    card.clear.click()
    assert card.raw_value() is None and card.kept_value() is None and "no history" in card.empty.text()
    assert not card.clear.isVisible()


def test_weights_stand_on_the_items_and_an_older_answer_is_passed_over(card: HistoryCard) -> None:
    layout, numbers = card.hidden()
    assert isinstance(layout, Spans) and not numbers
    weights = np.array([0.0, 1.0, 0.5], np.float32)
    card.show_heat_map(HeatMap("bought", "gradients", layout, weights))
    assert [chip.weight for chip in card.strip.words.chips] == [0, 1, 0.5]
    assert card.as_image() is not None
    card.strip.taken_out.emit(0)
    assert [chip.weight for chip in card.strip.words.chips] == [1, 0.5]
    card.show_heat_map(HeatMap("bought", "gradients", layout, weights))
    assert [chip.weight for chip in card.strip.words.chips] == [1, 0.5]


def test_what_the_model_has_not_met_is_said(card: HistoryCard) -> None:
    card.set_known(HistoryInput(names=("Seeds", "gloves")))
    layout, _numbers = card.hidden()
    card.show_heat_map(HeatMap("bought", "gradients", layout, np.ones(3, np.float32)))
    assert card.notes.now.text() == "New to the model: the item “garden hose”."


def test_parts_of_a_finding_are_framed_and_hidden(card: HistoryCard) -> None:
    layout, _numbers = card.hidden()
    card.hide_parts(layout, {0, 2})
    assert card.hidden()[1] == {0, 2}
    card.hide_parts(Spans("", ()), ())
    assert card.hidden()[1] == frozenset()


def test_what_cannot_be_read_is_said_and_nothing_is_shown(card: HistoryCard) -> None:
    card.set_value('[{"id": 3}]')
    assert card.problem.startswith("Item 1 of the history is neither") and card.raw_value() is None


def test_everything_has_an_accessible_name(card: HistoryCard) -> None:
    named = [card.adding, card.add, card.earlier, card.later, card.take_out, card.clear, *card.strip.words.chips]
    assert all(widget.accessibleName() for widget in named)
