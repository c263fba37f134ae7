"""What an encoder notices of a value before anything is joined: a few rows of numbers by which values can be compared.

The pooled vector alone forgets too much for that: it was trained to tell the classes apart, and a blank picture is as
far from both sides as a hard one. So earlier features are looked at as well, as Lee et al. 2018 (arXiv:1807.03888) do.
The values run through the encoder exactly once; what comes out is what `FusionModel.encode` gives.
"""

from collections.abc import Mapping
from typing import Protocol, TypeAlias, cast

import torch
from torch import Tensor, nn

from mmgui.core.modalities.words import UNKNOWN
from mmgui.core.models.batches import Batch
from mmgui.core.models.encoders import Encoded
from mmgui.core.models.encoders.picture import scale_pixels
from mmgui.core.models.encoders.words_input import TextValues
from mmgui.core.models.fusion_model import FusionModel

Impression: TypeAlias = Mapping[str, Tensor]  # by view (U, d) float; "unknown" (U, 1): the share of unknown words
UNKNOWN_VIEW = "unknown"
MOST_NUMBERS = 512  # of a view; of wider ones every second, third ... number is kept


class PictureParts(Protocol):
    """A picture encoder that goes on from its last grid of features (U, C, h, w)."""

    def from_features(self, grid: Tensor) -> Encoded: ...


def encode_with_impressions(
    model: FusionModel, batch: Batch
) -> tuple[dict[str, Encoded | None], dict[str, Impression]]:
    """What `model.encode(batch)` gives, and per field that anybody has the impression of its U distinct values."""
    encoded: dict[str, Encoded | None] = {}
    impressions: dict[str, Impression] = {}
    for name, field in batch.fields.items():
        encoded[name] = None
        if field.values is not None:
            encoded[name], impressions[name] = look(model.encoder(name), field.values)
    return encoded, impressions


def look(encoder: nn.Module, values: object) -> tuple[Encoded, Impression]:
    """What the encoder gives for U distinct values, and the impression that they make."""
    encoded, views = _encode(encoder, values)
    return encoded, {view: _narrow(numbers.detach().float()) for view, numbers in views.items()}


def _encode(encoder: nn.Module, values: object) -> tuple[Encoded, dict[str, Tensor]]:
    stages = getattr(encoder, "features", None)
    if isinstance(values, TextValues):
        encoded: Encoded = encoder(values)
        views = {
            "words": _mean_and_strongest(encoded),
            "known": known_parts(values),
            UNKNOWN_VIEW: share_unknown(values),
        }
    elif isinstance(values, Tensor) and isinstance(stages, nn.Sequential) and hasattr(encoder, "from_features"):
        grid, edges = scale_pixels(values), None
        for stage in stages:
            grid = stage(grid)
            if edges is None and isinstance(stage, nn.ReLU):
                edges = grid
        encoded = cast(PictureParts, encoder).from_features(grid)
        views = {"parts": torch.cat([grid.mean((2, 3)), grid.amax((2, 3)), _spread(grid)], 1)}  # (U, 3C)
        if edges is not None:  # noise and blanks show here most: (U, 2C)
            views["edges"] = torch.cat([edges.mean((2, 3)), _spread(edges)], 1)
    else:
        encoded = encoder(values)
        views = {"pooled": encoded.pooled}
    return encoded, views


def share_unknown(values: TextValues) -> Tensor:
    """(U, 1): the share of words of which the model knows neither the word nor a part; 1 for a text without words."""
    ends = torch.cat([values.offsets[1:], values.offsets.new_full((1,), len(values.features))])
    is_unknown = (values.ids == UNKNOWN) & (ends[: len(values.ids)] == values.offsets)  # (T,)
    texts = len(values.mask)
    words = torch.bincount(values.rows, minlength=texts)
    unknown = torch.bincount(values.rows, is_unknown.float(), minlength=texts)
    return torch.where(words > 0, unknown / words.clamp(min=1), torch.ones_like(unknown))[:, None]


def known_parts(values: TextValues) -> Tensor:
    """(U, 1): ln of 1 + the known n-grams per word; 0 where the encoder has none.

    Where the vectors of words say little about what is foreign (emoji_group: AUROC of foreign texts 0.51), this does:
    foreign words share few parts and hardly any pair with the training texts (0.84).
    """
    ends = torch.cat([values.offsets[1:], values.offsets.new_full((1,), len(values.features))])
    counts = (ends[: len(values.ids)] - values.offsets).float()  # (T,)
    texts = len(values.mask)
    words = torch.bincount(values.rows, minlength=texts)
    return torch.log1p(torch.bincount(values.rows, counts, minlength=texts) / words.clamp(min=1))[:, None]


def _mean_and_strongest(encoded: Encoded) -> Tensor:
    """(U, 2D): mean and maximum of the real tokens."""
    mask = encoded.mask.unsqueeze(-1)
    mean = (encoded.tokens * mask).sum(1) / mask.sum(1).clamp(min=1)
    return torch.cat([mean, encoded.tokens.masked_fill(~mask, float("-inf")).amax(1)], 1)


def _spread(grid: Tensor) -> Tensor:
    """(U, C, h, w) → (U, C), the standard deviation over the places; by moments, five times as fast as `var` here."""
    return (grid.square().mean((2, 3)) - grid.mean((2, 3)).square()).clamp(min=0).sqrt()


def _narrow(view: Tensor) -> Tensor:
    step = -(-view.shape[1] // MOST_NUMBERS)
    return view[:, ::step] if step > 1 else view
