"""One recording of `sounds`: something is heard at some moment over a quiet background that says nothing."""

import io
import wave
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from mmgui.core.scenes.sounds.rule import Noise
from mmgui.core.scenes.sounds.tones import RATE_HZ, Chance, Samples, filtered, make_tone

_LASTS_S = (1.2, 1.5)  # a recording
_HEARD_S = (0.5, 0.75)  # what is heard in it
_EDGE_S = 0.06  # of background on either side, at least
_QUIET_DB = (-54.0, -44.0)  # the background at difficulty 0, below full scale
_MORE_DB = 28.0  # louder at difficulty 1
_PEAK = (0.45, 0.85)  # of what is heard, of full scale
_AUDIBLE_DB = 6.0  # louder than the background is heard
_LOUD_PERCENT = 93  # so loud it is in one of fourteen moments
_PITCHES_HZ = (50.0, 8000.0)  # lower ones no small loudspeaker gives
_WINDOW = 512


@dataclass(frozen=True, eq=False)
class Recording:
    """samples: (n,) int16 at 16 kHz. evidence: start and end in seconds, lowest and highest pitch in Hz of what is
    heard, as far as it is louder than the background."""

    samples: NDArray[np.int16]
    evidence: tuple[float, float, float, float]

    def as_wav(self) -> bytes:
        data = io.BytesIO()
        with wave.open(data, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            file.writeframes(self.samples.astype("<i2").tobytes())
        return data.getvalue()


def record(random: Random, noise: Noise, difficulty: float) -> Recording:
    """Everything but what is heard is by chance and independent of it. difficulty: 0 to 1, more of the background."""
    chance = np.random.default_rng(random.getrandbits(64))
    count, heard = (int(chance.uniform(*seconds) * RATE_HZ) for seconds in (_LASTS_S, _HEARD_S))
    edge = int(_EDGE_S * RATE_HZ)
    start = int(chance.integers(edge, count - heard - edge))
    loud = 10 ** ((chance.uniform(*_QUIET_DB) + _MORE_DB * difficulty) / 20)
    peak = chance.uniform(*_PEAK)
    # Its loudness is drawn by itself, not from that of the tone: even where nothing is heard it must tell nothing.
    both = loud * _background(chance, count)
    made = make_tone(chance, noise, heard)
    made *= peak / np.abs(made).max()
    low, high = _audible_pitches(made, both)
    both[start : start + heard] += made
    evidence = (start / RATE_HZ, (start + heard) / RATE_HZ, low, high)
    return Recording(np.round(both.clip(-1, 1) * 32767).astype(np.int16), evidence)


def _background(chance: Chance, count: int) -> Samples:
    """A room or the open air: a murmur, and now and then something small that clicks. Its deviation is about 1."""
    murmur = filtered(chance, count, 40, chance.uniform(3000, 7800), chance.uniform(0.1, 0.5))
    for _ in range(int(chance.integers(0, 4))):
        place, length = int(chance.integers(0, count - 400)), int(chance.integers(80, 400))
        click = chance.standard_normal(length) * np.exp(-np.arange(length) / (length / 5))
        murmur[place : place + length] += chance.uniform(1.0, 2.5) * click
    return murmur


def _audible_pitches(tone: Samples, quiet: Samples) -> tuple[float, float]:
    """The lowest and the highest pitch, Hz, at which the tone is clearly louder than the background."""
    loud = np.percentile(_powers(tone), _LOUD_PERCENT, axis=0)
    above = loud / (_powers(quiet).mean(axis=0) * 10 ** (_AUDIBLE_DB / 10) + 1e-12)
    found = np.flatnonzero(above > min(1.0, 0.99 * float(above.max())))  # drowned: where it comes nearest
    step = RATE_HZ / _WINDOW
    low, high = np.clip([(found[0] - 0.5) * step, (found[-1] + 0.5) * step], *_PITCHES_HZ)
    return float(low), float(high)


def _powers(samples: Samples) -> NDArray[np.float64]:
    """(T, WINDOW / 2 + 1): power per moment and pitch."""
    pieces = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[:: _WINDOW // 2]
    powers: NDArray[np.float64] = np.abs(np.fft.rfft(pieces * np.hanning(_WINDOW))) ** 2
    return powers
