"""The plain method that a network on beeps has to beat: how loud each pitch is on the whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from mmgui.core.errors import DataError
from mmgui.core.race.baselines import ANSWERED, Answer, BaselineAnswers, choose_setting, labels_of, spread
from mmgui.modalities import MODALITIES
from tests.beeps import PITCHES, pitches_of

if TYPE_CHECKING:
    from mmgui.core.cancel import CancelToken
    from mmgui.core.data.example import Example
    from mmgui.core.training.dividing import Parts

STRENGTHS: Final = (0.1, 1.0, 10.0)


def weigh_pitches(fields: Sequence[str], parts: Parts, cancel: CancelToken, seed: int = 0) -> BaselineAnswers:
    """Logistic regression on the mean spectrum. What cannot be read is silent. Source: Cox 1958."""
    from sklearn.linear_model import LogisticRegression

    cancel.raise_if_cancelled()
    tables = {split: _mean_pitches(examples, fields) for split, examples in parts.examples.items()}
    labels = labels_of(parts, "train")

    def fit(strength: float) -> Answer:
        model = LogisticRegression(C=strength, max_iter=1_000).fit(tables["train"], labels)
        return lambda rows: spread(model.classes_, model.predict_proba(rows), len(parts.classes))

    data: dict[Any, Any] = {s: tables[s] if parts.examples[s] else None for s in ANSWERED}
    return choose_setting(STRENGTHS, fit, data, parts, cancel, "C = {value:g}", tables)


def _mean_pitches(examples: Sequence[Example], fields: Sequence[str]) -> NDArray[np.float32]:
    """(n, F · PITCHES)."""
    table = np.zeros((len(examples), len(fields), PITCHES), np.float32)
    for row, example in enumerate(examples):
        for place, field in enumerate(fields):
            try:
                raw = MODALITIES.get("beep").read(example.values.get(field) or "")
            except DataError:
                continue
            table[row, place] = np.log1p(np.abs(pitches_of(raw))).mean(1)
    return table.reshape(len(examples), -1)
