"""Tables as text with a sign between the cells: CSV, TSV and the like.

Python's csv instead of polars: it names the row that is ragged or badly quoted and goes on behind it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem, SourceOptions
from mmgui.core.data.importing.tables.around_files import are_around_files, around_file
from mmgui.core.data.importing.tables.cell_forms import CellForms, are_formulas
from mmgui.core.data.importing.tables.encodings import CHUNK_BYTES, Encoding, encoding_notes, lines
from mmgui.core.data.importing.tables.header import as_wished, find_header, header_note, title_note
from mmgui.core.data.importing.tables.loose_texts import Surplus, find_surplus, joined, reads_on, surplus_note
from mmgui.core.data.importing.tables.odd_rows import OddRows
from mmgui.core.data.importing.tables.prose import refuse_prose
from mmgui.core.data.importing.tables.quotes import (
    Mended,
    Record,
    Records,
    Shape,
    Undoubled,
    Unreadable,
    are_wrapped,
    shape_of,
    unwrapped,
)
from mmgui.core.data.importing.tables.rows import Row, Table, doubled_columns, row_name_parts, unique_names
from mmgui.core.errors import DataError
from mmgui.core.i18n import _, ngettext
from mmgui.core.raw_file import open_raw

COUNT_EXACTLY_BELOW = 16 << 20  # bytes; the rows of a larger CSV are estimated by its line ends in a preview
SAMPLE_LINES = 300
_NEARLY_ALL = 0.9
_NAMED = 3  # rows with quotes that are not doubled
MAX_MENDED = 20  # rows with a stray quote that are named one by one
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[,;\t]*\s*$', re.IGNORECASE)  # how Excel is told the separator

_ESCAPED = '\\"'
_FENCE = "```"  # around a table in the answer of a language model
_Numbered = Iterable[tuple[int, Record]]


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the lines of a file become cells. delimiter "" = blanks, around a picture's name."""

    path: Path
    encoding: Encoding
    delimiter: str
    shape: Shape
    skipped: int = 0  # lines before the table: "sep=;"
    is_escaped: bool = False  # quotes within quotes are written \" instead of ""
    is_wrapped: bool = False  # each line has quotes around it
    has_formulas: bool = False  # some cells are written as ="001"
    is_fenced: bool = False  # a fence stands above it, and ends it

    def records(self, cancel: CancelToken | None = None) -> _Numbered:
        given: Iterator[str] = lines(self.path, self.encoding, cancel)
        given = islice(given, self.skipped, None) if self.skipped else given
        given = map(unwrapped, given) if self.is_wrapped else given
        return self.records_of(given)

    def records_of(self, given: Iterable[str]) -> _Numbered:
        if not self.delimiter:
            return ((n, around_file(line)) for n, line in enumerate(given, start=1 + self.skipped))
        given = (line.replace(_ESCAPED, '""') for line in given) if self.is_escaped else given
        return Records(given, self.delimiter, self.shape, 1 + self.skipped)


def open_delimited(path: Path, encoding: Encoding, cancel: CancelToken | None, options: SourceOptions) -> Table:
    """Look at a delimited text: its separator, its names, and how to read its rows. Raises DataError."""
    sample = list(islice(lines(path, encoding, cancel), SAMPLE_LINES))
    layout = _find_layout(path, encoding, sample)
    sample = list(map(unwrapped, sample)) if layout.is_wrapped else sample
    head, quoted = _head(layout, sample[layout.skipped :])
    if not any(cell.strip() for _n, cells in head for cell in cells):
        raise DataError(
            _("The first row of “{name}” holds no column names.").format(name=path.name),
            _("Give each column a name in the first row."),
            file=path,
        )
    if not layout.skipped:
        refuse_prose(path, sample, [cells for _n, cells in head], layout.delimiter)
    layout = replace(layout, has_formulas=are_formulas(cells for _n, cells in head))
    forms = CellForms(layout.has_formulas)
    head = [(number, forms.words(cells)) for number, cells in head]
    header = find_header([cells for _n, cells in head])
    found = [*encoding_notes(path, encoding)]
    header, readings, reading = as_wished(header, [cells for _n, cells in head], options.reading)
    first = head[header.data_at][0] if header.data_at < len(head) else head[-1][0] + 1
    found += header_note(path, header, first)
    width = layout.shape.width if header.names_at is None else len(head[header.names_at][1])
    names = [""] * width if header.names_at is None else head[header.names_at][1]
    surplus = Surplus()
    if header.names_at is not None and layout.delimiter:
        data = [i for i in range(header.data_at, len(head)) if any(c.strip() for c in head[i][1])]
        surplus = find_surplus([head[i][1] for i in data], [quoted[i] for i in data], width)
        names = [""] * surplus.before + names + [""] * surplus.behind
        found += surplus_note(path, surplus, unique_names(names), layout.delimiter, head[header.names_at][0])
    layout = replace(layout, shape=layout.shape if layout.shape.width == len(names) else Shape(len(names)))
    above = head[: header.data_at - (header.names_at is not None)]
    found += title_note(path, above, sum(bool(name) for name in names))
    layout = replace(layout, is_fenced=any(_is_fence(cells) for _n, cells in above))
    if layout.is_wrapped:
        found.append(_wrapped_note(path))
    if layout.is_escaped:
        found.append(_escape_note(path))
    rows = _RowReader(layout, names, header.names_at is not None, first, surplus)
    total = _count_rows(layout, first, cancel)
    return Table(path, unique_names(names), rows, total, tuple(found), readings, reading, encoding.shown)


