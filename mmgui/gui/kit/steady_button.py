"""A button that does not change its meaning under a finger: for those that come, go or say something else."""

import re
import time
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QPushButton

_NUMBER: Final = re.compile(r"\d+")
DEAD_S: Final = 0.6  # the second click of a double click, and one that was on its way, come within this time


class SteadyButton(QPushButton):
    """Does nothing for 600 ms after it appeared on a page that is seen, or changed its text there (more than a number).

    A page that is opened with the button on it is no such change: then nobody has aimed at anything else.
    """

    _changed_at = -DEAD_S

    def setVisible(self, visible: bool) -> None:
        if visible and self.isHidden() and self._is_seen_place():
            self._changed_at = time.monotonic()
        super().setVisible(visible)

    def setText(self, text: str) -> None:
        if _NUMBER.sub("", text) != _NUMBER.sub("", self.text()) and self.isVisible():
            self._changed_at = time.monotonic()
        super().setText(text)

    def begin_anew(self) -> None:
        """Something else stood here until now."""
        if self.isVisible():
            self._changed_at = time.monotonic()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._is_fresh():
            event.accept()  # nobody below it is meant either
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_fresh() and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _is_fresh(self) -> bool:
        return time.monotonic() - self._changed_at < DEAD_S

    def _is_seen_place(self) -> bool:
        parent = self.parentWidget()
        return parent is not None and parent.isVisible()


__all__ = ["DEAD_S", "SteadyButton"]
