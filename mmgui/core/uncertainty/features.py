"""What an encoder notices of a value before anything is joined: a few rows of numbers by which values can be compared.

The pooled vector alone forgets too much for that: it was trained to tell the classes apart, and a blank picture is as
far from both sides as a hard one. So each encoder gives earlier features as well (Encoder.with_views), as Lee et al.
2018 (arXiv:1807.03888) do. The values run through it exactly once; what comes out is what `FusionModel.encode` gives.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from torch import Tensor

from mmgui.core.models.batches import Batch
from mmgui.core.models.encoder import UNKNOWN_VIEW, UNMET_VIEW, Encoded, Encoder
from mmgui.core.models.fusion_model import FusionModel

Features: TypeAlias = Mapping[str, Tensor]  # by view (U, d) float; "unknown", "unmet" (U, 1): shares of words
MOST_NUMBERS = 512  # of a view; of wider ones every second, third ... number is kept


@dataclass(frozen=True)
class EncodedBatch:
    """A batch after its encoders, per field. encoded: None where nobody has a value; the others only hold fields that
    somebody has. embedded: (U, N, E), between the halves of the encoder (Encoder.embed)."""

    encoded: dict[str, Encoded | None]
    embedded: dict[str, Tensor]
    features_of: dict[str, Features]


def encode_with_features(model: FusionModel, batch: Batch) -> EncodedBatch:
    """What `model.encode(batch)` gives, with what was seen on the way."""
    found = EncodedBatch({}, {}, {})
    for name, field in batch.fields.items():
        found.encoded[name] = None
        if field.values is not None:
            encoded, embedded, features = encode_with_views(model.encoder(name), field.values)
            found.encoded[name], found.embedded[name], found.features_of[name] = encoded, embedded, features
    return found


def encode_with_views(encoder: Encoder, values: object) -> tuple[Encoded, Tensor, Features]:
    """What the encoder gives for U distinct values, what it had half-way, and their features."""
    found = encoder.with_views(values)
    views = {view: _narrow(numbers.detach().float()) for view, numbers in found.views.items()}
    return found.encoded, found.features, views


def _narrow(view: Tensor) -> Tensor:
    step = -(-view.shape[1] // MOST_NUMBERS)
    return view[:, ::step] if step > 1 else view


__all__ = ["UNKNOWN_VIEW", "UNMET_VIEW", "EncodedBatch", "Features", "encode_with_features", "encode_with_views"]
