"""Fog over any picture: deterministic, the more the stronger, and from 0.85 on nothing is left."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from mmgui.core.scenes.driving.fog import add_fog
from mmgui.core.scenes.driving.rule import HIDDEN_FROM


def stripes(height: int = 90, width: int = 120) -> NDArray[np.uint8]:
    image = np.full((height, width, 3), 60, np.uint8)
    image[:, width // 2 :] = 200
    return image


def contrast(image: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Per row how much brighter the right edge is than the left one, without what the fog itself has there."""
    bare = image.astype(float) - add_fog(np.full_like(image, 130), 1.0).astype(float)
    found: NDArray[np.float64] = bare[:, -10:].mean((1, 2)) - bare[:, :10].mean((1, 2))
    return found


def test_no_fog_is_the_picture_itself_and_the_same_fog_is_the_same() -> None:
    image = stripes()
    assert (add_fog(image, 0.0) == image).all() and add_fog(image, 0.0) is not image
    assert (add_fog(image, 0.5) == add_fog(image, 0.5)).all() and (image == stripes()).all()


def test_the_stronger_the_less_is_seen_and_the_farther_too() -> None:
    left = [contrast(add_fog(stripes(), strength / 8)) for strength in range(9)]
    means = [found.mean() for found in left]
    assert all(after < before for before, after in pairwise(means[:8]))
    half = left[4]
    assert half[-5:].mean() > half[40:45].mean() * 1.2  # near against the horizon


@pytest.mark.parametrize("strength", [HIDDEN_FROM, 0.9, 1.0])
def test_thick_fog_hides_everything(strength: float) -> None:
    mirrored = stripes()[:, ::-1].copy()
    assert (add_fog(stripes(), strength) == add_fog(mirrored, strength)).all()


@pytest.mark.parametrize("shape", [(1, 1, 3), (7, 300, 3), (0, 4, 3)])
def test_any_size_is_taken(shape: tuple[int, int, int]) -> None:
    found = add_fog(np.zeros(shape, np.uint8), 0.7)
    assert found.shape == shape and found.dtype == np.uint8


@pytest.mark.parametrize("strength", [-0.1, 1.1, float("nan")])
def test_another_strength_is_refused(strength: float) -> None:
    with pytest.raises(ValueError, match="fog of strength"):
        add_fog(stripes(), strength)
