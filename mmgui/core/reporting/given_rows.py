"""From the rows of a person's table to what a model reads: the values, or why there is no answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Field, Problem
from mmgui.core.data.exporting import Value
from mmgui.core.data.importing.finding import Finder
from mmgui.core.data.importing.split_words import read_part
from mmgui.core.data.importing.tables.rows import Blob, Cell, Row, Table
from mmgui.core.data.importing.typed_columns import TypedColumns
from mmgui.core.errors import DataError
from mmgui.core.i18n import _, join_sentences
from mmgui.core.inference.inputs import is_missing
from mmgui.core.read_text import read_text
from mmgui.core.reporting.table_columns import read_label
from mmgui.modalities import MODALITIES, naming, read_typed, say_of_all, typed_kinds

_MOST_FILES: Final = 50_000  # that are remembered
Truth = tuple[int | None, int | None]  # the columns of the label and of the part


@dataclass(frozen=True, slots=True)
class GivenRow:
    """One row: the person's cells as they will be written, the model's values, and why there is no answer ("").

    label: the true one, if the row has it. in_training: the row says that it is in the training part. stored: the bytes
    of the media that lie in the table itself. note: which of its values cannot be read, though it is answered from the
    others.
    """

    cells: tuple[Value, ...]
    values: Mapping[str, Any]
    problem: str = ""
    label: str | None = None
    in_training: bool = False
    stored: Mapping[str, bytes] = field(default_factory=dict)
    note: str = ""


@dataclass
class FoundFiles:
    """The files that cells name, found as an import finds them; each is looked for once."""

    finder: Finder
    _known: dict[tuple[Path, str], str | DataError] = field(default_factory=dict)

    def find(self, folder: Path, text: str) -> str:
        """Raises DataError."""
        key = (folder, text)
        if key not in self._known:
            if len(self._known) >= _MOST_FILES:
                self._known.clear()
            try:
                self._known[key] = str(self.finder.find(folder, text))
            except DataError as error:
                self._known[key] = error
        found = self._known[key]
        if isinstance(found, DataError):
            raise found
        return found


def read_rows(
    table: Table,
    columns: Mapping[str, Mapping[str, int]],
    truth: Truth,
    fields: Sequence[Field],
    split: str,
    files: FoundFiles,
    notes: list[Problem],
    cancel: CancelToken | None,
) -> Iterator[GivenRow]:
    """Every row in order; one that the table itself could not read stands where its number is, empty but for why.

    notes: gets what else the table has to say, such as what became of single cells.
    """
    problems: list[Problem] = []
    known = [f for f in fields if f.name in columns]
    typed = TypedColumns(table, {f.name: MODALITIES.get(f.modality) for f in known}, columns, cancel)

    def unreadable() -> Iterator[GivenRow]:
        for problem in problems:
            if problem.kind != "note" and problem.row is not None and problem.column is None:
                yield GivenRow((None,) * len(table.columns), {}, f"{problem.where}: {problem.what}")
            else:
                notes.append(problem)
        problems.clear()

    for row in table.rows(problems, cancel):
        yield from unreadable()
        yield _read_row(row, columns, truth, known, split, len(table.columns), files, typed)
    yield from unreadable()


def _read_row(
    row: Row,
    columns: Mapping[str, Mapping[str, int]],
    truth: Truth,
    fields: Sequence[Field],
    split: str,
    count: int,
    files: FoundFiles,
    typed: TypedColumns,
) -> GivenRow:
    padded = (*row.cells, *(None,) * (count - len(row.cells)))[:count]
    cells = tuple(_shown(cell) for cell in padded)
    label, part = (None if at is None else padded[at] for at in truth)
    values: dict[str, Any] = {}
    unread: list[str] = []
    for one in fields:
        try:
            if one.name in typed:
                with naming(one.name):
                    values[one.name] = typed.read(one.name, padded)
            else:
                (place,) = columns[one.name].values()
                values[one.name] = _value(padded[place], one, row, files)
        except DataError as error:
            if one.name not in typed:
                return GivenRow(cells, {}, error.sentence())
            values[one.name] = None
            unread.append(error.sentence())
    in_training = isinstance(part, str) and read_part(part, split) == "train"
    given = checked_row(cells, values, fields, read_label(label), in_training, unread)
    blobs = {
        f.name: cell.data for f in fields for at in columns[f.name].values() if isinstance(cell := padded[at], Blob)
    }
    return replace(given, stored=blobs) if blobs else given


def checked_row(
    cells: tuple[Value, ...],
    values: Mapping[str, Any],
    fields: Sequence[Field],
    label: str | None,
    in_training: bool,
    unread: Sequence[str] = (),
) -> GivenRow:
    """A row with nothing in it, or with a file that is not there, gets no answer but the reason; one with a typed value
    that cannot be read is answered without it. unread: why some already were not."""
    values, unread = dict(values), list(unread)
    for one in fields:
        if MODALITIES.get(one.modality) in typed_kinds() and not is_missing(values.get(one.name)):
            try:
                read_typed(one.modality, values[one.name], one.name)
            except DataError as error:
                values[one.name] = None
                unread.append(error.sentence())
    note = join_sentences(unread)
    if all(map(is_missing, values.values())):
        text = say_of_all([f.modality for f in fields], "empty row")
        return GivenRow(cells, {}, note or text or _("There is nothing in this row."))
    for one in fields:
        value = values.get(one.name)
        if isinstance(value, str) and MODALITIES.get(one.modality).is_media and not Path(value).is_file():
            is_folder = Path(value).is_dir()
            text = _("“{name}” is a folder, not a file.") if is_folder else _("“{name}” is not there.")
            return GivenRow(cells, {}, text.format(name=Path(value).name))
    return GivenRow(cells, values, "", label, in_training, note=note)


def _value(cell: Cell, one: Field, row: Row, files: FoundFiles) -> Any:
    """What the model reads of files and running text. Raises DataError."""
    modality = MODALITIES.get(one.modality)
    if isinstance(cell, Blob):
        return modality.read(cell.only(modality, one.name)) if modality.is_media else None
    if cell is None or not cell.strip():
        return None
    return files.find(row.folder, cell) if modality.is_media else read_text(cell)


def _shown(cell: Cell) -> Value:
    return cell.name if isinstance(cell, Blob) else cell


__all__ = ["FoundFiles", "GivenRow", "checked_row", "read_rows"]
