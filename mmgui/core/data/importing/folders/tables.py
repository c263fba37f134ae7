"""The tables in a folder: which one is read, which are parts, and which are left out."""

import re
import shlex
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem, Reading, Split
from mmgui.core.data.importing.column_names import says_label, says_words
from mmgui.core.data.importing.columns import guess_mapping
from mmgui.core.data.importing.file_names import is_sample_of_answers, media_endings
from mmgui.core.data.importing.finding import Finder
from mmgui.core.data.importing.folders.classes import read_as_note
from mmgui.core.data.importing.folders.names import are_numbered
from mmgui.core.data.importing.folders.tree import Branch
from mmgui.core.data.importing.part_columns import part_title
from mmgui.core.data.importing.split_words import read_part_of_file, read_split
from mmgui.core.data.importing.tables.opening import open_table
from mmgui.core.data.importing.tables.rows import Blob, Cell, Table
from mmgui.core.errors import DataError
from mmgui.core.i18n import _, join_names, join_parts, ngettext
from mmgui.modalities import find_modality

_METADATA = ("metadata.csv", "metadata.jsonl", "metadata.parquet")
_SHARD = re.compile(r"[-_.]?(\d+)[-_]of[-_](\d+)$")
TABLES = "tables"  # what `--read-as` takes for all of them
_NAMED = 20  # tables that are named one by one
_LOOKED_AT = 50  # rows that tell whether a table names media


@dataclass(frozen=True, slots=True)
class Choice:
    """The tables that are read, each with its part. readings: all that make sense, the one that is taken being `taken`.
    name_is_label: what a table is called is the answer of its rows."""

    tables: tuple[tuple[str, Split | None], ...]
    readings: tuple[Reading, ...]
    taken: str
    notes: tuple[Problem, ...] = ()
    name_is_label: bool = False


def is_metadata(name: str) -> bool:
    return name.lower() in _METADATA


def named_tables(folder: Branch) -> list[tuple[str, Split]]:
    """Tables that are called like parts: "train.csv", "test-00000-of-00001.parquet", "posts_train.csv". Where one is
    called by the very word, others for this part ("train_old.csv") are not among them."""
    found = [
        (name, part)
        for name in folder.tables
        if not is_sample_of_answers(name) and (part := read_part_of_file(_stem(name))) is not None
    ]
    # "crash-test.csv" alone is no part; next to "crash-train.csv" it is.
    exact = [(name, part) for name, part in found if read_split(_SHARD.sub("", _stem(name))) is not None]
    if len(exact) < len(found) and len({part for _name, part in found}) < 2:
        return []
    plain = {part for _name, part in exact}
    return [(name, part) for name, part in found if part not in plain or (name, part) in exact]


def take_texts_as_tables(root: Branch) -> None:
    """Make tables of the texts "train.txt", "test.txt", … where they, in one folder, are all that could be examples."""
    filled = [b for b in root.branches() if b.texts]
    if len(filled) != 1 or root.media_count or any(b.tables for b in root.branches()):
        return
    [folder] = filled
    found = named_tables(replace(folder, tables=folder.texts))
    if len({part for _name, part in found}) > 1:
        folder.tables = [name for name, _part in found]
        folder.texts = [name for name in folder.texts if name not in folder.tables]


def tables_in_folders(base: Branch, cancel: CancelToken | None) -> list[str]:
    """The tables in the folders of `base`, by their paths from the source's folder: one in each, that names most
    media in it and has answers for them (anna/labels.csv). [] if a folder has none or several, or is a part."""
    folders = base.media_folders
    if any(len(f.tables) != 1 or f.part is not None for f in folders):
        return []
    looks = [(f.media_count, look) for f in folders for look in _looks(f, f.tables, f, cancel).values()]
    are_answers = len(looks) == len(folders) and all(
        look.names_media and look.has_label and look.rows * 2 >= min(count, _LOOKED_AT) for count, look in looks
    )
    return [f.places(f.tables)[0] for f in folders] if are_answers else []


