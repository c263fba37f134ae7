"""What records a sound by hand: one button, a meter of how loud it is, and what went wrong."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from mmgui.core.i18n import N_, _
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.icons import bind_icon
from mmgui.gui.kit.steady_button import SteadyButton
from mmgui.gui.kit.text_size import bind_px
from mmgui.gui.kit.texts import bind_text
from mmgui.gui.kit.theme import SPACE
from mmgui.modalities.sound.recorder import Recorder

_TICK_MS = 50
_RATE_HZ, _MOST_S = 16_000, 10.0  # those of the gate: see values.py, which needs libraries that load slowly


class RecordingView(QWidget):
    """The microphone is off until the button is pressed, and off again when the row is hidden."""

    recorded = Signal(bytes)  # a WAV file

    def __init__(self, recorder: Recorder | None = None) -> None:
        super().__init__()
        self._recorder = recorder or Recorder(_RATE_HZ, _MOST_S)
        self._is_on = False
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.button, self.meter, self.state = SteadyButton(), QProgressBar(), muted_label()
        self.button.clicked.connect(self._pressed)
        self.meter.setRange(0, 100)
        self.meter.setTextVisible(False)
        bind_px(self.meter, "setFixedWidth", 10 * SPACE)
        bind_text(self.meter, "setAccessibleName", N_("How loud it is"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.button)
        row.addWidget(self.meter)
        row.addWidget(self.state, 1)
        self._show()

    @property
    def is_recording(self) -> bool:
        return self._is_on

    def _pressed(self) -> None:
        if self._is_on:
            self._end()
            return
        self._is_on = True
        self._recorder.start()
        self._timer.start()
        self._show()

    def _tick(self) -> None:
        if self._recorder.is_recording:
            self._show()
        else:
            self._end()

    def _end(self) -> None:
        """What was recorded is given away; nothing of it stays here."""
        self._recorder.stop()
        self._timer.stop()
        self._is_on = False
        self._show()
        samples = self._recorder.samples()
        if len(samples):
            self.recorded.emit(_wav(samples, _RATE_HZ))

    def _show(self) -> None:
        bind_icon(self.button, "stop" if self._is_on else "sound")
        for setter in ("setText", "setAccessibleName"):
            bind_text(self.button, setter, N_("Stop recording") if self._is_on else N_("Record"))
        bind_text(self.button, "setToolTip", N_("Record with the microphone. Nothing is kept unless you keep it."))
        self.meter.setVisible(self._is_on)
        self.meter.setValue(round(100 * self._recorder.level))
        if self._is_on:
            self.state.setText(
                _("{seconds} s of at most {most}").format(seconds=f"{self._recorder.seconds:.1f}", most=round(_MOST_S))
            )
        else:
            self.state.setText(self._recorder.problem)

    def hideEvent(self, event: QHideEvent) -> None:
        if self._is_on:
            self._end()
        super().hideEvent(event)


def _wav(samples: object, rate_hz: int) -> bytes:
    import io

    import soundfile

    file = io.BytesIO()
    soundfile.write(file, samples, rate_hz, format="WAV", subtype="PCM_16")
    return file.getvalue()


__all__ = ["RecordingView"]
