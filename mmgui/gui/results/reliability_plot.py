"""How often a model is right when it says it is so sure: bars against the diagonal, clickable, one per range.

Source: the reliability diagram of DeGroot & Fienberg 1983, as drawn by Guo et al. 2017, arXiv:1706.04599.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mmgui.core.i18n import _
from mmgui.core.text import examples_text, grouped, percent
from mmgui.gui.kit.theme import current, mix

if TYPE_CHECKING:
    from mmgui.core.uncertainty.calibration import ReliabilityBin

_LEFT, _TOP, _BOTTOM, _RIGHT = 52, 12, 62, 24  # px around the square of the plot
_HALF_DOT = 4.5


class ReliabilityPlot(QWidget):
    """bars: after temperature scaling; before: as the network said, small circles. Both may have empty ranges.

    `bar_hovered(number)`, -1 when none is; `bar_clicked(number)` also by Return and Space. Arrow keys move.
    """

    bar_hovered = Signal(int)
    bar_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bins: tuple[ReliabilityBin, ...] = ()
        self._before: tuple[ReliabilityBin, ...] = ()
        self._hovered: int | None = None
        self._focused: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(260, 250)

    # -- what is shown -----------------------------------------------------------------------------------------------

    def show_bins(self, bins: Sequence[ReliabilityBin], before: Sequence[ReliabilityBin] = ()) -> None:
        """before: () draws no circles."""
        self._bins, self._before = tuple(bins), tuple(before)
        self._hovered = self._focused = None
        self.setAccessibleName(_("Reliability diagram"))
        self.setAccessibleDescription(" ".join(self.describe(n) for n, b in enumerate(self._bins) if b.count))
        self.update()

    @property
    def bins(self) -> tuple[ReliabilityBin, ...]:
        return self._bins

    def describe(self, number: int) -> str:
        """ "When it said 80 % to 90 % (on average 86 %), it was right in 21 of 24 examples (88 %)." """
        b = self._bins[number]
        if not b.count:
            return _("It was never {low} to {high} sure.").format(low=percent(b.low), high=percent(b.high))
        return _(
            "When it was {low} to {high} sure (on average {confidence}), "
            "it was right in {right} of {examples} ({share})."
        ).format(
            low=percent(b.low),
            high=percent(b.high),
            confidence=percent(b.confidence),
            right=grouped(round(b.accuracy * b.count)),
            examples=examples_text(b.count),
            share=percent(b.accuracy),
        )

    # -- geometry ----------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(460, 340)

    def plot_rect(self) -> QRectF:
        """Where confidence and accuracy run from 0 to 1."""
        return QRectF(_LEFT, _TOP, max(1.0, self.width() - _LEFT - _RIGHT), max(1.0, self.height() - _TOP - _BOTTOM))

    def bar_rect(self, number: int) -> QRectF:
        """The painted bar; of an empty range one without height."""
        b = self._bins[number]
        column = self._column(number)
        top = self._y(b.accuracy if b.count else 0.0)
        return QRectF(column.x() + 1.5, top, column.width() - 3, column.bottom() - top)

    def _column(self, number: int) -> QRectF:
        room, b = self.plot_rect(), self._bins[number]
        return QRectF(room.x() + b.low * room.width(), room.y(), (b.high - b.low) * room.width(), room.height())

    def _y(self, share: float) -> float:
        room = self.plot_rect()
        return room.bottom() - share * room.height()

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._bins:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(12)
        painter.setFont(font)
        self._paint_axes(painter)
        for number, b in enumerate(self._bins):
            self._paint_bar(painter, number, b)
        self._paint_diagonal(painter)
        self._paint_before(painter)
        marked = self._focused if self.hasFocus() else None
        if marked is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(current().text), 2))
            painter.drawRoundedRect(self._column(marked).adjusted(1, 0, -1, 1), 3, 3)
        painter.end()

    def _paint_axes(self, painter: QPainter) -> None:
        theme, room = current(), self.plot_rect()
        align = Qt.AlignmentFlag
        for step in range(6):
            share = step / 5
            y = self._y(share)
            painter.setPen(QPen(QColor(theme.grid), 1))
            painter.drawLine(QPointF(room.x(), y), QPointF(room.right(), y))
            painter.setPen(QColor(theme.muted))
            painter.drawText(QRectF(0, y - 9, _LEFT - 6, 18), align.AlignRight | align.AlignVCenter, percent(share))
            x = room.x() + share * room.width()
            painter.drawText(QRectF(x - 24, room.bottom() + 20, 48, 18), align.AlignCenter, percent(share))
        painter.drawText(
            QRectF(room.x(), room.bottom() + 40, room.width(), 18), align.AlignCenter, _("how sure it said it was")
        )
        painter.save()
        painter.translate(0, room.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, room.height(), 14), align.AlignCenter, _("how often it was right"))
        painter.restore()

    def _paint_bar(self, painter: QPainter, number: int, b: ReliabilityBin) -> None:
        theme, bar, column = current(), self.bar_rect(number), self._column(number)
        if not b.count:
            return
        is_marked = number == self._hovered
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent if is_marked else mix(theme.accent, theme.surface, 0.35)))
        painter.drawRoundedRect(bar if bar.height() >= 2 else bar.adjusted(0, -2, 0, 0), 3, 3)
        # the gap between what it said and what came true: the surer it was without reason, the larger
        said, came = self._y(b.confidence), self._y(b.accuracy)
        gap = QRectF(bar.x(), min(said, came), bar.width(), abs(said - came))
        painter.setBrush(QColor(theme.warning))
        painter.setOpacity(0.25)
        painter.drawRect(gap)
        painter.setOpacity(1.0)
        painter.setPen(QPen(QColor(theme.warning), 2))
        painter.drawLine(QPointF(bar.x(), said), QPointF(bar.right(), said))
        painter.setPen(QColor(theme.muted))
        below = QRectF(column.x() - 10, column.bottom() + 2, column.width() + 20, 16)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, grouped(b.count))

    def _paint_diagonal(self, painter: QPainter) -> None:
        room = self.plot_rect()
        painter.setPen(QPen(QColor(current().text), 1.4, Qt.PenStyle.DashLine))
        painter.drawLine(room.bottomLeft(), room.topRight())

    def _paint_before(self, painter: QPainter) -> None:
        room = self.plot_rect()
        painter.setPen(QPen(QColor(current().text), 1.6))
        painter.setBrush(QColor(current().surface))
        for b in self._before:
            if b.count:
                y = min(self._y(b.accuracy), room.bottom() - _HALF_DOT - 1)  # clear of the counts below
                painter.drawEllipse(QPointF(room.x() + b.confidence * room.width(), y), _HALF_DOT, _HALF_DOT)

    # -- mouse and keyboard ------------------------------------------------------------------------------------------

    def bar_at(self, place: QPointF) -> int | None:
        """The range under a point: the whole column counts, a small bar is hard to hit."""
        reach = self.plot_rect().adjusted(0, 0, 0, 20)
        if not reach.contains(place):
            return None
        return next((n for n in range(len(self._bins)) if self._column(n).right() >= place.x()), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.bar_at(event.position()))
        can_click = self._hovered is not None and self._bins[self._hovered].count > 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if can_click else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def _hover(self, number: int | None) -> None:
        if number != self._hovered:
            self._hovered = number
            self.bar_hovered.emit(-1 if number is None else number)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self.bar_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and number is not None:
            self._focused = number
            self._click(number)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._focused is None and self._bins:
            self._move_to(max(range(len(self._bins)), key=lambda n: self._bins[n].count))
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if self._focused is None or not self._bins:
            super().keyPressEvent(event)
        elif step is not None:
            self._move_to(min(max(self._focused + step, 0), len(self._bins) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._click(self._focused)
        else:
            super().keyPressEvent(event)

    def _move_to(self, number: int) -> None:
        self._focused = number
        self.setAccessibleDescription(self.describe(number))
        self.bar_hovered.emit(number)
        self.update()

    def _click(self, number: int) -> None:
        if self._bins[number].count:
            self.bar_clicked.emit(number)


__all__ = ["ReliabilityPlot"]
