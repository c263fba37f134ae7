"""Reads one picture at a time on a background thread: a large one takes a second, and the window must not wait."""

from __future__ import annotations

import threading
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, Union

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PictureSource: TypeAlias = Union[Path, bytes, QImage, "NDArray[np.uint8]"]
LONGEST_SIDE = 1536  # px; more is neither seen nor read by a model
_POLL_MS = 15


class PictureReader(QObject):
    """`read(source)` answers later with `ready` or `refused`; only the newest request is answered."""

    ready = Signal(object, object)  # the source; (H, W, 3) uint8 with at most LONGEST_SIDE on its longer side
    refused = Signal(object)  # a DataError, or whatever went wrong

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._done: deque[tuple[int, PictureSource, object]] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self._take_over)

    @property
    def is_reading(self) -> bool:
        return self._timer.isActive()

    def read(self, source: PictureSource) -> None:
        self._number += 1
        arguments = (self._number, source, self._done)
        threading.Thread(target=_read, args=arguments, name="mmgui-picture", daemon=True).start()
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


def _read(number: int, source: PictureSource, done: deque[tuple[int, PictureSource, object]]) -> None:
    answer: object
    try:
        answer = read_reduced(source)
    except BaseException as error:  # reported as a value, or the window would wait for ever
        answer = error
    done.append((number, source, answer))


def read_reduced(source: PictureSource) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 through the one image gate, shrunk to LONGEST_SIDE. Raises DataError."""
    from mmgui.core.modalities.picture import read_picture
    from mmgui.gui.pictures import to_image, to_pixels

    if isinstance(source, QImage):
        image = source
    else:
        pixels = read_picture(source) if isinstance(source, Path | bytes) else source
        if max(pixels.shape[:2]) <= LONGEST_SIDE:
            return pixels
        image = to_image(pixels)
    if max(image.width(), image.height()) > LONGEST_SIDE:
        image = image.scaled(
            QSize(LONGEST_SIDE, LONGEST_SIDE),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    return to_pixels(image)


__all__ = ["LONGEST_SIDE", "PictureReader", "PictureSource", "read_reduced"]
