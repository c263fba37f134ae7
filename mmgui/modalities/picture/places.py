"""Places of a picture in words."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from mmgui.core.i18n import _
from mmgui.core.layouts import Grid


def describe_place(grid: NDArray[np.float32]) -> str:
    """Where the greatest weight lies, in words ("lower middle of the picture"); "" for a flat or empty map.

    The centre of gravity of what has at least 80 % of the greatest weight around the maximum decides.
    """
    values = np.nan_to_num(np.asarray(grid, dtype=np.float64))
    if values.ndim != 2 or values.size == 0 or values.max() - values.min() < 1e-3:
        return ""
    top_row, top_column = np.unravel_index(int(values.argmax()), values.shape)
    rows, columns = np.nonzero(values >= 0.8 * values.max())
    near = (np.abs(rows - top_row) <= max(1, values.shape[0] // 4)) & (
        np.abs(columns - top_column) <= max(1, values.shape[1] // 4)
    )
    weights = values[rows, columns] * near
    y = float(((rows + 0.5) * weights).sum() / weights.sum()) / values.shape[0]
    x = float(((columns + 0.5) * weights).sum() / weights.sum()) / values.shape[1]
    return _places()[min(2, int(y * 3))][min(2, int(x * 3))]


def describe_middle(layout: Grid, numbers: Collection[int]) -> str:
    """The middle of these cells in words; "" if they lie too far apart for that to be true."""
    cells = np.array(layout.cells(numbers))
    if not len(cells) or ((cells.max(0) - cells.min(0) + 1) * 2 > np.array(layout.shape)).any():
        return ""
    grid = np.zeros(layout.shape, np.float32)
    row, column = cells.mean(0).round().astype(int)
    grid[row, column] = 1
    return describe_place(grid)


def _places() -> tuple[tuple[str, str, str], ...]:
    return (
        (_("upper left of the picture"), _("upper middle of the picture"), _("upper right of the picture")),
        (_("left side of the picture"), _("middle of the picture"), _("right side of the picture")),
        (_("lower left of the picture"), _("lower middle of the picture"), _("lower right of the picture")),
    )
