"""The one image gate: every picture of a person comes through here, and leaves it as an array of the right pixels."""

import io
import warnings
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from mmgui.core.errors import DataError
from mmgui.core.i18n import _
from mmgui.core.raw_file import read_raw
from mmgui.modalities.picture import RAW_SUFFIXES

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF")
SUFFIXES = {"JPEG": ".jpg", "MPO": ".jpg", "PNG": ".png", "WEBP": ".webp", "BMP": ".bmp", "GIF": ".gif"}
MAX_PIXELS = 40_000_000
MAX_SIDE = 12_000
PADDING = 128  # grey: of all paddings the one with the weakest edge against any picture

_PNG = b"\x89PNG\r\n\x1a\n"
_DESCRIPTIONS = frozenset({b"tEXt", b"zTXt", b"iTXt", b"iCCP"})
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Pillow only warns about a picture of 90 to 180 megapixels: make that an error. `catch_warnings` would do it per call,
# but it is not safe between threads. Its other warnings (odd EXIF, odd palettes) concern nobody.
warnings.filterwarnings("ignore", module=r"PIL\.")
warnings.simplefilter("error", Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that passed the gate. pixels: (H, W, 3) uint8 RGB. notes: sentences that a person should read."""

    pixels: NDArray[np.uint8]
    format: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What the gate learnt without keeping the pixels. Sides in pixels as stored, before any EXIF turn."""

    width: int
    height: int
    format: str
    notes: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """The file ending that belongs to the content, whatever the file is called."""
        return SUFFIXES[self.format]


@dataclass(frozen=True, slots=True)
class Box:
    """Where the picture lies in a letter-boxed square, in pixels."""

    top: int
    left: int
    height: int
    width: int


def read_picture(source: Path | bytes, *, name: str = "") -> NDArray[np.uint8]:
    """The pixels of a picture file as people see it: (H, W, 3) uint8 RGB.

    Turned as its EXIF says; 16-bit grey scaled; transparency laid on white; CMYK through its colour profile; of an
    animation the first frame. Never blocks, and never decodes more than 40 megapixels.
    Raises DataError that names the file (`name`, by default the path's own).
    """
    return open_picture(source, name=name).pixels


def open_picture(source: Path | bytes, *, name: str = "") -> Picture:
    """As read_picture, with the format and the notes (such as "only the first frame is used")."""
    shown = _shown(source, name)
    path = source if isinstance(source, Path) else None
    data = _data(source, shown)
    try:
        return _picture(data, shown, path)
    except DataError:
        if (bare := without_descriptions(data)) is None:
            raise
        return _picture(bare, shown, path)


def check_picture(source: Path | bytes, *, name: str = "") -> PictureFacts:
    """Pass a picture through the gate without keeping its pixels; several times faster for large JPEGs.

    The whole file is decoded, so that a truncated one is found. Raises DataError as read_picture does.
    """
    shown = _shown(source, name)
    path = source if isinstance(source, Path) else None
    data = _data(source, shown)
    try:
        return _facts(data, shown, path)
    except DataError:
        if (bare := without_descriptions(data)) is None:
            raise
        return _facts(bare, shown, path)


def _picture(data: bytes, shown: str, path: Path | None) -> Picture:
    image = _open(data, shown, path)
    try:
        image.load()
        notes = _notes(image, shown)
        pixels = np.array(_turn(image, _to_rgb(image)), dtype=np.uint8)  # a copy: ours to write to
    except Exception as error:
        raise _unreadable(error, shown, path) from error
    return Picture(pixels, image.format or "", notes)


def _facts(data: bytes, shown: str, path: Path | None) -> PictureFacts:
    image = _open(data, shown, path)
    width, height = image.size
    try:
        image.draft(image.mode, (1, 1))  # JPEG: all the data is read, an eighth of the pixels is computed
        image.load()
        notes = _notes(image, shown)
    except Exception as error:
        raise _unreadable(error, shown, path) from error
    return PictureFacts(width, height, image.format or "", notes)


def letter_box(height: int, width: int, size_px: int) -> Box:
    """Where resize_picture puts a picture of (height, width): use it to cut a heat map back to the picture."""
    scale = size_px / max(height, width)
    inner_height = min(size_px, max(1, round(height * scale)))
    inner_width = min(size_px, max(1, round(width * scale)))
    return Box((size_px - inner_height) // 2, (size_px - inner_width) // 2, inner_height, inner_width)


def resize_picture(array: NDArray[np.uint8], size_px: int) -> NDArray[np.uint8]:
    """The whole picture in a square, (size_px, size_px, 3) uint8, by letter-boxing.

    array: (H, W, 3) uint8. The aspect ratio is kept and nothing is cut off (what a question asks about may lie at the
    edge); the rest is grey. Shrinking averages (no aliasing), enlarging interpolates. Raises ValueError for any
    other shape or dtype.
    """
    if array.ndim != 3 or array.shape[2] != 3 or array.dtype != np.uint8 or 0 in array.shape or size_px < 1:
        raise ValueError(f"expected (H, W, 3) uint8 and a positive size, got {array.shape} {array.dtype}, {size_px}")
    height, width = array.shape[:2]
    if height == width == size_px:
        return array.copy()
    box = letter_box(height, width, size_px)
    image = Image.fromarray(array)
    if (box.height, box.width) != (height, width):
        image = image.resize((box.width, box.height), Image.Resampling.BICUBIC, reducing_gap=3.0)
    square = np.full((size_px, size_px, 3), PADDING, np.uint8)
    square[box.top : box.top + box.height, box.left : box.left + box.width] = np.asarray(image)
    return square


def small_picture(pixels: NDArray[np.uint8], longest_px: int) -> NDArray[np.uint8]:
    """(h, w, 3) uint8 with the proportions of `pixels`, at most `longest_px` on the longer side."""
    height, width = pixels.shape[:2]
    scale = longest_px / max(height, width)
    if scale >= 1:
        return pixels
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(
        Image.fromarray(pixels).resize(size, Image.Resampling.BOX if scale < 0.2 else Image.Resampling.LANCZOS)
    )


def usual_side(paths: Sequence[Path]) -> int:
    """The middle of the longer sides, from the headers only; 0 if no file can be read."""
    sides = []
    for path in paths:
        with suppress(DataError):
            sides.append(max(_open(read_raw(path, path.name), path.name, path).size))
    return int(np.median(sides)) if sides else 0


def without_descriptions(data: bytes) -> bytes | None:
    """A PNG without its texts and its colour profile, which Pillow refuses to pass over if they are large or damaged.

    None if it is no PNG, or has none of them. The pixels do not depend on them: colours are taken as they are stored.
    """
    if not data.startswith(_PNG):
        return None
    kept, at, is_changed = [_PNG], len(_PNG), False
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] in _DESCRIPTIONS:
            is_changed = True
        else:
            kept.append(data[at:end])
        at = end
    return b"".join([*kept, data[at:]]) if is_changed else None


def _shown(source: Path | bytes, name: str) -> str:
    return name or (source.name if isinstance(source, Path) else _("picture"))


def _data(source: Path | bytes, name: str) -> bytes:
    return read_raw(source, name) if isinstance(source, Path) else bytes(source)


def _open(data: bytes, name: str, path: Path | None) -> Image.Image:
    """Look at the header only, and refuse what is not a picture of ours or too large to decode."""
    if not data:
        raise DataError(_("“{name}” is empty.").format(name=name), _("Copy it again from where it came."), file=path)
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
        width, height = image.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(name, path, str(error)) from error
    except Exception as error:  # Pillow's readers raise nearly anything on hostile bytes
        raise _not_a_picture(data, name, path, error) from error
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise _too_large(name, path, f"{width} × {height}")
    if width < 1 or height < 1:
        raise _not_a_picture(data, name, path, ValueError("no pixels"))
    return image


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        return _from_16_bit(image)
    if image.mode == "CMYK":
        return _from_cmyk(image)
    if "transparency" in image.info or image.mode in {"RGBA", "RGBa", "LA", "La", "PA"}:
        layer = image.convert("RGBA")
        white = Image.new("RGB", image.size, (255, 255, 255))
        white.paste(layer, mask=layer.getchannel("A"))
        return white
    return image if image.mode == "RGB" else image.convert("RGB")


def _from_16_bit(image: Image.Image) -> Image.Image:
    """0..65535 to 0..255 by dividing by 257 (65535 = 255 · 257); `convert("L")` would clip everything to white."""
    wide = np.clip(np.asarray(image).astype(np.int64 if image.mode == "I" else np.uint32), 0, 65535)
    grey = ((wide + 128) // 257).astype(np.uint8)
    hidden = image.info.get("transparency")
    if isinstance(hidden, int):
        grey[wide == hidden] = 255
    return Image.fromarray(grey).convert("RGB")


def _from_cmyk(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if profile:
        try:
            turned = ImageCms.profileToProfile(
                image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            turned = None  # a damaged profile: better slightly wrong colours than no picture
        if turned is not None:
            return turned
    return image.convert("RGB")


def _turn(image: Image.Image, rgb: Image.Image) -> Image.Image:
    try:
        turn = _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # damaged EXIF must not cost the picture
        turn = None
    return rgb if turn is None else rgb.transpose(turn)


def _notes(image: Image.Image, name: str) -> tuple[str, ...]:
    if image.format not in {"GIF", "PNG", "WEBP"}:
        return ()
    try:
        animated = bool(getattr(image, "is_animated", False))
    except Exception:  # the first frame was fine, what follows is not
        animated = True
    return (_("“{name}” is an animation; only its first frame is used.").format(name=name),) if animated else ()


def _too_large(name: str, path: Path | None, detail: str) -> DataError:
    return DataError(
        _("“{name}” is too large a picture (more than {megapixels} megapixels, or a side over {side} pixels).").format(
            name=name, megapixels=MAX_PIXELS // 1_000_000, side=MAX_SIDE
        ),
        _("Save a smaller version of it."),
        detail,
        file=path,
    )


def _unreadable(error: Exception, name: str, path: Path | None) -> DataError:
    if isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning):
        return _too_large(name, path, str(error))
    if isinstance(error, MemoryError):
        return DataError(_("There is not enough memory to read “{name}”.").format(name=name), file=path)
    return DataError(
        _("“{name}” is damaged or cut off.").format(name=name),
        _("Copy it again from where it came, or save it anew as JPEG or PNG."),
        f"{type(error).__name__}: {error}",
        file=path,
    )


def _not_a_picture(data: bytes, name: str, path: Path | None, error: Exception) -> DataError:
    kind = "RAW" if name.lower().endswith(RAW_SUFFIXES) else _kind(data)
    if kind in {"HEIC", "AVIF", "TIFF", "RAW", "SVG", "Photoshop", "JPEG XL", "ICO"}:
        return DataError(
            _("“{name}” is a picture in the format {kind}, which cannot be read.").format(name=name, kind=kind),
            _("Open it in a picture program and save it as JPEG."),
            file=path,
        )
    if kind == "LFS":
        return DataError(
            _("“{name}” is only a pointer that Git LFS left in place of the picture.").format(name=name),
            _("Fetch the picture itself with “git lfs pull”."),
            file=path,
        )
    if kind == "HTML":
        return DataError(
            _("“{name}” is not a picture but a web page.").format(name=name),
            _("Download the picture itself: on its page, choose to save the picture."),
            file=path,
        )
    if kind:
        return DataError(
            _("“{name}” is not a picture but a {kind} file.").format(name=name, kind=kind),
            _("Choose a JPEG, PNG, WebP, BMP or GIF picture."),
            file=path,
        )
    return DataError(
        _("“{name}” is not a picture, or it is damaged.").format(name=name),
        _("Choose a JPEG, PNG, WebP, BMP or GIF picture."),
        f"{type(error).__name__}: {error}",
        file=path,
    )


def _kind(data: bytes) -> str:
    """The format of bytes that Pillow was not allowed to read, from their first few; "" if it is none we can name."""
    start = data[:512].lstrip()
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        return "AVIF" if brand in {b"avif", b"avis"} else "HEIC" if brand[:2] in {b"he", b"mi", b"ms"} else "MP4"
    for magic, kind in (
        (b"%PDF", "PDF"),
        (b"%!PS", "PostScript"),
        (b"II*\0", "TIFF"),
        (b"MM\0*", "TIFF"),
        (b"8BPS", "Photoshop"),
        (b"\0\0\1\0", "ICO"),
        (b"\0\0\0\x0cJXL ", "JPEG XL"),
        (b"<svg", "SVG"),
        (b"PK\x03\x04", "ZIP"),
    ):
        if start.startswith(magic) or data.startswith(magic):
            return kind
    if start.startswith(b"version https://git-lfs"):
        return "LFS"
    lower = start.removeprefix(b"\xef\xbb\xbf").lower()
    if lower.startswith((b"<!doctype html", b"<html", b"<head", b"<!--")) or b"<html" in lower:
        return "HTML"
    return "SVG" if start.startswith(b"<?xml") and b"<svg" in data[:4096] else ""
