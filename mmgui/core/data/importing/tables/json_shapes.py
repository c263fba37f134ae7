"""Where the rows are in a JSON file that was read as a whole: lists, lists within objects, columns, keys as labels."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

from mmgui.core.data.example import Problem
from mmgui.core.data.importing.split_words import read_split
from mmgui.core.data.importing.tables.header import DATA, NAMES, find_header, has_known_names
from mmgui.core.data.importing.tables.json_coco import join_coco
from mmgui.core.data.importing.tables.json_refusals import refuse_nested, refuse_other_files, refuse_uneven
from mmgui.core.data.importing.tables.rows import cell_from, is_media_name, unique_names
from mmgui.core.i18n import _, join_names, join_sentences, ngettext
from mmgui.modalities import prose

SPLIT, LIST = "split", "list"  # columns that say where an object comes from
CLASSES, COLUMNS, ALL, PARTS = "classes", "columns", "all", "parts"  # readings, beside those of the first row
_LABELS = ("label", "labels", "class", "category", "target", "answer", "标签", "类别", "分类", "答案")
_MAX_DEPTH = 8
_SHOWN = 4  # names in a sentence

Object: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """Objects in a file. name: the key that they stand under ("data.items"), or the way in which they are read; "" if
    there is no other. title: of the reading, "" for a list that lies in the file as it is. note: what was decided.
    lists: the names of the lists that are read together in it."""

    name: str
    objects: Sequence[Any]
    title: str = ""
    note: str = ""
    lists: frozenset[str] = field(default=frozenset())


def tables_in(values: Sequence[Any], path: Path) -> list[Found]:
    """The tables in the values of a file, which stand one behind the other (usually there is one value)."""
    if len(values) != 1:
        return _several_values(values, path)
    value = values[0]
    if isinstance(value, list):
        return [Found("", value)] if any(isinstance(v, dict) for v in value) else _table_of_lists(value)
    if not isinstance(value, dict):
        return []
    refuse_other_files(value, path)
    if coco := join_coco(value):
        return [Found("", coco[0], note=coco[1])]
    if parts := _parts_in(value, path):
        return parts
    if lists := _lists_in(value):
        beside = _beside(value)
        return [replace(found, note=join_sentences([found.note, beside])) for found in _joined(lists)]
    refuse_uneven(value, path)
    refuse_nested(value, path)
    if found := _named_rows(value) or _columns_in(value) or _of_keys(value) or _within(value, path) or _pairs(value):
        return found
    if len(value) > 1 and all(isinstance(v, dict) for v in value.values()):
        return _classes_of_keyed(value) or [Found("", _with_ids(value))]
    return [Found("", [value], note=_one_object(value))]


def holds_objects(value: Any) -> bool:
    """Is it a list of several objects? (A list of one is read as that one.)"""
    return isinstance(value, list) and len(value) > 1 and any(isinstance(v, dict) for v in value)


def held_by(value: Any) -> int:
    """How many entries the lists of an object have that holds nothing else: {"examples": […]}. 0 for other values."""
    is_holder = isinstance(value, dict) and bool(value) and all(_is_list_of_objects(v) for v in value.values())
    return sum(map(len, value.values())) if is_holder else 0


def are_holders(held: Sequence[int]) -> bool:
    """held: by object, how many entries its lists have. Few objects with many entries are parts of one table, many
    with few entries are rows (such as conversations)."""
    return bool(held) and all(held) and sum(held) > len(held) ** 2


def _several_values(values: Sequence[Any], path: Path) -> list[Found]:
    """Objects, lists of objects, or lists of cells, one behind the other."""
    if values and all(isinstance(v, list) for v in values):
        entries = [entry for value in values for entry in value]
        if any(isinstance(entry, dict) for entry in entries):
            return [Found("", entries)]
        return _table_of_lists(values)
    if are_holders(list(map(held_by, values))):
        together: dict[str, list[Any]] = {}
        for value in values:
            for key, entries in value.items():
                together.setdefault(key, []).extend(entries)
        return tables_in([together], path)
    return [Found("", values)] if any(isinstance(v, dict) for v in values) else []


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and sum(isinstance(v, dict) for v in value) * 2 >= len(value)


def _lists_in(value: Object, before: str = "") -> list[Found]:
    return [Found(before + key, entry) for key, entry in value.items() if _is_list_of_objects(entry)]


def _within(value: Object, path: Path, before: str = "", depth: int = 0) -> list[Found]:
    """Parts, lists, columns or objects of alike objects that lie deeper in objects: {"data": {"items": […]}},
    {"posts": {"id 1": {…}, "id 2": {…}}} as Firebase writes it."""
    inner = {key: v for key, v in value.items() if isinstance(v, dict)}
    for v in inner.values():
        if parts := _parts_in(v, path):
            return parts
    lists = [found for key, v in inner.items() for found in _lists_in(v, f"{before}{key}.")]
    if lists:
        return _joined(lists)
    tables = [found for v in inner.values() for found in _columns_in(v)]
    if len(tables) == 1:
        return tables
    keyed = {key: v for key, v in inner.items() if v and all(isinstance(row, dict) for row in v.values())}
    if any(map(_of_keys, keyed.values())):
        return _joined([Found(before + key, _with_ids(v)) for key, v in keyed.items()])
    if depth >= _MAX_DEPTH:
        return []
    return [found for key, v in inner.items() for found in _within(v, path, f"{before}{key}.", depth + 1)]


def _joined(lists: list[Found]) -> list[Found]:
    """Lists whose objects have the same keys belong together."""
    keys = [frozenset(key for v in found.objects if isinstance(v, dict) for key in v) for found in lists]
    if len(lists) < 2 or len(set(keys)) > 1 or not any(_is_known(key) for key in keys[0] if key != "id"):
        return lists
    column = LIST if any(guessed in keys[0] for guessed in _LABELS) else "label"
    objects = [{**v, column: found.name} if isinstance(v, dict) else v for found in lists for v in found.objects]
    note = _(
        "The lists {names} have the same keys and are read together; “{column}” says which list an entry is from."
    ).format(names=_named([found.name for found in lists]), column=column)
    return [Found(ALL, objects, _("All lists together"), note, frozenset(found.name for found in lists)), *lists]


def _parts_in(value: Object, path: Path) -> list[Found]:
    """{"train": […], "test": […]} as one list whose objects say their part, whatever table each part is; [] unless
    there are two. Lists beside them ("unsup") can be read instead."""
    parts = {key: table for key, v in value.items() if read_split(key) and (table := _table_of_part(v, path))}
    if len(parts) < 2:
        return []
    objects = [
        {SPLIT: part, **v} if isinstance(v, dict) and SPLIT not in v else v
        for part, table in parts.items()
        for v in table.objects
    ]
    said = next((table.note for table in parts.values() if table.note), "")
    note = join_sentences([said, _beside({key: v for key, v in value.items() if key not in parts})])
    beside = _lists_in({key: v for key, v in value.items() if key not in parts})
    if not beside:
        return [Found("", objects, note=note)]
    own = [Found(key, table.objects) for key, table in parts.items()]
    return [Found(PARTS, objects, _("The lists of the parts together"), note, frozenset(parts)), *own, *beside]


def _beside(value: Object) -> str:
    """Which keys hold several values that are no rows, such as the names of classes; "" if none does."""
    unread = {k: v for k, v in value.items() if isinstance(v, list) and len(v) > 1 and not _is_list_of_objects(v)}
    text = ngettext(
        "{others} stands beside the rows and is not read.",
        "{others} stand beside the rows and are not read.",
        len(unread),
    )
    return text.format(others=_named([f"{key} ({len(v)})" for key, v in unread.items()])) if unread else ""


def _table_of_part(value: Any, path: Path) -> Found | None:
    """The table that a part is; None if it is but one row, such as figures about the part."""
    tables = tables_in([value], path) if isinstance(value, list | dict) and value else []
    found = max(tables, key=lambda found: len(found.objects), default=None)
    return found if found is not None and (isinstance(value, list) or len(found.objects) > 1) else None


# --- lists of cells -----------------------------------------------------------------------------------------------


def _table_of_lists(rows: Sequence[Any]) -> list[Found]:
    """[["text", "label"], ["hello", "cat"], …], with or without names in the first list; [] if it is no table."""
    if len(rows) < 2 or not all(isinstance(row, list) for row in rows) or not any(rows):
        return []
    width = max(map(len, rows))
    head = [[_word(cell) for cell in row] for row in rows[:100]]
    if not any(cell.strip() for row in head for cell in row):
        return []
    header = find_header(head)
    data = _objects([""] * width, rows)
    if header.names_at is None and not header.is_guess:
        return [Found("", data)]
    at = header.names_at if header.names_at is not None else header.data_at
    names = [*head[at], *[""] * (width - len(head[at]))]
    named = _objects(names, rows[at + 1 :])
    if not header.is_guess:
        return [Found("", named)]
    note = _(
        "The first list is read as data, because it looks like the lists below it. If it holds the names of the "
        "columns, choose that."
    )
    return [
        Found(NAMES, named, _("The first row holds the names of the columns")),
        Found(DATA, data, _("The first row is data"), note),
    ]


def _named_rows(value: Object) -> list[Found]:
    """{"columns": ["text", "label"], "data": [["hello", "cat"], …]}, as pandas writes it."""
    names = value.get("columns")
    tables = [v for v in value.values() if isinstance(v, list) and v and all(isinstance(row, list) for row in v)]
    if not isinstance(names, list) or len(tables) != 1 or any(len(row) != len(names) for row in tables[0]):
        return []
    return [Found("", _objects(list(map(_word, names)), tables[0]))]


def _word(cell: Any) -> str:
    return cell if isinstance(cell, str) else str(cell_from(cell) or "")


def _objects(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[Object]:
    keys = unique_names(names)
    return [dict(zip(keys, [*row, *[None] * (len(keys) - len(row))], strict=False)) for row in rows]


# --- an object of columns, of labels, of objects ------------------------------------------------------------------


def _columns_in(value: Object) -> list[Found]:
    """{"text": ["a", "b"], "label": ["x", "y"]}, the same with {"0": "a", "1": "b"} as pandas writes it; or
    {"cat": ["a", "b"], "dog": ["c"]}, whose keys are labels."""
    lists = {key: v for key, v in value.items() if isinstance(v, list) and len(v) > 1}
    if len(lists) >= 2 and len(lists) < len(value) and any(_is_known(key) for key in lists):
        rest = [key for key in value if key not in lists]
        if len({len(v) for v in lists.values()}) == 1 and not any(isinstance(value[k], list) for k in rest):
            text = _("The lists {lists} are read as columns; {others} stands beside them and is not read.")
            note = text.format(lists=_named(list(lists)), others=_named(rest))
            return [replace(found, note=note) for found in _columns_in(lists)]
    if _is_indexed(value):  # a column may lack a row
        index = sorted({k for v in value.values() if isinstance(v, dict) for k in v}, key=int)
        columns = {key: [v.get(k) for k in index] if isinstance(v, dict) else v for key, v in value.items()}
    else:
        columns = dict(value)
    classes = _classes_in(value)
    if not _are_columns(value, columns):
        return classes
    objects = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    if not classes or any(map(_is_known, value)) or any(len(set(v)) < len(v) for v in value.values()):
        return [Found("", objects)]
    return [*classes, Found(COLUMNS, objects, _("The keys are the names of columns"))]


def _are_columns(value: Object, columns: Mapping[str, Any]) -> bool:
    lengths = {len(v) if isinstance(v, list) else -1 for v in columns.values()}
    if len(lengths) != 1 or -1 in lengths or (len(columns) < 2 and not _is_indexed(value)):
        return False
    return not any(isinstance(v, dict) for v in value.values()) or _is_indexed(value)


def _is_indexed(value: Object) -> bool:
    return all(isinstance(v, list) or (isinstance(v, dict) and all(k.isdecimal() for k in v)) for v in value.values())


def _classes_in(value: Object) -> list[Found]:
    """Texts in lists whose keys are their labels."""
    if len(value) < 2 or not all(isinstance(v, list) and all(isinstance(t, str) for t in v) for v in value.values()):
        return []
    if sum(map(_is_known, value)) > 1 or not any(value.values()):
        return []
    objects = [{prose().column_names[0]: text, "label": key} for key, texts in value.items() for text in texts]
    note = _("The keys {keys} are taken as labels, and the texts in their lists as the examples.")
    return [Found(CLASSES, objects, _("The keys are labels"), note.format(keys=_named(list(value))))]


def _classes_of_keyed(value: Object) -> list[Found]:
    """{"cat": {"a": "one text"}, "dog": {"b": "another"}}: as lists of labels, if no two texts share a key."""
    keys = [key for v in value.values() for key in v]
    is_each_named = len(set(keys)) == len(keys) > len(value)
    return _classes_in({key: list(v.values()) for key, v in value.items()}) if is_each_named else []


def _of_keys(value: Object) -> list[Found]:
    """{"id 1": {…}, "id 2": {…}}: objects of the same kind, perhaps with something else beside them."""
    inner = [v for v in value.values() if isinstance(v, dict)]
    if len(inner) < 2 or (len(value) - len(inner)) * 3 > len(inner) or all(map(held_by, inner)):
        return []
    common = Counter(key for v in inner for key in v).most_common(1)
    if not common or common[0][1] < max(2, 0.5 * len(inner)):
        return []
    return [Found("", _with_ids(value))]


def _with_ids(value: Object) -> list[Any]:
    return [{"id": key, **v} if isinstance(v, dict) and "id" not in v else v for key, v in value.items()]


def _pairs(value: Object) -> list[Found]:
    """{"a.png": "cat", "b.png": "dog"} or {"one text": "cat", …}: values that stand again, or names of pictures."""
    if len(value) < 4 or not all(isinstance(v, str | int) for v in value.values()) or has_known_names(list(value)):
        return []
    is_media = sum(map(is_media_name, value)) >= 0.8 * len(value)
    if not is_media and len({str(v) for v in value.values()}) > len(value) / 2:
        return []
    name = "file" if is_media else prose().column_names[0]
    objects = [{name: key, "label": v} for key, v in value.items()]
    return [Found("", objects, note=_("Each key of the file is read as an example, and its value as the label."))]


def _is_known(key: str) -> bool:
    return has_known_names([key])


def _one_object(value: Object) -> str:
    """A note where the file is one row, but holds lists."""
    lists = [key for key, v in value.items() if isinstance(v, list) and len(v) > 1]
    if not lists:
        return ""
    text = _(
        "The whole file is read as one row. The entries of its lists ({lists}) are no rows; each list is one text."
    )
    return text.format(lists=_named(lists))


class NestedLists:
    """Counts lists of objects within rows: by column how many rows hold one, and how many objects that are in all."""

    def __init__(self) -> None:
        self._rows: Counter[str] = Counter()
        self._objects: Counter[str] = Counter()

    def add(self, row: Mapping[str, Any]) -> None:
        for column, value in row.items():
            if holds_objects(value):
                self._rows[column] += 1
                self._objects[column] += len(value)

    def notes(self, path: Path) -> tuple[Problem, ...]:
        return tuple(self._note(path, column) for column in list(self._rows)[:_SHOWN])

    def _note(self, path: Path, column: str) -> Problem:
        text = ngettext(
            "“{column}” holds a list of objects in {count} row ({objects} in all); they are no rows of their own. If "
            "they should be, write each into a line of its own.",
            "“{column}” holds lists of objects in {count} rows ({objects} in all); they are no rows of their own. If "
            "they should be, write each into a line of its own.",
            self._rows[column],
        ).format(column=column, count=self._rows[column], objects=self._objects[column])
        return Problem(path.name, text, column=column, kind="note")


def _named(keys: Sequence[str]) -> str:
    return join_names([*(f"“{key[:60]}”" for key in keys[:_SHOWN]), *(["…"] if len(keys) > _SHOWN else [])])
