"""What the figures leave out, on one line, and that it survives the file."""

import json
from pathlib import Path

import pytest

from mmgui.core.run.left_out import (
    Omissions,
    UnknownLabels,
    omissions_from_json,
    omissions_to_json,
    read_left_out,
)

EVERYTHING = Omissions(
    unlabelled=(("", 2), ("test", 6)),
    unknown=(UnknownLabels("validation", 1, ("fox",)), UnknownLabels("test", 4, ("bird", "a\x1b[2J\nb"))),
    moved=(("train", "test", 3),),
    taken_out=5,
    unused_test=7,
    contradictions=(("cat", "dog"),),
    unreadable=(("test", 1),),
    passed_over=8,
)


def test_nothing_left_out_says_nothing() -> None:
    assert Omissions().sentence() == ""


def test_everything_stands_on_one_line_without_anything_that_a_terminal_obeys() -> None:
    said = EVERYTHING.sentence()
    assert "\n" not in said and "\x1b" not in said
    pieces = (
        "“bird”",
        "“fox”",
        "6 examples of the test part",
        "2 examples without a label",
        "3 copies moved",
        "5 copies of test examples",
        "7 test examples",
        "8 examples of the test source are not used",
        "different labels (cat, dog)",
        "1 test example is not",
    )
    for piece in pieces:
        assert piece in said, piece


def test_what_concerns_the_other_part_only_is_not_said_of_this_one() -> None:
    assert "fox" not in EVERYTHING.sentence("test")
    assert "bird" not in EVERYTHING.sentence("validation")


def test_it_is_read_back_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "metrics.json").write_text(json.dumps({"left_out": omissions_to_json(EVERYTHING)}))
    assert omissions_from_json(read_left_out(tmp_path)) == EVERYTHING


@pytest.mark.parametrize("text", ["", "[]", '{"left_out": 3}', '{"left_out": {"moved": "many"}}', "{}"])
def test_an_old_or_damaged_file_leaves_nothing_out(tmp_path: Path, text: str) -> None:
    (tmp_path / "metrics.json").write_text(text)
    assert omissions_from_json(read_left_out(tmp_path)) == Omissions()
