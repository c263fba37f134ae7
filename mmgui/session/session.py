"""What is open now in a window: project, running training, loaded model. No Qt, no torch until it is needed.

Everything here is called from one thread (the window's). Slow work goes to a lane of `jobs`; its outcome is applied by
`drain()`, which the window's timer calls every 50 ms and which tells each changed topic at most once per call.

Topics (subscribe to them by name):
    project    another project is open, or none         -> session.project.is_open, .name, .path
    examples   examples, labels, classes or split changed -> session.project.examples, session.classes
    preview    a source was looked at before an import  -> session.project.preview
    problems   an import ended                          -> session.project.last_import
    training   status or progress of the training       -> session.training
    history    new steps or epochs                      -> session.training.history
    runs       the list of runs changed                 -> session.project.runs
    model      another model is loaded, or none         -> session.model
    prediction an answer arrived                        -> session.model.prediction
    map_quality how far the maps can be believed is known -> session.model.map_quality
    counterfactuals what would change the answer was found -> session.model.counterfactuals
    links      which parts of two senses go together   -> session.model.links
    film       a frame of the learning film arrived    -> session.film
    run_answers answers of a run, explained examples or a comparison arrived -> session.run_answers, .run_comparison
    race       a race began, moved on or ended         -> session.race
    kept       a report or table was saved             -> session.exports
    jobs       background work began, moved on or ended -> session.shown_job
    engine     torch is ready                           -> session.is_engine_ready
    automatic  the values of automatic settings are known -> session.automatic
    settings   a setting changed                        -> session.settings
    message    something to tell the person             -> session.messages (take with take_messages())
"""

import threading
from collections.abc import Callable
from typing import Any

from mmgui.core import collector
from mmgui.core.settings import Settings
from mmgui.modalities import MODALITIES
from mmgui.session.automatic import AutomaticSettings
from mmgui.session.bus import Bus
from mmgui.session.classes import Classes
from mmgui.session.exports import Exports
from mmgui.session.film import LearningFilm
from mmgui.session.folder_watch import FolderWatch
from mmgui.session.jobs import Job
from mmgui.session.live_training import LiveTraining
from mmgui.session.map_check import MapChecks
from mmgui.session.open_model import OpenModel
from mmgui.session.open_project import OpenProject
from mmgui.session.race import LiveRace
from mmgui.session.run_answers import RunAnswers
from mmgui.session.run_comparison import RunComparison


class Session(Bus):
    """The one object that pages show and send their intents to: the bus, and the parts that share it.

    Each part is given the ones below it, so the order in which they are made is the order of who knows whom.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__(settings)
        self.project = OpenProject(self)
        self.classes = Classes(self, self.project)
        self.folder_watch = FolderWatch(self, self.project)
        self.model = OpenModel(self, self.project)
        self.training = LiveTraining(self, self.project, self.model)
        self.automatic = AutomaticSettings(self, self.project)
        self.race = LiveRace(self, self.project, self.model)
        self.run_answers = RunAnswers(self, self.project, self.model)
        self.run_comparison = RunComparison(self, self.project, self.run_answers)
        self.map_check = MapChecks(self, self.project, self.model)
        self.film = LearningFilm(self, self.project, self.training)
        self.exports = Exports(self, self.project, self.model)

    @property
    def is_learning(self) -> bool:
        """A training or a race is under way: the project must stay as it is."""
        return self.project.is_learning

    # -- beginning and end -------------------------------------------------------------------------------------------

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
    from mmgui.core.models.torch_start import import_torch

    with collector.resting(is_lasting=True):  # a full pass over torch's million objects stops every thread for 0.2 s
        # Needed by ours and free of torch: read while the system is still loading torch's library beside it.
        import mmgui.core.run.experiment

        for _name, modality in MODALITIES:
            modality.warm_up()
        import_torch(library)
        import mmgui.core.inference.predictor  # noqa: F401

        for _name, modality in MODALITIES:
            modality.import_networks()


def _warm_up() -> None:
    """Everything that a training needs besides."""
    from mmgui.core.models.torch_start import warm_up

    with collector.resting(is_lasting=True):
        import mmgui.core.training.trainer  # noqa: F401
        from mmgui.core.training.metrics import MetricsMeter

        warm_up()
        MetricsMeter(("a", "b"))  # imports torchmetrics
