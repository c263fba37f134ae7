"""Is one model better than another, or was it luck? A paired bootstrap over the test examples, put into plain words.

Both models answered the same examples, so what counts is the examples that only one of them got right. They are drawn
again and again with replacement, and the middle 95 % of the differences are the interval. Sentences follow from the
interval alone and can therefore never contradict it. numpy only, no torch.

Sources: Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 13 (percentile interval); Koehn 2004,
Statistical Significance Tests for Machine Translation Evaluation (pairs are drawn together); Agresti & Min 2005,
doi:10.1002/sim.1781 (imaginary pairs, since few differing examples make a plain interval far too sure).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mmgui.core.i18n import _, join_names, join_sentences
from mmgui.core.text import grouped

RESAMPLES: Final = 10_000
LEVEL: Final = 0.95
LEAST_TEST: Final = 30  # with fewer test examples nothing is claimed
RELEVANT: Final = 0.05  # a benefit that still could be as large as this is not called absent
PAPERS: Final = "Efron & Tibshirani 1993; Koehn 2004; Agresti & Min 2005"

Outcome: TypeAlias = Literal["too small", "better", "worse", "none", "unclear"]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class AccuracyDifference:
    """By how much `first` is more often right than `second` on the same n test examples; all three in [-1, 1].

    low, high: the 95 % interval. only_first, only_second: how many examples only that one answered right. groups: how
    many groups were drawn whole, because their examples share a picture or look equal to both (groups.py); equal to n
    if none do.
    """

    first: str
    second: str
    difference: float
    low: float
    high: float
    n: int
    only_first: int
    only_second: int
    groups: int
    resamples: int = RESAMPLES

    @property
    def outcome(self) -> Outcome:
        """What may be said: "none" is an interval around 0 that leaves no room for a benefit that matters."""
        if self.groups < LEAST_TEST:
            return "too small"
        if self.low > 0:
            return "better"
        if self.high < 0:
            return "worse"
        return "none" if self.high <= RELEVANT else "unclear"


def compare(
    first: str,
    second: str,
    right_first: BoolArray,
    right_second: BoolArray,
    *,
    groups: NDArray[np.int64] | None = None,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> AccuracyDifference:
    """The comparison of two models by name. right_first, right_second: (n,), whether each answered the example right.

    groups: (n,), equal numbers for examples that are drawn together (groups.py). Raises ValueError if the lengths
    differ or n is 0.
    """
    if len(right_first) != len(right_second) or not len(right_first):
        raise ValueError(f"paired answers are needed, got {len(right_first)} and {len(right_second)}")
    only_first = int((right_first & ~right_second).sum())
    only_second = int((right_second & ~right_first).sum())
    n = len(right_first)
    difference = (only_first - only_second) / n
    low, high = paired_bootstrap(right_first, right_second, groups=groups, seed=seed, resamples=resamples)
    count = n if groups is None else len(np.unique(groups))
    return AccuracyDifference(
        first, second, difference, min(low, difference), max(high, difference), n, only_first, only_second, count,
        resamples,
    )  # fmt: skip


def paired_bootstrap(
    right_first: BoolArray,
    right_second: BoolArray,
    *,
    groups: NDArray[np.int64] | None = None,
    seed: int = 0,
    resamples: int = RESAMPLES,
    level: float = LEVEL,
) -> tuple[float, float]:
    """The percentile interval (low, high) of the difference in accuracy, first minus second.

    One imaginary example that only the first got right and one that only the second got right are added before drawing:
    without them, four differing examples on one side would already pass for proof (a coin does that one time in eight).
    With groups, whole groups are drawn, and the imaginary ones are groups of the usual size.
    """
    generator = np.random.default_rng(seed)
    gains = right_first.astype(np.int64) - right_second.astype(np.int64)
    if groups is None or len(np.unique(groups)) == len(gains):
        n = len(gains) + 2
        shares = np.array([(gains > 0).sum() + 1, (gains < 0).sum() + 1, (gains == 0).sum()]) / n
        drawn = generator.multinomial(n, shares, size=resamples)
        means = (drawn[:, 0] - drawn[:, 1]) / n
    else:
        means = _group_means(gains, groups, generator, resamples)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _group_means(
    gains: NDArray[np.int64], groups: NDArray[np.int64], generator: np.random.Generator, resamples: int
) -> NDArray[np.float64]:
    """(resamples,) mean gain of as many groups as there are, drawn with replacement."""
    _names, place = np.unique(groups, return_inverse=True)
    sums, sizes = np.bincount(place, gains).astype(np.float64), np.bincount(place).astype(np.float64)
    usual = float(np.abs(sums[sums != 0]).mean()) if (sums != 0).any() else float(sizes.mean())
    sums, sizes = np.append(sums, [usual, -usual]), np.append(sizes, [sizes.mean()] * 2)
    means = np.empty(resamples)
    step = max(1, 2_000_000 // len(sums))  # rows at a time: memory stays small
    for start in range(0, resamples, step):
        stop = min(resamples, start + step)
        drawn = generator.integers(0, len(sums), (stop - start, len(sums)))
        means[start:stop] = sums[drawn].sum(1) / sizes[drawn].sum(1)
    return means


# -- in words ---------------------------------------------------------------------------------------------------------


def together_sentence(
    comparison: AccuracyDifference, fusion: str, single: str, *, is_only: bool = False, absent: Sequence[str] = ()
) -> str:
    """Whether the senses together are better than the best one alone. fusion: its title; single: the field's name.

    is_only: no other sense was measured alone, so that “single” is not the best of several. absent: the names of the
    fields that nobody was given alone; a second sentence says so.
    """
    values = {"fusion": fusion, "single": single, **_figures(comparison)}
    if comparison.outcome == "better" and is_only:
        better = _("Together is better than “{single}” alone, by {difference} points (95 %: {low} to {high}).")
        return join_sentences((better.format(**values), _say_absent(absent)))
    text = {
        "too small": _(
            "The test part is too small to tell whether together is better than “{single}” alone: at least {least} "
            "different examples are needed, it has {n}."
        ),
        "better": _(
            "Together is better than the best single sense, “{single}”, by {difference} points (95 %: {low} to {high})."
        ),
        "worse": _(
            "Together is worse than “{single}” alone: {difference} points (95 %: {low} to {high}). Use “{single}” "
            "alone here."
        ),
        "none": _(
            "Together is not better here: “{single}” alone does it (difference {difference} points, "
            "95 %: {low} to {high})."
        ),
        "unclear": _(
            "No benefit of being together is shown here: “{single}” alone may do as well (difference {difference} "
            "points, 95 %: {low} to {high}). More test examples would tell."
        ),
    }[comparison.outcome]
    return join_sentences((text.format(**values), _say_absent(absent)))


def _say_absent(absent: Sequence[str]) -> str:
    """Which senses might have been as good alone, but did not run; "" if all did."""
    if not absent:
        return ""
    names = join_names(_("“{name}”").format(name=name) for name in absent)
    return _("How good {names} alone would be was not measured.").format(names=names)


def keep_sentence(comparison: AccuracyDifference, network: str, baseline: str) -> str:
    """Whether a network is worth its cost against a plain method. Both by their titles."""
    values = {"network": network, "baseline": baseline, **_figures(comparison)}
    text = {
        "too small": _(
            "The test part is too small to tell whether a network is better than a plain method: at least {least} "
            "different examples are needed, it has {n}."
        ),
        "better": _(
            "The network earns its keep: “{network}” is better than the best plain method, “{baseline}”, by "
            "{difference} points (95 %: {low} to {high})."
        ),
        "worse": _(
            "The network does not earn its keep: “{network}” is worse than the plain method “{baseline}”: "
            "{difference} points (95 %: {low} to {high})."
        ),
        "none": _(
            "The network does not earn its keep here: the plain method “{baseline}” does as well as “{network}” "
            "(difference {difference} points, 95 %: {low} to {high})."
        ),
        "unclear": _(
            "That the network earns its keep is not shown here: the plain method “{baseline}” may do as well as "
            "“{network}” (difference {difference} points, 95 %: {low} to {high})."
        ),
    }[comparison.outcome]
    return text.format(**values)


def how_we_know(comparison: AccuracyDifference, first: str, second: str) -> str:
    """Interval, number of examples, method and papers, in a few sentences. Both by their titles."""
    values = {
        **_figures(comparison),
        "first": first,
        "second": second,
        "only_first": comparison.only_first,
        "only_second": comparison.only_second,
        "n": comparison.n,
        "groups": comparison.groups,
        "resamples": grouped(comparison.resamples),
        "papers": PAPERS,
    }
    if comparison.groups < comparison.n:
        drawn = _(
            "The test examples were drawn again {resamples} times with replacement, always for both at once; examples "
            "that share a file or look equal to both were drawn together ({groups} groups)."
        )
    else:
        drawn = _(
            "The test examples were drawn again {resamples} times with replacement, always for both at once "
            "(paired bootstrap)."
        )
    sentences = (
        _(
            "“{first}” and “{second}” answered the same {n} test examples: {only_first} of them only “{first}” got "
            "right, {only_second} only “{second}”."
        ),
        drawn,
        _(
            "In 95 % of the draws the difference lay between {low} and {high} points. Who is compared was chosen on "
            "the validation part, so that the test part stayed unseen."
        ),
        _("Sources: {papers}."),
    )
    return join_sentences(sentence.format(**values) for sentence in sentences)


def _figures(comparison: AccuracyDifference) -> dict[str, str]:
    """The numbers of a sentence in points, with so many digits that they show the same outcome as the interval.

    n: how many examples count where chance is judged.
    """
    values = (comparison.difference, comparison.low, comparison.high)
    texts = [""] * 3
    for digits in range(8):
        texts = [f"{100 * value:.{digits}f}" for value in values]
        low, high = float(texts[1]), float(texts[2])
        if (low > 0) == (comparison.low > 0) and (high < 0) == (comparison.high < 0):
            break
    shown = [("−" if t.startswith("-") and float(t) != 0 else "") + t.lstrip("-") for t in texts]
    return {
        "difference": shown[0], "low": shown[1], "high": shown[2],
        "n": str(comparison.groups), "least": str(LEAST_TEST),
    }  # fmt: skip
