"""Light from the upper left on solid things: turned ones, balls and boxes. Frames as in `brush.py`."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from mmgui.core.scenes.brush import Brush, Color, mix

TILT: Final = 0.2  # a level circle is seen as an ellipse so many times as high as wide
_SLICES: Final = 18
_DARK: Final = (28, 26, 44)
_WHITE: Final = (255, 255, 255)


def turned(brush: Brush, profile: Sequence[tuple[float, float]], color: Color, sheen: float = 0.45) -> None:
    """A thing from the lathe, upright around x = 0. profile: (radius, y) from top to bottom; sheen: 0 dull, 1 metal."""
    radius, height = np.asarray(profile, np.float64).T
    edges = np.sin(np.radians(np.linspace(-90, 90, _SLICES + 1)))
    lines = [
        np.column_stack([edge * radius, height + TILT * radius * math.sqrt(max(0.0, 1 - edge * edge))])
        for edge in edges
    ]
    for left, right, first, second in zip(lines, lines[1:], edges, edges[1:], strict=False):
        brush.polygon(np.vstack([left, right[::-1]]), lit(color, (first + second) / 2, sheen))


def lit(color: Color, across: float, sheen: float = 0.45) -> Color:
    """A colour on an upright round surface. across: -1 at its left edge, 1 at its right one."""
    toward = -0.55 * across + 0.835 * math.sqrt(max(0.0, 1 - across * across))  # the light's share, at most 1
    if toward > 0.9:
        return mix(color, _WHITE, sheen * (toward - 0.9) / 0.1)
    return mix(color, _DARK, 0.55 * (0.9 - toward) / 1.5)


def opening(brush: Brush, y: float, radius: float, rim: Color, inside: Color) -> None:
    """The round top of something turned, into which one looks."""
    brush.ellipse(0, y, radius, TILT * radius, rim)
    brush.ellipse(0, y + 0.01, radius * 0.9, TILT * radius * 0.82, inside)


def ball(brush: Brush, x: float, y: float, radius: float, color: Color, sheen: float = 0.5) -> None:
    """A round body: dark at the lower right, bright at the upper left."""
    for step in np.linspace(0, 1, 9):
        size = radius * (1 - 0.82 * step)
        tone = mix(mix(color, _DARK, 0.42), color, min(1.0, step * 2.2))
        shift = 0.36 * (radius - size)
        brush.ellipse(x - shift, y - shift * 1.1, size, size, mix(tone, _WHITE, sheen * max(0.0, step - 0.55) / 0.45))


def box(brush: Brush, x0: float, y0: float, x1: float, y1: float, depth: float, color: Color) -> None:
    """A box seen from the front and a little from above and right. depth: how far its back is moved."""
    dx, dy = depth, -0.55 * depth
    brush.polygon(((x0, y0), (x0 + dx, y0 + dy), (x1 + dx, y0 + dy), (x1, y0)), mix(color, _WHITE, 0.32))
    brush.polygon(((x1, y0), (x1 + dx, y0 + dy), (x1 + dx, y1 + dy), (x1, y1)), mix(color, _DARK, 0.36))
    brush.rectangle(x0, y0, x1, y1, color)


def darker(color: Color, part: float = 0.3) -> Color:
    return mix(color, _DARK, part)


def lighter(color: Color, part: float = 0.3) -> Color:
    return mix(color, _WHITE, part)
