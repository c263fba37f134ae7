"""The descriptions of `shopping`: the mood decides, and nothing else gives it away."""

import re
from itertools import permutations, product
from random import Random

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from mmgui.core.scenes.shopping.description import describe, load_language, write_description
from mmgui.core.scenes.shopping.rule import PACES, TONES, Tone

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
