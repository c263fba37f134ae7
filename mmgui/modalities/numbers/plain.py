"""The plain method that a network on numbers has to beat: logistic regression."""

import warnings
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, Split
from mmgui.core.errors import DataError, ExperimentError
from mmgui.core.i18n import _
from mmgui.core.race.baselines import ANSWERED, Answer, BaselineAnswers, choose_setting, labels_of, spread
from mmgui.core.training.dividing import Parts
from mmgui.modalities.numbers.features import fit_features
from mmgui.modalities.numbers.numbers_input import NumbersInput
from mmgui.modalities.numbers.record import read_record

STRENGTHS: Final = (0.01, 0.1, 1.0, 10.0, 100.0)  # C of the logistic regression: larger = less regularisation


def weigh_numbers(fields: Sequence[str], parts: Parts, cancel: CancelToken, seed: int = 0) -> BaselineAnswers:
    """Standardised numbers, words as one column each (one-hot), missing ones as a column of their own; then logistic
    regression. Source: Cox 1958."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    warnings.filterwarnings("ignore", category=ConvergenceWarning)  # nearly converged answers as well
    cancel.raise_if_cancelled()
    tables = {split: [_records(part, field) for field in fields] for split, part in parts.examples.items()}
    inputs = [fit_features([read_record(value) for value in column]) for column in tables["train"]]
    if not any(inputs):
        raise ExperimentError(
            _("No example of the training part has a number."), _("Leave this plain method out."), parameter="entrants"
        )
    known = [NumbersInput(features=features) if features else None for features in inputs]

    def table(split: Split) -> NDArray[np.float64]:
        each = [_spread_out(one, column) for one, column in zip(known, tables[split], strict=True) if one is not None]
        return np.concatenate(each, axis=1)

    train, labels = table("train"), labels_of(parts, "train")

    def fit(strength: float) -> Answer:
        model = LogisticRegression(C=strength, max_iter=1_000, tol=1e-3)
        model.fit(train, labels)
        return lambda rows: spread(model.classes_, model.predict_proba(rows), len(parts.classes))

    data: dict[Split, Any] = {s: table(s) if parts.examples[s] else None for s in ANSWERED}
    return choose_setting(STRENGTHS, fit, data, parts, cancel, "C = {value:g}", {"train": train, **data})


def _records(examples: Sequence[Example], field: str) -> list[str]:
    """Blank for what cannot be read."""
    found = []
    for example in examples:
        value = example.values.get(field) or ""
        try:
            read_record(value)
        except DataError:
            value = ""
        found.append(value)
    return found


def _spread_out(given: NumbersInput, values: Sequence[str]) -> NDArray[np.float64]:
    """(n, rows of the table): the amount of each cell in the column of the row that it takes."""
    prepared = given.prepare(values)
    wide = np.zeros((len(values), given.starts[-1]))
    np.put_along_axis(wide, prepared.rows, prepared.amounts.astype(np.float64), axis=1)
    return wide
