"""Folders of media, or of texts, without a table: which are classes, which are parts, and which are only boxes.

The files that are examples are called media here; in a tree made by `folder_texts.py` they are texts.
"""

import shlex
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mmgui.core.data.example import Problem, Reading, Split
from mmgui.core.data.importing.file_names import is_generic
from mmgui.core.data.importing.folders.names import are_numbered, as_named, part_and_class_note, part_folders
from mmgui.core.data.importing.folders.tree import Branch
from mmgui.core.data.importing.folders.wrappers import find_innermost, find_wrapper, left_beside
from mmgui.core.data.importing.split_words import read_part_of_folder
from mmgui.core.data.labels import joined_labels
from mmgui.core.i18n import _, join_names, join_parts, ngettext

PARTS, CLASSES, INNER = "parts", "classes", "inner-classes"  # what `--read-as` takes
INNERMOST = "innermost-classes"  # where there are folders in the inner ones too
BESIDE = "classes-beside-parts"  # cat, dog, test/cat, test/dog: the classes beside the parts are those of training
_SHOWN = 2  # of the other readings
_MOST_INNER = 4  # folders in classes that are named
_UNLABELLED = frozenset({"unsup", "unsupervised", "unlabeled", "unlabelled"})  # as in the reviews of IMDB


@dataclass(frozen=True, slots=True)
class FileRow:
    """A media file or a text by its path from the source's folder, with what its folders say of it."""

    place: str
    label: str | None = None
    split: Split | None = None


@dataclass
class Arrangement:
    """What the folders mean. base: the folder in which the classes or parts lie; readings: all that make sense, the one
    that is taken being `reading`."""

    root: Branch
    base: Branch
    readings: tuple[Reading, ...] = ()
    reading: str = ""
    found: list[Problem] = field(default_factory=list)


def arrange(root: Branch, wish: str = "", *, needs_labels: bool = False) -> Arrangement:
    """Decide what the folders below `root` mean: parts, classes, or neither. `wish`: the name of a reading, or "".
    needs_labels: files that lie in no class are none (texts: many a folder holds some that are no examples)."""
    root, masks = as_named(root)
    base = find_innermost(root)
    arrangement = Arrangement(root, base, found=masks)
    if base.media_count < root.media_count:
        arrangement.found.append(left_beside(root, base))
    elif base is not root:
        arrangement.found.append(
            Problem(
                root.name,
                _("The examples were looked for in “{inner}”: there are none in the folders around it.").format(
                    inner=base.place
                ),
                kind="note",
            )
        )
    folders = base.media_folders
    if _hold_parts(folders) and any(p.media_folders for f in folders for p in f.media_folders):
        text = _("The classes are the folders inside of “{folder}” and of those like it.")
        inner = folders[0].media_folders[0].place
        arrangement.found.append(Problem(base.name, text.format(folder=inner), kind="note"))
    likely, others = _likely(base, folders, needs_labels)
    names = [likely, *others]
    titles = _titles(base, folders)
    arrangement.reading = wish if wish in names else likely
    arrangement.readings = tuple(Reading(n, titles[n]) for n in names)
    arrangement.found += read_as_note(base.place or root.name, arrangement.readings, arrangement.reading)
    if arrangement.reading == CLASSES:
        arrangement.found += part_and_class_note(base.place or root.name, folders)
    if arrangement.reading == BESIDE:
        classes, parts = _classes_and_parts(base.folders)
        training = Branch(base.path, base.place, [replace(f, part=None) for f in classes], part="train")
        arrangement.base = replace(base, folders=[training, *parts])
    return arrangement


def read_as_note(where: str, readings: Sequence[Reading], taken: str) -> list[Problem]:
    """Which of several readings was taken, and how to have another one; nothing if there is only one."""
    titles = {r.name: r.title for r in readings}
    others = [name for name in titles if name != taken]
    if not others:
        return []
    other = join_parts([titles[name] for name in others[:_SHOWN]]) + ("; …" if len(others) > _SHOWN else "")
    text = _("Read as: {reading}. It could also be: {other}.").format(reading=titles[taken], other=other)
    option = join_names([f"--read-as {shlex.quote(name)}" for name in others[:_SHOWN]])
    return [Problem(where, text, kind="note", option=option)]


def has_parts(arrangement: Arrangement) -> bool:
    return arrangement.reading in {PARTS, BESIDE}


