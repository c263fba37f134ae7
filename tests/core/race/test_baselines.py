"""Plain methods: they find what is there to find, and bad input is a missing value, never a crash."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import SPLITS, Example, ExampleSet, Field, Split
from mmgui.core.errors import Cancelled, ExperimentError
from mmgui.core.race.baselines import answer_plainly
from mmgui.core.race.entrants import Entrant, entrants_for
from mmgui.core.training.dividing import Parts
from mmgui.modalities.text.plain import words_and_pairs
from tests.core import toy

FIELDS = (Field("picture", "image"), Field("words", "text"))
WORDS, PICTURES = entrants_for(FIELDS)[:2]
PARTS: tuple[Split, ...] = ("train", "train", "train", "validation", "test")


def divided(examples: ExampleSet) -> Parts:
    """Exactly as given: the plain methods are what is tested, so copies across the parts may stay."""
    train = examples.part("train")
    return Parts(examples.fields, train.classes, {s: examples.part(s).examples for s in SPLITS})


def texts(rows: list[tuple[str | None, str]]) -> Parts:
    made = [Example(i, {"words": text}, label, PARTS[i % 5]) for i, (text, label) in enumerate(rows)]
    return divided(ExampleSet((Field("words", "text"),), tuple(made)))


def accuracy(parts: Parts, entrant: Entrant, split: Split = "test") -> float:
    found = answer_plainly(entrant, parts, CancelToken()).parts[split]
    assert found.ids.tolist() == [e.id for e in parts.examples[split]]
    assert np.isfinite(found.logits).all() and found.logits.shape[1] == len(parts.classes)
    return float((found.logits.argmax(1) == found.labels).mean())


def test_features_are_words_and_pairs_in_chinese_too() -> None:
    assert words_and_pairs("Not GOOD!") == ["not", "good", "not good"]
    assert words_and_pairs("不好吃") == ["不", "好吃", "不 好吃"]
    assert words_and_pairs("") == []


def test_tf_idf_and_logistic_regression_equal_a_pipeline_of_scikit_learn() -> None:
    """Second source: TfidfVectorizer's own analyser and ngram_range=(1, 2) on plain ASCII words."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    dice = np.random.default_rng(0)
    vocabulary = np.array(["good", "bad", "fine", "awful", "cake", "rain", "house"])
    rows = []
    for _turn in range(100):
        words = " ".join(dice.choice(vocabulary, 4))
        rows.append((words, "yes" if words.count("good") + words.count("fine") >= 2 else "no"))
    parts = texts(rows)
    found = answer_plainly(WORDS, parts, CancelToken())
    strength = float(found.setting.removeprefix("C = "))
    train, test = ([e.values["words"] for e in parts.examples[s]] for s in ("train", "test"))
    counter = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    model = LogisticRegression(C=strength, max_iter=1_000, tol=1e-3)
    model.fit(counter.fit_transform(train), [e.label for e in parts.examples["train"]])
    expected = model.predict_proba(counter.transform(test))
    np.testing.assert_allclose(found.parts["test"].probabilities(), expected, atol=1e-4)


def test_words_that_decide_are_found_and_order_needs_pairs() -> None:
    rows = [("it was not good" if i % 2 else "good it was not bad", "no" if i % 2 else "yes") for i in range(60)]
    assert accuracy(texts(rows), WORDS) == 1.0
    assert accuracy(texts([("真好" if i % 2 else "真坏", "no" if i % 2 else "yes") for i in range(60)]), WORDS) == 1.0


def test_missing_and_unknown_texts_are_answered_with_the_most_frequent_class() -> None:
    rows: list[tuple[str | None, str]] = [
        ("good day" if i % 3 else "bad day", "yes" if i % 3 else "no") for i in range(60)
    ]
    rows += [(None, "yes"), ("", "yes"), ("   ", "yes"), ("zzz qqq", "yes"), ("🙂", "yes")]  # numbers 60 to 64
    parts = texts(rows)
    moved = {s: tuple(e for e in part if e.id < 60) for s, part in parts.examples.items()}
    odd = tuple(replace(e, split="test") for part in parts.examples.values() for e in part if e.id >= 60)
    parts = replace(parts, examples=moved | {"test": odd})
    found = answer_plainly(WORDS, parts, CancelToken()).parts["test"]
    assert [parts.classes[k] for k in found.logits.argmax(1)] == ["yes"] * 5


def test_a_text_of_10_000_words_and_one_of_a_single_word_are_counted() -> None:
    rows = [("good " * 10_000 if i % 2 else "bad", "yes" if i % 2 else "no") for i in range(20)]
    assert accuracy(texts(rows), WORDS) == 1.0


def test_texts_without_any_word_are_refused_with_advice() -> None:
    with pytest.raises(ExperimentError, match="holds a word") as caught:
        answer_plainly(WORDS, texts([("...", "yes" if i % 2 else "no") for i in range(20)]), CancelToken())
    assert "Leave" in caught.value.hint


