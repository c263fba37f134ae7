"""The answers to a whole table as a table: the person's own columns, then what the model says, row by row.

Rows are read, answered and written a few hundred at a time, so that a table of any length fits into memory.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import ExampleSet, Field, ImportMapping, Problem
from mmgui.core.data.exporting import Value, export_table
from mmgui.core.data.importing.folders import open_folder
from mmgui.core.data.importing.guessing import SAMPLE_ROWS, guess_mapping
from mmgui.core.data.importing.source import resolve_inside
from mmgui.core.data.importing.tables import Blob, Cell, Row, Table, open_table, unique_names
from mmgui.core.errors import DataError, ExperimentError
from mmgui.core.i18n import _
from mmgui.core.inference.prediction import Prediction
from mmgui.core.inference.predictor import Predictor
from mmgui.core.modalities import MODALITIES, read_text
from mmgui.core.modalities.picture import read_picture

AT_ONCE: Final = 256  # rows: a batch or two of the model
MOST_FIELDS_FOR_SHARES: Final = 4  # 2^M passes per row: with more senses the shares are left out
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class PredictedTable:
    """What became of a table: rows written, rows with an answer, rows without one."""

    rows: int
    answered: int
    problems: int


@dataclass(frozen=True, slots=True)
class _Given:
    """One row: the person's cells as they will be written, the model's values, and why there is no answer ("")."""

    cells: tuple[Value, ...]
    values: Mapping[str, Any]
    problem: str = ""


@dataclass
class _Tally:
    rows: int = 0
    answered: int = 0
    problems: int = 0
    missing: list[str] = field(default_factory=list)


def predict_source(
    predictor: Predictor,
    source: Path,
    out: Path,
    mapping: ImportMapping | None = None,
    *,
    cancel: CancelToken | None = None,
    progress: Progress | None = None,
) -> PredictedTable:
    """Answer every row of a table or folder and write them to `out` (.csv, .tsv, .xlsx), whole or not at all.

    Columns: the source's own, then answer, confidence, a probability per class, the share of each sense, missing,
    unfamiliar (if the run knows what is familiar) and problem. Which columns the model reads: those that `mapping`
    names for its fields, else those that are called like a field or are alone of its kind. A row that cannot be read
    is kept, with the reason in the column "problem". progress(rows done, rows in all).
    Raises DataError (source or `out`), ExperimentError (no column fits the model), Cancelled.
    """
    path = source.absolute()
    table = open_folder(path, cancel) if path.is_dir() else open_table(path, cancel)
    columns = _columns_of(table, predictor.fields, mapping)
    given = _rows_of(table, columns, predictor.fields, cancel)
    return _write(predictor, table.columns, given, table.total, out, cancel, progress)


def predict_examples(
    predictor: Predictor,
    examples: ExampleSet,
    out: Path,
    *,
    cancel: CancelToken | None = None,
    progress: Progress | None = None,
) -> PredictedTable:
    """The same for the examples of a project: id, its fields, label, split and origin, then the answers.

    Raises DataError, ExperimentError if the project has none of the model's fields, Cancelled.
    """
    names = [f.name for f in examples.fields]
    if not any(f in examples.fields for f in predictor.fields):
        raise _nothing_fits(predictor.fields, names)
    known = [f for f in predictor.fields if f in examples.fields]
    given = (
        _checked(
            (e.id, *(e.values.get(n) for n in names), e.label, e.split, e.origin),
            {f.name: e.values.get(f.name) for f in known},
            known,
        )
        for e in examples.examples
    )
    columns = ("id", *names, "label", "split", "origin")
    return _write(predictor, columns, given, len(examples), out, cancel, progress)


# -- from rows to values -----------------------------------------------------------------------------------------------


def _columns_of(table: Table, fields: Sequence[Field], mapping: ImportMapping | None) -> dict[str, int]:
    """Per field of the model the number of the column that holds it. Raises ExperimentError if there is none at all."""
    place = {name: number for number, name in enumerate(table.columns)}
    if mapping is None:
        sample = [row.cells for row in islice(table.rows([], None), SAMPLE_ROWS)]
        mapping = guess_mapping(table.columns, sample)
    guessed = [f for f in mapping.fields if f.column in place]
    found: dict[str, int] = {}
    for field_ in fields:
        own = [f for f in guessed if f.name == field_.name and f.modality == field_.modality]
        alike = [f for f in guessed if f.modality == field_.modality]
        alone = [f for f in fields if f.modality == field_.modality]
        if own:
            found[field_.name] = place[own[0].column]
        elif field_.name in place:
            found[field_.name] = place[field_.name]
        elif len(alike) == 1 and len(alone) == 1:
            found[field_.name] = place[alike[0].column]
    if not found:
        raise _nothing_fits(fields, table.columns)
    return found


def _rows_of(
    table: Table, columns: Mapping[str, int], fields: Sequence[Field], cancel: CancelToken | None
) -> Iterator[_Given]:
    """Every row in order; one that the table itself could not read stands where its number is, empty but for why."""
    problems: list[Problem] = []
    told = 0
    paths: dict[tuple[Path, str], Any] = {}
    known = [f for f in fields if f.name in columns]
    for row in table.rows(problems, cancel):
        for problem in problems[told:]:
            if problem.row is not None and problem.column is None:
                yield _Given((None,) * len(table.columns), {}, f"{problem.where}: {problem.what}")
        told = len(problems)
        yield _read_row(row, columns, known, len(table.columns), paths)
        if len(paths) > 50_000:
            paths.clear()
    for problem in problems[told:]:
        if problem.row is not None and problem.column is None:
            yield _Given((None,) * len(table.columns), {}, f"{problem.where}: {problem.what}")


def _read_row(
    row: Row,
    columns: Mapping[str, int],
    fields: Sequence[Field],
    count: int,
    paths: dict[tuple[Path, str], Any],
) -> _Given:
    padded = (*row.cells, *(None,) * (count - len(row.cells)))[:count]
    cells = tuple(_shown(cell) for cell in padded)
    values: dict[str, Any] = {}
    for one in fields:
        cell = padded[columns[one.name]]
        try:
            values[one.name] = _value(cell, one, row, paths)
        except DataError as error:
            return _Given(cells, {}, error.sentence())
    return _checked(cells, values, fields)


def _checked(cells: tuple[Value, ...], values: Mapping[str, Any], fields: Sequence[Field]) -> _Given:
    """A row with nothing in it, or with a picture that is not there, gets no answer but the reason."""
    if all(value is None or (isinstance(value, str) and not value.strip()) for value in values.values()):
        return _Given(cells, {}, _("There is nothing in this row: neither a picture nor words."))
    for one in fields:
        value = values.get(one.name)
        if isinstance(value, str) and MODALITIES.get(one.modality).is_media and not Path(value).is_file():
            return _Given(cells, {}, _("“{name}” is not there.").format(name=Path(value).name))
    return _Given(cells, values)


def _value(cell: Cell, one: Field, row: Row, paths: dict[tuple[Path, str], Any]) -> Any:
    """What the model reads. Raises DataError."""
    is_media = MODALITIES.get(one.modality).is_media
    if isinstance(cell, Blob):
        return read_picture(cell.data) if one.modality == "image" else None
    if cell is None or not cell.strip():
        return None
    if not is_media:
        return read_text(cell)
    key = (row.folder, cell.strip())
    if key not in paths:
        try:
            paths[key] = str(resolve_inside(*key))
        except DataError as error:
            paths[key] = error
    found = paths[key]
    if isinstance(found, DataError):
        raise found
    return found


def _shown(cell: Cell) -> Value:
    return cell.name if isinstance(cell, Blob) else cell


def _nothing_fits(fields: Sequence[Field], columns: Sequence[str]) -> ExperimentError:
    wanted = ", ".join(f.name for f in fields)
    return ExperimentError(
        _("No column fits what this model reads: {names}.").format(names=wanted),
        _("Give a column one of these names. There are: {columns}.").format(columns=", ".join(columns[:30])),
        parameter="table",
    )


# -- answering and writing ---------------------------------------------------------------------------------------------


def _write(
    predictor: Predictor,
    columns: Sequence[str],
    given: Iterator[_Given],
    total: int,
    out: Path,
    cancel: CancelToken | None,
    progress: Progress | None,
) -> PredictedTable:
    tally = _Tally()
    answered = _answered(predictor, given, cancel)
    first = next(answered, [])
    # Known only with the first answers: whether this run can tell what is unfamiliar to it.
    knows_familiar = any(p is not None and p.oddness for _row, p, _shares in first)
    has_shares = 1 < len(predictor.fields) <= MOST_FIELDS_FOR_SHARES
    own = ["answer", "confidence", *(f"p({c})" for c in predictor.classes)]
    own += [f"share({f.name})" for f in predictor.fields] if has_shares else []
    own += ["missing", *(["unfamiliar"] if knows_familiar else []), "problem"]
    header = unique_names([*columns, *own])

    def rows() -> Iterator[Sequence[Value]]:
        for chunk in _chained(first, answered):
            for row, prediction, shares in chunk:
                tally.rows += 1
                tally.answered += prediction is not None
                tally.problems += bool(row.problem)
                yield [*row.cells, *_cells(predictor, row, prediction, shares, has_shares, knows_familiar)]
            if progress is not None:
                progress(min(tally.rows, max(total, tally.rows)), max(total, tally.rows))

    export_table(out, header, rows(), cancel=cancel)
    return PredictedTable(tally.rows, tally.answered, tally.problems)


_Answered = list[tuple[_Given, Prediction | None, Mapping[str, float]]]


def _answered(predictor: Predictor, given: Iterator[_Given], cancel: CancelToken | None) -> Iterator[_Answered]:
    """The rows with their answers, AT_ONCE at a time. A picture that turns out to be broken gives the reason."""
    has_shares = 1 < len(predictor.fields) <= MOST_FIELDS_FOR_SHARES
    while chunk := list(islice(given, AT_ONCE)):
        if cancel is not None:
            cancel.raise_if_cancelled()
        good = [number for number, row in enumerate(chunk) if not row.problem]
        values = [chunk[number].values for number in good]
        predictions = predictor.predict_many(values, cancel=cancel) if values else []
        shares = [s for _answer, s in predictor.contributions(values, cancel=cancel)] if values and has_shares else []
        found: _Answered = [(row, None, {}) for row in chunk]
        for place, (number, prediction) in enumerate(zip(good, predictions, strict=True)):
            row = chunk[number]
            reason = _unreadable(predictor, row, prediction)
            if reason:
                found[number] = (_Given(row.cells, {}, reason), None, {})
            else:
                found[number] = (row, prediction, shares[place] if shares else {})
        yield found


def _unreadable(predictor: Predictor, row: _Given, prediction: Prediction) -> str:
    """Why a value that was given counts as missing to the model; "" if none does."""
    for one in predictor.fields:
        value = row.values.get(one.name)
        if one.name not in prediction.missing or value is None or not isinstance(value, str) or not value.strip():
            continue
        try:
            MODALITIES.get(one.modality).read(Path(value) if MODALITIES.get(one.modality).is_media else value)
        except DataError as error:
            return error.sentence()
    return ""


def _cells(
    predictor: Predictor,
    row: _Given,
    prediction: Prediction | None,
    shares: Mapping[str, float],
    has_shares: bool,
    knows_familiar: bool,
) -> list[Value]:
    count = len(predictor.classes)
    fields = [f.name for f in predictor.fields]
    cells: list[Value]
    if prediction is None:
        cells = [None] * (2 + count + (len(fields) if has_shares else 0) + 1 + knows_familiar)
        return [*cells, row.problem]
    cells = [prediction.answer, round(prediction.confidence, 6), *(round(p, 6) for p in prediction.probabilities)]
    if has_shares:
        cells += [round(shares[name], 4) if name in shares else None for name in fields]
    cells.append(", ".join(prediction.missing) or None)
    if knows_familiar:
        cells.append(", ".join(prediction.unfamiliar) or None)
    return [*cells, None]


def _chained(first: _Answered, rest: Iterator[_Answered]) -> Iterator[_Answered]:
    if first:
        yield first
    yield from rest
