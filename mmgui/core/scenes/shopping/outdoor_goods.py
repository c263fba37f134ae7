"""Products for outdoors: of the shelf garden (calm) and of the shelf sports (lively)."""

import math
from typing import Final

import numpy as np

from mmgui.core.scenes.brush import Brush, Color, arc, curve, mix, rgb
from mmgui.core.scenes.shopping.goods import Paint
from mmgui.core.scenes.shopping.light import ball, darker, lighter, lit, opening, turned

_WHITE: Final = (255, 255, 255)
_INK: Final = rgb("2b2a33")
_GREENS: Final = tuple(rgb(c) for c in ("3f8f4f", "58a44c", "2f7d5b", "6f9f3a"))
_EARTH: Final = rgb("5a3d2b")
_STEEL: Final = rgb("aab4bf")
_WOODS: Final = tuple(rgb(c) for c in ("b98654", "9a6a40", "d1a36c"))


# -- garden ----------------------------------------------------------------------------------------------------------


def _watering_can(paint: Paint) -> None:
    brush, color = paint.brush.placed(-0.14, 0), paint.main
    reach = paint.random.uniform(-0.06, 0.06)
    handle = curve((-0.1, -0.28), (-0.55, -0.7), (-0.92, -0.25), (-0.84, 0.4), (-0.5, 0.72))
    brush.stroke(handle, 0.13, darker(color, 0.4))
    brush.stroke(np.subtract(handle, (0.02, 0.025)), 0.06, lighter(color, 0.25))
    tip = (1.12, -0.42 + reach)
    brush.polygon(
        ((0.4, 0.42), (0.4, 0.86), (tip[0] + 0.04, tip[1] + 0.12), (tip[0] - 0.06, tip[1])), darker(color, 0.3)
    )
    brush.polygon(((0.4, 0.42), (0.4, 0.56), (tip[0], tip[1] + 0.05), (tip[0] - 0.06, tip[1])), lighter(color, 0.1))
    rose = brush.placed(tip[0] + 0.05, tip[1], 1, -42)
    rose.polygon(((-0.06, 0.1), (-0.21, -0.1), (0.21, -0.1), (0.06, 0.1)), darker(color, 0.2))
    rose.ellipse(0, -0.11, 0.22, 0.09, lighter(color, 0.35))
    for x in (-0.12, -0.04, 0.04, 0.12):
        rose.ellipse(x, -0.11, 0.016, 0.025, _INK)
    turned(brush, ((0.52, -0.3), (0.56, 0.0), (0.6, 0.87)), color, 0.6)
    opening(brush, -0.3, 0.52, lighter(color, 0.3), darker(color, 0.7))
    for y in (-0.06, 0.68):
        turned(brush, ((0.575 + 0.04 * y, y), (0.58 + 0.04 * y, y + 0.07)), paint.accent)


def _potted_plant(paint: Paint) -> None:
    brush, random = paint.brush, paint.random
    green, is_flower = random.choice(_GREENS), random.random() < 0.5
    leaves = random.randint(7, 9)
    ends = [(math.radians(a), random.uniform(0.85, 1.15)) for a in np.linspace(-168, -12, leaves)]
    for place, (angle, length) in sorted(enumerate(ends), key=lambda e: abs(e[0] - leaves / 2), reverse=True):
        _leaf(
            brush,
            math.cos(angle) * 0.78 * length,
            0.15 + math.sin(angle) * 1.1 * length,
            lighter(green, 0.07 * (place % 3)),
        )
    if is_flower:
        for x, y in ((-0.34, -0.66), (0.08, -0.92), (0.4, -0.56)):
            y += random.uniform(-0.08, 0.08)
            brush.stroke(((x * 0.2, 0.2), (x * 0.8, y * 0.5), (x, y)), 0.035, darker(green))
            _flower(brush, x, y, 0.21, paint.accent)
    turned(brush, ((0.44, 0.22), (0.31, 0.92)), paint.main, 0.25)
    turned(brush, ((0.5, 0.14), (0.49, 0.3)), lighter(paint.main, 0.1), 0.3)
    opening(brush, 0.14, 0.5, lighter(paint.main, 0.3), _EARTH)
    for turn in (-1, 1, 0):
        _leaf(brush, turn * 0.42, -0.3 - 0.25 * (turn == 0), lighter(green, 0.16))


