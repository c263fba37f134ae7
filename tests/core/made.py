"""Heat maps and batches made up for tests."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mmgui.core.heat_map import HeatMap
from mmgui.core.layouts import Grid, Spans
from mmgui.core.models.batches import MISSING, Batch, FieldBatch
from mmgui.modalities import MODALITIES
from mmgui.modalities.contract import EncoderPart, FieldInput


def find_encoder(key: str) -> EncoderPart:
    """The encoder called "MODALITY/NAME"."""
    modality, _slash, name = key.partition("/")
    return MODALITIES.get(modality).encoder(name)


def map_over_image(field: str, grid: NDArray[np.float32], method: str = "gradients") -> HeatMap:
    """A map from its grid (rows, columns)."""
    return HeatMap(field, method, Grid(*grid.shape), grid.astype(np.float32).ravel())


def map_over_text(field: str, text: str, words: Mapping[tuple[int, int], float], method: str = "gradients") -> HeatMap:
    """A map from the weights of the stretches text[start:end]."""
    places = tuple(sorted(words))
    return HeatMap(field, method, Spans(text, places), np.array([words[p] for p in places], np.float32))


def make_batch(inputs: Mapping[str, FieldInput], examples: Sequence[Mapping[str, Any]]) -> Batch:
    """A few examples with raw values as one batch: pictures (H, W, 3) uint8, texts str, None = missing."""
    fields = {}
    for name, given in inputs.items():
        raw = [example.get(name) for example in examples]
        there = [value for value in raw if value is not None]
        places = np.cumsum([value is not None for value in raw]) - 1
        rows = np.where([value is not None for value in raw], places, MISSING).astype(np.int64)
        values = given.prepare(there).take(np.arange(len(there))) if there else None
        fields[name] = FieldBatch(values, torch.from_numpy(rows))
    return Batch(fields, torch.full((len(examples),), -1))
