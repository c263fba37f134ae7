"""Numbers on an axis: round, few, whole where only whole ones mean something, and written as they are elsewhere."""

import pytest

from mmgui.core.axes import Axis, round_end


def _texts(axis: Axis, most: float) -> list[str]:
    return [text.replace("\u202f", "") for _value, text in axis.ticks(most)]


def test_shares_are_written_as_per_cents_in_round_steps() -> None:
    assert _texts(Axis(), 5) == ["0%", "20%", "40%", "60%", "80%", "100%"]
    assert _texts(Axis(), 4.9) == ["0%", "25%", "50%", "75%", "100%"]
    assert _texts(Axis(), 1) == ["0%", "100%"]


def test_epochs_are_whole_numbers_also_when_there_are_few() -> None:
    assert _texts(Axis(0, 2, unit="count"), 10) == ["0", "1", "2"]
    assert _texts(Axis(0, 300, unit="count"), 8) == ["0", "50", "100", "150", "200", "250", "300"]
    assert _texts(Axis(1, 1, unit="count"), 8) == ["1"], "one epoch has one number"


def test_decimals_are_as_many_as_the_step_needs() -> None:
    assert _texts(Axis(0, 1.8, unit="number"), 4) == ["0.0", "0.5", "1.0", "1.5"]
    assert _texts(Axis(0, 1, unit="number"), 4) == ["0.00", "0.25", "0.50", "0.75", "1.00"]
    assert _texts(Axis(0, 40, unit="number"), 4) == ["0", "10", "20", "30", "40"]
    assert _texts(Axis(0, 4e-6, unit="number"), 2) == ["0", "2e-06", "4e-06"]


def test_a_number_that_rounding_puts_beyond_the_end_is_not_lost() -> None:
    assert [value for value, _text in Axis(0, 0.3, unit="number").ticks(3)] == pytest.approx([0.0, 0.1, 0.2, 0.3])


def test_a_place_is_told_as_a_part_of_the_way() -> None:
    assert Axis(2, 6).part(3) == 0.25
    assert Axis(1, 1).part(1) == 0.0, "an axis without length divides nothing by zero"


def test_the_end_of_an_axis_is_round_and_never_below_the_value() -> None:
    assert round_end(1.05) == pytest.approx(1.2)
    assert round_end(0.8) == pytest.approx(0.8)
    assert round_end(37) == pytest.approx(38)
    assert round_end(0.0) == round_end(float("nan")) == 1.0
