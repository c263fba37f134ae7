"""Tables below each other as one: the union of their columns, and the part from where each comes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem, Split
from mmgui.core.data.importing.column_names import says_label, says_words
from mmgui.core.data.importing.columns import guess_mapping
from mmgui.core.data.importing.folders.columns import SPLIT
from mmgui.core.data.importing.part_columns import part_title
from mmgui.core.data.importing.split_words import is_dealt, read_part
from mmgui.core.data.importing.tables.rows import Cell, Row, Table
from mmgui.core.i18n import _, join_names, join_parts, ngettext
from mmgui.modalities import in_order

_LOOKED_AT = 50  # rows that tell what a column means
_NAMED = 6  # columns in a sentence
_MOST_WORD = 40  # characters of a cell in a sentence


def join_tables(path: Path, parts: Sequence[tuple[Table, Split | None]]) -> Table:
    """path: what the tables are pieces of. With a part for any of them there is a column SPLIT.

    A column SPLIT of its own divides a table without a part and that of training. In the others, and where it holds
    other words, the part of the table stays, and a note says so: what is called test is never learnt from.
    Where the columns differ, those that are called alike ("Text", "text") or plainly mean the same ("class", "label")
    become one, as the training table calls it (else the first). A note says so, and which table lacks which columns.
    Rows and problems name a table in another folder by its way from `path`: several may be called alike.
    """
    has_split = any(split is not None for _table, split in parts)
    tables = [table for table, _split in parts]
    own = [[c for c in table.columns if c != SPLIT or not has_split] for table in tables]
    leading = next((i for i, (_table, split) in enumerate(parts) if split == "train"), 0)
    names = [dict(zip(own[i], own[i], strict=True)) for i in range(len(tables))]
    notes = []
    for i, table in enumerate(tables):
        if renamed := _renamed(table, own[i], tables[leading], own[leading]):
            names[i].update(renamed)
            notes.append(_renamed_note(_place(table, path), _place(tables[leading], path), renamed))
    columns = list(dict.fromkeys(shared for known in names for shared in known.values()))
    for table, known in zip(tables, names, strict=True):
        lacking = [c for c in columns if c not in known.values()]
        if lacking and table.path != path:  # media in folders have no columns of their own
            notes.append(_lacking_note(_place(table, path), lacking, table.total))
    places = []
    for table, known in zip(tables, names, strict=True):
        at = {shared: table.columns.index(name) for name, shared in known.items()}
        places.append([at.get(c, -1) for c in columns])

    def rows(problems: list[Problem], cancel: CancelToken | None) -> Iterator[Row]:
        for (table, split), place in zip(parts, places, strict=True):
            name, called, reported = table.path.name, _place(table, path), list[Problem]()
            parting = _Parting(table, split)
            for row in table.rows(reported, cancel):
                if reported:
                    problems += _renamed_problems(reported, name, called)
                    reported.clear()
                cells: list[Cell] = [row.cells[i] if i >= 0 else None for i in place]
                where = _with_place(row.where, name, called)
                yield Row(row.number, where, (*cells, parting.part(row)) if has_split else tuple(cells), row.folder)
            problems += [*_renamed_problems(reported, name, called), *parting.notes(called)]

    own_found = [_renamed_problems(t.found, t.path.name, _place(t, path)) for t in tables]
    found = (*chain.from_iterable(own_found), *notes)
    pieces = tuple((split or "" if table.path == path else _place(table, path), split) for table, split in parts)
    names_of_all = (*columns, SPLIT) if has_split else tuple(columns)
    return Table(path, names_of_all, rows, sum(t.total for t in tables), found, pieces=pieces)


class _Parting:
    """The parts of a table's rows, from what the table is called and a column SPLIT of its own."""

    def __init__(self, table: Table, split: Split | None) -> None:
        self._split = split
        self._at = table.columns.index(SPLIT) if SPLIT in table.columns else None
        self._divided = self._unread = 0
        self._word = ""  # the first that is not read

    def part(self, row: Row) -> str | None:
        cell = row.cells[self._at] if self._at is not None and self._at < len(row.cells) else None
        if not isinstance(cell, str) or is_dealt(cell) or (own := read_part(cell, SPLIT)) == self._split:
            return self._split
        if self._split is None:
            return cell
        if own is None or self._split != "train":
            self._unread += 1
            self._word = self._word or cell.strip()[:_MOST_WORD]
            return self._split
        self._divided += 1
        return own

    def notes(self, where: str) -> list[Problem]:
        said = []
        if self._divided:
            said.append(
                ngettext(
                    "{count} row is not read as training, because “{column}” says another part for it.",
                    "{count} rows are not read as training, because “{column}” says another part for them.",
                    self._divided,
                ).format(count=self._divided, column=SPLIT)
            )
        if self._unread:
            said.append(
                ngettext(
                    "“{column}” says “{word}” in {count} row. That is not read: the row is {part}, as the table is "
                    "called.",
                    "“{column}” says something else in {count} rows, such as “{word}”. That is not read: the rows are "
                    "{part}, as the table is called.",
                    self._unread,
                ).format(count=self._unread, column=SPLIT, word=self._word, part=part_title(self._split))
            )
        return [Problem(where, text, column=SPLIT, kind="note") for text in said]


