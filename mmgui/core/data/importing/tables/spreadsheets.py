"""Spreadsheets: the values by fastexcel, and what that does not tell (merged cells, pictures) from the parts."""

import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem, Reading, SourceOptions, Split
from mmgui.core.data.importing.split_words import read_part_of_file
from mmgui.core.data.importing.tables.header import Header, as_wished, find_header, header_note, title_note
from mmgui.core.data.importing.tables.joining import join_tables
from mmgui.core.data.importing.tables.odd_rows import OddRows
from mmgui.core.data.importing.tables.ods_parts import read_ods_parts
from mmgui.core.data.importing.tables.rows import (
    BATCH_ROWS,
    Blob,
    Cell,
    Row,
    Table,
    doubled_columns,
    row_name_parts,
    unique_names,
)
from mmgui.core.data.importing.tables.sheet_choice import (
    ALIKE,
    HIDDEN_TOO,
    MAX_SHEETS,
    PARTS,
    Values,
    choose_sheets,
    load_sheet,
    parts_among,
)
from mmgui.core.data.importing.tables.sheet_links import follow_links, links_notes
from mmgui.core.data.importing.tables.sheet_notes import found_in_sheet, hidden_note, sheet_note
from mmgui.core.data.importing.tables.sheet_parts import DAMAGE, Place, Sheet, SheetParts, read_parts, sheets_of
from mmgui.core.data.importing.tables.sheet_tallies import tallies
from mmgui.core.errors import Cancelled, DataError
from mmgui.core.i18n import _, join_names
from mmgui.core.raw_file import MAX_BYTES, open_raw

if TYPE_CHECKING:
    import polars

MAX_UNPACKED = 1 << 30  # bytes of an XLSX when unpacked


def open_spreadsheet(path: Path, cancel: CancelToken | None, options: SourceOptions) -> Table:
    """Look at a workbook: the first visible sheet that holds a table, or those that are called like parts, below each
    other. The other sheets with rows are left out, and counted. Raises DataError, Cancelled.

    The archive is looked at before it is unpacked: 50 KB can become gigabytes.
    """
    sheets = _checked_sheets(path)
    try:
        import fastexcel

        with open_raw(path) as file:
            book = fastexcel.read_excel(file.read())  # by a path it would go by the ending
        sheets = sheets or [Sheet(name, True) for name in book.sheet_names]
        chosen = choose_sheets(book, sheets, options, cancel)
        others = _others(book, path, sheets, chosen, cancel)
        together = _together(path, sheets, [*chosen, *others])
        wished = next((values for reading, values in together if reading.name == options.reading), chosen)
        if [v.sheet for v in wished] != [v.sheet for v in chosen]:
            chosen, others = wished, _others(book, path, sheets, wished, cancel)
    except Cancelled:
        raise
    except Exception as error:
        raise DataError(
            _("“{name}” cannot be read as a spreadsheet.").format(name=path.name),
            _("Open it in a spreadsheet program and save the first sheet as CSV."),
            str(error),
            file=path,
        ) from error
    looks = [_parts_of(path, values.sheet, cancel) for values in chosen]
    if not chosen[0].frame.height and not looks[0].pictures:
        raise DataError(_("The first sheet of “{name}” is empty.").format(name=path.name), file=path)
    is_one = len(chosen) == 1
    read = [_SheetTable(path, v, look, is_one, options.reading) for v, look in zip(chosen, looks, strict=True)]
    tables = [sheet.table() for sheet in read]
    parts: list[Split | None] = [read_part_of_file(values.sheet.name) for values in chosen]
    table = tables[0] if is_one else join_tables(path, list(zip(tables, parts, strict=True)))
    counts = {values.sheet.name: count for values, count in others.items()}
    readings = [reading for reading, _values in together] + _readings_of(sheets, {*counts, chosen[0].sheet.name})
    names = [values.sheet.name for values in chosen]
    taken = next((r.name for r, values in together if not is_one and [v.sheet.name for v in values] == names), names[0])
    if of_names := next((sheet for sheet in read if sheet.readings), None):
        is_wished = len(readings) == 1 or of_names.reading == options.reading
        readings = [*(readings if len(readings) > 1 else ()), *of_names.readings]
        taken = of_names.reading if is_wished else taken
    larger = [
        reading.name
        for reading, values in together  # hidden sheets with the same columns may be older ones
        if len(values) > len(chosen) and (reading.name != HIDDEN_TOO or parts_among(values))
    ]
    option = f"--read-as {larger[-1]}" if larger else ""
    found = (*sheet_note(path, [v.sheet for v in chosen], sheets, counts, option), *table.found)
    if len(readings) == 1:
        return replace(table, found=found)
    return replace(table, found=found, readings=tuple(readings), reading=taken)


