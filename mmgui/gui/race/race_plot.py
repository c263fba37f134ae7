"""A race as a picture: runners on lanes with finish lines, and how sure the final figures are.

Nobody is told apart by colour alone: each has a title, a figure, and a shape that says its kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen, QPolygonF

from mmgui.core.axes import Axis
from mmgui.core.i18n import _, join_parts
from mmgui.core.text import measured_percent, percent
from mmgui.gui.kit.chart import Canvas, Rows
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.theme import SPACE, current

Kind: TypeAlias = Literal["baseline", "single", "fusion"]
_LANE = 54  # px; a name stands nearer its own lane than the one above
_LANE_LINE = 34  # px, from the top of a lane to where its runner stands
_FLAG = 20  # px; a line with the name of a finish line
_ROW = 54  # px; likewise
_ROW_LINE = 28  # px, from the top of a row to its line
_NAME = 20  # px; the line with a name


@dataclass(frozen=True)
class EntrantRow:
    """One entrant. title, state: shown, translated. curve: accuracy on validation after each epoch, 0..1.

    validation: the figure of a plain method. test, low, high: on the test part with its 95 % interval. is_final: the
    race is over and what counts is the test part; who was stopped has not been measured on it and stands where it was.
    """

    title: str
    kind: Kind
    colour: str
    curve: tuple[float, ...] = ()
    state: str = ""
    validation: float | None = None
    test: float | None = None
    low: float = 0.0
    high: float = 1.0
    is_final: bool = False

    @property
    def place(self) -> float | None:
        """Where it is now, 0..1: on the validation part while the race is on, on the test part when it is over."""
        if self.is_final:
            return self.test
        return self.curve[-1] if self.curve else self.validation


def leaders(runners: Sequence[EntrantRow]) -> frozenset[str]:
    """Titles of those who are in front: several if they are level, nobody while all are or when the race is over."""
    if any(r.is_final for r in runners):
        return frozenset()  # the verdict says what the difference is worth
    moved = {r.title: r.place for r in runners if r.kind != "baseline" and r.place is not None}
    best = max(moved.values(), default=0.0)
    ahead = frozenset(title for title, place in moved.items() if place == best)
    return ahead if len(ahead) < len(moved) or len(moved) == 1 else frozenset()


@dataclass(frozen=True)
class RaceTrack:
    """A lane for each network, on which it stands as far as its accuracy: on validation during the race, on the test
    examples when it is over, except those who were stopped. Plain methods are finish lines."""

    runners: tuple[EntrantRow, ...] = ()
    below_px = 0
    stops = None

    @property
    def lanes(self) -> tuple[EntrantRow, ...]:
        return tuple(r for r in self.runners if r.kind != "baseline")

    @property
    def finish_lines(self) -> tuple[EntrantRow, ...]:
        return tuple(r for r in self.runners if r.kind == "baseline" and r.place is not None)

    @property
    def x(self) -> Axis:
        if not any(r.is_final for r in self.runners):
            return Axis(title=_("right answers on validation (accuracy)"))
        if any(not r.is_final and r.place is not None for r in self.runners):
            return Axis(title=_("right answers on the test examples (accuracy); “on validation” where it says so"))
        return Axis(title=_("right answers on the test examples (accuracy)"))

    @property
    def y(self) -> Rows:
        return Rows(self._top + len(self.lanes) * scaled(_LANE) + 2)

    @property
    def _top(self) -> int:
        """Above the lanes there is room for all finish lines, also those to come: the lanes must not jump."""
        return sum(r.kind == "baseline" for r in self.runners) * scaled(_FLAG)

    def told(self, _at: float | None) -> str:
        return join_parts(self._told_runner(r) for r in self.runners)

    def lane_y(self, index: int) -> float:
        """Where the runners of a lane stand, pixels from above."""
        return self._top + index * scaled(_LANE) + scaled(_LANE_LINE)

    def paint(self, canvas: Canvas) -> None:
        for index, row in enumerate(self.finish_lines):
            _paint_finish_line(canvas, row, index)
        ahead = leaders(self.runners)
        for index, row in enumerate(self.lanes):
            state = row.state
            if row.title in ahead:
                state = " · ".join(s for s in (_("in front"), row.state) if s)
            _paint_names(canvas, row.title, state, self.lane_y(index) - scaled(_LANE_LINE) + 2)
            _paint_lane(canvas, row, self.lane_y(index))

    def _told_runner(self, row: EntrantRow) -> str:
        figure = "–" if row.place is None else percent(row.place)
        told = f"{row.title}: {figure}"
        if row.is_final and row.place is not None:
            told = _("{title}: {figure} on the test examples").format(title=row.title, figure=figure)
        return f"{told}, {row.state}" if row.state else told


@dataclass(frozen=True)
class FinalFigures:
    """The final figures on the test part, the best first: a mark, and a line from `low` to `high`."""

    runners: tuple[EntrantRow, ...] = ()
    below_px = 0
    stops = None

    @property
    def rows(self) -> tuple[EntrantRow, ...]:
        """From top to bottom."""
        measured = [r for r in self.runners if r.test is not None]
        return tuple(sorted(measured, key=lambda r: -(r.test or 0.0)))

    @property
    def x(self) -> Axis:
        return Axis(title=_("right answers on the test part (accuracy, 95\u202f% interval)"))

    @property
    def y(self) -> Rows:
        return Rows(len(self.rows) * scaled(_ROW))

    def told(self, _at: float | None) -> str:
        return join_parts(f"{r.title}: {figure_with_interval(r)}" for r in self.rows)

    def paint(self, canvas: Canvas) -> None:
        for index, row in enumerate(self.rows):
            top = index * scaled(_ROW)
            _paint_names(canvas, row.title, figure_with_interval(row), top)
            if index:
                canvas.line(QPointF(0, top - 3.5), QPointF(canvas.width, top - 3.5), QPen(QColor(current().grid), 1))
            low, high = (_place(canvas, share, top + scaled(_ROW_LINE)) for share in (row.low, row.high))
            pen = QPen(QColor(row.colour), 2.5)
            canvas.line(low, high, pen)
            for end in (low, high):
                canvas.line(end - QPointF(0, 5), end + QPointF(0, 5), pen)
            _paint_mark(canvas, row, _place(canvas, row.test or 0.0, top + scaled(_ROW_LINE)), 6.0)


def figure_with_interval(row: EntrantRow) -> str:
    """ "93 % (89 % to 96 %)"."""
    if row.test is None:
        return "–"
    return _("{figure} ({low} to {high})").format(
        figure=measured_percent(row.test), low=measured_percent(row.low), high=measured_percent(row.high)
    )


# -- the parts --------------------------------------------------------------------------------------------------------


def _place(canvas: Canvas, share: float, y: float) -> QPointF:
    return canvas.at(min(1.0, max(0.0, share)), y)


def _paint_names(canvas: Canvas, title: str, state: str, top: float) -> None:
    """Who it is, in bold on the left, and what is to be said of it, quietly on the right."""
    # As wide as the ends of the lane.
    room = QRectF(canvas.room.left() - 3, top, canvas.room.width() + 6, scaled(_NAME))
    width = min(room.width() * 0.75, canvas.width_of(state))
    canvas.text(room.adjusted(room.width() - width, 0, 0, 0), state, current().muted, Qt.AlignmentFlag.AlignRight)
    canvas.text(room.adjusted(0, 0, -width - SPACE, 0), title, current().text, bold=True)


def _paint_finish_line(canvas: Canvas, row: EntrantRow, index: int) -> None:
    assert row.place is not None
    top, theme, width = index * scaled(_FLAG), current(), canvas.width
    flag = _place(canvas, row.place, top + scaled(_FLAG) / 2)
    style = Qt.PenStyle.DashLine if index == 0 else Qt.PenStyle.DotLine
    canvas.line(flag, QPointF(flag.x(), canvas.room.bottom()), QPen(QColor(theme.muted), 1.5, style))
    _paint_mark(canvas, row, flag, 4.5)
    is_left = flag.x() > width / 2
    side = Qt.AlignmentFlag.AlignRight if is_left else Qt.AlignmentFlag.AlignLeft
    left, right = (4.0, flag.x() - 10) if is_left else (flag.x() + 10, width)
    room = QRectF(left, top, right - left, scaled(_FLAG))
    text = f"{row.title} {percent(row.place)}"
    canvas.text(room.adjusted(0, 2, 0, -2), text, theme.muted, side, on_ground=True)  # another line may run below


def _paint_lane(canvas: Canvas, row: EntrantRow, y: float) -> None:
    def pen(colour: str) -> QPen:
        return QPen(QColor(colour), 6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)

    canvas.line(_place(canvas, 0, y), _place(canvas, 1, y), pen(current().track))
    if row.place is None:
        return
    runner = _place(canvas, row.place, y)
    canvas.line(_place(canvas, 0, y), runner, pen(row.colour))
    for share in () if row.is_final else row.curve[:-1]:  # where it was after earlier epochs
        earlier = _place(canvas, share, y)
        canvas.line(earlier - QPointF(0, 3), earlier + QPointF(0, 3), QPen(QColor(current().surface), 1))
    _paint_mark(canvas, row, runner, 8.0)
    text = percent(row.place)  # beside the runner, on a ground of its own: finish lines and the lane run below it
    width = canvas.width_of(text, bold=True)
    is_right = runner.x() + 17 + width <= canvas.width
    room = QRectF(runner.x() + 17 if is_right else runner.x() - 17 - width, y - scaled(9), width, scaled(18))
    canvas.text(room, text, current().text, bold=True, on_ground=True)


def _paint_mark(canvas: Canvas, row: EntrantRow, place: QPointF, size: float) -> None:
    """A diamond for a fusion, a disc for a single sense, a square for a plain method."""
    painter, x, y = canvas.painter, place.x(), place.y()
    painter.setPen(QPen(QColor(current().surface), 1.5))
    painter.setBrush(QColor(row.colour))
    if row.kind == "fusion":
        far = size * 1.25
        corners = [QPointF(x, y - far), QPointF(x + far, y), QPointF(x, y + far), QPointF(x - far, y)]
        painter.drawPolygon(QPolygonF(corners))
    elif row.kind == "single":
        painter.drawEllipse(place, size, size)
    else:
        painter.drawRect(QRectF(x - size * 0.85, y - size * 0.85, size * 1.7, size * 1.7))
