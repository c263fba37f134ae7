"""Columns that say nothing in the first rows and much further down: what a guess should see of them.

One of parts says nothing either where only one word that is none stands in it: tables are sorted.
"""

from collections.abc import Iterable, Mapping, Sequence

from mmgui.core.data.importing.column_names import SPLIT_NAMES, by_name, is_called_something
from mmgui.core.data.importing.split_words import read_split
from mmgui.core.data.importing.tables.rows import Cell, Row


def late_columns(columns: Sequence[str], sample: Sequence[Sequence[Cell]]) -> dict[int, str]:
    """The places of columns that are empty in the sample, and called like media, words, answers or parts; and those of
    parts with the only word, which is none, that stands there."""
    late: dict[int, str] = {}
    for i, name in enumerate(columns):
        if not is_called_something(name):
            continue
        word = next((word for row in sample if (word := _word(row, i))), "")
        is_odd = bool(word) and by_name([name], SPLIT_NAMES) is not None and read_split(word) is None
        if not word or (is_odd and all(_word(row, i) in ("", word) for row in sample)):
            late[i] = word
    return late


def first_filled(rows: Iterable[Row], late: Mapping[int, str], most: int) -> list[tuple[Cell, ...]]:
    """The cells of the first rows in which one of these columns says something."""
    found: list[tuple[Cell, ...]] = []
    for row in rows:
        if any(_word(row.cells, i) not in ("", word) for i, word in late.items()):
            found.append(row.cells)
            if len(found) >= most:
                break
    return found


def _word(cells: Sequence[Cell], place: int) -> str:
    """What stands in a cell; of bytes only that there are some."""
    cell = cells[place] if place < len(cells) else None
    return cell.strip() if isinstance(cell, str) else "…" if cell else ""


__all__ = ["first_filled", "late_columns"]
