"""A typed modality, written from the public contract alone: one number, such as a temperature or an age.

It stands beside tests/beeps (media whose parts are a Grid) as the example of a typed kind whose parts are Spans. Who
wants it calls `register(Numbers())`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mmgui.core.errors import DataError
from mmgui.core.i18n import N_, _
from mmgui.core.layouts import Spans
from mmgui.core.parameters import Parameter
from mmgui.core.text import one_line
from mmgui.modalities.contract import EncoderPart, Fill, Modality

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEW = 8  # distinct values: a column with no more could as well hold classes
NEARLY_ALL = 0.9  # of the values, the others being slips
SHOWN = 40  # characters of a wrong number in a sentence
NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d{1,3})?", re.IGNORECASE)


class Numbers(Modality):
    """Raw: the str as it was typed, a number; blank where `mask` took it out. Parts: Spans of it, one or none."""

    name = "number"
    label = N_("Number")
    default_field = "number"
    column_names = ("number", "temperature", "age", "weight", "height", "length", "price")
    colour = "#2f7d8c"
    order = 20
    parts = N_("numbers")
    encoders = (
        EncoderPart(
            name="scale",
            label=N_("Place on a scale"),
            sentence=N_("Sees how far up a scale of equally filled steps the number lies."),
            parameters=(
                Parameter("scale_steps", 12, N_("Steps of the scale"),
                          N_("Into so many steps the numbers of the training part are divided."), low=1, high=100),
            ),
            builder="tests.numbers.encoders:SCALE",
        ),
    )  # fmt: skip
    phrases: Mapping[str, str] = {
        "decided": N_("Mostly the number: {share}."),
        "alone": N_("the number alone says {answer}"),
        "silent": N_("the number alone does not say"),
        "hardly": N_("The number hardly counts in this answer, so its map explains hardly anything of it."),
        "against": N_("The number speaks against this answer: the model gives it because of something else."),
        "spoke against": N_("the number spoke against it"),
        "unfamiliar": N_("The number is unlike anything it was trained on."),
        "reading": N_("Reading numbers: {done} of {total}"),
        "give": N_("a number"),
    }

    def read(self, value: object, name: str = "") -> str:
        """The text itself, if it is a number. Raises DataError."""
        if not isinstance(value, str):
            raise DataError(_("This is not a number."), detail=type(value).__name__)
        number_of(value)
        return value

    def takes(self, values: Sequence[str]) -> bool:
        """Nearly all are numbers, and more than a few different ones."""
        good = sum(NUMBER.fullmatch(value) is not None for value in values)
        return good >= NEARLY_ALL * len(values) and len(set(values)) > FEW

    def mask(self, raw: str, layout: Spans, keep: NDArray[np.bool_], fill: Fill = "plain") -> str:
        """Blanks in its place: of one number nothing is left, whatever `fill` is."""
        for (start, end), is_kept in zip(layout.places, keep, strict=True):
            if not is_kept:
                raw = raw[:start] + " " * (end - start) + raw[end:]
        return raw

    def describe(self, layout: Spans, weights: NDArray[Any]) -> str:
        """ "the number 21.5"."""
        return _("the number {number}").format(number=layout.words()[0]) if layout.count and weights.max() > 0 else ""


def number_of(text: str) -> float | None:
    """ "21.5", "21,5", "−3", "1e3"; None if it is blank. Raises DataError."""
    written = text.strip().replace("−", "-")
    if not written:
        return None
    value = float(written.replace(",", ".")) if NUMBER.fullmatch(written) else math.nan
    if not math.isfinite(value):
        raise DataError(
            _("“{text}” is not a number.").format(text=one_line(written, SHOWN)),
            _("Write it with digits and a point, such as 21.5, without a unit."),
        )
    return value
