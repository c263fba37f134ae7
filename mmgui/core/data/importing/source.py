"""From a table or a folder of a person to examples: the preview, and the import with its list of problems."""

import atexit
import hashlib
import shlex
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from mmgui.core.cancel import CancelToken
from mmgui.core.collector import resting
from mmgui.core.data.example import (
    MAX_LABEL,
    Example,
    ExampleSet,
    Field,
    FieldMapping,
    ImportMapping,
    ImportResult,
    Problem,
    SourceOptions,
    SourcePreview,
)
from mmgui.core.data.importing.archives.unpacking import is_archive, look_into_archive
from mmgui.core.data.importing.columns import SAMPLE_ROWS, guess_mapping
from mmgui.core.data.importing.file_names import is_storable
from mmgui.core.data.importing.finding import Finder, resolve_inside, respelt_sentence, shortened, why_no_file
from mmgui.core.data.importing.folders.columns import BY_FOLDER, with_columns_of_folders
from mmgui.core.data.importing.folders.labels import against_folders, parts_against_folders
from mmgui.core.data.importing.folders.media import media_left_out
from mmgui.core.data.importing.folders.reading import FolderContents, look_into_folder
from mmgui.core.data.importing.folders.tree import printable
from mmgui.core.data.importing.folders.versions import versions_in_table
from mmgui.core.data.importing.label_columns import count_labels
from mmgui.core.data.importing.odd_parts import OddParts, unread_parts, without_part
from mmgui.core.data.importing.part_columns import PartColumns
from mmgui.core.data.importing.remarks import remarks
from mmgui.core.data.importing.repeated_answers import on_repeated_answers
from mmgui.core.data.importing.split_words import is_dealt, read_part
from mmgui.core.data.importing.tables.late_columns import first_filled, late_columns
from mmgui.core.data.importing.tables.odd_rows import count_at_end, remarks_at_end, subtotals
from mmgui.core.data.importing.tables.opening import open_table
from mmgui.core.data.importing.tables.row_problems import RowProblems
from mmgui.core.data.importing.tables.rows import Blob, Cell, Row, Table, text_of
from mmgui.core.data.importing.typed_columns import TypedColumns
from mmgui.core.data.labels import is_unseen
from mmgui.core.errors import DataError
from mmgui.core.files import write_bytes
from mmgui.core.i18n import _, join_names, join_sentences
from mmgui.core.raw_file import read_raw
from mmgui.modalities import find_modality, naming, prose, say_of_all
from mmgui.modalities.contract import Modality

Progress: TypeAlias = Callable[[int, int], None]
PREVIEW_ROWS = 20
MAX_CELL = 200  # characters of a cell in the preview
_REPORT_EVERY = 200  # rows between two calls of `progress`


def preview_source(
    path: Path, *, options: SourceOptions = SourceOptions(), cancel: CancelToken | None = None
) -> SourcePreview:
    """The columns, the first rows as text and a guess of the mapping; reads no media.

    `total` counts the rows; for a CSV over 16 MB it counts its lines. Raises DataError, Cancelled.
    """
    contents = _look_into(path, cancel, options)
    table = contents.table
    sample = list(islice(table.rows([], cancel), SAMPLE_ROWS))
    finder = Finder(cancel)
    guess = contents.mapping or _guess(table, sample, finder, cancel)
    media = {f.column for f in guess.fields if find_modality(f.modality).is_media}
    shown = [(row.folder, dict(zip(table.columns, row.cells, strict=False))) for row in sample[:PREVIEW_ROWS]]
    rows = tuple({name: _shown(cell) for name, cell in cells.items()} for _folder, cells in shown)
    files = tuple(finder.files_of(folder, cells, media) for folder, cells in shown)
    labels = count_labels(table.columns, table.rows([], cancel), cancel)
    found = (*table.found, *contents.others({path for named in files for path in named.values()}))
    readings = table.readings
    return SourcePreview(
        path, table.columns, rows, table.total, guess, found, readings, table.reading, table.encoding, files, labels
    )


