"""What the colours of a heat map mean: a strip from "little" to "much", with the outline explained in words."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mmgui.core.i18n import _
from mmgui.gui.kit.pictures import COLOUR_MAPS
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.texts import plain_tooltip
from mmgui.gui.kit.theme import current

_STRIP_PX = 84  # where there is room for it
_LEAST_STRIP_PX = 40


class HeatLegend(QWidget):
    """One line high."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours = "ember"
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def colours(self) -> str:
        """A name of COLOUR_MAPS."""
        return self._colours

    def set_colours(self, name: str) -> None:
        self._colours = name
        self.update()

    def refresh(self) -> None:
        """Say it in the present language."""
        self.setAccessibleName(" ".join(self._texts()))
        plain_tooltip(self, self._texts()[2])
        self.updateGeometry()
        self.update()

    @staticmethod
    def _texts() -> tuple[str, str, str]:
        return _("little"), _("much"), _("outline: at least half of the most")

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        little, much, line = self._texts()
        words = sum(metrics.horizontalAdvance(text) for text in (little, much, line))
        return QSize(words + _STRIP_PX + 6 * 6 + 24, scaled(22))

    def minimumSizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        words = sum(metrics.horizontalAdvance(text) for text in self._texts()[:2])
        return QSize(words + _LEAST_STRIP_PX + 12, scaled(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetrics(self.font())
        little, much, line = self._texts()
        x = self._paint_text(painter, 0, little, metrics) + 6
        room = self.width() - x - metrics.horizontalAdvance(much) - 6
        strip = QRectF(x, scaled(11) - 5, max(_LEAST_STRIP_PX, min(_STRIP_PX, room)), 10)
        gradient = QLinearGradient(strip.topLeft(), strip.topRight())
        points = COLOUR_MAPS[self._colours]
        for place, colour in enumerate(points):
            gradient.setColorAt(place / (len(points) - 1), QColor(colour))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(strip, 3, 3)
        x = self._paint_text(painter, strip.right() + 6, much, metrics) + 16
        if x + 22 + metrics.horizontalAdvance(line) <= self.width():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width in ((theme.text, 4.0), (theme.surface, 2.0)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawEllipse(QRectF(x, scaled(11) - 6, 12, 12))
            self._paint_text(painter, x + 20, line, metrics)

    def _paint_text(self, painter: QPainter, x: float, text: str, metrics: QFontMetrics) -> float:
        painter.setPen(QColor(current().muted))
        painter.drawText(QRectF(x, 0, self.width() - x, scaled(22)), Qt.AlignmentFlag.AlignVCenter, text)
        return x + metrics.horizontalAdvance(text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)
