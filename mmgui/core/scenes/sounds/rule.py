"""Which thing with which sound is what: the rule of `sounds`, and what each sense alone could reach with it."""

from typing import Literal, NamedTuple, TypeAlias

from mmgui.core.i18n import N_

Thing: TypeAlias = Literal["van", "tower", "cloud", "bird", "person"]
Noise: TypeAlias = Literal["siren", "bell", "engine", "rain", "song", "voice"]

THINGS: tuple[Thing, ...] = ("van", "tower", "cloud", "bird", "person")
NOISES: tuple[Noise, ...] = ("siren", "bell", "engine", "rain", "song", "voice")
CLASSES = (
    N_("delivery van"), N_("ambulance"), N_("church"), N_("fire station"), N_("plane"), N_("shower"),
    N_("songbird"), N_("parrot"), N_("singer"), N_("whistler"),
)  # fmt: skip


class Cell(NamedTuple):
    """One combination."""

    thing: Thing
    noise: Noise


# Every picture is one of two things, and so is every sound but two: a bell and rain need no eyes. A picture alone is
# right in 5 of 10 cases, a sound alone in 6 of 10.
RULE: dict[Cell, str] = {
    Cell("van", "engine"): "delivery van",
    Cell("van", "siren"): "ambulance",
    Cell("tower", "siren"): "fire station",
    Cell("tower", "bell"): "church",
    Cell("cloud", "engine"): "plane",
    Cell("cloud", "rain"): "shower",
    Cell("bird", "song"): "songbird",
    Cell("bird", "voice"): "parrot",
    Cell("person", "song"): "whistler",
    Cell("person", "voice"): "singer",
}
CELLS = tuple(RULE)
