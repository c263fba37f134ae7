"""The items of a history: read from a list or from a text with a separator, kept as a JSON list of texts.

Entries are the texts of that list in their order, the latest last; a blank one is an item that was taken out, as long
as it was, so that all others keep their places in the line that people see.
"""

from __future__ import annotations

import ast
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from mmgui.core.errors import DataError
from mmgui.core.i18n import _
from mmgui.core.read_text import read_text
from mmgui.core.text import one_line

LAST: Final = 100  # items of a history that are read; what was before them says little about what comes next
BETWEEN: Final = " › "  # two items in the line
# What stands between items, that which is hardly ever inside of one first.
SEPARATORS: Final = tuple(re.compile(p) for p in (r"\|", r"[\t\n]", r"[;；]", r"-?>|→|›", "、", r"[,，]"))
_COMMA: Final = SEPARATORS[-1]
_NOTHING: Final = re.compile("(?!)")  # is nowhere
_LONGEST: Final = 200  # characters of an item
_SHOWN: Final = 40  # characters of a wrong one in a sentence
_MOSTLY: Final = 0.9  # of the cells, the others being slips
_FEW_WORDS: Final = 4  # of an item between commas on average: more are parts of sentences
_REPEATED: Final = 0.7  # of the items between separators that stand in another row too
_NUMBER: Final = re.compile(r"[+-]?\d*\.?\d+(e[+-]?\d+)?", re.IGNORECASE)
_AS_PYTHON: Final = re.compile(r"\[\s*['\"][^\\]*\]$")  # ['seeds', 'hose']: as pandas writes a list into a CSV
_SENTENCE_ENDS: Final = tuple(".!?。！？…")


def parse_items(text: str, separator: re.Pattern[str] | None = None) -> list[Any]:
    """All that a cell lists, in its order: of a JSON list or one as Python writes it, else the pieces between the
    separators (None: the first of SEPARATORS that stands there; without any the whole text is one item)."""
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        found = _listed(text)
        if found is not None:
            return found
        text = text[1:-1].strip()
    if separator is None:
        separator = next((one for one in SEPARATORS if one.search(text)), None)
    return [piece.strip() for piece in ([text] if separator is None else separator.split(text))]


def write_items(items: Sequence[Any]) -> str:
    """The last of them as a JSON list of texts. Raises DataError for what is no item."""
    there = [(number, item) for number, item in enumerate(items, 1) if item is not None and item != ""]
    cleaned = [_cleaned(item, number) for number, item in there[-LAST:]]
    return json.dumps([item for item in cleaned if item], ensure_ascii=False)


def entries_of(raw: str) -> list[str]:
    """The entries of a value as `write_items` or `History.mask` gives it; none of a blank one."""
    found: list[str] = json.loads(raw) if raw.strip() else []
    return found


def line_of(entries: Sequence[str]) -> str:
    """ "seeds › garden hose"."""
    return BETWEEN.join(entries)


def places_of(entries: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where each entry stands in that line."""
    places, start = [], 0
    for entry in entries:
        places.append((start, start + len(entry)))
        start += len(entry) + len(BETWEEN)
    return tuple(places)


def key_of(item: str) -> str:
    """What makes two spellings of an item one: "Garden Hose" is "garden hose"."""
    return " ".join(unicodedata.normalize("NFKC", item).casefold().split())


def separator_of(values: Sequence[str]) -> re.Pattern[str] | None:
    """What stands between the items in most cells of a column; None where that is a matter of each cell."""
    plain = [value for value in values if not value.startswith("[")]
    if len(plain) * 2 < len(values):
        return _NOTHING  # of a list of one item a table may give the item alone
    for separator in SEPARATORS:
        if plain and sum(separator.search(value) is not None for value in plain) * 2 >= len(plain):
            return separator
    return None


def are_histories(values: Sequence[str]) -> bool:
    """Whether cells are lists of items: JSON lists, or the same separator in most rows with short items that stand in
    other rows too, in rows of different lengths. Sentences, names, places and amounts have commas as well."""
    listed = [found for value in values if value.startswith("[") and (found := _listed(value)) is not None]
    if len(listed) >= _MOSTLY * len(values):
        return _are_items(listed)
    separator = separator_of(values)
    if separator is None:
        return False
    rows = [[key_of(item) for item in parse_items(value, separator) if item] for value in values]
    lengths = {len(row) for row in rows}
    items = [item for row in rows for item in row]
    if len(lengths) < 2 or max(lengths) < 3 or any(len(item) > _LONGEST for item in items):
        return False
    if separator is _COMMA and (_are_amounts(rows) or _are_sentences(values, items)):
        return False
    rows_with = Counter(item for row in rows for item in set(row))
    return sum(rows_with[item] > 1 for item in items) >= _REPEATED * len(items)


def _listed(text: str) -> list[Any] | None:
    """The list that a text writes out; None if it does not. Numbers stay as they are written."""
    try:
        found = json.loads(text, parse_int=str, parse_float=str, parse_constant=lambda _name: None)
    except (ValueError, RecursionError):
        if not _AS_PYTHON.match(text):
            return None
        try:
            found = ast.literal_eval(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return None
    return found if isinstance(found, list) else None


def _cleaned(item: Any, number: int) -> str:
    if isinstance(item, bool) or not isinstance(item, str | int | float):
        raise DataError(
            _("Item {number} of the history is neither a word nor a number.").format(number=number),
            _('Write a list of names, such as ["seeds", "garden hose"] or seeds | garden hose.'),
            detail=type(item).__name__,
        )
    text = str(item)
    if not text.strip():
        return text  # one that was taken out
    text = " ".join(read_text(text).split())
    if len(text) > _LONGEST:
        raise DataError(
            _("Item {number} of the history is too long: “{item}”.").format(number=number, item=one_line(text, _SHOWN)),
            _("An item has at most {count} characters; put | between two of them.").format(count=_LONGEST),
        )
    return text


def _are_items(lists: Sequence[Sequence[Any]]) -> bool:
    """Words, or whole numbers in lists of different lengths: the edges of a box and measurements are no items."""
    items = [item for found in lists for item in found if item is not None]
    if not all(isinstance(item, str | int) for item in items):
        return False
    if not all(_NUMBER.fullmatch(str(item)) for item in items):
        return True
    return len({len(found) for found in lists}) > 1 and all(str(item).isdigit() for item in items)


def _are_amounts(rows: Sequence[Sequence[str]]) -> bool:
    """Whether commas stand inside of numbers: "3,5", "1,234,567"."""
    return all(
        item.lstrip("+-").isdigit() and (place == 0 or len(item) == 3 or len(row) == 2)
        for row in rows
        for place, item in enumerate(row)
    )


def _are_sentences(values: Sequence[str], items: Sequence[str]) -> bool:
    words = sum(len(item.split()) for item in items)
    return words > _FEW_WORDS * len(items) or sum(v.rstrip().endswith(_SENTENCE_ENDS) for v in values) * 5 > len(values)
