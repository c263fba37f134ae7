"""The sentence under a learning curve, on curves whose meaning is known."""

import math
from dataclasses import replace

import numpy as np
import pytest

from mmgui.core.events import ClassMetrics, EpochDone, Metrics, RunFinished, RunStarted, StepDone
from mmgui.core.run.history import History
from mmgui.core.training.diagnosis import CurveReading, explain_two_losses, read_curve, read_curve_sentence


def history_of(train: list[float], validation: list[float], accuracy: list[float] | float = 0.7) -> History:
    history = History()
    classes = tuple(ClassMetrics(name, 0.5, 0.5, 0.5, 25) for name in "abcd")
    for index, (t, v) in enumerate(zip(train, validation, strict=True)):
        a = accuracy if isinstance(accuracy, float) else accuracy[index]
        parts = [Metrics(x, a, a, a, a, classes, (), 100) for x in (t, v)]
        history.apply(EpochDone(index + 1, parts[0], parts[1], 1.0, 100.0, v <= min(validation[: index + 1])))
    return history


def fall(start: float, end: float, count: int) -> list[float]:
    return [float(x) for x in np.geomspace(start, end, count)]


def test_nothing_yet_and_first_steps() -> None:
    assert read_curve(History()).state == "empty"
    history = History()
    history.apply(StepDone(1, 1, 1.3, 0.001, 32, 0.1))
    assert read_curve(history).state == "just started"
    assert read_curve(history_of([1.3, 1.2], [1.3, 1.2])).state == "just started"


def test_a_falling_loss_is_still_learning() -> None:
    assert read_curve(history_of(fall(1.4, 0.5, 8), fall(1.4, 0.6, 8))).state == "learning"


def test_a_loss_that_stays_where_it_is_has_flattened_since_that_epoch() -> None:
    validation = [*fall(1.4, 0.6, 6), 0.598, 0.601, 0.597, 0.599]
    train = [*fall(1.4, 0.55, 6), 0.55, 0.545, 0.548, 0.546]
    assert read_curve(history_of(train, validation)) == CurveReading("flattened", 6)


def test_almost_all_right_and_flat_is_learned() -> None:
    validation = [*fall(1.4, 0.02, 6), 0.021, 0.02, 0.019, 0.02]
    assert read_curve(history_of(validation, validation, 0.99)) == CurveReading("learned", 6)


def test_training_falls_while_validation_rises_is_over_fitting_since_the_best_epoch() -> None:
    validation = [1.4, 1.1, 0.9, 0.85, 0.9, 0.97, 1.05, 1.2]
    assert read_curve(history_of(fall(1.4, 0.1, 8), validation)) == CurveReading("over-fitting", 4)


def test_a_rise_that_costs_neither_answers_nor_much_of_what_was_gained_is_not_over_fitting() -> None:
    """As in a real run: validation 0.06 → 0.11 far below training 0.40, and 97 to 99 % right all the time."""
    validation = [1.2, 0.5, 0.2, 0.06, 0.07, 0.09, 0.1, 0.11]
    train = fall(1.4, 0.4, 8)
    assert read_curve(history_of(train, validation, [0.5, 0.8, 0.95, 0.99, 0.98, 0.99, 0.98, 0.985])).state == "learned"


def test_a_small_rise_is_over_fitting_as_soon_as_the_accuracy_falls_by_more_than_chance() -> None:
    """100 examples, best 0.90: one standard error is 0.03."""
    validation, train = [1.4, 0.8, 0.5, 0.4, 0.42, 0.44, 0.45, 0.46], fall(1.4, 0.1, 8)
    rise = [0.3, 0.6, 0.8, 0.9, 0.9, 0.89]
    assert read_curve(history_of(train, validation, [*rise, 0.88, 0.88])).state != "over-fitting"
    assert read_curve(history_of(train, validation, [*rise, 0.86, 0.86])) == CurveReading("over-fitting", 4)


def test_one_wrong_answer_after_none_and_a_loss_below_that_of_training_is_learned() -> None:
    """As in a real run: 97 % right, and the validation loss lies far below the training loss all the time."""
    validation, train = [1.4, 0.6, 0.1, 0.02, 0.3, 0.5, 0.52, 0.55], [1.4, 1.2, 1.0, 0.9, 0.85, 0.8, 0.75, 0.7]
    right = [0.5, 0.8, 0.99, 1.0, 0.99, 0.98, 0.99, 0.99]
    assert read_curve(history_of(train, validation, right)).state != "over-fitting"
    assert read_curve(history_of([loss / 9 for loss in train], validation, right)).state == "over-fitting"


def test_losing_a_third_of_the_fall_is_over_fitting_and_counts_from_guessing_at_least() -> None:
    """Four classes: guessing costs ln 4 = 1.39, so that a first epoch that is good already does not make it touchy."""
    train = fall(0.6, 0.05, 8)
    assert read_curve(history_of(train, [0.5, 0.45, 0.42, 0.4, 0.44, 0.48, 0.5, 0.52])).state != "over-fitting"
    assert read_curve(history_of(train, [0.5, 0.45, 0.42, 0.4, 0.5, 0.6, 0.72, 0.76])).state == "over-fitting"


def test_why_the_two_losses_differ_is_explained() -> None:
    assert "above the validation loss" in explain_two_losses() and "dropout" in explain_two_losses()


def test_validation_that_rises_together_with_training_is_not_called_over_fitting() -> None:
    losses = [1.4, 1.1, 0.9, 0.85, 0.9, 0.97, 1.05, 1.2]
    assert read_curve(history_of(losses, losses)).state != "over-fitting"


