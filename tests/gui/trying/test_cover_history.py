"""Ctrl+Z on the try page takes back what was hidden, Ctrl+Shift+Z and Ctrl+Y hide it again: a whole drag at a time."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
AGAIN = [(Qt.Key.Key_Z, CTRL | SHIFT), (Qt.Key.Key_Y, CTRL)]


@pytest.fixture
def page(shown):
    return shown()


def drag(view, *cells):
    """Press on the first cell, go over the others, let go on the last one."""
    points = [view.cell_rect(cell).center().toPoint() for cell in cells]
    QTest.mousePress(view, LEFT, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(view, point + QPoint(1, 0))
        QTest.mouseMove(view, point)
    QTest.mouseRelease(view, LEFT, pos=points[-1])


def test_a_drag_is_taken_back_whole_and_one_at_a_time(page):
    view = page.cards["picture"].view
    first, second = [(0, 0), (0, 1), (0, 2), (0, 3)], [(4, 4), (5, 4), (6, 4)]
    drag(view, *first)
    drag(view, *second)
    assert view.hidden == {*first, *second}
    QTest.keyClick(view, Qt.Key.Key_Z, CTRL)
    assert view.hidden == set(first)
    QTest.keyClick(view, Qt.Key.Key_Z, CTRL)
    assert view.hidden == frozenset()
    assert not page.covers.can_undo


@pytest.mark.parametrize(("key", "held"), AGAIN)
def test_covering_and_uncovering_by_drags_is_done_again(page, key, held):
    view = page.cards["picture"].view
    drag(view, (0, 0), (0, 1), (0, 2))
    drag(view, (0, 1), (0, 2))  # starts on a hidden one: shows them again
    assert view.hidden == {(0, 0)}
    for _twice in range(2):
        QTest.keyClick(view, Qt.Key.Key_Z, CTRL)
    assert view.hidden == frozenset()
    QTest.keyClick(view, key, held)
    assert view.hidden == {(0, 0), (0, 1), (0, 2)}
    QTest.keyClick(view, key, held)
    assert view.hidden == {(0, 0)}
    QTest.keyClick(view, key, held)
    assert view.hidden == {(0, 0)}, "there is no more"
    QTest.keyClick(view, Qt.Key.Key_Z, CTRL)
    assert view.hidden == {(0, 0), (0, 1), (0, 2)}


@pytest.mark.parametrize(("key", "held"), AGAIN)
def test_words_are_taken_out_again(page, key, held):
    strip = page.cards["words"].strip
    for number in (1, 2):
        QTest.mouseClick(strip.chips[number], LEFT)
    for _twice in range(2):
        QTest.keyClick(strip.chips[0], Qt.Key.Key_Z, CTRL)
    assert strip.hidden == frozenset()
    QTest.keyClick(strip.chips[0], key, held)
    assert strip.hidden == {1}
    QTest.mouseClick(strip.chips[0], LEFT)  # something new: what was taken back is no more
    QTest.keyClick(strip.chips[0], key, held)
    assert strip.hidden == {0, 1}


def test_uncover_all_is_one_step_and_another_value_forgets_both_ways(page, any_pace):
    card = page.cards["picture"]
    drag(card.view, (0, 0), (0, 1))
    QTest.mouseClick(card.uncover_button, LEFT)
    assert card.view.hidden == frozenset()
    QTest.keyClick(card.view, Qt.Key.Key_Z, CTRL)
    assert card.view.hidden == {(0, 0), (0, 1)}
    assert page.covers.can_redo
    QTest.mouseClick(card.clear_button, LEFT)
    assert not page.covers.can_undo
    assert not page.covers.can_redo


def test_what_a_drag_covers_after_ctrl_z_in_its_middle_is_a_step_of_its_own(page):
    view = page.cards["picture"].view
    at = lambda cell: view.cell_rect(cell).center().toPoint()  # noqa: E731
    QTest.mousePress(view, LEFT, pos=at((2, 2)))
    QTest.keyClick(view, Qt.Key.Key_Z, CTRL)
    assert view.hidden == frozenset()
    QTest.mouseMove(view, at((2, 3)))
    QTest.mouseRelease(view, LEFT, pos=at((2, 3)))
    assert (2, 3) in view.hidden
    QTest.keyClick(view, Qt.Key.Key_Z, CTRL)
    assert view.hidden == frozenset()


def test_one_key_too_many_on_try_leaves_the_data_as_they_are_and_the_arrows_follow_the_covers(page, session, window):
    done = []
    session.project._undo.append(SimpleNamespace(description="x", undo=lambda: done.append(1), redo=lambda: None))
    window.actions_table.refresh()
    undo, redo = window.actions_table["undo"], window.actions_table["redo"]
    assert not undo.isEnabled() and not redo.isEnabled()
    view = page.cards["picture"].view
    drag(view, (0, 0), (0, 1))
    assert undo.isEnabled()
    undo.trigger()
    assert view.hidden == frozenset() and redo.isEnabled() and not undo.isEnabled()
    for _more in range(3):
        QTest.keyClick(view, Qt.Key.Key_Z, CTRL)
    redo.trigger()
    assert view.hidden == {(0, 0), (0, 1)}
    session.drain()
    assert not done and session.project.undo_text == "x"
    window.show_place("home")
    assert undo.isEnabled() and "x" in undo.text()
    session.project._undo.clear()
