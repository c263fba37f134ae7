"""Haze takes contrast and adds grain, as much as it says."""

from random import Random

import numpy as np
import pytest
from PIL import Image

from mmgui.core.scenes.haze import hazy


@pytest.mark.parametrize(("strength", "left"), [(0.0, 1.0), (0.5, 0.6), (1.0, 0.2)])
def test_the_share_of_the_contrast_that_is_left(strength: float, left: float) -> None:
    """Between two even halves, far from their border, in the mean of the grain."""
    pixels = np.full((64, 64, 3), 60, np.uint8)
    pixels[:, 32:] = 160
    found = np.asarray(hazy(Image.fromarray(pixels), Random(1), strength)).astype(float)
    assert found[:, 48:].mean() - found[:, :16].mean() == pytest.approx(100 * left, abs=6)


def test_the_grain_is_that_of_its_strength_and_the_same_in_all_colours() -> None:
    found = np.asarray(hazy(Image.new("RGB", (96, 96), (120, 120, 120)), Random(1), 0.5)).astype(float)
    assert found[:, :, 0].std() == pytest.approx(20.0, rel=0.05)
    assert (found[:, :, 0] == found[:, :, 2]).all()
