"""What an explanation needs of a model: encoders in two halves, and the joint part on variations of one example."""

from collections.abc import Mapping
from typing import Protocol, cast

import torch
from torch import Tensor, nn

from mmgui.core.models.batches import Batch, FieldBatch
from mmgui.core.models.encoders import Encoded
from mmgui.core.models.encoders.words_input import TextValues
from mmgui.core.models.fusion_model import FusionModel, FusionOutput


class PictureParts(Protocol):
    """A picture encoder that can be cut after its last grid of features (U, C, h, w)."""

    def features(self, pixels: Tensor) -> Tensor: ...

    def from_features(self, grid: Tensor) -> Encoded: ...


class WordParts(Protocol):
    """A text encoder that can be cut after the words' embeddings (U, L, E)."""

    def embed(self, values: TextValues) -> Tensor: ...

    def contextualise(self, embedded: Tensor, mask: Tensor) -> Encoded: ...


def join_many(
    model: FusionModel,
    batch: Batch,
    encoded: Mapping[str, Encoded | None],
    replaced: Mapping[str, Encoded],
    count: int,
    present: Tensor | None = None,
) -> FusionOutput:
    """The joint answer to `count` variations of the one example in `batch`.

    encoded: of that example, one distinct value per field. replaced: fields with `count` values instead, one per
    variation (or one for all, if count is 1). present: (count, M) bool, senses to look at.
    """
    device = batch.labels.device
    fields = {}
    for name, field in batch.fields.items():
        own = torch.arange(count, device=device)
        rows = own if name in replaced else field.rows[:1].expand(count)
        fields[name] = FieldBatch(field.values, rows)
    varied = Batch(fields, batch.labels.new_full((count,), -1))
    return model.join({name: replaced.get(name, encoded[name]) for name in batch.fields}, varied, present)


def grid_places(features: object) -> tuple[float, float]:
    """(first, step): the grid's value i looks at pixels around first + i · step, along either axis.

    features: convolutions and poolings with square windows, one after the other. The arithmetic of receptive fields is
    that of Araujo et al. 2019, doi:10.23915/distill.00021.
    """
    first, step = 0.0, 1.0
    for layer in cast(nn.Module, features).modules():
        if isinstance(layer, nn.Conv2d | nn.MaxPool2d | nn.AvgPool2d):
            size, stride, padding = (_single(value) for value in (layer.kernel_size, layer.stride, layer.padding))
            first += ((size - 1) / 2 - padding) * step
            step *= stride
    return first, step


def _single(value: object) -> int:
    return int(value[0]) if isinstance(value, tuple) else int(cast(int, value))
