"""Labels and parts of a table that say otherwise than the folders in which the media lie."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from mmgui.core.data.example import Example, Problem, Split
from mmgui.core.data.importing.file_names import kind_of_all, kind_of_file
from mmgui.core.data.importing.folders.columns import BY_FOLDER, part_of_folders
from mmgui.core.data.importing.part_columns import part_title
from mmgui.core.i18n import _, join_names, join_sentences, ngettext

_SHOWN = 3  # media that are named


def against_folders(where: str, examples: Sequence[Example], media: Collection[str]) -> list[Problem]:
    """A note if media lie in folders that are called like other labels than their own.

    where: what the note names. media: the fields that hold paths.
    """
    named = [(path, e.label) for e in examples if e.label for field in media if (path := e.values[field])]
    if not named:
        return []
    around = _length_of_common([path for path, _label in named])
    labels = {label.casefold() for _path, label in named}
    odd, kinds = [], []
    for path, label in named:
        inner = _below(path, around)
        called = labels.intersection(inner.casefold().split("/")[:-1])
        if called and label.casefold() not in called:
            odd.append((inner, label))
            kinds.append(kind_of_file(Path(path)))
    if not odd:
        return []
    shown = join_names(_("“{name}” is “{label}”").format(name=name, label=label) for name, label in odd[:_SHOWN])
    text = kind_of_all(kinds).say_count("other folder", len(odd))
    said = text.format(count=len(odd), examples=shown + ("…" if len(odd) > _SHOWN else ""))
    return [Problem(where, said, kind="note")]


def parts_against_folders(
    where: str, examples: Sequence[Example], media: Collection[str], columns: Collection[str]
) -> list[Problem]:
    """A note if rows say another part than the folder does in which their file lies, and how to take the folders: by
    the column for it, if it is among the `columns` of the table."""
    first = ((next(filter(None, (e.values[field] for field in media)), None), e.split) for e in examples if e.split)
    named = [(path, split) for path, split in first if path]
    if not named:
        return []
    around = _length_of_common([path for path, _split in named])
    parts: dict[str, Split | None] = {}
    odd = []
    for path, split in named:
        inner = _below(path, around)
        folder = inner.rpartition("/")[0]
        if folder not in parts:
            parts[folder] = part_of_folders(folder.split("/"))
        if parts[folder] not in (None, split):
            odd.append((inner, split))
    if not odd:
        return []
    shown = join_names(
        _("{names} as {part}").format(names=f"“{name}”", part=part_title(split)) for name, split in odd[:_SHOWN]
    )
    text = ngettext(
        "{count} row says another part than the folder in which its file lies: {examples}. The row was followed.",
        "{count} rows say another part than the folders in which their files lie: {examples}. The rows were followed.",
        len(odd),
    ).format(count=len(odd), examples=shown + ("…" if len(odd) > _SHOWN else ""))
    can_choose = BY_FOLDER in columns
    how = _("To follow the folders, choose “{column}” as the column of the parts.").format(column=BY_FOLDER)
    if not can_choose:
        how = _("If the folders are right, correct the table.")
    option = f"--split {BY_FOLDER}" if can_choose else ""
    return [Problem(where, join_sentences([text, how]), kind="note", option=option)]


def _length_of_common(paths: Sequence[str]) -> int:
    """How long the path of the innermost folder is in which all files lie."""
    return len(os.path.commonpath([os.path.dirname(path) for path in paths]))  # noqa: PTH120 (many paths)


def _below(path: str, around: int) -> str:
    return path[around:].replace(os.sep, "/").strip("/")


__all__ = ["against_folders", "parts_against_folders"]
