"""Which columns of typed values are read, with the numbers of tests/numbers as the typed kind."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmgui.core.data.account import account_of
from mmgui.core.data.example import FieldMapping, ImportMapping
from mmgui.core.data.importing.column_names import says_words
from mmgui.core.data.importing.columns import MOST_FIELDS, guess_mapping, parse_field_option
from mmgui.core.data.importing.remarks import remarks
from mmgui.core.data.importing.source import read_source
from mmgui.modalities import register, unregister
from tests.numbers import Numbers

Table = dict[str, list[str]]
ROWS = 12
WORDS = [f"the room on day {n} was fine" for n in range(ROWS)]
TENTHS = [f"{20 + n * 0.7:.1f}" for n in range(ROWS)]
YEARS = [str(20 + 3 * n) for n in range(ROWS)]
LABELS = ["go", "stop"] * (ROWS // 2)


@pytest.fixture
def numbers() -> Iterator[Numbers]:
    yield register(Numbers())  # type: ignore[misc]
    unregister("number")


def guess(table: Table) -> ImportMapping:
    return guess_mapping(tuple(table), list(zip(*table.values(), strict=True)))


def read(mapping: ImportMapping) -> dict[str, str]:
    return {f.column: f.modality for f in mapping.fields}


def told(table: Table, mapping: ImportMapping | None = None) -> str:
    rows = list(zip(*table.values(), strict=True))
    return "\n".join(p.what for p in remarks("t.csv", tuple(table), rows, mapping or guess(table)))


@pytest.mark.usefixtures("numbers")
def test_a_typed_column_does_not_push_out_the_words() -> None:
    for words in ("remark", "text"):
        mapping = guess({"temperature": TENTHS, words: WORDS, "label": LABELS})
        assert read(mapping) == {"temperature": "number", words: "text"} and mapping.label_column == "label"


@pytest.mark.usefixtures("numbers")
def test_all_columns_that_are_called_so_are_read_and_keep_their_names() -> None:
    mapping = guess({"temperature": TENTHS, "Age": YEARS, "body weight": TENTHS, "label": LABELS})
    assert {f.name: f.column for f in mapping.fields} == {
        "temperature": "temperature", "Age": "Age", "body weight": "body weight",
    }  # fmt: skip
    assert told({"temperature": TENTHS, "Age": YEARS, "label": LABELS}) == ""


@pytest.mark.usefixtures("numbers")
def test_a_column_is_recognised_by_what_it_holds_and_that_is_told_and_can_be_overruled() -> None:
    table = {"sensor_3": TENTHS, "text": WORDS, "label": LABELS}
    assert read(guess(table)) == {"sensor_3": "number", "text": "text"}
    assert "“sensor_3” as “Number”" in told(table) and "Choose others if that is wrong." in told(table)
    wished = ImportMapping((parse_field_option("words=text:text"),), "label", None)
    assert "sensor_3" not in told(table, wished)


@pytest.mark.usefixtures("numbers")
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("age group", ["teen", "adult", "senior"] * 4),  # called so, but holds something else
        ("stars", ["1", "2", "3"] * 4),  # few distinct values
        ("row", [str(n) for n in range(ROWS)]),  # numbers of rows
        ("user_id", YEARS),
        ("fold", TENTHS),
        ("code", ["7A", "8B", "9C"] * 4),
    ],
)
def test_what_is_no_number_of_its_own_is_not_read_as_one(name: str, values: list[str]) -> None:
    assert read(guess({name: values, "text": WORDS, "label": LABELS})) == {"text": "text"}


@pytest.mark.usefixtures("numbers")
def test_numbers_are_never_the_words_nor_the_answers_by_chance() -> None:
    assert not says_words("temperature") and says_words("text")
    mapping = guess({"text": WORDS, "age": ["31", "32", "33"] * 4, "mood": ["calm", "sad", "angry", "glad"] * 3})
    assert mapping.label_column == "mood" and read(mapping) == {"text": "text", "age": "number"}
    assert guess({"label": TENTHS, "text": WORDS}).label_column == "label"
    assert read(guess({"text_length": YEARS, "remark": WORDS, "label": LABELS})) == {
        "text_length": "number", "remark": "text",
    }  # fmt: skip


@pytest.mark.usefixtures("numbers")
def test_more_columns_than_a_model_takes_are_told() -> None:
    table = {f"s{n}": TENTHS for n in range(MOST_FIELDS + 2)} | {"text": WORDS, "label": LABELS}
    mapping = guess(table)
    assert len(mapping.fields) == MOST_FIELDS and "text" in read(mapping)
    assert f"3 more columns of values are not read, for a model takes at most {MOST_FIELDS} fields" in told(table)


@pytest.mark.parametrize("seed", range(30))
def test_a_room_changes_nothing_for_tables_without_such_columns(seed: int) -> None:
    chance = random.Random(seed)
    columns = {
        "text": WORDS, "remark": WORDS, "label": LABELS, "mood": ["calm", "sad", "angry"] * 4, "stars": ["1", "2"] * 6,
        "id": YEARS, "picture": [f"{n}.png" for n in range(ROWS)], "split": ["train", "test"] * 6,
        "is_test": ["0", "1"] * 6, "n": [str(n) for n in range(ROWS)], "code": [f"x{n}" for n in range(ROWS)],
    }  # fmt: skip
    names = chance.sample(list(columns), chance.randint(1, len(columns)))
    table = {name: columns[name] for name in names}
    before, said = guess(table), told(table)
    register(Numbers())
    try:
        assert guess(table) == before and told(table) == said
    finally:
        unregister("number")


@pytest.mark.usefixtures("numbers")
def test_a_wrong_number_is_told_with_its_row_and_the_row_keeps_its_other_fields(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    temperatures = [*TENTHS[:-3], "warm", "", "cold"]
    words = [*WORDS[:-1], ""]
    rows = ["temperature,text,label", *map(",".join, zip(temperatures, words, LABELS, strict=True))]
    path.write_text("\n".join(rows), encoding="utf-8")
    result = read_source(path)
    assert len(result.examples) == ROWS - 1
    warm, blank = result.examples.examples[-2:]
    assert warm.values == {"temperature": None, "words": WORDS[-3]} and blank.values["temperature"] is None
    note, problem = result.problems
    assert (note.kind, note.row, note.lost) == ("note", ROWS - 1, 0)
    assert note.what.startswith("“temperature”: “warm” is not a number.")
    assert note.what.endswith("The row is read without it.")
    assert (problem.kind, problem.row) == ("problem", ROWS + 1) and "“cold” is not a number." in problem.what
    assert account_of(result).refused == 1


@pytest.mark.usefixtures("numbers")
def test_words_that_are_read_by_hand_as_numbers_are_all_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,label\nwarm,go\n7,stop\n", encoding="utf-8")
    result = read_source(path, ImportMapping((FieldMapping("a", "number", "a"),), "label", None))
    assert len(result.examples) == 1 and result.problems[0].row == 2
