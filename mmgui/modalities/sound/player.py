"""Plays a sound on the computer's loudspeaker, where it has one. Knows no widget; whoever shows it asks where it is."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any, Final

from mmgui.core.i18n import _
from mmgui.modalities.sound.device import Device

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BUFFER_MS: Final = 60


class Player:
    """One sound at a time. The device is opened on a thread of its own, because that may take a second."""

    def __init__(self, backends: Sequence[Any] = ()) -> None:
        """backends: of miniaudio; none = all that end in something that can be heard."""
        self._backends = list(backends)
        self._turn: _Turn | None = None

    def play(
        self, samples: NDArray[np.float32], rate_hz: int, start_s: float = 0.0, end_s: float | None = None
    ) -> None:
        """From start_s to end_s (None = to the end); what was playing stops."""
        self.stop()
        last = len(samples) if end_s is None else round(end_s * rate_hz)
        self._turn = _Turn(samples[round(start_s * rate_hz) : last], rate_hz, start_s)
        self._turn.begin(self._backends)

    def stop(self) -> None:
        if self._turn is not None:
            self._turn.close()
            self._turn = None

    @property
    def position_s(self) -> float | None:
        """Which moment of the sound is heard now; None = nothing is played any more."""
        return self._turn.position_s() if self._turn is not None else None

    @property
    def problem(self) -> str:
        """Why nothing is heard, "" if there is no reason."""
        return self._turn.problem if self._turn is not None else ""


class _Turn(Device):
    """One playing of one stretch of a sound."""

    def __init__(self, samples: NDArray[np.float32], rate_hz: int, start_s: float) -> None:
        super().__init__("mmgui-sound")
        self._samples, self._rate_hz, self._start_s = samples, rate_hz, start_s
        self._begun = 0.0  # on the monotonic clock, when the device first asked for something

    def opened(self, backends: list[Any]) -> Any:
        import miniaudio

        device = miniaudio.PlaybackDevice(
            miniaudio.SampleFormat.FLOAT32,
            nchannels=1,
            sample_rate=self._rate_hz,
            buffersize_msec=_BUFFER_MS,
            backends=backends,
            app_name="mmgui",
        )
        pieces = self._pieces()
        next(pieces)
        device.start(pieces)
        return device

    def lack(self) -> str:
        return _("There is no loudspeaker that can be used.")

    def position_s(self) -> float | None:
        if self._over.is_set() or self.problem:
            return None
        gone = time.monotonic() - self._begun if self._begun else 0.0
        length = len(self._samples) / self._rate_hz
        return self._start_s + gone if gone < length + _BUFFER_MS / 1000 else None

    def _pieces(self) -> Generator[bytes, int, None]:
        """What the device asks for, on its own thread."""
        wanted = yield b""
        self._begun = time.monotonic()
        at = 0
        while at < len(self._samples):
            piece = self._samples[at : at + wanted]
            at += len(piece)
            wanted = yield piece.clip(-1, 1).astype("<f4").tobytes()


__all__ = ["Player"]
