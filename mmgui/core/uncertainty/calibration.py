"""How far a confidence can be believed: temperature, calibration error, curves, and below which to say "I don't know".

Everything is computed from answers that are already there; numpy only.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mmgui.core.run.answers import PartAnswers
from mmgui.core.run.record import Record

LOWEST_TEMPERATURE: Final = 0.1
HIGHEST_TEMPERATURE: Final = 20.0
TARGET_ACCURACY: Final = 0.95  # of the answers that are given, when the model may say "I don't know"
EVEN_CHANCE: Final = 0.5
_SPREAD: Final = 1.0  # of ln T beforehand: two thirds of all networks are expected between T = 1/e and e

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The answers with a confidence in (low, high]: their mean confidence, the share that is right, and how many.

    An empty one has count 0, accuracy 0 and its middle as confidence.
    """

    low: float
    high: float
    confidence: float
    accuracy: float
    count: int


class PrecisionRecall(NamedTuple):
    """One class against all others. precision, recall: (t + 1,), recall falls to 0; thresholds: (t,), rising.

    Answers with at least thresholds[i] for the class have precision[i] and recall[i]; the last pair is (1, 0).
    """

    precision: Floats
    recall: Floats
    thresholds: Floats


@dataclass(frozen=True)
class Calibration:
    """How a run's probabilities are calibrated. Errors are expected calibration errors; None = there was no test part.

    temperature: by which the joint logits are divided; single: the same for each sense's own answer. threshold: the
    suggested confidence (after scaling) below which to say "I don't know"; coverage: the share of validation answers
    that it leaves, accuracy_kept: how many of those are right, accuracy: of all of them.
    """

    temperature: float
    error_before: float | None
    error_after: float | None
    threshold: float
    coverage: float
    accuracy_kept: float
    accuracy: float
    n_validation: int
    n_test: int
    single: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        temperatures = (self.temperature, *self.single.values())
        if not all(LOWEST_TEMPERATURE <= t <= HIGHEST_TEMPERATURE for t in temperatures):
            raise ValueError("a temperature is out of range")
        shares = (self.threshold, self.coverage, self.accuracy_kept, self.accuracy)
        errors = tuple(e for e in (self.error_before, self.error_after) if e is not None)
        if not all(0 <= value <= 1 for value in shares + errors) or min(self.n_validation, self.n_test) < 0:
            raise ValueError("a share is out of range")


# -- temperature ------------------------------------------------------------------------------------------------------


def fit_temperature(logits: NDArray[np.floating], labels: Labels) -> float:
    """The T for which softmax(logits / T) fits the labels best: minimal negative log-likelihood, answers unchanged.

    logits: (n, K), labels: (n,); unknown ones (-1) say nothing of it. Without examples, 1. Source: Guo et al. 2017,
    arXiv:1706.04599. A few examples must not make it sure of itself: if all of them are right, the likelihood alone
    would drive T to 0. So the targets are those of Platt 1999 (a label counts n + 1 of n + 2, the rest is shared by
    the other classes), and ln T has a normal prior around 0.
    """
    there = np.isfinite(logits).all(axis=1) & (labels >= 0)
    scores, known = np.asarray(logits, np.float64)[there], labels[there]
    if not len(known) or scores.shape[1] < 2:
        return 1.0
    n, classes = scores.shape
    doubt = 1 / (n + 2)
    target = np.full((n, classes), doubt / (classes - 1))
    target[np.arange(n), known] = 1 - doubt
    wanted = float((target * scores).sum())
    top = scores.max(axis=1)
    rest = scores - top[:, None]
    total = float(top.sum())

    def cost(log_t: float) -> float:
        """Negative log-likelihood plus prior, in nats. Σ logsumexp(z / T) - Σ target · z / T."""
        beta = math.exp(-log_t)
        spread = float(np.log(np.exp(rest * beta).sum(axis=1)).sum())
        return spread + beta * (total - wanted) + (log_t / _SPREAD) ** 2 / 2

    low, high = math.log(LOWEST_TEMPERATURE), math.log(HIGHEST_TEMPERATURE)
    grid = np.linspace(low, high, 41)
    best = int(np.argmin([cost(float(value)) for value in grid]))
    left, right = float(grid[max(0, best - 1)]), float(grid[min(len(grid) - 1, best + 1)])
    return min(HIGHEST_TEMPERATURE, max(LOWEST_TEMPERATURE, math.exp(_golden_section(cost, left, right))))


def _golden_section(cost: Callable[[float], float], left: float, right: float, width: float = 1e-4) -> float:
    """The lowest place of a function with one valley between left and right (Kiefer 1953)."""
    ratio = (math.sqrt(5) - 1) / 2
    inner_left, inner_right = right - ratio * (right - left), left + ratio * (right - left)
    cost_left, cost_right = cost(inner_left), cost(inner_right)
    while right - left > width:
        if cost_left < cost_right:
            right, inner_right, cost_right = inner_right, inner_left, cost_left
            inner_left = right - ratio * (right - left)
            cost_left = cost(inner_left)
        else:
            left, inner_left, cost_left = inner_left, inner_right, cost_right
            inner_right = left + ratio * (right - left)
            cost_right = cost(inner_right)
    return (left + right) / 2


# -- how far confidences and shares of right answers agree ------------------------------------------------------------


