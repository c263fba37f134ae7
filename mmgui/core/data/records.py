"""Reading and writing the rows of examples: the only file with SQL about them. Works inside a caller's transaction."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast

from sqlalchemy import Connection

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Field, Split

Column: TypeAlias = Literal["label", "split"]
BATCH = 2_000  # rows per call of SQLite: cancelling answers at once


@dataclass(frozen=True, slots=True)
class Record:
    """One example as stored: media values are names in the media folder."""

    id: int
    values: dict[str, str]
    label: str | None
    split: Split | None
    origin: str


def select_fields(connection: Connection) -> tuple[Field, ...]:
    rows = connection.exec_driver_sql("SELECT name, modality FROM fields ORDER BY id")
    return tuple(Field(name, modality) for name, modality in rows)


def insert_fields(connection: Connection, fields: Iterable[Field]) -> None:
    for field in fields:
        connection.exec_driver_sql("INSERT INTO fields (name, modality) VALUES (?, ?)", (field.name, field.modality))


def delete_fields(connection: Connection, names: Iterable[str]) -> None:
    """Remove those of the named fields that no example has a value of."""
    for name in names:
        connection.exec_driver_sql(
            "DELETE FROM fields WHERE name = ? AND id NOT IN (SELECT field_id FROM example_values)", (name,)
        )


def select_records(connection: Connection, ids: Iterable[int] | None = None) -> list[Record]:
    """All examples, or those of `ids` that exist, by number."""
    chosen, wish = "", ()
    if ids is not None:
        chosen, wish = " WHERE {id} IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)  # type: ignore[assignment]
    values: dict[int, dict[str, str]] = {}
    query = (
        "SELECT v.example_id, f.name, v.value FROM example_values v JOIN fields f ON f.id = v.field_id"
        + chosen.format(id="v.example_id")
    )
    for id_, name, value in connection.exec_driver_sql(query, wish):
        known = values.get(id_)
        if known is None:
            values[id_] = {name: value}
        else:
            known[name] = value
    query = "SELECT id, label, split, origin FROM examples" + chosen.format(id="id") + " ORDER BY id"
    rows = connection.exec_driver_sql(query, wish)
    return [Record(id_, values.get(id_, {}), label, split, origin) for id_, label, split, origin in rows]


def insert_records(connection: Connection, records: Sequence[Record], cancel: CancelToken | None = None) -> None:
    """Write examples under their own numbers. Raises Cancelled (the caller's transaction is then rolled back)."""
    field_ids = {name: id_ for id_, name in connection.exec_driver_sql("SELECT id, name FROM fields")}
    for batch in _batches(records):
        if cancel is not None:
            cancel.raise_if_cancelled()
        connection.exec_driver_sql(
            "INSERT INTO examples (id, label, split, origin) VALUES (?, ?, ?, ?)",
            [(r.id, r.label, r.split, r.origin) for r in batch],
        )
        values = [(r.id, field_ids[name], value) for r in batch for name, value in r.values.items()]
        if values:
            connection.exec_driver_sql(
                "INSERT INTO example_values (example_id, field_id, value) VALUES (?, ?, ?)", values
            )


def next_id(connection: Connection) -> int:
    """A number that no example, deleted ones included, ever had."""
    return int(
        connection.exec_driver_sql(
            "SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'examples'), 0),"
            " coalesce((SELECT max(id) FROM examples), 0)) + 1"
        ).scalar_one()
    )


def delete_records(connection: Connection, ids: Iterable[int]) -> None:
    connection.exec_driver_sql(
        "DELETE FROM examples WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
    )


def select_column(connection: Connection, column: Column, ids: Iterable[int] | None = None) -> dict[int, str | None]:
    """Label or split by example; unknown numbers are left out."""
    if ids is None:
        rows = connection.exec_driver_sql(f"SELECT id, {column} FROM examples")
    else:
        rows = connection.exec_driver_sql(
            f"SELECT id, {column} FROM examples WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
        )
    return {row[0]: row[1] for row in rows}


def update_column(connection: Connection, column: Column, values: Mapping[int, str | None]) -> None:
    for batch in _batches(list(values.items())):
        connection.exec_driver_sql(f"UPDATE examples SET {column} = ? WHERE id = ?", [(v, id_) for id_, v in batch])


def select_value(connection: Connection, id_: int, field: str) -> str | None:
    found = connection.exec_driver_sql(
        "SELECT value FROM example_values WHERE example_id = ? AND field_id = (SELECT id FROM fields WHERE name = ?)",
        (id_, field),
    ).scalar_one_or_none()
    return cast("str | None", found)


def update_value(connection: Connection, id_: int, field: str, value: str | None) -> None:
    """Set or (None) remove one value."""
    key = (id_, field)
    if value is None:
        connection.exec_driver_sql(
            "DELETE FROM example_values WHERE example_id = ? AND field_id = (SELECT id FROM fields WHERE name = ?)", key
        )
    else:
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO example_values (example_id, field_id, value)"
            " SELECT e.id, f.id, ? FROM examples e, fields f WHERE e.id = ? AND f.name = ?",
            (value, *key),
        )


def _batches(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
