"""One flag that stops a piece of background work at its next safe place, and one that makes it wait."""

import threading

from mmgui.core.errors import Cancelled


class CancelToken:
    """Set once by the person, looked at often by the work. Thread-safe."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._run = threading.Event()
        self._run.set()

    def cancel(self) -> None:
        """Ask the work to stop; a paused one wakes up in order to stop."""
        self._stop.set()
        self._run.set()

    @property
    def is_cancelled(self) -> bool:
        return self._stop.is_set()

    def raise_if_cancelled(self) -> None:
        """Raise Cancelled if somebody asked to stop."""
        if self._stop.is_set():
            raise Cancelled

    def pause(self) -> None:
        """Make the work wait at its next safe place."""
        if not self._stop.is_set():
            self._run.clear()

    def resume(self) -> None:
        self._run.set()

    @property
    def is_paused(self) -> bool:
        return not self._run.is_set()

    def wait_while_paused(self) -> None:
        """Block the calling (working) thread until resumed or cancelled."""
        self._run.wait()
