"""The confusion matrix as a painted table: rows are the true labels, columns the model's answers."""

from collections.abc import Sequence

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
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from mmgui.core.colours import mix, readable_on
from mmgui.core.i18n import _
from mmgui.core.text import grouped, one_line, percent
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.theme import current

_SMALLEST, _LARGEST = 26, 72  # px, side of a cell
_WIDEST_NAME = 130  # px
_TITLE = 22  # px for "the model's answer"
_GAP = 2
_TILTED = 40.0  # degrees
_SCALE, _SCALE_WIDTH = 26, 320  # px for the colour scale below


class ConfusionTable(QWidget):
    """counts[i][j]: how often label i was answered with j. Each cell shows the count and its share of the row.

    `cell_hovered(row, column)`, (-1, -1) when none is; `cell_clicked(row, column)` also by Return and Space. The arrow
    keys move through the cells.
    """

    cell_hovered = Signal(int, int)
    cell_clicked = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes: tuple[str, ...] = ()
        self._counts: tuple[tuple[int, ...], ...] = ()
        self._widths: tuple[int, ...] = ()  # of the names, measured once: text is slow to measure
        self._geometry: tuple[float, float, float] | None = None  # side, left, top for the present size
        self._hovered: tuple[int, int] | None = None
        self._focused: tuple[int, int] | None = None
        self.is_clickable = True
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    # -- what is shown -----------------------------------------------------------------------------------------------

    def show_matrix(self, classes: Sequence[str], counts: Sequence[Sequence[int]]) -> None:
        """Raises ValueError unless there is one row and one column per class."""
        if len(counts) != len(classes) or any(len(row) != len(classes) for row in counts):
            raise ValueError(f"{len(classes)} classes need as many rows and columns")
        self._classes = tuple(one_line(c) for c in classes)
        self._counts = tuple(tuple(row) for row in counts)
        self._hovered = self._focused = None
        self._measure()
        self.setAccessibleName(_("Confusion matrix"))
        self.updateGeometry()
        self.update()

    @property
    def current_cell(self) -> tuple[int, int] | None:
        """The cell under the mouse, or the one that the keyboard is on."""
        return self._hovered or (self._focused if self.hasFocus() else None)

    def describe(self, row: int, column: int) -> str:
        """ "12 of 40 “sad” were answered with “angry” (30 %)." """
        count, total = self._counts[row][column], sum(self._counts[row])
        values = {
            "count": grouped(count),
            "total": grouped(total),
            "label": self._classes[row],
            "answer": self._classes[column],
            "share": percent(count / total if total else 0.0),
        }
        if row == column:
            return _("{count} of {total} “{label}” were answered correctly ({share}).").format(**values)
        return _("{count} of {total} “{label}” were answered with “{answer}” ({share}).").format(**values)

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell lies in the widget."""
        side, left, top = self._place()
        return QRectF(left + column * side, top + row * side, side - _GAP, side - _GAP)

    # -- sizes -------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return self._size_for(64 if len(self._classes) <= 8 else 44)

    def minimumSizeHint(self) -> QSize:
        return self._size_for(scaled(_SMALLEST))

    def _size_for(self, side: int) -> QSize:
        count = max(1, len(self._classes))
        left, top = self._margins(side)
        width = max(count * side + self._overhang(side), _SCALE_WIDTH)
        return QSize(round(left + width), round(top + count * side + scaled(_SCALE)))

    def _side(self) -> float:
        """As large as the room allows, but still square."""
        count = max(1, len(self._classes))
        side = float(scaled(_LARGEST))
        for _round in range(3):  # the margins depend on whether names are tilted, which depends on the side
            left, top = self._margins(side)
            room = min(self.width() - left - self._overhang(side), self.height() - top - scaled(_SCALE))
            side = min(float(scaled(_LARGEST)), max(float(scaled(_SMALLEST)), room / count))
        return side

    def _place(self) -> tuple[float, float, float]:
        """Side of a cell, left and top of the first one."""
        if self._geometry is None:
            side = self._side()
            self._geometry = (side, *self._margins(side))
        return self._geometry

    def _measure(self) -> None:
        metrics = self._metrics()
        self._widths = tuple(metrics.horizontalAdvance(c) for c in self._classes)
        self._geometry = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._geometry = None

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.ApplicationFontChange):
            self._measure()
            self.updateGeometry()

    def _margins(self, side: float) -> tuple[float, float]:
        names = self._name_width()
        top = _TITLE + (self._metrics().height() + 8 if not self._is_tilted(side) else names * 0.66 + 18)
        return names + 12 + _TITLE, top

    def _overhang(self, side: float) -> float:
        return self._name_width() * 0.76 if self._is_tilted(side) else 0.0

    def _is_tilted(self, side: float) -> bool:
        return any(width > side - 6 for width in self._widths)

    def _name_width(self) -> float:
        return float(min(_WIDEST_NAME, max(self._widths, default=0)))

    def _font(self, size_px: int = 13, *, is_bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(scaled(size_px))
        font.setWeight(QFont.Weight.DemiBold if is_bold else QFont.Weight.Normal)
        return font

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._font())

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._classes:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, _left, _top = self._place()
        for row, counts in enumerate(self._counts):
            total = sum(counts)
            for column, count in enumerate(counts):
                self._paint_cell(painter, self.cell_rect(row, column), row == column, count, total)
        self._paint_names(painter, side)
        self._paint_scale(painter, side)
        self._paint_marks(painter)
        painter.end()

    def _paint_cell(self, painter: QPainter, box: QRectF, is_right: bool, count: int, total: int) -> None:
        theme = current()
        share = count / total if total else 0.0
        fill = _fill(share, is_right) if count else mix(theme.surface, theme.track, 0.6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(box, 4, 4)
        ink = QColor(readable_on(fill) if count else theme.muted)
        painter.setPen(ink)
        if box.height() >= 44:
            painter.setFont(self._font(15 if box.height() >= scaled(52) else 13, is_bold=True))
            middle = box.height() / 2
            upper = QRectF(box.x(), box.y() + middle - scaled(19), box.width(), scaled(20))
            painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, grouped(count))
            painter.setFont(self._font(11))
            lower = QRectF(box.x(), box.y() + middle + 1, box.width(), scaled(16))
            painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, percent(share))
        elif count:
            text = grouped(count)
            painter.setFont(self._font(11))
            if QFontMetrics(self._font(11)).horizontalAdvance(text) <= box.width() - 2:
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_names(self, painter: QPainter, side: float) -> None:
        theme, metrics = current(), self._metrics()
        _side, left, top = self._place()
        names, is_tilted = self._name_width(), self._is_tilted(side)
        lit = self.current_cell or (-1, -1)
        for index, name in enumerate(self._classes):
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(names) + 1)
            painter.setFont(self._font(is_bold=False))
            painter.setPen(QColor(theme.text if index == lit[0] or lit == (-1, -1) else theme.muted))
            middle = top + index * side
            box = QRectF(left - names - 8, middle, names, side - _GAP)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown)
            painter.setPen(QColor(theme.text if index == lit[1] or lit == (-1, -1) else theme.muted))
            x = left + index * side
            if is_tilted:
                painter.save()
                painter.translate(x + side / 2, top - 6)
                painter.rotate(-_TILTED)
                painter.drawText(QPointF(0, 0), shown)
                painter.restore()
            else:
                above = QRectF(x, top - metrics.height() - 6, side - _GAP, metrics.height())
                painter.drawText(above, Qt.AlignmentFlag.AlignCenter, shown)
        painter.setFont(self._font(12))
        painter.setPen(QColor(theme.muted))
        width = len(self._classes) * side
        painter.drawText(
            QRectF(left, 0, max(width, 170.0), _TITLE - 4), Qt.AlignmentFlag.AlignLeft, _("The model’s answer →")
        )
        painter.save()
        painter.translate(0, top + width)
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, max(width, 60.0), _TITLE), Qt.AlignmentFlag.AlignRight, _("← true label"))
        painter.restore()

    def _paint_scale(self, painter: QPainter, side: float) -> None:
        """What the colours mean: share of the row, for right and for wrong answers."""
        _side, left, top = self._place()
        y = top + len(self._classes) * side + 8
        painter.setFont(self._font(11))
        metrics = QFontMetrics(self._font(11))
        for text, is_right in ((_("right: 0 to {all} of the row").format(all=percent(1.0)), True), (_("wrong"), False)):
            for place in range(6):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(_fill(place / 5, is_right)))
                painter.drawRect(QRectF(left + place * 9, y, 9, 9))
            painter.setPen(QColor(current().muted))
            painter.drawText(QPointF(left + 60, y + 9), text)
            left += 60 + metrics.horizontalAdvance(text) + 16

    def _paint_marks(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hasFocus() and self._focused:
            painter.setPen(QPen(QColor(current().text), 2.0))
            painter.drawRoundedRect(self.cell_rect(*self._focused).adjusted(1, 1, -1, -1), 4, 4)
        if self._hovered:
            painter.setPen(QPen(QColor(current().muted), 1.5))
            painter.drawRoundedRect(self.cell_rect(*self._hovered).adjusted(1, 1, -1, -1), 4, 4)

    # -- mouse and keyboard ------------------------------------------------------------------------------------------

    def _cell_at(self, place: QPointF) -> tuple[int, int] | None:
        side, left, top = self._place()
        column, row = int((place.x() - left) // side), int((place.y() - top) // side)
        count = len(self._classes)
        return (row, column) if 0 <= row < count and 0 <= column < count else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._cell_at(event.position()))
        can_click = self._hovered is not None and self.is_clickable
        self.setCursor(Qt.CursorShape.PointingHandCursor if can_click else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def _hover(self, cell: tuple[int, int] | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            self.cell_hovered.emit(*(cell or (-1, -1)))
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self._focus_cell(cell)
            self._click(cell)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._focused is None and self._classes:
            self._focus_cell((0, 0))
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        key = Qt.Key(event.key())
        if not self._classes or self._focused is None:
            super().keyPressEvent(event)
        elif key in moves:
            last = len(self._classes) - 1
            row, column = self._focused[0] + moves[key][0], self._focused[1] + moves[key][1]
            self._focus_cell((min(max(row, 0), last), min(max(column, 0), last)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._click(self._focused)
        else:
            super().keyPressEvent(event)

    def _focus_cell(self, cell: tuple[int, int]) -> None:
        self._focused = cell
        self.setAccessibleDescription(self.describe(*cell))
        self.cell_hovered.emit(*cell)
        self.update()

    def _click(self, cell: tuple[int, int]) -> None:
        if self.is_clickable and self._counts[cell[0]][cell[1]]:
            self.cell_clicked.emit(*cell)


def _fill(share: float, is_right: bool) -> str:
    """The colour of a cell. The square root lifts small shares: a mix-up of 5 % must be visible."""
    theme = current()
    return mix(theme.track, theme.accent if is_right else theme.warning, share**0.5)


__all__ = ["ConfusionTable"]
