"""Which column of a person's table is which field of a model: what is certain, what is in doubt, what was chosen."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

from mmgui.core.cancel import CancelToken
from mmgui.core.data.adding import clean_label
from mmgui.core.data.example import MAX_LABEL, Field, ImportMapping, SourceOptions, split_columns
from mmgui.core.data.importing import source
from mmgui.core.data.importing.column_names import says_guess, says_label
from mmgui.core.data.importing.columns import SAMPLE_ROWS, guess_mapping
from mmgui.core.data.importing.finding import Finder
from mmgui.core.data.importing.model_answers import columns_of_models
from mmgui.core.data.importing.tables.rows import Blob, Cell, Table, is_media_name
from mmgui.core.errors import DataError, ExperimentError
from mmgui.core.i18n import _, join_names, join_sentences
from mmgui.core.inference.trained_columns import column_called, field_column, plain_name
from mmgui.core.text import one_line
from mmgui.modalities import MODALITIES, find_modality, is_media

LABEL: Final = "label"  # the name of the column in every table that a project writes
FIRST_VALUES: Final = 3
_MAX_VALUE: Final = 60  # characters of a first value
_MOST_COLUMNS_NAMED: Final = 30  # in an error
# What an answered table calls the model's own answers: comparing with them would always say "right".
_ANSWERS: Final = ("answer", "答案")


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """What is read from where. fields: per field of the model a column, None = none.

    label: the column with the true labels; split: the one that says which part a row belongs to; None = there is none.
    """

    fields: Mapping[str, str | None]
    label: str | None = None
    split: str | None = None


@dataclass(frozen=True)
class ColumnMatch:
    """What the names and first rows of a table say about its columns.

    first_values: per column up to FIRST_VALUES different values, as text. choice: the best guess, certain for every
    field that is not in `doubtful`. proposed_label: a column that holds nothing but classes of the model, though its
    name does not say so; None where `choice` has a label or several columns are like that.
    """

    source: Path
    fields: tuple[Field, ...]
    columns: tuple[str, ...]
    first_values: Mapping[str, tuple[str, ...]]
    choice: ColumnChoice
    doubtful: tuple[str, ...] = ()
    proposed_label: str | None = None

    def certain(self) -> ColumnChoice:
        """The choice, if there is no doubt about a field. Raises ExperimentError that names the columns."""
        if not self.doubtful:
            return self.choice
        hint = join_sentences([_("Give a column the name of the field."), columns_sentence(self.columns)])
        raise ExperimentError(self.question(), hint, parameter="field")

    def question(self) -> str:
        """What is not clear, as a sentence."""
        return _("It is not clear which column of “{file}” holds {names}.").format(
            file=self.source.name, names=join_names(f"“{name}”" for name in self.doubtful)
        )


def open_source(path: Path, cancel: CancelToken | None = None, options: SourceOptions = SourceOptions()) -> Table:
    """A table file, a folder or an archive as rows of cells. Raises DataError, Cancelled."""
    return source.open_source(path.absolute(), cancel, options)


def match_columns(
    table: Table,
    fields: Sequence[Field],
    classes: Collection[str],
    cancel: CancelToken | None = None,
    trained: ImportMapping | None = None,
) -> ColumnMatch:
    """Find the column of every field, and those of the true labels and of the parts.

    A field's column is certain if it is the one of `trained`, the columns that the model was trained on, if it has the
    field's name (capitals and blanks do not matter), or if it is the only one that an import would take for this kind
    of field. A field for which no column comes into question is certain too: it has none. Without a column for any
    field all fields are in doubt. Raises DataError, Cancelled.
    """
    trained = trained or ImportMapping(())
    rows = list(islice(table.rows([], cancel), SAMPLE_ROWS))
    folder, finder = rows[0].folder if rows else table.path.parent, Finder(cancel)
    look = _Look(table.columns, [row.cells for row in rows], lambda text: finder.named_file(folder, text))
    then = {f.name: column for f in trained.fields if (column := field_column(f, table.columns)) is not None}
    now = {f.name: column for f in fields if (column := column_called(f.name, table.columns)) not in then.values()}
    found = {f.name: then.get(f.name) or now.get(f.name) for f in fields}
    taken = {c for f in fields if (column := found[f.name]) is not None for c in split_columns(f.modality, column)}
    label, proposed = look.label(taken, set(classes), trained.label_column)
    taken |= {label} if label is not None else set()
    doubtful: list[str] = []
    for modality in dict.fromkeys(f.modality for f in fields):
        open_fields = [f.name for f in fields if f.modality == modality and found[f.name] is None]
        candidates, is_certain = look.candidates(modality, taken, label)
        for name, column in zip(open_fields, candidates, strict=False):
            found[name] = column
            taken |= {*split_columns(modality, column)}
        if candidates:
            is_unclear = not (is_certain and len(open_fields) == 1)
        else:
            is_unclear = MODALITIES.get(modality).is_prose and look.has_other_words(taken | {proposed or ""})
        doubtful += open_fields if is_unclear else []
    if not any(found.values()):
        doubtful = [f.name for f in fields]
    split = column_called(trained.split_column, table.columns) or look.split
    choice = ColumnChoice(found, label, split if split not in taken else None)
    first_values = {column: look.first_values(column) for column in table.columns}
    return ColumnMatch(
        table.path,
        tuple(fields),
        table.columns,
        first_values,
        choice,
        tuple(f.name for f in fields if f.name in doubtful),
        proposed if proposed not in taken else None,
    )


def checked_choice(table: Table, choice: ColumnChoice, fields: Sequence[Field]) -> ColumnChoice:
    """The same choice. Raises DataError for a column that is not there, ExperimentError if no field has a column."""
    kinds = {f.name: f.modality for f in fields}
    named = [c for name, text in choice.fields.items() if text is not None for c in split_columns(kinds[name], text)]
    for column in (*named, choice.label, choice.split):
        if column is not None and column not in table.columns:
            raise DataError(
                _("“{file}” has no column “{column}”.").format(file=table.path.name, column=column),
                columns_sentence(table.columns),
                file=table.path,
                column=column,
            )
    if not any(choice.fields.values()):
        raise ExperimentError(
            _("No column fits what this model reads: {names}.").format(names=join_names(choice.fields)),
            columns_sentence(table.columns),
            parameter="table",
        )
    return choice


def read_field_wish(text: str, match: ColumnMatch) -> tuple[str, str | None]:
    """Field and column of NAME=COLUMN, NAME=KIND:COLUMN or, for no column, NAME=. Raises ExperimentError, DataError.

    A column that is called exactly like what follows the = wins, also if there is a colon in its name.
    """
    known = {f.name: f for f in match.fields}
    name = next((n for n in sorted(known, key=len, reverse=True) if text.startswith(f"{n}=")), None)
    if name is None:
        name, separator, _rest = text.partition("=")
        if not separator:
            raise ExperimentError(
                _("“{text}” does not describe a field.").format(text=text),
                _("Write --field NAME=COLUMN."),
                parameter="field",
            )
        raise ExperimentError(
            _("The model has no field “{name}”.").format(name=name),
            _("It has: {names}.").format(names=join_names(known)),
            parameter="field",
        )
    rest = text[len(name) + 1 :]
    column = rest.strip()
    if not column:
        return name, None
    if rest in match.columns or column in match.columns:
        return name, rest if rest in match.columns else column
    kind, separator, inner = column.partition(":")
    if separator and _is_kind(kind):
        own = MODALITIES.get(known[name].modality)
        if find_modality(kind) is not own:
            raise ExperimentError(
                _("The field “{name}” of this model is of another kind: {kind}.").format(name=name, kind=own.title()),
                _("Write --field {name}=COLUMN.").format(name=name),
                parameter="field",
            )
        column = inner.strip() or name
    elif not separator and _is_kind(column) and name in match.columns:
        column = name  # as in an import: NAME=KIND, the column is called NAME
    for one in split_columns(known[name].modality, column):
        if one not in match.columns:
            raise DataError(
                _("“{file}” has no column “{column}”.").format(file=match.source.name, column=one),
                columns_sentence(match.columns),
                file=match.source,
                column=one,
            )
    return name, column


def chosen_with(match: ColumnMatch, wishes: Mapping[str, str | None]) -> ColumnMatch:
    """The match after a person said where some fields are read; a column that was wished for is no guess elsewhere."""
    wished = set(wishes.values()) - {None}
    kept = {name: None if column in wished else column for name, column in match.choice.fields.items()}
    label = match.choice.label if match.choice.label not in wished else None
    return replace(
        match,
        choice=replace(match.choice, fields={**kept, **wishes}, label=label),
        doubtful=tuple(name for name in match.doubtful if name not in wishes),
    )


def columns_sentence(columns: Sequence[str]) -> str:
    """ "The columns are: a, b." """
    more = "…" if len(columns) > _MOST_COLUMNS_NAMED else ""
    return _("The columns are: {columns}.").format(columns=join_names(columns[:_MOST_COLUMNS_NAMED]) + more)


def read_label(cell: Cell) -> str | None:
    """The label in a cell exactly as an import reads it, None = none; one that is too long for that is no class."""
    if not isinstance(cell, str):
        return None
    try:
        return clean_label(cell)
    except DataError:
        return cell[:MAX_LABEL] + "…"


class _Look:
    """A table's columns with their first rows, asked several questions."""

    def __init__(
        self, columns: tuple[str, ...], sample: Sequence[Sequence[Cell]], names_file: Callable[[str], Path | None]
    ) -> None:
        self._columns, self._sample = columns, sample
        self._cells = {name: [row[i] for row in sample if i < len(row)] for i, name in enumerate(columns)}
        self._guess = guess_mapping(columns, sample, names_file)
        self.split = self._guess.split_column

    def label(
        self, taken: Collection[str], classes: Collection[str], trained: str | None
    ) -> tuple[str | None, str | None]:
        """The column with the true labels as the training or its name says, and one of which only the values say so."""
        of_models = columns_of_models(self._columns)
        own = [c for c in self._columns if c not in of_models]
        is_answered = trained is not None and _is_answer(trained) and "confidence" in own
        for name in (None if is_answered else trained, LABEL):
            named = column_called(name, own) if column_called(name, own) in own else None
            if named is not None and named not in taken:
                return named, None
        left = [c for c in own if c not in taken and c != self.split and not _is_answer(c)]
        guessed = next((c for c in left if c == self._guess.label_column and says_label(c)), None)
        if guessed is not None and any(v in classes for v in self._labels(guessed)):
            return guessed, None
        told = [c for c in left if not says_guess(c)]
        alike = [c for c in told if (values := self._labels(c)) and all(v in classes for v in values)]
        return (None, alike[0]) if len(alike) == 1 else (guessed, None)

    def candidates(self, modality: str, taken: Collection[str], label: str | None) -> tuple[list[str], bool]:
        """Columns that an import would take for this kind, the best first; and whether the first is beyond doubt."""
        if is_media(modality) or MODALITIES.get(modality).joins_columns:
            alike = [f.column for f in self._guess.fields if f.modality == modality and not {*taken} & {*f.columns}]
            return alike, len(alike) == 1
        # What would be taken if the one before were not there, and so on. The column of the labels stays: an import
        # that finds none takes another for it.
        found: list[str] = []
        left = [c for c in self._columns if c not in taken or c == label]
        while (column := self._column_among(left, modality)) and column != label:
            found.append(column)
            left.remove(column)
        telling = [c for c in found if _says(c, modality)]
        if len(telling) == 1:
            found.sort(key=lambda c: c != telling[0])
        return found, len(telling) == 1 or len(found) == 1

    def has_other_words(self, taken: Collection[str]) -> bool:
        """Whether a column has letters in it that an import would not take for words, though they may be."""
        media = {f.column for f in self._guess.fields if is_media(f.modality)}
        out = {*taken, *media, self.split}
        left = (c for c in self._columns if c not in out and not c.lower().startswith("evidence"))
        return any(self._is_wordy(c) for c in left)

    def first_values(self, column: str) -> tuple[str, ...]:
        shown = (_short(cell.name if isinstance(cell, Blob) else cell or "") for cell in self._cells[column])
        return tuple(islice(dict.fromkeys(text for text in shown if text), FIRST_VALUES))

    def _column_among(self, columns: Sequence[str], modality: str) -> str | None:
        places = [self._columns.index(c) for c in columns]
        rows = [[row[i] if i < len(row) else None for i in places] for row in self._sample]
        fields = guess_mapping(columns, rows).fields
        return next((f.column for f in fields if f.modality == modality), None)

    def _labels(self, column: str) -> list[str]:
        return [label for cell in self._cells[column] if (label := read_label(cell))]

    def _is_wordy(self, column: str) -> bool:
        values = [cell.strip() for cell in self._cells[column] if isinstance(cell, str)]
        return any(any(c.isalpha() for c in v) and not is_media_name(v) for v in values)


def _says(column: str, modality: str) -> bool:
    """The name alone, one whole word, says that the column is of this kind ("text", "caption")."""
    if re.search(r"[\s_.-]", column.strip()):
        return False
    return any(f.modality == modality for f in guess_mapping((column,), ()).fields)


def _is_kind(word: str) -> bool:
    """Whether this is the name of a kind of field, or a word for one."""
    wanted = word.strip().lower()
    return any(wanted == modality.name or wanted in modality.aliases for _name, modality in MODALITIES)


def _is_answer(column: str) -> bool:
    """ "answer", or "answer (2)" of a table that was answered twice."""
    return plain_name(column).partition(" (")[0] in _ANSWERS


def _short(text: str) -> str:
    return one_line(text[: 20 * _MAX_VALUE], _MAX_VALUE)


__all__ = [
    "ColumnChoice",
    "ColumnMatch",
    "checked_choice",
    "chosen_with",
    "columns_sentence",
    "match_columns",
    "open_source",
    "read_field_wish",
    "read_label",
]
