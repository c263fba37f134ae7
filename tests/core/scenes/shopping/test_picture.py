"""The product pictures of `shopping`: the product alone tells the shelf."""

from itertools import pairwise
from random import Random

import numpy as np
import pytest
from PIL import ImageChops

from mmgui.core.scenes.brush import Brush, rgb
from mmgui.core.scenes.shopping.goods import Paint
from mmgui.core.scenes.shopping.ground import draw_ground
from mmgui.core.scenes.shopping.picture import GOODS, SIZE_PX, draw_picture
from mmgui.core.scenes.shopping.rule import SHELVES, Shelf

_MARKER = (1, 254, 3)  # a colour that no drawing uses
PRODUCTS = [(shelf, number) for shelf in SHELVES for number in range(len(GOODS[shelf]))]


@pytest.mark.parametrize("seed", range(12))
def test_the_ground_leaves_no_hole(seed: int) -> None:
    brush = Brush(SIZE_PX)
    brush.rectangle(0, 0, SIZE_PX, SIZE_PX, _MARKER)
    draw_ground(brush, Random(seed), 308)
    assert not (np.asarray(brush.finished()) == _MARKER).all(axis=2).any()


@pytest.mark.parametrize("shelf", SHELVES)
def test_same_chance_gives_the_same_pixels(shelf: Shelf) -> None:
    first, second = (draw_picture(Random(4), shelf) for _ in range(2))
    assert first.image.tobytes() == second.image.tobytes()
    assert (first.image.size, first.image.mode) == ((SIZE_PX, SIZE_PX), "RGB")


@pytest.mark.parametrize(("shelf", "number"), PRODUCTS)
def test_a_product_stands_free_and_large_in_its_picture(shelf: Shelf, number: int) -> None:
    """With the largest scale and 14 pixels from the middle: nothing is cut off."""
    for seed in range(8):
        brush = Brush(SIZE_PX)
        brush.rectangle(0, 0, SIZE_PX, SIZE_PX, _MARKER)
        side = (-1, 1)[seed % 2]
        standing = brush.placed(SIZE_PX / 2 + 14 * side, 328, 132, 4 * side, 1.05).placed(0, -0.93)
        GOODS[shelf][number](Paint(standing, Random(seed), rgb("d8553f"), rgb("2f7fb5")))
        drawn = (np.asarray(brush.finished()) != _MARKER).any(axis=2)
        assert not (drawn[0].any() or drawn[-1].any() or drawn[:, 0].any() or drawn[:, -1].any())
        assert 0.06 < drawn.mean() < 0.4


def test_shelves_differ_inside_the_evidence_and_nowhere_else() -> None:
    """The same chance with another shelf is the same picture but for the product."""
    for seed in range(12):
        for first, second in pairwise([draw_picture(Random(seed), shelf) for shelf in SHELVES]):
            differ = np.asarray(ImageChops.difference(first.image, second.image)).any(axis=2)
            assert differ.sum() > 2000
            for x0, y0, x1, y1 in (first.evidence, second.evidence):
                differ[y0:y1, x0:x1] = False
            assert not differ.any()


def test_products_of_every_shelf_stand_in_the_same_place() -> None:
    """On average over 60 pictures each, in pixels; the standard deviation of the place itself is 8."""
    middles = [
        np.mean([sum(draw_picture(Random(seed), shelf).evidence[::2]) / 2 for seed in range(60)]) for shelf in SHELVES
    ]
    assert max(middles) - min(middles) < 5
    assert abs(np.mean(middles) - SIZE_PX / 2) < 4


def test_evidence_is_a_part_of_the_picture() -> None:
    for seed in range(60):
        x0, y0, x1, y1 = draw_picture(Random(seed), SHELVES[seed % 6]).evidence
        assert 0 <= x0 < x1 <= SIZE_PX
        assert 0 <= y0 < y1 <= SIZE_PX
        assert 0.1 < (x1 - x0) * (y1 - y0) / SIZE_PX**2 < 0.6