def hold_no_examples(folder: Branch, cancel: CancelToken | None) -> bool:
    """Whether the tables in a folder have neither media nor words nor answers (measurements of a training run), and
    there are others in the folders in it."""
    if len(folder.tables) > _NAMED or not any(b.tables for f in folder.folders for b in f.branches()):
        return False
    looks = _looks(folder, folder.tables, folder, cancel)
    return not any(look.has_fields or look.names_media or look.has_label for look in looks.values())


def hold_fields(folder: Branch, choice: Choice, media: Branch, cancel: CancelToken | None) -> bool:
    """Whether one of the tables that were chosen holds something to learn from, or names media below `media`."""
    finder = Finder(cancel)
    for name, _part in choice.tables:
        with suppress(DataError):
            table = open_table(folder.path / name, cancel)
            sample = [row.cells for row in islice(table.rows([], cancel), _LOOKED_AT)]
            if guess_mapping(table.columns, sample, lambda text: finder.named_file(media.path, text)).fields:
                return True
    return False


def count_rows(folder: Branch, choice: Choice, cancel: CancelToken | None) -> int:
    """How many rows the tables have that were chosen and can be read."""
    count = 0
    for name, _part in choice.tables:
        with suppress(DataError):
            count += open_table(folder.path / name, cancel).total
    return count


def shards(folder: Branch) -> list[str]:
    """All tables of a folder, if they are the numbered pieces of one: "posts-00000-of-00003.csv", …"""
    stems = {_SHARD.sub("", _stem(name)) for name in folder.tables if _SHARD.search(_stem(name))}
    is_one = len(folder.tables) > 1 and len(stems) == 1 and all(_SHARD.search(_stem(n)) for n in folder.tables)
    return folder.tables if is_one else []


def all_tables(folder: Branch, pieces: Sequence[tuple[str, Split | None]]) -> Choice:
    """Tables that belong together: those of the parts, or the pieces of one. Others that are called like a part can be
    read instead."""
    names = [name for name, _part in pieces]
    spare = [n for n in folder.tables if n not in names and read_part_of_file(_stem(n)) is not None]
    option = f"--read-as {shlex.quote(spare[0])}" if spare else ""
    by_part: dict[Split | None, list[str]] = defaultdict(list)
    for name, part in pieces:
        by_part[part].append(name)
    said = [
        _("{names} as {part}").format(names=_shown(found), part=part_title(part)) if part else _shown(found)
        for part, found in by_part.items()
    ]
    text = _("Several tables were read together: {tables}.").format(tables=join_parts(said))
    notes = [Problem(folder.name, text, kind="note", option=option)] if len(names) > 1 else []
    notes += _missing_shards(folder.name, names)
    return Choice(tuple(pieces), (_reading_of_all(names), *map(_reading_of, spare)), TABLES, tuple(notes))


def _missing_shards(source: str, names: Sequence[str]) -> Iterator[Problem]:
    """The numbers that lack among the pieces of a table, counted from 0 or from 1."""
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for name in names:
        if shard := _SHARD.search(_stem(name)):
            found[_stem(name)[: shard.start()], shard[2]].add(int(shard[1]))
    for (stem, total), numbers in found.items():
        first = int(int(total) in numbers)
        count = int(total) - len(numbers)
        if count > 0:
            missing = [n for n in range(first, first + min(int(total), len(numbers) + _NAMED)) if n not in numbers]
            text = ngettext(
                "Of the {total} pieces of “{name}”, {count} is missing: number {numbers}.",
                "Of the {total} pieces of “{name}”, {count} are missing: numbers {numbers}.",
                count,
            )
            shown = join_names(map(str, missing[:_NAMED])) + ("…" if count > _NAMED else "")
            said = text.format(total=int(total), name=stem, count=count, numbers=shown)
            yield Problem(source, said, kind="note")


def only_table(name: str) -> Choice:
    return Choice(((name, None),), (_reading_of(name),), name)


