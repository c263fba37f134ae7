"""What a radar saw as an image: returns in a fan seen from above, or a map as a rectangle."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

SIDE_PX: Final = 384
CLOSER, AWAY, STILL = (214, 40, 40), (33, 113, 181), (96, 104, 120)  # of dots, by where they move
_GROUND, _LINES = (247, 248, 250), (205, 210, 219)
_FASTEST_MPS: Final = 20.0
_STEPS_M: Final = (10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)


def reach_of(returns: NDArray[np.float32]) -> float:
    """How far a view has to reach, metres: a step of 10, 20, 50, … that holds all returns, at least 50."""
    farthest = float(returns[:, 0].max()) if len(returns) else 0.0
    return next((step for step in _STEPS_M if step >= max(50.0, farthest)), _STEPS_M[-1])


def half_angle_of(returns: NDArray[np.float32]) -> float:
    """Half the opening of a fan that holds all returns, degrees: 45, 90 or 180."""
    widest = float(np.abs(returns[:, 1]).max()) if len(returns) else 0.0
    return next(angle for angle in (45.0, 90.0, 180.0) if angle >= min(180.0, widest))


def colour_of(closing_mps: float) -> tuple[int, int, int]:
    """Of a dot: the redder, the faster it comes closer, the bluer, the faster it moves away."""
    share = min(1.0, abs(closing_mps) / _FASTEST_MPS) ** 0.6
    end = CLOSER if closing_mps > 0 else AWAY
    r, g, b = (round(a + (z - a) * share) for a, z in zip(STILL, end, strict=True))
    return r, g, b


def sizes_of(returns: NDArray[np.float32]) -> list[float]:
    """Of each return how large its dot is, 0.5 to 1, by its strength among them."""
    strength = returns[:, 3]
    low, high = (float(strength.min()), float(strength.max())) if len(strength) else (0.0, 0.0)
    return [0.5 + 0.5 * ((s - low) / (high - low) if high > low else 0.5) for s in strength.tolist()]


def draw_scan(raw: NDArray[np.float32], longest_px: int | None = None) -> NDArray[np.uint8]:
    """(H, W, 3) uint8. raw: as values.py says."""
    side = max(8, min(SIDE_PX, longest_px or SIDE_PX))
    return _draw_map(raw, side) if raw.ndim == 3 else _draw_returns(raw, side)


def _draw_map(raw: NDArray[np.float32], side: int) -> NDArray[np.uint8]:
    from PIL import Image

    seen = raw[::-1, :, 0]
    low, high = float(np.percentile(seen, 2)), float(seen.max())
    grey = ((seen - low) * (255 / max(high - low, 1e-9))).clip(0, 255).astype(np.uint8)
    found = np.asarray(Image.fromarray(grey).resize((side, side), Image.Resampling.BILINEAR))
    return found[:, :, None].repeat(3, 2)


def _draw_returns(returns: NDArray[np.float32], side: int) -> NDArray[np.uint8]:
    from PIL import Image, ImageDraw

    large = side * 2  # halved at the end: smooth edges
    image = Image.new("RGB", (large, large), _GROUND)
    draw = ImageDraw.Draw(image)
    reach, half = reach_of(returns), half_angle_of(returns)
    x0 = large / 2
    y0 = large * (0.94 if half <= 90 else 0.5)
    scale = (0.88 * large if half <= 90 else 0.45 * large) / reach
    if half == 90.0:
        scale = min(scale, 0.47 * large / reach)
    for ring in range(1, 6):
        r = reach * scale * ring / 5
        draw.arc((x0 - r, y0 - r, x0 + r, y0 + r), -90 - half, -90 + half, fill=_LINES, width=max(1, large // 300))
    for angle in np.linspace(-half, half, 7):
        dx, dy = math.sin(math.radians(angle)), -math.cos(math.radians(angle))
        end = (x0 + dx * reach * scale, y0 + dy * reach * scale)
        draw.line((x0, y0, *end), fill=_LINES, width=max(1, large // 300))
    dot = large * 0.028
    for (away, aside, speed, _s), size in zip(returns.tolist(), sizes_of(returns), strict=True):
        dx, dy = math.sin(math.radians(aside)), -math.cos(math.radians(aside))
        x, y, r = x0 + dx * away * scale, y0 + dy * away * scale, dot * size
        colour = colour_of(speed)
        length = max(-1.0, min(1.0, speed / _FASTEST_MPS)) * large * 0.12
        draw.line((x, y, x - dx * length, y - dy * length), fill=colour, width=max(1, large // 120))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)
    car = large * 0.018
    draw.rounded_rectangle((x0 - car, y0 - car, x0 + car, y0 + 2 * car), car / 2, fill=(40, 46, 60))
    return np.asarray(image.reduce(2))
