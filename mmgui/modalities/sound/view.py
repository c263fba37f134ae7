"""A sound to listen to: its waveform with a line that moves while it plays, and what starts and stops it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from mmgui.core.i18n import N_, _, join_sentences
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.icons import bind_icon
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.texts import bind_text
from mmgui.gui.kit.theme import SPACE, current, modality_colour
from mmgui.modalities.sound.player import Player

if TYPE_CHECKING:
    from mmgui.modalities.sound.values import Sound

_TICK_MS = 33
_POINTS = 800  # of the waveform that is drawn
_HIGH_PX = 40
_LEAST_S = 0.4  # of a moment that is played: what is shorter is a click
_STEP = 0.05  # of the length, with an arrow key

Span = tuple[float, float]


class WaveView(QWidget):
    """The waveform. A press or the arrow keys say from where to play, Space or Enter plays and stops."""

    place_chosen = Signal(float)  # 0..1 of the length
    toggled = Signal()

    def __init__(self, span: Callable[[], Span | None] | None = None, parent: QWidget | None = None) -> None:
        """span: left and right of the widget between which the sound is drawn, so that it lies above something else."""
        super().__init__(parent)
        self._span = span
        self._wave = QPolygonF()  # x in 0..1, y in -1..1
        self._share: float | None = None
        self._peak = 0.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        bind_text(self, "setAccessibleName", N_("The waveform: choose from where to play"))

    def set_sound(self, sound: Sound | None) -> None:
        self._wave, self._peak, self._share = QPolygonF(), 0.0, None
        if sound is not None:
            import numpy as np

            samples = sound.samples
            cuts = np.linspace(0, len(samples), min(_POINTS, len(samples)) + 1).astype(int)[:-1]
            high, low = np.maximum.reduceat(samples, cuts), np.minimum.reduceat(samples, cuts)
            self._peak = float(max(high.max(), -low.min(), 1e-6))
            places = (np.arange(len(cuts)) + 0.5) / len(cuts)
            above = [QPointF(x, -y / self._peak) for x, y in zip(places.tolist(), high.tolist(), strict=True)]
            below = [QPointF(x, -y / self._peak) for x, y in zip(places.tolist(), low.tolist(), strict=True)]
            self._wave = QPolygonF([*above, *reversed(below)])
        self.update()

    def set_share(self, share: float | None) -> None:
        """Where the line stands, 0..1; None = there is none."""
        if share != self._share:
            self._share = share
            self.update()

    @property
    def share(self) -> float | None:
        return self._share

    def sizeHint(self) -> QSize:
        return QSize(30 * SPACE, scaled(_HIGH_PX))

    def area(self) -> QRectF:
        """Where the waveform lies."""
        span = self._span() if self._span is not None else None
        left, right = span or (0.0, float(self.width()))
        return QRectF(left, 2, max(1.0, right - left), self.height() - 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, area = current(), self.area()
        painter.fillRect(area, QColor(theme.track))
        colour = QColor(modality_colour("sound"))
        painter.setPen(QPen(colour, 1))
        painter.setBrush(colour)
        middle = area.center().y()
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(area.left() + p.x() * area.width(), middle + p.y() * (area.height() / 2 - 2))
                    for p in self._wave.toList()
                ]
            )
        )
        if self._share is not None:
            x = area.left() + self._share * area.width()
            painter.setPen(QPen(QColor(theme.text), 2))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        area = self.area()
        if event.button() == Qt.MouseButton.LeftButton and area.left() <= event.position().x() <= area.right():
            self.place_chosen.emit(min(0.999, (event.position().x() - area.left()) / area.width()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -_STEP, Qt.Key.Key_Right: _STEP}.get(Qt.Key(event.key()))
        if step is not None:
            self.place_chosen.emit(min(0.999, max(0.0, (self._share or 0.0) + step)))
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggled.emit()
        else:
            super().keyPressEvent(event)


class ListeningView(QWidget):
    """The waveform, a button that plays and stops, and one for the strongest moment where a map is known."""

    moved = Signal(object)  # where the line stands, 0..1 of the length; None = nothing is played

    def __init__(
        self,
        span: Callable[[], Span | None] | None = None,
        player: Player | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._player = player or Player()
        self._sound: Sound | None = None
        self._strongest: Span | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.wave = WaveView(span)
        self.play_button, self.strongest_button = QPushButton(), QPushButton()
        self.length, self.note = muted_label(wrap=False), muted_label()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(self.wave)
        row = QHBoxLayout()
        column.addLayout(row)
        row.setSpacing(SPACE)
        row.addWidget(self.play_button)
        row.addWidget(self.strongest_button)
        row.addWidget(self.length)
        row.addStretch(1)
        column.addWidget(self.note)
        bind_icon(self.strongest_button, "sound")
        for setter in ("setText", "setAccessibleName"):
            bind_text(self.strongest_button, setter, N_("Strongest moment"))
        bind_text(self.strongest_button, "setToolTip", N_("Play what the model listened to most"))
        self.play_button.clicked.connect(self.toggle)
        self.strongest_button.clicked.connect(self.play_strongest)
        self.wave.place_chosen.connect(self._play_from)
        self.wave.toggled.connect(self.toggle)
        self.set_sound(None)

    # -- what is shown -----------------------------------------------------------------------------------------------

    @property
    def sound(self) -> Sound | None:
        return self._sound

    @property
    def is_playing(self) -> bool:
        return self._timer.isActive()

    def set_sound(self, sound: Sound | None) -> None:
        self.stop()
        self._sound, self._strongest = sound, None
        self.wave.set_sound(sound)
        self.setVisible(sound is not None)
        self._show()

    def set_strongest(self, seconds: Span | None) -> None:
        """(start, end) of the moment that counts most; None = nobody knows."""
        self._strongest = seconds
        self._show()

    # -- playing -----------------------------------------------------------------------------------------------------

    def toggle(self) -> None:
        if self.is_playing:
            self.stop()
        else:
            self._play(0.0, None)

    def play_strongest(self) -> None:
        if self._strongest is not None and self._sound is not None:
            middle = sum(self._strongest) / 2
            half = max(self._strongest[1] - self._strongest[0], _LEAST_S) / 2
            self._play(max(0.0, middle - half), min(self._length_s, middle + half))

    def stop(self) -> None:
        self._player.stop()
        self._timer.stop()
        self._move(None)
        self._show()

    def _play_from(self, share: float) -> None:
        self._play(share * self._length_s, None)

    def _play(self, start_s: float, end_s: float | None) -> None:
        if self._sound is None:
            return
        from mmgui.modalities.sound.spectrogram import RATE_HZ

        self._player.play(self._sound.samples, RATE_HZ, start_s, end_s)
        self._timer.start()
        self._move(start_s / self._length_s)
        self._show()

    @property
    def _length_s(self) -> float:
        from mmgui.modalities.sound.spectrogram import RATE_HZ

        return len(self._sound.samples) / RATE_HZ if self._sound is not None else 1.0

    def _tick(self) -> None:
        problem, at = self._player.problem, self._player.position_s
        if problem or at is None:
            self.stop()
            if problem:
                self.note.show_text(problem)
        else:
            self._move(min(1.0, at / self._length_s))

    def _move(self, share: float | None) -> None:
        self.wave.set_share(share)
        self.moved.emit(share)

    # -- around it ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Say what is made from the sound in the present language."""
        self._show()

    def _show(self) -> None:
        bind_icon(self.play_button, "stop" if self.is_playing else "play")
        for setter in ("setText", "setAccessibleName"):
            bind_text(self.play_button, setter, N_("Stop") if self.is_playing else N_("Listen"))
        self.strongest_button.setVisible(self._strongest is not None)
        self.length.setText(_("{seconds} s").format(seconds=f"{self._length_s:.1f}") if self._sound is not None else "")
        self.note.show_text(join_sentences(self._sound.notes) if self._sound is not None else "")
        self.wave.setAccessibleDescription(join_sentences((self.length.text(), self.note.text())))

    def hideEvent(self, event: QHideEvent) -> None:
        if self.is_playing:
            self.stop()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.wave.update()


__all__ = ["ListeningView", "WaveView"]
