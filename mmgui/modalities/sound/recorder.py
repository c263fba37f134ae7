"""Records from the microphone, only between start and stop. Knows no widget; what was recorded lies in memory only."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any, Final

from mmgui.core.i18n import _
from mmgui.modalities.sound.device import Device

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BUFFER_MS: Final = 50
_SILENT_S: Final = 2.0  # a microphone that says nothing for so long is gone


class Recorder:
    """One recording at a time. The device is opened on a thread of its own, because that may take a second."""

    def __init__(self, rate_hz: int, most_s: float, backends: Sequence[Any] = ()) -> None:
        """backends: of miniaudio; none = all that end in a real microphone."""
        self._rate_hz, self._most, self._backends = rate_hz, round(most_s * rate_hz), list(backends)
        self._take: _Take | None = None

    def start(self) -> None:
        """What was recorded before is forgotten."""
        self.stop()
        self._take = _Take(self._rate_hz, self._most)
        self._take.begin(self._backends)

    def stop(self) -> None:
        """The microphone is off; what was recorded can still be read."""
        if self._take is not None:
            self._take.close()

    @property
    def is_recording(self) -> bool:
        """False also when it stopped itself: it is full, or the microphone is gone."""
        return self._take is not None and self._take.is_open()

    @property
    def level(self) -> float:
        """How loud it is now, 0 to 1."""
        return self._take.level if self._take is not None and self._take.is_open() else 0.0

    @property
    def seconds(self) -> float:
        return self._take.count / self._rate_hz if self._take is not None else 0.0

    @property
    def problem(self) -> str:
        """Why it stopped by itself, or never began; "" if there is no reason."""
        return self._take.problem if self._take is not None else ""

    def samples(self) -> NDArray[np.float32]:
        """(n,) at `rate_hz`: what was recorded so far."""
        import numpy as np

        return self._take.samples() if self._take is not None else np.zeros(0, np.float32)


class _Take(Device):
    """One recording."""

    def __init__(self, rate_hz: int, most: int) -> None:
        super().__init__("mmgui-microphone")
        self.level, self.count = 0.0, 0
        self._rate_hz, self._most = rate_hz, most
        self._pieces: list[NDArray[np.float32]] = []
        self._heard_at = 0.0  # on the monotonic clock; 0 = the device is not open yet

    def opened(self, backends: list[Any]) -> Any:
        import miniaudio

        device = miniaudio.CaptureDevice(
            input_format=miniaudio.SampleFormat.FLOAT32,
            nchannels=1,
            sample_rate=self._rate_hz,
            buffersize_msec=_BUFFER_MS,
            backends=backends,
            app_name="mmgui",
        )
        heard = self._listen()
        next(heard)
        self._heard_at = time.monotonic()
        device.start(heard)
        return device

    def lack(self) -> str:
        return _("There is no microphone that can be used, or this program may not use it.")

    def is_open(self) -> bool:
        if self._over.is_set():
            return False
        if self.count >= self._most:
            self.close()
        elif self._heard_at and time.monotonic() - self._heard_at > _SILENT_S:
            self.problem = _("The microphone is gone. What it recorded is still here.")
            self.close()
        return not self._over.is_set()

    def samples(self) -> NDArray[np.float32]:
        import numpy as np

        return np.concatenate([*self._pieces, np.zeros(0, np.float32)])[: self._most]

    def _listen(self) -> Generator[None, bytes, None]:
        """Takes what the device gives, on its own thread."""
        import numpy as np

        while not self._over.is_set():
            piece = np.nan_to_num(np.frombuffer((yield), np.float32)).clip(-1, 1)
            self._heard_at = time.monotonic()
            if self.count < self._most and len(piece):
                self._pieces.append(piece)
                self.count += len(piece)
                self.level = float(np.abs(piece).max())
        while True:
            yield  # what still comes while it is being closed


__all__ = ["Recorder"]
