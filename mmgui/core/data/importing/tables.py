"""Tables of a person: CSV, TSV, XLSX, JSONL and Parquet, all as rows of cells with a name for each row."""

import csv
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem, Reading, SourceOptions, TextEncoding
from mmgui.core.data.importing.encodings import CHUNK_BYTES, Encoding, detect_encoding, lines
from mmgui.core.errors import Cancelled, DataError
from mmgui.core.i18n import _
from mmgui.core.modalities import MAX_TEXT, MODALITIES, read_text
from mmgui.core.modalities.raw_file import open_raw

TABLE_SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".jsonl", ".ndjson", ".parquet")
SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods")
MAX_UNPACKED = 1 << 30  # bytes of an XLSX when unpacked
COUNT_EXACTLY_BELOW = 16 << 20  # bytes; the rows of a larger CSV are estimated by its line ends in a preview
BATCH_ROWS = 5_000  # rows turned into Python values in one go


@dataclass(frozen=True, slots=True)
class Blob:
    """The bytes of a file that a cell holds, and what the file was called there."""

    data: bytes
    name: str


Cell: TypeAlias = str | Blob | None


@dataclass(frozen=True, slots=True)
class Row:
    """where: what a person calls it ("row 12 of posts.csv"). folder: where relative paths in it start.

    number: as a spreadsheet counts, the header being row 1 (lines of JSONL and rows of Parquet count from 1).
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
    """

    path: Path
    columns: tuple[str, ...]
    rows: Rows
    total: int
    found: tuple[Problem, ...] = ()
    readings: tuple[Reading, ...] = ()
    reading: str = ""
    encoding: TextEncoding | None = None


def open_table(path: Path, cancel: CancelToken | None = None, options: SourceOptions = SourceOptions()) -> Table:
    """Look at a table file: its columns, and how to read its rows. Raises DataError that names the file."""
    suffix = path.suffix.lower()
    with open_raw(path) as file:
        start = file.read(4)
    if not start:
        raise DataError(_("“{name}” is empty.").format(name=path.name), file=path)
    if suffix == ".parquet" or start == b"PAR1":
        from mmgui.core.data.importing.parquet import open_parquet

        return open_parquet(path)
    if suffix in SPREADSHEETS or start == b"PK\x03\x04":
        return _spreadsheet(path)
    encoding = detect_encoding(path, cancel)
    if suffix in {".jsonl", ".ndjson"}:
        return _json_lines(path, encoding, cancel)
    return _delimited(path, encoding, cancel)


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


def _plain_name(raw: str) -> str:
    return " ".join(read_text(raw[:MAX_TEXT]).split())


# --- CSV and TSV ------------------------------------------------------------------------------------------------
# Python's csv instead of polars: it names the row that is ragged or badly quoted and goes on behind it.


def _delimited(path: Path, encoding: Encoding, cancel: CancelToken | None) -> Table:
    delimiter = "\t" if path.suffix.lower() in {".tsv", ".tab"} else _guess_delimiter(path, encoding)

    def records() -> Iterator[list[str] | _Unreadable]:
        return _records(lines(path, encoding, cancel), delimiter)

    first = next(records(), [])
    if isinstance(first, _Unreadable):
        raise DataError(
            _("The first row of “{name}” holds no column names.").format(name=path.name),
            first.why,
            first.detail,
            file=path,
            row=1,
        )
    if not any(cell.strip() for cell in first):
        raise DataError(
            _("The first row of “{name}” holds no column names.").format(name=path.name),
            _("Give each column a name in the first row."),
            file=path,
        )
    has_header = not any(_is_media_name(cell) for cell in first)
    columns = unique_names(first if has_header else [""] * len(first))
    offset = 1 if has_header else 0

    def rows(problems: list[Problem], cancel: CancelToken | None) -> Iterator[Row]:
        problems.extend(_doubled_columns(path, first if has_header else ()))
        for number, record in enumerate(records(), start=1):
            if number <= offset:
                continue
            if cancel is not None and number % 256 == 0:
                cancel.raise_if_cancelled()
            where = row_name(number, path)
            if isinstance(record, _Unreadable):
                problems.append(Problem(where, record.why, number))
            elif not record:
                continue  # a blank line is no row
            elif not any(map(str.strip, record)):
                continue  # a row of separators neither
            elif len(record) < len(columns) or any(map(str.strip, record[len(columns) :])):
                problems.append(Problem(where, _ragged(len(record), len(columns)), number))
            else:
                yield Row(number, where, tuple(record[: len(columns)]), path.parent)

    if path.stat().st_size <= COUNT_EXACTLY_BELOW:
        total = sum(1 for record in records() if isinstance(record, _Unreadable) or any(map(str.strip, record)))
    else:
        total = _count_lines(path, cancel)
    return Table(path, columns, rows, max(0, total - offset))


@dataclass(frozen=True, slots=True)
class _Unreadable:
    """A row that csv gave up on: why, for a person, and in its own words."""

    why: str
    detail: str


def _records(given: Iterable[str], delimiter: str) -> Iterator[list[str] | _Unreadable]:
    """The rows, and what stands in place of those that cannot be read."""
    reader = csv.reader(given, delimiter=delimiter, skipinitialspace=True)
    while True:
        before = reader.line_num
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _Unreadable(_why_unreadable(str(error), reader.line_num - before), str(error))


def _why_unreadable(said: str, line_count: int) -> str:
    """csv's only other complaint that can come here is about cells over its limit; the words of it are Python's."""
    if "field limit" not in said:
        return _("This row cannot be read: its quotes do not match.")
    limit = f"{csv.field_size_limit():,}".replace(",", "\u202f")
    if line_count > 1:  # a quote that never ends swallows lines up to the limit
        return _(
            "This row cannot be read: a cell in it has over {limit} characters. If it should be shorter, its quotes do "
            "not match."
        ).format(limit=limit)
    return _("This row cannot be read: a cell in it has over {limit} characters.").format(limit=limit)


