"""Which shelf a shop recommends next: the rule of `shopping`.

Six shelves in three interests, each with a calm and a lively one. The history tells the interest, if the last two
purchases agree; the description tells the pace, if it names one. Whatever they leave open is as the picture shows it.
"""

from itertools import product
from typing import Final, Literal, TypeAlias

from mmgui.core.i18n import N_

Interest: TypeAlias = Literal["outdoors", "home", "culture"]
Past: TypeAlias = Literal["outdoors", "home", "culture", "mixed", "new"]
Pace: TypeAlias = Literal["calm", "lively"]
Tone: TypeAlias = Literal["calm", "lively", "plain"]
Shelf: TypeAlias = Literal["garden", "sports", "kitchen", "toys", "books", "music"]

CLASSES: Final = (N_("garden"), N_("sports"), N_("kitchen"), N_("toys"), N_("books"), N_("music"))
INTERESTS: Final[tuple[Interest, ...]] = ("outdoors", "home", "culture")
PASTS: Final[tuple[Past, ...]] = (*INTERESTS, "mixed", "new")
TONES: Final[tuple[Tone, ...]] = ("calm", "lively", "plain")
PLACE: Final[dict[Shelf, tuple[Interest, Pace]]] = {
    "garden": ("outdoors", "calm"),
    "sports": ("outdoors", "lively"),
    "kitchen": ("home", "calm"),
    "toys": ("home", "lively"),
    "books": ("culture", "calm"),
    "music": ("culture", "lively"),
}
SHELVES: Final = tuple(PLACE)
_SHELF: Final = {place: shelf for shelf, place in PLACE.items()}

CELLS: Final[tuple[tuple[Past, Tone, Shelf], ...]] = tuple(product(PASTS, TONES, SHELVES))


def next_shelf(past: Past, tone: Tone, shown: Shelf) -> Shelf:
    """The answer: from what was bought, what the description says, and what the picture shows."""
    interest, pace = PLACE[shown]
    if past != "mixed" and past != "new":
        interest = past
    if tone != "plain":
        pace = tone
    return _SHELF[interest, pace]
