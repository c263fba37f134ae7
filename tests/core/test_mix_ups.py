"""The sentence of what is mixed up: by the share of a class, not by the number alone."""

import numpy as np

from mmgui.core.mix_ups import mix_up_sentence, most_frequent_mix_up
from mmgui.core.training.metrics import metrics_from_confusion


def said(*confusion: list[int]) -> str:
    return mix_up_sentence(metrics_from_confusion("abc"[: len(confusion)], np.array(confusion), 0.5))


def test_the_most_frequent_mix_up_is_found() -> None:
    assert most_frequent_mix_up(((9, 1, 0), (0, 8, 2), (1, 0, 7))) == (1, 2)
    assert most_frequent_mix_up(((3, 0), (0, 4))) is None
    assert most_frequent_mix_up(((2, 2), (2, 2))) == (0, 1), "the first of equals"
    assert most_frequent_mix_up(((9, 2), (2, 1))) == (1, 0), "of as many the larger share"


def test_the_most_frequent_mix_up_is_named_only_if_there_is_one() -> None:
    assert (
        said([9, 1, 0], [0, 9, 1], [0, 0, 9]) == "Hardly anything is mixed up: 2 wrong answers, no two of them alike."
    )
    assert said([39, 1], [0, 40]) == "Hardly anything is mixed up: 1 wrong answer."
    assert said([9, 2, 0], [0, 9, 2], [1, 0, 9]) == "“a” is taken for “b” 2 times; 1 other mix-up is as frequent."
    assert said([9, 1, 0], [0, 9, 3], [1, 0, 9]) == "Most often “b” is taken for “c”: 3 of 12 times."
    assert said([9, 0], [0, 9]) == "No answer was wrong."


def test_a_single_wrong_answer_is_not_hardly_anything_where_it_is_half_of_a_class() -> None:
    assert said([2, 0], [1, 1]) == "Most often “b” is taken for “a”: 1 of 2 times."
    assert said([3, 1], [1, 1]) == "No two of the 2 wrong answers are alike; one is “b” taken for “a”: 1 of 2."
