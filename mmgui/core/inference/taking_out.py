"""Taking parts out of what a model sees: words of a text, parts of a picture. What a finger on the screen does, too."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COVERED: Final = 128  # the grey that the image gate pads with: the model has learnt that it means nothing


def leave_out(text: str, spans: Collection[tuple[int, int]]) -> str:
    """The text with blanks in place of text[start:end], so that every other word keeps its place."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def cover_cells(
    pixels: NDArray[np.uint8], cells: Collection[tuple[int, int]], grid: tuple[int, int]
) -> NDArray[np.uint8]:
    """A copy of (H, W, 3) uint8 in which the cells (row, column) of a grid (rows, columns) are plain grey.

    A cell has at least one pixel, so in a picture smaller than the grid cells overlap.
    """
    covered = pixels.copy()
    height, width = pixels.shape[:2]
    rows, columns = grid
    for row, column in cells:
        top, left = row * height // rows, column * width // columns
        bottom, right = max(top + 1, (row + 1) * height // rows), max(left + 1, (column + 1) * width // columns)
        covered[top:bottom, left:right] = COVERED
    return covered
