"""Hair and hats of the faces in `feelings`, in the face's frame; none of them reaches down to the brows."""

from collections.abc import Callable

import numpy as np

from mmgui.core.scenes.brush import Brush, Color, arc, curve, mix, rgb

HAIR_STYLES = ("short", "fringe", "bob", "long", "curly", "bun", "spiky", "bald")
HATS = ("beanie", "cap", "straw", "party", "headphones")

_DARK = rgb("33231f")
_WHITE = (255, 255, 255)


def draw_back_hair(brush: Brush, style: str, hair: Color) -> None:
    """What is seen of the hair behind the head."""
    back = mix(hair, _DARK, 0.3)
    if style == "long":
        brush.polygon(
            np.vstack(
                [
                    arc(0, -0.02, 1.14, 1.12, 180, 360),
                    curve((1.14, 0), (1.2, 0.8), (1.05, 1.5)),
                    curve((-1.05, 1.5), (-1.2, 0.8), (-1.14, 0)),
                ]
            ),
            back,
        )
    elif style == "bob":
        brush.polygon(
            np.vstack(
                [
                    arc(0, -0.02, 1.14, 1.12, 180, 360),
                    curve((1.14, 0), (1.24, 0.55), (0.98, 0.86)),
                    curve((-0.98, 0.86), (-1.24, 0.55), (-1.14, 0)),
                ]
            ),
            back,
        )
    elif style == "bun":
        brush.ellipse(0, -1.22, 0.42, 0.38, back)
        brush.ellipse(0.04, -1.26, 0.34, 0.28, hair)
    elif style == "curly":
        for x, y in arc(0, -0.1, 0.98, 0.98, 155, 385, 12):
            brush.ellipse(x, y, 0.3, 0.3, back)


def draw_front_hair(brush: Brush, style: str, hair: Color) -> None:
    if style != "bald":
        _FRONT_HAIR[style](brush, hair)


def draw_hat(brush: Brush, hat: str, accent: Color) -> None:
    """`hat` is one of HATS or "none"."""
    if hat != "none":
        _HAT[hat](brush, accent)


def _short_hair(brush: Brush, hair: Color) -> None:
    brush.polygon(
        np.vstack(
            [
                arc(0, -0.04, 1.0, 1.06, 186, 354),
                curve(
                    (0.98, -0.12),
                    (0.86, -0.3),
                    (0.74, -0.62),
                    (0.1, -0.74),
                    (-0.5, -0.66),
                    (-0.86, -0.4),
                    (-0.98, -0.12),
                ),
            ]
        ),
        hair,
    )
    brush.stroke(curve((-0.6, -0.8), (-0.2, -0.93), (0.25, -0.93)), 0.07, mix(hair, _WHITE, 0.25), 0.6)


def _fringe(brush: Brush, hair: Color) -> None:
    brush.polygon(
        np.vstack(
            [
                arc(0, -0.04, 1.03, 1.08, 178, 362),
                curve(
                    (1.02, 0.1),
                    (0.9, -0.2),
                    (0.82, -0.58),
                    (0.4, -0.6),
                    (0, -0.66),
                    (-0.4, -0.6),
                    (-0.82, -0.58),
                    (-0.9, -0.2),
                    (-1.02, 0.1),
                ),
            ]
        ),
        hair,
    )
    brush.stroke(curve((-0.55, -0.84), (-0.1, -0.95), (0.4, -0.9)), 0.07, mix(hair, _WHITE, 0.25), 0.6)


def _side_parting(brush: Brush, hair: Color) -> None:
    brush.polygon(
        np.vstack(
            [
                arc(0, -0.04, 1.06, 1.1, 172, 368),
                curve((1.04, 0.2), (0.9, -0.1), (0.86, -0.42), (0.4, -0.72), (-0.32, -0.94)),
                curve((-0.32, -0.94), (-0.66, -0.66), (-0.88, -0.36), (-0.92, -0.1), (-1.04, 0.2)),
            ]
        ),
        hair,
    )
    brush.stroke(curve((0.0, -0.96), (0.45, -0.86), (0.78, -0.58)), 0.06, mix(hair, _WHITE, 0.25), 0.6)


def _curls(brush: Brush, hair: Color) -> None:
    for number, (x, y) in enumerate(arc(0, -0.06, 0.88, 0.9, 188, 352, 9)):
        brush.ellipse(x, y, 0.24, 0.23, mix(hair, _WHITE, 0.07 * (number % 2)))


