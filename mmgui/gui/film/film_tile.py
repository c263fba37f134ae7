"""A tile of the learning film: what the model says of an example at one epoch, where it looks, and how it got there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from mmgui.core.i18n import N_, _, join_names
from mmgui.core.text import one_line, percent
from mmgui.gui.kit.example_tile import ExampleTile, History, SeenPicture, TileContent
from mmgui.gui.kit.sense_sentences import field_title
from mmgui.gui.kit.theme import SPACE
from mmgui.gui.kit.weighed_words import WeighedText

if TYPE_CHECKING:
    from mmgui.core.film.choice import Shown
    from mmgui.core.film.film import Film

LEAST_PX = 26 * SPACE  # width of a tile
_HEIGHT, _TALLEST = 22 * SPACE, 460
_REASONS = {
    "pinned": N_("You chose it."),
    "torn": N_("Shown because the senses disagree about it."),
    "wrong": N_("Shown because it stays wrong."),
    "learned": N_("Shown because it was learned on the way."),
    "right": N_("Shown because it is right and sure."),
    "spread": N_("Shown because it is another class."),
}


def film_tile(parent: QWidget | None = None) -> ExampleTile:
    return ExampleTile(parent, height=_HEIGHT, width=LEAST_PX, tallest=_TALLEST)


def tile_content(film: Film, shown: Shown, number: int, index: int, kept: frozenset[int]) -> TileContent:
    """What the tile says about an example in frame `index`. number: 1, 2, 3, ... on the screen. kept: ids."""
    from mmgui.core.film.change import read_frame_change

    frame, example = film.frames[index], film.examples[shown.number]
    answer, label = film.classes[film.answer(frame, shown.number)], film.classes[example.label]
    probability = float(frame.probabilities[shown.number].max())
    pictures, texts, alone = [], [], []
    for field in film.fields:
        heat_map = film.map(frame, shown.number, field.name)
        if field.name in example.pictures:
            pictures.append(SeenPicture(example.pictures[field.name], heat_map.grid if heat_map is not None else None))
        if field.name in example.texts:
            texts.append(WeighedText(example.texts[field.name], heat_map.words if heat_map is not None else ()))
        said = film.single_answer(frame, shown.number, field.name)
        if said is not None:
            title = one_line(field_title(field, film.fields), 24)
            alone.append(_("{field}: {answer}").format(field=title, answer=film.classes[said[0]]))
    is_kept, places = example.id in kept, read_frame_change(film, frame, shown.number).places
    first, last = film.frames[0].epoch, max(film.frames[-1].epoch, film.frames[0].epoch + 1)
    times = tuple((f.epoch - first) / (last - first) for f in film.frames)
    right = [] if answer == label else [_("right: {label}").format(label=one_line(label, 40))]
    return TileContent(
        label,
        answer,
        probability,
        pictures=tuple(pictures),
        texts=tuple(texts),
        notes=(*right, *alone),
        note_lines=2 if len(alone) > 1 else 1,
        history=History(film.truth_line(shown.number), times, index),
        badge=_("{number} kept").format(number=number) if is_kept else str(number),
        is_kept=is_kept,
        name=_("Example {number}: {verdict}").format(number=number, verdict=_verdict(label, answer, probability)),
        about=(
            _("Alone: {answers}").format(answers=", ".join(alone)) if alone else "",
            _("It looks most at the {place}.").format(place=join_names(places.values())) if places else "",
            _(_REASONS[shown.reason]),
            _("Kept in the film; click to let it go.") if is_kept else _("Click to keep it in the film."),
        ),
    )


def _verdict(label: str, answer: str, probability: float) -> str:
    """ "“happy” with 83 %, which is right" for people who do not see the tile."""
    values = {"answer": one_line(answer, 60), "percent": percent(probability), "label": one_line(label, 60)}
    if answer == label:
        return _("“{answer}” with {percent}, which is right").format(**values)
    return _("“{answer}” with {percent}; right would be “{label}”").format(**values)


__all__ = ["LEAST_PX", "film_tile", "tile_content"]
