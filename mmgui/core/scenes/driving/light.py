"""The light over the street of `driving`: hour and weather as colours."""

from dataclasses import dataclass
from random import Random

from mmgui.core.scenes.brush import Color, mix, rgb
from mmgui.core.scenes.driving.rule import Sky


@dataclass(frozen=True)
class Light:
    """top, bottom: of the sky. tint with `tinted` (0–1) lies over all that it lights. is_dark: lamps are on."""

    top: Color
    bottom: Color
    tint: Color
    tinted: float
    is_dark: bool = False
    is_wet: bool = False
    has_sun: bool = False

    def on(self, color: str | Color, farness: float = 0.0) -> Color:
        """The colour of a thing in this light; farness 0–1: the farther, the more it is like the sky."""
        lit = mix(rgb(color) if isinstance(color, str) else color, self.tint, self.tinted)
        return mix(lit, self.bottom, 0.55 * farness)

    def near(self, color: str) -> Color:
        """The colour of a thing just ahead: in the dark our own headlights are on it."""
        return mix(rgb(color), self.tint, self.tinted * (0.45 if self.is_dark else 1.0))


_LIGHTS: dict[Sky, tuple[Light, ...]] = {
    "day": (
        Light(rgb("4aa6e4"), rgb("d5eefb"), rgb("fff0cf"), 0.06, has_sun=True),
        Light(rgb("6fb2dd"), rgb("e3f0f6"), rgb("e8edf0"), 0.08),
        Light(rgb("93a9b8"), rgb("d9e1e6"), rgb("97a5b0"), 0.18),
    ),
    "dusk": (
        Light(rgb("4b4a8f"), rgb("ffb380"), rgb("8a4a5c"), 0.34, is_dark=True, has_sun=True),
        Light(rgb("35507f"), rgb("f6c39a"), rgb("4a4a74"), 0.36, is_dark=True),
    ),
    "night": (
        Light(rgb("0a1030"), rgb("2b3765"), rgb("0d1432"), 0.66, is_dark=True),
        Light(rgb("060914"), rgb("1d2440"), rgb("0a0d20"), 0.70, is_dark=True),
    ),
    "rain": (
        Light(rgb("5d7080"), rgb("a9b7c1"), rgb("4f6070"), 0.36, is_wet=True),
        Light(rgb("39485a"), rgb("7b8a98"), rgb("2c3a4a"), 0.46, is_dark=True, is_wet=True),
    ),
    "mist": (
        Light(rgb("b6c2ca"), rgb("dfe5e8"), rgb("a8b4bc"), 0.24),
        Light(rgb("8d99a6"), rgb("c5ccd2"), rgb("7f8b97"), 0.30, is_dark=True),
    ),
}
_LIGHTS["fog"] = _LIGHTS["mist"]


def draw_light(random: Random, sky: Sky) -> Light:
    return random.choice(_LIGHTS[sky])
