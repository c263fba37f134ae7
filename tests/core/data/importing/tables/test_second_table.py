"""A second table below the first one, in the same file or sheet: it ends the first where that is sure, and is told."""

from pathlib import Path

import pytest
import xlsxwriter

from mmgui.core.data.example import ImportResult
from mmgui.core.data.importing.source import read_source

NAMES = ("Text", "Mood")
TEXTS = [(f"the animal {n} sleeps", ("glad", "sad")[n % 2]) for n in range(12)]
GAP = [("", ""), ("", "")]
COUNTS = [("Mood", "Count"), ("glad", "6"), ("sad", "6")]


def read(name: str, folder: Path, rows: list[tuple[str, ...]]) -> ImportResult:
    path = folder / name
    if name.endswith(".csv"):
        path.write_text("".join(",".join(row) + "\n" for row in rows))
    else:
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, [int(cell) if cell.isdecimal() else cell or None for cell in row])
    result = read_source(path)
    assert result.total == sum(any(row) for row in rows) - 1 - (rows[0][:2] != NAMES), "names and title offer nothing"
    return result


def told(result: ImportResult, *kinds: str) -> list[tuple[int | None, int, str]]:
    return [(p.row, p.lost, p.what) for p in result.problems if p.kind in kinds and p.row is not None and p.row > 1]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_second_table_with_a_name_of_the_first_in_another_column_is_left_out(name: str, tmp_path: Path) -> None:
    result = read(name, tmp_path, [NAMES, *TEXTS, *GAP, *COUNTS])
    assert [(e.values["words"], e.label) for e in result.examples.examples] == TEXTS
    names, rows = told(result, "left out")
    assert names[:2] == (16, 1) and names[2].startswith("Below an empty row, another table begins here: this row and")
    assert rows == (17, 2, "2 rows of the other table were left out.")


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
@pytest.mark.parametrize("title", ["Table 2", "Tabelle 2: Zahlen", "表2"])
def test_the_heading_of_a_second_table_is_left_out_with_it(title: str, name: str, tmp_path: Path) -> None:
    result = read(name, tmp_path, [("Table 1", ""), NAMES, *TEXTS, *GAP, (title, ""), *COUNTS])
    assert [e.label for e in result.examples.examples] == [label for _text, label in TEXTS]
    assert [(row, lost) for row, lost, _what in told(result, "left out")] == [(17, 1), (18, 1), (19, 2)]


def test_another_heading_is_named_because_it_was_read(tmp_path: Path) -> None:
    result = read("a.csv", tmp_path, [NAMES, *TEXTS, *GAP, ("How many", ""), *COUNTS])
    [(row, lost, what)] = told(result, "note")
    assert (row, lost, len(result.examples)) == (16, 0, 13)
    assert what.startswith("“How many” looks like the heading of another table.")


def test_a_table_goes_on_below_a_heading_with_the_same_names(tmp_path: Path) -> None:
    more = [(f"another animal {n} eats", "glad") for n in range(4)]
    result = read("a.csv", tmp_path, [("Table 1", ""), NAMES, *TEXTS, *GAP, ("Table 2", ""), NAMES, *more])
    assert [(e.values["words"], e.label) for e in result.examples.examples] == [*TEXTS, *more]
    assert [row for row, _lost, _what in told(result, "left out")] == [17, 18]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
@pytest.mark.parametrize("second", [[("Child", "Points"), ("Eva", "3")], [("Eva", "", "May"), ("Tom", "", "June")]])
def test_what_may_be_a_second_table_is_read_and_told(second: list[tuple[str, ...]], name: str, tmp_path: Path) -> None:
    rows = [(*row, *[""] * (len(second[0]) - 2)) for row in [NAMES, *TEXTS, *GAP]]
    rows[0] = (*NAMES, *["Month"] * (len(second[0]) - 2))
    result = read(name, tmp_path, [*rows, *second])
    [(row, lost, _what)] = [t for t in told(result, "note") if "another table seems to begin" in t[2]]
    assert (row, lost, len(result.examples)) == (16, 0, 14)


@pytest.mark.parametrize("row", [("it rains", "glad"), ("a mouse", "afraid"), ("Mood swings", "sad"), ("it rains", "")])
def test_rows_below_an_empty_row_stay_examples(row: tuple[str, str], tmp_path: Path) -> None:
    result = read("a.csv", tmp_path, [NAMES, *TEXTS, *GAP, row, ("1984", "glad")])
    assert len(result.examples) == 14
    assert told(result, "left out", "problem") == []
