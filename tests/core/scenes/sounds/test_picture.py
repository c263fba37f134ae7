"""The pictures of `sounds`: every thing can be drawn, and what is around it says nothing of it."""

from collections import Counter
from random import Random

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from mmgui.core.scenes.brush import Brush
from mmgui.core.scenes.feelings.surroundings import draw_surroundings
from mmgui.core.scenes.sounds.picture import PLACES, SIZE_PX, WEATHERS, draw_picture
from mmgui.core.scenes.sounds.rule import THINGS, Thing
from mmgui.core.scenes.sounds.things import draw_thing

ALL = pytest.mark.parametrize("thing", THINGS)


@ALL
def test_the_same_chance_gives_the_same_pixels(thing: Thing) -> None:
    first, second = (draw_picture(Random(4), thing).image for _ in range(2))
    assert first.tobytes() == second.tobytes()
    assert (first.size, first.mode) == ((SIZE_PX, SIZE_PX), "RGB")


@ALL
def test_the_evidence_lies_in_the_picture_and_is_a_part_of_it(thing: Thing) -> None:
    for seed in range(40):
        x0, y0, x1, y1 = draw_picture(Random(seed), thing).evidence
        assert 0 <= x0 < x1 <= SIZE_PX
        assert 0 <= y0 < y1 <= SIZE_PX
        assert 0.08 < (x1 - x0) * (y1 - y0) / SIZE_PX**2 < 0.6


@pytest.mark.parametrize("turned", [1.0, -1.0])
@pytest.mark.parametrize(
    ("thing", "least"), [("van", 0.95), ("tower", 0.95), ("cloud", 0.98), ("bird", 0.75), ("person", 0.5)]
)
def test_what_is_drawn_lies_in_the_region_that_it_names(thing: Thing, least: float, turned: float) -> None:
    """Nearly all of the ink, but for the branch of the bird and the shoulders of the person."""
    for seed in range(12):
        brush = Brush(SIZE_PX)
        brush.rectangle(0, 0, SIZE_PX, SIZE_PX, (1, 254, 3))
        frame = brush.placed(SIZE_PX / 2, SIZE_PX * 0.6, 70, stretch=turned)
        left, top, right, bottom = draw_thing(frame, Random(seed), thing)
        corners = frame.to_pixels([(left, top), (right, bottom)])
        (x0, y0), (x1, y1) = corners.min(axis=0).astype(int), corners.max(axis=0).astype(int) + 1
        ink = np.abs(np.asarray(brush.finished()).astype(int) - (1, 254, 3)).sum(axis=2) > 60
        assert ink[max(0, y0) : y1, max(0, x0) : x1].sum() / ink.sum() > least
        rows, columns = np.nonzero(ink[max(0, y0) : y1, max(0, x0) : x1])
        assert np.ptp(rows) > 0.9 * (min(y1, SIZE_PX) - max(0, y0)) - 4
        assert np.ptp(columns) > 0.8 * (x1 - x0)


def test_place_and_weather_do_not_depend_on_the_thing() -> None:
    """Chi-square over 600 pictures' worth of chance, and the same chance gives the same world to all things."""
    for seed in range(6):
        assert len({(p.place, p.weather) for p in (draw_picture(Random(seed), t) for t in THINGS)}) == 1
    counts: Counter[tuple[str, str]] = Counter()
    for number in range(600):
        thing = THINGS[number % len(THINGS)]
        picture = draw_picture(Random(f"balance {number}"), thing)
        counts[thing, picture.place] += 1
        counts[thing, picture.weather] += 1
    for values in (PLACES, WEATHERS):
        table = [[counts[thing, value] for value in values] for thing in THINGS]
        assert np.array(table).min() > 5
        assert chi2_contingency(table).pvalue > 0.001


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("weather", WEATHERS)
def test_surroundings_leave_no_hole(place: str, weather: str) -> None:
    brush = Brush(SIZE_PX)
    brush.rectangle(0, 0, SIZE_PX, SIZE_PX, (1, 254, 3))
    draw_surroundings(brush, Random(3), place, weather)
    assert not (np.asarray(brush.finished()) == (1, 254, 3)).all(axis=2).any()
