"""The picture view: what it paints, what it takes, and covering with a finger."""

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest

from mmgui.gui.kit.picture_view import PictureView
from mmgui.gui.kit.pictures import to_image


@pytest.fixture
def view(qtbot):
    made = PictureView()
    qtbot.addWidget(made)
    made.resize(220, 120)
    made.show()
    made.clearFocus()
    return made


def grey(height=64, width=64):
    return to_image(np.full((height, width, 3), 90, np.uint8))


def colour_at(view, x, y):
    return view.grab().toImage().pixelColor(x, y)


def test_the_picture_keeps_its_proportions_in_the_middle(view):
    view.set_picture(grey())
    assert view.picture_rect().getRect() == (50.0, 0.0, 120.0, 120.0)


def test_the_heat_map_is_painted_over_the_right_part(view):
    view.set_picture(grey())
    grid = np.zeros((4, 4), np.float32)
    grid[0, 3] = 1
    view.set_heat_map(grid)
    view.set_strength(1.0)
    warm, plain = colour_at(view, 50 + 87, 12), colour_at(view, 50 + 20, 80)
    assert warm.red() > warm.green() + 30
    assert plain.getRgb()[:3] == (90, 90, 90)
    view.set_strength(0.0)
    assert colour_at(view, 50 + 87, 12).getRgb()[:3] == (90, 90, 90)


def test_dragging_hides_every_cell_under_the_finger_once(view, qtbot):
    view.set_picture(grey())
    view.set_cover_grid((4, 4))
    seen = []
    view.hidden_changed.connect(seen.append)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(60, 12))
    for x in (62, 90, 112, 140):
        QTest.mouseMove(view, QPoint(x, 12))
        move(view, x, 12)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(140, 12))
    assert view.hidden == {(0, 0), (0, 1), (0, 2), (0, 3)}
    assert len(seen) == 4
    assert colour_at(view, 60, 12) != colour_at(view, 60, 60)


def move(view, x, y):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(x, y), QPointF(x, y), Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QGuiApplication.sendEvent(view, event)


def test_a_quick_drag_leaves_no_hole(view):
    view.set_picture(grey())  # 120 × 120 px at x = 50
    view.set_cover_grid((8, 8))
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(52, 5))
    move(view, 168, 5)  # one event for the whole row
    assert view.hidden == {(0, column) for column in range(8)}
    move(view, 200, 5)  # out of the picture, and back elsewhere
    move(view, 200, 115)
    move(view, 168, 115)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(168, 115))
    assert view.hidden == {(0, column) for column in range(8)} | {(7, 7)}


def test_a_frame_does_not_cross_what_is_covered(view):
    view.set_picture(grey())
    view.set_cover_grid((2, 2))
    view.set_hidden(frozenset({(0, 0)}))
    covered = view.grab().toImage().copy(50, 0, 56, 56)
    view.set_marked(frozenset({(0, 0), (0, 1)}), (2, 2))
    assert view.grab().toImage().copy(50, 0, 56, 56) == covered


def test_a_touched_place_is_ringed(view):
    view.set_picture(grey())
    view.set_touched((0.5, 0.5))
    assert colour_at(view, 110 + 9, 60).lightness() > 200
    assert colour_at(view, 110, 60).getRgb()[:3] == (90, 90, 90)
    view.set_touched(None)
    assert colour_at(view, 110 + 9, 60).getRgb()[:3] == (90, 90, 90)


def test_a_drag_that_starts_on_a_hidden_cell_shows_again(view):
    view.set_picture(grey())
    view.set_cover_grid((2, 2))
    view.set_hidden(frozenset({(0, 0), (0, 1)}))
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(60, 12))
    move(view, 140, 12)
    move(view, 140, 80)  # was never hidden, stays so
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(140, 80))
    assert view.hidden == frozenset()


def test_the_keyboard_can_cover_too(view):
    view.set_picture(grey())
    view.set_cover_grid((2, 2))
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Space)  # starts in the middle: (1, 1)
    QTest.keyClick(view, Qt.Key.Key_Left)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert view.hidden == {(1, 1), (1, 0)}
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.hidden == frozenset()


def test_a_click_on_an_empty_view_wishes_to_open(view, qtbot):
    with qtbot.waitSignal(view.open_wanted):
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 50))


def test_a_dropped_file_is_named_not_opened(view, qtbot, tmp_path):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png")), QUrl("https://example.org/b.png")])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    with qtbot.waitSignal(view.path_given) as given:
        view.dropEvent(event)
    assert given.args == [tmp_path / "a.png"]


def test_a_web_address_is_taken_only_to_say_that_nobody_fetches_it(view):
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/b.png")])
    from mmgui.gui.kit import dropped

    assert dropped.has_something(mime)
    assert dropped.take(mime) == dropped.Incoming(has_address=True)
    told = []
    view.address_given.connect(lambda: told.append(1))
    view.path_given.connect(told.append)
    view._take(mime)
    assert told == [1]


def test_pasted_bytes_are_handed_on_for_the_gate(view, qtbot):
    mime = QMimeData()
    mime.setData("image/png", b"not yet looked at")
    QGuiApplication.clipboard().setMimeData(mime)
    view.setFocus()
    with qtbot.waitSignal(view.content_given) as given:
        QTest.keyClick(view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert given.args == [b"not yet looked at"]
    QGuiApplication.clipboard().clear()


def test_pointing_gives_shares_of_the_picture_and_none_when_it_leaves(view):
    view.set_picture(grey())  # 120 × 120 px at x = 50
    seen = []
    view.pointed.connect(seen.append)
    move(view, 50 + 30, 60)
    move(view, 10, 60)
    move(view, 12, 60)
    assert seen == [(0.5, 0.25), None]


def test_while_looking_a_drag_points_and_covers_nothing(view):
    view.set_picture(grey())
    view.set_cover_grid((4, 4))
    view.set_is_looking(True)
    seen = []
    view.pointed.connect(seen.append)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(80, 60))
    move(view, 110, 60)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(110, 60))
    assert view.hidden == frozenset()
    assert seen[0] == (0.5, 0.25)
    assert seen[1] == (0.5, 0.5)


def test_marked_cells_are_framed_and_not_hidden(view):
    view.set_picture(grey())
    view.set_marked(frozenset({(0, 0)}), (2, 2))
    inside, outside = colour_at(view, 50 + 30, 30), colour_at(view, 50 + 90, 90)
    assert inside.red() > 120  # lightened
    assert outside.getRgb()[:3] == (90, 90, 90)
    assert view.hidden == frozenset()
    view.set_marked(frozenset(), None)
    assert colour_at(view, 50 + 30, 30).getRgb()[:3] == (90, 90, 90)
