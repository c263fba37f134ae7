"""The built-in scenes side by side: one picture and the title of each; the chosen one stands large below."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from mmgui.core.i18n import N_
from mmgui.gui.kit.text_lines import wrapped
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.texts import bind_text
from mmgui.gui.kit.theme import RADIUS, SPACE, current

_PICTURE_PX, _PADDING = 44, SPACE
_LINES = 2  # of a title


class SceneTile(QAbstractButton):
    """One scene, as a radio button."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self._image = QImage()
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_image(self, image: QImage) -> None:
        self._image = image
        self.update()

    def sizeHint(self) -> QSize:
        height = max(scaled(_PICTURE_PX), _LINES * self.fontMetrics().height()) + 2 * _PADDING
        return QSize(scaled(_PICTURE_PX) + 10 * SPACE, height)

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(_PICTURE_PX) + 6 * SPACE, self.sizeHint().height())

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = current(), QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        is_on = self.isChecked()
        line = 2.0 if is_on else 1.0
        edge = theme.accent if is_on else theme.muted if self.underMouse() else theme.control
        box = QRectF(self.rect()).adjusted(line / 2, line / 2, -line / 2, -line / 2)
        painter.setPen(QPen(QColor(edge), line))
        painter.setBrush(QColor(theme.accent_soft if is_on else theme.surface))
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.text), 1.0, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(3, 3, -3, -3), RADIUS - 3, RADIUS - 3)
        side = scaled(_PICTURE_PX)
        frame = QRectF(_PADDING, (self.height() - side) / 2, side, side)
        corners = QPainterPath()
        corners.addRoundedRect(frame, RADIUS / 2, RADIUS / 2)
        painter.fillPath(corners, QColor(theme.track))
        if not self._image.isNull():
            size = self._image.size().toSizeF().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            target = QRectF(frame.topLeft(), size)
            target.moveCenter(frame.center())
            painter.save()
            painter.setClipPath(corners)
            painter.drawImage(target, self._image)
            painter.restore()
        room = QRectF(frame.right() + SPACE, 0, self.width() - frame.right() - SPACE - _PADDING, self.height())
        painter.setPen(QColor(theme.text))
        text = "\n".join(wrapped(self.text(), painter.font(), room.width(), _LINES))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


class SceneTiles(QWidget):
    """Emits `chosen` with the name of the scene that the person takes."""

    chosen = Signal(str)

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        bind_text(self, "setAccessibleName", N_("Scenes"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        self._group = QButtonGroup(self)
        self.tiles: dict[str, SceneTile] = {}
        for name in names:
            self.tiles[name] = tile = SceneTile(name)
            self._group.addButton(tile)
            row.addWidget(tile, 1)
        self._group.buttonToggled.connect(self._toggled)

    def show_titles(self, titles: dict[str, str]) -> None:
        for name, title in titles.items():
            tile = self.tiles[name]
            tile.setText(title)
            tile.setAccessibleName(title)
            tile.update()

    def choose(self, name: str) -> None:
        self.tiles[name].setChecked(True)

    def _toggled(self, tile: QAbstractButton, is_on: bool) -> None:
        if is_on and isinstance(tile, SceneTile):
            self.chosen.emit(tile.name)