def reliability_bins(probabilities: Floats, labels: Labels, bins: int = 10) -> tuple[ReliabilityBin, ...]:
    """The answers sorted into `bins` equal ranges of confidence, empty ranges included. probabilities: (n, K)."""
    confidence, right = _confidence(probabilities, labels)
    where = np.clip(np.ceil(confidence * bins).astype(np.int64) - 1, 0, bins - 1)
    counts = np.bincount(where, minlength=bins)
    sums = np.bincount(where, confidence, minlength=bins)
    hits = np.bincount(where, right, minlength=bins)
    return tuple(
        ReliabilityBin(
            low=i / bins,
            high=(i + 1) / bins,
            confidence=float(sums[i] / counts[i]) if counts[i] else (i + 0.5) / bins,
            accuracy=float(hits[i] / counts[i]) if counts[i] else 0.0,
            count=int(counts[i]),
        )
        for i in range(bins)
    )


def expected_calibration_error(probabilities: Floats, labels: Labels, bins: int = 15) -> float:
    """Σ over the bins n_b / n · |accuracy - mean confidence|, in 0..1; 0 without answers. probabilities: (n, K).

    Source: Naeini et al. 2015; bins of equal width as in Guo et al. 2017, arXiv:1706.04599.
    """
    found = reliability_bins(probabilities, labels, bins)
    total = sum(b.count for b in found)
    return sum(b.count * abs(b.accuracy - b.confidence) for b in found) / total if total else 0.0


def precision_recall(probabilities: Floats, labels: Labels, k: int) -> PrecisionRecall:
    """Precision and recall of class k for every threshold on its probability. probabilities: (n, K).

    Without any example of the class its recall is 1 everywhere, as in scikit-learn.
    """
    scores = np.asarray(probabilities[:, k], np.float64)
    order = np.argsort(-scores, kind="stable")
    scores, hits = scores[order], np.cumsum(labels[order] == k)
    last = np.nonzero(np.diff(scores, append=-np.inf))[0] if len(scores) else np.zeros(0, np.int64)
    right, given = hits[last].astype(np.float64), (last + 1).astype(np.float64)  # per distinct score, falling
    total = float(hits[-1]) if len(hits) else 0.0
    recall = right / total if total else np.ones_like(right)
    return PrecisionRecall(
        np.append((right / given)[::-1], 1.0), np.append(recall[::-1], 0.0), np.ascontiguousarray(scores[last][::-1])
    )


def average_precision(probabilities: Floats, labels: Labels, k: int) -> float:
    """Σ (R_i - R_{i-1}) P_i of class k, without interpolation; 0 if no example has it. probabilities: (n, K)."""
    if not (labels == k).any():
        return 0.0
    curve = precision_recall(probabilities, labels, k)
    return float(-(np.diff(curve.recall) * curve.precision[:-1]).sum())


def _confidence(probabilities: Floats, labels: Labels) -> tuple[Floats, Floats]:
    """(n,) the highest probability of each answer, (n,) 1 where it is right."""
    if not len(probabilities):
        return np.zeros(0), np.zeros(0)
    return probabilities.max(axis=1), (probabilities.argmax(axis=1) == labels).astype(np.float64)


# -- "I don't know" ---------------------------------------------------------------------------------------------------


class Abstention(NamedTuple):
    """threshold: answers with at least this confidence are given; coverage: their share; accuracy: how many of them
    are right."""

    threshold: float
    coverage: float
    accuracy: float


def suggest_threshold(probabilities: Floats, labels: Labels, target: float = TARGET_ACCURACY) -> Abstention:
    """The lowest confidence at which the answers that are given reach the target. probabilities: (n, K).

    Where all reach it, that is the lowest one seen. Never below EVEN_CHANCE, as far as any answer is above it: what is
    rather wrong than right is no answer. If no threshold reaches the target, the one with the best accuracy among those
    that leave a third of the answers. Source: the risk-coverage curve of selective classification, El-Yaniv & Wiener
    2010; Geifman & El-Yaniv 2017, arXiv:1705.08500.
    """
    confidence, right = _confidence(probabilities, labels)
    if not len(confidence):
        return Abstention(0.0, 0.0, 0.0)
    order = np.argsort(-confidence, kind="stable")
    confidence, right = confidence[order], right[order]
    last = np.nonzero(np.diff(confidence, append=-np.inf))[0]  # equal confidences are kept or left together
    kept = last + 1
    accuracy = np.cumsum(right)[last] / kept
    enough = np.nonzero(accuracy >= target - 1e-12)[0]
    if len(enough):
        best = int(enough[-1])
    else:
        wide = np.nonzero(3 * kept >= len(confidence))[0]
        best = int(wide[np.argmax(accuracy[wide])])
    threshold = float(confidence[last[best]])
    if threshold < EVEN_CHANCE <= confidence[0]:
        threshold = EVEN_CHANCE
    given = confidence >= threshold
    return Abstention(threshold, float(given.mean()), float(right[given].mean()))


def measure_calibration(
    validation: PartAnswers, test: PartAnswers | None, single: Mapping[str, float] | None = None
) -> Calibration:
    """Fit on validation, measure on test. single: per sense the temperature of its own answers, fitted likewise."""
    temperature = fit_temperature(validation.logits, validation.labels)
    scaled = validation.shown(temperature)
    suggested = suggest_threshold(scaled, validation.labels)
    _confidences, right = _confidence(scaled, validation.labels)
    before = after = None
    if test is not None and len(test):
        before = expected_calibration_error(test.probabilities(), test.labels)
        after = expected_calibration_error(test.shown(temperature), test.labels)
    return Calibration(
        temperature=temperature,
        error_before=before,
        error_after=after,
        threshold=min(1.0, suggested.threshold),
        coverage=suggested.coverage,
        accuracy_kept=suggested.accuracy,
        accuracy=float(right.mean()) if len(right) else 0.0,
        n_validation=len(validation),
        n_test=0 if test is None else len(test),
        single=dict(single or {}),
    )


CALIBRATION: Final[Record[Calibration]] = Record("doubt.json", Calibration, 2**20)  # without: no temperature
