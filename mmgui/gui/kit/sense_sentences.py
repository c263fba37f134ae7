"""Sentences about the senses: which one decided, what each says alone, which one is unlike what was learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mmgui.core.i18n import _, join_names, join_sentences, with_percent_sign
from mmgui.core.text import one_line, whole_percents
from mmgui.modalities import MODALITIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmgui.core.data.example import Field
    from mmgui.core.inference.prediction import Prediction

_MOSTLY = 0.6  # from this share on one sense "mostly" decided
_HARDLY = 0.05  # below this share a sense hardly counts in an answer
_ALL = 100  # per cent, as shown: then it is no matter of the combination
_CLEARLY = 0.10  # a sense says something alone if its best answer is so much more probable than by guessing


def field_title(field: Field, fields: Sequence[Field]) -> str:
    """ "Picture"; with its own name if the model has several fields of that kind."""
    if field.modality not in MODALITIES:
        return one_line(field.name, 40)
    title, name = MODALITIES.get(field.modality).title(), own_name(field, fields)
    return f"{title} ({name})" if name else title


def own_name(field: Field, fields: Sequence[Field]) -> str:
    """The field's name if the model has several of that kind, else ""."""
    return "" if _is_alone(field, fields) else one_line(field.name, 30)


def say_decided(prediction: Prediction, fields: Sequence[Field]) -> str:
    """ "Mostly the words: 65 %."; that only the combination did, if no sense says so alone, and which one weighs most.

    "" if fewer than two senses were there.
    """
    shown = [f for f in fields if f.name in prediction.contributions]
    if len(shown) < 2 or len(shown) - len([f for f in shown if f.name in prediction.missing]) < 2:
        return ""
    shares = whole_percents([prediction.contributions[f.name] for f in shown])
    by_share = sorted(zip(shares, shown, strict=True), key=lambda pair: -pair[0])
    share, top = by_share[0]
    if _is_only_combined(prediction):
        if share < 100 * _MOSTLY:
            return _("Only the combination did.")
        text = (
            _("All the weight has {sense}, {share}, though its own part alone does not say so.")
            if share == _ALL
            else _("Only the combination did; most weight has {sense}, {share}.")
        )
        return text.format(sense=field_title(top, fields), share=with_percent_sign(share))
    if share < 100 * _MOSTLY and len(shown) == 2:
        return _("Both decided about equally.")
    if share < 100 * _MOSTLY:
        return _("No sense decided alone.")
    text = _sentence("decided", top, fields)
    if text:
        return text.format(share=with_percent_sign(share))
    return _("Mostly {sense}: {share}.").format(sense=field_title(top, fields), share=with_percent_sign(share))


def say_undecided(prediction: Prediction) -> str:
    """Where the program says “I don't know”: nothing has decided, and of what the shares below are."""
    return _("Nothing was decided. The shares are those of its best guess, {answer}.").format(
        answer=one_line(prediction.answer)
    )


def say_agreement(prediction: Prediction, fields: Sequence[Field], *, is_unsure: bool = False) -> str:
    """What the senses say alone, and together; "" if fewer than two were there. is_unsure: they give no answer."""
    if prediction.missing:
        if is_unsure:
            return _("Missing: {names}.").format(names=join_names(_missing(prediction, fields)))
        names = join_names(_missing(prediction, fields))
        return _("Missing: {names}. The model answered with what is there.").format(names=names)
    if is_unsure:
        return ""
    said_alone = _answers_alone(prediction)
    alone = {field: said_alone[field.name] for field in fields if field.name in said_alone}
    if len(alone) < 2:
        return ""
    answers, together = set(alone.values()) - {""}, one_line(prediction.answer)
    has_all = _ALL in whole_percents(list(prediction.contributions.values()))
    if not answers:
        text = (
            _("No sense alone says anything clear; together they say {answer}.")
            if has_all
            else _("No sense alone says anything clear; only together they say {answer}.")
        )
        return text.format(answer=together)
    said = join_names(_say_alone(field, fields, answer) for field, answer in alone.items())
    if len(answers) == 1 and "" in alone.values():
        return _("Not every sense says something clear: {said}. Together they say {answer}.").format(
            said=said, answer=together
        )
    if answers == {prediction.answer}:
        return _("The senses agree: each alone says {answer}.").format(answer=together)
    if len(answers) == 1:
        text = (
            _("Each sense alone says {alone}; together they say {answer}.")
            if has_all
            else _("Each sense alone says {alone}; only together they say {answer}.")
        )
        return text.format(alone=one_line(answers.pop()), answer=together)
    return _("The senses disagree: {said}. Together they say {answer}.").format(said=said, answer=together)


