"""A large dashed frame that takes files, tables and folders, and says so."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mmgui.gui.kit import dropped
from mmgui.gui.kit.texts import PlainLabel
from mmgui.gui.kit.theme import RADIUS, SPACE, current, set_role


class DropArea(QWidget):
    """Has a title, a sentence, and room below for buttons (`content`)."""

    paths_given = Signal(object)  # tuple of Paths

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_drop_over = False
        self.setAcceptDrops(True)
        self.title = PlainLabel(wrap=True)
        self.sentence = PlainLabel(wrap=True)
        set_role(self.title, "heading")
        set_role(self.sentence, "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(SPACE)
        layout.addStretch(1)
        for label in (self.title, self.sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        layout.addSpacing(SPACE)
        self.content = QVBoxLayout()
        layout.addLayout(self.content)
        self.content.setSpacing(SPACE)
        layout.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(theme.accent_soft if self._is_drop_over else theme.surface))
        colour = theme.accent if self._is_drop_over else theme.control
        painter.setPen(QPen(QColor(colour), 2 if self._is_drop_over else 1.5, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._set_drop_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_drop_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_drop_over(False)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        given = dropped.take(event.mimeData())
        if given.paths:
            self.paths_given.emit(given.paths)

    def _set_drop_over(self, is_over: bool) -> None:
        self._is_drop_over = is_over
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)
