"""One division for everybody: copies never straddle, unknown labels never vanish, and what is left out is told."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import SPLITS, Example, ExampleSet, Field, Split
from mmgui.core.errors import ExperimentError
from mmgui.core.run.left_out import UnknownLabels
from mmgui.core.training.dividing import Parts, divide

WORDS = (Field("words", "text"),)
Row = tuple[str, str | None, Split | None]


def made(rows: Sequence[Row]) -> ExampleSet:
    return ExampleSet(
        WORDS, tuple(Example(i, {"words": text}, label, part) for i, (text, label, part) in enumerate(rows))
    )


def rows(part: Split | None, labels: Sequence[str | None], start: int = 0) -> list[Row]:
    """Every text another one."""
    return [(f"text {part} {start + n}", label, part) for n, label in enumerate(labels)]


def divided(examples: ExampleSet, test: ExampleSet | None = None) -> Parts:
    return divide(examples, (), test, 0.1, 0, CancelToken())


def sizes(parts: Parts) -> tuple[int, int, int]:
    return tuple(len(parts.examples[s]) for s in ("train", "validation", "test"))  # type: ignore[return-value]


def told(parts: Parts) -> str:
    return " ".join((*parts.omissions.parts(), *parts.notices))


def refusal(examples: ExampleSet, test: ExampleSet | None = None) -> str:
    with pytest.raises(ExperimentError) as error:
        divided(examples, test)
    return error.value.sentence()


GIVEN = [*rows("train", "ab" * 8), *rows("validation", "abab"), *rows("test", "abab")]


@pytest.mark.parametrize("texts", [("good", "bad"), ("good", "bad", "fine")])
def test_few_different_examples_that_others_repeat_are_the_reason_and_not_the_parts(texts: tuple[str, ...]) -> None:
    given: list[Row] = [(texts[n % len(texts)], "ab"[n % len(texts) % 2], None) for n in range(24)]
    assert refusal(made(given)).startswith(
        f"Only {len(texts)} of the 24 examples differ in “words”; the others repeat them. Add examples that differ"
    )


# -- labels that training does not know -------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["validation", "test"])
def test_a_class_that_is_never_trained_stays_in_the_part_and_is_named(part: Split) -> None:
    parts = divided(made([*GIVEN, *rows(part, ["bird"] * 3, 9)]))
    assert len(parts.examples[part]) == 7
    assert parts.classes == ("a", "b")
    assert parts.omissions.unknown == (UnknownLabels(part, 3, ("bird",)),)
    assert "3" in told(parts) and "count as wrong" in told(parts) and "“bird”" in told(parts)


def test_a_part_that_knows_no_class_of_training_is_refused_with_near_names() -> None:
    said = refusal(made([r for r in GIVEN if r[2] != "test"] + rows("test", ["A", "B", "A"])))
    assert "No label of the test part occurs in training" in said
    assert "“A” may be “a”; “B” may be “b”" in said


@pytest.mark.parametrize(
    ("label", "near"), [("Cat", "cat"), ("ｃat", "cat"), (" cat", "cat"), ("cats", "cat"), ("сat", "cat")]
)
def test_another_source_with_other_spellings_is_refused_with_what_was_meant(label: str, near: str) -> None:
    examples = made([*rows("train", ["cat", "dog"] * 8), *rows("validation", ["cat", "dog"])])
    said = refusal(examples, made(rows(None, [label] * 3, 50)))
    assert f"may be “{near}”" in said


def test_an_absent_class_and_a_rare_one_are_told() -> None:
    examples = made([*rows("train", ["a"] * 20 + ["b"] * 2), *rows("validation", "aaa"), *rows("test", "aab")])
    said = told(divided(examples))
    assert "few examples of “b”" in said and "F1" in said
    assert "Validation has no example of “b”" in said
    assert "Test has no" not in said


def test_the_only_example_of_a_class_is_learnt_from() -> None:
    parts = divided(made(rows(None, ["a"] * 20 + ["b"] * 20 + ["c"])))
    assert "c" in [e.label for e in parts.examples["train"]]
    assert not parts.omissions.unknown


# -- copies -----------------------------------------------------------------------------------------------------------


def test_copies_of_test_rows_leave_training_though_all_parts_are_given() -> None:
    copies: list[Row] = [(text, label, "train") for text, label, part in GIVEN if part == "test"]
    parts = divided(made([*GIVEN, *copies]))
    assert sizes(parts) == (16, 4, 8)
    assert parts.omissions.moved == (("train", "test", 4),)
    assert "4 copies moved from training to test" in told(parts)


def test_copies_of_another_source_are_taken_out_of_training_and_validation() -> None:
    own = made([*rows("train", "ab" * 8), *rows("validation", "abab"), *rows("test", "ab")])
    other = made(
        [*[(t, y, None) for t, y, p in rows("train", "ab" * 2)], ("text validation 0", "a", None), ("new", "b", None)]
    )
    parts = divided(own, other)
    assert sizes(parts) == (12, 3, 6)
    texts = {e.values["words"] for s in ("train", "validation") for e in parts.examples[s]}
    assert texts.isdisjoint(e.values["words"] for e in parts.examples["test"])
    assert (parts.omissions.taken_out, parts.omissions.unused_test) == (5, 2)
    assert "5 copies of test examples were taken out of training" in told(parts)
    assert "2 test examples of the first source are not used" in told(parts)


def test_of_another_source_only_its_test_part_measures() -> None:
    own = made([r for r in GIVEN if r[2] != "test"])
    parts = divided(own, made([*rows("train", "abab", 90), *rows("test", "aba", 90), *rows(None, "b", 90)]))
    assert [e.values["words"] for e in parts.examples["test"]] == [f"text test {n}" for n in (90, 91, 92)]
    assert sizes(parts) == (16, 4, 3) and parts.omissions.passed_over == 5
    assert "5 examples of the test source are not used" in told(parts)


@pytest.mark.parametrize("unlabelled", [0, 2])
def test_another_source_without_a_labelled_test_part_measures_with_all_of_it_and_it_is_told(unlabelled: int) -> None:
    own = made([r for r in GIVEN if r[2] != "test"])
    parts = divided(own, made([*rows("train", "abab", 90), *rows("test", [None] * unlabelled, 90)]))
    assert sizes(parts) == (16, 4, 4) and not parts.omissions.passed_over
    assert "no labelled test example: 4 labelled examples of its other parts are measured" in told(parts)
    assert "no labelled test" not in told(divided(own, made(rows(None, "abab", 90))))


def test_pictures_are_copies_by_their_content(tmp_path: Path) -> None:
    fields = (Field("picture", "image"),)
    examples = []
    for n in range(20):
        path = tmp_path / f"{n}.png"
        path.write_bytes(bytes([n % 16]) * 40)  # 16 to 19 are the first four again
        part: Split = "train" if n < 12 else "validation" if n < 16 else "test"
        examples.append(Example(n, {"picture": str(path)}, "ab"[n % 2], part))
    parts = divided(ExampleSet(fields, tuple(examples)))
    assert sizes(parts) == (8, 4, 8)


def test_a_field_that_is_not_used_still_tells_examples_apart() -> None:
    fields = (Field("title", "text"), Field("words", "text"))
    every = tuple(
        Example(i, {"title": f"{part} {i}", "words": "same"}, label, part)
        for i, (_text, label, part) in enumerate(GIVEN)
    )
    parts = divide(ExampleSet(fields, every), ("words",), None, 0.1, 0, CancelToken())
    assert sizes(parts) == (16, 4, 4)


def test_training_that_is_nothing_but_copies_is_refused_with_that_reason() -> None:
    test = rows("test", "ab" * 6)
    copies: list[Row] = [(text, label, "train") for text, label, _part in test[:8]]
    assert "All 8 training examples are copies" in refusal(made([*copies, *test]))


@pytest.mark.parametrize("part", ["train", None])
def test_a_source_that_is_tested_on_itself_is_refused(part: Split | None) -> None:
    source = made(rows(part, "ab" * 6))
    assert "All 12 training examples are copies" in refusal(source, source)


def test_equal_examples_with_different_labels_are_told_with_the_labels() -> None:
    parts = divided(made([*GIVEN, ("text train 0", "b", "train")]))
    assert parts.omissions.contradictions == (("a", "b"),)
    assert "1 example stands there with different labels (a, b)" in told(parts)


def test_dividing_again_changes_nothing() -> None:
    copies: list[Row] = [(text, label, "train") for text, label, part in GIVEN if part == "test"]
    once = divided(made([*GIVEN, *copies]))
    kept = tuple(replace(e, split=s) for s in SPLITS for e in once.examples[s])
    assert divided(ExampleSet(WORDS, kept)).examples == {s: tuple(e for e in kept if e.split == s) for s in SPLITS}


# -- what cannot be trained on ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [("test",), ("validation", "test"), ("validation",)])
def test_no_training_rows_are_refused_and_never_dealt_anew(kept: tuple[Split, ...]) -> None:
    examples = made([r for part in kept for r in rows(part, "ab" * 6)])
    assert "There is no training part" in refusal(examples)


def test_training_rows_without_labels_are_refused_with_their_number() -> None:
    assert "The 5 training examples have no labels" in refusal(
        made([*rows("train", [None] * 5), *rows("test", "ab" * 6)])
    )


def test_one_class_in_training_is_refused_with_its_name_and_the_other_ones() -> None:
    said = refusal(made([*rows("train", "a" * 8), *rows("validation", "ab"), *rows("test", "bc")]))
    assert "one class only, “a”; “b”, “c” occur only in validation or test" in said


def test_one_example_of_each_class_is_the_reason_that_is_named() -> None:
    said = refusal(made(rows(None, [f"class {n}" for n in range(16)])))
    assert "Each of the 16 classes has one example only" in said


@pytest.mark.parametrize("part", ["train", None])
def test_examples_that_are_all_equal_are_the_reason_that_is_named(part: Split | None) -> None:
    said = refusal(made([("always this", "ab"[n % 2], part) for n in range(24)]))
    assert "All 24 examples are equal" in said


# -- examples without a label ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("validation", ["", "ab"])
def test_a_test_part_without_labels_is_told_and_no_other_one_is_cut(validation: str) -> None:
    parts = divided(made([*rows("train", "ab" * 6), *rows("validation", validation), *rows("test", [None] * 6)]))
    assert sizes(parts)[2] == 0
    assert "6 examples of the test part have no labels and are not used" in told(parts)


def test_examples_without_a_label_are_counted() -> None:
    parts = divided(made([*GIVEN, *rows("train", [None] * 2, 90), *rows(None, [None], 90)]))
    assert parts.omissions.unlabelled == (("", 1), ("train", 2))
    assert "3 examples without a label are not used" in told(parts)


# -- another source to test on ----------------------------------------------------------------------------------------


def test_a_test_source_without_a_field_is_told_and_one_without_any_is_refused() -> None:
    fields = (Field("picture", "image"), Field("words", "text"))
    own = ExampleSet(fields, tuple(Example(i, {"words": t}, y, p) for i, (t, y, p) in enumerate(GIVEN)))
    pictures = (Field("picture", "image"),)
    other = ExampleSet(pictures, tuple(Example(i, {"picture": f"{i}.png"}, "ab"[i % 2]) for i in range(4)))
    assert "No column was read for “words”" in told(divided(own, other))
    strange = ExampleSet((Field("sound", "text"),), other.examples)
    assert "none of the fields" in refusal(own, strange)
