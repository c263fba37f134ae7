"""Typed fields of a table: their columns are looked at as a whole before the first row is read."""

from collections.abc import Mapping, Sequence
from itertools import islice

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem
from mmgui.core.data.importing.columns import SAMPLE_ROWS
from mmgui.core.data.importing.tables.rows import Cell, Table
from mmgui.modalities import typed_kinds
from mmgui.modalities.contract import Modality


class TypedColumns:
    """Reads the values of typed fields row by row.

    kinds: of the fields, of which those that are not typed are passed over. places: where the columns of each field
    stand. tells: whether `notes` is asked at the end, for which all cells are remembered.
    """

    def __init__(
        self,
        table: Table,
        kinds: Mapping[str, Modality],
        places: Mapping[str, Mapping[str, int]],
        cancel: CancelToken | None,
        *,
        tells: bool = False,
    ) -> None:
        self._kinds = {name: kind for name, kind in kinds.items() if kind in typed_kinds()}
        self._places = {name: places[name] for name in self._kinds}
        rows = [row.cells for row in islice(table.rows([], cancel), SAMPLE_ROWS)] if self._kinds else []
        self._readers = {
            name: kind.make_reader({c: _filled(rows, at) for c, at in places[name].items()})
            for name, kind in self._kinds.items()
        }
        self._said: dict[str, dict[str, list[str]]] = (
            {name: {column: [] for column in columns} for name, columns in self._places.items()} if tells else {}
        )

    def __contains__(self, field: str) -> bool:
        return field in self._kinds

    def read(self, field: str, row: Sequence[Cell]) -> str | None:
        """The value as it is stored, None for a missing one. Raises DataError."""
        cells = {column: _text(row, at) for column, at in self._places[field].items()}
        for column, said in self._said.get(field, {}).items():
            if (cell := cells[column]) is not None:
                said.append(cell)
        return (self._readers[field](cells) or None) if any(cells.values()) else None

    def notes(self, source: str) -> list[Problem]:
        """How the columns were read, where a person should know it."""
        return [
            Problem(source, text, column=column, kind="note", option="--field")
            for name, columns in self._said.items()
            for column, text in self._kinds[name].say_columns(columns)
        ]


def _filled(rows: Sequence[Sequence[Cell]], place: int) -> list[str]:
    return [text for row in rows if (text := _text(row, place)) is not None]


def _text(row: Sequence[Cell], place: int) -> str | None:
    cell = row[place] if place < len(row) else None
    return (cell.strip() or None) if isinstance(cell, str) else None


__all__ = ["TypedColumns"]
