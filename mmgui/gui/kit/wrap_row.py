"""Two things side by side, the second at the right end; one below the other where the row is too narrow for both."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QWidget

from mmgui.gui.kit.elided_label import ElidedLabel
from mmgui.gui.kit.steady_button import SteadyButton
from mmgui.gui.kit.theme import SPACE


class WrapRow(QWidget):
    """can_shrink: `left` may become as small as its least size before `right` gets a line of its own, `line_gap` px
    below: buttons without a frame bring their own distance.
    """

    def __init__(
        self,
        left: QWidget,
        right: QWidget,
        *,
        can_shrink: bool = False,
        line_gap: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._left, self._right, self._can_shrink, self._line_gap = left, right, can_shrink, line_gap
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE)
        self._layout.addWidget(left, 1)
        self._layout.addWidget(right)

    def minimumSizeHint(self) -> QSize:
        """Of the wider one: on two lines that is enough."""
        width = max(self._left.minimumSizeHint().width(), self._right.minimumSizeHint().width())
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # something in it came, went or says something else
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        left = self._left.minimumSizeHint() if self._can_shrink else self._left.sizeHint()
        fits = left.width() + SPACE + self._right.sizeHint().width() <= self.contentsRect().width()
        directions = QBoxLayout.Direction
        wanted = directions.LeftToRight if fits else directions.TopToBottom
        if wanted != self._layout.direction():
            self._layout.setDirection(wanted)
            self._layout.setSpacing(SPACE if fits else self._line_gap)


def side_by_side(*parts: QWidget, is_right: bool = False) -> QWidget:
    """Widgets in a row of their own, at its left or right end."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACE)
    if is_right:
        layout.addStretch(1)
    for part in parts:
        layout.addWidget(part)
    if not is_right:
        layout.addStretch(1)
    return row


def keep_place(widget: QWidget) -> None:
    """It takes its room while it is hidden, too: nothing beside it moves when it comes."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)


class InTurns(QStackedWidget):
    """Several groups of buttons in one place, as wide as the widest; one of them is seen, at the right end."""

    def __init__(self, *groups: Sequence[QWidget]) -> None:
        super().__init__()
        self._groups = tuple(tuple(group) for group in groups)
        for group in groups:
            self.addWidget(side_by_side(*group, is_right=True))

    def show_group(self, number: int) -> None:
        """Its steady buttons do nothing for a moment: another one stood there."""
        if number != self.currentIndex():
            self.setCurrentIndex(number)
            for button in self._groups[number]:
                if isinstance(button, SteadyButton):
                    button.begin_anew()


def card_head(title: ElidedLabel, mark: QWidget, buttons: Sequence[QWidget]) -> WrapRow:
    """The first line of a card: title and mark, then the buttons. Nothing is cut; if all else fails, the title is."""
    return WrapRow(side_by_side(title, mark), side_by_side(*buttons, is_right=True))


__all__ = ["InTurns", "WrapRow", "card_head", "keep_place", "side_by_side"]
