"""Which column is which field: certain, in doubt, or wished for."""

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from mmgui.core.data.example import Field, FieldMapping, ImportMapping
from mmgui.core.data.importing.source import read_source
from mmgui.core.data.importing.tables.rows import Blob
from mmgui.core.errors import DataError, ExperimentError
from mmgui.core.reporting.table_columns import (
    ColumnChoice,
    ColumnMatch,
    chosen_with,
    match_columns,
    open_source,
    read_field_wish,
    read_label,
)

FIELDS = (Field("picture", "image"), Field("words", "text"))
CLASSES = ("happy", "sad")
# What a column of each kind holds in row 0, 1, 2, …
KINDS: dict[str, Callable[[int], str]] = {
    "file": lambda n: f"{n}.png",
    "text": lambda n: f"a long day, number {n}",
    "short": lambda n: ("good", "bad", "grand")[n % 3],
    "number": lambda n: str(n),
    "mood": lambda n: CLASSES[n % 2],
    "Mood": lambda n: CLASSES[n % 2].title(),
    "part": lambda n: ("train", "test")[n % 2],
    "empty": lambda _n: "",
}


@pytest.fixture
def match(tmp_path: Path) -> Callable[..., ColumnMatch]:
    """`match("photo:file", "post:text")` → the match of a table with these columns, eight rows long."""

    def build(*columns: str, fields: Sequence[Field] = FIELDS, rows: int = 8) -> ColumnMatch:
        names, kinds = zip(*(column.rsplit(":", 1) for column in columns), strict=True)
        path = tmp_path / "posts.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([names, *([KINDS[kind](n) for kind in kinds] for n in range(rows))])
        return match_columns(open_source(path), fields, CLASSES)

    return build


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (("picture:file", "words:text"), ("picture", "words")),
        (("words:file", "picture:text"), ("picture", "words")),  # the name decides, whatever the column holds
        ((" Picture :file", "WORDS:text", "note:text"), ("Picture", "WORDS")),
        (("photo:file", "post_of_the_day:text"), ("photo", "post_of_the_day")),  # the only ones of their kind
        (("photo:file", "text:text", "remark:text"), ("photo", "text")),  # one name that says words
        (("photo:file", "label:mood", "split:part"), ("photo", None)),  # nothing that could be words
        (("id:number", "caption:text", "label:mood"), (None, "caption")),  # nothing that could be pictures
        (("photo:file", "caption:short"), ("photo", "caption")),
    ],
)
def test_what_is_beyond_doubt(match, columns, expected) -> None:
    found = match(*columns)
    assert found.doubtful == ()
    assert tuple(found.choice.fields[f.name] for f in FIELDS) == expected
    assert found.certain() == found.choice


@pytest.mark.parametrize(
    ("columns", "doubtful", "guess"),
    [
        (("photo:file", "title:text", "description:text"), ("words",), {"description", "title"}),  # two names say words
        (("photo:file", "a:text", "b:text"), ("words",), {"a", "b"}),  # no name does
        (("photo:file", "a:short", "id:number"), ("words",), {None}),  # no import would take it, yet it may be meant
        (("front:file", "back:file", "words:text"), ("picture",), {"front", "back"}),
        (("a:number", "b:number"), ("picture", "words"), {None}),  # nothing fits
    ],
)
def test_what_is_in_doubt(match, columns, doubtful, guess) -> None:
    found = match(*columns)
    assert found.doubtful == doubtful
    assert found.choice.fields[doubtful[0]] in guess
    with pytest.raises(ExperimentError) as error:
        found.certain()
    assert f"“{doubtful[0]}”" in error.value.message and "posts.csv" in error.value.message
    for column in columns:
        assert column.rsplit(":", 1)[0] in error.value.hint


def test_two_fields_of_a_kind_need_their_names(match) -> None:
    fields = (Field("question", "text"), Field("hint", "text"))
    assert match("question:text", "hint:text", fields=fields).doubtful == ()
    assert match("question:text", "b:text", fields=fields).choice.fields == {"question": "question", "hint": "b"}
    assert match("a:text", "b:text", fields=fields).doubtful == ("question", "hint")


@pytest.mark.parametrize(
    ("column", "label", "proposed"),
    [
        ("label:mood", "label", None),
        ("Label:Mood", "Label", None),  # the name is enough; what its values are worth is said later
        ("emotion:mood", "emotion", None),  # an import would take it, and its values are classes
        ("emotion:Mood", "emotion", None),  # they are not: that is said
        ("mood:mood", None, "mood"),  # only its values say so: to be asked
        ("answer:mood", None, None),  # of an answered table: what a model said
        ("answer (2):mood", None, None),
        ("predicted mood:mood", None, None),
        ("id:number", None, None),
    ],
)
def test_the_column_of_the_true_labels(match, column, label, proposed) -> None:
    found = match("picture:file", "words:text", column)
    assert (found.choice.label, found.proposed_label) == (label, proposed)
    assert found.doubtful == ()