def file_rows(arrangement: Arrangement) -> Iterator[FileRow]:
    """The media of an arrangement into classes (not into parts, whose folders are arranged one by one)."""
    base = arrangement.base
    if arrangement.reading == INNER:
        yield from _inner_rows(base)
    elif arrangement.reading == INNERMOST:
        yield from (
            FileRow(p, _label(b) if b is not base else None) for b in base.branches() for p in b.places(b.media)
        )
    else:
        yield from class_rows(base)


def class_rows(branch: Branch, split: Split | None = None) -> Iterator[FileRow]:
    """The label is the folder in `branch`; a single folder "images" is none. Folders in a class that are called like
    parts are parts."""
    for place in branch.places(branch.media):
        yield FileRow(place, None, split)
    folders = branch.media_folders
    has_parts = any(part.media_folders for folder in folders for part, _split in part_folders(folder))
    if len(folders) == 1 and not branch.media and is_generic(folders[0].name) and not has_parts:
        yield from class_rows(folders[0], split)
        return
    inner_parts = split is None and _say_parts(folders)
    for folder in folders:
        if inner_parts and _part_words(folder):
            for place in folder.places(folder.media):
                yield FileRow(place, folder.name)
            for part in folder.media_folders:
                yield from _rows_of_inner_part(folder, part)
        else:
            yield from (FileRow(p, _label(folder), split) for p in folder.all_media())


def _rows_of_inner_part(folder: Branch, part: Branch) -> Iterator[FileRow]:
    """cat/train/a.png is a cat; in fold1/train/cat/a.png the innermost folder is the class."""
    split = part.part
    if part.media or not part.media_folders:
        yield from (FileRow(p, folder.name, split) for p in part.all_media())
    else:
        for inner in part.media_folders:
            yield from (FileRow(p, inner.name, split) for p in inner.all_media())


def without_part(arrangement: Arrangement) -> list[Problem]:
    """The classes that say no part, or not for all of their media, beside others that do (cat/train, dog)."""
    base = arrangement.base
    folders = base.media_folders
    if arrangement.reading in {INNER, INNERMOST} or not _say_parts(folders):
        return []
    notes = []
    for folder in folders:
        count = folder.media_count - sum(g.media_count for g in folder.media_folders if g.part is not None)
        if count:
            text = ngettext(
                "{count} file in this folder lies in no folder for a part: it is dealt to one.",
                "{count} files in this folder lie in no folder for a part: they are dealt to the parts.",
                count,
            )
            notes.append(Problem(folder.place, text.format(count=count), kind="note"))
    return notes


def without_label(arrangement: Arrangement) -> list[Problem]:
    """The media that lie beside the inner folders which are the classes."""
    base = arrangement.base
    loose = [place for b in (base, *base.media_folders) for place in b.places(b.media)]
    if arrangement.reading != INNER or not loose:
        return []
    text = ngettext(
        "{count} file lies beside the folders of the classes: it has no label.",
        "{count} files lie beside the folders of the classes: they have no label.",
        len(loose),
    )
    return [Problem(loose[0], text.format(count=len(loose)), kind="note")]


def classes_in_classes(class_folders: Sequence[Branch]) -> list[Problem]:
    """A note if the classes of a part hold folders that may be classes themselves."""
    inner = [g for f in class_folders for g in f.media_folders if not is_generic(g.name)]
    if not _hold_classes(class_folders) or are_numbered([g.name for g in inner]):
        return []
    text = _("The folders inside of the classes, such as this one, were not read as classes of their own.")
    return [Problem(inner[0].place, text, kind="note")]


def read_as_class(class_folders: Sequence[Branch]) -> list[Problem]:
    """A note if beside the files of a class others lie in inner folders, and were read as the class too."""
    if len(class_folders) < 2 or _say_parts(class_folders):
        return []
    mixed = [f for f in class_folders if f.media and not _is_unlabelled(f)]
    inner = [g for f in mixed for g in f.media_folders]
    count = sum(g.media_count for g in inner)
    if not count:
        return []
    shown = [f"“{g.place}” ({g.media_count})" for g in inner[:_MOST_INNER]]
    text = ngettext(
        "{count} file in a folder inside of a class was read as this class: {folders}. If it should not be, take the "
        "folder out.",
        "{count} files in folders inside of a class were read as this class: {folders}. If they should not be, take "
        "the folders out.",
        count,
    )
    folders = join_names(shown) + ("…" if len(inner) > _MOST_INNER else "")
    return [Problem(inner[0].place, text.format(count=count, folders=folders), kind="note")]


