"""What belongs together on the try page: links between words and places, their badge, and the numbers of attention."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from mmgui.core.explaining.findings import AttentionNumbers, AttentionRow, Interaction
from mmgui.core.layouts import Grid, Spans
from tests.session.made import know


def wait_for(qtbot, condition):
    qtbot.waitUntil(lambda: bool(condition()), timeout=10_000)


def planted_links():
    """ "happy" looks at the upper right of a 4 × 4 grid, "day" at nothing."""
    grids = np.zeros((3, 4, 4), np.float32)
    grids[0, 3, 0] = 0.5
    grids[1, 0, 3] = 1.0
    over = grids.reshape(3, 16)
    words = Spans("a happy day", ((0, 1), (2, 7), (8, 11)))
    return Interaction("words", "picture", words, Grid(4, 4), "attention", over, over.max(1), over)


@pytest.fixture
def linked(shown, session, qtbot):
    page = shown()
    page.maps._idle.stop()
    know(session.model, links=(planted_links(),))
    session.changed("links")
    session.drain()
    return page


def hover(widget, point):
    """Qt delivers no mouse moves to hidden cursors: the event itself is sent."""
    where = QPointF(point)
    event = QMouseEvent(
        QEvent.Type.MouseMove, where, widget.mapToGlobal(where), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def test_touching_a_word_shows_what_it_looks_at_and_leaving_brings_the_map_back(linked):
    picture, words = linked.cards["picture"], linked.cards["words"]
    own = picture.view._grid
    QApplication.sendEvent(words.strip.chips[1], QEvent(QEvent.Type.Enter))
    assert picture.notes.now.text() == "What “happy” looks at"
    assert picture.view._grid is planted_grid(picture)
    QApplication.sendEvent(words.strip.chips[1], QEvent(QEvent.Type.Leave))
    assert np.array_equal(picture.view._grid, own)
    assert "looks at" not in picture.notes.now.text()


def planted_grid(picture):
    shown = picture.view._grid
    assert shown.shape == (4, 4)
    assert shown[0, 3] == 1
    assert shown.sum() == 1
    return shown


def test_a_focused_word_is_linked_too(linked):
    words = linked.cards["words"]
    linked.window().activateWindow()
    words.strip.chips[0].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(words.strip.chips[0], Qt.Key.Key_Right)
    assert linked.cards["picture"].notes.now.text() == "What “happy” looks at"


def test_a_word_without_a_link_says_so(linked):
    QApplication.sendEvent(linked.cards["words"].strip.chips[2], QEvent(QEvent.Type.Enter))
    assert linked.cards["picture"].notes.now.text() == "“day” looks at nothing in particular"


def test_pointing_at_a_place_marks_its_words(linked):
    view, words = linked.cards["picture"].view, linked.cards["words"]
    rect = view.picture_rect().toAlignedRect()
    own = [chip.colours()[0] for chip in words.strip.chips]
    hover(view, QPoint(rect.right() - 5, rect.top() + 5))
    assert words.notes.now.text() == "Words that belong to this place"
    assert [chip._link for chip in words.strip.chips] == [0.0, 1.0, 0.0]
    hover(view, QPoint(rect.left() + 5, rect.bottom() - 5))
    assert [chip._link for chip in words.strip.chips] == [0.5, 0.0, 0.0]
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert [chip.colours()[0] for chip in words.strip.chips] == own


def test_in_the_looking_mode_a_tap_links_and_hides_nothing(linked):
    words, view = linked.cards["words"], linked.cards["picture"].view
    QTest.mouseClick(linked.controls.look_chip, Qt.MouseButton.LeftButton)
    count = len(linked.planted.seen)
    QTest.mouseClick(words.strip.chips[1], Qt.MouseButton.LeftButton)
    assert linked.cards["picture"].notes.now.text() == "What “happy” looks at"
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.picture_rect().toAlignedRect().center())
    assert words.notes.now.text() == "Words that belong to this place"
    assert not words.strip.hidden
    assert not view.hidden
    assert len(linked.planted.seen) == count


def test_a_keystroke_does_not_ask_for_links_before_the_hands_rest(shown, session, qtbot):
    page = shown()
    asked = []
    session.model.ask_links = lambda: asked.append(page.cards["words"].editor.toPlainText())
    QTest.keyClicks(page.cards["words"].editor, "so")
    wait_for(qtbot, lambda: asked)
    assert asked == [page.cards["words"].editor.toPlainText()]


def test_the_numbers_of_attention_are_those_of_the_model(linked, session):
    asked = []
    session.model.ask_attention_numbers = lambda *query: asked.append(query)
    linked.maps.open_numbers()
    dialog = linked.maps.numbers
    assert asked == [("words", 1, "")]  # the most strongly linked word
    know(
        session.model,
        attention_numbers=AttentionNumbers(
            "“happy”", 1, 16, (AttentionRow("row 1, column 4", 8.0, 2.0, 0.75),), 1, 4, (4, 4), 15, 0.25, 9.852, 1.5
        ),
    )
    session.changed("links")
    session.drain()
    texts = [dialog.table.item(0, column).text() for column in range(4)]
    assert texts == ["row 1, column 4", "8.000", "2.000", "75.0\u202f%"]
    assert dialog.sum.text().startswith("“happy” in head 2 of 4; dₖ = 16, √dₖ = 4.000.")
    assert "15 other places weigh 25.0\u202f%" in dialog.sum.text()
    dialog.part.activated.emit(2)
    assert asked == [("words", 1, ""), ("words", 2, "")]
    dialog.close()
    assert linked.maps.numbers is None


def test_a_link_has_the_badge_of_its_own_kind_and_the_map_gets_its_badge_back(linked, qtbot):
    linked.maps._idle.stop()
    badge, words = linked.cards["picture"].badge, linked.cards["words"]
    linked.controls.choose_method("occlusion")
    wait_for(qtbot, lambda: badge.text() == "trustworthy")
    know(linked._session.model, links=(planted_links(),))
    QApplication.sendEvent(words.strip.chips[1], QEvent(QEvent.Type.Enter))
    assert badge.text() == "with caution"  # that of attention
    QApplication.sendEvent(words.strip.chips[1], QEvent(QEvent.Type.Leave))
    assert badge.text() == "trustworthy"
    know(linked._session.model, links=(replace(planted_links(), method="interaction"),))
    QApplication.sendEvent(words.strip.chips[1], QEvent(QEvent.Type.Enter))
    assert badge.text() == "not examined"


def test_the_touched_place_is_ringed_on_the_picture(linked):
    view = linked.cards["picture"].view
    hover(view, QPoint(view.picture_rect().toAlignedRect().right() - 5, view.picture_rect().toAlignedRect().top() + 5))
    assert view._touched is not None
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert view._touched is None


def test_links_of_an_answer_that_nobody_saw_come_are_asked_for_when_the_page_is_shown(shown, session, qtbot, visit):
    page = shown()
    visit("home")
    asked = []
    session.model.ask_links = lambda: asked.append(True)
    page.cards["words"].set_value("a happy night")
    wait_for(qtbot, lambda: page.maps._prediction is session.model.prediction and not session.model.is_answering)
    wait_for(qtbot, lambda: "night" in page.planted.seen[-1][0]["words"])
    assert not asked and not page.maps._idle.isActive()
    visit("try")
    wait_for(qtbot, lambda: asked)


def test_a_touch_asks_for_links_that_are_lacking(shown, session):
    page = shown()
    page.maps._idle.stop()
    page.maps._asked_for = -1
    asked = []
    session.model.ask_links = lambda: asked.append(True)
    chips = page.cards["words"].strip.chips
    QApplication.sendEvent(chips[1], QEvent(QEvent.Type.Enter))
    QApplication.sendEvent(chips[2], QEvent(QEvent.Type.Enter))
    assert asked == [True]


def test_choosing_to_look_moves_nothing(shown):
    controls = shown().controls
    widths, room, needed = (130, 180, 215, 300), [], []
    for chip in (controls.hide_chip, controls.look_chip):
        chip.click()
        room.append([controls.hint.heightForWidth(width) for width in widths])
        needed.append([QLabel.heightForWidth(controls.hint, width) for width in widths])
    assert needed[0] != needed[1]
    assert room[0] == room[1] == [max(pair) for pair in zip(*needed, strict=True)]


def test_the_numbers_begin_with_the_word_that_weighs_the_most(linked, session):
    know(session.model, links=(replace(planted_links(), strengths=np.array([1.0, 0.2, 0.1], np.float32)),))
    asked = []
    session.model.ask_attention_numbers = lambda *query: asked.append(query)
    linked.maps.open_numbers()
    assert asked == [("words", 1, "")]  # "happy", although "a" is linked more strongly
    linked.maps.numbers.close()
