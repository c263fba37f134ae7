"""A table that is packed by itself, without an archive around it: "posts.csv.gz"."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem
from mmgui.core.data.importing.tables.rows import TABLE_SUFFIXES, Row, Table

_ENDINGS = (".gz", ".bz2", ".xz")


def name_within(path: Path) -> str:
    """What the table in a packed file is called: "posts.csv"; "" if the file is not called like one."""
    is_one = path.suffix.lower() in _ENDINGS and path.stem.lower().endswith(TABLE_SUFFIXES)
    return path.stem if is_one else ""


def lying_beside(table: Table, packed: Path) -> Table:
    """An unpacked table as if it lay where the packed one lies: that is where its media are."""

    def rows(problems: list[Problem], cancel: CancelToken | None) -> Iterator[Row]:
        for row in table.rows(problems, cancel):
            yield replace(row, folder=packed.parent)

    return replace(table, path=packed, rows=rows)


__all__ = ["lying_beside", "name_within"]
