"""Which face with which words means what: the rule of `feelings`, and what each sense alone could reach with it."""

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
