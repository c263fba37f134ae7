import numpy as np
import pytest

from mmgui.core.layouts import Grid
from mmgui.modalities import find_modality
from mmgui.modalities.sound.places import strongest_seconds

LAYOUT = Grid(8, 16, 64, 125)  # 2 s
KIND = find_modality("sound")


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [(0, 3, "high tones at 0.4 s"), (4, 8, "middle tones at 1.1 s"), (7, 15, "low tones at 1.9 s")],
)
def test_the_strongest_place_is_told_by_time_and_pitch(row: int, column: int, said: str) -> None:
    weights = np.zeros(128, np.float32)
    weights[row * 16 + column] = 1
    assert KIND.describe(LAYOUT, weights) == said
    assert KIND.describe_parts(LAYOUT, [row * 16 + column]) == said
    assert KIND.describe(LAYOUT.coarse(), LAYOUT.onto(LAYOUT.coarse(), weights)).split(" at ")[0] in said


def test_a_short_sound_is_told_to_the_hundredth() -> None:
    weights = np.eye(1, 128, 3)[0]
    assert KIND.describe(Grid(8, 16, 64, 25), weights) == "high tones at 0.09 s"


def test_a_flat_map_has_no_place_and_scattered_parts_have_no_middle() -> None:
    assert KIND.describe(LAYOUT, np.full(128, 0.5)) == "" == KIND.describe_parts(LAYOUT, [0, 127])


def test_the_strongest_moment_is_that_of_all_pitches_together() -> None:
    weights = np.zeros((8, 16))
    weights[0, 2], weights[3:6, 9] = 1.0, 0.5
    assert strongest_seconds(LAYOUT, weights.ravel()) == (1.125, 1.25)


def test_the_size_of_a_sound_is_its_length() -> None:
    assert KIND.say_size(np.zeros((64, 125), np.uint8)) == "2.0 s"
