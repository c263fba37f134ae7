"""The camera of `driving`: where a place on the street lies in the picture, and what is used to draw it."""

from dataclasses import dataclass
from random import Random

from mmgui.core.scenes.brush import Brush
from mmgui.core.scenes.driving.fog import HORIZON
from mmgui.core.scenes.driving.light import Light

SIZE_PX = 384
_FOCAL_PX = 345.0
_HIGH_M = 1.4  # of the camera above the road


@dataclass(frozen=True)
class View:
    """A picture in the making. vanishing_x: where the road ends, pixels."""

    brush: Brush
    random: Random
    light: Light
    vanishing_x: float

    @property
    def horizon_y(self) -> float:
        return HORIZON * SIZE_PX

    def scale(self, z_m: float) -> float:
        """Pixels of one metre at this distance."""
        return _FOCAL_PX / z_m

    def at(self, x_m: float, z_m: float, y_m: float = 0.0) -> tuple[float, float]:
        """(x, y) in pixels of a place: right of the middle of our lane, ahead, above the ground."""
        scale = self.scale(z_m)
        return self.vanishing_x + x_m * scale, self.horizon_y + (_HIGH_M - y_m) * scale

    def on_ground(self, *corners: tuple[float, float]) -> list[tuple[float, float]]:
        """(x_m, z_m) of the corners of a flat thing, in pixels."""
        return [self.at(x, z) for x, z in corners]

    def farness(self, z_m: float) -> float:
        return min(1.0, z_m / 120)
