"""tf-idf of n-grams: numbers by hand and from scikit-learn."""

import math

import numpy as np
import pytest

from mmgui.modalities.text.word_features import NgramHashing
from mmgui.modalities.text.words import WordsCleaning
from mmgui.modalities.text.words_input import WordsInput

TEXTS = ["red red cat", "red dog", "a blue dog", "cat and dog", "blue cat cat cat"]


def fitted(**options):
    return WordsInput.fit(
        TEXTS, cleaning=WordsCleaning(), vocabulary_size=100, max_words=50, min_texts=1,
        hashing=NgramHashing(buckets=2**24, **options),
    )  # fmt: skip


def test_each_view_of_a_text_has_the_length_one():
    given = fitted()
    values = given.prepare(TEXTS).take(np.arange(len(TEXTS)))
    ends = np.append(values.offsets.numpy(), len(values.features))
    text_of = np.repeat(values.rows.numpy(), np.diff(ends))
    kinds = np.asarray(given.buckets)[values.features.numpy()] % 4
    for text in range(len(TEXTS)):
        for view in ((0, 2), (1, 3)):
            chosen = (text_of == text) & np.isin(kinds, view)
            totals: dict[int, float] = {}
            owners: dict[int, int] = {}
            for number, weight in zip(values.features[chosen].tolist(), values.weights[chosen].tolist(), strict=True):
                totals[number] = totals.get(number, 0.0) + weight
                owners[number] = owners.get(number, 0) + 1
            assert sum(w * w for w in totals.values()) == pytest.approx(1, abs=1e-5)


def test_weights_of_words_and_pairs_are_those_of_scikit_learn():
    from sklearn.feature_extraction.text import TfidfVectorizer

    other = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), token_pattern=r"\w+")
    matrix = other.fit_transform(TEXTS)
    given = fitted()
    values = given.prepare(TEXTS[:1]).take(np.arange(1))
    kinds = np.asarray(given.buckets)[values.features.numpy()] % 4
    ours: dict[int, float] = {}
    for number, kind, weight in zip(values.features.tolist(), kinds, values.weights.tolist(), strict=True):
        if kind in (0, 2):
            ours[number] = ours.get(number, 0.0) + weight
    theirs = matrix[0].toarray().ravel()
    assert sorted(ours.values()) == pytest.approx(sorted(theirs[theirs > 0]), abs=1e-5)


def test_a_word_said_three_times_counts_one_plus_ln_three():
    given = fitted(word_pairs=False)
    values = given.prepare(["cat cat cat dog"]).take(np.arange(1))
    kinds = np.asarray(given.buckets)[values.features.numpy()] % 4
    words = [(n, w) for n, k, w in zip(values.features.tolist(), kinds, values.weights.tolist(), strict=True) if k == 0]
    cat, dog = (sum(w for n, w in words if n == number) for number in (words[0][0], words[-1][0]))
    rarity = {n: given.weights[n] for n, _w in words}
    expected = (1 + math.log(3)) * rarity[words[0][0]] / rarity[words[-1][0]]
    assert cat / dog == pytest.approx(expected, rel=1e-4)


def test_the_layout_of_a_text_is_its_words_as_they_stand_there() -> None:
    given = WordsInput.fit(["about half"] * 2, cleaning=WordsCleaning(), vocabulary_size=100, max_words=4)
    layout = given.layout("about ½ ㍿")
    assert layout.words() == ("about", "½", "㍿")
    assert [layout.owners.index(n) for n in range(3)] == [0, 1, 1 + layout.owners.count(1)]
    assert given.layout("!!!").count == 0


def test_a_reduced_text_is_prepared_to_the_same_numbers() -> None:
    given = WordsInput.fit(["a b c d e f"] * 2, cleaning=WordsCleaning(), vocabulary_size=100, max_words=4)
    text = "a b c d e f and much more"
    assert given.reduce(text) == "a b c d" and given.reduce("a b") == "a b"
    one, other = (given.prepare([value]).take(np.arange(1)) for value in (text, given.reduce(text)))
    assert one.ids.tolist() == other.ids.tolist()


def known_words(texts: list[str], words: list[str]) -> list[str]:
    """Those of the words that a model of these texts has any n-gram of."""
    given = WordsInput.fit(
        texts, cleaning=WordsCleaning(), vocabulary_size=100, max_words=8, hashing=NgramHashing(buckets=2**24)
    )
    return [word for word in words if len(given.prepare([word]).take(np.arange(1)).features)]


def test_two_texts_that_everybody_chooses_from_are_both_known() -> None:
    assert known_words(["ok", "defect"] * 20, ["ok", "defect", "other"]) == ["ok", "defect"]
    assert known_words([*["ok"] * 20, *["defect"] * 20, "nonsense"], ["ok", "nonsense"]) == ["ok"], "in one example"


def test_where_texts_are_many_or_their_own_a_word_in_one_text_is_left_out() -> None:
    assert known_words([f"word{n}x{n}" for n in range(8)] + ["defect"], ["defect"]) == []
    many = [f"{a}{b}" for a in "bcdfghjk" for b in "lmnpqrst"]
    assert known_words([*many * 5, *["xyzzy"] * 5], ["xyzzy"]) == []
