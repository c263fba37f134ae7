"""Tables of every kind and every fault: good rows come through, the others are named (T14)."""

import gc
import json
import os
import random
import threading
import time
import zipfile
from pathlib import Path

import polars
import pytest

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import FieldMapping, ImportMapping, Problem
from mmgui.core.data.importing.source import preview_source, read_source
from mmgui.core.data.importing.tables.encodings import detect_encoding
from mmgui.core.data.importing.tables.opening import open_table
from mmgui.core.data.importing.tables.rows import Blob, Table
from mmgui.core.errors import Cancelled, DataError

CHINESE = "今天天气很好，我们去公园散步。你好吗？"
WESTERN = "Crème brûlée – “naïve” façade, 5 €, Größe über Straße"


def rows_of(table: Table) -> tuple[list[tuple[object, ...]], list[Problem]]:
    problems: list[Problem] = []
    return [row.cells for row in table.rows(problems, None)], problems


@pytest.mark.parametrize(
    ("codec", "mark", "found"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8-sig"),
        ("utf-16", b"", "utf-16"),
        ("utf-16-be", b"\xfe\xff", "utf-16"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-32", b"", "utf-32"),
        ("cp1252", b"", "cp1252"),
        ("gb18030", b"", "gb18030"),
    ],
)
def test_each_encoding_is_recognised_and_read(codec: str, mark: bytes, found: str, tmp_path: Path) -> None:
    text = WESTERN if codec == "cp1252" else CHINESE
    body = "words,label\r\n" + f'"{text}",good\r\nplain ascii,bad\r\n' * 20
    file = tmp_path / "posts.csv"
    file.write_bytes(mark + body.encode(codec))
    assert detect_encoding(file).codec == found
    table = open_table(file)
    assert table.columns == ("words", "label")
    rows, problems = rows_of(table)
    assert rows[0] == (text, "good")
    assert len(rows) == table.total == 40
    assert problems == []


def test_one_damaged_letter_does_not_garble_a_utf8_table(tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    good = f"{CHINESE},a\n".encode()
    file.write_bytes(b"words,label\n" + good * 5 + b"half \xe4\xbd,b\n" + good * 5)
    rows, _ = rows_of(open_table(file))
    assert rows[0][0] == CHINESE
    assert rows[5] == ("half \ufffd", "b")


def test_a_letter_cut_by_a_block_border_survives(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    lines = ["words,label"] + [f"{'x' * (n % 7)}你{n},l" for n in range(120_000)]
    file.write_text("\r\n".join(lines), encoding="utf-8", newline="")
    assert file.stat().st_size > 1 << 20
    rows, problems = rows_of(open_table(file))
    assert [r[0] for r in rows] == [line.rpartition(",")[0] for line in lines[1:]]
    assert problems == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_guessed_even_if_the_others_occur_in_texts(delimiter: str, tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    rows = [("words", "label"), ('"well, well; so | it	is"', "good"), ('"yes, no"', "bad")]
    file.write_text("\n".join(delimiter.join(r) for r in rows))
    table = open_table(file)
    assert table.columns == ("words", "label")
    assert rows_of(table)[0][1] == ("yes, no", "bad")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_and_a_line_break_inside_a_cell(end: str, tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_bytes(f'words,label{end}"two{end}lines",a{end}{end}last,b'.encode())
    rows, problems = rows_of(open_table(file))
    assert rows == [("two\nlines", "a"), ("last", "b")]
    assert problems == []


def test_ragged_rows_are_named_and_the_others_kept(tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_text("words,label\ngood one,a\ntoo,many,cells\nshort\n\n , \ntrailing,b,,\nlast,c\n")
    rows, problems = rows_of(open_table(file))
    assert rows == [("good one", "a"), ("trailing", "b"), ("last", "c")]
    assert [(p.row, p.where) for p in problems] == [(3, "row 3 of posts.csv"), (4, "row 4 of posts.csv")]
    assert "3 cells" in problems[0].what
    assert "2 columns" in problems[0].what


def test_nul_characters_and_doubled_and_nameless_columns(tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_bytes(b"label,words,label,\na\0b,hi,x,y\n")
    table = open_table(file)
    assert table.columns == ("label", "words", "label (2)", "column 4")
    rows, problems = rows_of(table)
    assert rows[0][1:] == ("hi", "x", "y")
    assert len(problems) == 1
    assert "label" in problems[0].what


def test_an_endless_quote_is_a_problem_of_its_row_only(tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_text('words,label\ngood,a\n"open,b\n' + "fine,c\n" * 60_000)
    rows, problems = rows_of(open_table(file))
    assert rows[0] == ("good", "a")
    assert problems[0].row == 3
    assert "quotes" in problems[0].what
    assert len(rows) > 30_000


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_cell_over_the_limit_of_csv_is_told_as_too_long(delimiter: str, tmp_path: Path) -> None:
    """131 072 characters are the limit of Python's csv; the table is still split by its own sign."""
    file = tmp_path / "posts.csv"
    rows = [("words", "label"), ("good", "a"), ("x" * 131_073, "b"), ("y" * 131_072, "c")]
    file.write_text("\n".join(delimiter.join(row) for row in rows))
    table = open_table(file)
    assert table.columns == ("words", "label")
    found, problems = rows_of(table)
    assert [row[1] for row in found] == ["a", "c"]
    assert [(p.row, p.where) for p in problems] == [(3, "row 3 of posts.csv")]
    assert "over 131\u202f072 characters" in problems[0].what
    assert "quotes" not in problems[0].what
    assert table.total == 3


def test_column_names_lose_what_no_file_or_terminal_can_take(tmp_path: Path) -> None:
    file = tmp_path / "posts.jsonl"
    file.write_text('{"la\\ud83dbel": "a", "wor\\u001bds": "b", "words": "c"}\n')
    table = open_table(file)
    assert table.columns == ("label", "words", "words (2)")
    assert rows_of(table)[0] == [("a", "b", "c")]


def test_a_table_without_header_is_seen_by_its_first_picture(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("a/1.png,cat\na/2.png,dog\n")
    table = open_table(file)
    assert table.columns == ("column 1", "column 2")
    assert table.total == 2
    assert next(iter(table.rows([], None))).number == 1


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xff\xfe", b" , ,\n"])
def test_a_table_with_nothing_in_it_is_refused_by_name(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "nothing.csv"
    file.write_bytes(data)
    with pytest.raises(DataError, match=r"nothing\.csv"):
        open_table(file)


def test_a_missing_table_a_pipe_and_garbage_are_refused_without_blocking(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for name in ("pipe.csv", "gone.csv"):
        with pytest.raises(DataError, match=name):
            preview_source(tmp_path / name)
    for name in ("x.parquet", "x.xlsx", "x.jsonl"):
        (tmp_path / name).write_bytes(random.Random(1).randbytes(5000))
        with pytest.raises(DataError, match=name):
            preview_source(tmp_path / name)


def test_json_lines_keep_types_and_name_bad_lines(tmp_path: Path) -> None:
    file = tmp_path / "data.jsonl"
    lines = [json.dumps({"words": "hi", "label": 3, "score": 2.0}), "{broken", "[1]", "", json.dumps({"words": None})]
    file.write_text("\n".join(lines))
    table = open_table(file)
    rows, problems = rows_of(table)
    assert table.columns == ("words", "label", "score")
    assert rows == [("hi", "3", "2"), (None, None, None)]
    assert [p.row for p in problems] == [2, 3]
    assert table.total == 4


def test_the_first_sheet_of_a_spreadsheet_is_read_as_shown(tmp_path: Path) -> None:
    file = tmp_path / "sheet.xlsx"
    polars.DataFrame({"words": ["hi", "=1+1"], "label": [1, 20]}).write_excel(file)
    table = open_table(file)
    rows, problems = rows_of(table)
    assert table.columns == ("words", "label")
    assert [r[1] for r in rows] == ["1", "20"]
    assert rows[0][0] == "hi"
    assert problems == []
    assert table.total == 2


def test_a_spreadsheet_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mmgui.core.data.importing.tables.spreadsheets.MAX_UNPACKED", 1_000_000)
    file = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 5_000_000)
    assert file.stat().st_size < 20_000
    with pytest.raises(DataError, match=r"bomb\.xlsx.*unpacked"):
        open_table(file)


def test_a_hugging_face_parquet_gives_bytes_and_class_names(tmp_path: Path) -> None:
    file = tmp_path / "train.parquet"
    features = {"label": {"names": ["cat", "dog"], "_type": "ClassLabel"}, "image": {"_type": "Image"}}
    frame = polars.DataFrame({"image": [{"bytes": b"123", "path": "a.png"}, None], "label": [1, 0]})
    frame.write_parquet(file, metadata={"huggingface": json.dumps({"info": {"features": features}})})
    rows, _ = rows_of(open_table(file))
    assert rows[0] == (Blob(b"123", "a.png"), "dog")
    assert rows[1][1] == "cat"


def test_cancelling_answers_in_the_middle_of_a_table(tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_text("words,label\n" + "some words here,a\n" * 50_000)
    cancel = CancelToken()
    calls: list[int] = []

    def stop(done: int, total: int) -> None:
        calls.append(done)
        cancel.cancel()

    with pytest.raises(Cancelled):
        read_source(file, cancel=cancel, progress=stop)
    assert calls == [200]
    with pytest.raises(Cancelled):
        preview_source(file, cancel=cancel)


@pytest.mark.slow
def test_a_million_rows_never_hold_the_interpreter_for_250_ms(tmp_path: Path) -> None:
    """Another thread asks for the time every 5 ms; its largest gap is the longest freeze that a window could see."""
    file = tmp_path / "million.csv"
    with file.open("w", encoding="gb18030") as out:
        out.write("words,label\n")
        for n in range(1_000_000):
            out.write(f"第{n}行,类{n % 7}\n")
    gaps: list[float] = []
    over = threading.Event()

    def beat() -> None:
        last = time.perf_counter()
        while not over.wait(0.005):
            now = time.perf_counter()
            gaps.append(now - last)
            last = now

    thread = threading.Thread(target=beat)
    thread.start()
    try:
        mapping = ImportMapping((FieldMapping("words", "text", "words"),), "label")
        result = read_source(file, mapping)
    finally:
        over.set()
        thread.join()
        gc.unfreeze()
    assert result.total == len(result.examples) == 1_000_000
    assert result.examples.examples[-1].values["words"] == "第999999行"
    assert max(gaps) < 0.25


@pytest.mark.parametrize(("name", "is_said"), [("a.csv.crdownload", True), ("a.csv.part", True), ("a.csv", False)])
def test_a_download_that_has_not_ended_is_said(name: str, is_said: bool, tmp_path: Path) -> None:
    (tmp_path / name).write_text("text,label\na sunny day,glad\na rainy day,sad\n")
    said = [note.what for note in open_table(tmp_path / name).found]
    assert any("has not ended" in text for text in said) == is_said


def test_what_a_spreadsheet_program_leaves_beside_an_open_table_is_told(tmp_path: Path) -> None:
    (tmp_path / "~$marks.xlsx").write_bytes(b"\x05Anna " + b" " * 160)
    with pytest.raises(DataError) as told:
        open_table(tmp_path / "~$marks.xlsx")
    assert "while the table is open" in told.value.sentence() and "Choose the table itself." in told.value.sentence()
