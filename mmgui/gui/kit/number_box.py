"""Fields for numbers: calm under the mouse wheel while a person scrolls the page, and named for screen readers."""

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox

from mmgui.core.i18n import _
from mmgui.core.parameters import Value
from mmgui.core.text import one_line


class NumberBox(QSpinBox):
    """A whole number."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def setAccessibleName(self, name: str) -> None:
        """Also of the text field inside, which is what a screen reader finds."""
        super().setAccessibleName(name)
        self.lineEdit().setAccessibleName(name)


class DecimalBox(QDoubleSpinBox):
    """Shows as many digits as the number needs: 0.00003 and 0.5 alike."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def textFromValue(self, value: float) -> str:
        return say_value(value)

    def setAccessibleName(self, name: str) -> None:
        """Also of the text field inside, which is what a screen reader finds."""
        super().setAccessibleName(name)
        self.lineEdit().setAccessibleName(name)


def say_value(value: Value) -> str:
    """As the editors of settings show it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return f"{value:.8f}".rstrip("0").rstrip(".") or "0"
    return one_line(str(value))


__all__ = ["DecimalBox", "NumberBox", "say_value"]
