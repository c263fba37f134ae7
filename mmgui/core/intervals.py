"""How far a measured figure may lie from the truth, because only so many examples were measured."""

import math
from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from mmgui.core.events import Metrics

Z_95 = 1.959963984540054  # of the normal distribution, two-sided 95 %
Interval: TypeAlias = tuple[float, float]
_AT_ONCE = 4_000_000  # numbers of resampled tables in memory at a time


def wilson_interval(right: float, n: float, z: float = Z_95) -> tuple[float, float]:
    """The interval of a share `right / n`: (low, high) in [0, 1]; (0, 1) where nothing was measured.

    Holds near 0 and 1 and for few examples, where the usual ± is wrong. Source: Wilson 1927,
    doi:10.1080/01621459.1927.10502953.
    """
    if n <= 0:
        return 0.0, 1.0
    share = right / n
    middle = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    below = 1 + z * z / n
    low, high = (middle - half) / below, (middle + half) / below
    return 0.0 if right <= 0 else max(0.0, low), 1.0 if right >= n else min(1.0, high)


def share_interval(right: float, n: int, independent: float) -> tuple[float, float]:
    """The interval of a share `right / n` of n examples of which only `independent` differ to the model (Wilson).

    The one rule for every share that is shown: equal examples get equal answers and count once.
    """
    return wilson_interval(right * independent / n if n else 0, independent)


def accuracy_interval(metrics: Metrics) -> tuple[float, float]:
    """The interval of the accuracy."""
    return share_interval(metrics.right, metrics.n, metrics.independent)


def class_intervals(metrics: Metrics) -> tuple[tuple[Interval | None, Interval | None], ...]:
    """Per class the intervals of precision and recall, None where there is nothing to measure.

    Each example counts for its class's share of different ones; of figures that do not know it, for that of all.
    """
    usual = metrics.independent / max(1, metrics.n)
    confusion, unknown = np.array(metrics.confusion, np.int64), np.array(metrics.unknown.answers, np.int64)
    if not confusion.size:
        return ((None, None),) * len(metrics.per_class)
    weights = np.array([c.distinct / c.support if c.distinct else usual for c in metrics.per_class])
    answered, counted = confusion.sum(0), weights @ confusion
    if unknown.size:
        answered, counted = answered + unknown, counted + unknown * usual
    found: list[tuple[Interval | None, Interval | None]] = []
    for k, one in enumerate(metrics.per_class):
        right = int(confusion[k, k])
        precision = share_interval(right, int(answered[k]), float(counted[k])) if answered[k] else None
        recall = share_interval(right, one.support, one.support * weights[k]) if one.support else None
        found.append((precision, recall))
    return tuple(found)


def figure_intervals(
    confusion: NDArray[np.int64],
    *,
    unknown: int = 0,
    distinct: int = 0,
    resamples: int = 2000,
    level: float = 0.95,
    seed: int = 0,
) -> Mapping[str, tuple[float, float]]:
    """95 % intervals of accuracy (Wilson) and of macro precision, recall and F1 (bootstrap over the examples).

    confusion: (K, K), row = label, column = answer; a row K + 1 holds the answers to labels that are no class, all of
    them wrong (metrics.answer_table). unknown: how many classes these labels are; each counts as 0 in the averages of
    every draw. distinct: how many examples differ, 0 = all; equal ones count once. Drawing n examples anew is drawing
    the cells of this table from a multinomial distribution. Source: Efron 1979, doi:10.1214/aos/1176344552 (percentile
    interval). {} if empty.
    """
    n = int(confusion.sum())
    if n == 0:
        return {}
    independent = distinct or n
    rows, columns = np.nonzero(confusion)
    shares = confusion[rows, columns] / n
    classes = confusion.shape[1]
    draw = np.random.default_rng(seed)
    figures: list[NDArray[np.float64]] = []
    left = resamples
    while left > 0:
        count = max(1, min(left, _AT_ONCE // max(1, classes + len(rows))))
        drawn = draw.multinomial(independent, shares, size=count)  # (count, cells)
        labels, answers, right = (np.zeros((count, classes)) for _table in range(3))
        for cell, (row, column) in enumerate(zip(rows, columns, strict=True)):
            if row < classes:
                labels[:, row] += drawn[:, cell]
            answers[:, column] += drawn[:, cell]
            if row == column:
                right[:, row] += drawn[:, cell]
        figures.append(_macro_figures(labels, answers, right, unknown))
        left -= count
    edges = np.quantile(np.concatenate(figures), [(1 - level) / 2, (1 + level) / 2], axis=0)
    found = {
        name: (float(edges[0, k]), float(edges[1, k]))
        for k, name in enumerate(("precision_macro", "recall_macro", "f1_macro"))
    }
    return {"accuracy": share_interval(int(np.trace(confusion)), n, independent), **found}


def _macro_figures(
    labels: NDArray[np.float64], answers: NDArray[np.float64], right: NDArray[np.float64], unknown: int
) -> NDArray[np.float64]:
    """(R, 3) precision, recall, F1 from (R, K) sums, averaged over the classes that occur, as in metrics.py."""
    seen = (labels + answers) > 0
    columns = []
    for above, below in ((right, answers), (right, labels), (2 * right, labels + answers)):
        value = np.divide(above, below, out=np.zeros_like(above), where=below > 0)
        columns.append((value * seen).sum(1) / np.maximum(1, seen.sum(1) + unknown))
    return np.stack(columns, axis=1)
