"""The plain method that a network on sounds has to beat: how loud each pitch is on the whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example
from mmgui.core.errors import DataError
from mmgui.core.race.baselines import ANSWERED, Answer, BaselineAnswers, choose_setting, labels_of, spread
from mmgui.core.training.dividing import Parts
from mmgui.modalities.sound import Sounds
from mmgui.modalities.sound.spectrogram import BANDS, QUIETEST_DB, STEP_DB

STRENGTHS: Final = (0.01, 0.1, 1.0, 10.0)


def weigh_bands(fields: Sequence[str], parts: Parts, cancel: CancelToken, seed: int = 0) -> BaselineAnswers:
    """Logistic regression on the mean level of each band and its spread. What cannot be read is silent. Source: Cox
    1958."""
    from sklearn.linear_model import LogisticRegression

    tables = {split: _mean_bands(examples, fields, cancel) for split, examples in parts.examples.items()}
    labels = labels_of(parts, "train")
    mean, deviation = tables["train"].mean(0), tables["train"].std(0) + 1e-6

    def fit(strength: float) -> Answer:
        model = LogisticRegression(C=strength, max_iter=1_000).fit((tables["train"] - mean) / deviation, labels)
        return lambda rows: spread(model.classes_, model.predict_proba((rows - mean) / deviation), len(parts.classes))

    data: dict[Any, Any] = {s: tables[s] if parts.examples[s] else None for s in ANSWERED}
    return choose_setting(STRENGTHS, fit, data, parts, cancel, "C = {value:g}", tables)


def _mean_bands(examples: Sequence[Example], fields: Sequence[str], cancel: CancelToken) -> NDArray[np.float32]:
    """(n, F · 2 · BANDS), decibels: mean and standard deviation over time."""
    table = np.full((len(examples), len(fields), 2 * BANDS), 0, np.float32)
    table[:, :, :BANDS] = QUIETEST_DB
    kind = Sounds()
    for row, example in enumerate(examples):
        cancel.raise_if_cancelled()
        for place, field in enumerate(fields):
            value = example.values.get(field) or ""
            if not value.strip():
                continue
            try:
                levels = kind.read(value) * STEP_DB + QUIETEST_DB
            except DataError:
                continue
            table[row, place] = np.concatenate([levels.mean(1), levels.std(1)])
    return table.reshape(len(examples), -1)
