"""How heat maps are shown: what their kinds are called, colour maps, smooth enlarging, overlay and outline.

The window, the command line and reports draw the very same map. numpy is imported when the first one is drawn: the
window knows the colour maps' names before it has numpy.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from mmgui.core.i18n import N_, _
from mmgui.core.layouts import Grid, Layout

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Control points, least to most. In both maps the lightness (CIE L*) falls in equal steps, so equal differences of
# weight look equal, with colour-vision deficiencies too; the tests check that under Machado et al. 2009
# (doi:10.1109/TVCG.2009.113). "ember" follows the order of hues of inferno, "dusk" that of cividis
# (Nuñez et al. 2018, doi:10.1371/journal.pone.0199239).
COLOUR_MAPS: dict[str, tuple[str, ...]] = {
    "ember": ("#fed97c", "#ffbc66", "#ff9d57", "#ff7a4f", "#fe4d4f", "#eb265d", "#ce036a", "#a80672", "#7f1473"),
    "dusk": ("#f8eb73", "#e0d074", "#c6b674", "#ab9d73", "#8d8675", "#6c6f79", "#4a5a76", "#174673", "#023256"),
}
COLOUR_MAP_TITLES = {"ember": N_("Yellow to purple"), "dusk": N_("Yellow to blue")}
WORD_HEAT = "#ee6c2d"  # words in the window and in the film: one hue, which grows stronger on light and dark ground
OUTLINE_SHARE = 0.5  # outlined in an image, marked in a text: what has at least half of the greatest weight
METHOD_TITLES = {
    "auto": N_("The best map"),
    "attention": N_("Attention"),
    "gradients": N_("Gradients"),
    "occlusion": N_("Cover and compare"),
}


def method_title(method: str, layout: Layout | None = None) -> str:
    """ "Gradients"; of a map over an image with the term that they have there. An unknown kind as it is called."""
    if method == "gradients" and isinstance(layout, Grid):
        return _("Gradients (Grad-CAM)")
    return _(METHOD_TITLES[method]) if method in METHOD_TITLES else method


@lru_cache(maxsize=8)
def colour_table(name: str = "ember") -> NDArray[np.uint8]:
    """(256, 3) uint8 RGB of a colour map, least weight first; linear between its control points in sRGB."""
    import numpy as np

    points = np.array([list(bytes.fromhex(colour[1:])) for colour in COLOUR_MAPS[name]], dtype=np.float64)
    places = np.linspace(0, len(points) - 1, 256)
    channels = [np.interp(places, np.arange(len(points)), points[:, k]) for k in range(3)]
    return np.stack(channels, axis=1).round().astype(np.uint8)


def upsample(grid: NDArray[np.float32], height: int, width: int) -> NDArray[np.float32]:
    """(height, width) float32 in [0, 1] from (h, w): smooth (Catmull-Rom), pixel centres kept, nothing invented.

    Values that are not finite count as 0. Source: Catmull and Rom 1974; overshoot is cut off at the grid's own range.
    """
    import numpy as np

    clean = np.nan_to_num(np.asarray(grid, dtype=np.float32), nan=0.0, posinf=1.0, neginf=0.0).clip(0.0, 1.0)
    smooth = _weights(clean.shape[0], height) @ clean @ _weights(clean.shape[1], width).T
    result: NDArray[np.float32] = smooth.clip(clean.min(), clean.max()).astype(np.float32)
    return result


@lru_cache(maxsize=64)
def _weights(source: int, target: int) -> NDArray[np.float32]:
    """(target, source) float32; rows sum to 1."""
    import numpy as np

    places = (np.arange(target) + 0.5) * source / target - 0.5
    first = np.floor(places).astype(np.int64)
    t = places - first
    factors = (
        -0.5 * t**3 + t**2 - 0.5 * t,
        1.5 * t**3 - 2.5 * t**2 + 1,
        -1.5 * t**3 + 2 * t**2 + 0.5 * t,
        0.5 * t**3 - 0.5 * t**2,
    )
    weights = np.zeros((target, source), np.float32)
    for offset, factor in enumerate(factors, start=-1):
        np.add.at(weights, (np.arange(target), (first + offset).clip(0, source - 1)), factor)
    return weights


def overlay_pixels(grid: NDArray[np.float32], height: int, width: int, colours: str = "ember") -> NDArray[np.uint8]:
    """(height, width, 4) uint8 RGBA, laid over a picture at full strength: no weight is clear, much weight is dense.

    grid: (h, w) in [0, 1].
    """
    import numpy as np

    values = upsample(grid, height, width)
    shade = ((values - 0.06) / 0.70).clip(0.0, 1.0)
    opacity = shade * shade * (3 - 2 * shade) * 0.86
    rgba = np.empty((height, width, 4), np.uint8)
    rgba[..., :3] = colour_table(colours)[(values * 255).round().astype(np.uint8)]
    rgba[..., 3] = (opacity * 255).round()
    return rgba


def outline_level(values: NDArray[np.float64]) -> float | None:
    """The weight at which the outline runs through a map (h, w); None for a flat map (no outline)."""
    low, high = float(values.min()), float(values.max())
    if high - low <= 1e-3 or min(values.shape) < 2:
        return None
    return max(high * OUTLINE_SHARE, low + (high - low) * 0.25)


def outline_pixels(grid: NDArray[np.float32], height: int, width: int, width_px: float = 2.0) -> NDArray[np.uint8]:
    """(height, width, 4) uint8 RGBA: a line around what has at least half of the greatest weight, white in dark.

    The second coding of a heat map, for people who cannot rely on its colours. Clear where the grid is flat.
    """
    import numpy as np

    values = upsample(grid, height, width).astype(np.float64)
    rgba = np.zeros((height, width, 4), np.uint8)
    level = outline_level(values)
    if level is not None:
        down, right = np.gradient(values)
        steepness = np.hypot(down, right)
        distance = np.abs(values - level) / np.maximum(steepness, np.ptp(values) * 1e-4)
        inner = (width_px / 2 + 0.5 - distance).clip(0, 1)
        outer = (width_px / 2 + 1.5 - distance).clip(0, 1)
        rgba[..., :3] = (inner * 255)[..., None].round()
        rgba[..., 3] = (np.maximum(inner, outer * 0.75) * 255).round()
    return rgba


def lay_over(
    picture: NDArray[np.uint8],
    grid: NDArray[np.float32],
    strength: float = 0.8,
    colours: str = "ember",
    *,
    outline: bool = True,
) -> NDArray[np.uint8]:
    """A copy of the picture (H, W, 3) uint8 with its heat map painted in. strength: 0..1."""
    import numpy as np

    height, width = picture.shape[:2]
    result: NDArray[np.floating] = picture.astype(np.float32)
    layers = [(overlay_pixels(grid, height, width, colours), strength)]
    if outline:
        layers.append((outline_pixels(grid, height, width, max(2.0, width / 200)), min(1.0, strength * 1.5)))
    for rgba, opacity in layers:
        alpha = rgba[..., 3:].astype(np.float32) / 255 * min(1.0, max(0.0, opacity))
        result = result * (1 - alpha) + rgba[..., :3] * alpha
    return result.round().astype(np.uint8)
