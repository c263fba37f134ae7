"""Precision-recall curves: values against scikit-learn, the read-out, and who stands out."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from mmgui.core.uncertainty.calibration import average_precision, precision_recall
from mmgui.gui.results.precision_recall_plot import (
    PrecisionRecallCurve,
    PrecisionRecallPlot,
    average_sentence,
    average_text,
    point_at,
)


def curve(labels: np.ndarray, table: np.ndarray, k: int, name: str = "<b>a</b>") -> PrecisionRecallCurve:
    found = precision_recall(table, labels, k)
    average = average_precision(table, labels, k)
    return PrecisionRecallCurve(
        name, "#3d74e6", found.precision, found.recall, found.thresholds, average, int((labels == k).sum())
    )


@pytest.fixture
def drawn() -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(5)
    labels = generator.integers(0, 2, 120)
    scores = np.clip(generator.normal(0.35 + 0.3 * labels, 0.2), 0.01, 0.99)
    return labels, np.stack([1 - scores, scores], axis=1)


def test_a_point_is_the_best_precision_that_reaches_the_recall(drawn: Any) -> None:
    from sklearn.metrics import precision_recall_curve

    labels, table = drawn
    precision, recall, _thresholds = precision_recall_curve(labels == 1, table[:, 1])
    for wanted in (0.1, 0.5, 0.8, 1.0):
        point = point_at(curve(labels, table, 1), wanted)
        assert point is not None
        assert point.precision == pytest.approx(precision[:-1][recall[:-1] >= wanted].max()), wanted
        assert point.recall >= wanted
        share = (labels[table[:, 1] >= point.threshold] == 1).mean()
        assert share == pytest.approx(point.precision), "the threshold gives that precision"


def test_a_class_without_examples_has_no_point_and_says_so(drawn: Any) -> None:
    labels, table = drawn
    none = curve(np.zeros_like(labels), table, 1)
    assert point_at(none, 0.5) is None
    assert average_sentence(none) == "“<b>a</b>”: no examples"


def test_only_a_perfect_curve_is_called_1() -> None:
    assert average_text(1.0) == "1.000" and average_text(0.99996) == "0.999" and average_text(0.8766) == "0.877"


def test_hovering_and_arrow_keys_move_the_read_out(qtbot: Any, drawn: Any) -> None:
    plot = PrecisionRecallPlot()
    qtbot.addWidget(plot)
    plot.resize(460, 340)
    plot.show_curves([curve(*drawn, 0), curve(*drawn, 1)])
    plot.show()
    seen: list[Any] = []
    plot.readout_changed.connect(seen.append)
    room = plot.plot_rect()
    qtbot.mouseMove(plot, QPoint(round(room.x() + 0.5 * room.width()), round(room.center().y())))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[-1] == pytest.approx(0.5, abs=0.01)
    qtbot.mouseMove(plot, QPoint(2, 2))
    qtbot.waitUntil(lambda: seen[-1] is None)
    for _turn in range(2):
        qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.cursor_at == pytest.approx(0.85)


def test_a_marked_curve_stands_out(qtbot: Any, drawn: Any) -> None:
    plot = PrecisionRecallPlot()
    qtbot.addWidget(plot)
    plot.resize(460, 340)
    plot.show_curves([curve(*drawn, 1)])
    before = plot.grab().toImage()
    plot.mark(0)
    assert plot.grab().toImage() != before
    assert "average precision" in plot.accessibleDescription()
