"""Tables whose media lie in folders that say part and class: columns for what the table itself does not say."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path, PurePosixPath

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import ImportMapping, Problem, Split
from mmgui.core.data.importing.columns import SAMPLE_ROWS, guess_mapping
from mmgui.core.data.importing.file_names import is_generic, media_endings
from mmgui.core.data.importing.finding import Finder
from mmgui.core.data.importing.split_words import is_part_word, read_part, read_part_of_folder
from mmgui.core.data.importing.tables.rows import Cell, Row, Table, unique_names
from mmgui.core.i18n import _
from mmgui.modalities import find_modality

SPLIT, LABEL = "split", "label"
BY_FOLDER = "by_folder"  # the parts of the folders, to choose instead of those that the table says; the last column
_MOST_CLASSES = 200


def with_columns_of_folders(table: Table, *, label_only: bool = False, cancel: CancelToken | None = None) -> Table:
    """The table with a column for the part (train/a.png) and one for the label (cat/a.png), as far as the folders of
    its media say them and it has none of its own; with BY_FOLDER if its own column says other parts. Where the table
    names the media without their folders, those count in which they are found. label_only: the parts are known from
    elsewhere."""
    first = list(islice(table.rows([], None), SAMPLE_ROWS))
    sample = [row.cells for row in first]
    guess = guess_mapping(table.columns, sample)
    place = _media_place(table.columns, sample)
    is_found = place is None
    if place is None:
        media = [f.column for f in guess.fields if find_modality(f.modality).is_media]
        if not media:
            return table
        place = table.columns.index(media[0])
    finder = Finder()

    def path_of(row: Row) -> Cell:
        cell = row.cells[place] if place < len(row.cells) else None
        return _found_path(finder, row.folder, cell) if is_found else cell

    paths = [path_of(row) for row in first]
    folders = [_folders(path) for path in paths if _is_path(path) or (is_found and path)]
    all_folders = folders
    say_parts = not label_only and _say_parts(folders)
    if not (label_only or say_parts or is_found) and len(first) == SAMPLE_ROWS:  # sorted, they may be of one folder
        all_folders = [_folders(path) for row in table.rows([], cancel) if _is_path(path := path_of(row))]
        say_parts = _say_parts(all_folders)
    wants_split = say_parts and guess.split_column is None and SPLIT not in table.columns
    wants_label = guess.label_column is None and LABEL not in table.columns and _say_classes(folders, say_parts)
    parts = [_part_and_label(_folders(path), say_parts)[0] for path in paths]
    wants_choice = say_parts and all(map(part_of_folders, folders)) and _is_choice(table, sample, guess, parts)
    found = []
    is_lost = not label_only and not say_parts and guess.split_column is None
    if is_lost and _are_several([part_of_folders(f) for f in all_folders]):
        text = _(
            "Some files of “{column}” lie in folders that are called like parts, most do not: the folders are not "
            "read as the parts. Write train, validation or test into a column to set them."
        )
        found.append(Problem(table.path.name, text.format(column=table.columns[place]), kind="note"))
    if not (wants_split or wants_label or wants_choice):
        return replace(table, found=(*table.found, *found)) if found else table
    added = (*[SPLIT] * wants_split, *[LABEL] * wants_label, *[BY_FOLDER] * wants_choice)

    def rows(problems: list[Problem], cancel: CancelToken | None) -> Iterator[Row]:
        for row in table.rows(problems, cancel):
            path = path_of(row)
            part, label = _part_and_label(_folders(path) if is_found or _is_path(path) else (), say_parts)
            more: tuple[Cell, ...] = (*[part] * wants_split, *[label] * wants_label, *[part] * wants_choice)
            yield replace(row, cells=(*row.cells, *more))

    if wants_split:
        text = _("The parts are those of the folders in “{column}”: the table has no column for them.")
        if is_found:
            text = _(
                "The parts are the folders in which the files of “{column}” lie: the table has no column for them."
            )
        found.append(Problem(table.path.name, text.format(column=table.columns[place]), kind="note"))
    if wants_label:
        text = _("The labels are the folders in “{column}”: the table has no column for them.")
        if is_found:
            text = _(
                "The labels are the folders in which the files of “{column}” lie: the table has no column for them."
            )
        found.append(Problem(table.path.name, text.format(column=table.columns[place]), kind="note"))
    return replace(table, columns=(*table.columns, *added), rows=rows, found=(*table.found, *found))


def part_of_folders(folders: Sequence[str]) -> Split | None:
    """The part that the folders around a file say, from the outermost."""
    folders = [f for f in folders if not is_generic(f)]
    return read_part_of_folder(folders[0]) if folders else None


def _is_choice(
    table: Table, sample: Sequence[Sequence[Cell]], guess: ImportMapping, parts: Sequence[str | None]
) -> bool:
    """Whether the table says other parts than the folders, and the columns mean the same with those of the folders."""
    if guess.split_column is None or BY_FOLDER in table.columns:
        return False
    place = table.columns.index(guess.split_column)
    own = [cells[place] if place < len(cells) else None for cells in sample]
    said = [read_part(cell, guess.split_column) if isinstance(cell, str) else None for cell in own]
    if not any(a and b and a != b for a, b in zip(said, parts, strict=True)):
        return False
    more = [(*cells, part) for cells, part in zip(sample, parts, strict=True)]
    return guess_mapping((*table.columns, BY_FOLDER), more) == guess


def with_label(table: Table, column: str, label: str) -> Table:
    """The table with one more column that has the same answer in all rows."""

    def rows(problems: list[Problem], cancel: CancelToken | None) -> Iterator[Row]:
        for row in table.rows(problems, cancel):
            yield replace(row, cells=(*row.cells, label))

    return replace(table, columns=unique_names((*table.columns, column)), rows=rows)


def _media_place(columns: Sequence[str], sample: Sequence[Sequence[Cell]]) -> int | None:
    """The first column of which most cells are paths of media in folders."""
    for i in range(len(columns)):
        filled = [cells[i] for cells in sample if i < len(cells) and cells[i]]
        if filled and sum(_is_path(c) for c in filled) * 10 >= len(filled) * 9:
            return i
    return None


def _found_path(finder: Finder, folder: Path, cell: Cell) -> str | None:
    """The path from the table's folder of the file that a cell names; None if it is not found."""
    path = finder.named_file(folder, cell) if isinstance(cell, str) and cell.strip() else None
    return None if path is None else path.relative_to(folder.resolve()).as_posix()


