"""Background work: Python threads with queues. Results come back only when the owner calls `drain()`.

Four lanes, each one thread, so that nothing waits behind the wrong thing: `quick` reads and changes the project,
`heavy` trains, `answers` predicts and explains (a prediction must not wait behind an import), `study` examines a
trained model and writes reports, which may take its time.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, Literal, TypeAlias

from mmgui.core import memory
from mmgui.core.cancel import CancelToken
from mmgui.core.errors import Cancelled, MmguiError

LaneName: TypeAlias = Literal["quick", "heavy", "answers", "background"]
REST_S = 1.0  # a lane that has had nothing to do for this long tidies up
LANES: tuple[LaneName, ...] = ("quick", "heavy", "answers", "background")
_log = logging.getLogger(__name__)


@dataclass
class Job:
    """A piece of background work. `report(done, total)` may be called from its thread at any rate.

    title: shown in the language of then if it was marked with N_(), else as it is (where a name stands in it)."""

    title: str
    work: "Callable[[Job], Any]"
    on_success: Callable[[Any], None] | None = None
    on_failure: Callable[[BaseException], None] | None = None
    on_event: Callable[[Any], None] | None = None
    cancel: CancelToken = field(default_factory=CancelToken)
    is_shown: bool = True
    is_patient: bool = False  # shown only while nothing else is
    done: int = 0
    total: int = 0
    started: float = 0.0
    lane: LaneName | None = None  # None before it is submitted
    post: Callable[[Any], None] = lambda _event: None  # before it is submitted and after it has ended, to nobody

    def report(self, done: int, total: int) -> None:
        """Say how far the work is. Cheap: the window polls it."""
        self.done, self.total = done, total

    def seconds_left(self) -> float | None:
        """A straight-line estimate, None while there is nothing to estimate from."""
        passed = time.monotonic() - self.started
        if not self.started or self.done <= 0 or self.total <= 0 or passed < 0.5:
            return None
        return passed * (self.total - self.done) / self.done


class Jobs:
    """The lanes and the one inbox. `drain` runs every handler in the calling (window's) thread."""

    def __init__(self, on_failure: Callable[[BaseException, Job], None]) -> None:
        self._on_failure = on_failure
        self._inbox: deque[tuple[Job, Literal["event", "success", "failure", "end"], Any]] = deque()
        self._queues: dict[LaneName, SimpleQueue[Job | None]] = {name: SimpleQueue() for name in LANES}
        self._threads: dict[LaneName, threading.Thread] = {}
        self._active: list[Job] = []
        self._closed = False

    def submit(self, lane: LaneName, job: Job) -> Job:
        """Queue `job`; its handlers run in `drain`. Ignored after `close`."""
        if self._closed:
            job.cancel.cancel()
            return job
        job.lane = lane
        job.post = lambda event: self._inbox.append((job, "event", event))
        self._active.append(job)
        if lane not in self._threads:
            thread = threading.Thread(target=self._serve, args=(lane,), name=f"mmgui-{lane}", daemon=True)
            self._threads[lane] = thread
            thread.start()
        self._queues[lane].put(job)
        return job

    @property
    def active(self) -> tuple[Job, ...]:
        """Queued and running jobs, oldest first."""
        return tuple(self._active)

    def drain(self) -> bool:
        """Run the handlers of everything that arrived; True if there was anything. Never blocks on a lane."""
        count = len(self._inbox)  # what arrives meanwhile waits for the next round: the window must breathe
        for _ in range(count):
            job, kind, value = self._inbox.popleft()
            try:
                self._handle(job, kind, value)
            except Exception as error:  # a handler's bug must not lose the other answers
                self._on_failure(error, job)
        return count > 0

    def _handle(self, job: Job, kind: str, value: Any) -> None:
        if kind == "event":
            if job.on_event:
                job.on_event(value)
            return
        self._active.remove(job)
        job.post = Job.post  # a circle less: what hangs on the job goes when its last handler has run
        if kind == "success" and job.on_success:
            job.on_success(value)
        elif kind == "failure":
            if job.on_failure:
                job.on_failure(value)
            if not isinstance(value, Cancelled):
                self._on_failure(value, job)

    def _serve(self, lane: LaneName) -> None:
        while (job := self._next(lane)) is not None:
            job.started = time.monotonic()
            try:
                job.cancel.raise_if_cancelled()
                answer = ("success", job.work(job))
            except MmguiError as error:  # of what nobody wants any more only that is said
                answer = ("failure", Cancelled() if job.cancel.is_cancelled else error)
            except BaseException as error:  # a failed worker must be reported as a value, or the window waits for ever
                _log.exception("job failed in lane %s", lane)
                answer = ("failure", error)
            # Handed over in one step: what hangs on a job (handlers, widgets) must never lose its last reference here.
            outcome: list[Any] = [(job, *answer)]
            del job, answer
            self._inbox.append(outcome.pop())

    def _next(self, lane: LaneName) -> Job | None:
        """Wait for it; who has worked and now rests gives back the memory that the work took."""
        try:
            return self._queues[lane].get(timeout=REST_S)
        except Empty:
            memory.give_back()
            return self._queues[lane].get()

    def close(self, timeout_s: float = 4.0) -> bool:
        """Cancel everything, wait for the lanes to end. True if all ended in time."""
        self._closed = True
        for job in self._active:
            job.cancel.cancel()
        for lane in self._threads:
            self._queues[lane].put(None)
        end = time.monotonic() + timeout_s
        for thread in self._threads.values():
            thread.join(max(0.0, end - time.monotonic()))
        return not any(t.is_alive() for t in self._threads.values())
