"""Tables written as JSON: an object a line, a list of objects, an object with such a list, or an object of columns."""

import json
import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mmgui.core.cancel import CancelToken
from mmgui.core.collector import resting
from mmgui.core.data.example import Problem, Reading, SourceOptions
from mmgui.core.data.importing.tables.encodings import Encoding, decoded, encoding_notes, lines
from mmgui.core.data.importing.tables.json_pieces import JsonPieces
from mmgui.core.data.importing.tables.json_refusals import is_of_python, refuse_python
from mmgui.core.data.importing.tables.json_shapes import (
    CLASSES,
    PARTS,
    Found,
    NestedLists,
    Object,
    are_holders,
    held_by,
    tables_in,
)
from mmgui.core.data.importing.tables.rows import Cell, Row, Table, cell_from, row_name_parts, unique_names
from mmgui.core.errors import DataError
from mmgui.core.i18n import _, join_sentences, ngettext

MAX_WHOLE = 256 << 20  # bytes of a file that must be read as a whole
MAX_COLUMNS = 10_000
MAX_DEPTH = 8  # of objects within objects that become columns "a.b"
_CHECK_EVERY = 256
_AROUND = 50  # characters before it is no JSON any more, in which an object begins
_MARK = "\ufeff"  # of the order of bytes
_FENCED = re.compile(r"(.*?)^```\w*[ \t]*\r?\n(.*?)^```", re.DOTALL | re.MULTILINE)
_SERVED = ("/data/", "http://", "https://", "s3://", "gs://")  # where Label Studio keeps pictures


def open_json(path: Path, encoding: Encoding, cancel: CancelToken | None, options: SourceOptions) -> Table:
    """Look at a JSON file: its columns are the keys of all its objects. Raises DataError, Cancelled."""
    found = tuple(encoding_notes(path, encoding))
    start = next(decoded(path, encoding, cancel), "").lstrip("\ufeff \t\r\n")[:1]
    table = None if start == "[" else _open_lines(path, encoding, cancel)
    table = table or _open_whole(path, encoding, cancel, options)
    return Table(
        path, table.columns, table.rows, table.total, (*found, *table.found), table.readings, table.reading,
        encoding.shown,
    )  # fmt: skip


# --- an object a line: read piece by piece ------------------------------------------------------------------------


def _open_lines(path: Path, encoding: Encoding, cancel: CancelToken | None) -> Table | None:
    """None unless the first lines that hold anything are objects, each by itself."""
    keys: dict[str, None] = {}
    nested = NestedLists()
    held: list[int] = []
    total = good = 0
    for line in lines(path, encoding, cancel):
        if _is_blank(line):
            continue
        total += 1
        objects = _objects(line)
        total += max(0, len(objects) - 1)
        for value in objects:
            good += 1
            held.append(held_by(value))
            flat = _flat(value)
            keys.update(dict.fromkeys(flat))
            nested.add(flat)
        if total >= 3 and not good:
            return None
        if len(keys) > MAX_COLUMNS:
            raise _too_many_columns(path)
        if cancel is not None and total % _CHECK_EVERY == 0:
            cancel.raise_if_cancelled()
    if not keys or total == 1 or are_holders(held):  # objects may hold lists or columns
        return None
    names = list(keys)

    def rows(problems: list[Problem], cancel: CancelToken | None) -> Iterator[Row]:
        before, after = row_name_parts(path)
        for number, line in enumerate(lines(path, encoding, cancel), start=1):
            if _is_blank(line):
                continue
            where = f"{before}{number}{after}"
            objects = _objects(line)
            for value in objects:
                yield Row(number, where, _cells(value, names), path.parent)
            if not objects:
                problems.append(Problem(where, _why_no_object(line), number))

    return Table(path, unique_names(names), rows, total, nested.notes(path))


# --- everything else: read as a whole -----------------------------------------------------------------------------


