"""A measured share in words: in per cent, or, where so few examples were measured that it tells little, counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmgui.core.i18n import _
from mmgui.core.text import grouped, measured_percent

if TYPE_CHECKING:
    from mmgui.core.events import Metrics

WIDE = 0.45  # of a 95 % interval: 4 of 4 right may be anything from 51 % to 100 %


def is_too_few(right: int, n: int, independent: float | None = None) -> bool:
    """So few of n examples were measured that the share of right ones says next to nothing. False if none was.

    independent: how many of them differ to the model, None = all.
    """
    from mmgui.core.intervals import share_interval  # numpy, which the program's start does without

    low, high = share_interval(right, n, independent if independent is not None else n)
    return n > 0 and high - low > WIDE


def share_or_count(right: int, n: int, independent: float | None = None) -> str:
    """ "93.1 %"; "4 of 4" where that many examples are too few to say; "–" where there is none."""
    if not n:
        return "–"
    if is_too_few(right, n, independent):
        return _("{right} of {count}").format(right=grouped(right), count=grouped(n))
    return measured_percent(right / n)


def accuracy_or_count(metrics: Metrics) -> str:
    """The accuracy, as above."""
    if is_too_few(metrics.right, metrics.n, metrics.independent):
        return share_or_count(metrics.right, metrics.n, metrics.independent)
    return measured_percent(metrics.accuracy)


def say_too_few(metrics: Metrics | None) -> str:
    """That the accuracy says next to nothing, and why; "" if it says something, or nothing was measured."""
    if metrics is None or not is_too_few(metrics.right, metrics.n, metrics.independent):
        return ""
    from mmgui.core.intervals import accuracy_interval

    low, high = accuracy_interval(metrics)
    return _("{count} examples are too few to say how good it is: anything from {low} to {high} fits.").format(
        count=grouped(metrics.n), low=measured_percent(low), high=measured_percent(high)
    )


__all__ = ["WIDE", "accuracy_or_count", "is_too_few", "say_too_few", "share_or_count"]
