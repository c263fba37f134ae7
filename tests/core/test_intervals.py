"""Intervals of measured figures, against scipy, scikit-learn and hand calculation."""

import numpy as np
import pytest

from mmgui.core.events import Metrics
from mmgui.core.intervals import accuracy_interval, class_intervals, figure_intervals, share_interval, wilson_interval
from mmgui.core.training.metrics import metrics_from_confusion, with_repeats


@pytest.mark.parametrize(("right", "n"), [(24, 30), (176, 180), (1, 3), (0, 12), (12, 12)])
def test_wilson_interval_agrees_with_scipy(right: int, n: int) -> None:
    from scipy.stats import binomtest

    expected = binomtest(right, n).proportion_ci(0.95, method="wilson")
    assert wilson_interval(right, n) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_nothing_measured_leaves_everything_open() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)
    assert figure_intervals(metrics_of((0, 0), (0, 0))) == {"accuracy": (0.0, 1.0)}


def metrics_of(*rows: tuple[int, ...]) -> Metrics:
    return metrics_from_confusion([f"c{k}" for k in range(len(rows))], np.array(rows), 0.1)


def test_the_interval_of_an_average_combines_those_of_the_classes() -> None:
    """By hand, for the recall of three classes: upwards the distances of their ends add as squares; downwards the
    average of examples that weigh as much as 60 (9 / (1/40 + 1/10 + 1/40)) is told no more closely than a share of 60.
    """
    found = figure_intervals(metrics_of((40, 0, 0), (5, 5, 0), (0, 0, 40)))
    high = [wilson_interval(right, n)[1] for right, n in ((40, 40), (5, 10), (40, 40))]
    above = np.hypot.reduce(np.array(high) - [1, 0.5, 1]) / 3
    assert found["recall_macro"] == pytest.approx((wilson_interval(50, 60)[0], 2.5 / 3 + above))
    assert found["accuracy"] == wilson_interval(85, 90)


def test_nine_right_answers_of_nine_do_not_prove_perfection() -> None:
    found = figure_intervals(metrics_of((3, 0, 0), (0, 3, 0), (0, 0, 3)))
    for name in ("precision_macro", "recall_macro", "f1_macro"):
        assert 0.5 < found[name][0] < 0.75 and found[name][1] == 1.0, name
    assert found["accuracy"] == wilson_interval(9, 9)


@pytest.mark.parametrize("count", [1, 2, 4, 9, 30])
@pytest.mark.parametrize("missed", [0, 1])
def test_averages_are_told_no_more_closely_than_the_accuracy_of_as_many_examples(count: int, missed: int) -> None:
    """2 of 2 right: the accuracy lies between 34 % and 100 %; an F1 of 0.79 to 1.00 beside it contradicts."""
    found = figure_intervals(metrics_of((count - missed, missed), (missed, count - missed)))
    low, high = found["accuracy"]
    for name in ("precision_macro", "recall_macro", "f1_macro"):
        assert found[name][0] <= low + 1e-9 and found[name][1] >= high - 1e-9, name


def test_who_is_never_answered_leaves_the_average_open() -> None:
    found = figure_intervals(metrics_of((1, 0), (1, 0)))
    high = wilson_interval(1, 2)[1]
    assert found["precision_macro"][1] == pytest.approx((high + 1) / 2), "the other class's half may be anything"


@pytest.mark.parametrize("right", [0.7, 0.8, 0.9])
@pytest.mark.parametrize(
    ("classes", "count"), [(2, 2), (2, 4), (2, 8), (2, 18), (2, 100), (3, 30), (4, 8), (5, 100), (20, 60)]
)
def test_the_intervals_hold_the_true_figure_as_often_as_they_say(classes: int, count: int, right: float) -> None:
    from sklearn.metrics import precision_recall_fscore_support

    draw = np.random.default_rng(5)
    truth = np.full((classes, classes), (1 - right) / (classes - 1))
    np.fill_diagonal(truth, right)
    truth *= draw.dirichlet(np.full(classes, 20))[:, None]
    labels, answers = np.indices(truth.shape).reshape(2, -1)
    expected = precision_recall_fscore_support(labels, answers, average="macro", sample_weight=truth.ravel())[:3]
    held = np.zeros(3)
    for _turn in range(200):
        found = figure_intervals(metrics_of(*draw.multinomial(count, truth.ravel()).reshape(truth.shape)))
        ends = [found[name] for name in ("precision_macro", "recall_macro", "f1_macro")]
        held += [low - 1e-9 <= value <= high + 1e-9 for value, (low, high) in zip(expected, ends, strict=True)]
    assert (held / 200 >= 0.88).all(), held / 200


def test_examples_that_look_equal_count_once_in_every_interval() -> None:
    """By hand: 30 different examples of one class, 30 equal ones of the other; all answered right."""
    metrics = metrics_from_confusion(("many", "one"), np.diag([30, 30]), 0.1)
    keys = np.array([*range(30), *[99] * 30], np.uint64)
    found = with_repeats(metrics, keys, np.zeros(0, np.uint64), np.repeat([0, 1], 30))
    assert [c.distinct for c in found.per_class] == [30, 1] and found.distinct == 31
    assert accuracy_interval(found) == pytest.approx(wilson_interval(31, 31))
    assert share_interval(45, 60, found.independent) == pytest.approx(wilson_interval(0.75 * 31, 31))
    many, one = class_intervals(found)
    assert list(many) == [pytest.approx(wilson_interval(30, 30))] * 2
    assert list(one) == [pytest.approx(wilson_interval(1, 1))] * 2, "0.21 to 1, not 0.89 to 1"


def test_classes_of_figures_that_know_no_look_alikes_are_judged_by_all_of_their_examples() -> None:
    found = class_intervals(metrics_from_confusion(("a", "b", "c"), np.array([[9, 1, 0], [2, 8, 0], [0, 0, 0]]), 0.1))
    assert list(found[0]) == [pytest.approx(wilson_interval(9, n)) for n in (11, 10)]
    assert found[2] == (None, None)
