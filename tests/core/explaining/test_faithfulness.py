"""Deletion, insertion and rank correlation against hand calculations and scipy; drawn weights forget everything."""

import numpy as np
import pytest
import torch
from torch import nn

from mmgui.core.explaining.faithfulness import (
    area_under,
    check_orders,
    draw_weights,
    order_of,
    rank_correlation,
    step_counts,
)


def only_part(number, height=4.0):
    """The score of a model whose answer depends on one part alone."""
    return lambda there: np.where(there[:, number], height, -height)


def one_hot(count, number):
    return np.eye(count)[number]


def test_areas_of_a_map_that_marks_the_one_deciding_part_equal_the_hand_calculation():
    """Ten parts: hidden first, the score falls from 4 to -4 in the first tenth, so its mean is -4 + 8 · 0.05 = -3.6."""
    check = check_orders(only_part(3), {"right": one_hot(10, 3), "wrong": -one_hot(10, 3)}, np.random.default_rng(0))
    assert check.maps["right"].deletion == pytest.approx(-3.6)
    assert check.maps["right"].insertion == pytest.approx(3.6)
    assert check.maps["wrong"].deletion == pytest.approx(3.6)
    high, low = 1 / (1 + np.exp(-4)), 1 / (1 + np.exp(4))
    assert check.maps["right"].deletion_probability == pytest.approx(low + (high - low) * 0.05)
    assert check.deletion_win("right") == check.insertion_win("right") == 1
    assert check.deletion_win("wrong") == check.insertion_win("wrong") == 0
    assert check.is_moved


def test_random_orders_of_one_deciding_part_have_on_average_the_mean_score():
    generator = np.random.default_rng(0)
    found = [check_orders(only_part(n % 10), {"m": one_hot(10, 0)}, generator).random.deletion for n in range(200)]
    assert np.mean(found) == pytest.approx(0, abs=0.3)


def test_a_map_without_differences_wins_about_half_the_time():
    generator = np.random.default_rng(0)
    wins = [
        check_orders(only_part(n % 8), {"even": np.ones(8)}, generator).deletion_win("even") for n in range(400)
    ]  # fmt: skip
    assert 0.4 < np.mean(wins) < 0.6


def test_a_score_that_never_moves_is_not_moved_and_wins_nothing():
    check = check_orders(lambda there: np.full(len(there), 2.0), {"m": one_hot(5, 1)}, np.random.default_rng(0))
    assert not check.is_moved
    assert check.deletion_win("m") == 0.5


def test_one_part_alone_cannot_be_ordered():
    check = check_orders(only_part(0), {"m": np.ones(1)}, np.random.default_rng(0))
    assert not check.is_moved
    assert check.deletion_win("m") == 0.5


def test_every_subset_is_scored_once():
    seen = []

    def score(there):
        seen.append(there)
        return there.sum(1).astype(float)

    check_orders(score, {"a": np.arange(6.0), "b": np.arange(6.0)}, np.random.default_rng(0), random_orders=3)
    (there,) = seen
    assert len(np.unique(there, axis=0)) == len(there)
    assert there.any(1).sum() == len(there) - 1  # once with nothing left
    assert there.all(1).sum() == 1


def test_the_strongest_part_comes_first_and_equal_ones_in_random_order():
    generator = np.random.default_rng(0)
    weights = np.array([0.2, 0.9, 0.0, 0.0, 0.5])
    orders = np.stack([order_of(weights, generator) for _ in range(200)])
    assert (orders[:, :3] == [1, 4, 0]).all()
    assert 60 < (orders[:, 3] == 2).sum() < 140


@pytest.mark.parametrize("count", [1, 2, 15, 16, 17, 64, 4096])
def test_steps_go_from_nothing_to_everything_in_at_most_sixteen(count):
    steps = step_counts(count)
    assert steps[0] == 0 and steps[-1] == count
    assert len(steps) - 1 == min(count, 16)
    assert np.diff(steps).max() - np.diff(steps).min() <= 1


def test_area_of_uneven_steps_is_numpy_s_trapezoid():
    steps = step_counts(41)
    scores = np.random.default_rng(0).normal(size=(3, 2, len(steps)))
    assert area_under(scores, steps) == pytest.approx(np.trapezoid(scores, steps / 41, axis=-1))


@pytest.mark.parametrize("ties", [False, True])
def test_rank_correlation_is_scipy_s_spearman(ties):
    stats = pytest.importorskip("scipy.stats")
    generator = np.random.default_rng(0)
    one, other = generator.normal(size=(2, 40))
    if ties:
        one, other = one.round(), other.clip(0)
    assert rank_correlation(one, other) == pytest.approx(stats.spearmanr(one, other).statistic)


def test_rank_correlation_with_a_constant_map_is_zero():
    assert rank_correlation(np.ones(5), np.arange(5.0)) == 0
    assert rank_correlation(np.arange(4.0).reshape(2, 2), -np.arange(4.0).reshape(2, 2)) == pytest.approx(-1)


def test_drawn_weights_keep_nothing_and_leave_torch_s_own_generator_alone():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(3, 32, 3), nn.BatchNorm2d(32), nn.Flatten(), nn.Linear(32, 64), nn.Embedding(50, 8))
    model[1].running_mean.fill_(3.0)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    state = torch.get_rng_state()
    draw_weights(model, torch.Generator().manual_seed(1))
    assert torch.equal(torch.get_rng_state(), state)
    after = model.state_dict()
    for name in ("0.weight", "3.weight", "4.weight"):
        pairs = np.corrcoef(before[name].flatten(), after[name].flatten())
        assert abs(pairs[0, 1]) < 0.15, name
    assert float(after["0.weight"].std()) == pytest.approx((2 / 27) ** 0.5, rel=0.1)
    assert float(after["3.weight"].std()) == pytest.approx((1 / 32) ** 0.5, rel=0.1)
    assert float(after["1.running_mean"].abs().max()) == 0
    again = {name: value.clone() for name, value in after.items()}
    model.load_state_dict(before)
    draw_weights(model, torch.Generator().manual_seed(1))
    assert all(torch.equal(value, again[name]) for name, value in model.state_dict().items())
