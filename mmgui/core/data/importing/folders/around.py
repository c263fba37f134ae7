"""A table in a folder of its own, whose media lie elsewhere in the folder that was opened (tables/, images/)."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem
from mmgui.core.data.importing.columns import SAMPLE_ROWS, guess_mapping
from mmgui.core.data.importing.finding import Finder
from mmgui.core.data.importing.folders.tree import Branch
from mmgui.core.data.importing.split_words import read_part_of_file, read_part_of_folder
from mmgui.core.data.importing.tables.rows import Cell, Row, Table
from mmgui.core.i18n import _
from mmgui.modalities import find_modality


def with_files_around(table: Table, around: Path, cancel: CancelToken | None = None) -> Table:
    """The table with the names of files that do not lie below its own folder as paths from the folder `around` it.

    Only what the columns of media name is looked for, and taken if one file fits.
    """
    finder, root = Finder(cancel), around.resolve()

    def found(row: Row, cell: Cell) -> tuple[bool, str | None]:
        """Whether a file lies below the table's folder, and its path from the folder around; None: it is not found."""
        if not isinstance(cell, str) or not cell.strip():
            return True, None
        path = finder.named_file(row.folder, cell)
        if path is not None:
            return True, path.relative_to(root).as_posix()
        from_table = os.path.normpath(row.folder.resolve() / cell.strip().replace("\\", "/"))
        path = finder.named_file(root, os.path.relpath(from_table, root)) or finder.named_file(root, cell)
        return False, None if path is None else path.relative_to(root).as_posix()

    def rewritten(row: Row) -> Row:
        paths = {i: found(row, row.cells[i]) for i in places if i < len(row.cells)}
        if all(is_own or path is None for is_own, path in paths.values()):
            return row
        cells = [paths.get(i, (True, None))[1] or cell for i, cell in enumerate(row.cells)]
        return replace(row, cells=tuple(cells), folder=around)

    def rows(problems: list[Problem], cancel: CancelToken | None) -> Iterator[Row]:
        yield from map(rewritten, table.rows(problems, cancel))

    sample = list(islice(table.rows([], cancel), SAMPLE_ROWS))
    guess = guess_mapping(
        table.columns,
        [row.cells for row in sample],
        lambda text: finder.named_file(table.path.parent, text) or finder.named_file(root, text),
    )
    places = [table.columns.index(f.column) for f in guess.fields if find_modality(f.modality).is_media]
    if all(rewritten(row) is row for row in sample):
        return table
    text = _("The files that this table names were looked for in “{folder}”, for they do not lie beside it.")
    note = Problem(table.path.relative_to(around).as_posix(), text.format(folder=around.name), kind="note")
    return replace(table, rows=rows, found=(*table.found, note))


def with_files_of_part(table: Table, folders: Sequence[Branch], cancel: CancelToken | None = None) -> Table:
    """A table that is called like a part ("trainLabels.csv"), whose media are looked for in the folder of this part
    if another one holds files of the same names: train/1.png, test/1.png."""
    part = read_part_of_file(table.path.stem)
    own = [f for f in folders if part is not None and read_part_of_folder(f.name) == part]
    if len(own) != 1 or len(folders) == 1:
        return table
    [folder], finder = own, Finder(cancel)
    sample = list(islice(table.rows([], cancel), SAMPLE_ROWS))
    guess = guess_mapping(
        table.columns, [row.cells for row in sample], lambda text: finder.named_file(folder.path, text)
    )
    places = [table.columns.index(f.column) for f in guess.fields if find_modality(f.modality).is_media]
    names = [cell for row in sample for i in places if isinstance(cell := row.cells[i], str) and cell.strip()]
    missing = [name for name in names if finder.named_file(table.path.parent, name) is None]
    if not any(finder.named_file(folder.path, name) for name in missing):
        return table

    def rows(problems: list[Problem], cancel: CancelToken | None) -> Iterator[Row]:
        yield from (replace(row, folder=folder.path) for row in table.rows(problems, cancel))

    text = _(
        "The files that this table names were looked for in “{folder}”: other folders hold some of the same names."
    )
    note = Problem(table.path.name, text.format(folder=folder.name), kind="note")
    return replace(table, rows=rows, found=(*table.found, note))


__all__ = ["with_files_around", "with_files_of_part"]
