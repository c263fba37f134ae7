"""Tables as text with a sign between the cells: CSV, TSV and the like.

Python's csv instead of polars: it names the row that is ragged or badly quoted and goes on behind it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem, Reading, SourceOptions
from mmgui.core.data.importing.encodings import CHUNK_BYTES, Encoding, encoding_notes, lines
from mmgui.core.data.importing.header import Header, find_header
from mmgui.core.data.importing.loose_texts import joined, loose_column
from mmgui.core.data.importing.prose import refuse_prose
from mmgui.core.data.importing.quotes import Mended, Record, Records, Shape, Unreadable, shape_of
from mmgui.core.data.importing.tables import Row, Table, doubled_columns, is_media_name, row_name_parts, unique_names
from mmgui.core.errors import DataError
from mmgui.core.i18n import N_, _, ngettext
from mmgui.core.modalities.raw_file import open_raw

COUNT_EXACTLY_BELOW = 16 << 20  # bytes; the rows of a larger CSV are estimated by its line ends in a preview
SAMPLE_LINES = 300
MAX_MENDED = 20  # rows with a stray quote that are named one by one
NAMES, DATA = "names", "data"  # readings of the first row
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[,;\t]*\s*$', re.IGNORECASE)  # how Excel is told the separator
_READINGS = {NAMES: N_("The first row holds the names of the columns"), DATA: N_("The first row is data")}

_Numbered = Iterable[tuple[int, Record]]


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the lines of a file become cells. delimiter "" = blanks, around a picture's name."""

    path: Path
    encoding: Encoding
    delimiter: str
    shape: Shape
    skipped: int = 0  # lines before the table: "sep=;"

    def records(self, cancel: CancelToken | None = None) -> _Numbered:
        given: Iterator[str] = lines(self.path, self.encoding, cancel)
        given = islice(given, self.skipped, None) if self.skipped else given
        return self.records_of(given)

    def records_of(self, given: Iterable[str]) -> _Numbered:
        if not self.delimiter:
            return ((n, _around_picture(line)) for n, line in enumerate(given, start=1 + self.skipped))
        return Records(given, self.delimiter, self.shape, 1 + self.skipped)


def open_delimited(path: Path, encoding: Encoding, cancel: CancelToken | None, options: SourceOptions) -> Table:
    """Look at a delimited text: its separator, its names, and how to read its rows. Raises DataError."""
    sample = list(islice(lines(path, encoding, cancel), SAMPLE_LINES))
    layout = _find_layout(path, encoding, sample)
    head = [(n, _cells_of(r)) for n, r in layout.records_of(sample[layout.skipped :])]
    if not any(cell.strip() for _n, cells in head for cell in cells):
        raise DataError(
            _("The first row of “{name}” holds no column names.").format(name=path.name),
            _("Give each column a name in the first row."),
            file=path,
        )
    if not layout.skipped:
        refuse_prose(path, sample, [cells for _n, cells in head], layout.delimiter)
    header = find_header([cells for _n, cells in head])
    found = [*encoding_notes(path, encoding)]
    readings, reading = _first_row_readings(header, options)
    if header.is_guess:
        found.append(_header_note(path, head[header.data_at][0]))
    if reading == NAMES and header.names_at is None:
        header = Header(header.data_at, header.data_at + 1)
    width = layout.shape.width if header.names_at is None else len(head[header.names_at][1])
    names = [""] * width if header.names_at is None else head[header.names_at][1]
    layout = replace(layout, shape=layout.shape if layout.shape.width == width else Shape(width))
    if title := _title_note(path, head[: header.data_at - (header.names_at is not None)]):
        found.append(title)
    first = head[header.data_at][0] if header.data_at < len(head) else head[-1][0] + 1
    loose = -1
    if header.names_at is not None:
        data = [cells for _n, cells in head[header.data_at :] if any(c.strip() for c in cells)]
        loose = loose_column(data, width) if layout.delimiter else -1
    if loose >= 0:
        found.append(_loose_note(path, names[loose], layout.delimiter))
    rows = _rows_reader(layout, names if header.names_at is not None else [], width, first, loose)
    total = _count_rows(layout, first, cancel)
    return Table(
        path, unique_names(names), rows, total, tuple(found), readings, reading, encoding.shown
    )  # fmt: skip


