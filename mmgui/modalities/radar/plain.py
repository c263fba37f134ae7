"""The plain method that a network on radar has to beat: what is nearest, and what is met soonest, per direction."""

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
from mmgui.modalities.radar import Radar, sectors
from mmgui.modalities.radar.values import FARTHEST_M, is_map

STRENGTHS: Final = (0.01, 0.1, 1.0, 10.0)
_EDGES_DEG: Final = (-180.0, -20.0, -8.0, -3.0, 3.0, 8.0, 20.0, 180.0)
_OF_RETURNS: Final = 3 * (len(_EDGES_DEG) - 1)
_WIDTH: Final = _OF_RETURNS + sectors.RANGES * sectors.AZIMUTHS


def weigh_directions(fields: Sequence[str], parts: Parts, cancel: CancelToken, seed: int = 0) -> BaselineAnswers:
    """Logistic regression on, for each of seven directions, the nearest range, the greatest closing speed over range
    and the greatest strength; of a map on the mean of each sector. What cannot be read is empty. Source: Cox 1958."""
    from sklearn.linear_model import LogisticRegression

    tables = {split: _table(examples, fields, cancel) for split, examples in parts.examples.items()}
    labels = labels_of(parts, "train")
    mean, deviation = tables["train"].mean(0), tables["train"].std(0) + 1e-6

    def fit(strength: float) -> Answer:
        model = LogisticRegression(C=strength, max_iter=1_000).fit((tables["train"] - mean) / deviation, labels)
        return lambda rows: spread(model.classes_, model.predict_proba((rows - mean) / deviation), len(parts.classes))

    data: dict[Any, Any] = {s: tables[s] if parts.examples[s] else None for s in ANSWERED}
    return choose_setting(STRENGTHS, fit, data, parts, cancel, "C = {value:g}", tables)


def _table(examples: Sequence[Example], fields: Sequence[str], cancel: CancelToken) -> NDArray[np.float32]:
    """(n, F · _WIDTH)."""
    table = np.zeros((len(examples), len(fields), _WIDTH), np.float32)
    kind = Radar()
    for row, example in enumerate(examples):
        cancel.raise_if_cancelled()
        for place, field in enumerate(fields):
            value = example.values.get(field) or ""
            if not value.strip():
                continue
            try:
                table[row, place] = _numbers_of(kind.read(value))
            except DataError:
                continue
    return table.reshape(len(examples), -1)


def _numbers_of(raw: NDArray[np.float32]) -> NDArray[np.float32]:
    found = np.zeros(_WIDTH, np.float32)
    if is_map(raw):
        means = sectors.tokens_of(raw)[:, 4]
        found[_OF_RETURNS : _OF_RETURNS + len(means)] = means
        return found
    direction = np.digitize(raw[:, 1], _EDGES_DEG[1:-1])
    for number in range(len(_EDGES_DEG) - 1):
        there = raw[direction == number]
        nearest = np.log1p(there[:, 0].min(initial=FARTHEST_M))
        soonest = (there[:, 2] / (there[:, 0] + 1)).max(initial=0.0)
        found[3 * number : 3 * number + 3] = nearest, soonest, there[:, 3].max(initial=0.0)
    return found