def _leaf(brush: Brush, x: float, y: float, green: Color) -> None:
    """From the middle of the pot to (x, y), with a bright half."""
    length = math.hypot(x, y - 0.15)
    leaf = brush.placed(0, 0.15, length, math.degrees(math.atan2(y - 0.15, x)))
    upper = curve((0, 0), (0.45, -0.17), (0.75, -0.14), (1, 0))
    lower = curve((1, 0), (0.75, 0.14), (0.45, 0.17), (0, 0))
    leaf.polygon(np.vstack([upper, lower]), darker(green, 0.22))
    leaf.polygon(np.vstack([upper, [(0, 0)]]), lighter(green, 0.12))
    leaf.stroke(((0, 0), (0.9, 0)), 0.025, lighter(green, 0.35))


def _flower(brush: Brush, x: float, y: float, radius: float, color: Color) -> None:
    for turn in range(0, 360, 60):
        dx, dy = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        brush.ellipse(
            x + dx * radius * 0.6,
            y + dy * radius * 0.6,
            radius * 0.48,
            radius * 0.42,
            lighter(color, 0.15 + 0.12 * (dy < 0)),
        )
    brush.ellipse(x, y, radius * 0.36, radius * 0.34, rgb("f6c944"))


def _spade(paint: Paint) -> None:
    """A spade and a rake, crossed."""
    wood = paint.random.choice(_WOODS)
    for angle, is_spade in ((24, False), (-24, True)):
        tool = paint.brush.placed(0.09, 0, 1, angle)
        tool.stroke(((0, -0.85), (0, 0.55)), 0.13, darker(wood, 0.35))
        tool.stroke(((-0.02, -0.85), (-0.02, 0.55)), 0.07, lighter(wood, 0.15))
        if is_spade:
            tool.stroke(((-0.24, -0.95), (0.24, -0.95)), 0.15, darker(paint.main, 0.25))
            tool.stroke(((-0.23, -0.97), (0.22, -0.97)), 0.07, lighter(paint.main, 0.2))
            blade = curve((0.3, 0.3), (0.29, 0.7), (0, 1.04), (-0.29, 0.7), (-0.3, 0.3))
            tool.polygon(blade, darker(_STEEL, 0.28))
            tool.polygon(np.add(np.multiply(blade, (0.5, 0.93)), (-0.13, 0.02)), lighter(_STEEL, 0.35))
            tool.stroke(((0, 0.2), (0, 0.5)), 0.12, darker(_STEEL, 0.4))
        else:
            tool.stroke(((0, -0.95), (0, -0.7)), 0.17, paint.main)
            tool.stroke(((-0.4, 0.56), (0.4, 0.56)), 0.12, darker(paint.accent, 0.2))
            for x in np.linspace(-0.38, 0.38, 6):
                tool.stroke(((x, 0.58), (x, 0.86)), 0.055, darker(_STEEL, 0.3))


# -- sports ----------------------------------------------------------------------------------------------------------


def _ball(paint: Paint) -> None:
    """A football or a basketball."""
    brush, radius = paint.brush.placed(0, 0.12, 1, paint.random.uniform(-25, 25)), 0.86
    if paint.random.random() < 0.5:
        ball(brush, 0, 0, radius, rgb("f1f1ee"), 0.6)
        _pentagon(brush, 0, 0, 0.3, 0, paint.main, 1)
        for turn in range(0, 360, 72):
            angle = math.radians(turn - 90)
            x, y = math.cos(angle), math.sin(angle)
            brush.stroke(((x * 0.3, y * 0.3), (x * 0.5, y * 0.5)), 0.03, _INK)
            _pentagon(brush, x * 0.68, y * 0.68, 0.2, turn + 180, paint.main, 0.62)
            for side in (-36, 36):
                far = math.radians(turn - 90 + side)
                brush.stroke(((x * 0.5, y * 0.5), (math.cos(far) * 0.62, math.sin(far) * 0.62)), 0.03, _INK)
    else:
        ball(brush, 0, 0, radius, mix(paint.main, rgb("e58a3c"), 0.3), 0.35)
        seams = (
            ((0, -radius), (0, 0), (0, radius)),
            ((-radius, 0), (0, 0), (radius, 0)),
            ((-0.56, -0.65), (-0.26, 0), (-0.56, 0.65)),
            ((0.56, -0.65), (0.26, 0), (0.56, 0.65)),
        )
        for seam in seams:
            brush.stroke(curve(*seam), 0.045, _INK)
    brush.ellipse(-0.32, -0.42, 0.2, 0.13, _WHITE, 0.28, -40)


