"""Places of a sound in words: when, and how high."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from mmgui.core.i18n import _
from mmgui.core.layouts import Grid
from mmgui.modalities.sound.spectrogram import pitch_at, seconds_of

_LOW_HZ, _HIGH_HZ = 500, 2_000  # below the voice's melody; above most of it


def describe_cell(layout: Grid, row: float, column: float) -> str:
    """ "high tones at 0.4 s": the middle of a cell. layout: of a value, whose width is its length."""
    hz = pitch_at((row + 0.5) / layout.rows)
    text = (
        _("low tones at {seconds} s")
        if hz < _LOW_HZ
        else _("high tones at {seconds} s")
        if hz > _HIGH_HZ
        else _("middle tones at {seconds} s")
    )
    seconds = (column + 0.5) * seconds_of(layout.width) / layout.columns
    return text.format(seconds=f"{seconds:.1f}" if seconds_of(layout.width) >= 1 else f"{seconds:.2f}")


def describe_place(layout: Grid, weights: NDArray[np.floating]) -> str:
    """Where the greatest weight lies; "" for a flat or empty map."""
    values = np.nan_to_num(np.asarray(weights, np.float64))
    if not values.size or values.max() - values.min() < 1e-3:
        return ""
    return describe_cell(layout, *divmod(int(values.argmax()), layout.columns))


def describe_middle(layout: Grid, numbers: Collection[int]) -> str:
    """The middle of these cells; "" if they lie too far apart for that to be true."""
    cells = np.array(layout.cells(numbers))
    if not len(cells) or ((cells.max(0) - cells.min(0) + 1) * 2 > np.array(layout.shape)).any():
        return ""
    return describe_cell(layout, *cells.mean(0))


def strongest_seconds(layout: Grid, weights: NDArray[np.floating]) -> tuple[float, float]:
    """(start, end) of the moment in which most of the weight lies, all pitches together."""
    moment = int(layout.grid(np.asarray(weights, np.float64)).sum(0).argmax())
    each = seconds_of(layout.width) / layout.columns
    return moment * each, (moment + 1) * each
