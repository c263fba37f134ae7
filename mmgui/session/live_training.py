"""The training that runs now: its intents (start, pause, stop) and what a page shows of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal, TypeAlias

from mmgui.core.errors import Cancelled
from mmgui.core.events import EpochDone, Notice, Preparing, RunFinished, RunStarted, StepDone, TrainingEvent
from mmgui.core.i18n import N_
from mmgui.session.asked import Asked
from mmgui.session.bus import Bus
from mmgui.session.dealing import Dealt, deal_waiting
from mmgui.session.jobs import Job
from mmgui.session.open_model import OpenModel
from mmgui.session.open_project import OpenProject
from mmgui.session.project_runs import figures_of

if TYPE_CHECKING:
    from pathlib import Path

    from mmgui.core.data.project import Project
    from mmgui.core.data.runs import Run
    from mmgui.core.film.recorder import FilmRecorder
    from mmgui.core.run.experiment import Experiment
    from mmgui.core.run.history import History

_TELL_S = 0.2  # between two pieces of news of steps: more cannot be read, and each costs the training time
_AT_ONCE_S = 1.0  # who stops so early has changed their mind, or pressed twice
Status: TypeAlias = Literal["idle", "preparing", "running", "paused", "stopping"]


class LiveTraining:
    """At most one training at a time, in the heavy lane. Topics: "training" (status, progress), "history" (curves).

    when_measured: called with the id of a run that went on after it was stopped, when its film and figures are whole.
    """

    def __init__(self, bus: Bus, project: OpenProject, model: OpenModel) -> None:
        self._bus, self._project, self._model = bus, project, model
        self.when_measured: list[Callable[[int], None]] = []
        self._job: Job | None = None
        self._later: Job | None = None  # what the last stopped run still does
        self._recorder: FilmRecorder | None = None
        self._histories: Asked[int, History] = Asked(bus, "answers", "history", self._reading_of)
        self._clear()
        project.learners.append(self)
        project.when_switched.append(self._project_switched)
        project.before_removal.append(self._run_removed)

    def forget(self) -> None:
        """Show no training at all."""
        self._histories.outdate()
        self._clear()

    def _clear(self) -> None:
        self.status: Status = "idle"
        self.experiment: Experiment | None = None
        self.run_id: int | None = None
        self.preparing: Preparing | None = None  # what is being prepared before the first step
        self.started: RunStarted | None = None
        self.last_step: StepDone | None = None
        self.last_epoch: EpochDone | None = None
        self.finished: RunFinished | None = None
        self.notices: list[str] = []
        self.history: History | None = None
        self.error: BaseException | None = None
        self.examples_per_second = 0.0
        self._pace: list[tuple[float, int]] = []  # (seconds, examples) of recent steps
        self._told_at = 0.0  # when steps were news last

    def _project_switched(self) -> None:
        if self._project.is_open:
            self.forget()

    def _run_removed(self, run_id: int) -> None:
        if run_id == self.run_id:
            self.forget()

    # -- what a page asks --------------------------------------------------------------------------------------------

    @property
    def is_active(self) -> bool:
        return self.status != "idle"

    @property
    def is_at_work(self) -> bool:
        return self.is_active or (self._later is not None and self._later in self._bus.jobs.active)

    @property
    def can_start(self) -> bool:
        """There are labelled examples of at least two classes, and nothing is running."""
        return self._project.can_learn

    def holds_run(self, run_id: int) -> bool:
        """Whether this run is being trained."""
        return self.is_active and run_id == self.run_id

    @property
    def best(self) -> tuple[int, int] | None:
        """(run id, epoch) of the best weights that the training has put on the disk; None while nothing is trained."""
        found = self.history.best_epoch if self.history is not None and self.is_active else None
        return (self.run_id, found.epoch) if found is not None and self.run_id is not None else None

    def try_best(self) -> None:
        """Let the best weights so far answer, as they are now."""
        if (best := self.best) is not None:
            self._model.load_run(*best)

    def can_resume(self, run: Run) -> bool:
        """It was stopped, or cut off with the program, and left a checkpoint; and nothing is running."""
        from mmgui.core.run.experiment import LAST_NAME

        return not self._project.is_learning and run.status == "stopped" and (run.folder / LAST_NAME).exists()

    @property
    def total_steps(self) -> int:
        return self.started.steps_per_epoch * self.started.epochs if self.started else 0

    @property
    def progress(self) -> float:
        """How much of the longest possible training is done, 0..1 (early stopping may end it sooner)."""
        if not self.total_steps or not self.last_step:
            return 0.0
        return min(1.0, self.last_step.step / self.total_steps)

    @property
    def seconds_left(self) -> float | None:
        """An estimate from the pace of the last steps; None before there is one."""
        if self.last_step is None or len(self._pace) < 2 or self.started is None:
            return None
        (t0, n0), (t1, n1) = self._pace[0], self._pace[-1]
        if n1 <= n0 or t1 <= t0:
            return None
        steps_left = self.total_steps - self.last_step.step
        return (t1 - t0) / (n1 - n0) * steps_left * self.last_step.examples

    def history_of(self, run_id: int) -> History | None:
        """The curves of a run of this project: at once if they are known, else None and topic "history" follows."""
        if run_id == self.run_id and self.history is not None:
            return self.history
        return self._histories.get(run_id)

    def _reading_of(self, run_id: int) -> Job | None:
        run = self._project.run(run_id)
        if run is None:
            return None

        def work(_job: Job) -> History:
            from mmgui.core.run.history import read_history

            return read_history(run.folder / "history.jsonl")

        return Job(N_("Reading the curves"), work, is_shown=False)

    # -- intents -----------------------------------------------------------------------------------------------------

    def start(self, experiment: Experiment) -> None:
        """Train on the open project's examples. Problems arrive as a message."""
        self._launch(experiment, None)

    def resume_run(self, run_id: int) -> None:
        """Continue a stopped run exactly where it was."""
        record = self._project.run(run_id)
        if self._project.is_learning or record is None:
            return
        from mmgui.core.run.experiment import Experiment

        self._launch(Experiment.model_validate(record.experiment), record)

    def pause(self) -> bool:
        """False if there is nothing that could be paused now."""
        if self._job is None or self.status != "running":
            return False
        self._job.cancel.pause()
        self._set("paused")
        return True

    def resume(self) -> None:
        if self._job and self.status == "paused":
            self._job.cancel.resume()
            self._set("running")

    def stop(self) -> None:
        """Stop at the next batch; the best weights so far are kept."""
        if self._job and self.is_active:
            self._job.cancel.cancel()
            self._set("stopping")

    # -- the lane's side ---------------------------------------------------------------------------------------------

    def _launch(self, experiment: Experiment, old: Run | None) -> None:
        if (lent := self._project.lend()) is None:
            return
        store, examples = lent
        if self._later is not None:
            self._later.cancel.cancel()  # nobody waits for the rest of the last film
            self._later = None
        from mmgui.core.run.history import History

        if self.run_id and self.history:
            self._histories.known[self.run_id] = self.history
        if old is not None:
            self._histories.outdate(lambda run_id: run_id == old.id)
        self._clear()
        self.experiment, self.history = experiment, History()
        pinned = self._project.pinned

        def work(job: Job) -> tuple[RunFinished | None, Iterator[TrainingEvent]]:
            from mmgui.core.film.recorder import FilmRecorder
            from mmgui.core.run.history import read_history
            from mmgui.core.training.trainer import train

            recorder = self._recorder = FilmRecorder(pinned)
            run = old or store.add_run(_run_name(experiment), experiment.model_dump(mode="json"))
            job.post(("run", run.id))
            if old is not None:
                job.post(read_history(run.folder / "history.jsonl"))  # its earlier epochs stay in the curves
            events = train(
                examples if old is not None else deal_waiting(store, examples, job),
                experiment,
                run.folder,
                cancel=job.cancel,
                resume=old is not None,
                observer=recorder,
            )
            return _carry_out(events, job, store, run.id, run.folder, is_new=old is None)

        self._job = Job(N_("Training"), work, self._ended, self._failed, self._arrived, is_shown=False)
        self._set("preparing")
        self._bus.changed("history")
        self._bus.submit("heavy", self._job)

    def _arrived(self, event: TrainingEvent | History | Dealt | tuple[str, int]) -> None:
        """Apply one event of the trainer (in the window's thread)."""
        from mmgui.core.run.history import History

        if isinstance(event, Dealt):
            self._project.take_edit(event.edit, event.examples)
            return
        if isinstance(event, History):
            self.history = event
            self._bus.changed("history")
            return
        match event:
            case ("run", run_id):
                self.run_id = int(run_id)
                self._project.reload_runs()
                return
            case Preparing():
                self.preparing = event
            case RunStarted():
                self.started = event
                if self.status == "preparing":
                    self.status = "running"
            case StepDone():
                self.last_step = event
                self._note_pace(event)
                if self.history is not None:
                    self.history.apply(event)
                if time.monotonic() - self._told_at >= _TELL_S:
                    self._told_at = time.monotonic()
                    self._bus.changed("history", "training")
                return
            case EpochDone():
                self.last_epoch = event
                self._bus.changed("history")
            case Notice(message):
                self.notices.append(message)
            case RunFinished():
                self.finished = event
                self._bus.changed("history")
        if self.history is not None and not isinstance(event, tuple):
            self.history.apply(event)
        self._bus.changed("training")

    def _note_pace(self, step: StepDone) -> None:
        total = self._pace[-1][1] + step.examples if self._pace else 0
        self._pace.append((step.seconds, total))
        if len(self._pace) > 400:
            del self._pace[:200]
        (t0, n0), (t1, n1) = self._pace[0], self._pace[-1]
        if t1 > t0:
            self.examples_per_second = (n1 - n0) / (t1 - t0)

    def _ended(self, answer: tuple[RunFinished | None, Iterator[TrainingEvent]]) -> None:
        finished, rest = answer
        self._leave()
        run_id = self.run_id
        if finished is None or run_id is None:
            return
        if finished.best_epoch > 0:
            self._model.load_run(run_id)
        if finished.reason == "stopped":
            self._finish_later(run_id, rest)

    def _finish_later(self, run_id: int, rest: Iterator[TrainingEvent]) -> None:
        """What a stopped run still has to measure about itself, while the window is free again."""

        def measured(_nothing: None) -> None:
            if self._model.run_id == run_id:
                self._model.load_run(run_id)  # now it knows how sure it may be
            for hear in self.when_measured:
                hear(run_id)

        def work(_job: Job) -> None:
            for _event in rest:
                pass

        job = self._later = Job(N_("Training"), work, measured, is_shown=False)
        if self._recorder is not None:
            self._recorder.later = job.cancel
        self._bus.submit("heavy", job)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, Cancelled):
            self.error = error
        self._leave()

    def _leave(self) -> None:
        """Nothing is trained any more; of a run that was stopped at once nothing is shown."""
        self._job = None
        self._set("idle")  # whatever comes of reading the project
        self._project.reload_runs()
        if self.error is None and (self.run_id is None or self._project.run(self.run_id) is None):
            self._clear()
            self._bus.changed("history")

    def _set(self, status: Status) -> None:
        self.status = status
        self._bus.changed("training")


