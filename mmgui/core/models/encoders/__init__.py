"""Encoders: each turns the distinct values of a field into tokens, a mask and one pooled vector.

Shapes: U distinct values, N tokens, D features, K classes. Equal values of a batch are encoded once; who has which
value is known to the model (`rows`), not to the encoder.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from mmgui.core.models.parameters import Value


class Encoded(NamedTuple):
    """What an encoder gives for U distinct values.

    tokens: (U, N, D) float. mask: (U, N) bool, True = a real token; each value has at least one. pooled: (U, D).
    votes: (U, K) or None; what the tokens say directly for each class, without any hidden layer (the "wide" path).
    """

    tokens: Tensor
    mask: Tensor
    pooled: Tensor
    votes: Tensor | None = None


class Values(Protocol):
    """The numbers of some distinct values, ready for the encoder: a tensor, or a few of them with `pieces()`, per
    value the bytes of all that the encoder sees (input_keys.py)."""

    def to(self, device: Any, *, non_blocking: bool = False) -> Any: ...


class Prepared(Protocol):
    """Many values of one field as numbers, numbered from 0; a batch takes the ones that it needs."""

    def __len__(self) -> int: ...

    def take(self, rows: NDArray[np.int64]) -> Any:
        """The values `rows` (distinct, in that order) as input of the encoder."""
        ...


class FieldInput(Protocol):
    """How a field's raw values become numbers. Fitted on the training part only and saved with the run as JSON."""

    def prepare(self, values: Sequence[Any]) -> Prepared:
        """Raw values: (H, W, 3) uint8 arrays of pictures, str of texts."""
        ...

    def model_dump(self, *, mode: str = ...) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Builder:
    """How an encoder of the catalogue is made; its methods of these names say what goes in and comes out."""

    fit: Callable[[Sequence[Any], Mapping[str, Value]], FieldInput]
    load: Callable[[Mapping[str, Any]], FieldInput]
    build: Callable[[Any, int, int, float, Mapping[str, Value]], nn.Module]


BUILDERS: dict[str, Builder] = {}  # by the keys of catalogue.ENCODERS

# Every file beside this one adds its builders: a new modality is found by being there.
for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
