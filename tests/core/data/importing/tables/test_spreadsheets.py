"""Spreadsheets as people make them: titles, merged labels, formulas, errors, several sheets, pictures in cells."""

import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from PIL import Image

from mmgui.core.data.example import Problem, SourceOptions
from mmgui.core.data.importing.source import read_source
from mmgui.core.data.importing.tables.opening import open_table
from mmgui.core.data.importing.tables.rows import Blob, Table
from mmgui.core.errors import DataError

NAMES = ("text", "label")
ROWS = [(f"the animal {n} sleeps", "cat" if n % 2 else "dog") for n in range(8)]


def book(path: Path, fill: Callable[[Any, Any], None]) -> Path:
    with xlsxwriter.Workbook(str(path)) as made:
        fill(made, made.add_worksheet("data"))
    return path


def write_rows(sheet: Any, rows: list[tuple[Any, ...]], row: int = 0, column: int = 0) -> None:
    for at, cells in enumerate(rows):
        sheet.write_row(row + at, column, cells)


def rows_of(table: Table) -> tuple[list[tuple[Any, ...]], list[int | None], list[Problem]]:
    problems = list(table.found)
    rows = list(table.rows(problems, None))
    return [row.cells for row in rows], [row.number for row in rows], problems


def picture(colour: str) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(out, "PNG")
    out.seek(0)
    return out


@pytest.mark.parametrize("column", [0, 2])
@pytest.mark.parametrize("row", [0, 1, 5])
def test_names_are_found_wherever_the_table_begins(row: int, column: int, tmp_path: Path) -> None:
    file = book(tmp_path / "a.xlsx", lambda _b, s: write_rows(s, [NAMES, *ROWS], row, column))
    table = open_table(file)
    cells, numbers, problems = rows_of(table)
    assert table.columns == NAMES
    assert cells == ROWS
    assert numbers == list(range(row + 2, row + 10))
    assert problems == []
    assert table.total == 8


@pytest.mark.parametrize(
    "above", [[("My survey 2024",)], [("My survey 2024",), (), ("made by", "Ann")], [("a note", 1)]]
)
def test_a_title_above_the_names_is_told_and_passed_over(above: list[tuple[Any, ...]], tmp_path: Path) -> None:
    rows: list[tuple[Any, ...]] = [("nr", *NAMES), *((n, *row) for n, row in enumerate(ROWS))]
    table = open_table(book(tmp_path / "a.xlsx", lambda _b, s: write_rows(s, [*above, *rows])))
    _cells, numbers, problems = rows_of(table)
    assert table.columns == ("nr", *NAMES)
    assert numbers[0] == len(above) + 2
    assert [p.kind for p in problems] == ["note"]
    assert "title" in problems[0].what


def test_empty_rows_within_are_passed_over_and_counted_by_the_sheet(tmp_path: Path) -> None:
    table = open_table(book(tmp_path / "a.xlsx", lambda _b, s: write_rows(s, [NAMES, *ROWS[:3], (), (), *ROWS[3:]])))
    cells, numbers, _problems = rows_of(table)
    assert cells == ROWS
    assert numbers == [2, 3, 4, 7, 8, 9, 10, 11]
    assert table.total == 8


