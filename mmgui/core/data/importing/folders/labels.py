"""Labels of a table that say otherwise than the folders in which the media lie."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from mmgui.core.data.example import Example, Problem
from mmgui.core.data.importing.file_names import kind_of_all, kind_of_file
from mmgui.core.i18n import _, join_names

_SHOWN = 3  # media that are named


def against_folders(where: str, examples: Sequence[Example], media: Collection[str]) -> list[Problem]:
    """A note if media lie in folders that are called like other labels than their own.

    where: what the note names. media: the fields that hold paths.
    """
    named = [(path, e.label) for e in examples if e.label for field in media if (path := e.values[field])]
    if not named:
        return []
    around = len(os.path.commonpath([os.path.dirname(path) for path, _label in named]))  # noqa: PTH120 (many paths)
    labels = {label.casefold() for _path, label in named}
    odd, kinds = [], []
    for path, label in named:
        inner = path[around:].replace(os.sep, "/").strip("/")
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


__all__ = ["against_folders"]
