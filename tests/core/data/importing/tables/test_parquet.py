"""Parquet tables, most of all as Hugging Face writes them."""

import datetime
import io
import json
from pathlib import Path
from typing import Any

import polars
import pytest
from PIL import Image

from mmgui.core.data.importing.source import read_source
from mmgui.core.data.importing.tables.opening import open_table
from mmgui.core.data.importing.tables.rows import Blob
from mmgui.core.errors import DataError


def png(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


def write(path: Path, columns: dict[str, Any], features: dict[str, Any] | None = None) -> Path:
    note = {"huggingface": json.dumps({"info": {"features": features}})} if features else None
    polars.DataFrame(columns).write_parquet(path, metadata=note)
    return path


def cells_of(path: Path) -> list[tuple[Any, ...]]:
    return [row.cells for row in open_table(path).rows([], None)]


@pytest.mark.parametrize("kind", [polars.Int64, polars.Int8])
def test_a_class_of_minus_one_is_no_label(kind: Any, tmp_path: Path) -> None:
    features = {"label": {"names": ["cat", "dog"], "_type": "ClassLabel"}}
    labels = polars.Series([0, 1, -1, None, 7], dtype=kind)
    file = write(tmp_path / "a.parquet", {"text": ["a b"] * 5, "label": labels}, features)
    assert [row[1] for row in cells_of(file)] == ["cat", "dog", None, None, "7"]


def test_a_list_of_one_picture_is_that_picture(tmp_path: Path) -> None:
    pictures = [[{"bytes": png(), "path": "a.png"}], [{"bytes": png("blue"), "path": None}], [], None]
    file = write(tmp_path / "a.parquet", {"images": pictures, "text": ["one two"] * 4})
    assert [row[0] for row in cells_of(file)] == [Blob(png(), "a.png"), Blob(png("blue"), ""), None, None]
    result = read_source(file, media_folder=tmp_path)
    assert [f.modality for f in result.examples.fields] == ["image", "text"]


def test_a_list_of_one_text_is_that_text(tmp_path: Path) -> None:
    file = write(tmp_path / "a.parquet", {"label": [["cat"], ["dog"], [], ["cat", "dog"]]})
    assert [row[0] for row in cells_of(file)] == ["cat", "dog", None, '["cat", "dog"]']


def test_bytes_that_are_words_are_words_and_pictures_stay_pictures(tmp_path: Path) -> None:
    columns = {
        "image": [png()] * 2,
        "label": [b"katze", "Kätzchen\n".encode()],
        "odd": [b"\xff\xfe", b"<svg/>"],
    }
    rows = cells_of(write(tmp_path / "a.parquet", columns))
    assert [row[1] for row in rows] == ["katze", "Kätzchen\n"]
    assert all(isinstance(row[0], Blob) and isinstance(row[2], Blob) for row in rows)


def test_days_are_written_as_days_and_truth_as_true(tmp_path: Path) -> None:
    columns = {
        "day": [datetime.date(2024, 1, 1)],
        "midnight": [datetime.datetime(2024, 1, 1)],
        "noon": [datetime.datetime(2024, 1, 1, 12)],
        "is": [True],
        "number": [2.0],
        "name": polars.Series(["cat"], dtype=polars.Categorical),
    }
    expected = ("2024-01-01", "2024-01-01", "2024-01-01 12:00:00", "true", "2", "cat")
    assert cells_of(write(tmp_path / "a.parquet", columns)) == [expected]


def test_content_and_not_the_ending_makes_a_parquet_table(tmp_path: Path) -> None:
    assert cells_of(write(tmp_path / "a.csv", {"text": ["a"]})) == [("a",)]
    (tmp_path / "b.parquet").write_bytes(b"PAR1" + bytes(100))
    with pytest.raises(DataError, match=r"b\.parquet.*Parquet"):
        open_table(tmp_path / "b.parquet")


@pytest.mark.parametrize("more", [{"width": 8}, {"height": 8, "note": "x"}, {}])
def test_a_picture_with_more_beside_its_bytes_is_that_picture(more: dict[str, Any], tmp_path: Path) -> None:
    pictures = [{"bytes": png(), "path": "a.png", **more}, {"bytes": png("blue"), "path": None, **more}]
    file = write(tmp_path / "a.parquet", {"image": pictures, "label": ["cat", "dog"]})
    assert [row[0] for row in cells_of(file)] == [Blob(png(), "a.png"), Blob(png("blue"), "")]


@pytest.mark.parametrize("kind", ["bytes", "objects"])
def test_several_pictures_in_one_cell_are_told_and_never_words(kind: str, tmp_path: Path) -> None:
    one: list[Any] = [png(), png("blue")]
    two = [{"bytes": data, "path": None} for data in one]
    pictures = [one if kind == "bytes" else two] * 3
    file = write(tmp_path / "a.parquet", {"images": pictures, "label": ["cat", "dog", "cat"]})
    assert [row[0] for row in cells_of(file)] == [Blob(png(), "", 2)] * 3
    result = read_source(file, media_folder=tmp_path)
    assert len(result.examples) == 0
    said = "The row holds 2 pictures in “images”; an example has one there"
    assert [(p.row, said in p.what) for p in result.problems if p.lost] == [(n, True) for n in (1, 2, 3)]


def test_a_number_without_a_name_in_the_file_is_told(tmp_path: Path) -> None:
    features = {"label": {"names": ["healthy", "ill"], "_type": "ClassLabel"}}
    columns = {"text": [f"a text {n}" for n in range(5)], "label": [0, 1, 7, -1, 7]}
    file = write(tmp_path / "a.parquet", columns, features)
    result = read_source(file)
    assert [e.label for e in result.examples.examples] == ["healthy", "ill", "7", None, "7"]
    [said] = [p for p in result.problems if "no name in this file" in p.what]
    assert said.kind == "note" and said.row == 3 and said.what.startswith("2 rows") and "“7”" in said.what


def test_lists_of_objects_in_rows_are_told(tmp_path: Path) -> None:
    talk = [{"role": "user", "content": "hi"}, {"role": "bot", "content": "ho"}]
    file = write(tmp_path / "a.parquet", {"talk": [talk] * 4, "label": ["cat", "dog"] * 2})
    problems: list[Any] = []
    assert len(list(open_table(file).rows(problems, None))) == 4
    assert [(p.kind, p.column) for p in problems] == [("note", "talk")]


def test_bytes_that_are_no_text_are_named_as_that(tmp_path: Path) -> None:
    texts = polars.Series([b"one two", "d\xe9j\xe0 vu".encode("latin-1"), b"three four"], dtype=polars.Binary)
    labels = polars.Series([b"cat", b"dog", b"\xff\xfe"], dtype=polars.Binary)
    result = read_source(write(tmp_path / "a.parquet", {"text": texts, "label": labels}))
    assert [e.label for e in result.examples.examples] == ["cat", None]
    assert [(p.kind, p.row, p.what) for p in result.problems] == [
        ("problem", 2, "These bytes are no text in UTF-8. (text)"),
        ("note", 3, "The label holds nothing that can be read. The row is read without a label."),
    ]
