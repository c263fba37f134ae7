"""A slider that goes where it is touched: a finger need not hit the small handle."""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget


class TouchSlider(QSlider):
    """Horizontal. Qt's own takes a page step towards the touch, and lets nothing but its handle be dragged."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        x = event.position().x()
        handle, room = self._places()
        if not handle.left() <= x <= handle.right():
            at, length = round(x) - room.left() - handle.width() // 2, room.width() - handle.width()
            self.setSliderPosition(QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), at, length))
            handle, room = self._places()
        # The handle is below the finger now, or at its side if values lie far apart: on it, the rest is a plain drag.
        place = QPointF(min(max(x, handle.left()), handle.right()), handle.center().y())
        where = event.globalPosition() - event.position() + place
        super().mousePressEvent(
            QMouseEvent(event.type(), place, where, event.button(), event.buttons(), event.modifiers())
        )
        event.accept()

    def _places(self) -> tuple[QRect, QRect]:
        """Of the handle, and of the line on which it runs."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        control, parts = QStyle.ComplexControl.CC_Slider, QStyle.SubControl
        return (
            self.style().subControlRect(control, option, parts.SC_SliderHandle, self),
            self.style().subControlRect(control, option, parts.SC_SliderGroove, self),
        )


__all__ = ["TouchSlider"]
