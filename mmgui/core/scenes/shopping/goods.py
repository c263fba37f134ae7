"""What every product of `shopping` is drawn with."""

from dataclasses import dataclass
from random import Random

from mmgui.core.scenes.brush import Brush, Color


@dataclass(frozen=True)
class Paint:
    """brush: its frame has the floor at y = 1; a product lies within about 1 in every direction. main, accent: colours
    by chance."""

    brush: Brush
    random: Random
    main: Color
    accent: Color
