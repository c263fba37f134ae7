"""The rule of `shopping` against shares counted by hand.

Of seven kinds of history three tell the interest, of four tones two tell the pace; the picture has six shelves.
"""

from collections import Counter
from collections.abc import Collection
from fractions import Fraction

import pytest

from mmgui.core.scenes import SCENES
from mmgui.core.scenes.shopping.rule import CELLS, CLASSES, SHELVES, next_shelf

HALF, TOLD, SILENT = Fraction(1, 2), Fraction(3, 7), Fraction(4, 7)
BY_HAND = {
    (): Fraction(1, 6),
    # told: one of two shelves; else one of six
    ("history",): TOLD * HALF + SILENT * Fraction(1, 6),
    ("words",): HALF * Fraction(1, 3) + HALF * Fraction(1, 6),
    # its interest is right where the history is silent, or by chance; its pace where the words are
    ("picture",): (SILENT + TOLD * Fraction(1, 3)) * (HALF + HALF * HALF),
    ("history", "words"): (TOLD + SILENT * Fraction(1, 3)) * (HALF + HALF * HALF),
    ("history", "picture"): HALF + HALF * HALF,
    ("words", "picture"): SILENT + TOLD * Fraction(1, 3),
    ("history", "words", "picture"): Fraction(1),
}


@pytest.mark.parametrize("senses", BY_HAND)
def test_the_best_possible_is_what_was_worked_out_by_hand(senses: Collection[str]) -> None:
    assert SCENES.get("shopping").best_possible(senses) == pytest.approx(float(BY_HAND[tuple(senses)]))


def test_each_sense_adds_to_the_others() -> None:
    for more, high in BY_HAND.items():
        assert all(low + Fraction(1, 14) <= high for fewer, low in BY_HAND.items() if set(fewer) < set(more))
    assert max(v for senses, v in BY_HAND.items() if len(senses) == 2) == Fraction(3, 4)


def test_every_shelf_is_as_frequent() -> None:
    assert Counter(next_shelf(*cell) for cell in CELLS) == dict.fromkeys(CLASSES, len(CELLS) // 6)
    assert set(SHELVES) == set(CLASSES)


@pytest.mark.parametrize(
    ("past", "tone", "shown", "shelf"),
    [
        ("outdoors", "calm", "toys", "garden"),  # the story: the bear says nothing
        ("culture", "plain", "sports", "music"),  # the pace of the picture
        ("home last", "calm", "music", "books"),  # the interest of the picture
        ("new", "facts", "kitchen", "kitchen"),  # nothing else is known
    ],
)
def test_what_history_and_words_leave_open_is_as_in_the_picture(past, tone, shown, shelf) -> None:  # type: ignore[no-untyped-def]
    assert next_shelf(past, tone, shown) == shelf
