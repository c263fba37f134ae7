"""Arrays become pictures on the screen: safe conversion, colour maps, heat maps laid over a picture.

Only arrays that passed the image gate come here; Qt's own file readers are never used. numpy is imported when the
first picture is shown, not when the window starts.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

from mmgui.core.explaining.overlay import (
    COLOUR_MAP_TITLES,
    COLOUR_MAPS,
    colour_table,
    outline_pixels,
    overlay_pixels,
    upsample,
)

_LARGEST_OVERLAY = 640  # px; beyond it the overlay is enlarged while painting, which nobody sees


def to_image(pixels: NDArray[np.uint8]) -> QImage:
    """A QImage that owns its memory. pixels: (H, W) grey, (H, W, 3) RGB or (H, W, 4) RGBA, uint8.

    Raises ValueError for any other shape or dtype: Qt would read beyond the array.
    """
    import numpy as np

    formats = {1: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBA8888}
    channels = 1 if pixels.ndim == 2 else pixels.shape[2] if pixels.ndim == 3 and pixels.shape[2] > 1 else 0
    if pixels.dtype != np.uint8 or channels not in formats or 0 in pixels.shape:
        raise ValueError(f"expected (H, W), (H, W, 3) or (H, W, 4) uint8, got {pixels.shape} {pixels.dtype}")
    height, width = pixels.shape[:2]
    rows = np.ascontiguousarray(pixels)
    return QImage(rows.tobytes(), width, height, rows.strides[0], formats[channels]).copy()


def to_pixels(image: QImage) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 of an image; transparency is laid on white. Raises ValueError for an empty one."""
    import numpy as np

    if image.isNull():
        raise ValueError("the image is empty")
    if image.hasAlphaChannel():
        flat = QImage(image.size(), QImage.Format.Format_RGB32)
        flat.fill(Qt.GlobalColor.white)
        painter = QPainter(flat)
        painter.drawImage(0, 0, image)
        painter.end()
        image = flat
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    height, width, stride = image.height(), image.width(), image.bytesPerLine()
    rows = np.frombuffer(bytes(image.constBits()), np.uint8).reshape(height, stride)
    return rows[:, : width * 3].reshape(height, width, 3).copy()


def thumbnail(image: QImage, size: QSize, ratio: float = 1.0) -> QImage:
    """Fill `size` (logical px) with the middle of the picture, smoothly, for a screen of `ratio` pixels per px."""
    wanted = QSize(max(1, round(size.width() * ratio)), max(1, round(size.height() * ratio)))
    scaled = image.scaled(
        wanted, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    left, top = (scaled.width() - wanted.width()) // 2, (scaled.height() - wanted.height()) // 2
    cut = scaled.copy(QRect(left, top, wanted.width(), wanted.height()))
    cut.setDevicePixelRatio(ratio)
    return cut


def heat_overlay(grid: NDArray[np.float32], size: QSize, colours: str = "ember") -> QImage:
    """What is laid over a picture at full strength (see overlay_pixels).

    grid: (h, w) in [0, 1]. The image has the proportions of `size`, at most 640 px on its longer side.
    """
    return to_image(overlay_pixels(grid, *_overlay_size(size), colours))


def heat_outline(grid: NDArray[np.float32], size: QSize, width_px: float = 2.0) -> QImage:
    """A line around what has at least half of the greatest weight (see outline_pixels)."""
    return to_image(outline_pixels(grid, *_overlay_size(size), width_px))


def _overlay_size(size: QSize) -> tuple[int, int]:
    """(height, width) in pixels."""
    scale = min(1.0, _LARGEST_OVERLAY / max(1, size.width(), size.height()))
    return max(1, round(size.height() * scale)), max(1, round(size.width() * scale))


def with_heat_map(
    picture: QImage, grid: NDArray[np.float32], strength: float, colours: str = "ember", *, outline: bool = True
) -> QImage:
    """A copy of the picture with the heat map painted in: what "save picture with map" writes. strength: 0..1."""
    result = picture.convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    paint_heat_map(painter, QRectF(QPointF(0, 0), result.size().toSizeF()), grid, strength, colours, outline=outline)
    painter.end()
    return result


def paint_heat_map(
    painter: QPainter,
    target: QRectF,
    grid: NDArray[np.float32],
    strength: float,
    colours: str = "ember",
    *,
    outline: bool = True,
) -> None:
    """Paint a heat map over `target`; overlays are kept, so that moving the strength slider costs nothing."""
    size = target.size().toSize()
    if strength <= 0 or size.isEmpty() or grid.ndim != 2 or 0 in grid.shape:
        return
    key = (grid.tobytes(), grid.shape, str(grid.dtype), size.width(), size.height(), colours)
    overlay, line = _overlays(key)
    before = painter.opacity()
    painter.setOpacity(before * min(1.0, strength))
    painter.drawImage(target, overlay)
    if outline:
        painter.setOpacity(before * min(1.0, strength * 1.5))
        painter.drawImage(target, line)
    painter.setOpacity(before)


@lru_cache(maxsize=12)
def _overlays(key: tuple[bytes, tuple[int, ...], str, int, int, str]) -> tuple[QImage, QImage]:
    import numpy as np

    data, shape, dtype, width, height, colours = key
    grid = np.frombuffer(data, dtype).reshape(shape)
    return heat_overlay(grid, QSize(width, height), colours), heat_outline(grid, QSize(width, height))


__all__ = [
    "COLOUR_MAPS",
    "COLOUR_MAP_TITLES",
    "colour_table",
    "heat_outline",
    "heat_overlay",
    "paint_heat_map",
    "thumbnail",
    "to_image",
    "to_pixels",
    "upsample",
    "with_heat_map",
]
