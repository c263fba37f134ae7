"""The returns of `driving`: the time to the vehicle ahead decides, and nothing else tells it."""

from random import Random

import numpy as np
import pytest
from scipy.stats import chi2_contingency, ks_2samp

from mmgui.core.scenes.driving.returns import Returns, draw_returns
from mmgui.core.scenes.driving.rule import MEETING_S, OF_ROAD, Ahead
from mmgui.modalities.radar.values import read_scan

STATES: tuple[Ahead, ...] = tuple(OF_ROAD)
COUNT = 600


def drawn(ahead: Ahead, difficulty: float = 0.0) -> list[Returns]:
    return [draw_returns(Random(f"{ahead} {n}"), ahead, difficulty) for n in range(COUNT)]


@pytest.fixture(scope="module")
def every() -> dict[Ahead, list[Returns]]:
    return {ahead: drawn(ahead) for ahead in STATES}


def test_the_time_to_the_vehicle_ahead_is_that_of_the_rule(every: dict[Ahead, list[Returns]]) -> None:
    for ahead, (least, most) in MEETING_S.items():
        times = [float(r.rows[r.ahead, 0] / r.rows[r.ahead, 2]) for r in every[ahead]]
        assert least * 0.9 < min(times) and max(times) < most * 1.15
    assert MEETING_S["rushing"][1] < 3 < 4 < MEETING_S["nearing"][0] and MEETING_S["nearing"][1] <= 8  # what is told
    for returns in every["leaving"]:
        range_m, _azimuth, speed, _strength = returns.rows[returns.ahead].tolist()
        assert speed <= 0 or range_m / speed > 15


def test_it_lies_straight_ahead_and_nothing_else_does(every: dict[Ahead, list[Returns]]) -> None:
    for of_state in every.values():
        for returns in of_state:
            aside = np.abs(returns.rows[:, 1])
            assert aside.argmin() == returns.ahead and aside[returns.ahead] < 3 < 3.3 < np.sort(aside)[1]


def test_all_else_does_not_depend_on_it(every: dict[Ahead, list[Returns]]) -> None:
    """Distance, strength, place in the list and how many returns there are; for all others also their speeds."""
    numbers = np.array([np.bincount([len(r.rows) for r in every[a]], minlength=20) for a in STATES])
    assert chi2_contingency(numbers[:, numbers.sum(0) > 20]).pvalue > 0.001
    places = np.array([np.bincount([min(4, r.ahead) for r in every[a]], minlength=5) for a in STATES])
    assert chi2_contingency(places).pvalue > 0.001
    for a in STATES[1:]:
        for column in (0, 3):
            one, other = ([r.rows[r.ahead, column] for r in every[s]] for s in (STATES[0], a))
            assert ks_2samp(one, other).pvalue > 0.001
        one, other = ([np.median(np.delete(r.rows, r.ahead, 0)[:, 2]) for r in every[s]] for s in (STATES[0], a))
        assert ks_2samp(one, other).pvalue > 0.001


def test_difficulty_brings_noise_and_clutter_and_leaves_what_decides() -> None:
    easy, hard = drawn("nearing")[:200], drawn("nearing", 1.0)[:200]
    assert np.mean([len(r.rows) for r in hard]) > np.mean([len(r.rows) for r in easy]) + 2
    times = [r.rows[r.ahead, 0] / r.rows[r.ahead, 2] for r in hard]
    assert np.mean([3.5 < time < 10 for time in times]) > 0.95


def test_a_file_holds_them_to_a_millimetre() -> None:
    returns = draw_returns(Random(0), "rushing", 0.0)
    assert read_scan(returns.as_table()).raw == pytest.approx(returns.rows, abs=6e-4)
