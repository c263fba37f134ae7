"""The account of an import: what it counts, how it is said, and why nothing could be read."""

import json

import pytest

from mmgui.core.data.account import (
    Contradiction,
    ImportAccount,
    account_of,
    nothing_imported,
    reasons,
    still_standing,
)
from mmgui.core.data.example import Example, ExampleSet, Field, ImportResult, Problem

FIELDS = (Field("words", "text"),)


def example_set(*labels) -> ExampleSet:
    return ExampleSet(FIELDS, tuple(Example(n, {"words": f"text {n}"}, label) for n, label in enumerate(labels)))


def test_what_was_offered_is_what_was_read_and_what_was_lost() -> None:
    problems = (
        Problem("row 3 of a.csv", "broken"),
        Problem("extra/", "a folder beside the parts", kind="left out", count=7),
        Problem("a.csv", "read as cp1251", kind="note", count=5),
    )
    account = account_of(ImportResult(example_set("cat", None, "Cat"), problems))
    assert (account.read, account.unlabelled, account.refused, account.left_out, account.offered) == (3, 1, 1, 7, 11)
    assert account.sentence() == (
        "3 of 11 read, 1 of them without a label; 1 could not be used; 7 left out; "
        "labels that look alike: “cat”, “Cat”."
    )
    assert not account.is_clean


def test_a_clean_import_is_one_short_sentence() -> None:
    account = ImportAccount(read=1231)
    assert account.sentence() == "1\u202f231 of 1\u202f231 read."
    assert account.is_clean


def test_labels_that_look_alike_and_are_not_named_are_counted() -> None:
    account = ImportAccount(read=9, alike=(("a", "A"), ("b", "B"), ("c", "C"), ("d", "D"), ("e", "E")))
    assert account.sentence().endswith("“a”, “A”; “b”, “B”; “c”, “C”; and 2 more.")


def test_moves_copies_and_contradictions_are_said_with_their_counts() -> None:
    account = ImportAccount(
        read=20,
        copies=3,
        moved={("train", "test"): 4, ("validation", "test"): 1},
        contradictions=(Contradiction(("cat", "dog"), (1, 17), ("row 2", "row 18")),),
    )
    said = account.sentence()
    assert "3 are copies of examples that were there already" in said
    assert "4 copies moved from training to test" in said
    assert "1 copy moved from validation to test" in said
    assert "1 example stands there with different labels" in said


def test_as_json_carries_every_name_and_row() -> None:
    problems = (Problem("row 3 of a.csv", "broken", 3, "photo"), Problem("b", "seen", kind="note"))
    account = ImportAccount(
        read=2,
        problems=problems,
        moved={("train", "test"): 1},
        contradictions=(Contradiction(("cat", "dog"), (0, 1), ("row 2", "row 3")),),
        alike=(("cat", "Cat"),),
    )
    told = json.loads(json.dumps(account.as_json()))
    assert told["offered"] == told["read"] + sum(p["count"] for p in told["problems"]) == 3
    assert told["problems"][0] == {
        "where": "row 3 of a.csv", "what": "broken", "row": 3, "column": "photo", "kind": "problem", "count": 1,
        "option": "", "names": [],
    }  # fmt: skip
    assert told["moved"] == [{"from": "train", "to": "test", "count": 1}]
    assert told["contradictions"] == [{"labels": ["cat", "dog"], "where": ["row 2", "row 3"]}]
    assert told["alike"] == [["cat", "Cat"]]


def test_reasons_that_differ_only_by_a_name_are_said_once_with_their_count() -> None:
    problems = [Problem(f"row {n}", f"“{n}.png” was not found.") for n in range(16)]
    problems.append(Problem("row 20", "There is nothing in this row."))
    problems.append(Problem("x", "only a note", kind="note"))
    assert reasons(problems) == "“0.png” was not found. (16 times) There is nothing in this row."


def test_a_reason_that_tells_its_number_itself_gets_no_other_behind_it() -> None:
    problems = [Problem("row 2", f"“{word}” is no part: {n} rows.", count=n) for word, n in (("a", 4), ("b", 3))]
    assert reasons(problems) == "“a” is no part: 4 rows. “b” is no part: 3 rows."


def test_only_the_most_frequent_reasons_are_said() -> None:
    problems = [Problem("x", f"reason {word}", count=9 - n) for n, word in enumerate(("a", "b", "c", "d"))]
    said = reasons(problems)
    assert "reason d" not in said
    assert said.endswith("There are further reasons.")


@pytest.mark.parametrize("problems", [(), (Problem("x", "a note", kind="note"),)])
def test_a_source_that_offers_nothing_says_so(problems) -> None:
    error = nothing_imported("empty.csv", problems)
    assert "empty.csv" in error.message
    assert "holds no examples" in error.message


def test_a_contradiction_stands_until_somebody_mends_it() -> None:
    found = (Contradiction(("cat", "dog"), (0, 1, 2), ("row 2", "row 3", "row 4")),)
    assert still_standing(found, example_set("cat", "dog", "dog")) == found
    assert still_standing(found, example_set("dog", "dog", "dog")) == ()
    assert still_standing(found, example_set("cat", None, None)) == ()
    assert still_standing(found, example_set("cat", "bird")) == (
        Contradiction(("bird", "cat"), (0, 1), ("row 2", "row 3")),
    )


def test_labels_that_look_equal_on_a_screen_are_said_with_what_differs() -> None:
    account = account_of(ImportResult(example_set("cat", "cat", "c\u200bat"), ()))
    assert account.parts()[-1] == "labels that look alike: “cat”, “c\u200bat” (invisible characters)"


def test_repeats_and_shared_pictures_are_pieces_of_the_sentence() -> None:
    account = ImportAccount(read=30, repeats=19, shared=(("test", 2),))
    assert account.sentence() == (
        "30 of 30 read; 19 repeat others; 2 test examples have a file that stands in training too: the figures may "
        "be too good."
    )
    assert account.as_json()["repeats"] == 19 and account.as_json()["shared"] == [{"part": "test", "count": 2}]
    assert not account.is_clean and ImportAccount(read=30, repeats=19).is_clean


def test_where_nothing_was_read_the_last_words_name_another_reading() -> None:
    letters = Problem("a.csv", "The letters are a guess.", kind="note", option="--encoding NAME")
    reading = Problem("a", "Read as: the table. It could also be: folders.", kind="note", option="--read-as classes")
    columns = Problem("a.csv", "Read as the answers.", kind="note", option="--label, --split")
    hint = "Check which columns hold the pictures, the words and the answers."
    assert nothing_imported("a", [letters, reading, columns]).hint == f"{hint} {reading.what}"
    assert nothing_imported("a", [letters, columns]).hint == f"{hint} {letters.what}"
    assert nothing_imported("a", [columns]).hint == hint
    with_options = nothing_imported("a", [reading], say=lambda p: f"{p.what} {p.option}.")
    assert with_options.hint == f"{hint} {reading.what} --read-as classes."
