"""Rows within a table that are no data: names once more, dashes, kinds of columns, the names of a second table."""

from pathlib import Path

import pytest
import xlsxwriter

from mmgui.core.data.example import Problem, SourceOptions
from mmgui.core.data.importing.source import read_source
from mmgui.core.data.importing.tables.opening import open_table
from mmgui.core.data.importing.tables.rows import Table
from mmgui.core.errors import DataError

TEXTS = [(f"the animal {n} sleeps", ("cat", "dog")[n % 2]) for n in range(8)]


def csv(path: Path, rows: list[tuple[str, ...]], separator: str = ",") -> Path:
    path.write_text("".join(separator.join(row) + "\n" for row in rows))
    return path


def xlsx(path: Path, rows: list[tuple[str, ...]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, [cell or None for cell in row])
    return path


def write(name: str, folder: Path, rows: list[tuple[str, ...]]) -> Table:
    return open_table(xlsx(folder / name, rows) if name.endswith("xlsx") else csv(folder / name, rows))


def read(table: Table) -> tuple[list[tuple[object, ...]], list[Problem]]:
    problems: list[Problem] = []
    rows = [row.cells for row in table.rows(problems, None)]
    assert table.total == len(rows) + sum(p.lost for p in problems)
    return rows, problems


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
@pytest.mark.parametrize("again", [("text", "label"), ("Text", "LABEL"), (" Text ", "lAbEl"), ("---", ":--:")])
def test_names_in_any_case_and_dashes_are_left_out(again: tuple[str, str], name: str, tmp_path: Path) -> None:
    rows, problems = read(write(name, tmp_path, [("text", "label"), *TEXTS, again, *TEXTS]))
    assert rows == TEXTS * 2
    assert [(p.row, p.kind) for p in problems] == [(10, "left out")]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
@pytest.mark.parametrize("pages", [2, 3, 6])
def test_unknown_names_on_each_printed_page_are_names_and_no_examples(pages: int, name: str, tmp_path: Path) -> None:
    names = ("Satz", "Gefühl")
    texts = [(f"{text} on page {number}", label) for number in range(pages) for text, label in TEXTS[:3]]
    given = [row for number in range(pages) for row in [names, *texts[3 * number : 3 * number + 3]]]
    table = write(name, tmp_path, given)
    rows, problems = read(table)
    assert (table.columns, rows) == (names, texts)
    assert [(p.row, p.kind) for p in problems] == [(1 + 4 * n, "left out") for n in range(1, pages)]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_examples_that_come_again_are_no_names(name: str, tmp_path: Path) -> None:
    given = [("it purrs", "yes"), *[("it barks", "no")] * 4, *[("it purrs", "yes")] * 5]
    table = write(name, tmp_path, given)
    rows, _problems = read(table)
    assert rows == given
    assert [(p.kind, p.option) for p in table.found] == [("note", "--read-as names")]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_doubtful_first_row_is_read_as_names_if_a_person_says_so(name: str, tmp_path: Path) -> None:
    given = [("Foto", "Tier"), *[("Foto", label) for _text, label in TEXTS]]
    table = write(name, tmp_path, given)
    assert [(p.row, p.option) for p in table.found] == [(1, "--read-as names")]
    assert (table.reading, [r.name for r in table.readings]) == ("data", ["names", "data"])
    with pytest.raises(DataError) as told:
        read_source(tmp_path / name)
    assert told.value.hint.endswith("It was read as “data”. It can also be read as: “names”.")
    assert told.value.option == "--read-as names"
    table = open_table(tmp_path / name, options=SourceOptions(reading="names"))
    rows, _problems = read(table)
    assert (table.columns, rows, table.found, table.reading) == (given[0], given[1:], (), "names")


def test_a_doubtful_first_row_beside_another_sheet_is_read_as_names_if_a_person_says_so(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        for sheet in ("Tiere", "Anderes"):
            for at, row in enumerate([("Foto", "Tier"), *[("Foto", label) for _text, label in TEXTS]]):
                (book.get_worksheet_by_name(sheet) or book.add_worksheet(sheet)).write_row(at, 0, row)
    table = open_table(tmp_path / "a.xlsx")
    assert (table.reading, [r.name for r in table.readings][-2:]) == ("Tiere", ["names", "data"])
    table = open_table(tmp_path / "a.xlsx", options=SourceOptions(reading="names"))
    assert (table.columns, table.reading, table.total) == (("Foto", "Tier"), "names", 8)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_rows_below_names_in_another_order_are_read_by_it(name: str, tmp_path: Path) -> None:
    given = [(str(n), text, label) for n, (text, label) in enumerate(TEXTS)]
    turned = [(" Label ", "id", "text"), *((label, n, text) for n, text, label in given)]
    rows, problems = read(
        write(name, tmp_path, [("id", "text", "label"), *given, *turned, ("id", "text", "label"), *given])
    )
    assert rows == given * 3
    assert [(p.row, p.kind, "another order" in p.what) for p in problems] == [
        (10, "left out", True),
        (19, "left out", False),
    ]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
@pytest.mark.parametrize("kinds", [("string", "category"), ("text", "text"), ("str", "int64")])
def test_a_row_of_kinds_below_the_names_is_left_out(kinds: tuple[str, str], name: str, tmp_path: Path) -> None:
    rows, problems = read(write(name, tmp_path, [("text", "label"), kinds, *TEXTS]))
    assert rows == TEXTS
    assert [(p.row, p.kind) for p in problems] == [(2, "left out")]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_names_of_a_second_table_below_an_empty_row_are_left_out(name: str, tmp_path: Path) -> None:
    rows, problems = read(write(name, tmp_path, [("text", "label"), *TEXTS, ("", ""), ("word", "class"), *TEXTS]))
    assert rows == TEXTS * 2
    assert [(p.row, p.kind) for p in problems] == [(11, "left out")]


def test_words_that_columns_are_called_by_are_data_where_they_are_labels(tmp_path: Path) -> None:
    texts = [(f"hello {n}", ("question", "answer", "comment")[n % 3]) for n in range(9)]
    spaced = [row for text in texts for row in (text, ("", ""))]
    rows, problems = read(open_table(csv(tmp_path / "a.csv", [("text", "kind"), *spaced])))
    assert rows == texts
    assert problems == []


def test_a_single_value_that_is_called_like_its_column_gets_a_note(tmp_path: Path) -> None:
    rows, problems = read(open_table(csv(tmp_path / "a.csv", [("text", "label"), *TEXTS, ("what is it", "label")])))
    assert len(rows) == 9
    assert [(p.row, p.kind) for p in problems] == [(10, "note")]
    many = [("x y", "label"), ("y z", "label")]
    assert read(open_table(csv(tmp_path / "a.csv", [("text", "label"), *TEXTS, *many])))[1] == []


@pytest.mark.parametrize("width", [1, 2])
def test_names_over_some_columns_only_are_no_title(width: int, tmp_path: Path) -> None:
    names = ("text", "", "label")[: 1 + width] if width == 2 else ("", "text", "")
    rows = [(f"id {n}", f"the animal {n} sleeps well", "ab"[n % 2], "x", "y") for n in range(12)]
    table = open_table(csv(tmp_path / "a.csv", [(*names, "", ""), *rows]))
    assert table.columns == tuple(name or f"column {n}" for n, name in enumerate((*names, "", ""), start=1))
    assert table.found == ()
    assert len(read(table)[0]) == 12


def test_groups_above_the_names_are_a_title(tmp_path: Path) -> None:
    rows = [("Data", "", "Answer"), ("text", "note", "label"), *((t, "n", c) for t, c in TEXTS)]
    table = write("a.xlsx", tmp_path, rows)
    assert table.columns == ("text", "note", "label")
    assert len(read(table)[0]) == 8


def test_a_markdown_table_is_read_without_its_line_of_dashes(tmp_path: Path) -> None:
    lines = ["| text | label |", "|---|:-:|", *(f"| {t} | {c} |" for t, c in TEXTS)]
    (tmp_path / "a.csv").write_text("\n".join(lines))
    rows, problems = read(open_table(tmp_path / "a.csv"))
    assert len(rows) == 8
    assert [p.kind for p in problems] == ["left out"]


@pytest.mark.parametrize("title", ["Description", "Review", "My comments"])
def test_a_title_of_a_usual_word_is_no_row_of_names(title: str, tmp_path: Path) -> None:
    table = write("a.xlsx", tmp_path, [(title, ""), ("Satz", "Tier"), *TEXTS])
    assert table.columns == ("Satz", "Tier")
    assert len(read(table)[0]) == 8


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
@pytest.mark.parametrize(
    "words",
    [
        ("Total",),
        ("Summe", "Average"),
        ("合计",),
        ("TOTAL:",),
        ("Totaal",),
        ("Razem",),
        ("CELKEM",),
        ("Yhteensä:",),
        ("Σύνολο",),
        ("I alt",),
    ],
)
def test_sums_at_the_end_are_named_and_stay_examples(words: tuple[str, ...], name: str, tmp_path: Path) -> None:
    ends = [(word, "8") for word in words]
    rows, problems = read(write(name, tmp_path, [("text", "label"), *TEXTS, *ends]))
    assert rows == [*TEXTS, *ends]
    assert [(p.row, p.lost) for p in problems] == [(n, 0) for n in range(10, 10 + len(words))]
    assert all(f"“{word}” at the end" in p.what for word, p in zip(words, problems, strict=True))


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
@pytest.mark.parametrize("below", [(), (("made by Piet", ""),)])
def test_a_number_below_words_that_counts_them_is_a_sum_in_any_language(
    below: tuple[tuple[str, str], ...], name: str, tmp_path: Path
) -> None:
    write(name, tmp_path, [("text", "label"), *TEXTS, ("Wszystkich razem", "8"), *below])
    result = read_source(tmp_path / name)
    assert len(result.examples) == 9 + len(below)
    [note] = [p for p in result.problems if "looks like a sum" in p.what]
    assert (note.where, note.kind, note.column) == (f"row 10 of {name}", "note", "label")


@pytest.mark.parametrize("last", ["7", "8.5", "eight", ""])
def test_a_number_that_counts_nothing_is_no_sum(last: str, tmp_path: Path) -> None:
    assert read_source(csv(tmp_path / "a.csv", [("text", "label"), *TEXTS, ("more animals", last)])).problems == ()
    years = [(text, str(n)) for n, (text, _label) in enumerate(TEXTS)]
    table = csv(tmp_path / "b.csv", [("text", "label"), *years, ("more animals", "8")])
    assert not any("looks like a sum" in p.what for p in read_source(table).problems)


def test_a_class_called_total_is_no_sum(tmp_path: Path) -> None:
    rows = [("Total", "much"), *((label, text) for text, label in TEXTS), ("Total", "more")]
    assert read(write("a.csv", tmp_path, [("label", "text"), *rows])) == (rows, [])


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_few_comments_among_the_rows_are_named_and_stay_examples(name: str, tmp_path: Path) -> None:
    comments = [("# second batch", "checked"), ("// end", "really"), ("-- sql", "done")]
    rows, problems = read(
        write(name, tmp_path, [("text", "label"), *TEXTS[:4], comments[0], *TEXTS[4:], *comments[1:]])
    )
    assert rows == [*TEXTS[:4], comments[0], *TEXTS[4:], *comments[1:]]
    assert [(p.row, p.lost) for p in problems] == [(6, 0), (11, 0), (12, 0)]
    assert "“# second batch” looks like a comment or" in problems[0].what


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
@pytest.mark.parametrize("page", ["Page {} of 3", "Seite {} von 3", "p. {}/3"])
def test_numbers_of_pages_alone_in_their_rows_are_named_and_stay_examples(page: str, name: str, tmp_path: Path) -> None:
    given = [row for n in range(1, 7) for row in [*TEXTS, (page.format(n), "")]]
    rows, problems = read(write(name, tmp_path, [("text", "label"), *given]))
    assert len(rows) == len(given)
    assert [(p.row, p.kind) for p in problems] == [(1 + 9 * n, "note") for n in range(1, 7)]
    assert f"“{page.format(2)}” looks like a comment or the number of a page" in problems[1].what


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_headings_of_parts_within_a_table_are_told_not_to_divide_it(name: str, tmp_path: Path) -> None:
    given = [("Training", ""), *TEXTS, ("Testdaten", ""), *TEXTS]
    rows, problems = read(write(name, tmp_path, [("text", "label"), *given]))
    assert len(rows) == len(given)
    assert [(p.row, p.kind) for p in problems] == [(2, "note"), (11, "note")]
    assert "“Testdaten” stands alone" in problems[1].what and "add a column" in problems[1].what


def test_words_for_parts_and_pages_with_a_label_are_examples(tmp_path: Path) -> None:
    given = [*TEXTS, ("Test", "cat"), ("Page 1 of 3", "dog"), ("Seite", "")]
    assert len(read(write("a.csv", tmp_path, [("text", "label"), *given]))[0]) == len(given)
    assert read(open_table(tmp_path / "a.csv"))[1] == []
    many = [("test", ""), *TEXTS[:2]] * 4
    assert read(write("b.csv", tmp_path, [("text", "label"), *many]))[1] == [], "more often than there are parts"


@pytest.mark.parametrize("form", ["{} Anzahl", "{} Count", "Total {}"])
def test_subtotals_of_a_spreadsheet_are_named_with_their_rows_and_stay_examples(form: str, tmp_path: Path) -> None:
    groups = [(label, [row for row in TEXTS if row[1] == label]) for label in ("cat", "dog")]
    given = [(c, t) for label, rows in groups for t, c in [*rows, ("4", form.format(label))]]
    xlsx(tmp_path / "a.xlsx", [("label", "text"), *given, ("Gesamtanzahl", "8")])
    result = read_source(tmp_path / "a.xlsx")
    assert len(result.examples) == 11
    told = [(p.where, p.kind) for p in result.problems if "looks like a sum" in p.what]
    assert sorted(told) == [(f"row {n} of a.xlsx", "note") for n in (11, 12, 6)]


def test_classes_that_are_called_like_sums_of_others_are_classes(tmp_path: Path) -> None:
    given = [(text, ("blood", "blood count")[n % 2]) for n, (text, _label) in enumerate(TEXTS)]
    assert not read_source(csv(tmp_path / "a.csv", [("text", "label"), *given])).problems


@pytest.mark.parametrize(
    "last",
    [
        ("Let me know if you need more examples", "or another format!"),
        ("* = not sure; ² = by Ben", ""),
        ("Note: the last ones were made by Eva", ""),
    ],
)
def test_a_remark_below_the_table_is_named_and_stays_an_example(last: tuple[str, str], tmp_path: Path) -> None:
    result = read_source(csv(tmp_path / "a.csv", [("text", "label"), *TEXTS, ("", ""), last]))
    assert len(result.examples) == 9
    [said] = [p for p in result.problems if "looks like a remark" in p.what]
    assert (said.where, said.kind) == ("row 11 of a.csv", "note")
    assert last[0][:20] in said.what


@pytest.mark.parametrize("label", ["mouse", "guinea pig", ""])
def test_a_last_row_with_a_class_of_its_own_or_none_is_no_remark(label: str, tmp_path: Path) -> None:
    assert not read_source(csv(tmp_path / "a.csv", [("text", "label"), *TEXTS, ("a small one", label)])).problems


def test_texts_that_begin_like_comments_throughout_are_texts(tmp_path: Path) -> None:
    rows = [(f"# {text}", label) for text, label in TEXTS]
    assert read(write("a.csv", tmp_path, [("text", "label"), *rows, *TEXTS])) == ([*rows, *TEXTS], [])
    rows = [("#happy day", "cat"), *TEXTS]
    assert read(write("a.csv", tmp_path, [("text", "label"), *rows])) == (rows, [])


def test_names_with_a_mark_of_a_file_that_was_put_below_another_are_left_out(tmp_path: Path) -> None:
    rows, problems = read(write("a.csv", tmp_path, [("text", "label"), *TEXTS, ("\ufefftext", "label"), *TEXTS]))
    assert rows == TEXTS * 2
    assert [(p.row, p.kind) for p in problems] == [(10, "left out")]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_second_row_of_headings_is_told(name: str, tmp_path: Path) -> None:
    given = [(text, str(n % 2)) for n, (text, _label) in enumerate(TEXTS)]
    rows, problems = read(write(name, tmp_path, [("TX01", "KL01"), ("Please describe", "Mood"), *given]))
    assert rows[1:] == given
    [note] = problems
    assert (note.row, note.kind) == (2, "note") and "second row of headings" in note.what and "Mood" in note.what


@pytest.mark.parametrize("first", [("the first animal", "3"), ("a.png", "mood"), ("the first animal", "?")])
def test_a_row_that_could_be_an_example_is_no_heading(first: tuple[str, str], tmp_path: Path) -> None:
    given = [(text, str(n % 2)) for n, (text, _label) in enumerate(TEXTS)]
    assert not read(write("a.csv", tmp_path, [("words", "kind"), first, *given]))[1]
    assert not read(write("b.csv", tmp_path, [("words", "kind"), *TEXTS]))[1]


@pytest.mark.parametrize("roles", [("meta", "class"), ("", "class")])
def test_the_rows_of_kinds_and_roles_of_orange_are_left_out(roles: tuple[str, str], tmp_path: Path) -> None:
    rows, problems = read(write("a.csv", tmp_path, [("words", "kind"), ("string", "discrete"), roles, *TEXTS]))
    assert rows == TEXTS
    assert [(p.row, p.kind) for p in problems] == [(2, "left out"), (3, "left out")]
    assert "Orange" in problems[1].what
    assert read(write("b.csv", tmp_path, [("words", "kind"), *TEXTS[:1], roles, *TEXTS]))[0][1] == roles


def test_the_marks_of_qualtrics_are_left_out_and_the_questions_told(tmp_path: Path) -> None:
    marks = tuple(f'"{{""ImportId"":""QID{n}""}}"' for n in (1, 2))
    rows, problems = read(write("a.csv", tmp_path, [("Q1", "Q2"), ("How are you?", "Mood"), marks, *TEXTS]))
    assert rows == [("How are you?", "Mood"), *TEXTS]
    assert [(p.row, p.kind) for p in problems] == [(3, "left out"), (2, "note")]


@pytest.mark.parametrize(
    "first", [("Words", "KIND"), ("string", "int"), ('"{""ImportId"":""Q1""}"', '"{""ImportId"":""Q2""}"')]
)
def test_a_first_row_that_is_left_out_is_not_said_to_be_read(first: tuple[str, str], tmp_path: Path) -> None:
    given = [(text, str(n % 2)) for n, (text, _label) in enumerate(TEXTS)]
    rows, problems = read(write("a.csv", tmp_path, [("words", "kind"), first, *given]))
    assert rows == given and [(p.row, p.kind) for p in problems] == [(2, "left out")]
