"""What became of a table that was answered: how many rows, how many of them right; as numbers and as sentences."""

from dataclasses import dataclass
from typing import Any, Final

from mmgui.core.data.account import problems_to_json
from mmgui.core.data.example import Problem
from mmgui.core.data.importing.finding import respelt_sentence
from mmgui.core.i18n import _, join_names, join_sentences, ngettext
from mmgui.core.intervals import share_interval
from mmgui.core.text import grouped, one_line, percent
from mmgui.core.training.benefit import say_flattering
from mmgui.core.training.spelling import say_near_labels

MOST_UNKNOWN_NAMED: Final = 3  # labels
_MOST_NAME: Final = 40  # characters


@dataclass(frozen=True)
class AnsweredTable:
    """rows: written; answered, problems: with an answer and without one. unread: fields for which there was no column.

    label: the column with the true labels, None = there was none. compared: rows with an answer and a label that the
    model knows; right: how many of these are right; learnt: how many of these say that they are in the training part.
    trained_on: rows with an answer that the run was trained on, by their content; 0 if it does not know. unknown: rows
    with an answer whose label is no class of the model: they count as wrong; unknown_names: a few of these labels;
    near: what they probably are, (label, class). distinct: how many of the measured rows differ in what the model
    sees, 0 = not known; seen: how many look to it like an example of training, look_alikes: those of them that are no
    copies. respelt: files that were found by another spelling, (as written, as it is called).
    unlabelled: rows with an answer, but no label in that column. other_columns: what is to be said of columns that are
    others than in training. notes: what the table itself has to say of its rows and cells. partly: rows that are
    answered without a value that cannot be read.
    """

    rows: int
    answered: int
    problems: int
    unread: tuple[str, ...] = ()
    label: str | None = None
    compared: int = 0
    right: int = 0
    learnt: int = 0
    unknown: int = 0
    unknown_names: tuple[str, ...] = ()
    near: tuple[tuple[str, str], ...] = ()
    trained_on: int = 0
    respelt: tuple[tuple[str, str], ...] = ()
    distinct: int = 0
    unlabelled: int = 0
    other_columns: tuple[str, ...] = ()
    notes: tuple[Problem, ...] = ()
    partly: int = 0
    seen: int = 0
    look_alikes: int = 0

    @property
    def measured(self) -> int:
        """How many rows the accuracy is of; 0 if the model knows none of the labels: then nothing can be compared."""
        return self.compared + self.unknown if self.compared else 0

    @property
    def interval(self) -> tuple[float, float]:
        """Of the accuracy, 95 %."""
        return share_interval(self.right, self.measured, self.distinct or self.measured)

    def to_json(self) -> dict[str, Any]:
        """What `mmgui predict --table --json` prints; figures of the comparison only if there was a label column."""
        found: dict[str, Any] = {"rows": self.rows, "answered": self.answered, "problems": self.problems}
        if self.unread:
            found["unread"] = list(self.unread)
        if self.respelt:
            found["respelt"] = [{"written": written, "file": name} for written, name in self.respelt]
        if self.partly:
            found["partly"] = self.partly
        if self.notes:
            found["notes"] = problems_to_json(self.notes)
        if self.other_columns:
            found["other_columns"] = list(self.other_columns)
        found["trained_on"] = self.trained_on
        if self.label is None:
            return found
        is_measured = self.measured > 0
        return found | {
            "label": self.label,
            "compared": self.compared,
            "right": self.right,
            "accuracy": self.right / self.measured if is_measured else None,
            "accuracy_known": self.right / self.compared if is_measured else None,
            "interval_95": list(self.interval) if is_measured else None,
            "distinct": self.distinct or self.measured,
            "seen": self.seen,
            "in_training_part": self.learnt,
            "unknown_labels": self.unknown,
            "unlabelled": self.unlabelled,
        }


