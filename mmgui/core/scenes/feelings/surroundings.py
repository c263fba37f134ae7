"""The world around the face of `feelings`: a sky with its weather, and a place. It says nothing about the label."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import numpy as np

from mmgui.core.scenes.brush import Brush, Color, arc, curve, mix, rgb

PLACES = ("meadow", "city", "beach", "mountains", "stadium", "room", "cafe")
WEATHERS = ("sunny", "clouds", "overcast", "rain", "snow", "sunset", "night")

_WHITE = (255, 255, 255)


@dataclass(frozen=True)
class Sky:
    """Colours of a weather. `tint` with `tinted` (0–1) is laid over everything that this weather lights."""

    top: Color
    bottom: Color
    tint: Color
    tinted: float
    cloud: Color


_SKIES = {
    "sunny": Sky(rgb("4fb3ee"), rgb("c9ecfb"), rgb("fff3c4"), 0.04, rgb("ffffff")),
    "clouds": Sky(rgb("7fc0e8"), rgb("dceff7"), rgb("dfe8ee"), 0.08, rgb("ffffff")),
    "overcast": Sky(rgb("9fb0bd"), rgb("d7dee2"), rgb("8f9ba5"), 0.26, rgb("c3ccd3")),
    "rain": Sky(rgb("6d8294"), rgb("aebcc6"), rgb("5d7183"), 0.38, rgb("8797a5")),
    "snow": Sky(rgb("a9bfd3"), rgb("e4ecf3"), rgb("eef4fa"), 0.5, rgb("dfe7ef")),
    "sunset": Sky(rgb("6a5aa8"), rgb("ffb27a"), rgb("e8795a"), 0.26, rgb("f7a7a0")),
    "night": Sky(rgb("141c44"), rgb("41508f"), rgb("1b2450"), 0.58, rgb("39457e")),
}


def draw_surroundings(brush: Brush, random: Random, place: str, weather: str) -> None:
    """Fill the whole picture."""
    view = _View(brush, random, weather)
    _PLACES[place](view)


class _View:
    """A picture in the making: the brush, chance, and the light of the weather."""

    def __init__(self, brush: Brush, random: Random, weather: str) -> None:
        self.brush, self.random, self.weather = brush, random, weather
        self.sky = _SKIES[weather]
        self.size = brush.size_px
        self.is_dark = weather == "night"

    def lit(self, color: str) -> Color:
        """The colour of a thing in this weather's light."""
        return mix(rgb(color), self.sky.tint, self.sky.tinted)

    def ground(self, color: str) -> Color:
        """Like `lit`, and white under snow."""
        return mix(self.lit(color), rgb("f2f6fb"), 0.78) if self.weather == "snow" else self.lit(color)


def _draw_sky(view: _View, horizon: float) -> None:
    brush, random, size, sky = view.brush, view.random, view.size, view.sky
    brush.gradient(sky.top, sky.bottom, 0, horizon)
    brush.rectangle(0, horizon, size, horizon + 60, sky.bottom)
    x, y = random.choice((random.uniform(40, 110), random.uniform(size - 110, size - 40))), random.uniform(38, 84)
    if view.weather == "sunny" or (view.weather == "clouds" and random.random() < 0.6):
        brush.glow(x, y, 68, rgb("fff6c8"), 0.7)
        for turn in range(0, 360, 30):
            c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
            brush.stroke(((x + 36 * c, y + 36 * s), (x + 46 * c, y + 46 * s)), 5, rgb("ffd95a"))
        brush.ellipse(x, y, 28, 28, rgb("ffd034"))
        brush.ellipse(x - 3, y - 3, 23, 23, rgb("ffdf6b"))
    elif view.weather == "sunset":
        brush.glow(x, horizon - 12, 96, rgb("ffe1a0"), 0.7)
        brush.ellipse(x, horizon - 8, 34, 34, rgb("ffdc7c"))
    elif view.weather == "night":
        for _ in range(46):
            sx, sy, r = random.uniform(0, size), random.uniform(0, horizon), random.uniform(0.7, 1.9)
            brush.ellipse(sx, sy, r, r, rgb("fff7d6"), random.uniform(0.5, 1.0))
        brush.glow(x, y, 62, rgb("dfe6ff"), 0.35)
        brush.ellipse(x, y, 25, 25, rgb("f6efcf"))
        for dx, dy, r in ((-8, -6, 5), (7, 4, 6.5), (-4, 11, 4)):
            brush.ellipse(x + dx, y + dy, r, r, rgb("dfd5ad"))
    number = {"sunny": 1, "clouds": 4, "overcast": 5, "rain": 4, "snow": 3, "sunset": 3, "night": 1}[view.weather]
    for _ in range(number):
        _draw_cloud(view, random.uniform(-10, size + 10), random.uniform(24, 96), random.uniform(0.7, 1.35))


