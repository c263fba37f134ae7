"""Products of culture: of the shelf books (calm) and of the shelf music (lively)."""

from typing import Final

import numpy as np

from mmgui.core.scenes.brush import Brush, Color, arc, curve, mix, rgb
from mmgui.core.scenes.shopping.goods import Paint
from mmgui.core.scenes.shopping.light import TILT, darker, lighter, opening, turned

_WHITE: Final = (255, 255, 255)
_INK: Final = rgb("2b2a33")
_PAPER: Final = rgb("f6f0e0")
_WOODS: Final = tuple(rgb(c) for c in ("c98a4b", "a8602f", "e0b070", "7d4526"))
_BRASS: Final = rgb("d9ab4a")


# -- books -----------------------------------------------------------------------------------------------------------


def _stack(paint: Paint) -> None:
    """Books that lie on each other."""
    brush, random = paint.brush.placed(-0.035, 0), paint.random
    colors = [
        paint.main,
        paint.accent,
        mix(paint.main, paint.accent, 0.5),
        lighter(paint.accent, 0.45),
        darker(paint.main, 0.3),
    ]
    random.shuffle(colors)
    low = 1.0
    for number in range(random.choice((4, 5))):
        high, half, shift = random.uniform(0.22, 0.3), random.uniform(0.72, 0.88), random.uniform(-0.1, 0.1)
        _lying(brush.placed(shift - 0.1, 0), low - high, low, half, colors[number])
        low -= high
    if random.random() < 0.5:
        brush.polygon(
            ((0.3, low + 0.1), (0.42, low + 0.1), (0.42, low + 0.5), (0.36, low + 0.42), (0.3, low + 0.5)),
            rgb("c8324a"),
        )


def _lying(brush: Brush, top: float, low: float, half: float, color: Color) -> None:
    """Its back to the front, pages at the right side."""
    dx, dy = 0.24, -0.13
    brush.polygon(((-half, top), (-half + dx, top + dy), (half + dx, top + dy), (half, top)), lighter(color, 0.3))
    pages = (
        (half, top + 0.03),
        (half + dx - 0.02, top + dy + 0.03),
        (half + dx - 0.02, low + dy - 0.03),
        (half, low - 0.03),
    )
    brush.polygon(pages, darker(_PAPER, 0.14))
    brush.rectangle(-half, top, half, low, color, radius=0.05)
    brush.rectangle(-half + 0.02, top + 0.02, half - 0.02, top + 0.07, lighter(color, 0.3))
    brush.rectangle(-half + 0.02, low - 0.06, half - 0.02, low - 0.01, darker(color, 0.3))
    for x in (-half + 0.12, half - 0.2):
        brush.rectangle(x, top + 0.02, x + 0.06, low - 0.02, lighter(color, 0.55))
    brush.rectangle(-half * 0.45, (top + low) / 2 - 0.03, half * 0.45, (top + low) / 2 + 0.03, lighter(color, 0.6))


def _open_book(paint: Paint) -> None:
    brush, random = paint.brush.placed(0, 0.24), paint.random
    brush.polygon(((-1.12, 0.62), (-0.98, -0.42), (0.98, -0.42), (1.12, 0.62), (0, 0.74)), darker(paint.main, 0.2))
    for side in (-1, 1):
        top = curve((0, -0.42), (side * 0.3, -0.56), (side * 0.68, -0.54), (side * 0.94, -0.46))
        foot = curve((side * 1.06, 0.54), (side * 0.74, 0.44), (side * 0.34, 0.44), (0, 0.62))
        for lift in (0.06, 0.03):
            brush.polygon(np.vstack([top, np.add(foot, (0, lift))]), darker(_PAPER, 0.25 if lift > 0.05 else 0.1))
        brush.polygon(np.vstack([top, foot]), _PAPER if side < 0 else darker(_PAPER, 0.06))
        brush.polygon(
            np.vstack([curve((0, -0.42), (side * 0.1, -0.48), (side * 0.16, -0.5)), [(side * 0.16, 0.5), (0, 0.62)]]),
            _INK,
            0.14,
        )
        has_picture = random.random() < 0.4
        if has_picture:
            corners = ((0.24, -0.36), (0.82, -0.32), (0.86, 0.02), (0.24, 0.0))
            brush.polygon([(side * x, y) for x, y in corners], lighter(paint.accent, 0.4))
            brush.polygon(
                [(side * x, y) for x, y in ((0.26, 0.0), (0.5, -0.24), (0.66, -0.1), (0.84, 0.02))], paint.accent
            )
        for y in np.arange(0.12 if has_picture else -0.36, 0.4, 0.11):
            end = random.uniform(0.6, 0.86)
            brush.stroke(
                curve((side * 0.24, y - 0.01), (side * 0.5, y - 0.03), (side * end, y + 0.01), count=4),
                0.028,
                rgb("8f8a86"),
            )
    ribbon = curve((0.02, -0.42), (0.08, 0.2), (0.1, 0.78))
    brush.stroke(ribbon, 0.05, paint.accent)


