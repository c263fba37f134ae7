"""Records as numbers for a network: what is fitted on the training part and saved with the run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator
from torch import Tensor

from mmgui.core.errors import ExperimentError
from mmgui.core.i18n import _
from mmgui.core.layouts import Spans
from mmgui.core.parameters import Value
from mmgui.modalities.numbers.features import Feature, fit_features, plain_word
from mmgui.modalities.numbers.record import line_of, read_record

BEYOND: Final = 6.0  # spreads from the mean: what lies farther is taken to lie there


@dataclass(frozen=True)
class NumberValues:
    """U records of F columns. rows: (U, F) int64, the row of the encoder's table that a cell takes; amounts: (U, F)
    float32, by which it is multiplied: a standardised number, else 1. strange: (U, F) bool, not met in training."""

    rows: Tensor
    amounts: Tensor
    strange: Tensor

    def to(self, device: Any, *, non_blocking: bool = False) -> NumberValues:
        return NumberValues(
            *(part.to(device, non_blocking=non_blocking) for part in (self.rows, self.amounts, self.strange))
        )

    def pieces(self) -> list[bytes]:
        both = zip(self.rows.numpy(), self.amounts.numpy(), strict=True)
        return [rows.tobytes() + amounts.tobytes() for rows, amounts in both]


@dataclass(frozen=True)
class PreparedNumbers:
    rows: NDArray[np.int64]
    amounts: NDArray[np.float32]
    strange: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, rows: NDArray[np.int64]) -> NumberValues:
        return NumberValues(*(torch.from_numpy(part[rows]) for part in (self.rows, self.amounts, self.strange)))


class NumbersInput(BaseModel):
    """Each column has its rows in the encoder's table, one after the other: missing, unknown, then one for its number
    or one for each of its words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    features: tuple[Feature, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_names(self) -> NumbersInput:
        if len({f.column for f in self.features}) != len(self.features):
            raise ValueError("a column is named twice")
        return self

    @classmethod
    def fit(cls, values: Sequence[str], settings: Mapping[str, Value]) -> NumbersInput:
        features = fit_features([read_record(value) for value in values])
        if not features:
            raise ExperimentError(_("No example of the training part has a number."), _("Leave this field out."))
        return cls(features=features)

    @property
    def starts(self) -> list[int]:
        """(F + 1,) the first row of each column in the table, and how many there are."""
        sizes = [2 + max(1, len(feature.choices)) for feature in self.features]
        return [0, *np.cumsum(sizes).tolist()]

    def prepare(self, values: Sequence[str]) -> PreparedNumbers:
        """A cell that holds no number counts as missing."""
        count = len(self.features)
        starts = np.array(self.starts[:-1], np.int64)
        rows = np.tile(starts, (len(values), 1))
        amounts = np.ones((len(values), count), np.float32)
        strange = np.zeros((len(values), count), np.bool_)
        place = {name: n for n, feature in enumerate(self.features) for name in (feature.column,)}
        alike = {plain_word(name): n for name, n in place.items()}
        words = [{plain_word(w): k for k, w in enumerate(feature.choices)} for feature in self.features]
        for record, value in enumerate(values):
            for name, cell in read_record(value).items():
                n = place.get(name, alike.get(plain_word(name)))
                if n is None or not cell.strip():
                    continue
                feature = self.features[n]
                if feature.kind == "choice":
                    known = words[n].get(plain_word(cell))
                    rows[record, n] += 1 if known is None else 2 + known
                    strange[record, n] = known is None
                elif (number := feature.number(cell)) is not None:
                    rows[record, n] += 2
                    amounts[record, n] = min(BEYOND, max(-BEYOND, (number - feature.mean) / feature.spread))
                    strange[record, n] = not feature.low <= number <= feature.high
                else:
                    strange[record, n] = True
        return PreparedNumbers(rows, amounts, strange)

    def reduce(self, raw: str) -> str:
        return raw

    def layout(self, raw: str) -> Spans:
        """The cells that the model knows. owners: of each column its part; those without one own what is cut off."""
        line, names = line_of(read_record(raw))
        known = {plain_word(feature.column): n for n, feature in enumerate(self.features)}
        parts = [(place, n) for name, place in zip(names, line.places, strict=True)
                 if (n := known.get(plain_word(name))) is not None]  # fmt: skip
        part_of = {n: part for part, (_place, n) in enumerate(parts)}
        owners = tuple(part_of.get(n, len(parts)) for n in range(len(self.features)))
        return Spans(line.text, tuple(place for place, _n in parts), owners)
