"""A radar's view to look at and to change: returns are chosen, moved, added and taken out by mouse, finger and keys."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from mmgui.core.explaining.overlay import colour_table
from mmgui.core.layouts import Grid
from mmgui.core.text import plain
from mmgui.gui.kit import dropped
from mmgui.gui.kit.theme import RADIUS, SPACE, current
from mmgui.modalities.radar.fan import Fan, map_image, paint_grid, paint_halo, paint_return

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TOUCH_PX = 22.0  # a finger need not hit the dot itself
_DRAG_PX = 4.0
_STEP_M, _STEP_DEG, _STEP_MPS = 1.0, 1.0, 1.0  # with a key


class RadarView(QWidget):
    """Returns in a fan, or a map with its sectors. What changes is told; who shows it keeps the value."""

    chosen = Signal(int)  # a return, -1 = none
    moved = Signal(int, float, float)  # a return, to which range (metres) and azimuth (degrees)
    added = Signal(float, float)  # range, azimuth
    taken_out = Signal(int)
    hurried = Signal(int, float)  # a return, by how much faster it comes closer (m/s)
    hidden_changed = Signal(object)  # frozenset of parts
    pointed = Signal(int)  # the part under mouse, finger or keyboard, -1 = none
    open_wanted = Signal()
    path_given = Signal(object)
    address_given = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._raw: NDArray[np.float32] | None = None
        self._grid: Grid | None = None  # the sectors of a map
        self._sizes: Sequence[float] = ()
        self._weights: Sequence[float] = ()
        self._link: str = ""  # colour of what belongs to something else, "" = the heat map is shown
        self._hidden: frozenset[int] = frozenset()
        self._marked: frozenset[int] = frozenset()
        self._chosen = self._touched = -1
        self._reach, self._half = 50.0, 45.0
        self._strength, self._colours = 0.6, "ember"
        self._is_looking, self._can_change = False, True
        self._drag: QPointF | None = None
        self._is_moving = False
        self._empty_text = ""
        self._map: tuple[QSize, QImage] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 24 * SPACE)

    # -- what is shown -----------------------------------------------------------------------------------------------

    def set_scan(self, raw: NDArray[np.float32] | None, grid: Grid | None) -> None:
        """raw: as values.py says, None = nothing. grid: the sectors of a map."""
        from mmgui.modalities.radar.drawing import half_angle_of, reach_of, sizes_of
        from mmgui.modalities.radar.sectors import HALF_DEG, REACH_M

        self._raw, self._grid, self._map = raw, grid, None
        if raw is not None and grid is None:
            self._reach, self._half, self._sizes = reach_of(raw), half_angle_of(raw), sizes_of(raw)
        elif grid is not None:
            self._reach, self._half, self._sizes = REACH_M, HALF_DEG, ()
        self._weights = ()
        if self._chosen >= self.count:
            self._chosen = -1
        self.update()

    def set_weights(self, weights: Sequence[float], link_colour: str = "") -> None:
        """Of each part, 0..1; () = none. link_colour: "#rrggbb" if they say what belongs to something elsewhere."""
        self._weights, self._link = tuple(weights), link_colour
        self.update()

    def set_look(self, strength: float, colours: str) -> None:
        self._strength, self._colours = strength, colours
        self.update()

    def set_hidden(self, numbers: frozenset[int]) -> None:
        self._hidden = numbers
        self.update()

    def set_marked(self, numbers: Collection[int]) -> None:
        self._marked = frozenset(numbers)
        self.update()

    def set_touched(self, number: int) -> None:
        self._touched = number
        self.update()

    def set_chosen(self, number: int) -> None:
        if number != self._chosen:
            self._chosen = number
            self.chosen.emit(number)
            self.update()

    def set_is_looking(self, is_looking: bool) -> None:
        """Whether a press only points."""
        self._is_looking = is_looking

    def set_can_change(self, can_change: bool) -> None:
        self._can_change = can_change

    def set_empty_text(self, text: str) -> None:
        self._empty_text = plain(text)
        self.update()

    @property
    def count(self) -> int:
        if self._raw is None:
            return 0
        return self._grid.count if self._grid is not None else len(self._raw)

    @property
    def chosen_number(self) -> int:
        return self._chosen

    def fan(self) -> Fan:
        return Fan(QRectF(self.rect()), self._reach, self._half)

    def place_of(self, number: int) -> QPointF:
        """The middle of a part in the widget."""
        if self._grid is not None:
            return self._sector(number).boundingRect().center()
        assert self._raw is not None
        return self.fan().point(float(self._raw[number, 0]), float(self._raw[number, 1]))

    def part_at(self, point: QPointF) -> int:
        """The return or sector there, -1 = none."""
        if self._grid is not None:
            return next((n for n in range(self.count) if self._sector(n).contains(point)), -1)
        near = [((self.place_of(n) - point).manhattanLength(), n) for n in range(self.count)]
        distance, number = min(near, default=(_TOUCH_PX + 1, -1))
        return number if distance <= _TOUCH_PX else -1

    def sizeHint(self) -> QSize:
        return QSize(50 * SPACE, min(48 * SPACE, max(24 * SPACE, self.window().height() - 75 * SPACE)))

    def _sector(self, number: int) -> QPainterPath:
        assert self._grid is not None
        row, column = divmod(number, self._grid.columns)
        far, near = (self._reach * (1 - (row + n) / self._grid.rows) for n in (0, 1))
        left, right = (self._half * ((column + n) * 2 / self._grid.columns - 1) for n in (0, 1))
        return self.fan().wedge(near, far, left, right)

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(current().accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)

    def paint(self, painter: QPainter) -> None:
        """All of it, without the frame of the keyboard."""
        fan = self.fan()
        paint_grid(painter, fan)
        if self._raw is None:
            painter.setPen(QColor(current().muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(2 * SPACE, SPACE, -2 * SPACE, -SPACE), flags, self._empty_text)
        elif self._grid is not None:
            self._paint_map(painter, fan)
        else:
            for number, weight in enumerate(self._weights[: self.count]):
                if number not in self._hidden and self._link:
                    self._paint_link(painter, self.place_of(number), weight)
                elif number not in self._hidden:
                    paint_halo(painter, self.place_of(number), weight, self._strength, self._colours)
            for number, (row, size) in enumerate(zip(self._raw.tolist(), self._sizes, strict=True)):
                paint_return(painter, fan, row, size, number in self._hidden, number == self._chosen)
        self._paint_marks(painter)

    def _paint_map(self, painter: QPainter, fan: Fan) -> None:
        assert self._raw is not None
        if self._map is None or self._map[0] != self.size():
            self._map = self.size(), map_image(self._raw, fan)
        painter.drawImage(fan.rect.topLeft(), self._map[1])
        table = None if self._link else colour_table(self._colours)
        painter.setPen(Qt.PenStyle.NoPen)
        for number, weight in enumerate(self._weights[: self.count]):
            if weight > 0.02:
                colour = QColor(self._link) if table is None else QColor(*table[round(255 * min(1.0, weight))].tolist())
                colour.setAlphaF(min(1.0, self._strength * weight))
                painter.fillPath(self._sector(number), colour)
        for number in self._hidden:
            painter.fillPath(self._sector(number), QColor(128, 128, 128))
            painter.fillPath(self._sector(number), Qt.BrushStyle.BDiagPattern)

    def _paint_link(self, painter: QPainter, at: QPointF, weight: float) -> None:
        painter.setPen(QPen(QColor(self._link), 1 + 3 * weight))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if weight > 0.02:
            painter.drawEllipse(at, 16, 16)

    def _paint_marks(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for numbers, colour in ((self._marked, current().text), ({self._touched}, current().accent)):
            painter.setPen(QPen(QColor(colour), 2, Qt.PenStyle.DashLine))
            for number in numbers:
                if not 0 <= number < self.count:
                    continue
                if self._grid is not None:
                    painter.drawPath(self._sector(number))
                else:
                    painter.drawEllipse(self.place_of(number), 17, 17)
        if self._grid is not None and 0 <= self._chosen < self.count and self.hasFocus():
            painter.setPen(QPen(QColor(current().accent), 2.5))
            painter.drawPath(self._sector(self._chosen))

    # -- mouse and finger --------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._raw is None:
            self.open_wanted.emit()
            return
        number = self.part_at(event.position())
        if self._grid is not None and number >= 0 and not self._is_looking and self._can_change:
            self._toggle(number)
        elif self._grid is None:
            self.set_chosen(number)
            self._drag, self._is_moving = (event.position() if number >= 0 else None), False
        self.pointed.emit(number)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is None or self._is_looking or not self._can_change:
            self.pointed.emit(self.part_at(event.position()))
            return
        self._is_moving = self._is_moving or (event.position() - self._drag).manhattanLength() > _DRAG_PX
        if self._is_moving and self._chosen >= 0:
            self.moved.emit(self._chosen, *self.fan().place(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag, self._is_moving = None, False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._raw is not None and self._grid is None and self._can_change and self.part_at(event.position()) < 0:
            self.added.emit(*self.fan().place(event.position()))

    def _toggle(self, number: int) -> None:
        self.hidden_changed.emit(self._hidden ^ {number})

    # -- keyboard ----------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (self._press(Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))):
            super().keyPressEvent(event)

    def _press(self, key: Qt.Key, is_far: bool) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_wanted.emit()
            return True
        if self._raw is None:
            return False
        ways = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_N: 1, Qt.Key.Key_PageUp: -1, Qt.Key.Key_P: -1}
        if key in ways and self.count:
            self.set_chosen((self._chosen + ways[key]) % self.count if self._chosen >= 0 else 0)
            self.pointed.emit(self._chosen)
            return True
        if self._grid is not None:
            return self._press_on_map(key)
        if key in (Qt.Key.Key_Insert, Qt.Key.Key_A) and self._can_change:
            self.added.emit(self._reach * 0.4, 0.0)
            return True
        if key == Qt.Key.Key_Escape and self._hidden:
            self.hidden_changed.emit(frozenset())
            return True
        return self._press_on_return(key, 5.0 if is_far else 1.0)

    def _press_on_return(self, key: Qt.Key, times: float) -> bool:
        if self._chosen < 0 or not self._can_change:
            return False
        assert self._raw is not None
        steps = {Qt.Key.Key_Up: (_STEP_M, 0.0), Qt.Key.Key_Down: (-_STEP_M, 0.0),
                 Qt.Key.Key_Left: (0.0, -_STEP_DEG), Qt.Key.Key_Right: (0.0, _STEP_DEG)}  # fmt: skip
        faster = {Qt.Key.Key_Plus: _STEP_MPS, Qt.Key.Key_Equal: _STEP_MPS, Qt.Key.Key_Minus: -_STEP_MPS}
        if key in steps:
            range_m, azimuth = (
                float(v) + times * s for v, s in zip(self._raw[self._chosen, :2], steps[key], strict=True)
            )
            self.moved.emit(self._chosen, max(0.0, range_m), min(self._half, max(-self._half, azimuth)))
        elif key in faster:
            self.hurried.emit(self._chosen, times * faster[key])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.taken_out.emit(self._chosen)
        elif key == Qt.Key.Key_Space:
            self._toggle(self._chosen)
        else:
            return False
        return True

    def _press_on_map(self, key: Qt.Key) -> bool:
        assert self._grid is not None
        columns = self._grid.columns
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -columns, Qt.Key.Key_Down: columns}
        if key in steps:
            wanted = (self._chosen if self._chosen >= 0 else self.count // 2) + steps[key]
            if 0 <= wanted < self.count:
                self.set_chosen(wanted)
                self.pointed.emit(wanted)
            return True
        if key == Qt.Key.Key_Space and self._chosen >= 0 and not self._is_looking and self._can_change:
            self._toggle(self._chosen)
            return True
        return False

    # -- around it ---------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped.has_something(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        event.accept()
        given = dropped.take(event.mimeData())
        if given.paths:
            self.path_given.emit(given.paths[0])
        elif given.has_address:
            self.address_given.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Leave, QEvent.Type.FocusOut):
            self.pointed.emit(-1)
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.EnabledChange):
            self.update()
        super().changeEvent(event)


__all__ = ["RadarView"]
