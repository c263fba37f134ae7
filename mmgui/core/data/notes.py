"""The table `info` of a project: its name, whether files may be unused, the classes that a person made or coloured,
and how long they want to train.

A program of before knows nothing of the classes in it, passes over them and leaves them as they are.
"""

import json
import re
from collections.abc import Mapping

from sqlalchemy import Connection

_UNUSED = "unused media"  # there may be files that no example uses
_CLASSES = "classes"
_PRESET = "preset"
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def select_name(connection: Connection) -> str:
    return str(_value(connection, "name"))


def write_name(connection: Connection, name: str) -> None:
    _write(connection, "name", name)


def has_unused_media(connection: Connection) -> bool:
    return _value(connection, _UNUSED) is not None


def note_unused_media(connection: Connection) -> None:
    _write(connection, _UNUSED, "1")


def forget_unused_media(connection: Connection) -> None:
    connection.exec_driver_sql("DELETE FROM info WHERE key = ?", (_UNUSED,))


def select_classes(connection: Connection) -> dict[str, str]:
    """Per class its colour as "#rrggbb", "" = the usual one. What another program wrote wrongly is passed over."""
    try:
        found = json.loads(_value(connection, _CLASSES) or "{}")
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: c if isinstance(c, str) and _COLOUR.fullmatch(c) else "" for name, c in found.items() if name}


def write_classes(connection: Connection, classes: Mapping[str, str]) -> None:
    _write(connection, _CLASSES, json.dumps(dict(classes), ensure_ascii=False))


def select_preset(connection: Connection) -> str | None:
    """The training length that a person chose last, whatever it is called; None = none was chosen."""
    return _value(connection, _PRESET)


def write_preset(connection: Connection, preset: str) -> None:
    _write(connection, _PRESET, preset)


def _value(connection: Connection, key: str) -> str | None:
    found = connection.exec_driver_sql("SELECT value FROM info WHERE key = ?", (key,)).scalar_one_or_none()
    return None if found is None else str(found)


def _write(connection: Connection, key: str, value: str) -> None:
    connection.exec_driver_sql("INSERT OR REPLACE INTO info (key, value) VALUES (?, ?)", (key, value))


__all__ = [
    "forget_unused_media",
    "has_unused_media",
    "note_unused_media",
    "select_classes",
    "select_name",
    "select_preset",
    "write_classes",
    "write_name",
    "write_preset",
]
