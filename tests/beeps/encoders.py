"""A network that hears beeps: a small convolution over the spectrogram, whose cells are its tokens and its parts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor, nn

from mmgui.core.i18n import _
from mmgui.core.layouts import Grid, Layout
from mmgui.core.models.encoder import Encoded, Encoder
from mmgui.modalities.contract import Builder
from tests.beeps import PITCHES, RATE_HZ, SAMPLES, STRETCHES, pitches_of

CELLS = 8  # along pitch and along time


class PreparedBeeps:
    """Spectrograms, (n, 1, PITCHES, STRETCHES) float32, logarithms of how loud."""

    def __init__(self, loud: NDArray[np.float32]) -> None:
        self.loud = loud

    def __len__(self) -> int:
        return len(self.loud)

    def take(self, rows: NDArray[np.int64]) -> Tensor:
        return torch.from_numpy(self.loud[rows])


class BeepInput(BaseModel):
    """Sounds as spectrograms, made so many times as loud first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    loudness: float = Field(gt=0)

    def prepare(self, values: Sequence[NDArray[np.float32]]) -> PreparedBeeps:
        loud = np.zeros((len(values), 1, PITCHES, STRETCHES), np.float32)
        for number, raw in enumerate(values):
            loud[number, 0] = np.log1p(np.abs(pitches_of(raw)) * self.loudness)
        return PreparedBeeps(loud)

    def reduce(self, raw: NDArray[np.float32]) -> NDArray[np.float32]:
        return raw

    def layout(self, raw: NDArray[np.float32]) -> Grid:
        return Grid(CELLS, CELLS, PITCHES, STRETCHES)


class BeepEncoder(Encoder):
    """What is heard in each cell, then where it lies. N = CELLS · CELLS tokens, row by row; they are the parts too."""

    grid = (CELLS, CELLS)

    def __init__(self, width: int, patterns: int, dropout: float) -> None:
        super().__init__()
        cell = (PITCHES // CELLS, STRETCHES // CELLS)
        self.hear = nn.Sequential(nn.Conv2d(1, patterns, cell, stride=cell), nn.ReLU())
        self.project = nn.Linear(patterns, width)
        self.pitch = nn.Parameter(torch.randn(CELLS, 1, width) * 0.5)
        self.pool = nn.Sequential(nn.Linear(2 * width, width), nn.LayerNorm(width), nn.GELU(), nn.Dropout(dropout))

    def embed(self, values: Tensor) -> Tensor:
        heard: Tensor = self.hear(values)  # (U, C, CELLS, CELLS)
        return heard.flatten(2).transpose(1, 2)  # (U, N, C)

    def encode(self, embedded: Tensor, values: Tensor) -> Encoded:
        where = self.pitch.expand(CELLS, CELLS, -1).flatten(0, 1)  # (N, D)
        tokens = nn.functional.gelu(self.project(embedded) + where)  # (U, N, D)
        mask = torch.ones(tokens.shape[:2], dtype=torch.bool, device=tokens.device)
        return Encoded(tokens, mask, self.pool(torch.cat([tokens.mean(1), tokens.amax(1)], 1)))

    def baseline(self, embedded: Tensor) -> Tensor:
        """The mean of all cells: what is shown is what a sound says beyond an even hum."""
        return embedded.mean(1, keepdim=True)

    def tell_place(self, number: int, layout: Layout) -> str:
        """ "around 1250 Hz, 0.16 s"."""
        row, column = divmod(number, CELLS)
        pitch = (CELLS - row - 0.5) * RATE_HZ / 2 / CELLS
        return _("around {pitch:.0f} Hz, {time:.2f} s").format(pitch=pitch, time=column * SAMPLES / RATE_HZ / CELLS)


PITCHES_IN_TIME = Builder(
    fit=lambda values, parameters: BeepInput(loudness=float(parameters["loudness"])),
    load=BeepInput.model_validate,
    build=lambda given, width, classes, dropout, p: BeepEncoder(width, int(p["patterns"]), dropout),
)
