"""The rule of `feelings` against counts made by hand: a smile is happy in 2 of its 3 cells, and so on."""

from collections import Counter
from collections.abc import Collection
from fractions import Fraction

import pytest

from mmgui.core.scenes.feelings.rule import CELLS, CLASSES, RULE


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


def test_picture_alone_is_right_in_two_of_three_cases() -> None:
    assert best_possible({"picture"}) == pytest.approx(2 / 3)
    assert best_possible({"picture"}) <= 0.70


def test_words_alone_are_right_in_four_of_nine_cases() -> None:
    # cheerful: 2 of 3 sarcastic; neutral and gloomy: three different classes each, 1 of 3
    assert best_possible({"words"}) == pytest.approx(float(Fraction(2 + 1 + 1, 9)))
    assert best_possible({"words"}) <= 0.70


def test_both_senses_decide_every_case() -> None:
    assert best_possible({"picture", "words"}) == 1.0
    assert best_possible(["words", "picture"]) >= 0.98


def test_no_sense_can_only_name_the_most_frequent_class() -> None:
    assert best_possible(()) == pytest.approx(3 / 9)


def test_an_unknown_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="smell"):
        best_possible({"smell"})


def test_every_class_is_an_answer_and_every_cell_has_one() -> None:
    assert set(RULE.values()) == set(CLASSES)
    assert len(CELLS) == 9
    assert Counter(RULE.values()) == {"happy": 2, "sad": 2, "angry": 2, "sarcastic": 3}
