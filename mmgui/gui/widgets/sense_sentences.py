"""Sentences about the senses: which one decided, what each says alone, which one is unlike what was learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmgui.core.i18n import N_, _, join_names, with_percent_sign
from mmgui.core.modalities import MODALITIES
from mmgui.gui.texts import safe_name
from mmgui.gui.widgets.contribution_bar import whole_percents

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mmgui.core.data.example import Field
    from mmgui.core.inference.prediction import Prediction

_MOSTLY = 0.6  # from this share on one sense "mostly" decided
# Whole sentences per modality: other languages bend articles and verbs with the noun.
_DECIDED = {"image": N_("Mostly the picture: {share}."), "text": N_("Mostly the words: {share}.")}
_ALONE = {"image": N_("the picture alone says {answer}"), "text": N_("the words alone say {answer}")}
_UNFAMILIAR = {
    "image": N_("The picture is unlike anything it was trained on."),
    "text": N_("The words are unlike anything it was trained on."),
}


def field_title(field: Field, fields: Sequence[Field]) -> str:
    """ "Picture"; with its own name if the model has several fields of that kind."""
    if field.modality not in MODALITIES:
        return safe_name(field.name, 40)
    title = MODALITIES.get(field.modality).title()
    return title if _is_alone(field, fields) else f"{title} ({safe_name(field.name, 30)})"


def say_decided(prediction: Prediction, fields: Sequence[Field]) -> str:
    """ "Mostly the words: 65 %."; "" if fewer than two senses were there."""
    shown = [f for f in fields if f.name in prediction.contributions]
    if len(shown) < 2 or len(shown) - len([f for f in shown if f.name in prediction.missing]) < 2:
        return ""
    shares = whole_percents([prediction.contributions[f.name] for f in shown])
    by_share = sorted(zip(shares, shown, strict=True), key=lambda pair: -pair[0])
    share, top = by_share[0]
    if share < 100 * _MOSTLY and len(shown) == 2:
        return _("Both decided about equally.")
    if share < 100 * _MOSTLY:
        return _("No sense decided alone.")
    text = _sentence(_DECIDED, top, fields)
    if text:
        return text.format(share=with_percent_sign(share))
    return _("Mostly {sense}: {share}.").format(sense=field_title(top, fields), share=with_percent_sign(share))


def say_agreement(prediction: Prediction, fields: Sequence[Field]) -> str:
    """What the senses say alone, and together; "" if fewer than two were there."""
    if prediction.missing:
        names = [field_title(f, fields) for f in fields if f.name in prediction.missing]
        return _("Missing: {names}. The model answered with what is there.").format(names=join_names(names))
    alone: dict[Field, str] = {}
    for field in fields:
        probabilities = prediction.single.get(field.name)
        if probabilities:
            best = max(range(len(probabilities)), key=lambda k: probabilities[k])
            alone[field] = prediction.classes[best]
    if len(alone) < 2:
        return ""
    answers, together = set(alone.values()), safe_name(prediction.answer)
    if answers == {prediction.answer}:
        return _("The senses agree: each alone says {answer}.").format(answer=together)
    if len(answers) == 1:
        return _("Each sense alone says {alone}; only together they say {answer}.").format(
            alone=safe_name(answers.pop()), answer=together
        )
    said = join_names(_say_alone(field, fields, answer) for field, answer in alone.items())
    return _("The senses disagree: {said}. Together they say {answer}.").format(said=said, answer=together)


def say_unfamiliar(prediction: Prediction, fields: Sequence[Field]) -> str:
    """ "The picture is unlike anything it was trained on."; a sentence per such sense, "" without one."""
    said = []
    for field in fields:
        if field.name in prediction.unfamiliar:
            text = _sentence(_UNFAMILIAR, field, fields)
            other = _("“{sense}” is unlike anything it was trained on.")
            said.append(text or other.format(sense=field_title(field, fields)))
    return " ".join(said)


def _say_alone(field: Field, fields: Sequence[Field], answer: str) -> str:
    text = _sentence(_ALONE, field, fields)
    if text:
        return text.format(answer=safe_name(answer))
    return _("{sense} alone says {answer}").format(sense=field_title(field, fields), answer=safe_name(answer))


def _sentence(by_modality: Mapping[str, str], field: Field, fields: Sequence[Field]) -> str:
    """The modality's own sentence, translated; "" if it has none or would not say which field is meant."""
    text = by_modality.get(field.modality, "") if _is_alone(field, fields) else ""
    return _(text) if text else ""


def _is_alone(field: Field, fields: Sequence[Field]) -> bool:
    return sum(f.modality == field.modality for f in fields) == 1


__all__ = ["field_title", "say_agreement", "say_decided", "say_unfamiliar"]
