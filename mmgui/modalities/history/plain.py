"""The plain method that a network on histories has to beat: counting items, whatever their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mmgui.core.errors import DataError, ExperimentError
from mmgui.core.i18n import _
from mmgui.core.race.baselines import ANSWERED, Answer, BaselineAnswers, choose_setting, labels_of, spread
from mmgui.modalities import MODALITIES
from mmgui.modalities.history.items import entries_of, key_of

if TYPE_CHECKING:
    from mmgui.core.cancel import CancelToken
    from mmgui.core.training.dividing import Parts

STRENGTHS: Final = (0.1, 1.0, 10.0, 100.0)  # C of the logistic regression: larger = less regularisation
MOST_ITEMS: Final = 100_000


def count_items(fields: Sequence[str], parts: Parts, cancel: CancelToken, seed: int = 0) -> BaselineAnswers:
    """Counts of items, then logistic regression (Cox 1958). What cannot be read has no items."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    cancel.raise_if_cancelled()
    counter = CountVectorizer(analyzer=lambda items: items, max_features=MOST_ITEMS, dtype=np.float64)
    given = {s: [_items(e.values, fields) for e in part] for s, part in parts.examples.items()}
    try:
        train = counter.fit_transform(given["train"])
    except ValueError as error:  # scikit-learn: "empty vocabulary"
        raise ExperimentError(
            _("No history of the training part has an item to count."), _("Leave this plain method out."),
            str(error), parameter="entrants",
        ) from error  # fmt: skip
    labels = labels_of(parts, "train")

    def fit(strength: float) -> Answer:
        model = LogisticRegression(C=strength, max_iter=2_000, tol=1e-3).fit(train, labels)
        return lambda rows: spread(model.classes_, model.predict_proba(rows), len(parts.classes))

    data: dict[Any, Any] = {s: counter.transform(given[s]) if given[s] else None for s in ANSWERED}
    return choose_setting(STRENGTHS, fit, data, parts, cancel, "C = {value:g}", {"train": train, **data})


def _items(values: Any, fields: Sequence[str]) -> list[str]:
    """The items of all fields of an example; the same one in another field is another."""
    found: list[str] = []
    for place, field in enumerate(fields):
        try:
            raw = MODALITIES.get("history").read(values.get(field) or "[]")
        except DataError:
            continue
        found += [f"{place} {key_of(entry)}" for entry in entries_of(raw) if entry.strip()]
    return found
