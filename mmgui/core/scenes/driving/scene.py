"""The scene `driving`: a camera and a radar before a crossing; go, slow down, or brake?"""

import io
from collections.abc import Hashable, Iterable, Sequence
from random import Random
from typing import Any, cast

from mmgui.core.data.example import Field
from mmgui.core.i18n import N_, _
from mmgui.core.scenes.driving.rule import CELLS, HIDDEN_FROM, MIST, OF_ROAD, OF_STREET, Cell, Sky, answer_of
from mmgui.core.scenes.scene import Drawn, Lesson, MediaFile, Scene, View

_QUALITY = 90  # of JPEG: a tenth of the time that PNG takes


class Driving(Scene):
    """The article's application from perception.

    Evidence of the camera: "x0 y0 x1 y1" in pixels, of the light or the person that demands the answer; of the radar:
    the number of the vehicle ahead in its list, from 1. Empty where the answer would be the same without it: where the
    other sense demands as much, nobody can say which of the two it came from.
    """

    name = "driving"
    fields = (Field("picture", "image"), Field("radar", "radar"))
    default_count = 2000
    worsened = ("picture", N_("Fog"))

    def title(self) -> str:
        return _("Eyes on the road")

    def story(self) -> str:
        return _(
            "A car looks ahead with a camera and with a radar. The camera knows the traffic light and the people, the "
            "radar how soon the vehicle ahead is met. And then the fog comes. Go, slow down, or brake?"
        )

    def rule(self) -> str:
        return _(
            "The camera: a red light or somebody on the road means brake, an amber light or somebody who is about to "
            "cross means slow, else go. The radar: if the vehicle ahead would be met within 3 seconds, brake; within "
            "8, slow; else go. The more careful of the two is right. In thick fog the camera sees nothing of it."
        )

    def lesson(self) -> Lesson:
        return Lesson(
            _("Take an example with a red light in clear weather, and let the fog come up slowly."),
            _("The bar moves from the camera to the radar, and at some point the answer changes."),
            _("Which of its senses should a car trust when they disagree, and who decides that?"),
        )

    def cells(self) -> Sequence[Cell]:
        return CELLS

    def views(self) -> Iterable[View]:
        for cell in CELLS:
            shown = "fog" if cell.sky == "fog" else cell.seen
            yield View({"picture": shown, "radar": cell.ahead}, answer_of(cell.seen, cell.ahead))

    def worsen(self, raw: Any, strength: float) -> Any:
        from mmgui.core.scenes.driving.fog import add_fog

        return add_fog(raw, strength)

    def draw(self, random: Random, cell: Hashable, language: str, difficulty: float) -> Drawn:
        from mmgui.core.scenes.driving.picture import draw_picture  # Pillow and NumPy only when they are needed
        from mmgui.core.scenes.driving.returns import draw_returns

        seen, ahead, sky, _number = cast("Cell", cell)
        returns = draw_returns(random, ahead, difficulty)
        fog = draw_fog(random, sky)
        picture = draw_picture(random, seen, sky, fog, returns.things)
        image = picture.image
        if difficulty:
            from mmgui.core.scenes.haze import hazy

            image = hazy(image, random, difficulty)
        data = io.BytesIO()
        image.save(data, "JPEG", quality=_QUALITY)
        answer = answer_of(seen, ahead)
        box = picture.person or picture.light
        camera_decides = OF_ROAD[ahead] != answer and fog < HIDDEN_FROM
        radar_decides = OF_STREET[seen] != answer
        return Drawn(
            answer,
            {
                "picture": MediaFile("camera", ".jpg", data.getvalue()),
                "radar": MediaFile("radar", ".csv", returns.as_table()),
            },
            {
                "picture": " ".join(map(str, box)) if camera_decides else "",
                "radar": str(returns.ahead + 1) if radar_decides else "",
            },
        )


def draw_fog(random: Random, sky: Sky) -> float:
    """How strong the fog is, 0 to 1."""
    if sky == "mist":
        return random.uniform(*MIST)
    return random.uniform(HIDDEN_FROM, 1.0) if sky == "fog" else 0.0
