"""The card "Keep": what it says of an answered table, and that scrolling does not change the label."""

from functools import partial

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton

from mmgui.core.i18n import _, set_language
from mmgui.gui.kit.texts import update_bound_texts
from mmgui.gui.trying.save_card import SaveCard


@pytest.fixture
def card(qtbot):
    made = SaveCard()
    qtbot.addWidget(made)
    made.resize(280, 300)
    made.show()
    return made


def test_what_was_said_of_a_table_stays_under_its_button(card, qtbot):
    button = QPushButton("Answer a whole table…")
    card.add_table_button(button)
    assert not card.table.isVisible()
    card.show_table("<b>a</b>.csv", lambda: "17 of 20 right")
    assert card.table.isVisible()
    assert card.table.text() == "<b>a</b>.csv: 17 of 20 right"
    qtbot.waitUntil(lambda: button.isVisible() and button.y() > 0)
    assert card.save.y() < button.y() < card.table.y() < card.caption.y()


def test_a_table_without_labels_leaves_no_sentence_of_the_one_before(card):
    card.show_table("a.csv", lambda: "17 of 20 right")
    card.show_table("b.csv", lambda: "")
    assert not card.table.isVisible()


def test_the_sentence_follows_the_language(card):
    card.show_table("a.csv", partial(_, "Add"))
    set_language("zh_CN")
    update_bound_texts()
    assert card.table.text() == f"a.csv: {_('Add')}" != "a.csv: Add"


def test_the_wheel_over_the_label_scrolls_the_page_and_changes_nothing(card):
    card.show_choices(("happy", "sad"), "happy", "sad")
    card.allow(can_save=True, why_not_add="")
    assert card.label.currentText() == "sad"
    place = card.label.rect().center()
    turn = QWheelEvent(
        QPointF(place), QPointF(card.label.mapToGlobal(place)), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(card.label, turn)
    assert card.label.currentText() == "sad"
    assert not turn.isAccepted()  # so the page gets it
