"""What is said of an answered table: figures from a second source, and nothing where nothing was compared."""

import pytest

from mmgui.core.i18n import set_language
from mmgui.core.reporting.answered_table import (
    AnsweredTable,
    comparison_sentence,
    honest_comparison,
    table_sentences,
)


def plain(sentences: list[str]) -> list[str]:
    """With the narrow space as an ordinary one."""
    return [s.replace("\u202f", " ") for s in sentences]


# scipy 1.17.1, binomtest(right, count).proportion_ci(0.95, "wilson"): 17 of 20 is 0.6396 to 0.9476.
@pytest.mark.parametrize(
    ("right", "count", "said"),
    [
        (17, 20, "17 of 20 right (85 %; 64 to 95 %)"),
        (20, 20, "20 of 20 right (100 %; 84 to 100 %)"),
        (0, 5, "0 of 5 right (0 %; 0 to 43 %)"),
        (1, 1, "1 of 1 right (100 %; 21 to 100 %)"),
        (9999, 10000, "9 999 of 10 000 right (99.9 %; 99.9 to 99.9 %)"),
        (1, 10000, "1 of 10 000 right (< 0.1 %; < 0.1 to < 0.1 %)"),
    ],
)
def test_the_accuracy_is_one_sentence_with_its_interval(right: int, count: int, said: str) -> None:
    table = AnsweredTable(count, count, 0, label="mood", compared=count, right=right)
    assert plain(table_sentences(table)) == [f"Compared with “mood”: {said}."]


def test_without_labels_nothing_is_said_of_right_and_wrong() -> None:
    table = AnsweredTable(20, 20, 0)
    assert table_sentences(table) == []
    assert table.to_json() == {"rows": 20, "answered": 20, "problems": 0, "trained_on": 0}


def test_the_figures_as_json() -> None:
    found = AnsweredTable(22, 21, 1, ("picture",), "label", 20, 17, 3, 1, ("x",)).to_json()
    low, high = found.pop("interval_95")
    assert (low, high) == pytest.approx((0.6000, 0.9233), abs=1e-4)  # scipy, as above, 17 of 21
    assert found == {
        "rows": 22, "answered": 21, "problems": 1, "unread": ["picture"], "label": "label", "compared": 20,
        "right": 17, "accuracy": 17 / 21, "accuracy_known": 0.85, "distinct": 21, "seen": 0, "in_training_part": 3,
        "unknown_labels": 1, "trained_on": 0, "unlabelled": 0,
    }  # fmt: skip


def test_unknown_labels_count_as_wrong_in_the_first_figure() -> None:
    table = AnsweredTable(22, 22, 0, label="label", compared=20, right=17, unknown=2, unknown_names=("Owl",))
    assert plain(table_sentences(table)) == [
        "Compared with “label”: 17 of 22 right (77 %; 57 to 90 %).",
        "2 rows count as wrong, because the model does not know such labels as “Owl”; without them 85 % are right.",
    ]


def test_equal_rows_count_once_in_the_interval() -> None:
    table = AnsweredTable(40, 40, 0, label="label", compared=40, right=40, distinct=2)
    assert plain(table_sentences(table)) == [
        "Compared with “label”: 40 of 40 right (100 %; 34 to 100 %).",  # scipy: 2 of 2 is 0.3424 to 1
        "40 measured examples look to the model like only 2 different ones: the others are equal, or differ only in "
        "what it does not know. What looks equal counts once where chance is judged.",
    ]
    assert table.to_json()["distinct"] == 2


def test_labels_that_cannot_be_compared_have_no_accuracy() -> None:
    table = AnsweredTable(4, 4, 0, label="label", unknown=4, unknown_names=("Sad", "Happy"))
    assert plain(table_sentences(table)) == [
        "No row could be compared with “label”.",
        "The model does not know the labels of 4 rows, such as “Sad”, “Happy”.",
    ]
    assert table.to_json()["accuracy"] is None
    assert table.to_json()["interval_95"] is None


def test_what_is_missing_is_said_after_the_comparison() -> None:
    table = AnsweredTable(10, 8, 2, ("picture",), "label", 8, 4, 1, 0)
    assert plain(table_sentences(table)) == [
        "Compared with “label”: 4 of 8 right (50 %; 22 to 78 %).",
        "1 of these rows is in the training part: the model may have learnt it.",
        "No column was read for “picture”.",
        "2 rows have no answer; the last column says why.",
    ]


def test_a_long_name_is_cut_and_braces_in_it_are_text() -> None:
    table = AnsweredTable(1, 1, 0, label="{count}" + "x" * 200, compared=1, right=1)
    said = comparison_sentence(table)
    assert "“{count}xxx" in said
    assert len(said) < 120


def test_names_can_do_nothing_to_a_terminal() -> None:
    bad = "\x1b]0;pwned\x07\x9b2J\ud83d\u202ex\ny"
    table = AnsweredTable(3, 2, 1, (bad,), bad, compared=1, right=1, unknown=1, unknown_names=(bad,))
    said = "".join(plain(table_sentences(table)))
    assert said.count("“]0;pwned2Jx y”") == 3
    assert said.isprintable()


def test_an_empty_table_says_nothing() -> None:
    assert table_sentences(AnsweredTable(0, 0, 0, ("picture",), "label")) == []


def test_in_chinese_no_space_stands_before_the_sign() -> None:
    set_language("zh_CN")
    table = AnsweredTable(20, 20, 0, label="标签", compared=20, right=17)
    assert "85%" in comparison_sentence(table) and "95%" in comparison_sentence(table)


def test_rows_that_were_trained_on_are_said_by_their_content() -> None:
    table = AnsweredTable(20, 20, 0, label="label", compared=20, right=20, learnt=3, trained_on=16)
    said = table_sentences(table)
    assert said[1].startswith("16 of these rows were trained on") and len(said) == 2
    assert table.to_json()["trained_on"] == 16
    only_part = AnsweredTable(20, 20, 0, label="label", compared=20, right=20, learnt=3)
    assert "3 of these rows are in the training part" in table_sentences(only_part)[1]
    assert "1 of these rows was trained on" in table_sentences(AnsweredTable(2, 2, 0, trained_on=1))[0]


def test_rows_that_look_like_training_are_told_beside_the_comparison() -> None:
    table = AnsweredTable(20, 20, 0, label="label", compared=20, right=14, trained_on=2, seen=5, look_alikes=3)
    said = "3 measured examples look to the model just like some of training"
    assert said in honest_comparison(table) and any(said in sentence for sentence in table_sentences(table))
    assert honest_comparison(table).startswith(comparison_sentence(table))
    assert table.to_json()["seen"] == 5
    nothing_known = AnsweredTable(4, 4, 0, label="label", unknown=4, unknown_names=("Sad",), look_alikes=3)
    assert not any("look to the model" in sentence for sentence in table_sentences(nothing_known))
    assert honest_comparison(AnsweredTable(4, 4, 0, trained_on=4)) == ""
