"""Telling running text, which has no columns, from a table that is written as text."""

import re
from collections.abc import Sequence
from pathlib import Path

from mmgui.core.data.importing.tables.header import has_known_names
from mmgui.core.data.importing.tables.rows import is_media_name
from mmgui.core.errors import DataError
from mmgui.core.i18n import _

_TABLE_ENDINGS = (".csv", ".tsv", ".tab", ".xls")
_SENTENCE_END = re.compile(r"[.!?…。！？:;,\-–—\"”’')\]]\s*$")
_FULL_STOP = re.compile(r"[.!?…。！？][\"”’')\]]*\s*$")
_COMMA = re.compile(r",(\s|$)")


def refuse_prose(path: Path, lines: Sequence[str], rows: Sequence[Sequence[str]], delimiter: str) -> None:
    """Raises DataError if the lines are running text, or a list of lines without a name above it.

    rows: the same lines as cells. A single column is a table if a name stands above it, or if it lists pictures.
    """
    told = [line.strip() for line in lines if line.strip()]
    rows = [row for row in rows if any(c.strip() for c in row)]
    if not told or not rows:
        return
    widths = [len(row) for row in rows]
    if max(widths) == 1:
        if not _is_named_column(path, rows):
            raise _refusal(path)
        return
    if delimiter not in {",", ";"} or any(map(has_known_names, rows[:5])):
        return
    if path.suffix.lower() not in _TABLE_ENDINGS and _is_letter(told, rows):
        raise _refusal(path)
    usual = max(set(widths), key=lambda w: (widths.count(w), w))
    is_even = usual > 1 and widths.count(usual) >= 0.5 * len(widths)
    if _is_running_text(told) and (not is_even or _reads_on(told, rows)):
        raise _refusal(path)


def _is_letter(lines: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Every comma has a blank or the end of the line behind it, and no column has short values that stand again."""
    if sum(len(_COMMA.findall(line)) for line in lines) < sum(line.count(",") for line in lines):
        return False
    if any(is_media_name(cell) for row in rows for cell in row):
        return False
    for place in range(max(map(len, rows))):
        values = [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
        short = sum(len(value.split()) <= 3 for value in values)
        if len(values) >= 0.6 * len(rows) and short >= 0.8 * len(values) and len(set(values)) <= len(values) / 2:
            return False
    return True


def _is_named_column(path: Path, rows: Sequence[Sequence[str]]) -> bool:
    first = rows[0][0].strip()
    if has_known_names(rows[0]) or sum(is_media_name(row[0]) for row in rows) >= 0.5 * len(rows):
        return True
    if path.suffix.lower() not in _TABLE_ENDINGS or len(rows) < 2:
        return False
    return len(first.split()) <= 3 and not _FULL_STOP.search(first)


def _is_running_text(lines: Sequence[str]) -> bool:
    """Lines of several words, the first one as well as the others (the names of columns are short)."""
    wordy = sum(len(line.split()) >= 4 or not line.isascii() for line in lines)
    if wordy < 0.5 * len(lines):
        return False
    ended = sum(bool(_SENTENCE_END.search(line)) for line in lines)
    return len(lines[0].split()) >= 4 or ended >= 0.3 * len(lines) or bool(_FULL_STOP.search(lines[0]))


def _reads_on(lines: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Every comma has a blank behind it, the lines end as sentences do, and no column has single words."""
    commas = sum(line.count(",") for line in lines)
    if sum(len(_COMMA.findall(line)) for line in lines) < 0.95 * commas:
        return False
    if sum(bool(_FULL_STOP.search(line)) for line in lines) < 0.5 * len(lines):
        return False
    return all(
        sum(len(row[place].split()) >= 2 for row in rows if place < len(row)) >= 0.5 * len(rows)
        for place in range(min(map(len, rows)))
    )


def _refusal(path: Path) -> DataError:
    return DataError(
        _("“{name}” is a text without columns, not a table.").format(name=path.name),
        _(
            "Write one example a line, with a comma or a tab between its words and its label, and the names of the "
            "columns (such as text and label) in the first line. Texts without labels, as for predictions, need only "
            "the word text in the first line; put those with commas into quotes."
        ),
        file=path,
    )
