"""Curves: what is painted, what is read out, and how noise is smoothed."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage

from mmgui.gui.kit.chart import Chart
from mmgui.gui.kit.curve_legend import CurveLegend
from mmgui.gui.kit.curves import Curve, CurveSet, loss_top, smooth, value_at

RED, GREEN = "#ff0000", "#00b000"


def _line(y: list[float], colour: str = RED, **kwargs: Any) -> Curve:
    return Curve("loss", np.arange(len(y), dtype=float), np.array(y), colour, width=4.0, **kwargs)


@pytest.fixture
def plot(qtbot: Any) -> Chart[CurveSet]:
    made = Chart(CurveSet())
    qtbot.addWidget(made)
    made.resize(400, 240)
    with qtbot.waitExposed(made):
        made.show()
    return made


def _rows_of(image: QImage, colour: str, column: int) -> list[int]:
    """The rows of a column of pixels that have about this colour."""
    wanted = QColor(colour)

    def distance(y: int) -> int:
        seen = QColor(image.pixel(column, y))
        return abs(seen.red() - wanted.red()) + abs(seen.green() - wanted.green()) + abs(seen.blue() - wanted.blue())

    return [y for y in range(image.height()) if distance(y) < 60]


def _is_inked(image: QImage, x: int, y: int) -> bool:
    """Whether something quiet is written around this row: a text is grey, other things in these tests are not."""
    return any(QColor(image.pixel(x, y + d)).lightness() < 170 and QColor(image.pixel(x, y + d)).saturation() < 120
               for d in range(-5, 6))  # fmt: skip


def _shown(plot: Chart[CurveSet]) -> QImage:
    return plot.grab().toImage()


def test_a_falling_line_is_painted_higher_on_the_left_than_on_the_right(plot: Chart[CurveSet]) -> None:
    plot.show_model(CurveSet((_line([1.0, 0.0]),), x_max=1.0))
    image = _shown(plot)
    left, right = _rows_of(image, RED, 90), _rows_of(image, RED, 340)
    assert left and right
    assert max(left) < min(right) - 80, "the line must fall by most of the plot's height"


def test_a_constant_half_is_painted_in_the_middle_between_both_ends(plot: Chart[CurveSet]) -> None:
    plot.show_model(CurveSet((_line([1.0] * 3), _line([0.5] * 3, GREEN), _line([0.0] * 3, "#0000ff")), x_max=2.0))
    image = _shown(plot)
    top, middle, bottom = (np.mean(_rows_of(image, c, 200)) for c in (RED, GREEN, "#0000ff"))
    assert middle == pytest.approx((top + bottom) / 2, abs=2.0)


def test_the_deeper_curve_lies_below_and_of_equals_the_earlier(plot: Chart[CurveSet]) -> None:
    plot.show_model(CurveSet((_line([0.5, 0.5]), _line([0.5, 0.5], GREEN)), x_max=1.0))
    assert _rows_of(_shown(plot), GREEN, 200) and not _rows_of(_shown(plot), RED, 200)
    plot.show_model(CurveSet((_line([0.5, 0.5]), _line([0.5, 0.5], GREEN, depth=-1)), x_max=1.0))
    assert _rows_of(_shown(plot), RED, 200) and not _rows_of(_shown(plot), GREEN, 200)


def test_points_that_are_no_numbers_are_left_out(plot: Chart[CurveSet]) -> None:
    plot.show_model(CurveSet((_line([0.5, float("nan"), 0.5]),), x_max=2.0))
    assert _rows_of(_shown(plot), RED, 200), "the neighbours are joined"
    assert value_at(_line([0.5, float("nan"), 0.5]), 1.0) is None


def test_one_point_alone_is_seen(plot: Chart[CurveSet]) -> None:
    none = Curve("n", np.zeros(0), np.zeros(0), GREEN, "faint")
    plot.show_model(CurveSet((none, Curve("f", np.array([1.0]), np.array([0.5]), RED)), x_max=2.0))
    image = _shown(plot)
    assert any(_rows_of(image, RED, x) for x in range(image.width()))


def test_fewer_curves_leave_no_old_line_behind(plot: Chart[CurveSet]) -> None:
    plot.show_model(CurveSet((_line([0.2, 0.2]), _line([0.8, 0.8], GREEN)), x_max=1.0))
    assert _rows_of(_shown(plot), GREEN, 200)
    plot.show_model(CurveSet((_line([0.2, 0.2]),), x_max=1.0))
    image = _shown(plot)
    assert not _rows_of(image, GREEN, 200)
    assert _rows_of(image, RED, 200)


def test_hovering_tells_the_epoch_under_the_mouse(plot: Chart[CurveSet], qtbot: Any) -> None:
    plot.show_model(CurveSet((_line([0.1 * i for i in range(11)]),), x_max=20.0))
    seen: list[float | None] = []
    plot.cursor_moved.connect(seen.append)
    room = plot.room
    qtbot.mouseMove(plot, QPoint(60, 100))
    qtbot.mouseMove(plot, QPoint(round(room.x() + room.width() / 4), 100))
    qtbot.waitUntil(lambda: bool(seen) and seen[-1] is not None and 4.0 < seen[-1] < 6.0)
    qtbot.mouseMove(plot, QPoint(round(room.right() - 9), 100))
    qtbot.waitUntil(lambda: seen[-1] == 10.0)  # where nothing has been learned yet the end of the curve is read


def test_arrow_keys_move_the_read_out_from_epoch_to_epoch(plot: Chart[CurveSet], qtbot: Any) -> None:
    plot.show_model(CurveSet((_line([0.1 * i for i in range(11)]),), x_max=10.0))
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert plot.cursor_at == 10.0
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert plot.cursor_at == 9.0
    for _turn in range(3):
        qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.cursor_at == 10.0, "it stays on the curve"


def test_the_end_of_a_curve_within_an_epoch_is_a_stop(plot: Chart[CurveSet], qtbot: Any) -> None:
    x = np.array([1.0, 2.0, 2.5])
    plot.show_model(CurveSet((Curve("loss", x, x / 10, RED),), x_max=5.0))
    where = []
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right):
        qtbot.keyClick(plot, key)
        where.append(plot.cursor_at)
    assert where == [2.5, 2.0, 2.5]


def test_markup_in_the_marker_is_shown_literally(plot: Chart[CurveSet]) -> None:
    def width(text: str) -> int:
        plot.show_model(CurveSet((_line([0.0, 0.0]),), x_max=1.0, best=1.0, best_text=text))
        image, room = _shown(plot), plot.room
        inked = [x for x in range(int(room.x()), int(room.right()) - 6) if _is_inked(image, x, int(room.top()) + 9)]
        return max(inked) - min(inked)

    assert width("<b>best</b>") > 1.8 * width("best")


def test_the_label_of_the_kept_epoch_stands_where_no_curve_runs(plot: Chart[CurveSet]) -> None:
    def is_low(values: list[float]) -> bool:
        data = CurveSet((_line(values),), x_max=4.0, best=4.0, best_text="kept: epoch 4")
        plot.show_model(data)
        image, room = _shown(plot), plot.room
        left, right = int(room.right()) - 80, int(room.right()) - 8
        below = any(_is_inked(image, x, int(room.bottom()) - 10) for x in range(left, right))
        above = any(_is_inked(image, x, int(room.top()) + 9) for x in range(left, right))
        assert below or above, "it is painted"
        return data.is_label_low

    assert not is_low([0.2, 0.2, 0.2, 0.2, 0.2]), "above, while the curve is below"
    assert is_low([0.2, 0.6, 0.9, 0.97, 0.98]), "below, when the curve ends at the top"
    assert not is_low([0.2, 0.6, 0.9, 0.98, 0.05]), "both ends are taken: above, on a ground of its own"


def test_what_is_read_out_is_of_one_epoch() -> None:
    """Epoch 14 runs: what is measured is epoch 13, for both curves."""
    steps, ends = np.arange(1, 55) / 4, np.arange(1, 14, dtype=float)
    raw = Curve("", steps, steps, "#000000", "faint", in_readout=False)
    training = Curve("training", steps, 2 - steps / 10, "#000000", "solid")
    validation = Curve("validation", ends, ends / 100, "#000000", "dashed")
    shown = CurveSet((training, validation, raw))
    assert shown.told(None) == "Epoch 13 · training 0.700 · validation 0.130"
    assert shown.told(13.6) == "Epoch 14 · training 0.650"
    assert shown.told(4.2) == "Epoch 4 · training 1.575 · validation 0.040"
    assert CurveSet((training,)).told(None) == "Epoch 14 · training 0.650"
    assert CurveSet((validation,), unit="share").told(5) == "Epoch 5 · validation 5\u202f%"
    assert CurveSet((raw,)).told(None) == CurveSet().told(None) == ""


def test_what_was_given_to_a_hidden_plot_is_there_when_it_is_shown(qtbot: Any) -> None:
    made = Chart(CurveSet())
    qtbot.addWidget(made)
    made.show_model(CurveSet((_line([0.2, 0.3]),), x_max=1.0))
    made.resize(300, 200)
    with qtbot.waitExposed(made):
        made.show()
    assert _rows_of(_shown(made), RED, 150)


def test_smoothing_is_the_mean_of_the_neighbours() -> None:
    values = np.array([0.0, 3.0, 0.0, 3.0, 0.0, 3.0, 9.0])
    by_hand = [1.5, 1.0, 2.0, 1.0, 2.0, 4.0, 6.0]
    np.testing.assert_allclose(smooth(values, 3), by_hand)


def test_smoothing_keeps_gaps_and_does_not_spread_them() -> None:
    smoothed = smooth(np.array([2.0, np.nan, 4.0, 6.0]), 3)
    assert np.isnan(smoothed[1])
    np.testing.assert_allclose(smoothed[[0, 2, 3]], [2.0, 5.0, 5.0])


def test_the_loss_axis_ignores_one_outlier_and_is_round() -> None:
    noisy = _line([1.0] * 500 + [900.0])
    assert loss_top((noisy,)) == pytest.approx(1.2)
    assert loss_top(()) > 0


def test_the_legend_shows_hostile_names_literally(qtbot: Any) -> None:
    legend = CurveLegend()
    qtbot.addWidget(legend)
    legend.set_curves((Curve("<img src=x>\u202e", np.zeros(0), np.zeros(0), RED),))
    assert legend.names == ("<img src=x>",)
    legend.resize(200, 20)
    image = legend.grab().toImage()
    assert any(_rows_of(image, RED, x) for x in range(20)), "a piece of the line stands beside the name"
