"""Whether a heat map tells the truth: hide what it marks and see what happens; forget what was learnt and look again.

Deletion and insertion (Petsiuk et al. 2018, arXiv:1806.07421): the parts of a value (patches of a picture, words) are
hidden one after the other, those first that the map marks most, and the answer's score is followed; the sooner it
falls, the better the map. Insertion brings the parts back into an empty value. The yardstick is random order: parts of
the same size hidden in the same way. Differences from the paper, each with its reason:

- orders are compared by the log-odds of the answer, not by its probability: where the answer is 99.9 % sure, or the
  other senses alone make it sure, the probability tells nothing apart. (The reported areas are of the probability.)
- parts with equal weight are hidden in random order: the map says nothing about which comes first.
- examples whose score never moves, whatever is hidden, are left out: there is nothing to explain.

Randomised weights (Adebayo et al. 2018, arXiv:1810.03292): a map that looks the same with weights drawn anew shows the
input, not the model.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

Score: TypeAlias = Callable[[NDArray[np.bool_]], NDArray[np.float64]]
Weights: TypeAlias = NDArray[np.floating]
MOST_STEPS: Final = 16
RANDOM_ORDERS: Final = 5
_STILL: Final = 1e-3  # log-odds: a score that moves less in all steps of all orders does not depend on the value


@dataclass(frozen=True, slots=True)
class Areas:
    """Mean height of the deletion and the insertion curve: of log-odds, and of the probability."""

    deletion: float
    insertion: float
    deletion_probability: float
    insertion_probability: float


@dataclass(frozen=True)
class ExampleCheck:
    """One field of one example. maps: per kind of map its areas; random: the mean of random orders.

    is_moved: whether the score depends on the value at all.
    """

    maps: Mapping[str, Areas]
    random: Areas
    is_moved: bool

    def deletion_win(self, method: str) -> float:
        """1 if hiding in the map's order brings the score down sooner than random order, ½ if equal, else 0."""
        return _win(self.random.deletion - self.maps[method].deletion)

    def insertion_win(self, method: str) -> float:
        """1 if bringing back in the map's order raises the score sooner than random order, ½ if equal, else 0."""
        return _win(self.maps[method].insertion - self.random.insertion)


def check_orders(
    score: Score, maps: Mapping[str, Weights], generator: np.random.Generator, random_orders: int = RANDOM_ORDERS
) -> ExampleCheck:
    """Deletion and insertion in the order of each map and in random orders.

    score: (V, P) bool, which of the P parts are there, to (V,) log-odds of the answer. maps: per kind (P,) weights, all
    of the same P ≥ 1. Equal subsets are scored once; all go to `score` in one call.
    """
    count = len(next(iter(maps.values())))
    orders = [order_of(weights, generator) for weights in maps.values()]
    orders += [generator.permutation(count) for _ in range(random_orders)]
    steps = step_counts(count)
    masks = np.stack([_masks(order, steps) for order in orders])  # (O, 2, S, P)
    distinct, where = np.unique(masks.reshape(-1, count), axis=0, return_inverse=True)
    values = np.asarray(score(distinct), np.float64)
    scores = values[where.reshape(-1)].reshape(masks.shape[:3])  # (O, 2, S)
    probabilities = 0.5 * (1 + np.tanh(scores / 2))  # the inverse of log-odds, without overflow
    heights = np.concatenate([area_under(scores, steps), area_under(probabilities, steps)], 1)  # (O, 4)
    found = [Areas(*(float(v) for v in row)) for row in heights]
    chance = Areas(*(float(v) for v in heights[len(maps) :].mean(0)))
    is_moved = count > 1 and bool(values.max() - values.min() > _STILL)
    return ExampleCheck(dict(zip(maps, found, strict=False)), chance, is_moved)


def order_of(weights: Weights, generator: np.random.Generator) -> NDArray[np.int64]:
    """(P,) the parts, the strongest first; equal ones in random order."""
    return np.lexsort((generator.random(len(weights)), -np.asarray(weights, np.float64)))


def step_counts(count: int, most: int = MOST_STEPS) -> NDArray[np.int64]:
    """How many parts are hidden at each step, from 0 to `count`, in at most `most` steps of about equal size."""
    return np.unique(np.linspace(0, count, min(count, most) + 1).round().astype(np.int64))


def area_under(scores: NDArray[np.float64], steps: NDArray[np.int64]) -> NDArray[np.float64]:
    """(..., S) → (...): the mean height of a curve over the share of hidden parts, by trapezoids."""
    widths = np.diff(steps) / max(1, int(steps[-1]))
    return np.asarray((((scores[..., 1:] + scores[..., :-1]) / 2) * widths).sum(-1), np.float64)


def rank_correlation(one: Weights, other: Weights) -> float:
    """Spearman's rank correlation in [-1, 1], equal values sharing their mean rank; 0 if one of them is constant."""
    a, b = (_ranks(np.asarray(values, np.float64).ravel()) for values in (one, other))
    a, b = a - a.mean(), b - b.mean()
    length = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / length if length else 0.0


def draw_weights(model: nn.Module, generator: torch.Generator) -> None:
    """Replace everything that was learnt by independent random numbers, in place.

    Linear, convolutional and recurrent layers as they are drawn before a training (He et al. 2015: variance 2 / inputs
    for convolutions, 1 / inputs otherwise), norms start anew, tables and single vectors keep only their spread.
    generator: on the CPU; torch's own generator, which a training beside this needs, is not touched.
    """
    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.reset_running_stats()
        for name, parameter in module.named_parameters(recurse=False):
            with torch.no_grad():
                parameter.copy_(_drawn(module, name, parameter, generator))


def _drawn(module: nn.Module, name: str, old: nn.Parameter, generator: torch.Generator) -> torch.Tensor:
    numbers = torch.randn(old.shape, generator=generator)
    if isinstance(module, nn.modules.batchnorm._BatchNorm | nn.LayerNorm | nn.GroupNorm):
        return torch.ones(old.shape) if name == "weight" else torch.zeros(old.shape)
    if isinstance(module, nn.Conv1d | nn.Conv2d | nn.Linear | nn.RNNBase):
        if old.ndim < 2:
            return torch.zeros(old.shape)
        gain = 2.0 if isinstance(module, nn.Conv2d) else 1.0
        return numbers * float(np.sqrt(gain / old[0].numel()))
    spread = float(old.detach().float().std(correction=0))
    return numbers * (spread or 0.02)


def _masks(order: NDArray[np.int64], steps: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(2, S, P): the parts that are there while they are hidden in this order, and while they are brought back."""
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    hidden = rank[None] < steps[:, None]  # (S, P)
    return np.stack([~hidden, hidden])


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _distinct, where, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    means: NDArray[np.float64] = ((ends - counts + ends - 1) / 2)[where]
    return means


def _win(gain: float) -> float:
    return 1.0 if gain > 1e-9 else 0.5 if gain > -1e-9 else 0.0
