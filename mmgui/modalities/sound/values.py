"""The gate for sounds: files of all rates and channels become one channel at RATE_HZ, or one plain sentence.

A file is read in blocks, and no further than SECONDS: how long it is costs neither time nor memory. What a file is, its
content says, whatever it is called.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from mmgui.core.errors import DataError
from mmgui.core.i18n import _
from mmgui.core.raw_file import open_raw
from mmgui.core.text import duration
from mmgui.modalities.sound.spectrogram import RATE_HZ

SECONDS: Final = 10  # of a sound that are read
_SUFFIXES: Final = {"WAV": ".wav", "WAVEX": ".wav", "RF64": ".wav", "W64": ".wav", "FLAC": ".flac", "OGG": ".ogg",
                    "MP3": ".mp3", "MPEG": ".mp3"}  # fmt: skip
_RATES_HZ: Final = (1_000, 768_000)
_BLOCK: Final = 2**18  # samples of all channels
_LOUDEST: Final = 8.0  # times full scale, which files of floats may pass


@dataclass(frozen=True, eq=False)
class Sound:
    """samples: (n,) float32 at RATE_HZ, the first SECONDS. seconds: how long the file is, 0 = it does not say. suffix:
    of what it is. is_cut: it ends before it should."""

    samples: NDArray[np.float32]
    seconds: float
    suffix: str
    is_cut: bool = False

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of how it was read."""
        said = []
        if self.seconds > SECONDS:
            said.append(
                _("Only the first {read} of {total} are read.").format(
                    read=duration(SECONDS), total=duration(self.seconds)
                )
            )
        if self.is_cut:
            said.append(_("The file is cut off; what is there is read."))
        if not self.samples.any():
            said.append(_("It is silent."))
        return tuple(said)


def read_sound(source: bytes | Path, name: str = "") -> Sound:
    """Raises DataError, which calls the file `name` (default: its own)."""
    if isinstance(source, bytes):
        return _read(io.BytesIO(source), name or _("sound"))
    with open_raw(source, name) as file:
        return _read(file, name or source.name)


def _read(file: IO[bytes], name: str) -> Sound:
    try:
        with soundfile.SoundFile(file) as sound:
            suffix = _SUFFIXES.get(sound.format, "")
            if not suffix:
                raise _refusal(_("“{name}” is a sound of a kind that is not read.").format(name=name), name)
            if not _RATES_HZ[0] <= sound.samplerate <= _RATES_HZ[1]:
                text = _("“{name}” has {rate} samples per second, which is not read.")
                raise _refusal(text.format(name=name, rate=sound.samplerate), name)
            samples, is_cut = _blocks(sound)
            rate, frames = sound.samplerate, sound.frames
    except (soundfile.SoundFileError, RuntimeError, OSError) as error:
        text = _("“{name}” is damaged, or not a sound that can be read.")
        raise _refusal(text.format(name=name), name, str(error)) from error
    if not len(samples):
        raise _refusal(_("“{name}” holds no sound.").format(name=name), name)
    if rate != RATE_HZ:
        samples = soxr.resample(samples, rate, RATE_HZ, quality="HQ")
    if not len(samples):  # fewer than half a sample at RATE_HZ
        samples = np.zeros(1, np.float32)
    return Sound(np.ascontiguousarray(samples[: SECONDS * RATE_HZ], np.float32), frames / rate, suffix, is_cut)


def _blocks(sound: soundfile.SoundFile) -> tuple[NDArray[np.float32], bool]:
    """The mean of all channels, as far as it is read; and whether the file ends before it says."""
    wanted = SECONDS * sound.samplerate
    blocks: list[NDArray[np.float32]] = []
    read = 0
    while read < wanted:
        try:
            block = sound.read(min(max(1, _BLOCK // sound.channels), wanted - read), dtype="float32", always_2d=True)
        except soundfile.SoundFileError:
            if not blocks:
                raise
            return np.concatenate(blocks), True  # what could be read before the damage
        if not len(block):
            break
        blocks.append(np.nan_to_num(block, nan=0.0).clip(-_LOUDEST, _LOUDEST).mean(1))
        read += len(block)
    found = np.concatenate(blocks) if blocks else np.zeros(0, np.float32)
    return found, read < min(wanted, sound.frames)


def _refusal(text: str, name: str, detail: str = "") -> DataError:
    return DataError(text, _("Save it as WAV, FLAC, OGG or MP3."), detail, file=name)