def _is_fence(cells: Sequence[str]) -> bool:
    return bool(cells) and cells[0].lstrip().startswith(_FENCE)


def _cells_of(record: Record) -> list[str]:
    return record if isinstance(record, list) else [] if isinstance(record, Unreadable) else record.cells


def _head(layout: _Layout, sample: Sequence[str]) -> tuple[list[tuple[int, list[str]]], list[bool]]:
    """The first rows, each with its line, and whether a cell of it has quotes around it."""
    records = layout.records_of(sample)
    head, quoted = [], []
    for number, record in records:
        head.append((number, _cells_of(record)))
        quoted.append(_is_quoted(records))
    return head, quoted


def _is_quoted(records: _Numbered) -> bool:
    return isinstance(records, Records) and records.is_quoted


@dataclass(frozen=True, slots=True)
class _RowReader:
    """The rows below the names, each with as many cells as there are columns. Names are "" where there is none."""

    layout: _Layout
    names: Sequence[str]
    has_names: bool
    first: int
    surplus: Surplus

    def __call__(self, problems: list[Problem], cancel: CancelToken | None) -> Iterator[Row]:
        path, folder = self.layout.path, self.layout.path.parent
        problems.extend(doubled_columns(path, self.names))
        before, after = row_name_parts(path)
        odd = OddRows(self.names if self.has_names else ())
        why_not, width = odd.why, len(self.names)
        forms = CellForms(self.layout.has_formulas)
        mended, undoubled = 0, list[str]()
        is_below_gap = is_over = False
        records = self.layout.records(cancel)
        for number, record in records:
            if number < self.first:
                continue
            if cancel is not None and number % 256 == 0:
                cancel.raise_if_cancelled()
            where = f"{before}{number}{after}"
            if odd.second.has_begun:
                if not isinstance(record, list) or any(map(str.strip, record)):
                    odd.second.leave_out(where, number)
                continue
            if isinstance(record, Unreadable):
                problems.append(Problem(where, record.why, number))
                continue
            is_mended = isinstance(record, Mended)
            cells = _cells_of(record)
            if is_mended:
                mended += 1
            elif not cells or not (cells[0].strip() or any(map(str.strip, cells))):
                is_below_gap = True
                continue  # a blank line is no row, a row of separators neither
            elif len(cells) == 1 and not cells[0].strip("\x1a \t"):
                continue  # the sign that old programs end a file with
            is_over = is_over or (self.layout.is_fenced and _is_fence(cells))
            if is_over:
                text = _("The mark {mark} ends the table: this row does not belong to it.")
                problems.append(Problem(where, text.format(mark=_FENCE), number, kind="left out"))
                continue
            whole = cells if len(cells) == width else self._fitted(cells, record, records)
            fitted = forms.values(whole, number) if whole is not None else None
            if fitted is None:
                why = _never_closed() if is_mended else _ragged(*map(self._width, (cells, self.names)))
                problems.append(Problem(where, why, number))
            elif why := why_not(fitted, where, number, is_below_gap):
                problems.append(Problem(where, why, number, kind="left out"))
            else:
                if is_mended and mended <= MAX_MENDED:
                    problems.append(Problem(where, _mended(), number, kind="note"))
                if isinstance(record, Undoubled):
                    undoubled.append(where)
                fitted = [fitted[place] for place in odd.order] if odd.order else fitted
                yield Row(number, where, tuple(fitted), folder)
            is_below_gap = False
        if mended > MAX_MENDED:
            problems.append(Problem(path.name, _mended_count(mended - MAX_MENDED), kind="note"))
        problems.extend(_undoubled_note(path, undoubled))
        problems.extend((*forms.notes(path, unique_names(self.names)), *odd.notes(path)))

    def _width(self, cells: Sequence[str]) -> int:
        """How many cells a person sees: the signs around the rows of a Markdown table part nothing."""
        is_framed = self.layout.delimiter == "|" and len(self.names) > 2 and not (self.names[0] or self.names[-1])
        return len(cells) - 2 if is_framed and len(cells) > 2 else len(cells)

    def _fitted(self, cells: list[str], record: Record, records: _Numbered) -> list[str] | None:
        """The cells under the columns; None if nobody can tell which belongs where."""
        width, loose = len(self.names), self.surplus.loose
        if len(cells) > width:
            is_quoted = isinstance(record, Mended) or _is_quoted(records)
            if loose >= 0 and not is_quoted and reads_on(cells, width, loose):
                return joined(cells, width, loose, self.layout.delimiter)
            return None if any(map(str.strip, cells[width:])) else cells[:width]
        if len(cells) == width - self.surplus.behind:
            return [*cells, *[""] * self.surplus.behind]
        return None


