"""Results in plain words: what each figure means, what is mixed up, with what a run was trained."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from mmgui.core.i18n import _, join_names, join_sentences
from mmgui.core.measured import accuracy_or_count, say_too_few
from mmgui.core.models.catalogue import fusion_title, preset_title
from mmgui.core.text import duration, examples_text, grouped, measured_percent, one_line, percent, share_text
from mmgui.core.training.presets import setting_title
from mmgui.gui.kit.metric_tiles import Figure
from mmgui.gui.kit.terms import FIGURES

if TYPE_CHECKING:
    from mmgui.core.data.example import Split
    from mmgui.core.data.runs import Run
    from mmgui.core.events import Metrics
    from mmgui.core.run.history import History
    from mmgui.session.session import Session


def metric_figures(metrics: Metrics) -> tuple[Figure, ...]:
    """The tiles, each with its 95 % interval."""
    from mmgui.core.intervals import figure_intervals

    intervals = figure_intervals(metrics)
    accuracy = Figure(
        _("Accuracy"),
        accuracy_or_count(metrics),
        _("{right} of {count} answers are right.").format(right=grouped(metrics.right), count=grouped(metrics.n)),
        _between(intervals.get("accuracy"), measured_percent),
    )
    averages = (
        Figure(
            _(title),
            share_text(float(getattr(metrics, name))),
            _(meaning),
            _between(intervals.get(name), share_text),
        )
        for name, (title, meaning) in FIGURES.items()
        if name != "accuracy"
    )
    return (accuracy, *_among_three(metrics, intervals.get("accuracy_top3")), *averages)


def _among_three(metrics: Metrics, interval: tuple[float, float] | None) -> Iterator[Figure]:
    """Of a ranked list people look at its beginning. Nothing where there are no more than three classes."""
    if metrics.accuracy_top3 is not None:
        yield Figure(
            _("Among three"),
            measured_percent(metrics.accuracy_top3),
            _("Of all answers, how often is the right one among the first three?"),
            _between(interval, measured_percent),
        )


def _between(interval: tuple[float, float] | None, shown: Callable[[float], str]) -> str:
    """ "95 %: 63 % to 91 %": where the true figure lies, were there more examples like these."""
    if interval is None:
        return ""
    return _("95\u202f%: {low} to {high}").format(low=shown(interval[0]), high=shown(interval[1]))


def what_to_know(run: Run, part: str, metrics: Metrics) -> str:
    """What a reader must not overlook: nothing was learned, too little measured, what flatters the figures, what they
    leave out; or ""."""
    from mmgui.core.run.left_out import omissions_from_json
    from mmgui.core.training.benefit import say_nothing_learned, say_repeats

    left_out = omissions_from_json(run.metrics.get("left_out"))
    shown: Split = "validation" if part == "validation" else "test"
    return join_sentences(
        (say_nothing_learned(metrics), say_too_few(metrics), *say_repeats(metrics), left_out.sentence(shown))
    )


def cell_title(label: str, answer: str) -> str:
    """The examples of a cell of the confusion matrix."""
    return _("Labelled “{label}”, answered “{answer}”").format(label=one_line(label, 40), answer=one_line(answer, 40))


def class_title(name: str, answers: Sequence[int], number: int) -> str:
    """The examples of a class. answers: its row of the confusion matrix, number: its place in it."""
    return _("Labelled “{label}”: {right} of {count} answered right, the wrong ones first").format(
        label=one_line(name, 40), right=grouped(answers[number]), count=grouped(sum(answers))
    )


def bin_title(number: int, bins: int) -> str:
    """The examples of a bar of the reliability plot."""
    return _("Answered {low} to {high} sure, the wrong ones first").format(
        low=percent(number / bins), high=percent((number + 1) / bins)
    )


def part_sentence(part: str, count: int) -> str:
    """On what was measured."""
    examples = examples_text(count)
    if part == "test":
        return _("Measured on {examples} that took no part in training.").format(examples=examples)
    return _("Measured on {examples} that were looked at to choose which epoch to keep.").format(examples=examples)


def settings_rows(session: Session, run: Run, history: History | None) -> list[tuple[str, str]]:
    """Name and value of everything that was chosen or measured about a run, the most interesting first."""
    experiment = run.experiment
    preset = str(experiment.get("preset", ""))
    fields = tuple(str(f) for f in experiment.get("fields", ()))
    rows = [
        (_("Joined by"), fusion_title("concat" if preset == "article" else str(experiment.get("fusion", "")))),
        (_("Training length"), preset_title(preset)),
        (_("Senses"), join_names(fields) if fields else _("all")),
    ]
    started = history.started if history else None
    if started is not None:
        sizes = _("training {train} · validation {validation} · test {test}").format(
            train=grouped(started.n_train), validation=grouped(started.n_validation), test=grouped(started.n_test)
        )
        rows += [
            (_("Examples"), sizes),
            (_("Weights"), grouped(started.weights)),
            (_("Batch size"), grouped(started.batch_size)),
            (_("Computed on"), started.device_name or started.device),
        ]
    finished = history.finished if history else None
    if finished is not None:
        rows += [
            (_("Epochs"), _("{count}, kept: {best}").format(count=finished.epochs, best=finished.best_epoch)),
            (_("Time"), duration(finished.seconds)),
        ]
    rows.append((_("Seed"), str(experiment.get("seed", 0))))
    rows.append((_("Started"), f"{run.created.replace('T', ' ')[:16]} UTC"))
    for name, value in dict(experiment.get("settings", {})).items():
        rows.append((setting_title(str(name)), str(value)))
    return rows
