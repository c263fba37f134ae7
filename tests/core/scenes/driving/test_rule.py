"""The rule of `driving` against counts made by hand."""

from collections import Counter
from fractions import Fraction

import pytest

from mmgui.core.scenes.driving.rule import CELLS, CLASSES, OF_ROAD, OF_STREET, answer_of
from mmgui.core.scenes.driving.scene import Driving

DRIVING = Driving()


def test_the_more_careful_of_the_two_is_right() -> None:
    assert answer_of("green", "leaving") == "go"
    assert answer_of("walker", "leaving") == "go"
    assert answer_of("green", "rushing") == answer_of("crossing", "leaving") == answer_of("red", "nearing") == "brake"
    assert answer_of("kerb", "leaving") == answer_of("amber", "nearing") == answer_of("walker", "nearing") == "slow"
    assert set(OF_STREET.values()) == set(OF_ROAD.values()) == set(CLASSES)


def test_who_perceives_nothing_says_brake() -> None:
    # go: 1/2 · 2/3 = 8/24; slow or go: 3/4 · 5/6 = 15/24, so slow 7/24; brake 9/24
    counts = Counter(answer_of(cell.seen, cell.ahead) for cell in CELLS)
    shares = {label: Fraction(count, len(CELLS)) for label, count in counts.items()}
    assert shares == {"go": Fraction(8, 24), "slow": Fraction(7, 24), "brake": Fraction(9, 24)}
    assert DRIVING.best_possible(()) == pytest.approx(9 / 24)


def test_the_radar_alone_is_right_in_five_of_eight_cases() -> None:
    # leaving (2/3): go in 1/2; nearing (1/6): slow unless the camera says brake, 3/4; rushing (1/6): always brake
    assert DRIVING.best_possible(["radar"]) == pytest.approx(2 / 3 * 1 / 2 + 1 / 6 * 3 / 4 + 1 / 6) == 5 / 8


def test_the_camera_alone_is_right_in_three_of_four_cases() -> None:
    # nine of ten times it sees: go (1/2) is right in 2/3, slow (1/4) in 5/6, brake (1/4) always; in fog it says brake
    clear = 1 / 2 * 2 / 3 + 1 / 4 * 5 / 6 + 1 / 4
    assert DRIVING.best_possible(["picture"]) == pytest.approx(0.9 * clear + 0.1 * 9 / 24) == 0.75


def test_both_fail_in_fog_alone_and_there_they_are_as_good_as_the_radar() -> None:
    assert DRIVING.best_possible(["picture", "radar"]) == pytest.approx(0.9 + 0.1 * 5 / 8)
