"""Intervals of measured figures, against scipy, scikit-learn and hand calculation."""

import numpy as np
import pytest

from mmgui.core.intervals import accuracy_interval, class_intervals, figure_intervals, share_interval, wilson_interval
from mmgui.core.training.metrics import metrics_from_confusion, with_repeats


@pytest.mark.parametrize(("right", "n"), [(24, 30), (176, 180), (1, 3), (0, 12), (12, 12)])
def test_wilson_interval_agrees_with_scipy(right: int, n: int) -> None:
    from scipy.stats import binomtest

    expected = binomtest(right, n).proportion_ci(0.95, method="wilson")
    assert wilson_interval(right, n) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_nothing_measured_leaves_everything_open() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)
    assert figure_intervals(np.zeros((3, 3), np.int64)) == {}


def test_macro_figures_agree_with_a_bootstrap_over_single_examples_by_scikit_learn() -> None:
    from sklearn.metrics import precision_recall_fscore_support

    confusion = np.array([[14, 3, 1], [2, 9, 4], [0, 5, 22]])
    labels = np.repeat([0, 0, 0, 1, 1, 1, 2, 2, 2], confusion.ravel())
    answers = np.repeat([0, 1, 2] * 3, confusion.ravel())
    generator = np.random.default_rng(11)
    drawn = []
    for _turn in range(600):
        rows = generator.integers(0, len(labels), len(labels))
        drawn.append(precision_recall_fscore_support(labels[rows], answers[rows], average="macro", zero_division=0)[:3])
    low, high = np.quantile(np.array(drawn), [0.025, 0.975], axis=0)
    found = figure_intervals(confusion)
    for k, name in enumerate(("precision_macro", "recall_macro", "f1_macro")):
        assert found[name] == pytest.approx((low[k], high[k]), abs=0.025), name
    assert found["accuracy"] == wilson_interval(45, 60)


def test_a_run_without_mistakes_has_no_spread_but_an_honest_accuracy() -> None:
    found = figure_intervals(np.diag([10, 10]))
    assert found["f1_macro"] == (1.0, 1.0)
    assert found["accuracy"][0] == pytest.approx(0.8389, abs=1e-4), "Wilson for 20 of 20: 20 / (20 + 3.8415)"


def test_the_same_table_gives_the_same_interval() -> None:
    table = np.array([[5, 2], [1, 7]])
    assert figure_intervals(table) == figure_intervals(table)
    assert figure_intervals(table, seed=1) != figure_intervals(table, seed=2)


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
