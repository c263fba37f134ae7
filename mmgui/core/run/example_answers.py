"""What a run answered to each example of a part: how sure it was, how hard an example was, which ones to look at."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SMALLEST = 1e-12  # a probability of 0 must not become an infinite loss

Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ExampleAnswers:
    """The answers to n examples. ids, labels (class numbers, -1 = no class of the model): (n,) int64.

    probabilities: (n, K) float64 after temperature scaling; plain: (n, K) float64 as the network gave them. keys: (n,)
    of what the model sees of each (models/input_keys.py); doubts: (n,) by which the temperature of each was raised
    because it is odd (uncertainty/known.py), at least 1; None = not known.
    Every method that lists examples gives row numbers, (m,) int64.
    """

    classes: tuple[str, ...]
    ids: NDArray[np.int64]
    labels: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    plain: NDArray[np.float64]
    temperature: float = 1.0
    keys: NDArray[np.uint64] | None = None
    doubts: NDArray[np.floating] | None = None

    def __post_init__(self) -> None:
        """Raises ValueError if the arrays do not belong together."""
        shape = (len(self.ids), len(self.classes))
        if len(self.labels) != shape[0] or self.probabilities.shape != shape or self.plain.shape != shape:
            raise ValueError(f"{shape} expected, got {self.probabilities.shape}, {self.plain.shape}")
        if shape[0] and not -1 <= int(self.labels.min()) <= int(self.labels.max()) < shape[1]:
            raise ValueError("a label is no class of the model")
        if not (np.isfinite(self.probabilities).all() and np.isfinite(self.plain).all()):
            raise ValueError("an answer is not a number")

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def answers(self) -> NDArray[np.int64]:
        """(n,) the class with the greatest probability."""
        return self.plain.argmax(1) if len(self) else np.zeros(0, np.int64)

    @property
    def confidences(self) -> NDArray[np.float64]:
        """(n,) the probability of the answer, in [0, 1]."""
        best: NDArray[np.float64] = self.probabilities.max(1, initial=0.0)
        return best

    @property
    def is_right(self) -> NDArray[np.bool_]:
        """(n,)"""
        return np.asarray(self.answers == self.labels)

    @property
    def losses(self) -> NDArray[np.float64]:
        """(n,) in nats: -log of the probability that the label got (cross-entropy). Large = hard. A label that is no
        class of the model got none."""
        given = np.where(self.labels >= 0, self.probabilities[np.arange(len(self)), self.labels], 0.0)
        return np.asarray(-np.log(np.maximum(given, _SMALLEST)))

    # -- which examples to look at -----------------------------------------------------------------------------------

    def cell(self, label: int, answer: int) -> Rows:
        """The examples of a cell of the confusion matrix, the hardest first."""
        return self._hardest_first(np.flatnonzero((self.labels == label) & (self.answers == answer)))

    def of_class(self, label: int) -> Rows:
        """The examples of a class: the wrong answers first, and the hardest first among them."""
        rows = self._hardest_first(np.flatnonzero(self.labels == label))
        return rows[np.argsort(self.is_right[rows], kind="stable")]

    def hardest(self, count: int) -> Rows:
        """The examples with the greatest loss."""
        return self._hardest_first(np.arange(len(self)))[:count]

    def surest_mistakes(self, count: int) -> Rows:
        """The wrong answers that were given with the greatest confidence."""
        wrong = np.flatnonzero(~self.is_right)
        return wrong[np.argsort(-self.confidences[wrong], kind="stable")][:count]

    def doubtful_labels(self, count: int) -> Rows:
        """The wrong answers, those first whose label got the least probability: there the label may be what is wrong.

        Source: ranking by self-confidence, Northcutt, Jiang and Chuang 2021, doi:10.1613/jair.1.12125. On examples that
        were trained on, a model that knows them by heart agrees with their wrong labels, too.
        """
        return self._hardest_first(np.flatnonzero(~self.is_right))[:count]

    def in_bin(self, number: int, bins: int) -> Rows:
        """The answers of a bar of the reliability plot (calibration.reliability_bins), wrong ones first."""
        sure = self.confidences
        rows = np.flatnonzero(np.clip(np.ceil(sure * bins).astype(np.int64) - 1, 0, bins - 1) == number)
        return rows[np.lexsort((-sure[rows], self.is_right[rows]))]

    def take(self, rows: Sequence[int] | Rows) -> "ExampleAnswers":
        """These rows only, in this order."""
        wanted = np.asarray(rows, dtype=np.int64)
        return ExampleAnswers(
            self.classes, self.ids[wanted], self.labels[wanted], self.probabilities[wanted], self.plain[wanted],
            self.temperature, None if self.keys is None else self.keys[wanted],
            None if self.doubts is None else self.doubts[wanted],
        )  # fmt: skip

    def _hardest_first(self, rows: Rows) -> Rows:
        return rows[np.argsort(-self.losses[rows], kind="stable")]
