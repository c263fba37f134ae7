"""Products for the home: of the shelf kitchen (calm) and of the shelf toys (lively)."""

import math
from typing import Final

import numpy as np

from mmgui.core.scenes.brush import Brush, Color, arc, curve, mix, rgb
from mmgui.core.scenes.shopping.goods import Paint
from mmgui.core.scenes.shopping.light import ball, box, darker, lighter, opening, turned

_WHITE: Final = (255, 255, 255)
_INK: Final = rgb("2b2a33")
_STEEL: Final = rgb("b9c1c9")
_WOOD: Final = rgb("b98654")


# -- kitchen ---------------------------------------------------------------------------------------------------------


def _pot(paint: Paint) -> None:
    """A cooking pot with its lid."""
    brush, height = paint.brush, paint.random.uniform(-0.12, 0.12)
    metal = paint.main if paint.random.random() < 0.7 else _STEEL
    for side in (-1, 1):
        handle = curve(
            (side * 0.76, 0.16 + height),
            (side * 1.08, 0.18 + height),
            (side * 1.06, 0.4 + height),
            (side * 0.76, 0.42 + height),
        )
        brush.stroke(handle, 0.11, darker(paint.accent, 0.45))
        brush.stroke(np.subtract(handle, (0.01, 0.02)), 0.045, lighter(paint.accent, 0.1))
    turned(brush, ((0.8, 0.02 + height), (0.8, 0.7), (0.74, 0.84)), metal, 0.75)
    turned(brush, ((0.84, -0.06 + height), (0.84, 0.04 + height)), lighter(metal, 0.2), 0.8)
    dome = [
        (0.82 * math.sin(math.radians(a)), -0.06 + height - 0.34 * math.cos(math.radians(a))) for a in range(8, 91, 9)
    ]
    turned(brush, dome, lighter(metal, 0.12), 0.8)
    brush.rectangle(-0.06, -0.52 + height, 0.06, -0.36 + height, darker(metal, 0.4))
    ball(brush, 0, -0.56 + height, 0.14, paint.accent, 0.6)


def _mug(paint: Paint) -> None:
    """A mug with something hot in it."""
    brush, random, color = paint.brush.placed(-0.21, 0), paint.random, paint.main
    ring = arc(0.62, 0.28, 0.36, 0.4, -100, 100, 22)
    brush.stroke(ring, 0.17, darker(color, 0.42))
    brush.stroke(np.subtract(ring, (0.02, 0.02)), 0.09, lighter(color, 0.1))
    turned(brush, ((0.64, -0.4), (0.63, 0.6), (0.52, 0.86)), color, 0.5)
    if random.random() < 0.5:
        for y in (0.1, 0.3):
            turned(brush, ((0.638, y), (0.636, y + 0.1)), paint.accent, 0.4)
    else:
        for x, y in ((-0.38, 0.2), (0.0, 0.36), (0.36, 0.16), (-0.18, 0.62), (0.22, 0.66)):
            brush.ellipse(x, y + 0.04, 0.09 * math.sqrt(1 - x * x), 0.09, lighter(paint.accent, 0.2))
    opening(brush, -0.4, 0.64, lighter(color, 0.4), darker(color, 0.35))
    brush.ellipse(0, -0.365, 0.55, 0.085, rgb(random.choice(("4a2a1a", "6b4226", "8a5a2e", "b5452f"))))
    for x in (-0.22, 0.02, 0.26):
        lean = random.uniform(-0.06, 0.06)
        steam = curve((x, -0.5), (x + 0.08 + lean, -0.68), (x - 0.04, -0.84), (x + 0.05 + lean, -1.04))
        brush.stroke(steam, 0.07, _WHITE, 0.5)