def say_unfamiliar(prediction: Prediction, fields: Sequence[Field]) -> str:
    """ "The picture is unlike anything it was trained on.", "Some of these words are new to it, …"; a sentence per such
    sense, "" without one."""
    said = []
    for field in fields:
        title = field_title(field, fields)
        if field.name in prediction.unfamiliar:
            other = _("“{sense}” is unlike anything it was trained on.").format(sense=title)
            said.append(_sentence("unfamiliar", field, fields) or other)
        elif field.name in prediction.partly_met:
            other = _("Parts of “{sense}” are new to it, so it is less sure.").format(sense=title)
            said.append(_sentence("partly met", field, fields) or other)
    return join_sentences(said)


def weighs_little(prediction: Prediction, name: str) -> Literal["", "hardly", "against"]:
    """Whether a field hardly counts in this answer or speaks against it; "" if it bears it, or is the only one."""
    others = [f for f in prediction.contributions if f != name and f not in prediction.missing]
    if not others or prediction.contributions.get(name, 1.0) >= _HARDLY:
        return ""
    values = prediction.contribution_values
    if name in prediction.against and -values[name] >= _HARDLY * sum(abs(v) for v in values.values()):
        return "against"
    return "hardly"


def say_weighs_little(prediction: Prediction, field: Field, fields: Sequence[Field]) -> str:
    """ "The words hardly count in this answer, …"; "" where the field bears it."""
    weight = weighs_little(prediction, field.name)
    if not weight:
        return ""
    text = _sentence(weight, field, fields)
    if text:
        return text
    other = (
        _("“{sense}” speaks against this answer: the model gives it because of something else.")
        if weight == "against"
        else _("“{sense}” hardly counts in this answer, so its map explains hardly anything of it.")
    )
    return other.format(sense=field_title(field, fields))


def _missing(prediction: Prediction, fields: Sequence[Field]) -> list[str]:
    return [field_title(f, fields) for f in fields if f.name in prediction.missing]


def _answers_alone(prediction: Prediction) -> dict[str, str]:
    """What each field says alone; "" if that is not clear."""
    alone = {}
    for name, probabilities in prediction.single.items():
        if probabilities:
            best = max(range(len(probabilities)), key=lambda k: probabilities[k])
            alone[name] = prediction.classes[best] if is_clear(probabilities) else ""
    return alone


def is_clear(probabilities: Sequence[float]) -> bool:
    """Whether the best answer is clearly more probable than by guessing."""
    return max(probabilities) >= 1 / len(probabilities) + _CLEARLY


def _is_only_combined(prediction: Prediction) -> bool:
    alone = _answers_alone(prediction)
    return len(alone) > 1 and prediction.answer not in alone.values()


def _say_alone(field: Field, fields: Sequence[Field], answer: str) -> str:
    if not answer:
        silent = _sentence("silent", field, fields)
        return silent or _("{sense} alone does not say").format(sense=field_title(field, fields))
    text = _sentence("alone", field, fields)
    if text:
        return text.format(answer=one_line(answer))
    return _("{sense} alone says {answer}").format(sense=field_title(field, fields), answer=one_line(answer))


def _sentence(key: str, field: Field, fields: Sequence[Field]) -> str:
    """The modality's own sentence; "" if it has none or would not say which field is meant."""
    if field.modality not in MODALITIES or not _is_alone(field, fields):
        return ""
    return MODALITIES.get(field.modality).say(key)


def _is_alone(field: Field, fields: Sequence[Field]) -> bool:
    return sum(f.modality == field.modality for f in fields) <= 1


__all__ = [
    "field_title",
    "is_clear",
    "own_name",
    "say_agreement",
    "say_decided",
    "say_undecided",
    "say_unfamiliar",
    "say_weighs_little",
    "weighs_little",
]