def _draw_cloud(view: _View, x: float, y: float, scale: float) -> None:
    cloud = view.brush.placed(x, y, scale * 22)
    color = view.sky.cloud
    for colored, shift in ((mix(color, view.sky.top, 0.28), 0.16), (color, 0.0)):
        cloud.rectangle(-2.1, -0.1 + shift, 2.1, 0.62 + shift, colored, radius=0.36)
        for dx, dy, r in ((-1.15, 0.0, 0.62), (-0.2, -0.42, 0.9), (0.95, -0.12, 0.72)):
            cloud.ellipse(dx, dy + shift, r, r, colored)


def _draw_falling(view: _View, left: float, top: float, right: float, bottom: float) -> None:
    """Rain or snow in front of the place."""
    brush, random = view.brush, view.random
    area = (right - left) * (bottom - top) / view.size**2
    if view.weather == "rain":
        slant = random.uniform(-0.35, 0.35)
        for _ in range(round(64 * area)):
            x, y, length = random.uniform(left, right), random.uniform(top, bottom), random.uniform(9, 20)
            end = min(bottom, y + length)
            x_end = min(right, max(left, x + slant * (end - y)))
            brush.stroke(((x, y), (x_end, end)), 2.2, mix(rgb("dbe8f4"), view.sky.top, 0.3))
    elif view.weather == "snow":
        for _ in range(round(80 * area)):
            r = random.uniform(1.4, 4.0)
            x, y = random.uniform(left + r, right - r), random.uniform(top + r, bottom - r)
            brush.ellipse(x, y, r, r, _WHITE)


def _hill(view: _View, y: float, height: float, color: Color, bumps: int = 3) -> None:
    size, random = view.size, view.random
    xs = np.linspace(-0.1 * size, 1.1 * size, bumps + 2)
    ridge = curve(*[(float(x), y - random.uniform(0, height)) for x in xs])
    view.brush.polygon(np.vstack([ridge, [(1.1 * size, size), (-0.1 * size, size)]]), color)


def _tree(view: _View, x: float, y: float, scale: float) -> None:
    tree = view.brush.placed(x, y, scale)
    green = view.random.choice(("3f8f4f", "58a44c", "2f7d5b"))
    leaves, light = view.ground(green), view.ground("86c46a")
    tree.rectangle(-0.09, -0.7, 0.09, 0.0, view.lit("7a5236"))
    if view.random.random() < 0.5:
        for top, width in ((-0.4, 0.55), (-0.8, 0.45), (-1.2, 0.34)):
            tree.polygon([(-width, top), (width, top), (0, top - 0.72)], leaves)
    else:
        tree.ellipse(0, -1.0, 0.5, 0.58, leaves)
        tree.ellipse(-0.12, -1.14, 0.28, 0.3, light, 0.5)


def _meadow(view: _View) -> None:
    horizon = view.random.uniform(215, 255)
    _draw_sky(view, horizon)
    _hill(view, horizon + 8, 44, view.ground("7fb98a"))
    for _ in range(view.random.randint(3, 6)):
        _tree(view, view.random.uniform(0, view.size), horizon + 14, view.random.uniform(26, 44))
    _hill(view, horizon + 26, 22, view.ground("79c05a"), 2)
    _hill(view, horizon + 78, 30, view.ground("5fae4c"), 2)
    for _ in range(20):
        x, y = view.random.uniform(0, view.size), view.random.uniform(horizon + 60, view.size)
        petal = view.ground(view.random.choice(("ff7a7a", "ffd84d", "ffffff", "c58bff")))
        view.brush.ellipse(x, y, 3.6, 3.6, petal)
        view.brush.ellipse(x, y, 1.5, 1.5, view.lit("f6a623"))
    _draw_falling(view, 0, 0, view.size, view.size)


