"""Files in folders as the rows of a table: the files or the text itself, and what its folders say of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem
from mmgui.core.data.importing.file_names import kind_of_all, kind_of_file, kind_of_name, media_kinds
from mmgui.core.data.importing.folders.captions import Captions
from mmgui.core.data.importing.folders.classes import FileRow
from mmgui.core.data.importing.folders.columns import LABEL, SPLIT
from mmgui.core.data.importing.folders.texts import TextFiles
from mmgui.core.data.importing.tables.rows import Cell, Row, Table
from mmgui.core.errors import DataError
from mmgui.core.i18n import _
from mmgui.core.text import grouped
from mmgui.modalities import prose
from mmgui.modalities.contract import Modality


def media_table(root: Path, files: Sequence[FileRow], captions: Captions, has_split: bool = True) -> Table:
    """One row per file, or per files of different kinds that are called alike (cat/1.png, cat/1.wav), with the words
    beside them if there are any. A column per kind."""
    found = _together(root, files)
    kinds = sorted({kind for own in found.values() for kind in own}, key=media_kinds().index)
    lacking = [first for first, own in found.items() if not any(map(captions.has, own.values()))]
    has_words = len(lacking) < len(found)

    def cells(first: str, problems: list[Problem]) -> tuple[Cell, ...]:
        own = found[first]
        told = next(filter(captions.has, own.values()), first)
        return (*map(own.get, kinds), *([captions.read(told, problems)] if has_words else []))

    columns = (*(kind.default_field for kind in kinds), *[prose().default_field] * has_words)
    rows = [file for file in files if file.place in found]
    table = _table(root, rows, columns, cells, captions.files.notes, has_split)
    if not (lacking and has_words):
        return table
    text = kind_of_all(kinds).say_count("without words", len(lacking))
    note = Problem(lacking[0], text.format(count=grouped(len(lacking)), total=grouped(len(found))), kind="note")
    return replace(table, found=(*table.found, note))


def _together(root: Path, files: Sequence[FileRow]) -> dict[str, dict[Modality, str]]:
    """By the first file of each example all of its files, by their kinds."""
    known = media_kinds()
    found: dict[str, dict[Modality, str]] = {}
    alike: dict[str, list[dict[Modality, str]]] = {}
    for file in files:
        place = file.place
        kind = kind_of_name(place, known) or kind_of_file(root / place) or known[0]
        same = alike.setdefault(place.rpartition(".")[0] or place, [])
        own = next((own for own in same if kind not in own), None)
        if own is None:
            own = found[place] = {}
            same.append(own)
        own[kind] = place
    return found


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

    return _table(root, files, (prose().default_field,), cells, texts.notes, has_split)


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
