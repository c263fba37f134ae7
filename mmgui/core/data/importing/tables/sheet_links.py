"""Cells of a spreadsheet that are links to files: followed where what the cell shows says nothing of its own."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from mmgui.core.data.example import Problem
from mmgui.core.data.importing.tables.rows import is_media_name
from mmgui.core.data.importing.tables.sheet_parts import Place
from mmgui.core.i18n import ngettext

_DIGITS = re.compile(r"\d+")
_ADDRESS = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+:", re.IGNORECASE)  # of the web, of a letter; "C:" is a disk


def follow_links(
    links: Mapping[Place, str], shown: Callable[[Place], str]
) -> tuple[dict[Place, str], dict[Place, str]]:
    """The links to media by the place of their cells: those to be read in its place, and the others.

    shown: what a cell shows. A column of "open", or of "Picture 1", "Picture 2", says nothing; one of species does.
    """
    columns: dict[int, dict[Place, str]] = {}
    for place, target in links.items():
        if is_media_name(target) and not _ADDRESS.match(target) and not is_media_name(shown(place)):
            columns.setdefault(place[1], {})[place] = target
    followed: dict[Place, str] = {}
    others: dict[Place, str] = {}
    for found in columns.values():
        words = {" ".join(_DIGITS.sub("", shown(place)).split()) for place in found}
        are_names = all(_stem(target).casefold() == shown(place).strip().casefold() for place, target in found.items())
        is_empty = are_names or (len(words) == 1 < len(found))
        (followed if is_empty else others).update(found)
    return followed, others


def links_notes(
    path: Path, followed: Mapping[Place, str], others: Mapping[Place, str], name_of: Callable[[int], str | None]
) -> list[Problem]:
    """What became of the links, a note for each column."""
    notes = []
    for column in dict.fromkeys(place[1] for place in (*followed, *others)):
        mine = [target for place, target in (*followed.items(), *others.items()) if place[1] == column]
        if (name := name_of(column)) is None:
            continue
        if any(place[1] == column for place in followed):
            text = ngettext(
                "{count} cell of “{column}” is a link to a file, such as “{example}”: the file is read.",
                "{count} cells of “{column}” are links to files, such as “{example}”: the files are read.",
                len(mine),
            )
        else:
            text = ngettext(
                "{count} cell of “{column}” is a link to a file, such as “{example}”, which is not read. To read it, "
                "write its name into another column.",
                "{count} cells of “{column}” are links to files, such as “{example}”, which are not read. To read "
                "them, write their names into another column.",
                len(mine),
            )
        said = text.format(count=len(mine), column=name, example=mine[0][:60])
        notes.append(Problem(path.name, said, column=name, kind="note"))
    return notes


def _stem(target: str) -> str:
    return re.split(r"[/\\]", target)[-1].rpartition(".")[0]


__all__ = ["follow_links", "links_notes"]
