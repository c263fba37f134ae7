"""One picture of `shopping`: a product of a shelf, as in a shop's photo."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from PIL import Image, ImageChops

from mmgui.core.scenes.brush import Brush, rgb
from mmgui.core.scenes.shopping.culture_goods import BOOKS, MUSIC
from mmgui.core.scenes.shopping.goods import Paint
from mmgui.core.scenes.shopping.ground import draw_ground, draw_shadow
from mmgui.core.scenes.shopping.home_goods import KITCHEN, TOYS
from mmgui.core.scenes.shopping.outdoor_goods import GARDEN, SPORTS
from mmgui.core.scenes.shopping.rule import Shelf

SIZE_PX: Final = 384
GOODS: Final[dict[Shelf, tuple[Callable[[Paint], None], ...]]] = {
    "garden": GARDEN,
    "sports": SPORTS,
    "kitchen": KITCHEN,
    "toys": TOYS,
    "books": BOOKS,
    "music": MUSIC,
}
_COLORS: Final = tuple(
    rgb(c) for c in ("d8553f", "2f7fb5", "3f9a6c", "e8a33c", "7b5aa6", "c94f73", "2f5f8a", "2a9d93", "b5623a", "6b7a3a")
)


@dataclass(frozen=True)
class ProductPicture:
    """`image` is (384, 384) RGB; `evidence` is x0, y0, x1, y1 in its pixels: the product without its shadow."""

    image: Image.Image
    evidence: tuple[int, int, int, int]


def draw_picture(random: Random, shelf: Shelf) -> ProductPicture:
    """Everything but the product is by chance and independent of it, its colours too."""
    floor = random.uniform(310, 328)
    x, scale = SIZE_PX / 2 + random.uniform(-14, 14), random.uniform(114, 132)
    main, accent = random.sample(_COLORS, 2)
    brush = Brush(SIZE_PX)
    draw_ground(brush, random, floor)
    draw_shadow(brush, x, floor, scale * 0.82)
    before = brush.finished()
    angle, stretch = random.uniform(-4, 4), random.uniform(0.95, 1.05)
    # A product stands on the floor, in the middle of its shadow, and is turned around the point where it stands.
    standing = brush.placed(x, floor, scale, angle, stretch).placed(0, -0.93)
    random.choice(GOODS[shelf])(Paint(standing, random, main, accent))
    image = brush.finished()
    box = ImageChops.difference(image, before).getbbox()
    assert box is not None
    return ProductPicture(image, box)