# --- how it is laid out -----------------------------------------------------------------------------------------


def _find_layout(path: Path, encoding: Encoding, sample: Sequence[str]) -> _Layout:
    if are_wrapped(sample):
        inside = list(map(unwrapped, sample))
        layout = _find_layout(path, encoding, inside)
        is_table = layout.shape.width > 1 and f"{layout.delimiter} " not in inside[0]
        if is_table and _evenness(layout, inside)[0] >= _NEARLY_ALL:
            return replace(layout, is_wrapped=True)
    told = _SEPARATOR_LINE.match(sample[0]) if sample else None
    if told and told.group(1) not in '"\r\n':
        delimiter = told.group(1)
        return _laid_out(path, encoding, delimiter, sample[1:], 1)
    if are_around_files(sample):
        width = len(around_file(next(line for line in sample if line.strip())))
        return _Layout(path, encoding, "", Shape(width))
    delimiter = _guess_delimiter(sample)
    if path.suffix.lower() in {".tsv", ".tab"} and any("\t" in line for line in sample):
        delimiter = "\t"
    return _laid_out(path, encoding, delimiter, sample)


def _laid_out(path: Path, encoding: Encoding, delimiter: str, sample: Sequence[str], skipped: int = 0) -> _Layout:
    """The layout with or without escaped quotes: whichever gives more rows of the usual width."""
    plain = _Layout(path, encoding, delimiter, shape_of(sample, delimiter), skipped)
    if not any(_ESCAPED in line for line in sample):
        return plain
    shape = shape_of([line.replace(_ESCAPED, '""') for line in sample], delimiter)
    escaped = replace(plain, shape=shape, is_escaped=True)
    return max((plain, escaped), key=lambda layout: _evenness(layout, sample))


def _evenness(layout: _Layout, sample: Sequence[str]) -> tuple[float, int]:
    """The share of rows as wide as the first, and how many rows there are."""
    rows = [_cells_of(record) for _n, record in layout.records_of(sample)]
    widths = [len(row) for row in rows if row]
    return (widths.count(widths[0]) / len(widths), len(widths)) if widths else (0.0, 0)


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
    return ngettext(
        "This row has {found} cell, but the table has {expected} columns. Check its separators and quotes.",
        "This row has {found} cells, but the table has {expected} columns. Check its separators and quotes.",
        found,
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


def _undoubled_note(path: Path, where: Sequence[str]) -> list[Problem]:
    if not where:
        return []
    text = ngettext(
        "{count} row has quotes within a cell that are not doubled ({rows}). Check how it was read.",
        "{count} rows have quotes within a cell that are not doubled ({rows}). Check how they were read.",
        len(where),
    )
    rows = ", ".join(where[:_NAMED]) + ("…" if len(where) > _NAMED else "")
    return [Problem(path.name, text.format(count=len(where), rows=rows), kind="note")]


def _escape_note(path: Path) -> Problem:
    text = _('Quotes within its texts are written as \\" and were read as quotes.')
    return Problem(path.name, text, kind="note")


def _wrapped_note(path: Path) -> Problem:
    text = _("Each line of it is enclosed in quotes as a whole; they were taken away, and what is within is the row.")
    return Problem(path.name, text, kind="note")
