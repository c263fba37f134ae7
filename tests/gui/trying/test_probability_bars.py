"""Bars: the answer first, calm order, honest figures, soft movement that ends."""

import pytest
from PySide6.QtGui import QColor

from mmgui.core.text import percent, whole_percents
from mmgui.gui.kit import theme
from mmgui.gui.kit.contribution_bar import ContributionBar, Share
from mmgui.gui.trying.probability_bars import ProbabilityBars, stable_order


@pytest.fixture
def bars(qtbot):
    made = ProbabilityBars()
    qtbot.addWidget(made)
    made.resize(300, 300)
    made.show()
    return made


def test_the_greatest_comes_first_and_big(bars):
    bars.set_values(("happy", "sad", "angry"), (0.1, 0.7, 0.2))
    assert bars.answer.text() == "sad"
    assert bars.order == ("sad", "angry", "happy")


def test_movement_ends_at_the_right_length(bars, qtbot):
    bars.set_values(("a", "b"), (1.0, 0.0), is_animated=False)
    bars.set_values(("a", "b"), (0.25, 0.75))
    qtbot.waitUntil(lambda: bars.is_settled)
    shot = bars.canvas.grab().toImage()
    good = QColor(theme.current().good)
    width = sum(shot.pixelColor(x, 24 + 6) == good for x in range(shot.width()))
    assert width == pytest.approx(0.75 * shot.width(), abs=3)


def test_small_changes_do_not_swap_the_lower_bars():
    order = ("a", "b", "c")
    assert stable_order(order, {"a": 0.8, "b": 0.10, "c": 0.11}) == ("a", "b", "c")
    assert stable_order(order, {"a": 0.8, "b": 0.05, "c": 0.15}) == ("a", "c", "b")


def test_the_answer_is_first_even_by_a_hair():
    assert stable_order(("a", "b"), {"a": 0.499, "b": 0.501})[0] == "b"


def test_equal_values_keep_the_answer_of_argmax():
    assert stable_order((), {"x": 0.5, "y": 0.5})[0] == "x"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.86, "86 %"),
        (0.9999, "99.9 %"),
        (1.0, "100 %"),
        (0.996, "99.6 %"),
        (0.003, "0.3 %"),
        (0.0003, "< 0.1 %"),
        (0.0, "0 %"),
    ],
)
def test_figures_are_not_rounded_into_certainty(share, text):
    assert percent(share).replace("\u202f", " ") == text


def test_when_the_hands_rest_the_bars_stand_in_exact_order(bars, qtbot):
    bars.set_values(("a", "b", "c"), (0.8, 0.11, 0.09))
    bars.set_values(("a", "b", "c"), (0.99, 0.001, 0.009))
    assert bars.order == ("a", "b", "c")  # nothing dances while somebody types
    qtbot.waitUntil(lambda: bars.order == ("a", "c", "b"), timeout=5_000)


def test_an_answer_that_is_not_given_is_not_praised_in_green(bars, qtbot):
    good = QColor(theme.current().good)
    bars.set_values(("a", "b"), (0.6, 0.4), is_animated=False)
    qtbot.waitUntil(lambda: bars.canvas.height() > 60)
    assert bars.canvas.grab().toImage().pixelColor(20, 24 + 6) == good
    bars.set_values(("a", "b"), (0.6, 0.4), headline="I don't know", is_animated=False)
    assert bars.canvas.grab().toImage().pixelColor(20, 24 + 6) != good


def test_many_classes_are_counted(bars):
    bars.set_values(tuple(f"c{n}" for n in range(100)), (0.01,) * 100)
    assert len(bars.order) == 100
    assert bars.canvas.sizeHint().height() == 8 * 40 + 24


def test_unequal_lengths_are_a_bug(bars):
    with pytest.raises(ValueError, match="2 classes"):
        bars.set_values(("a", "b"), (1.0,))


def test_shares_are_written_and_sum_to_a_hundred():
    assert whole_percents([1 / 3, 1 / 3, 1 / 3]) == [34, 33, 33]
    assert sum(whole_percents([0.545, 0.455])) == 100


def test_the_bar_uses_the_fixed_colours_in_proportion(qtbot):
    bar = ContributionBar()
    qtbot.addWidget(bar)
    bar.resize(400, 60)
    bar.show()
    bar.set_shares([Share("Picture", "image", 0.75), Share("Words", "text", 0.25)])
    shot = bar.grab().toImage()
    assert shot.pixelColor(290, 4).name() == theme.modality_colour("image")
    assert shot.pixelColor(310, 4).name() == theme.modality_colour("text")
    assert bar.texts == ("Picture 75\u202f%", "Words 25\u202f%")
    assert "Picture 75\u202f%" in bar.accessibleDescription()


def test_a_share_too_narrow_for_its_text_is_written_below(qtbot):
    bar = ContributionBar()
    qtbot.addWidget(bar)
    bar.resize(300, 60)
    bar.show()
    bar.set_shares([Share("Picture", "image", 0.5), Share("Words", "text", 0.5)])
    flat = bar.height()
    bar.set_shares([Share("Picture", "image", 0.02), Share("Words", "text", 0.98)])
    assert bar.height() > flat


def test_a_headline_stands_in_the_answers_place(qtbot):
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    bars.set_values(("a", "b"), (0.6, 0.4), headline="I don't know")
    assert bars.answer.text() == "I don't know"
    assert bars.order == ("a", "b")
    bars.set_values(("a", "b"), (0.6, 0.4))
    assert bars.answer.text() == "a"