def wished_table(choice: Choice | None, name: str) -> Choice:
    """This table instead of what was chosen."""
    readings = choice.readings if choice is not None else ()
    if name not in {r.name for r in readings}:
        readings = (_reading_of(name), *readings)
    return Choice(((name, None),), readings, name)


def choose_tables(
    folder: Branch, media: Branch | None, wish: str = "", cancel: CancelToken | None = None
) -> Choice | None:
    """What most likely is meant: one table; or all of them, if they have the same columns and none for the answers,
    which then is what each table is called (cat.csv, dog.csv).

    media: if their folders say classes; then only a table that names these media is chosen, and where all of them lie
    in such folders, none that says something else of them (where they are from), or nothing of most. wish: the reading
    that a person chose, "" = none. None if nothing is chosen. Raises DataError if the only table cannot be read,
    Cancelled."""
    names = [n for n in folder.tables if not is_sample_of_answers(n)]
    if not names and folder.media_count:
        return None
    names = names or folder.tables
    if len(names) == 1 and media is None:
        return only_table(names[0])
    looks = _looks(folder, names, media or folder, cancel)
    if media is not None:
        are_classes = _are_all_in_classes(media)
        count = media.media_count if are_classes else 0
        looks = {n: look for n, look in looks.items() if look.names_media and not (count and look.says_less(count))}
    if not looks:
        if media is None:
            open_table(folder.path / names[0], cancel)  # says what is wrong with it
        return None
    taken = max(looks, key=lambda n: (looks[n].rank, read_split(_stem(n)) is not None, -names.index(n)))
    if len(looks) == 1:
        return only_table(taken)
    readings = tuple(_reading_of(n) for n in sorted(looks, key=lambda n: n != taken))
    if len({look.columns for look in looks.values()}) == 1 and len(looks) == len(names):
        is_label = _are_classes(names, looks)
        joined = _reading_of_all(names)
        readings = (joined, *readings) if is_label else (*readings, joined)
        if wish == TABLES or (is_label and wish not in names):
            notes = (*_said_of_labels(folder, is_label), *read_as_note(folder.name, readings, TABLES))
            return Choice(tuple((n, None) for n in names), readings, TABLES, notes, is_label)
    text = _("There are several tables: {names}. “{taken}” was read.").format(
        names=join_names(f"“{n}”" for n in looks), taken=taken
    )
    other = readings[-1 if readings[-1].name == TABLES else 1].name
    note = Problem(folder.name, text, kind="note", option=f"--read-as {shlex.quote(other)}")
    return Choice(((taken, None),), readings, taken, (note,))


def _are_all_in_classes(media: Branch) -> bool:
    """Whether every file lies in one of several folders that are neither parts nor numbers."""
    folders = media.media_folders
    is_whole = not media.media and len(folders) > 1 and all(f.part is None for f in folders)
    return is_whole and not are_numbered([f.name for f in folders])


def _are_classes(names: Sequence[str], looks: Mapping[str, "_Look"]) -> bool:
    """Whether what tables are called can be the answers: no numbers, and no table for each file."""
    if any(look.has_label or look.rows < 2 for look in looks.values()):
        return False
    return len(names) <= _NAMED and not are_numbered([_stem(name) for name in names])


def _said_of_labels(folder: Branch, are_labels: bool) -> list[Problem]:
    text = _("The labels are what the tables are called: they have no column for them.")
    return [Problem(folder.name, text, kind="note")] if are_labels else []


def _reading_of(name: str) -> Reading:
    return Reading(name, _("the table “{name}”").format(name=name))


def _reading_of_all(names: Sequence[str]) -> Reading:
    if len(names) == 1:
        return replace(_reading_of(names[0]), name=TABLES)
    return Reading(TABLES, _("the tables {names} together").format(names=_shown(names)))


def _shown(names: Sequence[str]) -> str:
    return join_names([f"“{n}”" for n in names[:4]]) + ("…" if len(names) > 4 else "")


