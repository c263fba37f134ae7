"""A name that is changed where it stands."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from mmgui.core.text import one_line


class NameEdit(QLineEdit):
    """Takes a new name: Return keeps it, Escape and leaving it empty do not."""

    ended = Signal(str)  # "" = keep the old name; once per start()

    def __init__(self, longest: int, parent: QWidget | None = None) -> None:
        """longest: characters of a name."""
        super().__init__(parent)
        self._longest = longest
        self._is_open = False
        self.setMaxLength(longest)
        self.setAcceptDrops(False)

    def start(self, name: str) -> None:
        self._is_open = True
        self.setText(name)
        self.setFocus()
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._end("")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._end(self.text())
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._end(self.text())

    def _end(self, name: str) -> None:
        if self._is_open:  # hiding the editor takes its focus, which must not end it a second time
            self._is_open = False
            self.ended.emit(one_line(name, self._longest))


__all__ = ["NameEdit"]
