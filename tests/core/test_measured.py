"""Of few measured examples it is counted how many are right, and said that this tells little."""

import pytest

from mmgui.core.events import ClassMetrics, Metrics
from mmgui.core.measured import accuracy_or_count, is_too_few, say_too_few, share_or_count


def measured(right: int, n: int, distinct: int = 0) -> Metrics:
    share = right / n if n else 0.0
    return Metrics(
        0.3, share, share, share, share, (ClassMetrics("a", share, share, share, n),), ((n,),), n, distinct=distinct
    )


@pytest.mark.parametrize(
    ("right", "n", "said"),
    [(4, 4, "4 of 4"), (3, 4, "3 of 4"), (0, 0, "–"), (100, 100, "100.0\u202f%"), (7, 10, "7 of 10")],
)
def test_a_share_of_few_is_counted(right: int, n: int, said: str) -> None:
    assert share_or_count(right, n) == said


def test_the_interval_decides_not_the_number() -> None:
    """Wilson, by R's binom.wilson: 12 of 12 from 0.757 to 1, 8 of 12 from 0.391 to 0.862."""
    assert not is_too_few(12, 12) and is_too_few(8, 12)
    assert not is_too_few(0, 0)


def test_equal_examples_count_once() -> None:
    assert accuracy_or_count(measured(40, 40)) == "100.0\u202f%"
    assert accuracy_or_count(measured(40, 40, distinct=2)) == "40 of 40"


def test_what_is_too_few_says_how_wide_it_is() -> None:
    assert say_too_few(measured(4, 4)) == (
        "4 examples are too few to say how good it is: anything from 51.0\u202f% to 100.0\u202f% fits."
    )
    assert say_too_few(measured(90, 100)) == say_too_few(None) == say_too_few(measured(0, 0)) == ""
