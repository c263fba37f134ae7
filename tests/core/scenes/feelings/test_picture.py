"""The drawings of `feelings`: every look can be drawn, and the face alone tells the expression."""

from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray

from mmgui.core.scenes.brush import OVERSAMPLING, Brush, arc, curve
from mmgui.core.scenes.feelings.face import draw_look, draw_mood
from mmgui.core.scenes.feelings.picture import SIZE_PX, draw_picture
from mmgui.core.scenes.feelings.rule import EXPRESSIONS, Expression
from mmgui.core.scenes.feelings.surroundings import PLACES, WEATHERS, draw_surroundings

_MARKER = (1, 254, 3)  # a colour that no drawing uses


def _pixels(brush: Brush) -> NDArray[np.uint8]:
    return np.asarray(brush.finished())


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("weather", WEATHERS)
def test_surroundings_leave_no_hole(place: str, weather: str) -> None:
    brush = Brush(SIZE_PX)
    brush.rectangle(0, 0, SIZE_PX, SIZE_PX, _MARKER)
    draw_surroundings(brush, Random(3), place, weather)
    assert not (np.asarray(brush.finished()) == _MARKER).all(axis=2).any()


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_same_chance_gives_the_same_pixels(expression: Expression) -> None:
    first, second = (draw_picture(Random(4), expression) for _ in range(2))
    assert first.image.tobytes() == second.image.tobytes()
    assert first.image.size == (SIZE_PX, SIZE_PX)
    assert first.image.mode == "RGB"


def test_expressions_differ_inside_the_evidence_and_nowhere_else() -> None:
    """The same chance with another expression is the same picture but for brows, eyes and mouth."""
    for seed in range(12):
        smile, frown, scowl = (draw_picture(Random(seed), e) for e in EXPRESSIONS)
        assert smile.evidence == frown.evidence == scowl.evidence
        x0, y0, x1, y1 = smile.evidence
        base = np.asarray(smile.image).astype(int)
        for other in (frown, scowl):
            changed = np.abs(np.asarray(other.image).astype(int) - base).sum(axis=2) > 0
            inside = changed[y0:y1, x0:x1].sum()
            assert inside > 400
            assert inside == changed.sum()


def test_evidence_is_a_part_of_the_picture() -> None:
    for seed in range(40):
        x0, y0, x1, y1 = draw_picture(Random(seed), "smile").evidence
        assert 0 <= x0 < x1 <= SIZE_PX
        assert 0 <= y0 < y1 <= SIZE_PX
        assert 0.04 < (x1 - x0) * (y1 - y0) / SIZE_PX**2 < 0.35


def test_place_and_weather_do_not_depend_on_the_expression() -> None:
    for seed in range(10):
        worlds = {(p.place, p.weather) for p in (draw_picture(Random(seed), e) for e in EXPRESSIONS)}
        assert len(worlds) == 1


def test_looks_vary() -> None:
    looks = [draw_look(Random(seed)) for seed in range(300)]
    assert {look.is_ball for look in looks} == {True, False}
    assert len({look.skin for look in looks}) == 7
    assert {look.hat for look in looks} == {"none", "beanie", "cap", "straw", "party", "headphones"}
    assert len({draw_mood(Random(seed), "smile").variant for seed in range(60)}) == 3


def test_a_filled_rectangle_covers_exactly_its_pixels() -> None:
    brush = Brush(16)
    brush.rectangle(2, 3, 6, 9, (255, 0, 0))
    red = _pixels(brush)[:, :, 0] == 255
    assert red.sum() == 4 * 6
    assert red[3:9, 2:6].all()


def test_an_ellipse_has_the_area_of_the_formula() -> None:
    brush = Brush(200)
    brush.placed(100, 100, 10, angle=30).ellipse(0, 0, 6, 4, (255, 255, 255), angle=20)
    area = _pixels(brush)[:, :, 0].astype(float).sum() / 255
    assert area == pytest.approx(np.pi * 60 * 40, rel=0.02)


def test_a_stroke_has_the_area_of_its_line_and_caps() -> None:
    brush = Brush(200)
    brush.stroke(((40, 100), (160, 100)), 20, (255, 255, 255))
    area = _pixels(brush)[:, :, 0].astype(float).sum() / 255
    assert area == pytest.approx(
        120 * 20 + np.pi * 10**2, rel=0.03
    )  # Pillow also fills the pixels that the outline touches


def test_a_turned_frame_maps_points_as_the_rotation_matrix_does() -> None:
    brush = Brush(100).placed(50, 60, 10, angle=90)
    assert brush.to_pixels([(1.0, 0.0), (0.0, 2.0)]) == pytest.approx(np.array([[50.0, 70.0], [30.0, 60.0]]))


def test_a_curve_passes_through_its_points() -> None:
    points = ((0.0, 0.0), (1.0, 2.0), (3.0, 1.0), (4.0, 4.0))
    line = curve(*points, count=5)
    for number, point in enumerate(points):
        assert line[number * 5] == pytest.approx(point)


def test_an_arc_starts_and_ends_at_its_angles() -> None:
    line = arc(1, 2, 3, 4, 0, 90, 7)
    assert line[0] == pytest.approx((4, 2))
    assert line[-1] == pytest.approx((1, 6))


def test_half_transparent_ink_mixes_half() -> None:
    brush = Brush(8)
    brush.rectangle(0, 0, 8, 8, (200, 100, 0))
    brush.rectangle(0, 0, 8, 8, (0, 0, 0), alpha=0.5)
    assert _pixels(brush)[4, 4].tolist() == pytest.approx([100, 50, 0], abs=1)
    assert OVERSAMPLING >= 2
