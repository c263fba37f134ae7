"""Results in plain words: what each figure means, what is mixed up, with what a run was trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmgui.core.errors import ExperimentError
from mmgui.core.i18n import _
from mmgui.gui.pages.run_entries import PRESET_TITLES, fusion_title
from mmgui.gui.texts import safe_name
from mmgui.gui.widgets.confusion_table import most_frequent_mix_up
from mmgui.gui.widgets.figures import duration, examples_text, grouped, percent, share_text
from mmgui.gui.widgets.metric_tiles import Figure

if TYPE_CHECKING:
    from mmgui.core.data.runs import Run
    from mmgui.core.events import Metrics
    from mmgui.core.training.history import History
    from mmgui.session.session import Session


def metric_figures(metrics: Metrics) -> tuple[Figure, ...]:
    """The four tiles."""
    right = round(metrics.accuracy * metrics.n)
    return (
        Figure(
            _("Accuracy"),
            percent(metrics.accuracy, 1),
            _("{right} of {count} answers are right.").format(right=grouped(right), count=grouped(metrics.n)),
        ),
        Figure(
            _("Precision"),
            share_text(metrics.precision_macro),
            _("When it gives an answer, how often is that right? Average over the classes."),
        ),
        Figure(
            _("Recall"),
            share_text(metrics.recall_macro),
            _("Of the examples of a class, how many does it find? Average over the classes."),
        ),
        Figure(
            _("F1"),
            share_text(metrics.f1_macro),
            _("Precision and recall in one number; low if either is low."),
        ),
    )


def mix_up_sentence(metrics: Metrics) -> str:
    """Names the most frequent wrong answer."""
    found = most_frequent_mix_up(metrics.confusion)
    if found is None:
        return _("No answer was wrong.")
    label, answer = (safe_name(metrics.per_class[i].name, 40) for i in found)
    count, total = metrics.confusion[found[0]][found[1]], sum(metrics.confusion[found[0]])
    return _("Most often “{label}” is taken for “{answer}”: {count} of {total} times.").format(
        label=label, answer=answer, count=grouped(count), total=grouped(total)
    )


def part_sentence(part: str, count: int) -> str:
    """On what was measured."""
    examples = examples_text(count)
    if part == "test":
        return _("Measured on {examples} that took no part in training.").format(examples=examples)
    return _("Measured on {examples} that were looked at to choose the best epoch.").format(examples=examples)


def settings_rows(session: Session, run: Run, history: History | None) -> list[tuple[str, str]]:
    """Name and value of everything that was chosen or measured about a run, the most interesting first."""
    experiment = run.experiment
    preset = str(experiment.get("preset", ""))
    fields = tuple(str(f) for f in experiment.get("fields", ()))
    rows = [
        (_("Joined by"), fusion_title(session, "concat" if preset == "article" else str(experiment.get("fusion", "")))),
        (_("Training length"), _(PRESET_TITLES[preset]) if preset in PRESET_TITLES else preset),
        (_("Senses"), ", ".join(fields) if fields else _("all")),
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
            (_("Epochs"), _("{count}, best: {best}").format(count=finished.epochs, best=finished.best_epoch)),
            (_("Time"), duration(finished.seconds)),
        ]
    rows.append((_("Seed"), str(experiment.get("seed", 0))))
    rows.append((_("Started"), f"{run.created.replace('T', ' ')[:16]} UTC"))
    for name, value in dict(experiment.get("settings", {})).items():
        rows.append((_setting_title(session, str(name)), str(value)))
    return rows


def _setting_title(session: Session, name: str) -> str:
    if not session.is_engine_ready:
        return name
    from mmgui.core.training.presets import SETTINGS

    try:
        return SETTINGS[name].title()
    except (KeyError, ExperimentError):
        return name
