"""A chart: axes with round numbers, a grid, a place that mouse or keyboard look at, and a ring for the focus.

What it shows is a model: that draws in its own units on a `Canvas`, and says in words what stands where. All texts are
painted literally, as plain text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, Protocol, TypeAlias, TypeVar

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from mmgui.core.axes import Axis
from mmgui.core.i18n import language
from mmgui.core.text import one_line
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.theme import current

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LineStyle: TypeAlias = Literal["solid", "dashed", "dotted", "faint"]
_SIDE, _TOP, _LINE = 14, 12, 18  # px: left and right of the room so that marks at the ends are whole, above, of a text
_LEAST_LEFT = 38  # px, so that charts below each other begin at the same place
_X_STEP, _Y_STEP = (50, 10), (26, 6)  # px from number to number at least, and how many steps at most
_PIECE = 8  # points of a line painted at once: long lines that cross themselves cost ten times as much in one piece
_REACH = 8  # px beside the room in which the mouse still counts
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -(10**9), Qt.Key.Key_End: 10**9}
_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_Align = Qt.AlignmentFlag


@dataclass(frozen=True, slots=True)
class Rows:
    """In place of a y axis: things below each other. The model's y are pixels from above, the chart is so high."""

    height_px: int


@dataclass(frozen=True, slots=True)
class Stops:
    """Where one can look, from left to right in units of x; never empty. first: number of the one to begin with.

    opens: numbers of those that a click opens; if there are any, the mouse stands on stops only, else it looks anywhere
    up to the last one.
    """

    places: tuple[float, ...]
    first: int = -1
    opens: frozenset[int] = frozenset()

    def nearest(self, x: float) -> int:
        return min(range(len(self.places)), key=lambda n: abs(self.places[n] - x))


class ChartModel(Protocol):
    """What a chart shows. x, y: its axes. below_px: room between plot and numbers in which the model may draw."""

    @property
    def x(self) -> Axis: ...
    @property
    def y(self) -> Axis | Rows: ...
    @property
    def below_px(self) -> int: ...
    @property
    def stops(self) -> Stops | None: ...

    def paint(self, canvas: Canvas) -> None: ...

    def told(self, at: float | None) -> str:
        """What is to be seen, in words: at the x that is looked at, or on the whole."""


Model = TypeVar("Model", bound=ChartModel)


