"""What the predictor hands to those who ask why: the model with one example in it, and bare answers to a few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mmgui.core.data.example import Field
from mmgui.core.inference.reader import ReadExample
from mmgui.core.models.batches import Batch
from mmgui.core.models.encoders import Encoded, FieldInput
from mmgui.core.models.fusion_model import FusionModel


@dataclass(frozen=True)
class OpenedExample:
    """One example inside a model. batch: that example; encoded: what the encoders say of it, None = missing."""

    model: FusionModel
    batch: Batch
    encoded: Mapping[str, Encoded | None]
    example: ReadExample
    fields: Sequence[Field]
    inputs: Mapping[str, FieldInput]


@dataclass(frozen=True)
class BatchAnswer:
    """logits: (n, K) float64. features: per field the pooled vectors (n, D) float32. present: (n, M) bool."""

    logits: NDArray[np.float64]
    features: Mapping[str, NDArray[np.float32]]
    present: NDArray[np.bool_]
