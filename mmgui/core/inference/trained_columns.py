"""The columns of a table that a run was trained on: they are read again where they are, and told where others are."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mmgui.core.data.example import FieldMapping, ImportMapping, write_columns
from mmgui.core.data.importing.model_answers import columns_of_models
from mmgui.core.i18n import _

if TYPE_CHECKING:  # it loads torch, and the window starts without
    from mmgui.core.models.manifest import Manifest


def trained_columns(manifest: "Manifest") -> ImportMapping | None:
    """Those that the training read; None if it was on no table, or by an older program, which did not say."""
    fields = tuple(FieldMapping(f.name, f.modality, f.column) for f in manifest.fields if f.column is not None)
    if not fields and manifest.label_column is None:
        return None
    return ImportMapping(fields, manifest.label_column, manifest.split_column)


def as_trained(guess: ImportMapping, columns: Sequence[str], trained: ImportMapping) -> ImportMapping:
    """The guess for a table with these columns, but those that the run was trained on as they were read then; what a
    model filled is none of them, whatever it is called."""
    of_models = columns_of_models(columns)
    columns = [column for column in columns if column not in of_models]
    found = [(f, field_column(f, columns)) for f in trained.fields]
    fields = [replace(f, column=column) for f, column in found if column is not None]
    used: set[str | None] = {*ImportMapping(tuple(fields)).used}
    labels = (column_called(trained.label_column, columns), guess.label_column)
    label = next((c for c in labels if c not in {None, *used}), None)
    splits = (column_called(trained.split_column, columns), guess.split_column)
    split = next((c for c in splits if c not in {None, label, *used}), None)
    names = {f.name for f in fields}
    more = [f for f in guess.fields if f.name not in names and {label, split, *used}.isdisjoint(f.columns)]
    return replace(guess, fields=(*fields, *more), label_column=label, split_column=split)


def say_other_columns(
    trained: ImportMapping | None, fields: Mapping[str, str | None], label: str | None
) -> tuple[str, ...]:
    """What is read from other columns than in training. fields: per field of the model the column that is read."""
    if trained is None:
        return ()
    said = []
    if _is_other(label, trained.label_column):
        text = _("The answers are taken from “{column}”; the run was trained on those in “{trained}”.")
        said.append(text.format(column=label, trained=trained.label_column))
    for field in trained.fields:
        column = fields.get(field.name)
        if _is_other(column, field.column):
            text = _("“{field}” is read from “{column}”; the run was trained on “{trained}”.")
            said.append(text.format(field=field.name, column=column, trained=field.column))
    return tuple(said)


def field_column(field: FieldMapping, columns: Sequence[str]) -> str | None:
    """Where a field stands in a table with these columns: of one that joins columns those that are there."""
    found = [column for name in field.columns if (column := column_called(name, columns)) is not None]
    if len(field.columns) == 1:
        return found[0] if found else None
    return write_columns(found) if found else None


def column_called(name: str | None, columns: Sequence[str]) -> str | None:
    """The column of this very name, else the only one that differs in capitals and blanks."""
    if name is None or name in columns:
        return name
    alike = [c for c in columns if plain_name(c) == plain_name(name)]
    return alike[0] if len(alike) == 1 else None


def plain_name(column: str) -> str:
    return " ".join(column.split()).casefold()


def _is_other(column: str | None, trained: str | None) -> bool:
    return column is not None and trained is not None and plain_name(column) != plain_name(trained)


__all__ = ["as_trained", "column_called", "field_column", "plain_name", "say_other_columns", "trained_columns"]