def _city(view: _View) -> None:
    random, size, brush = view.random, view.size, view.brush
    horizon = random.uniform(270, 300)
    _draw_sky(view, horizon)
    for layer, colors in enumerate(
        (("a9b6c9", "b8bfd2"), ("d98c6a", "6f88a8", "e0b56a", "8a9a7b", "b97a8a", "7d7fa6"))
    ):
        x = random.uniform(-30, 0)
        while x < size:
            width = random.uniform(34, 58) if layer else random.uniform(24, 44)
            top = horizon - (random.uniform(60, 140) if layer else random.uniform(110, 200))
            wall = view.lit(random.choice(colors))
            brush.rectangle(x, top, x + width, horizon, wall)
            if layer:
                brush.rectangle(x - 2, top - 5, x + width + 2, top, mix(wall, (30, 30, 40), 0.3))
                _windows(view, x, top, width, horizon)
            x += width + random.uniform(2, 8)
    brush.gradient(view.ground("8d949c"), view.ground("5c636d"), horizon, size)
    brush.rectangle(0, horizon, size, horizon + 12, view.ground("c7c9c8"))
    for x in range(-20, size, 70):
        brush.rectangle(x, horizon + 52, x + 38, horizon + 57, view.lit("f1efe6"))
    _draw_falling(view, 0, 0, size, size)


