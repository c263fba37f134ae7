"""Pictures of a class that are called as if they were versions of each other: turned, smaller, sent by telephone."""

import os
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from mmgui.core.data.example import Example, Problem
from mmgui.core.data.importing.file_names import kind_of_name, kind_of_names, media_kinds
from mmgui.core.data.importing.folders.classes import FileRow
from mmgui.core.i18n import _
from mmgui.modalities.contract import Modality

_ENOUGH = 3  # pairs with the same words behind the name
_COUNTED = re.compile(r"[^\W\d_]{0,5}[\W_]*\d+")  # "12", "IMG_0012": names that say nothing
_CUT = re.compile(r"(?<=.)[\W_]+(?=.*[^\W\d_])")


def versions_in_table(where: str, folder: Path, examples: Sequence[Example], media: Sequence[str]) -> list[Problem]:
    """The same of the media that a table names, each field by itself. folder: from which they are named; media: the
    fields that hold paths."""
    around = f"{folder.resolve()}{os.sep}"
    for name in media:
        named = dict.fromkeys((path, e.label) for e in examples if (path := e.values[name]))
        files = [FileRow(path.removeprefix(around).replace(os.sep, "/"), label) for path, label in named]
        if found := versions_note(where, files):
            return found
    return []


def versions_note(where: str, files: Sequence[FileRow]) -> list[Problem]:
    """A note if many media seem to be versions of others: "a.png" in several folders, or beside "a_flip.png".

    where: what the note names. Names that count, as cameras give them, are alike by chance, without words behind.
    """
    known = media_kinds()
    places: dict[tuple[str | None, Modality | None, str], list[str]] = defaultdict(list)
    for file in files:
        name = file.place.rpartition("/")[2]
        places[file.label, kind_of_name(name, known), name.rpartition(".")[0] or name].append(file.place)
    alike = [found for key, found in places.items() if len(found) > 1 and not _COUNTED.fullmatch(key[-1])]
    pairs = {found[0]: found[1] for found in alike} if sum(map(len, alike)) * 2 >= len(files) else {}
    behind: dict[str, dict[str, str]] = defaultdict(dict)
    for (label, kind, stem), found in places.items():
        for cut in _CUT.finditer(stem):
            if base := places.get((label, kind, stem[: cut.start()])):
                behind[stem[cut.start() :]][base[0]] = found[0]
    usual = Counter({words: len(known) for words, known in behind.items()}).most_common(1)
    if usual and usual[0][1] >= _ENOUGH and usual[0][1] * 4 >= len(files):
        pairs |= behind[usual[0][0]]
    if not pairs:
        return []
    one, other = next(iter(pairs.items()))
    text = kind_of_names([one, other]).say("versions") or _(
        "Files of the same class are called alike, such as “{one}” and “{other}”. If they are versions of one thing, "
        "the figures will be too good, for some are learnt from and others tested with: keep one version of each, or "
        "divide them yourself into the parts “train” and “test”, by folders or by a column of a table."
    )
    return [Problem(where, text.format(one=one, other=other), kind="note")]


__all__ = ["versions_in_table", "versions_note"]
