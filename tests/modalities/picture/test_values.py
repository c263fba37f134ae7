"""The image gate: right pixels for right pictures, a plain refusal that names the file for everything else."""

import io
import os
import random
import struct
import subprocess
import sys
import threading
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from mmgui.core.errors import DataError
from mmgui.modalities import MODALITIES, find_modality
from mmgui.modalities.picture.values import (
    check_picture,
    letter_box,
    open_picture,
    read_picture,
    resize_picture,
    small_picture,
)

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def picture(*rows: list[tuple[int, ...]]) -> Image.Image:
    array = np.array(rows, np.uint8)
    return Image.fromarray(array)


def one_bit_png(side: int) -> bytes:
    """A PNG of side × side white pixels in a few KB, made by hand so that the test needs no memory either."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    line = b"\0" + b"\xff" * ((side + 7) // 8)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(line) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("kind", "options"), [("PNG", {}), ("BMP", {}), ("WEBP", {"lossless": True})])
def test_lossless_formats_give_their_exact_pixels(kind: str, options: dict[str, object]) -> None:
    image = picture([RED, GREEN], [BLUE, WHITE])
    pixels = read_picture(encoded(image, kind, **options))
    assert pixels.tolist() == [[list(RED), list(GREEN)], [list(BLUE), list(WHITE)]]
    assert pixels.dtype == np.uint8
    pixels[0, 0] = 0  # ours to write to


@pytest.mark.parametrize(
    ("orientation", "expected"),
    # The EXIF 2.3 table: where row 0 and column 0 of the stored picture (red green / blue white) lie when shown.
    [
        (1, [[RED, GREEN], [BLUE, WHITE]]),
        (2, [[GREEN, RED], [WHITE, BLUE]]),
        (3, [[WHITE, BLUE], [GREEN, RED]]),
        (4, [[BLUE, WHITE], [RED, GREEN]]),
        (5, [[RED, BLUE], [GREEN, WHITE]]),
        (6, [[BLUE, RED], [WHITE, GREEN]]),
        (7, [[WHITE, GREEN], [BLUE, RED]]),
        (8, [[GREEN, WHITE], [RED, BLUE]]),
    ],
)
def test_exif_orientation_turns_the_picture(orientation: int, expected: list[list[tuple[int, ...]]]) -> None:
    image = picture([RED, GREEN], [BLUE, WHITE])
    exif = image.getexif()
    exif[0x0112] = orientation
    pixels = read_picture(encoded(image, "PNG", exif=exif.tobytes()))
    assert pixels.tolist() == [[list(p) for p in row] for row in expected]


def test_16_bit_grey_is_scaled_not_clipped() -> None:
    stored = np.array([[0, 257, 32896, 65535]], np.uint16)
    pixels = read_picture(encoded(Image.fromarray(stored), "PNG"))
    assert pixels[0, :, 0].tolist() == [0, 1, 128, 255]
    assert (pixels[..., 0] == pixels[..., 1]).all()
    assert (pixels[..., 0] == pixels[..., 2]).all()


def test_transparency_is_laid_on_white() -> None:
    image = picture([(255, 0, 0, 0), (255, 0, 0, 128), (255, 0, 0, 255)])
    pixels = read_picture(encoded(image, "PNG"))
    # by hand: 255 · (1 − 128/255) = 127 for green and blue
    assert pixels.tolist() == [[[255, 255, 255], [255, 127, 127], [255, 0, 0]]]


def test_grey_with_transparency_and_a_transparent_palette_are_laid_on_white() -> None:
    grey = picture([(0, 0), (0, 255)])
    assert read_picture(encoded(grey, "PNG")).tolist() == [[[255] * 3, [0] * 3]]
    palette = Image.new("P", (2, 1))
    palette.putpalette([255, 0, 0, 0, 0, 255])
    palette.putpixel((1, 0), 1)
    assert read_picture(encoded(palette, "PNG", transparency=0)).tolist() == [[[255] * 3, list(BLUE)]]
    assert read_picture(encoded(palette, "GIF")).tolist() == [[list(RED), list(BLUE)]]


def test_one_bit_and_grey_become_three_channels() -> None:
    assert read_picture(encoded(Image.new("1", (2, 1), 1), "PNG")).tolist() == [[[255] * 3] * 2]
    assert read_picture(encoded(Image.new("L", (1, 2), 77), "PNG")).tolist() == [[[77] * 3]] * 2


def test_cmyk_without_a_profile_and_with_one_become_rgb() -> None:
    cyan = Image.new("CMYK", (8, 8), (255, 0, 0, 0))
    plain = read_picture(encoded(cyan, "JPEG", quality=100))
    assert np.abs(plain[4, 4].astype(int) - [0, 255, 255]).max() <= 3
    broken = read_picture(encoded(cyan, "JPEG", quality=100, icc_profile=b"not a profile"))
    assert np.abs(broken.astype(int) - plain).max() == 0


def test_cmyk_uses_its_colour_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    """A real CMYK profile is half a megabyte of somebody's; what we own is that it is handed to littleCMS."""
    asked: list[str] = []

    def convert(image: Image.Image, source: object, target: object, outputMode: str) -> Image.Image:  # noqa: N803
        asked.append(outputMode)
        return Image.new("RGB", image.size, (1, 2, 3))

    monkeypatch.setattr(ImageCms, "profileToProfile", convert)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pixels = read_picture(encoded(Image.new("CMYK", (1, 1)), "JPEG", icc_profile=srgb))
    assert asked == ["RGB"]
    assert pixels.tolist() == [[[1, 2, 3]]]


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_gives_its_first_frame_and_says_so(kind: str) -> None:
    frames = [Image.new("RGB", (4, 4), RED), Image.new("RGB", (4, 4), BLUE)]
    options = {"lossless": True} if kind == "WEBP" else {}
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100, **options)
    result = open_picture(data, name="dance")
    assert result.pixels[0, 0].tolist() == list(RED)
    assert "dance" in result.notes[0]
    assert "first frame" in result.notes[0]
    assert check_picture(data, name="dance").notes == result.notes


