"""Two runs compared example by example, against lists made by hand."""

from dataclasses import replace

import numpy as np
import pytest

from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.race import significance
from mmgui.core.run.example_answers import ExampleAnswers
from mmgui.session.run_comparison import compare


def answers(ids: list[int], labels: str, said: str, classes: str = "abc", sure: float = 0.9) -> ExampleAnswers:
    """Answers by the letters of the classes."""
    table = np.full((len(ids), len(classes)), (1 - sure) / (len(classes) - 1))
    for row, letter in enumerate(said):
        table[row, classes.index(letter)] = sure
    numbers = np.array([classes.index(letter) for letter in labels])
    return ExampleAnswers(tuple(classes), np.array(ids), numbers, table, table)


def test_examples_are_sorted_into_kinds_of_agreement() -> None:
    first = answers([1, 2, 3, 4, 5], "aabca", "abcca")
    second = answers([1, 2, 3, 4, 5], "aabca", "aaaba")
    # by hand: 1 both right, 2 only second, 3 wrong with c and with a, 4 only first, 5 both right
    found = compare(7, 8, "test", first, second)
    assert found.groups["both_right"] == (1, 5)
    assert found.groups["only_second"] == (2,)
    assert found.groups["only_first"] == (4,)
    assert found.groups["other_mistakes"] == (3,) and found.groups["same_mistakes"] == ()
    assert (found.first_right, found.second_right, found.n, found.left_out) == (3, 3, 5, 0)
    assert found.difference is not None and found.difference.difference == 0


def test_classes_in_another_order_are_compared_by_name() -> None:
    first = answers([1, 2], "ab", "bb", "ab")
    second = answers([1, 2], "ab", "bb", "ba")
    found = compare(1, 2, "test", first, second)
    assert found.groups["same_mistakes"] == (1,) and found.groups["both_right"] == (2,)


def test_examples_in_another_order_and_of_one_run_only_are_matched_by_id() -> None:
    first = answers([1, 2, 3], "abc", "abc")
    second = answers([9, 3, 2], "acb", "aab")
    found = compare(1, 2, "test", first, second)
    assert found.groups["both_right"] == (2,) and found.groups["only_first"] == (3,)
    assert (found.n, found.left_out) == (2, 2)


def test_nothing_in_common_is_no_difference() -> None:
    found = compare(1, 2, "test", answers([1], "a", "a"), answers([2], "a", "a"))
    assert found.difference is None and found.n == 0 and found.left_out == 2


def test_the_surest_disagreement_comes_first() -> None:
    first = answers([1, 2], "aa", "bb", sure=0.6)
    second = answers([1, 2], "aa", "aa", sure=0.7)
    second.probabilities[1] = (0.98, 0.01, 0.01)
    assert compare(1, 2, "test", first, second).groups["only_second"] == (2, 1)


def test_the_interval_is_the_paired_bootstrap_of_the_verdict() -> None:
    generator = np.random.default_rng(0)
    ids = list(range(80))
    labels = "".join(generator.choice(list("abc"), 80))
    said = ["".join(generator.choice(list("abc"), 80)) for _run in range(2)]
    first, second = answers(ids, labels, said[0]), answers(ids, labels, said[1])
    found = compare(3, 4, "test", first, second)
    assert found.difference is not None
    low, high = significance.paired_bootstrap(first.is_right, second.is_right)
    assert (found.difference.low, found.difference.high) == pytest.approx((low, high))
    assert found.difference.difference == pytest.approx(first.is_right.mean() - second.is_right.mean())


def test_examples_that_share_a_picture_widen_the_interval() -> None:
    ids = list(range(60))
    first = answers(ids, "a" * 60, "a" * 40 + "b" * 20)
    second = answers(ids, "a" * 60, "a" * 20 + "b" * 40)
    alone = compare(1, 2, "test", first, second).difference
    made = tuple(Example(i, {"photo": f"{i // 20}.png", "words": "same"}) for i in ids)
    examples = ExampleSet((Field("words", "text"), Field("photo", "image")), made)
    shared = compare(1, 2, "test", first, second, examples).difference
    assert alone is not None and shared is not None
    assert alone.groups == 60 and shared.groups == 3
    assert shared.high - shared.low > alone.high - alone.low


def test_examples_that_are_gone_or_have_no_picture_are_drawn_alone() -> None:
    ids = list(range(40))
    answered = answers(ids, "a" * 40, "a" * 40)
    made = tuple(Example(i, {"photo": "one.png" if i < 10 else None}) for i in ids[:30])
    found = compare(1, 2, "test", answered, answered, ExampleSet((Field("photo", "image"),), made)).difference
    assert found is not None and found.groups == 31


def test_examples_that_look_equal_to_both_are_drawn_together_and_count_once() -> None:
    ids = list(range(40))
    alike, apart = np.arange(40, dtype=np.uint64) % 4, np.arange(40, dtype=np.uint64)
    answered = answers(ids, "a" * 40, "a" * 40)
    found = compare(1, 2, "test", replace(answered, keys=alike), replace(answered, keys=alike))
    assert found.difference is not None and (found.difference.n, found.difference.groups) == (40, 4)
    assert found.difference.outcome == "too small" and (found.first_distinct, found.second_distinct) == (4, 4)
    found = compare(1, 2, "test", replace(answered, keys=alike), replace(answered, keys=apart))
    assert found.difference is not None and found.difference.groups == 40, "the second tells them apart"
    assert (found.first_distinct, found.second_distinct) == (4, 40)