def _others(
    book: Any, path: Path, sheets: Sequence[Sheet], chosen: Sequence[Values], cancel: CancelToken | None
) -> dict[Values, int]:
    """The other sheets that hold a table, hidden ones too, and how many rows each has."""
    names = {values.sheet.name for values in chosen}
    columns = _columns(path, chosen[0])
    others = {}
    for sheet in [s for s in sheets if s.name not in names][:MAX_SHEETS]:
        if cancel is not None:
            cancel.raise_if_cancelled()
        values = load_sheet(book, sheet)
        if values.is_table or (columns and _columns(path, values) == columns):  # that one may have a single row
            others[values] = _SheetTable(path, values, SheetParts(), True).total()
    return others


def _together(path: Path, sheets: Sequence[Sheet], found: Iterable[Values]) -> list[tuple[Reading, list[Values]]]:
    """The sheets that can be read together: those of the parts, else those with the same columns; and with the hidden
    ones among them, where that is another choice."""
    order = [sheet.name for sheet in sheets]
    every = sorted(found, key=lambda values: order.index(values.sheet.name))
    visible = [values for values in every if values.sheet.is_visible]
    parts, whole = parts_among(visible), parts_among(every)
    title = _("The sheets of the parts together")
    name = PARTS
    if not parts and not whole:
        parts, whole = _alike(path, visible), _alike(path, every)
        name, title = ALIKE, _("The sheets with the same columns together")
    readings = [(Reading(name, title), parts)] if parts else []
    if len(whole) > len(parts):
        shown = join_names(f"“{values.sheet.name}”" for values in whole)
        text = _("The sheets {names} together, the hidden ones too").format(names=shown)
        readings.append((Reading(HIDDEN_TOO, text), whole))
    return readings


def _readings_of(sheets: Sequence[Sheet], tables: Collection[str]) -> list[Reading]:
    """Each sheet by itself: the visible ones, and the hidden ones that hold a table."""
    shown = [s for s in sheets if s.is_visible] or sheets
    readings = [Reading(s.name, _("The sheet “{name}”").format(name=s.name)) for s in shown]
    hidden = [s.name for s in sheets if s not in shown and s.name in tables]
    return readings + [Reading(name, _("The hidden sheet “{name}”").format(name=name)) for name in hidden]


def _alike(path: Path, found: Iterable[Values]) -> list[Values]:
    """The sheets with the same columns, whatever their order; of several such groups the one with the sheet that looks
    most like a table."""
    groups: dict[frozenset[str], list[Values]] = {}
    for values in found:
        if columns := _columns(path, values):
            groups.setdefault(frozenset(columns), []).append(values)
    several = [group for group in groups.values() if len(group) > 1]
    return max(several, key=lambda group: max(values.rank() for values in group), default=[])


def _columns(path: Path, values: Values) -> set[str]:
    """The names of a sheet's columns; none if it names none."""
    table = _SheetTable(path, values, SheetParts(), True)
    return set() if table.header.names_at is None else set(table.names)


