"""A tick box that can be touched anywhere in its room: Qt's own takes only the sign and the letters."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QCheckBox


class TickBox(QCheckBox):
    """A finger is wider than a line of text."""

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)


__all__ = ["TickBox"]
