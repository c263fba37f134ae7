"""Folders of pictures read as tables: a folder per class, Hugging Face image folders, train/val/test sub-folders."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem, SourceOptions, Split
from mmgui.core.data.importing.guessing import SPLIT_WORDS
from mmgui.core.data.importing.tables import TABLE_SUFFIXES, Cell, Row, Table, open_table
from mmgui.core.errors import DataError
from mmgui.core.i18n import _
from mmgui.core.modalities import MODALITIES
from mmgui.core.modalities.raw_file import read_raw

PICTURE, WORDS, LABEL, SPLIT = "picture", "words", "label", "split"
_METADATA = ("metadata.csv", "metadata.jsonl", "metadata.parquet")
_MAX_CAPTION = 1 << 20  # bytes of a text file beside a picture
_SPLIT_FILE = re.compile(r"^(train|training|val|valid|validation|dev|test|testing)(?=$|[-_. ])", re.IGNORECASE)
# Reported by name instead of passed over: a person who puts them into a class folder means them.
_ALSO_PICTURES = (".tif", ".tiff", ".heic", ".heif", ".avif", ".svg", ".jp2")


@dataclass(frozen=True, slots=True)
class _Part:
    """One table inside the folder; its rows belong to `split` if that is known from a name."""

    table: Table
    split: Split | None


def open_folder(folder: Path, cancel: CancelToken | None = None, options: SourceOptions = SourceOptions()) -> Table:
    """See a folder as a table. The first of these that fits:

    `metadata.csv`, `.jsonl` or `.parquet` (column file_name; Hugging Face image folder); sub-folders train,
    val/valid/validation/dev and test, each with metadata or with a folder per class; tables called train.csv,
    test.csv, …; a single table; a folder per class; pictures without labels. A text file beside a picture with the
    same name ("a.png", "a.txt") is read as its words. Links are followed only within the folder.
    Raises DataError if nothing of this is there.
    """
    if table := _metadata(folder, cancel):
        return table
    entries = _entries(folder)
    split_folders = [(e, SPLIT_WORDS[e.name.lower()]) for e in entries if e.is_dir() and e.name.lower() in SPLIT_WORDS]
    if split_folders:
        parts = [_Part(_metadata(f, cancel) or _picture_folder(f, cancel), split) for f, split in split_folders]
        parts = [p for p in parts if p.table.total]
        if parts:
            return _joined(folder, parts)
    tables = [e for e in entries if e.suffix.lower() in TABLE_SUFFIXES and e.suffix.lower() != ".txt" and e.is_file()]
    named = [(t, m.group(1).lower()) for t in tables if (m := _SPLIT_FILE.match(t.stem))]
    if named:
        return _joined(folder, [_Part(open_table(t, cancel), SPLIT_WORDS[word]) for t, word in named])
    if len(tables) == 1:
        return open_table(tables[0], cancel)
    table = _picture_folder(folder, cancel)
    if table.total:
        return table
    if data := next((e for e in entries if e.is_dir() and e.name == "data"), None):
        return open_folder(data, cancel)
    raise DataError(
        _("“{name}” holds no pictures and no table.").format(name=folder.name),
        _("Choose a folder with one sub-folder of pictures per class, or a table such as a CSV file."),
        file=folder,
    )


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(e for e in folder.iterdir() if not e.name.startswith((".", "__MACOSX")))
    except OSError as error:
        raise DataError(
            _("The folder “{name}” cannot be read.").format(name=folder.name), detail=str(error), file=folder
        ) from error


def _metadata(folder: Path, cancel: CancelToken | None) -> Table | None:
    path = next((folder / name for name in _METADATA if (folder / name).is_file()), None)
    return open_table(path, cancel) if path else None


def _joined(folder: Path, parts: Sequence[_Part]) -> Table:
    """Tables below each other: the union of their columns, and the split from where each lies."""
    columns = list(dict.fromkeys(c for part in parts for c in part.table.columns if c != SPLIT))
    places = [[part.table.columns.index(c) if c in part.table.columns else -1 for c in columns] for part in parts]

    def rows(problems: list[Problem], cancel: CancelToken | None) -> Iterator[Row]:
        for part, place in zip(parts, places, strict=True):
            for row in part.table.rows(problems, cancel):
                cells: list[Cell] = [row.cells[i] if i >= 0 else None for i in place]
                yield replace(row, cells=(*cells, part.split))

    return Table(folder, (*columns, SPLIT), rows, sum(part.table.total for part in parts))


def _picture_folder(folder: Path, cancel: CancelToken | None) -> Table:
    """One row per picture; the label is the first folder below `folder`, if there is one."""
    pictures = _pictures(folder, cancel)
    has_label = any(len(p.parts) > 1 for p in pictures)
    has_words = any((folder / p).with_suffix(".txt").is_file() for p in pictures)
    columns = (PICTURE, *((WORDS,) if has_words else ()), *((LABEL,) if has_label else ()))
    shown_root = f"{folder.name}/" if folder.name.lower() in SPLIT_WORDS else ""

    def rows(problems: list[Problem], cancel: CancelToken | None) -> Iterator[Row]:
        for place in pictures:
            if cancel is not None:
                cancel.raise_if_cancelled()
            cells: list[Cell] = [place.as_posix()]
            if has_words:
                cells.append(_caption(folder, (folder / place).with_suffix(".txt"), problems))
            if has_label:
                cells.append(place.parts[0] if len(place.parts) > 1 else None)
            yield Row(None, shown_root + place.as_posix(), tuple(cells), folder)

    return Table(folder, columns, rows, len(pictures))


def _pictures(folder: Path, cancel: CancelToken | None) -> list[Path]:
    """Paths relative to `folder`, sorted. Linked folders are not entered: they may lead out, or in circles."""
    endings = (*MODALITIES.get("image").suffixes, *_ALSO_PICTURES)
    found = []
    for root, folders, names in os.walk(folder, followlinks=False):
        if cancel is not None:
            cancel.raise_if_cancelled()
        folders[:] = sorted(f for f in folders if not f.startswith((".", "__MACOSX")))
        inner = Path(root).relative_to(folder)
        found += [inner / n for n in sorted(names) if n.lower().endswith(endings) and not n.startswith(".")]
    return found


def _caption(folder: Path, path: Path, problems: list[Problem]) -> str | None:
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        return None
    try:
        data = read_raw(path, max_bytes=_MAX_CAPTION)
    except DataError as error:
        problems.append(Problem(path.relative_to(folder).as_posix(), error.sentence()))
        return None
    for codec in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", "replace")