def _open_whole(path: Path, encoding: Encoding, cancel: CancelToken | None, options: SourceOptions) -> Table:
    if path.stat().st_size > MAX_WHOLE:
        raise DataError(
            _("“{name}” is larger than {limit} MB.").format(name=path.name, limit=MAX_WHOLE // 2**20),
            _("Write one JSON object a line, or save it as CSV or Parquet."),
            file=path,
        )
    text = "".join(decoded(path, encoding, cancel)).lstrip("\ufeff \t\r\n")
    text, notes = _without_fence(text, path)
    with resting():
        values, broken = _values(text, path, cancel)
    lists = tables_in(values, path)
    _refuse_label_studio(path, lists)
    if not lists:
        raise _no_objects(path)
    wished = next((found for found in lists if found.name == options.reading), None)
    taken = wished or max(lists, key=lambda found: (found.name == PARTS, len(found.objects)))
    keys: dict[str, None] = {}
    nested = NestedLists()
    for value in taken.objects:
        if isinstance(value, dict):
            flat = _flat(value)
            keys.update(dict.fromkeys(flat))
            nested.add(flat)
        if len(keys) > MAX_COLUMNS:
            raise _too_many_columns(path)
    if not keys:
        raise _no_objects(path)
    names = list(keys)

    def rows(problems: list[Problem], cancel: CancelToken | None) -> Iterator[Row]:
        before, after = row_name_parts(path)
        for number, value in enumerate(taken.objects, start=1):
            if cancel is not None and number % _CHECK_EVERY == 0:
                cancel.raise_if_cancelled()
            where = f"{before}{number}{after}"
            if isinstance(value, dict):
                yield Row(number, where, _cells(value, names), path.parent)
            else:
                problems.append(Problem(where, _("This entry is not a JSON object."), number))

    notes += [broken] if broken else []
    if taken.note:
        said = [taken.note]
        if taken.name == CLASSES and len(lists) > 1:
            said.append(_("If they are columns, choose that."))
        notes.append(Problem(path.name, join_sentences(said), kind="note", option=_other_reading(taken, lists)))
    notes += nested.notes(path)
    readings: tuple[Reading, ...] = ()
    if len(lists) > 1:
        title = _("The list “{name}”")
        readings = tuple(Reading(found.name, found.title or title.format(name=found.name)) for found in lists)
        notes += _left_out(path, taken, lists)
    return Table(
        path, unique_names(names), rows, len(taken.objects), tuple(notes), readings, taken.name if readings else ""
    )


def _without_fence(text: str, path: Path) -> tuple[str, list[Problem]]:
    """What stands between the fences of a language model's answer, in the same lines, and a note; else the text."""
    match = _FENCED.match(text) if text[:1] not in ("[", "{") else None
    if match is None:
        return text, []
    said = _("What stands around the JSON was passed over: “{text}”.").format(text=" ".join(match[1].split())[:60])
    return "\n" * (match[1].count("\n") + 1) + match[2], [Problem(path.name, said, kind="note")]


def _values(text: str, path: Path, cancel: CancelToken | None) -> tuple[list[Any], Problem | None]:
    """The values that stand one behind the other (usually there is one), and where it went wrong."""
    pieces = JsonPieces(text, cancel)
    values = pieces.values()
    if pieces.damage is None:
        return values, None
    line = text.count("\n", 0, pieces.damage) + 1
    if not any(tables_in([value], path) for value in values):
        refuse_python(text[max(0, pieces.damage - _AROUND) :], path)
        raise DataError(
            _("“{name}” is damaged: it is no JSON from line {line} on.").format(name=path.name, line=line),
            _("Save it again with the program that made it."),
            pieces.error,
            file=path,
            row=line,
        )
    return values, _rest_lost(path, line, max(1, text.count("{", pieces.damage)))


# --- from an object to cells --------------------------------------------------------------------------------------


def _flat(value: Object, depth: int = 0) -> dict[str, Any]:
    """Objects within become columns "a.b"; a list of one is that one. A picture of Hugging Face stays a cell."""
    flat: dict[str, Any] = {}
    for key, entry in value.items():
        while isinstance(entry, list) and len(entry) == 1:
            entry = entry[0]
        if isinstance(entry, dict) and entry and set(entry) != {"bytes", "path"} and depth < MAX_DEPTH:
            flat.update((f"{key}.{inner}", v) for inner, v in _flat(entry, depth + 1).items())
        else:
            flat[key] = entry
    return flat


def _cells(value: Object, names: Sequence[str]) -> tuple[Cell, ...]:
    flat = _flat(value)
    return tuple(cell_from(flat.get(name)) for name in names)


def _objects(line: str) -> Sequence[Object]:
    """The object of a line; several where a line end is missing between them; none if it holds anything else. A mark of
    UTF-8 before it is that of a file that was put behind others."""
    try:
        value = json.loads(line)
    except RecursionError:
        return ()
    except ValueError:
        if line.startswith(_MARK):
            return _objects(line.lstrip(_MARK))
        pieces = JsonPieces(line)
        values = pieces.values()
        is_whole = pieces.damage is None and len(values) > 1 and all(isinstance(v, dict) for v in values)
        return values if is_whole else ()
    return (value,) if isinstance(value, dict) else ()


def _is_blank(line: str) -> bool:
    return not line.strip() or not line.strip(f"{_MARK} \t\r\n")


# --- what is told -------------------------------------------------------------------------------------------------


def _why_no_object(line: str) -> str:
    if is_of_python(line):
        return _("This line is not a JSON object, but one as Python prints it. Write it with json.dumps.")
    return _("This line is not a JSON object.")


def _rest_lost(path: Path, line: int, count: int) -> Problem:
    text = ngettext(
        "It is damaged from line {line} on; about {count} entry behind it is lost.",
        "It is damaged from line {line} on; about {count} entries behind it are lost.",
        count,
    )
    return Problem(path.name, text.format(line=line, count=count), line, count=count)


def _left_out(path: Path, taken: Found, lists: Sequence[Found]) -> list[Problem]:
    """The lists of the file that are not read, each with its entries."""
    problems = []
    for found in lists:
        if found is not taken and not found.title and found.name not in taken.lists:
            count = len(found.objects)
            text = ngettext(
                "The list “{name}” with {count} entry was left out; “{taken}” was read.",
                "The list “{name}” with {count} entries was left out; “{taken}” was read.",
                count,
            ).format(name=found.name, count=count, taken=taken.title or taken.name)
            option = f"--read-as {shlex.quote(found.name)}"
            problems.append(Problem(path.name, text, kind="left out", count=count, option=option))
    return problems


def _other_reading(taken: Found, lists: Sequence[Found]) -> str:
    """What the command line takes for the first of the others, "" if there is none."""
    names = [found.name for found in lists if found is not taken]
    return f"--read-as {shlex.quote(names[0])}" if names else ""


def _refuse_label_studio(path: Path, lists: Sequence[Found]) -> None:
    """Its pictures lie on a server; an export of texts alone is read, with columns "data.text" and the like."""
    for found in lists:
        value = found.objects[0] if found.objects else None
        if not isinstance(value, dict) or "data" not in value or not {"annotations", "completions"} & set(value):
            continue
        data = value["data"]
        if isinstance(data, dict) and any(isinstance(v, str) and v.startswith(_SERVED) for v in data.values()):
            raise DataError(
                _("“{name}” is an export of Label Studio, whose pictures lie on its server.").format(name=path.name),
                _("Export it there as CSV, put the pictures beside it, and write their file names into it."),
                file=path,
            )


def _too_many_columns(path: Path) -> DataError:
    return DataError(
        _("The objects of “{name}” have over {limit} different keys.").format(name=path.name, limit=MAX_COLUMNS),
        _("Give all of them the same few keys, such as {example}.").format(example='{"text": "…", "label": "cat"}'),
        file=path,
    )


def _no_objects(path: Path) -> DataError:
    return DataError(
        _("“{name}” holds no JSON objects.").format(name=path.name),
        _("Each line must look like {example}.").format(example='{"picture": "a.png", "label": "cat"}'),
        file=path,
    )
