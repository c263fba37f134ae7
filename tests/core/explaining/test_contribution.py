"""Exact Shapley values over the senses."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
import torch

from mmgui.core.explaining.contribution import Contributions, join_coalitions, shapley_values
from mmgui.core.explaining.score import class_score
from mmgui.core.models.catalogue import FUSIONS


@pytest.mark.parametrize("fusion", FUSIONS.names())
def test_values_sum_to_the_change_of_the_score_and_equal_the_mean_over_all_orders(
    case_of: Callable[..., Any], fusion: str
) -> None:
    """Second source: Shapley's first formula, the mean gain over every order in which the senses can arrive."""
    case = case_of(fusion)
    output, present = join_coalitions(case.example)
    for chosen in range(3):
        found = shapley_values(case.model, output, present, chosen)
        names = case.model.fields

        def score(senses: set[str], names: tuple[str, ...] = names, chosen: int = chosen) -> float:
            looked_at = torch.tensor([[name in senses for name in names]])
            return float(class_score(case.model(case.batch, looked_at).logits.double(), chosen))

        gains = dict.fromkeys(names, 0.0)
        orders = list(permutations(names))
        for order in orders:
            for place, name in enumerate(order):
                gains[name] += (score(set(order[: place + 1])) - score(set(order[:place]))) / len(orders)
        assert found.values == pytest.approx(gains, abs=1e-5)
        assert sum(found.values.values()) == pytest.approx(found.score - found.score_without, abs=1e-5)
        assert found.score == pytest.approx(float(class_score(case.model(case.batch).logits, chosen)), abs=1e-5)


def test_a_missing_sense_has_no_share(case_of: Callable[..., Any]) -> None:
    case = case_of("attention", text=None)
    output, present = join_coalitions(case.example)
    found = shapley_values(case.model, output, present, 0)
    assert found.values["words"] == pytest.approx(0, abs=1e-6)
    assert found.shares()["picture"] == pytest.approx(1) and sum(found.shares().values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("values", "shares"),
    [
        ({"a": 3.0, "b": 1.0}, {"a": 0.75, "b": 0.25}),
        ({"a": 2.0, "b": -1.0}, {"a": 1.0, "b": 0.0}),
        ({"a": -3.0, "b": -1.0}, {"a": 0.75, "b": 0.25}),
        ({"a": 0.0, "b": 0.0}, {"a": 0.5, "b": 0.5}),
    ],
)
def test_shares_count_what_spoke_for_the_answer(values: dict[str, float], shares: dict[str, float]) -> None:
    assert Contributions(values, 0.0, 0.0).shares() == pytest.approx(shares)


def test_the_class_score_is_the_log_odds_of_the_softmax() -> None:
    logits = torch.tensor([[1.0, 2.0, -1.0], [8.0, 0.0, 0.0]], dtype=torch.float64)
    p = logits.softmax(1)[:, 0]
    assert class_score(logits, 0) == pytest.approx(torch.log(p / (1 - p)), rel=1e-6)
