"""Precision-recall curves, one per class: how much is right when more and more of a class is to be found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPen

from mmgui.core.axes import Axis
from mmgui.core.i18n import _, join_parts
from mmgui.core.text import one_line, percent, share_text
from mmgui.gui.kit.chart import Canvas, Stops, cursor_pen, line_pen
from mmgui.gui.kit.theme import current

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_STOPS = Stops(tuple(n / 20 for n in range(21)), first=16)  # 80 % to be found is a question that people have
_READ_MOST = 6  # classes in one read-out


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


@dataclass(frozen=True, eq=False)
class PrecisionRecall:
    """The curves of all classes; the marked one stands out, and only it is read."""

    curves: tuple[PrecisionRecallCurve, ...] = ()
    marked: int | None = None
    below_px = 0

    @property
    def x(self) -> Axis:
        return Axis(title=_("found of all examples of the class (recall)"))

    @property
    def y(self) -> Axis:
        return Axis(title=_("right of these (precision)"))

    @property
    def stops(self) -> Stops | None:
        return _STOPS if self.curves else None

    def told(self, at: float | None) -> str:
        """The averages; or "To find 80 % of a class: “sad” 95 % right (from a probability of 0.31); …"."""
        if at is None:
            return join_parts(average_sentence(c) for c in self.curves)
        found = []
        for curve in self.curves if self.marked is None else [self.curves[self.marked]]:
            point = point_at(curve, at)
            if point is not None:
                found.append(
                    _("“{name}” {precision} right (from a probability of {threshold})").format(
                        name=one_line(curve.name, 30),
                        precision=percent(point.precision),
                        threshold=share_text(point.threshold),
                    )
                )
        shown = join_parts(found[:_READ_MOST]) + ("; …" if len(found) > _READ_MOST else "")
        return _("To find {recall} of a class: {classes}.").format(recall=percent(at), classes=shown)

    def paint(self, canvas: Canvas) -> None:
        for number in sorted(range(len(self.curves)), key=lambda n: n == self.marked):
            self._paint_curve(canvas, number)
        if canvas.cursor is not None:
            canvas.upright(canvas.cursor, cursor_pen())

    def _paint_curve(self, canvas: Canvas, number: int) -> None:
        """As steps, not slopes: between two thresholds nothing lies (Davis & Goadrich 2006)."""
        curve = self.curves[number]
        if not curve.support:
            return
        is_faint = self.marked is not None and number != self.marked
        recall, precision = curve.recall[::-1].repeat(2)[1:], curve.precision[::-1].repeat(2)[:-1]
        width = 3.0 if number == self.marked else 2.0
        canvas.curve(recall, precision, line_pen(curve.colour, width, "faint" if is_faint else "solid"))
        point = None if canvas.cursor is None or is_faint else point_at(curve, canvas.cursor)
        if point is not None and canvas.cursor is not None:
            edge = QPen(QColor(current().surface), 1.5)
            canvas.dot(canvas.at(canvas.cursor, point.precision), 4.5, QColor(curve.colour), edge)


def average_sentence(curve: PrecisionRecallCurve) -> str:
    """ "“sad”: average precision 0.97"; says so where there is no example of the class."""
    name = one_line(curve.name, 40)
    if not curve.support:
        return _("“{name}”: no examples").format(name=name)
    return _("“{name}”: average precision {value}").format(name=name, value=average_text(curve.average))


def average_text(average: float) -> str:
    """Three digits, since good curves differ in the third; "1.000" means perfect."""
    return f"{min(average, 0.999) if average < 1 else average:.3f}"