def _pentagon(brush: Brush, x: float, y: float, radius: float, turn: float, color: Color, squeeze: float) -> None:
    patch = brush.placed(x, y, radius, turn)
    angles = np.radians(np.arange(-90, 270, 72))
    patch.polygon(np.column_stack([np.cos(angles), np.sin(angles) * squeeze]), darker(color, 0.35))


def _racket(paint: Paint) -> None:
    brush = paint.brush.placed(-0.09, 0.0, 1, 32)
    middle = (0.0, -0.42)
    for step in np.linspace(-0.4, 0.4, 8):
        half = math.sqrt(1 - (step / 0.5) ** 2)
        brush.stroke(((step, middle[1] - 0.64 * half), (step, middle[1] + 0.64 * half)), 0.018, rgb("f7f4e6"))
    for step in np.linspace(-0.54, 0.54, 10):
        half = 0.5 * math.sqrt(1 - (step / 0.66) ** 2)
        brush.stroke(((-half, middle[1] + step), (half, middle[1] + step)), 0.018, rgb("f7f4e6"))
    for side in (-1, 1):
        brush.stroke(curve((side * 0.3, 0.14), (side * 0.12, 0.36), (0, 0.5)), 0.075, darker(paint.main, 0.3))
    rim = arc(*middle, 0.51, 0.67, 0, 360, 48)
    brush.stroke(rim, 0.13, darker(paint.main, 0.35))
    brush.stroke(np.subtract(rim, (0.012, 0.014)), 0.07, lighter(paint.main, 0.18))
    brush.stroke(((0, 0.46), (0, 1.08)), 0.17, _INK)
    for y in np.linspace(0.6, 1.02, 5):
        brush.stroke(((-0.07, y + 0.03), (0.07, y - 0.03)), 0.03, lighter(_INK, 0.35))
    ball(paint.brush, 0.51, 0.74, 0.25, rgb("cfe04a"), 0.5)
    paint.brush.stroke(curve((0.31, 0.66), (0.49, 0.72), (0.57, 0.96)), 0.03, _WHITE)


def _sneaker(paint: Paint) -> None:
    brush, color = paint.brush.placed(-0.045, 0.3), paint.main
    upper = np.vstack(
        [
            curve((-0.92, 0.45), (-0.98, 0.0), (-0.86, -0.42), (-0.5, -0.5)),
            curve((-0.5, -0.5), (-0.2, -0.42), (0.12, -0.1), (0.62, 0.12), (0.98, 0.3), (1.04, 0.5)),
        ]
    )
    brush.polygon(np.vstack([upper, [(-0.92, 0.5)]]), darker(color, 0.12))
    shine = curve((-0.84, -0.3), (-0.5, -0.36), (-0.2, -0.26), (0.1, 0.02), (0.58, 0.2), (0.3, 0.3), (-0.5, 0.1))
    brush.polygon(shine, lighter(color, 0.2))
    brush.polygon(
        curve((-0.86, -0.42), (-0.66, -0.36), (-0.5, -0.5), (-0.68, -0.56), (-0.86, -0.42)), darker(color, 0.6)
    )
    toe = curve((0.6, 0.5), (0.66, 0.3), (0.86, 0.24), (1.04, 0.5))
    brush.polygon(toe, lighter(paint.accent, 0.25))
    brush.polygon(curve((-0.92, 0.45), (-0.96, 0.1), (-0.82, -0.1), (-0.66, 0.2), (-0.62, 0.48)), paint.accent)
    brush.stroke(curve((-0.5, 0.36), (-0.1, 0.34), (0.3, 0.06)), 0.11, paint.accent)
    for t in np.linspace(0, 1, 5):
        x, y = -0.28 + 0.52 * t, -0.36 + 0.4 * t
        brush.stroke(((x - 0.1, y + 0.1), (x + 0.1, y - 0.04)), 0.06, _WHITE)
    brush.rectangle(-0.98, 0.46, 1.08, 0.7, rgb("f4f2ec"), radius=0.1)
    brush.rectangle(-0.97, 0.6, 1.07, 0.7, lit(paint.accent, 0.3), radius=0.05)
    for x in np.linspace(-0.85, 0.95, 9):
        brush.stroke(((x, 0.52), (x + 0.03, 0.6)), 0.025, rgb("c9c5bb"))


GARDEN: Final = (_watering_can, _potted_plant, _spade)
SPORTS: Final = (_ball, _racket, _sneaker)