def read_source(
    path: Path,
    mapping: ImportMapping | None = None,
    *,
    options: SourceOptions = SourceOptions(),
    cancel: CancelToken | None = None,
    progress: Progress | None = None,
    media_folder: Path | None = None,
) -> ImportResult:
    """Read every row that can be used, and list every problem by name and row.

    mapping: which columns mean what; None = the guess. Media values of the result are absolute paths of files that
    passed the gate of their kind (each distinct file once). Those that lie inside a Parquet file are written to
    `media_folder`, named by their content; by default to a temporary folder that lives as long as the program.
    A row with an empty cell or text is kept with None as long as another field has a value, and so is one with a typed
    value that its kind cannot read, which is told. A row
    without a label is kept, unlabelled, and is no problem. A broken or missing media file, a path that leads out of
    the table's folder, a row with nothing in it, and one with an unknown word for its part are problems, and the row is
    left out. A file that is called a little otherwise than the row says is found (finding.py) and told.
    progress(done, total) is called now and then. Raises DataError if the source as a whole cannot be read or the
    mapping names a column that is not there; Cancelled.
    """
    contents = _look_into(path, cancel, options)
    table, finder = contents.table, Finder(cancel)
    mapping = mapping or contents.mapping
    if mapping is None:
        mapping = _guess(table, list(islice(table.rows([], cancel), SAMPLE_ROWS)), finder, cancel)
    reader = _Reader(table, mapping, media_folder, finder, cancel)
    first: list[tuple[Cell, ...]] = []
    reported: list[Problem] = []  # by the table itself, while its rows are read
    seen = 0
    with resting():
        for seen, row in enumerate(table.rows(reported, cancel), start=1):
            if seen <= SAMPLE_ROWS:
                first.append(row.cells)
            if reported:
                reader.problems.extend(reported)
                reported.clear()
            if seen % _REPORT_EVERY == 0 or reader.is_slow:
                if cancel is not None:
                    cancel.raise_if_cancelled()
                if progress is not None and seen % _REPORT_EVERY == 0:
                    progress(min(seen, table.total), table.total)
            reader.take(row)
    reader.problems.extend(reported)
    if cancel is not None:
        cancel.raise_if_cancelled()
    said = remarks(table.path.name, _own_columns(table, reader.mapping), first, reader.mapping, options.chosen)
    notes = [*said, *reader.notes()]
    if not contents.mapping and reader.mapping.split_column is not None:
        reader.examples, lacking = without_part(reader.examples, reader.mapping.split_column, table.path.name)
        notes += lacking
    notes += unread_parts(table.path.name, table.pieces, reader.examples)
    media = [f.name for f in reader.mapping.fields if find_modality(f.modality).is_media]
    if not contents.mapping:
        notes += on_repeated_answers(table.path.name, reader.examples, reader.mapping)
    notes += subtotals(reader.examples, reader.mapping.label_column)
    if not contents.mapping:
        words = [f.name for f in reader.mapping.fields if f.modality == prose().name]
        notes += count_at_end(reader.examples, reader.mapping.label_column)
        notes += remarks_at_end(reader.examples, reader.mapping.label_column, words)
    notes += against_folders(table.path.name, reader.examples, media)
    if not contents.mapping:
        notes += parts_against_folders(table.path.name, reader.examples, media, table.columns)
    if not contents.mapping and reader.mapping.split_column is None:
        around = table.path if table.path.is_dir() else table.path.parent
        notes += versions_in_table(table.path.name, around, reader.examples, media)
    problems = (
        *table.found,
        *contents.others(reader.checked),
        *reader.problems.told(table.path.name, seen),
        *notes,
        *media_left_out(path.name, contents, reader.checked, reader.mapping, reader.unread(first)),
    )
    fields = tuple(Field(f.name, f.modality) for f in reader.mapping.fields)
    columns = None if contents.mapping else reader.mapping  # those of folders are made up
    result = ImportResult(ExampleSet(fields, tuple(reader.examples), path.stem, columns), problems)
    if progress is not None:
        progress(result.total, result.total)
    return result


