"""What folders are by their names: masks, doubled folders, parts, numbers."""

import re
from collections.abc import Sequence
from dataclasses import replace

from mmgui.core.data.example import Problem, Split
from mmgui.core.data.importing.file_names import is_generic
from mmgui.core.data.importing.folders.tree import Branch
from mmgui.core.data.importing.split_words import hold_parts_and_more, read_part_of_folder, read_parts_of_folders
from mmgui.core.i18n import _, ngettext

_MASKS = frozenset({"mask", "masks", "segmentation", "segmentations"})
_NUMBERED = re.compile(r"^[\W_]*([a-z]{0,12}[\W_]*)?\d+[\W_]*$|^(fold|part|batch|set|session|day|take|run)[\W_]", re.I)


def as_named(root: Branch) -> tuple[Branch, list[Problem]]:
    """The tree as its names mean it, and the folders of masks that are left out of it."""
    masks: list[Branch] = []
    named = _without_boxes(_with_parts(_without_doubles(_without_masks(root, masks))))
    return named, [_mask_problem(folder) for folder in masks]


def part_and_class_note(where: str, folders: Sequence[Branch]) -> list[Problem]:
    """A note if the names of the classes seem to hold a part each ("train_cats")."""
    if not hold_parts_and_more([f.name for f in folders]):
        return []
    text = _(
        "The names of the folders, such as “{name}”, seem to say a part and a class in one; each was read as a class. "
        "If they do, make folders “train” and “test” with a folder per class in each."
    )
    return [Problem(where, text.format(name=folders[0].name), kind="note")]


def part_folders(base: Branch) -> list[tuple[Branch, Split]]:
    """The sub-folders that are called like parts."""
    return [(f, f.part) for f in base.folders if f.part is not None]


def are_numbered(names: Sequence[str]) -> bool:
    """Whether most names are only numbers, or a word and a number ("fold1", "2021"): no classes are called so."""
    return sum(_NUMBERED.match(name) is not None for name in names) * 2 > len(names)


def _without_masks(branch: Branch, masks: list[Branch]) -> Branch:
    """The tree without the folders "masks" beside a folder "images": what lies in them belongs to those files."""
    folders = branch.media_folders
    has_images = any(is_generic(f.name) for f in folders)
    own = [f for f in folders if has_images and f.name.lower() in _MASKS]
    masks += own
    return replace(branch, folders=[_without_masks(f, masks) for f in branch.folders if f not in own])


def _without_doubles(branch: Branch) -> Branch:
    """The tree with the inner folder in place of one that holds nothing but a folder of its own name: train/train."""
    folders = []
    for folder in branch.folders:
        inner = folder.media_folders
        while not folder.media and not folder.tables and [f.name.lower() for f in inner] == [folder.name.lower()]:
            folder = inner[0]
            inner = folder.media_folders
        folders.append(_without_doubles(folder))
    return replace(branch, folders=folders)


def _with_parts(branch: Branch) -> Branch:
    """The tree with the part of each folder, by its name and those of the folders beside it."""
    parts = read_parts_of_folders([f.name for f in branch.folders if f.media_count or f.tables])
    folders = [
        replace(_with_parts(f), part=parts[f.name] if f.name in parts else read_part_of_folder(f.name))
        for f in branch.folders
    ]
    return replace(branch, folders=folders)


def _without_boxes(branch: Branch) -> Branch:
    """The tree without a folder that stands alone, by the same name, in each of several, or in each part: the classes
    of Anna/Photos/cat and Ben/Photos/cat, or of train/pets/cat and test/pets/cat, begin behind it."""
    filled = branch.media_folders
    parts = [f for f in filled if f.part is not None]
    around = parts if len(parts) > 1 else filled
    boxes = [f.media_folders[0] for f in around if not f.media and not f.tables and len(f.media_folders) == 1]
    is_same = len(boxes) == len(around) > 1 and len({box.name.casefold() for box in boxes}) == 1
    inner = {f.name for box in boxes for f in box.media_folders}
    if is_same and len(inner) > 1 and not are_numbered([boxes[0].name]) and not any(b.media or b.tables for b in boxes):
        opened = {f.place: box.folders for f, box in zip(around, boxes, strict=True)}
        folders = [replace(f, folders=opened.get(f.place, f.folders)) for f in branch.folders]
        return _without_boxes(replace(branch, folders=folders))
    return replace(branch, folders=[_without_boxes(f) for f in branch.folders])


def _mask_problem(folder: Branch) -> Problem:
    text = ngettext(
        "This folder with {count} picture was left out: it is a mask of a picture in the folder beside it.",
        "This folder with {count} pictures was left out: they are masks of the pictures in the folder beside it.",
        folder.media_count,
    )
    return Problem(folder.place, text.format(count=folder.media_count), kind="left out", count=folder.media_count)
