"""Light variation of training examples, a whole batch at a time: nothing that changes what an example means."""

import math

import torch
from torch import Tensor
from torch.nn import functional


def vary_pictures(pixels: Tensor, strength: float, flip: bool) -> Tensor:
    """Shift, turn, stretch and brighten each picture a little; with `flip` mirror every second one.

    pixels: (U, 3, H, W) uint8. strength 1: up to 6 % shift, 5° turn, 8 % size, 20 % brightness and contrast. Mirroring
    is a choice of its own because "left of" would turn wrong. Returns float in 0..255, channels_last as it came.
    Uses torch's random numbers.
    """
    count, device = len(pixels), pixels.device
    x = pixels.float()
    if strength > 0:
        brightness, contrast = 1 + (torch.rand(2, count, 1, 1, 1, device=device) - 0.5) * 0.4 * strength
        mean = x.mean((1, 2, 3), keepdim=True)
        x = ((x - mean) * contrast + mean * brightness).clamp(0, 255)
    if strength > 0 or flip:
        draw = (torch.rand(4, count, device=device) * 2 - 1) * strength
        angle, zoom = draw[0] * math.radians(5), 1 + draw[1] * 0.08
        mirror = torch.where(torch.rand(count, device=device) < 0.5, -1.0, 1.0) if flip else torch.ones_like(angle)
        rows = torch.stack(
            [
                torch.stack([angle.cos() * zoom * mirror, -angle.sin() * zoom, draw[2] * 0.12], 1),
                torch.stack([angle.sin() * zoom * mirror, angle.cos() * zoom, draw[3] * 0.12], 1),
            ],
            1,
        )  # (U, 2, 3)
        grid = functional.affine_grid(rows, list(x.shape), align_corners=False)
        x = functional.grid_sample(x, grid, mode="bilinear", padding_mode="border", align_corners=False)
    return x.contiguous(memory_format=torch.channels_last)