def open_source(path: Path, cancel: CancelToken | None = None, options: SourceOptions = SourceOptions()) -> Table:
    """A table file, a folder or an archive as rows of cells. Raises DataError, Cancelled."""
    contents = _look_into(path, cancel, options)
    table = contents.table
    if not contents.others(()):
        return table
    finder, named = Finder(cancel), set[Path]()
    for row in table.rows([], cancel):
        named.update(finder.files_of(row.folder, dict(zip(table.columns, row.cells, strict=False)), ()).values())
    return replace(table, found=(*table.found, *contents.others(named)))


@dataclass
class _Reader:
    """Turns rows into examples. Remembers what became of each distinct file, so that each passes its gate once."""

    table: Table
    wish: ImportMapping
    media_folder: Path | None
    finder: Finder
    cancel: CancelToken | None = None
    problems: RowProblems = field(default_factory=RowProblems)
    examples: list[Example] = field(default_factory=list)
    is_slow: bool = False

    def __post_init__(self) -> None:
        self.mapping = _checked(self.wish, self.table)
        place = {name: i for i, name in enumerate(self.table.columns)}
        self._fields = [(f, [place[c] for c in f.columns], find_modality(f.modality)) for f in self.mapping.fields]
        kinds = {f.name: modality for f, _places, modality in self._fields}
        columns = {f.name: {c: place[c] for c in f.columns} for f in self.mapping.fields}
        self._typed = TypedColumns(self.table, kinds, columns, self.cancel, tells=True)
        self._label = None if self.mapping.label_column is None else place[self.mapping.label_column]
        self._split = None if self.mapping.split_column is None else place[self.mapping.split_column]
        self._files: dict[tuple[Path, str], str | DataError] = {}
        self.checked: dict[Path, DataError | None] = {}
        self._odd = OddParts(self.mapping.split_column)
        self._count = 0  # of rows that were turned into examples, those that are held back too
        self._parts = PartColumns(_own_columns(self.table, self.mapping), self.mapping)

    def notes(self) -> list[Problem]:
        """What was found out over all rows: files by another spelling, words that name no part."""
        self.examples, odd = self._odd.settle(self.examples)
        notes = [*self._parts.notes(self.table.path.name), *odd, *self._typed.notes(self.table.path.name)]
        if self.finder.respelt:
            names = tuple(f"{written} → {name}" for written, name in self.finder.respelt)
            said = respelt_sentence(self.finder.respelt)
            notes.append(Problem(self.table.path.name, said, kind="note", names=names))
        return notes

    def unread(self, rows: Sequence[Sequence[Cell]]) -> dict[str, list[str]]:
        """What stands in the columns that are read neither as files nor as the answers or parts."""
        media = {f.column for f in self.mapping.fields if find_modality(f.modality).is_media}
        used = media | {self.mapping.label_column, self.mapping.split_column}
        places = {n: i for i, n in enumerate(self.table.columns) if n not in used}
        cells = {n: [row[i] for row in rows if i < len(row)] for n, i in places.items()}
        return {n: [c.strip() for c in found if isinstance(c, str) and c.strip()] for n, found in cells.items()}

    def take(self, row: Row) -> None:
        self._parts.take(row.cells)
        values: dict[str, str | None] = {}
        unread: list[str] = []
        for mapped, places, modality in self._fields:
            cells = [row.cells[place] if place < len(row.cells) else None for place in places]
            cell = cells[0]
            try:
                if modality.is_media:
                    values[mapped.name] = self._media(cell, row, modality, mapped.column)
                elif any(isinstance(cell, Blob) and cell.data for cell in cells):
                    raise DataError(_("These bytes are no text in UTF-8."), column=mapped.column)
                elif mapped.name in self._typed:
                    values[mapped.name] = self._typed_value(row, mapped, unread)
                else:
                    values[mapped.name] = text_of(cell)
            except DataError as error:
                what = f"{error.sentence()} ({mapped.column})" if mapped.column else error.sentence()
                self._leave_out(row, what, is_common=isinstance(cell, str) and bool(why_no_file(cell)))
                return
        if not any(values.values()) and unread:
            self._leave_out(row, join_sentences(unread))
            return
        for why in unread:
            what = join_sentences([why, _("The row is read without it.")])
            self.problems.add(Problem(row.where, what, row.number, kind="note"))
        if not any(values.values()):
            text = say_of_all([f.modality for f in self.mapping.fields], "nothing read")
            self._leave_out(row, text or _("There is nothing in the columns that are read."))
            return
        label = self._label_of(row)
        if label is not None and len(label) > MAX_LABEL:
            self._leave_out(row, _("The label has over {limit} characters.").format(limit=MAX_LABEL))
            return
        said = row.cells[self._split] if self._split is not None else None
        word = said if isinstance(said, str) else ""
        split = None if self._split is None else read_part(word, self.mapping.split_column or "")
        example = Example(self._count, values, label, split, row.where)
        self._count += 1
        if split is None and not is_dealt(word):
            self._odd.take(word, example, row)
        else:
            self.examples.append(example)

    def _typed_value(self, row: Row, mapped: FieldMapping, unread: list[str]) -> str | None:
        """None with the reason in `unread` if it cannot be used."""
        try:
            with naming(mapped.column):
                return self._typed.read(mapped.name, row.cells)
        except DataError as error:
            unread.append(error.sentence())
            return None

    def _label_of(self, row: Row) -> str | None:
        cell = row.cells[self._label] if self._label is not None else None
        label = " ".join((text_of(cell) or "").split())
        if isinstance(cell, Blob) or (not label.isascii() and is_unseen(label)):
            text = _("The label holds nothing that can be read. The row is read without a label.")
            self.problems.add(Problem(row.where, text, row.number, self.mapping.label_column, "note"))
            return None
        return label or None

    def _leave_out(self, row: Row, what: str, is_common: bool = False) -> None:
        self.problems.add(Problem(row.where, what, row.number), is_common)

    def _media(self, cell: Cell, row: Row, modality: Modality, column: str) -> str | None:
        self.is_slow = False
        if cell is None:
            return None
        if isinstance(cell, Blob):
            return self._stored(cell, row, modality, column)
        if not cell or cell.isspace():
            return None
        key = (row.folder, cell)
        known = self._files.get(key)
        if known is None:
            known = self._files[key] = self._gate(key, row, modality)
        if isinstance(known, DataError):
            raise known
        return known

    def _gate(self, key: tuple[Path, str], row: Row, modality: Modality) -> str | DataError:
        self.is_slow = True
        try:
            path = self.finder.find(*key)
            if path not in self.checked:
                name = key[1].strip()
                try:
                    self._check(read_raw(path, name), name, row, modality)
                    self.checked[path] = None
                except DataError as error:
                    self.checked[path] = error
            return self.checked[path] or str(path)
        except DataError as error:
            return error

    def _stored(self, blob: Blob, row: Row, modality: Modality, column: str) -> str:
        self.is_slow = True
        data = blob.only(modality, column)
        suffix = self._check(data, blob.name or row.where, row, modality)
        if self.media_folder is None:
            self.media_folder = Path(tempfile.mkdtemp(prefix="mmgui-import-"))
            atexit.register(shutil.rmtree, self.media_folder, ignore_errors=True)
        path = self.media_folder.resolve() / (hashlib.sha256(data).hexdigest() + suffix)
        if not path.exists():
            write_bytes(path, data)
        return str(path)

    def _check(self, data: bytes, name: str, row: Row, modality: Modality) -> str:
        suffix, notes = modality.check(data, name)
        for note in notes:
            self.problems.add(Problem(row.where, note, row.number, kind="note"))
        return suffix


