"""Room for the pages: all there is, and in a small window or with large texts as much as they need, scrolled to."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from mmgui.gui.kit.scrolling import ScrollArea
from mmgui.gui.kit.text_size import bind_px

_LEAST_PX = (700, 400)  # of a page, at the usual size of texts


class PageArea(ScrollArea):
    """Holds the stack of pages."""

    def __init__(self, pages: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._holder = _Holder(pages)
        self.setWidget(self._holder)
        bind_px(self._holder, "setMinimumSize", *_LEAST_PX)


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
