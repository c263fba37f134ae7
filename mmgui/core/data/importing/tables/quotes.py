"""Records of a delimited text, each with the line where it begins; quotes that never end are seen and passed over."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from mmgui.core.data.importing.tables.rows import is_media_name
from mmgui.core.i18n import _
from mmgui.core.text import grouped

_STRAY = "\ue0ff"  # stands for a stray quote while csv reads its line
_WRAPPED = re.compile(r'"((?:[^"]|"")*+)"([\r\n]*)')
_TO_CLOSING = re.compile(r'(?:[^"]|"")*+"')  # from behind an opening quote


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that csv gave up on: why, for a person, and in its own words."""

    why: str
    detail: str


@dataclass(frozen=True, slots=True)
class Mended:
    """A row that was read although a quote that begins in it never ends."""

    cells: list[str]


@dataclass(frozen=True, slots=True)
class Undoubled:
    """A row with quotes within a quoted cell that are not doubled: "a "big" dog"."""

    cells: list[str]


Record: TypeAlias = "list[str] | Mended | Undoubled | Unreadable"


@dataclass(frozen=True, slots=True)
class Shape:
    """What rows of a table look like, from lines that stand for themselves: how many cells, and which values the
    columns of few values (or of file names) have. Tells rows that a quote has swallowed from a long cell."""

    width: int = 0
    media: frozenset[int] = frozenset()
    few: tuple[tuple[int, frozenset[str]], ...] = ()

    def fits(self, rows: Sequence[Sequence[str]]) -> bool:
        """Are these lines rows of the table, judged by the columns that can be judged?"""
        rows = [row for row in rows if len(row) == self.width]
        tests = [sum(is_media_name(r[place]) for r in rows) for place in self.media]
        tests += [sum(r[place].strip() in known for r in rows) for place, known in self.few]
        if not tests:
            return self.width >= 3 and len(rows) >= 2
        return all(test >= 0.8 * len(rows) for test in tests)


@dataclass
class Records:
    """Reads records one by one; begins anew each time that it is iterated over."""

    given: Iterable[str]
    delimiter: str
    shape: Shape = Shape()
    first_line: int = 1
    _held: list[str] = field(default_factory=list)
    _back: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[tuple[int, Record]]:
        """(line where it begins, record). Blank lines are empty records."""
        source = iter(self.given)
        held, number = self._held, self.first_line
        again = True
        while again:
            again = False
            reader = csv.reader(self._feed(source), delimiter=self.delimiter)
            while True:
                record: Record
                try:
                    record = next(reader)
                except StopIteration:
                    break
                except csv.Error as error:
                    record = self._unreadable(error)
                else:
                    if len(held) != 1 or '"' in held[0]:
                        record = self._with_quotes(record)
                yield number, record
                number += len(held)
                held.clear()
                if self._back:  # lines to be read again: with a new reader, as this one may be at its end
                    again = True
                    break

    @property
    def is_quoted(self) -> bool:
        """Whether a cell of the record that was given last has quotes around it."""
        held = self._held
        return len(held) > 1 or (bool(held) and (held[0].startswith('"') or f'{self.delimiter}"' in held[0]))

    def _feed(self, source: Iterator[str]) -> Iterator[str]:
        held, back = self._held, self._back
        while back:
            line = back.pop()
            held.append(line)
            yield line
        for line in source:
            held.append(line)
            yield line

    def _with_quotes(self, record: list[str]) -> Record:
        """A record with quotes in it: as csv reads it, unless a quote has swallowed rows or has a blank before it."""
        held = self._held
        if len(held) > 1:
            if self._swallows(record):
                return self._first_line_alone()
        elif f'{self.delimiter} "' in held[0] or held[0].startswith(' "'):
            return _cells(held[0], self.delimiter, skip_blanks=True)
        elif held[0].count('"') % 2 and _open_quote(held[0], self.delimiter) >= 0:
            return self._first_line_alone()  # the last line of the file
        elif _parsed(held, self.delimiter, strict=True) != [record]:
            return self._undoubled(record)
        return record

    def _undoubled(self, record: list[str]) -> Record:
        """A line with text behind the quote that ends a cell: the quotes within the words stay, if the row then fits
        the table."""
        [line], sign = self._held, re.escape(self.delimiter)
        within = re.compile(rf'(?<!^)(?<!{sign})(?<!")"(?!")(?! *(?:{sign}|[\r\n]|$))')
        if within.search(line) is None:
            return record  # nothing but blanks stands behind
        doubled = _parsed([within.sub('""', line)], self.delimiter, strict=True)
        plain = [unwrapped(cell) for cell in line.rstrip("\r\n").split(self.delimiter)]
        fitting = (cells for cells in (*doubled, plain) if len(cells) == self.shape.width)
        return Undoubled(next(fitting, record))

    def _swallows(self, record: list[str]) -> bool:
        held = self._held
        if '"' not in held[-1] or len(_parsed([*held, f"x{self.delimiter}y"], self.delimiter)) == 1:
            return True  # nothing ends the quote
        if _has_text_behind_quote(held, self.delimiter):
            return True
        width = self.shape.width
        alone = [self._mended(line) for line in held[1:]]
        if width < 2 or any(len(row) != width for row in alone):
            return False
        first = self._mended(held[0])
        if len(first) < width:
            return False  # a cell that goes on
        return len(record) != width or self.shape.fits([first, *alone])

    def _first_line_alone(self) -> Record:
        """Read the first of the lines without its stray quote, and put the others back."""
        first, *rest = self._held
        self._back.extend(reversed(rest))
        del self._held[1:]
        return Mended(self._mended(first))

    def _mended(self, line: str) -> list[str]:
        place = _open_quote(line, self.delimiter)
        if place < 0:
            return _cells(line, self.delimiter)
        cells = _cells(line[:place] + _STRAY + line[place + 1 :], self.delimiter)
        return [cell.replace(_STRAY, "") for cell in cells]

    def _unreadable(self, error: csv.Error) -> Record:
        """csv's only complaint that can come here is about cells over its limit; the words of it are Python's."""
        if len(self._held) > 1:  # a quote that never ends swallows lines up to the limit
            return self._first_line_alone()
        if "field limit" not in str(error):
            return Unreadable(_("This row cannot be read: its quotes do not match."), str(error))
        limit = grouped(csv.field_size_limit())
        return Unreadable(
            _("This row cannot be read: a cell in it has over {limit} characters.").format(limit=limit), str(error)
        )


