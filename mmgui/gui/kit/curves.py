"""What a curve plot shows, as plain values: lines, the ends of the axes, and how a noisy line is smoothed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LineStyle: TypeAlias = Literal["solid", "dashed", "dotted", "faint"]


@dataclass(frozen=True, eq=False)
class Curve:
    """One line. x, y: equally long float arrays (points with a y that is no number are left out); colour "#rrggbb".

    `in_readout`: whether the person needs its values.
    """

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    colour: str
    style: LineStyle = "solid"
    width: float = 2.0
    in_readout: bool = True


@dataclass(frozen=True, eq=False)
class CurveSet:
    """Everything that one plot shows. x runs from 0 to x_max, y through y_range; `best` marks an epoch.

    legend: what stands in the legend; each is shown with its colour and style, its points do not matter.
    """

    curves: tuple[Curve, ...] = ()
    legend: tuple[Curve, ...] = ()
    x_max: float = 1.0
    y_range: tuple[float, float] = (0.0, 1.0)
    best: float | None = None
    best_text: str = ""


def value_at(curve: Curve, x: float) -> tuple[float, float] | None:
    """(x, y) of the curve's point nearest to `x`, None if it has none there."""
    import numpy as np

    if not len(curve.x):
        return None
    index = int(np.argmin(np.abs(curve.x - x)))
    if not np.isfinite(curve.y[index]):
        return None
    return float(curve.x[index]), float(curve.y[index])


def smooth(values: NDArray[np.float64], span: int | None = None) -> NDArray[np.float64]:
    """The mean of the `span` neighbours around each point, fewer at the ends; by default a thirtieth of the curve.

    Points that are no numbers stay so and do not touch their neighbours.
    """
    import numpy as np

    count = len(values)
    half = max(2, count // 60) if span is None else span // 2
    if count < 3 or half < 1:
        return values.astype(np.float64)
    is_number = np.isfinite(values)
    sums = np.concatenate([[0.0], np.cumsum(np.where(is_number, values, 0.0))])
    counts = np.concatenate([[0], np.cumsum(is_number)])
    places = np.arange(count)
    low, high = np.maximum(0, places - half), np.minimum(count, places + half + 1)
    number = np.maximum(1, counts[high] - counts[low])
    return np.where(is_number, (sums[high] - sums[low]) / number, np.nan)


def loss_top(curves: Sequence[Curve]) -> float:
    """An upper end for a loss axis: all of the lines that matter, but no single outlier of the first steps."""
    import numpy as np

    tops = [float(np.nanpercentile(c.y, 99.0)) for c in curves if c.in_readout and np.isfinite(c.y).any()]
    top = max(tops, default=1.0) * 1.05
    if not top > 0:
        return 1.0
    step = 10.0 ** np.floor(np.log10(top)) / 5  # a round number: the axis must not tremble with every step
    return float(np.ceil(top / step) * step)
