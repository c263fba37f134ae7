"""Folders read as tables: a folder per class, image folders with metadata, parts, tables; nothing is passed over."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import FieldMapping, ImportMapping, Problem, Reading, SourceOptions, Split
from mmgui.core.data.importing.file_names import PACKED_ENDINGS, ending, is_piece_of_archive
from mmgui.core.data.importing.folders import classes as folder_classes
from mmgui.core.data.importing.folders.around import with_files_around, with_files_of_part
from mmgui.core.data.importing.folders.captions import Captions, are_boxes
from mmgui.core.data.importing.folders.classes import Arrangement, FileRow, arrange
from mmgui.core.data.importing.folders.columns import LABEL, SPLIT, with_columns_of_folders, with_label
from mmgui.core.data.importing.folders.files import files_left_out
from mmgui.core.data.importing.folders.names import are_numbered, part_folders
from mmgui.core.data.importing.folders.rows import media_table, text_table
from mmgui.core.data.importing.folders.tables import (
    Choice,
    all_tables,
    choose_tables,
    count_rows,
    hold_fields,
    hold_no_examples,
    is_metadata,
    name_media,
    named_tables,
    only_table,
    other_readings,
    shards,
    some_name_media,
    tables_in_folders,
    take_texts_as_tables,
    wished_table,
)
from mmgui.core.data.importing.folders.tables_left import tables_left_out
from mmgui.core.data.importing.folders.texts import TextFiles, holds_classes, holds_mostly_texts, tree_of_texts
from mmgui.core.data.importing.folders.tree import Branch, is_run, scan_folder
from mmgui.core.data.importing.folders.versions import versions_note
from mmgui.core.data.importing.tables.contents import refusal_of_page
from mmgui.core.data.importing.tables.joining import join_tables
from mmgui.core.data.importing.tables.opening import open_table
from mmgui.core.data.importing.tables.rows import Table
from mmgui.core.errors import DataError
from mmgui.core.i18n import _, join_names, join_sentences
from mmgui.modalities import in_order

_FEW = 4  # texts of classes to each file that lies in none, or row of a table: then the texts are the examples
_WHYS = 2  # reasons for what was left out that are told where nothing can be read


@dataclass(frozen=True)
class FolderContents:
    """A folder as a table. beside: its media that become examples only if a row names them, below `root`. mapping: what
    its columns mean, if that is known and no guess. others: what is told of the files that are neither media nor
    tables, but for those that a row names."""

    table: Table
    beside: tuple[Path, ...] = ()
    mapping: ImportMapping | None = None
    root: Path = Path()
    others: Callable[[Collection[Path]], list[Problem]] = lambda _named: []


@dataclass
class _Plan:
    """What is gathered while it is decided what a folder means."""

    root: Branch
    cancel: CancelToken | None
    options: SourceOptions
    found: list[Problem] = field(default_factory=list)
    readings: tuple[Reading, ...] = ()
    reading: str = ""
    reads_files: bool = False  # as examples themselves, not through a table
    reads_texts: bool = False  # instead of media
    by_table: list[Branch] = field(default_factory=list)  # parts of which a table names the media
    others: Callable[[Collection[Path]], list[Problem]] = lambda _named: []  # as in FolderContents
    table_folder: Branch | None = None  # the tables in it can be read by their names

    def __post_init__(self) -> None:
        self.texts = TextFiles(self.root.path, self.options.encoding)

    def offered_tables(self) -> frozenset[str]:
        """The tables, by their paths from the root, that are a reading of their own."""
        folder, names = self.table_folder, {r.name for r in self.readings}
        return frozenset(folder.places([n for n in folder.tables if n in names]) if folder is not None else ())


def look_into_folder(
    folder: Path,
    cancel: CancelToken | None = None,
    options: SourceOptions = SourceOptions(),
    before: Sequence[Problem] = (),
) -> FolderContents:
    """See a folder as a table. The first of these that fits, unless `options` name another reading:

    `metadata.csv`, `.jsonl` or `.parquet` (column file_name; Hugging Face image folder); sub-folders train,
    val/valid/validation/dev and test, each with metadata or with a folder per class (those of training may lie beside
    the others: cat, dog, test/cat, test/dog); tables called train.csv,
    test.csv, … (or .txt); a table that names the media, or one in each folder of them; a table per class; a folder
    per class, of media or of texts, also in one around them (`folder_wrappers.py`); media without labels. Files of
    several kinds that are called alike ("a.png", "a.wav") are one example. A text file beside them ("a.txt") is read as
    its words; so is one in a tree beside that of the media ("images/cat/a.png", "texts/cat/a.txt").
    Links are followed only within the folder.
    What is not read is in the table's `found`, with how many media or rows it holds; before it what was found `before`,
    on the way into the folder.
    Raises DataError if nothing of this is there, Cancelled.
    """
    root, left_out = scan_folder(folder, cancel)
    found = [*before, *left_out]
    take_texts_as_tables(root)
    if is_run(folder):
        raise DataError(
            _("“{name}” is a run: a trained model, no data.").format(name=folder.name),
            _("Open it as a model, or choose the folder or table that it was trained on."),
            file=folder,
        )
    plan = _Plan(root, cancel, options, found)
    table = _read(plan)
    if table is None:
        raise _nothing(root, found)
    readings, taken = _readings(plan, table)
    table = replace(table, found=(*plan.found, *table.found), readings=readings, reading=taken)
    through = plan.by_table if plan.reads_files else [root]
    beside = tuple(folder / place for branch in through for place in branch.all_media())
    is_known = plan.reads_files and not plan.by_table
    return FolderContents(table, beside, _known_mapping(table.columns) if is_known else None, folder, plan.others)


def _readings(plan: _Plan, table: Table) -> tuple[tuple[Reading, ...], str]:
    """All ways to read the folder, behind them those of the table in it (its sheets), and the one that is taken."""
    wish = plan.options.reading
    if len(plan.readings) < 2 and wish != plan.reading:
        return table.readings, table.reading
    is_inner = wish in {r.name for r in table.readings}
    return (*plan.readings, *table.readings), table.reading if is_inner else plan.reading


def _known_mapping(columns: Sequence[str]) -> ImportMapping:
    """What the columns mean that are made here."""
    kinds = [kind for kind in in_order() if kind.default_field in columns]
    fields = [FieldMapping(kind.default_field, kind.name, kind.default_field) for kind in kinds]
    return ImportMapping(tuple(fields), LABEL if LABEL in columns else None, SPLIT if SPLIT in columns else None)


def _read(plan: _Plan) -> Table | None:
    """Decide between tables and folders of media or texts. None if there is nothing of it."""
    base, files = _table_folder(plan), _arranged(plan)
    by_folders = _has_answers(files)
    choice = _chosen_tables(plan, base, files.base if by_folders and not plan.reads_texts else None)
    is_boxed = not by_folders and _has_boxed_classes(files)
    if (is_boxed or plan.reads_texts) and choice is not None:
        choice = choice if hold_fields(base, choice, files.root, plan.cancel) else None
    is_stray = plan.reads_texts and holds_mostly_texts(files, base)
    if plan.reads_texts and choice is not None:
        is_stray |= count_rows(base, choice, plan.cancel) * _FEW <= files.root.media_count
    is_wished = (plan.reads_texts or plan.root.media_count > 0) and plan.options.reading in {
        r.name for r in files.readings
    }
    if by_folders or is_boxed or is_wished or choice is None:
        plan.readings = files.readings
    if choice is not None:
        plan.readings = (*choice.readings, *plan.readings)
    if choice is not None and is_stray and plan.options.reading not in {r.name for r in choice.readings}:
        plan.readings = (*files.readings, *choice.readings)
        plan.found += folder_classes.read_as_note(plan.root.name, plan.readings, files.reading)
    elif choice is not None and not is_wished:
        plan.reading = choice.taken
        plan.found += choice.notes
        if by_folders or is_boxed:
            taken = [r for r in choice.readings if r.name == choice.taken]
            plan.found += folder_classes.read_as_note(plan.root.name, [*taken, *files.readings], choice.taken)
        return _tables(plan, base, choice)
    if not plan.root.media_count and not plan.reads_texts:
        tables = [folder for folder, _part in part_folders(files.base) if folder.tables]
        if len(tables) < 2:
            return None
        files.reading = folder_classes.PARTS  # train/a.csv, test/a.csv
    plan.reading = files.reading
    known = {*(r.name for r in plan.readings), *(name for name, _part in (choice.tables if choice else ()))}
    plan.readings = (*plan.readings, *(r for r in other_readings(base, plan.root, plan.cancel) if r.name not in known))
    plan.table_folder = base
    return _files(plan, files)


def _arranged(plan: _Plan) -> Arrangement:
    """What the folders of media mean; where there are none, or only few that lie in no classes, those of texts."""
    texts = tree_of_texts(plan.root)
    media = arrange(plan.root, plan.options.reading)
    count = plan.root.media_count
    if texts is not None and (not count or (count * _FEW <= texts.media_count and not _has_answers(media))):
        arrangement = arrange(texts, plan.options.reading, needs_labels=True)
        plan.reads_texts = holds_classes(arrangement) and not are_boxes(plan.root, list(texts.all_media()))
        if plan.reads_texts:
            return arrangement
    return media


def _table_folder(plan: _Plan) -> Branch:
    """The folder in which the tables lie: the innermost of those that are the only one; or "data". The media may lie
    elsewhere if a table names them. Tables with nothing that is learnt from do not count where there are others."""
    root = base = plan.root
    is_apart = False
    while not base.media and (not base.tables or hold_no_examples(base, plan.cancel)):
        full = [f for f in base.folders if any(b.tables for b in f.branches())]
        data = [f for f in full if f.name.lower() == "data"]
        chosen = data or full
        if len(chosen) != 1 or (base.media_folders != chosen and chosen[0].media_count):
            break
        is_apart |= base.media_folders not in ([], chosen)
        base = chosen[0]
    if is_apart and not some_name_media(base, root, plan.cancel):
        return root
    return base if base.tables else root


def _has_answers(files: Arrangement) -> bool:
    """Whether folders say classes: a table beside them must name the media to be preferred."""
    base = files.base
    if folder_classes.has_parts(files):
        return any(f.media_folders or f.tables for f, _split in part_folders(base))
    return len(base.media_folders) > 1


def _has_boxed_classes(files: Arrangement) -> bool:
    """Whether the only folder is one around the classes: it says so only where no table can be read."""
    folders = files.base.media_folders
    inner = [f for folder in folders for f in folder.media_folders]
    are_classes = not are_numbered([f.name for f in inner]) and all(f.part is None or f.media_folders for f in inner)
    return len(folders) == 1 and len(inner) > 1 and are_classes


def _chosen_tables(plan: _Plan, base: Branch, media: Branch | None) -> Choice | None:
    """The tables that are meant or wished; None if there are none. media: as in `choose_tables`."""
    wish = plan.options.reading
    pieces: list[tuple[str, Split | None]] = [*named_tables(base)] or [(name, None) for name in shards(base)]
    names = [name for name, _part in pieces]
    choice = None
    if metadata := next((name for name in base.tables if is_metadata(name)), None):
        choice = only_table(metadata)
    elif pieces and (media is None or name_media(base, names, media, plan.cancel)):
        choice = all_tables(base, pieces)
    elif base.tables:
        choice = choose_tables(base, media, wish, plan.cancel)
    elif media is not None:
        inner = tables_in_folders(media, plan.cancel)
        choice = all_tables(base, [(place, None) for place in inner]) if inner else None
    return wished_table(choice, wish) if wish in base.tables else choice


def _tables(plan: _Plan, base: Branch, choice: Choice) -> Table:
    """Read the tables, and name what lies beside them; the media are told when the rows are known."""
    read = base.places([name for name, _part in choice.tables])
    plan.table_folder = base
    plan.found += tables_left_out(plan.root, read, plan.offered_tables(), plan.cancel)
    plan.others = partial(files_left_out, plan.root, None, read, plan.cancel, False)
    opened = [(_opened(plan, base, name), part) for name, part in choice.tables]
    if len(opened) == 1 and opened[0][1] is None:
        return with_columns_of_folders(opened[0][0], cancel=plan.cancel)
    if choice.name_is_label:
        opened = [(with_label(table, LABEL, table.path.stem), part) for table, part in opened]
    return join_tables(plan.root.path, opened)


def _opened(plan: _Plan, base: Branch, name: str) -> Table:
    """Without a reading that the folder took in the options; what is left may be the sheet of a spreadsheet."""
    is_taken = plan.options.reading in {r.name for r in plan.readings}
    options = replace(plan.options, reading="") if is_taken else plan.options
    table = open_table(base.path / name, plan.cancel, options)
    table = with_files_of_part(table, base.media_folders, plan.cancel)
    return table if base is plan.root else with_files_around(table, plan.root.path, plan.cancel)


# --- files ----------------------------------------------------------------------------------------------------


def _files(plan: _Plan, files: Arrangement) -> Table:
    plan.reads_files = True
    plan.found += files.found
    captions = Captions(plan.root, plan.texts)
    read = list(files.root.all_media()) if plan.reads_texts else []
    if not folder_classes.has_parts(files):
        plan.found += folder_classes.folder_notes(folder_classes.class_folders(files))
        plan.found += folder_classes.without_part(files)
        plan.found += folder_classes.without_label(files)
        if files.reading == folder_classes.CLASSES:
            plan.found += folder_classes.read_as_class(files.base.media_folders)
        rows = list(folder_classes.file_rows(files))
        table = _table_of(plan, rows, captions)
        plan.found += [] if plan.reads_texts else versions_note(plan.root.name, rows)
        plan.found += tables_left_out(plan.root, [], plan.offered_tables(), plan.cancel)
        plan.found += files_left_out(plan.root, captions, read, plan.cancel, plan.reads_texts)
        return table
    base, tables = files.base, list[str]()
    parts: list[tuple[Table, Split | None]] = []
    folders = part_folders(base)
    for folder, split in folders:
        if names := folder.places(_tables_of_part(folder, plan.cancel)):
            plan.by_table.append(folder)
            tables += names
            for name in names:
                inner = with_columns_of_folders(open_table(plan.root.path / name, plan.cancel), label_only=True)
                parts.append((inner, split))
            continue
        plan.found += folder_classes.folder_notes(folder.folders or [folder])
        if folder.media_count:
            rows = list(folder_classes.class_rows(folder, split))
            parts.append((_table_of(plan, rows, captions, has_split=False), split))
    classes = [f for folder, _split in folders for f in folder.media_folders]
    plan.found += folder_classes.classes_in_classes(classes) or folder_classes.read_as_class(classes)
    plan.found += folder_classes.passed_over(base)
    plan.found += tables_left_out(plan.root, tables, plan.offered_tables(), plan.cancel)
    plan.others = partial(files_left_out, plan.root, captions, [*read, *tables], plan.cancel, plan.reads_texts)
    return join_tables(plan.root.path, parts)


def _table_of(plan: _Plan, rows: Sequence[FileRow], captions: Captions, has_split: bool = True) -> Table:
    if plan.reads_texts:
        return text_table(plan.root.path, rows, plan.texts, has_split)
    return media_table(plan.root.path, rows, captions, has_split)


def _tables_of_part(folder: Branch, cancel: CancelToken | None) -> list[str]:
    """The tables that say what is in the folder of a part; none if its folders do."""
    if metadata := [name for name in folder.tables if is_metadata(name)]:
        return metadata[:1]
    if not folder.media_count:
        return folder.tables
    if len(folder.media_folders) > 1:
        return []
    return [name for name in folder.tables if name_media(folder, [name], folder, cancel)][:1]


def _nothing(root: Branch, found: Sequence[Problem]) -> DataError:
    if tables := [f"“{place}”" for b in root.branches() for place in b.places(b.tables)]:
        shown = join_names(tables[:3]) + ("…" if len(tables) > 3 else "")
        return DataError(
            _("The tables in “{name}” lie in several folders: {names}.").format(name=root.name, names=shown),
            _("Choose one of them, or put those that belong together into one folder."),
            file=root.path,
        )
    files = [place for b in root.branches() for place in b.places([*b.texts, *b.others])]
    places = [*(p.where for p in found if p.kind == "left out"), *files]
    if (page := refusal_of_page(places)) is not None:
        said = _("“{name}” holds no pictures and no table.").format(name=root.name)
        return DataError(join_sentences([said, page.message]), page.hint, file=root.path)
    passed_over = [f"“{name}”" for name in places]
    shown = join_names(passed_over[:3]) + ("…" if len(passed_over) > 3 else "")
    more = [_("There is: {names}.").format(names=shown)] if passed_over else []
    if len(whys := dict.fromkeys(p.what for p in found if p.kind == "left out")) <= _WHYS:
        more += whys
    if any(map(is_piece_of_archive, files)):
        more.append(_("Pieces of a divided archive are not read one by one: unpack them together first."))
    elif any(ending(place) in PACKED_ENDINGS for place in files):
        more.append(_("Packed files in a folder are not unpacked: unpack them first."))
    if any(not ending(place) for place in files):
        more.append(_("Nothing says what files without an ending are: give texts the ending .txt."))
    return DataError(
        join_sentences([_("“{name}” holds no pictures and no table.").format(name=root.name), *more]),
        _("Choose a folder with one sub-folder of pictures or texts per class, or a table such as a CSV file."),
        file=root.path,
    )
