"""Heat maps by trying out: hide one patch or leave out one word at a time, and see how the score falls."""

from collections.abc import Mapping
from typing import Final, cast

import torch
from torch import Tensor

from mmgui.core.explaining.parts import WordParts, join_many
from mmgui.core.explaining.score import class_score
from mmgui.core.models.batches import Batch
from mmgui.core.models.encoders import Encoded
from mmgui.core.models.fusion_model import FusionModel

CELLS: Final = 8
_AT_ONCE: Final = 128


def occlude_patches(
    model: FusionModel,
    batch: Batch,
    encoded: Mapping[str, Encoded | None],
    field: str,
    chosen: int,
    cells: int = CELLS,
) -> Tensor:
    """(cells, cells): how much the score of class `chosen` falls when each patch is hidden. batch: one example.

    A patch is one cell larger than its place in each direction by half, so that nothing falls between two patches, and
    filled with the picture's mean colour. Source: Zeiler & Fergus 2014, arXiv:1311.2901.
    """
    hidden = hidden_patches(batch.fields[field].values, cells)
    falls = []
    full = class_score(join_many(model, batch, encoded, {}, 1).logits, chosen)  # (1,)
    for part in torch.split(hidden, _AT_ONCE):
        output = join_many(model, batch, encoded, {field: model.encoder(field)(part)}, len(part))
        falls.append(full - class_score(output.logits, chosen))
    return torch.cat(falls).reshape(cells, cells)


def hidden_patches(pixels: Tensor, cells: int = CELLS) -> Tensor:
    """(cells², 3, H, W) uint8: the picture (1, 3, H, W) with one patch after the other hidden, row by row."""
    height, width = pixels.shape[2:]
    fill = pixels.float().mean((2, 3), keepdim=True).round().to(pixels.dtype)
    hidden = pixels.repeat(cells * cells, 1, 1, 1)
    for row in range(cells):
        for column in range(cells):
            top, bottom = _reach(row, cells, height)
            left, right = _reach(column, cells, width)
            hidden[row * cells + column, :, top:bottom, left:right] = fill[0]
    return hidden.contiguous(memory_format=torch.channels_last)


def occlude_words(
    model: FusionModel, batch: Batch, encoded: Mapping[str, Encoded | None], field: str, chosen: int
) -> Tensor:
    """(L,): how much the score of class `chosen` falls when each word's meaning is taken away. batch: one example."""
    encoder = cast(WordParts, model.encoder(field))
    values = batch.fields[field].values
    embedded = encoder.embed(values)  # (1, L, E)
    length = embedded.shape[1]
    keep = ~torch.eye(length, dtype=torch.bool, device=embedded.device)[:, :, None]  # (L, L, 1)
    full = class_score(join_many(model, batch, encoded, {}, 1).logits, chosen)
    falls = []
    for part in torch.split(keep, _AT_ONCE):
        reached = encoder.contextualise(embedded * part, values.mask.expand(len(part), -1))
        output = join_many(model, batch, encoded, {field: reached}, len(part))
        falls.append(full - class_score(output.logits, chosen))
    return torch.cat(falls)


def _reach(place: int, cells: int, length: int) -> tuple[int, int]:
    """First and last + 1 pixel of a patch with half a cell around it."""
    return max(0, round((place - 0.5) * length / cells)), min(length, round((place + 1.5) * length / cells))
