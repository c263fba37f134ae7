"""Arrays become pictures on the screen: safe conversion, colour maps, heat maps laid over a picture.

Only arrays that passed the image gate come here; Qt's own file readers are never used. numpy is imported when the
first picture is shown, not when the window starts.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

from mmgui.core.i18n import N_, _

# Control points, least to most. In both maps the lightness (CIE L*) falls in equal steps, so equal differences of
# weight look equal, with colour-vision deficiencies too; the tests check that under Machado et al. 2009
# (doi:10.1109/TVCG.2009.113). "ember" follows the order of hues of inferno, "dusk" that of cividis
# (Nuñez et al. 2018, doi:10.1371/journal.pone.0199239).
COLOUR_MAPS: dict[str, tuple[str, ...]] = {
    "ember": ("#fed97c", "#ffbc66", "#ff9d57", "#ff7a4f", "#fe4d4f", "#eb265d", "#ce036a", "#a80672", "#7f1473"),
    "dusk": ("#f8eb73", "#e0d074", "#c6b674", "#ab9d73", "#8d8675", "#6c6f79", "#4a5a76", "#174673", "#023256"),
}
COLOUR_MAP_TITLES = {"ember": N_("Yellow to purple"), "dusk": N_("Yellow to blue")}
WORD_HEAT = "#ee6c2d"  # words are coloured by mixing this into the background
OUTLINE_SHARE = 0.5  # the outline encloses what has at least half of the greatest weight
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


@lru_cache(maxsize=8)
def colour_table(name: str = "ember") -> NDArray[np.uint8]:
    """(256, 3) uint8 RGB of a colour map, least weight first; linear between its control points in sRGB."""
    import numpy as np

    colours = [QColor(colour) for colour in COLOUR_MAPS[name]]
    points = np.array([(c.red(), c.green(), c.blue()) for c in colours], dtype=np.float64)
    places = np.linspace(0, len(points) - 1, 256)
    channels = [np.interp(places, np.arange(len(points)), points[:, k]) for k in range(3)]
    return np.stack(channels, axis=1).round().astype(np.uint8)


def upsample(grid: NDArray[np.float32], height: int, width: int) -> NDArray[np.float32]:
    """(height, width) float32 in [0, 1] from (h, w): smooth (Catmull-Rom), pixel centres kept, nothing invented.

    Values that are not finite count as 0. Source: Catmull and Rom 1974; overshoot is cut off at the grid's own range.
    """
    import numpy as np

    clean = np.nan_to_num(np.asarray(grid, dtype=np.float32), nan=0.0, posinf=1.0, neginf=0.0).clip(0.0, 1.0)
    smooth = _weights(clean.shape[0], height) @ clean @ _weights(clean.shape[1], width).T
    result: NDArray[np.float32] = smooth.clip(clean.min(), clean.max()).astype(np.float32)
    return result


@lru_cache(maxsize=64)
def _weights(source: int, target: int) -> NDArray[np.float32]:
    """(target, source) float32; rows sum to 1."""
    import numpy as np

    places = (np.arange(target) + 0.5) * source / target - 0.5
    first = np.floor(places).astype(np.int64)
    t = places - first
    factors = (
        -0.5 * t**3 + t**2 - 0.5 * t,
        1.5 * t**3 - 2.5 * t**2 + 1,
        -1.5 * t**3 + 2 * t**2 + 0.5 * t,
        0.5 * t**3 - 0.5 * t**2,
    )
    weights = np.zeros((target, source), np.float32)
    for offset, factor in enumerate(factors, start=-1):
        np.add.at(weights, (np.arange(target), (first + offset).clip(0, source - 1)), factor)
    return weights


def heat_overlay(grid: NDArray[np.float32], size: QSize, colours: str = "ember") -> QImage:
    """What is laid over a picture at full strength: no weight is clear, much weight is dense.

    grid: (h, w) in [0, 1]. The image has the proportions of `size`, at most 640 px on its longer side.
    """
    import numpy as np

    values = upsample(grid, *_overlay_size(size))
    shade = ((values - 0.06) / 0.70).clip(0.0, 1.0)
    opacity = shade * shade * (3 - 2 * shade) * 0.86
    rgba = np.empty((*values.shape, 4), np.uint8)
    rgba[..., :3] = colour_table(colours)[(values * 255).round().astype(np.uint8)]
    rgba[..., 3] = (opacity * 255).round()
    return to_image(rgba)


def heat_outline(grid: NDArray[np.float32], size: QSize, width_px: float = 2.0) -> QImage:
    """A line around what has at least half of the greatest weight: white in dark, visible on every picture.

    The second coding of a heat map, for people who cannot rely on its colours. Clear where the grid is flat.
    """
    import numpy as np

    values = upsample(grid, *_overlay_size(size)).astype(np.float64)
    rgba = np.zeros((*values.shape, 4), np.uint8)
    low, high = float(values.min()), float(values.max())
    if high - low > 1e-3 and min(values.shape) > 1:
        level = max(high * OUTLINE_SHARE, low + (high - low) * 0.25)
        down, right = np.gradient(values)
        steepness = np.hypot(down, right)
        distance = np.abs(values - level) / np.maximum(steepness, (high - low) * 1e-4)
        inner = (width_px / 2 + 0.5 - distance).clip(0, 1)
        outer = (width_px / 2 + 1.5 - distance).clip(0, 1)
        rgba[..., :3] = (inner * 255)[..., None].round()
        rgba[..., 3] = (np.maximum(inner, outer * 0.75) * 255).round()
    return to_image(rgba)


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


def describe_place(grid: NDArray[np.float32]) -> str:
    """Where the greatest weight lies, in words ("lower middle of the picture"); "" for a flat or empty map.

    The centre of gravity of what has at least 80 % of the greatest weight around the maximum decides.
    """
    import numpy as np

    values = np.nan_to_num(np.asarray(grid, dtype=np.float64))
    if values.ndim != 2 or values.size == 0 or values.max() - values.min() < 1e-3:
        return ""
    top_row, top_column = np.unravel_index(int(values.argmax()), values.shape)
    rows, columns = np.nonzero(values >= 0.8 * values.max())
    near = (np.abs(rows - top_row) <= max(1, values.shape[0] // 4)) & (
        np.abs(columns - top_column) <= max(1, values.shape[1] // 4)
    )
    weights = values[rows, columns] * near
    y = float(((rows + 0.5) * weights).sum() / weights.sum()) / values.shape[0]
    x = float(((columns + 0.5) * weights).sum() / weights.sum()) / values.shape[1]
    return _places()[min(2, int(y * 3))][min(2, int(x * 3))]


def _places() -> tuple[tuple[str, str, str], ...]:
    return (
        (_("upper left of the picture"), _("upper middle of the picture"), _("upper right of the picture")),
        (_("left side of the picture"), _("middle of the picture"), _("right side of the picture")),
        (_("lower left of the picture"), _("lower middle of the picture"), _("lower right of the picture")),
    )


__all__ = [
    "COLOUR_MAPS",
    "COLOUR_MAP_TITLES",
    "WORD_HEAT",
    "colour_table",
    "describe_place",
    "heat_outline",
    "heat_overlay",
    "paint_heat_map",
    "thumbnail",
    "to_image",
    "to_pixels",
    "upsample",
    "with_heat_map",
]
