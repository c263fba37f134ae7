"""Lists of returns with one added, changed or taken out: new arrays, the old ones stay. raw: (n, 4), see values.py."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mmgui.modalities.radar.values import MOST_RETURNS, as_csv

_NEW_STRENGTH: Final = 15.0  # where there is no other return to take it from


def add_return(raw: NDArray[np.float32] | None, range_m: float, azimuth_deg: float) -> NDArray[np.float32] | None:
    """With one more, that stands still beside us and is as strong as the strongest; None if no more are read, or raw is
    a map."""
    known = raw if raw is not None else np.zeros((0, 4), np.float32)
    if known.ndim == 3 or len(known) >= MOST_RETURNS:
        return None
    strength = float(known[:, 3].max()) if len(known) else _NEW_STRENGTH
    return np.concatenate([known, np.array([[range_m, azimuth_deg, 0.0, strength]], np.float32)])


def change_return(raw: NDArray[np.float32], number: int, values: Sequence[float]) -> NDArray[np.float32]:
    """With other values in the first columns of one."""
    changed = raw.copy()
    changed[number, : len(values)] = values
    return changed


def take_return_out(
    raw: NDArray[np.float32], number: int, hidden: frozenset[int]
) -> tuple[NDArray[np.float32], frozenset[int]]:
    """Without one; and the numbers of those that are hidden, as they are counted then."""
    return np.delete(raw, number, 0), frozenset(n - (n > number) for n in hidden if n != number)


def write_returns(raw: NDArray[np.float32], folder: Path) -> Path:
    """As a file in that folder, called by what is in it. Raises OSError."""
    data = as_csv(raw)
    path = folder / f"{hashlib.sha256(data).hexdigest()[:16]}.csv"
    path.write_bytes(data)
    return path


__all__ = ["add_return", "change_return", "take_return_out", "write_returns"]
