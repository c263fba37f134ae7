"""The pictures of `driving`: what decides shows where the evidence says, and nothing else depends on it."""

from random import Random
from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from mmgui.core.scenes.brush import Brush
from mmgui.core.scenes.driving.light import draw_light
from mmgui.core.scenes.driving.picture import DrivingPicture, draw_picture
from mmgui.core.scenes.driving.returns import draw_returns
from mmgui.core.scenes.driving.rule import OF_STREET, Seen, Sky
from mmgui.core.scenes.driving.street import draw_street
from mmgui.core.scenes.driving.view import SIZE_PX, View

GLOW_PX = 40  # of a lamp, around its housing
NOISE = 40  # of all three colours together; what a sensor adds


def picture(seed: int, seen: Seen, sky: Sky = "day", fog: float = 0.0) -> DrivingPicture:
    things = draw_returns(Random(seed), "leaving", 0.0).things
    return draw_picture(Random(seed), seen, sky, fog, things)


def changed(one: DrivingPicture, other: DrivingPicture) -> NDArray[np.bool_]:
    first, second = (np.asarray(p.image).astype(int) for p in (one, other))
    return np.abs(first - second).sum(2) > NOISE


@pytest.mark.parametrize("sky", get_args(Sky))
def test_the_street_leaves_no_hole(sky: Sky) -> None:
    for seed in range(4):
        brush = Brush(SIZE_PX)
        brush.rectangle(0, 0, SIZE_PX, SIZE_PX, (1, 254, 3))
        draw_street(View(brush, Random(seed), draw_light(Random(seed), sky), SIZE_PX / 2))
        assert not (np.asarray(brush.finished()) == (1, 254, 3)).all(axis=2).any()


@pytest.mark.parametrize("seen", OF_STREET)
def test_same_chance_gives_the_same_pixels(seen: Seen) -> None:
    first, second = picture(4, seen, "rain"), picture(4, seen, "rain")
    assert first.image.tobytes() == second.image.tobytes() and first.light == second.light
    assert first.image.size == (SIZE_PX, SIZE_PX) and first.image.mode == "RGB"


def test_another_colour_of_the_light_changes_the_light_and_nothing_else() -> None:
    for seed in range(8):
        green = picture(seed, "green")
        for seen in ("red", "amber"):
            other = picture(seed, seen)
            left, top, right, bottom = green.light
            assert other.light == green.light and other.person is None
            is_other = changed(green, other)
            assert is_other[top:bottom, left:right].sum() > 800
            is_other[max(0, top - GLOW_PX) : bottom + GLOW_PX, max(0, left - GLOW_PX) : right + GLOW_PX] = False
            assert not is_other.any()


@pytest.mark.parametrize("seen", ["kerb", "crossing"])
def test_somebody_changes_the_picture_where_the_evidence_says(seen: Seen) -> None:
    for seed in range(8):
        other = picture(seed, seen)
        assert other.person is not None
        left, top, right, bottom = other.person
        is_other = changed(picture(seed, "green"), other)
        assert is_other[top:bottom, left:right].sum() > 600
        is_other[top : bottom + 4, max(0, left - 2) : right + 2] = False
        assert is_other.sum() < 60


def test_in_thick_fog_nobody_can_tell_them_apart() -> None:
    for fog in (0.85, 1.0):
        for seed in range(4):
            pictures = [picture(seed, seen, "fog", fog) for seen in ("green", "red", "amber")]
            assert not any(changed(pictures[0], other).any() for other in pictures[1:])


def test_no_two_pictures_in_fog_are_the_same() -> None:
    assert len({picture(seed, "green", "fog", 1.0).image.tobytes() for seed in range(12)}) == 12
