"""Areas that scroll. Qt's own falls where its content has two minds about its size; see README, “Traps”."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from mmgui.core.i18n import N_
from mmgui.gui.kit.texts import bind_text

_DEEPEST = 3


class ScrollArea(QScrollArea):
    """Qt's own resizes the content while it hears that the content was resized, and asks it for its least size again.

    A content whose wished height depends on the width that it has just now (a row that wraps, a picture as tall as it
    is wide) can answer in turns for ever, and the stack overflows. So it is asked a few times at most in one layout.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        self._depth = 0
        super().__init__(parent)
        self.setWidgetResizable(True)
        bind_text(self, "setAccessibleName", N_("Scrolls"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Resize:
            return super().eventFilter(watched, event)
        if self._depth >= _DEEPEST:
            return False
        self._depth += 1
        try:
            return super().eventFilter(watched, event)
        finally:
            self._depth -= 1


class TallScrollArea(ScrollArea):
    """Its content is as tall as its wrapped texts need at the present width.

    Qt's own asks the content for a least height without telling it the width: wrapped sentences are then cut.
    """

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)
        content.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        content = self.widget()
        layout = content.layout() if content is not None else None
        if content is None or layout is None or not layout.hasHeightForWidth():
            return
        least = layout.minimumHeightForWidth(self.viewport().width())
        if content.minimumHeight() != least:
            content.setMinimumHeight(least)


def scrolling(inner: QWidget, *, sideways: bool = True) -> ScrollArea:
    """`inner` in an area that scrolls up and down, and `sideways` if need be."""
    area = ScrollArea()
    if not sideways:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area


__all__ = ["ScrollArea", "TallScrollArea", "scrolling"]
