"""Rows with more cells than there are names: texts that hold the separator, row numbers, or columns without a name."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from mmgui.core.data.example import Problem
from mmgui.core.data.importing.tables.rows import is_media_name
from mmgui.core.i18n import _, ngettext

_NEARLY_ALL = 0.9


@dataclass(frozen=True, slots=True)
class Surplus:
    """Where the cells without a name belong. loose: the column whose texts the separator has cut, -1 if there is none.

    before, behind: how many columns without a name stand at the left and at the right of the named ones.
    """

    loose: int = -1
    before: int = 0
    behind: int = 0


def find_surplus(rows: Sequence[Sequence[str]], quoted: Sequence[bool], width: int) -> Surplus:
    """rows: data below `width` names; quoted: whether a cell of each row has quotes around it."""
    rows = [_without_empty_end(row, width) for row in rows]
    loose = (
        -1 if any(q and len(row) > width for row, q in zip(rows, quoted, strict=True)) else loose_column(rows, width)
    )
    if loose >= 0 or len(rows) < 2:
        return Surplus(loose)
    (length, count), *_others = Counter(map(len, rows)).most_common(1)
    if length <= width or count < _NEARLY_ALL * len(rows):
        return Surplus()
    if length == width + 1 and _are_row_numbers([row[0] for row in rows if len(row) == length]):
        return Surplus(before=1)
    return Surplus(behind=length - width)


def loose_column(rows: Sequence[Sequence[str]], width: int) -> int:
    """The column whose texts are cut by the separator, -1 if there is none or it is not certain which.

    rows: data below `width` names. Most of them must be too long, and fit once the surplus is joined in one column: all
    other columns then hold names of media, or few values that stand again and again. A separator within a text has
    a blank behind it, one between cells has none: rows in which that is otherwise are never joined.
    """
    long = [row for row in rows if len(row) > width]
    if width < 2 or len(long) < max(2, 0.5 * len(rows)):
        return -1
    good = []
    for place in range(width):
        fitting = [row for row in rows if len(row) == width or (len(row) > width and reads_on(row, width, place))]
        is_prose = sum(len(row) > width for row in fitting) >= _NEARLY_ALL * len(long)
        if is_prose and _fits([joined(row, width, place, ",") for row in fitting], place):
            good.append(place)
    return good[0] if len(good) == 1 else -1


def reads_on(row: Sequence[str], width: int, place: int) -> bool:
    """Do the pieces of the text at `place`, and no other cells, have a blank before them?"""
    end = place + len(row) - width + 1
    others = [*row[1 : place + 1], *row[end:]]
    return all(piece[:1] == " " and piece.strip() for piece in row[place + 1 : end]) and not any(
        cell.startswith(" ") for cell in others
    )


def joined(row: Sequence[str], width: int, place: int, delimiter: str) -> list[str]:
    """The row with its surplus cells put together again in the column at `place`."""
    surplus = len(row) - width
    return [*row[:place], delimiter.join(row[place : place + surplus + 1]), *row[place + surplus + 1 :]]


def surplus_note(path: Path, surplus: Surplus, names: Sequence[str], delimiter: str, row: int) -> list[Problem]:
    """What was decided. names: of all columns, those that had none among them. row: where the names stand."""
    if surplus.loose >= 0:
        column = names[surplus.loose]
        text = _(
            "The texts of “{column}” hold “{separator}” without quotes around them; their pieces were joined again."
        )
        said = text.format(column=column, separator=delimiter)
        return [Problem(path.name, said, column=column, kind="note")]
    if surplus.before:
        text = _(
            "The rows have one cell more than there are names, and begin with a number that goes up: it is taken as "
            "the number of the row (“{column}”)."
        )
        return [Problem(path.name, text.format(column=names[0]), row, names[0], "note")]
    if surplus.behind:
        text = ngettext(
            "The rows have {count} cell more than there are names; the last column is called “{column}”. If the names "
            "stand over the wrong columns, give each column a name.",
            "The rows have {count} cells more than there are names; the last columns are called “{column}” and so on. "
            "If the names stand over the wrong columns, give each column a name.",
            surplus.behind,
        )
        column = names[-surplus.behind]
        return [Problem(path.name, text.format(count=surplus.behind, column=column), row, column, "note")]
    return []


def _without_empty_end(row: Sequence[str], width: int) -> list[str]:
    """Without empty surplus cells: separators at the end of a line are no columns."""
    cells = list(row)
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    return cells


def _are_row_numbers(cells: Sequence[str]) -> bool:
    if not all(cell.strip().isdecimal() for cell in cells):
        return False
    numbers = [int(cell) for cell in cells]
    return all(a < b for a, b in pairwise(numbers))


def _fits(rows: Sequence[Sequence[str]], loose: int) -> bool:
    for place in range(len(rows[0])):
        values = [row[place].strip() for row in rows]
        if place == loose or sum(map(is_media_name, values)) >= 0.8 * len(values):
            continue
        if len(set(values)) > max(2, len(values) / 2) or any(len(value) > 60 for value in values):
            return False
    return True
