import io
import resource as limits
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from mmgui.core.errors import DataError
from mmgui.modalities import find_modality
from mmgui.modalities.sound.spectrogram import BANDS, RATE_HZ, levels_of
from mmgui.modalities.sound.values import SECONDS, read_sound


def tone(rate: int, seconds: float = 1.0, hz: float = 1_000, channels: int = 1) -> np.ndarray:
    one = 0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)
    return np.tile(one[:, None], (1, channels)) if channels > 1 else one


def packed(samples: np.ndarray, rate: int, **form: str) -> bytes:
    stream = io.BytesIO()
    soundfile.write(stream, samples, rate, **({"format": "WAV"} | form))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("rate", "channels", "form", "suffix"),
    [
        (8_000, 1, {"subtype": "PCM_U8"}, ".wav"),
        (11_025, 2, {"subtype": "PCM_16"}, ".wav"),
        (44_100, 1, {"subtype": "PCM_24"}, ".wav"),
        (96_000, 1, {"subtype": "DOUBLE"}, ".wav"),
        (192_000, 8, {"subtype": "FLOAT"}, ".wav"),
        (22_050, 2, {"format": "FLAC"}, ".flac"),
        (44_100, 2, {"format": "OGG"}, ".ogg"),
        (48_000, 1, {"format": "OGG", "subtype": "OPUS"}, ".ogg"),
        (44_100, 2, {"format": "MP3"}, ".mp3"),
    ],
)
def test_every_form_is_read_as_the_same_tone(rate: int, channels: int, form: dict[str, str], suffix: str) -> None:
    data = packed(tone(rate, channels=channels), rate, **form)
    found = read_sound(data)
    assert found.suffix == suffix and found.notes == () and len(found.samples) == pytest.approx(RATE_HZ, abs=2)
    assert found.samples.dtype == np.float32 and np.abs(found.samples[2_000:-2_000]).max() == pytest.approx(
        0.5, abs=0.03
    )
    heard = np.abs(np.fft.rfft(found.samples[:RATE_HZ], RATE_HZ))  # one entry per hertz
    assert heard.argmax() == 1_000
    assert find_modality("sound").begins(data[:16])


def test_what_is_too_high_for_the_rate_is_left_out_and_not_folded_down() -> None:
    found = read_sound(packed(tone(48_000, hz=11_000), 48_000))  # folded it would be heard at 5 kHz
    assert np.abs(found.samples[1_000:-1_000]).max() < 1e-3


def test_all_channels_count_alike() -> None:
    both = np.stack([tone(16_000), np.zeros(16_000)], 1)
    assert np.abs(read_sound(packed(both, 16_000, subtype="FLOAT")).samples).max() == pytest.approx(0.25, abs=0.01)


def test_of_ten_hours_the_beginning_is_read_and_that_is_said(tmp_path: Path) -> None:
    rate, count = 8_000, 10 * 3_600 * 8_000
    head = b"RIFF" + struct.pack("<I", count + 36) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, rate, rate, 1, 8)
    path = tmp_path / "long.wav"
    with path.open("wb") as file:
        file.write(head + b"data" + struct.pack("<I", count) + bytes(range(256)) * 400)
        file.truncate(len(head) + 8 + count)  # 288 MB, of which the disk keeps the beginning
    before = limits.getrusage(limits.RUSAGE_SELF).ru_maxrss
    found = read_sound(path)
    assert limits.getrusage(limits.RUSAGE_SELF).ru_maxrss - before < 20_000  # KB
    assert len(found.samples) == SECONDS * RATE_HZ and found.seconds == 36_000
    assert found.notes == ("Only the first 10 s of 10 h 0 min are read.",)


def test_a_file_that_lies_about_its_kind_is_read_for_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(packed(tone(44_100), 44_100, format="FLAC"))
    assert read_sound(tmp_path / "a.wav").suffix == ".flac"
    assert find_modality("sound").check((tmp_path / "a.wav").read_bytes(), "a.wav")[0] == ".flac"


@pytest.mark.parametrize("length", [1, 2, 100])
def test_a_few_samples_are_a_sound(length: int) -> None:
    raw = find_modality("sound").read(packed(np.full(length, 0.5), 44_100))
    assert raw.shape == (BANDS, 1)


def test_silence_is_a_sound_and_is_said() -> None:
    found = read_sound(packed(np.zeros(16_000), 16_000))
    assert found.notes == ("It is silent.",) and not levels_of(found.samples).any()


def test_what_is_no_number_is_silent_and_what_is_infinite_is_loud() -> None:
    samples = tone(16_000)
    samples[100:200], samples[300], samples[400] = np.nan, np.inf, -np.inf
    found = read_sound(packed(samples, 16_000, subtype="FLOAT"))
    assert np.isfinite(found.samples).all() and not found.samples[100:200].any() and found.samples[300] > 1


@pytest.mark.parametrize("form", ["WAV", "FLAC", "OGG", "MP3"])
def test_a_damaged_file_is_read_or_refused_in_one_sentence(form: str, tmp_path: Path) -> None:
    whole = packed(tone(16_000, seconds=2), 16_000, format=form)
    chance = np.random.default_rng(0)
    for turn in range(30):
        data = bytearray(whole[: int(chance.integers(0, len(whole)))] if turn % 2 else whole)
        for place in chance.integers(0, max(1, len(data)), 20 if data else 0):
            data[place] = chance.integers(256)
        path = tmp_path / "odd.sound"
        path.write_bytes(data)
        try:
            found = read_sound(path)
        except DataError as error:
            assert error.message.startswith("“odd.sound” ") and "\n" not in error.message
        else:
            assert len(found.samples) and np.isfinite(found.samples).all()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is damaged, or not a sound that can be read"),
        (b"<html>hello</html>" * 50, "is damaged, or not a sound that can be read"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "is damaged, or not a sound that can be read"),
        (packed(np.zeros(0), 16_000), "holds no sound"),
        (packed(tone(16_000), 16_000, format="AIFF"), "is a sound of a kind that is not read"),
        (packed(np.zeros(10), 7), "has 7 samples per second"),
    ],
)
def test_what_is_no_sound_is_refused_by_name(data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "odd.wav").write_bytes(data)
    with pytest.raises(DataError, match=f"“odd.wav” {said}"):
        read_sound(tmp_path / "odd.wav")
    with pytest.raises(DataError, match=f"“other” {said}"):
        read_sound(data, "other")


def test_a_raw_value_stays_and_another_array_is_refused() -> None:
    kind = find_modality("sound")
    raw = kind.read(packed(tone(16_000), 16_000))
    assert kind.read(raw) is raw
    with pytest.raises(DataError, match="unknown form"):
        kind.read(raw[:5])