def _guess_delimiter(path: Path, encoding: Encoding) -> str:
    """The sign that splits the first lines into the same number (over one) of cells most often."""
    sample = list(islice(lines(path, encoding), 30))
    best, best_score = ",", (0.0, 0)
    for delimiter in (",", ";", "\t", "|"):
        widths = [len(r) for r in _records(sample, delimiter) if r and not isinstance(r, _Unreadable)]
        if not widths or widths[0] < 2:
            continue
        score = (sum(w == widths[0] for w in widths) / len(widths), widths[0])
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _is_media_name(cell: str) -> bool:
    """Does a header cell look like data? Then the table has no header."""
    return any(m.suffixes and cell.strip().lower().endswith(tuple(m.suffixes)) for _name, m in MODALITIES)


def _count_lines(path: Path, cancel: CancelToken | None) -> int:
    count = 0
    with open_raw(path) as file:
        while chunk := file.read(CHUNK_BYTES):
            if cancel is not None:
                cancel.raise_if_cancelled()
            count += chunk.count(b"\n")
    return count


def _ragged(found: int, expected: int) -> str:
    return _(
        "This row has {found} cells, but the table has {expected} columns. Check its separators and quotes."
    ).format(found=found, expected=expected)


def row_name(number: int, path: Path) -> str:
    return _("row {row} of {file}").format(row=number, file=path.name)


def _doubled_columns(path: Path, names: Sequence[str]) -> list[Problem]:
    counts = Counter(map(_plain_name, names))
    return [
        Problem(
            path.name,
            _("{count} columns are called “{name}”; the later ones were given a number.").format(count=n, name=name),
            row=1,
            column=name,
            kind="note",
        )
        for name, n in counts.items()
        if n > 1 and name
    ]


# --- JSON, one object per line ----------------------------------------------------------------------------------


def _json_lines(path: Path, encoding: Encoding, cancel: CancelToken | None) -> Table:
    names: dict[str, None] = {}
    total = 0
    for line in lines(path, encoding, cancel):
        if not line.strip():
            continue
        total += 1
        if total <= 100:
            value = _json_object(line)
            names.update(dict.fromkeys(value or ()))
    if not names:
        raise DataError(
            _("“{name}” holds no JSON objects.").format(name=path.name),
            _("Each line must look like {example}.").format(example='{"picture": "a.png", "label": "cat"}'),
            file=path,
        )
    columns = unique_names(list(names))
    keys = list(names)

    def rows(problems: list[Problem], cancel: CancelToken | None) -> Iterator[Row]:
        for number, line in enumerate(lines(path, encoding, cancel), start=1):
            if not line.strip():
                continue
            where = row_name(number, path)
            value = _json_object(line)
            if value is None:
                problems.append(Problem(where, _("This line is not a JSON object."), number))
            else:
                yield Row(number, where, tuple(cell_from(value.get(key)) for key in keys), path.parent)

    return Table(path, columns, rows, total)


def _json_object(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def cell_from(value: Any) -> Cell:
    """A cell from a typed value. A Hugging Face picture is {bytes, path}; whole numbers lose their ".0"."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return Blob(value, "")
    if isinstance(value, dict) and set(value) == {"bytes", "path"}:
        if isinstance(value["bytes"], bytes):
            return Blob(value["bytes"], str(value["path"] or ""))
        return value["path"] if isinstance(value["path"], str) else None
    if isinstance(value, float):
        return None if value != value else str(int(value)) if value.is_integer() and abs(value) < 2**53 else str(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


# --- spreadsheets, by fastexcel --------------------------------------------------------------------------


def _spreadsheet(path: Path) -> Table:
    """The first sheet. The archive is looked at before it is unpacked: 50 KB can become gigabytes."""
    with open_raw(path) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                unpacked = sum(entry.file_size for entry in archive.infolist())
        except zipfile.BadZipFile:
            unpacked = 0  # an old .xls is no archive; fastexcel says whether it is a spreadsheet
    if unpacked > MAX_UNPACKED:
        raise DataError(
            _("“{name}” is too large when unpacked.").format(name=path.name),
            _("Save the sheet as CSV and open that."),
            file=path,
        )
    try:
        import fastexcel

        sheet = fastexcel.read_excel(str(path)).load_sheet(0, header_row=None, dtypes="string")
        frame = sheet.to_polars()
    except Cancelled:
        raise
    except Exception as error:
        raise DataError(
            _("“{name}” cannot be read as a spreadsheet.").format(name=path.name),
            _("Open it in a spreadsheet program and save the first sheet as CSV."),
            str(error),
            file=path,
        ) from error
    if not frame.height:
        raise DataError(_("The first sheet of “{name}” is empty.").format(name=path.name), file=path)
    header = [str(c) if c is not None else "" for c in frame.row(0)]
    has_header = not any(_is_media_name(cell) for cell in header)
    columns = unique_names(header if has_header else [""] * len(header))
    first = 1 if has_header else 0

    def rows(problems: list[Problem], cancel: CancelToken | None) -> Iterator[Row]:
        problems.extend(_doubled_columns(path, header if has_header else ()))
        for start in range(first, frame.height, BATCH_ROWS):
            if cancel is not None:
                cancel.raise_if_cancelled()
            for number, cells in enumerate(frame.slice(start, BATCH_ROWS).iter_rows(), start=start + 1):
                if any(isinstance(c, str) and c.strip() for c in cells):
                    yield Row(number, row_name(number, path), cells, path.parent)

    return Table(path, columns, rows, frame.height - first)
