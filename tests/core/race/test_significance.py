"""The verdict: intervals that cover the truth as often as they say, and sentences that never contradict them."""

import random
import re

import numpy as np
import pytest
from scipy.stats import binomtest

from mmgui.core.race.significance import (
    LEAST_TEST,
    RELEVANT,
    AccuracyDifference,
    compare,
    how_we_know,
    keep_sentence,
    paired_bootstrap,
    together_sentence,
)


def pairs(only_first: int, only_second: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Answers of two models with so many examples that only one of them got right; the others both did."""
    first, second = np.ones(n, bool), np.ones(n, bool)
    second[:only_first] = False
    first[only_first : only_first + only_second] = False
    return first, second


@pytest.mark.parametrize(("plus", "minus"), [(5, 0), (6, 0), (4, 0), (7, 1), (10, 1), (0, 6), (9, 3), (13, 3), (3, 3)])
def test_few_differing_examples_are_judged_as_by_the_exact_sign_test(plus: int, minus: int) -> None:
    """scipy's two-sided binomial test on the differing examples is the second source."""
    interval = compare("a", "b", *pairs(plus, minus, 200))
    is_proven = binomtest(plus, plus + minus).pvalue < 0.05
    assert (interval.low > 0 or interval.high < 0) == is_proven, (interval, binomtest(plus, plus + minus).pvalue)


def test_interval_of_many_examples_is_that_of_the_normal_approximation() -> None:
    """d ± 1.96 sqrt((p+ + p- - d²)/n), McNemar's standard error, by hand: 0.12 ± 0.0253 for 180 : 60 of 1000."""
    low, high = paired_bootstrap(*pairs(180, 60, 1000), resamples=40_000)
    half = 1.96 * np.sqrt((0.18 + 0.06 - 0.12**2) / 1000)
    assert low == pytest.approx(0.12 - half, abs=0.002)
    assert high == pytest.approx(0.12 + half, abs=0.002)


@pytest.mark.parametrize(
    ("n", "plus", "minus"), [(100, 0.10, 0.10), (200, 0.25, 0.05), (60, 0.3, 0.1), (400, 0.02, 0.02)]
)
def test_about_95_of_100_intervals_cover_the_true_difference(n: int, plus: float, minus: float) -> None:
    """400 simulated test parts each; 93 % is two standard errors below 95 %. Cautious is allowed, too sure is not."""
    dice = np.random.default_rng(1)
    covered = 0
    for turn in range(400):
        kind = dice.choice(3, n, p=[plus, minus, 1 - plus - minus])
        low, high = paired_bootstrap(kind != 1, kind != 0, seed=turn, resamples=1_000)
        covered += low <= plus - minus <= high
    assert covered / 400 >= 0.93, covered / 400


def test_examples_that_share_a_picture_count_as_less() -> None:
    """20 questions a picture, all answered alike: the same as 20 times fewer examples (the interval is wider)."""
    first = np.repeat(np.random.default_rng(0).random(50) < 0.7, 20)
    second = np.repeat(np.random.default_rng(1).random(50) < 0.6, 20)
    groups = np.repeat(np.arange(50), 20)
    apart, together = compare("a", "b", first, second), compare("a", "b", first, second, groups=groups)
    assert (apart.groups, together.groups) == (1000, 50)
    assert together.high - together.low > 3.5 * (apart.high - apart.low)  # sqrt(20) = 4.5 at most
    few = compare("a", "b", first[::20], second[::20])
    assert together.low == pytest.approx(few.low, abs=0.03) and together.high == pytest.approx(few.high, abs=0.03)
    alone = compare("a", "b", first, second, groups=np.arange(1000))
    assert (alone.low, alone.high) == (apart.low, apart.high)


def test_same_seed_gives_the_same_interval() -> None:
    assert paired_bootstrap(*pairs(20, 9, 90), seed=3) == paired_bootstrap(*pairs(20, 9, 90), seed=3)
    assert paired_bootstrap(*pairs(180, 60, 3000), seed=3) != paired_bootstrap(*pairs(180, 60, 3000), seed=4)


def test_equal_models_have_no_difference_and_the_single_sense_does_it() -> None:
    right = np.random.default_rng(0).random(300) < 0.8
    found = compare("attention", "words", right, right)
    assert found.difference == 0 and found.low < 0 < found.high and found.outcome == "none"
    assert together_sentence(found, "Attention", "words").startswith(
        "Together is not better here: “words” alone does it"
    )


def test_unpaired_answers_are_refused() -> None:
    with pytest.raises(ValueError, match="paired"):
        compare("a", "b", np.ones(3, bool), np.ones(4, bool))
    with pytest.raises(ValueError, match="paired"):
        compare("a", "b", np.ones(0, bool), np.ones(0, bool))


# -- sentences --------------------------------------------------------------------------------------------------------


def comparison(difference: float, low: float, high: float, n: int = 200) -> AccuracyDifference:
    return AccuracyDifference("attention", "words", difference, low, high, n, 10, 5, n)


def numbers(sentence: str) -> list[float]:
    """difference, low and high as they stand in a sentence."""
    found = re.search(r"([−\d.]+) points[^(]*\(95 %: ([−\d.]+) to ([−\d.]+)\)", sentence) or re.search(
        r"difference ([−\d.]+) points, 95 %: ([−\d.]+) to ([−\d.]+)", sentence
    )
    assert found is not None, sentence
    return [float(text.replace("−", "-")) for text in found.groups()]


def test_the_sentence_of_the_brief() -> None:
    sentence = together_sentence(comparison(0.21, 0.16, 0.26), "Attention", "words")
    assert sentence == "Together is better than the best single sense, “words”, by 21 points (95 %: 16 to 26)."


def test_a_single_sense_that_ran_alone_is_not_called_the_best_of_several() -> None:
    made = comparison(0.21, 0.16, 0.26)
    sentence = together_sentence(made, "Attention", "picture", is_only=True, absent=("words", "sound"))
    assert sentence == (
        "Together is better than “picture” alone, by 21 points (95 %: 16 to 26). "
        "How good “words”, “sound” alone would be was not measured."
    )
    assert numbers(sentence) == [21, 16, 26]
    unclear = together_sentence(comparison(0.01, -0.09, 0.11), "Attention", "picture", is_only=True, absent=("words",))
    assert unclear.endswith("How good “words” alone would be was not measured.")


def test_no_sentence_contradicts_its_interval() -> None:
    """3 000 random intervals, very narrow and very near to 0 among them: read back, the numbers say the same."""
    dice = random.Random(0)
    seen = set()
    for _turn in range(3_000):
        scale = 10 ** dice.uniform(-5, 0)
        low, high = sorted(dice.uniform(-scale, scale) for _side in range(2))
        shift = dice.choice((0.0, abs(low), -abs(high), scale * 1e-3))
        low, high = (min(1.0, max(-1.0, side + shift)) for side in (low, high))
        made = comparison(dice.uniform(low, high), low, high, dice.choice((5, LEAST_TEST, 500)))
        seen.add(made.outcome)
        for sentence, words in (
            (together_sentence(made, "Attention", "words"), ("Together is better", "Together is worse")),
            (keep_sentence(made, "Attention", "Word counts"), ("network earns its keep: “", "is worse than")),
        ):
            claims_better, claims_worse = (word in sentence for word in words)
            if made.n < LEAST_TEST:
                assert "too small to tell" in sentence and not claims_better and not claims_worse
                continue
            shown, shown_low, shown_high = numbers(sentence)
            assert claims_better == (low > 0) == (shown_low > 0), (sentence, made)
            assert claims_worse == (high < 0) == (shown_high < 0), (sentence, made)
            assert shown_low <= shown <= shown_high, sentence
            assert "−0 " not in sentence and "-" not in sentence.replace("Word-", "")
    assert seen == {"better", "worse", "none", "unclear", "too small"}


def test_alone_does_it_is_only_said_where_no_benefit_that_matters_is_left() -> None:
    assert comparison(0.0, -0.04, RELEVANT).outcome == "none"
    wide = comparison(0.01, -0.09, 0.11)
    assert wide.outcome == "unclear"
    assert "No benefit of being together is shown" in together_sentence(wide, "Attention", "words")
    assert "is not shown here" in keep_sentence(wide, "Attention", "Word counts")


def test_few_pictures_with_many_questions_are_too_few() -> None:
    made = AccuracyDifference("a", "b", 0.5, 0.4, 0.6, 1000, 600, 100, LEAST_TEST - 1)
    assert made.outcome == "too small"


def test_how_we_know_names_interval_examples_method_and_papers() -> None:
    told = how_we_know(comparison(0.21, 0.16, 0.26), "Attention", "Words only")
    for part in (
        "200 test examples",
        "10 of them only “Attention”",
        "10\u202f000 times",
        "paired",
        "16 and 26",
        "Koehn 2004",
    ):
        assert part in told, told
