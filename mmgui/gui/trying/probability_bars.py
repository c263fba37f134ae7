"""The model's answer, big, and a bar per class that moves softly to its new place."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEasingCurve, QEvent, QRectF, QSize, Qt, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFont,
    QFontMetrics,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from mmgui.core.colours import mix
from mmgui.core.i18n import _, join_parts, ngettext
from mmgui.core.text import one_line, percent
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.texts import PlainLabel
from mmgui.gui.kit.theme import SPACE, current, set_role

MAX_ROWS = 8
_ROW_PX = 40
_CALM = 0.02  # two classes change places only if they differ by more: no flicker while typing
_MOVE_MS = 180
_REST_MS = 400  # after the last change the order becomes exact: nobody is typing any more
_FRAME_S = 0.030  # between two pictures of the motion: more of them cost a keystroke time and are not seen


@dataclass
class _Bar:
    """One class: where it is drawn and where it is going. Values in [0, 1], rows counted from 0."""

    value: float
    row: float
    from_value: float
    from_row: float
    to_value: float
    to_row: float


class ProbabilityBars(QWidget):
    """Shows what it is given; the greatest probability comes first and big."""

    class_chosen = Signal(str)  # a bar was clicked

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answer = PlainLabel()
        set_role(self.answer, "answer")
        self.answer.setWordWrap(True)
        self.canvas = _BarCanvas(self)
        self.canvas.clicked.connect(self.class_chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.answer)
        layout.addWidget(self.canvas)

    def set_values(
        self,
        classes: Sequence[str],
        probabilities: Sequence[float],
        *,
        headline: str = "",
        is_animated: bool = True,
    ) -> None:
        """classes and probabilities in the same order; empty ones show nothing. headline: instead of an answer
        that is not given; the bars then praise none.
        """
        if len(classes) != len(probabilities):
            raise ValueError(f"{len(classes)} classes but {len(probabilities)} probabilities")
        self.canvas.set_values(classes, probabilities, is_animated=is_animated, is_refused=bool(headline))
        self.answer.show_text((headline or one_line(self.canvas.order[0])) if classes else "")

    @property
    def order(self) -> tuple[str, ...]:
        """The classes from top to bottom."""
        return self.canvas.order

    @property
    def is_settled(self) -> bool:
        """No bar is moving any more."""
        return self.canvas.is_settled


class _BarCanvas(QWidget):
    clicked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.order: tuple[str, ...] = ()
        self._bars: dict[str, _Bar] = {}
        self._rest = 0
        self._values: dict[str, float] = {}
        self._is_refused = False
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(_REST_MS)
        self._resting.timeout.connect(self._sort)
        self._painted_s = 0.0  # when the motion was shown last
        self._motion = QVariantAnimation(self)
        self._motion.setStartValue(0.0)
        self._motion.setEndValue(1.0)
        self._motion.setDuration(_MOVE_MS)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.valueChanged.connect(self._step)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def is_settled(self) -> bool:
        return self._motion.state() != QVariantAnimation.State.Running

    def set_values(
        self, classes: Sequence[str], probabilities: Sequence[float], *, is_animated: bool, is_refused: bool
    ) -> None:
        values = dict(zip(classes, (min(1.0, max(0.0, float(p))) for p in probabilities), strict=True))
        self._values, self._is_refused = values, is_refused
        rows_before = min(MAX_ROWS, len(self.order)) + (1 if self._rest else 0)
        self._place(stable_order(self.order, values), is_animated=is_animated)
        if rows_before != min(MAX_ROWS, len(self.order)) + (1 if self._rest else 0):
            self.updateGeometry()
        if self.order != exact_order(values):
            self._resting.start()
        else:
            self._resting.stop()

    def _sort(self) -> None:
        self._place(exact_order(self._values), is_animated=True)

    def _place(self, order: tuple[str, ...], *, is_animated: bool) -> None:
        """Send every bar to its row and length."""
        values, self.order = self._values, order
        shown = order[:MAX_ROWS]
        self._rest = len(self.order) - len(shown)
        for name in set(self._bars) - set(shown):
            del self._bars[name]
        for row, name in enumerate(shown):
            bar = self._bars.get(name)
            if bar is None:
                bar = self._bars[name] = _Bar(0.0, row, 0.0, row, 0.0, row)
            bar.from_value, bar.from_row = bar.value, bar.row
            bar.to_value, bar.to_row = values[name], row
        self._motion.stop()
        if is_animated and self.isVisible():
            self._motion.start()
        else:
            self._move(1.0)
        self._describe(values)

    def _describe(self, values: dict[str, float]) -> None:
        self.setAccessibleName(_("Probabilities"))
        text = join_parts(f"{one_line(n)} {percent(values[n])}" for n in self.order[:MAX_ROWS])
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def _step(self, share: float) -> None:
        now = time.perf_counter()
        if share >= 1.0 or now - self._painted_s >= _FRAME_S:
            self._painted_s = now
            self._move(share)

    def _move(self, share: float) -> None:
        for bar in self._bars.values():
            bar.value = bar.from_value + (bar.to_value - bar.from_value) * share
            bar.row = bar.from_row + (bar.to_row - bar.from_row) * share
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        self._motion.stop()
        self._move(1.0)
        super().hideEvent(event)

    def sizeHint(self) -> QSize:
        rows = min(MAX_ROWS, len(self.order))
        return QSize(30 * SPACE, rows * scaled(_ROW_PX) + (scaled(24) if self._rest else 0))

    def minimumSizeHint(self) -> QSize:
        return QSize(16 * SPACE, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(bold)
        for name, bar in sorted(self._bars.items(), key=lambda item: -item[1].row):
            top = bar.row * scaled(_ROW_PX)
            number = percent(bar.value)
            number_width = metrics.horizontalAdvance(percent(1.0))
            line = QRectF(0, top, self.width(), scaled(22))
            painter.setFont(bold)
            painter.setPen(QColor(theme.text))
            room = self.width() - number_width - 2 * SPACE
            label = metrics.elidedText(one_line(name), Qt.TextElideMode.ElideRight, int(room))
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
            painter.drawText(line, left, label)
            painter.setFont(self.font())
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)
            track = QRectF(0, top + scaled(24), self.width(), 12)
            if theme.is_contrast:
                painter.setPen(QPen(QColor(theme.border), 1))
                track.adjust(0.5, 0.5, -0.5, -0.5)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.track))
            painter.drawRoundedRect(track, 6, 6)
            filled = QRectF(track)
            filled.setWidth(max(3.0, track.width() * bar.value))
            painter.setPen(Qt.PenStyle.NoPen)
            is_praised = name == self.order[0] and not self._is_refused
            painter.setBrush(QColor(theme.good if is_praised else mix(theme.muted, theme.track, 0.35)))
            painter.drawRoundedRect(filled, min(6.0, filled.width() / 2), min(6.0, filled.width() / 2))
        if self._rest:
            painter.setPen(QColor(theme.muted))
            painter.setFont(self.font())
            text = ngettext("and {count} other answer", "and {count} other answers", self._rest)
            rest = QRectF(0, MAX_ROWS * scaled(_ROW_PX), self.width(), scaled(22))
            painter.drawText(rest, Qt.AlignmentFlag.AlignLeft, text.format(count=self._rest))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = int(event.position().y() // scaled(_ROW_PX))
        if 0 <= row < min(MAX_ROWS, len(self.order)):
            self.clicked.emit(self.order[row])

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)


def stable_order(before: Sequence[str], values: dict[str, float]) -> tuple[str, ...]:
    """The classes by falling probability, the answer always first; otherwise as calm as possible.

    A class passes the one above it only if it is more than two points greater, so that bars do not dance while a
    person types.
    """
    if not values:
        return ()
    if set(before) != set(values):
        return exact_order(values)
    answer = max(values, key=lambda n: values[n])  # the first of equals, as argmax does
    rest = [name for name in before if name != answer]
    for end in range(len(rest) - 1, 0, -1):  # bubble sort with a threshold: K is small, mostly sorted already
        is_done = True
        for place in range(end):
            if values[rest[place + 1]] > values[rest[place]] + _CALM:
                rest[place], rest[place + 1] = rest[place + 1], rest[place]
                is_done = False
        if is_done:
            break
    return (answer, *rest)


def exact_order(values: dict[str, float]) -> tuple[str, ...]:
    """The classes by falling probability; equal ones as given."""
    return tuple(sorted(values, key=lambda n: -values[n]))


__all__ = ["ProbabilityBars", "stable_order"]
