"""The tables in a folder that are left out, because others or the media were read: with their rows, and how to read
them."""

import shlex
from collections.abc import Collection, Sequence

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem
from mmgui.core.data.importing.file_names import is_sample_of_answers
from mmgui.core.data.importing.folders.tree import Branch
from mmgui.core.data.importing.tables.opening import open_table
from mmgui.core.errors import DataError
from mmgui.core.i18n import _, ngettext

_NAMED = 20  # tables that are named one by one


def tables_left_out(
    root: Branch, read: Sequence[str], offered: Collection[str], cancel: CancelToken | None
) -> list[Problem]:
    """The tables below a folder of which others, or the media, were read; with how many rows they hold.
    read: paths from the folder of those that were; offered: of those that are a reading by their names."""
    left = [(branch, name) for branch in root.branches() for name in branch.tables]
    left = [(branch, name) for branch, name in left if branch.places([name])[0] not in read]
    found = [_left_out(branch, name, bool(read), offered, cancel) for branch, name in left[:_NAMED]]
    if more := len(left) - len(found):
        text = ngettext("{count} more table was left out.", "{count} more tables were left out.", more)
        names = tuple(branch.places([name])[0] for branch, name in left[_NAMED:])
        found.append(Problem(root.name, text.format(count=more), kind="left out", count=more, names=names))
    return found


def _left_out(
    branch: Branch, name: str, other_read: bool, offered: Collection[str], cancel: CancelToken | None
) -> Problem:
    place = branch.places([name])[0]
    try:
        count = open_table(branch.path / name, cancel).total
    except DataError as error:
        return Problem(place, _("This table was left out: {reason}").format(reason=error.sentence()), kind="left out")
    if is_sample_of_answers(name):
        text = ngettext(
            "This table with {count} row was left out: it is a form for answers.",
            "This table with {count} rows was left out: it is a form for answers.",
            count,
        )
    elif place in offered and other_read:
        text = ngettext(
            "This table with {count} row was left out: another one was read.",
            "This table with {count} rows was left out: another one was read.",
            count,
        )
    elif place in offered:
        text = ngettext(
            "This table with {count} row was left out: the folders were read.",
            "This table with {count} rows was left out: the folders were read.",
            count,
        )
    elif other_read:
        text = ngettext(
            "This table with {count} row was left out: another one was read. To read this one, choose the file.",
            "This table with {count} rows was left out: another one was read. To read this one, choose the file.",
            count,
        )
    else:
        text = ngettext(
            "This table with {count} row was left out: the folders were read. To read it, choose the file itself.",
            "This table with {count} rows was left out: the folders were read. To read it, choose the file itself.",
            count,
        )
    option = f"--read-as {shlex.quote(name)}" if place in offered else ""
    return Problem(place, text.format(count=count), kind="left out", count=max(1, count), option=option)


__all__ = ["tables_left_out"]
