"""Precision-recall curves, one per class: how much is right when more and more of a class is to be found.

Painted by ourselves, since the names of classes come from a person and the plot library reads them as HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from mmgui.core.i18n import _, join_parts
from mmgui.core.text import one_line, percent
from mmgui.gui.kit.theme import current

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LEFT, _TOP, _BOTTOM, _RIGHT = 52, 12, 44, 14
_MOST_POINTS = 800  # per curve; more cannot be seen
_KEY_STEP = 0.05  # of the recall


@dataclass(frozen=True, eq=False)
class PrecisionRecallCurve:
    """One class. precision, recall: (t + 1,), recall falls to 0; thresholds: (t,). average: the average precision."""

    name: str
    colour: str
    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    thresholds: NDArray[np.float64]
    average: float
    support: int


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """At this threshold on the probability of the class: the shares that are right, and found."""

    precision: float
    recall: float
    threshold: float


def point_at(curve: PrecisionRecallCurve, recall: float) -> CurvePoint | None:
    """The best precision with which at least this recall is reached; None for a class without examples."""
    import numpy as np

    enough = np.flatnonzero(curve.recall[:-1] >= min(recall, 1.0) - 1e-9)
    if not len(enough) or not curve.support:
        return None
    best = int(enough[np.argmax(curve.precision[enough])])
    return CurvePoint(float(curve.precision[best]), float(curve.recall[best]), float(curve.thresholds[best]))


class PrecisionRecallPlot(QWidget):
    """Hovering, or the arrow keys, move a read-out along the recall: `readout_changed(recall or None)`."""

    readout_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curves: tuple[PrecisionRecallCurve, ...] = ()
        self._marked: int | None = None  # the curve that stands out
        self._cursor: float | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(260, 250)

    def show_curves(self, curves: Sequence[PrecisionRecallCurve]) -> None:
        self._curves, self._marked = tuple(curves), None
        self.setAccessibleName(_("Precision-recall curves"))
        self.setAccessibleDescription(join_parts(average_sentence(c) for c in self._curves))
        self._move(None)
        self.update()

    def mark(self, number: int | None) -> None:
        """Let one curve stand out, None = all alike."""
        if number != self._marked:
            self._marked = number
            self.update()

    @property
    def curves(self) -> tuple[PrecisionRecallCurve, ...]:
        return self._curves

    @property
    def cursor_at(self) -> float | None:
        return self._cursor

    def sizeHint(self) -> QSize:
        return QSize(460, 340)

    def plot_rect(self) -> QRectF:
        """Where recall (to the right) and precision (up) run from 0 to 1."""
        return QRectF(_LEFT, _TOP, max(1.0, self.width() - _LEFT - _RIGHT), max(1.0, self.height() - _TOP - _BOTTOM))

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(12)
        painter.setFont(font)
        self._paint_axes(painter)
        order = sorted(range(len(self._curves)), key=lambda n: n == self._marked)
        for number in order:
            self._paint_curve(painter, number)
        room = self.plot_rect()
        if self._cursor is not None:
            x = room.x() + self._cursor * room.width()
            painter.setPen(QPen(QColor(current().control), 1.5))
            painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(current().accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _paint_axes(self, painter: QPainter) -> None:
        theme, room, align = current(), self.plot_rect(), Qt.AlignmentFlag
        for step in range(6):
            share = step / 5
            x, y = room.x() + share * room.width(), room.bottom() - share * room.height()
            painter.setPen(QPen(QColor(theme.grid), 1))
            painter.drawLine(QPointF(room.x(), y), QPointF(room.right(), y))
            painter.setPen(QColor(theme.muted))
            painter.drawText(QRectF(0, y - 9, _LEFT - 6, 18), align.AlignRight | align.AlignVCenter, percent(share))
            side = align.AlignLeft if step == 0 else align.AlignRight if step == 5 else align.AlignHCenter
            box = QRectF(x - (0 if step == 0 else 40 if step == 5 else 20), room.bottom() + 4, 40, 18)
            painter.drawText(box, side | align.AlignVCenter, percent(share))
        below = QRectF(room.x(), room.bottom() + 24, room.width(), 18)
        painter.drawText(below, align.AlignCenter, _("found of all examples of the class (recall)"))
        painter.save()
        painter.translate(0, room.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, room.height(), 14), align.AlignCenter, _("right of these (precision)"))
        painter.restore()

    def _paint_curve(self, painter: QPainter, number: int) -> None:
        curve, room = self._curves[number], self.plot_rect()
        if not curve.support:
            return
        is_faint = self._marked is not None and number != self._marked
        colour = QColor(curve.colour)
        colour.setAlphaF(0.18 if is_faint else 1.0)
        step = max(1, len(curve.recall) // _MOST_POINTS)
        line = QPolygonF()
        last_y = None
        for recall, precision in zip(curve.recall[::-step], curve.precision[::-step], strict=True):
            x, y = room.x() + float(recall) * room.width(), room.bottom() - float(precision) * room.height()
            if last_y is not None:  # steps, not slopes: between two thresholds nothing lies (Davis & Goadrich 2006)
                line.append(QPointF(x, last_y))
            line.append(QPointF(x, y))
            last_y = y
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 3.0 if number == self._marked else 2.0))
        painter.drawPolyline(line)
        if self._cursor is not None and not is_faint:
            point = point_at(curve, self._cursor)
            if point is not None:
                painter.setBrush(colour)
                painter.setPen(QPen(QColor(current().surface), 1.5))
                y = room.bottom() - point.precision * room.height()
                painter.drawEllipse(QPointF(room.x() + self._cursor * room.width(), y), 4.5, 4.5)

    # -- the read-out ------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        room = self.plot_rect()
        share = (event.position().x() - room.x()) / room.width()
        self._move(share if -0.02 <= share <= 1.02 and room.top() <= event.position().y() <= room.bottom() else None)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._move(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._move(None)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -_KEY_STEP, Qt.Key.Key_Right: _KEY_STEP}.get(Qt.Key(event.key()))
        if step is None or not self._curves:
            super().keyPressEvent(event)
            return
        self._move(0.8 if self._cursor is None else round(self._cursor + step, 2))

    def _move(self, recall: float | None) -> None:
        wanted = None if recall is None or not self._curves else min(1.0, max(0.0, recall))
        if wanted != self._cursor:
            self._cursor = wanted
            self.readout_changed.emit(wanted)
            self.update()


def average_sentence(curve: PrecisionRecallCurve) -> str:
    """ "“sad”: average precision 0.97"; says so where there is no example of the class."""
    name = one_line(curve.name, 40)
    if not curve.support:
        return _("“{name}”: no examples").format(name=name)
    return _("“{name}”: average precision {value}").format(name=name, value=average_text(curve.average))


def average_text(average: float) -> str:
    """Three digits, since good curves differ in the third; "1.000" means perfect."""
    return f"{min(average, 0.999) if average < 1 else average:.3f}"


__all__ = ["CurvePoint", "PrecisionRecallCurve", "PrecisionRecallPlot", "average_sentence", "average_text", "point_at"]
