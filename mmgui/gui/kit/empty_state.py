"""What a page shows while it has nothing to show: what is missing, and the button that leads there."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.flow_layout import FlowLayout
from mmgui.gui.kit.icons import pixmap
from mmgui.gui.kit.text_size import bind_px
from mmgui.gui.kit.texts import PlainLabel
from mmgui.gui.kit.theme import SPACE, current, set_role


class EmptyState(QWidget):
    """A title, one or two sentences, and buttons, in the middle of the page."""

    def __init__(self, icon_name: str, buttons: Sequence[QPushButton] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._icon = PlainLabel()
        self.title = PlainLabel(wrap=True)
        set_role(self.title, "heading")
        self.text = muted_label()
        bind_px(self.text, "setMinimumWidth", 40 * SPACE)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE)
        column.addStretch(2)
        for part in (self._icon, self.title, self.text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            bind_px(part, "setMaximumWidth", 80 * SPACE)
            line = QHBoxLayout()
            column.addLayout(line)
            line.addStretch(1)
            line.addWidget(part, 8)
            line.addStretch(1)
        column.addSpacing(SPACE)
        row = FlowLayout(is_centred=True)
        column.addLayout(row)
        for button in buttons:
            row.addWidget(button)
        column.addStretch(3)
        self._draw_icon()

    def say(self, title: str, text: str) -> None:
        """Both translated; shown literally."""
        self.title.setText(title)
        self.text.setText(text)
        self._draw_icon()

    def _draw_icon(self) -> None:
        self._icon.setPixmap(pixmap(self._icon_name, 6 * SPACE, current().muted, self.devicePixelRatioF()))
