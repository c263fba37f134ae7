"""Curves: what is painted, what is read out, and how noise is smoothed."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QGraphicsTextItem

from mmgui.gui.kit import theme
from mmgui.gui.kit.curve_legend import CurveLegend
from mmgui.gui.kit.curve_plot import CurvePlot
from mmgui.gui.kit.curves import Curve, CurveSet, loss_top, smooth, value_at

RED, GREEN = "#ff0000", "#00b000"


def _line(y: list[float], colour: str = RED, **kwargs: Any) -> Curve:
    return Curve("loss", np.arange(len(y), dtype=float), np.array(y), colour, width=4.0, **kwargs)


@pytest.fixture
def plot(qtbot: Any) -> CurvePlot:
    made = CurvePlot()
    qtbot.addWidget(made)
    made.resize(400, 240)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.is_ready, timeout=15_000)
    return made


def _rows_of(image: QImage, colour: str, column: int) -> list[int]:
    """The rows of a column of pixels that have about this colour."""
    wanted = QColor(colour)

    def distance(y: int) -> int:
        seen = QColor(image.pixel(column, y))
        return abs(seen.red() - wanted.red()) + abs(seen.green() - wanted.green()) + abs(seen.blue() - wanted.blue())

    return [y for y in range(image.height()) if distance(y) < 60]


def _shown(plot: CurvePlot) -> QImage:
    return plot.grab().toImage()


def test_a_falling_line_is_painted_higher_on_the_left_than_on_the_right(plot: CurvePlot) -> None:
    plot.set_data(CurveSet((_line([1.0, 0.0]),), x_max=1.0))
    image = _shown(plot)
    left, right = _rows_of(image, RED, 90), _rows_of(image, RED, 340)
    assert left and right
    assert max(left) < min(right) - 80, "the line must fall by most of the plot's height"


def test_a_constant_half_is_painted_in_the_middle_between_both_ends(plot: CurvePlot) -> None:
    plot.set_data(CurveSet((_line([1.0] * 3), _line([0.5] * 3, GREEN), _line([0.0] * 3, "#0000ff")), x_max=2.0))
    image = _shown(plot)
    top, middle, bottom = (np.mean(_rows_of(image, c, 200)) for c in (RED, GREEN, "#0000ff"))
    assert middle == pytest.approx((top + bottom) / 2, abs=2.0)


def test_points_that_are_no_numbers_are_left_out(plot: CurvePlot) -> None:
    plot.set_data(CurveSet((_line([0.5, float("nan"), 0.5]),), x_max=2.0))
    assert _rows_of(_shown(plot), RED, 200), "the neighbours are joined"
    assert value_at(_line([0.5, float("nan"), 0.5]), 1.0) is None


def test_one_point_alone_is_seen(plot: CurvePlot) -> None:
    plot.set_data(CurveSet((Curve("f", np.array([1.0]), np.array([0.5]), RED),), x_max=2.0))
    image = _shown(plot)
    assert any(_rows_of(image, RED, x) for x in range(image.width()))


def test_fewer_curves_leave_no_old_line_behind(plot: CurvePlot) -> None:
    plot.set_data(CurveSet((_line([0.2, 0.2]), _line([0.8, 0.8], GREEN)), x_max=1.0))
    assert _rows_of(_shown(plot), GREEN, 200)
    plot.set_data(CurveSet((_line([0.2, 0.2]),), x_max=1.0))
    image = _shown(plot)
    assert not _rows_of(image, GREEN, 200)
    assert _rows_of(image, RED, 200)


def test_items_are_reused_however_often_the_data_change(plot: CurvePlot) -> None:
    plot.set_data(CurveSet((_line([0.2, 0.3]), _line([0.4, 0.5])), x_max=1.0))
    assert plot._items is not None
    count = len(plot._items.widget.getPlotItem().items)
    for turn in range(30):
        plot.set_data(CurveSet((_line([0.2, turn / 40]), _line([0.4, 0.5])), x_max=1.0))
    assert len(plot._items.widget.getPlotItem().items) == count


def test_the_background_follows_the_theme(plot: CurvePlot, qapp: QApplication) -> None:
    place = QPoint(plot.width() - 4, 60)
    assert QColor(_shown(plot).pixel(place)).name() == theme.LIGHT.surface
    theme.apply(qapp, "dark")
    assert QColor(_shown(plot).pixel(place)).name() == theme.DARK.surface


def test_hovering_tells_the_epoch_under_the_mouse(plot: CurvePlot, qtbot: Any) -> None:
    plot.set_data(CurveSet((_line([0.1 * i for i in range(11)]),), x_max=10.0))
    seen: list[float | None] = []
    plot.readout_changed.connect(seen.append)
    assert plot._items is not None
    viewport = plot._items.widget.viewport()
    qtbot.mouseMove(viewport, QPoint(60, 100))
    qtbot.mouseMove(viewport, QPoint(viewport.width() // 2, 100))
    qtbot.waitUntil(lambda: bool(seen) and seen[-1] is not None and 4.0 < seen[-1] < 6.0)


def test_arrow_keys_move_the_read_out_from_epoch_to_epoch(plot: CurvePlot, qtbot: Any) -> None:
    plot.set_data(CurveSet((_line([0.1 * i for i in range(11)]),), x_max=10.0))
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert plot.cursor_at == 10.0
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert plot.cursor_at == 9.0
    for _turn in range(3):
        qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.cursor_at == 10.0, "it stays on the curve"


def test_markup_in_the_marker_is_shown_literally(plot: CurvePlot) -> None:
    plot.set_data(CurveSet((_line([0.2, 0.3]),), x_max=1.0, best=1.0, best_text="<b>best</b>"))
    assert plot._items is not None
    texts = [i for i in plot._items.widget.scene().items() if isinstance(i, QGraphicsTextItem) and i.toPlainText()]
    assert "<b>best</b>" in [t.toPlainText() for t in texts]


def test_the_label_of_the_kept_epoch_stands_where_no_curve_runs(plot: CurvePlot) -> None:
    def place(values: list[float]) -> float:
        plot.set_data(CurveSet((_line(values),), x_max=4.0, best=4.0, best_text="kept: epoch 4"))
        assert plot._items is not None
        return float(plot._items.best_label.pos().y())

    assert place([0.2, 0.2, 0.2, 0.2, 0.2]) == 1.0, "above, while the curve is below"
    assert place([0.2, 0.6, 0.9, 0.97, 0.98]) == 0.0, "below, when the curve ends at the top"
    assert place([0.2, 0.6, 0.9, 0.98, 0.05]) == 1.0, "both ends are taken: above, on a ground of its own"


def test_the_highest_number_of_a_low_plot_is_not_lost(plot: CurvePlot) -> None:
    plot.resize(400, 135)
    plot.set_data(CurveSet((_line([0.5] * 3),), x_max=2.0))
    assert plot._items is not None
    low, high = plot._items.widget.getPlotItem().viewRange()[1]
    room = (135 - 24) / (high - low)  # pixels per unit, without the numbers below
    assert (high - 1.0) * room >= 7 and (0.0 - low) * room >= 7, "half a line of 12 px letters fits"


def test_a_hidden_plot_waits_until_it_is_shown(qtbot: Any) -> None:
    made = CurvePlot()
    qtbot.addWidget(made)
    made.set_data(CurveSet((_line([0.2, 0.3]),), x_max=1.0))
    assert not made.is_ready
    made.resize(300, 200)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.is_ready, timeout=15_000)
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
