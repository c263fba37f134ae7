"""A network that hears sounds: convolutions over the spectrogram, then so many moments, however long a sound is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from torch import Tensor, nn
from torch.nn import functional

from mmgui.core.layouts import Grid, Layout
from mmgui.core.models.encoder import Encoded, Encoder
from mmgui.modalities.contract import Builder
from mmgui.modalities.sound.augmentation import vary_sounds
from mmgui.modalities.sound.places import describe_cell
from mmgui.modalities.sound.spectrogram import BANDS

PITCHES, MOMENTS = 8, 16  # tokens, which are the parts too
_HALVINGS = 3  # from BANDS to PITCHES


@dataclass(frozen=True)
class SoundValues:
    """U sounds. levels: (U, 1, BANDS, T), half decibels, zero where a sound is over. columns: (U,) of each."""

    levels: Tensor
    columns: Tensor

    def to(self, device: Any, *, non_blocking: bool = False) -> SoundValues:
        return SoundValues(
            self.levels.to(device, non_blocking=non_blocking), self.columns.to(device, non_blocking=non_blocking)
        )

    def pieces(self) -> list[bytes]:
        """Per sound its levels as bytes."""
        rows = zip(self.levels.numpy(), self.columns.tolist(), strict=True)
        return [np.ascontiguousarray(levels[0, :, :columns]).tobytes() for levels, columns in rows]


class PreparedSounds:
    """Spectrograms of any length, (BANDS, T) uint8 each."""

    def __init__(self, levels: Sequence[NDArray[np.uint8]]) -> None:
        self.levels = levels

    def __len__(self) -> int:
        return len(self.levels)

    def take(self, rows: NDArray[np.int64]) -> SoundValues:
        chosen = [self.levels[row] for row in rows.tolist()]
        columns = [levels.shape[1] for levels in chosen]
        step = 2**_HALVINGS
        length = -(-max(columns, default=1) // step) * step
        both = np.zeros((len(chosen), 1, BANDS, length), np.uint8)
        for row, levels in enumerate(chosen):
            both[row, 0, :, : levels.shape[1]] = levels
        return SoundValues(torch.from_numpy(both), torch.tensor(columns, dtype=torch.int64))


class SoundInput(BaseModel):
    """Sounds as spectrograms (spectrogram.py). Nothing is fitted: how loud they are the network learns."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def prepare(self, values: Sequence[NDArray[np.uint8]]) -> PreparedSounds:
        return PreparedSounds(values)

    def reduce(self, raw: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return raw

    def layout(self, raw: NDArray[np.uint8]) -> Grid:
        return Grid(PITCHES, MOMENTS, *raw.shape)


class SoundEncoder(Encoder):
    """Three halving convolutions and one residual one; what they find is shared out to 16 moments.

    So a short sound is told in as many tokens as a long one, each as wide as it has to be, and what a pattern in time
    is stays the same. Windows of four with steps of two keep the cells where the features look. Where a sound is over
    everything is zero, as beyond an edge: the answer does not depend on the others in its batch. BatchNorm as for
    pictures.
    """

    steps = 8
    steps_many = 3
    attention_above_even = True
    grid = (PITCHES, MOMENTS)

    def __init__(self, width: int, channels: int, dropout: float) -> None:
        super().__init__()
        sizes = [1, channels, channels * 2, channels * 4]
        self.halvings = nn.ModuleList(nn.Conv2d(a, b, 4, stride=2, padding=1, bias=False) for a, b in pairwise(sizes))
        self.norms = nn.ModuleList(nn.BatchNorm2d(size) for size in sizes[1:])
        self.further = nn.Conv2d(sizes[-1], sizes[-1], 3, padding=1, bias=False)
        self.further_norm = nn.BatchNorm2d(sizes[-1])
        self.project = nn.Linear(sizes[-1], width)
        self.norm = nn.LayerNorm(width)
        self.pitch = nn.Parameter(torch.randn(PITCHES, 1, width) * 0.02)
        self.moment = nn.Parameter(torch.randn(1, MOMENTS, width) * 0.02)
        self.pool = nn.Sequential(
            nn.Linear(2 * PITCHES * sizes[-1], width), nn.LayerNorm(width), nn.GELU(), nn.Dropout(dropout)
        )

    def embed(self, values: SoundValues) -> Tensor:
        """(U, N, C), N = PITCHES · MOMENTS, row by row, the highest pitches first."""
        x = values.levels.float() / 64  # 0..4
        left = values.columns
        for halving, norm in zip(self.halvings, self.norms, strict=True):
            left = (left + 1) // 2
            x = functional.relu(norm(halving(x))) * _is_there(left, x.shape[3] // 2)
        x = x + functional.relu(self.further_norm(self.further(x))) * _is_there(left, x.shape[3])  # (U, C, PITCHES, T')
        shared = torch.einsum("ucpt,umt->upmc", x, _shares(values.columns / 2**_HALVINGS, left, x.shape[3]))
        return shared.flatten(1, 2)

    def encode(self, embedded: Tensor, values: SoundValues) -> Encoded:
        tokens = self.norm(self.project(embedded) + (self.pitch + self.moment).flatten(0, 1))  # (U, N, D)
        mask = torch.ones(tokens.shape[:2], dtype=torch.bool, device=tokens.device)
        heard = embedded.reshape(-1, PITCHES, MOMENTS, embedded.shape[2])  # (U, PITCHES, MOMENTS, C)
        # Of each pitch what it is like on the whole, and the strongest in it, however short.
        pooled = self.pool(torch.cat([heard.mean(2), heard.amax(2)], 2).flatten(1))
        return Encoded(tokens, mask, pooled)

    def baseline(self, embedded: Tensor) -> Tensor:
        """The mean of each pitch: what is shown is what a sound says beyond an even hum."""
        heard = embedded.reshape(-1, PITCHES, MOMENTS, embedded.shape[2])
        return heard.mean(2, keepdim=True).expand(-1, -1, MOMENTS, -1).flatten(1, 2)

    def augment(self, values: SoundValues, strength: float, mirror: bool) -> SoundValues:
        if strength <= 0:
            return values
        return SoundValues(vary_sounds(values.levels, values.columns, strength), values.columns)

    def tell_place(self, number: int, layout: Layout) -> str:
        """ "high tones at 0.4 s"."""
        assert isinstance(layout, Grid)
        return describe_cell(layout, *divmod(number, MOMENTS))


def _is_there(columns: Tensor, length: int) -> Tensor:
    """(U, 1, 1, T) float, 1 where there is something of the sound."""
    return (torch.arange(length, device=columns.device) < columns[:, None]).float()[:, None, None]


def _shares(exact: Tensor, columns: Tensor, length: int) -> Tensor:
    """(U, MOMENTS, T), rows summing to 1: how much of each moment lies in each column. exact: (U,) how many columns the
    sound fills, with a fraction; columns: (U,) the same rounded up."""
    ends = torch.arange(MOMENTS + 1, device=exact.device) * exact[:, None] / MOMENTS  # (U, MOMENTS + 1)
    places = torch.arange(length, device=exact.device)
    overlap = torch.minimum(ends[:, 1:, None], places + 1) - torch.maximum(ends[:, :-1, None], places)
    overlap = overlap.clamp(min=0) * (places < columns[:, None])[:, None]
    return overlap / overlap.sum(2, keepdim=True)


CNN = Builder(
    fit=lambda values, parameters: SoundInput(),
    load=SoundInput.model_validate,
    build=lambda given, width, classes, dropout, p: SoundEncoder(width, int(p["sound_patterns"]), dropout),
)
