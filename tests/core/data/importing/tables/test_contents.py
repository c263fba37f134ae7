"""Files that are no table: each is told by what it holds, whatever its name ends in."""

import bz2
import gzip
import io
import sqlite3
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from mmgui.core.data.importing.tables.opening import open_table
from mmgui.core.errors import DataError

PYTHON = "import os\nimport sys\n\ndef main(a, b):\n    print(a, b)\n"
YAML = "train: images/train\nval: images/val\nnames:\n  0: cat\n  1: dog\n"
RTF = "{\\rtf1\\ansi hello world\\par\nthis is a letter, written by hand\\par\n}"
HTML = "<!DOCTYPE html>\n<html><body><p>hello there, my friend</p></body></html>"
NOVEL = "".join(f"It was a dark night, and the wind blew number {i}.\n" for i in range(30))
GERMAN_NOVEL = (
    "Es war einmal ein König.\nEr hatte drei Töchter, und eine war schön, klug und gut.\n\nDann ging sie fort.\n"
)
LETTER = "Dear Anna,\n\nthank you for the letter, it was nice.\n\nYours,\nBob\n"
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, kind)
    return out.getvalue()


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def database(folder: Path) -> bytes:
    connection = sqlite3.connect(folder / "made.db")
    connection.execute("create table a (text, label)")
    connection.commit()
    connection.close()
    return (folder / "made.db").read_bytes()


@pytest.mark.parametrize("name", ["x", "x.csv", "x.txt", "x.xlsx", "x.parquet", "x.json"])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_a_picture_is_a_picture_and_its_folder_is_offered(kind: str, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(picture(kind))
    with pytest.raises(DataError, match=f"“{name}” is a picture, not a table") as error:
        open_table(tmp_path / name)
    assert "folder" in error.value.hint
    assert "Try" in error.value.hint


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.4\n1 0 obj\n<< >>\n", "a PDF document"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(100), "a video"),
        (b"ID3\x03\0\0\0\0" + bytes(100), "a sound"),
        (b"RIFF\x24\0\0\0WAVEfmt " + bytes(60), "a sound"),
        (b"\0\0\0\x18ftypheic" + bytes(100), "a picture"),
        (gzip.compress(b"text,label\nhello there,cat\n", mtime=0), "a packed file"),
        (bz2.compress(b"text,label\nhello there,cat\n"), "a packed file"),
        (b"7z\xbc\xaf'\x1c" + bytes(40), "a packed file"),
        (b"\x7fELF\x02\x01\x01" + bytes(100), "a computer program"),
        (b"\x89HDF\r\n\x1a\n" + bytes(40), "a data file of another program"),
        (b"\x80\x04\x95\x10\0\0\0" + bytes(40), "a data file of another program"),
        (b'\x40\0\0\0\0\0\0\0{"weight":{}}' + b" " * 80, "a saved model"),
        (packed("archive/data.pkl", "archive/version"), "a saved model"),
        (packed("[Content_Types].xml", "word/document.xml"), "a text document"),
        (packed("[Content_Types].xml", "ppt/presentation.xml"), "a presentation"),
        (RTF.encode(), "a text document"),
        (HTML.encode(), "a web page"),
        (b"\xef\xbb\xbf<!-- saved -->\n" + HTML.encode(), "a web page"),
        (b"<html><table><tr><td>hello</td></tr></table></html>", "a web page"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "a picture"),
        (b'<?xml version="1.0"?><rows><row>a, b</row></rows>', "an XML file"),
        (PYTHON.encode(), "a computer program"),
        (b"#!/bin/sh\necho a, b\n", "a computer program"),
        (b"#include <stdio.h>\nint main() {\n  f(a, b);\n}\n", "a computer program"),
        (YAML.encode(), "a settings file"),
        (b"[main]\na = 1\nb = 2, 3\n", "a settings file"),
        (POINTER.encode(), "only a pointer that Git LFS"),
    ],
)
@pytest.mark.parametrize("name", ["x.csv", "x.txt", "x"])
def test_other_files_are_called_by_what_they_are(data: bytes, said: str, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DataError) as error:
        open_table(tmp_path / name)
    assert f"“{name}” is {said}" in error.value.message
    assert error.value.hint
    assert "\ufffd" not in error.value.sentence()


