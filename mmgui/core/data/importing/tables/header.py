"""Which row of a table names its columns: the first one, one below a title, or none at all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mmgui.core.data.example import Problem, ProblemKind, Reading
from mmgui.core.data.importing.column_names import surest_names
from mmgui.core.data.importing.tables.rows import is_media_name
from mmgui.core.i18n import N_, _, ngettext

NAMES, DATA = "names", "data"  # readings of the first row
_READINGS = {NAMES: N_("The first row holds the names of the columns"), DATA: N_("The first row is data")}
MAX_TITLE_ROWS = 20  # how deep the names are looked for
_FEW_ROWS = 3
_NEARLY_ALL = 0.9
_USUAL_NAMES = frozenset(  # beside those that the kinds of fields are surely called by
    (
        *("img", "pic", "file", "path", "image_path", "图片", "照片"),
        *("tweet", "sentence", "message", "review", "comment", "title"),
        *("description", "content", "prompt", "utterance", "文本", "文字", "内容", "问题", "句子", "描述"),
        *("label", "labels", "class", "category", "target", "answer", "class_name", "label_name", "emotion"),
        *("sentiment", "标签", "类别", "分类", "答案", "id", "split", "partition", "subset", "fold", "划分"),
    )
)


@dataclass(frozen=True, slots=True)
class Header:
    """names_at: position of the row with the names, None if there is none. data_at: where the data begins.

    is_guess: the rows could also be read the other way (names as data, data as names).
    """

    names_at: int | None
    data_at: int
    is_guess: bool = False


def find_header(rows: Sequence[Sequence[str]]) -> Header:
    """Look at the first rows of a table (empty ones included).

    A row counts as names if about as many of its cells are filled as in the rows below; titles and notes above it have
    fewer. The row is data if it holds the name of a file, or if its values stand again below themselves.
    """
    first = _first_full_row(rows)
    cells = [c.strip() for c in rows[first]]
    if any(map(is_media_name, cells)):
        return Header(None, first)
    if has_known_names(cells):
        return Header(first, first + 1)
    below = [row for row in rows[first + 1 :] if any(c.strip() for c in row)]
    if _repeats(cells, below) or _are_sentences(cells, below):
        return Header(None, first, is_guess=True)
    return Header(first, first + 1)


def as_wished(header: Header, rows: Sequence[Sequence[str]], wish: str) -> tuple[Header, tuple[Reading, ...], str]:
    """The header as a person wishes it, the ways to read the first row, and the one that is taken; none if it is
    certain. rows: as in find_header; wish: NAMES, DATA or whatever else a person chose. Without a name above the first
    column, the names stand in what else is passed over as a title."""
    if not header.is_guess:
        return header, (), ""
    readings = tuple(Reading(name, _(title)) for name, title in _READINGS.items())
    if wish == NAMES:
        above = [i for i, row in enumerate(rows[: header.data_at]) if any(c.strip() for c in row)]
        names_at = above[-1] if above and not rows[above[-1]][0].strip() else header.data_at
        return Header(names_at, names_at + 1), readings, NAMES
    return header, readings, DATA


def header_note(path: Path, header: Header, number: int) -> list[Problem]:
    """A note if the first row is read as data and may hold the names. number: what the row is counted as."""
    if not header.is_guess:
        return []
    text = _(
        "Row {row} is read as data, because it looks like the rows below it. If it holds the names of the columns, "
        "choose that."
    )
    return [Problem(path.name, text.format(row=number), number, kind="note", option=f"--read-as {NAMES}")]


def title_note(path: Path, above: Sequence[tuple[int, Sequence[str]]], width: int) -> list[Problem]:
    """A note if the rows above the names of the columns hold something; those that are as wide as the table count as
    left out. above: their numbers and cells. width: how many columns have a name."""
    told = [(number, cells) for number, cells in above if any(c.strip() for c in cells)]
    if not told:
        return []
    text = ngettext(
        "{count} row above the names of the columns was passed over, as a title: “{text}”.",
        "{count} rows above the names of the columns were passed over, as a title: “{text}”.",
        len(told),
    )
    words = " ".join(c.strip() for c in told[0][1] if c.strip())[:60]
    wide = sum(sum(bool(c.strip()) for c in cells) >= width > 1 for _n, cells in told)
    kind: ProblemKind = "left out" if wide else "note"
    return [Problem(path.name, text.format(count=len(told), text=words), told[0][0], kind=kind, count=wide or 1)]


def _first_full_row(rows: Sequence[Sequence[str]]) -> int:
    filled = [sum(bool(c.strip()) for c in row) for row in rows]
    counts = Counter(n for n in filled if n)
    usual = max(counts, key=lambda n: (counts[n], n)) if len(rows) > 3 else max(filled)
    wanted = max(1, 0.6 * usual) if usual < 2 else max(2, 0.6 * usual)
    start = next((i for i, n in enumerate(filled[:MAX_TITLE_ROWS]) if n >= wanted), None)
    if start is None:
        return next((i for i, n in enumerate(filled) if n), 0)
    below = range(start + 1, min(start + 4, len(rows)))
    if not has_known_names(rows[start]):  # a title over several cells, above names that are known
        for i in below:
            is_wider = filled[i] > filled[start] and has_known_names(rows[i])
            if is_wider or _known(rows[i]) >= 2:
                return i
        for i in range(start + 4, min(MAX_TITLE_ROWS, len(rows))):  # "Title:,Pets" and more such rows
            if _known(rows[i]) >= max(2, 0.5 * filled[i]):
                return i
        for i in range(start - 1, -1, -1):  # names above some of the columns only; a title stands in the first column
            known = _known(rows[i])
            if known and known * 2 >= filled[i] and (known >= 2 or not rows[i][0].strip()):
                return i
    for i in below:  # groups of columns, above their names
        if filled[i] > filled[start] and _known(rows[i]) > max(1, _known(rows[start])):
            return i
    return start


def _known(cells: Sequence[str]) -> int:
    return sum(has_known_names([cell]) for cell in cells)


def has_known_names(cells: Sequence[str]) -> bool:
    """Is one of the cells what columns are usually called?"""
    return not known_names().isdisjoint("_".join(c.strip().lower().split()) for c in cells)


def known_names() -> frozenset[str]:
    """What columns are usually called, lower case, with "_" between words."""
    return _USUAL_NAMES | surest_names()


def _repeats(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Do values of the first row stand again in their columns, or numbers above numbers only?"""
    others = [row for row in below if [c.strip() for c in row] != list(cells)]
    again = len(below) - len(others)
    # Names stand again on each printed page; where other rows come again too, it is an example that was copied.
    different = len({tuple(row) for row in others})
    if again >= 2 and again >= 0.1 * len(below) and different < max(2, _NEARLY_ALL * len(others)):
        return True
    below = others
    if len(below) < 2:
        return False
    signs = filled = 0
    for place, cell in enumerate(cells):
        if not cell:
            continue
        filled += 1
        column = [row[place].strip() for row in below if place < len(row) and row[place].strip()]
        recurs = cell in column
        signs += recurs or (is_number(cell) and bool(column) and all(map(is_number, column)))
    return signs > 0 and signs >= 0.2 * filled


def _are_sentences(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Does a text of the first row stand above texts? Asked where there are too few rows for values to come again."""
    if not 0 < len(below) <= _FEW_ROWS:
        return False
    return any(
        _is_sentence(cell) and all(place < len(row) and _is_sentence(row[place]) for row in below)
        for place, cell in enumerate(cells)
    )


def _is_sentence(cell: str) -> bool:
    return len(cell.split()) >= 4 and not cell.rstrip().endswith("?")


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
