"""What is drawn over a picture besides its heat map, and which cells a finger passed over."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import TypeAlias

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

Cell: TypeAlias = tuple[int, int]  # (row, column) of a grid that covers the picture
_TOUCHED_PX = 9  # the radius of the ring around a touched place


def paint_framed(painter: QPainter, cells: Iterable[QRectF], covered: Iterable[QRectF]) -> None:
    """Cells side by side get one frame around them, white in black, dashed; what is covered anyway is left out."""
    outline = _joined(cells).subtracted(_joined(covered))
    painter.setBrush(QColor(255, 255, 255, 70))
    painter.setPen(QPen(QColor("#000000"), 4))
    painter.drawPath(outline)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor("#ffffff"), 2, Qt.PenStyle.DashLine))
    painter.drawPath(outline)


def paint_touched(painter: QPainter, point: QPointF) -> None:
    """A ring around a place, white in black: seen on every picture."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in (("#000000", 5), ("#ffffff", 2.5)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawEllipse(point, _TOUCHED_PX, _TOUCHED_PX)


def cells_between(
    start: QPointF, end: QPointF, cell_px: float, cell_at: Callable[[QPointF], Cell | None]
) -> frozenset[Cell]:
    """The cells that the straight way from start to end touches: a quick finger is reported only now and then.

    cell_px: the shorter side of a cell.
    """
    way = end - start
    steps = max(1, math.ceil(4 * math.hypot(way.x(), way.y()) / max(1.0, cell_px)))
    found = (cell_at(start + way * (step / steps)) for step in range(steps + 1))
    return frozenset(cell for cell in found if cell is not None)


def _joined(rects: Iterable[QRectF]) -> QPainterPath:
    path = QPainterPath()
    for rect in rects:
        path.addRect(rect)
    return path.simplified()


__all__ = ["Cell", "cells_between", "paint_framed", "paint_touched"]
