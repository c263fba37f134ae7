"""The face of `feelings`: a person or a yellow ball, and the mouth, brows and eyes that tell the feeling.

Drawn in a frame whose unit is the head's radius, with the head's middle at (0, 0).
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import numpy as np

from mmgui.core.scenes.brush import Brush, Color, arc, curve, mix, rgb
from mmgui.core.scenes.feelings.hair import HAIR_STYLES, HATS, draw_back_hair, draw_front_hair, draw_hat
from mmgui.core.scenes.feelings.rule import Expression

_YELLOW = rgb("ffd23f")
_SKINS = tuple(rgb(c) for c in ("ffdfc4", "f6c9a0", "e5ac7c", "c98a5b", "a0673f", "83532f"))
_HAIRS = tuple(
    rgb(c) for c in ("2b2230", "4a2f24", "7a4a2a", "b9793a", "e3bb5f", "c2512e", "8d8d98", "5b3f8f", "1f7a78")
)
_CLOTHES = tuple(
    rgb(c) for c in ("e4572e", "2e86ab", "3d9970", "f2a541", "7d5ba6", "d1495b", "30638e", "f4f1ea", "48484f")
)
_DARK = rgb("33231f")
_WHITE = (255, 255, 255)


@dataclass(frozen=True)
class Look:
    """Everything about a head but its feeling."""

    is_ball: bool
    skin: Color
    hair: Color
    hair_style: str
    hat: str
    glasses: str
    clothes: Color
    accent: Color
    blush: bool
    freckles: bool
    beard: bool
    earrings: bool
    eyes: str


@dataclass(frozen=True)
class Mood:
    """How a feeling shows. `strength` in [0.75, 1] deepens every curve; `variant` picks among ways to do it."""

    expression: Expression
    strength: float
    variant: int


def draw_look(random: Random) -> Look:
    """A look by chance, independent of any feeling."""
    is_ball = random.random() < 0.4
    style = random.choice(HAIR_STYLES)
    hair = random.choice(_HAIRS)
    return Look(
        is_ball=is_ball,
        skin=_YELLOW if is_ball else random.choice(_SKINS),
        hair=hair,
        hair_style="bald" if is_ball and random.random() < 0.7 else style,
        hat=random.choice(HATS) if random.random() < 0.55 else "none",
        glasses=random.choice(("none", "none", "none", "round", "square")),
        clothes=random.choice(_CLOTHES),
        accent=random.choice(_CLOTHES),
        blush=random.random() < 0.55,
        freckles=random.random() < 0.15,
        beard=not is_ball and hair in _HAIRS[:7] and random.random() < 0.22,
        earrings=not is_ball and random.random() < 0.3,
        eyes=random.choice(("dots", "dots", "open")),
    )


def draw_mood(random: Random, expression: Expression) -> Mood:
    return Mood(expression, random.uniform(0.78, 1.0), random.randrange(3))


def evidence_outline() -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Corners of the region that decides, brows to mouth, in the face's frame: (4, 2)."""
    return np.array([(-0.68, -0.62), (0.68, -0.62), (0.68, 0.74), (-0.68, 0.74)])


def draw_face(brush: Brush, look: Look, mood: Mood) -> None:
    """Draw head, hair and hat, then the features on top so that nothing hides them."""
    draw_head(brush, look)
    _draw_features(brush, look, mood)
    if look.glasses != "none":
        _draw_glasses(brush, look)


def draw_head(brush: Brush, look: Look) -> None:
    """Head, hair, hat and shoulders, without a face."""
    _draw_back(brush, look)
    _draw_skull(brush, look)
    draw_front_hair(brush, look.hair_style, look.hair)
    draw_hat(brush, look.hat, look.accent)


def _draw_back(brush: Brush, look: Look) -> None:
    """What lies behind the head: long hair, neck, shoulders."""
    draw_back_hair(brush, look.hair_style, look.hair)
    if not look.is_ball:
        shade = mix(look.skin, _DARK, 0.22)
        shoulders = curve((-1.75, 3.4), (-1.5, 1.75), (-0.85, 1.32), (0, 1.24), (0.85, 1.32), (1.5, 1.75), (1.75, 3.4))
        brush.polygon(shoulders, look.clothes)
        brush.polygon(shoulders * (0.55, 1) + (0.72, 0.12), mix(look.clothes, _DARK, 0.12), 0.6)
        brush.polygon(curve((-0.5, 1.26), (-0.36, 1.55), (0, 1.66), (0.36, 1.55), (0.5, 1.26)), look.accent)
        brush.rectangle(-0.34, 0.6, 0.34, 1.3, shade)
        brush.ellipse(0, 1.28, 0.34, 0.22, shade)


