"""Nothing on the Try page moves under the pointer: what is pointed at stays where it is."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

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
