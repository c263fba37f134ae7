"""The grammar of the posts, enumerated."""

import re
from random import Random
from typing import get_args

import pytest

from mmgui.core.scenes.feelings.posts import load_language, write_post
from mmgui.core.scenes.feelings.rule import TONES, Tone
from tests.core.scenes.feelings.posts import every_post

_LANGUAGES = ("en", "zh_CN")
_CJK = re.compile("[\u4e00-\u9fff]")


def _phrases(language: str, tone: Tone) -> tuple[str, ...]:
    words = load_language(language).tones[tone]
    return (*words.openers, *words.closers, *words.patterns)


def _marked(language: str, tone: Tone) -> set[str]:
    return {m.lower() for phrase in _phrases(language, tone) for m in re.findall(r"\[(.*?)\]", phrase)}


@pytest.mark.parametrize("language", _LANGUAGES)
def test_each_language_has_thousands_of_distinct_sentences(language: str) -> None:
    sentences = {post.words for tone in TONES for post in every_post(language, tone)}
    assert len(sentences) >= 2000


@pytest.mark.parametrize("language", _LANGUAGES)
def test_no_sentence_belongs_to_two_tones(language: str) -> None:
    cheerful, neutral, gloomy = ({p.words for p in every_post(language, tone)} for tone in TONES)
    assert not (cheerful & neutral | cheerful & gloomy | neutral & gloomy)


def test_english_sentences_have_four_to_fourteen_words() -> None:
    lengths = {len(post.words.split()) for tone in TONES for post in every_post("en", tone)}
    assert min(lengths) >= 4
    assert max(lengths) <= 14


def test_chinese_sentences_are_short_and_wholly_chinese() -> None:
    for tone in TONES:
        for post in every_post("zh_CN", tone):
            assert 5 <= len(_CJK.findall(post.words)) <= 24, post.words
            assert not re.search(r"[A-Za-z,.!?:]", post.words), post.words


@pytest.mark.parametrize("language", _LANGUAGES)
@pytest.mark.parametrize("tone", TONES)
def test_evidence_stands_in_the_sentence_in_order(language: str, tone: Tone) -> None:
    for post in every_post(language, tone):
        start = 0
        for words in post.evidence:
            start = post.words.index(words, start) + len(words)
        assert "[" not in post.words + "".join(post.evidence)
        assert "{" not in post.words


@pytest.mark.parametrize("language", _LANGUAGES)
def test_every_feeling_sentence_names_its_evidence(language: str) -> None:
    tones: tuple[Tone, ...] = ("cheerful", "gloomy")
    assert all(post.evidence for tone in tones for post in every_post(language, tone))


@pytest.mark.parametrize("language", _LANGUAGES)
def test_tone_words_of_different_tones_never_meet(language: str) -> None:
    cheerful, neutral, gloomy = (_marked(language, tone) for tone in get_args(Tone))
    assert not (cheerful & neutral | cheerful & gloomy | neutral & gloomy)


@pytest.mark.parametrize("language", _LANGUAGES)
def test_only_the_evidence_gives_the_tone_away(language: str) -> None:
    """A word beside the brackets that only cheerful posts have ("Pure [joy]") would be as good a hint as "joy" itself,
    and a map that points at it would not be wrong. Whatever a feeling's phrases say around their evidence, those of the
    opposite feeling say as well."""
    around: dict[Tone, set[str]] = {}
    for tone in TONES:
        beside = " ".join(re.sub(r"\[.*?\]|\{.*?\}", " ", phrase) for phrase in _phrases(language, tone)).lower()
        around[tone] = set(_CJK.findall(beside) if language == "zh_CN" else re.findall(r"[a-z]+", beside))
    assert around["cheerful"] == around["gloomy"]
    assert around["neutral"] <= around["cheerful"]


@pytest.mark.parametrize("language", _LANGUAGES)
def test_topics_contain_no_word_of_a_feeling(language: str) -> None:
    grammar = load_language(language)
    feelings = _marked(language, "cheerful") | _marked(language, "gloomy")
    texts = [t.lower() for topic in grammar.topics for t in (topic.tag, *topic.events, *topic.facts)]
    texts += [t.lower() for t in (*grammar.whens, *grammar.plain_patterns)]
    for text in texts:
        units = set(re.findall(r"[a-z]+", text)) if language == "en" else None
        found = {f for f in feelings if (f in units if units is not None else f in text)}
        assert not found, (text, found)


@pytest.mark.parametrize("language", _LANGUAGES)
def test_topics_are_as_frequent_in_every_tone(language: str) -> None:
    """Same chance for every topic whatever the tone: shares of 3 000 draws differ by sampling noise only."""
    grammar = load_language(language)
    for tone in TONES:
        random = Random(5)
        posts = [write_post(random, language, tone) for _ in range(3000)]
        tagged = [sum(post.words.endswith(topic.tag) for post in posts) for topic in grammar.topics]
        # a quarter carry a tag: 37.5 expected for each of 20 topics, standard deviation 6
        assert all(10 <= count <= 70 for count in tagged), (tone, tagged)


@pytest.mark.parametrize("language", _LANGUAGES)
@pytest.mark.parametrize("tone", TONES)
def test_what_is_written_is_what_was_enumerated(language: str, tone: Tone) -> None:
    known = {post.words for post in every_post(language, tone)}
    random = Random(11)
    for _ in range(200):
        post = write_post(random, language, tone)
        assert post.tone == tone
        assert re.sub(r" ?#\w+#?$", "", post.words) in known


def test_an_unknown_language_is_a_bug_of_ours() -> None:
    with pytest.raises(FileNotFoundError):
        load_language("fr")
