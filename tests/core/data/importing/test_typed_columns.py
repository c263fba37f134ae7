"""Typed columns are looked at as a whole before their first row is read."""

from pathlib import Path

import pytest

from mmgui.core.data.example import Problem
from mmgui.core.data.importing.tables.opening import open_table
from mmgui.core.data.importing.tables.rows import Table
from mmgui.core.data.importing.typed_columns import TypedColumns
from mmgui.core.errors import DataError
from mmgui.modalities import MODALITIES

ROWS = ("bought;age;weight;text", "a, b | c;73;72,5 kg;one", "d | a, b;;;two", "a, b;80;wet;three", " ;;70,0 kg;four")
KINDS = {"history": MODALITIES.get("history"), "numbers": MODALITIES.get("numbers"), "words": MODALITIES.get("text")}
PLACES = {"history": {"bought": 0}, "numbers": {"age": 1, "weight": 2}, "words": {"text": 3}}


@pytest.fixture
def table(tmp_path: Path) -> Table:
    path = tmp_path / "t.csv"
    path.write_text("\n".join(ROWS), encoding="utf-8")
    return open_table(path)


def test_columns_are_read_as_a_whole_and_joined(table: Table) -> None:
    typed = TypedColumns(table, KINDS, PLACES, None)
    assert "words" not in typed  # running text is read by nobody
    rows = [row.cells for row in table.rows([], None)]
    assert [typed.read("history", row) for row in rows] == ['["a, b", "c"]', '["d", "a, b"]', '["a, b"]', None]
    assert [typed.read("numbers", row) for row in rows] == [
        '{"age": "73", "weight": "72,5 kg"}',
        None,
        '{"age": "80", "weight": "wet"}',
        '{"age": null, "weight": "70,0 kg"}',
    ]
    assert typed.notes("t.csv") == []  # nobody wanted to be told


def test_what_is_told_of_a_column_is_of_all_its_rows(table: Table) -> None:
    typed = TypedColumns(table, KINDS, PLACES, None, tells=True)
    for row in table.rows([], None):
        typed.read("numbers", row.cells)
    said = "“weight” holds 3 words to choose from."
    assert typed.notes("t.csv") == [Problem("t.csv", said, column="weight", kind="note", option="--field")]


def test_a_value_that_cannot_be_used_is_refused(table: Table) -> None:
    typed = TypedColumns(table, KINDS, PLACES, None)
    with pytest.raises(DataError, match="neither a word nor a number"):
        typed.read("history", ('[{"a": 1}]',))
