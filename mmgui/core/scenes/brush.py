"""Antialiased drawing for the scenes: shapes in any frame of reference, on a picture twice as large as the result."""

import math
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

OVERSAMPLING = 2  # 3 looks hardly better and costs twice the time

Color: TypeAlias = tuple[int, int, int]
Points: TypeAlias = Sequence[tuple[float, float]] | NDArray[np.float64]


class Brush:
    """Draws into a square picture. Coordinates are picture pixels, or those of a frame made with `placed`.

    Colours are 0–255; `alpha` 1 is opaque. x points right, y down, angles are degrees and turn clockwise.
    """

    def __init__(self, size_px: int) -> None:
        self.size_px = size_px
        self._image = Image.new("RGB", (size_px * OVERSAMPLING, size_px * OVERSAMPLING))
        self._opaque = ImageDraw.Draw(self._image, "RGB")
        self._blending = ImageDraw.Draw(self._image, "RGBA")  # half as fast, so only where something shines through
        self._matrix = np.array([[OVERSAMPLING, 0.0], [0.0, OVERSAMPLING]])
        self._origin = np.zeros(2)
        self._is_plain = True

    def placed(self, x: float, y: float, scale: float = 1.0, angle: float = 0.0, stretch: float = 1.0) -> "Brush":
        """A brush for the same picture whose frame lies at (x, y), turned and scaled; `stretch` widens x only."""
        turn = math.radians(angle)
        local = scale * np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
        local[:, 0] *= stretch
        other = object.__new__(Brush)
        other.size_px, other._image = self.size_px, self._image
        other._opaque, other._blending = self._opaque, self._blending
        other._matrix = self._matrix @ local
        other._is_plain = False
        other._origin = self._matrix @ np.array([x, y]) + self._origin
        return other

    def to_pixels(self, points: Points) -> NDArray[np.float64]:
        """(n, 2) points of this frame in pixels of the finished picture."""
        return self._to_canvas(points) / OVERSAMPLING

    def polygon(self, points: Points, color: Color, alpha: float = 1.0) -> None:
        corners = self._to_canvas(points).ravel().tolist()
        if alpha >= 1:
            self._opaque.polygon(corners, fill=color)
        else:
            self._blending.polygon(corners, fill=(*color, round(255 * alpha)))

    def ellipse(
        self, x: float, y: float, rx: float, ry: float, color: Color, alpha: float = 1.0, angle: float = 0.0
    ) -> None:
        points = _circle() * (rx, ry)
        if angle:
            c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            points = points @ np.array([[c, s], [-s, c]])
        self.polygon(np.add(points, (x, y)), color, alpha)

    def rectangle(
        self, x0: float, y0: float, x1: float, y1: float, color: Color, alpha: float = 1.0, radius: float = 0.0
    ) -> None:
        if not radius:
            if self._is_plain and alpha >= 1:  # a crowd is made of hundreds of them
                far = OVERSAMPLING * x1 - 1, OVERSAMPLING * y1 - 1
                self._opaque.rectangle((OVERSAMPLING * x0, OVERSAMPLING * y0, *far), fill=color)
                return
            self.polygon(((x0, y0), (x1, y0), (x1, y1), (x0, y1)), color, alpha)
            return
        left, top, right, bottom = x0 + radius, y0 + radius, x1 - radius, y1 - radius
        corners = ((right, bottom, 0), (left, bottom, 90), (left, top, 180), (right, top, 270))
        self.polygon(np.vstack([arc(x, y, radius, radius, a, a + 90, 5) for x, y, a in corners]), color, alpha)

    def stroke(self, points: Points, width: float, color: Color, alpha: float = 1.0) -> None:
        """A line of even width with round ends, through all points (two at least)."""
        line = np.asarray(points, np.float64)
        steps = np.empty_like(line)
        steps[1:-1] = line[2:] - line[:-2]
        steps[0], steps[-1] = line[1] - line[0], line[-1] - line[-2]
        along = steps * (width / 2 / np.maximum(np.hypot(steps[:, 0], steps[:, 1]), 1e-9))[:, None]
        across = along[:, ::-1] * (-1.0, 1.0)
        cap = _unit_arc(90, -90, 7)
        ends = [line[i] + sign * (cap @ np.array([along[i], across[i]])) for i, sign in ((-1, 1.0), (0, -1.0))]
        self.polygon(np.concatenate([line + across, ends[0], (line - across)[::-1], ends[1]]), color, alpha)

    def gradient(self, top: Color, bottom: Color, y0: float, y1: float) -> None:
        """Fill the picture's whole width between the rows y0 and y1 (picture pixels), from `top` to `bottom`."""
        rows = max(1, round((y1 - y0) * OVERSAMPLING))
        part = np.linspace(0.0, 1.0, rows)[:, None]
        column = np.asarray(top) * (1 - part) + np.asarray(bottom) * part
        strip = Image.fromarray(np.round(column).astype(np.uint8)[:, None, :])
        box = (0, round(y0 * OVERSAMPLING))
        self._image.paste(strip.resize((self._image.width, rows), Image.Resampling.NEAREST), box)

    def glow(self, x: float, y: float, radius: float, color: Color, alpha: float) -> None:
        """A round light in three rings, weakest at `radius`."""
        for part in (1.0, 0.75, 0.5):  # few rings: blending is the dearest thing here
            self.ellipse(x, y, radius * part, radius * part, color, alpha / 3)

    def finished(self) -> Image.Image:
        """The picture in its final size, antialiased."""
        return self._image.reduce(OVERSAMPLING)

    def _to_canvas(self, points: Points) -> NDArray[np.float64]:
        canvas: NDArray[np.float64] = np.asarray(points, np.float64) @ self._matrix.T + self._origin
        return canvas


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float, count: int = 20) -> NDArray[np.float64]:
    """(count, 2) points on an ellipse from angle `start` to `end`; 0 is right, 90 is down."""
    return np.add(_unit_arc(start, end, count) * (rx, ry), (x, y))


def curve(*points: tuple[float, float], count: int = 9) -> NDArray[np.float64]:
    """A smooth line through all points (Catmull–Rom spline), `count` points for each piece."""
    p = np.asarray(points, np.float64)
    p = np.concatenate([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    basis = _spline_basis(count)
    return np.concatenate([*(basis @ p[i : i + 4] for i in range(len(p) - 3)), p[-2:-1]])


def mix(first: Color, second: Color, part: float) -> Color:
    """`first` with `part` (0–1) of `second` in it."""
    r, g, b = (round(a + (c - a) * part) for a, c in zip(first, second, strict=True))
    return r, g, b


@cache
def rgb(text: str) -> Color:
    """ "ff8800" as numbers."""
    return int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)


@cache
def _circle() -> NDArray[np.float64]:
    return _unit_arc(0, 354, 60)


@lru_cache(maxsize=256)
def _unit_arc(start: float, end: float, count: int) -> NDArray[np.float64]:
    turn = np.radians(np.linspace(start, end, count))
    return np.column_stack([np.cos(turn), np.sin(turn)])


@cache
def _spline_basis(count: int) -> NDArray[np.float64]:
    """(count, 4): how much each of four neighbouring points counts along the piece between the middle two."""
    t = np.linspace(0, 1, count, endpoint=False)
    terms = (2 * t**2 - t - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2)
    return 0.5 * np.column_stack(terms)
