"""A handful of examples with their answers explained: some right, some wrong, some on which the senses disagree."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
from PIL import Image

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example
from mmgui.core.errors import DataError
from mmgui.core.explaining.overlay import describe_place, lay_over
from mmgui.core.i18n import N_, _, join_names
from mmgui.core.inference.prediction import HeatMap, Prediction
from mmgui.core.inference.predictor import Predictor
from mmgui.core.modalities.picture import read_picture
from mmgui.core.reporting.blocks import ExampleCard, Paragraph, Section, Tone
from mmgui.core.reporting.heat_map_svg import method_title
from mmgui.core.reporting.markup import png_bytes
from mmgui.core.reporting.report_facts import RunFacts
from mmgui.core.reporting.word_lines import Piece, pieces_of
from mmgui.core.text import one_line, percent, share_percents

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
# Whole sentences per modality: other languages bend articles and verbs with the noun.
_AGAINST = {"image": N_("the picture spoke against it"), "text": N_("the words spoke against it")}
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
    """Explained examples of the test part (else validation, else of what is at hand). Raises Cancelled."""
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
    picture, size, picture_map = _picture_with_map(predictor, example, prediction)
    pieces, word_map = _words_with_map(predictor, example, prediction)
    label = one_line(example.label or "–", 60)
    title = _(_TITLES[chosen.why]).format(
        answer=one_line(prediction.answer, 60), label=label, confidence=percent(prediction.confidence)
    )
    return ExampleCard(
        title=title,
        tone=_TONES[chosen.why],
        picture=picture,
        size=size,
        picture_description=_place_sentence(picture_map) if picture_map is not None else "",
        pieces=pieces,
        facts=_facts(prediction, facts),
        sentences=tuple(_sentences(prediction, facts, picture_map, word_map)),
    )


def _pool(facts: RunFacts, predictor: Predictor | None) -> tuple[Example, ...]:
    """Labelled examples that the model may be asked about, those that it has not learned from first."""
    known = set() if predictor is None else set(predictor.classes)
    pools = [facts.parts.get("test", ()), facts.parts.get("validation", ())]
    if facts.examples is not None and not facts.parts:
        pools += [facts.examples.part("test").examples, facts.examples.examples]
    for pool in pools:
        found = tuple(e for e in pool if e.label in known)
        if found:
            return found
    return ()


def _picture_with_map(
    predictor: Predictor, example: Example, prediction: Prediction
) -> tuple[bytes | None, tuple[int, int], HeatMap | None]:
    for field in predictor.fields:
        heat, value = prediction.heat_maps.get(field.name), example.values.get(field.name)
        if field.modality != "image" or heat is None or heat.grid is None or value is None:
            continue
        try:
            image = Image.fromarray(read_picture(Path(value)))
        except DataError:
            continue
        factor = _PICTURE_PX / max(image.size)
        size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
        kind = Image.Resampling.NEAREST if factor > 1.5 else Image.Resampling.LANCZOS
        pixels = np.asarray(image.resize(size, kind))
        return png_bytes(lay_over(pixels, heat.grid)), size, heat
    return None, (0, 0), None


def _words_with_map(
    predictor: Predictor, example: Example, prediction: Prediction
) -> tuple[tuple[Piece, ...], HeatMap | None]:
    for field in predictor.fields:
        value = example.values.get(field.name)
        if field.modality != "text" or not value:
            continue
        heat = prediction.heat_maps.get(field.name)
        pieces = pieces_of(value, heat.words if heat is not None else (), _WORD_CHARACTERS)
        if len(value) > _WORD_CHARACTERS:
            pieces = (*pieces, Piece("…", None))
        return pieces, heat
    return (), None


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
        said = _(_AGAINST[modality]) if is_alone and modality in _AGAINST else _("{sense} spoke against it")
        text = _("{first}; {second}").format(first=text, second=said.format(sense=title))
    return text


def _sentences(prediction: Prediction, facts: RunFacts, picture: HeatMap | None, words: HeatMap | None) -> list[str]:
    found = []
    if picture is not None:
        found.append(_place_sentence(picture))
    if words is not None:
        ranked = sorted((w for w in words.words if w.weight > 0.05), key=lambda w: -w.weight)[:3]
        if ranked:
            names = join_names(f"“{one_line(w.text, 40)}”" for w in ranked)
            found.append(_("{method}: strongest words {words}.").format(method=method_title(words.method), words=names))
    if prediction.missing:
        found.append(_("Missing: {names}.").format(names=join_names(facts.title(n) for n in prediction.missing)))
    if prediction.unfamiliar:
        names = join_names(facts.title(n) for n in prediction.unfamiliar)
        found.append(_("Unlike what the model was trained on: {names}.").format(names=names))
    return found


def _place_sentence(heat: HeatMap) -> str:
    place = describe_place(heat.grid) if heat.grid is not None else ""
    if not place:
        return _("The map is even: no place of the picture stands out.")
    return _("{method}, strongest place: {place}. The line encloses what counts at least half as much.").format(
        method=method_title(heat.method), place=place
    )
