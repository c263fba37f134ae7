"""Cleaning, tokens with their places, vocabulary: what words become before a model reads them."""

import json
import random
import time
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest

from mmgui.core.errors import CheckpointError
from mmgui.modalities.text.stop_words import NEGATIONS, STOP_WORDS
from mmgui.modalities.text.words import (
    MAX_CHARACTERS,
    MAX_WORD_CHARACTERS,
    PADDING,
    UNKNOWN,
    Vocabulary,
    WordsCleaning,
    clean_words,
    show_cleaning,
    tokenize,
)

RAW = WordsCleaning(normalise=False, lower_case=False, drop_punctuation=False, drop_stop_words=False)


def pieces(text: str, cleaning: WordsCleaning | None = None) -> list[tuple[str, str]]:
    return [(t.text, text[t.start : t.end]) for t in tokenize(text, cleaning or WordsCleaning())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I don't LIKE it.", ["i", "don't", "like", "it"]),
        ("3.5 of 1,234 in the 1st year", ["3.5", "of", "1,234", "in", "the", "1st", "year"]),
        ("今天真的不开心，OK?", ["今天", "真的", "不", "开心", "ok"]),
        ("ねこが好き", ["ね", "こ", "が", "好", "き"]),
        ("안녕하세요 세계", ["안녕하세요", "세계"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("fun 😀👍🏽❤️!", ["fun", "😀", "👍", "❤"]),
        ("👨‍👩‍👧 🇩🇪", ["👨‍👩‍👧", "🇩🇪"]),
        ("so sad :( really <3", ["so", "sad", ":(", "really", "<3"]),
        ("see https://a.bc/d", ["see", "https", "a", "bc", "d"]),
        ("#happy_days @me", ["happy", "days", "me"]),
        ("", []),
        (" \t\n\x00\u200b", []),
    ],
)
def test_texts_of_many_scripts_are_cut_where_a_reader_expects(text: str, expected: list[str]) -> None:
    assert list(clean_words(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ﬁne", [("fine", "ﬁne")]),
        ("ｈｅｌｌｏ", [("hello", "ｈｅｌｌｏ")]),
        ("e\u0301te\u0301 là", [("été", "e\u0301te\u0301"), ("là", "là")]),
        ("x ﾊﾞｽ", [("x", "x"), ("バ", "ﾊﾞ"), ("ス", "ｽ")]),
        ("Straße STRASSE", [("strasse", "Straße"), ("strasse", "STRASSE")]),
        ("don’t", [("don't", "don’t")]),
        ("ha\u200bppy", [("happy", "ha\u200bppy")]),
        ("a ㍿ b", [("a", "a"), ("株式会社", "㍿"), ("b", "b")]),
        ("\u1112\u1161\u11ab\u1100\u116e\u11a8", [("한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8")]),
    ],
)
def test_normalised_tokens_point_at_the_original_characters(text: str, expected: list[tuple[str, str]]) -> None:
    assert pieces(text) == expected


def test_normalisation_equals_the_standard_librarys_on_every_assigned_character() -> None:
    for code in range(0x30000):
        character = chr(code)
        if unicodedata.category(character) in ("Cs", "Cn", "Co", "Cf") or not character.isalnum():
            continue
        expected = unicodedata.normalize("NFKC", character)
        got = tokenize(character, WordsCleaning(lower_case=False, drop_punctuation=False))
        assert "".join(t.text for t in got) == "".join(expected.split()).replace("ʼ", "'")[:64], hex(code)
        assert all((t.start, t.end) == (0, 1) for t in got)


def test_without_cleaning_the_tokens_are_the_text_itself() -> None:
    text = "Hello, WORLD!  ﬁne Ａ"
    assert pieces(text, RAW) == [(w, w) for w in ("Hello", ",", "WORLD", "!", "ﬁne", "Ａ")]


def test_each_cleaning_switch_does_only_its_own_work() -> None:
    text = "The Ａ, ok"
    assert list(clean_words(text, RAW.model_copy(update={"normalise": True}))) == ["The", "A", ",", "ok"]
    assert list(clean_words(text, RAW.model_copy(update={"lower_case": True}))) == ["the", "ａ", ",", "ok"]
    assert list(clean_words(text, RAW.model_copy(update={"drop_punctuation": True}))) == ["The", "Ａ", "ok"]
    assert list(clean_words(text, RAW.model_copy(update={"drop_stop_words": True}))) == ["Ａ", ",", "ok"]


def test_stop_words_go_and_negations_stay_in_both_languages() -> None:
    cleaning = WordsCleaning(drop_stop_words=True)
    assert list(clean_words("This is not the end, I don't have no hope and never will", cleaning)) == [
        "not", "end", "don't", "no", "hope", "never",
    ]  # fmt: skip
    assert list(clean_words("我的心不在这，没有了", cleaning)) == ["心", "不", "没有"]
    assert not NEGATIONS & STOP_WORDS
    assert {"not", "no", "never", "不", "没", "有", "don't", "without"} <= NEGATIONS


def test_a_text_of_stop_words_only_keeps_them() -> None:
    assert list(clean_words("this is it", WordsCleaning(drop_stop_words=True))) == ["this", "is", "it"]
    assert list(clean_words("this is it", WordsCleaning(drop_stop_words=True), 2)) == ["this", "is"]


def test_shown_cleaning_covers_the_text_without_gaps_and_names_every_effect() -> None:
    text = "The ｃａｔ, 的 end! 😀 ½"
    steps = show_cleaning(text, WordsCleaning(drop_stop_words=True))
    assert "".join(text[s.start : s.end] for s in steps) == text
    effects = {text[s.start : s.end]: s.effect for s in steps}
    assert effects["The"] == "stop word" and effects["的"] == "stop word"
    assert effects["ｃａｔ"] == "changed" and effects["end"] == "kept" and effects["😀"] == "kept"
    assert effects[","] == "punctuation" and effects[" "] == "space"
    assert [s.result for s in steps if s.effect == "changed"] == ["cat", "1 ⁄ 2"]


def test_random_texts_give_rising_spans_inside_the_text() -> None:
    chance = random.Random(0)
    alphabet = "aB1 .,'’_:)(8D<3^不好ねﾊﾞé\u0301\u200d\ufe0f👍🏽🇩🇪½㍿ﬁ\u0000\ud800한\u1100\u1161#*\u20e3-/"
    for _round in range(500):
        text = "".join(chance.choice(alphabet) for _ in range(chance.randrange(60)))
        for cleaning in (WordsCleaning(), RAW, WordsCleaning(drop_stop_words=True, drop_punctuation=False)):
            tokens = tokenize(text, cleaning)
            assert all(0 <= t.start < t.end <= len(text) and t.text for t in tokens)
            for left, right in pairwise(tokens):
                shared = text[right.start : left.end]  # at most one character with its marks
                assert all(unicodedata.combining(c) or c in "ﾞ\u1161" for c in shared[1:])
            assert [t.start for t in tokens] == sorted(t.start for t in tokens)
            steps = show_cleaning(text, cleaning)
            assert "".join(text[s.start : s.end] for s in steps) == text


HOSTILE = {
    "one letter": "a",
    "marks on one letter": "a\u0301\u0323",
    "apostrophes": "a'",
    "thousands": "1,111,111",
    "decimals": "1.",
    "commas": "1,",
    "signs": "!?",
    "joined emoji": "👍\u200d",
    "jamo": "\u1100\u1161",
    "long expansion": "\ufdfa",
    "emoticons": ":(",
    "faces": "=x",
    "carets": "^_",
    "flags": "🇩",
    "tags": "\U000e0020",
    "half voiced": "ﾊﾞ",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_takes_time_linear_in_its_length(kind: str) -> None:
    def seconds(length: int) -> float:
        text = (HOSTILE[kind] * length)[:length]
        best = float("inf")
        for _attempt in range(3):
            start = time.perf_counter()
            tokenize(text)
            best = min(best, time.perf_counter() - start)
        return best

    seconds(1_000)
    assert seconds(32_000) < 40 * max(seconds(4_000), 2e-4)  # linear would be 8, quadratic 64


def test_endless_texts_and_words_are_bounded() -> None:
    assert len(tokenize("我" * (MAX_CHARACTERS + 10))) == MAX_CHARACTERS
    (token,) = tokenize("b" * 1000)
    assert (len(token.text), token.start, token.end) == (MAX_WORD_CHARACTERS, 0, 1000)
    assert len(tokenize("a b " * 5000, limit=7)) == 7
    assert show_cleaning("a" * (MAX_CHARACTERS + 5))[-1].effect == "too long"


# -- vocabulary -----------------------------------------------------------------------------------------------------


def test_vocabulary_holds_the_most_frequent_words_with_ties_by_alphabet() -> None:
    vocabulary = Vocabulary.build(["b b c a", None, "a z", "b"], size=5)
    assert vocabulary.words == ("<padding>", "<unknown>", "b", "a", "c")
    assert vocabulary.encode("A z, b") == [3, UNKNOWN, 2]
    assert PADDING == 0 and len(vocabulary) == 5 and "b" in vocabulary and "z" not in vocabulary


def test_vocabulary_leaves_out_rare_words() -> None:
    assert Vocabulary.build(["a a b", "a b c"], min_count=2).words[2:] == ("a", "b")


def test_saved_vocabulary_reads_the_same_words_with_the_same_cleaning(tmp_path: Path) -> None:
    vocabulary = Vocabulary.build(["不好 Ok 😀"], cleaning=WordsCleaning(lower_case=False))
    vocabulary.save(tmp_path / "vocabulary.json")
    again = Vocabulary.load(tmp_path / "vocabulary.json")
    assert again == vocabulary and again.encode("Ok ok 好") == vocabulary.encode("Ok ok 好")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b"\xff\xfe",
        json.dumps({"words": ["a", "b"]}).encode(),
        json.dumps({"words": ["<padding>", "<unknown>", "a", "a"]}).encode(),
        json.dumps({"words": ["<padding>", "<unknown>", 7]}).encode(),
        json.dumps({"words": ["<padding>", "<unknown>", "a" * 100]}).encode(),
        json.dumps({"words": ["<padding>", "<unknown>"], "more": 1}).encode(),
        json.dumps({"words": ["<padding>", "<unknown>"], "cleaning": {"lower_case": "perhaps"}}).encode(),
        b"[" * 100_000,
    ],
)
def test_damaged_vocabulary_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vocabulary.json"
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match=r"vocabulary\.json"):
        Vocabulary.load(path)


def test_missing_vocabulary_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"vocabulary\.json"):
        Vocabulary.load(tmp_path / "vocabulary.json")
