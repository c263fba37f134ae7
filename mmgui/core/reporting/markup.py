"""Texts and pictures as parts of XML and HTML: nothing that a person or a file said can act as markup there."""

import base64
import html
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mmgui.core.text import plain


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
