"""How the cells of a column are read: every expected number was worked out by hand."""

import pytest

from mmgui.modalities.numbers.cells import Form, day_of, find_form, is_infinite, read_number


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1", "2.5", "-3", "+4", "1e3"], [1, 2.5, -3, 4, 1000]),
        (["1,5", "2,25", "−3,0"], [1.5, 2.25, -3]),
        (["1.234,5", "2.000", "7"], [1234.5, 2000, 7]),
        (["1,234.5", "2,000", "7"], [1234.5, 2000, 7]),
        (["1 234,5", "2\u202f000", "7,25"], [1234.5, 2000, 7.25]),
        (["1'234.50", "2’000", "9"], [1234.5, 2000, 9]),
        (["12,34,567.5", "1,00,000.25"], [1234567.5, 100000.25]),
        (["1,234", "12,345", "7"], [1234, 12345, 7]),
        (["72,5 kg", "80 kg", "64"], [72.5, 80, 64]),
        (["12 %", "3.5%", "100 %"], [12, 3.5, 100]),
        (["$12.50", "$3", "$1,000"], [12.5, 3, 1000]),
        (["EUR 12", "EUR 7", "EUR 9.5"], [12, 7, 9.5]),
        (["１２", "3", "4"], [12, 3, 4]),
    ],
)
def test_numbers_in_many_ways_of_writing(cells: list[str], numbers: list[float]) -> None:
    form = find_form(cells)
    assert form.kind == "number" and [read_number(cell, form) for cell in cells] == pytest.approx(numbers)


def test_one_comma_decides_for_the_whole_column() -> None:
    assert read_number("1,234", find_form(["1,234", "2,5"])) == pytest.approx(1.234)
    assert read_number("1,234", find_form(["1,234", "2.5"])) == 1234
    assert find_form(["1,234", "5,678"]).is_guess


def test_what_is_no_number_is_none() -> None:
    form = find_form(["1.5", "2", "3", "4", "5"])
    for cell in ("", "warm", "inf", "-Infinity", "1e999", "NaN", "1_000", "1.2.3", "1..2", "--1", "3 kg", "9" * 200):
        assert read_number(cell, form) is None, cell
    assert is_infinite("-∞") and is_infinite("1e999") and not is_infinite("12")


def test_names_with_numbers_in_them_are_words() -> None:
    assert find_form(["cat1", "cat2", "cat3"]).kind == "choice"
    assert find_form(["red", "blue", "red"]).kind == "choice"
    assert find_form([]) == Form("choice")


def test_dates_are_days_and_the_day_comes_before_the_month_unless_the_cells_say_otherwise() -> None:
    plain = find_form(["2024-02-01", "1970-01-11"])
    assert plain.kind == "day" and read_number("1970-01-11", plain) == 10 and not plain.is_guess
    either = find_form(["03/04/2020", "05/06/2021"])
    assert either.is_guess and day_of(read_number("03/04/2020", either) or 0) == "2020-04-03"
    american = find_form(["03/24/2020", "05/26/2021"])
    assert not american.is_guess and day_of(read_number("03/24/2020", american) or 0) == "2020-03-24"
    german = find_form(["24.03.2020", "26.05.2021"])
    assert german.kind == "day" and day_of(read_number("24.03.2020", german) or 0) == "2020-03-24"
