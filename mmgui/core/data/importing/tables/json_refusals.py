"""Objects of JSON that are refused, because they are no table, or one that nobody can put together."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mmgui.core.data.importing.tables.header import has_known_names
from mmgui.core.errors import DataError
from mmgui.core.i18n import N_, _, join_names

_OTHERS = (  # what is no table, by its keys
    ({"nbformat", "cells"}, N_("a notebook"), N_("Save the table that it makes as CSV and choose that.")),
    (
        {"shapes", "imagePath"},
        N_("a labelme file with the marks on one picture"),
        N_("Write the names of the pictures and their labels into a table, and choose that."),
    ),
)
_SHOWN = 4  # names in a sentence
_MANY = 2  # texts in a list, on average: with fewer they are the parts of a row
_LOOKED_AT = 2_000  # characters
_PYTHON = re.compile(
    r"(^|[\[,:{])\s*\{\s*'[^'\n]*'\s*:|[{,]\s*\"[^\"\n]*\"\s*:\s*(True|False|None)\s*[,}]", re.MULTILINE
)


def is_of_python(text: str) -> bool:
    """Whether objects were written as Python prints them: {'label': True, "note": None}."""
    return _PYTHON.search(text[:_LOOKED_AT]) is not None


def refuse_python(text: str, path: Path) -> None:
    """Raises DataError if objects in the text are none of JSON, but of Python. text: where it is no JSON any more."""
    if is_of_python(text):
        raise DataError(
            _("“{name}” is no JSON: its objects are written as Python prints them, as in {example}.").format(
                name=path.name, example="{'ok': True}"
            ),
            _("Save them with json.dump, not with print or str, and choose that file."),
            file=path,
        )


def refuse_other_files(value: Mapping[str, Any], path: Path) -> None:
    """Raises DataError that says what the file is, if it is one of another kind."""
    for keys, what, hint in _OTHERS:
        if keys <= value.keys():
            raise DataError(
                _("“{name}” is {what}, not a table.").format(name=path.name, what=_(what)), _(hint), file=path
            )


def refuse_nested(value: Mapping[str, Any], path: Path) -> None:
    """Raises DataError for texts in lists within several objects: the keys of both may be the answers."""
    inner = {key: v for key, v in value.items() if isinstance(v, dict) and v}
    lists = [(key, name, texts) for key, v in inner.items() for name, texts in v.items()]
    if not all(isinstance(texts, list) and all(isinstance(t, str) for t in texts) for _key, _name, texts in lists):
        return
    names = {name for _key, name, _texts in lists}
    are_called = any(has_known_names([name, name.removesuffix("s")]) for name in names)
    are_even = all(len({len(texts) for texts in v.values()}) == 1 for v in inner.values())  # the columns of a row
    count = sum(len(texts) for _key, _name, texts in lists)
    if len(inner) > 1 and len(names) > 1 and not are_called and not are_even and count > _MANY * len(lists):
        key, name, _texts = lists[0]
        hint = _("Nothing says which of these names are the answers. Write a row for each text, such as {example}.")
        raise DataError(
            _("The texts in “{name}” lie in lists within objects, such as “{inner}” in “{outer}”.").format(
                name=path.name, inner=name[:60], outer=key[:60]
            ),
            hint.format(example='{"text": "…", "label": "cat"}'),
            file=path,
        )


def refuse_uneven(value: Mapping[str, Any], path: Path) -> None:
    """Raises DataError for columns of which nobody can tell which cells are of one row, because some are shorter."""
    called = [key for key in value if has_known_names([key, key.removesuffix("s")])]
    if len(called) < 2 or not all(isinstance(v, list) for v in value.values()):
        return
    lengths = {key: len(value[key]) for key in value}
    if len(set(lengths.values())) > 1 and min(lengths.values()) > 1:
        shown = join_names(f"“{key[:60]}” ({count})" for key, count in list(lengths.items())[:_SHOWN])
        raise DataError(
            _("The lists in “{name}” are columns of different lengths: {lists}.").format(name=path.name, lists=shown),
            _("Give each of them an entry for every row: null where there is none."),
            file=path,
        )