def test_the_check_sees_the_true_format_and_size_whatever_the_name(tmp_path: Path) -> None:
    file = tmp_path / "really_a.bmp"
    file.write_bytes(encoded(Image.new("RGB", (640, 480), RED), "JPEG"))
    facts = check_picture(file)
    assert (facts.width, facts.height, facts.suffix, facts.notes) == (640, 480, ".jpg", ())


@pytest.mark.parametrize("side", [9_000, 13_000, 20_000])
def test_a_picture_bomb_is_refused_at_once_within_little_memory(side: int, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(one_bit_png(side))
    assert bomb.stat().st_size < 100_000
    code = (
        "import resource, sys, time; from pathlib import Path\n"
        "from mmgui.modalities.picture.values import read_picture\n"
        "from mmgui.core.errors import DataError\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; start = time.perf_counter()\n"
        "try: read_picture(Path(sys.argv[1]))\n"
        "except DataError as error: print(error.message)\n"
        "used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before\n"
        "sys.exit(0 if time.perf_counter() - start < 1 and used < 200_000 else 3)\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code, str(bomb)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "bomb.png" in done.stdout
    assert "too large" in done.stdout


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) print\n", "PostScript"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a picture in the format SVG"),
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", "a picture in the format AVIF"),
        (b"%PDF-1.7\n", "PDF"),
        (b"II*\0" + b"\0" * 60, "TIFF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "save it as JPEG"),
        (b"/* XPM */ static char *x[] = {};", "not a picture"),
        (b"hello", "not a picture"),
        (b"\0" * 4096, "not a picture"),
    ],
)
def test_a_lie_in_the_extension_is_refused_by_name(
    data: bytes, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")  # nothing may be started, not even looked for
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: pytest.fail("a process was started"))
    file = tmp_path / "holiday.png"
    file.write_bytes(data)
    with pytest.raises(DataError) as caught:
        read_picture(file)
    assert "holiday.png" in caught.value.message
    assert word in caught.value.sentence()
    assert caught.value.file == str(file)


def test_vanished_empty_folder_and_pipe_are_refused_without_blocking(tmp_path: Path) -> None:
    empty, folder, pipe = tmp_path / "empty.png", tmp_path / "folder.png", tmp_path / "pipe.png"
    empty.touch()
    folder.mkdir()
    os.mkfifo(pipe)
    answers: dict[str, str] = {}

    def ask() -> None:
        for path in (empty, folder, pipe, tmp_path / "gone.png", Path("/dev/zero"), Path("nul\0.png")):
            try:
                read_picture(path)
            except DataError as error:
                answers[path.name] = error.message

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(10)
    assert not thread.is_alive(), "the gate blocks"
    assert "empty" in answers["empty.png"]
    assert "folder" in answers["folder.png"]
    assert "ordinary file" in answers["pipe.png"]
    assert "not found" in answers["gone.png"]
    assert "ordinary file" in answers["zero"]
    assert "nul\0.png" in answers


