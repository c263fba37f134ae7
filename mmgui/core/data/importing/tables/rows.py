"""What every kind of table gives: named columns, and rows of cells with a name for each row."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem, Reading, Split, TextEncoding
from mmgui.core.errors import DataError
from mmgui.core.i18n import _
from mmgui.core.read_text import MAX_TEXT, read_text
from mmgui.modalities import MODALITIES
from mmgui.modalities.contract import Modality

SPREADSHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
JSON_SUFFIXES = (".json", ".jsonl", ".ndjson")
TABLE_SUFFIXES = (".csv", ".tsv", ".tab", ".txt", *SPREADSHEETS, *JSON_SUFFIXES, ".parquet")
BATCH_ROWS = 5_000  # rows turned into Python values in one go


@dataclass(frozen=True, slots=True)
class Blob:
    """The bytes of a file that a cell holds, and what the file was called there; of `count` files, which no example
    can have, those of the first."""

    data: bytes
    name: str
    count: int = 1

    def only(self, modality: Modality, column: str) -> bytes:
        """The bytes of the one file. Raises DataError if there are several."""
        if self.count > 1:
            text = modality.say_count("several in a row", self.count)
            raise DataError(text.format(count=self.count, column=column))
        return self.data


Cell: TypeAlias = str | Blob | None


@dataclass(frozen=True, slots=True)
class Row:
    """where: what a person calls it ("row 12 of posts.csv"). folder: where relative paths in it start.

    number: the line of a text file, the row of a spreadsheet as it counts itself; objects of JSON and rows of Parquet
    count from 1.
    """

    number: int | None
    where: str
    cells: tuple[Cell, ...]
    folder: Path


Rows: TypeAlias = Callable[[list[Problem], CancelToken | None], Iterator[Row]]


@dataclass(frozen=True)
class Table:
    """columns: unique names. rows(problems, cancel): reads them anew each time, adding what is wrong to `problems`.

    total: how many rows there are, counting unreadable ones; of a large CSV the number of its lines.
    found: what is left out or was decided on opening, whatever is read from it (a sheet, a folder, an encoding).
    readings: the ways to read the source if there are several; `reading`: the one that was taken.
    pieces: the tables of which it is made, as a person calls them, each with its part.
    """

    path: Path
    columns: tuple[str, ...]
    rows: Rows
    total: int
    found: tuple[Problem, ...] = ()
    readings: tuple[Reading, ...] = ()
    reading: str = ""
    encoding: TextEncoding | None = None
    pieces: tuple[tuple[str, Split | None], ...] = ()


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Column names without blanks, control characters and repetitions: a second "label" becomes "label (2)"."""
    seen: set[str] = set()
    result = []
    for position, raw in enumerate(names, start=1):
        name = base = _plain_name(raw) or _("column {number}").format(number=position)
        number = 2
        while name in seen:
            name, number = f"{base} ({number})", number + 1
        seen.add(name)
        result.append(name)
    return tuple(result)


def doubled_columns(path: Path, names: Sequence[str], row: int | None = 1) -> list[Problem]:
    """A note for each name that stands over several columns."""
    counts = Counter(map(_plain_name, names))
    return [
        Problem(
            path.name,
            _("{count} columns are called “{name}”; the later ones were given a number.").format(count=n, name=name),
            row=row,
            column=name,
            kind="note",
        )
        for name, n in counts.items()
        if n > 1 and name
    ]


def row_name(number: int, path: Path) -> str:
    return _("row {row} of {file}").format(row=number, file=path.name)


def row_name_parts(path: Path) -> tuple[str, str]:
    """What stands before and behind the number in `row_name`: a million names are made from it."""
    before, _number, after = _("row {row} of {file}").format(row="\0", file=path.name.replace("\0", "")).partition("\0")
    return before, after


def is_media_name(cell: str) -> bool:
    """Is it the name of a file that a field can hold?"""
    return any(m.suffixes and cell.strip().lower().endswith(tuple(m.suffixes)) for _name, m in MODALITIES)


def cell_from(value: Any) -> Cell:
    """A cell from a typed value. A Hugging Face picture is {bytes, path}; a list of one is that one, of several
    the files together; whole numbers lose their ".0", dates a time of midnight; bytes that are UTF-8 text are text."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return _bytes_cell(value, "")
    if isinstance(value, list) and len(value) <= 1:
        return cell_from(value[0]) if value else None
    if is_file_object(value):
        if isinstance(value.get("bytes"), bytes):
            return Blob(value["bytes"], str(value.get("path") or ""))
        return value["path"] if isinstance(value.get("path"), str) else None
    if isinstance(value, float):
        return None if value != value else str(int(value)) if value.is_integer() and abs(value) < 2**53 else str(value)
    if isinstance(value, list) and (files := [item for item in value if _is_file(item)]):
        first = cell_from(files[0])
        return replace(first, count=len(files)) if isinstance(first, Blob) else Blob(b"", first or "", len(files))
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value).removesuffix(" 00:00:00")


def is_file_object(value: Any) -> bool:
    """{"bytes": …, "path": …}, as Hugging Face stores pictures; other programs add the width and more."""
    if not isinstance(value, dict) or "bytes" not in value:
        return False
    return isinstance(value["bytes"], bytes) or (value["bytes"] is None and "path" in value)


def _is_file(value: Any) -> bool:
    return is_file_object(value) or (isinstance(value, bytes) and isinstance(_bytes_cell(value, ""), Blob))


def _bytes_cell(value: bytes, name: str) -> Cell:
    """Bytes without control characters that are UTF-8 are words (pictures start with others)."""
    if value.translate(None, _PRINTABLE) == b"" and b"<svg" not in value[:500]:
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return Blob(value, name)


_PRINTABLE = bytes([9, 10, 13, *range(32, 127), *range(128, 256)])


def _plain_name(raw: str) -> str:
    return " ".join(read_text(raw[:MAX_TEXT]).split())


def text_of(cell: Cell) -> str | None:
    """The text in a cell as an import keeps it, None = none."""
    if cell is None or isinstance(cell, Blob):
        return None
    return read_text(cell).strip() or None
