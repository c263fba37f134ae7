"""Folders read as tables: a folder per class, image folders with metadata, parts, tables; nothing is passed over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import FieldMapping, ImportMapping, Problem, Reading, SourceOptions, Split
from mmgui.core.data.importing import folder_classes
from mmgui.core.data.importing.captions import Captions
from mmgui.core.data.importing.folder_classes import Arrangement, PictureRow, arrange
from mmgui.core.data.importing.folder_columns import SPLIT, with_columns_of_folders
from mmgui.core.data.importing.folder_files import files_left_out
from mmgui.core.data.importing.folder_tables import (
    choose_table,
    is_metadata,
    name_pictures,
    named_tables,
    shards,
    tables_left_out,
)
from mmgui.core.data.importing.folder_tree import Branch, scan_folder
from mmgui.core.data.importing.tables import Cell, Row, Table, open_table
from mmgui.core.errors import DataError
from mmgui.core.i18n import _, join_names, join_sentences
from mmgui.core.modalities import MODALITIES

PICTURE, WORDS, LABEL = "picture", "words", "label"
_RUN_FILES = ("manifest.json", "best.safetensors")


@dataclass(frozen=True)
class FolderContents:
    """A folder as a table. beside: its pictures that become examples only if a row names them. mapping: what its
    columns mean, if that is known and no guess."""

    table: Table
    beside: tuple[Path, ...] = ()
    mapping: ImportMapping | None = None


@dataclass
class _Plan:
    """What is gathered while it is decided what a folder means."""

    root: Branch
    cancel: CancelToken | None
    options: SourceOptions
    found: list[Problem] = field(default_factory=list)
    readings: tuple[Reading, ...] = ()
    reading: str = ""
    reads_pictures: bool = False  # as examples themselves, not through a table
    by_table: list[Branch] = field(default_factory=list)  # parts of which a table names the pictures


def look_into_folder(
    folder: Path, cancel: CancelToken | None = None, options: SourceOptions = SourceOptions()
) -> FolderContents:
    """See a folder as a table. The first of these that fits, unless `options` name another reading:

    `metadata.csv`, `.jsonl` or `.parquet` (column file_name; Hugging Face image folder); sub-folders train,
    val/valid/validation/dev and test, each with metadata or with a folder per class; tables called train.csv,
    test.csv, …; a table that names the pictures; a folder per class; pictures without labels. A text file beside a
    picture with the same name ("a.png", "a.txt") is read as its words. Links are followed only within the folder.
    What is not read is in the table's `found`, with how many pictures or rows it holds.
    Raises DataError if nothing of this is there, Cancelled.
    """
    root, found = scan_folder(folder, cancel)
    if all(name in root.tables + root.others for name in _RUN_FILES):
        raise DataError(
            _("“{name}” is a run: a trained model, no data.").format(name=folder.name),
            _("Open it as a model, or choose the folder or table that it was trained on."),
            file=folder,
        )
    plan = _Plan(root, cancel, options, found)
    table = _read(plan)
    if table is None:
        raise _nothing(root, found)
    table = replace(
        table,
        found=(*plan.found, *table.found),
        readings=plan.readings or table.readings,
        reading=plan.reading or table.reading,
    )
    through = plan.by_table if plan.reads_pictures else [root]
    beside = tuple(folder / place for branch in through for place in branch.all_pictures())
    is_known = plan.reads_pictures and not plan.by_table
    return FolderContents(table, beside, _known_mapping(table.columns) if is_known else None)


def _known_mapping(columns: Sequence[str]) -> ImportMapping:
    """What the columns mean that are made here."""
    image, words = MODALITIES.get("image"), MODALITIES.get("text")
    fields = [FieldMapping(image.default_field, image.name, PICTURE)] if PICTURE in columns else []
    fields += [FieldMapping(words.default_field, words.name, WORDS)] if WORDS in columns else []
    return ImportMapping(tuple(fields), LABEL if LABEL in columns else None, SPLIT if SPLIT in columns else None)


def _read(plan: _Plan) -> Table | None:
    """Decide between tables and folders of pictures. None if there is neither."""
    base, pictures = _table_folder(plan.root), arrange(plan.root, plan.options.reading)
    metadata = next((name for name in base.tables if is_metadata(name)), None)
    wish = plan.options.reading
    if wish in base.tables and wish != metadata:
        offered = choose_table(base, pictures.base if _has_answers(pictures) else None, plan.cancel)
        plan.readings, plan.reading = offered.readings if offered else (), wish
        return _one_table(plan, base, wish)
    if metadata and wish not in {r.name for r in pictures.readings}:
        _leave_out_others(plan, base.places([metadata]))
        return with_columns_of_folders(open_table(base.path / metadata, plan.cancel, _inner_options(plan)))
    by_folders = _has_answers(pictures)
    pieces: list[tuple[str, Split | None]] = [*named_tables(base)] or [(name, None) for name in shards(base)]
    names = [name for name, _part in pieces]
    if pieces and (not by_folders or name_pictures(base, names, pictures.base, plan.cancel)):
        parts = [(_opened(plan, base, name), part) for name, part in pieces]
        _leave_out_others(plan, base.places(names))
        return _joined(plan.root.path, parts)
    if base.tables:
        choice = choose_table(base, pictures.base if by_folders else None, plan.cancel)
        if choice is not None:
            plan.readings, plan.reading = choice.readings, choice.taken
            plan.found += choice.notes
            return _one_table(plan, base, choice.taken)
    if not plan.root.picture_count:
        tables = [folder for folder, _part in folder_classes.part_folders(pictures.base) if folder.tables]
        if len(tables) < 2:
            return None
        pictures.reading = folder_classes.PARTS  # train/a.csv, test/a.csv
    return _pictures(plan, pictures)


def _table_folder(root: Branch) -> Branch:
    """The folder in which the tables lie: the innermost of those that are the only one; or "data"."""
    base = root
    while not base.tables and not base.pictures:
        full = [f for f in base.folders if any(b.tables for b in f.branches())]
        data = [f for f in full if f.name.lower() == "data"]
        chosen = data or full
        if len(chosen) != 1 or (base.picture_folders not in ([], chosen)):
            break
        base = chosen[0]
    return base if base.tables else root


def _has_answers(pictures: Arrangement) -> bool:
    """Whether folders say classes: a table beside them must name the pictures to be preferred."""
    base = pictures.base
    if folder_classes.has_parts(pictures):
        return any(f.picture_folders or f.tables for f, _split in folder_classes.part_folders(base))
    return len(base.picture_folders) > 1


def _one_table(plan: _Plan, base: Branch, name: str) -> Table:
    _leave_out_others(plan, base.places([name]))
    return with_columns_of_folders(_opened(plan, base, name))


def _leave_out_others(plan: _Plan, read: list[str]) -> None:
    """Name what lies beside the tables that are read; the pictures are told when the rows are known."""
    plan.found += tables_left_out(plan.root, read, plan.cancel)
    plan.found += files_left_out(plan.root, None, read)


def _opened(plan: _Plan, base: Branch, name: str) -> Table:
    return open_table(base.path / name, plan.cancel, _inner_options(plan))


def _inner_options(plan: _Plan) -> SourceOptions:
    """The options without a reading that the folder took; what is left may be the sheet of a spreadsheet."""
    taken = plan.options.reading in {r.name for r in plan.readings} or plan.options.reading in plan.root.tables
    return replace(plan.options, reading="") if taken else plan.options


# --- pictures ----------------------------------------------------------------------------------------------------


def _pictures(plan: _Plan, pictures: Arrangement) -> Table:
    plan.reads_pictures = True
    plan.found += pictures.found
    plan.readings, plan.reading = pictures.readings, pictures.reading if pictures.readings else ""
    captions = Captions(plan.root)
    if not folder_classes.has_parts(pictures):
        plan.found += folder_classes.folder_notes(folder_classes.class_folders(pictures))
        plan.found += folder_classes.without_part(pictures)
        table = _picture_table(plan.root, list(folder_classes.picture_rows(pictures)), captions)
        plan.found += tables_left_out(plan.root, [], plan.cancel)
        plan.found += files_left_out(plan.root, captions, [])
        return table
    base, read = pictures.base, list[str]()
    parts: list[tuple[Table, Split | None]] = []
    folders = folder_classes.part_folders(base)
    starts = folder_classes.wrapped([f for f, _split in folders])
    for folder, split in folders:
        if names := folder.places(_tables_of_part(folder, plan.cancel)):
            plan.by_table.append(folder)
            read += names
            for name in names:
                inner = with_columns_of_folders(open_table(plan.root.path / name, plan.cancel), label_only=True)
                parts.append((inner, split))
            continue
        start = starts[folder.place]
        plan.found += folder_classes.folder_notes(start.folders or [folder])
        if folder.picture_count:
            rows = list(folder_classes.class_rows(start, split))
            parts.append((_picture_table(plan.root, rows, captions, has_split=False), split))
    plan.found += folder_classes.passed_over(base)
    plan.found += tables_left_out(plan.root, read, plan.cancel)
    plan.found += files_left_out(plan.root, captions, read)
    return _joined(plan.root.path, parts)


def _tables_of_part(folder: Branch, cancel: CancelToken | None) -> list[str]:
    """The tables that say what is in the folder of a part; none if its folders do."""
    if metadata := [name for name in folder.tables if is_metadata(name)]:
        return metadata[:1]
    if not folder.picture_count:
        return folder.tables
    if folder.picture_folders:
        return []
    return [name for name in folder.tables if name_pictures(folder, [name], folder, cancel)][:1]


def _picture_table(root: Branch, pictures: Sequence[PictureRow], captions: Captions, has_split: bool = True) -> Table:
    """One row per picture, with what its folders and the text beside it say."""
    has_label = any(p.label is not None for p in pictures)
    has_words = any(captions.has(p.place) for p in pictures)
    has_split = has_split and any(p.split is not None for p in pictures)
    columns = (PICTURE, *[WORDS] * has_words, *[LABEL] * has_label, *[SPLIT] * has_split)

    def rows(problems: list[Problem], cancel: CancelToken | None) -> Iterator[Row]:
        for number, picture in enumerate(pictures):
            if cancel is not None and number % 64 == 0:
                cancel.raise_if_cancelled()
            cells: list[Cell] = [picture.place]
            if has_words:
                cells.append(captions.read(picture.place, problems))
            if has_label:
                cells.append(picture.label)
            if has_split:
                cells.append(picture.split)
            yield Row(None, picture.place, tuple(cells), root.path)
        problems += captions.notes()

    return Table(root.path, columns, rows, len(pictures))


def _joined(folder: Path, parts: Sequence[tuple[Table, Split | None]]) -> Table:
    """Tables below each other: the union of their columns, and the split from where each lies."""
    has_split = any(split is not None for _table, split in parts)
    columns = list(dict.fromkeys(c for t, _split in parts for c in t.columns if c != SPLIT or not has_split))
    places = [[t.columns.index(c) if c in t.columns else -1 for c in columns] for t, _split in parts]

    def rows(problems: list[Problem], cancel: CancelToken | None) -> Iterator[Row]:
        for (table, split), place in zip(parts, places, strict=True):
            for row in table.rows(problems, cancel):
                cells: list[Cell] = [row.cells[i] if i >= 0 else None for i in place]
                yield Row(row.number, row.where, (*cells, split) if has_split else tuple(cells), row.folder)

    found = tuple(p for table, _split in parts for p in table.found)
    return Table(
        folder, (*columns, SPLIT) if has_split else tuple(columns), rows, sum(t.total for t, _split in parts), found
    )


def _nothing(root: Branch, found: Sequence[Problem]) -> DataError:
    files = [place for b in root.branches() for place in b.places([*b.texts, *b.others])]
    passed_over = [f"“{name}”" for name in [*(p.where for p in found if p.kind == "left out"), *files]]
    shown = join_names(passed_over[:3]) + ("…" if len(passed_over) > 3 else "")
    more = _("There is: {names}.").format(names=shown) if passed_over else ""
    return DataError(
        join_sentences([_("“{name}” holds no pictures and no table.").format(name=root.name), more]),
        _("Choose a folder with one sub-folder of pictures per class, or a table such as a CSV file."),
        file=root.path,
    )
