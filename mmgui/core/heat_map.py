"""A heat map: where a model looked in one field. Plain numbers, no tensors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mmgui.core.layouts import Grid, Layout, Spans


@dataclass(frozen=True, slots=True)
class WordWeight:
    """A word as it stands in the text, text[start:end], and its weight in [0, 1]."""

    text: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, eq=False)
class HeatMap:
    """Where a model looked in one field: weights (P,) float32 in [0, 1], one per part of the layout.

    method: "attention", "gradients" or "occlusion".
    """

    field: str
    method: str
    layout: Layout
    weights: NDArray[np.float32]

    @property
    def grid(self) -> NDArray[np.float32] | None:
        """(rows, columns), the weights as they lie over an image; None over a text."""
        return self.layout.grid(self.weights) if isinstance(self.layout, Grid) else None

    @property
    def words(self) -> tuple[WordWeight, ...]:
        """The weights as they lie over a text; () over an image."""
        if not isinstance(self.layout, Spans):
            return ()
        places = zip(self.layout.places, self.weights.tolist(), strict=True)
        return tuple(WordWeight(self.layout.text[start:end], start, end, weight) for (start, end), weight in places)
