"""Columns that are called like the parts of a data set: read, or told with their values, those of all rows."""

from collections.abc import Mapping, Sequence

from mmgui.core.data.example import ImportMapping, Problem, Split
from mmgui.core.data.importing.column_names import is_called_like_parts
from mmgui.core.data.importing.split_words import flags_of, is_flag, is_part_word, part_named_in, read_part
from mmgui.core.data.importing.tables.rows import Cell
from mmgui.core.i18n import _, join_names

_MOST_VALUES = 20  # of a column of parts; more are something else
_SHOWN = 6


class PartColumns:
    """Gathers over all rows what stands in the columns that are called like parts, and says what became of it."""

    def __init__(self, columns: Sequence[str], mapping: ImportMapping) -> None:
        self._split = mapping.split_column
        unread = [n for n in columns if n not in mapping.used]
        told = {"train", "test", *["validation"] * any(map(flags_of, unread))}  # "valid": mostly that a row is good
        named = {n for n in unread if is_called_like_parts(n) or part_named_in(n) in told}
        self._unread = {i: n for i, n in enumerate(columns) if n in named}
        self._counts: dict[int, dict[str, int]] = {i: {} for i in self._unread}
        self._flag = None if self._split is None or flags_of(self._split) is None else columns.index(self._split)
        self._has_flags = False

    def take(self, cells: Sequence[Cell]) -> None:
        for place, counts in self._counts.items():
            word = _word(cells, place)
            if word and (word in counts or len(counts) <= _MOST_VALUES):
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
            if (why := self._why_not(self._unread[place], counts)) is not None:
                notes.append(Problem(source, why, None, self._unread[place], "note"))
        return notes

    def _why_not(self, column: str, counts: Mapping[str, int]) -> str | None:
        are_flags = bool(counts) and all(map(is_flag, counts)) and part_named_in(column) is not None
        if not (are_flags or is_called_like_parts(column)):
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
        elif all(is_part_word(value) for value in counts):  # somebody chose no column
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


def _word(cells: Sequence[Cell], place: int) -> str:
    cell = cells[place] if place < len(cells) else None
    return cell.strip() if isinstance(cell, str) else ""


def part_title(split: Split | None) -> str:
    """What a person calls a part; "" for none."""
    names: Mapping[Split | None, str] = {"train": _("training"), "validation": _("validation"), "test": _("test")}
    return names.get(split, "")


__all__ = ["PartColumns", "part_title"]
