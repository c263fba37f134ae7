"""Sentences with a number in them, as they are said of files of any kind; a room says them with its own noun."""

from collections.abc import Callable, Mapping
from typing import Final

from mmgui.core.i18n import ngettext

COUNTED: Final[Mapping[str, Callable[[int], str]]] = {
    "hidden": lambda count: ngettext(
        "{count} hidden file was left out (its name begins with a dot).",
        "{count} hidden files were left out (their names begin with a dot).",
        count,
    ),
    "foreign letters": lambda count: ngettext(
        "{count} file was left out: its path is written in letters of another system. Rename it.",
        "{count} files were left out: their paths are written in letters of another system. Rename them.",
        count,
    ),
    "in a folder": lambda count: ngettext(
        "This folder with {count} file was left out: {why}.",
        "This folder with {count} files was left out: {why}.",
        count,
    ),
    "unused": lambda count: ngettext(
        "{count} file in this folder was left out: no row that was read uses it ({names}).",
        "{count} files in this folder were left out: no row that was read uses them ({names}).",
        count,
    ),
    "without words": lambda count: ngettext(
        "{count} of {total} files has no text that is called like it: it is read without words.",
        "{count} of {total} files have no texts that are called like them: they are read without words.",
        count,
    ),
    "text alone": lambda count: ngettext(
        "{count} text ({ending}) was left out: no file beside it is called like it, or another text is its words "
        "already.",
        "{count} texts ({ending}) were left out: no files beside them are called like them, or other texts are their "
        "words already.",
        count,
    ),
    "other folder": lambda count: ngettext(
        "{count} file lies in a folder that is called like another label than the one it has here: {examples}. Check "
        "which is right.",
        "{count} files lie in folders that are called like other labels than those they have here: {examples}. Check "
        "which are right.",
        count,
    ),
    "several in a row": lambda count: ngettext(
        "The row holds {count} file in “{column}”; an example has one there.",
        "The row holds {count} files in “{column}”; an example has one there: put them into rows of their own, or "
        "choose one.",
        count,
    ),
}