def _cells_of(record: Record) -> list[str]:
    return record if isinstance(record, list) else record.cells if isinstance(record, Mended) else []


def _rows_reader(
    layout: _Layout, names: Sequence[str], width: int, first: int, loose: int = -1
) -> Callable[[list[Problem], CancelToken | None], Iterator[Row]]:
    path, folder = layout.path, layout.path.parent
    names = list(names)

    def rows(problems: list[Problem], cancel: CancelToken | None) -> Iterator[Row]:
        problems.extend(doubled_columns(path, names))
        before, after = row_name_parts(path)
        mended = 0
        for number, record in layout.records(cancel):
            if number < first:
                continue
            if cancel is not None and number % 256 == 0:
                cancel.raise_if_cancelled()
            if type(record) is not list:
                where = f"{before}{number}{after}"
                if isinstance(record, Unreadable):
                    problems.append(Problem(where, record.why, number))
                    continue
                cells = _cells_of(record)
                mended += 1
                if len(cells) != width:
                    problems.append(Problem(where, _never_closed(), number))
                    continue
                if mended <= MAX_MENDED:
                    problems.append(Problem(where, _mended(), number, kind="note"))
                record = cells
            elif not record or not (record[0].strip() or any(map(str.strip, record))):
                continue  # a blank line is no row, a row of separators neither
            if loose >= 0 and len(record) > width:
                record = joined(record, width, loose, layout.delimiter)
            elif len(record) != width:
                if len(record) == 1 and not record[0].strip("\x1a \t"):
                    continue  # the sign that old programs end a file with
                if len(record) < width or any(map(str.strip, record[width:])):
                    problems.append(Problem(f"{before}{number}{after}", _ragged(len(record), width), number))
                    continue
            elif record == names:
                where = f"{before}{number}{after}"
                problems.append(Problem(where, _("This row repeats the column names."), number, kind="left out"))
                continue
            yield Row(number, f"{before}{number}{after}", tuple(record[:width]), folder)
        if mended > MAX_MENDED:
            problems.append(Problem(path.name, _mended_count(mended - MAX_MENDED), kind="note"))

    return rows


# --- how it is laid out -----------------------------------------------------------------------------------------


def _find_layout(path: Path, encoding: Encoding, sample: Sequence[str]) -> _Layout:
    told = _SEPARATOR_LINE.match(sample[0]) if sample else None
    if told and told.group(1) not in '"\r\n':
        delimiter = told.group(1)
        return _Layout(path, encoding, delimiter, shape_of(sample[1:], delimiter), 1)
    if _are_around_pictures(sample):
        width = len(_around_picture(next(line for line in sample if line.strip())))
        return _Layout(path, encoding, "", Shape(width))
    delimiter = _guess_delimiter(sample)
    if path.suffix.lower() in {".tsv", ".tab"} and any("\t" in line for line in sample):
        delimiter = "\t"
    return _Layout(path, encoding, delimiter, shape_of(sample, delimiter))


def _guess_delimiter(sample: Sequence[str]) -> str:
    """The sign that splits most lines into the same number (over one) of cells, the first line among them."""
    best, best_score = ",", (0.0, 0.0, 0)
    for delimiter in (",", ";", "\t", "|"):
        shape = shape_of(sample, delimiter)
        widths = [len(_cells_of(r)) for _n, r in Records(sample, delimiter, shape)]
        widths = [w for w in widths if w]
        if not widths or max(widths) < 2:
            continue
        usual = max(set(widths) - {1}, key=lambda w: (widths.count(w), w))
        share = widths.count(usual) / len(widths)
        score = (round(share - 0.05 * (widths[0] != usual), 6), float(widths[0] == usual), usual)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _around_picture(line: str) -> list[str]:
    """ "pics/my cat.png 0" or "0 pics/cat.png" as its cells: the picture's name may have blanks within."""
    line = line.strip()
    if not line:
        return []
    if match := re.match(rf"(.+?{_ENDINGS})\s+(\S.*)$", line, re.IGNORECASE):
        return [match.group(1), match.group(2)]
    if match := re.match(rf"(\S+)\s+(\S.*{_ENDINGS})$", line, re.IGNORECASE):
        return [match.group(1), match.group(2)]
    return line.split(None, 1)


