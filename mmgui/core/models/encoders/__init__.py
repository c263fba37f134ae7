"""Encoders: each turns the distinct values of a field into tokens, a mask and one pooled vector.

Shapes: U distinct values, N tokens, D features, K classes. Equal values of a batch are encoded once; who has which
value is known to the model (`rows`), not to the encoder. Registered as "MODALITY/NAME".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from mmgui.core.i18n import _
from mmgui.core.models.parameters import Parameter, Value, with_defaults
from mmgui.core.registry import Registry


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
    """The numbers of some distinct values, ready for the encoder: a tensor, or a few of them."""

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
class EncoderKind:
    """One kind of encoder in the registry.

    fit: (raw training values or None for media, settings) to the field's input. load: the same from JSON.
    build: (input, D, K, dropout, parameters) to the module, whose forward takes `Values` and gives Encoded.
    """

    name: str
    modality: str
    label: str
    sentence: str
    parameters: tuple[Parameter, ...]
    fit: Callable[[Sequence[Any], Mapping[str, Value]], FieldInput]
    load: Callable[[Mapping[str, Any]], FieldInput]
    build: Callable[[Any, int, int, float, Mapping[str, Value]], nn.Module]

    def title(self) -> str:
        return _(self.label)

    def explain(self) -> str:
        return _(self.sentence)

    def values(self, given: Mapping[str, Any]) -> dict[str, Value]:
        """All parameters: the given ones, checked, and the defaults of the others. Raises ExperimentError."""
        return with_defaults(self.parameters, given)


ENCODERS: Registry[EncoderKind] = Registry("encoder")


def register_encoder(kind: EncoderKind) -> EncoderKind:
    return ENCODERS.register(f"{kind.modality}/{kind.name}")(kind)


def encoder_names(modality: str) -> tuple[str, ...]:
    """The names of the encoders for a modality, the usual one first."""
    return tuple(name.partition("/")[2] for name in ENCODERS.names() if name.startswith(f"{modality}/"))


# Every file beside this one registers its encoders: a new modality is found by being there.
for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
