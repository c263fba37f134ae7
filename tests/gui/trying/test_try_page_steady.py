"""Nothing on the Try page moves under the pointer: what is pointed at stays where it is."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from mmgui.gui.cards.quality_badge import WORDS, ShownQuality
from tests.gui.trying.test_try_page_looking import planted_links
from tests.session.made import know


@pytest.fixture(params=[(1195, 740), (800, 600)])
def linked(request, shown, session, window, qtbot):
    page = shown()
    window.resize(*request.param)
    page.maps._idle.stop()
    know(session.model, links=(planted_links(),))
    session.changed("links")
    session.drain()
    settle(qtbot)
    return page


def settle(qtbot):
    qtbot.wait(20)
    QApplication.sendPostedEvents()


def places(page) -> dict[str, QRect]:
    """Where every widget lies that is to be seen, but those that only say something else."""
    found = {}
    for number, widget in enumerate(page.findChildren(QWidget)):
        if widget.isVisible():
            found[f"{number} {type(widget).__name__} {widget.objectName()}"] = QRect(
                widget.mapTo(page, QPoint()), widget.size()
            )
    return found


def moved(before, after):
    both = before.keys() & after.keys()
    return {key: (before[key], after[key]) for key in both if before[key] != after[key]}


def test_pointing_at_words_and_places_moves_nothing(linked, qtbot):
    words, view = linked.cards["words"], linked.cards["picture"].view
    before = places(linked)
    for chip in words.strip.chips:
        QApplication.sendEvent(chip, QEvent(QEvent.Type.Enter))
        settle(qtbot)
        assert moved(before, places(linked)) == {}, chip.text()
        QApplication.sendEvent(chip, QEvent(QEvent.Type.Leave))
        settle(qtbot)
        assert moved(before, places(linked)) == {}
    rect = view.picture_rect().toAlignedRect()
    for corner in (rect.topRight() + QPoint(-5, 5), rect.bottomLeft() + QPoint(5, -5), rect.center()):
        where = QPointF(corner)
        none = Qt.MouseButton.NoButton
        event = QMouseEvent(
            QEvent.Type.MouseMove, where, view.mapToGlobal(where), none, none, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(view, event)
        settle(qtbot)
        assert moved(before, places(linked)) == {}


def test_a_tap_on_a_word_leaves_every_word_where_it_is(linked, qtbot, session):
    words = linked.cards["words"]

    def of_inputs():
        return {key: rect for key, rect in places(linked).items() if "_WordChip" in key or "PictureView" in key}

    before = of_inputs()
    for _twice in range(2):
        for chip in words.strip.chips[1:]:
            QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
            qtbot.waitUntil(lambda: not session.model.is_answering and not linked.waiting.is_late, timeout=10_000)
            settle(qtbot)
            assert moved(before, of_inputs()) == {}, chip.text()


def of_cards(page):
    """Where everything in the cards lies, the sentences below the maps aside: those say something else."""
    inside = [w for card in page.cards.values() for w in card.findChildren(QWidget)]
    return {
        f"{n} {type(w).__name__} {w.property('text') or ''}": QRect(w.mapTo(page, QPoint()), w.size())
        for n, w in enumerate(inside)
        if w.isVisible() and not isinstance(w, QLabel) and not w.findChildren(QWidget)
    }


def test_covering_and_uncovering_a_part_moves_no_button(linked, qtbot, session, any_pace):
    card = linked.cards["picture"]
    before = of_cards(linked)
    assert any("Paste" in key for key in before) and any("Remove" in key for key in before)
    for _twice in range(2):
        QTest.mouseClick(card.view, Qt.MouseButton.LeftButton, pos=card.view.cell_rect((1, 1)).center().toPoint())
        qtbot.waitUntil(lambda: not session.model.is_answering and not linked.waiting.is_late, timeout=10_000)
        settle(qtbot)
        assert card.uncover_button.isVisible() and not card.clear_button.isVisible()
        assert moved(before, of_cards(linked)) == {}
        QTest.mouseClick(card.uncover_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not session.model.is_answering and not linked.waiting.is_late, timeout=10_000)
        settle(qtbot)
        assert not card.uncover_button.isVisible() and card.clear_button.isVisible()
        assert moved(before, of_cards(linked)) == {}


def test_a_second_click_on_uncover_all_does_not_remove_the_picture(linked, qtbot):
    card = linked.cards["picture"]
    QTest.mouseClick(card.view, Qt.MouseButton.LeftButton, pos=card.view.cell_rect((1, 1)).center().toPoint())
    qtbot.wait(700)
    where = card.uncover_button.mapTo(card, card.uncover_button.rect().center())
    QTest.mouseClick(card.uncover_button, Qt.MouseButton.LeftButton)
    settle(qtbot)
    second = card.childAt(where)
    QTest.mouseClick(second, Qt.MouseButton.LeftButton)
    assert card.view.picture is not None and not card.view.hidden


@pytest.mark.parametrize("size", [(1280, 800), (800, 600)])
def test_a_badge_that_comes_or_says_something_else_moves_nothing(shown, session, window, qtbot, size):
    page = shown(None)
    window.resize(*size)
    page.maps._idle.stop()
    settle(qtbot)
    cards = page.cards.values()
    for card in cards:
        card.show_quality(None)
    qtbot.wait(300)  # what the answer brought with it is laid out
    before = {key: rect for key, rect in of_cards(page).items() if "QualityBadge" not in key}
    for kind in WORDS:
        if kind == "single":
            continue
        for card in cards:
            card.show_quality(ShownQuality(kind, "a reason"))
        settle(qtbot)
        assert all(card.badge.isVisible() and not card.badge.is_cut for card in cards)
        assert moved(before, of_cards(page)) == {}, kind
    if size == (1280, 800):  # one line in the usual window
        card = page.cards["picture"]
        assert card.title.mapTo(card, card.title.rect().center()).y() == pytest.approx(
            card.open_button.mapTo(card, card.open_button.rect().center()).y(), abs=2
        )


def test_the_line_of_a_training_comes_and_goes_without_moving_the_page(linked, qtbot, session, monkeypatch):
    before = of_cards(linked)
    monkeypatch.setattr(type(session.training), "best", property(lambda _self: (7, 3)))
    session.changed("training")
    session.drain()
    settle(qtbot)
    assert linked.still_learning.isVisible()
    assert moved(before, of_cards(linked)) == {}
    monkeypatch.undo()
    session.changed("training")
    session.drain()
    settle(qtbot)
    assert not linked.still_learning.isVisible()
    assert moved(before, of_cards(linked)) == {}