def _standing_book(paint: Paint) -> None:
    """A novel that stands, with a cover picture."""
    brush, random, color = paint.brush.placed(-0.08, 0), paint.random, paint.main
    brush.polygon(((0.6, -0.92), (0.8, -1.0), (0.8, 0.9), (0.6, 1.0)), darker(_PAPER, 0.12))
    for x in (0.66, 0.71, 0.76):
        brush.stroke(((x, -0.92), (x, 0.9)), 0.012, darker(_PAPER, 0.3))
    brush.polygon(((-0.6, -0.94), (-0.4, -1.02), (0.82, -1.02), (0.62, -0.94)), darker(_PAPER, 0.05))
    brush.rectangle(-0.64, -0.94, 0.62, 1.0, color, radius=0.03)
    brush.rectangle(-0.64, -0.94, -0.5, 1.0, darker(color, 0.28))
    brush.rectangle(-0.4, -0.78, 0.52, -0.66, _PAPER)
    brush.rectangle(-0.26, -0.58, 0.38, -0.51, lighter(color, 0.5))
    _cover(brush.placed(0.06, 0.14, 0.42), random.randrange(3), paint.accent, color)
    brush.rectangle(-0.2, 0.76, 0.32, 0.82, lighter(color, 0.5))
    brush.polygon(((-0.5, -0.94), (0.1, -0.94), (-0.5, 0.3)), _WHITE, 0.1)


def _cover(brush: Brush, number: int, accent: Color, color: Color) -> None:
    """A sun over hills, a moon, or waves."""
    brush.rectangle(-1, -1, 1, 1.2, lighter(accent, 0.45))
    if number == 0:
        brush.ellipse(0.2, -0.25, 0.42, 0.42, rgb("f8d25c"))
        brush.polygon(
            ((-1, 1.2), (-1, 0.5), (-0.4, 0.0), (0.2, 0.6), (0.6, 0.2), (1, 0.6), (1, 1.2)), darker(accent, 0.2)
        )
    elif number == 1:
        brush.rectangle(-1, -1, 1, 1.2, darker(accent, 0.5))
        brush.ellipse(0, 0, 0.56, 0.56, rgb("f6efcf"))
        brush.ellipse(0.24, -0.1, 0.48, 0.48, darker(accent, 0.5))
    else:
        for y in (-0.6, 0.0, 0.6):
            wave = curve((-1, y), (-0.5, y - 0.24), (0, y), (0.5, y + 0.24), (1, y))
            brush.stroke(wave, 0.2, mix(accent, color, 0.4 + 0.3 * y))


# -- music -----------------------------------------------------------------------------------------------------------


def _guitar(paint: Paint) -> None:
    brush = paint.brush.placed(0.0, 0.06, 1, 24)
    wood = paint.random.choice((*_WOODS, paint.main))
    for grow, color in ((0.05, darker(wood, 0.5)), (0.0, wood)):
        brush.ellipse(0.02, 0.52, 0.52 + grow, 0.46 + grow, color)
        brush.ellipse(0.0, 0.0, 0.4 + grow, 0.36 + grow, color)
        brush.rectangle(-0.33 - grow, 0.1, 0.33 + grow, 0.4, color)
    brush.ellipse(-0.1, 0.46, 0.36, 0.34, lighter(wood, 0.2))
    brush.ellipse(-0.08, -0.02, 0.26, 0.24, lighter(wood, 0.2))
    brush.ellipse(0, 0.18, 0.2, 0.2, lighter(paint.accent, 0.3))
    brush.ellipse(0, 0.18, 0.16, 0.16, rgb("2a1a14"))
    brush.rectangle(-0.22, 0.58, 0.22, 0.67, darker(wood, 0.65), radius=0.03)
    brush.rectangle(-0.08, -1.0, 0.08, 0.1, rgb("4a2f24"))
    for y in np.linspace(-0.9, 0.0, 8):
        brush.rectangle(-0.08, y, 0.08, y + 0.018, rgb("d8d2c0"))
    brush.polygon(((-0.09, -1.0), (-0.14, -1.32), (0.14, -1.32), (0.09, -1.0)), darker(wood, 0.35))
    for side in (-1, 1):
        for y in (-1.26, -1.17, -1.08):
            brush.ellipse(side * 0.16, y, 0.05, 0.035, rgb("e6e2d6"))
    for x in np.linspace(-0.055, 0.055, 4):
        brush.stroke(((x, -1.0), (x * 1.5, 0.6)), 0.012, rgb("f5efdc"))


