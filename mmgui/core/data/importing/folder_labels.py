"""Labels of a table that say otherwise than the folders in which the pictures lie."""

import os
from collections.abc import Collection, Sequence

from mmgui.core.data.example import Example, Problem
from mmgui.core.i18n import _, join_names, ngettext

_SHOWN = 3  # pictures that are named


def against_folders(where: str, examples: Sequence[Example], pictures: Collection[str]) -> list[Problem]:
    """A note if pictures lie in folders that are called like other labels than their own.

    where: what the note names. pictures: the fields that hold paths.
    """
    named = [(path, e.label) for e in examples if e.label for field in pictures if (path := e.values[field])]
    if not named:
        return []
    around = len(os.path.commonpath([os.path.dirname(path) for path, _label in named]))  # noqa: PTH120 (many paths)
    labels = {label.casefold() for _path, label in named}
    odd = []
    for path, label in named:
        inner = path[around:].replace(os.sep, "/").strip("/")
        called = labels.intersection(inner.casefold().split("/")[:-1])
        if called and label.casefold() not in called:
            odd.append((inner, label))
    if not odd:
        return []
    shown = join_names(_("“{name}” is “{label}”").format(name=name, label=label) for name, label in odd[:_SHOWN])
    text = ngettext(
        "{count} picture lies in a folder that is called like another label than the one it has here: {examples}. "
        "Check which is right.",
        "{count} pictures lie in folders that are called like other labels than those they have here: {examples}. "
        "Check which are right.",
        len(odd),
    ).format(count=len(odd), examples=shown + ("…" if len(odd) > _SHOWN else ""))
    return [Problem(where, text, kind="note")]


__all__ = ["against_folders"]
