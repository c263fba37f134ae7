"""The only place where two threads meet: a timer in the window's thread fetches what the others have left."""

import sys
import time
from collections import deque

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from mmgui.core import collector
from mmgui.session.session import Session

INTERVAL_MS = 50
LOOK_S = 2.0  # between two looks whether the project's folder is still there
HURRY_MS = 8  # while somebody types and waits for the answer
_SWITCH_S = 0.001  # how long another thread may keep the interpreter to itself when the window wants it; usually 5 ms


class Bridge(QObject):
    """Drains the session every 50 ms, more often while a prediction is on its way and until the engine is ready.

    `bug` brings errors that were reported from any thread.
    """

    bug = Signal(object)  # BaseException
    ticked = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._bugs: deque[BaseException] = deque(maxlen=100)  # append and popleft are atomic
        self._looked_at = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setObjectName("bridge")
        self._timer.setInterval(INTERVAL_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self._session.request_fast_drain = lambda: self._timer.setInterval(HURRY_MS)
        sys.setswitchinterval(_SWITCH_S)
        if not self._session.is_engine_ready:
            self._timer.setInterval(HURRY_MS)  # ready must be noticed at once: somebody may be waiting to type
        self._timer.start()
        collector.take_over()

    def stop(self) -> None:
        collector.give_back()
        self._session.request_fast_drain = lambda: None
        self._timer.stop()

    def report(self, error: BaseException) -> None:
        """Hand over an error from any thread; it is shown at the next tick."""
        self._bugs.append(error)

    def _tick(self) -> None:
        while self._bugs:
            self.bug.emit(self._bugs.popleft())
        self._session.drain()
        if time.monotonic() - self._looked_at > LOOK_S:
            self._looked_at = time.monotonic()
            self._session.folder_watch.look()
        is_awaited = self._session.model.is_answering or not self._session.is_engine_ready
        if self._timer.interval() != INTERVAL_MS and not is_awaited:
            self._timer.setInterval(INTERVAL_MS)
        self.ticked.emit()
        collector.collect_if_due()
