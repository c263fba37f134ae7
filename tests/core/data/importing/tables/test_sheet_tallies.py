"""Rows below a spreadsheet's table in which a formula sums up those above."""

from pathlib import Path

import pytest
import xlsxwriter

from mmgui.core.data.account import account_of
from mmgui.core.data.importing.source import read_source
from tests.core.data.importing.tables.test_spreadsheets import ods, ods_cell, ods_row

ROWS = [(f"sanoja tässä on {n}", "hyvä" if n % 2 else "huono") for n in range(8)]


@pytest.mark.parametrize("formula", ['=COUNTIF(B2:B9,"hyvä")', "=COUNTA($A$2:$A$9)", "=SUM(B$2:B9)"])
def test_a_formula_over_the_rows_above_is_no_example(formula: str, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as made:
        sheet = made.add_worksheet()
        for at, cells in enumerate([("lause", "arvio"), *ROWS]):
            sheet.write_row(at, 0, cells)
        sheet.write(9, 0, "Lukumäärä hyviä")
        sheet.write_formula(9, 1, formula, None, 4)
    result = read_source(tmp_path / "a.xlsx")
    account = account_of(result)
    assert (account.read, account.left_out, account.offered) == (8, 1, 9)
    [problem] = account.of_kind("left out")
    assert (problem.row, problem.what) == (10, "A formula in this row counts or sums up the rows above.")
    assert set(result.examples.class_counts()) == {"hyvä", "huono"}


def test_a_running_formula_and_one_over_few_rows_stay_values(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ("text", "label", "so far"))
        for at, cells in enumerate(ROWS, start=1):
            sheet.write_row(at, 0, cells)
            sheet.write_formula(at, 2, f"=COUNTA(C$1:C{at})", None, at)
        sheet.write_formula(8, 0, "=CONCATENATE(A2:A3)", None, "words of two others")
    account = account_of(read_source(tmp_path / "a.xlsx"))
    assert (account.read, account.left_out) == (8, 0)


def test_a_formula_of_an_ods_is_known_too(tmp_path: Path) -> None:
    rows = [ods_row(*map(ods_cell, cells)) for cells in [("lause", "arvio"), *ROWS]]
    rows.append(ods_row(ods_cell("Lukumäärä"), ods_cell("4", ' table:formula="of:=COUNTIF([.B2:.B9];1)"')))
    account = account_of(read_source(ods(tmp_path / "a.ods", "".join(rows))))
    assert (account.read, account.left_out) == (8, 1)
