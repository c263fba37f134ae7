"""Sectors of a radar map: pieces of range and azimuth, which are its parts and what a network reads of it.

A map says nothing of its scale: its rows are taken to reach to REACH_M, its columns over ± HALF_DEG.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from mmgui.core.layouts import Grid

RANGES, AZIMUTHS = 12, 12
REACH_M: Final = 100.0
HALF_DEG: Final = 60.0


def layout_of(raw: NDArray[np.float32]) -> Grid:
    """raw: (R, A, 1). At most RANGES × AZIMUTHS sectors, far above near."""
    rows, columns = raw.shape[:2]
    return Grid(min(RANGES, rows), min(AZIMUTHS, columns), rows, columns)


def tokens_of(raw: NDArray[np.float32]) -> NDArray[np.float32]:
    """(P, 5): of each sector its range, azimuth, closing speed (0: a map knows none), greatest and mean strength."""
    layout, seen = layout_of(raw), raw[::-1, :, 0]  # as it is seen: far above
    rows, columns = seen.shape
    found = []
    for top, bottom, left, right in layout.boxes(rows, columns):
        cell = seen[top:bottom, left:right]
        away = REACH_M * (1 - (top + bottom) / 2 / rows)
        aside = HALF_DEG * ((left + right) / columns - 1)
        found.append((away, aside, 0.0, cell.max(), cell.mean()))
    return np.array(found, np.float32)


def take_out(raw: NDArray[np.float32], layout: Grid, keep: NDArray[np.bool_], put: float) -> NDArray[np.float32]:
    """The map with `put` in the sectors that are not kept."""
    left_over = raw.copy()
    seen = left_over[::-1]
    for is_kept, (top, bottom, left, right) in zip(keep, layout.boxes(*raw.shape[:2]), strict=True):
        if not is_kept:
            seen[top:bottom, left:right] = put
    return left_over
