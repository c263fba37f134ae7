"""Fog over any camera picture: the farther a thing, the less is left of it, and in the thickest nothing."""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

HORIZON: Final = 0.42  # of the height, where the road ends: farthest away
_VANISHES: Final = 0.85  # from this strength on nothing is seen
_NEAREST: Final = 0.75  # exponent at the lower edge; 1.25 at the horizon and above
_LIGHT: Final = (0.55, 88.0)  # the fog is as bright as this share of the picture's brightness, plus so much (0–255)
_STEP: Final = 24  # of its brightness: the fog is no second picture
_BLUR: Final = 0.02  # of the width, at the greatest strength
_WISPS: Final = (9.0, (5, 3))  # how much brighter or darker, in so many rows and columns: the same in every picture


def add_fog(image: NDArray[np.uint8], strength: float) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 → the same in fog. strength: 0 (none: the picture itself) to 1; from 0.85 on nothing is seen.

    After I = J · t + A · (1 - t) (Koschmieder 1924; Narasimhan & Nayar 2002, doi:10.1023/A:1016328200723), t falling
    from the lower edge to the horizon, A a grey as bright as the picture. Deterministic. Raises ValueError for another
    strength.
    """
    if not 0.0 <= strength <= 1.0:
        raise ValueError(f"fog of strength {strength}")
    if strength == 0 or image.size == 0:
        return image.copy()
    from PIL import Image, ImageFilter

    height, width = image.shape[:2]
    rows = (np.arange(height) + 0.5) / height
    farness = np.clip((1 - rows) / (1 - HORIZON), 0, 1)[:, None, None]
    left = max(0.0, 1 - strength / _VANISHES)
    through = left ** (_NEAREST + 0.5 * farness)
    share, more = _LIGHT
    light = round((float(image.mean()) * share + more) / _STEP) * _STEP
    air = (light + 10 * (0.5 - rows)[:, None] + _wisps(height, width))[:, :, None]
    soft = np.asarray(Image.fromarray(image).filter(ImageFilter.GaussianBlur(_BLUR * width * strength)), np.float32)
    seen: NDArray[np.uint8] = np.clip(soft * through + air * (1 - through), 0, 255).round().astype(np.uint8)
    return seen


@lru_cache(maxsize=4)
def _wisps(height: int, width: int) -> NDArray[np.float32]:
    """(H, W) from about -9 to 9: where it is thicker and thinner."""
    from PIL import Image

    strength, (rows, columns) = _WISPS
    pattern = np.random.default_rng(5).uniform(-strength, strength, (rows, columns)).astype(np.float32)
    return np.asarray(Image.fromarray(pattern).resize((width, height), Image.Resampling.BICUBIC))
