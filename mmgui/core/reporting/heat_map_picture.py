"""A picture with its heat map as a PNG file."""

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mmgui.core.errors import DataError
from mmgui.core.explaining.overlay import lay_over
from mmgui.core.files import write_bytes
from mmgui.core.i18n import _
from mmgui.core.saving import saving

SMALLEST_SIDE = 384  # px: a 28-px picture is enlarged first, or its map could not be read
LONGEST_SIDE = 4096  # px: but not beyond this, however thin it is


def save_heat_map_picture(
    path: Path, picture: NDArray[np.uint8], grid: NDArray[np.float32], strength: float = 0.8, colours: str = "ember"
) -> None:
    """Write `picture` (H, W, 3) uint8 with `grid` (h, w) in [0, 1] laid over it to `path`, atomically.

    Raises DataError if the name does not end in .png or the place cannot be written.
    """
    if path.suffix.lower() != ".png":
        raise DataError(
            _("“{name}” cannot be written.").format(name=path.name), _("Choose a name that ends in .png."), file=path
        )
    image = Image.fromarray(picture)
    if min(image.size) < SMALLEST_SIDE:
        factor = min(SMALLEST_SIDE / min(image.size), max(1.0, LONGEST_SIDE / max(image.size)))
        size = max(1, round(image.width * factor)), max(1, round(image.height * factor))
        image = image.resize(size, Image.Resampling.NEAREST)
    stream = io.BytesIO()
    Image.fromarray(lay_over(np.asarray(image), grid, strength, colours)).save(stream, "PNG")
    with saving(path):
        write_bytes(path, stream.getvalue())
