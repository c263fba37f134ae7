"""Reads one media value at a time on a background thread: a large one takes a second, and the window must not wait."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, Union

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from numpy.typing import NDArray

MediaSource: TypeAlias = Union[Path, bytes, QImage, "NDArray[Any]"]
_POLL_MS = 15


class MediaReader(QObject):
    """`start(source)` answers later with `ready` or `refused`; only the newest request is answered."""

    ready = Signal(object, object)  # the source, and what `read` made of it
    refused = Signal(object)  # a DataError, or whatever went wrong

    def __init__(self, read: Callable[[MediaSource], object], parent: QObject | None = None) -> None:
        """read: called on the thread; it knows no widget."""
        super().__init__(parent)
        self._read_source = read
        self._number = 0
        self._done: deque[tuple[int, MediaSource, object]] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self._take_over)

    @property
    def is_reading(self) -> bool:
        return self._timer.isActive()

    def start(self, source: MediaSource) -> None:
        self._number += 1
        arguments = (self._read_source, self._number, source, self._done)
        threading.Thread(target=_read, args=arguments, name="mmgui-media", daemon=True).start()
        self._timer.start()

    def forget(self) -> None:
        """Answer nothing that was asked for until now."""
        self._number += 1
        self._timer.stop()

    def _take_over(self) -> None:
        while self._done:
            number, source, answer = self._done.popleft()
            if number != self._number:
                continue
            self._timer.stop()
            if isinstance(answer, BaseException):
                self.refused.emit(answer)
            else:
                self.ready.emit(source, answer)


def _read(
    read: Callable[[MediaSource], object],
    number: int,
    source: MediaSource,
    done: deque[tuple[int, MediaSource, object]],
) -> None:
    answer: object
    try:
        answer = read(source)
    except BaseException as error:  # reported as a value, or the window would wait for ever
        answer = error
    done.append((number, source, answer))


__all__ = ["MediaReader", "MediaSource"]
