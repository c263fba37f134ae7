"""Returns of a radar as a text of which each is a stretch, and in words."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mmgui.core.i18n import _
from mmgui.core.layouts import Grid, Layout, Spans
from mmgui.modalities.radar import sectors

_BETWEEN: Final = " · "
_NUMBERS: Final = re.compile(r"[+-]?\d+(?:\.\d+)?")
_AHEAD_DEG: Final = 1.0
_STILL_MPS: Final = 0.5


def line_of(returns: NDArray[np.float32]) -> Spans:
    """ "18.0 m -5.0° +9.2 m/s 12.0 · …": each return a stretch, the same in every language. returns: (n, 4)."""
    stretches = [f"{r:.1f} m {a:+.1f}° {v:+.1f} m/s {s:.1f}" for r, a, v, s in returns.tolist()]
    places, start = [], 0
    for stretch in stretches:
        places.append((start, start + len(stretch)))
        start += len(stretch) + len(_BETWEEN)
    return Spans(_BETWEEN.join(stretches), tuple(places))


def returns_in(layout: Spans) -> NDArray[np.float32]:
    """(n, 4), what `line_of` was made from, to one decimal."""
    rows = [[float(n) for n in _NUMBERS.findall(words)] for words in layout.words()]
    return np.array(rows, np.float32).reshape(-1, 4)


def describe_part(layout: Layout, number: int) -> str:
    """ "a strong return at 18 m, 5° left, coming closer at 9 m/s"; of a map "about 40 m away, 5° left"."""
    if isinstance(layout, Grid):
        return _describe_sector(layout, *divmod(number, layout.columns))
    returns = returns_in(layout)
    return describe_return(returns, number)


def describe_return(returns: NDArray[np.float32], number: int) -> str:
    """returns: (n, 4), all of the scan: what is strong among them."""
    away, aside, speed, strength = returns[number].tolist()
    low, high = float(returns[:, 3].min()), float(returns[:, 3].max())
    share = (strength - low) / (high - low) if high > low else 0.5
    text = (
        _("a strong return at {range} m, {side}, {speed}")
        if share > 2 / 3
        else _("a weak return at {range} m, {side}, {speed}")
        if share < 1 / 3
        else _("a return at {range} m, {side}, {speed}")
    )
    return text.format(range=f"{away:.0f}", side=say_side(aside), speed=say_speed(speed))


def describe_middle(layout: Layout, numbers: Collection[int]) -> str:
    if isinstance(layout, Spans):
        return describe_part(layout, min(numbers)) if len(numbers) == 1 else ""
    cells = np.array(layout.cells(numbers))
    if not len(cells) or ((cells.max(0) - cells.min(0) + 1) * 2 > np.array(layout.shape)).any():
        return ""
    return _describe_sector(layout, *cells.mean(0))


def say_side(azimuth_deg: float) -> str:
    """ "5° left", "straight ahead"."""
    if abs(azimuth_deg) < _AHEAD_DEG:
        return _("straight ahead")
    text = _("{angle}° left") if azimuth_deg < 0 else _("{angle}° right")
    return text.format(angle=f"{abs(azimuth_deg):.0f}")


def say_speed(closing_mps: float) -> str:
    """ "coming closer at 9 m/s"."""
    if abs(closing_mps) < _STILL_MPS:
        return _("keeping its distance")
    text = _("coming closer at {speed} m/s") if closing_mps > 0 else _("moving away at {speed} m/s")
    return text.format(speed=f"{abs(closing_mps):.0f}")


def _describe_sector(layout: Grid, row: float, column: float) -> str:
    away = sectors.REACH_M * (1 - (row + 0.5) / layout.rows)
    aside = sectors.HALF_DEG * ((column + 0.5) * 2 / layout.columns - 1)
    nearness = _("near") if away < sectors.REACH_M / 3 else _("far") if away > sectors.REACH_M * 2 / 3 else _("halfway")
    return _("{nearness}, {side}").format(nearness=nearness, side=say_side(aside))
