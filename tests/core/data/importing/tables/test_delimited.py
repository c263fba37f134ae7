"""CSV and the like as people write them: separators, quotes that never end, titles, no names, odd rows."""

from pathlib import Path

import pytest

from mmgui.core.data.example import Problem, SourceOptions
from mmgui.core.data.importing.source import read_source
from mmgui.core.data.importing.tables.opening import open_table
from mmgui.core.data.importing.tables.rows import Table
from mmgui.core.errors import DataError

TEXTS = (
    *("the kitten purrs softly", "the puppy barks loudly", "a whisker twitches", "a wagging tail", "meow says it"),
    *("woof it says", "it climbs again", "fetching the stick", "scratching the sofa", "running in the park"),
)
ROWS = [
    (f"pics/{'cat' if i % 2 == 0 else 'dog'}{i}.png", t, "cat" if i % 2 == 0 else "dog") for i, t in enumerate(TEXTS)
]
NAMES = ("image", "text", "label")


def rows_of(table: Table) -> tuple[list[tuple[object, ...]], list[Problem]]:
    problems: list[Problem] = []
    return [row.cells for row in table.rows(problems, None)], problems


def write(path: Path, rows: list[tuple[str, ...]], separator: str = ",", end: str = "\n") -> Path:
    path.write_bytes("".join(separator.join(row) + end for row in rows).encode())
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "^"])
@pytest.mark.parametrize("line", ["sep={}\r\n", '"sep={}"\n', "SEP={}\n"])
def test_the_line_that_tells_excel_the_separator_is_obeyed_and_passed_over(
    line: str, separator: str, tmp_path: Path
) -> None:
    file = write(tmp_path / "posts.csv", [NAMES, *ROWS], separator)
    file.write_text(line.format(separator) + file.read_text())
    table = open_table(file)
    assert table.columns == NAMES
    assert rows_of(table)[0] == ROWS
    assert next(iter(table.rows([], None))).number == 3
    assert table.total == 10


def spoilt(row: int, cell: int, text: str) -> list[tuple[str, ...]]:
    rows = [list(r) for r in ROWS]
    rows[row][cell] = text
    return [NAMES, *map(tuple, rows)]


@pytest.mark.parametrize("row", [0, 3, 9])
@pytest.mark.parametrize("cell", [0, 1, 2])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_quote_that_never_ends_swallows_nothing(end: str, cell: int, row: int, tmp_path: Path) -> None:
    table = open_table(write(tmp_path / "posts.csv", spoilt(row, cell, '"' + ROWS[row][cell]), end=end))
    rows, problems = rows_of(table)
    assert rows == ROWS
    assert table.total == 10
    assert [(p.row, p.kind, p.lost) for p in problems] == [(row + 2, "note", 0)]
    assert "quotes" in problems[0].what


@pytest.mark.parametrize("closing", [f'{TEXTS[7]}"', f'"{TEXTS[7]}', f'"{TEXTS[7]}, too"'])
def test_a_quote_that_a_later_one_ends_by_chance_swallows_nothing(closing: str, tmp_path: Path) -> None:
    lines = spoilt(2, 1, '"' + TEXTS[2])
    lines[8] = (lines[8][0], closing, lines[8][2])
    table = open_table(write(tmp_path / "posts.csv", lines))
    rows, problems = rows_of(table)
    assert len(rows) == 10
    assert [r[2] for r in rows] == [r[2] for r in ROWS]
    assert not any("\n" in str(cell) for row in rows for cell in row)
    assert problems[0].row == 4


def test_rows_behind_a_quote_are_read_even_if_its_own_row_does_not_fit(tmp_path: Path) -> None:
    lines = spoilt(2, 1, '"a whisker, on the mat')
    lines[6] = (lines[6][0], '"woof, it says"', "dog")
    rows, problems = rows_of(open_table(write(tmp_path / "posts.csv", lines)))
    assert len(rows) == 9
    assert [(p.row, p.kind) for p in problems] == [(4, "problem")]


def test_many_stray_quotes_are_named_once_a_row_and_then_counted(tmp_path: Path) -> None:
    rows = [("text", "label"), *((f'"{n} inch screen', "ab"[n % 2]) for n in range(100))]
    read, problems = rows_of(open_table(write(tmp_path / "posts.csv", rows)))
    assert len(read) == 100
    assert 1 < len(problems) <= 21
    assert all(p.kind == "note" for p in problems)


