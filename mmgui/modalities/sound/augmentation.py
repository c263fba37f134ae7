"""Light variation of training sounds, a whole batch at a time: nothing that changes what a sound means."""

import torch
from torch import Tensor

_SHIFT = 0.1  # of its length, earlier or later
_NOISE = 6.0  # half decibels up or down, each cell by itself
_PITCHES, _TIMES = 0.15, 0.2  # of the bands and of the length, the most that is masked


def vary_sounds(levels: Tensor, columns: Tensor, strength: float) -> Tensor:
    """Shift each sound in time, add noise, and mask a stretch of pitches and one of time by its mean level.

    levels: (U, 1, BANDS, T) in half decibels; columns: (U,) how many of the T belong to a sound. Returns float, zero
    where no sound is. Uses torch's random numbers. Source of the masks: Park et al. 2019, arXiv:1904.08779.
    """
    count, _one, bands, length = levels.shape
    device = levels.device
    x = levels.float()
    places = torch.arange(length, device=device)[None]  # (1, T)
    there = places < columns[:, None]  # (U, T)
    draw = torch.rand(6, count, 1, device=device)
    shift = ((draw[0] * 2 - 1) * _SHIFT * strength * columns[:, None]).round().long()
    moved = torch.minimum((places - shift).clamp(min=0), columns[:, None] - 1)
    x = x.gather(3, moved[:, None, None].expand_as(x))
    mean = x.mul(there[:, None, None]).sum((2, 3), keepdim=True) / (columns * bands).view(-1, 1, 1, 1)
    x = x + torch.randn_like(x) * (draw[1] * _NOISE * strength)[:, :, None, None]
    is_out = _stretch(draw[2], draw[3] * _TIMES * strength, columns[:, None], places)[:, None, None] | (
        _stretch(draw[4], draw[5] * _PITCHES * strength, torch.full_like(columns, bands)[:, None],
                 torch.arange(bands, device=device)[None])[:, None, :, None]
    )  # fmt: skip
    return torch.where(is_out, mean, x).clamp(0, 255) * there[:, None, None]


def _stretch(start: Tensor, share: Tensor, length: Tensor, places: Tensor) -> Tensor:
    """(U, n) bool: a stretch of this share of the length that begins anywhere it fits. start, share: (U, 1) in 0..1."""
    first = start * (1 - share) * length
    return (places >= first) & (places + 1 <= first + share * length)