def test_a_database_and_a_pointer_under_a_tables_name(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(database(tmp_path))
    with pytest.raises(DataError, match="is a database"):
        open_table(tmp_path / "x.csv")
    for name in ("x.parquet", "x.xlsx"):
        (tmp_path / name).write_text(POINTER)
        with pytest.raises(DataError, match="a pointer that Git LFS"):
            open_table(tmp_path / name)


@pytest.mark.parametrize("name", ["script.py", "data.yaml", "query.sql", "settings.toml"])
def test_some_endings_are_enough(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("a = 1, 2\nb = 3, 4\n")
    with pytest.raises(DataError, match=r"is a (computer program|settings file)"):
        open_table(tmp_path / name)


@pytest.mark.parametrize("name", ["novel.txt", "novel", "novel.md"])
@pytest.mark.parametrize(
    "text", [NOVEL, GERMAN_NOVEL * 4, LETTER, "从前有一个国王。\n他有三个女儿，最小的很漂亮。\n" * 4]
)
def test_running_text_is_no_table(text: str, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="is a text without columns") as error:
        open_table(tmp_path / name)
    assert "one example a line" in error.value.hint.lower()
    assert "need only the word text in the first line" in error.value.hint


def test_running_text_called_csv_is_none_either(tmp_path: Path) -> None:
    (tmp_path / "novel.csv").write_text(NOVEL)
    with pytest.raises(DataError, match="text without columns"):
        open_table(tmp_path / "novel.csv")


@pytest.mark.parametrize(
    "cells",
    [
        ('"import os\ndef f(a, b):\n    return a"', '"<html><body>hi, you</body></html>"'),
        ('"{""a"": 1, ""b"": [2]}"', '"function x() {\n  var a = 1;\n}"'),
        ("[CLS] hello", "{not json"),
        ('"names:\n  - cat"', '"%PDF-1.4"'),
        ("<!DOCTYPE html>", "{\\rtf1 hello"),
    ],
)
def test_a_table_whose_texts_hold_code_is_a_table(cells: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_text("text,label\n" + "".join(f"{cell},{'ab'[i % 2]}\n" for i, cell in enumerate(cells * 3)))
    table = open_table(file)
    assert table.columns == ("text", "label")
    assert [row.cells[1] for row in table.rows([], None)] == ["a", "b"] * 3


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.csv", "text\nthe kitten purrs\nthe puppy barks\n"),
        ("list.txt", "sentence\nthe kitten purrs\nthe puppy barks\n"),
        ("list.csv", "Satz\ndas Kätzchen schnurrt\nder Welpe bellt\n"),
    ],
)
def test_one_column_with_a_name_is_a_table(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert open_table(tmp_path / name).total == 2


def test_a_list_of_picture_names_is_a_table_without_names(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("a.png\nb.png\n")
    table = open_table(tmp_path / "list.txt")
    assert (table.columns, table.total) == (("column 1",), 2)


def test_tabbed_text_called_xls_is_read(tmp_path: Path) -> None:
    (tmp_path / "export.xls").write_text("text\tlabel\nhello you\tcat\n")
    assert open_table(tmp_path / "export.xls").columns == ("text", "label")


@pytest.mark.parametrize("place", [12, 20, 30])
def test_damaged_packed_files_and_workbooks_are_refused_in_words(place: int, tmp_path: Path) -> None:
    compressed = bytearray(gzip.compress(b"text,label\n" + b"hello there,cat\n" * 50))
    compressed[place:place] = b"\xff\x00\xff"
    (tmp_path / "a.csv.gz").write_bytes(bytes(compressed))
    with pytest.raises(DataError, match="packed file"):
        open_table(tmp_path / "a.csv.gz")
    book = packed("xl/workbook.xml", "xl/worksheets/sheet1.xml")
    (tmp_path / "a.xlsx").write_bytes(book[:-place])
    with pytest.raises(DataError, match=r"a\.xlsx"):
        open_table(tmp_path / "a.xlsx")


def test_xml_without_a_declaration_is_called_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<rows><row><text>one, two</text><label>cat</label></row></rows>")
    with pytest.raises(DataError, match="an XML file"):
        open_table(tmp_path / "a.xml")