class _SheetTable:
    """The rows of one sheet: values, and where something else is known, that in their place."""

    def __init__(self, path: Path, values: Values, parts: SheetParts, is_only: bool, wish: str = "") -> None:
        self.path, self.frame, self.parts = path, values.frame, parts
        inner = path.with_name(f"{path.name} ({values.sheet.name.replace('/', '_')})")
        self.named = path if is_only else inner  # what its rows are called after
        self._left = self._first_column()
        self._links, self._other_links = follow_links(parts.links, self._shown)
        if known := {**parts.values, **self._links}:
            self.frame = _with_values(self.frame, self._left, known)
            values = replace(values, frame=self.frame)
        wanted = [column for _row, column in parts.pictures]
        self._before = max(0, self._left - min(wanted, default=self._left))
        self._behind = max(0, max(wanted, default=0) - self._left - self.frame.width + 1)
        head = [self._padded(row, "") for row in values.head()]
        is_empty = not any(c.strip() for row in head for c in row)
        header = Header(None, 0) if is_empty else find_header(head)
        self.header, self.readings, self.reading = as_wished(header, head, wish)
        self._head = head
        self.names = [""] * self.width if self.header.names_at is None else head[self.header.names_at]
        self.columns = unique_names(self.names)
        self.changes = self._changes()
        self._tallies = tallies(self.parts.spans, self.header.data_at, self.frame.height, self._count_filled)

    def table(self) -> Table:
        return Table(self.named, self.columns, self.rows, self.total(), tuple(self.found()))

    @property
    def width(self) -> int:
        return self._before + self.frame.width + self._behind

    def _shown(self, place: Place) -> str:
        """What the cell of a row and column of the sheet holds as text."""
        row, column = place[0], place[1] - self._left
        is_inside = row < self.frame.height and 0 <= column < self.frame.width
        return (self.frame.item(row, column) or "") if is_inside else ""

    def _padded(self, row: Sequence[Any], filling: Any) -> list[Any]:
        return [filling] * self._before + list(row) + [filling] * self._behind

    def _first_column(self) -> int:
        """Which column of the sheet the frame begins with: fastexcel leaves out empty ones at the left."""
        first = self.parts.first_column or 0
        return first if first + self.frame.width > self.parts.last_column else 0

    def place(self, column: int) -> int:
        """The position in a row of a column of the sheet; -1 if it is none of the table's."""
        at = column - self._left + self._before
        return at if 0 <= at < self.width else -1

    def _changes(self) -> dict[int, dict[int, str]]:
        """By row: values of merged cells, which only their first row has."""
        changes: dict[int, dict[int, str]] = {}
        for row, column, last in self.parts.merges:
            at = column - self._left
            if row < self.header.data_at or not 0 <= at < self.frame.width or row >= self.frame.height:
                continue
            value = self.frame.item(row, at)
            for below in range(row + 1, min(last + 1, self.frame.height)):
                if value is not None and any(self.frame.row(below)):
                    changes.setdefault(below, {})[at + self._before] = value
        return changes

    def total(self) -> int:
        count = sum(self._filled(range(self.header.data_at, self.frame.height)))
        alone = {row for row, _c in self.parts.pictures if row >= self.header.data_at}
        return count + sum(row >= self.frame.height or not any(self.frame.row(row)) for row in alone)

    def _filled(self, rows: Sequence[int]) -> list[bool]:
        """Which of these rows of the frame hold any value."""
        import polars

        if not rows or not self.frame.width:
            return []
        told = polars.all().is_not_null() & (polars.all().str.strip_chars() != "")
        return self.frame[rows].select(polars.any_horizontal(told)).to_series().to_list()

    def _count_filled(self, row: int) -> int:
        return sum(bool(cell and cell.strip()) for cell in self.frame.row(row))

    def found(self) -> list[Problem]:
        data_at = self.header.data_at
        above = self._head[: data_at - (self.header.names_at is not None)]
        notes = header_note(self.named, self.header, data_at + 1)
        notes += title_note(self.named, list(enumerate(above, start=1)), sum(bool(name) for name in self.names))
        hidden = [row for row in self.parts.hidden if data_at <= row < self.frame.height]
        hidden = [row for row, is_filled in zip(hidden, self._filled(hidden), strict=True) if is_filled]
        notes += hidden_note(self.named, hidden)
        notes += links_notes(self.named, self._links, self._other_links, self._column_name)
        return [*notes, *found_in_sheet(self.named, self.parts, data_at, self._column_name, self.changes)]

    def _column_name(self, column: int) -> str | None:
        at = self.place(column)
        return self.columns[at] if at >= 0 else None

    def rows(self, problems: list[Problem], cancel: CancelToken | None) -> Iterator[Row]:
        number = None if self.header.names_at is None else self.header.names_at + 1
        problems.extend(doubled_columns(self.named, self.names, number))
        before, after = row_name_parts(self.named)
        pictures = self._pictures_by_row()
        last = max(self.frame.height, max(pictures, default=-1) + 1)
        odd = OddRows(() if self.header.names_at is None else self.names)
        is_below_gap = False
        with open_raw(self.path) as file:
            archive = zipfile.ZipFile(file) if pictures else None
            for start in range(self.header.data_at, last, BATCH_ROWS):
                if cancel is not None:
                    cancel.raise_if_cancelled()
                for at, cells in enumerate(self._batch(start, last), start=start):
                    if at in pictures and archive is not None:
                        cells = self._with_pictures(archive, pictures[at], cells)
                    if not any(c for c in cells if not isinstance(c, str) or c.strip()):
                        is_below_gap = True
                        continue
                    where = f"{before}{at + 1}{after}"
                    if odd.second.has_begun:
                        odd.second.leave_out(where, at + 1)
                    elif at in self._tallies:
                        text = _("A formula in this row counts or sums up the rows above.")
                        problems.append(Problem(where, text, at + 1, kind="left out"))
                    elif why := odd.why(cells, where, at + 1, is_below_gap):
                        problems.append(Problem(where, why, at + 1, kind="left out"))
                    else:
                        cells = tuple(cells[place] for place in odd.order) if odd.order else cells
                        yield Row(at + 1, where, cells, self.path.parent)
                    is_below_gap = False
        problems.extend(odd.notes(self.named))

    def _batch(self, start: int, last: int) -> Iterator[tuple[Cell, ...]]:
        is_plain = not (self._before or self._behind)
        size = min(BATCH_ROWS, last - start)
        given = self.frame.slice(start, size).height if start < self.frame.height else 0
        for at, values in enumerate(self.frame.slice(start, size).iter_rows() if given else (), start=start):
            cells = values if is_plain else tuple(self._padded(values, None))
            if at in self.changes:
                changed = self.changes[at]
                cells = tuple(changed.get(i, c) for i, c in enumerate(cells))
            yield cells
        for _at in range(size - given):
            yield (None,) * self.width

    def _pictures_by_row(self) -> dict[int, dict[int, str]]:
        rows: dict[int, dict[int, str]] = {}
        for (row, column), part in self.parts.pictures.items():
            if row >= self.header.data_at:
                rows.setdefault(row, {})[self.place(column)] = part
        return rows

    def _with_pictures(
        self, archive: zipfile.ZipFile, pictures: dict[int, str], cells: tuple[Cell, ...]
    ) -> tuple[Cell, ...]:
        changed = list(cells)
        for at, part in pictures.items():
            if not changed[at]:
                changed[at] = _picture(archive, part)
        return tuple(changed)