def test_a_half_truncated_jpeg_is_refused_by_both_doors(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    data = encoded(Image.fromarray(rng.integers(0, 255, (64, 64, 3), np.uint8)), "JPEG")
    file = tmp_path / "half.jpg"
    file.write_bytes(data[: len(data) // 2])
    for door in (read_picture, check_picture):
        with pytest.raises(DataError, match=r"half\.jpg.*cut off"):
            door(file)


def test_500_corrupted_pictures_are_decoded_or_refused_by_name_and_never_anything_else() -> None:
    noise = np.random.default_rng(7).integers(0, 255, (24, 24, 3), np.uint8)
    image = Image.fromarray(noise)
    frames = {"save_all": True, "append_images": [image.rotate(90)]}
    originals = [
        encoded(image, "JPEG"),
        encoded(image, "PNG"),
        encoded(image, "WEBP"),
        encoded(image, "BMP"),
        encoded(image.convert("P"), "GIF", **frames),
        encoded(Image.fromarray(noise[..., 0].astype(np.uint16) * 257), "PNG"),
        encoded(image.convert("CMYK"), "JPEG"),
        encoded(image.convert("RGBA"), "PNG", **frames),
    ]
    rng = random.Random(20_260_101)
    refused = decoded = 0
    for number in range(500):
        data = bytearray(originals[number % len(originals)])
        match rng.randrange(4):
            case 0:
                del data[rng.randrange(len(data)) :]
            case 1:
                for _ in range(rng.randrange(1, 12)):
                    data[rng.randrange(len(data))] = rng.randrange(256)
            case 2:
                start = rng.randrange(len(data))
                del data[start : start + rng.randrange(1, 40)]
            case _:
                start = rng.randrange(len(data))
                data[start:start] = rng.randbytes(rng.randrange(1, 40))
        try:
            pixels = read_picture(bytes(data), name=f"file {number}")
        except DataError as error:
            refused += 1
            assert f"file {number}" in error.message
        else:
            decoded += 1
            assert pixels.ndim == 3
            assert pixels.shape[2] == 3
            assert pixels.dtype == np.uint8
    assert refused > 100
    assert decoded > 20


def test_resizing_letter_boxes_and_the_box_says_where() -> None:
    wide = np.full((50, 100, 3), 200, np.uint8)
    square = resize_picture(wide, 64)
    box = letter_box(50, 100, 64)
    assert (box.top, box.left, box.height, box.width) == (16, 0, 32, 64)
    assert (square[16:48] == 200).all()
    assert (square[:16] == 128).all()
    assert (square[48:] == 128).all()


def test_shrinking_averages_instead_of_picking_pixels() -> None:
    board = (np.indices((64, 64)).sum(0) % 2 * 255).astype(np.uint8)
    small = resize_picture(np.repeat(board[..., None], 3, 2), 8)
    assert np.abs(small.astype(int) - 127).max() <= 3  # the mean of black and white


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 12_000, 3), (12_000, 1, 3), (5, 4, 3)])
def test_any_shape_fits_a_square(shape: tuple[int, int, int]) -> None:
    assert resize_picture(np.zeros(shape, np.uint8), 48).shape == (48, 48, 3)


def test_a_wrong_array_is_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="expected"):
        resize_picture(np.zeros((4, 4), np.uint8), 8)
    with pytest.raises(ValueError, match="expected"):
        resize_picture(np.zeros((4, 4, 3), np.float32), 8)  # type: ignore[arg-type]


def test_the_registry_reads_a_picture_and_knows_it_by_its_everyday_words(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(encoded(picture([RED]), "PNG"))
    image = MODALITIES.get("image")
    assert image.is_media
    assert image.default_field == "picture"
    assert image.title() == "Picture"
    assert image.read(str(file)).tolist() == [[list(RED)]]
    assert find_modality(" Photo ") is image


def chunk(kind: bytes, data: bytes, *, is_damaged: bool = False) -> bytes:
    check = zlib.crc32(kind + data) ^ (1 if is_damaged else 0)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


LONG = b"Comment\0" + b"x" * (2 << 20)
DESCRIPTIONS = {
    "text": chunk(b"tEXt", LONG),
    "packed text": chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"x" * (2 << 20))),
    "international text": chunk(b"iTXt", b"Comment\0\1\0\0\0" + zlib.compress(b"x" * (2 << 20))),
    "many texts": b"".join(chunk(b"zTXt", b"c\0\0" + zlib.compress(b"x" * (1 << 20))) for _ in range(80)),
    "colour profile": chunk(b"iCCP", b"profile\0\0" + zlib.compress(b"x" * (2 << 20))),
    "damaged text": chunk(b"tEXt", b"Comment\0hello", is_damaged=True),
    "damaged profile": chunk(b"iCCP", b"profile\0\0not packed"),
}


@pytest.mark.parametrize("name", DESCRIPTIONS)
@pytest.mark.parametrize("is_behind", [False, True])
def test_large_or_damaged_descriptions_do_not_cost_a_png(name: str, is_behind: bool) -> None:
    plain = encoded(picture([RED, GREEN], [BLUE, WHITE]), "PNG")
    place = len(plain) - 12 if is_behind else 33  # before the end, or behind the header
    data = plain[:place] + DESCRIPTIONS[name] + plain[place:]
    assert read_picture(data).tolist() == read_picture(plain).tolist()
    assert check_picture(data).width == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "Git LFS"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"\n <html><body>no</body></html>", "web page"),
        (b"\xef\xbb\xbf<!doctype HTML>", "web page"),
        (b'<?xml version="1.0"?><html xmlns="x"></html>', "web page"),
    ],
)
def test_what_is_called_like_a_picture_and_is_none_is_named(data: bytes, said: str) -> None:
    with pytest.raises(DataError, match=said) as caught:
        read_picture(data, name="a.jpg")
    assert caught.value.hint


def test_small_pictures_keep_their_proportions() -> None:
    assert small_picture(np.zeros((400, 200, 3), np.uint8), 128).shape == (128, 64, 3)
    assert small_picture(np.zeros((20, 30, 3), np.uint8), 128).shape == (20, 30, 3)
    assert small_picture(np.zeros((12_000, 2, 3), np.uint8), 128).shape == (128, 1, 3)
