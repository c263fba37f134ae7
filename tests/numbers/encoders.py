"""A network that reads one number: how far it has climbed each step of a scale, then a small hidden layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor, nn

from mmgui.core.errors import ExperimentError
from mmgui.core.i18n import _
from mmgui.core.layouts import Layout, Spans
from mmgui.core.models.encoder import Encoded, Encoder
from mmgui.core.parameters import Value
from mmgui.modalities.contract import Builder
from tests.numbers import number_of

BEYOND = 3.0  # so many steps beyond the scale a number is still told from others


class PreparedNumbers:
    """(n, 1, S + 1) float32: how far up each of S steps, and 1; all 0 = the number was taken out."""

    def __init__(self, climbed: NDArray[np.float32]) -> None:
        self.climbed = climbed

    def __len__(self) -> int:
        return len(self.climbed)

    def take(self, rows: NDArray[np.int64]) -> Tensor:
        return torch.from_numpy(self.climbed[rows])


class NumberInput(BaseModel):
    """limits: (S + 1,) rising; a step lies between two. Piecewise linear encoding: Gorishniy et al. 2022."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    limits: tuple[float, ...] = Field(min_length=2, max_length=101)

    @classmethod
    def fit(cls, values: Sequence[str], settings: Mapping[str, Value]) -> NumberInput:
        known = [number for number in map(number_of, values) if number is not None]
        if not known:
            raise ExperimentError(_("No example of the training part has a number."), _("Leave this field out."))
        limits = np.unique(np.quantile(known, np.linspace(0, 1, int(settings["scale_steps"]) + 1))).tolist()
        return cls(limits=limits if len(limits) > 1 else [*limits, limits[0] + 1.0])

    def prepare(self, values: Sequence[str]) -> PreparedNumbers:
        low = np.array(self.limits)
        steps = np.diff(low)
        climbed = np.zeros((len(values), 1, len(steps) + 1), np.float32)
        least, most = np.zeros(len(steps)), np.ones(len(steps))
        least[0], most[-1] = -BEYOND, 1 + BEYOND
        for row, raw in enumerate(values):
            if (number := number_of(raw)) is not None:
                climbed[row, 0] = [*((number - low[:-1]) / steps).clip(least, most), 1]
        return PreparedNumbers(climbed)

    def reduce(self, raw: str) -> str:
        return raw

    def layout(self, raw: str) -> Spans:
        """Places in exactly the typed text, blanks around it included."""
        written = raw.strip()
        start = raw.index(written)
        return Spans(raw, ((start, start + len(written)),) if written else ())


class NumberEncoder(Encoder):
    """N = 1 place and token, also where the number was taken out and there is no part."""

    def __init__(self, steps: int, width: int, dropout: float) -> None:
        super().__init__()
        self.token = nn.Sequential(nn.Linear(steps + 1, width), nn.GELU(), nn.Linear(width, width))
        self.pool = nn.Sequential(nn.LayerNorm(width), nn.GELU(), nn.Dropout(dropout))

    def embed(self, values: Tensor) -> Tensor:
        return values  # (U, 1, S + 1)

    def encode(self, embedded: Tensor, values: Tensor) -> Encoded:
        tokens = self.token(embedded)  # (U, 1, D)
        mask = torch.ones(tokens.shape[:2], dtype=torch.bool, device=tokens.device)
        return Encoded(tokens, mask, self.pool(tokens[:, 0]))

    def to_parts(self, weights: NDArray[Any], layout: Layout) -> NDArray[Any]:
        return weights[..., : layout.count]

    def tell_place(self, number: int, layout: Layout) -> str:
        return layout.words()[number] if isinstance(layout, Spans) and layout.count else _("no number")


SCALE = Builder(
    fit=NumberInput.fit,
    load=NumberInput.model_validate,
    build=lambda given, width, classes, dropout, p: NumberEncoder(len(given.limits) - 1, width, dropout),
)
