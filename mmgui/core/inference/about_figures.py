"""What a person must know of the figures that a model reached on other examples: what does not count, what flatters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.errors import DataError
from mmgui.core.events import Metrics
from mmgui.core.i18n import _, join_names, ngettext
from mmgui.core.inference.inputs import is_missing
from mmgui.core.inference.predictor import Predictor
from mmgui.core.inference.trained_columns import plain_name, say_other_columns
from mmgui.core.run.learnt import count_learnt, say_learnt
from mmgui.core.run.left_out import quoted
from mmgui.core.text import one_line
from mmgui.core.training.benefit import say_nothing_learned, say_repeats
from mmgui.core.training.spelling import near_labels, say_joinable, say_near_labels
from mmgui.modalities import MODALITIES, read_typed, typed_kinds

_NAMED, _LONGEST = 3, 40  # values in a sentence, and characters of one


@dataclass(frozen=True, slots=True)
class AboutFigures:
    """unlabelled: examples that could not be measured; learnt: measured ones that the run was trained on; unread:
    fields of the model that the examples do not have; passed_over: examples of other parts than the measured one;
    columns: what is to be said of the columns that were read; unreadable: of typed values that cannot be;
    blank_test: examples of a test part that has no labels, so that the others were measured."""

    metrics: Metrics
    unlabelled: int = 0
    learnt: int = 0
    unread: tuple[str, ...] = ()
    passed_over: int = 0
    columns: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    blank_test: int = 0

    def sentences(self) -> list[str]:
        """All that there is to tell, the gravest first."""
        unknown = self.metrics.unknown
        said = [say_nothing_learned(self.metrics), *self.columns, say_learnt(self.learnt)]
        said += say_repeats(self.metrics, self.learnt)
        if unknown.count:
            said.append(
                ngettext(
                    "{count} example counts as wrong, because the model does not know such labels as {labels}, which "
                    "count as 0 in the averages; accuracy without it {accuracy:.4f}.",
                    "{count} examples count as wrong, because the model does not know such labels as {labels}, which "
                    "count as 0 in the averages; accuracy without them {accuracy:.4f}.",
                    unknown.count,
                ).format(
                    count=unknown.count, labels=quoted(unknown.labels), accuracy=self.metrics.accuracy_known
                )
            )  # fmt: skip
            near = near_labels(unknown.labels, [c.name for c in self.metrics.per_class])
            said += [say_near_labels(near), say_joinable(near)]
        if self.blank_test:
            said.append(
                ngettext(
                    "The test part ({count} example) has no labels: the examples of the other parts were measured.",
                    "The test part ({count} examples) has no labels: the examples of the other parts were measured.",
                    self.blank_test,
                ).format(count=self.blank_test)
            )
        if self.unlabelled:
            said.append(
                ngettext(
                    "{count} example without a label is not counted.",
                    "{count} examples without a label are not counted.",
                    self.unlabelled,
                ).format(count=self.unlabelled)
            )
        if self.passed_over:
            said.append(
                ngettext(
                    "{count} example of another part is not measured; --part all measures it too.",
                    "{count} examples of other parts are not measured; --part all measures them too.",
                    self.passed_over,
                ).format(count=self.passed_over)
            )
        said += self.unreadable
        if self.unread:
            said.append(_("No column was read for {names}.").format(names=quoted(self.unread)))
        return [sentence for sentence in said if sentence]

    def to_json(self) -> dict[str, Any]:
        return {
            "unlabelled": self.unlabelled,
            "trained_on": self.learnt,
            "unread": list(self.unread),
            "passed_over": self.passed_over,
            "blank_test": self.blank_test,
            "nothing_learned": bool(say_nothing_learned(self.metrics)),
            "notes": self.sentences(),
        }


def about_figures(run: Path, predictor: Predictor, examples: ExampleSet, metrics: Metrics) -> AboutFigures:
    """run: the folder of the run, or its model file. examples: all of them, with those without a label."""
    labelled = examples.labelled().examples
    folder = run if run.is_dir() else run.parent
    learnt = count_learnt(folder, labelled, predictor.fields)
    unread = unread_fields(predictor, examples)
    columns = _about_columns(predictor, examples)
    unreadable = tuple(_about_values(predictor, labelled))
    return AboutFigures(metrics, len(examples) - len(labelled), learnt, unread, columns=columns, unreadable=unreadable)


def _about_values(predictor: Predictor, labelled: Sequence[Example]) -> Iterator[str]:
    """Typed values that count as missing, because they cannot be read; files passed their gate."""
    for field in predictor.fields:
        kind = MODALITIES.get(field.modality)
        given = [v for e in labelled if not is_missing(v := e.values.get(field.name))]
        wrong = [str(v) for v in given if kind in typed_kinds() and not _is_read(field, v)]
        if wrong:
            names = join_names(one_line(v, _LONGEST) for v in list(dict.fromkeys(wrong))[:_NAMED])
            yield kind.say_unreadable(names + (" …" if len(set(wrong)) > _NAMED else ""), len(wrong))


def _is_read(field: Field, value: object) -> bool:
    try:
        read_typed(field.modality, value, field.name)
    except DataError:
        return False
    return True


def _about_columns(predictor: Predictor, examples: ExampleSet) -> tuple[str, ...]:
    """Columns other than those of the training, and of what else could be meant where nothing says which it was."""
    read, trained = examples.columns, predictor.columns
    if read is None:
        return ()
    own = {f.name: f for f in read.fields if Field(f.name, f.modality) in predictor.fields}
    certain = set() if trained is None else {plain_name(f.column) for f in trained.fields}
    said = say_other_columns(trained, {name: f.column for name, f in own.items()}, read.label_column)
    for name, field in own.items():
        others = [f.column for f in read.fields if f.modality == field.modality and f.name not in own]
        if others and plain_name(field.column) not in certain:
            text = _("“{field}” is read from “{column}”, not from {others}; --field chooses.")
            said += (text.format(field=name, column=field.column, others=quoted(others)),)
    return said


def unread_fields(predictor: Predictor, examples: ExampleSet) -> tuple[str, ...]:
    """Raises DataError if the model can see nothing of the examples."""
    known = {f.name for f in examples.fields}
    unread = tuple(f.name for f in predictor.fields if f.name not in known)
    if len(unread) == len(predictor.fields):
        raise DataError(
            _("The examples have none of the fields that the model reads."),
            _("It reads: {names}. Name the columns with --field.").format(names=join_names(unread)),
        )
    return unread
