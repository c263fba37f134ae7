"""A combo box whose list is as wide as its widest entry, and whose entries a finger can hit."""

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QWidget

from mmgui.core.text import plain

MOST_PX = 640  # a wider list cannot be read at a glance: its longest entries end in "…" and say themselves in a tooltip


class ComboBox(QComboBox):
    """Qt's own list is as wide as the closed box and cuts what is longer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(QStyledItemDelegate(self))  # the one that obeys the style sheet
        self.view().setTextElideMode(Qt.TextElideMode.ElideRight)

    def list_width(self) -> int:
        """What the list needs for its widest entry, in pixels, with its frame and the scroll bar if it has one."""
        view = self.view()
        view.ensurePolished()
        bar = view.verticalScrollBar().sizeHint().width() if self.count() > self.maxVisibleItems() else 0
        return view.sizeHintForColumn(0) + 2 * view.frameWidth() + bar

    def showPopup(self) -> None:
        wanted, room = self.list_width(), min(MOST_PX, self.screen().availableGeometry().width())
        self.view().setMinimumWidth(max(self.width(), min(wanted, room)))
        for index in range(self.count()):
            text = f"<qt>{html.escape(plain(self.itemText(index)))}</qt>"
            self.setItemData(index, text if wanted > room else None, Qt.ItemDataRole.ToolTipRole)
        super().showPopup()


__all__ = ["ComboBox"]
