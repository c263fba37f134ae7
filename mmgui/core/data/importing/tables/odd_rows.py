"""Rows within a table that are no data: its names once more, lines of dashes, the kinds of its columns, marks of
Qualtrics; and rows that may be none: comments, numbers of pages, headings of parts, sums, a second row of headings."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import takewhile
from pathlib import Path

from mmgui.core.data.example import Example, Problem
from mmgui.core.data.importing.split_words import SHORT_WORDS, read_split
from mmgui.core.data.importing.tables.header import has_known_names, is_number, known_names
from mmgui.core.data.importing.tables.rows import is_media_name
from mmgui.core.data.importing.tables.second_table import SecondTable
from mmgui.core.i18n import _, join_names
from mmgui.modalities import MODALITIES

_DASHES = re.compile(r":?[-=]{2,}:?|:[-=]+:?|[-=]+:")
_MARK = "\ufeff"  # what a file begins with that was put below another one
# What dashes, comments, marks of programs and names with blanks around them begin with.
_SIGNS = ("", " ", "-", "=", ":", "#", "/", "{", _MARK)
_IMPORT_ID = re.compile(r'\{\s*"ImportId"')  # as Qualtrics writes below the questions, which stand below the names
_FIRST_ROWS = 20  # by which a second row of headings is known
_COMMENT = re.compile(r"(#|//|--)\s")
_PAGE = re.compile(r"[^\W\d_]+\.?\s*\d+\s*([^\W\d_]+|/)\s*\d+")  # "Page 1 of 3", alone in its row
_MOST_COMMENTS = 20  # that are remembered, as numbers of pages are; with more of them they are data
_TOTALS = """
    total totals sum average mean median gesamt gesamtsumme gesamtanzahl gesamtergebnis
    summe mittelwert durchschnitt somme moyenne suma promedio
    somma totale soma média итого всего сумма среднее 合计 总计 总和 平均 平均值 合計 総計
    totaal gemiddelde totalt totalsumma summa medelvärde sammenlagt gjennomsnitt gennemsnit yhteensä keskiarvo kokku
    razem łącznie ogółem średnia celkem součet průměr spolu súčet összesen átlag ukupno prosjek skupaj viso kopā
    σύνολο άθροισμα toplam ortalama разом усього общо сума jumlah tổng المجموع 합계 총계 평균
    """
_TOTAL_WORDS = frozenset(form for word in _TOTALS.split() for form in (word, word.capitalize(), word.upper()))
_TOTAL_FORMS = _TOTAL_WORDS.union(
    (f"{word}:" for word in _TOTAL_WORDS), ("Grand Total", "Grand Count", "I alt", "i alt")
)
# What spreadsheet programs write beside a label, below its rows: "cat Count".
_OF_GROUP = frozenset(("count", "anzahl", "ergebnis", "result", "nombre", "cuenta", "conteggio", *_TOTALS.split()))
_AT_END = 3  # rows
# How remarks below a table begin, and how a label does not end.
_FOOTNOTE = re.compile(r"[*†‡§¹²³]|[^\W\d_]+:\s")
_SENTENCE = re.compile(r"\S+\s.*\s\S+|.*\s.*[.!?…。！？]")
_MAX_NAME = 60  # characters; longer cells are no names
_KINDS = frozenset(
    (
        *("string", "str", "varchar", "char", "category", "categorical", "class", "object", "label"),
        *("int", "integer", "int64", "float", "float64", "double", "number", "numeric", "bool", "boolean", "date"),
        *("datetime", "path", "file", "nominal", "binary", "discrete", "continuous"),
    )
)
# What Orange says in a third row of what the columns are for.
_ROLES = frozenset({"class", "meta", "ignore"})
_HEAD_ROWS = 2  # below the names, which may say something of the columns


class OddRows:
    """Tells, row by row, which are no data. names: of the columns, as they stand in the table; "" = without one."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = [name.strip() for name in names]
        keys = [name.casefold() for name in self.names]
        self._filled = sorted(key for key in keys if key)
        self._forms = [{n, n.lower(), n.upper(), n.capitalize()} if n else set[str]() for n in self.names]
        self._known = known_names()
        self._watched = self._known.union(_TOTAL_FORMS, *self._forms)
        self._alike: list[tuple[str, int, str]] = []
        self._comments: list[tuple[str, int, str]] = []
        self._totals: list[tuple[str, int, str, int]] = []
        self._pages: list[tuple[str, int, str]] = []
        self._parts: list[tuple[str, int, str]] = []
        self._first: list[tuple[str, int, Sequence[object]]] = []
        self._has_marks = self._is_first_out = self._has_kinds = False
        self._rows = self._gaps = 0
        self._seen: set[str] = set()  # values that are usual names of columns
        self.second = SecondTable(self.names, self._first)
        self.order: tuple[int, ...] = ()  # where each column stands from here on, () = as in the names

    def why(self, cells: Sequence[object], where: str, number: int, is_below_gap: bool = False) -> str:
        """Why the row is no data, "" if it is; a row of the names in another order changes `order`, by which the
        cells of the rows below are to be put. is_below_gap: an empty row stands above it. With the first row of another
        table `second` has begun, which takes all further rows."""
        self._rows += 1
        if self.second.is_watching:
            is_below_gap = self.second.watch(cells) or is_below_gap
        if len(self._first) < _FIRST_ROWS:
            self._first.append((where, number, cells))
        first = cells[0] if cells else None
        is_plain = not is_below_gap and self._rows > _HEAD_ROWS and isinstance(first, str) and first[:1] not in _SIGNS
        is_plain = is_plain and (len(cells) == 1 or any(cells[1:]))
        if (is_plain and self._watched.isdisjoint(cells)) or not self._filled:
            return ""  # nearly every row
        self._gaps += is_below_gap
        is_below_gap = is_below_gap and self._rows > 3 * self._gaps
        short = [c for c in cells if isinstance(c, str) and len(c) <= _MAX_NAME]
        if not is_below_gap:
            self._seen.update(self._known.intersection(short))
        is_alike = any(isinstance(c, str) and c in forms for c, forms in zip(cells, self._forms, strict=False))
        told = [said for c in cells if isinstance(c, str) and (said := c.strip().lstrip(_MARK))]
        if any(not isinstance(c, str) and c is not None for c in cells) or not told:
            return ""
        is_again = sorted(c.casefold() for c in told) == self._filled
        why = self._names_again(cells) if is_again else self._why(told, self._rows == 1, is_below_gap)
        why = why or (self.second.why(cells, where, number) if is_below_gap else "")
        if why:
            self._is_first_out |= self._rows == 1
            return why
        self._remember(told, where, number)
        return self._note(cells, where, number) if is_alike else ""

    def _names_again(self, cells: Sequence[object]) -> str:
        """The names once more; in another order, they say where the columns stand in the rows below."""
        left = {i: c.strip().lstrip(_MARK).casefold() if isinstance(c, str) else "" for i, c in enumerate(cells)}
        order = []
        for name in self.names:
            order.append(next(i for i, said in left.items() if said == name.casefold()))
            del left[order[-1]]
        self.order = tuple(order) if order != sorted(order) else ()
        if self.order:
            return _("This row repeats the column names in another order. The rows below it are read by it.")
        return _("This row repeats the column names.")

    def _why(self, told: Sequence[str], is_first: bool, is_below_gap: bool) -> str:
        if len(told) > 1 and all(_DASHES.fullmatch(c) for c in told):
            return _("This row holds only dashes.")
        if (
            is_first
            and len(told) == len(self._filled) > 1
            and all(c.lower() in _KINDS or c.lower() in MODALITIES for c in told)
        ):
            self._has_kinds = True
            return _("This row says what kinds of values the columns hold.")
        if self._has_kinds and self._rows == _HEAD_ROWS and _ROLES.issuperset(told):
            return _("This row says what the columns are for, as the program Orange writes it.")
        if all(map(_IMPORT_ID.match, told)):
            self._has_marks = True
            return _("This row holds only marks of Qualtrics (ImportId).")
        if is_below_gap and len(told) > 1 and _are_names(told) and self._seen.isdisjoint(told):
            return _(
                "Below an empty row, this row looks like the names of a second table. The rows below it are read as "
                "if they belonged to the first one."
            )
        return ""

    def _remember(self, told: Sequence[str], where: str, number: int) -> None:
        """Rows that may be no data. Whether they are is seen when all rows were."""
        is_alone = len(told) == 1 < len(self.names)
        if is_alone and _PAGE.fullmatch(told[0]):
            self._pages = [*self._pages, (where, number, told[0])][:_MOST_COMMENTS]
        elif _COMMENT.match(told[0]) and len(self._comments) <= _MOST_COMMENTS:
            self._comments.append((where, number, told[0]))
        elif is_alone and read_split(told[0]) is not None and told[0].casefold() not in SHORT_WORDS:
            self._parts = [*self._parts[-_AT_END:], (where, number, told[0])]
        elif told[0] in _TOTAL_FORMS:
            self._totals = [*self._totals[-_AT_END:], (where, number, told[0], self._rows)]

    def _note(self, cells: Sequence[object], where: str, number: int) -> str:
        """Remember a row of which a cell is called like its column. It is data all the same."""
        name = next(str(c) for c, forms in zip(cells, self._forms, strict=False) if isinstance(c, str) and c in forms)
        self._alike.append((where, number, name))
        return ""

    def notes(self, path: Path) -> list[Problem]:
        """Rows that were read and may be none: few comments and headings of parts, sums at the end, a second row of
        headings, and a single cell that is called like its column (it may be a row of names, written otherwise)."""
        notes = self.second.told()
        is_heading = self._has_marks or _are_headings([cells for _w, _n, cells in self._first])
        if is_heading and self._filled and not self._is_first_out:
            where, number, cells = self._first[0]
            text = _(
                "“{text}”: this row looks like a second row of headings. It is read as an example: delete the row if "
                "it is none."
            )
            shown = join_names([c.strip()[:30] for c in cells if isinstance(c, str) and c.strip()][:3])
            notes.append(Problem(where, text.format(text=shown), number, kind="note"))
        are_few = len(self._comments) <= max(_AT_END, self._rows // _MOST_COMMENTS)
        text = _(
            "“{text}” looks like a comment or the number of a page. It is read as an example: delete the row if it is "
            "none."
        )
        odd = [*(self._comments if are_few else ()), *self._pages]
        notes += [Problem(w, text.format(text=t[:60]), n, kind="note") for w, n, t in odd]
        if len(self._parts) <= _AT_END:
            text = _(
                "“{text}” stands alone in its row, like the heading of a part. It does not divide the table and is "
                "read as an example: delete the row, and add a column that says the part of each row."
            )
            notes += [Problem(w, text.format(text=t), n, kind="note") for w, n, t in self._parts]
        if len(self._totals) <= _AT_END and all(self._rows - row < _AT_END for _w, _n, _t, row in self._totals):
            notes += [Problem(w, _at_end(t), n, kind="note") for w, n, t, _row in self._totals]
        if len(self._alike) == 1:
            where, number, name = self._alike[0]
            text = _("“{name}” stands there as a value, and is also the name of the column. Is the row one of names?")
            notes.append(Problem(where, text.format(name=name), number, name, "note"))
        return notes


def subtotals(examples: Sequence[Example], column: str | None) -> Iterator[Problem]:
    """Rows below those of a label that a spreadsheet program wrote: "cat Count", "Total dog". column: of the labels."""
    counts = Counter(e.label for e in examples)
    once = {label for label, count in counts.items() if label and count == 1 and _is_subtotal(label, counts)}
    text = _(
        "“{text}” looks like a sum of the rows of another label. It is read as an example: delete the row if it is "
        "none."
    )
    for example in examples if once else ():
        if example.label in once:
            yield Problem(example.origin, text.format(text=example.label), column=column, kind="note")


def count_at_end(examples: Sequence[Example], column: str | None) -> Iterator[Problem]:
    """One of the last rows, if its label alone is a number, and it is that of the rows above: a sum in any language,
    but those whose words are known are told by OddRows. column: of the labels."""
    numbers = [e for e in examples[-_AT_END:] if e.label and e.label.isdecimal()]
    if column is None or len(numbers) != 1 or any(e.label and is_number(e.label) for e in examples[:-_AT_END]):
        return
    [example] = numbers
    above = list(takewhile(lambda e: e is not example, examples))
    is_known = any(value in _TOTAL_FORMS for value in example.values.values())
    if len(above) >= _AT_END and int(example.label or 0) == len(above) and not is_known:
        yield Problem(example.origin, _at_end(example.label or ""), column=column, kind="note")


def remarks_at_end(examples: Sequence[Example], column: str | None, words: Sequence[str]) -> Iterator[Problem]:
    """The last rows, if they alone have a sentence as their label, or a footnote and no label: remarks that somebody
    wrote below the table. column: of the labels; words: the fields of running text."""
    counts = Counter(e.label for e in examples)

    def is_odd(example: Example) -> bool:
        if example.label is not None:
            return counts[example.label] == 1 and bool(_SENTENCE.fullmatch(example.label))
        return any(_FOOTNOTE.match(example.values.get(name) or "") for name in words)

    last = list(takewhile(is_odd, reversed(examples))) if column is not None and words else []
    if not 0 < len(last) <= min(_AT_END, len(examples) // 4) or any(map(is_odd, examples[: -len(last)])):
        return
    text = _(
        "“{text}” at the end of the table looks like a remark on it. It is read as an example: delete the row if it is "
        "none."
    )
    for example in reversed(last):
        shown = next((value for name in words if (value := example.values.get(name))), example.label or "")
        yield Problem(example.origin, text.format(text=shown[:60]), kind="note")


def _at_end(text: str) -> str:
    said = _(
        "“{text}” at the end of the table looks like a sum of the rows above. It is read as an example: delete the row "
        "if it is none."
    )
    return said.format(text=text)


def _is_subtotal(label: str, labels: Container[str | None]) -> bool:
    before, _blank, last = label.rpartition(" ")
    first, _blank, behind = label.partition(" ")
    return (last.lower() in _OF_GROUP and before in labels) or (first.lower() in _OF_GROUP and behind in labels)


def _are_headings(rows: Sequence[Sequence[object]]) -> bool:
    """Whether the first row holds only words, above columns of which one holds only numbers in all other rows."""
    if len(rows) <= _AT_END:
        return False
    filled = [place for place, c in enumerate(rows[0]) if c]
    if len(filled) < 2 or not all(_is_heading(rows[0][place]) for place in filled):
        return False
    below = ([row[place] for row in rows[1:] if place < len(row)] for place in filled)
    return any(all(isinstance(c, str) and is_number(c) for c in column) for column in below)


def _is_heading(cell: object) -> bool:
    return isinstance(cell, str) and sum(map(str.isalpha, cell)) > 2 and not is_media_name(cell) and not is_number(cell)


def _are_names(told: Sequence[str]) -> bool:
    return has_known_names(told) and all(len(c.split()) <= 2 and len(c) <= 30 for c in told)
