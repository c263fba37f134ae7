"""A network that reads a history: each item's meaning and how long ago it was, then a recurrent network in both
directions, so that what came after what can be told."""

from __future__ import annotations

from typing import Any, Final

import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from mmgui.core.i18n import _
from mmgui.core.layouts import Layout, Spans
from mmgui.core.models.encoder import (
    UNKNOWN_VIEW,
    UNMET_VIEW,
    Embedded,
    Encoded,
    Encoder,
    mean_and_strongest,
    repeat_for,
)
from mmgui.modalities.contract import Builder, quote_words
from mmgui.modalities.history.items import LAST
from mmgui.modalities.history.items_input import HIDDEN, UNKNOWN, HistoryInput, ItemValues

_SMALL: Final = 0.1  # spread of the embeddings before the training


class RecurrentItems(Encoder):
    """N places, each with its item's embedding, zero where one was taken out (Cho et al. 2014, arXiv:1406.1078).

    In training items are hidden, of every history another share, evenly drawn between none and twice `item_dropout`,
    so that a map that takes items away asks nothing the model has never met (Covert et al. 2021, arXiv:2011.14878).
    """

    power = 4  # the layer norm makes the answer change fastest near α = 0

    def __init__(self, items: int, width: int, dropout: float, item_dropout: float) -> None:
        super().__init__()
        self.item_dropout = item_dropout
        self.table = nn.Parameter(torch.randn(items, width) * _SMALL)
        self.ago = nn.Embedding(LAST, width)
        nn.init.normal_(self.ago.weight, std=_SMALL)
        self.project = nn.Linear(width, width)
        self.gru = nn.GRU(width, width // 2, batch_first=True, bidirectional=True)
        self.norm = nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)
        self.pool = nn.Sequential(nn.Linear(3 * width, width), nn.LayerNorm(width), nn.GELU(), nn.Dropout(dropout))

    def embed(self, values: ItemValues) -> Tensor:
        """(U, N, D)."""
        there = values.ids != HIDDEN
        if self.training and self.item_dropout > 0:
            share = torch.rand(len(there), 1, device=there.device) * min(1.0, 2 * self.item_dropout)
            there = there & (torch.rand(there.shape, device=there.device) >= share)
        return self.table[values.ids] * there.unsqueeze(-1)

    def encode(self, embedded: Tensor, values: ItemValues) -> Encoded:
        mask = repeat_for(embedded, values.mask)  # (S · U, N)
        lengths = mask.sum(1)
        ago = (lengths[:, None] - 1 - torch.arange(mask.shape[1], device=mask.device)).clamp(0, LAST - 1)
        inputs = self.project(self.dropout(embedded)) + self.ago(ago)
        packed = pack_padded_sequence(inputs, lengths.cpu(), batch_first=True, enforce_sorted=False)
        states, last = self.gru(packed)
        found, _lengths = pad_packed_sequence(states, batch_first=True, total_length=mask.shape[1])
        tokens = self.norm(found + inputs)  # (S · U, N, D)
        summary = mean_and_strongest(Encoded(tokens, mask, tokens[:, 0]))  # (S · U, 2D)
        return Encoded(tokens, mask, self.pool(torch.cat([summary, last[0], last[1]], 1)))

    def with_views(self, values: ItemValues) -> Embedded:
        found = super().with_views(values)
        there = values.ids != HIDDEN
        unknown = (values.ids == UNKNOWN).sum(1) / there.sum(1).clamp(min=1)
        views = {"items": mean_and_strongest(found.encoded)}
        return found._replace(views={**views, UNKNOWN_VIEW: unknown[:, None], UNMET_VIEW: unknown[:, None]})

    def to_parts(self, weights: NDArray[Any], layout: Layout) -> NDArray[Any]:
        assert isinstance(layout, Spans)
        return layout.merge(weights)

    def tell_place(self, number: int, layout: Layout) -> str:
        assert isinstance(layout, Spans)
        part = layout.owners[number]
        return quote_words(layout.words((part,))) if part < layout.count else _("no item")


GRU = Builder(
    fit=lambda values, p: HistoryInput.fit(values, int(p["known_items"])),
    load=HistoryInput.model_validate,
    build=lambda given, width, classes, dropout, p: RecurrentItems(
        len(given), width, dropout, float(p["item_dropout"])
    ),
)
