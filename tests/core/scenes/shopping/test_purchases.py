"""The purchases of `shopping`: the last two decide, and nothing else gives the interest away."""

import re
from collections import Counter
from random import Random

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from mmgui.core.scenes.shopping.purchases import draw_purchases, load_goods
from mmgui.core.scenes.shopping.rule import INTERESTS, MIXED, PASTS, Past

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh_CN"])


@LANGUAGES
def test_things_have_one_name_each(language: str) -> None:
    names = [name for interest in INTERESTS for name in load_goods(language)[interest]]
    assert len(names) == len(set(names)) == 60
    assert not [name for name in names if re.search(r"[|;>›,、，]", name)]


@LANGUAGES
@pytest.mark.parametrize("past", PASTS)
def test_the_last_two_decide_if_they_agree(language: str, past: Past) -> None:
    goods, random = load_goods(language), Random(2)
    interest_of = {name: interest for interest in INTERESTS for name in goods[interest]}
    for _ in range(100):
        found = draw_purchases(random, language, past)
        assert len(found.items) == len(set(found.items))
        last = [interest_of[item] for item in found.items[-2:]]
        if past == "new":
            assert len(found.items) <= 1 and not found.evidence
        elif past in MIXED:
            assert last[0] != last[1] == MIXED[past] and not found.evidence
        else:
            assert last == [past, past] and found.evidence == found.items[-2:]


def test_what_was_bought_earlier_and_how_much_says_nothing() -> None:
    """600 histories of the kinds that have two things: the interest of the earlier ones and the length."""
    goods, random = load_goods("en"), Random(3)
    interest_of = {name: interest for interest in INTERESTS for name in goods[interest]}
    pasts: list[Past] = [*INTERESTS, *MIXED]
    earlier: dict[str, Counter[str]] = {past: Counter() for past in pasts}
    lengths: dict[str, Counter[int]] = {past: Counter() for past in pasts}
    for number in range(600):
        past = pasts[number % len(pasts)]
        items = draw_purchases(random, "en", past).items
        lengths[past][len(items)] += 1
        earlier[past][interest_of[items[0]]] += 1
    for counts in (earlier, lengths):
        keys = sorted({key for one in counts.values() for key in one})  # type: ignore[attr-defined]
        table = np.array([[one[key] for key in keys] for one in counts.values()])  # type: ignore[attr-defined]
        assert chi2_contingency(table).pvalue > 0.01
