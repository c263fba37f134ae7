"""One picture of `sounds`: surroundings, weather, and a thing in front of them."""

from dataclasses import dataclass
from random import Random

from PIL import Image

from mmgui.core.scenes.brush import Brush
from mmgui.core.scenes.feelings.surroundings import draw_surroundings
from mmgui.core.scenes.sounds.rule import Thing
from mmgui.core.scenes.sounds.things import draw_thing

SIZE_PX = 384
PLACES = ("meadow", "city", "beach", "mountains")
WEATHERS = ("sunny", "clouds", "overcast", "snow", "sunset", "night")  # none that can be heard

# Where a thing stands and how large it is: the middle of x, then ranges of y and of the unit of its frame, pixels.
_WHERE: dict[Thing, tuple[tuple[float, float], tuple[float, float]]] = {
    "van": ((296, 348), (104, 134)),
    "tower": ((340, 366), (104, 120)),
    "cloud": ((96, 150), (128, 158)),
    "bird": ((172, 210), (92, 116)),
    "person": ((176, 204), (84, 104)),
}
_ASIDE_PX = 36


@dataclass(frozen=True)
class SoundsPicture:
    """`image` is (384, 384) RGB; `evidence` is x0, y0, x1, y1 in its pixels: the thing."""

    image: Image.Image
    evidence: tuple[int, int, int, int]
    place: str
    weather: str


def draw_picture(random: Random, thing: Thing) -> SoundsPicture:
    """Everything but the thing is by chance and independent of it."""
    place, weather = random.choice(PLACES), random.choice(WEATHERS)
    aside, down, size = random.uniform(-1, 1), random.random(), random.random()
    looks_left = random.random() < 0.5
    brush = Brush(SIZE_PX)
    draw_surroundings(brush, random, place, weather)
    heights, sizes = _WHERE[thing]
    x = SIZE_PX / 2 + _ASIDE_PX * aside
    y = heights[0] + (heights[1] - heights[0]) * down
    scale = sizes[0] + (sizes[1] - sizes[0]) * size
    frame = brush.placed(x, y, scale, stretch=-1.0 if looks_left else 1.0)
    left, top, right, bottom = draw_thing(frame, random, thing)
    corners = frame.to_pixels([(left, top), (right, bottom)])
    x0, y0 = (max(0, int(v)) for v in corners.min(axis=0))
    x1, y1 = (min(SIZE_PX, int(v) + 1) for v in corners.max(axis=0))
    return SoundsPicture(brush.finished(), (x0, y0, x1, y1), place, weather)
