"""A handful of examples with their answers explained: some right, some wrong, some on which the senses disagree."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, Split
from mmgui.core.errors import DataError
from mmgui.core.explaining.overlay import lay_over
from mmgui.core.explaining.word_lines import Piece, pieces_of
from mmgui.core.heat_map import HeatMap
from mmgui.core.i18n import N_, _, join_names
from mmgui.core.inference.inputs import read_value
from mmgui.core.inference.prediction import Prediction
from mmgui.core.inference.predictor import Predictor
from mmgui.core.layouts import Spans
from mmgui.core.reporting.blocks import ExampleCard, Paragraph, Section, ShownImage, ShownWords, Tone
from mmgui.core.reporting.heat_map_svg import say_map
from mmgui.core.reporting.markup import png_bytes
from mmgui.core.run.facts import RunFacts
from mmgui.core.text import one_line, percent, share_percents
from mmgui.modalities import MODALITIES

Progress: TypeAlias = Callable[[int, int], None]
Why: TypeAlias = Literal["right", "torn", "wrong"]
OF_EACH = 2
_MOST_ASKED = 600  # examples that are answered in order to choose: enough to find some of each
_MOST_LOOKED_AT = 40  # examples of which the single senses are asked
_PICTURE_PX = 420  # longer side in the report
_WORD_CHARACTERS = 500
_TITLES: Mapping[Why, str] = {
    "right": N_("Right: “{label}”, {confidence}"),
    "wrong": N_("Wrong: “{answer}” ({confidence}), the label is “{label}”"),
    "torn": N_("The senses disagree: together “{answer}” ({confidence}), the label is “{label}”"),
}
_TONES: Mapping[Why, Tone] = {"right": "good", "wrong": "warning", "torn": "plain"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """An example and for which reason it is shown."""

    example: Example
    why: Why


def examples_section(
    facts: RunFacts,
    predictor: Predictor | None,
    cancel: CancelToken | None = None,
    progress: Progress | None = None,
) -> Section:
    """Explained examples of the part that was measured (else of another, else of what is at hand). Raises Cancelled."""
    title = _("Examples, explained")
    pool = _pool(facts, predictor)
    if predictor is None or not pool:
        return Section(title, (Paragraph(_("There were no examples at hand to explain."), "note"),))
    chosen = choose_examples(predictor, pool, cancel, progress)
    cards = []
    for number, one in enumerate(chosen, start=1):
        if cancel is not None:
            cancel.raise_if_cancelled()
        card = explain_example(predictor, facts, one)
        if card is not None:
            cards.append(card)
        if progress is not None:
            progress(number, len(chosen))
    if not cards:
        return Section(title, (Paragraph(_("None of the examples could be read."), "note"),))
    chosen_by = (
        _(
            "Chosen by rule, not by hand: answers that are right, that are wrong, and on which the senses would answer "
            "differently by themselves."
        )
        if len(predictor.fields) > 1
        else _("Chosen by rule, not by hand: answers that are right and answers that are wrong.")
    )
    intro = [Paragraph(chosen_by)]
    if not any(c.why == "wrong" for c in chosen):
        intro.append(Paragraph(_("Among the examples that were asked none was answered wrongly."), "note"))
    return Section(title, (*intro, *cards))


def choose_examples(
    predictor: Predictor,
    pool: Sequence[Example],
    cancel: CancelToken | None = None,
    progress: Progress | None = None,
) -> tuple[Chosen, ...]:
    """Up to OF_EACH of each kind: the most confident mistakes, ordinary right answers of different classes, and right
    answers against which one sense alone would decide. The same examples give the same choice. Raises Cancelled."""
    step = max(1, len(pool) // _MOST_ASKED)
    asked = list(pool[::step])[:_MOST_ASKED]
    answers = predictor.predict_many([e.values for e in asked], cancel=cancel, progress=progress)
    pairs = list(zip(asked, answers, strict=True))
    wrong = sorted((p for p in pairs if p[1].answer != p[0].label), key=lambda p: (-p[1].confidence, p[0].id))
    right = sorted((p for p in pairs if p[1].answer == p[0].label), key=lambda p: (p[1].confidence, p[0].id))
    chosen = [Chosen(e, "wrong") for e, _answer in wrong[:OF_EACH]]
    torn: list[Chosen] = []
    for example, _answer in right[:_MOST_LOOKED_AT] if len(predictor.fields) > 1 else ():
        if cancel is not None:
            cancel.raise_if_cancelled()
        try:
            single = predictor.predict(example.values, explain=False).single
        except DataError:
            continue
        if len({int(np.argmax(p)) for p in single.values()}) > 1:
            torn.append(Chosen(example, "torn"))
        if len(torn) == OF_EACH:
            break
    used = {one.example.id for one in torn}
    ordinary: dict[str | None, Chosen] = {}
    for example, _answer in right[len(right) // 2 :]:  # not the showpieces: from the median upwards
        if example.id not in used:
            ordinary.setdefault(example.label, Chosen(example, "right"))
        if len(ordinary) == OF_EACH:
            break
    return (*ordinary.values(), *torn, *chosen)


def explain_example(predictor: Predictor, facts: RunFacts, chosen: Chosen) -> ExampleCard | None:
    """One card; None if the example cannot be read any more."""
    example = chosen.example
    try:
        prediction = predictor.predict(example.values)
    except DataError:
        return None
    label = one_line(example.label or "–", 60)
    title = _(_TITLES[chosen.why]).format(
        answer=one_line(prediction.answer, 60), label=label, confidence=percent(prediction.confidence)
    )
    images: list[ShownImage] = []
    words: list[ShownWords] = []
    sentences = []
    kinds = [type(heat.layout) for heat in prediction.heat_maps.values()]
    for field in predictor.fields:
        heat = prediction.heat_maps.get(field.name)
        if heat is None:
            continue
        title_of_field = facts.title(field.name) if kinds.count(type(heat.layout)) > 1 else ""
        sentences.append(say_map(heat, field.modality, title_of_field))
        modality = MODALITIES.get(field.modality)
        if isinstance(heat.layout, Spans):
            words.append(_words_with_map(heat, heat.layout, title_of_field))
        elif modality.has_image:
            image = modality.image(read_value(field, example.values[field.name]))
            images.append(_image_with_map(image, heat, sentences[-1], title_of_field))
    return ExampleCard(
        title=title,
        tone=_TONES[chosen.why],
        images=tuple(images),
        words=tuple(words),
        facts=_facts(prediction, facts),
        sentences=(*sentences, *_remarks(prediction, facts)),
    )


def _pool(facts: RunFacts, predictor: Predictor | None) -> tuple[Example, ...]:
    """Labelled examples that the model may be asked about, those that it has not learned from first."""
    known = set() if predictor is None else set(predictor.classes)
    held_out: tuple[Split, ...] = ("test", "validation")
    parts = sorted(held_out, key=lambda part: part != facts.part)  # of which the figures are
    pools = [facts.parts.get(part, ()) for part in parts]
    if facts.examples is not None and not facts.parts:
        pools += [facts.examples.part("test").examples, facts.examples.examples]
    for pool in pools:
        found = tuple(e for e in pool if e.label in known)
        if found:
            return found
    return ()


def _image_with_map(image: NDArray[np.uint8], heat: HeatMap, description: str, title: str) -> ShownImage:
    assert heat.grid is not None
    picture = Image.fromarray(image)
    factor = _PICTURE_PX / max(picture.size)
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    kind = Image.Resampling.NEAREST if factor > 1.5 else Image.Resampling.LANCZOS
    pixels = np.asarray(picture.resize(size, kind))
    return ShownImage(png_bytes(lay_over(pixels, heat.grid)), size, description, title)


def _words_with_map(heat: HeatMap, spans: Spans, title: str) -> ShownWords:
    pieces = pieces_of(spans.text, heat.words, _WORD_CHARACTERS)
    if len(spans.text) > _WORD_CHARACTERS:
        pieces = (*pieces, Piece("…", None))
    return ShownWords(pieces, title)


def _facts(prediction: Prediction, facts: RunFacts) -> tuple[tuple[str, str], ...]:
    """The answer together, of each sense alone, and the shares."""
    ranked = sorted(zip(prediction.classes, prediction.probabilities, strict=True), key=lambda p: -p[1])[:3]
    rows = [(_("Together"), join_names(f"{one_line(n, 40)} {percent(p)}" for n, p in ranked if p >= 0.005))]
    for name, probabilities in prediction.single.items():
        best = int(np.argmax(probabilities))
        text = f"{one_line(prediction.classes[best], 40)} {percent(probabilities[best])}"
        rows.append((_("{field} alone").format(field=facts.title(name)), text))
    if len(prediction.contributions) > 1:
        rows.append((_("Decided by"), _decided(prediction, facts)))
    return tuple(rows)


def _decided(prediction: Prediction, facts: RunFacts) -> str:
    """ "Picture 100 %; the words spoke against it": a share of 0 would hide that."""
    shown = share_percents(prediction.contributions)
    text = join_names(f"{facts.title(n)} {s}" for n, s in shown.items() if n not in prediction.against)
    for name in prediction.against:
        title, modality = facts.title(name), facts.modalities.get(name, "")
        is_alone = list(facts.modalities.values()).count(modality) == 1
        own = MODALITIES.get(modality).say("spoke against") if is_alone and modality in MODALITIES else ""
        said = own or _("{sense} spoke against it").format(sense=title)
        text = _("{first}; {second}").format(first=text, second=said)
    return text


def _remarks(prediction: Prediction, facts: RunFacts) -> list[str]:
    found = []
    if prediction.missing:
        found.append(_("Missing: {names}.").format(names=join_names(facts.title(n) for n in prediction.missing)))
    if prediction.unfamiliar:
        names = join_names(facts.title(n) for n in prediction.unfamiliar)
        found.append(_("Unlike what the model was trained on: {names}.").format(names=names))
    if prediction.partly_met:
        names = join_names(facts.title(n) for n in prediction.partly_met)
        found.append(_("Partly new to the model, so it is less sure: {names}.").format(names=names))
    return found