def _pan(paint: Paint) -> None:
    """A frying pan with an egg, seen from above and in front."""
    brush, metal = paint.brush.placed(-0.3, 0.56), darker(mix(paint.main, rgb("3a3a44"), 0.35), 0.1)
    handle = curve((0.6, -0.1), (1.0, -0.34), (1.36, -0.54))
    brush.stroke(handle, 0.17, darker(_WOOD, 0.4))
    brush.stroke(np.subtract(handle, (0.015, 0.03)), 0.08, lighter(_WOOD, 0.2))
    low, high = arc(0, 0.2, 0.72, 0.3, 0, 180, 30), arc(0, 0, 0.9, 0.4, 180, 0, 30)
    brush.polygon(np.vstack([low, high]), darker(metal, 0.4))
    brush.ellipse(0, 0, 0.9, 0.4, lighter(metal, 0.3))
    brush.ellipse(0, 0.02, 0.82, 0.345, darker(metal, 0.3))
    brush.ellipse(-0.02, 0.06, 0.7, 0.27, darker(metal, 0.15))
    x, y = paint.random.uniform(-0.22, 0.1), paint.random.uniform(0.02, 0.08)
    white = curve(
        (x - 0.4, y),
        (x - 0.2, y - 0.16),
        (x + 0.12, y - 0.14),
        (x + 0.4, y - 0.02),
        (x + 0.24, y + 0.14),
        (x - 0.1, y + 0.12),
        (x - 0.4, y),
    )
    brush.polygon(white, rgb("fbf7ee"))
    brush.ellipse(x, y - 0.03, 0.16, 0.1, rgb("e8a020"))
    brush.ellipse(x - 0.02, y - 0.05, 0.12, 0.07, rgb("f9c33c"))
    for start in (-0.5, 0.35):
        brush.stroke(
            curve((start, -0.5), (start + 0.08, -0.66), (start, -0.8), (start + 0.08, -0.96)), 0.06, _WHITE, 0.5
        )


# -- toys ------------------------------------------------------------------------------------------------------------


def _teddy(paint: Paint) -> None:
    brush = paint.brush
    fur = mix(paint.random.choice((rgb("b98654"), rgb("d9b27c"), rgb("8a6242"), paint.main)), _WHITE, 0.05)
    pale = lighter(fur, 0.5)
    for side in (-1, 1):
        ball(brush, side * 0.42, -0.86, 0.2, fur, 0.15)
        brush.ellipse(side * 0.42, -0.84, 0.11, 0.11, pale)
    ball(brush, 0, 0.36, 0.56, fur, 0.2)
    brush.ellipse(0, 0.42, 0.36, 0.38, pale, 0.8)
    for side in (-1, 1):
        arm = brush.placed(side * 0.56, 0.12, 1, side * -38)
        arm.ellipse(0, 0.08, 0.17, 0.36, darker(fur, 0.2))
        arm.ellipse(-0.02, 0.06, 0.14, 0.32, fur)
        ball(brush, side * 0.46, 0.78, 0.27, fur, 0.15)
        brush.ellipse(side * 0.47, 0.81, 0.15, 0.16, pale)
    ball(brush, 0, -0.46, 0.54, fur, 0.25)
    brush.ellipse(0, -0.3, 0.26, 0.2, pale)
    brush.ellipse(0, -0.38, 0.09, 0.065, _INK)
    for side in (-1, 1):
        brush.stroke(arc(side * 0.07, -0.29, 0.07, 0.09, 0, 180, 12), 0.03, _INK)
    for side in (-1, 1):
        brush.ellipse(side * 0.2, -0.54, 0.065, 0.075, _INK)
        brush.ellipse(side * 0.2 - 0.02, -0.57, 0.022, 0.024, _WHITE)
    for side in (-1, 1):
        bow = curve((0, 0.06), (side * 0.3, -0.1), (side * 0.3, 0.22), (0, 0.06))
        brush.polygon(bow, paint.accent if side < 0 else darker(paint.accent, 0.15))
    brush.ellipse(0, 0.06, 0.07, 0.08, darker(paint.accent, 0.3))


