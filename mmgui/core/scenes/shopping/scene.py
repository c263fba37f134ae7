"""The scene `shopping`: what somebody bought, what a product's description says and its picture; what comes next?"""

import io
import json
from collections.abc import Hashable, Iterable, Sequence
from random import Random
from typing import cast

from mmgui.core.data.example import Field
from mmgui.core.i18n import _
from mmgui.core.scenes.scene import Drawn, Lesson, MediaFile, Scene, View
from mmgui.core.scenes.shopping.description import write_description
from mmgui.core.scenes.shopping.purchases import draw_purchases
from mmgui.core.scenes.shopping.rule import CELLS, INTERESTS, Past, Shelf, Tone, next_shelf, picture_decides

_COMPRESSION = 3  # of zlib: half the time of 9, one tenth larger


class Shopping(Scene):
    """The article's second application.

    Evidence of a history: a JSON list of the items that decide, "" if they tell nothing; of words: the one that names
    the pace, "" if none does; of a picture: "x0 y0 x1 y1" in pixels, "" if the others leave nothing open.
    """

    name = "shopping"
    default_count = 2000
    fields = (Field("picture", "image"), Field("history", "history"), Field("words", "text"))

    def title(self) -> str:
        return _("The next shelf of a shop")

    def story(self) -> str:
        return _(
            "Somebody bought flower seeds and then running shoes, and now looks at a teddy bear “for quiet evenings”. "
            "Which shelf should the shop show next?"
        )

    def rule(self) -> str:
        return _(
            "There are three interests with two shelves each, a calm and a lively one: outdoors (garden, sports), home "
            "(kitchen, toys), culture (books, music). If the last two purchases are of one interest, it is this "
            "interest; else that of the product in the picture. If the description speaks of a calm or a lively time, "
            "it is the shelf of this pace; else that of the picture."
        )

    def lesson(self) -> Lesson:
        return Lesson(
            _("Move the last purchase to the front of the history, and watch the order of the answers."),
            _("The things bought are the same, yet another shelf can come first: only the last two purchases count."),
            _("What does a shop know about you from what you bought last? Would you want it to?"),
        )

    def cells(self) -> Sequence[tuple[Past, Tone, Shelf]]:
        return CELLS

    def views(self) -> Iterable[View]:
        for past, tone, shown in CELLS:
            known = past if past in INTERESTS else "nothing"
            yield View({"history": known, "words": tone, "picture": shown}, next_shelf(past, tone, shown))

    def draw(self, random: Random, cell: Hashable, language: str, difficulty: float) -> Drawn:
        from mmgui.core.scenes.shopping.picture import draw_picture  # Pillow and NumPy only when they are needed

        past, tone, shown = cast("tuple[Past, Tone, Shelf]", cell)
        purchases = draw_purchases(random, language, past)
        description = write_description(random, language, tone)
        picture = draw_picture(random, shown)
        image = picture.image
        if difficulty:
            from mmgui.core.scenes.haze import hazy

            image = hazy(image, random, difficulty)
        data = io.BytesIO()
        image.save(data, "PNG", compress_level=_COMPRESSION)
        return Drawn(
            next_shelf(past, tone, shown),
            {
                "history": _as_list(purchases.items),
                "words": description.words,
                "picture": MediaFile("pictures", ".png", data.getvalue()),
            },
            {
                "history": _as_list(purchases.evidence) if purchases.evidence else "",
                "words": description.evidence,
                "picture": " ".join(map(str, picture.evidence)) if picture_decides(past, tone) else "",
            },
        )


def _as_list(items: Sequence[str]) -> str:
    return json.dumps(items, ensure_ascii=False)
