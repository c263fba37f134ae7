"""The fan in which a radar's view is shown: where a range and an azimuth lie on a widget, and how it is painted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF, QRadialGradient

from mmgui.core.explaining.overlay import colour_table
from mmgui.core.i18n import _
from mmgui.gui.kit.theme import RADIUS, current
from mmgui.modalities.radar.drawing import AWAY, CLOSER, STILL

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROOM = 14.0  # px around the fan
_FASTEST_MPS = 20.0
_DOT = 9.0  # px, of the strongest return
_HALO = 34.0  # px, of the heaviest


@dataclass(frozen=True)
class Fan:
    """rect: in which it lies. reach_m: of its outer arc. half_deg: half its opening."""

    rect: QRectF
    reach_m: float
    half_deg: float

    @property
    def scale(self) -> float:
        """Pixels of one metre."""
        half = math.radians(min(self.half_deg, 90.0))
        wide, high = self.rect.width() / 2 - _ROOM, self.rect.height() - 2 * _ROOM
        high = high if self.half_deg <= 90 else high / 2
        return max(0.01, min(wide / max(0.2, math.sin(half)), high)) / self.reach_m

    @property
    def centre(self) -> QPointF:
        y = self.rect.bottom() - _ROOM if self.half_deg <= 90 else self.rect.center().y()
        return QPointF(self.rect.center().x(), y)

    def point(self, range_m: float, azimuth_deg: float) -> QPointF:
        angle, length = math.radians(azimuth_deg), range_m * self.scale
        return self.centre + QPointF(math.sin(angle) * length, -math.cos(angle) * length)

    def place(self, point: QPointF) -> tuple[float, float]:
        """(range in metres, azimuth in degrees), brought into the fan."""
        away = point - self.centre
        azimuth = math.degrees(math.atan2(away.x(), -away.y()))
        range_m = math.hypot(away.x(), away.y()) / self.scale
        return min(self.reach_m, range_m), min(self.half_deg, max(-self.half_deg, azimuth))

    def wedge(self, near_m: float, far_m: float, left_deg: float, right_deg: float) -> QPainterPath:
        """A piece of it."""
        path = QPainterPath()
        angles = [left_deg + (right_deg - left_deg) * n / 6 for n in range(7)]
        points = [self.point(far_m, a) for a in angles] + [self.point(near_m, a) for a in reversed(angles)]
        path.addPolygon(QPolygonF(points))
        path.closeSubpath()
        return path


def paint_grid(painter: QPainter, fan: Fan) -> None:
    """Ranges with their metres, angles, and the car at its place."""
    theme = current()
    painter.setBrush(QColor(theme.background))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(fan.rect, RADIUS, RADIUS)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.control), 1))
    span = (round((90 - fan.half_deg) * 16), round(2 * fan.half_deg * 16))
    for ring in range(1, 6):
        r = fan.reach_m * fan.scale * ring / 5
        painter.drawArc(QRectF(fan.centre.x() - r, fan.centre.y() - r, 2 * r, 2 * r), *span)
    for number in range(7):
        painter.drawLine(fan.centre, fan.point(fan.reach_m, fan.half_deg * (number / 3 - 1)))
    painter.setPen(QColor(theme.muted))
    for ring in range(1, 6):
        metres = fan.reach_m * ring / 5
        painter.drawText(fan.point(metres, 0) + QPointF(4, 12), _("{metres} m").format(metres=f"{metres:g}"))
    painter.setBrush(QColor(theme.text))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(QRectF(fan.centre.x() - 5, fan.centre.y() - 6, 10, 16), 3, 3)


def paint_halo(painter: QPainter, at: QPointF, weight: float, strength: float, colours: str) -> None:
    """How much a return counts: a glow in the colours of the heat maps."""
    if weight <= 0.02 or strength <= 0:
        return
    red, green, blue = colour_table(colours)[round(255 * min(1.0, weight))].tolist()
    radius = _HALO * (0.45 + 0.55 * weight)
    glow = QRadialGradient(at, radius)
    inner, outer = QColor(red, green, blue), QColor(red, green, blue, 0)
    inner.setAlphaF(min(1.0, strength * (0.35 + 0.65 * weight) * 1.3))
    glow.setColorAt(0.0, inner)
    glow.setColorAt(0.45, inner)
    glow.setColorAt(1.0, outer)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(glow)
    painter.drawEllipse(at, radius, radius)


def speed_colour(closing_mps: float) -> QColor:
    """Red comes closer, blue moves away; lighter in a dark theme."""
    share = min(1.0, abs(closing_mps) / _FASTEST_MPS) ** 0.6
    end = CLOSER if closing_mps > 0 else AWAY
    colour = QColor(*(round(a + (z - a) * share) for a, z in zip(STILL, end, strict=True)))
    return colour.lighter(150) if current().is_dark else colour


def paint_return(
    painter: QPainter, fan: Fan, row: Sequence[float], size: float, is_hidden: bool, is_chosen: bool
) -> None:
    """A dot as large as it is strong, its arrow as long as it is fast. size: 0.5 to 1."""
    range_m, azimuth_deg, speed, _strength = row
    at, radius = fan.point(range_m, azimuth_deg), _DOT * size
    colour = speed_colour(speed)
    if not is_hidden and abs(speed) >= 0.5:
        length = max(-1.0, min(1.0, speed / _FASTEST_MPS)) * 44
        turn = math.radians(azimuth_deg)
        way = QPointF(-math.sin(turn), math.cos(turn))  # towards us
        tip, side = at + way * length, QPointF(-way.y(), way.x())
        back = way * (-6.0 if length > 0 else 6.0)
        painter.setPen(QPen(colour, 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(at, tip)
        painter.drawLine(tip, tip + back + side * 4)
        painter.drawLine(tip, tip + back - side * 4)
    painter.setBrush(Qt.BrushStyle.NoBrush if is_hidden else colour)
    painter.setPen(QPen(colour if is_hidden else QColor(current().surface), 1.5,
                        Qt.PenStyle.DotLine if is_hidden else Qt.PenStyle.SolidLine))  # fmt: skip
    painter.drawEllipse(at, radius, radius)
    if is_chosen:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(current().accent), 2.5))
        painter.drawEllipse(at, radius + 5, radius + 5)


def map_image(raw: NDArray[np.float32], fan: Fan) -> QImage:
    """A map of strengths as it lies in the fan, transparent around it. raw: (R, A, 1)."""
    import numpy as np

    from mmgui.modalities.radar.sectors import HALF_DEG, REACH_M

    width, height = max(1, int(fan.rect.width())), max(1, int(fan.rect.height()))
    ys, xs = np.mgrid[0:height, 0:width] + 0.5
    dx = xs + fan.rect.left() - fan.centre.x()
    dy = fan.centre.y() - ys - fan.rect.top()
    away, aside = np.hypot(dx, dy) / fan.scale / REACH_M, np.degrees(np.arctan2(dx, dy)) / HALF_DEG
    is_in = (away < 1) & (np.abs(aside) < 1)
    rows = (away * raw.shape[0]).astype(int).clip(0, raw.shape[0] - 1)
    columns = ((aside + 1) / 2 * raw.shape[1]).astype(int).clip(0, raw.shape[1] - 1)
    low, high = float(np.percentile(raw, 2)), float(raw.max())
    grey = ((raw[:, :, 0] - low) * (255 / max(high - low, 1e-9))).clip(0, 255).astype(np.uint8)[rows, columns]
    pixels = np.stack([grey, grey, grey, np.where(is_in, 255, 0).astype(np.uint8)], 2)
    return QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


__all__ = ["Fan", "map_image", "paint_grid", "paint_halo", "paint_return", "speed_colour"]