def _look_into(path: Path, cancel: CancelToken | None, options: SourceOptions) -> FolderContents:
    path = path.absolute()
    if not is_storable(path.name):
        raise DataError(
            _("The name of “{name}” is written in letters of another system.").format(name=printable(path.name)),
            _("Rename it."),
        )
    if path.is_dir():
        contents = look_into_folder(path, cancel, options)
    elif is_archive(path):
        contents = look_into_archive(path, cancel, options)
    else:
        contents = FolderContents(with_columns_of_folders(open_table(path, cancel, options), cancel=cancel))
    _check_reading(contents.table, options.reading)
    return contents


def _check_reading(table: Table, wish: str) -> None:
    """Raises DataError if the source cannot be read as was wished: another reading in silence would be worse."""
    if not wish or wish in {table.reading, *(r.name for r in table.readings)}:
        return
    raise DataError(
        _("“{name}” cannot be read as “{reading}”.").format(name=table.path.name, reading=shortened(wish)),
        _say_readings(table) or _("There is only one way to read it."),
        file=table.path,
    )


def _say_readings(table: Table) -> str:
    names = join_names(f"“{r.name}”" for r in table.readings)
    return _("It can be read as: {readings}.").format(readings=names) if names else ""


def _guess(table: Table, sample: Sequence[Row], finder: Finder, cancel: CancelToken | None) -> ImportMapping:
    """The guess, with a look at the files beside the table where a column may name them, and at rows behind the sample
    where a column with a telling name says nothing before."""
    folder = sample[0].folder if sample else table.path.parent
    cells = [row.cells for row in sample]
    late = late_columns(table.columns, cells) if len(sample) == SAMPLE_ROWS else {}
    if late:
        cells += first_filled(table.rows([], cancel), late, SAMPLE_ROWS)
    return guess_mapping(table.columns, cells, lambda text: finder.named_file(folder, text))