@pytest.mark.parametrize("order", [1, -1])
def test_cells_of_several_lines_stay_whole(order: int, tmp_path: Path) -> None:
    poem = '"roses are red,\nviolets, blue,\nand so on"'
    short = '"first, line\nsecond, line"'
    rows = [("text", "label"), *((t, "poem" if i % 3 else "prose") for i, t in enumerate(TEXTS)), (poem, "poem")]
    rows += [(short, "poem"), ('"one\n\ntwo"', "prose")]
    read, problems = rows_of(open_table(write(tmp_path / "posts.csv", [row[::order] for row in rows])))
    assert len(read) == 13
    assert [row[::order][0] for row in read[-3:]] == [poem.strip('"'), short.strip('"'), "one\n\ntwo"]
    assert problems == []


def test_rows_are_numbered_by_their_line(tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_text('text,label\n"two\nlines",a\n\nsingle,b\nragged\n')
    problems: list[Problem] = []
    assert [row.number for row in open_table(file).rows(problems, None)] == [2, 5]
    assert problems[0].row == 6


def test_a_blank_before_a_file_name_stays_and_one_before_a_quote_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_text('image, text, label\n lead.png, "yes, no", cat\nb.png,plain,dog\n')
    table = open_table(file)
    assert table.columns == NAMES
    rows = rows_of(table)[0]
    assert rows[0][1] == "yes, no"
    assert rows[1] == ("b.png", "plain", "dog")
    file.write_text("image,label\n lead.png,cat\n")
    assert rows_of(open_table(file))[0] == [(" lead.png", "cat")]


@pytest.mark.parametrize(
    ("lines", "first"),
    [
        (["pics/cat0.png 0", "pics/dog0.png 1", "pics/cat1.png 0"], ("pics/cat0.png", "0")),
        (["pics/my cat 0.png 0", "pics/my dog 0.png 1"], ("pics/my cat 0.png", "0")),
        (["0 pics/cat0.jpg", "1 pics/dog 0.jpg"], ("0", "pics/cat0.jpg")),
        (["cat0.JPG  the kitten purrs", "dog0.JPG  the puppy barks"], ("cat0.JPG", "the kitten purrs")),
    ],
)
def test_pictures_and_answers_with_blanks_between_them(
    lines: list[str], first: tuple[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "list.txt"
    file.write_text("\n".join(lines))
    table = open_table(file)
    assert table.columns == ("column 1", "column 2")
    assert rows_of(table)[0][0] == first
    assert table.total == len(lines)


def test_names_above_a_list_with_blanks_are_names(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text("image label\n" + "".join(f"cat{i}.png {i % 2}\n" for i in range(20)))
    assert open_table(file).columns == ("image", "label")


@pytest.mark.parametrize(
    "rows",
    [
        [(t, "cat" if i % 2 == 0 else "dog") for i, t in enumerate(TEXTS)],
        [(str(i % 3), t) for i, t in enumerate(TEXTS)],
        [(t, f"{i}.5") for i, t in enumerate(TEXTS)],
        [("[CLS] hello", "a"), ("[SEP] you", "b")] * 4,
    ],
)
def test_a_table_without_names_loses_no_row(rows: list[tuple[str, ...]], tmp_path: Path) -> None:
    table = open_table(write(tmp_path / "posts.csv", rows))
    assert table.columns == ("column 1", "column 2")
    assert rows_of(table)[0] == rows
    assert table.found[0].option == "--read-as names"
    assert table.found[0].kind == "note"
    assert [r.name for r in table.readings] == ["names", "data"]
    assert table.reading == "data"
    table = open_table(tmp_path / "posts.csv", options=SourceOptions(reading="names"))
    assert table.columns == rows[0]
    assert table.reading == "names"


def test_names_that_lack_above_the_first_column_are_the_names_that_are_wished(tmp_path: Path) -> None:
    rows = [(str(i % 3), t) for i, t in enumerate(TEXTS)]
    file = write(tmp_path / "posts.csv", [("", "Satz"), *rows])
    assert open_table(file).reading == "data"
    table = open_table(file, options=SourceOptions(reading="names"))
    assert table.columns == ("column 1", "Satz")
    assert rows_of(table)[0] == rows
    write(file, [("My sentences", ""), *rows])
    assert open_table(file, options=SourceOptions(reading="names")).columns == rows[0]


@pytest.mark.parametrize(
    "names",
    [("text", "label"), ("Satz", "Tier"), ("Was sieht man?", "Was ist es"), ("2019", "what"), ("文字", "标签")],
)
def test_names_stay_names(names: tuple[str, str], tmp_path: Path) -> None:
    rows = [(t, "cat" if i % 2 else "dog") for i, t in enumerate(TEXTS)]
    table = open_table(write(tmp_path / "posts.csv", [names, *rows]))
    assert table.columns == names
    assert table.total == 10
    assert table.readings == ()


@pytest.mark.parametrize(
    "above", ["My survey 2024\n", "My survey, made in 2024\n\n", "My survey 2024,,\n,,\n", "\n\n", "# one\n# two\n"]
)
def test_names_are_found_below_a_title(above: str, tmp_path: Path) -> None:
    file = write(tmp_path / "posts.csv", [NAMES, *ROWS])
    file.write_text(above + file.read_text())
    table = open_table(file)
    assert table.columns == NAMES
    assert rows_of(table)[0] == ROWS
    assert [p.kind for p in table.found] == (["note"] if above.strip() else [])


def test_names_that_are_repeated_in_the_middle_are_no_example(tmp_path: Path) -> None:
    table = open_table(write(tmp_path / "posts.csv", [NAMES, *ROWS, NAMES, *ROWS]))
    rows, problems = rows_of(table)
    assert rows == ROWS * 2
    assert [(p.row, p.kind, p.lost) for p in problems] == [(12, "left out", 1)]
    assert table.total == 21


@pytest.mark.parametrize("order", [1, -1])
def test_texts_cut_by_their_own_commas_are_joined_again(order: int, tmp_path: Path) -> None:
    rows = [(t + ", and more", "cat" if i % 2 else "dog") for i, t in enumerate(TEXTS)]
    table = open_table(write(tmp_path / "posts.csv", [row[::order] for row in [("text", "label"), *rows]]))
    read, problems = rows_of(table)
    assert [row[::order] for row in read] == rows
    assert problems == []
    assert "joined" in table.found[0].what


@pytest.mark.parametrize("end", ["\x1a", "\r\n\x1a", "\n\n\n"])
def test_the_sign_at_the_end_of_old_files_is_no_row(end: str, tmp_path: Path) -> None:
    file = write(tmp_path / "posts.csv", [NAMES, *ROWS])
    file.write_text(file.read_text() + end)
    table = open_table(file)
    rows, problems = rows_of(table)
    assert (len(rows), table.total, problems) == (10, 10, [])


def test_commas_in_a_file_called_tsv_are_seen(tmp_path: Path) -> None:
    assert open_table(write(tmp_path / "posts.tsv", [NAMES, *ROWS])).columns == NAMES


def test_what_was_found_on_opening_is_part_of_the_account(tmp_path: Path) -> None:
    rows = [("text", "label"), *((t, "ab"[i % 2]) for i, t in enumerate(TEXTS))]
    rows[4] = ('"open', "a")
    result = read_source(write(tmp_path / "posts.csv", rows))
    assert len(result.examples) == result.total == 10
    assert any(p.row == 5 and p.kind == "note" for p in result.problems)


def test_a_table_of_nothing_but_blank_lines_is_refused(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text("\n\n , \n")
    with pytest.raises(DataError, match=r"posts\.csv"):
        open_table(tmp_path / "posts.csv")


@pytest.mark.parametrize(
    "above",
    [
        [("Title:", "Pets"), ("Author:", "Me"), ("Date:", "2024-01-01"), ("", "")],
        [("Project", "Pets"), ("Date", "2024"), ("By", "Me"), ("Room", "3"), ("City", "Ulm")],
    ],
)
def test_names_below_several_rows_that_are_as_wide_are_found_and_those_are_counted(
    above: list[tuple[str, str]], tmp_path: Path
) -> None:
    table = open_table(write(tmp_path / "posts.csv", [*above, ("text", "label"), *((t, "cat") for t in TEXTS)]))
    rows, _problems = rows_of(table)
    assert (table.columns, len(rows)) == (("text", "label"), len(TEXTS))
    assert [(p.kind, p.lost) for p in table.found] == [("left out", sum(bool(a) for a, _b in above))]


def test_the_first_of_very_few_rows_without_names_is_no_name(tmp_path: Path) -> None:
    rows = [("the little cat sleeps here", "cat"), ("a big dog barks there", "dog")]
    table = open_table(write(tmp_path / "posts.csv", rows))
    assert rows_of(table)[0] == rows
    assert [(p.kind, p.option) for p in table.found] == [("note", "--read-as names")]
    rows = [("What do you see in it?", "answer"), ("a big dog barks there", "dog")]
    assert open_table(write(tmp_path / "posts.csv", rows)).columns == rows[0]


def test_the_sign_of_databases_for_no_value_is_an_empty_cell_and_told(tmp_path: Path) -> None:
    rows, problems = rows_of(open_table(write(tmp_path / "a.csv", [NAMES[:2], ("a", "\\N"), ("\\N", "b"), ("c", "d")])))
    assert rows == [("a", None), (None, "b"), ("c", "d")]
    assert [(p.kind, p.what[:8]) for p in problems] == [("note", "2 cells ")]


def test_formulas_around_values_are_taken_away_and_told(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('"=""text""","=""label"""\n"=""one, two""","=""001"""\n="three",="002"\nplain,="\n')
    table = open_table(file)
    rows, problems = rows_of(table)
    assert table.columns == ("text", "label")
    assert rows == [("one, two", "001"), ("three", "002"), ("plain", '="')]
    assert [p.kind for p in problems] == ["note"]


def test_errors_of_a_spreadsheet_are_empty_cells_and_told(tmp_path: Path) -> None:
    given = [NAMES[:2], ("a", "b"), ("#NAME?", "c"), ("d", "#REF!"), ("#¡REF!", "#1")]
    rows, problems = rows_of(open_table(write(tmp_path / "a.csv", given)))
    assert rows == [("a", "b"), (None, "c"), ("d", None), (None, "#1")]
    assert [(p.column, p.kind) for p in problems] == [("image", "note"), ("text", "note")]
    assert "2 cells" in problems[0].what and "#NAME?" in problems[0].what and "rows 3, 5" in problems[0].what
    assert "(#REF!)" in problems[1].what and "(row 4)" in problems[1].what


@pytest.mark.parametrize("waiting", ["Loading...", "Wird geladen...", "Chargement…", "#BUSY!"])
def test_values_that_were_still_being_fetched_are_empty_cells_and_told(waiting: str, tmp_path: Path) -> None:
    given = [NAMES[:2], ("a", "b"), ("c", waiting), ("loading the car", "d")]
    rows, problems = rows_of(open_table(write(tmp_path / "a.csv", given)))
    assert rows == [("a", "b"), ("c", None), ("loading the car", "d")]
    assert [(p.column, p.kind) for p in problems] == [("text", "note")]
    assert f"({waiting})" in problems[0].what and "(row 3)" in problems[0].what


def test_what_stands_below_the_fence_that_ends_a_table_is_left_out(tmp_path: Path) -> None:
    head, tail = "Sure! Here it is:\n\n```csv\n", "```\n\nLet me know, if you need more.\nBye\n"
    table = write(tmp_path / "a.csv", [NAMES[1:], *(row[1:] for row in ROWS)])
    table.write_text(head + table.read_text() + tail)
    rows, problems = rows_of(open_table(table))
    assert rows == [row[1:] for row in ROWS]
    assert [(p.row, p.kind, "```" in p.what) for p in problems] == [(n, "left out", True) for n in (15, 17, 18)]
    assert open_table(table).total == len(rows) + 3


def test_fences_among_the_rows_of_a_table_without_one_above_end_nothing(tmp_path: Path) -> None:
    given = [NAMES[:2], ("a", "b"), ("```c", "d"), ("e", "f")]
    assert rows_of(open_table(write(tmp_path / "a.csv", given))) == (given[1:], [])


def test_the_frame_of_a_markdown_table_is_no_cell(tmp_path: Path) -> None:
    rows = [f"| {row[1]} | {row[2]} |" for row in ROWS]
    lines = ["| text | label |", *rows, "That is all.", "| one | two | three | four |"]
    (tmp_path / "posts.md").write_text("\n".join(lines))
    _rows, problems = rows_of(open_table(tmp_path / "posts.md"))
    said = [p.what for p in problems]
    assert said[0].startswith("This row has 1 cell, but the table has 2 columns.")
    assert said[1].startswith("This row has 4 cells, but the table has 2 columns.")
