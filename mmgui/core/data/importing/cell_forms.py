"""What programs write into the cells of a text table beside the value: ="001" of Excel, \\N of databases."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from mmgui.core.data.example import Problem
from mmgui.core.i18n import _, ngettext

_FORMULA = re.compile(r'="([^"]*)"')
_NO_VALUE = "\\N"


def are_formulas(rows: Iterable[Sequence[str]]) -> bool:
    """Is a cell of these rows written as a formula around its value?"""
    return any(_FORMULA.fullmatch(cell) for row in rows for cell in row)


class CellForms:
    """Reads the cells of one table. has_formulas: some of its first ones are written as formulas."""

    def __init__(self, has_formulas: bool) -> None:
        self._has_formulas = has_formulas
        self._empty = 0

    def words(self, cells: list[str]) -> list[str]:
        """The cells without the formulas around them."""
        return [_FORMULA.sub(r"\1", c) if c[:2] == '="' else c for c in cells] if self._has_formulas else cells

    def values(self, cells: list[str]) -> Sequence[str | None]:
        """The same of a row of data, where a cell may say that it has no value."""
        if _NO_VALUE not in cells:  # nearly every row
            return self.words(cells)
        self._empty += cells.count(_NO_VALUE)
        return [None if c == _NO_VALUE else c for c in self.words(cells)]

    def notes(self, path: Path) -> list[Problem]:
        """What was read otherwise than it stands in the file, once all rows were read."""
        said = []
        if self._has_formulas:
            said.append(_('Cells that are written as ="…" are read as what stands between the quotes.'))
        if self._empty:
            text = ngettext(
                "{count} cell is “\\N”, as databases write “no value”, and is read as empty.",
                "{count} cells are “\\N”, as databases write “no value”, and are read as empty.",
                self._empty,
            )
            said.append(text.format(count=self._empty))
        return [Problem(path.name, text, kind="note") for text in said]


__all__ = ["CellForms", "are_formulas"]