def test_two_text_fields_are_told_apart() -> None:
    """The label is whether the first field says so; the second says the contrary."""
    fields = (Field("said", "text"), Field("heard", "text"))
    made = [
        Example(
            i, {"said": "yes" if i % 2 else "no", "heard": "no" if i % 2 else "yes"}, "ab"[i % 2], PARTS[i // 2 % 5]
        )
        for i in range(60)
    ]
    entrant = entrants_for(fields)[0]
    assert entrant.fields == ("said", "heard")
    assert accuracy(divided(ExampleSet(fields, tuple(made))), entrant) == 1.0


def test_bright_and_dark_pictures_are_found_by_their_neighbours(tmp_path: Path) -> None:
    examples = toy.toy_examples(tmp_path / "toy", 60)
    bright = [
        e.label if "bad" in (e.values["words"] or "") else {"no": "yes", "yes": "no"}[e.label]
        for e in examples.examples
    ]
    relabelled = replace(
        examples, examples=tuple(replace(e, label=b) for e, b in zip(examples.examples, bright, strict=True))
    )
    assert accuracy(divided(relabelled), PICTURES) == 1.0


def test_nearest_neighbour_is_the_picture_itself(tmp_path: Path) -> None:
    """By hand: with random labels, k = 1 answers every training picture that is asked again with its own label."""
    examples = toy.toy_examples(tmp_path / "toy", 48)
    dice = np.random.default_rng(0)
    made = tuple(replace(e, label="ab"[dice.integers(2)], split="train") for e in examples.examples)
    again = tuple(replace(e, id=100 + e.id, split=s) for e in made[:24] for s in ("validation", "test"))
    assert accuracy(divided(replace(examples, examples=(*made, *again))), PICTURES) == 1.0


def test_missing_and_unreadable_pictures_are_answered_with_the_most_frequent_class(tmp_path: Path) -> None:
    from PIL import Image

    examples = toy.toy_examples(tmp_path / "toy", 48)
    (tmp_path / "broken.png").write_bytes(b"\x89PNG nothing")
    Image.new("RGB", (1, 1), (250, 250, 250)).save(tmp_path / "dot.png")
    odd = [None, "", str(tmp_path / "broken.png"), str(tmp_path / "not-there.png"), str(tmp_path / "dot.png")]
    extra = tuple(Example(200 + i, {"picture": v, "words": "x"}, "no", "test") for i, v in enumerate(odd))
    parts = divided(replace(examples, examples=tuple(e for e in examples.examples if e.split != "test") + extra))
    found = answer_plainly(PICTURES, parts, CancelToken()).parts["test"]
    labels = [e.label for e in parts.examples["train"]]
    usual = max(parts.classes, key=labels.count)
    assert [parts.classes[k] for k in found.logits.argmax(1)[:4]] == [usual] * 4
    shares = [labels.count(c) / len(labels) for c in parts.classes]
    np.testing.assert_allclose(found.probabilities()[0], shares, rtol=1e-4)


def test_without_a_readable_picture_there_is_advice(tmp_path: Path) -> None:
    examples = toy.toy_examples(tmp_path / "toy", 48)
    none = tuple(replace(e, values={**e.values, "picture": None}) for e in examples.examples)
    with pytest.raises(ExperimentError, match="No picture"):
        answer_plainly(PICTURES, divided(replace(examples, examples=none)), CancelToken())


def test_validation_chooses_and_the_test_part_does_not(tmp_path: Path) -> None:
    """The chosen setting stays the same whatever the test part says."""
    examples = toy.toy_examples(tmp_path / "toy", 90)
    parts = divided(examples)
    turned = tuple(replace(e, label="no" if e.label == "yes" else "yes") for e in parts.examples["test"])
    other = replace(parts, examples={**parts.examples, "test": turned})
    for entrant in (WORDS, PICTURES):
        one, two = (answer_plainly(entrant, p, CancelToken()) for p in (parts, other))
        assert one.setting == two.setting
        np.testing.assert_array_equal(one.parts["test"].logits, two.parts["test"].logits)


def test_a_cancelled_baseline_stops(tmp_path: Path) -> None:
    parts, cancel = divided(toy.toy_examples(tmp_path / "toy")), CancelToken()
    cancel.cancel()
    for entrant in (WORDS, PICTURES):
        with pytest.raises(Cancelled):
            answer_plainly(entrant, parts, cancel)


def test_an_empty_test_part_is_left_out(tmp_path: Path) -> None:
    parts = divided(toy.toy_examples(tmp_path / "toy"))
    parts = replace(parts, examples={**parts.examples, "test": ()})
    for entrant in (WORDS, PICTURES):
        assert list(answer_plainly(entrant, parts, CancelToken()).parts) == ["validation"]
