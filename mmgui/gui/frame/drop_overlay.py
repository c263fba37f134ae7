"""What covers the window while files hang over it: it says what a drop would do."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QWidget

from mmgui.core.i18n import _
from mmgui.gui.kit import dropped
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.theme import RADIUS, SPACE, current


def dropped_paths(mime: QMimeData) -> list[Path]:
    """The local files and folders of a drag; [] for text, pictures and addresses of the web."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile() and url.toLocalFile()]


class DropVeil(QWidget):
    """Hidden until something is dragged over the window; lets every event through. What takes drops for itself (see
    dropped.is_target) stays in sight."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._free: list[QRect] = []
        self.hide()

    def cover(self) -> None:
        """Lie over the whole window as it is now."""
        window = self.window()
        self.setGeometry(window.rect())
        targets = [w for w in window.findChildren(QWidget) if dropped.is_target(w) and w.isVisible()]
        seen = [(w, w.visibleRegion().boundingRect()) for w in targets]
        self._free = [QRect(w.mapTo(window, rect.topLeft()), rect.size()) for w, rect in seen]
        self.raise_()
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        region = QRegion(self.rect())
        for rect in self._free:
            region -= QRegion(rect.adjusted(-SPACE, -SPACE, SPACE, SPACE))
        painter.setClipRegion(region)
        veil = QColor(theme.background)
        veil.setAlphaF(0.88)
        painter.fillRect(self.rect(), veil)
        frame = QRectF(self.rect()).adjusted(3 * SPACE, 3 * SPACE, -3 * SPACE, -3 * SPACE)
        painter.setPen(QPen(QColor(theme.accent), 3, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(frame, 2 * RADIUS, 2 * RADIUS)
        font = painter.font()
        font.setPixelSize(scaled(22))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, _("Let go to bring in this table, folder or project"))
