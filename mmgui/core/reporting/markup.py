"""Texts and pictures as parts of XML and HTML: nothing that a person or a file said can act as markup there."""

import base64
import html
import io
import unicodedata

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# Characters that turn the reading direction of what follows: a name must not be able to do that.
_DIRECTION = {chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)}


def plain(text: str) -> str:
    """The text without control and direction-changing characters, halves of surrogates and what XML forbids."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c for c in text if c in "\n\t" or not _is_unwanted(c))


def one_line(text: str, limit: int = 200) -> str:
    """A name for one line: `plain`, blanks joined, cut with "…" at `limit` characters."""
    name = " ".join(plain(text).split())
    return name if len(name) <= limit else name[: limit - 1] + "…"


def escape(text: str) -> str:
    """The text literally inside XML or HTML, also within a quoted attribute."""
    return html.escape(plain(text), quote=True)


def png_bytes(pixels: NDArray[np.uint8]) -> bytes:
    """pixels: (H, W, 3) or (H, W, 4) uint8."""
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()


def data_address(png: bytes) -> str:
    """A PNG file as an address that holds the file itself: nothing is fetched from anywhere."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def number_text(value: float) -> str:
    """A coordinate or length for SVG: at most two decimals, never an exponent."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _is_unwanted(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs") or character in _DIRECTION or character in "\ufffe\uffff"
