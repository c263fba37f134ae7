"""Tables for other programs: no cell becomes a formula, no number is touched (T13)."""

import csv
from pathlib import Path

import fastexcel
import pytest

from mmgui.core.cancel import CancelToken
from mmgui.core.data.exporting import export_table, safe_cell
from mmgui.core.data.importing.source import read_source
from mmgui.core.errors import Cancelled, DataError

HOSTILE = [
    "=1+1",
    "=HYPERLINK('http://x')",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "-1_000",
    "- 5",
    "-inf",
]
NUMBERS = ["-5", "+3.25", "-1e-5", "0", "-.5", "-5%", "12"]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_starts_like_a_formula_is_neutralised(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("value", [*NUMBERS, -5, -1.5, None, "plain", "a=b", "", "你好"])
def test_numbers_and_plain_texts_stay_as_they_are(value: str | float | None) -> None:
    assert safe_cell(value) == value


def test_a_round_trip_through_csv_keeps_texts_and_numbers(tmp_path: Path) -> None:
    texts = ["plain", 'with "quotes", commas\nand lines', "你好 😀", *NUMBERS, *HOSTILE[:5]]
    rows_out = [[number, text, "=label", "train", "@o"] for number, text in enumerate(texts)]
    export_table(tmp_path / "out.csv", ["id", "words", "label", "split", "origin"], rows_out)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [r["words"] for r in rows] == texts[:-5] + ["'" + t for t in HOSTILE[:5]]
    assert {r["label"] for r in rows} == {"'=label"}
    assert not any(cell.startswith(("=", "@")) for row in rows for cell in row.values())
    again = read_source(tmp_path / "out.csv")
    assert len(again.examples) == len(texts)


def test_xlsx_stores_texts_as_texts_and_numbers_as_numbers(tmp_path: Path) -> None:
    export_table(tmp_path / "out.xlsx", ["a", "n"], [[t, -1.5] for t in HOSTILE])
    sheet = fastexcel.read_excel(str(tmp_path / "out.xlsx")).load_sheet(0).to_polars()
    assert sheet["a"].to_list() == HOSTILE
    assert sheet["n"].to_list() == [-1.5] * len(HOSTILE)
    import zipfile

    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_a_failed_export_leaves_the_old_file_and_says_why(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    file.write_text("old")
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        export_table(file, ["a"], [["b"]], cancel=cancel)
    with pytest.raises(DataError, match="docx"):
        export_table(tmp_path / "out.docx", ["a"], [])
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(DataError, match=r"folder\.csv"):
        export_table(tmp_path / "folder.csv", ["a"], [])
    assert file.read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder.csv", "out.csv"]