def _checked(mapping: ImportMapping, table: Table) -> ImportMapping:
    """The mapping with modalities by their registered names. Raises DataError for what does not fit the table."""
    wanted = [column for f in mapping.fields for column in f.columns]
    wanted += [c for c in (mapping.label_column, mapping.split_column) if c is not None]
    for column in wanted:
        if column not in table.columns:
            raise DataError(
                _("“{name}” has no column “{column}”.").format(name=table.path.name, column=column),
                _("Its columns are: {columns}.").format(columns=join_names(table.columns[:50])),
                file=table.path,
                column=column,
            )
    if not mapping.fields:
        first = (cell for row in islice(table.rows([], None), SAMPLE_ROWS) for cell in row.cells)
        why = next((why for cell in first if isinstance(cell, str) and (why := why_no_file(cell))), "")
        said = _("No column of “{name}” looks like pictures or words.").format(name=table.path.name)
        hint = _("Say which columns to use. There are: {columns}.").format(columns=join_names(table.columns[:50]))
        others = [r.name for r in table.readings if r.name != table.reading]
        tried = _("It was read as “{reading}”. It can also be read as: {others}.")
        shown = join_names(f"“{name}”" for name in others)
        guesses = [p for p in table.found if p.option.startswith("--encoding")]
        raise DataError(
            join_sentences([said, why]),
            join_sentences(
                [
                    hint,
                    tried.format(reading=table.reading, others=shown) if others else "",
                    *[p.what for p in guesses[:1]],
                ]
            ),
            file=table.path,
            option=guesses[0].option if guesses else f"--read-as {shlex.quote(others[0])}" if others else "",
        )
    names = [f.name for f in mapping.fields]
    for name in names:
        if not name.strip() or names.count(name) > 1:
            raise DataError(
                _("The name “{name}” is empty or used for two fields.").format(name=name),
                _("Give each field a name of its own."),
                file=table.path,
            )
    fields = tuple(FieldMapping(f.name, find_modality(f.modality).name, f.column) for f in mapping.fields)
    return ImportMapping(fields, mapping.label_column, mapping.split_column)


def _own_columns(table: Table, mapping: ImportMapping) -> tuple[str, ...]:
    """Without one that was added to be chosen and is not read: it is no riddle."""
    is_spare = table.columns[-1:] == (BY_FOLDER,) and BY_FOLDER not in mapping.used
    return table.columns[:-1] if is_spare else table.columns


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Blob):
        return cell.name or _("{size} KB of data").format(size=max(1, len(cell.data) // 1024))
    return cell if len(cell) <= MAX_CELL else cell[: MAX_CELL - 1] + "…"


__all__ = ["open_source", "preview_source", "read_source", "resolve_inside"]
