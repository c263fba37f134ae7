import numpy as np
import pytest

from mmgui.core.layouts import Grid
from mmgui.modalities.sound.spectrogram import (
    BANDS,
    HOP,
    QUIETEST_DB,
    RATE_HZ,
    STEP_DB,
    background,
    levels_of,
    picture_of,
    pitch_at,
    seconds_of,
    take_out,
)


def sine(hz: float, seconds: float = 1.0, loud: float = 0.5) -> np.ndarray:
    return (loud * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)).astype(np.float32)


@pytest.mark.parametrize("hz", [80, 440, 1_000, 3_000, 7_000])
def test_a_tone_is_loudest_in_the_band_of_its_pitch(hz: float) -> None:
    row = int(levels_of(sine(hz)).mean(1).argmax())
    low, high = pitch_at((row + 2) / BANDS), pitch_at((row - 1) / BANDS)  # a triangle reaches over its neighbours
    assert low < hz < high


def test_pitches_run_on_the_scale_of_mel_from_the_lowest_to_half_the_rate() -> None:
    # 1000 mel are 1000 Hz by definition; O'Shaughnessy's formula gives 999.99.
    assert pitch_at(1.0) == pytest.approx(50) and pitch_at(0.0) == pytest.approx(RATE_HZ / 2)
    mel = 2595 * np.log10(1 + np.array([50, 1_000, 8_000]) / 700)
    assert pitch_at(float((mel[2] - mel[1]) / (mel[2] - mel[0]))) == pytest.approx(1_000)


def test_ten_times_the_amplitude_is_twenty_decibels_and_a_full_sine_is_zero() -> None:
    loud, soft = (levels_of(sine(1_000, loud=amplitude)).max() for amplitude in (1.0, 0.1))
    assert (int(loud) - int(soft)) * STEP_DB == 20
    assert loud * STEP_DB + QUIETEST_DB == pytest.approx(0, abs=1.5)  # it lies between two bands


def test_a_click_is_seen_when_it_comes() -> None:
    samples = np.zeros(RATE_HZ, np.float32)
    samples[9_000] = 1
    loud = levels_of(samples).astype(int).sum(0)
    assert abs(int(loud.argmax()) - 9_000 // HOP) <= 1 and np.count_nonzero(loud) <= 3


@pytest.mark.parametrize("length", [1, 255, 256, 257, 16_000])
def test_every_length_has_its_columns_and_silence_is_zero(length: int) -> None:
    levels = levels_of(np.zeros(length, np.float32))
    assert levels.shape == (BANDS, -(-length // HOP)) and levels.dtype == np.uint8 and not levels.any()
    assert seconds_of(levels.shape[1]) == pytest.approx(length / RATE_HZ, abs=HOP / RATE_HZ)


def test_a_tone_that_never_ends_is_no_background() -> None:
    noise = np.random.default_rng(0).normal(0, 0.01, RATE_HZ).astype(np.float32)
    hum, bare = levels_of(sine(1_000) + noise), levels_of(noise)
    row = int(hum.mean(1).argmax())
    assert int(background(hum)[row, 0]) < int(hum[row].min()) - 40
    assert abs(int(background(hum)[5, 0]) - int(background(bare)[5, 0])) < 12


def test_what_is_taken_out_is_as_quiet_as_the_background_and_all_else_stays() -> None:
    levels = levels_of(sine(1_000))
    keep = np.ones(128, np.bool_)
    keep[[3, 100]] = False
    layout = Grid(8, 16)
    left = take_out(levels, layout, keep, background(levels))
    for number, (top, bottom, first, last) in enumerate(layout.boxes(*levels.shape)):
        cell = left[top:bottom, first:last]
        wanted = levels[top:bottom, first:last] if keep[number] else background(levels)[top:bottom]
        assert (cell == wanted).all()


@pytest.mark.parametrize("columns", [1, 7, 625])
@pytest.mark.parametrize("longest", [None, 40])
def test_every_sound_has_a_picture_of_the_same_form(columns: int, longest: int | None) -> None:
    levels = np.random.default_rng(0).integers(0, 200, (BANDS, columns)).astype(np.uint8)
    assert picture_of(levels, longest).shape == ((128, 256, 3) if longest is None else (20, 40, 3))


def test_silence_is_black() -> None:
    assert not picture_of(np.zeros((BANDS, 5), np.uint8)).any()