def _draw_skull(brush: Brush, look: Look) -> None:
    shade, light = mix(look.skin, rgb("b4531f"), 0.26), mix(look.skin, _WHITE, 0.28)
    if look.is_ball:
        brush.ellipse(0, 0, 1, 1, shade)
        brush.ellipse(-0.04, -0.05, 0.94, 0.93, look.skin)
        brush.ellipse(-0.2, -0.34, 0.62, 0.5, light, 0.35, -18)
    else:
        for side in (-1, 1):
            brush.ellipse(side * 0.93, 0.08, 0.17, 0.23, shade)
            brush.ellipse(side * 0.93, 0.08, 0.1, 0.15, mix(look.skin, shade, 0.45))
            if look.earrings:
                brush.ellipse(side * 0.96, 0.36, 0.075, 0.09, look.accent)
        brush.polygon(_head_outline(1.0), shade)
        brush.polygon(_head_outline(0.955) - (0.03, 0.035), look.skin)
    if look.beard:
        low = np.vstack(
            [
                arc(0, 0.03, 0.945, 1.02, 8, 172),
                curve((-0.9, 0.12), (-0.72, 0.62), (0, 0.74), (0.72, 0.62), (0.9, 0.12)),
            ]
        )
        brush.polygon(low, look.hair)
    if look.blush:
        for side in (-1, 1):
            brush.ellipse(side * 0.6, 0.26, 0.18, 0.12, rgb("f0604d"), 0.3)
    if look.freckles:
        for x, y in ((-0.62, 0.16), (-0.5, 0.24), (-0.7, 0.28), (0.62, 0.16), (0.5, 0.24), (0.7, 0.28)):
            brush.ellipse(x, y, 0.028, 0.028, mix(look.skin, _DARK, 0.35))


