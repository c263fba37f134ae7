"""Learning curves: many lines over one axis of epochs, what is read from them, and how a noisy line is smoothed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from mmgui.core.axes import Axis, Unit, round_end
from mmgui.core.i18n import _
from mmgui.core.text import percent
from mmgui.gui.kit.chart import Canvas, LineStyle, Stops, cursor_pen, line_pen
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.theme import current

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LABEL_SHARE = 0.2  # of width and height, about what the label of the kept epoch takes
_LABEL_PX = 18


@dataclass(frozen=True, eq=False)
class Curve:
    """One line. x, y: equally long float arrays (points with a y that is no number are left out); colour "#rrggbb".

    `in_readout`: whether the person needs its values. depth: the greater lies on top; of equals the later.
    """

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    colour: str
    style: LineStyle = "solid"
    width: float = 2.0
    in_readout: bool = True
    depth: int = 0


@dataclass(frozen=True, eq=False)
class CurveSet:
    """Everything that one chart shows, in the order in which it is read. x runs from 0 to x_max, y through y_range;
    `best` marks an epoch. unit: how y is written.

    legend: what stands in the legend; each is shown with its colour and style, its points do not matter.
    """

    curves: tuple[Curve, ...] = ()
    legend: tuple[Curve, ...] = ()
    x_max: float = 1.0
    y_range: tuple[float, float] = (0.0, 1.0)
    best: float | None = None
    best_text: str = ""
    unit: Unit = "number"
    below_px = 0

    @property
    def x(self) -> Axis:
        return Axis(0.0, max(1.0, self.x_max), unit="count")

    @property
    def y(self) -> Axis:
        return Axis(*self.y_range, unit=self.unit)

    @property
    def stops(self) -> Stops | None:
        """Every epoch, and the end of the longest curve, which may be within one."""
        ends = [float(c.x[-1]) for c in self.curves if len(c.x)]
        if not ends:
            return None
        return Stops((*(float(n) for n in range(math.ceil(max(ends)))), max(ends)))

    def told(self, at: float | None) -> str:
        """ "Epoch 7 · training 0.41 · validation 0.48": at the cursor, or in the newest epoch that is measured.

        Figures are of that epoch only: validation (dashed) has one per epoch, and none yet of the epoch that runs.
        """
        curves = [c for c in self.curves if c.in_readout]
        ends = [float(c.x[-1]) for c in curves if len(c.x)]  # the main run's come first
        if not ends:
            return ""
        measured = [float(c.x[-1]) for c in curves[:2] if len(c.x) and c.style == "dashed"]
        x = (measured or ends)[0] if at is None else at
        epoch = max(1, math.ceil(x) if at is None else round(x))
        parts = [_("Epoch {epoch}").format(epoch=epoch)]
        for curve in curves:
            found = value_at(curve, x)
            if found is not None and abs(found[0] - x) <= (0.5 if curve.style == "dashed" else 1.5):
                parts.append(f"{curve.name} {percent(found[1]) if self.unit == 'share' else f'{found[1]:.3f}'}")
        return " · ".join(parts)

    def paint(self, canvas: Canvas) -> None:
        theme = current()
        if self.best is not None:
            canvas.upright(self.best, QPen(QColor(theme.muted), 1, Qt.PenStyle.DotLine))
        for curve in sorted(self.curves, key=lambda c: c.depth):
            canvas.curve(curve.x, curve.y, line_pen(curve.colour, curve.width, curve.style))
        if self.best is not None:
            room, x = canvas.room, canvas.at(self.best, 0.0).x()
            top = room.bottom() - scaled(_LABEL_PX) - 2 if self.is_label_low else room.top()
            first, last = (room.left(), x - 6) if self._is_label_left else (x + 6, room.right())
            side = Qt.AlignmentFlag.AlignRight if self._is_label_left else Qt.AlignmentFlag.AlignLeft
            box = QRectF(first, top, last - first, scaled(_LABEL_PX))
            canvas.text(box, self.best_text, theme.muted, side, on_ground=True)
        if canvas.cursor is not None:
            canvas.upright(canvas.cursor, cursor_pen())

    @property
    def _is_label_left(self) -> bool:
        return self.best is not None and self.best > self.x_max * 0.6

    @property
    def is_label_low(self) -> bool:
        """Whether curves run where the label of the kept epoch would stand above, and none at the lower end."""
        import numpy as np

        width, (low, high) = _LABEL_SHARE * self.x_max, self.y_range
        first = (self.best or 0.0) - (width if self._is_label_left else 0.0)
        near = [c.y[(c.x >= first) & (c.x <= first + width) & np.isfinite(c.y)] for c in self.curves]
        heights = (np.concatenate(near) - low) / (high - low) if near and high > low else np.zeros(0)
        return bool((heights > 1 - _LABEL_SHARE).any() and not (heights < _LABEL_SHARE).any())


def value_at(curve: Curve, x: float) -> tuple[float, float] | None:
    """(x, y) of the curve's point nearest to `x`, None if it has none there."""
    import numpy as np

    if not len(curve.x):
        return None
    index = int(np.argmin(np.abs(curve.x - x)))
    if not np.isfinite(curve.y[index]):
        return None
    return float(curve.x[index]), float(curve.y[index])


def smooth(values: NDArray[np.float64], span: int | None = None) -> NDArray[np.float64]:
    """The mean of the `span` neighbours around each point, fewer at the ends; by default a thirtieth of the curve.

    Points that are no numbers stay so and do not touch their neighbours.
    """
    import numpy as np

    count = len(values)
    half = max(2, count // 60) if span is None else span // 2
    if count < 3 or half < 1:
        return values.astype(np.float64)
    is_number = np.isfinite(values)
    sums = np.concatenate([[0.0], np.cumsum(np.where(is_number, values, 0.0))])
    counts = np.concatenate([[0], np.cumsum(is_number)])
    places = np.arange(count)
    low, high = np.maximum(0, places - half), np.minimum(count, places + half + 1)
    number = np.maximum(1, counts[high] - counts[low])
    return np.where(is_number, (sums[high] - sums[low]) / number, np.nan)


def loss_top(curves: Sequence[Curve]) -> float:
    """An upper end for a loss axis: all of the lines that matter, but no single outlier of the first steps."""
    import numpy as np

    tops = [float(np.nanpercentile(c.y, 99.0)) for c in curves if c.in_readout and np.isfinite(c.y).any()]
    return round_end(1.05 * max(tops, default=1.0))
