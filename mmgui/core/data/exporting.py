"""Tables for other programs, as CSV or XLSX, in which no cell can act as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from mmgui.core.cancel import CancelToken
from mmgui.core.errors import DataError
from mmgui.core.files import atomic_file
from mmgui.core.i18n import _
from mmgui.core.saving import saving

WRITTEN_TABLES = (".csv", ".tsv", ".xlsx")
Value: TypeAlias = str | int | float | None
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?%?")
MAX_XLSX_ROWS = 1_048_576
MAX_XLSX_CELL = 32_767  # characters


def safe_cell(value: Value) -> Value:
    """A text that a spreadsheet would run as a formula gets a ' in front; numbers, also written as text, stay.

    Source: OWASP, CSV Injection.
    """
    if not isinstance(value, str) or not value.startswith(_DANGEROUS):
        return value
    return value if _NUMBER.fullmatch(value) else "'" + value


def export_table(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[Value]], *, cancel: CancelToken | None = None
) -> None:
    """Write any table as the ending of `path` says. Raises DataError, Cancelled; the old file then stays."""
    suffix = path.suffix.lower()
    if suffix not in WRITTEN_TABLES:
        raise DataError(
            _("A table cannot be written as “{suffix}”.").format(suffix=suffix or path.name),
            _("Choose a name that ends in .csv, .tsv or .xlsx."),
            file=path,
        )
    with saving(path), atomic_file(path) as file:
        if suffix == ".xlsx":
            _write_xlsx(file, columns, rows, cancel)
        else:
            _write_csv(file, columns, rows, "\t" if suffix == ".tsv" else ",", cancel)


def _write_csv(
    file: Any, columns: Sequence[str], rows: Iterable[Sequence[Value]], delimiter: str, cancel: CancelToken | None
) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")  # Excel takes UTF-8 only with the mark
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([safe_cell(c) for c in columns])
    for number, row in enumerate(rows):
        if cancel is not None and number % 256 == 0:
            cancel.raise_if_cancelled()
        writer.writerow([safe_cell(_storable(c)) for c in row])
    text.flush()
    text.detach()


def _write_xlsx(file: Any, columns: Sequence[str], rows: Iterable[Sequence[Value]], cancel: CancelToken | None) -> None:
    """Texts are stored as texts: a spreadsheet never runs those, so nothing needs a ' in front."""
    import xlsxwriter

    # Into memory, where it is small: on a full disk the library would write on after the file was taken away.
    made = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(made, options | {"strings_to_numbers": False, "nan_inf_to_errors": True})
    sheet = book.add_worksheet()
    try:
        for number, row in enumerate(_with_header(columns, rows)):
            if cancel is not None and number % 256 == 0:
                cancel.raise_if_cancelled()
            if number >= MAX_XLSX_ROWS:
                raise DataError(_("A spreadsheet holds at most 1 048 576 rows."), _("Choose .csv instead."))
            for place, cell in enumerate(row):
                value = _storable(cell)
                if isinstance(value, str):
                    sheet.write_string(number, place, value[:MAX_XLSX_CELL])
                elif value is not None:
                    sheet.write_number(number, place, value)
    finally:
        book.close()
    file.write(made.getbuffer())


def _with_header(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterable[Sequence[Value]]:
    yield list(columns)
    yield from rows


def _storable(value: Value) -> Value:
    """Halves of surrogate pairs and NUL have no place in a file."""
    return value.replace("\0", "").encode("utf-8", "replace").decode() if isinstance(value, str) else value
