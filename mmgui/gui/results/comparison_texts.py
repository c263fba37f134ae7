"""Two runs in plain words: how far apart they are, and why they answer one example differently."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mmgui.core.i18n import _, join_sentences, ngettext, with_percent_sign
from mmgui.core.text import grouped, one_line, whole_percents
from mmgui.gui.kit.senses_card import field_title
from mmgui.modalities import MODALITIES

if TYPE_CHECKING:
    from mmgui.core.data.example import Field
    from mmgui.core.inference.prediction import Prediction
    from mmgui.core.race.significance import AccuracyDifference
    from mmgui.session.run_comparison import ComparedRuns

_LEANS = 0.6  # the share from which one sense is said to decide


def difference_sentence(found: ComparedRuns, first: str, second: str) -> str:
    """Whether one of them is better, never against the interval. first, second: the runs' names."""
    from mmgui.core.race.significance import LEAST_TEST

    difference = found.difference
    if difference is None:
        return _("The two runs have no example in common.")
    values = {"first": first, "second": second, "points": points(abs(difference.difference))}
    low, high = difference.low, difference.high
    if difference.outcome == "worse":
        low, high = -high, -low  # said from the better one's side
    values |= {"low": points(low), "high": points(high), "n": grouped(difference.groups), "least": str(LEAST_TEST)}
    text = {
        "too small": _("At least {least} different examples are needed to say which is better; here there are {n}."),
        "better": _("“{first}” is better than “{second}” by {points} points (95\u202f%: {low} to {high})."),
        "worse": _("“{second}” is better than “{first}” by {points} points (95\u202f%: {low} to {high})."),
    }.get(
        difference.outcome,
        _("It cannot be told which is better: the difference may lie anywhere from {low} to {high} points."),
    )
    return text.format(**values)


def points(share: float, *, signed: bool = False) -> str:
    """0.021 -> "2.1"; with a sign if asked for."""
    value = round(100 * share, 1)
    sign = "−" if value < 0 else "+" if signed and value > 0 else ""
    return f"{sign}{abs(value):.1f}"


def interval_text(difference: AccuracyDifference | None) -> str:
    """ "95 %: −3.1 to +8.4"."""
    if difference is None:
        return ""
    return _("95\u202f%: {low} to {high}").format(
        low=points(difference.low, signed=True), high=points(difference.high, signed=True)
    )


def left_out_sentence(count: int) -> str:
    """Examples that only one of them answered; "" if there are none."""
    if not count:
        return ""
    return ngettext(
        "{count} example was answered by one of them only and is left out.",
        "{count} examples were answered by one of them only and are left out.",
        count,
    ).format(count=grouped(count))


def cautions_sentence(found: ComparedRuns, names: tuple[str, str]) -> str:
    """That examples look equal to one of them, or to both; "" if none do."""
    from mmgui.core.training.benefit import say_flattering, say_of_each

    counts = zip(names, (found.first_distinct, found.second_distinct), strict=True)
    shown = [(one_line(name, 40), say_flattering(found.n, distinct, 0)) for name, distinct in counts]
    return join_sentences(say_of_each(shown))


def why_different(
    first: Prediction | None, second: Prediction | None, names: tuple[str, str], fields: Sequence[Field]
) -> str:
    """ "“Attention” looked most at: middle of the picture; “Words only” at: the word “great”.", and what decided.

    "" as long as one of them has not been looked at.
    """
    if first is None or second is None:
        return ""
    places = [_places(p, fields) for p in (first, second)]
    shown = [one_line(name, 40) for name in names]
    sentences = []
    if places[0] and places[0] == places[1]:
        sentences.append(_("Both looked most at the same: {places}.").format(places=_joined(places[0])))
    elif places[0] and places[1]:
        sentences.append(
            _("“{first}” looked most at: {first_places}; “{second}” at: {second_places}.").format(
                first=shown[0], first_places=_joined(places[0]), second=shown[1], second_places=_joined(places[1])
            )
        )
    else:
        for name, found in zip(shown, places, strict=True):
            if found:
                sentences.append(_("“{name}” looked most at: {places}.").format(name=name, places=_joined(found)))
            else:
                sentences.append(_("For “{name}” no place stands out.").format(name=name))
    sentences += _what_decided((first, second), shown, fields)
    return join_sentences(sentences)


def _what_decided(predictions: Sequence[Prediction], names: Sequence[str], fields: Sequence[Field]) -> list[str]:
    """Which sense each of them leant on; nothing where both have only the same one."""
    leanings = [_leaning(p, fields) for p in predictions]
    kinds = [(kind, sense) for kind, sense, _share in leanings]
    if kinds[0] == kinds[1] and kinds[0][0] != "leans":
        return [_("Both used their senses evenly.")] if kinds[0][0] == "even" else []
    if kinds[0] == kinds[1]:
        return [
            _("Both decided mostly by: {sense} ({first_share} and {second_share}).").format(
                sense=leanings[0][1],
                first_share=with_percent_sign(leanings[0][2]),
                second_share=with_percent_sign(leanings[1][2]),
            )
        ]
    sentences = []
    for name, (kind, sense, share) in zip(names, leanings, strict=True):
        text = {
            "leans": _("“{name}” decided mostly by: {sense} ({share})."),
            "even": _("“{name}” used its senses evenly."),
            "only": _("“{name}” has one sense only: {sense}."),
        }.get(kind, "")
        sentences.append(text.format(name=name, sense=sense, share=with_percent_sign(share)))
    return [sentence for sentence in sentences if sentence]


def _leaning(prediction: Prediction, fields: Sequence[Field]) -> tuple[str, str, int]:
    """("leans", "even", "only" or "", the sense, its share in per cent)."""
    own = [f for f in fields if f.name in prediction.contributions]
    if not own:
        return "", "", 0
    shares = [prediction.contributions[f.name] for f in own]
    best = max(range(len(own)), key=lambda k: shares[k])
    kind = "only" if len(own) == 1 else "leans" if shares[best] >= _LEANS else "even"
    return kind, field_title(own[best], fields) if kind != "even" else "", whole_percents(shares)[best]


def _places(prediction: Prediction, fields: Sequence[Field]) -> tuple[str, ...]:
    """The strongest place of each field, in words."""
    maps = [(field.modality, prediction.heat_maps.get(field.name)) for field in fields]
    found = (MODALITIES.get(kind).describe(one.layout, one.weights) for kind, one in maps if one is not None)
    return tuple(place for place in found if place)


def _joined(places: Sequence[str]) -> str:
    """ "the lower middle of the picture and the word “great”"."""
    if len(places) == 2:
        return _("{first} and {second}").format(first=places[0], second=places[1])
    return ", ".join(places)


__all__ = ["cautions_sentence", "difference_sentence", "interval_text", "left_out_sentence", "points", "why_different"]
