"""Small images of values for lists: read by their modality on a background thread, kept in a bounded cache.

A thread lives only while there is something to decode. The newest wish is served first (it is what the person looks
at), wishes that scrolled away are forgotten. Results are taken over by a timer of the window's thread.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict, deque
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, QSize, QTimer, Signal
from PySide6.QtGui import QImage

from mmgui.core.errors import MmguiError
from mmgui.modalities import MODALITIES

CACHE_SIZE = 800  # of the usual size: about 110 MB on a screen of one pixel per px
_USUAL_AREA = 210 * 164
MAX_WISHES = 160
_DRAIN_MS = 30
_Wish: TypeAlias = tuple[str, str]  # a value (the path of media), the name of the modality that reads it
_log = logging.getLogger(__name__)


class Thumbnails(QObject):
    """`get` gives the small image, or None now and `loaded(values)` later. What cannot be read: `is_broken`.

    modality: the name of one whose values have images (`Modality.has_image`).
    """

    loaded = Signal(object)  # tuple of values (str)

    def __init__(self, size: QSize, parent: QObject | None = None, *, ratio: float = 1.0) -> None:
        super().__init__(parent)
        self._cache: OrderedDict[_Wish, QImage | None] = OrderedDict()
        self._ratio = ratio
        self._decoder = _Decoder(size, ratio)
        self._most = 0
        self._set_most(size)
        self._timer = QTimer(self)
        self._timer.setInterval(_DRAIN_MS)
        self._timer.timeout.connect(self._take_over)
        self.destroyed.connect(self._decoder.forget_wishes)

    def set_size(self, size: QSize) -> None:
        """From now on images of this size; those of another are let go."""
        if size != self._decoder.size:
            self.forget()
            self._decoder = _Decoder(size, self._ratio)
            self.destroyed.connect(self._decoder.forget_wishes)
            self._set_most(size)

    def _set_most(self, size: QSize) -> None:
        """So many images that their memory stays the same, whatever their size."""
        self._most = max(1, min(CACHE_SIZE, CACHE_SIZE * _USUAL_AREA // max(1, size.width() * size.height())))

    def get(self, value: str, modality: str) -> QImage | None:
        """The small image of a value, or None if it is not ready (yet)."""
        wish = value, modality
        if wish in self._cache:
            self._cache.move_to_end(wish)
            return self._cache[wish]
        self._decoder.wish(wish)
        if not self._timer.isActive():
            self._timer.start()
        return None

    def is_broken(self, value: str, modality: str) -> bool:
        """It was refused."""
        return (value, modality) in self._cache and self._cache[value, modality] is None

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
        values = []
        while self._decoder.done:
            wish, image = self._decoder.done.popleft()
            self._cache[wish] = image
            self._cache.move_to_end(wish)
            values.append(wish[0])
        while len(self._cache) > self._most:
            self._cache.popitem(last=False)
        if is_idle:
            self._timer.stop()
        if values:
            self.loaded.emit(tuple(values))


class _Decoder:
    """The thread's side. No Qt object in it but images, so that it may outlive the window by one picture."""

    def __init__(self, size: QSize, ratio: float) -> None:
        self.size, self._ratio = size, ratio
        self._wishes: OrderedDict[_Wish, None] = OrderedDict()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self.done: deque[tuple[_Wish, QImage | None]] = deque()

    @property
    def is_idle(self) -> bool:
        with self._lock:
            return self._thread is None

    def wish(self, wish: _Wish) -> None:
        with self._lock:
            self._wishes[wish] = None
            self._wishes.move_to_end(wish)
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
                wish = next(reversed(self._wishes))
            image = _decode(*wish, self.size, self._ratio)
            self.done.append((wish, image))
            with self._lock:
                self._wishes.pop(wish, None)


def _decode(value: str, modality: str, size: QSize, ratio: float) -> QImage | None:
    """None for a value that cannot be shown; why is told where it is imported or opened."""
    from mmgui.gui.kit.pictures import thumbnail, to_image

    try:
        reader = MODALITIES.get(modality)
        raw = reader.read(Path(value) if reader.is_media else value)
        return thumbnail(to_image(reader.image(raw)), size, ratio)
    except MmguiError as error:
        _log.info("no thumbnail: %s", error.sentence())
    except Exception:  # one bad file must not end the thread that serves the others
        _log.exception("no thumbnail for %s", value)
    return None


__all__ = ["CACHE_SIZE", "MAX_WISHES", "Thumbnails"]
