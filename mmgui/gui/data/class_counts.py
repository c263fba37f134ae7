"""How many examples each class has, as bars; a click chooses a class."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mmgui.core.i18n import _, join_parts
from mmgui.core.text import grouped, one_line
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.theme import SPACE, current

ROW_PX = 40  # can be touched
_ABOVE_PX = 6


class ClassCounts(QWidget):
    """One row per class in the given order. Put it into a scroll area: it is as high as its rows."""

    class_chosen = Signal(object)  # str, or None when the chosen one is clicked again

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: dict[str, int] = {}
        self._chosen: str | None = None
        self._cursor = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        self._counts = dict(counts)
        self._cursor = min(self._cursor, max(0, len(self._counts) - 1))
        self.setAccessibleName(_("Examples per class"))
        self.setAccessibleDescription(join_parts(f"{one_line(n)} {c}" for n, c in list(self._counts.items())[:50]))
        self.updateGeometry()
        self.update()

    def set_chosen(self, name: str | None) -> None:
        self._chosen = name
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(26 * SPACE, max(1, len(self._counts)) * scaled(ROW_PX))

    def minimumSizeHint(self) -> QSize:
        return QSize(16 * SPACE, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetrics(self.font())
        most = max(self._counts.values(), default=0) or 1
        number_width = max((metrics.horizontalAdvance(grouped(c)) for c in self._counts.values()), default=0)
        first = max(0, event.rect().top() // scaled(ROW_PX))
        last = event.rect().bottom() // scaled(ROW_PX) + 1
        names = list(self._counts)
        for row in range(first, min(last, len(names))):
            name, top = names[row], row * scaled(ROW_PX)
            is_chosen = name == self._chosen
            label = QRectF(0, top + scaled(_ABOVE_PX), self.width() - number_width - SPACE, scaled(18))
            text = metrics.elidedText(one_line(name), Qt.TextElideMode.ElideRight, int(label.width()))
            painter.setPen(QColor(theme.accent if is_chosen else theme.text))
            painter.drawText(label, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)
            painter.setPen(QColor(theme.muted))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(
                QRectF(0, top + scaled(_ABOVE_PX), self.width(), scaled(18)),
                right,
                f"{self._counts[name]:,}".replace(",", " "),
            )
            painter.setPen(Qt.PenStyle.NoPen)
            bar = QRectF(0, top + scaled(_ABOVE_PX + 19), self.width(), 6)
            painter.setBrush(QColor(theme.track))
            painter.drawRoundedRect(bar, 3, 3)
            bar.setWidth(max(4.0, bar.width() * self._counts[name] / most))
            painter.setBrush(QColor(theme.accent if is_chosen or self._chosen is None else theme.control))
            painter.drawRoundedRect(bar, 3, 3)
            if self.hasFocus() and row == self._cursor:
                painter.setPen(QPen(QColor(theme.accent), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(0.5, top + 0.5, self.width() - 1, scaled(ROW_PX) - 2), 4, 4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = int(event.position().y() // scaled(ROW_PX))
        if 0 <= row < len(self._counts):
            self._cursor = row
            self._choose(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._counts:
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self._cursor = min(len(self._counts) - 1, max(0, self._cursor + step))
            self.update()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._counts:
            self._choose(self._cursor)
        else:
            super().keyPressEvent(event)

    def _choose(self, row: int) -> None:
        name = list(self._counts)[row]
        self.class_chosen.emit(None if name == self._chosen else name)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)
