"""What fastexcel does not tell of an ODS sheet: merged cells, formulas without a value, hidden rows, and what cells
show that hold times, line breaks, or numbers with zeros before them."""

import re
import zipfile

from mmgui.core.cancel import CancelToken
from mmgui.core.data.importing.tables.sheet_parts import Attributes, SheetParts, attribute, holds, parse, span_of

_PART = "content.xml"
_NEEDLES = re.compile(rb"number-rows-spanned|:visibility|:formula|:time-value|:line-break|:tab[ />]|>0\d+</")
_SIGNS = {"line-break": "\n", "tab": "\t"}
_MOST_REPEATED = 10_000  # cells that stand in the file once
_MOST_ROWS = 1 << 20  # of a sheet


def read_ods_parts(archive: zipfile.ZipFile, sheet: str, cancel: CancelToken | None = None) -> SheetParts:
    """Look through the sheet of this name; quick if the file holds none of these things. Empty if it is no ODS.

    Raises NotSafe, expat errors, Cancelled.
    """
    parts = SheetParts()
    if _PART in archive.namelist() and holds(archive, _PART, _NEEDLES, cancel):
        reader = _Reader(parts, sheet)
        with archive.open(_PART) as file:
            parse(file, reader.start, reader.end, reader.text, cancel)
    return parts


class _Reader:
    """Follows the cells of one sheet. Rows and cells that are alike stand there once, with their number."""

    def __init__(self, parts: SheetParts, sheet: str) -> None:
        self.parts, self._sheet = parts, sheet
        self._is_inside = self._has_words = self._has_formula = False
        self._row = self._column = 0
        self._rows = self._columns = 1  # for how many the present row and cell stand
        self._last_row = 0  # of the present cell
        self._kind = ""
        self._words: list[str] = []
        self._is_shown = False  # the words of the present cell are its value
        self._notes = 0  # how deep within a comment

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            self._is_inside, self._row = attribute(attributes, "name") == self._sheet, 0
        elif not self._is_inside:
            return
        elif name == "table-row":
            self._rows, self._column = _number(attributes, "number-rows-repeated"), 0
            if attribute(attributes, "visibility") in {"collapse", "filter"}:
                self.parts.hidden += range(self._row, min(self._row + self._rows, _MOST_ROWS))
        elif name in {"table-cell", "covered-table-cell"}:
            self._columns = _number(attributes, "number-columns-repeated")
            self._last_row = self._row + _number(attributes, "number-rows-spanned") - 1
            formula = attribute(attributes, "formula")
            self._has_formula = bool(formula)
            if ":" in formula[4:] and (span := span_of(formula)) is not None:
                self.parts.spans[self._row, self._column] = span
            self._has_words = any(attribute(attributes, kind) for kind in _VALUES)
            self._kind, self._is_shown = attribute(attributes, "value-type"), False
            self._words.clear()
        elif name == "annotation":
            self._notes += 1
        elif name == "p" and self._words:
            self.text("\n")
        elif name in _SIGNS:
            self.text(_SIGNS[name])
            self._is_shown = True
        elif name == "s":
            self.text(" " * min(100, _number(attributes, "c")))

    def text(self, words: str) -> None:
        if not self._notes:
            self._words.append(words)
            self._has_words = self._has_words or bool(words.strip())

    def end(self, name: str) -> None:
        if name == "table":
            self._is_inside = False
        elif not self._is_inside:
            return
        elif name == "annotation":
            self._notes -= 1
        elif name == "table-row":
            self._row += self._rows
        elif name in {"table-cell", "covered-table-cell"}:
            self._end_cell()

    def _end_cell(self) -> None:
        place, parts = (self._row, self._column), self.parts
        if self._has_words:
            known = parts.first_column
            parts.first_column = self._column if known is None else min(known, self._column)
            parts.last_column = max(parts.last_column, self._column + self._columns - 1)
            self._add_value("".join(self._words).strip())
            if self._last_row > self._row:
                parts.merges.append((*place, min(self._last_row, _MOST_ROWS)))
        elif self._has_formula:
            parts.formulas.append(place)
        self._column += self._columns

    def _add_value(self, words: str) -> None:
        is_padded = words.isdecimal() and words[0] == "0" and len(words) > 1 and self._kind == "float"
        if not (self._is_shown or is_padded or self._kind == "time") or self._rows * self._columns > _MOST_REPEATED:
            return
        for row in range(self._row, self._row + self._rows):
            self.parts.values.update(((row, self._column + n), words) for n in range(self._columns))


_VALUES = ("value", "date-value", "time-value", "boolean-value", "string-value")


def _number(attributes: Attributes, name: str) -> int:
    text = attribute(attributes, name)
    return max(1, int(text)) if text.isdecimal() and len(text) < 9 else 1


__all__ = ["read_ods_parts"]
