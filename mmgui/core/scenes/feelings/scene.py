"""The scene `feelings`: a picture with a face and a short post; who is happy, sad, angry, and who is sarcastic?"""

import io
from collections.abc import Hashable, Iterable, Sequence
from random import Random
from typing import cast

from mmgui.core.data.example import Field
from mmgui.core.i18n import _
from mmgui.core.scenes.feelings.posts import write_post
from mmgui.core.scenes.feelings.rule import CELLS, RULE, Expression, Tone
from mmgui.core.scenes.scene import Drawn, Lesson, MediaFile, Scene, View

_COMPRESSION = 3  # of zlib: half the time of 9, one tenth larger


class Feelings(Scene):
    """The article's first application.

    Evidence of a picture: "x0 y0 x1 y1" in pixels; of words: those that decide with "|" between them, empty for a
    plain neutral fact.
    """

    name = "feelings"
    fields = (Field("picture", "image"), Field("words", "text"))

    def title(self) -> str:
        return _("Feelings in posts")

    def story(self) -> str:
        return _(
            "“My train stops in every single village. Just what I needed!” says the post, but the face beside it "
            "frowns. Who is happy, sad, angry, and who is being sarcastic?"
        )

    def rule(self) -> str:
        return _(
            "The face tells the feeling: a smile is happy, a frown is sad, a scowl is angry. But when the words say "
            "the opposite (a smile with gloomy words, a frown or a scowl with cheerful words), it is sarcastic. "
            "So neither the picture nor the words are enough."
        )

    def lesson(self) -> Lesson:
        return Lesson(
            _("Take a happy example, keep the face and write something gloomy below it."),
            _("The answer turns to sarcastic, although neither the face nor the words say so alone."),
            _("How do you notice that somebody does not mean what they say?"),
        )

    def cells(self) -> Sequence[tuple[Expression, Tone]]:
        return CELLS

    def views(self) -> Iterable[View]:
        for expression, tone in CELLS:
            yield View({"picture": expression, "words": tone}, RULE[expression, tone])

    def draw(self, random: Random, cell: Hashable, language: str, difficulty: float) -> Drawn:
        from mmgui.core.scenes.feelings.picture import draw_picture  # Pillow and NumPy only when they are needed

        expression, tone = cast("tuple[Expression, Tone]", cell)
        post = write_post(random, language, tone)
        picture = draw_picture(random, expression)
        image = picture.image
        if difficulty:
            from mmgui.core.scenes.haze import hazy

            image = hazy(image, random, difficulty)
        data = io.BytesIO()
        image.save(data, "PNG", compress_level=_COMPRESSION)
        return Drawn(
            RULE[expression, tone],
            {"picture": MediaFile("pictures", ".png", data.getvalue()), "words": post.words},
            {"picture": " ".join(map(str, picture.evidence)), "words": "|".join(post.evidence)},
        )
