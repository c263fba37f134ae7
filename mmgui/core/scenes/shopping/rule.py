"""Which shelf a shop recommends next: the rule of `shopping`.

Six shelves in three interests, each with a calm and a lively one. The history tells the interest, if the last two
purchases agree; the description tells the pace, if it names one. Whatever they leave open is as the picture shows it.
"""

from itertools import product
from typing import Final, Literal, TypeAlias

from mmgui.core.i18n import N_

Interest: TypeAlias = Literal["outdoors", "home", "culture"]
Past: TypeAlias = Literal[
    "outdoors", "home", "culture", "outdoors last", "home last", "culture last", "new"
]  # the last two purchases agree, or another interest came before the last one, or there are no two
Pace: TypeAlias = Literal["calm", "lively"]
Tone: TypeAlias = Literal["calm", "lively", "plain", "facts"]
Shelf: TypeAlias = Literal["garden", "sports", "kitchen", "toys", "books", "music"]

CLASSES: Final = (N_("garden"), N_("sports"), N_("kitchen"), N_("toys"), N_("books"), N_("music"))
INTERESTS: Final[tuple[Interest, ...]] = ("outdoors", "home", "culture")
# A history tells an interest in three of seven examples, a description a pace in half of them: so the picture decides
# often enough for its six shelves to be learnt, and two purchases disagree as often as they agree.
MIXED: Final[dict[Past, Interest]] = {"outdoors last": "outdoors", "home last": "home", "culture last": "culture"}
PASTS: Final[tuple[Past, ...]] = (*INTERESTS, *MIXED, "new")
PACES: Final[tuple[Pace, ...]] = ("calm", "lively")
TONES: Final[tuple[Tone, ...]] = (*PACES, "plain", "facts")
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
    told = next((known for known in INTERESTS if known == past), interest)
    said = next((known for known in PACES if known == tone), pace)
    return _SHELF[told, said]


def picture_decides(past: Past, tone: Tone) -> bool:
    """Whether history or description leave anything open."""
    return past not in INTERESTS or tone not in PACES