def test_a_loss_at_the_level_of_guessing_is_not_learning() -> None:
    flat = [1.386, 1.388, 1.385, 1.387, 1.386, 1.386]
    assert read_curve(history_of(flat, flat, 0.26)).state == "not learning"
    assert read_curve(history_of(flat, flat, 0.6)).state == "flattened"


def test_large_steps_up_and_down_are_jumpy() -> None:
    validation = [1.4, 0.8, 1.3, 0.7, 1.25, 0.75, 1.3, 0.8]
    assert read_curve(history_of(fall(1.4, 1.0, 8), validation)).state == "jumpy"


def test_a_loss_that_is_no_number_is_named_with_its_epoch() -> None:
    assert read_curve(history_of([1.0, 0.9, math.nan], [1.0, 0.9, math.nan])) == CurveReading("not numbers", 3)


@pytest.mark.parametrize("seed", range(5))
def test_a_little_noise_does_not_change_the_reading(seed: int) -> None:
    noise = np.random.default_rng(seed).normal(1, 0.01, (2, 20))
    train, validation = np.array(fall(1.4, 0.1, 20)), np.array(fall(1.4, 0.3, 20))
    assert read_curve(history_of(list(train * noise[0]), list(validation * noise[1]))).state == "learning"
    rising = np.concatenate([fall(1.4, 0.6, 10), np.linspace(0.62, 1.0, 10)])
    assert read_curve(history_of(list(train * noise[0]), list(rising * noise[1]))).state == "over-fitting"


def test_sentences_name_the_epoch_the_accuracy_and_what_to_do() -> None:
    over = read_curve_sentence(history_of(fall(1.4, 0.1, 8), [1.4, 1.1, 0.9, 0.85, 0.9, 0.97, 1.05, 1.2]))
    assert "over-fitting" in over and "epoch 4" in over
    learning = history_of(fall(1.4, 0.5, 8), fall(1.4, 0.6, 8))
    assert "Still learning" in read_curve_sentence(learning) and "70.0\u202f%" in read_curve_sentence(learning)
    learning.apply(RunFinished("completed", 8, 8, None, None, 9.0))
    assert "more epochs could help" in read_curve_sentence(learning)
    assert "Start" in read_curve_sentence(History())
    assert "1 pass " in read_curve_sentence(history_of([1.0], [1.0]))
    assert "2 passes" in read_curve_sentence(history_of([1.0, 0.9], [1.0, 0.9]))


def test_the_epoch_that_is_kept_is_named_also_if_a_later_one_than_the_best_loss() -> None:
    rising = [1.4, 1.1, 0.9, 0.85, 0.9, 0.97, 1.05, 1.2]
    over = history_of(fall(1.4, 0.1, 8), rising)
    assert read_curve_sentence(over).endswith("The weights of epoch 4 are kept.")
    over.apply(replace(over.epochs[-1], is_best=True))
    assert "since epoch 4" in read_curve_sentence(over)
    assert "The weights of epoch 8 are kept all the same" in read_curve_sentence(over)


def test_a_training_that_ended_early_says_so_and_why() -> None:
    losses = fall(1.4, 0.5, 8)
    history = history_of(losses, losses, [0.3, 0.5, 0.7, 0.8, 0.8, 0.79, 0.8, 0.8])
    history.apply(RunStarted("x", tuple("abcd"), "attention", 30, 1, 2, 64, 30, 30, 1234, 32, "cpu", "A processor", 1))
    assert "early" not in read_curve_sentence(history)
    history.apply(RunFinished("early", 8, 8, None, None, 9.0))
    assert read_curve_sentence(history).endswith(
        "It stopped early, after 8 of 30 epochs: the validation accuracy had not risen since epoch 4."
    )
    assert "more epochs could help" not in read_curve_sentence(history)


def test_of_a_run_that_learned_nothing_only_that_is_said() -> None:
    history = history_of(fall(1.4, 0.5, 8), fall(1.4, 0.6, 8), 0.28)
    assert "Nothing" not in read_curve_sentence(history)  # while it runs, who knows
    last = history.epochs[-1].validation
    history.apply(RunFinished("completed", 8, 8, last, last, 3.0))
    said = read_curve_sentence(history)
    assert said.startswith("It is not shown that anything was learned: 28.0\u202f% of 100 answers are right")
    assert said.count(". ") == 0  # one sentence


def test_a_run_that_learned_something_is_read_as_before() -> None:
    history = history_of(fall(1.4, 0.5, 8), fall(1.4, 0.6, 8), 0.7)
    last = history.epochs[-1].validation
    history.apply(RunFinished("completed", 8, 8, last, last, 3.0))
    assert "learning when it ended" in read_curve_sentence(history)


def test_a_figure_of_few_examples_is_counted_and_called_too_few() -> None:
    validation = [*fall(1.4, 0.02, 6), 0.021, 0.02, 0.019, 0.02]
    history = history_of(validation, validation, 1.0)
    small = History()
    for epoch in history.epochs:
        small.apply(replace(epoch, validation=replace(epoch.validation, n=4)))
    said = read_curve_sentence(small)
    assert said.startswith(
        "Learned: the answers to the validation examples are right in 4 of 4, and little has changed"
    )
    assert "4 examples are too few to say how good it is" in said
    assert "100" not in said.partition("anything")[0]
    many = read_curve_sentence(history)
    assert "right in 100.0\u202f%" in many and "too few" not in many
