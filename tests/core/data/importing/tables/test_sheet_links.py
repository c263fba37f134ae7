"""Cells that are links to pictures: followed where the cell shows nothing of its own, else told."""

from pathlib import Path

import pytest
import xlsxwriter
from PIL import Image

from mmgui.core.data.example import ImportResult
from mmgui.core.data.importing.source import read_source

LABELS = ["jay", "tit", "owl", "jay", "tit", "owl"]


def read(folder: Path, shown: list[str], target: str = "external:pics/{n}.png") -> ImportResult:
    (folder / "pics").mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(folder / "birds.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Photo", "Remark", "Label"])
        for n, label in enumerate(LABELS):
            Image.new("RGB", (4, 4), (n, 0, 0)).save(folder / f"pics/{n}.png")
            sheet.write_url(n + 1, 0, target.format(n=n), string=shown[n])
            sheet.write_row(n + 1, 1, [f"a remark on number {n}", label])
    return read_source(folder / "birds.xlsx")


def told(result: ImportResult) -> list[str]:
    return [p.what for p in result.problems if "file" in p.what and "link" in p.what]


@pytest.mark.parametrize("shown", ["open", "Photo {n}", "{n}"])
def test_links_to_pictures_are_read_where_the_cells_say_nothing_else(shown: str, tmp_path: Path) -> None:
    result = read(tmp_path, [shown.format(n=n) for n in range(6)])
    assert [Path(e.values["picture"] or "").name for e in result.examples.examples] == [f"{n}.png" for n in range(6)]
    assert [e.label for e in result.examples.examples] == LABELS
    [said] = told(result)
    assert said.startswith("6 cells of “Photo” are links to files, such as “pics") and said.endswith("are read.")


def test_what_a_linked_cell_says_is_kept_and_the_links_are_told(tmp_path: Path) -> None:
    result = read(tmp_path, [f"a {label}" for label in LABELS])
    assert [f.name for f in result.examples.fields] == ["words"]
    [said] = told(result)
    assert "which are not read. To read them, write their names into another column." in said


@pytest.mark.parametrize("target", ["https://example.org/{n}.png", "mailto:{n}@example.org", "external:pics/{n}.docx"])
def test_links_to_other_things_are_none_of_pictures(target: str, tmp_path: Path) -> None:
    assert told(read(tmp_path, ["open"] * 6, target)) == []


def test_a_link_to_a_file_outside_the_folder_is_not_followed(tmp_path: Path) -> None:
    Image.new("RGB", (4, 4)).save(tmp_path / "secret.png")
    result = read(tmp_path / "data", ["open"] * 6, "external:../secret.png")
    assert not result.examples.examples
    assert all(p.kind == "problem" for p in result.problems if p.row is not None)


def test_links_that_are_formulas_are_read_like_others(tmp_path: Path) -> None:
    read(tmp_path, ["open"] * 6)
    with xlsxwriter.Workbook(str(tmp_path / "birds.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Photo", "Label"])
        for n, label in enumerate(LABELS):
            sheet.write_formula(n + 1, 0, f'=HYPERLINK("pics/{n}.png", "Photo {n}")', None, f"Photo {n}")
            sheet.write(n + 1, 1, label)
    result = read_source(tmp_path / "birds.xlsx")
    assert [Path(e.values["picture"] or "").name for e in result.examples.examples] == [f"{n}.png" for n in range(6)]
    assert told(result) == ["6 cells of “Photo” are links to files, such as “pics/0.png”: the files are read."]
