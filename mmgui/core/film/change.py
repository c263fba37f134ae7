"""What changed between two moments of a learning film, in one or two true sentences. Free of torch: the window asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass

from mmgui.core.film.film import Film, Frame
from mmgui.core.i18n import _, join_sentences
from mmgui.core.layouts import Grid
from mmgui.core.text import one_line
from mmgui.modalities import MODALITIES

_Pair = tuple[str, str]  # before and now


@dataclass(frozen=True, slots=True)
class FrameChange:
    """Where the model looked in one example.

    places, words: per field over an image, and over a text, what stands out in its map ("lower middle of the picture"),
    with the field's name if there are several. answer: number of the class; truth: probability of the right one.
    """

    places: Mapping[str, str]
    words: Mapping[str, str]
    answer: int
    truth: float


def read_frame_change(film: Film, frame: Frame, number: int) -> FrameChange:
    """What stands out in example `number` of the pool."""
    example = film.examples[number]
    places, words = {}, {}
    for field in film.fields:
        found = film.map(frame, number, field.name)
        if found is None or field.modality not in MODALITIES:
            continue
        if isinstance(found.layout, Grid):
            if place := MODALITIES.get(field.modality).describe(found.layout, found.weights):
                places[field.name] = _named(place, field.name, example.grids)
        elif found.weights.max() - found.weights.min() > 1e-3:
            word = found.words[int(found.weights.argmax())].text
            words[field.name] = _named(word, field.name, example.texts)
    truth = float(frame.probabilities[number, example.label])
    return FrameChange(places, words, film.answer(frame, number), truth)


def describe_change(film: Film, shown: Sequence[int], index: int) -> str:
    """What is different in frame `index` from the first frame, for the example where that says most.

    shown: the numbers in the pool of what is on the screen, in order; they are called 1, 2, 3, ... Every statement is
    read off the data: a place or word is only named where one stands out.
    """
    if not film.frames or not shown:
        return ""
    first, now = film.frames[0], film.frames[min(index, len(film.frames) - 1)]
    if now is first:
        right = sum(film.is_right(now, n) for n in shown)
        said = _("This is after epoch {epoch}: {right} of {count} are right.")
        sentences = [said.format(epoch=now.epoch, right=right, count=len(shown))]
        if len(film.frames) > 1:
            sentences.append(_("Press Play to see how the model learns where to look."))
        return join_sentences(sentences)
    before = {n: read_frame_change(film, first, n) for n in shown}
    after = {n: read_frame_change(film, now, n) for n in shown}
    best = max(shown, key=lambda n: _worth(film, before[n], after[n], n))
    number, old, new = shown.index(best) + 1, before[best], after[best]
    look = _look_sentence(number, first.epoch, old, new)
    answer = _answer_sentence(film, best, number, old, new, is_named=bool(look))
    sentences = [look, answer]
    if not look and not answer:
        sentences = [_("The answers and where the model looks most are the same as after the first epoch.")]
    return join_sentences(sentences)


def _worth(film: Film, before: FrameChange, after: FrameChange, number: int) -> float:
    label = film.examples[number].label
    turned = (after.answer == label) - (before.answer == label)
    moved = _changed(before.places, after.places) is not None
    reworded = _changed(before.words, after.words) is not None
    return 3.0 * max(0, turned) + 1.0 * moved + 0.7 * reworded + abs(after.truth - before.truth)


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> _Pair | None:
    """Of the first field in which something else stands out now: what did, what does."""
    pairs = ((old, after.get(name, old)) for name, old in before.items())
    return next(((old, new) for old, new in pairs if old != new), None)


def _named(what: str, field: str, alike: Sized) -> str:
    return _("{name} ({kind})").format(name=what, kind=one_line(field, 40)) if len(alike) > 1 else what


def _look_sentence(number: int, epoch: int, before: FrameChange, after: FrameChange) -> str:
    moved, reworded = _changed(before.places, after.places), _changed(before.words, after.words)
    place, new_place = moved or ("", "")
    word, new_word = reworded or ("", "")
    values = {
        "number": number,
        "epoch": epoch,
        "place": place,
        "new_place": new_place,
        "word": word,
        "new_word": new_word,
    }
    if moved and reworded:
        return _(
            "Example {number}: after epoch {epoch} the model looked most at the {place} and the word “{word}”; now it "
            "looks at the {new_place} and the word “{new_word}”."
        ).format(**values)
    if moved:
        return _(
            "Example {number}: after epoch {epoch} the model looked most at the {place}; now it looks at the "
            "{new_place}."
        ).format(**values)
    if reworded:
        return _(
            "Example {number}: after epoch {epoch} the word “{word}” counted most; now it is “{new_word}”."
        ).format(**values)
    return ""


def _answer_sentence(
    film: Film, chosen: int, number: int, before: FrameChange, after: FrameChange, *, is_named: bool
) -> str:
    if before.answer == after.answer:
        return ""
    label = film.examples[chosen].label
    values = {"number": number, "old": film.classes[before.answer], "new": film.classes[after.answer]}
    is_right, was_right = after.answer == label, before.answer == label
    if is_right and is_named:
        return _("Its answer went from “{old}” to “{new}”, which is right.").format(**values)
    if is_right:
        return _("Example {number}: the answer went from “{old}” to “{new}”, which is right.").format(**values)
    if was_right:
        return _("Example {number}: the answer went from “{old}”, which was right, to “{new}”.").format(**values)
    return _("Example {number}: the answer went from “{old}” to “{new}”; both are wrong.").format(**values)


__all__ = ["FrameChange", "describe_change", "read_frame_change"]
