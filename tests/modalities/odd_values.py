"""Odd values of every kind, made by chance: what people and programs put into files and cells, damaged in all ways."""

import contextlib
import io
import json
import struct
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import soundfile
from PIL import Image

from mmgui.core.errors import DataError
from mmgui.modalities.contract import Modality

WORDS = [
    *("", " ", "nan", "NaN", "inf", "-1e999", "1,5", "1.234,5 kg", "12 %", "31.12.2020", "null", "None", "[]", "{}"),
    *("[[]]", '["a", null, 3]', '{"age": null}', '{"age": "73", "x": [1]}', "a|b|c", "a;b", "tea > milk", '"', "\\"),
    *(
        "\u202e\x00\x1b[31m",
        "🙃" * 40,
        "1" * 400,
        "x" * 3000,
        "[" * 3000,
        "age=73; colour=red",
        "range_m,azimuth_deg\n1,2",
    ),
]


def made_text(random: Random) -> str:
    """A cell: odd words joined in odd ways, now and then a list of up to 10 000 items."""
    if random.random() < 0.05:
        return json.dumps([f"item {random.randrange(9)}" for _ in range(random.choice((1, 100, 10_000)))])
    return random.choice(("", ", ", "|", " ", "\n")).join(random.choice(WORDS) for _ in range(random.randrange(1, 4)))


def picture(random: Random) -> bytes:
    size = random.choice(((1, 1), (3, 2), (40, 40), (1, 900)))
    image = Image.new(random.choice(("RGB", "L", "RGBA", "1", "P", "CMYK", "I;16")), size)
    file = io.BytesIO()
    kinds = ("TIFF",) if image.mode == "I;16" else ("JPEG", "TIFF") if image.mode == "CMYK" else ("PNG", "BMP", "GIF")
    image.save(file, random.choice(kinds))
    return file.getvalue()


def sound(random: Random) -> bytes:
    length, channels = random.choice((0, 1, 2, 700, 20_000)), random.choice((1, 2, 8))
    samples = np.random.default_rng(random.randrange(9)).normal(0, random.choice((0, 0.1, 50)), (length, channels))
    if random.random() < 0.3 and length:
        samples[random.randrange(length)] = random.choice((np.nan, np.inf))
    file = io.BytesIO()
    kinds = (("WAV", "FLOAT"), ("WAV", "PCM_U8"), ("WAV", "PCM_24"), ("FLAC", "PCM_16"))
    can_be_flac = length > 1 and channels < 8 and np.isfinite(samples).all()
    kind, sub = random.choice(kinds if can_be_flac else kinds[:3])
    soundfile.write(file, samples, random.choice((1000, 8000, 44_100, 192_000)), format=kind, subtype=sub)
    return file.getvalue()


def radar(random: Random) -> bytes:
    if random.random() < 0.4:
        rows = [["range_m", "azimuth_deg", "closing_speed_mps", "strength"]]
        rows += [
            [random.choice(("1", "-3", "nan", "", "1e9", "x", "7,5")) for _ in range(4)]
            for _ in range(random.randrange(5))
        ]
        return "\n".join(",".join(row) for row in rows).encode()  # fmt: skip
    shape = random.choice(((0,), (3, 4), (12, 0), (5, 5), (1,) * 10, (2, 3, 4), (6, 4)))
    values = (
        np.random.default_rng(random.randrange(9))
        .normal(0, 1, shape)
        .astype(random.choice(("f4", "f8", "i2", "c8", "?")))
    )
    if random.random() < 0.3 and values.size and values.dtype.kind == "f":
        values.flat[0] = random.choice((np.nan, np.inf))
    file = io.BytesIO()
    np.save(file, values)
    return file.getvalue()


GOOD: dict[str, Callable[[Random], bytes]] = {"image": picture, "sound": sound, "radar": radar}


def made_file(random: Random, kind: str) -> bytes:
    """A file that is right, another kind's, cut, changed in some bytes, or anything at all."""
    data = bytearray(GOOD[kind if random.random() < 0.9 else random.choice(sorted(GOOD))](random))
    harm = random.choice(("none", "none", "cut", "bytes", "length", "noise", "empty"))
    if harm == "cut":
        del data[random.randrange(len(data) + 1) :]
    elif harm == "bytes" and data:
        for _change in range(random.randrange(1, 12)):
            data[random.randrange(min(len(data), 400))] = random.randrange(256)
    elif harm == "length" and len(data) > 48:
        struct.pack_into("<I", data, random.choice((4, 16, 40)), random.choice((0, 0xFFFFFFFF, 0x7FFFFFFF)))
    elif harm in ("noise", "empty"):
        data = bytearray(random.randbytes(random.randrange(300)) if harm == "noise" else b"")
    return bytes(data)


def try_value(modality: Modality, given: Any, place: Path, random: Random) -> str:
    """Everything that is asked of a value: "" if it was refused in a sentence, else what it is.

    Raises AssertionError, or whatever was raised, where something is not as it has to be.
    """
    try:
        if modality.is_media:
            data = made_file(random, modality.name)
            suffix, _notes = modality.check(data, "odd")
            place = place.with_suffix(suffix)
            place.write_bytes(data)
            raw = modality.read(place)
        else:
            text = made_text(random)
            if not text.strip():
                return ""
            raw = modality.read(text)
    except DataError as error:
        assert error.sentence()
        return ""
    layout = given.layout(raw)
    masked = modality.mask(raw, layout, np.array([random.random() < 0.5 for _ in range(layout.count)], bool))
    nothing = modality.mask(raw, layout, np.zeros(layout.count, bool))
    prepared = given.prepare([given.reduce(value) for value in (raw, masked, nothing)])
    assert len(prepared) == 3
    taken = prepared.take(np.arange(3))
    for tensor in taken.values() if isinstance(taken, dict) else [taken]:
        if hasattr(tensor, "isfinite") and tensor.is_floating_point():
            assert tensor.isfinite().all(), "not finite"
    if modality.has_image:
        assert modality.image(raw, 64).dtype == np.uint8
    if layout.count:
        modality.describe(layout, np.ones(layout.count, np.float32))
    return modality.say_size(raw) or "read"


def readable(modality: Modality) -> Any:
    """What its first encoder needs to know, from 30 odd values that can be read."""
    random, good = Random(1), list[Any]()
    while not modality.is_media and len(good) < 30:
        with contextlib.suppress(DataError):
            good.append(modality.read(made_text(random) or "x"))
    encoder = modality.encoders[0]
    return encoder.fit(good, {p.name: p.default for p in encoder.parameters})
