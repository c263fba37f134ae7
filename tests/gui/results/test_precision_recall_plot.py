"""Precision-recall curves: values against scikit-learn, the read-out, and who stands out."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from mmgui.core.uncertainty.calibration import average_precision, precision_recall
from mmgui.gui.kit.chart import Chart
from mmgui.gui.results.precision_recall_plot import (
    PrecisionRecall,
    PrecisionRecallCurve,
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
    plot = Chart(PrecisionRecall((curve(*drawn, 0), curve(*drawn, 1))))
    qtbot.addWidget(plot)
    plot.resize(460, 340)
    plot.show()
    seen: list[Any] = []
    plot.cursor_moved.connect(seen.append)
    room = plot.room
    qtbot.mouseMove(plot, QPoint(round(room.x() + 0.5 * room.width()), round(room.center().y())))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[-1] == pytest.approx(0.5, abs=0.01)
    qtbot.mouseMove(plot, QPoint(2, 2))
    qtbot.waitUntil(lambda: seen[-1] is None)
    for _turn in range(2):
        qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.cursor_at == pytest.approx(0.85)
    assert plot.accessibleDescription().startswith("To find 85\u202f% of a class: “<b>a</b>” ")


def test_a_marked_curve_stands_out(qtbot: Any, drawn: Any) -> None:
    both = (curve(*drawn, 0, "first"), curve(*drawn, 1, "second"))
    plot = Chart(PrecisionRecall(both))
    qtbot.addWidget(plot)
    plot.resize(460, 340)
    before = plot.grab().toImage()
    plot.show_model(PrecisionRecall(both, marked=1))
    assert plot.grab().toImage() != before
    assert "average precision" in plot.accessibleDescription()
    assert "first" in PrecisionRecall(both).told(0.5) and "first" not in plot.model.told(0.5), "only it is read"


def test_of_many_classes_a_few_are_read(drawn: Any) -> None:
    told = PrecisionRecall(tuple(curve(*drawn, 1, f"class {n}") for n in range(9))).told(0.5)
    assert "class 5" in told and "class 6" not in told and told.endswith("; ….")
