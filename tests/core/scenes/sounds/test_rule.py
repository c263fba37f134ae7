"""The rule of `sounds` against counts made by hand."""

from collections import Counter

import pytest

from mmgui.core.scenes.sounds.rule import CELLS, CLASSES, NOISES, RULE, THINGS
from mmgui.core.scenes.sounds.scene import Sounds

SOUNDS = Sounds()


def test_a_picture_alone_is_right_in_one_of_two_cases() -> None:
    """Each of the 5 things is 2 of the 10 classes."""
    assert Counter(cell.thing for cell in CELLS) == dict.fromkeys(THINGS, 2)
    assert SOUNDS.best_possible(["picture"]) == pytest.approx(5 / 10)


def test_a_sound_alone_is_right_in_six_of_ten_cases() -> None:
    """siren, engine, song and voice: 1 of 2 each; bell and rain: always."""
    heard = Counter(cell.noise for cell in CELLS)
    assert heard == {"siren": 2, "engine": 2, "song": 2, "voice": 2, "bell": 1, "rain": 1}
    assert SOUNDS.best_possible(["sound"]) == pytest.approx((1 + 1 + 1 + 1 + 1 + 1) / 10)


def test_both_senses_decide_every_case_and_none_only_guesses() -> None:
    assert SOUNDS.best_possible(["picture", "sound"]) == 1.0
    assert SOUNDS.best_possible([]) == pytest.approx(1 / 10)


def test_every_class_has_one_cell_and_every_thing_and_noise_is_used() -> None:
    assert sorted(RULE.values()) == sorted(CLASSES)
    assert {cell.noise for cell in CELLS} == set(NOISES)
