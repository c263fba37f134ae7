"""The reliability diagram: what stands where, what is said, what a click and the keys do."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from mmgui.core.uncertainty.calibration import ReliabilityBin
from mmgui.gui.kit.chart import Canvas, Chart
from mmgui.gui.kit.theme import current
from mmgui.gui.results.reliability_plot import Reliability, bar_box

BINS = tuple(
    ReliabilityBin(n / 10, (n + 1) / 10, *values)
    for n, values in enumerate([(0.05 + 0.1 * k, 0.0, 0) for k in range(8)] + [(0.86, 0.75, 8), (0.98, 1.0, 12)])
)


@pytest.fixture
def plot(qtbot: Any) -> Chart[Reliability]:
    made = Chart(Reliability(BINS, BINS))
    qtbot.addWidget(made)
    made.resize(462, 340)
    made.show()
    return made


def bar(plot: Chart[Reliability], number: int) -> QRectF:
    pixels = QImage(1, 1, QImage.Format.Format_RGB32)
    painter = QPainter(pixels)
    box = bar_box(Canvas(painter, plot), BINS[number])
    painter.end()
    return box


def middle(plot: Chart[Reliability], number: int) -> QPoint:
    """Halfway up in the column of a bar."""
    room = plot.room
    return QPoint(round(room.x() + (number + 0.5) / 10 * room.width()), round(room.center().y()))


def test_a_bar_is_as_high_as_the_share_that_was_right(plot: Chart[Reliability]) -> None:
    room = plot.room
    assert bar(plot, 8).height() == pytest.approx(0.75 * room.height())
    assert bar(plot, 8).center().x() == pytest.approx(room.x() + 0.85 * room.width())
    assert bar(plot, 0).height() == 0, "nothing was ever so unsure"


def test_bars_are_painted_and_empty_ranges_are_not(plot: Chart[Reliability]) -> None:
    image = plot.grab().toImage()
    inside = bar(plot, 9).center().toPoint()
    outside = middle(plot, 3) + QPoint(0, 40)
    assert QColor(image.pixel(inside)).blue() > QColor(image.pixel(inside)).red() + 40, "the accent colour"
    assert QColor(image.pixel(outside)) != QColor(image.pixel(inside))


def test_a_bar_is_described_with_its_counts(plot: Chart[Reliability]) -> None:
    assert plot.model.describe(8) == (
        "When it was 80\u202f% to 90\u202f% sure (on average 86\u202f%), it was right in 6 of 8 examples (75\u202f%)."
    )
    assert plot.model.describe(0) == "It was never 0\u202f% to 10\u202f% sure."
    assert plot.model.describe(9) in plot.accessibleDescription()


def test_a_click_anywhere_above_a_bar_wants_its_examples_and_an_empty_range_none(
    plot: Chart[Reliability], qtbot: Any
) -> None:
    clicked: list[int] = []
    plot.opened.connect(clicked.append)
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=middle(plot, 8) - QPoint(0, 120))
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=middle(plot, 2))
    assert clicked == [8]


def test_arrow_keys_move_and_return_opens(plot: Chart[Reliability], qtbot: Any) -> None:
    clicked: list[int] = []
    plot.opened.connect(clicked.append)
    plot.setFocus()
    qtbot.waitUntil(plot.hasFocus)
    assert plot.accessibleDescription() == plot.model.describe(9), "the fullest bar first"
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    qtbot.keyClick(plot, Qt.Key.Key_Return)
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    qtbot.keyClick(plot, Qt.Key.Key_Space)
    assert clicked == [8, 9] and plot.cursor_at == pytest.approx(0.95)
    assert plot.accessibleDescription() == plot.model.describe(9)


def test_circles_of_before_the_scaling_are_drawn_only_if_there_was_one(plot: Chart[Reliability]) -> None:
    room = plot.room
    place = QPoint(round(room.x() + 0.86 * room.width()), round(room.bottom() - 0.75 * room.height()))
    with_circle = plot.grab().toImage().pixelColor(place)
    plot.show_model(Reliability(BINS))
    assert with_circle == QColor(current().surface)
    assert plot.grab().toImage().pixelColor(place) != with_circle


def test_nothing_to_show_is_nothing_to_paint(qtbot: Any) -> None:
    made = Chart(Reliability())
    qtbot.addWidget(made)
    made.show()
    qtbot.keyClick(made, Qt.Key.Key_Left)
    made.grab()
