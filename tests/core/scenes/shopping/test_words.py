"""Descriptions and purchases of `shopping`: what decides stands there, and nothing else gives it away."""

import re
from collections import Counter
from itertools import permutations, product
from random import Random

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from mmgui.core.scenes.shopping.description import describe, load_language, write_description
from mmgui.core.scenes.shopping.purchases import draw_purchases, load_goods
from mmgui.core.scenes.shopping.rule import INTERESTS, MIXED, PACES, PASTS, TONES, Past, Tone

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh_CN"])


@LANGUAGES
def test_there_are_thousands_of_descriptions_and_no_two_tones_share_one(language: str) -> None:
    grammar = load_language(language)
    said: dict[Tone, set[str]] = {"facts": set()}
    for pattern, first, second in product(grammar.patterns, grammar.facts, grammar.facts):
        said["facts"].add(describe(pattern, first, second, "").words)
    for tone, moods in grammar.moods.items():
        said[tone] = set()
        for pattern, fact, use, mood in product(grammar.patterns, grammar.facts, grammar.uses, moods):
            for pair in permutations((fact, use.format(mood=mood))):
                found = describe(pattern, *pair, mood)
                assert found.evidence in found.words and "{" not in found.words
                said[tone].add(found.words)
    assert set(said) == set(TONES) and min(map(len, said.values())) > 1_000
    assert sum(map(len, said.values())) == len(set.union(*said.values())) > 10_000


@LANGUAGES
def test_only_the_mood_tells_the_tone(language: str) -> None:
    """No mood stands in another tone, nor in what is said around it."""
    grammar = load_language(language)
    moods = [word for words in grammar.moods.values() for word in words]
    assert len(moods) == len(set(moods)) == 30
    around = " ".join((*grammar.facts, *grammar.uses)).replace("{mood}", " ").lower()
    assert not [w for w in moods if (w in around if language == "zh_CN" else re.search(rf"\b{w}\b", around))]


@LANGUAGES
def test_descriptions_are_as_long_whatever_the_tone(language: str) -> None:
    lengths = {len("".join(words)) for words in load_language(language).moods.values()}
    assert len(lengths) == 1
    assert all(len(mood.split()) == 1 for moods in load_language(language).moods.values() for mood in moods)


@LANGUAGES
def test_facts_and_uses_are_as_frequent_in_every_tone(language: str) -> None:
    grammar, counts = load_language(language), []
    for tone in grammar.moods:
        random = Random(4)
        said = [write_description(random, language, tone).words.lower() for _ in range(200)]
        counts.append([sum(fact.lower() in words for words in said) for fact in grammar.facts])
    assert chi2_contingency(np.array(counts)).pvalue > 0.01


@LANGUAGES
def test_the_evidence_is_the_mood_and_a_plain_description_has_none(language: str) -> None:
    random = Random(1)
    for tone in TONES:
        for _ in range(60):
            found = write_description(random, language, tone)
            named = load_language(language).moods.get(tone, ())
            assert found.evidence in found.words
            assert (found.evidence.lower() in named) == (tone in PACES) == bool(found.evidence)
            assert found.words[0] == found.words[0].upper()
            assert not re.search(r"[a-z]", found.words) or language == "en"


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
