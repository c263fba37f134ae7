"""A race as a picture: runners on lanes with finish lines, and how sure the final figures are. Painted by us.

Nobody is told apart by colour alone: each has a title, a figure, and a shape that says its kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from mmgui.core.i18n import _, join_parts, with_percent_sign
from mmgui.core.text import measured_percent, one_line, percent
from mmgui.gui.kit.theme import SPACE, Theme, current

Kind: TypeAlias = Literal["baseline", "single", "fusion"]
_LANE = 54  # px; a name stands nearer its own lane than the one above
_FLAG = 20  # px; a line with the name of a finish line
_ROW = 54  # px; likewise
_ROW_LINE = 28  # px, from the top of a row to its line
_AXIS = 34  # px, below
_SIDE = 14  # px, so that marks at 0 % and 100 % are whole
_TEXT = 13  # px


@dataclass(frozen=True)
class EntrantRow:
    """One entrant. title, state: shown, translated. curve: accuracy on validation after each epoch, 0..1.

    validation: the figure of a plain method. test, low, high: on the test part with its 95 % interval. is_final: the
    race is over, and what counts is the test part.
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


class _Plot(QWidget):
    """What both pictures share: an axis from 0 % to 100 % and texts that are literal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runners: tuple[EntrantRow, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # its description is read there

    def show_runners(self, runners: Sequence[EntrantRow]) -> None:
        """Show these; painted once, and only if something changed."""
        shown = tuple(runners)
        if shown == self.runners:
            return
        is_higher = len(shown) != len(self.runners)
        self.runners = shown
        self.setAccessibleDescription(join_parts(self.told(r) for r in self._rows()))
        if is_higher:
            self.updateGeometry()
        self.update()

    def told(self, row: EntrantRow) -> str:
        """A runner in one phrase."""
        raise AssertionError("each picture says it in its own way")

    def minimumSizeHint(self) -> QSize:
        return QSize(28 * SPACE, self.sizeHint().height())

    def place_x(self, share: float) -> float:
        """Pixels from the left of a share 0..1."""
        return _SIDE + min(1.0, max(0.0, share)) * (self.width() - 2 * _SIDE)

    def _rows(self) -> tuple[EntrantRow, ...]:
        return self.runners

    def _font(self, *, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(_TEXT)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def _axis(self, painter: QPainter, theme: Theme, top: float, bottom: float, title: str) -> None:
        painter.setFont(self._font())
        for tick in range(0, 101, 25):
            x = self.place_x(tick / 100)
            painter.setPen(QPen(QColor(theme.grid), 1))
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))
            painter.setPen(QColor(theme.muted))
            text, width = with_percent_sign(tick), 40.0
            left = min(max(0.0, x - width / 2), self.width() - width)
            side = {0: Qt.AlignmentFlag.AlignLeft, 100: Qt.AlignmentFlag.AlignRight}
            flag = side.get(tick, Qt.AlignmentFlag.AlignHCenter)
            painter.drawText(QRectF(left, bottom + 1, width, 16), flag, text)
        room = QRectF(0, bottom + 16, self.width(), 17)
        painter.drawText(room, Qt.AlignmentFlag.AlignHCenter, title)

    def _mark(self, painter: QPainter, theme: Theme, row: EntrantRow, x: float, y: float, size: float) -> None:
        """A diamond for a fusion, a disc for a single sense, a square for a plain method."""
        painter.setPen(QPen(QColor(theme.surface), 1.5))
        painter.setBrush(QColor(row.colour))
        if row.kind == "fusion":
            far = size * 1.25
            corners = [QPointF(x, y - far), QPointF(x + far, y), QPointF(x, y + far), QPointF(x - far, y)]
            painter.drawPolygon(QPolygonF(corners))
        elif row.kind == "single":
            painter.drawEllipse(QPointF(x, y), size, size)
        else:
            painter.drawRect(QRectF(x - size * 0.85, y - size * 0.85, size * 1.7, size * 1.7))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _elided(self, painter: QPainter, text: str, room: QRectF, *, right: bool = False) -> None:
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        shown = painter.fontMetrics().elidedText(one_line(text), Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, shown)

    def _focus(self, painter: QPainter, theme: Theme) -> None:
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 1.0, Qt.PenStyle.DotLine))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class RaceTrack(_Plot):
    """A lane for each network, on which it stands as far as its accuracy: on validation during the race, on the test
    examples when it is over. Plain methods are finish lines."""

    @property
    def lanes(self) -> tuple[EntrantRow, ...]:
        return tuple(r for r in self.runners if r.kind != "baseline")

    @property
    def finish_lines(self) -> tuple[EntrantRow, ...]:
        return tuple(r for r in self.runners if r.kind == "baseline" and r.place is not None)

    def sizeHint(self) -> QSize:
        count = sum(r.kind == "baseline" for r in self.runners)  # also those to come: the lanes must not jump
        return QSize(60 * SPACE, count * _FLAG + len(self.lanes) * _LANE + _AXIS + 6)

    def told(self, row: EntrantRow) -> str:
        figure = "–" if row.place is None else percent(row.place)
        told = f"{row.title}: {figure}"
        if row.is_final and row.place is not None:
            told = _("{title}: {figure} on the test examples").format(title=row.title, figure=figure)
        return f"{told}, {row.state}" if row.state else told

    def lane_y(self, index: int) -> float:
        """Where the runners of a lane stand, pixels from above."""
        count = sum(r.kind == "baseline" for r in self.runners)
        return count * _FLAG + index * _LANE + 34

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = sum(r.kind == "baseline" for r in self.runners) * _FLAG
        bottom = top + len(self.lanes) * _LANE + 2
        during, after = _("right answers on validation (accuracy)"), _("right answers on the test examples (accuracy)")
        self._axis(painter, theme, top, bottom, after if any(r.is_final for r in self.runners) else during)
        for index, row in enumerate(self.finish_lines):
            self._finish_line(painter, theme, row, index, bottom)
        ahead = leaders(self.runners)
        for index, row in enumerate(self.lanes):
            self._lane(painter, theme, row, index, is_ahead=row.title in ahead)
        self._focus(painter, theme)
        painter.end()

    def _finish_line(self, painter: QPainter, theme: Theme, row: EntrantRow, index: int, bottom: float) -> None:
        assert row.place is not None
        x, y = self.place_x(row.place), index * _FLAG
        painter.setPen(QPen(QColor(theme.muted), 1.5, Qt.PenStyle.DashLine if index == 0 else Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, y + _FLAG / 2), QPointF(x, bottom))
        self._mark(painter, theme, row, x, y + _FLAG / 2, 4.5)
        painter.setFont(self._font())
        painter.setPen(QColor(theme.muted))
        text = f"{one_line(row.title)} {percent(row.place)}"
        is_left = x > self.width() / 2
        room = QRectF(0, y, x - 10, _FLAG) if is_left else QRectF(x + 10, y, self.width() - x - 10, _FLAG)
        width = min(room.width(), painter.fontMetrics().horizontalAdvance(text) + 6.0)
        ground = QRectF(room.right() - width if is_left else room.left(), y + 2, width, _FLAG - 4)
        painter.fillRect(ground, QColor(theme.surface))  # another finish line may run below
        self._elided(painter, text, room, right=is_left)

    def _lane(self, painter: QPainter, theme: Theme, row: EntrantRow, index: int, *, is_ahead: bool) -> None:
        y = self.lane_y(index)
        painter.setPen(QPen(QColor(theme.track), 6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(self.place_x(0), y), QPointF(self.place_x(1), y))
        names = QRectF(0, y - 32, self.width(), 20)
        painter.setFont(self._font())
        painter.setPen(QColor(theme.muted))
        state = row.state if not is_ahead else " · ".join(s for s in (_("in front"), row.state) if s)
        width = min(self.width() * 0.6, painter.fontMetrics().horizontalAdvance(one_line(state)) + 2)
        self._elided(painter, state, QRectF(names.right() - width, names.y(), width, 20), right=True)
        painter.setFont(self._font(bold=True))
        painter.setPen(QColor(theme.text))
        self._elided(painter, row.title, QRectF(0, names.y(), self.width() - width - SPACE, 20))
        if row.place is None:
            return
        colour = QColor(row.colour)
        painter.setPen(QPen(colour, 6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(self.place_x(0), y), QPointF(self.place_x(row.place), y))
        painter.setPen(QPen(QColor(theme.surface), 1))
        for share in () if row.is_final else row.curve[:-1]:  # where it was after earlier epochs
            painter.drawLine(QPointF(self.place_x(share), y - 3), QPointF(self.place_x(share), y + 3))
        x = self.place_x(row.place)
        self._mark(painter, theme, row, x, y, 8.0)
        self._figure(painter, theme, percent(row.place), x, y)

    def _figure(self, painter: QPainter, theme: Theme, text: str, x: float, y: float) -> None:
        """Beside the runner, on a ground of its own: finish lines and the lane run below it."""
        painter.setFont(self._font(bold=True))
        width = QFontMetrics(painter.font()).horizontalAdvance(text) + 8
        left = x + 13 if x + 13 + width <= self.width() else x - 13 - width
        room = QRectF(left, y - 9, width, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(room, 4, 4)
        painter.setPen(QColor(theme.text))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)


class FinishPlot(_Plot):
    """The final figures on the test part, the best first: a mark, and a line from `low` to `high`."""

    def _rows(self) -> tuple[EntrantRow, ...]:
        measured = [r for r in self.runners if r.test is not None]
        return tuple(sorted(measured, key=lambda r: -(r.test or 0.0)))

    @property
    def rows(self) -> tuple[EntrantRow, ...]:
        """From top to bottom."""
        return self._rows()

    def sizeHint(self) -> QSize:
        return QSize(60 * SPACE, len(self._rows()) * _ROW + _AXIS + 6)

    def told(self, row: EntrantRow) -> str:
        return f"{row.title}: {figure_with_interval(row)}"

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rows = self._rows()
        self._axis(
            painter, theme, 0, len(rows) * _ROW, _("right answers on the test part (accuracy, 95\u202f% interval)")
        )
        for index, row in enumerate(rows):
            top = index * _ROW
            figure = figure_with_interval(row)
            painter.setFont(self._font())
            painter.setPen(QColor(theme.muted))
            width = painter.fontMetrics().horizontalAdvance(one_line(figure)) + 4
            self._elided(painter, figure, QRectF(self.width() - width, top, width, 20), right=True)
            painter.setFont(self._font(bold=True))
            painter.setPen(QColor(theme.text))
            self._elided(painter, row.title, QRectF(0, top, self.width() - width - SPACE, 20))
            if index:
                painter.setPen(QPen(QColor(theme.grid), 1))
                painter.drawLine(QPointF(0, top - 3.5), QPointF(self.width(), top - 3.5))
            y = top + float(_ROW_LINE)
            low, high = self.place_x(row.low), self.place_x(row.high)
            painter.setPen(QPen(QColor(row.colour), 2.5))
            painter.drawLine(QPointF(low, y), QPointF(high, y))
            for x in (low, high):
                painter.drawLine(QPointF(x, y - 5), QPointF(x, y + 5))
            self._mark(painter, theme, row, self.place_x(row.test or 0.0), y, 6.0)
        self._focus(painter, theme)
        painter.end()


def figure_with_interval(row: EntrantRow) -> str:
    """ "93 % (89 % to 96 %)"."""
    if row.test is None:
        return "–"
    return _("{figure} ({low} to {high})").format(
        figure=measured_percent(row.test), low=measured_percent(row.low), high=measured_percent(row.high)
    )
