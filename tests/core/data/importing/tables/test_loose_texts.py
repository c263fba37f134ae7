"""Rows with more cells than there are names: what is joined, what gets a name of its own, what is a problem."""

from pathlib import Path

import pytest

from mmgui.core.data.example import Problem
from mmgui.core.data.importing.tables.opening import open_table
from mmgui.core.data.importing.tables.rows import Table

LABELS = [("cat", "dog")[n % 2] for n in range(12)]


def write(path: Path, names: str, rows: list[str]) -> Path:
    path.write_text("\n".join([names, *rows]) + "\n")
    return path


def rows_of(table: Table) -> tuple[list[tuple[object, ...]], list[Problem]]:
    problems: list[Problem] = []
    return [row.cells for row in table.rows(problems, None)], problems


@pytest.mark.parametrize("blank", ["", " "])
@pytest.mark.parametrize("remarks", [("checked by Bob", "checked by Eve"), ("ok", "ok"), ("x1", "y 2")])
def test_a_last_column_without_a_name_is_never_joined_to_the_label(
    remarks: tuple[str, str], blank: str, tmp_path: Path
) -> None:
    lines = [f"the animal {n} sleeps,{blank}{label},{blank}{remarks[n % 2]}" for n, label in enumerate(LABELS)]
    table = open_table(write(tmp_path / "a.csv", "text,label", lines))
    assert table.columns == ("text", "label", "column 3")
    rows, problems = rows_of(table)
    assert [str(row[1]).strip() for row in rows] == LABELS
    assert problems == []
    assert [(p.kind, p.column) for p in table.found] == [("note", "column 3")]


@pytest.mark.parametrize("odd", ["no more", "one,cat", "a,cat,b,c,d"])
def test_one_odd_row_does_not_hide_the_column_without_a_name(odd: str, tmp_path: Path) -> None:
    lines = [f"the animal {n} sleeps,{label},seen" for n, label in enumerate(LABELS)]
    table = open_table(write(tmp_path / "a.csv", "text,label", [*lines, odd]))
    rows, problems = rows_of(table)
    assert table.columns == ("text", "label", "column 3")
    assert len(rows) + sum(p.lost for p in problems) == table.total == 13


def test_rows_of_many_lengths_are_named_and_none_is_guessed(tmp_path: Path) -> None:
    lines = [f"animal {n},{label}{',ok' * (n % 3)}" for n, label in enumerate(LABELS)]
    rows, problems = rows_of(open_table(write(tmp_path / "a.csv", "text,label", lines)))
    assert all(row[1] in ("cat", "dog") for row in rows)
    assert len(rows) == 4
    assert [p.kind for p in problems] == ["problem"] * 8


@pytest.mark.parametrize("begin", [0, 1, 100])
@pytest.mark.parametrize("quote", ['"', ""])
def test_row_numbers_of_r_and_pandas_without_a_name_move_nothing(quote: str, begin: int, tmp_path: Path) -> None:
    lines = [
        ",".join(f"{quote}{cell}{quote}" for cell in (n + begin, f"animal {n}", label))
        for n, label in enumerate(LABELS)
    ]
    table = open_table(write(tmp_path / "a.csv", f"{quote}text{quote},{quote}label{quote}", lines))
    assert table.columns == ("column 1", "text", "label")
    rows, problems = rows_of(table)
    assert [row[2] for row in rows] == LABELS
    assert problems == []
    assert [p.kind for p in table.found] == ["note"]


def test_texts_with_commas_and_blanks_behind_them_are_joined(tmp_path: Path) -> None:
    lines = [f"well, the animal {n}, it sleeps,{label}" for n, label in enumerate(LABELS)]
    table = open_table(write(tmp_path / "a.csv", "text,label", [*lines, "short,cat", "no,blank,dog"]))
    rows, problems = rows_of(table)
    assert rows[0] == ("well, the animal 0, it sleeps", "cat")
    assert rows[-1] == ("short", "cat")
    assert [(p.row, p.kind) for p in problems] == [(15, "problem")]
    assert [p.kind for p in table.found] == ["note"]


def test_quoted_cells_are_never_joined(tmp_path: Path) -> None:
    lines = [f'"animal {n}", it sleeps,{label}' for n, label in enumerate(LABELS)]
    table = open_table(write(tmp_path / "a.csv", "text,label", lines))
    rows, _problems = rows_of(table)
    assert not any("," in str(cell) for row in rows for cell in row)