def name_media(folder: Branch, names: Sequence[str], media: Branch, cancel: CancelToken | None) -> bool:
    """Whether all these tables name media that lie below `media`."""
    looks = _looks(folder, names, media, cancel)
    return len(looks) == len(names) and all(look.names_media for look in looks.values())


def lists_of_media(root: Branch, texts: Sequence[str], cancel: CancelToken | None) -> dict[str, bool]:
    """The text files, of the first ones, that name media below `root`, and whether they can be read as tables.
    texts: paths from there."""
    looks = _looks(root, texts[:_NAMED], root, cancel)
    return {place: look.fits for place, look in looks.items() if look.names_media}


def some_name_media(folder: Branch, media: Branch, cancel: CancelToken | None) -> bool:
    """Whether a table in a folder names media below `media`; not if there is a table for each of them."""
    if len(folder.tables) > _NAMED:
        return False
    return any(look.names_media for look in _looks(folder, folder.tables, media, cancel).values())


def other_readings(folder: Branch, media: Branch, cancel: CancelToken | None) -> Iterator[Reading]:
    """The tables in a folder that could be read instead of the folders of media: they name some, or hold answers."""
    for name, look in _looks(folder, folder.tables[:_NAMED], media, cancel).items():
        if look.names_media or (look.has_fields and look.has_label):
            yield _reading_of(name)


@dataclass(frozen=True, slots=True)
class _Look:
    names_media: bool
    has_label: bool
    is_beside: bool  # it has answers of which no name says so, and no words: licences, places
    has_fields: bool
    columns: tuple[str, ...]
    rows: int  # of the sample
    fits: bool  # each column of media names some

    def says_less(self, count: int) -> bool:
        """Whether it says less of so many media than the folders in which they lie: no answers, of some of them."""
        is_short = self.rows < _LOOKED_AT and self.rows * 2 < count
        return self.is_beside or (is_short and (self.rows == 1 or not self.has_label))

    @property
    def rank(self) -> tuple[bool, bool, bool, int]:
        return self.has_fields, self.names_media, self.has_label, len(self.columns)


def _looks(folder: Branch, names: Sequence[str], media: Branch, cancel: CancelToken | None) -> dict[str, "_Look"]:
    """What the tables hold that can be read; the others are told as left out, with the reason."""
    looks: dict[str, _Look] = {}
    stems = {_key(place.rpartition("/")[2]) for place in media.all_media()}
    for name in names:
        with suppress(DataError):
            looks[name] = _look(open_table(folder.path / name, cancel), stems)
    return looks


def _look(table: Table, stems: set[str]) -> _Look:
    sample = [row.cells for row in islice(table.rows([], None), _LOOKED_AT)]
    naming = sum(any(_is_media(cell, stems) for cell in cells) for cells in sample)
    guess = guess_mapping(table.columns, sample)
    media = [table.columns.index(f.column) for f in guess.fields if find_modality(f.modality).is_media]
    return _Look(
        names_media=naming * 2 > len(sample),
        has_label=guess.label_column is not None,
        is_beside=guess.label_column is not None and not any(says_label(c) or says_words(c) for c in table.columns),
        has_fields=not all(find_modality(f.modality).joins_columns for f in guess.fields),  # all tables hold numbers
        columns=table.columns,
        rows=len(sample),
        fits=all(any(_is_media(cells[place], stems) for cells in sample if place < len(cells)) for place in media),
    )


def _is_media(cell: Cell, stems: set[str]) -> bool:
    """Whether a cell holds or names one of the media; a bare number could be anything."""
    if isinstance(cell, Blob):
        return True
    if not cell or len(cell) > 1000 or cell.strip().isdigit():
        return False
    return _key(cell.strip().replace("\\", "/").rpartition("/")[2]) in stems


def _key(name: str) -> str:
    name = unicodedata.normalize("NFC", name).casefold()
    return next((name.removesuffix(s) for s in media_endings() if name.endswith(s)), name)


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name
