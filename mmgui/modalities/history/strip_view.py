"""Items as chips that can be moved and taken out: by dragging, or with Alt and the arrow keys, Delete and Backspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QVBoxLayout, QWidget

from mmgui.gui.kit.word_strip import WordStrip

if TYPE_CHECKING:
    from mmgui.core.heat_map import WordWeight

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_REMOVING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class ItemStrip(QWidget):
    """`words` shows the items and says which are tapped; this adds the arranging."""

    moved = Signal(int, int)  # the item at the first place belongs to the second one
    taken_out = Signal(int)
    chosen = Signal(int)  # the item that buttons are about

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = WordStrip()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.words)
        self._pressed: tuple[int, QPoint] | None = None
        self._is_dragging = False

    def set_items(self, line: str, items: Sequence[WordWeight], hidden: frozenset[int]) -> None:
        self.words.set_words(line, items, hidden)
        for chip in self.words.chips:
            chip.installEventFilter(self)  # once, however often it is called

    def focus_item(self, number: int) -> None:
        """Go on with the keys from this item."""
        if 0 <= number < len(self.words.chips):
            self.words.chips[number].setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        number = next((n for n, chip in enumerate(self.words.chips) if chip is watched), -1)
        if number < 0 or not isinstance(watched, QAbstractButton):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.FocusIn:
            self.chosen.emit(number)
        elif event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_arranging(event):
            event.accept()  # not a shortcut of the window
            return True
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and _is_arranging(event):
            self._arrange(number, event)
            return True
        elif isinstance(event, QMouseEvent):
            return self._drag(number, watched, event)
        return super().eventFilter(watched, event)

    def _arrange(self, number: int, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            self.taken_out.emit(number)
        elif 0 <= number + step < len(self.words.chips):
            self.moved.emit(number, number + step)

    def _drag(self, number: int, chip: QAbstractButton, event: QMouseEvent) -> bool:
        """True where the chip must not hear of it, because a drag is no tap."""
        if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._is_dragging = (number, event.position().toPoint()), False
        elif event.type() == QEvent.Type.MouseMove and self._pressed is not None:
            far = (event.position().toPoint() - self._pressed[1]).manhattanLength()
            self._is_dragging = self._is_dragging or far >= QApplication.startDragDistance()
            if self._is_dragging:
                self.words.mark(frozenset({self._place_at(chip, event.position().toPoint())}))
                return True
        elif event.type() == QEvent.Type.MouseButtonRelease and self._pressed is not None:
            (start, _where), self._pressed = self._pressed, None
            if self._is_dragging:
                self._is_dragging = False
                chip.setDown(False)
                self.words.mark(frozenset())
                end = self._place_at(chip, event.position().toPoint())
                if end != start:
                    self.moved.emit(start, end)
                return True
        return False

    def _place_at(self, chip: QAbstractButton, where: QPoint) -> int:
        """The item that is nearest to a point on a chip."""
        point = chip.mapTo(self.words, where)
        middles = [c.mapTo(self.words, c.rect().center()) for c in self.words.chips]
        return min(range(len(middles)), key=lambda n: (middles[n] - point).manhattanLength())


def _is_arranging(event: QKeyEvent) -> bool:
    has_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
    return event.key() in _REMOVING or (has_alt and Qt.Key(event.key()) in _STEPS)


__all__ = ["ItemStrip"]
