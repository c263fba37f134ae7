"""What is around a product in a shop's photo: a wall, a ground, and a soft shadow. It says nothing of the answer."""

from collections.abc import Callable
from itertools import pairwise
from random import Random
from typing import Final

import numpy as np

from mmgui.core.scenes.brush import Brush, Color, arc, curve, mix, rgb
from mmgui.core.scenes.shopping.light import TILT, darker, lighter

_WALLS: Final = tuple(
    rgb(c) for c in ("f3e4d4", "dfe9ee", "e9dff0", "f6dcd8", "dcebdc", "f5ecc6", "cfd8e6", "e6e1da", "c8dcd8", "efd2b8")
)
_WOODS: Final = tuple(rgb(c) for c in ("c99a6b", "a87a4e", "d9b48a", "8a6242"))
_LEAF: Final = rgb("5c8f6b")


def draw_ground(brush: Brush, random: Random, floor: float) -> None:
    """Fill the whole picture. floor: y in pixels at which things stand."""
    wall = random.choice(_WALLS)
    style = random.choice(tuple(_GROUNDS))
    back = floor - random.uniform(46, 70)  # where wall and ground meet
    brush.gradient(lighter(wall, 0.35), wall, 0, back)
    x, y = random.uniform(40, 200), random.uniform(30, 130)
    brush.glow(x, y, 170, rgb("fffaf0"), 0.42)
    _WALL_ORNAMENTS[random.choice(tuple(_WALL_ORNAMENTS))](brush, random, back, wall)
    _GROUNDS[style](brush, random, back, floor, wall)


def draw_shadow(brush: Brush, x: float, floor: float, width: float) -> None:
    """Under a thing so wide (half of it, in pixels), longer to the right."""
    for step in range(5):
        part = 1 - step / 6
        brush.ellipse(
            x + width * 0.22 * part, floor + 2, width * (0.82 + 0.5 * part), width * 0.24 * (0.35 + part), _SHADE, 0.075
        )
    brush.ellipse(x, floor + 1, width * 0.95, width * 0.13, _SHADE, 0.2)


_SHADE: Final = rgb("241c34")


def _sweep(brush: Brush, random: Random, back: float, floor: float, wall: Color) -> None:
    """Paper that bends from the wall to the ground without an edge."""
    size = brush.size_px
    brush.gradient(wall, darker(wall, 0.1), back, back + 34)
    brush.gradient(darker(wall, 0.1), lighter(wall, 0.2), back + 34, size)


def _table(brush: Brush, random: Random, back: float, floor: float, wall: Color) -> None:
    size, wood = brush.size_px, random.choice(_WOODS)
    brush.gradient(lighter(wood, 0.22), wood, back, size)
    for number in range(7):
        y = back + (size - back) * (number / 7) ** 1.5
        brush.rectangle(0, y, size, y + 1 + number * 0.35, darker(wood, 0.3), 0.5)
        for _ in range(3):
            x, length = random.uniform(-40, size), random.uniform(30, 110)
            at = y + random.uniform(4, 14)
            brush.stroke(curve((x, at), (x + length / 2, at + 1.5), (x + length, at), count=4), 1.4, darker(wood), 0.35)
    brush.gradient(lighter(wood, 0.45), lighter(wood, 0.2), back - 3, back + 2)


def _podium(brush: Brush, random: Random, back: float, floor: float, wall: Color) -> None:
    _sweep(brush, random, back, floor, wall)
    size, stone = brush.size_px, mix(wall, random.choice(_WALLS), 0.7)
    radius, height, middle = random.uniform(150, 172), random.uniform(30, 52), size / 2
    draw_shadow(brush, middle, floor + height + 14, radius)
    edges = np.linspace(-1, 1, 25)
    for left, right in pairwise(edges):
        drop = [radius * TILT * float(np.sqrt(max(0.0, 1 - e * e))) for e in (left, right)]
        x0, x1 = middle + radius * left, middle + radius * right
        tone = darker(stone, 0.12 + 0.3 * (left + 1) / 2)
        brush.polygon(((x0, floor), (x1, floor), (x1, floor + drop[1] + height), (x0, floor + drop[0] + height)), tone)
    brush.ellipse(middle, floor, radius, radius * TILT, lighter(stone, 0.38))
    brush.ellipse(middle - 8, floor - 3, radius * 0.86, radius * TILT * 0.8, lighter(stone, 0.5))