def _head_outline(size: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.vstack([arc(0, 0, 0.95, 1.0, 180, 360), arc(0, 0, 0.95, 1.06, 0, 180)]) * size


def _draw_glasses(brush: Brush, look: Look) -> None:
    frame = mix(look.accent, _DARK, 0.7)
    for side in (-1, 1):
        x = side * 0.37
        lens = arc(x, -0.06, 0.3, 0.26, 0, 360, 28)
        if look.glasses == "square":
            lens = np.add(np.clip((lens - (x, -0.06)) * 1.25, (-0.3, -0.23), (0.3, 0.23)), (x, -0.06))
        brush.polygon(lens, _WHITE, 0.16)
        brush.stroke(lens, 0.06, frame)
    brush.stroke(curve((-0.1, -0.1), (0, -0.14), (0.1, -0.1)), 0.06, frame)


# --- the features that decide --------------------------------------------------------------------------------------


def _draw_features(brush: Brush, look: Look, mood: Mood) -> None:
    ink = _DARK if sum(look.skin) > 360 else rgb("1d1210")
    if not look.is_ball:
        nose = curve((0.0, 0.02), (0.08, 0.17), (-0.03, 0.2), count=6)
        brush.stroke(nose, 0.06, mix(look.skin, _DARK, 0.35))
    _draw_eyes(brush, look, mood, ink)
    _draw_brows(brush, look, mood, ink)
    _MOUTH[mood.expression](brush, mood, ink)


def _draw_eyes(brush: Brush, look: Look, mood: Mood, ink: Color) -> None:
    for side in (-1, 1):
        x, y = side * 0.36, -0.07
        if mood.expression == "smile" and mood.variant == 0:
            brush.stroke(arc(x, y + 0.06, 0.17, 0.17, 200, 340, 12), 0.1, ink)
            continue
        if look.eyes == "open":
            brush.ellipse(x, y, 0.19, 0.2, _WHITE)
            brush.ellipse(x, y + 0.02, 0.115, 0.13, ink)
        else:
            brush.ellipse(x, y, 0.12, 0.16, ink)
        brush.ellipse(x + 0.04, y - 0.06, 0.045, 0.05, _WHITE)
        if mood.expression != "smile":  # heavy lids: outer ends low when sad, inner ends low when angry
            inner, outer = (-0.3, 0.02) if mood.expression == "frown" else (0.02, -0.34)
            edge = [(x - side * 0.24, y + inner + 0.04), (x + side * 0.24, y + outer + 0.04)]
            brush.polygon([*edge, (x + side * 0.24, y - 0.3), (x - side * 0.24, y - 0.3)], look.skin)


def _draw_brows(brush: Brush, look: Look, mood: Mood, ink: Color) -> None:
    color = ink if look.hair_style == "bald" or sum(look.hair) > 330 else mix(look.hair, ink, 0.5)
    s = mood.strength
    for side in (-1, 1):
        if mood.expression == "smile":
            line = arc(side * 0.37, -0.36, 0.22, 0.17 * s, 200, 340, 12)
            width = 0.09
        elif mood.expression == "frown":
            line = curve((side * 0.15, -0.3 - 0.26 * s), (side * 0.36, -0.3 - 0.12 * s), (side * 0.6, -0.24))
            width = 0.1
        else:
            line = curve(
                (side * 0.1, -0.32 + 0.12 * s), (side * 0.32, -0.34 - 0.04 * s), (side * 0.6, -0.32 - 0.24 * s)
            )
            width = 0.14
        brush.stroke(line, width, color)


def _smile(brush: Brush, mood: Mood, ink: Color) -> None:
    s = mood.strength
    if mood.variant == 1:
        brush.stroke(
            curve((-0.46, 0.3), (-0.26, 0.3 + 0.2 * s), (0, 0.3 + 0.28 * s), (0.26, 0.3 + 0.2 * s), (0.46, 0.3)),
            0.11,
            ink,
        )
        return
    depth = 0.42 * s
    mouth = np.vstack([curve((-0.48, 0.28), (0, 0.33), (0.48, 0.28)), arc(0, 0.28, 0.48, depth, 0, 180)])
    brush.polygon(mouth, rgb("6d1a24"))
    brush.polygon(
        np.vstack([curve((-0.43, 0.3), (0, 0.345), (0.43, 0.3)), curve((0.38, 0.39), (0, 0.44), (-0.38, 0.39))]), _WHITE
    )
    brush.ellipse(0, 0.3 + depth * 0.74, 0.22, depth * 0.2, rgb("ef6a6f"))
    brush.stroke(mouth, 0.045, ink)


def _frown(brush: Brush, mood: Mood, ink: Color) -> None:
    s = mood.strength
    top = 0.62 - 0.28 * s
    brush.stroke(
        curve((-0.38, 0.64), (-0.22, top + 0.09), (0, top + 0.02), (0.22, top + 0.09), (0.38, 0.64)), 0.11, ink
    )
    if mood.variant != 1:
        side = -1 if mood.variant else 1
        tear = np.vstack(
            [
                curve((0, -0.2), (0.07, -0.02), (0.085, 0.08)),
                arc(0, 0.08, 0.085, 0.085, 0, 180, 8),
                curve((-0.085, 0.08), (-0.07, -0.02), (0, -0.2)),
            ]
        )
        brush.polygon(np.add(tear, (side * 0.5, 0.32)), rgb("3fa9f5"))
        brush.ellipse(side * 0.5 - 0.03, 0.4, 0.02, 0.04, _WHITE, 0.8)


def _scowl(brush: Brush, mood: Mood, ink: Color) -> None:
    s = mood.strength
    if mood.variant == 0:  # gritted teeth
        h = 0.15 * s
        brush.rectangle(-0.42, 0.48 - h, 0.42, 0.48 + h, ink, radius=0.1)
        brush.rectangle(-0.36, 0.48 - h + 0.05, 0.36, 0.48 + h - 0.05, _WHITE, radius=0.05)
        brush.stroke(((-0.36, 0.48), (0.36, 0.48)), 0.035, ink)
        for x in (-0.18, 0.0, 0.18):
            brush.stroke(((x, 0.48 - h + 0.04), (x, 0.48 + h - 0.04)), 0.035, ink)
    elif mood.variant == 1:  # shouting
        mouth = np.vstack(
            [
                curve((-0.3, 0.66), (-0.34, 0.42), (0, 0.42 - 0.1 * s), (0.34, 0.42), (0.3, 0.66)),
                curve((0.3, 0.66), (0, 0.6), (-0.3, 0.66)),
            ]
        )
        brush.polygon(mouth, rgb("6d1a24"))
        brush.stroke(mouth, 0.06, ink)
    else:  # pressed lips, ends down
        brush.stroke(curve((-0.4, 0.58), (-0.24, 0.47), (0, 0.46), (0.24, 0.47), (0.4, 0.58)), 0.14, ink)


_MOUTH: dict[Expression, Callable[[Brush, Mood, Color], None]] = {"smile": _smile, "frown": _frown, "scowl": _scowl}