def _carry_out(
    events: Iterator[TrainingEvent], job: Job, store: Project, run_id: int, folder: Path, *, is_new: bool
) -> tuple[RunFinished | None, Iterator[TrainingEvent]]:
    """Pass every event on; keep the run's row in the project true whatever happens. Also gives what a stopped run has
    still to do. A new run that was stopped before it learnt anything is removed."""
    finished: RunFinished | None = None
    store.update_run(run_id, status="running")
    try:
        for event in events:
            job.post(event)
            if isinstance(event, RunFinished):
                finished = event
                if event.reason == "stopped":
                    break
    except Cancelled:
        if is_new:
            store.delete_run(run_id)
        else:
            store.update_run(run_id, status="stopped")
        raise
    except BaseException:
        store.update_run(run_id, status="failed")
        raise
    if finished is None:
        store.update_run(run_id, status="stopped")
        return None, events
    if is_new and finished.reason == "stopped" and not finished.epochs and finished.seconds < _AT_ONCE_S:
        store.delete_run(run_id)
        return None, iter(())
    store.update_run(run_id, status=finished.reason, metrics=figures_of(finished, folder))
    return finished, events


def _run_name(experiment: Experiment) -> str:
    """ "attention", or "attention words" for a run on fewer fields."""
    return " ".join((experiment.fusion, *experiment.fields))
