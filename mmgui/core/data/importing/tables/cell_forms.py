"""What programs write into the cells of a text table beside the value: ="001" and #REF! of Excel, \\N of databases."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from mmgui.core.data.example import Problem
from mmgui.core.data.importing.tables.sheet_notes import errors_note
from mmgui.core.i18n import _, ngettext

_FORMULA = re.compile(r'="([^"]*)"')
_NO_VALUE = "\\N"
# What spreadsheet programs save where a formula failed, in several languages.
_ERRORS = """
    #NAME? #REF! #VALUE! #DIV/0! #N/A #NUM! #NULL! #SPILL! #CALC! #FIELD! #BEZUG! #WERT! #NV #ZAHL! #ÜBERLAUF! #NOM?
    #VALEUR! #NOMBRE! #¿NOMBRE? #¡REF! #¡VALOR! #¡DIV/0! #¡NUM! #¡NULO! #NOME? #RIF! #VALORE! #VALOR! #N/D #ИМЯ?
    #ССЫЛКА! #ЗНАЧ! #ДЕЛ/0! #Н/Д #ЧИСЛО! #BUSY! #CONNECT! #BLOCKED! #GETTING_DATA #ERROR!
    """
# What stands there while a value is still being fetched, with "..." or "…" behind it.
_FETCHING = (
    "Loading", "Wird geladen", "Laden", "Chargement", "Cargando", "Caricamento", "Carregando", "Загрузка", "加载中",
)  # fmt: skip
_NO_VALUES = frozenset((_NO_VALUE, *_ERRORS.split(), *(f"{word}{dots}" for word in _FETCHING for dots in ("...", "…"))))


def are_formulas(rows: Iterable[Sequence[str]]) -> bool:
    """Is a cell of these rows written as a formula around its value?"""
    return any(_FORMULA.fullmatch(cell) for row in rows for cell in row)


class CellForms:
    """Reads the cells of one table. has_formulas: some of its first ones are written as formulas."""

    def __init__(self, has_formulas: bool) -> None:
        self._has_formulas = has_formulas
        self._empty = 0
        self._errors: dict[int, dict[int, str]] = {}

    def words(self, cells: list[str]) -> list[str]:
        """The cells without the formulas around them."""
        return [_FORMULA.sub(r"\1", c) if c[:2] == '="' else c for c in cells] if self._has_formulas else cells

    def values(self, cells: list[str], number: int) -> Sequence[str | None]:
        """The same of a row of data, where a cell may say that it has no value. number: of the row, from 1."""
        if _NO_VALUES.isdisjoint(cells):  # nearly every row
            return self.words(cells)
        self._empty += cells.count(_NO_VALUE)
        for place, cell in enumerate(cells):
            if cell in _NO_VALUES and cell != _NO_VALUE:
                self._errors.setdefault(place, {})[number - 1] = cell
        return [None if c in _NO_VALUES else c for c in self.words(cells)]

    def notes(self, path: Path, names: Sequence[str]) -> list[Problem]:
        """What was read otherwise than it stands in the file, once all rows were read. names: of the columns."""
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
        errors = [errors_note(path, names[place], found) for place, found in sorted(self._errors.items())]
        return [*(Problem(path.name, text, kind="note") for text in said), *errors]


__all__ = ["CellForms", "are_formulas"]
