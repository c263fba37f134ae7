"""What the training part tells of each column, and what a person is told of it."""

import pytest

from mmgui.modalities.numbers.features import fit_features, say_columns

RECORDS = [
    {"age": "10", "colour": "red", "day": "2020-01-01", "nothing": ""},
    {"age": "20", "colour": "Red ", "day": "2020-01-03", "nothing": ""},
    {"age": "", "colour": "blue", "day": "2020-01-05", "nothing": ""},
]


def test_each_column_has_its_kind_range_and_choices() -> None:
    age, colour, day = fit_features(RECORDS)
    assert (age.kind, age.low, age.high, age.mean, age.spread, age.is_whole) == ("number", 10, 20, 15, 5, True)
    assert colour.kind == "choice" and colour.choices == ("red", "blue") and colour.choice("RED") == 0
    assert day.kind == "day" and day.high - day.low == 4 and day.write(day.low) == "2020-01-01"


def test_what_training_did_not_show_is_said() -> None:
    age, colour, _day = fit_features(RECORDS)
    assert age.say_strange("15") == age.say_strange("") == colour.say_strange("blue") == ""
    assert age.say_strange("30") == "outside of what training showed (10 to 20)"
    assert age.say_strange("old") == "no number: counts as missing"
    assert colour.say_strange("green") == "not met in training"


def test_numbers_are_written_as_the_column_writes_them() -> None:
    (weight,) = fit_features([{"weight": "72,5 kg"}, {"weight": "80,25 kg"}])
    assert (weight.decimal, weight.unit) == (",", "kg") and weight.write(73.5) == "73,5"


def test_a_column_of_one_number_has_a_spread() -> None:
    (one,) = fit_features([{"x": "7"}, {"x": "7"}])
    assert one.spread == 1 and one.low == one.high == 7


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["1,5", "2,5"], "“x” is read with a decimal comma: “1,5” is 1.5."),
        (["1,500", "2,500"], "“x” is read with commas between thousands: “1,500” is 1500."),
        (["3 kg", "4 kg"], "“x” is read without its unit: “3 kg” is 3."),
        (["1", "2", "3", "4", "inf"], "1 infinite number counts as missing."),
        (["1", "2", "3", "4", "warm"], "In 1 row it is none and counts as missing: “warm”."),
        (
            ["03/04/2020", "05/06/2020"],
            "“x” holds dates: each is read as its number of days, the day before the month.",
        ),
        (["a", "b", "a", "b"], "“x” holds 2 words to choose from."),
        (["a", "b", "c", "d"], "“x” holds words that hardly repeat: it may be better read as words, or left out."),
        (["NaN", "n/a"], "“x” is empty: it is missing in every row."),
    ],
)
def test_how_a_column_is_read_is_told(cells: list[str], said: str) -> None:
    assert list(say_columns({"x": cells})) == [("x", said)]


def test_plain_numbers_need_no_word() -> None:
    assert not list(say_columns({"x": ["1", "2.5", "-3", ""]}))
