"""The race as a picture: who stands where, and that nobody is told apart by colour alone."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtGui import QColor, QImage

from mmgui.gui.kit.chart import Chart
from mmgui.gui.race.race_plot import EntrantRow, FinalFigures, RaceTrack, figure_with_interval, leaders

RED, BLUE = "#ff0000", "#0000ff"
PLAIN = EntrantRow("Word counts", "baseline", "#00aa00", validation=0.25, test=0.3, low=0.2, high=0.4)
ONE = EntrantRow("Words only", "single", RED, (0.1, 0.5), "epoch 2 of 9", test=0.6, low=0.5, high=0.7)
ALL = EntrantRow("Attention", "fusion", BLUE, (0.1, 0.8), "epoch 2 of 9", test=0.9, low=0.85, high=0.95)
LATER = EntrantRow("Gate", "fusion", "#ff00ff", (), "waiting")


@pytest.fixture
def track(qtbot: Any) -> Chart[RaceTrack]:
    made = Chart(RaceTrack((PLAIN, ONE, ALL, LATER)))
    qtbot.addWidget(made)
    made.resize(500, made.height())
    with qtbot.waitExposed(made):
        made.show()
    return made


def painted(widget: Any) -> QImage:
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def place_x(chart: Chart[Any], share: float) -> float:
    return chart.room.x() + share * chart.room.width()


def columns_of(image: QImage, y: int, colour: str) -> list[int]:
    """x of the pixels of a row that have this very colour."""
    return [x for x in range(image.width()) if QColor(image.pixel(x, y)).name() == colour]


def test_runners_stand_as_far_as_their_accuracy(track: Chart[RaceTrack]) -> None:
    image = painted(track)
    for index, row in enumerate((ONE, ALL)):
        xs = columns_of(image, round(track.model.lane_y(index)), row.colour)
        assert row.place is not None
        assert abs(max(xs) - place_x(track, row.place)) <= 11, row.title  # half a mark
        assert min(xs) <= place_x(track, 0) + 1
    assert not columns_of(image, round(track.model.lane_y(2)), LATER.colour)  # has not moved yet


def test_shapes_say_the_kind_without_any_colour(track: Chart[RaceTrack]) -> None:
    """The mark of a fusion narrows upwards to a point (a diamond), that of a single sense is a disc."""
    image = painted(track)
    widths = {}
    for index, row in enumerate((ONE, ALL)):
        rows = [columns_of(image, round(track.model.lane_y(index)) - up, row.colour) for up in (5, 6)]
        widths[row.kind] = [max(xs) - min(xs) for xs in rows if xs]
    assert max(widths["single"]) >= 9, widths
    assert 0 < max(widths["fusion"]) <= 9, widths


def test_a_plain_method_is_a_finish_line_across_all_lanes(track: Chart[RaceTrack]) -> None:
    image = painted(track)
    x = round(place_x(track, 0.25))
    lanes = range(30, round(track.model.lane_y(2)))
    background = QColor(image.pixel(x + 6, 100)).name()
    marked = [y for y in lanes if any(QColor(image.pixel(x + d, y)).name() != background for d in (-1, 0, 1))]
    assert len(marked) > 0.4 * len(lanes)
    assert track.model.finish_lines == (PLAIN,) and track.model.lanes == (ONE, ALL, LATER)


def test_everything_painted_is_also_told(track: Chart[RaceTrack]) -> None:
    told = track.accessibleDescription()
    for part in (
        "Word counts: 25\u202f%",
        "Words only: 50\u202f%, epoch 2 of 9",
        "Attention: 80\u202f%",
        "Gate: –, waiting",
    ):
        assert part in told
    assert leaders((PLAIN, ONE, ALL, LATER)) == {"Attention"}
    assert leaders((PLAIN, LATER)) == frozenset()
    assert leaders((ALL, replace(ONE, curve=(0.8,)))) == frozenset()  # level
    assert leaders((ALL, replace(ONE, curve=(0.8,)), replace(LATER, curve=(0.1,)))) == {"Attention", "Words only"}


def test_final_figures_are_ranked_with_their_intervals(qtbot: Any) -> None:
    plot = Chart(FinalFigures((PLAIN, ONE, ALL, LATER)))
    qtbot.addWidget(plot)
    plot.resize(500, plot.height())
    with qtbot.waitExposed(plot):
        plot.show()
    assert [r.title for r in plot.model.rows] == ["Attention", "Words only", "Word counts"]
    assert plot.accessibleDescription().startswith(
        "Attention: 90.0\u202f% (85.0\u202f% to 95.0\u202f%); Words only: 60.0\u202f% (50.0\u202f% to 70.0\u202f%)"
    )
    image = painted(plot)
    xs = columns_of(image, 28, BLUE)
    assert min(xs) == pytest.approx(place_x(plot, 0.85), abs=3) and max(xs) == pytest.approx(place_x(plot, 0.95), abs=3)
    assert figure_with_interval(LATER) == "–"


def test_each_interval_stands_nearer_its_own_name_than_the_next(qtbot: Any) -> None:
    plot = Chart(FinalFigures((ONE, ALL)))
    qtbot.addWidget(plot)
    plot.resize(500, plot.height())
    with qtbot.waitExposed(plot):
        plot.show()
    image = painted(plot)
    ink = [y for y in range(image.height()) if columns_of(image, y, BLUE)]
    background = QColor(image.pixel(300, 3)).name()
    names = [y for y in range(100) if any(QColor(image.pixel(x, y)).lightness() < 90 for x in range(2, 60))]
    assert background and names
    line = (min(ink) + max(ink)) / 2
    own, following = [y for y in names if y < line], [y for y in names if y > line]
    assert line - max(own) < 0.7 * (min(following) - line)


def test_after_the_race_runners_stand_where_the_test_part_put_them() -> None:
    over = replace(ONE, is_final=True)
    assert (ONE.place, over.place) == (0.5, 0.6)
    assert leaders((over, replace(ALL, is_final=True))) == frozenset(), "the verdict says who is better"
    assert replace(over, test=None).place is None, "no figure of another part among those of the test part"


def test_many_runners_make_it_higher_and_hostile_titles_stay_text(qtbot: Any) -> None:
    track = Chart(RaceTrack((ONE,)))
    qtbot.addWidget(track)
    low = track.height()
    track.show_model(RaceTrack((ONE, EntrantRow("<b>x</b>\u202e" * 40, "fusion", BLUE, (float("nan"),), ""))))
    assert track.height() > low
    track.resize(60, 80)
    with qtbot.waitExposed(track):
        track.show()
    assert not track.grab().isNull()
