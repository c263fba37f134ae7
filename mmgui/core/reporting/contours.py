"""The outline of a heat map as lines: what has at least a given weight lies inside."""

import numpy as np
from numpy.typing import NDArray

from mmgui.core.explaining.overlay import outline_level, upsample

_SIDE = 96  # points along the longer side: finer than the eye follows, coarse enough for a small file

# Which edges of a square the line crosses, by which corners lie inside (1 upper left, 2 upper right, 4 lower right,
# 8 lower left). Edges: 0 top, 1 right, 2 bottom, 3 left. The two saddles are cut as if the middle lay outside.
_CROSSINGS: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),), 2: ((0, 1),), 3: ((3, 1),), 4: ((1, 2),), 5: ((3, 0), (1, 2)), 6: ((0, 2),), 7: ((3, 2),),
    8: ((2, 3),), 9: ((2, 0),), 10: ((0, 1), (2, 3)), 11: ((2, 1),), 12: ((1, 3),), 13: ((1, 0),), 14: ((0, 3),),
}  # fmt: skip
Point = tuple[float, float]


def outline_lines(grid: NDArray[np.float32], width: float, height: float) -> list[list[Point]]:
    """Lines (x, y) around what the outline of `grid` (h, w) encloses, on an area of width × height; [] if flat.

    A line is closed (its ends are equal) unless it runs into the picture's border.
    Source: marching squares, Lorensen and Cline 1987 (in two dimensions), linear interpolation on the edges.
    """
    longer = max(width, height)
    rows, columns = (max(2, round(_SIDE * side / longer)) for side in (height, width))
    values = upsample(grid, rows, columns).astype(np.float64)
    level = outline_level(values)
    if level is None:
        return []
    lines = contour_lines(values, level)
    # value (r, c) is about the middle of its cell
    return [[((x + 0.5) * width / columns, (y + 0.5) * height / rows) for x, y in line] for line in lines]


def contour_lines(values: NDArray[np.float64], level: float) -> list[list[Point]]:
    """The lines at `level` through a grid of values, as (column, row) with fractions."""
    inside = values >= level
    kinds = (
        inside[:-1, :-1] * 1 + inside[:-1, 1:] * 2 + inside[1:, 1:] * 4 + inside[1:, :-1] * 8
    )  # (rows - 1, columns - 1)
    following: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    for row, column in zip(*np.nonzero((kinds > 0) & (kinds < 15)), strict=True):
        r, c = int(row), int(column)
        for start, end in _CROSSINGS[int(kinds[r, c])]:
            following[_edge(r, c, start)] = _edge(r, c, end)
    starts = [edge for edge in following if edge not in set(following.values())]
    lines = []
    while following:
        first = starts.pop() if starts else next(iter(following))
        chain = [first]
        while chain[-1] in following:
            chain.append(following.pop(chain[-1]))
        lines.append([_point(values, level, edge) for edge in chain])
    return lines


def _edge(row: int, column: int, side: int) -> tuple[int, int, int]:
    """One name for an edge, whichever of its two squares asks: (row, column, 0 = to the right, 1 = downwards)."""
    return ((row, column, 0), (row, column + 1, 1), (row + 1, column, 0), (row, column, 1))[side]


def _point(values: NDArray[np.float64], level: float, edge: tuple[int, int, int]) -> Point:
    row, column, down = edge
    first, second = float(values[row, column]), float(values[row + down, column + 1 - down])
    share = (level - first) / (second - first)
    return (column + share * (1 - down), row + share * down)
