"""A loudspeaker or a microphone while it is in use: opening one may take a second, so it has a thread of its own."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any


class Device(ABC):
    """Used once: opened, in use, closed. problem: why it could not be used, "" if there is no reason."""

    def __init__(self, name: str) -> None:
        """name: of its thread."""
        self.problem = ""
        self._name = name
        self._device: Any = None
        self._over = threading.Event()
        self._lock = threading.Lock()  # around the device: it may be opening when it is closed

    def begin(self, backends: Sequence[Any]) -> None:
        """backends: of miniaudio; none = all that end in something real."""
        threading.Thread(target=self._open, args=(list(backends),), name=self._name, daemon=True).start()

    @abstractmethod
    def opened(self, backends: list[Any]) -> Any:
        """The device of miniaudio, at work. Raises MiniaudioError."""

    @abstractmethod
    def lack(self) -> str:
        """That there is none, for the person."""

    def close(self) -> None:
        """Never waits: a device that is just being opened is closed by the thread that opens it."""
        self._over.set()
        if self._lock.acquire(blocking=False):
            try:
                if self._device is not None:
                    self._device.close()
                    self._device = None
            finally:
                self._lock.release()

    def _open(self, backends: list[Any]) -> None:
        import miniaudio

        nothing = (miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM)
        with self._lock:
            if self._over.is_set():
                return
            try:
                self._device = self.opened(backends or [one for one in miniaudio.Backend if one not in nothing])
            except miniaudio.MiniaudioError:
                self.problem = self.lack()
                self._over.set()
        if self._over.is_set():
            self.close()


__all__ = ["Device"]
