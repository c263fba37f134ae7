"""The scene `sounds`: a picture and a recording; what is it?"""

import io
from collections.abc import Hashable, Iterable, Sequence
from random import Random
from typing import cast

from mmgui.core.data.example import Field
from mmgui.core.i18n import _
from mmgui.core.scenes.scene import Drawn, Lesson, MediaFile, Scene, View
from mmgui.core.scenes.sounds.rule import CELLS, RULE, Cell

_QUALITY = 92  # of JPEG, with all colours: a picture behind haze takes a twentieth of the time of PNG


class Sounds(Scene):
    """What an eye and an ear know only together.

    Evidence of a picture: "x0 y0 x1 y1" in pixels, the thing; of a sound: "t0 t1 f0 f1", from when to when it is heard
    in seconds, and its lowest and highest pitch in Hz.
    """

    name = "sounds"
    fields = (Field("picture", "image"), Field("sound", "sound"))

    def title(self) -> str:
        return _("Eyes and ears")

    def story(self) -> str:
        return _(
            "A bird sits on a branch, and you hear “ah, oh, ee”: it must be a parrot. Somebody stands there and you "
            "hear a bird's song: a whistler! What is it that you see and hear?"
        )

    def rule(self) -> str:
        return _(
            "A van with an engine is a delivery van, with a siren an ambulance. A tower with a bell is a church, with "
            "a siren a fire station. A cloud with an engine hides a plane, with rain it is a shower. A bird that sings "
            "is a songbird, with a voice a parrot. A person with a voice is a singer, with a bird's song a whistler."
        )

    def lesson(self) -> Lesson:
        return Lesson(
            _("Take a songbird, keep its sound and give it the picture of a person."),
            _("It turns into a whistler, although not a tone has changed. Then look where the sound's map is bright."),
            _("What do you know with closed eyes, and what do you only believe to know?"),
        )

    def cells(self) -> Sequence[Cell]:
        return CELLS

    def views(self) -> Iterable[View]:
        for cell in CELLS:
            yield View({"picture": cell.thing, "sound": cell.noise}, RULE[cell])

    def draw(self, random: Random, cell: Hashable, language: str, difficulty: float) -> Drawn:
        from mmgui.core.scenes.sounds.picture import draw_picture  # Pillow and NumPy only when they are needed
        from mmgui.core.scenes.sounds.recording import record

        cell = cast("Cell", cell)
        recording = record(Random(random.getrandbits(64)), cell.noise, difficulty)
        picture = draw_picture(random, cell.thing)
        image = picture.image
        if difficulty:
            from mmgui.core.scenes.haze import hazy

            image = hazy(image, random, difficulty)
        data = io.BytesIO()
        image.save(data, "JPEG", quality=_QUALITY, subsampling=0)
        heard = recording.evidence
        return Drawn(
            RULE[cell],
            {
                "picture": MediaFile("pictures", ".jpg", data.getvalue()),
                "sound": MediaFile("sounds", ".wav", recording.as_wav()),
            },
            {
                "picture": " ".join(map(str, picture.evidence)),
                "sound": f"{heard[0]:.3f} {heard[1]:.3f} {heard[2]:.0f} {heard[3]:.0f}",
            },
        )