def _renamed(table: Table, own: Sequence[str], model: Table, wanted: Sequence[str]) -> dict[str, str]:
    """Columns of a table that the model has too under another name."""
    extra = [c for c in own if c not in wanted]
    lacking = [c for c in wanted if c not in own]
    if not extra or not lacking:
        return {}
    spelt = {_key(c): c for c in reversed(lacking)}
    renamed = {c: spelt.pop(_key(c)) for c in extra if _key(c) in spelt}
    for mine, theirs in zip(_meant(table), _meant(model), strict=True):
        if mine in extra and theirs in lacking and mine not in renamed and theirs not in renamed.values():
            renamed[mine] = theirs
    return renamed


def _meant(table: Table) -> tuple[str, ...]:
    """The column of each kind of field and that of the answers, "" where it is not plain which one that is."""
    guess = guess_mapping(table.columns, [row.cells for row in islice(table.rows([], None), _LOOKED_AT)])
    of_kind = [
        [f.column for f in guess.fields if f.modality == kind.name and (kind.is_media or says_words(f.column))]
        for kind in in_order()
    ]
    label = guess.label_column or ""
    return (*(found[0] if len(found) == 1 else "" for found in of_kind), label if says_label(label) else "")


def _key(column: str) -> str:
    return "".join(c for c in column.casefold() if c.isalnum())


def _place(table: Table, path: Path) -> str:
    """What the table is called: by its way from the folder that it lies in."""
    return table.path.relative_to(path).as_posix() if path in table.path.parents else table.path.name


def _with_place(where: str, name: str, place: str) -> str:
    """ "row 6 of a.csv" as "row 6 of train/a.csv"."""
    return where if place in where else where.replace(name, place)


def _renamed_problems(problems: Sequence[Problem], name: str, place: str) -> list[Problem]:
    return [replace(p, where=_with_place(p.where, name, place)) for p in problems]


def _renamed_note(where: str, other: str, renamed: Mapping[str, str]) -> Problem:
    pairs = [_("“{name}” is read as “{column}”").format(name=a, column=b) for a, b in renamed.items()]
    text = _("Some columns are called otherwise than in “{other}”: {pairs}.")
    return Problem(where, text.format(other=other, pairs=join_parts(pairs)), kind="note")


def _lacking_note(where: str, lacking: Sequence[str], count: int) -> Problem:
    text = ngettext(
        "This table has no column {names}, as others have that are read with it: it is empty in its rows ({count}). If "
        "it is called otherwise here, give it the same name.",
        "This table has no columns {names}, as others have that are read with it: they are empty in its rows "
        "({count}). If they are called otherwise here, give them the same names.",
        len(lacking),
    )
    shown = join_names([*(f"“{c}”" for c in lacking[:_NAMED]), *(["…"] if len(lacking) > _NAMED else [])])
    return Problem(where, text.format(names=shown, count=count), kind="note")


__all__ = ["join_tables"]
