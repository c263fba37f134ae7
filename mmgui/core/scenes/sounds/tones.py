"""The things that are heard in `sounds`, made of nothing but formulas: siren, bell, engine, rain, song, voice.

Each gives (n,) float64 at RATE_HZ around zero, of any loudness, and never twice the same.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from mmgui.core.scenes.sounds.rule import Noise

Samples: TypeAlias = NDArray[np.float64]
Chance: TypeAlias = np.random.Generator

RATE_HZ = 16_000
_BLOCK = 1024  # Fourier transforms of lengths with large prime factors take three times as long

# First to third resonance of the throat, Hz, of a man. Source: Peterson & Barney 1952, table II.
_VOWELS = ((730, 1090, 2440), (530, 1840, 2480), (270, 2290, 3010), (570, 840, 2410), (300, 870, 2240))
_WIDTHS_HZ = (90.0, 110.0, 170.0)  # of these resonances
# Partials of a bell in parts of the tone that is heard: hum, prime, tierce, quint, nominal … Source: Lehr 1986.
_PARTIALS = np.array([0.5, 1.0, 1.19, 1.5, 2.0, 2.51, 2.66, 3.01, 4.17, 5.43])


def make_tone(chance: Chance, noise: Noise, count: int) -> Samples:
    """`count` samples of it, faded in and out."""
    samples = _TONES[noise](chance, count)
    fade = int(0.012 * RATE_HZ)
    samples[:fade] *= np.linspace(0, 1, fade)
    samples[-fade:] *= np.linspace(1, 0, fade)
    return samples


def filtered(chance: Chance, count: int, low_hz: float, high_hz: float, tilt: float) -> Samples:
    """Noise between two pitches with a deviation of 1; tilt: its amplitude falls with the pitch to this power."""
    length = -(-count // _BLOCK) * _BLOCK
    hz = np.fft.rfftfreq(length, 1 / RATE_HZ)
    shape = np.maximum(hz, 20.0) ** -tilt / (1 + (low_hz / np.maximum(hz, 1.0)) ** 4) / (1 + (hz / high_hz) ** 6)
    spectrum = np.fft.rfft(chance.standard_normal(length)) * shape
    made = np.fft.irfft(spectrum, length)[:count]
    even: Samples = made / made.std()
    return even


def _siren(chance: Chance, count: int) -> Samples:
    """It wails up and down, yelps, or changes between two pitches."""
    time = _time(count)
    low = chance.uniform(480, 780)
    high = low * chance.uniform(1.35, 2.1)
    turns = time * chance.uniform(1.6, 4.5) + chance.random()
    kind = chance.integers(3)
    if kind == 0:
        part = 0.5 - 0.5 * np.cos(2 * np.pi * turns)
    elif kind == 1:
        part = (turns * 1.5) % 1
    else:
        high = low * chance.uniform(1.25, 1.5)
        part = 0.5 + 0.5 * np.tanh(12 * np.sin(2 * np.pi * turns))
    falls = chance.uniform(0.7, 1.8)
    return _harmonics(low + (high - low) * part, [n**-falls for n in range(1, 11)])


def _bell(chance: Chance, count: int) -> Samples:
    """One to four strokes on one bell."""
    pitch = np.exp(chance.uniform(np.log(330), np.log(1150)))
    partials = _PARTIALS * pitch * (1 + 0.012 * chance.standard_normal(len(_PARTIALS)))
    loud = chance.uniform(0.25, 1.0, len(partials)) / np.arange(1, len(partials) + 1) ** chance.uniform(0.3, 0.8)
    decay = chance.uniform(3.0, 7.0) * (partials / pitch) ** 0.6
    sounds = partials < 0.47 * RATE_HZ
    time = _time(count)
    rings = np.exp(-decay[sounds, None] * time) * np.sin(2 * np.pi * partials[sounds, None] * time)
    stroke = loud[sounds] @ rings
    tone = np.zeros(count)
    step = int(count / chance.integers(1, 5))
    for start in range(0, count - step // 2, step):
        tone[start:] += chance.uniform(0.75, 1.0) * stroke[: count - start]
    return tone


def _engine(chance: Chance, count: int) -> Samples:
    """It fires 28 to 75 times a second, and revs up or down a little."""
    time = np.linspace(0, 1, count)
    pace = chance.uniform(28, 75) * (1 + chance.uniform(-0.2, 0.25) * time)
    pace = pace * (1 + 0.012 * _slow(chance, count, 20))
    falls, throat = chance.uniform(0.5, 0.9), chance.uniform(110, 330)
    numbers = np.arange(1, 21)
    hz = numbers * pace.mean()
    louder = (1 + 2.2 * np.exp(-(((hz - throat) / 110) ** 2))) / (1 + (90 / hz) ** 2)  # small loudspeakers give no bass
    uneven = np.where(numbers % 2, chance.uniform(0.5, 1.0), 1.0)
    tone = _harmonics(pace, (louder * uneven / numbers**falls).tolist(), chance)
    beat = 1 + 0.7 * np.cos(2 * np.pi * np.cumsum(pace) / RATE_HZ)
    breath = filtered(chance, count, 60, chance.uniform(350, 750), 0.5) * beat
    mixed: Samples = tone / tone.std() + chance.uniform(0.25, 0.55) * breath
    return mixed


def _rain(chance: Chance, count: int) -> Samples:
    """Drops near by over the murmur of all the others."""
    murmur = filtered(chance, count, chance.uniform(500, 1200), chance.uniform(4500, 7600), chance.uniform(0.1, 0.4))
    murmur *= 1 + 0.2 * _slow(chance, count, 6)
    hits = np.zeros(count)
    drops = int(count / RATE_HZ * chance.uniform(60, 220))
    hits[chance.integers(0, count, drops)] = chance.exponential(1.0, drops) * chance.choice([-1.0, 1.0], drops)
    length = int(0.006 * RATE_HZ)
    drop = np.exp(-np.arange(length) / (0.0012 * RATE_HZ)) * np.sin(
        2 * np.pi * chance.uniform(1500, 4500) * np.arange(length) / RATE_HZ
    )
    return murmur + chance.uniform(0.8, 1.8) * np.convolve(hits.clip(-2.5, 2.5), drop)[:count]


def _song(chance: Chance, count: int) -> Samples:
    """Notes of a bird, or of somebody who whistles like one: slurs up and down, trills, and rests between them."""
    tone = np.zeros(count)
    middle = np.exp(chance.uniform(np.log(1900), np.log(4200)))
    notes = int(chance.integers(2, 7))
    edges = np.cumsum(np.concatenate([[0.0], chance.uniform(0.6, 1.4, notes)]))
    starts = (edges / edges[-1] * count).astype(int)
    for start, end in pairwise(starts):
        length = int((end - start) * chance.uniform(0.65, 0.92))
        time = np.linspace(0, 1, length)
        bend = chance.uniform(-0.3, 0.3) * time + chance.uniform(-0.18, 0.18) * np.sin(np.pi * time)
        if chance.random() < 0.3:
            bend += 0.06 * np.sin(2 * np.pi * chance.uniform(22, 45) * time * length / RATE_HZ)
        pitch = np.clip(middle * chance.uniform(0.82, 1.2) * np.exp(bend), 1300, 6500)
        swell = np.sin(np.pi * time) ** chance.uniform(0.3, 1.2) * chance.uniform(0.6, 1.0)
        tone[start : start + length] += swell * _harmonics(pitch, [1.0, chance.uniform(0, 0.12)])
    return tone


def _voice(chance: Chance, count: int) -> Samples:
    """One to three vowels, sung by somebody of any size. Harmonics of the vocal cords through the throat's resonances
    (Fant 1960)."""
    time = np.linspace(0, 1, count)
    size = chance.uniform(0.95, 1.25)  # a shorter throat, higher resonances
    pitch = np.exp(chance.uniform(np.log(105), np.log(290)))
    notes = int(chance.integers(1, 4))
    steps = _glide(time, pitch * 2 ** (chance.integers(-4, 5, notes) / 12))
    pitches = steps * (1 + 0.014 * np.sin(2 * np.pi * (chance.uniform(4.5, 6.5) * _time(count) + chance.random())))
    spoken = size * np.array(_VOWELS, float)[chance.integers(0, len(_VOWELS), notes)]
    throat = [_glide(time, spoken[:, n]) for n in range(3)]
    # Loudness of a harmonic changes slowly: every 64th sample is enough.
    coarse = np.arange(0, count + 64, 64).clip(max=count - 1)
    tone = np.zeros(count)
    turn = np.exp(2j * np.pi * np.cumsum(pitches) / RATE_HZ)
    wave = np.ones(count, complex)
    for number in range(1, int(4200 / pitches.max()) + 1):
        wave *= turn
        hz = number * pitches[coarse]
        loud = sum(
            part / (1 + ((hz - resonance[coarse]) / width) ** 2)
            for part, resonance, width in zip((1.0, 0.6, 0.35), throat, _WIDTHS_HZ, strict=True)
        )
        tone += np.interp(np.arange(count), coarse[:-1], (loud + 0.02)[:-1] / number**0.4) * wave.imag
    breath = filtered(chance, count, 800, 5000, 0.2)
    sung: Samples = tone / tone.std() + chance.uniform(0.01, 0.05) * breath
    return sung


def _glide(time: Samples, values: NDArray[np.float64]) -> Samples:
    """From value to value, each held for most of its part of the time (0 to 1)."""
    held = np.repeat(values, 2)
    ends = np.linspace(0, 1, len(values) + 1)
    gap = 0.1 / len(values)
    places = np.column_stack([ends[:-1] + gap, ends[1:] - gap]).ravel()
    gliding: Samples = np.interp(time, places, held)
    return gliding


def _harmonics(pitch: Samples, loud: list[float], chance: Chance | None = None) -> Samples:
    """The sum of whole multiples of `pitch` (Hz, for each sample), as loud as it is said, in phase unless by chance."""
    turn = np.exp(2j * np.pi * np.cumsum(pitch) / RATE_HZ)
    wave = np.ones(len(pitch), complex)
    tone = np.zeros(len(pitch))
    for number, share in enumerate(loud, 1):
        wave = wave * turn
        if number * pitch.max() < 0.48 * RATE_HZ:  # what is higher would come back as something lower
            shift = np.exp(2j * np.pi * chance.random()) if chance is not None else 1.0
            tone += share * (wave * shift).imag
    return tone


def _slow(chance: Chance, count: int, hz: float) -> Samples:
    """A wavering with a deviation of about 1, which turns so many times a second."""
    points = max(4, int(count / RATE_HZ * hz) + 2)
    wavering: Samples = np.interp(np.linspace(0, points - 1, count), np.arange(points), chance.standard_normal(points))
    return wavering


def _time(count: int) -> Samples:
    """Seconds."""
    return np.arange(count) / RATE_HZ


_TONES: dict[Noise, Callable[[Chance, int], Samples]] = {
    "siren": _siren,
    "bell": _bell,
    "engine": _engine,
    "rain": _rain,
    "song": _song,
    "voice": _voice,
}