class Canvas:
    """For one painting: the painter, and the way from the model's units to pixels.

    width: of the whole chart, in pixels. room: where the axes run in it. cursor: the x that is looked at.
    """

    def __init__(self, painter: QPainter, chart: Chart[Model]) -> None:
        self.painter, self.width, self.room, self.cursor = painter, chart.width(), chart.room, chart.cursor_at
        self.has_focus = chart.hasFocus()
        self._to_px = _to_pixels(chart.model, self.room)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def at(self, x: float, y: float) -> QPointF:
        return self._to_px.map(QPointF(x, y))

    def box(self, left: float, bottom: float, right: float, top: float) -> QRectF:
        return self._to_px.mapRect(QRectF(left, bottom, right - left, top - bottom))

    def curve(self, x: NDArray[np.float64], y: NDArray[np.float64], pen: QPen) -> None:
        """A line through the points, those that are no numbers left out; a dot where there is only one."""
        import numpy as np

        is_number = np.isfinite(x) & np.isfinite(y)
        x, y = _thinned(x[is_number], y[is_number], 2 * max(1, round(self.room.width())))
        if len(x) == 1:
            self.dot(self.at(float(x[0]), float(y[0])), 3.5, pen.color())
        if len(x) < 2:
            return
        matrix = self._to_px
        x, y = x * matrix.m11() + matrix.dx(), y * matrix.m22() + matrix.dy()
        points = [QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)]
        way = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))]) / pen.widthF()
        piece = _PIECE if pen.color().alpha() == 255 else len(points)
        self.painter.setClipRect(self.room.adjusted(-3, -3, 3, 3))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        for start in range(0, len(points) - 1, piece):
            if pen.style() != Qt.PenStyle.SolidLine:
                pen.setDashOffset(float(way[start]))
            self.painter.setPen(pen)
            self.painter.drawPolyline(QPolygonF(points[start : start + piece + 1]))
        self.painter.setClipping(False)

    def dot(self, place: QPointF, radius: float, colour: QColor, edge: QPen | None = None) -> None:
        self.painter.setPen(edge or QPen(Qt.PenStyle.NoPen))
        self.painter.setBrush(colour)
        self.painter.drawEllipse(place, radius, radius)

    def upright(self, x: float, pen: QPen) -> None:
        """A line from the bottom to the top."""
        across = self.at(x, 0.0).x()
        self.line(QPointF(across, self.room.top()), QPointF(across, self.room.bottom()), pen)

    def line(self, first: QPointF, last: QPointF, pen: QPen) -> None:
        self.painter.setPen(pen)
        self.painter.drawLine(first, last)

    def text(
        self,
        room: QRectF,
        text: str,
        colour: str,
        side: Qt.AlignmentFlag = _Align.AlignLeft,
        *,
        bold: bool = False,
        on_ground: bool = False,
    ) -> None:
        """One line, cut where the room ends. on_ground: what lies below it is covered."""
        self.painter.setFont(chart_font(self.painter, bold=bold))
        self.painter.setPen(QColor(colour))
        metrics, where = self.painter.fontMetrics(), side | _Align.AlignVCenter
        shown = metrics.elidedText(one_line(text), Qt.TextElideMode.ElideRight, int(room.width()))
        if on_ground:
            ground = self.painter.boundingRect(room, where, shown).adjusted(-4, 0, 4, 0)
            self.painter.fillRect(ground, QColor(current().surface))
        self.painter.drawText(room, where, shown)

    def width_of(self, text: str, *, bold: bool = False) -> int:
        """Pixels of a text, with a little more so that it is never cut in them."""
        return QFontMetrics(chart_font(self.painter, bold=bold)).horizontalAdvance(one_line(text)) + 4


