"""What is open now in a window: project, running training, loaded model. No Qt, no torch until it is needed.

Everything here is called from one thread (the window's). Slow work goes to a lane of `jobs`; its outcome is applied by
`drain()`, which the window's timer calls every 50 ms and which tells each changed topic at most once per call.

Topics (subscribe to them by name):
    project    another project is open, or none         -> session.project.is_open, .name, .path
    examples   examples, labels or split changed        -> session.project.examples
    preview    a source was looked at before an import  -> session.project.preview
    problems   an import ended                          -> session.project.last_import
    training   status or progress of the training       -> session.training
    history    new steps or epochs                      -> session.training.history
    runs       the list of runs changed                 -> session.project.runs
    model      another model is loaded, or none         -> session.model
    prediction an answer arrived                        -> session.model.prediction
    honesty    how far the maps can be believed is known -> session.model.honesty
    flips      what would change the answer was found  -> session.model.flips
    links      which words and places belong together  -> session.model.links
    film       a frame of the learning film arrived    -> session.film
    looking    answers of a run or looks at examples arrived, or a comparison -> session.looking, session.comparing
    race       a race began, moved on or ended         -> session.race
    kept       a report or table was saved             -> session.keeping
    jobs       background work began, moved on or ended -> session.shown_job
    engine     torch is ready                           -> session.is_engine_ready
    settings   a setting changed                        -> session.settings
    message    something to tell the person             -> session.messages (take with take_messages())
"""

import contextlib
import logging
import threading
import weakref
from collections.abc import Callable, Iterable
from typing import Any, Literal, TypeAlias, get_args

from mmgui.core import collector
from mmgui.core.errors import Cancelled
from mmgui.core.settings import Settings
from mmgui.session.comparing import Comparing
from mmgui.session.film import LearningFilm
from mmgui.session.jobs import Job, Jobs, LaneName
from mmgui.session.keeping import Keeping
from mmgui.session.live_training import LiveTraining
from mmgui.session.looking import Looking
from mmgui.session.open_model import OpenModel
from mmgui.session.open_project import OpenProject
from mmgui.session.race import LiveRace
from mmgui.session.study import Studies

Topic: TypeAlias = Literal[
    "project", "examples", "preview", "problems", "training", "history", "runs",
    "model", "prediction", "honesty", "flips", "links", "film", "race", "kept", "looking",
    "jobs", "engine", "settings", "message",
]  # fmt: skip
_log = logging.getLogger(__name__)


