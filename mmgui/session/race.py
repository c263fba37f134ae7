"""The race that runs now, and the races of the project: start, pause, stop, and what a page shows of them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from mmgui.core.errors import Cancelled
from mmgui.core.i18n import N_, _
from mmgui.session.bus import Bus
from mmgui.session.dealing import Dealt, deal_waiting
from mmgui.session.jobs import Job
from mmgui.session.open_model import OpenModel
from mmgui.session.open_project import OpenProject
from mmgui.session.project_runs import figures_of

if TYPE_CHECKING:
    from mmgui.core.data.example import ExampleSet
    from mmgui.core.data.project import Project
    from mmgui.core.events import TrainingEvent
    from mmgui.core.race.entrants import Entrant, RaceEntry, RaceEvent, RacePlan, RaceResult
    from mmgui.core.run.experiment import Experiment

Status: TypeAlias = Literal["idle", "preparing", "running", "paused", "stopping"]
LaneStatus: TypeAlias = Literal["waiting", "preparing", "running", "over"]
_RACES_FOLDER = "races"  # as in race/entrants.py, which is not imported for it
_log = logging.getLogger(__name__)


@dataclass
class RaceLane:
    """One entrant on its way. curve: validation accuracy per epoch so far; epochs: how many there are at most."""

    entrant: Entrant
    status: LaneStatus = "waiting"
    curve: list[float] = field(default_factory=list)
    epochs: int = 0
    run_id: int | None = None
    entry: RaceEntry | None = None


class LiveRace:
    """At most one race at a time, in the lane of trainings. Topic "race"."""

    def __init__(self, bus: Bus, project: OpenProject, model: OpenModel) -> None:
        self._bus, self._project, self._model = bus, project, model
        self._job: Job | None = None
        self._seconds: dict[int, float] = {}  # how long runs took, by their id
        self.past: tuple[RaceResult, ...] = ()
        self._clear()
        project.learners.append(self)
        project.when_switched.append(self.forget)

    def _clear(self) -> None:
        self.status: Status = "idle"
        self.plan: RacePlan | None = None
        self.lanes: dict[str, RaceLane] = {}
        self.result: RaceResult | None = None
        self.notices: dict[str, list[Entrant]] = {}  # what is to be known of the examples, and who says it
        self.error: BaseException | None = None
        self._began = self._paused_at = 0.0

    def forget(self) -> None:
        """Another project is open, or none: show its races."""
        self._clear()
        self.past = ()
        self._seconds = {}
        self._bus.changed("race")
        if self._project.path is not None:
            self._read_past(self._project.path)

    # -- what a page asks --------------------------------------------------------------------------------------------

    @property
    def is_active(self) -> bool:
        return self.status != "idle"

    @property
    def is_at_work(self) -> bool:
        return self.is_active

    @property
    def can_start(self) -> bool:
        """There is something to learn, and nothing learns."""
        return self._project.can_learn

    def holds_run(self, run_id: int) -> bool:
        """Whether this run belongs to the race that is under way."""
        return self.is_active and any(lane.run_id == run_id for lane in self.lanes.values())

    def is_running_run(self, run_id: int) -> bool:
        """Whether this run is being trained by the race."""
        return self.is_active and any(
            lane.run_id == run_id and lane.status in ("preparing", "running") for lane in self.lanes.values()
        )

    @property
    def progress(self) -> float:
        """The share of all epochs that are done, 0..1; who ends early is done."""
        done, total = self._epochs()
        return done / total if total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """An estimate from the pace so far; None before there is one."""
        if self._job is None or self.status != "running":
            return None
        return self._job.seconds_left()

    def everyone(self, preset: str = "quick") -> tuple[Entrant, ...]:
        """Who can take part in a race on the open project's examples."""
        examples = self._project.examples
        if examples is None:
            return ()
        from mmgui.core.race.entrants import entrants_for

        return entrants_for(examples.fields, preset)

    def estimate(self, plan: RacePlan) -> float | None:
        """Seconds for a race, from what networks of the same kind took here; None while none has run at this length.

        A network of another kind counts as the mean of those that have run.
        """
        measured: dict[tuple[str, frozenset[str]], float] = {}
        every = frozenset(f.name for f in self._project.examples.fields) if self._project.examples else frozenset()
        for run in self._project.runs:  # the newest of each kind counts
            wish = run.experiment
            is_alike = wish.get("preset") == plan.preset and wish.get("epochs") == plan.epochs
            if is_alike and run.status in ("completed", "early"):
                seconds = self._seconds_of(run.id, run.folder)
                if seconds > 0:
                    measured[str(wish.get("fusion")), frozenset(wish.get("fields") or every)] = seconds
        if not measured:
            return None
        networks = [entrant for entrant in plan.entrants if entrant.kind != "baseline"]
        mean = sum(measured.values()) / len(measured)
        return sum(measured.get((one.fusion, frozenset(one.fields)), mean) for one in networks)

    # -- intents -----------------------------------------------------------------------------------------------------

    def start(self, plan: RacePlan) -> None:
        """Let everyone of the plan run on the open project's examples. Problems arrive as a message."""
        if (lent := self._project.lend()) is None:
            return
        (store, examples), pinned = lent, self._project.pinned
        self._clear()
        self.plan = plan
        self.lanes = {entrant.name: RaceLane(entrant) for entrant in plan.entrants}
        work = lambda job: _carry_out(store, deal_waiting(store, examples, job), plan, pinned, job)  # noqa: E731
        self._job = Job(N_("Race"), work, self._ended, self._failed, self._arrived)
        self._began = time.monotonic()
        self._set("preparing")
        self._bus.submit("heavy", self._job)

    def pause(self) -> bool:
        """False if there is nothing that could be paused now."""
        if self._job is None or self.status != "running":
            return False
        self._job.cancel.pause()
        self._paused_at = time.monotonic()
        self._set("paused")
        return True

    def resume(self) -> None:
        if self._job and self.status == "paused":
            self._job.started += time.monotonic() - self._paused_at  # a pause is no work
            self._job.cancel.resume()
            self._set("running")

    def stop(self) -> None:
        """Stop at the next batch; who has finished stays in the result, the others can be continued as runs."""
        if self._job and self.is_active:
            self._job.cancel.cancel()
            self._set("stopping")

    def show(self, number: int | None) -> None:
        """Look at a race of the project; None: prepare a new one."""
        if not self.is_active:
            self._clear()
            self.result = next((race for race in self.past if race.number == number), None)
            self._bus.changed("race")

    def delete(self, number: int) -> None:
        """Remove a race; its runs stay."""
        path = self._project.path
        if path is None or self.is_active:
            return

        def work(_job: Job) -> Any:
            from mmgui.core.race.entrants import delete_race, read_races

            delete_race(path, number)
            return read_races(path)

        if self.result is not None and self.result.number == number:
            self._clear()
        self._bus.submit("quick", Job(N_("Removing the race"), work, lambda races: self._past_read(path, races)))

    # -- the lane's side ---------------------------------------------------------------------------------------------

    def _arrived(self, event: RaceEvent | Dealt) -> None:
        """Apply one event of the race (in the window's thread)."""
        from mmgui.core.race.entrants import EntrantFinished, EntrantMoved, EntrantStarted, RaceStarted

        match event:
            case Dealt(edit, dealt):
                self._project.take_edit(edit, dealt)
            case RaceStarted():
                if self.status == "preparing":
                    self.status = "running"
            case EntrantStarted(name, run_id):
                lane = self.lanes[name]
                lane.status, lane.run_id = "preparing", run_id
                if run_id is not None:
                    self._project.reload_runs()
            case EntrantMoved(name, moved):
                if not self._move(self.lanes[name], moved):
                    return
            case EntrantFinished(entry):
                lane = self.lanes[entry.name]
                lane.status, lane.entry = "over", entry
                if entry.run_id is not None:
                    self._project.reload_runs()
        if self._job is not None:
            self._job.report(*self._epochs())
            if self._job.cancel.is_cancelled and self.status != "stopping":  # from the status line
                self._set("stopping")
        self._bus.changed("race")

    def _move(self, lane: RaceLane, event: TrainingEvent) -> bool:
        """Whether there is anything new to see."""
        from mmgui.core.events import EpochDone, Notice, RunStarted

        match event:
            case RunStarted():
                lane.status, lane.epochs = "running", event.epochs
            case EpochDone():
                lane.curve.append(event.validation.accuracy)
            case Notice(message):
                who = self.notices.setdefault(message, [])
                if lane.entrant not in who:
                    who.append(lane.entrant)
            case _other:
                return False
        return True

    def _epochs(self) -> tuple[int, int]:
        """(done, of all), as far as it is known how many there are."""
        networks = [lane for lane in self.lanes.values() if lane.entrant.kind != "baseline"]
        usual = max((lane.epochs for lane in networks), default=0)
        done = sum(usual if lane.status == "over" else len(lane.curve) for lane in networks)
        return done, usual * len(networks)

    def _ended(self, result: RaceResult | None) -> None:
        from mmgui.core.race.entrants import RaceResult

        self._job = None
        self.result = result
        if isinstance(result, RaceResult) and not result.number and any(e.test is not None for e in result.entries):
            self._bus.tell(
                _("The result of the race could not be written to the project; it is shown until you close it.")
            )
        if isinstance(result, RaceResult) and result.number:
            self.past = (*self.past, result)
        self._set("idle")
        self._project.reload_runs()
        best = None if result is None else result.best_network()
        if best is not None and best.run_id is not None and not self._model.is_loaded:
            self._model.load_run(best.run_id)  # what a person has in use is not taken away

    def _failed(self, error: BaseException) -> None:
        self._job = None
        self.lanes = {}
        self.error = None if isinstance(error, Cancelled) else error
        self._set("idle")
        self._project.reload_runs()

    def _set(self, status: Status) -> None:
        self.status = status
        self._bus.changed("race", "training")  # a training may start, or not any more

    # -- races and runs on disk --------------------------------------------------------------------------------------

    def _read_past(self, path: Path) -> None:
        if not (path / _RACES_FOLDER).is_dir():
            return  # the usual case, and then nothing is imported while the engine is loading

        def work(_job: Job) -> Any:
            from mmgui.core.race.entrants import read_races

            return read_races(path)

        done: Callable[[Any], None] = lambda races: self._past_read(path, races)  # noqa: E731
        self._bus.submit("quick", Job(N_("Reading the races"), work, done, is_shown=False))

    def _past_read(self, path: Path, races: Sequence[RaceResult]) -> None:
        if path == self._project.path:
            self.past = tuple(races)
            self._bus.changed("race")

    def _seconds_of(self, run_id: int, folder: Path) -> float:
        if run_id not in self._seconds:
            self._seconds[run_id] = _read_seconds(folder)
        return self._seconds[run_id]


