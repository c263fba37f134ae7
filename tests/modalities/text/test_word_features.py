"""Texts as flat arrays of numbers, and hashed n-grams after fastText."""

import subprocess
import sys
from zlib import crc32

import numpy as np
import pytest

from mmgui.modalities.text.word_features import PAIR, PART, PART_OF_TWO, WORD, NgramHashing, encode_texts
from mmgui.modalities.text.words import UNKNOWN, Token, Vocabulary, tokenize

BUCKETS = 2**20


def bucket(kind: int, text: str) -> int:
    return crc32(bytes((kind,)) + text.encode()) % (BUCKETS // 4) * 4 + kind


def tokens_of(text: str) -> tuple[Token, ...]:
    return tokenize(text)


def test_ngrams_of_where_are_those_of_the_fasttext_paper() -> None:
    """Bojanowski et al. 2017, section 3.2: <wh, whe, her, ere, re>, the special sequence <where> and the word."""
    hashing = NgramHashing(buckets=BUCKETS, shortest=3, longest=3)
    parts = ("<wh", "whe", "her", "ere", "re>", "<where>")
    assert set(hashing.ngrams(tokens_of("where"))[0]) == {bucket(WORD, "where")} | {bucket(PART, g) for g in parts}


def test_a_pair_of_words_belongs_to_both_and_order_matters() -> None:
    hashing = NgramHashing(buckets=BUCKETS)
    first, second = hashing.ngrams(tokens_of("not good"))
    pair = bucket(PAIR, "not good")
    assert pair in first and pair in second
    assert not any(pair in features for features in hashing.ngrams(tokens_of("good not")))
    single = NgramHashing(buckets=BUCKETS, word_pairs=False)
    assert not any(pair in features for features in single.ngrams(tokens_of("not good")))


def test_chinese_characters_that_touch_are_one_word_with_boundaries() -> None:
    """By hand: <不开心> has 4 pairs, 3 triples and 2 quadruples; the words are 不 and 开心."""
    features = NgramHashing(buckets=BUCKETS, word_pairs=False).ngrams(tokens_of("不开心"))
    owners = {
        bucket(PART, "<不"): [0],
        bucket(PART_OF_TWO, "不开"): [0, 1],
        bucket(PART_OF_TWO, "开心"): [1, 1],
        bucket(PART, "心>"): [1],
        bucket(PART, "<不开"): [0],
        bucket(PART, "不开心"): [1],
        bucket(PART, "开心>"): [1],
        bucket(PART, "<不开心"): [1],
        bucket(PART, "不开心>"): [1],
        bucket(WORD, "不"): [0],
        bucket(WORD, "开心"): [1],
        bucket(PART, "开"): [1],
        bucket(PART, "心"): [1],
    }
    found: dict[int, list[int]] = {}
    for place, token in enumerate(features):
        for number in token:
            found.setdefault(number, []).append(place)
    assert found == owners


def test_a_sign_between_chinese_characters_ends_the_word() -> None:
    together, apart = (NgramHashing(buckets=BUCKETS).ngrams(tokens_of(text)) for text in ("火箭", "火、箭"))
    pair = bucket(PART_OF_TWO, "火箭")
    assert pair in together[0] and not any(pair in token for token in apart)
    assert bucket(PART, "<箭>") in apart[1]


def test_where_parts_of_words_are_long_chinese_has_words_and_pairs_only() -> None:
    features = NgramHashing(buckets=BUCKETS, shortest=8, longest=8).ngrams(tokens_of("不开心"))
    pair = bucket(PAIR, "不 开心")
    assert features == [[bucket(WORD, "不"), pair], [bucket(WORD, "开心"), pair]]


@pytest.mark.parametrize("kind", [WORD, PART, PAIR, PART_OF_TWO])
def test_the_kind_of_a_bucket_is_its_number_modulo_four(kind: int) -> None:
    features = NgramHashing(buckets=BUCKETS).ngrams(tokens_of("not 开心 good"))
    assert kind in {number % 4 for token in features for number in token}


def test_related_words_share_features_and_unrelated_ones_hardly() -> None:
    hashing = NgramHashing(buckets=BUCKETS, word_pairs=False)
    rocket, rockets, banana = (set(f) for f in hashing.ngrams(tokens_of("rocket rockets banana")))
    assert len(rocket & rockets) >= 8 and not rocket & banana


def test_hash_is_the_same_in_another_process_with_another_seed() -> None:
    code = (
        "from mmgui.modalities.text.word_features import NgramHashing\n"
        "from mmgui.modalities.text.words import tokenize\n"
        "print(NgramHashing().ngrams(tokenize('happy 不')))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert outputs == {f"{NgramHashing().ngrams(tokens_of('happy 不'))}\n"}


def test_encoded_texts_hold_the_ids_and_features_of_each_text() -> None:
    texts = ["the cat", "", None, "the cat", "不好 cat"]
    vocabulary = Vocabulary.build(["the cat the"])
    hashing = NgramHashing(buckets=512)
    encoded = encode_texts(texts, vocabulary, hashing)
    assert len(encoded) == 5 and encoded.lengths.tolist() == [2, 0, 0, 2, 2]
    for row, text in enumerate(texts):
        tokens = vocabulary.tokenize(text or "")
        start, end = encoded.offsets[row], encoded.offsets[row + 1]
        assert encoded.ids[start:end].tolist() == vocabulary.ids([t.text for t in tokens])
        found = [
            encoded.features[encoded.feature_offsets[t] : encoded.feature_offsets[t + 1]].tolist()
            for t in range(start, end)
        ]
        assert found == hashing.ngrams(tokens)
    assert encoded.ids[-2:].tolist() == [UNKNOWN, vocabulary.ids(["cat"])[0]]
    assert encoded.features.max() < 512


def test_taken_rows_equal_texts_encoded_in_that_order() -> None:
    texts = ["a b c", "", "d", "e f g h", "a b"]
    vocabulary, hashing = Vocabulary.build(texts), NgramHashing(buckets=64)
    rows = [3, 3, 1, 0, 4, 2]
    taken = encode_texts(texts, vocabulary, hashing).take(rows)
    direct = encode_texts([texts[r] for r in rows], vocabulary, hashing)
    for name in ("ids", "offsets", "features", "feature_offsets"):
        np.testing.assert_array_equal(getattr(taken, name), getattr(direct, name))
    assert len(taken.take([])) == 0


def test_padding_fills_up_and_cuts_off() -> None:
    vocabulary = Vocabulary.build(["a b c"])
    encoded = encode_texts(["a b c", "b", ""], vocabulary)
    ids, there = encoded.padded()
    assert ids.tolist() == [[2, 3, 4], [3, 0, 0], [0, 0, 0]]
    assert there.tolist() == [[True] * 3, [True, False, False], [False] * 3]
    ids, there = encoded.padded(2)
    assert ids.tolist() == [[2, 3], [3, 0], [0, 0]]
    assert encoded.features.size == 0 and encoded.feature_offsets.tolist() == [0] * 5


def test_long_texts_are_cut_at_the_limit() -> None:
    encoded = encode_texts(["a " * 10_000], Vocabulary.build(["a"]), NgramHashing(), limit=50)
    assert encoded.lengths.tolist() == [50]


def test_shortest_over_longest_is_refused() -> None:
    with pytest.raises(ValueError, match="shortest"):
        NgramHashing(shortest=5, longest=3)
