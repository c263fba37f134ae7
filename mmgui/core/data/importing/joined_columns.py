"""Fields that are read from several columns: a row's cells as one value, and what is to be said of each column."""

from collections.abc import Sequence

from mmgui.core.data.example import FieldMapping, Problem
from mmgui.core.data.importing.tables.rows import Cell, text_of
from mmgui.modalities import find_modality


class JoinedColumns:
    """Joins the cells row by row and remembers them, for how a column is written is known at its end only."""

    def __init__(self, fields: Sequence[FieldMapping]) -> None:
        self._cells: dict[str, dict[str, list[str]]] = {
            f.name: {column: [] for column in f.columns} for f in fields if find_modality(f.modality).joins_columns
        }
        self._kinds = {f.name: find_modality(f.modality) for f in fields}

    def take(self, field: FieldMapping, cells: Sequence[Cell]) -> str:
        """The value of a row, from the cells of the field's columns."""
        record = dict(zip(field.columns, map(text_of, cells), strict=True))
        for column, cell in record.items():
            if cell is not None:
                self._cells[field.name][column].append(cell)
        return self._kinds[field.name].join(record)

    def notes(self, source: str) -> list[Problem]:
        """How the columns are read, where it is not as they stand."""
        return [
            Problem(source, text, column=column, kind="note", option="--field")
            for name, columns in self._cells.items()
            for column, text in self._kinds[name].say_columns(columns)
        ]


__all__ = ["JoinedColumns"]
