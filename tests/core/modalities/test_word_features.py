"""Texts as flat arrays of numbers, and hashed n-grams after fastText."""

import subprocess
import sys
from zlib import crc32

import numpy as np
import pytest

from mmgui.core.modalities.word_features import NgramHashing, encode_texts
from mmgui.core.modalities.words import UNKNOWN, Vocabulary

BUCKETS = 2**20


def bucket(kind: bytes, text: str) -> int:
    return crc32(kind + text.encode()) % BUCKETS


def test_ngrams_of_where_are_those_of_the_fasttext_paper() -> None:
    """Bojanowski et al. 2017, section 3.2: <wh, whe, her, ere, re> and the whole word."""
    hashing = NgramHashing(buckets=BUCKETS, shortest=3, longest=3)
    expected = {bucket(b"\x00", "where")} | {bucket(b"\x01", g) for g in ("<wh", "whe", "her", "ere", "re>")}
    assert set(hashing.ngrams(["where"])[0]) == expected


def test_a_pair_of_words_belongs_to_both_and_order_matters() -> None:
    hashing = NgramHashing(buckets=BUCKETS)
    first, second = hashing.ngrams(["not", "good"])
    pair = bucket(b"\x02", "not good")
    assert pair in first and pair in second
    assert not any(pair in features for features in hashing.ngrams(["good", "not"]))
    assert not any(
        pair in features for features in NgramHashing(buckets=BUCKETS, word_pairs=False).ngrams(["not", "good"])
    )


def test_three_chinese_characters_give_a_triple_to_the_middle_one() -> None:
    triple = bucket(b"\x03", "不 开 心")
    features = NgramHashing(buckets=BUCKETS).ngrams(["不", "开", "心"])
    assert [triple in f for f in features] == [False, True, False]
    assert not any(crc32(b"\x03a b c") % BUCKETS in f for f in NgramHashing(buckets=BUCKETS).ngrams(["a", "b", "c"]))


def test_related_words_share_features_and_unrelated_ones_hardly() -> None:
    rocket, rockets, banana = (set(f) for f in NgramHashing(buckets=BUCKETS, word_pairs=False).ngrams(
        ["rocket", "rockets", "banana"]))  # fmt: skip
    assert len(rocket & rockets) >= 8 and not rocket & banana


def test_hash_is_the_same_in_another_process_with_another_seed() -> None:
    code = "from mmgui.core.modalities.word_features import NgramHashing; print(NgramHashing().ngrams(['happy', '不']))"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert outputs == {f"{NgramHashing().ngrams(['happy', '不'])}\n"}


def test_encoded_texts_hold_the_ids_and_features_of_each_text() -> None:
    texts = ["the cat", "", None, "the cat", "不好 cat"]
    vocabulary = Vocabulary.build(["the cat the"])
    hashing = NgramHashing(buckets=512)
    encoded = encode_texts(texts, vocabulary, hashing)
    assert len(encoded) == 5 and encoded.lengths.tolist() == [2, 0, 0, 2, 3]
    for row, text in enumerate(texts):
        words = [t.text for t in vocabulary.tokenize(text or "")]
        start, end = encoded.offsets[row], encoded.offsets[row + 1]
        assert encoded.ids[start:end].tolist() == vocabulary.ids(words)
        found = [
            encoded.features[encoded.feature_offsets[t] : encoded.feature_offsets[t + 1]].tolist()
            for t in range(start, end)
        ]
        assert found == hashing.ngrams(words)
    assert encoded.ids[-3:].tolist() == [UNKNOWN, UNKNOWN, vocabulary.ids(["cat"])[0]]
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
