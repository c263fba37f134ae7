"""A value of the field: stored, typed, shown as a line, with cells taken out."""

import json

import pytest

from mmgui.core.errors import DataError
from mmgui.modalities.numbers.record import line_of, read_record, without, write_record

STORED = '{"age": "73", "weight": "72,5 kg", "colour": null}'


def test_it_is_a_json_object_with_the_names_of_the_columns() -> None:
    assert write_record({"age": "73", "weight": " 72,5 kg", "colour": ""}) == STORED
    assert read_record(STORED) == {"age": "73", "weight": "72,5 kg", "colour": ""}
    assert write_record({"age": None, "weight": " "}) == ""
    assert read_record('{"age": 73, "weight": NaN, "ok": true}') == {"age": "73", "weight": "", "ok": "True"}


def test_it_can_be_typed() -> None:
    assert read_record("age=73; weight = 72,5 kg; colour=") == {"age": "73", "weight": "72,5 kg", "colour": ""}


@pytest.mark.parametrize("wrong", ["73", "[1, 2]", "{", '{"a": [1]}', '{"a": {"b": 1}}', "age=1; 7", "{" * 99_999])
def test_anything_else_is_refused_in_one_sentence(wrong: str) -> None:
    with pytest.raises(DataError) as caught:
        read_record(wrong)
    assert len(caught.value.message) < 200


def test_the_line_shows_what_is_there() -> None:
    line, names = line_of(read_record(STORED))
    assert line.text == "age 73 · weight 72,5 kg" and names == ("age", "weight")
    assert line.words() == ("age 73", "weight 72,5 kg")


def test_what_is_left_keeps_its_place_in_the_line() -> None:
    record = read_record(STORED)
    masked = without(record, {"age"})
    line, names = line_of(read_record(masked))
    assert names == ("weight",) and line.places == line_of(record)[0].places[1:]
    assert json.loads(masked)["weight"] == "72,5 kg" and not json.loads(masked)["age"].strip()
    assert not without(record, {"age", "weight"}).strip()
