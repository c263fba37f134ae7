"""Intervals of measured figures, against scipy, scikit-learn and hand calculation."""

import numpy as np
import pytest

from mmgui.core.intervals import figure_intervals, wilson_interval


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
