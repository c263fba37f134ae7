"""What all charts share: numbers that fit, the place that is looked at, and what is said of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from mmgui.core.axes import Axis
from mmgui.gui.kit import theme
from mmgui.gui.kit.chart import Canvas, Chart, Rows, Stops, _thinned, line_pen
from mmgui.gui.kit.theme import set_role

RED = "#ff0000"
SHARES = Axis()


@dataclass(frozen=True)
class Made:
    """A square of shares with a red line from corner to corner."""

    stops: Stops | None = None
    x: Axis = SHARES
    y: Axis | Rows = SHARES
    below_px: int = 0

    def told(self, at: float | None) -> str:
        return "everything" if at is None else f"at {at:.2f}"

    def paint(self, canvas: Canvas) -> None:
        canvas.curve(np.array([0.0, 1.0]), np.array([0.0, 1.0]), line_pen(RED, 4.0))


THREE = Stops((0.2, 0.5, 0.8), first=1)
OPENING = Stops((0.2, 0.5, 0.8), first=1, opens=frozenset({1, 2}))


@pytest.fixture
def show(qtbot: Any) -> Iterator[Any]:
    """Puts a chart into a card, below a button that can have the focus."""
    cards = []

    def build(model: Made, size: tuple[int, int] = (400, 300)) -> Chart[Made]:
        card, chart = QWidget(), Chart(model)
        set_role(card, "card")
        cards.append(card)
        qtbot.addWidget(card)
        layout = QVBoxLayout(card)
        layout.addWidget(QPushButton())
        layout.addWidget(chart)
        card.resize(size[0], size[1])
        with qtbot.waitExposed(card):
            card.show()
        card.activateWindow()
        card.findChild(QPushButton).setFocus()
        return chart

    yield build


def _image(chart: QWidget) -> QImage:
    return chart.window().grab(chart.geometry()).toImage()


def _place(chart: Chart[Any], x: float, y: float = 0.5) -> QPoint:
    room = chart.room
    return QPoint(round(room.x() + x * room.width()), round(room.bottom() - y * room.height()))


def test_points_stand_where_the_axes_say(show: Any) -> None:
    chart = show(Made())
    image = _image(chart)
    for share in (0.1, 0.5, 0.9):
        assert image.pixelColor(_place(chart, share, share)) == QColor(RED)
        assert image.pixelColor(_place(chart, share, share) + QPoint(0, 9)) != QColor(RED)


def test_ground_and_numbers_follow_the_theme(show: Any, qapp: QApplication) -> None:
    chart = show(Made())
    for scheme, colours in (("light", theme.LIGHT), ("dark", theme.DARK), ("contrast", theme.CONTRAST)):
        theme.apply(qapp, scheme)  # type: ignore[arg-type]
        image = _image(chart)
        numbers = {image.pixelColor(x, y).name() for x in range(int(chart.room.x()) - 4) for y in range(image.height())}
        assert image.pixelColor(_place(chart, 0.3, 0.75)).name() == colours.surface
        assert colours.muted in numbers or colours.is_contrast


@pytest.mark.parametrize("size", [(260, 190), (400, 300), (1800, 1000)])
def test_numbers_have_room_in_every_size(show: Any, size: tuple[int, int]) -> None:
    chart = show(Made(y=Axis(0, 1234, "how many", "number"), x=Axis(0, 300, "epoch", "count")), size)
    room = chart.room
    assert room.top() >= 8, "half a line of letters above the highest number"
    assert room.left() >= 60, "title, number, and a little room"
    assert chart.height() - room.bottom() >= 36, "numbers and the title of the axis"
    assert room.right() <= chart.width() - 10


def test_rows_make_a_chart_as_high_as_they_are(show: Any) -> None:
    chart = show(Made(y=Rows(200)))
    assert chart.height() == 200 + 24 and chart.room.height() == 200
    chart.show_model(Made(y=Rows(300), x=Axis(title="right")))
    assert chart.minimumHeight() == chart.maximumHeight() == 300 + 24 + 18


def test_the_mouse_looks_anywhere_up_to_the_last_stop_and_leaves_again(show: Any, qtbot: Any) -> None:
    chart, seen = show(Made(THREE)), []
    chart.cursor_moved.connect(seen.append)
    qtbot.mouseMove(chart, _place(chart, 0.33))
    qtbot.waitUntil(lambda: bool(seen) and seen[-1] == pytest.approx(0.33, abs=0.01))
    assert chart.accessibleDescription() == f"at {seen[-1]:.2f}"
    qtbot.mouseMove(chart, _place(chart, 0.95))
    qtbot.waitUntil(lambda: seen[-1] == 0.8)
    qtbot.mouseMove(chart, QPoint(3, 3))
    qtbot.waitUntil(lambda: seen[-1] is None)
    assert chart.accessibleDescription() == "everything"


def test_keys_go_from_stop_to_stop_and_to_both_ends(show: Any, qtbot: Any) -> None:
    chart = show(Made(THREE))
    chart.setFocus()
    qtbot.waitUntil(chart.hasFocus)
    assert chart.cursor_at is None, "it waits to be asked"
    where = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_Left, Qt.Key.Key_End):
        qtbot.keyClick(chart, key)
        where.append(chart.cursor_at)
    assert where == [0.5, 0.8, 0.8, 0.2, 0.2, 0.8]
    chart.window().findChild(QPushButton).setFocus()
    qtbot.waitUntil(lambda: not chart.hasFocus())
    assert chart.cursor_at is None


def test_the_place_of_the_keyboard_is_there_again_when_the_mouse_has_passed(show: Any, qtbot: Any) -> None:
    chart = show(Made(THREE))
    chart.setFocus()
    qtbot.waitUntil(chart.hasFocus)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    qtbot.mouseMove(chart, _place(chart, 0.7))
    qtbot.waitUntil(lambda: chart.cursor_at == pytest.approx(0.7, abs=0.01))
    qtbot.mouseMove(chart, QPoint(3, 3))
    qtbot.waitUntil(lambda: chart.cursor_at == 0.5)


def test_what_opens_is_marked_by_the_focus_and_opened_by_click_and_keys(show: Any, qtbot: Any) -> None:
    chart, opened = show(Made(OPENING)), []
    chart.opened.connect(opened.append)
    chart.setFocus()
    qtbot.waitUntil(lambda: chart.cursor_at == 0.5)
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    qtbot.keyClick(chart, Qt.Key.Key_Space)  # this one does not open
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=_place(chart, 0.95, 0.95))
    assert opened == [1, 2] and chart.cursor_at == 0.8, "the nearest stop, however high one clicks"
    assert chart.cursor().shape() == Qt.CursorShape.PointingHandCursor
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=_place(chart, 0.05))
    assert opened == [1, 2] and chart.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_other_models_keep_the_place_until_there_is_nothing_to_look_at(show: Any, qtbot: Any) -> None:
    chart, seen = show(Made(THREE)), []
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    chart.cursor_moved.connect(seen.append)
    chart.show_model(Made(OPENING))
    assert chart.cursor_at == 0.5 and not seen
    chart.show_model(Made())
    assert chart.cursor_at is None and seen == [None]
    assert chart.accessibleDescription() == "everything"


def test_the_place_is_never_beyond_the_end_of_a_shorter_model(show: Any, qtbot: Any) -> None:
    chart = show(Made(THREE))
    qtbot.keyClick(chart, Qt.Key.Key_End)
    at = chart.cursor_at
    chart.show_model(Made(Stops((0.1, 0.2))))
    assert at > 0.2 and chart.cursor_at == 0.2


def test_the_focus_has_a_ring(show: Any, qtbot: Any) -> None:
    chart = show(Made())
    before = _image(chart).pixelColor(1, chart.height() // 2).name()
    chart.setFocus()
    qtbot.waitUntil(chart.hasFocus)
    assert before == theme.LIGHT.surface
    assert _image(chart).pixelColor(1, chart.height() // 2).name() == theme.LIGHT.accent


def test_thinning_keeps_every_peak_and_the_ends() -> None:
    x = np.arange(20_001, dtype=float)
    y = np.sin(x)
    y[[7, 12_345]] = 5.0, -5.0
    few, heights = _thinned(x, y, 1000)
    assert len(few) < 1100 and few[0] == 0 and few[-1] == 20_000
    assert (np.diff(few) >= 0).all()
    assert {7.0, 12_345.0} <= set(few[np.abs(heights) > 2].tolist())
    assert _thinned(x[:500], y[:500], 1000)[0] is not few
    np.testing.assert_array_equal(_thinned(x[:500], y[:500], 1000)[0], x[:500])