def folder_notes(class_folders: Iterable[Branch]) -> list[Problem]:
    """What should be known of folders that stand for classes: the empty ones, and names that come to the same."""
    notes: list[Problem] = []
    alike: Mapping[tuple[str, str], list[str]] = defaultdict(list)
    for folder in class_folders:
        if not folder.media_count:
            text = _("This folder holds no examples.") if folder.has_files else _("This folder is empty.")
            notes.append(Problem(folder.place, text, kind="note"))
            continue
        if _is_unlabelled(folder):
            text = _("What lies in this folder is read without a label: so says its name.")
            notes.append(Problem(folder.place, text, kind="note"))
            continue
        around = folder.place.rpartition("/")[0]
        alike[around, " ".join(folder.name.split())].append(folder.name)
    for (around, label), names in alike.items():
        if len(names) > 1:
            shown = join_names(f"“{name}”" for name in names)
            text = _("The folders {names} differ only in blanks; they are read as one class, “{label}”.")
            notes.append(Problem(f"{around}/{label}".strip("/"), text.format(names=shown, label=label), kind="note"))
    return notes


def class_folders(arrangement: Arrangement) -> list[Branch]:
    """The folders that stand for classes, the empty ones too."""
    base = arrangement.base
    if arrangement.reading == INNER:
        return [c for f in base.media_folders for c in f.folders]
    if arrangement.reading == INNERMOST:
        return [b for b in base.branches() if b is not base and (b.media or not b.folders)]
    return list(base.folders)


def passed_over(base: Branch) -> list[Problem]:
    """What lies beside the folders of the parts."""
    found = []
    if base.media:
        text = ngettext(
            "{count} file beside the folders of the parts was left out.",
            "{count} files beside the folders of the parts were left out.",
            len(base.media),
        ).format(count=len(base.media))
        names = tuple(base.places(base.media))
        found.append(Problem(base.place or base.name, text, kind="left out", count=len(names), names=names))
    for folder in base.media_folders:
        if folder.part is None:
            text = ngettext(
                "This folder with {count} file was left out: it is called neither train, validation nor test.",
                "This folder with {count} files was left out: it is called neither train, validation nor test.",
                folder.media_count,
            ).format(count=folder.media_count)
            names = tuple(folder.all_media())
            found.append(Problem(folder.place, text, kind="left out", count=len(names), names=names))
    return found


def _likely(base: Branch, folders: Sequence[Branch], needs_labels: bool) -> tuple[str, list[str]]:
    """The likeliest reading, and the others that make sense."""
    named = [f for f in folders if f.part is not None]
    others = [f for f in folders if f not in named]
    inner_folders = [g for f in folders for g in f.media_folders]
    innermost = [g.name for f in inner_folders for g in f.media_folders]
    is_deep = not _say_parts(folders) and _hold_classes(inner_folders) and not are_numbered(innermost)
    inner = [INNER] * _hold_classes(folders) + [INNERMOST] * is_deep
    if named:
        if _are_beside_parts(folders):
            return BESIDE, [CLASSES, PARTS, *inner]
        if not others:
            return PARTS, [] if all(read_part_of_folder(f.name) for f in named) else [CLASSES]
        words = {f.part for f in named}
        with_classes = all(f.media_folders or f.tables for f in named)
        plain_others = not any(f.media_folders for f in others)
        if (with_classes and (plain_others or len(words) > 1)) or (
            "train" in words and len(words) > 1 and len(others) < len(named)
        ):
            return PARTS, [CLASSES]
        is_useful = not needs_labels or any(f.media_folders for f in named)
        return CLASSES, [*[PARTS] * is_useful, *inner]
    wrapper = find_wrapper(base)
    if wrapper is not None and not part_folders(wrapper):
        return INNER, [CLASSES, *[INNERMOST] * is_deep]
    if _are_parallel(folders):
        inner_names = [f.name for f in folders[0].media_folders]
        if are_numbered(inner_names) and not are_numbered([f.name for f in folders]):
            return CLASSES, inner
        if is_deep and _are_parallel(inner_folders):
            return INNERMOST, [INNER, CLASSES]
        return INNER, [CLASSES, *[INNERMOST] * is_deep]
    return CLASSES, inner