def _bun_hair(brush: Brush, hair: Color) -> None:
    brush.polygon(
        np.vstack(
            [
                arc(0, -0.04, 1.0, 1.06, 184, 356),
                curve(
                    (0.98, -0.08), (0.82, -0.46), (0.4, -0.7), (0, -0.76), (-0.4, -0.7), (-0.82, -0.46), (-0.98, -0.08)
                ),
            ]
        ),
        hair,
    )


def _spikes(brush: Brush, hair: Color) -> None:
    outer, inner = arc(0, -0.1, 1.1, 1.24, 200, 340, 8), arc(0, -0.05, 0.98, 1.0, 190, 350, 9)
    crown = np.vstack([np.stack([inner[:-1], outer], 1).reshape(-1, 2), inner[-1:]])
    brush.polygon(np.vstack([crown, curve((0.9, -0.2), (0.72, -0.6), (0, -0.74), (-0.72, -0.6), (-0.9, -0.2))]), hair)


_FRONT_HAIR: dict[str, Callable[[Brush, Color], None]] = {
    "short": _short_hair,
    "fringe": _fringe,
    "bob": _fringe,
    "long": _side_parting,
    "curly": _curls,
    "bun": _bun_hair,
    "spiky": _spikes,
}


def _beanie(brush: Brush, accent: Color) -> None:
    brush.ellipse(0, -1.32, 0.2, 0.2, mix(accent, _WHITE, 0.55))
    brush.polygon(arc(0, -0.62, 1.03, 0.72, 180, 360), accent)
    for x in (-0.5, 0.0, 0.5):
        brush.stroke(curve((x * 0.55, -1.28), (x, -1.0), (x * 1.15, -0.7)), 0.07, mix(accent, _DARK, 0.2), 0.6)
    brush.rectangle(-1.08, -0.88, 1.08, -0.6, mix(accent, _WHITE, 0.35), radius=0.13)


def _cap(brush: Brush, accent: Color) -> None:
    brush.polygon(arc(0, -0.62, 1.0, 0.66, 180, 360), accent)
    brush.polygon(arc(-0.1, -0.62, 0.9, 0.6, 180, 290), mix(accent, _WHITE, 0.2), 0.5)
    brush.polygon(
        np.vstack([curve((-0.15, -0.72), (0.7, -0.8), (1.5, -0.6)), curve((1.5, -0.56), (0.7, -0.62), (-0.15, -0.6))]),
        mix(accent, _DARK, 0.35),
    )
    brush.ellipse(0, -1.27, 0.09, 0.06, mix(accent, _DARK, 0.35))


def _straw(brush: Brush, accent: Color) -> None:
    straw = rgb("ecc873")
    brush.ellipse(0, -0.66, 1.5, 0.2, mix(straw, _DARK, 0.22))
    brush.ellipse(0, -0.7, 1.5, 0.18, straw)
    brush.polygon(np.vstack([arc(0, -0.95, 0.78, 0.45, 180, 360), [(0.86, -0.7), (-0.86, -0.7)]]), straw)
    brush.polygon([(-0.81, -0.9), (0.81, -0.9), (0.87, -0.7), (-0.87, -0.7)], accent)


def _party(brush: Brush, accent: Color) -> None:
    cone = np.array([(-0.46, -0.86), (0.46, -0.86), (0.12, -1.82)])
    brush.polygon(cone, accent)
    light = mix(accent, _WHITE, 0.55)
    for x, y in ((-0.2, -1.0), (0.2, -1.06), (0.0, -1.28), (0.12, -1.52)):
        brush.ellipse(x, y, 0.075, 0.075, light)
    brush.ellipse(0.12, -1.82, 0.14, 0.14, rgb("fff1b8"))


def _headphones(brush: Brush, accent: Color) -> None:
    brush.stroke(arc(0, -0.05, 1.12, 1.12, 185, 355), 0.12, rgb("3a3d46"))
    for side in (-1, 1):
        brush.ellipse(side * 1.06, 0.04, 0.2, 0.3, rgb("3a3d46"))
        brush.ellipse(side * 1.1, 0.04, 0.12, 0.22, accent)


_HAT: dict[str, Callable[[Brush, Color], None]] = {
    "beanie": _beanie,
    "cap": _cap,
    "straw": _straw,
    "party": _party,
    "headphones": _headphones,
}