def _cloth(brush: Brush, random: Random, back: float, floor: float, wall: Color) -> None:
    size, cloth = brush.size_px, mix(random.choice(_WALLS), rgb("8a7f92"), random.uniform(0.05, 0.5))
    brush.gradient(lighter(cloth, 0.2), darker(cloth, 0.08), back, size)
    for _ in range(9):
        x, y = random.uniform(-60, size), random.uniform(back + 8, size)
        run, bend = random.uniform(90, 220), random.uniform(-10, 10)
        fold = curve((x, y), (x + run / 2, y + bend), (x + run, y + bend / 2), count=8)
        brush.stroke(fold, random.uniform(2, 5), darker(cloth, 0.5), 0.13)
        brush.stroke(np.add(fold, (0, 4)), 3, (255, 255, 255), 0.22)


def _plain_wall(brush: Brush, random: Random, back: float, wall: Color) -> None:
    """Light and nothing else."""


def _arch(brush: Brush, random: Random, back: float, wall: Color) -> None:
    x, radius = brush.size_px / 2 + random.uniform(-50, 50), random.uniform(96, 140)
    top = random.uniform(20, 60) + radius
    tone = mix(wall, random.choice(_WALLS), 0.6)
    for size, color in ((1.0, darker(tone, 0.14)), (0.955, lighter(tone, 0.2))):
        reach = radius * size
        line = np.vstack([arc(x, top, reach, reach, 180, 360), [(x + reach, back), (x - reach, back)]])
        brush.polygon(line, color)


def _sunlight(brush: Brush, random: Random, back: float, wall: Color) -> None:
    """Bright panes of a window that is not seen."""
    x, y, lean = random.uniform(20, 200), random.uniform(14, 60), random.uniform(0.15, 0.5)
    for row in range(3):
        for column in range(2):
            left, top = x + column * 66 - row * 58 * lean, y + row * 58
            if top + 50 < back:
                low = 50 * lean
                pane = ((left, top), (left + 58, top), (left + 58 - low, top + 50), (left - low, top + 50))
                brush.polygon(pane, rgb("fffbe8"), 0.5)


def _branch(brush: Brush, random: Random, back: float, wall: Color) -> None:
    """The shadow of a twig."""
    side = random.choice((-1, 1))
    x0 = brush.size_px / 2 + side * 205
    tip = (brush.size_px / 2 + side * random.uniform(40, 90), random.uniform(40, 110))
    stem = curve((x0, random.uniform(100, 190)), ((x0 + tip[0]) / 2, random.uniform(60, 120)), tip, count=7)
    shade = mix(wall, _LEAF, 0.5)
    brush.stroke(stem, 3, shade, 0.5)
    for number, (x, y) in enumerate(stem[2:]):
        turn = side * random.uniform(-20, 20) + (55 if number % 2 else -55)
        leaf = brush.placed(float(x), float(y), random.uniform(17, 26), turn)
        outline = np.vstack([curve((0, 0), (0.7, -0.3), (1.6, 0)), curve((1.6, 0), (0.7, 0.3), (0, 0))])
        leaf.polygon(outline, shade, 0.5)


def _frames(brush: Brush, random: Random, back: float, wall: Color) -> None:
    """Pictures on the wall, far behind."""
    x = random.uniform(16, 60)
    while x < brush.size_px - 60:
        width, height, top = random.uniform(44, 78), random.uniform(50, 84), random.uniform(26, 54)
        brush.rectangle(x + 3, top + 4, x + width + 3, top + height + 4, darker(wall, 0.5), 0.2)
        brush.rectangle(x, top, x + width, top + height, lighter(wall, 0.75))
        tone = mix(random.choice(_WALLS), random.choice(_WOODS), 0.3)
        brush.rectangle(x + 8, top + 8, x + width - 8, top + height - 8, tone)
        brush.ellipse(x + width * 0.5, top + height * 0.5, width * 0.2, width * 0.2, lighter(tone, 0.5))
        x += width + random.uniform(26, 70)


_GROUNDS: Final[dict[str, Callable[[Brush, Random, float, float, Color], None]]] = {
    "sweep": _sweep,
    "table": _table,
    "podium": _podium,
    "cloth": _cloth,
}
_WALL_ORNAMENTS: Final[dict[str, Callable[[Brush, Random, float, Color], None]]] = {
    "none": _plain_wall,
    "arch": _arch,
    "sunlight": _sunlight,
    "branch": _branch,
    "frames": _frames,
}
