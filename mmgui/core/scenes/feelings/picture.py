"""One picture of `feelings`: surroundings, weather, and somebody who smiles, frowns or scowls."""

from dataclasses import dataclass
from random import Random

from PIL import Image

from mmgui.core.scenes.brush import Brush, rgb
from mmgui.core.scenes.feelings.face import draw_face, draw_look, draw_mood, evidence_outline
from mmgui.core.scenes.feelings.rule import Expression
from mmgui.core.scenes.feelings.surroundings import PLACES, WEATHERS, draw_surroundings

SIZE_PX = 384


@dataclass(frozen=True)
class FeelingsPicture:
    """`image` is (384, 384) RGB; `evidence` is x0, y0, x1, y1 in its pixels: brows, eyes and mouth."""

    image: Image.Image
    evidence: tuple[int, int, int, int]
    expression: Expression
    place: str
    weather: str


def draw_picture(random: Random, expression: Expression) -> FeelingsPicture:
    """Everything but the expression is by chance and independent of it."""
    look = draw_look(random)
    place, weather = random.choice(PLACES), random.choice(WEATHERS)
    # Faces are varied, yet near the middle and large: 840 pictures must be enough to learn to read them at 64 pixels.
    radius = random.uniform(98, 116)
    x = SIZE_PX / 2 + random.uniform(-1, 1) * 26
    y = random.uniform(176, 204) if not look.is_ball else random.uniform(188, 226)
    if look.hat == "party":
        y = max(y, 1.9 * radius)  # the tip stays in the picture
    angle = random.gauss(0, 4)
    angle = max(-9.0, min(9.0, angle))

    brush = Brush(SIZE_PX)
    draw_surroundings(brush, random, place, weather)
    if look.is_ball:
        brush.ellipse(x, min(SIZE_PX - 8, y + radius * 1.08), radius * 0.8, radius * 0.13, rgb("1c2333"), 0.28)
    face = brush.placed(x, y, radius, angle, random.uniform(0.95, 1.05))
    draw_face(face, look, draw_mood(random, expression))
    corners = face.to_pixels(evidence_outline())
    x0, y0 = (max(0, int(v)) for v in corners.min(axis=0))
    x1, y1 = (min(SIZE_PX, int(v) + 1) for v in corners.max(axis=0))
    return FeelingsPicture(brush.finished(), (x0, y0, x1, y1), expression, place, weather)