def test_the_columns_of_the_training_are_beyond_doubt(tmp_path: Path) -> None:
    kinds = ("file", "file", "text", "text", "mood", "mood", "part")
    rows = [[KINDS[kind](n) for kind in kinds] for n in range(8)]
    names = ("back", "picture", "words", "comment", "label", "mood", "fold")
    with (tmp_path / "posts.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([names, *rows])
    table = open_source(tmp_path / "posts.csv")
    fields = (FieldMapping("picture", "image", "back"), FieldMapping("words", "text", "comment"))
    found = match_columns(table, FIELDS, CLASSES, trained=ImportMapping(fields, "mood", "fold"))
    assert found.certain() == ColumnChoice({"picture": "back", "words": "comment"}, "mood", "fold")
    gone = (FieldMapping("picture", "image", "front"), FieldMapping("words", "text", "comment"))
    found = match_columns(table, FIELDS, CLASSES, trained=ImportMapping(gone, "class", None))
    assert found.certain() == ColumnChoice({"picture": "picture", "words": "comment"}, "label", "fold")


def test_what_a_model_said_is_no_label_though_the_training_called_it_so(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text("words,answer,confidence\na long day,happy,0.9\nrain again,sad,0.8\n")
    trained = ImportMapping((FieldMapping("words", "text", "words"),), "answer", None)
    assert match_columns(open_source(tmp_path / "posts.csv"), FIELDS, CLASSES, trained=trained).choice.label is None


def test_a_label_is_read_as_an_import_reads_it(tmp_path: Path) -> None:
    cells = ["a\x07b", "sa\ud83d", "  two \t blanks\n", "\x1b[2J red", "", " \x07 ", "x" * 200]
    path = tmp_path / "posts.jsonl"
    path.write_text("".join(json.dumps({"text": f"text {n}", "label": c}) + "\n" for n, c in enumerate(cells)))
    imported = [e.label for e in read_source(path).examples.examples]
    assert [read_label(cell) for cell in cells] == imported
    assert imported[:2] == ["ab", "sa"]
    assert read_label("x" * 201) not in (None, "x" * 200)  # an import leaves the row out: it is no class
    assert read_label(Blob(b"a", "a")) is read_label(None) is None


def test_a_proposed_label_may_have_control_characters(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text("".join(json.dumps({"words": f"text {n}", "mood": "ha\x07ppy"}) + "\n" for n in range(4)))
    found = match_columns(open_source(path), FIELDS, CLASSES)
    assert found.proposed_label == "mood"
    assert found.first_values["mood"] == ("happy",)


def test_the_guesses_of_a_model_are_not_what_is_compared_with(match) -> None:
    assert match("picture:file", "words:text", "prediction:mood", "mood:mood").proposed_label == "mood"
    assert match("picture:file", "words:text", "prediction:mood", "truth:mood").choice.label == "truth"


def test_two_columns_that_could_be_the_labels_are_none(match) -> None:
    found = match("picture:file", "words:text", "before:mood", "after:mood")
    assert (found.choice.label, found.proposed_label) == (None, None)


def test_the_part_and_the_first_values_are_told(match) -> None:
    found = match("picture:file", "words:text", "split:part", "gone:empty")
    assert found.choice.split == "split"
    assert found.first_values["split"] == ("train", "test")  # each once
    assert found.first_values["picture"] == ("0.png", "1.png", "2.png")
    assert found.first_values["gone"] == ()


def test_a_table_without_rows_is_matched_by_its_names(match) -> None:
    found = match("picture:file", "text:text", "label:mood", rows=0)
    assert found.doubtful == ()
    assert found.choice == ColumnChoice({"picture": "picture", "words": "text"}, "label", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("words=a", ("words", "a")),
        ("words= a ", ("words", "a")),
        ("words=text:a", ("words", "a")),
        ("words=words:a", ("words", "a")),  # the everyday word for the kind
        ("picture=photo:front", ("picture", "front")),
        ("words=text:x", ("words", "text:x")),  # a column of this very name
        ("words=", ("words", None)),
        ("words=  ", ("words", None)),
    ],
)
def test_a_wish_for_a_field(match, text, expected) -> None:
    assert read_field_wish(text, match("front:file", "a:text", "text:x:text")) == expected


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("words", ExperimentError, "does not describe a field"),
        ("word=a", ExperimentError, "no field “word”"),
        ("words=c", DataError, "no column “c”"),
        ("words=text:c", DataError, "no column “c”"),
        ("words=image:a", ExperimentError, "another kind: Words"),
        ("words=smell:a", DataError, "no column “smell:a”"),
    ],
)
def test_a_wish_that_cannot_be_is_one_sentence_with_what_there_is(match, text, kind, said) -> None:
    with pytest.raises(kind, match=said) as error:
        read_field_wish(text, match("front:file", "a:text"))
    assert error.value.hint


def test_a_wish_ends_the_doubt_about_its_field_only(match) -> None:
    found = match("front:file", "back:file", "a:text", "b:text")
    assert found.doubtful == ("picture", "words")
    after = chosen_with(found, {"words": "b"})
    assert after.doubtful == ("picture",)
    assert after.choice.fields["words"] == "b"
    assert chosen_with(after, {"picture": None}).certain().fields == {"picture": None, "words": "b"}


def test_a_column_that_was_wished_for_is_no_guess_for_anything_else(match) -> None:
    found = chosen_with(match("photo:file", "label:mood"), {"words": "label"})
    assert found.choice.label is None
