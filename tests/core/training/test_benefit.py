"""Whether a model learned anything that shows; the expected answers are counted by hand."""

import numpy as np
import pytest

from mmgui.core.events import Metrics, Unknown
from mmgui.core.training.benefit import learned_nothing, say_nothing_learned, say_of_each, usual_answer
from mmgui.core.training.metrics import metrics_from_confusion, with_names


def measured(confusion: list[list[int]], unknown: Unknown | None = None, usual: str = "cat") -> Metrics:
    metrics = metrics_from_confusion(("cat", "dog"), np.array(confusion), 0.5, unknown)
    return with_names(metrics, ["cat", "dog"], ("cat", "dog"), usual)


@pytest.mark.parametrize(
    ("confusion", "nothing"),
    [
        ([[562, 0], [438, 0]], True),  # always the most frequent answer
        ([[400, 162], [272, 166]], True),  # 56.6 % beside 56.2 %
        ([[0, 50], [50, 0]], True),  # worse than that
        ([[4, 0], [1, 0]], True),  # 88: four of five, and never a dog
        ([[3, 1], [1, 3]], True),  # 75 % of eight: the interval reaches down to 41 %
        ([[2, 0], [0, 1]], True),  # three of three: any guess reaches that often enough
        ([[40, 20], [10, 30]], True),  # 70 % (60 to 78) beside 60 % (50 to 69)
        ([[45, 5], [5, 45]], False),
        ([[60, 0], [5, 115]], False),  # 97 % of 180
        ([[20, 0], [0, 20]], False),
    ],
)
def test_a_model_that_is_not_better_than_the_most_frequent_answer_learned_nothing(
    confusion: list[list[int]], nothing: bool
) -> None:
    metrics = measured(confusion)
    assert learned_nothing(metrics) is nothing
    assert bool(say_nothing_learned(metrics)) is nothing


def test_the_sentence_has_both_figures() -> None:
    said = say_nothing_learned(measured([[400, 162], [272, 166]]))
    assert "56.6\u202f%" in said and "56.2\u202f%" in said and "“cat”" in said and "1000" in said


def test_the_most_frequent_answer_is_that_of_training() -> None:
    assert usual_answer(measured([[5, 0], [0, 15]], usual="cat")) == ("cat", 0.25)
    assert usual_answer(measured([[5, 0], [0, 15]], usual="")) == ("dog", 0.75)  # a run that does not say


def test_unknown_labels_count_on_both_sides() -> None:
    metrics = measured([[10, 0], [0, 10]], Unknown(20, ("bird",), (20, 0)))
    assert usual_answer(metrics)[1] == 0.25
    assert metrics.accuracy == 0.5


def test_where_nothing_was_measured_nothing_is_said() -> None:
    assert not learned_nothing(None)
    assert say_nothing_learned(None) == ""


@pytest.mark.parametrize("confusion", [[[12, 0], [0, 0]], [[3, 9], [0, 0]]])
def test_examples_of_one_label_cannot_show_whether_anything_was_learned(confusion: list[list[int]]) -> None:
    said = say_nothing_learned(measured(confusion))
    assert said.startswith("All 12 measured examples are labelled “cat”: they cannot show whether anything was learned")
    assert "Nothing was learned" not in said


def test_what_is_true_of_some_models_is_said_once_and_names_them() -> None:
    both = ["They are equal.", "One only."]
    told = (("A", both), ("B", both[:1]), ("C", both))
    assert say_of_each(told) == ("They are equal.", "A, C: One only.")
    assert say_of_each(()) == ()
