"""A third modality, written from the public contract alone: half a second of sound from a WAV file.

It lives in the tests to show that a modality is one place: nothing of the program knows it, and nothing in it knows
more of the program than any other modality may. Who wants it opens `beeps_alone()`.
"""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmgui.core.errors import DataError
from mmgui.core.i18n import N_, _
from mmgui.core.layouts import Grid
from mmgui.core.parameters import Parameter
from mmgui.core.raw_file import read_raw
from mmgui.modalities import MODALITIES, register, unregister
from mmgui.modalities.contract import EncoderPart, Fill, Modality, PlainMethod

RATE_HZ = 8_000
STRETCHES = 16  # in which the pitches of a sound are told, one after the other
STRETCH = 256  # samples of each: 32 ms
SAMPLES = STRETCHES * STRETCH  # T: what is longer is cut off, what is shorter ends in silence
PITCHES = STRETCH // 2  # told apart in a stretch, 31 Hz each


class Beeps(Modality):
    """Raw: (T,) float32 in [-1, 1], T = SAMPLES. Parts: cells of a Grid over pitch (high above low) and time."""

    name = "beep"
    label = N_("Beep")
    default_field = "sound"
    is_media = True
    suffixes = frozenset({".wav"})
    aliases = ("beeps", "sound")
    column_names = ("sound", "audio", "beep")
    colour = "#4b8f29"
    order = 5
    parts = N_("pieces of the sound")
    encoders = (
        EncoderPart(
            name="pitches",
            label=N_("Pitches in time"),
            sentence=N_("Looks which pitches are heard when (a small convolution over the spectrogram)."),
            parameters=(
                Parameter("loudness", 1.0, N_("Loudness"), N_("Every sound is made so many times as loud first."),
                          low=0.01, high=100.0),
                Parameter("patterns", 16, N_("Sound patterns"), N_("How many patterns it looks for."), low=2, high=64),
            ),
            builder="tests.beeps.encoders:PITCHES_IN_TIME",
        ),
    )  # fmt: skip
    phrases: Mapping[str, str] = {
        "decided": N_("Mostly the beep: {share}."),
        "alone": N_("the beep alone says {answer}"),
        "silent": N_("the beep alone does not say"),
        "hardly": N_("The beep hardly counts in this answer, so its map explains hardly anything of it."),
        "against": N_("The beep speaks against this answer: the model gives it because of something else."),
        "spoke against": N_("the beep spoke against it"),
        "unfamiliar": N_("The beep is unlike anything it was trained on."),
        "reading": N_("Listening to beeps: {done} of {total}"),
        "missing": N_("no sound"),
        "one": N_("A sound"),
        "one file": N_("“{name}” is a single sound."),
        "not read": N_("The model that is open hears no sounds."),
        "import them": N_("To teach a model, import the folder “{name}” with all the sounds in it."),
    }
    plain_method = PlainMethod(
        "mean-pitches",
        N_("Mean pitches"),
        N_("Plain method: how loud each pitch is on the whole (logistic regression)."),
        "tests.beeps.plain:weigh_pitches",
    )

    def read(self, value: str | bytes | Path | NDArray[np.float32], name: str = "") -> NDArray[np.float32]:
        """A mono WAV file with 16 bits at 8 kHz; samples stay. Raises DataError."""
        if isinstance(value, np.ndarray):
            if value.shape != (SAMPLES,) or value.dtype != np.float32:
                raise DataError(_("This sound has an unknown form."), detail=f"{value.shape} {value.dtype}")
            return value
        if isinstance(value, bytes):
            return _samples(value, name or _("sound"))
        path = Path(value)
        return _samples(read_raw(path), name or path.name)

    def check(self, data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
        _samples(data, name)
        return ".wav", ()

    def mask(
        self, raw: NDArray[np.float32], layout: Grid, keep: NDArray[np.bool_], fill: Fill = "plain"
    ) -> NDArray[np.float32]:
        """fill: "plain" is silence; "average" as loud as that pitch is in the whole sound on average."""
        heard = pitches_of(raw)
        put = 0 * heard
        if fill == "average":
            put = heard / np.maximum(np.abs(heard), 1e-9) * np.abs(heard).mean(1, keepdims=True)
        for is_kept, (top, bottom, left, right) in zip(keep, layout.boxes(*heard.shape), strict=True):
            if not is_kept:
                heard[top:bottom, left:right] = put[top:bottom, left:right]
        whole = np.concatenate([np.zeros((1, STRETCHES)), heard[::-1]])  # the lowest of all, 0 Hz, is never heard
        return np.fft.irfft(whole.T, STRETCH).ravel().astype(np.float32)

    def image(self, raw: NDArray[np.float32], longest_px: int | None = None) -> NDArray[np.uint8]:
        """A spectrogram: the louder, the brighter; high above low, time to the right."""
        loud = np.log1p(np.abs(pitches_of(raw))).repeat(PITCHES // STRETCHES, 1)  # (PITCHES, PITCHES)
        step = -(-PITCHES // (longest_px or PITCHES))
        grey = (255 * loud[::step, ::step] / max(1.0, float(loud.max()))).astype(np.uint8)
        return grey[:, :, None].repeat(3, 2)


@contextmanager
def beeps_alone() -> Iterator[Beeps]:
    """Beeps are known, and the program's own sounds, whose files end alike, are not."""
    own, made = MODALITIES.get("sound"), Beeps()
    unregister(own.name)
    register(made)
    try:
        yield made
    finally:
        unregister(made.name)
        register(own)


def pitches_of(raw: NDArray[np.float32]) -> NDArray[np.complex128]:
    """(T,) → (PITCHES, STRETCHES): how much of each pitch is heard when, the highest in the first row."""
    heard: NDArray[Any] = np.fft.rfft(raw.reshape(STRETCHES, STRETCH))[:, 1:].T[::-1].copy()
    return heard


def _samples(data: bytes, name: str) -> NDArray[np.float32]:
    hint = _("Choose a WAV file with one channel and 16 bits at 8 kHz.")
    if not data.startswith(b"RIFF"):
        raise DataError(_("“{name}” is not a WAV sound.").format(name=name), hint, file=name)
    try:
        with wave.open(io.BytesIO(data)) as sound:
            form = sound.getnchannels(), sound.getsampwidth(), sound.getframerate()
            frames = sound.readframes(SAMPLES)
    except (wave.Error, EOFError) as error:
        raise DataError(_("“{name}” is damaged or cut off.").format(name=name), hint, str(error), file=name) from error
    if form != (1, 2, RATE_HZ) or not frames:
        raise DataError(_("“{name}” is a WAV sound of another form.").format(name=name), hint, str(form), file=name)
    samples = np.zeros(SAMPLES, np.float32)
    found = np.frombuffer(frames[: len(frames) // 2 * 2], "<i2").astype(np.float32) / 32768
    samples[: len(found)] = found
    return samples
