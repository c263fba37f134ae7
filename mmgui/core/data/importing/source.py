"""From a table or a folder of a person to examples: the preview, and the import with its list of problems."""

import atexit
import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PureWindowsPath
from typing import TypeAlias

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import (
    Example,
    ExampleSet,
    Field,
    FieldMapping,
    ImportMapping,
    ImportResult,
    Problem,
    SourceOptions,
    SourcePreview,
    Split,
)
from mmgui.core.data.importing.folders import open_folder
from mmgui.core.data.importing.guessing import SAMPLE_ROWS, guess_mapping, read_split
from mmgui.core.data.importing.tables import Blob, Cell, Row, Table, open_table
from mmgui.core.collector import resting
from mmgui.core.errors import DataError
from mmgui.core.files import write_bytes
from mmgui.core.i18n import _, join_names
from mmgui.core.modalities import Modality, find_modality, read_text
from mmgui.core.modalities.raw_file import read_raw

Progress: TypeAlias = Callable[[int, int], None]
PREVIEW_ROWS = 20
MAX_CELL = 200  # characters of a cell in the preview
MAX_LABEL = 200
_REPORT_EVERY = 200  # rows between two calls of `progress`
_WEB = re.compile(r"^[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def preview_source(
    path: Path, *, options: SourceOptions = SourceOptions(), cancel: CancelToken | None = None
) -> SourcePreview:
    """The columns, the first rows as text and a guess of the mapping; reads no picture.

    `total` counts the rows; for a CSV over 16 MB it counts its lines. Raises DataError, Cancelled.
    """
    table = _open(path, cancel, options)
    sample = list(islice(table.rows([], cancel), SAMPLE_ROWS))
    guess = guess_mapping(table.columns, [row.cells for row in sample])
    rows = tuple(
        {name: _shown(cell) for name, cell in zip(table.columns, row.cells, strict=False)}
        for row in sample[:PREVIEW_ROWS]
    )
    return SourcePreview(
        path, table.columns, rows, table.total, guess, table.found, table.readings, table.reading, table.encoding
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

    mapping: which columns mean what; None = the guess. Picture values of the result are absolute paths of files that
    passed the image gate (each distinct file once). Pictures that lie inside a Parquet file are written to
    `media_folder`, named by their content; by default to a temporary folder that lives as long as the program.
    A row with a missing picture cell or an empty text is kept with None as long as another field has a value. A row
    without a label is kept, unlabelled, and is no problem. A broken or missing picture file, a path that leads out of
    the table's folder, and a row with nothing in it are problems, and the row is left out.
    progress(done, total) is called now and then. Raises DataError if the source as a whole cannot be read or the
    mapping names a column that is not there; Cancelled.
    """
    table = _open(path, cancel, options)
    if mapping is None:
        sample = [row.cells for row in islice(table.rows([], cancel), SAMPLE_ROWS)]
        mapping = guess_mapping(table.columns, sample)
    reader = _Reader(table, mapping, media_folder, list(table.found))
    problems: list[Problem] = reader.problems
    seen = 0
    with resting():
        for seen, row in enumerate(table.rows(problems, cancel), start=1):
            if seen % _REPORT_EVERY == 0 or reader.is_slow:
                if cancel is not None:
                    cancel.raise_if_cancelled()
                if progress is not None and seen % _REPORT_EVERY == 0:
                    progress(min(seen, table.total), table.total)
            reader.take(row)
    if cancel is not None:
        cancel.raise_if_cancelled()
    fields = tuple(Field(f.name, f.modality) for f in reader.mapping.fields)
    result = ImportResult(ExampleSet(fields, tuple(reader.examples), path.stem), tuple(problems))
    if progress is not None:
        progress(result.total, result.total)
    return result


def resolve_inside(folder: Path, text: str) -> Path:
    """The file that `text` names, which must lie under `folder` after following every link.

    Refused: "..", other folders' absolute paths, UNC and device paths, drive letters, web addresses, links that lead
    out. A path with Windows separators is understood. Raises DataError.
    """
    windows = PureWindowsPath(text)
    if _WEB.match(text):
        raise DataError(_("“{path}” is an address; only files are read.").format(path=_short(text)))
    if "\0" in text or len(text) > 4096:
        raise DataError(_("“{path}” is not a file name.").format(path=_short(text)))
    if text.startswith(("\\\\", "//")) or (windows.drive and not Path(text).is_absolute()) or windows.is_reserved():
        raise _outside(text)
    root = folder.resolve()
    try:
        path = (root / text).resolve()
        if "\\" in text and not path.exists():
            path = (root / text.replace("\\", "/")).resolve()
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: links in a circle
        raise DataError(_("“{path}” is not a file name.").format(path=_short(text)), detail=str(error)) from error
    if not path.is_relative_to(root):
        raise _outside(text)
    return path


@dataclass
class _Reader:
    """Turns rows into examples. Remembers what became of each distinct file, so that each passes its gate once."""

    table: Table
    wish: ImportMapping
    media_folder: Path | None
    problems: list[Problem] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)
    is_slow: bool = False

    def __post_init__(self) -> None:
        self.mapping = _checked(self.wish, self.table)
        place = {name: i for i, name in enumerate(self.table.columns)}
        self._fields = [(f, place[f.column], find_modality(f.modality)) for f in self.mapping.fields]
        self._label = None if self.mapping.label_column is None else place[self.mapping.label_column]
        self._split = None if self.mapping.split_column is None else place[self.mapping.split_column]
        self._files: dict[tuple[Path, str], str | DataError] = {}
        self._checked: dict[Path, DataError | None] = {}
        self._odd_splits: set[str] = set()

    def take(self, row: Row) -> None:
        values: dict[str, str | None] = {}
        for mapped, place, modality in self._fields:
            cell = row.cells[place] if place < len(row.cells) else None
            try:
                if modality.is_media:
                    values[mapped.name] = self._media(cell, row, modality)
                else:
                    values[mapped.name] = _text(cell)
            except DataError as error:
                self._leave_out(row, f"{error.sentence()} ({mapped.column})" if mapped.column else error.sentence())
                return
        if not any(values.values()):
            self._leave_out(row, _("There is nothing in this row: neither a picture nor words."))
            return
        label = _text(row.cells[self._label]) if self._label is not None else None
        if label is not None and len(label) > MAX_LABEL:
            self._leave_out(row, _("The label has over {limit} characters.").format(limit=MAX_LABEL))
            return
        label = " ".join(label.split()) if label else None
        self.examples.append(
            Example(len(self.examples), values, label or None, self._split_of(row), row.where),
        )

    def _leave_out(self, row: Row, what: str) -> None:
        self.problems.append(Problem(row.where, what, row.number))

    def _split_of(self, row: Row) -> Split | None:
        cell = row.cells[self._split] if self._split is not None else None
        if not isinstance(cell, str) or not cell.strip():
            return None
        split = read_split(cell)
        if split is None and cell not in self._odd_splits and len(self._odd_splits) < 20:
            self._odd_splits.add(cell)
            self.problems.append(
                Problem(
                    row.where,
                    _(
                        "“{value}” is none of train, validation and test; these examples are kept without a part."
                    ).format(value=_short(cell)),
                    row.number,
                    self.mapping.split_column,
                    kind="note",
                )
            )
        return split

    def _media(self, cell: Cell, row: Row, modality: Modality) -> str | None:
        self.is_slow = False
        if cell is None:
            return None
        if isinstance(cell, Blob):
            return self._stored(cell, row, modality)
        text = cell.strip()
        if not text:
            return None
        key = (row.folder, text)
        known = self._files.get(key)
        if known is None:
            known = self._files[key] = self._gate(key, row, modality)
        if isinstance(known, DataError):
            raise known
        return known

    def _gate(self, key: tuple[Path, str], row: Row, modality: Modality) -> str | DataError:
        self.is_slow = True
        try:
            path = resolve_inside(*key)
            if path not in self._checked:
                try:
                    self._check(read_raw(path, key[1]), key[1], row, modality)
                    self._checked[path] = None
                except DataError as error:
                    self._checked[path] = error
            return self._checked[path] or str(path)
        except DataError as error:
            return error

    def _stored(self, blob: Blob, row: Row, modality: Modality) -> str:
        self.is_slow = True
        name = blob.name or row.where
        suffix = self._check(blob.data, name, row, modality)
        if self.media_folder is None:
            self.media_folder = Path(tempfile.mkdtemp(prefix="mmgui-import-"))
            atexit.register(shutil.rmtree, self.media_folder, ignore_errors=True)
        path = self.media_folder.resolve() / (hashlib.sha256(blob.data).hexdigest() + suffix)
        if not path.exists():
            write_bytes(path, blob.data)
        return str(path)

    def _check(self, data: bytes, name: str, row: Row, modality: Modality) -> str:
        suffix, notes = modality.check(data, name)
        self.problems += [Problem(row.where, note, row.number, kind="note") for note in notes]
        return suffix


def _open(path: Path, cancel: CancelToken | None, options: SourceOptions) -> Table:
    path = path.absolute()
    return open_folder(path, cancel, options) if path.is_dir() else open_table(path, cancel, options)


def _checked(mapping: ImportMapping, table: Table) -> ImportMapping:
    """The mapping with modalities by their registered names. Raises DataError for what does not fit the table."""
    wanted = [f.column for f in mapping.fields]
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
        raise DataError(
            _("No column of “{name}” looks like pictures or words.").format(name=table.path.name),
            _("Say which columns to use. There are: {columns}.").format(columns=join_names(table.columns[:50])),
            file=table.path,
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


def _text(cell: Cell) -> str | None:
    if cell is None or isinstance(cell, Blob):
        return None
    return read_text(cell).strip() or None


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Blob):
        return cell.name or _("{size} KB of data").format(size=max(1, len(cell.data) // 1024))
    return cell if len(cell) <= MAX_CELL else cell[: MAX_CELL - 1] + "…"


def _outside(text: str) -> DataError:
    return DataError(
        _("“{path}” lies outside the table's folder.").format(path=_short(text)),
        _("Move the file beside the table and write its path from there."),
    )


def _short(text: str) -> str:
    return text if len(text) <= 100 else text[:99] + "…"
