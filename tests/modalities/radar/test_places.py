import numpy as np
import pytest
from numpy.typing import NDArray

from mmgui.core.i18n import set_language
from mmgui.core.layouts import Grid
from mmgui.modalities import find_modality
from mmgui.modalities.radar.drawing import AWAY, CLOSER, SIDE_PX, colour_of
from mmgui.modalities.radar.places import line_of, returns_in

KIND = find_modality("radar")


def test_a_line_of_returns_is_read_back(returns: NDArray[np.float32]) -> None:
    layout = line_of(returns)
    assert layout.words()[0] == "18.0 m +0.4° +9.0 m/s 20.0"
    assert returns_in(layout) == pytest.approx(returns, abs=0.051)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "a strong return at 18 m, straight ahead, coming closer at 9 m/s"),
        (1, "a return at 30 m, 5° left, coming closer at 25 m/s"),
        (2, "a weak return at 12 m, 25° right, coming closer at 8 m/s"),
    ],
)
def test_the_strongest_return_is_told_in_words(returns: NDArray[np.float32], number: int, said: str) -> None:
    layout = line_of(returns)
    assert KIND.describe(layout, np.eye(3)[number]) == said == KIND.describe_parts(layout, [number])
    assert KIND.describe(layout, np.zeros(3)) == KIND.describe(layout, np.full(3, 0.5)) == ""
    assert KIND.describe_parts(layout, [0, 1]) == ""


def test_sectors_are_told_by_where_they_lie() -> None:
    layout = Grid(12, 12, 40, 40)
    assert KIND.describe(layout, np.eye(144)[0]) == "far, 55° left"
    assert KIND.describe_parts(layout, [143]) == "near, 55° right"
    assert KIND.describe_parts(layout, [0, 143]) == ""


def test_it_speaks_chinese(returns: NDArray[np.float32]) -> None:
    set_language("zh_CN")
    try:
        said = KIND.describe(line_of(returns), np.eye(3)[1])
    finally:
        set_language("en")
    assert "30" in said and "return" not in said


def test_an_image_shows_each_return_where_it_is(returns: NDArray[np.float32]) -> None:
    alone = [KIND.image(returns[[n]]) for n in range(3)]
    empty = KIND.image(returns[:0])
    assert empty.shape == (SIDE_PX, SIDE_PX, 3) and KIND.image(returns, 96).shape == (96, 96, 3)
    for image, side in zip(alone, (0, -1, 1), strict=True):
        _rows, columns = np.nonzero((image != empty).any(2))
        middle = columns.mean() - SIDE_PX / 2
        assert abs(middle) < 4 if side == 0 else middle * side > 8
    assert colour_of(20) == CLOSER and colour_of(-20) == AWAY
    seen = np.zeros((24, 24, 1), np.float32)
    seen[:12] = 1
    image = KIND.image(seen)
    assert image[-20:].mean() > 200 and image[:20].mean() < 50  # near is below


def test_a_size_is_said(returns: NDArray[np.float32]) -> None:
    assert KIND.say_size(returns) == "3 returns"
    assert KIND.say_size(np.zeros((3, 5, 1), np.float32)) == "map of 3 × 5"
