"""The recordings of `sounds`: what is heard lies where the evidence says, and everything else tells nothing of it."""

import io
import wave
from random import Random

import numpy as np
import pytest
from scipy.stats import f_oneway

from mmgui.core.scenes.sounds.recording import Recording, record
from mmgui.core.scenes.sounds.rule import NOISES, Noise
from mmgui.core.scenes.sounds.tones import RATE_HZ, make_tone

ALL = pytest.mark.parametrize("noise", NOISES)


def _power(recording: Recording, first: float, last: float) -> float:
    """Mean square of the samples between two moments, full scale = 1."""
    piece = recording.samples[round(first * RATE_HZ) : round(last * RATE_HZ)] / 32768
    return float((piece**2).mean())


@ALL
def test_the_same_chance_gives_the_same_samples_and_another_one_others(noise: Noise) -> None:
    first, second, other = (record(Random(seed), noise, 0.0).samples for seed in (4, 4, 5))
    assert first.tobytes() == second.tobytes() != other.tobytes()


@ALL
def test_it_is_a_short_plain_wav_with_room_to_its_peak(noise: Noise) -> None:
    for seed in range(20):
        recording = record(Random(seed), noise, 0.0)
        with wave.open(io.BytesIO(recording.as_wav())) as file:
            assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 16_000)
            assert file.getnframes() == len(recording.samples)
            assert file.readframes(file.getnframes()) == recording.samples.astype("<i2").tobytes()
        assert 1.2 <= len(recording.samples) / RATE_HZ <= 1.5
        assert 0.4 <= np.abs(recording.samples.astype(int)).max() / 32768 <= 0.9


@ALL
@pytest.mark.parametrize(("difficulty", "least_db"), [(0.0, 20.0), (1.0, 0.2)])
def test_what_is_heard_is_louder_than_before_and_after(noise: Noise, difficulty: float, least_db: float) -> None:
    for seed in range(20):
        recording = record(Random(seed), noise, difficulty)
        start, end, _low, _high = recording.evidence
        seconds = len(recording.samples) / RATE_HZ
        assert 0.05 <= start < end <= seconds - 0.05
        around = max(_power(recording, 0, start), _power(recording, end, seconds))
        assert 10 * np.log10(_power(recording, start, end) / around) > least_db


@ALL
def test_most_of_what_is_heard_lies_between_the_pitches_that_are_named(noise: Noise) -> None:
    """By a plain Fourier transform, which is not how they were found."""
    for seed in range(20):
        recording = record(Random(seed), noise, 0.0)
        start, end, low, high = recording.evidence
        assert 49.9 < low < high < 8000.1
        piece = recording.samples[round(start * RATE_HZ) : round(end * RATE_HZ)]
        power = np.abs(np.fft.rfft(piece * np.hanning(len(piece)))) ** 2
        hz = np.fft.rfftfreq(len(piece), 1 / RATE_HZ)
        assert power[(hz >= low * 0.9) & (hz <= high * 1.1)].sum() / power.sum() > 0.95


def test_each_noise_lies_where_it_does_in_the_world() -> None:
    """Half of the power lies below so many Hz, in the middle of 40."""
    middle = {}
    for noise in NOISES:
        found = []
        for seed in range(40):
            power = np.abs(np.fft.rfft(make_tone(np.random.default_rng(seed), noise, 10_000))) ** 2
            share = power.cumsum() / power.sum()
            found.append(np.searchsorted(share, 0.5) * RATE_HZ / 10_000)
        middle[noise] = float(np.median(found))
    assert middle["engine"] < 400 < middle["siren"] < 1600
    assert 100 < middle["voice"] < 1200
    assert middle["song"] > 1800
    assert middle["rain"] > 1500


def test_length_moment_loudness_and_background_tell_nothing_of_what_is_heard() -> None:
    """One-way analysis of variance over 600 recordings: no difference between the noises."""
    figures: dict[str, dict[str, list[float]]] = {}
    for number in range(600):
        noise = NOISES[number % len(NOISES)]
        recording = record(Random(f"balance {number}"), noise, 0.0)
        start, end, _low, _high = recording.evidence
        seconds = len(recording.samples) / RATE_HZ
        for name, value in (
            ("length", seconds),
            ("start", start),
            ("heard", end - start),
            ("peak", float(np.abs(recording.samples.astype(int)).max())),
            ("background before", 10 * np.log10(_power(recording, 0, start))),
            ("background after", 10 * np.log10(_power(recording, end, seconds))),
        ):
            figures.setdefault(name, {}).setdefault(noise, []).append(value)
    for name, groups in figures.items():
        assert f_oneway(*groups.values()).pvalue > 0.001, name


def test_more_difficulty_is_more_background() -> None:
    def above(difficulty: float) -> float:
        recording = record(Random(3), "siren", difficulty)
        start, end, _low, _high = recording.evidence
        return 10 * float(np.log10(_power(recording, start, end) / _power(recording, 0, start)))

    assert above(0.0) > above(0.5) + 8 > above(1.0) + 16
