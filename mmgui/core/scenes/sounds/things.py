"""What is seen in `sounds`: a van, a tower, a cloud, a bird and a person, none of which shows what it sounds like.

Each is drawn in a frame of its own (y down, the ground or the middle at 0) and gives the corners of the region that it
fills, (left, top, right, bottom) in that frame.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import TypeAlias

import numpy as np

from mmgui.core.scenes.brush import Brush, Color, arc, curve, mix, rgb
from mmgui.core.scenes.feelings.face import draw_head, draw_look
from mmgui.core.scenes.sounds.rule import Thing

Box: TypeAlias = tuple[float, float, float, float]

_DARK, _WHITE, _INK = rgb("1f2430"), (255, 255, 255), rgb("33231f")
_GLASS = rgb("3d5a73")
_PAINTS = ("f4f1ea", "e4572e", "f2c14e", "2e86ab", "3d9970", "7d5ba6", "8fb8c9", "c8553d", "46535e", "e8d9b5")


def draw_thing(brush: Brush, random: Random, thing: Thing) -> Box:
    return _THINGS[thing](brush, random)


def _van(brush: Brush, random: Random) -> Box:
    """From the side, driving to the right; 2 long."""
    paint = rgb(random.choice(_PAINTS))
    shade, light = mix(paint, _DARK, 0.28), mix(paint, _WHITE, 0.5)
    roof = -random.uniform(0.98, 1.14)
    brush.ellipse(0, 0.0, 1.12, 0.08, _DARK, 0.32)
    body = np.vstack(
        [
            curve((-0.98, -0.16), (-1.0, roof * 0.5), (-0.96, roof + 0.06), (-0.88, roof)),
            curve((0.34, roof), (0.5, roof + 0.04), (0.72, -0.6), (0.92, -0.5), (1.0, -0.38), (1.0, -0.16)),
        ]
    )
    brush.polygon(body, paint)
    brush.polygon([(-0.985, -0.36), (0.995, -0.36), (1.0, -0.14), (-0.98, -0.14)], shade)
    brush.stroke(((-0.84, roof + 0.035), (0.36, roof + 0.035)), 0.05, light)
    if random.random() < 0.6:  # a stripe along the side
        stripe, y = rgb(random.choice(_PAINTS)), random.uniform(-0.62, -0.46)
        brush.rectangle(-0.97, y, 0.28, y + random.uniform(0.05, 0.12), stripe)
    if random.random() < 0.5:  # windows along the side
        for x in (-0.8, -0.42, -0.04):
            brush.rectangle(x, roof + 0.14, x + 0.3, -0.68, _GLASS, radius=0.04)
            brush.polygon([(x + 0.06, -0.7), (x + 0.16, roof + 0.16), (x + 0.24, roof + 0.16), (x + 0.14, -0.7)],
                          _WHITE, 0.22)  # fmt: skip
    brush.polygon([(0.3, roof + 0.12), (0.45, roof + 0.12), (0.68, -0.56), (0.3, -0.56)], _GLASS)
    brush.polygon([(0.36, -0.58), (0.4, roof + 0.14), (0.46, roof + 0.14), (0.5, -0.58)], _WHITE, 0.25)
    for x in (0.26, 0.72):
        brush.stroke(((x, -0.54), (x, -0.2)), 0.014, shade)
    brush.rectangle(0.3, -0.48, 0.4, -0.45, shade, radius=0.012)
    brush.stroke(((-0.36, roof + 0.1), (-0.36, -0.2)), 0.012, shade)
    brush.ellipse(0.64, -0.58, 0.05, 0.07, _DARK)
    brush.ellipse(0.965, -0.33, 0.04, 0.075, rgb("fff2b8"))
    brush.rectangle(-0.995, -0.5, -0.95, -0.34, rgb("d9363e"), radius=0.02)
    brush.rectangle(-1.02, -0.2, 1.03, -0.12, rgb("59606b"), radius=0.03)
    rim = rgb(random.choice(("d8dde2", "aeb6bd", "f2efe6")))
    for x in (-0.58, 0.6):
        brush.ellipse(x, -0.2, 0.27, 0.26, mix(shade, _DARK, 0.5))
        brush.ellipse(x, -0.17, 0.21, 0.21, _DARK)
        brush.ellipse(x, -0.17, 0.125, 0.125, rim)
        brush.ellipse(x, -0.17, 0.05, 0.05, mix(rim, _DARK, 0.5))
        for turn in range(5):
            hole = arc(x, -0.17, 0.088, 0.088, turn * 72, turn * 72 + 1, 2)[0]
            brush.ellipse(float(hole[0]), float(hole[1]), 0.018, 0.018, mix(rim, _DARK, 0.6))
    return -1.02, roof, 1.03, 0.05


def _tower(brush: Brush, random: Random) -> Box:
    """Old, of brick or stone, with openings at the top; 1 wide, its foot at 0."""
    wall = rgb(random.choice(("c9b79c", "b5654a", "d8cdb8", "9aa0a6", "e2c79a", "a9745b", "cfd3d0")))
    shade, light = mix(wall, _DARK, 0.3), mix(wall, _WHITE, 0.35)
    roof = rgb(random.choice(("8c3f33", "4d6a6d", "5b4a63", "3f5a78", "6b4a35")))
    top = -random.uniform(1.75, 2.0)
    brush.ellipse(0.08, 0.0, 0.8, 0.07, _DARK, 0.3)
    brush.rectangle(-0.5, top, 0.5, 0.02, wall)
    brush.rectangle(0.2, top, 0.5, 0.02, shade, 0.55)
    brush.rectangle(-0.5, top, -0.43, 0.02, light, 0.6)
    for _ in range(26):  # single stones
        x, y = random.uniform(-0.44, 0.34), random.uniform(top + 0.1, -0.06)
        brush.rectangle(x, y, x + 0.11, y + 0.045, random.choice((shade, light)), 0.35, radius=0.01)
    for y, wide in ((top, 0.57), (top * 0.55, 0.53), (0.0, 0.55)):
        brush.rectangle(-wide, y - 0.05, wide, y + 0.03, light)
        brush.rectangle(-wide, y + 0.03, wide, y + 0.06, shade)
    for x in (-0.22, 0.22):
        _opening(brush, x, top * 0.66, 0.13, 0.46, shade)
    _opening(brush, 0.0, top * 0.3, 0.09, 0.26, shade)
    _opening(brush, 0.0, 0.0, 0.17, 0.36, mix(rgb("6b4a2f"), _DARK, 0.3), is_door=True)
    if random.random() < 0.5:
        brush.ellipse(0, top * 0.475, 0.16, 0.16, shade)
        brush.ellipse(0, top * 0.475, 0.135, 0.135, rgb("f7f1df"))
        hour = random.uniform(0, 360)
        for angle, length, width in ((hour, 0.07, 0.03), (hour * 12, 0.11, 0.02)):
            end = arc(0, top * 0.475, length, length, angle, angle + 1, 2)[0]
            brush.stroke([(0.0, top * 0.475), (float(end[0]), float(end[1]))], width, _DARK)
    return -0.57, _roof(brush, random, top - 0.05, roof), 0.57, 0.05


def _roof(brush: Brush, random: Random, y: float, color: Color) -> float:
    """A point, a dome or battlements from y up; gives how far up."""
    shade, light = mix(color, _DARK, 0.35), mix(color, _WHITE, 0.25)
    kind = random.randrange(3)
    if kind == 0:
        tip = y - random.uniform(0.55, 0.8)
        brush.polygon([(-0.6, y), (0, tip), (0.6, y)], color)
        brush.polygon([(0.1, y), (0, tip), (0.6, y)], shade, 0.6)
        brush.polygon([(-0.6, y), (0, tip), (-0.42, y)], light, 0.7)
        return tip
    if kind == 1:
        brush.polygon(arc(0, y, 0.5, 0.5, 180, 360), color)
        brush.polygon(np.vstack([arc(0, y, 0.5, 0.5, 270, 360), [(0.1, y)]]), shade, 0.5)
        brush.polygon(np.vstack([arc(0, y, 0.42, 0.44, 190, 262), [(-0.3, y)]]), light, 0.4)
        brush.stroke(((0, y - 0.48), (0, y - 0.66)), 0.045, shade)
        brush.ellipse(0, y - 0.68, 0.055, 0.055, rgb("e8c25a"))
        return y - 0.73
    for x in (-0.57, -0.24, 0.09, 0.36):
        brush.rectangle(x, y - 0.2, x + 0.21, y + 0.02, mix(light, shade, 0.4))
        brush.rectangle(x, y - 0.2, x + 0.21, y - 0.16, light)
    return y - 0.2


def _opening(brush: Brush, x: float, foot: float, half: float, height: float, frame: Color,
             is_door: bool = False) -> None:  # fmt: skip
    """With a round arch."""
    for grown, color in ((0.03, frame), (0.0, rgb("5a3d28") if is_door else rgb("262b38"))):
        top = foot - height + half
        outline = np.vstack(
            [[(x - half - grown, foot)], arc(x, top, half + grown, half + grown, 180, 360), [(x + half + grown, foot)]]
        )
        brush.polygon(outline, color)
    if is_door:
        brush.stroke(((x, foot), (x, foot - height)), 0.015, _DARK)
        brush.ellipse(x + 0.04, foot - height * 0.4, 0.016, 0.016, rgb("e8c25a"))


def _cloud(brush: Brush, random: Random) -> Box:
    """One great cloud, 2 wide and about half as high, lit from above."""
    bright = mix(_WHITE, rgb("8b97a8"), random.uniform(0.0, 0.7))
    dark = mix(bright, rgb("4d5a72"), random.uniform(0.4, 0.6))
    lumps = [(-0.74, 0.16, 0.22), (0.76, 0.17, 0.21)]
    for x in (-0.46, -0.04, 0.4):
        radius = random.uniform(0.3, 0.46) * (1.0 if abs(x) < 0.2 else 0.82)
        lumps.append((x + random.uniform(-0.08, 0.08), 0.1 - radius * 0.5, radius))
    for part, lift in ((0.0, 0.0), (0.45, 0.07), (0.8, 0.14), (1.0, 0.2)):  # from the dark belly to the bright heads
        smaller = 1 - 0.42 * lift
        color = mix(dark, bright, part)
        brush.rectangle(-0.95 + lift, 0.0 - lift * 0.4, 0.95 - lift * 1.3, 0.4 - lift * 1.5, color, radius=0.1)
        for x, y, r in lumps:
            brush.ellipse(x - lift * 0.18, y - lift * 0.32, r * smaller, r * smaller, color)
    for x, y, r in lumps[2:]:
        brush.ellipse(x - r * 0.22, y - r * 0.4, r * 0.5, r * 0.34, _WHITE, 0.3, -22)
    return -0.96, min(y - r for _x, y, r in lumps), 0.97, 0.4


def _bird(brush: Brush, random: Random) -> Box:
    """On a branch, looking to the right; about 2 high."""
    coat, belly, wing, beak = (
        rgb(c)
        for c in random.choice(
            (
                ("3f8f4f", "c9de6a", "2b6e4f", "e8693c"), ("2f6fb0", "f2c14e", "24507f", "3a3a42"),
                ("8a5a3c", "e98a4b", "6b432c", "4a3a32"), ("d1495b", "f3b8a0", "9c2f45", "f2a541"),
                ("f2c63c", "fbe9a0", "c9932b", "e07a3c"), ("5d6675", "d9dde2", "3f4652", "f2a541"),
                ("36a3a0", "e9f1d0", "1f7573", "3a3a42"),
            )
        )
    )  # fmt: skip
    bark = rgb(random.choice(("7a5236", "8c6a4a", "5f4636")))
    branch = curve((-1.5, 0.98), (-0.5, 0.86), (0.5, 0.92), (1.5, 0.8))
    brush.stroke(branch, 0.17, mix(bark, _DARK, 0.35))
    brush.stroke(branch - (0, 0.03), 0.1, bark)
    for x, side in ((-1.15, 1), (1.1, -1), (1.35, 1)):
        leaf = brush.placed(x, 0.88, 0.3, angle=side * 50 + random.uniform(-15, 15))
        leaf.polygon(np.vstack([curve((0, 0), (0.3, -0.45), (0, -1)), curve((0, -1), (-0.3, -0.45), (0, 0))]),
                     rgb(random.choice(("5fae4c", "3f8f4f", "86c46a"))))  # fmt: skip
    long = random.uniform(0.85, 1.25)
    tail = [(-0.35, 0.35), (-0.2, 0.62), (-0.62 * long, 1.32 * long), (-0.82 * long, 1.2 * long)]
    brush.polygon(tail, wing)
    brush.polygon([*tail[::3], (-0.72 * long, 1.26 * long)], mix(wing, _DARK, 0.3))
    shadow = mix(coat, _DARK, 0.25)
    brush.ellipse(0.0, 0.22, 0.52, 0.68, shadow, angle=24)
    brush.ellipse(0.02, 0.2, 0.49, 0.65, coat, angle=24)
    brush.ellipse(0.17, 0.3, 0.33, 0.5, belly, angle=22)
    if random.random() < 0.4:  # a crest
        for x in (0.02, 0.16, 0.3):
            brush.polygon([(x - 0.08, -0.72), (x + 0.14, -0.76), (x - 0.14, -1.12 + x * 0.3)], wing)
    brush.ellipse(0.26, -0.46, 0.4, 0.38, shadow)
    brush.ellipse(0.27, -0.48, 0.375, 0.355, coat)
    brush.ellipse(0.38, -0.36, 0.2, 0.18, mix(belly, coat, 0.25))
    brush.ellipse(0.16, -0.62, 0.16, 0.12, mix(coat, _WHITE, 0.4), 0.5, -30)
    brush.polygon(curve((0.58, -0.56), (0.8, -0.54), (0.94, -0.4), (0.78, -0.42), (0.6, -0.4)), beak)
    brush.polygon([(0.6, -0.42), (0.8, -0.4), (0.62, -0.3)], mix(beak, _DARK, 0.3))
    brush.ellipse(0.38, -0.54, 0.1, 0.105, _WHITE)
    brush.ellipse(0.4, -0.535, 0.072, 0.08, _DARK)
    brush.ellipse(0.425, -0.565, 0.024, 0.026, _WHITE)
    fold = np.vstack([curve((-0.02, -0.18), (0.12, 0.2), (-0.1, 0.62), (-0.55, 1.0)),
                      curve((-0.55, 1.0), (-0.5, 0.5), (-0.38, 0.05), (-0.02, -0.18))])  # fmt: skip
    brush.polygon(fold, wing)
    for shift in (0.14, 0.26):
        brush.stroke(curve((-0.3 + shift * 0.8, 0.05 + shift), (-0.18 + shift * 0.3, 0.4), (-0.5 + shift * 0.3, 0.88)),
                     0.035, mix(wing, _WHITE, 0.3))  # fmt: skip
    for x in (0.08, 0.24):
        brush.stroke(((x, 0.76), (x + 0.03, 0.9)), 0.05, mix(beak, _DARK, 0.2))
        brush.stroke(((x - 0.02, 0.92), (x + 0.12, 0.9)), 0.055, mix(beak, _DARK, 0.2))
    return -0.82 * long, -1.0, 0.94, max(1.0, 1.32 * long)


def _person(brush: Brush, random: Random) -> Box:
    """Head and shoulders, with pursed lips: singing or whistling. 1 is the radius of the head."""
    look = draw_look(random)
    while look.is_ball:
        look = draw_look(random)
    draw_head(brush, replace(look, beard=False))
    ink = _INK if sum(look.skin) > 360 else rgb("1d1210")
    brush.stroke(curve((0.0, 0.02), (0.08, 0.17), (-0.03, 0.2), count=6), 0.06, mix(look.skin, _INK, 0.35))
    is_shut = random.random() < 0.3
    for side in (-1, 1):
        x, y = side * 0.36, -0.07
        if is_shut:
            brush.stroke(arc(x, y - 0.02, 0.16, 0.12, 20, 160, 12), 0.08, ink)
        else:
            brush.ellipse(x, y, 0.12, 0.16, ink)
            brush.ellipse(x + 0.04, y - 0.06, 0.045, 0.05, _WHITE)
        brow = ink if sum(look.hair) > 330 else mix(look.hair, ink, 0.5)
        brush.stroke(arc(side * 0.37, -0.36, 0.22, 0.16, 205, 335, 12), 0.085, brow)
    wide, high = random.uniform(0.13, 0.2), random.uniform(0.15, 0.22)
    brush.ellipse(0, 0.5, wide + 0.06, high + 0.06, mix(look.skin, rgb("c2304a"), 0.6))
    brush.ellipse(0, 0.5, wide, high, rgb("5a1520"))
    brush.ellipse(0, 0.5 + high * 0.55, wide * 0.7, high * 0.35, rgb("d9575f"))
    return -1.2, -1.1, 1.2, 1.6


_THINGS: dict[Thing, Callable[[Brush, Random], Box]] = {
    "van": _van,
    "tower": _tower,
    "cloud": _cloud,
    "bird": _bird,
    "person": _person,
}
