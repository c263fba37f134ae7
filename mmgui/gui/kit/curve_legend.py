"""The names beside a plot, with a piece of each line."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mmgui.core.text import one_line
from mmgui.gui.kit.chart import LineStyle, chart_font, line_pen
from mmgui.gui.kit.curves import Curve
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.theme import SPACE, current


class CurveLegend(QWidget):
    """Names of the lines with a piece of each line, painted as plain text, on as many rows as needed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[tuple[str, str, LineStyle], ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_curves(self, curves: Sequence[Curve]) -> None:
        entries = tuple((one_line(c.name, 40), c.colour, c.style) for c in curves)
        if entries != self._entries:
            self._entries = entries
            self.setAccessibleName(", ".join(name for name, _colour, _style in entries))
            self.updateGeometry()
            self.update()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _colour, _style in self._entries)

    def sizeHint(self) -> QSize:
        widths = [self._width(name) for name, _colour, _style in self._entries]
        return QSize(min(420, sum(widths)), self._height(min(420, sum(widths))))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self._height(max(60, self.width())))

    def heightForWidth(self, width: int) -> int:
        return self._height(width)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(chart_font(self))
        muted = QColor(current().muted)
        for (name, colour, style), (x, y) in zip(self._entries, self._places(self.width()), strict=True):
            painter.setPen(line_pen(colour, 2.2, style))
            painter.drawLine(QPointF(x, y + scaled(9)), QPointF(x + 20, y + scaled(9)))
            painter.setPen(muted)
            room = QRectF(x + 26, y, max(10.0, self.width() - x - 26), scaled(18))
            text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()

    def _width(self, name: str) -> int:
        return 26 + QFontMetrics(chart_font(self)).horizontalAdvance(name) + 2 * SPACE

    def _places(self, width: int) -> list[tuple[int, int]]:
        places, x, y = [], 0, 0
        for name, _colour, _style in self._entries:
            if x and x + self._width(name) - 2 * SPACE > width:
                x, y = 0, y + scaled(20)
            places.append((x, y))
            x += self._width(name)
        return places

    def _height(self, width: int) -> int:
        return (self._places(width)[-1][1] if self._entries else 0) + scaled(20)