def _carry_out(
    store: Project, examples: ExampleSet, plan: RacePlan, pinned: tuple[int, ...], job: Job
) -> RaceResult | None:
    """Run it; keep the runs' rows in the project true whatever happens, and the result on disk. pinned: examples that
    the films of the networks must show."""
    from mmgui.core.events import RunFinished
    from mmgui.core.film.recorder import FilmRecorder
    from mmgui.core.race.entrants import EntrantFinished, EntrantMoved, RaceFinished, next_race_number, save_race
    from mmgui.core.race.race import run_race

    number = next_race_number(store.folder)
    under_way: dict[str, int] = {}
    figures: dict[str, dict[str, Any]] = {}
    folders: dict[str, Path] = {}
    result: RaceResult | None = None

    def place_for(entrant: Entrant, experiment: Experiment) -> tuple[Path, int]:
        name = " ".join((experiment.fusion, *experiment.fields))
        run = store.add_run(name, experiment.model_dump(mode="json"), race=number)
        under_way[entrant.name], folders[entrant.name] = run.id, run.folder
        store.update_run(run.id, status="running")
        return run.folder, run.id

    try:
        for event in run_race(examples, plan, place_for, cancel=job.cancel, observer_for=lambda: FilmRecorder(pinned)):
            if isinstance(event, EntrantMoved) and isinstance(event.event, RunFinished):
                figures[event.name] = figures_of(event.event, folders[event.name])
            elif isinstance(event, EntrantFinished) and event.entry.name in under_way:
                entry = event.entry
                store.update_run(under_way.pop(entry.name), status=entry.status, metrics=figures.get(entry.name))
            elif isinstance(event, RaceFinished):
                result = event.result
            job.post(event)
    finally:
        for run_id in under_way.values():
            store.update_run(run_id, status="stopped")
    if result is None or not any(entry.test is not None for entry in result.entries):
        return result  # nothing that anybody would look up later
    try:
        return save_race(store.folder, result)
    except OSError as error:
        _log.warning("the result of the race could not be kept: %s", error)
        return result  # without a number; the verdict is told all the same


def _read_seconds(folder: Path) -> float:
    """How long a run took; 0 if that cannot be read."""
    from mmgui.core.run.record import METRICS

    try:
        return max(0.0, float((METRICS.read(folder) or {})["seconds"]))
    except (ValueError, KeyError, TypeError):
        return 0.0
