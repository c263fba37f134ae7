"""What a person drops or pastes, taken apart safely: local paths, or the content of a picture for the image gate."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from mmgui.core.addresses import is_address

# Raw bytes are preferred: they pass our own gate instead of Qt's readers.
_PICTURE_TYPES = ("image/png", "image/jpeg", "image/webp", "image/bmp", "image/gif")
_MAX_PIXELS = 40_000_000
_TARGET = "drop_target"  # a property of widgets


@dataclass(frozen=True)
class Incoming:
    """`paths`: local files and folders. `picture`: bytes that nobody has looked at yet, or a decoded bitmap.
    `has_address`: nothing but an address of the web was given, which nobody fetches."""

    paths: tuple[Path, ...] = ()
    picture: bytes | QImage | None = None
    has_address: bool = False


def make_target(widget: QWidget) -> None:
    """What is let go over this widget is for it, not for the window, which leaves it in sight meanwhile."""
    widget.setAcceptDrops(True)
    widget.setProperty(_TARGET, True)


def is_target(widget: QWidget) -> bool:
    return bool(widget.property(_TARGET))


def has_files(mime: QMimeData) -> bool:
    """Files of this computer: no field of text takes their paths for words."""
    return any(url.isLocalFile() for url in mime.urls())


def has_something(mime: QMimeData) -> bool:
    """Whether a drop would be of use; cheap, asked while the mouse moves."""
    is_picture = mime.hasImage() or _picture_type(mime) != ""
    return is_picture or has_files(mime) or _has_address(mime)


def take(mime: QMimeData) -> Incoming:
    """Paths first, then picture bytes, then a bitmap of the system's clipboard."""
    paths = tuple(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile())
    if paths:
        return Incoming(paths)
    kind = _picture_type(mime)
    if kind:
        return Incoming(picture=bytes(mime.data(kind).data()))
    if mime.hasImage():  # Windows and macOS hand over a decoded bitmap
        image = mime.imageData()
        if isinstance(image, QImage) and not image.isNull() and image.width() * image.height() <= _MAX_PIXELS:
            return Incoming(picture=image)
    return Incoming(has_address=_has_address(mime))


def lines(mime: QMimeData) -> tuple[str, ...]:
    """The lines of a text that are not blank; () where files or an address are meant. A sheet gives its cells as a
    picture too: then the text is meant."""
    text = "" if mime.hasUrls() or _has_address(mime) else mime.text()
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _has_address(mime: QMimeData) -> bool:
    return any(is_address(url.toString()) for url in mime.urls()) or (mime.hasText() and is_address(mime.text()))


def _picture_type(mime: QMimeData) -> str:
    return next((kind for kind in _PICTURE_TYPES if mime.hasFormat(kind)), "")