def _with_values(frame: "polars.DataFrame", left: int, values: Mapping[Place, str]) -> "polars.DataFrame":
    """The frame with these values in their places. left: the column of the sheet that it begins with."""
    import polars

    by_column: dict[int, dict[int, str]] = {}
    for (row, column), text in values.items():
        if row < frame.height and 0 <= column - left < frame.width:
            by_column.setdefault(column - left, {})[row] = text
    for at, known in by_column.items():
        cells = frame.to_series(at).to_list()
        for row, text in known.items():
            cells[row] = text
        frame = frame.with_columns(polars.Series(frame.columns[at], cells, dtype=polars.String))
    return frame


def _picture(archive: zipfile.ZipFile, part: str) -> Blob | None:
    name = part.rpartition("/")[2]
    try:
        if archive.getinfo(part).file_size <= MAX_BYTES:
            return Blob(archive.read(part), name)
    except DAMAGE:
        pass
    return Blob(b"", name)  # which is then named as no picture


def _checked_sheets(path: Path) -> list[Sheet]:
    """The sheets of an XLSX, [] for other kinds of spreadsheets. Raises DataError if it is too large."""
    with open_raw(path) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                if sum(entry.file_size for entry in archive.infolist()) <= MAX_UNPACKED:
                    return sheets_of(archive)
        except DAMAGE:
            return []  # an old .xls is no archive; fastexcel says whether it is a spreadsheet
    raise DataError(
        _("“{name}” is too large when unpacked.").format(name=path.name),
        _("Save the sheet as CSV and open that."),
        file=path,
    )


def _parts_of(path: Path, sheet: Sheet, cancel: CancelToken | None) -> SheetParts:
    with open_raw(path) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                return (
                    read_parts(archive, sheet.part, cancel)
                    if sheet.part
                    else read_ods_parts(archive, sheet.name, cancel)
                )
        except DAMAGE:  # fastexcel could read the values: go on with them (an old .xls is no archive)
            return SheetParts(is_whole=not sheet.part)