def comparison_sentence(table: AnsweredTable) -> str:
    """ "Compared with “label”: 17 of 20 right (85 %; 64 to 95 %)."; "" without a column of labels.

    The interval is that of Wilson, 95 %.
    """
    if table.label is None or not table.rows:
        return ""
    if not table.measured:
        return _("No row could be compared with “{column}”.").format(column=_cut(table.label))
    low, high = table.interval
    text = ngettext(
        "Compared with “{column}”: {right} of {count} right ({share}; {low} to {high}).",
        "Compared with “{column}”: {right} of {count} right ({share}; {low} to {high}).",
        table.measured,
    )
    return text.format(
        column=_cut(table.label),
        right=grouped(table.right),
        count=grouped(table.measured),
        share=percent(table.right / table.measured),
        low=percent(low).removesuffix("%").rstrip(),
        high=percent(high),
    )


def honest_comparison(table: AnsweredTable) -> str:
    """The comparison and what makes it too good, where it stands without the other sentences; "" without labels."""
    compared = comparison_sentence(table)
    return join_sentences([compared, *_say_flattering(table)]) if compared else ""


def table_sentences(table: AnsweredTable) -> list[str]:
    """What a person should know of it besides the number of rows: the comparison first, then what is missing."""
    said = [comparison_sentence(table), *table.other_columns, _say_unknown(table), _say_unlabelled(table)]
    said += [*_say_flattering(table), say_near_labels(table.near)]
    if table.unread and table.rows:
        names = join_names(f"“{_cut(name)}”" for name in table.unread)
        said.append(_("No column was read for {names}.").format(names=names))
    if table.respelt:
        said.append(respelt_sentence(list(table.respelt)))
    if table.partly:
        said.append(
            ngettext(
                "{count} row is answered without a value that cannot be read; the last column says why.",
                "{count} rows are answered without values that cannot be read; the last column says why.",
                table.partly,
            ).format(count=grouped(table.partly))
        )
    if table.problems:
        said.append(
            ngettext(
                "{count} row has no answer; the last column says why.",
                "{count} rows have no answer; the last column says why.",
                table.problems,
            ).format(count=grouped(table.problems))
        )
    return [sentence for sentence in said if sentence]


def _say_unlabelled(table: AnsweredTable) -> str:
    if not table.unlabelled:
        return ""
    text = ngettext(
        "{count} row without a label is not counted.",
        "{count} rows without a label are not counted.",
        table.unlabelled,
    )
    return text.format(count=grouped(table.unlabelled))


def _say_flattering(table: AnsweredTable) -> list[str]:
    """What makes the comparison better than it is."""
    said = say_flattering(table.measured, table.distinct, table.look_alikes)
    if table.trained_on:
        said.append(
            ngettext(
                "{count} of these rows was trained on: its answer may be learnt by heart.",
                "{count} of these rows were trained on: their answers may be learnt by heart.",
                table.trained_on,
            ).format(count=grouped(table.trained_on))
        )
    if table.learnt > table.trained_on:
        said.append(
            ngettext(
                "{count} of these rows is in the training part: the model may have learnt it.",
                "{count} of these rows are in the training part: the model may have learnt them.",
                table.learnt,
            ).format(count=grouped(table.learnt))
        )
    return said


def _say_unknown(table: AnsweredTable) -> str:
    if not table.unknown:
        return ""
    names = join_names(f"“{_cut(name)}”" for name in table.unknown_names)
    if not table.measured:
        text = ngettext(
            "The model does not know the label of {count} row ({names}).",
            "The model does not know the labels of {count} rows, such as {names}.",
            table.unknown,
        )
        return text.format(count=grouped(table.unknown), names=names)
    text = ngettext(
        "{count} row counts as wrong, because the model does not know such labels as {names}; without it {share} are "
        "right.",
        "{count} rows count as wrong, because the model does not know such labels as {names}; without them {share} are "
        "right.",
        table.unknown,
    )
    return text.format(count=grouped(table.unknown), names=names, share=percent(table.right / table.compared))


def _cut(name: str) -> str:
    """A label or column as the table has it, on one line and without anything that a terminal would obey."""
    return one_line(name, _MOST_NAME)


__all__ = ["MOST_UNKNOWN_NAMED", "AnsweredTable", "comparison_sentence", "honest_comparison", "table_sentences"]
