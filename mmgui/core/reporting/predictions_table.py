"""The answers to a whole table as a table: the person's own columns, then what the model says, row by row.

Rows are read, answered and written a few hundred at a time, so that a table of any length fits into memory.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Final

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import ExampleSet, Problem, split_columns
from mmgui.core.data.exporting import Value, export_table
from mmgui.core.data.importing.finding import Finder
from mmgui.core.data.importing.tables.rows import Table, unique_names
from mmgui.core.data.labels import spelling_of
from mmgui.core.errors import DataError, ExperimentError
from mmgui.core.i18n import _, join_names, join_sentences
from mmgui.core.inference.prediction import Prediction
from mmgui.core.inference.predictor import Predictor
from mmgui.core.inference.trained_columns import say_other_columns
from mmgui.core.reporting.answered_table import MOST_UNKNOWN_NAMED, AnsweredTable
from mmgui.core.reporting.answers_place import check_place
from mmgui.core.reporting.given_rows import FoundFiles, GivenRow, checked_row, read_rows
from mmgui.core.reporting.table_columns import (
    LABEL,
    ColumnChoice,
    checked_choice,
)
from mmgui.core.run.learnt import Learnt, seen_keys
from mmgui.core.training.spelling import near_labels
from mmgui.modalities import MODALITIES

AT_ONCE: Final = 256  # rows: a batch or two of the model
MOST_FIELDS_FOR_SHARES: Final = 4  # 2^M passes per row: with more senses the shares are left out
RIGHT: Final = "right"  # what the column "checked" says, in every language, as the other columns' names
WRONG: Final = "wrong"
Progress = Callable[[int, int], None]


@dataclass
class _Tally:
    """Counts along the way. label: the column of the labels, None = there is none. known: what was learnt from;
    seen_keys: what the model saw of it."""

    label: str | None
    classes: frozenset[str]
    known: Learnt
    seen_keys: frozenset[int]
    rows: int = 0
    answered: int = 0
    problems: int = 0
    partly: int = 0
    compared: int = 0
    right: int = 0
    in_training: int = 0
    trained_on: int = 0
    unlabelled: int = 0
    unknown: int = 0
    unknown_names: dict[str, None] = field(default_factory=dict)  # an ordered set
    different: set[int] = field(default_factory=set)  # keys of what the model sees of the measured rows
    seen: int = 0
    look_alikes: int = 0

    def count(self, row: GivenRow, prediction: Prediction | None) -> tuple[str | None, str | None]:
        """Count a row; what the columns "checked" and "problem" say of it."""
        self.rows += 1
        self.answered += prediction is not None
        self.problems += bool(row.problem)
        self.partly += bool(row.note and prediction is not None)
        is_copy = prediction is not None and self.known.has({**row.values, **row.stored})
        self.trained_on += is_copy
        if row.label is None or prediction is None:
            self.unlabelled += prediction is not None
            return None, row.problem or row.note or None
        is_seen = prediction.input_key in self.seen_keys
        self.seen += is_seen
        self.look_alikes += is_seen and not is_copy
        self.different.add(prediction.input_key)
        if row.label not in self.classes:
            self.unknown += 1
            if len(self.unknown_names) < MOST_UNKNOWN_NAMED:
                self.unknown_names[row.label] = None
            text = _("The model does not know the label “{label}”.").format(label=row.label)
            return WRONG, join_sentences([text, row.note])
        is_right = prediction.answer == row.label
        self.compared += 1
        self.right += is_right
        self.in_training += row.in_training
        return RIGHT if is_right else WRONG, row.note or None

    def result(self, unread: Sequence[str]) -> AnsweredTable:
        names = tuple(self.unknown_names)
        counts = (self.label, self.compared, self.right, self.in_training, self.unknown, names)
        near = near_labels(names, sorted(self.classes))
        return AnsweredTable(
            self.rows, self.answered, self.problems, tuple(unread), *counts, near, self.trained_on,
            distinct=len(self.different), partly=self.partly, unlabelled=0 if self.label is None else self.unlabelled,
            seen=self.seen, look_alikes=self.look_alikes,
        )  # fmt: skip


def predict_rows(
    predictor: Predictor,
    table: Table,
    out: Path,
    choice: ColumnChoice,
    *,
    join_labels: bool = False,
    cancel: CancelToken | None = None,
    progress: Progress | None = None,
) -> AnsweredTable:
    """Answer every row of an opened table and write them to `out` (.csv, .tsv, .xlsx), whole or not at all.

    Columns: the table's own, then answer, checked (RIGHT or WRONG, if `choice` names the column of the true labels),
    confidence, a probability per class, the share of each sense, missing, unfamiliar (if the run knows what is
    familiar) and problem. A row that cannot be read is kept, with the reason in the column "problem"; "checked" is
    empty where there is no answer or no label. A label that is no class of the model is WRONG, with a "problem".
    progress(rows done, rows in all). join_labels: a label that only looks like a class of the model counts as that
    class.
    Raises DataError (table, `out`, a column that is not there), ExperimentError (no column at all), Cancelled.
    """
    check_place(out, table.path)
    place = {name: number for number, name in enumerate(table.columns)}
    checked_choice(table, choice, predictor.fields)
    columns = {
        f.name: {one: place[one] for one in split_columns(f.modality, column)}
        for f in predictor.fields
        if (column := choice.fields.get(f.name)) is not None
    }
    truth = (
        None if choice.label is None else place[choice.label],
        None if choice.split is None else place[choice.split],
    )
    files, notes = FoundFiles(Finder(cancel)), list[Problem]()
    given = read_rows(table, columns, truth, predictor.fields, choice.split or "", files, notes, cancel)
    if join_labels:
        spelled = spelling_of(predictor.classes)
        given = (row if row.label is None else replace(row, label=spelled(row.label)) for row in given)
    unread = [f.name for f in predictor.fields if f.name not in columns]
    said = _write(predictor, table.columns, given, table.total, out, choice.label, unread, cancel, progress)
    others = say_other_columns(predictor.columns, choice.fields, choice.label)
    respelt = tuple(dict.fromkeys(files.finder.respelt))
    return replace(said, respelt=respelt, other_columns=others, notes=tuple(notes))


def predict_examples(
    predictor: Predictor,
    examples: ExampleSet,
    out: Path,
    *,
    cancel: CancelToken | None = None,
    progress: Progress | None = None,
) -> AnsweredTable:
    """The same for the examples of a project: id, its fields, label, split and origin, then the answers.

    Raises DataError, ExperimentError if the project has none of the model's fields, Cancelled.
    """
    check_place(out)
    names = [f.name for f in examples.fields]
    known = [f for f in predictor.fields if f in examples.fields]
    if not known:
        raise ExperimentError(
            _("No field of these examples fits what this model reads: {names}.").format(
                names=join_names(f.name for f in predictor.fields)
            ),
            _("The fields are: {names}.").format(names=join_names(names)),
            parameter="table",
        )
    given = (
        checked_row(
            (e.id, *(e.values.get(n) for n in names), e.label, e.split, e.origin),
            {f.name: e.values.get(f.name) for f in known},
            known,
            e.label,
            e.split == "train",
        )
        for e in examples.examples
    )
    columns = ("id", *names, LABEL, "split", "origin")
    label = LABEL if any(e.label is not None for e in examples.examples) else None
    unread = [f.name for f in predictor.fields if f not in known]
    return _write(predictor, columns, given, len(examples), out, label, unread, cancel, progress)


# -- answering and writing ---------------------------------------------------------------------------------------------


def _write(
    predictor: Predictor,
    columns: Sequence[str],
    given: Iterator[GivenRow],
    total: int,
    out: Path,
    label: str | None,
    unread: Sequence[str],
    cancel: CancelToken | None,
    progress: Progress | None,
) -> AnsweredTable:
    known = Learnt(predictor.run_dir, predictor.fields), frozenset(seen_keys(predictor.run_dir).tolist())
    tally = _Tally(label, frozenset(predictor.classes), *known)
    answered = _answered(predictor, given, cancel)
    first = next(answered, [])
    # Known only with the first answers: whether this run can tell what is unfamiliar to it.
    knows_familiar = any(p is not None and p.novelty for _row, p, _shares in first)
    has_shares = 1 < len(predictor.fields) <= MOST_FIELDS_FOR_SHARES
    own = ["answer", *(["checked"] if label is not None else []), "confidence"]
    own += [f"p({c})" for c in predictor.classes]
    own += [f"share({f.name})" for f in predictor.fields] if has_shares else []
    own += ["missing", *(["unfamiliar"] if knows_familiar else []), "problem"]
    header = unique_names([*columns, *own])

    def rows() -> Iterator[Sequence[Value]]:
        for chunk in _chained(first, answered):
            for row, prediction, shares in chunk:
                checked, problem = tally.count(row, prediction)
                answer, *rest = _cells(predictor, prediction, shares, has_shares, knows_familiar)
                yield [*row.cells, answer, *([checked] if label is not None else []), *rest, problem]
            if progress is not None:
                progress(min(tally.rows, max(total, tally.rows)), max(total, tally.rows))

    export_table(out, header, rows(), cancel=cancel)
    return tally.result(unread)


_Answered = list[tuple[GivenRow, Prediction | None, Mapping[str, float]]]


def _answered(predictor: Predictor, given: Iterator[GivenRow], cancel: CancelToken | None) -> Iterator[_Answered]:
    """The rows with their answers, AT_ONCE at a time. A file that turns out to be broken gives the reason."""
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
                found[number] = (GivenRow(row.cells, {}, reason), None, {})
            else:
                found[number] = (row, prediction, shares[place] if shares else {})
        yield found


def _unreadable(predictor: Predictor, row: GivenRow, prediction: Prediction) -> str:
    """Why a value that was given counts as missing to the model; "" if none does."""
    for one in predictor.fields:
        value = row.values.get(one.name)
        if one.name not in prediction.missing or value is None or not isinstance(value, str) or not value.strip():
            continue
        try:
            modality = MODALITIES.get(one.modality)
            modality.read(Path(value) if modality.is_media else value)
        except DataError as error:
            return error.sentence()
    return ""


def _cells(
    predictor: Predictor,
    prediction: Prediction | None,
    shares: Mapping[str, float],
    has_shares: bool,
    knows_familiar: bool,
) -> list[Value]:
    """The columns of the answer, but for "checked" and "problem"."""
    count = len(predictor.classes)
    fields = [f.name for f in predictor.fields]
    if prediction is None:
        return [None] * (2 + count + (len(fields) if has_shares else 0) + 1 + knows_familiar)
    cells: list[Value] = [prediction.answer, round(prediction.confidence, 6)]
    cells += [round(p, 6) for p in prediction.probabilities]
    if has_shares:
        cells += [round(shares[name], 4) if name in shares else None for name in fields]
    cells.append(", ".join(prediction.missing) or None)
    if knows_familiar:
        cells.append(", ".join(prediction.unfamiliar) or None)
    return cells


def _chained(first: _Answered, rest: Iterator[_Answered]) -> Iterator[_Answered]:
    if first:
        yield first
    yield from rest