def are_wrapped(lines: Sequence[str]) -> bool:
    """Is nearly each line a single cell with quotes around it: '"text,label"'? It may hold a whole row."""
    told = [line for line in lines if line.strip()]
    return len(told) > 1 and sum(map(bool, map(_WRAPPED.fullmatch, told))) >= 0.95 * len(told)


def unwrapped(line: str) -> str:
    """A line without the quotes that enclose it as a whole; others stay as they are."""
    found = _WRAPPED.fullmatch(line)
    return line if found is None else found.group(1).replace('""', '"') + found.group(2)


def shape_of(lines: Sequence[str], delimiter: str) -> Shape:
    """The shape of rows, from those lines that are whole records by themselves."""
    told = [line for line in lines if line.strip()]
    alone = [line for line in told if line.count('"') % 2 == 0]
    if len(alone) < 0.2 * len(told):  # nearly every line has a stray quote
        alone = [line.replace('"', "") for line in told]
    rows = [_cells(line, delimiter) for line in alone]
    widths = [len(row) for row in rows]
    if not widths:
        return Shape()
    width = max(set(widths), key=lambda w: (widths.count(w), w))
    rows = [row for row in rows if len(row) == width]
    media, few = set(), []
    for place in range(width):
        values = [row[place].strip() for row in rows if row[place].strip()]
        known = frozenset(value for value, count in Counter(values).items() if count > 1)
        if values and sum(map(is_media_name, values)) >= 0.8 * len(values):
            media.add(place)
        elif known and sum(value in known for value in values) >= 0.6 * len(values):
            few.append((place, known))
    return Shape(width, frozenset(media), tuple(few))


def _cells(line: str, delimiter: str, skip_blanks: bool = False) -> list[str]:
    parsed = _parsed([line], delimiter, skip_blanks)
    return parsed[0] if parsed else []


def _parsed(lines: Sequence[str], delimiter: str, skip_blanks: bool = False, strict: bool = False) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=delimiter, skipinitialspace=skip_blanks, strict=strict))
    except csv.Error:
        return []


def _has_text_behind_quote(lines: Sequence[str], delimiter: str) -> bool:
    """Does a text follow directly on the quote that ends a cell of several lines? Then it begins another cell."""
    text = "".join(lines)
    start, end = 0, len(lines[0])
    while (place := _open_quote(text[start:end], delimiter)) >= 0:
        match = _TO_CLOSING.match(text, start + place + 1)
        if match is None:
            return False
        behind = text[match.end() : match.end() + 80].lstrip(" ")
        if behind and behind[0] not in (delimiter, "\r", "\n"):
            return True
        start = match.end()
        end = text.find("\n", start) % (len(text) + 1)
    return False


def _open_quote(line: str, delimiter: str) -> int:
    """Where the quote stands that is still open at the end of the line; -1 if none is. By the rules of csv."""
    if '"' not in line:
        return -1
    place, size, is_start = 0, len(line), True
    while place < size:
        sign = line[place]
        if is_start and sign == '"':
            begun, place = place, place + 1
            while True:
                place = line.find('"', place)
                if place < 0:
                    return begun
                if line[place + 1 : place + 2] != '"':
                    break
                place += 2
            is_start = False
        elif sign == delimiter:
            is_start = True
        elif sign != " " or not is_start:
            is_start = False
        place += 1
    return -1
