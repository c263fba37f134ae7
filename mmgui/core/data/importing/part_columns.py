"""Columns that are called like the parts of a data set, or hold words for them: read, or told with their values, those
of all rows."""

import shlex
from collections.abc import Mapping, Sequence

from mmgui.core.data.example import SPLITS, ImportMapping, Problem, Split
from mmgui.core.data.importing.column_names import is_called_like_parts
from mmgui.core.data.importing.split_words import (
    MOST_PART_WORDS,
    flags_of,
    is_flag,
    is_part_word,
    part_named_in,
    parts_hinted_at,
    read_part,
    read_split,
)
from mmgui.core.data.importing.tables.rows import Cell
from mmgui.core.i18n import _, join_names

_MOST_VALUES = 20  # of a column of parts; more are something else
_SHOWN = 6


class PartColumns:
    """Gathers over all rows what stands in the columns that nobody reads, and says what became of those of parts."""

    def __init__(self, columns: Sequence[str], mapping: ImportMapping) -> None:
        self._split = mapping.split_column
        unread = [n for n in columns if n not in mapping.used]
        told = {"train", "test", *["validation"] * any(map(flags_of, unread))}  # "valid": mostly that a row is good
        self._flags = {n for n in unread if part_named_in(n) in (SPLITS if is_called_like_parts(n) else told)}
        self._unread = {i: n for i, n in enumerate(columns) if n in unread}
        self._counts: dict[int, dict[str, int]] = {i: {} for i in self._unread}
        self._flag = None if self._split is None or flags_of(self._split) is None else columns.index(self._split)
        self._has_flags = False

    def take(self, cells: Sequence[Cell]) -> None:
        for place, counts in self._counts.items():
            if len(counts) > _MOST_VALUES:
                continue
            if word := _word(cells, place):
                counts[word] = counts.get(word, 0) + 1
        if self._flag is not None and not self._has_flags:
            self._has_flags = is_flag(_word(cells, self._flag))

    def notes(self, source: str) -> list[Problem]:
        notes = []
        if self._split is not None and self._has_flags:
            yes, no = (part_title(read_part(flag, self._split)) for flag in ("1", "0"))
            text = _("“{column}” is read as the parts: yes (or 1, x) is {yes}, no (or 0, nothing) is {no}.")
            notes.append(Problem(source, text.format(column=self._split, yes=yes, no=no), None, self._split, "note"))
        for place, counts in self._counts.items():
            column = self._unread[place]
            if (why := self._why_not(column, counts)) is not None:
                option = f"--split {shlex.quote(column)}" if self._split is None and _are_known(counts) else ""
                notes.append(Problem(source, why, None, column, "note", option=option))
        return notes

    def _why_not(self, column: str, counts: Mapping[str, int]) -> str | None:
        is_named = is_called_like_parts(column)
        are_flags = column in self._flags and bool(counts) and all(map(is_flag, counts))
        is_likely = _hold_parts(counts) if self._split is None else _are_known(counts)
        if not (are_flags or is_named or is_likely):
            return None
        if not are_flags and (not 1 < len(counts) <= _MOST_VALUES or sum(counts.values()) == len(counts)):
            return None
        if all(value.isdigit() for value in counts) and not are_flags:
            text = _("“{column}” holds numbers. It is not read: write train, validation or test to set the parts.")
            return text.format(column=column)
        shown = join_names(f"“{value[:40]}”" for value in list(counts)[:_SHOWN])
        shown += "…" if len(counts) > _SHOWN else ""
        if self._split is not None:
            text = _("“{column}” ({values}) is not read: the parts are read from “{split}”.")
        elif are_flags:
            text = _(
                "“{column}” marks rows ({values}) and is not read as the parts: to set them, write train, validation "
                "or test into one column."
            )
        elif all(map(is_part_word, counts)) or (_are_known(counts) and not is_named):  # somebody chose no column
            text = _("“{column}” holds words for training and test ({values}); it is not read as the parts.")
        elif any(is_part_word(value) for value in counts):
            unknown = [value for value in counts if not is_part_word(value)]
            shown = join_names(f"“{value[:40]}”" for value in unknown[:_SHOWN]) + ("…" if len(unknown) > _SHOWN else "")
            text = _(
                "“{column}” is not read as the parts, because the words of most rows are not known ({values}). "
                "Write train, validation or test, or choose the column yourself."
            )
        else:
            text = _(
                "“{column}” is not read as the parts, because its words are not known ({values}). Write train, "
                "validation or test to set the parts."
            )
        return text.format(column=column, values=shown, split=self._split)


def _hold_parts(counts: Mapping[str, int]) -> bool:
    """Whether they seem to be words for the parts, whatever the column is called: two parts, or one that is known. That
    a row is "valid" mostly says that it is good."""
    if len(counts) > MOST_PART_WORDS and not _are_known(counts):
        return False
    known = [v for v in counts if read_split(v) is not None and is_part_word(v, trust_short=False)]
    return any(v.casefold() != "valid" for v in known) or len(parts_hinted_at(counts)) > 1


def _are_known(counts: Mapping[str, int]) -> bool:
    """Whether at least half of the rows hold words for parts."""
    known = sum(count for value, count in counts.items() if is_part_word(value, trust_short=False))
    return known > 0 and known * 2 >= sum(counts.values())


def _word(cells: Sequence[Cell], place: int) -> str:
    cell = cells[place] if place < len(cells) else None
    return cell.strip() if isinstance(cell, str) else ""


def part_title(split: Split | None) -> str:
    """What a person calls a part; "" for none."""
    names: Mapping[Split | None, str] = {"train": _("training"), "validation": _("validation"), "test": _("test")}
    return names.get(split, "")


__all__ = ["PartColumns", "part_title"]
