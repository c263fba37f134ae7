"""Small pictures for lists: decoded by the one image gate on a background thread, kept in a bounded cache.

A thread lives only while there is something to decode. The newest wish is served first (it is what the person looks
at), wishes that scrolled away are forgotten. Results are taken over by a timer of the window's thread.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict, deque
from pathlib import Path

from PySide6.QtCore import QObject, QSize, QTimer, Signal
from PySide6.QtGui import QImage

from mmgui.core.errors import MmguiError

CACHE_SIZE = 800  # about 80 MB at 176 × 120 on a screen of one pixel per px
MAX_WISHES = 160
_DRAIN_MS = 30
_log = logging.getLogger(__name__)


class Thumbnails(QObject):
    """`get(path)` gives the small picture, or None now and `loaded(paths)` later. Broken files: `is_broken`."""

    loaded = Signal(object)  # tuple of paths (str)

    def __init__(self, size: QSize, parent: QObject | None = None, *, ratio: float = 1.0) -> None:
        super().__init__(parent)
        self._cache: OrderedDict[str, QImage | None] = OrderedDict()
        self._decoder = _Decoder(size, ratio)
        self._timer = QTimer(self)
        self._timer.setInterval(_DRAIN_MS)
        self._timer.timeout.connect(self._take_over)
        self.destroyed.connect(self._decoder.forget_wishes)

    def get(self, path: str) -> QImage | None:
        """The small picture of a media file, or None if it is not ready (yet)."""
        if path in self._cache:
            self._cache.move_to_end(path)
            return self._cache[path]
        self._decoder.wish(path)
        if not self._timer.isActive():
            self._timer.start()
        return None

    def is_broken(self, path: str) -> bool:
        """The file was refused by the image gate."""
        return path in self._cache and self._cache[path] is None

    @property
    def is_idle(self) -> bool:
        """Everything asked for has been answered or forgotten."""
        return not self._timer.isActive()

    def __len__(self) -> int:
        return len(self._cache)

    def forget(self) -> None:
        """Another project: let go of the pictures, and decode nothing more than the one at hand."""
        self._decoder.forget_wishes()
        self._cache.clear()

    def _take_over(self) -> None:
        is_idle = self._decoder.is_idle  # asked first: what comes between is taken over in the next round
        paths = []
        while self._decoder.done:
            path, image = self._decoder.done.popleft()
            self._cache[path] = image
            self._cache.move_to_end(path)
            paths.append(path)
        while len(self._cache) > CACHE_SIZE:
            self._cache.popitem(last=False)
        if is_idle:
            self._timer.stop()
        if paths:
            self.loaded.emit(tuple(paths))


class _Decoder:
    """The thread's side. No Qt object in it but images, so that it may outlive the window by one picture."""

    def __init__(self, size: QSize, ratio: float) -> None:
        self._size, self._ratio = size, ratio
        self._wishes: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self.done: deque[tuple[str, QImage | None]] = deque()

    @property
    def is_idle(self) -> bool:
        with self._lock:
            return self._thread is None

    def wish(self, path: str) -> None:
        with self._lock:
            self._wishes[path] = None
            self._wishes.move_to_end(path)
            while len(self._wishes) > MAX_WISHES:
                self._wishes.popitem(last=False)
            if self._thread is None:
                self._thread = threading.Thread(target=self._decode_all, name="mmgui-thumbnails", daemon=True)
                self._thread.start()

    def forget_wishes(self, *_: object) -> None:
        with self._lock:
            self._wishes.clear()

    def _decode_all(self) -> None:
        while True:
            with self._lock:
                if not self._wishes:
                    self._thread = None
                    return
                path = next(reversed(self._wishes))
            image = _decode(path, self._size, self._ratio)
            self.done.append((path, image))
            with self._lock:
                self._wishes.pop(path, None)


def _decode(path: str, size: QSize, ratio: float) -> QImage | None:
    """None for a file that cannot be shown; why is told where it is imported or opened."""
    from mmgui.core.modalities.picture import read_picture
    from mmgui.gui.pictures import thumbnail, to_image

    try:
        return thumbnail(to_image(read_picture(Path(path))), size, ratio)
    except MmguiError as error:
        _log.info("no thumbnail: %s", error.sentence())
    except Exception:  # one bad file must not end the thread that serves the others
        _log.exception("no thumbnail for %s", path)
    return None


__all__ = ["CACHE_SIZE", "MAX_WISHES", "Thumbnails"]