@pytest.mark.parametrize("place", [(0, 0), (2, 1)])
def test_merged_cells_give_their_value_to_all_their_rows(place: tuple[int, int], tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        row, column = place
        write_rows(sheet, [NAMES, *((text,) for text, _label in ROWS)], row, column)
        sheet.merge_range(row + 1, column + 1, row + 4, column + 1, "cat")
        sheet.merge_range(row + 5, column + 1, row + 8, column + 1, "dog")

    cells, _numbers, problems = rows_of(open_table(book(tmp_path / "a.xlsx", fill)))
    assert [label for _text, label in cells] == ["cat"] * 4 + ["dog"] * 4
    assert [p.kind for p in problems] == ["note"]
    assert problems[0].what.startswith("6 rows")
    assert f"{place[0] + 3}, " in problems[0].what


def test_a_title_merged_over_the_columns_fills_nothing(tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 1, 1, "My survey")
        write_rows(sheet, [NAMES, *ROWS], 2)

    table = open_table(book(tmp_path / "a.xlsx", fill))
    assert table.columns == NAMES
    assert rows_of(table)[0] == ROWS


def test_formulas_without_a_result_and_errors_are_named_by_column_and_row(tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        write_rows(sheet, [NAMES, *ROWS])
        sheet.write_formula(2, 1, '="c"&"at"', value="")
        sheet.write_formula(4, 1, '="c"&"at"', value="cat")
        sheet.write_formula(6, 1, "=NA()", value="#N/A")
        sheet.write_formula(7, 1, "=1/0", value="#DIV/0!")

    cells, _numbers, problems = rows_of(open_table(book(tmp_path / "a.xlsx", fill)))
    assert [label for _text, label in cells] == ["dog", None, "dog", "cat", "dog", None, None, "cat"]
    assert [p.kind for p in problems] == ["note", "note"]
    assert "formula" in problems[0].what
    assert "row 3" in problems[0].what
    assert "#DIV/0!, #N/A" in problems[1].what
    assert "rows 7, 8" in problems[1].what
    assert {p.column for p in problems} == {"label"}


@pytest.mark.parametrize("hidden", [True, False])
def test_the_sheet_with_the_table_is_read_and_the_others_are_named(hidden: bool, tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        write_rows(sheet, [("About this survey",), ("Made by Ann",), ("in 2024",)])
        data = made.add_worksheet("answers")
        write_rows(data, [NAMES, *ROWS])
        if hidden:
            data.activate()
            sheet.hide()

    table = open_table(book(tmp_path / "a.xlsx", fill))
    cells, _numbers, problems = rows_of(table)
    assert cells == ROWS
    assert "“answers” is read" in problems[0].what
    assert "“data”" in problems[0].what
    assert ("Hidden" in problems[0].what) == hidden
    assert [r.name for r in table.readings] == ([] if hidden else ["data", "answers"])
    assert table.reading == ("" if hidden else "answers")


def _parts_with_hidden(path: Path) -> Path:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["about this form"])
        for name in ("Train", "Validation", "Test"):
            part = made.add_worksheet(name)
            write_rows(part, [NAMES, *ROWS])
            if name == "Train":
                part.hide()

    return book(path, fill)


def test_a_hidden_part_is_offered_with_the_others_and_all_that_works_is_listed(tmp_path: Path) -> None:
    path = _parts_with_hidden(tmp_path / "a.xlsx")
    table = open_table(path)
    assert (table.reading, table.total) == ("parts", 2 * len(ROWS))
    names = [reading.name for reading in table.readings]
    assert names == ["parts", "hidden-too", "data", "Validation", "Test", "Train"]
    assert table.found[0].option == "--read-as hidden-too" and "“Train” (8 rows)" in table.found[0].what
    for name in names[:2] + names[3:]:
        again = open_table(path, options=SourceOptions(name))
        assert again.reading == name and [reading.name for reading in again.readings] == names
        assert {p.option.removeprefix("--read-as ") for p in again.found if p.option} <= set(names)
    assert open_table(path, options=SourceOptions("hidden-too")).total == 3 * len(ROWS)


def test_hidden_sheets_with_the_same_columns_can_be_read_too(tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        write_rows(sheet, [NAMES, *ROWS])
        old = made.add_worksheet("old")
        write_rows(old, [NAMES, *ROWS])
        old.hide()

    path = book(tmp_path / "a.xlsx", fill)
    assert [reading.name for reading in open_table(path).readings] == ["hidden-too", "data", "old"]
    assert open_table(path, options=SourceOptions("hidden-too")).total == 2 * len(ROWS)


def test_rows_of_a_hidden_sheet_are_counted_as_left_out(tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        write_rows(sheet, [NAMES, *ROWS])
        old = made.add_worksheet("old")
        write_rows(old, [NAMES, *ROWS, *ROWS])
        old.hide()

    _cells, _numbers, problems = rows_of(open_table(book(tmp_path / "a.xlsx", fill)))
    assert problems[0].what.endswith(f"Hidden and not read: “old” ({2 * len(ROWS)} rows).")
    assert (problems[0].kind, problems[0].count) == ("left out", 2 * len(ROWS))
    assert problems[0].option == "--read-as old"


def test_another_sheet_is_read_if_a_person_wants_it(tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        write_rows(sheet, [NAMES, *ROWS])
        write_rows(made.add_worksheet("more"), [("word", "class"), ("a b", "x"), ("c d", "y")])

    file = book(tmp_path / "a.xlsx", fill)
    assert open_table(file).columns == NAMES
    table = open_table(file, options=SourceOptions(reading="more"))
    assert (table.columns, table.total, table.reading) == (("word", "class"), 2, "more")


def test_sheets_called_like_parts_are_read_together(tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        write_rows(sheet, [("About this survey",)])
        write_rows(made.add_worksheet("train"), [NAMES, *ROWS[:5]])
        write_rows(made.add_worksheet("test"), [("sentence", "label"), *ROWS[5:]])

    file = book(tmp_path / "a.xlsx", fill)
    table = open_table(file)
    cells, _numbers, problems = rows_of(table)
    assert table.columns == (*NAMES, "split")
    assert cells == [*((*row, "train") for row in ROWS[:5]), *((*row, "test") for row in ROWS[5:])]
    assert [r.name for r in table.readings] == ["parts", "data", "train", "test"]
    assert table.reading == "parts"
    assert [p.what for p in problems] == [
        "The sheets “train”, “test” are read together. There are also: “data”.",
        "Some columns are called otherwise than in “a.xlsx (train)”: “sentence” is read as “text”.",
    ]
    assert problems[0].option == "--read-as data"
    assert next(table.rows([], None)).where == "row 2 of a.xlsx (train)"
    alone = open_table(file, options=SourceOptions(reading="test"))
    assert (alone.columns, alone.total, alone.reading) == (("sentence", "label"), 3, "test")


def test_other_sheets_with_rows_are_left_out_and_counted_and_those_alike_can_be_read_together(tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        write_rows(sheet, [NAMES, *ROWS[:5]])
        write_rows(
            made.add_worksheet("March"), [(), tuple(reversed(NAMES)), *(tuple(reversed(row)) for row in ROWS[5:])]
        )
        write_rows(made.add_worksheet("prices"), [("text", "cost"), ("a", 1), ("b", 2)])
        write_rows(made.add_worksheet("about"), [("Made by Ann",)])

    file = book(tmp_path / "a.xlsx", fill)
    table = open_table(file)
    cells, _numbers, problems = rows_of(table)
    assert cells == ROWS[:5]
    assert [(p.kind, p.lost, p.option) for p in problems] == [("left out", 5, "--read-as alike")]
    assert "“March” (3 rows), “prices” (2 rows)" in problems[0].what
    assert "“about”." in problems[0].what
    together = open_table(file, options=SourceOptions(reading="alike"))
    cells, _numbers, problems = rows_of(together)
    assert (cells, together.reading, together.total) == (ROWS, "alike", 8)
    assert [(p.kind, p.lost) for p in problems] == [("left out", 2)]


@pytest.mark.parametrize("chosen", ["", "March"])
def test_sheets_with_the_same_columns_are_read_together_though_the_first_one_has_others(
    chosen: str, tmp_path: Path
) -> None:
    def fill(made: Any, sheet: Any) -> None:
        write_rows(sheet, [("Mood", "Count"), ("glad", "5"), ("sad", "3")])
        for name, rows in (("March", ROWS[:5]), ("April", ROWS[5:])):
            write_rows(made.add_worksheet(name), [("Words said", "Mood"), *rows])

    file = book(tmp_path / "a.xlsx", fill)
    table = open_table(file, options=SourceOptions(reading=chosen))
    assert [r.name for r in table.readings] == ["alike", "data", "March", "April"]
    assert table.found[0].option == "--read-as alike"
    together = open_table(file, options=SourceOptions(reading="alike"))
    cells, _numbers, problems = rows_of(together)
    assert (cells, together.reading, together.total) == (ROWS, "alike", 8)
    assert [(p.kind, p.lost) for p in problems] == [("left out", 2)]


def test_a_sheet_that_is_a_chart_is_no_sheet_of_rows(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def fill(made: Any, sheet: Any) -> None:
        write_rows(sheet, [NAMES, *ROWS])
        chart = made.add_chart({"type": "line"})
        chart.add_series({"values": "=data!$B$2:$B$4"})
        made.add_chartsheet("drawn").set_chart(chart)

    table = open_table(book(tmp_path / "a.xlsx", fill))
    cells, _numbers, problems = rows_of(table)
    assert (cells, problems, table.readings) == (ROWS, [], ())
    assert capfd.readouterr().err == ""


def test_a_sheet_with_one_column_of_words_counts_as_a_table(tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        write_rows(sheet, [NAMES, *ROWS])
        write_rows(made.add_worksheet("more"), [("text",), *((words,) for words, _label in ROWS[:3])])

    problems = rows_of(open_table(book(tmp_path / "a.xlsx", fill)))[2]
    assert [(p.kind, p.lost) for p in problems] == [("left out", 3)]
    assert "“more” (3 rows)" in problems[0].what


def test_a_sheet_of_a_part_may_have_only_the_words(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as made:
        write_rows(made.add_worksheet("train"), [NAMES, *ROWS])
        write_rows(made.add_worksheet("test"), [("text",), *((words,) for words, _label in ROWS[:3])])
    table = open_table(tmp_path / "a.xlsx")
    assert (table.reading, table.total, table.columns) == ("parts", 11, (*NAMES, "split"))


def test_a_sheet_that_only_sums_up_is_not_read_instead_of_the_rows(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as made:
        write_rows(made.add_worksheet("Summary"), [("label", "count"), ("cat", 4), ("dog", 4), ("Total", 8)])
        write_rows(made.add_worksheet("Rows"), [NAMES, *ROWS])
    table = open_table(tmp_path / "a.xlsx")
    assert (table.reading, table.total) == ("Rows", 8)
    assert [(p.kind, p.lost) for p in table.found] == [("left out", 3)]


def test_one_sheet_called_like_a_part_is_read_alone(tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        write_rows(sheet, [NAMES, *ROWS])
        write_rows(made.add_worksheet("test"), [NAMES, *ROWS[:2]])

    table = open_table(book(tmp_path / "a.xlsx", fill))
    assert (table.columns, table.total, table.reading) == (NAMES, 8, "data")


def test_hidden_rows_are_read_and_counted(tmp_path: Path) -> None:
    def fill(_made: Any, sheet: Any) -> None:
        write_rows(sheet, [("A title", ""), NAMES, *ROWS])
        sheet.set_column(3, 3, None, None, {"hidden": True})
        for row in (0, 3, 5, 20):  # the title, two rows of data, an empty row
            sheet.set_row(row, None, None, {"hidden": True})

    cells, _numbers, problems = rows_of(open_table(book(tmp_path / "a.xlsx", fill)))
    assert cells == ROWS
    assert [p.what for p in problems if "hidden" in p.what] == [
        "2 hidden rows are read like the others (rows 4, 6); a filter may have hidden them. Delete them in a "
        "spreadsheet program if they do not belong to the data."
    ]


@pytest.mark.parametrize("way", ["over the cell", "in the cell"])
@pytest.mark.parametrize("has_name", [True, False])
def test_pictures_in_cells_are_read_as_pictures_of_their_rows(has_name: bool, way: str, tmp_path: Path) -> None:
    colours = ["red", "green", "blue", "white"]

    def fill(made: Any, sheet: Any) -> None:
        names = ["text", "label", "picture"] if has_name else ["text", "label"]
        write_rows(sheet, [tuple(names), *ROWS[:4]])
        for n, colour in enumerate(colours):
            insert = sheet.insert_image if way == "over the cell" else sheet.embed_image
            insert(n + 1, 2, f"{colour}.png", {"image_data": picture(colour)})

    file = book(tmp_path / "a.xlsx", fill)
    cells, numbers, problems = rows_of(open_table(file))
    assert [row[:2] for row in cells] == ROWS[:4]
    assert [row[2].data for row in cells] == [picture(c).getvalue() for c in colours]
    assert numbers == [2, 3, 4, 5]
    assert problems == []
    result = read_source(file, media_folder=tmp_path)
    assert [f.modality for f in result.examples.fields] == ["image", "text"]
    assert len(result.examples) == result.total == 4


def test_pictures_without_a_row_or_a_cell_of_their_own_are_counted(tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        write_rows(sheet, [("text", "label", "picture"), *ROWS[:2]])
        for row, colour in ((0, "red"), (1, "green"), (1, "blue"), (3, "white")):
            sheet.insert_image(row, 2, f"{colour}.png", {"image_data": picture(colour)})

    table = open_table(book(tmp_path / "a.xlsx", fill))
    cells, numbers, problems = rows_of(table)
    assert numbers == [2, 3, 4]
    assert [isinstance(row[2], Blob) for row in cells] == [True, False, True]
    assert [(p.kind, p.lost) for p in problems] == [("left out", 1), ("left out", 1)]
    assert table.total == 3


def test_numbers_dates_and_zeros_are_as_shown(tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        write_rows(sheet, [("text", "label")])
        values = [1, 1.0, 2.5, "007", True, "1"]
        write_rows(sheet, [(f"text {n}", value) for n, value in enumerate(values)], 1)
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write(7, 0, "text 6")
        sheet.write_datetime(7, 1, datetime.datetime(2024, 1, 1), day)
        sheet.write(8, 0, "text 7")
        sheet.write_datetime(8, 1, datetime.datetime(2024, 1, 1, 12, 30), day)

    cells, _numbers, _problems = rows_of(open_table(book(tmp_path / "a.xlsx", fill)))
    labels = [label for _text, label in cells]
    assert labels == ["1", "1", "2.5", "007", "true", "1", "2024-01-01", "2024-01-01 12:30:00"]


@pytest.mark.parametrize("left", [0, 2])
def test_times_of_the_day_and_zeros_before_a_number_are_as_shown(left: int, tmp_path: Path) -> None:
    times = [datetime.time(9, 30), datetime.time(18, 0, 15), datetime.time(0, 0)]

    def fill(made: Any, sheet: Any) -> None:
        write_rows(sheet, [("nr", "time", "n")], 0, left)
        for row, time in enumerate(times, start=1):
            sheet.write_number(row, left, row * 7, made.add_format({"num_format": "0000"}))
            sheet.write_datetime(row, left + 1, time, made.add_format({"num_format": "hh:mm:ss"}))
            sheet.write_number(row, left + 2, row)

    cells, _numbers, _problems = rows_of(open_table(book(tmp_path / "a.xlsx", fill)))
    assert cells == [("0007", "09:30", "1"), ("0014", "18:00:15", "2"), ("0021", "00:00", "3")]


def test_repeated_names_within_a_sheet_are_left_out(tmp_path: Path) -> None:
    table = open_table(book(tmp_path / "a.xlsx", lambda _b, s: write_rows(s, [NAMES, *ROWS, NAMES, *ROWS])))
    cells, _numbers, problems = rows_of(table)
    assert cells == ROWS * 2
    assert [(p.row, p.kind) for p in problems] == [(10, "left out")]


@pytest.mark.parametrize("entity", ['<!DOCTYPE a [<!ENTITY a "b">]>', '<!DOCTYPE a SYSTEM "http://x/y">'])
def test_a_sheet_that_declares_entities_is_looked_into_no_further(entity: str, tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        write_rows(sheet, [NAMES, *ROWS])
        sheet.merge_range(1, 1, 4, 1, "cat")

    file = book(tmp_path / "a.xlsx", fill)
    changed = tmp_path / "b.xlsx"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name).decode("utf-8", "surrogateescape")
            if name.endswith("sheet1.xml"):
                data = data.replace("<worksheet", entity + "<worksheet", 1)
            new.writestr(name, data.encode("utf-8", "surrogateescape"))
    table = open_table(changed)
    assert table.columns == NAMES


def test_an_empty_workbook_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"a\.xlsx.*empty"):
        open_table(book(tmp_path / "a.xlsx", lambda _b, _s: None))


def test_a_spreadsheet_under_another_name_is_a_spreadsheet(tmp_path: Path) -> None:
    for name in ("a.csv", "a.zip", "a", "a.xls", "a.ods", "a.xlsb"):
        file = book(tmp_path / name, lambda _b, s: write_rows(s, [NAMES, *ROWS]))
        assert open_table(file).columns == NAMES
    rows = ods_row(ods_cell("text"), ods_cell("label")) + ods_row(ods_cell("hello"), ods_cell("cat"))
    for name in ("b.xlsx", "b.xls"):
        assert [row.cells for row in open_table(ods(tmp_path / name, rows)).rows([], None)] == [("hello", "cat")]


def ods(path: Path, rows: str) -> Path:
    """A workbook as LibreOffice writes it, with one sheet of these rows."""
    spaces = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text", "manifest")
    )
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("META-INF/manifest.xml", f"<manifest:manifest {spaces}/>")
        made.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="data">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def ods_row(*cells: str, of_row: str = "") -> str:
    return f"<table:table-row{of_row}>{''.join(cells)}</table:table-row>"


def ods_cell(words: str, more: str = "") -> str:
    kind = ' office:value-type="string"' if words else ""
    return f"<table:table-cell{kind}{more}>{f'<text:p>{words}</text:p>' if words else ''}</table:table-cell>"


@pytest.mark.parametrize("left", [0, 2])
def test_merged_and_hidden_cells_of_an_ods_are_as_those_of_an_xlsx(left: int, tmp_path: Path) -> None:
    gap = f'<table:table-cell table:number-columns-repeated="{left}"/>' if left else ""
    covered = "<table:covered-table-cell/>"
    rows = [
        ods_row(gap, ods_cell("label"), ods_cell("text")),
        ods_row(gap, ods_cell("cat", ' table:number-rows-spanned="3"'), ods_cell("one")),
        ods_row(gap, covered, ods_cell("two"), of_row=' table:visibility="filter"'),
        ods_row(gap, covered, ods_cell("two"), of_row=' table:number-rows-repeated="1"'),
        ods_row(gap, ods_cell("", ' table:formula="of:=[.A1]"'), ods_cell("three")),
        ods_row(
            '<table:table-cell table:number-columns-repeated="9"/>', of_row=' table:number-rows-repeated="1048570"'
        ),
    ]
    cells, numbers, problems = rows_of(open_table(ods(tmp_path / "a.ods", "".join(rows))))
    assert cells == [("cat", "one"), ("cat", "two"), ("cat", "two"), (None, "three")]
    assert numbers == [2, 3, 4, 5]
    assert [p.what.partition(".")[0] for p in problems] == [
        "1 hidden row is read like the others (row 3)",
        "2 rows below merged cells got their value (rows 3, 4)",
        "1 cell of “label” holds a formula whose result was never stored, and is read as empty (row 5)",
    ]


def test_cells_of_an_ods_are_as_shown(tmp_path: Path) -> None:
    def shown(words: str, kind: str, more: str = "") -> str:
        return f'<table:table-cell office:value-type="{kind}"{more}>{words}</table:table-cell>'

    note = "<office:annotation><text:p>a comment</text:p></office:annotation>"
    time = shown("<text:p>09:30</text:p>", "time", ' office:time-value="PT09H30M00S"')
    number = shown(f"{note}<text:p>0007</text:p>", "float", ' office:value="7"')
    lines = shown("<text:p>one<text:line-break/>two<text:tab/>three</text:p><text:p>four</text:p>", "string")
    rows = [
        ods_row(ods_cell("label"), ods_cell("nr"), ods_cell("text")),
        ods_row(time, number, lines, of_row=' table:number-rows-repeated="2"'),
        ods_row(ods_cell("noon"), shown("<text:p>8</text:p>", "float", ' office:value="8"'), ods_cell("plain")),
    ]
    cells, _numbers, _problems = rows_of(open_table(ods(tmp_path / "a.ods", "".join(rows))))
    assert cells == [*[("09:30", "0007", "one\ntwo\tthree\nfour")] * 2, ("noon", "8", "plain")]


@pytest.mark.parametrize("form", ["dddd", "mmmm", "[$-407]dddd;@", '"Stufe "0'])
def test_cells_that_show_something_else_than_they_hold_are_told(form: str, tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        write_rows(sheet, [("text", "level", "day")])
        for row in range(1, 9):
            sheet.write_string(row, 0, f"the animal {row} sleeps")
            sheet.write_number(row, 1, 45355 + row % 2, made.add_format({"num_format": form}))
            sheet.write_number(row, 2, 45355 + row, made.add_format({"num_format": "yyyy-mm-dd"}))

    table = open_table(book(tmp_path / "a.xlsx", fill), None, SourceOptions())
    [note] = table.found
    assert (note.kind, note.column) == ("note", "level")
    assert f"“level” in another form ({form})" in note.what


def test_a_sheet_with_the_same_columns_and_one_row_is_counted(tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        write_rows(sheet, [("Comentario", "Nivel"), *((f"texto largo {n}", "ab"[n % 2]) for n in range(8))])
        write_rows(made.add_worksheet("3C"), [("Comentario", "Nivel"), ("otro texto", "a")])

    _cells, _numbers, problems = rows_of(open_table(book(tmp_path / "a.xlsx", fill)))
    assert "“3C” (1 row)" in problems[0].what and problems[0].option == "--read-as alike"
    assert (problems[0].kind, problems[0].count) == ("left out", 1)


def test_of_a_row_that_is_not_read_nothing_is_said_as_if_it_were(tmp_path: Path) -> None:
    def fill(_made: Any, sheet: Any) -> None:
        rows = [(n, f"a text of some length {n}", "ab"[n % 2]) for n in range(12)]
        write_rows(sheet, [("No", "Comment", "Level"), *rows, ("Total", "", 12)])

    result = read_source(book(tmp_path / "a.xlsx", fill))
    told = [p for p in result.problems if p.row == 14]
    assert len(result.examples) == 12 and [p.kind for p in told] == ["problem"]