def _is_path(cell: Cell) -> bool:
    if not isinstance(cell, str) or len(cell) > 1000 or "://" in cell:
        return False
    return ("/" in cell or "\\" in cell) and cell.strip().lower().endswith(media_endings())


def _folders(cell: Cell) -> tuple[str, ...]:
    text = cell.strip().replace("\\", "/") if isinstance(cell, str) else ""
    return tuple(p for p in PurePosixPath(text).parts[:-1] if p not in {"/", ".", ".."})


def _part_and_label(folders: Sequence[str], say_parts: bool) -> tuple[str | None, str | None]:
    """train/cat/a.png: the part is the first folder that is called like one, the label the folder behind it. Where the
    folders say parts, one that is none stands for itself ("extra/"), to be told with its rows."""
    folders = [f for f in folders if not is_generic(f)]
    part: str | None = part_of_folders(folders)
    if part is None and folders and say_parts:
        part = f"{folders[0]}/"
    rest = folders[1:] if part is not None else folders
    return part, rest[0] if rest else None


def _say_parts(folders: Sequence[Sequence[str]]) -> bool:
    """Whether all files lie in folders that are parts, or most do, in training and another part: the rest is told."""
    known = [part for f in folders if (part := part_of_folders(f)) is not None]
    if len(known) == len(folders):
        return bool(folders)
    unused = sum(part_of_folders(f) is None and any(map(is_part_word, f[:1])) for f in folders)
    return _are_several(known) and (len(known) + unused) * 2 >= len(folders)


def _are_several(parts: Sequence[str | None]) -> bool:
    return "train" in parts and len(set(parts) - {None}) > 1


def _say_classes(folders: Sequence[Sequence[str]], say_parts: bool) -> bool:
    """Every file lies in a folder, there are at least two of them, and they hold several media on average."""
    labels = [_part_and_label(f, say_parts)[1] for f in folders]
    distinct = set(labels)
    return None not in distinct and 2 <= len(distinct) <= min(_MOST_CLASSES, len(labels) / 2)
