"""A row that wraps: widgets side by side, on as many lines as the width needs."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem

from mmgui.gui.kit.theme import SPACE


class FlowLayout(QLayout):
    """Places its items from left to right, in the middle of their line, and starts a new line where the width ends.

    An item's widget may set the gap before it with the property "gap" (px); no item is wider than a line.
    """

    def __init__(
        self, parent: QWidget | None = None, gap: int = SPACE, line_gap: int | None = None, *, is_centred: bool = False
    ) -> None:
        """is_centred: lines stand in the middle instead of at the left."""
        super().__init__(parent)
        self._is_centred = is_centred
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}  # by width: Qt asks for the same ones many times in one layout
        self._gap = gap
        self._line_gap = gap // 2 if line_gap is None else line_gap
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addWidget(self, widget: QWidget) -> None:
        """The items are made here, not by Qt: Python hears of the end of what it made (`lifetimes.py` says why)."""
        self.addChildWidget(widget)
        self.addItem(QWidgetItem(widget))
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), is_real=False)
        return self._heights[width]

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, is_real=True)

    def sizeHint(self) -> QSize:
        hints = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(h.width() for h in hints) + self._gap * max(0, len(hints) - 1)
        return QSize(width, max((h.height() for h in hints), default=0))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, is_real: bool) -> int:
        """Lay out within `rect`; returns the height that was needed."""
        x, y = rect.x(), rect.y()
        line: list[tuple[QLayoutItem, QRect]] = []
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint().boundedTo(QSize(max(1, rect.width()), 1 << 20))
            gap = self._gap_before(item) if line else 0
            if line and x + gap + size.width() > rect.right() + 1:
                x, y, gap = rect.x(), y + self._end_line(line, rect, is_real=is_real) + self._line_gap, 0
                line.clear()
            line.append((item, QRect(QPoint(x + gap, y), size)))
            x += gap + size.width()
        return y + self._end_line(line, rect, is_real=is_real) - rect.y()

    def _gap_before(self, item: QLayoutItem) -> int:
        widget = item.widget()
        own = widget.property("gap") if widget is not None else None
        return self._gap if own is None else int(own)

    def _end_line(self, line: list[tuple[QLayoutItem, QRect]], rect: QRect, *, is_real: bool) -> int:
        """Place the items of a line in the middle of its height, which is returned."""
        height = max((room.height() for _item, room in line), default=0)
        left = (rect.right() - line[-1][1].right()) // 2 if self._is_centred and line else 0
        if is_real:
            for item, room in line:
                item.setGeometry(room.translated(left, (height - room.height()) // 2))
        return height
