"""What happens in each step of a training, in plain words, with the live numbers: forward, loss, backward, step."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from mmgui.core.text import one_line
from mmgui.gui.kit.text_size import follow_text_size, scaled
from mmgui.gui.kit.texts import PlainLabel
from mmgui.gui.kit.theme import SPACE, current, set_role

_BADGE = 26


@dataclass(frozen=True, slots=True)
class LearningStep:
    """title: plain verb and technical term; text: one sentence; number: the live figure, "" before there is one."""

    title: str
    text: str
    number: str = ""


class _Badge(QWidget):
    """The number of a step in a circle, with a thread to the next one."""

    def __init__(self, number: int, is_last: bool) -> None:
        super().__init__()
        self._number, self._is_last = number, is_last
        self.is_live = False
        self.setFixedWidth(_BADGE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(_BADGE, _BADGE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._is_last:
            painter.setPen(QColor(theme.border))
            painter.drawLine(QPointF(_BADGE / 2, _BADGE + 2), QPointF(_BADGE / 2, self.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent if self.is_live else theme.accent_soft))
        painter.drawEllipse(QRectF(1, 1, _BADGE - 2, _BADGE - 2))
        font = QFont(self.font())
        font.setPixelSize(scaled(13))
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(theme.on_accent if self.is_live else theme.accent))
        painter.drawText(QRectF(0, 0, _BADGE, _BADGE), Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.end()


class LearningSteps(QWidget):
    """The steps one below the other; widgets are made once and reused."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE + 2)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[_Badge, PlainLabel, PlainLabel, PlainLabel]] = []
        self._has_numbers = False
        follow_text_size(self, LearningSteps._fit_anew)

    def show_steps(self, steps: Sequence[LearningStep], *, is_live: bool) -> None:
        """is_live: whether these things happen right now."""
        while len(self._rows) < len(steps):
            self._add_row(is_last=len(self._rows) == len(steps) - 1)
        has_numbers = any(step.number for step in steps)
        needs_fit = has_numbers != self._has_numbers
        for (badge, title, text, number), step in zip(self._rows, steps, strict=False):
            title.setText(one_line(step.title))
            text.setText(step.text)
            is_longer = len(step.number) != len(number.text())
            number.show_text(step.number)
            needs_fit = needs_fit or is_longer
            if badge.is_live != is_live:
                badge.is_live = is_live
                badge.update()
        if needs_fit:
            self._fit(may_shrink=has_numbers != self._has_numbers)
        self._has_numbers = has_numbers

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(may_shrink=event.size().width() != event.oldSize().width())

    def _fit_anew(self) -> None:
        self._fit(may_shrink=True)

    def _fit(self, *, may_shrink: bool) -> None:
        """As high as the wrapped texts need at this width; with new digits it only grows, or the card would jump."""
        needed = self._grid.heightForWidth(self.width())
        if may_shrink or needed > self.minimumHeight():
            self.setMinimumHeight(needed)

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(number.text() for _badge, _title, _text, number in self._rows)

    def _add_row(self, *, is_last: bool) -> None:
        index = len(self._rows)
        badge = _Badge(index + 1, is_last)
        title, text, number = PlainLabel(wrap=True), PlainLabel(wrap=True), PlainLabel(wrap=True)
        set_role(title, "title")
        set_role(text, "muted")
        column = QWidget()
        inner = QGridLayout(column)
        inner.setContentsMargins(0, 3, 0, SPACE + 6)
        inner.setVerticalSpacing(3)
        for place, part in enumerate((title, text, number)):
            inner.addWidget(part, place, 0)
        self._grid.addWidget(badge, index, 0)
        self._grid.addWidget(column, index, 1)
        self._grid.setRowStretch(index, 0)
        self._grid.setRowStretch(index + 1, 1)  # a higher card leaves room below, never between
        self._rows.append((badge, title, text, number))
