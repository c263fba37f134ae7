"""Quotes that never end, in tables where nothing but the quotes themselves can tell."""

from pathlib import Path

import pytest

from mmgui.core.data.importing.tables.opening import open_table


def lines_of(path: Path) -> tuple[list[tuple[object, ...]], int]:
    table = open_table(path)
    problems = list(table.found)
    rows = [row.cells for row in table.rows(problems, None)]
    lost = sum(p.lost for p in problems)
    assert table.total == len(rows) + lost
    return rows, lost


@pytest.mark.parametrize("between", [1, 5, 400])
@pytest.mark.parametrize("second", ['"two starts', '"two" goes on', 'and "then" it ends', '""two"" "starts'])
def test_in_one_column_a_text_behind_a_closing_quote_shows_a_stray_one(
    second: str, between: int, tmp_path: Path
) -> None:
    middle = [f"text {n}" for n in range(between)]
    file = tmp_path / "a.csv"
    file.write_text("\n".join(["text", "first text", '"one starts', *middle, second, "last text"]) + "\n")
    rows, lost = lines_of(file)
    assert len(rows) + lost == between + 4
    assert not any("\n" in str(cell) for row in rows for cell in row)
    assert [row[0] for row in rows[2 : 2 + between]] == middle


@pytest.mark.parametrize("text", ["the same text", "text {n}"])
@pytest.mark.parametrize("label", ["cat", "class{n}"])
def test_repeated_texts_and_labels_that_are_all_different_hide_no_rows(label: str, text: str, tmp_path: Path) -> None:
    rows = [f"{text},{label}".format(n=n) for n in range(30)]
    rows[10], rows[20] = '"open one,cat', '"open two,cat'
    (tmp_path / "a.csv").write_text("\n".join(["text,label", *rows]) + "\n")
    found, lost = lines_of(tmp_path / "a.csv")
    assert (len(found), lost) == (30, 0)
    assert found[10] == ("open one", "cat")
    assert found[20] == ("open two", "cat")


@pytest.mark.parametrize("end", ['"', '" ', '"""'])
def test_cells_of_several_lines_with_doubled_quotes_stay_whole(end: str, tmp_path: Path) -> None:
    cell = f'"first line,\nhe said ""hi"" and left\nlast one{end}'
    (tmp_path / "a.csv").write_text(f"text,label\nplain,a\n{cell},b\nplain,a\nother,b\n")
    found, lost = lines_of(tmp_path / "a.csv")
    assert (len(found), lost) == (4, 0)
    assert str(found[1][0]).startswith('first line,\nhe said "hi" and left\nlast one')


def test_quotes_behind_backslashes_are_quotes(tmp_path: Path) -> None:
    rows = [f'"he said \\"hello {n}\\", and left",{"ab"[n % 2]}' for n in range(8)]
    (tmp_path / "a.csv").write_text("\n".join(["text,label", *rows]) + "\n")
    found, lost = lines_of(tmp_path / "a.csv")
    assert (len(found), lost) == (8, 0)
    assert found[0] == ('he said "hello 0", and left', "a")
    assert any("\\" in p.what for p in open_table(tmp_path / "a.csv").found)


def test_paths_that_end_in_a_backslash_stay_as_they_are(tmp_path: Path) -> None:
    rows = [f'"C:\\folder {n}\\",{"ab"[n % 2]}' for n in range(8)]
    (tmp_path / "a.csv").write_text("\n".join(["text,label", *rows]) + "\n")
    found, lost = lines_of(tmp_path / "a.csv")
    assert (len(found), lost) == (8, 0)
    assert found[0] == ("C:\\folder 0\\", "a")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_lines_with_quotes_around_the_whole_are_read_as_what_is_within(separator: str, tmp_path: Path) -> None:
    rows = [("text", "label"), *((f'"one, or {n}; of\tthem"', "ab"[n % 2]) for n in range(9)), ("plain", "b")]
    within = [separator.join(row).replace('"', '""') for row in rows]
    (tmp_path / "a.csv").write_text("".join(f'"{line}"\n' for line in within))
    read, lost = lines_of(tmp_path / "a.csv")
    assert (read, lost) == ([(text.strip('"'), label) for text, label in rows[1:]], 0)
    table = open_table(tmp_path / "a.csv")
    assert table.columns == ("text", "label")
    assert "enclosed in quotes as a whole" in table.found[0].what


@pytest.mark.parametrize("head", ["text", "Hello, you"])
def test_one_column_of_texts_in_quotes_stays_one(head: str, tmp_path: Path) -> None:
    lines = [head, *(f"a text, with a comma {n}" for n in range(9))]
    (tmp_path / "a.csv").write_text("".join(f'"{line}"\n' for line in lines))
    table = open_table(tmp_path / "a.csv")
    assert len(table.columns) == 1
    assert not table.found


def test_rows_of_which_every_cell_is_quoted_are_read_as_ever(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('"text","label"\n"one, two","a"\n"three","b"\n')
    assert lines_of(tmp_path / "a.csv") == ([("one, two", "a"), ("three", "b")], 0)
    assert not open_table(tmp_path / "a.csv").found


def test_quotes_within_a_cell_that_are_not_doubled_stay_and_are_told_once(tmp_path: Path) -> None:
    given = {
        '"the book "War and Peace" torn;no': '"the book "War and Peace" torn',
        '"the book "War; and Peace" torn";no': 'the book "War; and Peace" torn',
        '"the book" torn;"no"': '"the book" torn',
        '"a ""doubled"" one";no': 'a "doubled" one',
        '"blanks behind" ;no': "blanks behind ",
        'bare "words" here;no': 'bare "words" here',
    }
    lines = ["text;label", *(f"plain words {n};yes" for n in range(6)), *given, "the end;yes"]
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n")
    table = open_table(tmp_path / "a.csv")
    problems = list(table.found)
    rows = [row.cells for row in table.rows(problems, None)]
    assert rows[6:12] == [(text, "no") for text in given.values()] and len(rows) == table.total == 13
    [note] = problems
    assert note.kind == "note" and "3 rows have quotes within a cell that are not doubled (row 8 of a.csv" in note.what


def test_a_row_that_such_quotes_part_wrongly_is_told_as_one_that_does_not_fit(tmp_path: Path) -> None:
    lines = ["text;label", *(f"plain words {n};yes" for n in range(6)), '"a novel "Idiot; begun" bad;no']
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n")
    assert lines_of(tmp_path / "a.csv") == ([tuple(line.split(";")) for line in lines[1:7]], 1)
