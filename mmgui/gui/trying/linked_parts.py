"""Parts that belong together: which they are, and what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mmgui.core.i18n import _
from mmgui.core.layouts import Grid, Layout, Spans
from mmgui.core.text import one_line

if TYPE_CHECKING:
    from mmgui.core.explaining.findings import Interaction
    from mmgui.core.inference.prediction import Prediction


def same_part(layout: Layout, part: int, other: Layout) -> int | None:
    """The part of another layout of the same value that lies where this one does; None if none does."""
    if isinstance(layout, Grid) and isinstance(other, Grid):
        row, column = layout.cells((part,))[0]
        return (
            (2 * row + 1) * other.rows // (2 * layout.rows) * other.columns
            + (2 * column + 1) * other.columns // (2 * layout.columns)
        )  # fmt: skip
    if isinstance(layout, Spans) and isinstance(other, Spans):
        return min(other.at(*layout.places[part]), default=None)
    return None


def say_part(layout: Layout, part: int) -> str:
    """ "happy", "row 1, column 2"."""
    if isinstance(layout, Spans):
        return one_line(layout.words((part,))[0], 40)
    row, column = layout.cells((part,))[0]
    return _("row {row}, column {column}").format(row=row + 1, column=column + 1)


def say_link(layout: Layout, part: int, other: Layout, method: str, *, is_nothing: bool, are_words: bool = True) -> str:
    """What is shown over `other` while the person points at a part of `layout`. are_words: what `other` holds."""
    if isinstance(layout, Grid):
        if isinstance(other, Spans) and are_words:
            return _("Words that belong to this place")
        return _("What belongs to this place")
    if is_nothing:
        text = _("“{word}” looks at nothing in particular")
    elif method == "attention":
        text = _("What “{word}” looks at")
    else:
        text = _("What belongs to “{word}”")
    return text.format(word=say_part(layout, part))


def layouts_that_ask(links: Sequence[Interaction]) -> dict[str, Layout]:
    """The fields whose parts can be the query of the formula: of two the first one, of more all."""
    if len(links) == 1:
        return {links[0].field: links[0].layout}
    layouts = {link.field: link.layout for link in links}
    return layouts | {link.other: link.other_layout for link in links if link.other not in layouts}


def strongest_part(link: Interaction, prediction: Prediction | None) -> int:
    """Which linked part of the field weighs the most on the page; by the links' own strength if no map says."""
    shown = prediction.heat_maps.get(link.field) if prediction is not None else None
    weights = [0.0] * link.layout.count
    if shown is not None:
        for part, weight in enumerate(shown.weights.tolist()):
            same = same_part(shown.layout, part, link.layout)
            if same is not None:
                weights[same] = max(weights[same], weight)
    if not any(weights):
        weights = link.strengths.tolist()
    return max(range(len(weights)), key=weights.__getitem__)
