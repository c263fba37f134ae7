"""Files in folders as the rows of a table: the picture or the text itself, and what its folders say of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem
from mmgui.core.data.importing.captions import Captions
from mmgui.core.data.importing.folder_classes import FileRow
from mmgui.core.data.importing.folder_columns import LABEL, SPLIT
from mmgui.core.data.importing.folder_texts import TextFiles
from mmgui.core.data.importing.rows import Cell, Row, Table
from mmgui.core.errors import DataError
from mmgui.core.i18n import _, ngettext
from mmgui.core.text import grouped

PICTURE, WORDS = "picture", "words"


def picture_table(root: Path, files: Sequence[FileRow], captions: Captions, has_split: bool = True) -> Table:
    """One row per picture, with the words beside it if there are any."""
    lacking = sum(not captions.has(f.place) for f in files)
    has_words = lacking < len(files)

    def cells(place: str, problems: list[Problem]) -> tuple[Cell, ...]:
        return (place, captions.read(place, problems)) if has_words else (place,)

    table = _table(root, files, (PICTURE, *[WORDS] * has_words), cells, captions.files.notes, has_split)
    if not (lacking and has_words):
        return table
    text = ngettext(
        "{count} of {total} pictures has no text that is called like it: it is read without words.",
        "{count} of {total} pictures have no texts that are called like them: they are read without words.",
        lacking,
    )
    where = next(f.place for f in files if not captions.has(f.place))
    note = Problem(where, text.format(count=grouped(lacking), total=grouped(len(files))), kind="note")
    return replace(table, found=(*table.found, note))


def text_table(root: Path, files: Sequence[FileRow], texts: TextFiles, has_split: bool = True) -> Table:
    """One row per text; one that is empty or cannot be read is a problem."""

    def cells(place: str, problems: list[Problem]) -> tuple[Cell, ...] | None:
        try:
            words = texts.read(place)
        except DataError as error:
            problems.append(Problem(place, error.sentence()))
            return None
        if not words.strip():
            problems.append(Problem(place, _("“{name}” is empty.").format(name=place.rpartition("/")[2])))
            return None
        return (words,)

    return _table(root, files, (WORDS,), cells, texts.notes, has_split)


def _table(
    root: Path,
    files: Sequence[FileRow],
    columns: tuple[str, ...],
    read: Callable[[str, list[Problem]], tuple[Cell, ...] | None],
    notes: Callable[[], Iterator[Problem]],
    has_split: bool,
) -> Table:
    has_label = any(f.label is not None for f in files)
    has_split = has_split and any(f.split is not None for f in files)

    def rows(problems: list[Problem], cancel: CancelToken | None) -> Iterator[Row]:
        for number, file in enumerate(files):
            if cancel is not None and number % 64 == 0:
                cancel.raise_if_cancelled()
            if (cells := read(file.place, problems)) is not None:
                said: tuple[Cell, ...] = (*[file.label] * has_label, *[file.split] * has_split)
                yield Row(None, file.place, (*cells, *said), root)
        problems += notes()

    return Table(root, (*columns, *[LABEL] * has_label, *[SPLIT] * has_split), rows, len(files))