def _drum(paint: Paint) -> None:
    """A drum with its sticks."""
    brush, color = paint.brush, paint.main
    turned(brush, ((0.82, -0.12), (0.82, 0.82)), color, 0.6)
    angles = np.radians(np.linspace(-90, 90, 8))
    tops = [(0.82 * np.sin(a), 0.0 + TILT * 0.82 * np.cos(a)) for a in angles]
    lows = [(0.82 * np.sin(a), 0.74 + TILT * 0.82 * np.cos(a)) for a in (angles[:-1] + angles[1:]) / 2]
    for number, low in enumerate(lows):
        brush.stroke((tops[number], low), 0.035, rgb("f5efdc"))
        brush.stroke((low, tops[number + 1]), 0.035, rgb("f5efdc"))
    for y in (-0.2, 0.72):
        turned(brush, ((0.86, y), (0.86, y + 0.12)), paint.accent, 0.8)
    opening(brush, -0.2, 0.86, lighter(paint.accent, 0.3), rgb("fbf6ea"))
    brush.ellipse(-0.1, -0.21, 0.5, 0.09, _WHITE)
    for start, end in (((-0.86, -0.92), (0.2, -0.26)), ((0.9, -0.96), (-0.04, -0.2))):
        brush.stroke((start, end), 0.085, darker(_WOODS[0], 0.35))
        brush.stroke(np.subtract((start, end), (0.0, 0.02)), 0.045, lighter(_WOODS[0], 0.3))
        brush.ellipse(*end, 0.09, 0.075, lighter(_WOODS[0], 0.35))


def _trumpet(paint: Paint) -> None:
    brush = paint.brush.placed(0, 0.48, 1, -8)
    metal = mix(_BRASS, paint.main, paint.random.choice((0.0, 0.15, 0.75)))
    loop = np.vstack(
        [arc(-0.36, 0.12, 0.2, 0.24, 90, 270, 14), arc(0.36, 0.12, 0.2, 0.24, -90, 90, 14), [(-0.36, 0.36)]]
    )
    brush.stroke(loop, 0.1, darker(metal, 0.35))
    brush.stroke(np.subtract(loop, (0.01, 0.02)), 0.05, lighter(metal, 0.2))
    brush.stroke(((-1.02, -0.12), (0.6, -0.12)), 0.11, darker(metal, 0.3))
    bell = np.vstack(
        [
            curve((0.3, -0.17), (0.66, -0.22), (0.88, -0.34), (1.02, -0.58)),
            curve((1.02, 0.34), (0.88, 0.1), (0.66, -0.02), (0.3, -0.07)),
        ]
    )
    brush.polygon(bell, darker(metal, 0.14))
    brush.polygon(
        np.vstack([curve((0.3, -0.16), (0.66, -0.2), (0.88, -0.3), (1.0, -0.52)), [(0.98, -0.3), (0.3, -0.12)]]),
        lighter(metal, 0.5),
    )
    brush.ellipse(1.02, -0.12, 0.15, 0.47, darker(metal, 0.5))
    brush.ellipse(1.05, -0.12, 0.11, 0.39, darker(metal, 0.75))
    brush.stroke(((-1.0, -0.145), (0.4, -0.145)), 0.035, lighter(metal, 0.5))
    brush.polygon(((-1.16, -0.22), (-0.98, -0.16), (-0.98, -0.08), (-1.16, -0.02)), darker(metal, 0.2))
    for x in (-0.24, 0.0, 0.24):
        brush.rectangle(x - 0.085, -0.3, x + 0.085, 0.46, darker(metal, 0.25), radius=0.03)
        brush.rectangle(x - 0.065, -0.28, x - 0.01, 0.44, lighter(metal, 0.4), radius=0.02)
        brush.rectangle(x - 0.025, -0.46, x + 0.025, -0.3, rgb("d8d2c0"))
        brush.ellipse(x, -0.47, 0.085, 0.04, paint.accent)


BOOKS: Final = (_stack, _open_book, _standing_book)
MUSIC: Final = (_guitar, _drum, _trumpet)
