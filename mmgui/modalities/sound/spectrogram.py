"""Sounds as people hear them: how loud each pitch is when, on the scale of mel (log-mel spectrogram).

Levels are (BANDS, T) uint8 in half decibels, highest pitch first, one column per 16 ms: 0 = 100 dB below the loudest
sine that a file can hold, or quieter. Sources: Stevens, Volkmann & Newman 1937 (mel); Davis & Mermelstein 1980
(triangles on it); O'Shaughnessy 1987 for the formula 2595 · log10(1 + f / 700).
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mmgui.core.layouts import Grid

RATE_HZ: Final = 16_000  # of every sound, once it is read
BANDS: Final = 64
LOWEST_HZ: Final = 50.0
HOP: Final = 256  # samples from one column to the next
STEP_DB: Final = 0.5
QUIETEST_DB: Final = -100.0
_WINDOW: Final = 512  # samples that a column is made of
_QUIET_SHARE: Final = 10  # per cent of the columns of a band that are its background
_IMAGE: Final = (128, 256)  # rows, columns: twice as wide as high, however long a sound is
_CONTRAST_DB: Final = 50.0  # between black and white, at least


def levels_of(samples: NDArray[np.float32]) -> NDArray[np.uint8]:
    """(n,) float32 at RATE_HZ → (BANDS, T) levels, T = n / HOP rounded up, at least 1."""
    columns = max(1, -(-len(samples) // HOP))
    before = (_WINDOW - HOP) // 2  # so that a column lies in the middle of its window
    padded = np.zeros((columns - 1) * HOP + _WINDOW, np.float32)
    padded[before : before + len(samples)] = samples
    pieces = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::HOP]  # (T, WINDOW)
    bell = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
    power = np.abs(np.fft.rfft(pieces * bell)) ** 2 / (bell.sum() / 2) ** 2  # a full sine has 1
    heard = 10 * np.log10(_triangles() @ power.T + 1e-12)
    levels: NDArray[np.uint8] = ((heard - QUIETEST_DB) / STEP_DB).round().clip(0, 255).astype(np.uint8)
    return levels


def background(levels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(BANDS, 1): how loud each band is where nothing happens. A tone that lasts as long as the sound is no background:
    no band has more than half of the bands have."""
    quiet = np.percentile(levels, _QUIET_SHARE, axis=1, keepdims=True)
    return np.minimum(quiet, np.median(quiet)).round().astype(np.uint8)


def take_out(
    levels: NDArray[np.uint8], layout: Grid, keep: NDArray[np.bool_], put: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """The levels with `put` (BANDS, 1) in the cells that are not kept."""
    left = levels.copy()
    for is_kept, (top, bottom, first, last) in zip(keep, layout.boxes(*levels.shape), strict=True):
        if not is_kept:
            left[top:bottom, first:last] = put[top:bottom]
    return left


def picture_of(levels: NDArray[np.uint8], longest_px: int | None = None) -> NDArray[np.uint8]:
    """(H, W, 3) uint8: the louder, the brighter; high above low, time to the right."""
    from PIL import Image

    dark, bright = float(np.percentile(levels, 5)), float(levels.max())
    reach = max(bright - dark, _CONTRAST_DB / STEP_DB)
    grey = ((levels - (bright - reach)) * (255 / reach)).clip(0, 255).astype(np.uint8)
    if not bright:  # silence
        grey[:] = 0
    height, width = _IMAGE
    if longest_px is not None and longest_px < width:
        height, width = max(1, longest_px // 2), max(1, longest_px)
    found = np.asarray(Image.fromarray(grey).resize((width, height), Image.Resampling.BILINEAR))
    return found[:, :, None].repeat(3, 2)


def seconds_of(columns: int) -> float:
    """How long so many columns last."""
    return columns * HOP / RATE_HZ


def pitch_at(share: float) -> float:
    """Hz at this share of the height from the top, 0..1."""
    low, high = _mel(LOWEST_HZ), _mel(RATE_HZ / 2)
    return float(_hz(high - share * (high - low)))


def _mel(hz: Any) -> Any:
    return 2595 * np.log10(1 + hz / 700)


def _hz(mel: Any) -> Any:
    return 700 * (10 ** (mel / 2595) - 1)


@cache
def _triangles() -> NDArray[np.float32]:
    """(BANDS, WINDOW / 2 + 1): how much of each frequency counts in each band, highest band first."""
    corners = _hz(np.linspace(_mel(LOWEST_HZ), _mel(RATE_HZ / 2), BANDS + 2))
    hz = np.arange(_WINDOW // 2 + 1) * RATE_HZ / _WINDOW
    low, middle, high = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    shares = np.minimum((hz - low) / (middle - low), (high - hz) / (high - middle)).clip(0)
    nearest = np.abs(hz - middle).argmin(1)  # low bands are narrower than the distance of two frequencies
    shares[np.arange(BANDS), nearest] = np.maximum(shares[np.arange(BANDS), nearest], 0.5)
    return np.ascontiguousarray(shares[::-1], np.float32)
