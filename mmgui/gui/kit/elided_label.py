"""A label of one line that never asks for more room than there is."""

import html

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from mmgui.gui.kit.texts import PlainLabel
from mmgui.gui.kit.theme import SPACE, current


class ElidedLabel(PlainLabel):
    """Is cut with "…" where the room ends; the whole text is its tooltip then. is_muted: in the quieter colour."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        is_muted: bool = False,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(text, parent)
        self._is_muted, self._mode = is_muted, mode

    def minimumSizeHint(self) -> QSize:
        return QSize(4 * SPACE, self.fontMetrics().height() + 2)

    def sizeHint(self) -> QSize:
        return QSize(min(super().sizeHint().width(), 40 * SPACE), self.fontMetrics().height() + 2)

    def set_is_muted(self, is_muted: bool) -> None:
        self._is_muted = is_muted
        self.update()

    @property
    def is_cut(self) -> bool:
        """Whether the room is too small for the text."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self.width()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and not self.toolTip() and self.is_cut:
            QToolTip.showText(event.globalPos(), f"<qt>{html.escape(self.text())}</qt>", self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        is_quiet = self._is_muted or not self.isEnabled()
        painter.setPen(QColor(current().muted if is_quiet else current().text))
        painter.setFont(self.font())
        text = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
        painter.drawText(self.rect(), self.alignment() | Qt.TextFlag.TextSingleLine, text)
        painter.end()
