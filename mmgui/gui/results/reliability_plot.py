"""How often a model is right when it says it is so sure: bars against the diagonal, one per range of confidence.

Source: the reliability diagram of DeGroot & Fienberg 1983, as drawn by Guo et al. 2017, arXiv:1706.04599.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from mmgui.core.axes import Axis
from mmgui.core.colours import mix
from mmgui.core.i18n import _
from mmgui.core.text import examples_text, grouped, percent
from mmgui.gui.kit.chart import Canvas, Stops
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.theme import current

if TYPE_CHECKING:
    from mmgui.core.uncertainty.calibration import ReliabilityBin

_DOT_PX = 4.5


@dataclass(frozen=True, eq=False)
class Reliability:
    """bins: after temperature scaling; before: as the network said, small circles, () draws none. Both may have empty
    ranges. The number of a stop is that of its bin; those with examples open."""

    bins: tuple[ReliabilityBin, ...] = ()
    before: tuple[ReliabilityBin, ...] = ()
    below_px = 20  # the counts of examples

    @property
    def x(self) -> Axis:
        return Axis(title=_("how sure it said it was"))

    @property
    def y(self) -> Axis:
        return Axis(title=_("how often it was right"))

    @property
    def stops(self) -> Stops | None:
        """The middle of each range, the fullest first."""
        if not self.bins:
            return None
        counts = [b.count for b in self.bins]
        opens = frozenset(n for n, count in enumerate(counts) if count)
        return Stops(tuple((b.low + b.high) / 2 for b in self.bins), counts.index(max(counts)), opens)

    def told(self, at: float | None) -> str:
        if self.stops is None or at is None:
            return " ".join(self.describe(n) for n, b in enumerate(self.bins) if b.count)
        return self.describe(self.stops.nearest(at))

    def describe(self, number: int) -> str:
        """ "When it said 80 % to 90 % (on average 86 %), it was right in 21 of 24 examples (88 %)." """
        b = self.bins[number]
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

    def paint(self, canvas: Canvas) -> None:
        if self.stops is None:
            return
        looked_at = None if canvas.cursor is None else self.stops.nearest(canvas.cursor)
        for number, b in enumerate(self.bins):
            if b.count:
                _paint_bar(canvas, b, is_marked=number == looked_at)
        canvas.line(canvas.at(0, 0), canvas.at(1, 1), QPen(QColor(current().text), 1.4, Qt.PenStyle.DashLine))
        for b in self.before:
            if b.count:
                place = canvas.at(b.confidence, b.accuracy)
                place.setY(min(place.y(), canvas.room.bottom() - _DOT_PX - 1))  # clear of the counts below
                canvas.dot(place, _DOT_PX, QColor(current().surface), QPen(QColor(current().text), 1.6))
        if looked_at is not None and canvas.has_focus:
            b = self.bins[looked_at]
            canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
            canvas.painter.setPen(QPen(QColor(current().text), 2))
            canvas.painter.drawRoundedRect(canvas.box(b.low, 0, b.high, 1).adjusted(1, 0, -1, 1), 3, 3)


def bar_box(canvas: Canvas, b: ReliabilityBin) -> QRectF:
    """The bar of a range in pixels; of an empty range one without height."""
    return canvas.box(b.low, 0.0, b.high, b.accuracy if b.count else 0.0).adjusted(1.5, 0, -1.5, 0)


def _paint_bar(canvas: Canvas, b: ReliabilityBin, *, is_marked: bool) -> None:
    theme, painter, bar = current(), canvas.painter, bar_box(canvas, b)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.accent if is_marked else mix(theme.accent, theme.surface, 0.35)))
    painter.drawRoundedRect(bar if bar.height() >= 2 else bar.adjusted(0, -2, 0, 0), 3, 3)
    # the gap between what it said and what came true: the surer it was without reason, the larger
    gap = canvas.box(b.low, min(b.confidence, b.accuracy), b.high, max(b.confidence, b.accuracy))
    shade = QColor(theme.warning)
    shade.setAlphaF(0.25)
    painter.fillRect(gap.adjusted(1.5, 0, -1.5, 0), shade)
    said = canvas.at(b.low, b.confidence).y()
    canvas.line(QPointF(bar.left(), said), QPointF(bar.right(), said), QPen(QColor(theme.warning), 2))
    below = QRectF(bar.x() - 10, canvas.room.bottom() + 2, bar.width() + 20, scaled(16))
    canvas.text(below, grouped(b.count), theme.muted, Qt.AlignmentFlag.AlignHCenter)