class Chart(QWidget, Generic[Model]):
    """Shows a model. The mouse, or the arrow keys, Home and End, move what is looked at.

    cursor_moved(x): now this is looked at, None when nothing is. opened(number): a stop was clicked, or Return pressed.
    """

    cursor_moved = Signal(object)
    opened = Signal(int)

    def __init__(self, model: Model, least: tuple[int, int] = (220, 130)) -> None:
        """least: width and height in pixels; the height of rows is their own."""
        super().__init__()
        self.model = model
        self._pointed: float | None = None  # by the mouse, which goes first
        self._keyed: float | None = None  # by the keyboard; there again when the mouse has left
        self._axes: tuple[object, QPixmap] | None = None  # painted once for all pictures with the same axes
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        sizes = QSizePolicy.Policy
        self.setSizePolicy(sizes.Expanding, sizes.Fixed if isinstance(model.y, Rows) else sizes.Expanding)
        self.setMinimumSize(*least)
        self._take(model)

    def show_model(self, model: Model) -> None:
        """Show another one; what is looked at stays if there is still something. Costs one painting at most."""
        before, was = self.cursor_at, self.model
        self._take(model)
        if self.cursor_at != before:
            self.cursor_moved.emit(self.cursor_at)
        if model != was:
            self.update()

    @property
    def cursor_at(self) -> float | None:
        """The x that is looked at."""
        return self._pointed if self._pointed is not None else self._keyed

    @property
    def room(self) -> QRectF:
        """Where the axes run, in pixels."""
        model, left, top = self.model, float(_SIDE), 0.0
        bottom = self.height() - _axis_height(model)
        if isinstance(model.y, Axis):
            top = float(_TOP)
            metrics = QFontMetrics(chart_font(self))
            widest = max((metrics.horizontalAdvance(t) for _y, t in _ticks(model.y, bottom - top, *_Y_STEP)), default=0)
            left = max(scaled(_LEAST_LEFT), widest + 12) + (scaled(_LINE) if model.y.title else 0)
        return QRectF(left, top, max(1.0, self.width() - left - _SIDE), max(1.0, bottom - top))

    def sizeHint(self) -> QSize:
        return QSize(480, self.minimumHeight() + 90)

    def _take(self, model: Model) -> None:
        self.model = model
        if isinstance(model.y, Rows):
            self.setFixedHeight(model.y.height_px + _axis_height(model))
        if model.stops is None:
            self._pointed = self._keyed = None
        else:  # it may be shorter
            last = model.stops.places[-1]
            self._pointed, self._keyed = (None if x is None else min(x, last) for x in (self._pointed, self._keyed))
        self._tell()

    def _tell(self) -> None:
        told = self.model.told(self.cursor_at)
        if told != self.accessibleDescription():
            self.setAccessibleDescription(told)

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = current(), QPainter(self)
        painter.drawPixmap(0, 0, self._painted_axes())
        self.model.paint(Canvas(painter, self))
        if self.hasFocus():
            width = 3 if theme.is_contrast else 2
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), width))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _painted_axes(self) -> QPixmap:
        """They stay while curves grow, and are half of the work of painting."""
        ratio, model = self.devicePixelRatioF(), self.model
        key = (self.size(), ratio, current(), chart_font(self), language(), model.x, model.y, model.below_px)
        if self._axes is None or self._axes[0] != key:
            picture = QPixmap(self.size() * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            painter.setFont(self.font())
            self._paint_axes(Canvas(painter, self))
            painter.end()
            self._axes = key, picture
        return self._axes[1]

    def _paint_axes(self, canvas: Canvas) -> None:
        """Numbers on both axes; the grid is that of y, and of x where there is no y."""
        theme, room, x, y = current(), canvas.room, self.model.x, self.model.y
        grid, below = QPen(QColor(theme.grid), 1), room.bottom() + self.model.below_px
        for value, text in _ticks(x, room.width(), *_X_STEP):
            if isinstance(y, Rows):
                canvas.upright(value, grid)
            width = canvas.width_of(text)
            left = min(max(4.0, canvas.at(value, 0).x() - width / 2), self.width() - width - 4)
            canvas.text(QRectF(left, below + 3, width, scaled(_LINE)), text, theme.muted, _Align.AlignHCenter)
        canvas.text(
            QRectF(0, below + scaled(_LINE) + 2, self.width(), scaled(_LINE)), x.title, theme.muted, _Align.AlignHCenter
        )
        if isinstance(y, Rows):
            return
        for value, text in _ticks(y, room.height(), *_Y_STEP):
            place = canvas.at(x.low, value)
            canvas.line(place, QPointF(room.right(), place.y()), grid)
            box = QRectF(0, place.y() - scaled(_LINE) / 2, place.x() - 6, scaled(_LINE))
            canvas.text(box, text, theme.muted, _Align.AlignRight)
        if y.title:
            canvas.painter.save()
            canvas.painter.translate(0, room.bottom())
            canvas.painter.rotate(-90)
            canvas.text(QRectF(0, 2, room.height(), scaled(_LINE) - 2), y.title, theme.muted, _Align.AlignHCenter)
            canvas.painter.restore()

    # -- mouse and keyboard ------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        stops, place = self.model.stops, event.position()
        reach = self.room.adjusted(-_REACH, -_TOP, _REACH, self.model.below_px)
        x = None
        if stops is not None and reach.contains(place):
            x = _to_pixels(self.model, self.room).inverted()[0].map(place).x()
            x = min(max(x, self.model.x.low), stops.places[-1])
            x = stops.places[stops.nearest(x)] if stops.opens else x
        self._move(x, self._keyed)
        can_open = x is not None and stops is not None and stops.nearest(x) in stops.opens
        self.setCursor(Qt.CursorShape.PointingHandCursor if can_open else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.mouseMoveEvent(event)  # a finger presses where nothing hovered before
        if event.button() == Qt.MouseButton.LeftButton and self._pointed is not None:
            self._open(self._pointed)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._move(None, self._keyed)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Where something can be opened, one sees at once what Return would open."""
        super().focusInEvent(event)
        stops = self.model.stops
        if stops is not None and stops.opens and self._keyed is None:
            self._move(self._pointed, stops.places[stops.first])

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._move(self._pointed, None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        stops, cursor, key = self.model.stops, self.cursor_at, Qt.Key(event.key())
        if stops is not None and key in _STEPS:
            number = stops.first
            if cursor is not None:
                number = min(max(stops.nearest(cursor) + _STEPS[key], 0), len(stops.places) - 1)
            self._move(None, stops.places[number])
        elif stops is not None and cursor is not None and key in _OPENING:
            self._open(cursor)
        else:
            super().keyPressEvent(event)

    def _move(self, pointed: float | None, keyed: float | None) -> None:
        before = self.cursor_at
        self._pointed, self._keyed = pointed, keyed
        if self.cursor_at != before:
            self._tell()
            self.cursor_moved.emit(self.cursor_at)
            self.update()

    def _open(self, x: float) -> None:
        stops = self.model.stops
        if stops is not None and stops.nearest(x) in stops.opens:
            self._keyed = x
            self.opened.emit(stops.nearest(x))


def line_pen(colour: str, width: float, style: LineStyle = "solid") -> QPen:
    """The look of a line, the same on a chart and in its legend."""
    shade = QColor(colour)
    if style == "faint":
        shade.setAlphaF(0.28)
    pen = QPen(shade, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if style in ("dashed", "dotted") else Qt.PenCapStyle.RoundCap)
    if style in ("dashed", "dotted"):
        pen.setDashPattern([3.0, 2.0] if style == "dashed" else [1.0, 2.0])
    return pen


def cursor_pen() -> QPen:
    """Of the line where one looks."""
    return QPen(QColor(current().control), 1.5)


def chart_font(origin: QWidget | QPainter, *, bold: bool = False) -> QFont:
    """The font of widget or painter, in the size of all charts and legends."""
    font = QFont(origin.font())
    font.setPixelSize(scaled(13))
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font


def _axis_height(model: ChartModel) -> int:
    """Pixels below the room: numbers, and the title of the axis."""
    return model.below_px + scaled(_LINE) + 6 + (scaled(_LINE) if model.x.title else 0)


def _ticks(axis: Axis, length: float, least: int, most: int) -> list[tuple[float, str]]:
    """The numbers that have room on an axis of so many pixels."""
    return axis.ticks(min(float(most), max(1.0, length / least)))


def _to_pixels(model: ChartModel, room: QRectF) -> QTransform:
    x, y = model.x, model.y
    across = room.width() / ((x.high - x.low) or 1.0)
    left = room.left() - x.low * across
    if isinstance(y, Rows):
        return QTransform(across, 0, 0, 1, left, room.top())
    up = room.height() / ((y.high - y.low) or 1.0)
    return QTransform(across, 0, 0, -up, left, room.bottom() + y.low * up)


def _thinned(
    x: NDArray[np.float64], y: NDArray[np.float64], most: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The same picture with about `most` points: of each stretch the lowest and the highest, and every last one."""
    import numpy as np

    stretch = 2 * len(x) // most
    if stretch < 4:
        return x, y
    whole = len(x) // stretch * stretch
    rows = y[:whole].reshape(-1, stretch)
    ends = np.sort(np.stack([rows.argmin(axis=1), rows.argmax(axis=1)], axis=1), axis=1)
    kept = (ends + np.arange(0, whole, stretch)[:, None]).ravel()
    kept = np.concatenate([[0], kept, np.arange(whole, len(x)), [len(x) - 1]])
    return x[kept], y[kept]
