"""What the camera shows, what the radar measures, and what to do about it: the rule of `driving`."""

from itertools import product
from typing import Literal, NamedTuple, TypeAlias

from mmgui.core.i18n import N_

Answer: TypeAlias = Literal["go", "slow", "brake"]
Seen: TypeAlias = Literal["green", "walker", "amber", "kerb", "red", "crossing"]
Ahead: TypeAlias = Literal["leaving", "nearing", "rushing"]
Sky: TypeAlias = Literal["day", "dusk", "night", "rain", "mist", "fog"]

CLASSES: tuple[Answer, ...] = (N_("go"), N_("slow"), N_("brake"))  # type: ignore[assignment]

# What the camera may see: the light, and people. walker: somebody on the pavement, away from the road; kerb: about to
# cross; crossing: on the road. All but amber and red have a green light. As often as they stand here.
STREETS: tuple[Seen, ...] = ("green", "green", "walker", "walker", "amber", "kerb", "red", "crossing")
OF_STREET: dict[Seen, Answer] = {
    "green": "go",
    "walker": "go",
    "amber": "slow",
    "kerb": "slow",
    "red": "brake",
    "crossing": "brake",
}

# What the radar measures of the vehicle ahead: the time until they would meet, at this speed.
ROADS: tuple[Ahead, ...] = ("leaving", "leaving", "leaving", "leaving", "nearing", "rushing")
OF_ROAD: dict[Ahead, Answer] = {"leaving": "go", "nearing": "slow", "rushing": "brake"}
MEETING_S: dict[Ahead, tuple[float, float]] = {"nearing": (4.5, 8.0), "rushing": (1.5, 2.8)}

# mist: some fog, through which one sees; fog: nothing is seen any more, and what is in it stays there all the same.
SKIES: tuple[Sky, ...] = ("day", "day", "dusk", "night", "night", "rain", "rain", "mist", "mist", "fog")
HIDDEN_FROM = 0.85  # fog of this strength hides everything from the camera
MIST = (0.05, 0.7)


class Cell(NamedTuple):
    """One combination. number: tells those apart that are the same."""

    seen: Seen
    ahead: Ahead
    sky: Sky
    number: int = 0


CELLS = tuple(Cell(*of, number) for number, of in enumerate(product(STREETS, ROADS, SKIES)))


def answer_of(seen: Seen, ahead: Ahead) -> Answer:
    """The more careful of the two."""
    return max(OF_STREET[seen], OF_ROAD[ahead], key=CLASSES.index)