def _classes_and_parts(folders: Sequence[Branch]) -> tuple[list[Branch], list[Branch]]:
    """The folders that are classes for training if the others are the parts. One that is called like a part and holds
    no folders is a class if it is called like training, or like a folder in a part."""
    inner = {g.name.casefold() for f in folders if f.part is not None for g in f.media_folders}
    classes, parts = list[Branch](), list[Branch]()
    for f in folders:
        is_class = not f.media_folders and (f.part == "train" or f.name.casefold() in inner)
        (classes if f.part is None or is_class else parts).append(f)
    return classes, parts


def _are_beside_parts(folders: Sequence[Branch]) -> bool:
    """Whether the folders beside validation and test are classes, for the very same are in one of these."""
    classes, parts = _classes_and_parts(folders)
    inner = {g.name.casefold() for part in parts for g in part.media_folders}
    is_plain = all(part.part != "train" and not (part.media and part.media_folders) for part in parts)
    return is_plain and len(inner) > 1 and inner <= {f.name.casefold() for f in classes}


def _hold_classes(folders: Sequence[Branch]) -> bool:
    """Whether folders in the classes may be classes themselves: several, and no parts."""
    return not _say_parts(folders) and len(set().union(*_inner_names(folders))) > 1


def _inner_names(folders: Sequence[Branch]) -> list[set[str]]:
    """What the folders in each of the folders are called, but for capitals, the like, and an "s" at the end."""
    inner = [[g.name for g in f.media_folders if not is_generic(g.name)] for f in folders]
    joined = joined_labels(Counter(name for names in inner for name in names))
    return [{joined.get(name, name).casefold().removesuffix("s") for name in names} for names in inner]


def _are_parallel(folders: Sequence[Branch]) -> bool:
    """Every folder holds the same sub-folders: fold1/cat, fold1/dog, fold2/cat, fold2/dog."""
    if len(folders) < 2 or any(f.media for f in folders) or _say_parts(folders):
        return False
    inner = _inner_names(folders)
    every = set().union(*inner)
    return len(every) > 1 and all(len(names & every) * 3 >= len(every) * 2 for names in inner)


def _hold_parts(folders: Sequence[Branch]) -> bool:
    """cat/train, cat/test, dog/train, …"""
    inner = [g for f in folders for g in f.media_folders]
    words = {g.part for g in inner}
    return bool(inner) and not any(f.media for f in folders) and None not in words and len(words) > 1


def _say_parts(folders: Sequence[Branch]) -> bool:
    """Whether folders in the classes are parts: of all of them, or two different ones in one of them."""
    return _hold_parts(folders) or any(len(_part_words(f)) > 1 for f in folders)


def _part_words(folder: Branch) -> set[Split]:
    return {g.part for g in folder.media_folders if g.part is not None}


def _is_unlabelled(folder: Branch) -> bool:
    return folder.name.casefold() in _UNLABELLED


def _label(folder: Branch) -> str | None:
    return None if _is_unlabelled(folder) else folder.name


def _inner_rows(base: Branch) -> Iterator[FileRow]:
    for place in base.places(base.media):
        yield FileRow(place)
    for folder in base.media_folders:
        for place in folder.places(folder.media):
            yield FileRow(place)
        for inner in folder.media_folders:
            yield from (FileRow(p, _label(inner)) for p in inner.all_media())


def _titles(base: Branch, folders: Sequence[Branch]) -> dict[str, str]:
    def names(of: Iterable[str]) -> str:
        every = list(dict.fromkeys(of))
        return join_names([f"“{n}”" for n in every[:4]]) + ("…" if len(every) > 4 else "")

    outer = [f.name for f in folders]
    parts = [f.name for f in folders if f.part is not None]
    beside = [[f.name for f in group] for group in _classes_and_parts(folders)]
    inner = [g for f in folders for g in f.media_folders]
    innermost = [b.name for g in inner for b in g.branches() if b.media]
    return {
        PARTS: _("the parts are the folders {names}").format(names=names(parts)),
        CLASSES: _("the classes are the folders {names}").format(names=names(outer)),
        BESIDE: _("the classes for training are the folders {names}, the other parts the folders {parts}").format(
            names=names(beside[0]), parts=names(beside[1])
        ),
        INNER: _("the classes are the inner folders {names}").format(names=names(g.name for g in inner)),
        INNERMOST: _("the classes are the innermost folders {names}").format(names=names(innermost)),
    }
