"""One value of the field: the cells of its columns by name, stored as a JSON object, shown as a line of parts.

{"age": "73", "weight": "72,5 kg", "colour": null}   ->   "age 73 · weight 72,5 kg"
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from mmgui.core.errors import DataError
from mmgui.core.i18n import _
from mmgui.core.layouts import Spans
from mmgui.core.text import one_line
from mmgui.modalities.numbers.cells import is_missing

MAX_COLUMNS: Final = 1000
MAX_CHARACTERS: Final = 1_000_000
_NAME, _CELL = 40, 40  # characters that are shown
_BETWEEN: Final = " · "
_PAIR: Final = re.compile(r"\s*(?P<name>[^=;]+?)\s*=\s*(?P<cell>[^;]*?)\s*(?:;|$)")


def write_record(cells: Mapping[str, str | None]) -> str:
    """As it is stored; "" if no cell holds anything."""
    kept = {name: (cell or "").strip() or None for name, cell in cells.items()}
    return json.dumps(kept, ensure_ascii=False) if any(kept.values()) else ""


def read_record(text: str) -> dict[str, str]:
    """The cells by column, a blank one is missing. Reads what is stored and what somebody types: "age=73; colour=red".

    Raises DataError.
    """
    if not text.strip():
        return {}
    if len(text) > MAX_CHARACTERS:
        raise DataError(_("These numbers are written with too many characters."))
    given = _from_json(text) if text.lstrip().startswith(("{", "[")) else _from_pairs(text)
    if len(given) > MAX_COLUMNS:
        raise DataError(_("These are over {most} numbers in one field.").format(most=MAX_COLUMNS))
    return {name: "" if cell is None or (cell.strip() and is_missing(cell)) else cell for name, cell in given.items()}


def without(record: Mapping[str, str], names: Collection[str]) -> str:
    """As it is stored with these cells taken out: blanks in their place, so that every other part keeps its place in
    the line. A blank text if nothing is left."""
    left = {name: " " * len(one_line(cell, _CELL)) if name in names else cell for name, cell in record.items()}
    return json.dumps(left, ensure_ascii=False) if any(cell.strip() for cell in left.values()) else " "


def line_of(record: Mapping[str, str]) -> tuple[Spans, tuple[str, ...]]:
    """The cells that are there as parts of one line, and the columns that these parts are of."""
    text, places, names = "", [], []
    for name, cell in record.items():
        if cell:
            text += _BETWEEN if text else ""
            shown = f"{one_line(name, _NAME)} {one_line(cell, _CELL)}"
            if cell.strip():
                places.append((len(text), len(text) + len(shown)))
                names.append(name)
            else:
                shown = " " * (len(one_line(name, _NAME)) + 1 + len(cell))
            text += shown
    return Spans(text, tuple(places)), tuple(names)


def _from_json(text: str) -> dict[str, str | None]:
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _not_a_record(text) from error
    if not isinstance(found, dict):
        raise _not_a_record(text)
    for name, cell in found.items():
        if isinstance(cell, list | dict):
            raise DataError(_("“{column}” holds several values; it can have one.").format(column=one_line(name, _NAME)))
    return {name: None if cell is None else str(cell) for name, cell in found.items()}


def _from_pairs(text: str) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    place = 0
    while place < len(text) and (match := _PAIR.match(text, place)):
        found[match["name"]] = match["cell"]
        place = match.end()
    if not found or text[place:].strip():
        raise _not_a_record(text)
    return found


def _not_a_record(text: str) -> DataError:
    return DataError(
        _("“{text}” does not say which number is which.").format(text=one_line(text, _CELL)),
        _("Write each with the name of its column, such as: age=73; weight=72.5"),
    )
