"""Columns that say nothing in the first rows and much further down: what a guess should see of them."""

from collections.abc import Iterable, Sequence

from mmgui.core.data.importing.column_names import is_called_something
from mmgui.core.data.importing.tables.rows import Cell, Row


def late_columns(columns: Sequence[str], sample: Sequence[Sequence[Cell]]) -> list[int]:
    """The places of columns that are empty in the sample, and called like media, words, answers or parts."""
    return [
        i for i, n in enumerate(columns) if is_called_something(n) and not any(_is_filled(row, i) for row in sample)
    ]


def first_filled(rows: Iterable[Row], places: Sequence[int], most: int) -> list[tuple[Cell, ...]]:
    """The cells of the first rows in which one of these columns says something."""
    found: list[tuple[Cell, ...]] = []
    for row in rows:
        if any(_is_filled(row.cells, i) for i in places):
            found.append(row.cells)
            if len(found) >= most:
                break
    return found


def _is_filled(cells: Sequence[Cell], place: int) -> bool:
    cell = cells[place] if place < len(cells) else None
    return bool(cell.strip() if isinstance(cell, str) else cell)


__all__ = ["first_filled", "late_columns"]
