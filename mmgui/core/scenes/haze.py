"""Haze and grain over a drawn picture: harder to see, the same thing to be seen."""

from random import Random

import numpy as np
from PIL import Image, ImageFilter

_GREY = 196  # of the haze, 0 to 255
_MOST_HAZE, _MOST_GRAIN, _MOST_BLUR = 0.8, 40.0, 2.5  # share, 0 to 255, pixels: at strength 1


def hazy(image: Image.Image, random: Random, strength: float) -> Image.Image:
    """`image` (RGB) behind haze. strength: 0 to 1; at 1 a fifth of the contrast is left."""
    generator = np.random.default_rng(random.getrandbits(64))
    share = _MOST_HAZE * strength
    faded = [round(level * (1 - share) + _GREY * share) for level in range(256)]
    soft = image.filter(ImageFilter.GaussianBlur(_MOST_BLUR * strength)).point(faded * 3)
    grain = generator.standard_normal((image.height, image.width, 1), np.float32) * (_MOST_GRAIN * strength)
    pixels = np.asarray(soft) + grain.round().astype(np.int16)  # whole numbers: half the time of fractions
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
