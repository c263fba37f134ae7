"""Room for the pages: all there is at the usual size of texts; with large ones as much as they need, scrolled to."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from mmgui.gui.kit.scrolling import ScrollArea
from mmgui.gui.kit.text_size import scaled, text_percent

_LEAST_PX = (712, 470)  # of a page in a window of 800 x 600


class PageArea(ScrollArea):
    """Holds the stack of pages."""

    def __init__(self, pages: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._holder = _Holder(pages)
        self.setWidget(self._holder)
        self.fit()

    def fit(self) -> None:
        """Large texts get the room that usual ones have in the smallest window."""
        is_large = text_percent() > 100
        self._holder.setMinimumSize(*(scaled(px) if is_large else 0 for px in _LEAST_PX))


class _Holder(QWidget):
    """Without a layout: how high the pages would like to be must not make them scroll as a whole."""

    def __init__(self, pages: QWidget) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._pages = pages
        pages.setParent(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._pages.setGeometry(self.rect())


__all__ = ["PageArea"]
