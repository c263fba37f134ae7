"""Rows within a table that are no data: its names once more, lines of dashes, the kinds of its columns."""

import re
from collections.abc import Sequence
from pathlib import Path

from mmgui.core.data.example import Problem
from mmgui.core.data.importing.header import KNOWN_NAMES
from mmgui.core.i18n import _

_DASHES = re.compile(r":?[-=]{2,}:?|:[-=]+:?|[-=]+:")
_SIGNS = ("", " ", "-", "=", ":")  # what rows of dashes, and names with blanks around them, begin with
_MAX_NAME = 60  # characters; longer cells are no names
_KINDS = frozenset(
    (
        *("string", "str", "text", "varchar", "char", "category", "categorical", "class", "object", "label", "image"),
        *("int", "integer", "int64", "float", "float64", "double", "number", "numeric", "bool", "boolean", "date"),
        *("datetime", "path", "file", "nominal", "binary"),
    )
)


class OddRows:
    """Tells, row by row, which are no data. names: of the columns, as they stand in the table; "" = without one."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = [name.strip() for name in names]
        keys = [name.casefold() for name in self.names]
        self._filled = sorted(key for key in keys if key)
        self._forms = [{n, n.lower(), n.upper(), n.capitalize()} if n else set[str]() for n in self.names]
        self._watched = KNOWN_NAMES.union(*self._forms)
        self._alike: list[tuple[str, int, str]] = []
        self._rows = self._gaps = 0
        self._seen: set[str] = set()  # values that are usual names of columns

    def why(self, cells: Sequence[object], where: str, number: int, is_below_gap: bool = False) -> str:
        """Why the row is no data, "" if it is. is_below_gap: an empty row stands above it."""
        self._rows += 1
        first = cells[0] if cells else None
        is_plain = not is_below_gap and self._rows > 1 and isinstance(first, str) and first[:1] not in _SIGNS
        if (is_plain and self._watched.isdisjoint(cells)) or not self._filled:
            return ""  # nearly every row
        self._gaps += is_below_gap
        is_below_gap = is_below_gap and self._rows > 3 * self._gaps
        short = [c for c in cells if isinstance(c, str) and len(c) <= _MAX_NAME]
        if not is_below_gap:
            self._seen.update(KNOWN_NAMES.intersection(short))
        is_alike = any(isinstance(c, str) and c in forms for c, forms in zip(cells, self._forms, strict=False))
        told = [c.strip() for c in cells if isinstance(c, str) and c.strip()]
        if any(not isinstance(c, str) and c is not None for c in cells) or not told:
            return ""
        return self._why(told, self._rows == 1, is_below_gap) or (self._note(cells, where, number) if is_alike else "")

    def _why(self, told: Sequence[str], is_first: bool, is_below_gap: bool) -> str:
        if sorted(c.casefold() for c in told) == self._filled:
            return _("This row repeats the column names.")
        if len(told) > 1 and all(_DASHES.fullmatch(c) for c in told):
            return _("This row holds only dashes.")
        if is_first and len(told) == len(self._filled) > 1 and all(c.lower() in _KINDS for c in told):
            return _("This row says what kinds of values the columns hold.")
        if is_below_gap and len(told) > 1 and _are_names(told) and self._seen.isdisjoint(told):
            return _(
                "Below an empty row, this row looks like the names of a second table. The rows below it are read as "
                "if they belonged to the first one."
            )
        return ""

    def _note(self, cells: Sequence[object], where: str, number: int) -> str:
        """Remember a row of which a cell is called like its column. It is data all the same."""
        name = next(str(c) for c, forms in zip(cells, self._forms, strict=False) if isinstance(c, str) and c in forms)
        self._alike.append((where, number, name))
        return ""

    def notes(self, path: Path) -> list[Problem]:
        """A single cell that is called like its column may be a row of names that was written otherwise."""
        if len(self._alike) != 1:
            return []
        where, number, name = self._alike[0]
        text = _("“{name}” stands there as a value, and is also the name of the column. Is the row one of names?")
        return [Problem(where, text.format(name=name), number, name, "note")]


def _are_names(told: Sequence[str]) -> bool:
    keys = ["_".join(c.lower().split()) for c in told]
    return any(key in KNOWN_NAMES for key in keys) and all(len(c.split()) <= 2 and len(c) <= 30 for c in told)
