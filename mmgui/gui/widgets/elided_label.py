"""A label of one line that never asks for more room than there is."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mmgui.gui.texts import PlainLabel
from mmgui.gui.theme import SPACE, current


class ElidedLabel(PlainLabel):
    """Ends in "…" where the room ends. is_muted: in the quieter colour."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, is_muted: bool = False) -> None:
        super().__init__(text, parent)
        self._is_muted = is_muted

    def minimumSizeHint(self) -> QSize:
        return QSize(4 * SPACE, self.fontMetrics().height() + 2)

    def sizeHint(self) -> QSize:
        return QSize(min(super().sizeHint().width(), 40 * SPACE), self.fontMetrics().height() + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        is_quiet = self._is_muted or not self.isEnabled()
        painter.setPen(QColor(current().muted if is_quiet else current().text))
        painter.setFont(self.font())
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()