_ENDINGS = r"\.(?:jpe?g|jpe|jfif|png|bmp|gif|webp|tiff?)(?=\s|$)"


def _are_around_pictures(sample: Sequence[str]) -> bool:
    """A list of "path label" with blanks between them and no other separator."""
    told = [line for line in sample if line.strip()]
    if not told or sum(any(sign in line for sign in ",;\t|") for line in told) > 0.1 * len(told):
        return False
    cells = [_around_picture(line) for line in told]
    pairs = [c for c in cells if len(c) == 2]
    if len(pairs) < 0.9 * len(told):
        return False
    return any(sum(is_media_name(c[place]) for c in pairs) >= 0.8 * len(told) for place in (0, 1))


def _first_row_readings(header: Header, options: SourceOptions) -> tuple[tuple[Reading, ...], str]:
    """Two ways to read the first row, where it is not certain."""
    if not header.is_guess:
        return (), ""
    readings = tuple(Reading(name, _(title)) for name, title in _READINGS.items())
    return readings, options.reading if options.reading in _READINGS else DATA


# --- counting ---------------------------------------------------------------------------------------------------


def _count_rows(layout: _Layout, first: int, cancel: CancelToken | None) -> int:
    path = layout.path
    if path.stat().st_size > COUNT_EXACTLY_BELOW:
        return max(0, _count_lines(path, cancel) - first + 1)
    return sum(
        type(record) is not list or (any(map(str.strip, record)) and record != ["\x1a"])
        for number, record in layout.records(cancel)
        if number >= first
    )


def _count_lines(path: Path, cancel: CancelToken | None) -> int:
    count = 0
    with open_raw(path) as file:
        while chunk := file.read(CHUNK_BYTES):
            if cancel is not None:
                cancel.raise_if_cancelled()
            count += chunk.count(b"\n")
    return count


# --- what is told -----------------------------------------------------------------------------------------------


def _ragged(found: int, expected: int) -> str:
    return _(
        "This row has {found} cells, but the table has {expected} columns. Check its separators and quotes."
    ).format(found=found, expected=expected)


def _never_closed() -> str:
    return _("The quotes of this row do not match: one never ends, and without it the row does not fit the columns.")


def _mended() -> str:
    return _(
        "The quotes of this row do not match: one that never ends was passed over, and the rows below were read one by "
        "one."
    )


def _mended_count(count: int) -> str:
    text = ngettext(
        "{count} more row has a quote that never ends; it was passed over.",
        "{count} more rows have a quote that never ends; it was passed over.",
        count,
    )
    return text.format(count=count)


def _header_note(path: Path, number: int) -> Problem:
    text = _(
        "Row {row} is read as data, because values of it stand again below it. If it holds the names of the columns, "
        "choose that (on the command line: --read-as {name})."
    )
    return Problem(path.name, text.format(row=number, name=NAMES), number, kind="note")


def _loose_note(path: Path, column: str, delimiter: str) -> Problem:
    text = _("The texts of “{column}” hold “{separator}” without quotes around them; their pieces were joined again.")
    return Problem(path.name, text.format(column=column, separator=delimiter), column=column, kind="note")


def _title_note(path: Path, above: Sequence[tuple[int, list[str]]]) -> Problem | None:
    told = [(n, cells) for n, cells in above if any(c.strip() for c in cells)]
    if not told:
        return None
    text = ngettext(
        "{count} row above the names of the columns was passed over, as a title: “{text}”.",
        "{count} rows above the names of the columns were passed over, as a title: “{text}”.",
        len(told),
    )
    words = " ".join(c.strip() for c in told[0][1] if c.strip())[:60]
    return Problem(path.name, text.format(count=len(told), text=words), told[0][0], kind="note")
