"""The media in a folder of tables that no row names, and how to have them read."""

import os
import shlex
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from mmgui.core.data.example import FieldMapping, ImportMapping, Problem
from mmgui.core.data.importing.file_names import kind_of_all, kind_of_file
from mmgui.core.data.importing.folders.reading import FolderContents
from mmgui.core.data.importing.split_words import read_part_of_folder
from mmgui.core.i18n import _, join_names, join_sentences

_SHOWN = 3  # media that are named
_SOME = 0.3  # of the values of a column of words that name media


def media_left_out(
    where: str,
    contents: FolderContents,
    read: Collection[Path],
    mapping: ImportMapping,
    unread: Mapping[str, Sequence[str]],
) -> list[Problem]:
    """The media beside the tables of a folder that no row names, or that were not asked for.

    where: what the source is called. unread: the first values of columns that are not read, or as words; one of them
    may hold their names.
    """
    left = [path for path in contents.beside if path not in read]
    left = [path for path in left if Path(os.path.realpath(path)) not in read]
    if not left:
        return []
    places = [path.relative_to(contents.root) for path in left]
    every = tuple(place.as_posix() for place in places)
    names = join_names([f"“{name}”" for name in every[:_SHOWN]])
    kinds = list(map(kind_of_file, left))
    text = kind_of_all(kinds).say_count("unused", len(left))
    text = text.format(count=len(left), names=names + ("…" if len(left) > _SHOWN else ""))
    text = join_sentences([text, *_advice(where, places)])
    called = {name.casefold() for path in left for name in (path.name, path.stem)}
    varied = {n: [v.casefold() for v in values] for n, values in unread.items() if len(set(values)) > 1}
    shares = {n: sum(v in called for v in values) / len(values) for n, values in varied.items()}
    naming = max(shares, key=lambda n: shares[n], default="")
    others = [f for f in mapping.fields if f.column != naming]
    if not naming or shares[naming] < (1 if len(others) == len(mapping.fields) else _SOME):
        return [Problem(where, text, kind="left out", count=len(left), names=every)]
    kind = kind_of_all(kinds[:1])
    advice = kind.say("choose it") or _("“{column}” seems to hold their names: choose it as “{title}”.")
    if shares[naming] < 1:
        advice = _(
            "“{column}” names some of them and is read as words: choose it as “{title}” if it holds their names."
        )
    text = join_sentences([text, advice.format(column=naming, title=kind.title())])
    name = naming if kind.default_field in {f.name for f in others} else kind.default_field
    fields = (FieldMapping(name, kind.name, naming), *others)
    option = " ".join(f"--field {shlex.quote(f'{f.name}={f.modality}:{f.column}')}" for f in fields)
    return [Problem(where, text, kind="left out", count=len(left), option=option, names=every)]


def _advice(where: str, places: Sequence[Path]) -> Iterator[str]:
    """How to have the media of a test folder measured that lie there by class, beside a table for the others."""
    folders = {place.parts[0] for place in places}
    classes = {place.parts[1] for place in places if len(place.parts) > 2}
    if len(folders) == 1 and len(classes) > 1 and read_part_of_folder(folder := folders.pop()) == "test":
        option = f"--test {shlex.quote(f'{where}/{folder}')}"
        yield _("“{folder}” seems to hold a folder per class: to measure with it, train with {option}.").format(
            folder=folder, option=option
        )


__all__ = ["media_left_out"]
