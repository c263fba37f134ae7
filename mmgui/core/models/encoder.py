"""Encoders: each turns the distinct values of a field into tokens, a mask and one pooled vector, in two halves, so that
an explanation can begin in between.

Shapes: U distinct values, N tokens, D features, K classes, P parts, E features between the halves. Equal values of a
batch are encoded once; who has which value is known to the model (`rows`), not to the encoder.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from mmgui.core.layouts import Layout

UNKNOWN_VIEW: Final = "unknown"  # (U, 1): the share of a value that the model cannot know
UNMET_VIEW: Final = "unmet"  # (U, 1): the share of a value's parts that training never showed, known pieces or not


class Encoded(NamedTuple):
    """What an encoder gives for U distinct values.

    tokens: (U, N, D) float. mask: (U, N) bool, True = a real token; each value has at least one. pooled: (U, D).
    votes: (U, K) or None; what the tokens say directly for each class, without any hidden layer (the "wide" path).
    """

    tokens: Tensor
    mask: Tensor
    pooled: Tensor
    votes: Tensor | None = None


class Embedded(NamedTuple):
    """U values on the way: features (U, N, E) between the halves; encoded: what came out; views: rows of numbers by
    which values can be compared, by name (U, d) (see uncertainty/features.py)."""

    features: Tensor
    encoded: Encoded
    views: Mapping[str, Tensor]


class Encoder(nn.Module):
    """What the program needs of an encoder; `embed` and `encode` must be written.

    Places, tokens and parts are three counts: N places between the halves, N' tokens that come out, P parts that a
    person sees. Where N' = N, attention over the tokens can be shown; else gradients stand in for it.

    steps, steps_many: of the integral of gradients, for one example and for many at once. power: the integral runs over
    t with α = t ** power, where the answer changes fastest near α = 0. attention_above_even: attention that is the same
    everywhere says nothing (places of a picture), so only what is above it is shown. grid: (rows, columns) of the
    places, None if they are none.
    """

    steps = 12
    steps_many = 8
    power = 1
    attention_above_even = False
    grid: tuple[int, int] | None = None

    def embed(self, values: Any) -> Tensor:
        """The first half: (U, N, E) features of N places, which `encode` takes on and gradients are taken at."""
        raise TypeError(f"{type(self).__name__} has no embed")

    def encode(self, embedded: Tensor, values: Any) -> Encoded:
        """The second half, differentiable.

        embedded: (S · U, N, E), S variations of the U values, one after the other: what is taken from the values as
        well is repeated for them, see `repeat_for`.
        """
        raise TypeError(f"{type(self).__name__} has no encode")

    def forward(self, values: Any) -> Encoded:
        return self.encode(self.embed(values), values)

    def with_views(self, values: Any) -> Embedded:
        """All that one run through the encoder tells."""
        embedded = self.embed(values)
        encoded = self.encode(embedded, values)
        return Embedded(embedded, encoded, {"pooled": encoded.pooled})

    def baseline(self, embedded: Tensor) -> Tensor:
        """(U, N or 1, E): features that say nothing, from which gradients are integrated."""
        return embedded.new_zeros(()).expand(embedded.shape)

    def to_parts(self, weights: NDArray[Any], layout: Layout) -> NDArray[Any]:
        """(..., N) one weight per place → (..., P), one per part that a person sees. Here: each place is a part."""
        if weights.shape[-1] != layout.count:
            raise ValueError(f"{weights.shape[-1]} places, {layout.count} parts: write to_parts")
        return weights

    def tell_place(self, number: int, layout: Layout) -> str:
        """Token `number` in words, for the numbers inside of attention."""
        return str(number + 1)

    def augment(self, values: Any, strength: float, mirror: bool) -> Any:
        """In training: the values changed a little, as they might as well have been. strength: 0..1."""
        return values


def repeat_for(embedded: Tensor, of_values: Tensor) -> Tensor:
    """(U, ...) → (S · U, ...): what belongs to U values, for the S variations of them in `embedded` (S · U, ...)."""
    count = len(embedded) // max(1, len(of_values))
    return of_values.repeat(count, *[1] * (of_values.dim() - 1))


def mean_and_strongest(encoded: Encoded) -> Tensor:
    """(U, 2D): mean and maximum of the real tokens, a view by which texts and the like can be compared."""
    mask = encoded.mask.unsqueeze(-1)
    mean = (encoded.tokens * mask).sum(1) / mask.sum(1).clamp(min=1)
    return torch.cat([mean, encoded.tokens.masked_fill(~mask, float("-inf")).amax(1)], 1)
