"""The runs of a project as its list shows them: none said to run that does not, each of a race marked as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mmgui.core.errors import MmguiError
from mmgui.core.i18n import _

if TYPE_CHECKING:
    from mmgui.core.data.example import ExampleSet
    from mmgui.core.data.project import Project
    from mmgui.core.data.runs import Run
    from mmgui.core.events import RunFinished
    from mmgui.session.jobs import Job


def read_project(project: Project) -> tuple[Project, ExampleSet, tuple[Run, ...]]:
    """All that is shown of a project: itself, its examples, its runs. For a lane."""
    raced: dict[int, int] = {}
    if (project.folder / "races").is_dir():
        from mmgui.core.race.entrants import raced_runs

        raced = raced_runs(project.folder)
    return project, project.example_set(), marked_runs(project.runs(), raced)


def marked_runs(runs: Sequence[Run], raced: Mapping[int, int]) -> tuple[Run, ...]:
    """The runs, with the number of their race also where an earlier version of this program did not write it."""
    return tuple(replace(r, race=raced.get(r.id)) if r.race is None else r for r in runs)


def run_to_begin_with(runs: Sequence[Run]) -> Run | None:
    """The run that answers when a project is opened: the newest with figures, one of a race only if there is no other.

    One that was stopped, if only by closing the window, does not push aside a finished one that is no worse.
    """
    measured = [run for run in reversed(runs) if run.metrics]
    candidates = [run for run in measured if run.race is None] or measured
    if not candidates or candidates[0].status != "stopped":
        return next(iter(candidates), None)
    newest = candidates[0]
    finished = next((run for run in candidates if run.status in ("completed", "early")), None)
    return newest if finished is None or _accuracy(newest) > _accuracy(finished) else finished


def _accuracy(run: Run) -> float:
    return float((run.metrics.get("validation") or {}).get("accuracy") or 0.0)


def figures_of(finished: RunFinished, folder: Path) -> dict[str, Any]:
    """What the list of runs shows of a run that has finished. For a lane."""
    from mmgui.core.run.left_out import read_left_out
    from mmgui.core.training.metrics import metrics_to_json

    measured = {"validation": finished.validation, "test": finished.test}
    figures = {part: metrics_to_json(m) for part, m in measured.items() if m is not None}
    told = {"best_epoch": finished.best_epoch, "nothing_learned": finished.nothing_learned}
    return {**figures, **told, "left_out": read_left_out(folder)}


def measured_on_test(run: Run, examples: ExampleSet, job: Job) -> dict[str, Any]:
    """The figures of a run with those on the test part, which a stopped run has not; also in its folder. For a lane.

    Raises ExperimentError without labelled test examples, CheckpointError, Cancelled.
    """
    from mmgui.core.errors import ExperimentError
    from mmgui.core.inference.predictor import Predictor
    from mmgui.core.run.record import METRICS
    from mmgui.core.training.benefit import learned_nothing
    from mmgui.core.training.metrics import metrics_to_json

    test = examples.part("test").labelled()
    if not len(test):
        raise ExperimentError(
            _("The test part has no labelled examples to measure on."), _("Divide the examples anew on the Data page.")
        )
    measured = Predictor.load(run.folder).evaluate(test, cancel=job.cancel, progress=job.report)
    news = {"test": metrics_to_json(measured), "nothing_learned": learned_nothing(measured)}
    METRICS.save(run.folder, {**(METRICS.read(run.folder) or {}), **news})
    return {**run.metrics, **news}


def tidied(project: Project) -> Project:
    """A project that was just opened, when nothing can be undone any more. For a lane.

    A run that says "running" was cut off with the program; it can be continued. The files of deleted examples go.
    """
    for run in project.runs():
        if run.status == "running":
            project.update_run(run.id, status="stopped")
    with suppress(OSError, MmguiError):  # a folder that cannot be written to is shown all the same
        project.remove_unused_media()
    return project
