"""A network that reads a record: a token per column, then what they say together."""

from __future__ import annotations

from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from mmgui.core.i18n import _
from mmgui.core.layouts import Layout, Spans
from mmgui.core.models.encoder import UNMET_VIEW, Embedded, Encoded, Encoder
from mmgui.modalities.contract import Builder
from mmgui.modalities.numbers.numbers_input import NumbersInput, NumberValues

_SMALL = 0.3  # spread of the tokens before the training


class FeatureEncoder(Encoder):
    """The feature tokenizer of FT-Transformer: a number times the vector of its column, a word's own vector, each plus
    the bias of its column (Gorishniy et al. 2021, arXiv:2106.11959). A missing cell has a vector, too.

    In place of its transformer stands one hidden layer over the sum of all tokens: the fusion attends to them anyway.
    In training some cells are hidden, of every record another share, so that an explanation that takes numbers away
    asks the model nothing that it has never met.
    """

    def __init__(self, starts: list[int], width: int, dropout: float, feature_dropout: float) -> None:
        super().__init__()
        count = len(starts) - 1
        self.feature_dropout = feature_dropout
        self.starts = tuple(starts[:-1])  # of each column the row for a missing cell
        table = torch.randn(starts[-1], width) * _SMALL
        for start in self.starts:
            table[start : start + 2] = 0.0  # a missing cell and an unknown word say nothing by themselves
        self.table = nn.Parameter(table)
        self.bias = nn.Parameter(torch.zeros(count, width))
        self.whole = nn.Sequential(
            nn.Linear(width, 2 * width),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(2 * width, width),
        )
        self.norm = nn.LayerNorm(width)
        self.pool = nn.Sequential(nn.LayerNorm(width), nn.GELU(), nn.Dropout(dropout))

    def embed(self, values: NumberValues) -> Tensor:
        """(U, F, D)."""
        rows, amounts = values.rows, values.amounts
        if self.training and self.feature_dropout > 0:
            share = 2 * self.feature_dropout * torch.rand(len(rows), 1, device=rows.device)
            hidden = torch.rand(rows.shape, device=rows.device) < share
            rows = torch.where(hidden, self.missing(rows), rows)
            amounts = torch.where(hidden, torch.ones_like(amounts), amounts)
        return self.table[rows] * amounts.unsqueeze(-1) + self.bias

    def missing(self, like: Tensor) -> Tensor:
        """(F,) the rows of the table for missing cells, on the device of `like`."""
        return torch.tensor(self.starts, device=like.device)

    def baseline(self, embedded: Tensor) -> Tensor:
        """(1, F, D): all cells missing."""
        missing: Tensor = self.table[self.missing(embedded)] + self.bias
        return missing[None]

    def encode(self, embedded: Tensor, values: NumberValues) -> Encoded:
        together = embedded.sum(1) / embedded.shape[1] ** 0.5  # (U, D)
        together = together + self.whole(together)
        mask = torch.ones(embedded.shape[:2], dtype=torch.bool, device=embedded.device)
        return Encoded(self.norm(embedded + together.unsqueeze(1)), mask, self.pool(together))

    def with_views(self, values: NumberValues) -> Embedded:
        found = super().with_views(values)
        there = (values.rows != self.missing(values.rows)) | values.strange
        share = values.strange.sum(1, keepdim=True) / there.sum(1, keepdim=True).clamp(min=1)
        return found._replace(views={**found.views, "amounts": values.amounts, UNMET_VIEW: share.float()})

    def to_parts(self, weights: NDArray[Any], layout: Layout) -> NDArray[Any]:
        assert isinstance(layout, Spans)
        return layout.merge(weights)

    def tell_place(self, number: int, layout: Layout) -> str:
        assert isinstance(layout, Spans)
        part = layout.owners[number]
        return layout.words((part,))[0] if part < layout.count else _("a number that is missing")


FEATURES = Builder(
    fit=NumbersInput.fit,
    load=NumbersInput.model_validate,
    build=lambda given, width, classes, dropout, p: FeatureEncoder(
        given.starts, width, dropout, float(p["feature_dropout"])
    ),
)