class Session:
    """The one object that pages show and send their intents to."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.messages: list[BaseException | str] = []
        self.is_engine_ready = False
        self.on_hurry: Callable[[], None] = lambda: None  # an answer comes within milliseconds: drain more often
        self._listeners: dict[str, list[Callable[[], Callable[[], None] | None]]] = {t: [] for t in get_args(Topic)}
        self._changed: dict[Topic, None] = {}  # an ordered set
        self._job_figures: tuple[int, int, int] = (0, 0, 0)
        self.jobs = Jobs(self._job_failed)
        self.project = OpenProject(self)
        self.training = LiveTraining(self)
        self.race = LiveRace(self)
        self.model = OpenModel(self)
        self.looking = Looking(self)
        self.comparing = Comparing(self)
        self.study = Studies(self)
        self.film = LearningFilm(self)
        self.keeping = Keeping(self)

    @property
    def is_learning(self) -> bool:
        """A training or a race is under way: the project must stay as it is."""
        return self.training.is_active or self.race.is_active

    # -- who listens -------------------------------------------------------------------------------------------------

    def subscribe(self, topic: Topic, callback: Callable[[], None]) -> None:
        """Call `callback()` after each drain in which the topic changed. Bound methods are held weakly."""
        reference: Callable[[], Callable[[], None] | None]
        reference = weakref.WeakMethod(callback) if hasattr(callback, "__self__") else (lambda: callback)
        self._listeners[topic].append(reference)

    def changed(self, *topics: Topic) -> None:
        """Note that topics changed; listeners hear of it once, at the end of the next drain."""
        for topic in topics:
            self._changed[topic] = None

    def drain(self) -> None:
        """Apply what the lanes have delivered, then tell the listeners. Called by the window's timer."""
        self.jobs.drain()
        self._note_job_progress()
        for _round in range(3):  # a listener may change something that others must hear of
            changed, self._changed = self._changed, {}
            if not changed:
                return
            for topic in changed:
                self._tell(topic)

    def _tell(self, topic: Topic) -> None:
        listeners = self._listeners[topic]
        for reference in list(listeners):
            callback = reference()
            if callback is None:
                with contextlib.suppress(ValueError):
                    listeners.remove(reference)
                continue
            try:
                callback()
            except Exception as error:  # a page's bug must not keep the news from the others
                self.tell(error)

    # -- background work ---------------------------------------------------------------------------------------------

    def submit(self, lane: LaneName, job: Job) -> Job:
        self.changed("jobs")
        return self.jobs.submit(lane, job)

    @property
    def shown_job(self) -> Job | None:
        """The oldest job that the status bar shows (not the training: that has its own place), patient ones last."""
        shown = [j for j in self.jobs.active if j.is_shown]
        return next((j for j in shown if not j.is_patient), shown[0] if shown else None)

    def cancel_shown_job(self) -> None:
        if (job := self.shown_job) is not None:
            job.cancel.cancel()

    def _note_job_progress(self) -> None:
        job = self.shown_job
        figures = (id(job), job.done, job.total) if job else (0, 0, 0)
        if figures != self._job_figures:
            self._job_figures = figures
            self.changed("jobs")

    def _job_failed(self, error: BaseException, job: Job) -> None:
        if not isinstance(error, Cancelled):
            self.tell(error)

    # -- what the person should read ---------------------------------------------------------------------------------

    def tell(self, message: BaseException | str) -> None:
        """Queue a sentence or an error for the window (or the command line) to show."""
        self.messages.append(message)
        self.changed("message")

    def take_messages(self) -> list[BaseException | str]:
        taken, self.messages = self.messages, []
        return taken

    # -- settings, engine, end ---------------------------------------------------------------------------------------

    def change_settings(self, **values: Any) -> None:
        """Change and save settings; what cannot be saved is still in force until the program ends."""
        self.settings = self.settings.changed(**values)
        self.settings.save()
        self.changed("settings")

    def warm_up_engine(self, library: threading.Thread | None = None) -> None:
        """Import torch on a lane, then take the first optimiser step there, so that no click waits for them later.

        On the lane of trainings: one that is started meanwhile waits until the engine is warm. library: the thread that
        loads torch's library ahead, if there is one.
        """

        def ready(_: Any) -> None:
            self.is_engine_ready = True
            self.changed("engine")

        self.submit("heavy", Job("engine", lambda _job: _import_engine(library), on_success=ready, is_shown=False))
        self.submit("heavy", Job("warm-up", lambda _job: _warm_up(), is_shown=False))

    def close(self, timeout_s: float = 4.0) -> bool:
        """Stop the training at its next batch, end the lanes, close the project. True if all ended in time."""
        self.training.stop()
        self.race.stop()
        ended = self.jobs.close(timeout_s)
        self.drain()
        self.project.release()
        return ended

    def wait(self, *, seconds: float, until: Callable[[], bool]) -> bool:
        """For scripts and tests without a window: drain until `until()` is true. False when time ran out."""
        import time

        end = time.monotonic() + seconds
        while not until():
            if time.monotonic() > end:
                return False
            self.drain()
            time.sleep(0.005)
        return True


def _import_engine(library: threading.Thread | None) -> None:
    """Everything that a prediction needs."""
    from mmgui.core.models.engine import import_torch

    with collector.resting(is_lasting=True):  # a full pass over torch's million objects stops every thread for 0.2 s
        # Needed by ours and free of torch: read while the system is still loading torch's library beside it.
        import mmgui.core.modalities.picture
        import mmgui.core.modalities.word_features
        import mmgui.core.training.experiment

        import_torch(library)
        import mmgui.core.inference.predictor  # noqa: F401


def _warm_up() -> None:
    """Everything that a training needs besides."""
    from mmgui.core.models.engine import warm_up

    with collector.resting(is_lasting=True):
        import mmgui.core.training.trainer  # noqa: F401
        from mmgui.core.training.metrics import MetricsMeter

        warm_up()
        MetricsMeter(("a", "b"))  # imports torchmetrics


def first(values: Iterable[Any]) -> Any:
    """The first of some values or None."""
    return next(iter(values), None)