def _windows(view: _View, x: float, top: float, width: float, bottom: float) -> None:
    columns = max(2, int(width // 15))
    gap = width / columns
    for row in range(int((bottom - top - 16) // 20)):
        for column in range(columns):
            is_lit = view.random.random() < (0.6 if view.is_dark else 0.1)
            color = rgb("ffe08a") if is_lit else view.lit("cfe3ee")
            left, upper = x + gap * (column + 0.5) - 4, top + 10 + row * 20
            view.brush.rectangle(left, upper, left + 8, upper + 11, color)


def _beach(view: _View) -> None:
    random, size, brush = view.random, view.size, view.brush
    horizon = random.uniform(190, 225)
    _draw_sky(view, horizon)
    shore = horizon + random.uniform(58, 78)
    brush.gradient(view.lit("2f8fc4"), view.lit("6fd0d4"), horizon, shore + 12)
    for _ in range(12):
        x, y = random.uniform(0, size), random.uniform(horizon + 8, shore - 8)
        brush.stroke(((x, y), (x + random.uniform(14, 34), y)), 2, _WHITE, 0.4)
    boat = brush.placed(random.uniform(40, size - 40), horizon + 6, random.uniform(14, 20))
    boat.polygon([(-1, -0.3), (1, -0.3), (0.6, 0.25), (-0.6, 0.25)], view.lit("a94f3d"))
    boat.polygon([(0.05, -0.45), (0.05, -2.0), (0.95, -0.45)], view.lit("fbf7ee"))
    boat.polygon([(-0.1, -0.45), (-0.1, -1.6), (-0.7, -0.45)], view.lit("f1d9b5"))
    wave = curve(*[(x, shore + random.uniform(-5, 5)) for x in np.linspace(-10, size + 10, 7)])
    low = [(size + 10.0, float(size)), (-10.0, float(size))]
    brush.polygon(np.vstack([wave, low]), _WHITE)
    brush.polygon(np.vstack([np.add(wave, (0, 7)), low]), view.ground("e9cf95"))
    brush.polygon(np.vstack([np.add(wave, (0, 40)), low]), view.ground("f0dba8"))
    side = random.choice((-1, 1))
    palm = brush.placed(size / 2 + side * random.uniform(140, 170), shore + 60, random.uniform(70, 88), stretch=side)
    palm.stroke(curve((0.0, 0.3), (-0.05, -0.7), (-0.3, -1.6)), 0.13, view.lit("94683f"))
    for x, y in ((-1.1, -1.35), (-1.0, -1.85), (-0.45, -2.2), (0.25, -2.05), (0.5, -1.5), (0.1, -1.15)):
        middle = ((x - 0.3) / 2, (y - 1.6) / 2 - 0.18)
        leaf = curve((-0.3, -1.6), middle, (x, y))
        palm.polygon(
            np.vstack([leaf, curve((x, y), (middle[0], middle[1] + 0.24), (-0.3, -1.6))]), view.ground("3f9d5a")
        )
    _draw_falling(view, 0, 0, size, size)


def _mountains(view: _View) -> None:
    random, size, brush = view.random, view.size, view.brush
    horizon = random.uniform(245, 275)
    _draw_sky(view, horizon)
    for far, number in ((True, 4), (False, 3)):
        for index in range(number):
            x = size * (index + random.uniform(0.2, 0.8)) / number
            width, top = random.uniform(90, 140), horizon - random.uniform(90, 150) * (1.15 if far else 0.8)
            rock = view.lit("8fa3c2" if far else "6b7fa3")
            brush.polygon([(x - width, horizon), (x, top), (x + width, horizon)], rock)
            brush.polygon([(x, top), (x + width, horizon), (x + width * 0.1, horizon)], mix(rock, (20, 24, 50), 0.18))
            cap = (horizon - top) * 0.26
            part = width * 0.26
            brush.polygon(
                [
                    (x - part, top + cap),
                    (x, top),
                    (x + part, top + cap),
                    (x + part * 0.4, top + cap * 0.78),
                    (x, top + cap * 1.2),
                    (x - part * 0.45, top + cap * 0.8),
                ],
                view.lit("fdfdff"),
            )
    _hill(view, horizon + 16, 26, view.ground("6fae74"))
    for _ in range(random.randint(5, 9)):
        _tree(view, random.uniform(0, size), horizon + random.uniform(14, 40), random.uniform(24, 36))
    _hill(view, horizon + 62, 26, view.ground("5b9d5d"), 2)
    _draw_falling(view, 0, 0, size, size)


def _stadium(view: _View) -> None:
    random, size, brush = view.random, view.size, view.brush
    horizon = random.uniform(130, 150)
    _draw_sky(view, horizon)
    for x in (36, size - 36):
        brush.rectangle(x - 4, 30, x + 4, horizon, view.lit("8d97a5"))
        brush.rectangle(x - 24, 18, x + 24, 42, view.lit("6b7482"), radius=4)
        for dx in (-15, -5, 5, 15):
            brush.ellipse(x + dx, 30, 4, 6, rgb("fff6cf") if view.is_dark else view.lit("f4f4ea"))
    pitch = horizon + random.uniform(92, 112)
    low = [(size + 10.0, pitch), (-10.0, pitch)]
    brush.polygon(
        np.vstack([curve((-10, horizon - 18), (size / 2, horizon + 8), (size + 10, horizon - 18)), low]),
        view.lit("59647c"),
    )
    shirts = ("e4572e", "f2c14e", "2e86ab", "f4f1ea", "3d9970", "7d5ba6")
    for row in range(6):
        y = horizon + 14 + row * 14
        for x in range(-4 + 6 * (row % 2), size + 8, 12):
            if y < pitch - 8 and random.random() < 0.88:
                brush.rectangle(x - 4, y + 3, x + 4, y + 11, view.lit(random.choice(shirts)))
                brush.rectangle(x - 2.5, y - 2, x + 2.5, y + 3, view.lit(random.choice(("f0c8a0", "c08a5a", "7a4e30"))))
    brush.rectangle(0, pitch - 12, size, pitch, view.lit("26324a"))
    for index, x in enumerate(range(0, size, 64)):
        brush.rectangle(x + 3, pitch - 10, x + 58, pitch - 2, view.lit(shirts[(index + random.randrange(6)) % 6]))
    step = (size - pitch) / 5
    for index in range(6):
        color = view.ground("55ac54" if index % 2 else "4a9c4b")
        brush.rectangle(0, pitch + index * step, size, pitch + (index + 1) * step, color)
    brush.stroke(arc(size / 2, size, 150, 70, 180, 360), 4, view.lit("f4f8f2"), 0.85)
    _draw_falling(view, 0, 0, size, size)


def _draw_window(view: _View, left: float, top: float, right: float, bottom: float, wall: Color) -> None:
    """Weather behind glass: the sky is drawn first, then the wall around it."""
    brush, size = view.brush, view.size
    brush.rectangle(0, 0, size, top, wall)
    brush.rectangle(0, bottom, size, size, wall)
    brush.rectangle(0, top - 1, left, bottom + 1, wall)
    brush.rectangle(right, top - 1, size, bottom + 1, wall)
    frame, middle = rgb("fbf8f2"), (left + right) / 2
    for x0, y0, x1, y1 in (
        (left - 7, top - 7, right + 7, top),
        (left - 7, top, left, bottom),
        (right, top, right + 7, bottom),
        (left - 14, bottom, right + 14, bottom + 9),
        (middle - 3, top, middle + 3, bottom),
        (left, (top + bottom) / 2 - 3, right, (top + bottom) / 2 + 3),
    ):
        brush.rectangle(x0, y0, x1, y1, frame)


def _window_with_weather(view: _View, wall: Color) -> None:
    random, size = view.random, view.size
    left = random.choice((28.0, size / 2 - 75, size - 178.0))
    top, width, height = random.uniform(26, 44), 150.0, 126.0
    _draw_sky(view, top + height)
    _hill(view, top + height - 4, 24, view.ground("7fb98a"), 4)
    _draw_falling(view, left, top, left + width, top + height)
    _draw_window(view, left, top, left + width, top + height, wall)


def _room(view: _View) -> None:
    random, size, brush = view.random, view.size, view.brush
    wall = rgb(random.choice(("cfe3df", "f3dcc6", "d9d6ee", "f6e7b8", "c9dcf0", "e9cfd2")))
    wall = mix(wall, rgb("2a2c50"), 0.3 if view.is_dark else 0.0)
    _window_with_weather(view, wall)
    floor = random.uniform(285, 310)
    brush.gradient(mix(rgb("c99a6b"), wall, 0.12), mix(rgb("a87a4e"), wall, 0.1), floor, size)
    brush.rectangle(0, floor - 8, size, floor, rgb("fbf8f2"))
    side = random.choice((-1, 1))
    plant = brush.placed(size / 2 + side * 160, floor + 14, 44)
    for x in (-0.8, -0.4, 0.0, 0.4, 0.8):
        plant.polygon(
            np.vstack(
                [
                    curve((0, -0.4), (x * 0.9, -1.2), (x * 1.3, -1.9 + abs(x) * 0.5)),
                    curve((x * 1.3, -1.9 + abs(x) * 0.5), (x * 0.4, -1.2), (0, -0.4)),
                ]
            ),
            rgb("3f8f5f"),
        )
    plant.polygon([(-0.5, -0.5), (0.5, -0.5), (0.36, 0.4), (-0.36, 0.4)], rgb("d9734e"))
    other = size / 2 - side * 130
    sofa = rgb(random.choice(("4f7cac", "c8553d", "6a8d73", "8a5a83")))
    brush.rectangle(other - 110, floor - 74, other + 110, floor + 30, mix(sofa, _WHITE, 0.12), radius=22)
    brush.rectangle(other - 120, floor - 22, other + 120, floor + 40, sofa, radius=18)


def _cafe(view: _View) -> None:
    random, size, brush = view.random, view.size, view.brush
    wall = rgb(random.choice(("8c5a3c", "4d6a6d", "7a4b57", "d8b48a", "5b6b4a")))
    _window_with_weather(view, wall)
    for x in (random.uniform(40, 90), random.uniform(size - 100, size - 50)):
        brush.rectangle(x - 1.5, 0, x + 1.5, 44, rgb("2b2b30"))
        brush.glow(x, 62, 44, rgb("ffe9b0"), 0.45)
        brush.polygon([(x - 10, 42), (x + 10, 42), (x + 24, 64), (x - 24, 64)], rgb("2f3b46"))
        brush.ellipse(x, 65, 9, 6, rgb("fff1bf"))
    for shelf in (218, 262):
        brush.rectangle(0, shelf, size, shelf + 6, mix(wall, (20, 14, 10), 0.45))
        x = random.uniform(4, 16)
        while x < size - 12:
            width, height = random.uniform(11, 20), random.uniform(14, 28)
            color = rgb(random.choice(("e8dcc3", "c65f4a", "e3b34c", "6f9aa8", "f5f1e6", "7f9c6a")))
            brush.rectangle(x, shelf - height, x + width, shelf, color, radius=3)
            x += width + random.uniform(5, 18)
    brush.gradient(mix(rgb("b97f4e"), wall, 0.1), mix(rgb("8b5a35"), wall, 0.1), 316, size)
    brush.rectangle(0, 310, size, 322, rgb("e0b98a"))


_PLACES: dict[str, Callable[[_View], None]] = {
    "meadow": _meadow,
    "city": _city,
    "beach": _beach,
    "mountains": _mountains,
    "stadium": _stadium,
    "room": _room,
    "cafe": _cafe,
}