def _engine(paint: Paint) -> None:
    """A toy locomotive."""
    brush, main, accent = paint.brush, paint.main, paint.accent
    box(brush, -0.92, -0.5, -0.26, 0.56, 0.14, main)
    brush.rectangle(-0.8, -0.36, -0.4, 0.0, rgb("dff0f6"), radius=0.05)
    brush.polygon(((-0.8, -0.02), (-0.8, -0.34), (-0.56, -0.34)), _WHITE, 0.7)
    brush.rectangle(-1.0, -0.62, -0.16, -0.48, darker(accent, 0.1), radius=0.05)
    for step, y in enumerate(np.linspace(-0.04, 0.5, 10)):  # the boiler lies: its light is at the top
        tone = lighter(accent, 0.35 - 0.09 * step) if step < 4 else darker(accent, 0.06 * (step - 3))
        brush.rectangle(-0.28, y, 0.8, y + 0.07, tone)
    brush.ellipse(0.8, 0.25, 0.1, 0.31, darker(accent, 0.35))
    brush.ellipse(0.83, 0.25, 0.07, 0.24, rgb("f5d76b"))
    for x in (0.02, 0.42):
        brush.rectangle(x, -0.05, x + 0.05, 0.56, lighter(main, 0.2))
    chimney = brush.placed(0.56, 0)
    chimney.polygon(((-0.1, -0.04), (-0.17, -0.5), (0.17, -0.5), (0.1, -0.04)), darker(main, 0.25))
    chimney.polygon(((-0.08, -0.04), (-0.14, -0.5), (-0.02, -0.5), (-0.02, -0.04)), lighter(main, 0.2))
    chimney.rectangle(-0.2, -0.58, 0.2, -0.46, main, radius=0.04)
    ball(brush, 0.16, -0.08, 0.13, rgb("f0bf4a"), 0.6)
    for x, y, radius in ((0.66, -0.76, 0.12), (0.82, -0.92, 0.16)):
        brush.ellipse(x, y, radius, radius, _WHITE, 0.75)
    brush.rectangle(-0.98, 0.54, 0.98, 0.68, darker(main, 0.5), radius=0.05)
    for x, radius in ((-0.6, 0.3), (0.14, 0.23), (0.66, 0.23)):
        _wheel(brush, x, 1 - radius, radius, accent)


def _wheel(brush: Brush, x: float, y: float, radius: float, color: Color) -> None:
    brush.ellipse(x + 0.03, y, radius, radius, darker(color, 0.65))
    brush.ellipse(x, y, radius, radius, darker(color, 0.3))
    brush.ellipse(x, y, radius * 0.76, radius * 0.76, lighter(color, 0.25))
    for turn in range(0, 180, 45):
        dx, dy = math.cos(math.radians(turn)) * radius * 0.7, math.sin(math.radians(turn)) * radius * 0.7
        brush.stroke(((x - dx, y - dy), (x + dx, y + dy)), 0.04, darker(color, 0.3))
    brush.ellipse(x, y, radius * 0.24, radius * 0.24, rgb("f0bf4a"))


def _blocks(paint: Paint) -> None:
    """Building blocks: two below, one above, a roof on top."""
    brush, random = paint.brush.placed(-0.05, 0), paint.random
    colors = [paint.main, paint.accent, lighter(paint.main, 0.4), lighter(paint.accent, 0.4)]
    random.shuffle(colors)
    for (x, y), color in zip(((0.06, 0.36), (-0.74, 0.36), (-0.36, -0.28)), colors, strict=False):
        x += random.uniform(-0.05, 0.05)
        box(brush, x, y, x + 0.62, y + 0.64, 0.17, color)
        brush.rectangle(x + 0.07, y + 0.07, x + 0.55, y + 0.57, lighter(color, 0.3), radius=0.04)
        _sign(brush.placed(x + 0.31, y + 0.32, 0.17), random.randrange(4), darker(color, 0.35))
    left, dark = -0.42, darker(colors[3], 0.32)
    brush.polygon(((left + 0.36, -0.86), (left + 0.53, -0.95), (left + 0.89, -0.37), (left + 0.72, -0.28)), dark)
    brush.polygon(((left, -0.28), (left + 0.36, -0.86), (left + 0.72, -0.28)), colors[3])


def _sign(brush: Brush, number: int, color: Color) -> None:
    """A star, a ring, a heart or a cross."""
    if number == 0:
        angles, reach = np.radians(np.arange(-90, 270, 36)), np.tile((1.0, 0.45), 5)
        brush.polygon(np.column_stack([np.cos(angles) * reach, np.sin(angles) * reach]), color)
    elif number == 1:
        brush.stroke(arc(0, 0, 0.72, 0.72, 0, 360, 30), 0.34, color)
    elif number == 2:
        brush.polygon(curve((0, 0.9), (-0.9, -0.1), (-0.5, -0.8), (0, -0.4), (0.5, -0.8), (0.9, -0.1), (0, 0.9)), color)
    else:
        for line in (((-0.8, 0), (0.8, 0)), ((0, -0.8), (0, 0.8))):
            brush.stroke(line, 0.42, color)


KITCHEN: Final = (_pot, _mug, _pan)
TOYS: Final = (_teddy, _engine, _blocks)
