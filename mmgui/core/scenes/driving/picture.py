"""One picture of `driving`, as the camera behind the windscreen takes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mmgui.core.scenes.brush import Brush, rgb
from mmgui.core.scenes.driving.fog import add_fog
from mmgui.core.scenes.driving.light import draw_light
from mmgui.core.scenes.driving.returns import Thing
from mmgui.core.scenes.driving.rule import Seen, Sky
from mmgui.core.scenes.driving.street import draw_street, draw_weather
from mmgui.core.scenes.driving.traffic import Box, draw_people, draw_traffic_light, draw_vehicle
from mmgui.core.scenes.driving.view import SIZE_PX, View

_GRAIN, _GRAIN_PX = 2.0, 640  # standard deviation, 0–255; side of the noise from which a piece is taken


@dataclass(frozen=True)
class DrivingPicture:
    """image: (384, 384) RGB. light, person: left, top, right, bottom in its pixels; person: who crosses or is about to,
    None = nobody does."""

    image: Image.Image
    light: tuple[int, int, int, int]
    person: tuple[int, int, int, int] | None


def draw_picture(random: Random, seen: Seen, sky: Sky, fog: float, things: Sequence[Thing]) -> DrivingPicture:
    """fog: 0 to 1, see fog.py. Everything but what is seen is by chance, or as the radar has it (`things`)."""
    light = draw_light(random, sky)
    view = View(Brush(SIZE_PX), random, light, SIZE_PX / 2 - 8 + random.uniform(-10, 10))
    draw_street(view)
    vehicles = [thing for thing in things if thing.kind != "sign"]
    for thing in sorted(vehicles, key=lambda thing: -thing.z_m):
        draw_vehicle(view, thing)
    lamp = draw_traffic_light(view, seen)
    person = draw_people(view, seen)
    draw_weather(view)
    view.brush.polygon(
        [(0, SIZE_PX), (0, 372), (120, 366), (264, 366), (SIZE_PX, 372), (SIZE_PX, SIZE_PX)], rgb("17191e")
    )
    image = view.brush.finished()
    pixels = np.asarray(image)
    if fog:
        pixels = add_fog(pixels, fog)
    image = Image.fromarray(_grainy(pixels, random))
    return DrivingPicture(image, _inside(lamp), None if person is None else _inside(person))


def _grainy(pixels: NDArray[np.uint8], random: Random) -> NDArray[np.uint8]:
    """The noise of a sensor: no two pictures are the same, not even in fog."""
    top, left = (random.randrange(_GRAIN_PX - SIZE_PX) for _ in range(2))
    grain = _grain()[top : top + SIZE_PX, left : left + SIZE_PX, None]
    noisy: NDArray[np.uint8] = np.clip(pixels + grain, 0, 255).astype(np.uint8)
    return noisy


@cache
def _grain() -> NDArray[np.int16]:
    return np.random.default_rng(3).normal(0, _GRAIN, (_GRAIN_PX, _GRAIN_PX)).round().astype(np.int16)


def _inside(box: Box) -> tuple[int, int, int, int]:
    left, top, right, bottom = (min(SIZE_PX, max(0, round(v))) for v in box)
    return left, top, right, bottom
