"""Where a table ends because another one begins in the same sheet, below empty rows."""

import re
from collections.abc import Iterable, Mapping, Sequence

from mmgui.core.data.example import Problem
from mmgui.core.data.importing.tables.header import is_number
from mmgui.core.data.importing.tables.rows import is_media_name
from mmgui.core.i18n import _, ngettext

_TITLE = re.compile(  # as spreadsheet programs and people number the tables of a sheet
    r"(table|tabelle|tabell|tabel|tabla|tabella|tableau|tabela|tabulka|tabuľka|tablica|tablo|táblázat|taulukko"
    r"|таблица|таблиця|πίνακας|表格?|표|جدول|טבלה)\s*[-–.:#]?\s*\d+\b.{0,60}",
    re.IGNORECASE,
)
_MAX_NAME = 30  # characters
_MAX_WORDS = 3


class SecondTable:
    """Asked of rows below a gap, and below a cell that stands alone there. names: of the first table's columns; first:
    its first rows, as they are found."""

    def __init__(self, names: Sequence[str], first: Sequence[tuple[str, int, Sequence[object]]]) -> None:
        self._keys = [name.casefold() for name in names]
        self._first = first
        self.has_begun = False  # from here on `leave_out` takes each row
        self.is_watching = False  # `watch` wants to see the next row
        self._is_headed = False  # a single cell stands alone in the row above, so that this one may hold names
        self._alone: list[Problem] = []  # that cell, if it was read as an example
        self._names: list[Problem] = []  # a row that may be the names of another table
        self._notes: list[Problem] = []
        self._below: tuple[str, int, int] | None = None  # the first row below the names, and how many there are

    def watch(self, cells: Sequence[object]) -> bool:
        """Look at the row below one that may be a heading or names; True if it is to be taken as one below a gap."""
        is_headed, self._is_headed, self.is_watching = self._is_headed, False, False
        names, self._names = self._names, []
        above = self._above(names[-1].row or 0) if names else []
        numbers = [i for i, cell in enumerate(cells) if _is_number(cell)] if names else []
        if any(not any(_is_number(row[i]) for row in above if i < len(row)) for i in numbers):
            self._notes += names
        return is_headed

    def why(self, cells: Sequence[object], where: str, number: int) -> str:
        """Why a row below a gap is no data, "" if it may be."""
        filled = {i: c.strip() for i, c in enumerate(cells) if isinstance(c, str) and c.strip()}
        alone, self._alone = self._alone, []
        if len(filled) == 1 < sum(map(bool, self._keys)):
            self._is_headed = self.is_watching = True
            return self._heading(next(iter(filled.values())), where, number)
        above = self._above(number)
        if not above or not all(map(_is_name, filled.values())) or _stands_in(above, filled):
            return ""
        if any(c.casefold() in self._keys and self._keys[i] != c.casefold() for i, c in filled.items()):
            self.has_begun = True
            self._notes += alone
            return _(
                "Below an empty row, another table begins here: this row and those below it are left out. To read "
                "them, put them into a file of their own."
            )
        text = _(
            "Below an empty row, another table seems to begin here. Its rows are read as if they belonged to the first "
            "one: if they do not, delete them."
        )
        names = [*alone, Problem(where, text, number, kind="note")]
        if any(filled.keys() == _filled(row) for row in above):
            self._names, self.is_watching = names, True
        else:
            self._notes += names
        return ""

    def leave_out(self, where: str, number: int) -> None:
        """Count a row of the other table."""
        first, at, count = self._below or (where, number, 0)
        self._below = (first, at, count + 1)

    def told(self) -> list[Problem]:
        """What a person must know, once all rows were seen."""
        if self._below is None:
            return self._notes
        where, number, count = self._below
        text = ngettext(
            "{count} row of the other table was left out.", "{count} rows of the other table were left out.", count
        )
        return [*self._notes, Problem(where, text.format(count=count), number, kind="left out", count=count)]

    def _heading(self, text: str, where: str, number: int) -> str:
        if _TITLE.fullmatch(text):
            return _("This row looks like the heading of another table.")
        what = _("“{text}” looks like the heading of another table. It is read as an example: delete the row.")
        self._alone = [Problem(where, what.format(text=text[:_MAX_NAME]), number, kind="note")]
        return ""

    def _above(self, number: int) -> list[Sequence[object]]:
        return [row for _where, at, row in self._first if at < number]


def _stands_in(rows: Iterable[Sequence[object]], filled: Mapping[int, str]) -> bool:
    return any(i < len(row) and row[i] == c for row in rows for i, c in filled.items())


def _is_name(cell: str) -> bool:
    is_short = len(cell) <= _MAX_NAME and len(cell.split()) <= _MAX_WORDS
    return is_short and not is_number(cell) and not is_media_name(cell)


def _is_number(cell: object) -> bool:
    return isinstance(cell, str) and is_number(cell)


def _filled(cells: Sequence[object]) -> set[int]:
    return {i for i, c in enumerate(cells) if c is not None and not (isinstance(c, str) and not c.strip())}
