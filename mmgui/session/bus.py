"""What the parts of a session have in common: who hears of which change, background work, what to tell, the settings.

A part knows the bus and the parts below it, which it is given by name. What is above hears of it through a topic.
"""

import contextlib
import weakref
from collections.abc import Callable
from typing import Any, Literal, TypeAlias, get_args

from mmgui.core.errors import Cancelled
from mmgui.core.settings import Settings
from mmgui.session.jobs import Job, Jobs, LaneName

Topic: TypeAlias = Literal[
    "project", "examples", "preview", "problems", "training", "history", "runs",
    "model", "prediction", "map_quality", "counterfactuals", "links", "film", "race", "kept", "run_answers",
    "jobs", "engine", "settings", "message", "automatic",
]  # fmt: skip


class EditNote(str):
    """A sentence about the newest edit: out of date as soon as there is another one, or as it is taken back."""


class Bus:
    """Used from one thread. The topics and what to read when they change: see session.py."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.messages: list[BaseException | str] = []
        self.is_engine_ready = False
        self.request_fast_drain: Callable[[], None] = lambda: (
            None
        )  # an answer comes within milliseconds: drain more often
        self._listeners: dict[str, list[Callable[[], Callable[[], None] | None]]] = {t: [] for t in get_args(Topic)}
        self._changed: dict[Topic, None] = {}  # an ordered set
        self._job_figures: tuple[int, int, int] = (0, 0, 0)
        self.jobs = Jobs(self._job_failed)

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

    # -- what the person should read, and what the person chose ------------------------------------------------------

    def tell(self, message: BaseException | str) -> None:
        """Queue a sentence or an error for the window (or the command line) to show."""
        self.messages.append(message)
        self.changed("message")

    def take_messages(self) -> list[BaseException | str]:
        taken, self.messages = self.messages, []
        return taken

    def change_settings(self, **values: Any) -> None:
        """Change and save settings; what cannot be saved is still in force until the program ends."""
        self.settings = self.settings.changed(**values)
        self.settings.save()
        self.changed("settings")
