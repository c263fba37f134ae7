"""The arithmetic of an axis: which round numbers stand along it and how they are written, in window and report."""

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

from mmgui.core.text import percent

Unit: TypeAlias = Literal["share", "count", "number"]


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high`: shares are written as per cents, counts stand at whole numbers only. title: translated."""

    low: float = 0.0
    high: float = 1.0
    title: str = ""
    unit: Unit = "share"

    def part(self, value: float) -> float:
        """How much of the way from low to high, 0..1."""
        return (value - self.low) / ((self.high - self.low) or 1.0)

    def ticks(self, most: float) -> list[tuple[float, str]]:
        """Round numbers from low to high with their texts; at most `most` steps between them."""
        step = _step((self.high - self.low) / most, is_whole=self.unit == "count")
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [(k * step, self._text(k * step, step)) for k in range(first, last + 1)]

    def _text(self, value: float, step: float) -> str:
        if self.unit == "share":
            return percent(value)
        if not 1e-4 <= step < 1e6:
            return f"{value:.3g}"
        return f"{value:.{len(f'{step:.6g}'.partition('.')[2])}f}"


def round_end(value: float) -> float:
    """A round end for an axis, at or a little above the value: it must not tremble with every new value."""
    if not value > 0:
        return 1.0
    step = 10.0 ** math.floor(math.log10(value)) / 5
    return math.ceil(value / step - 1e-9) * step


def _step(least: float, *, is_whole: bool) -> float:
    """The next of 1, 2, 2.5, 5 times a power of ten; of 1, 2, 5 where only whole numbers will do."""
    if is_whole:
        least = max(1.0, least)
    if not least > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * k for k in ((1, 2, 5, 10) if is_whole else (1, 2, 2.5, 5, 10)) if power * k >= least * 0.9999)
