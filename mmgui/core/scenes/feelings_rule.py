"""Which face with which words means what: the rule of `feelings`, and what each sense alone could reach with it."""

from collections.abc import Collection
from typing import Literal, TypeAlias

from mmgui.core.i18n import N_

Expression: TypeAlias = Literal["smile", "frown", "scowl"]
Tone: TypeAlias = Literal["cheerful", "neutral", "gloomy"]

EXPRESSIONS: tuple[Expression, ...] = ("smile", "frown", "scowl")
TONES: tuple[Tone, ...] = ("cheerful", "neutral", "gloomy")
CLASSES = (N_("happy"), N_("sad"), N_("angry"), N_("sarcastic"))

# The face tells the feeling, unless the words say the opposite: then somebody is being sarcastic. Every face has its
# own class at two of three tones, so a look at the picture alone is right in 2 of 3 cases, and no sense suffices.
RULE: dict[tuple[Expression, Tone], str] = {
    ("smile", "cheerful"): "happy",
    ("smile", "neutral"): "happy",
    ("smile", "gloomy"): "sarcastic",
    ("frown", "cheerful"): "sarcastic",
    ("frown", "neutral"): "sad",
    ("frown", "gloomy"): "sad",
    ("scowl", "cheerful"): "sarcastic",
    ("scowl", "neutral"): "angry",
    ("scowl", "gloomy"): "angry",
}
CELLS = tuple(RULE)


def best_possible(senses: Collection[str]) -> float:
    """The accuracy of the best answer that knows only these fields ("picture", "words"), all cells equally frequent.

    By enumeration: cells that look the same to these senses must get one answer, the most frequent one.
    Raises ValueError for an unknown field.
    """
    if unknown := set(senses) - {"picture", "words"}:
        raise ValueError(f"no such field: {sorted(unknown)}")
    seen: dict[tuple[str, ...], list[str]] = {}
    for (expression, tone), label in RULE.items():
        view = (expression if "picture" in senses else "", tone if "words" in senses else "")
        seen.setdefault(view, []).append(label)
    right = sum(max(labels.count(name) for name in labels) for labels in seen.values())
    return right / len(RULE)
