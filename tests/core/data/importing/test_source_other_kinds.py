"""Imports of files that are no pictures (tests/beeps), alone and beside pictures and texts."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars
import pytest
from PIL import Image

from mmgui.core.data.example import FieldMapping, ImportResult
from mmgui.core.data.importing.columns import guess_mapping
from mmgui.core.data.importing.source import preview_source, read_source
from tests.beeps import beeps_alone
from tests.end_to_end.test_third_modality import write_wav


@pytest.fixture(autouse=True)
def beeps() -> Iterator[None]:
    with beeps_alone():
        yield


def put(folder: Path, *places: str) -> None:
    """Sounds, pictures and texts by the endings of their paths."""
    for number, place in enumerate(places):
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".wav":
            write_wav(path, np.full(100, number / 100))
        elif path.suffix == ".png":
            Image.new("RGB", (4, 4), (number, 0, 0)).save(path)
        else:
            path.write_text(f"words {number}", encoding="utf-8")


def fields(result: ImportResult) -> list[tuple[str, str]]:
    return [(field.name, field.modality) for field in result.examples.fields]


def names(result: ImportResult) -> list[tuple[Any, ...]]:
    """Per example the names of its files, or its words, and its label."""
    return [(*(value and Path(value).name for value in e.values.values()), e.label) for e in result.examples.examples]


def test_a_folder_of_sounds_per_class_gives_a_field_of_sounds(tmp_path: Path) -> None:
    put(tmp_path, "high/1.wav", "high/2.wav", "low/1.wav", "low/2.wav")
    result = read_source(tmp_path)
    assert fields(result) == [("sound", "beep")] and not result.problems
    assert names(result) == [("1.wav", "high"), ("2.wav", "high"), ("1.wav", "low"), ("2.wav", "low")]


def test_folders_of_parts_hold_sounds_too(tmp_path: Path) -> None:
    put(tmp_path, *(f"{part}/{label}/{n}.wav" for part in ("train", "test") for label in ("high", "low") for n in "12"))
    result = read_source(tmp_path)
    assert [e.split for e in result.examples.examples] == ["test"] * 4 + ["train"] * 4
    assert {e.label for e in result.examples.examples} == {"high", "low"}


def test_texts_beside_sounds_are_their_words(tmp_path: Path) -> None:
    put(tmp_path, "high/1.wav", "high/1.txt", "high/2.wav", "low/1.wav", "low/1.txt", "low/odd.txt")
    result = read_source(tmp_path)
    assert fields(result) == [("sound", "beep"), ("words", "text")]
    assert [row[1] for row in names(result)] == ["words 1", None, "words 4"]
    said = {problem.what for problem in result.problems}
    assert "1 of 3 files has no text that is called like it: it is read without words." in said
    assert any(what.startswith("1 text (.txt) was left out: no file beside it is called like it") for what in said)


def test_files_of_two_kinds_that_are_called_alike_are_one_example(tmp_path: Path) -> None:
    put(tmp_path, "high/1.png", "high/1.wav", "high/1.txt", "high/2.wav", "low/1.png", "low/1.wav", "low/2.png")
    result = read_source(tmp_path)
    assert fields(result) == [("picture", "image"), ("sound", "beep"), ("words", "text")]
    assert names(result) == [
        ("1.png", "1.wav", "words 2", "high"),
        (None, "2.wav", None, "high"),
        ("1.png", "1.wav", None, "low"),
        ("2.png", None, None, "low"),
    ]
    assert [problem.kind for problem in result.problems] == ["note"]  # words are missing


def test_two_pictures_of_one_name_stay_two_examples(tmp_path: Path) -> None:
    put(tmp_path, "high/1.png", "high/1.wav", "low/1.png")
    Image.new("RGB", (4, 4)).save(tmp_path / "high" / "1.bmp")
    assert names(read_source(tmp_path)) == [
        ("1.bmp", "1.wav", "high"), ("1.png", None, "high"), ("1.png", None, "low")
    ]  # fmt: skip


def test_a_sound_beside_each_picture_is_no_version_of_it(tmp_path: Path) -> None:
    words = ("oak", "elm", "fir", "ash")
    put(tmp_path, *(f"{label}/{word}.{end}" for label in ("a", "b") for word in words for end in ("png", "wav")))
    result = read_source(tmp_path)
    assert len(result.examples) == 8 and not result.problems
    put(tmp_path, *(f"{label}/{word}_turned.wav" for label in ("a", "b") for word in words))
    assert [p.what.partition(",")[0] for p in read_source(tmp_path).problems] == [
        "Files of the same class are called alike"
    ]


def test_an_archive_of_sounds_is_read(tmp_path: Path) -> None:
    put(tmp_path, "in/high/1.wav", "in/high/2.wav", "in/low/1.wav", "in/low/2.wav")
    with zipfile.ZipFile(tmp_path / "sounds.zip", "w") as archive:
        for path in sorted((tmp_path / "in").rglob("*.wav")):
            archive.write(path, path.relative_to(tmp_path / "in"))
    result = read_source(tmp_path / "sounds.zip")
    assert fields(result) == [("sound", "beep")] and len(result.examples) == 4 and not result.problems


def test_a_broken_sound_in_a_folder_is_a_problem_by_its_name(tmp_path: Path) -> None:
    put(tmp_path, "high/1.wav", "low/1.wav")
    (tmp_path / "low" / "2.wav").write_bytes(b"RIFFnothing")
    result = read_source(tmp_path)
    (problem,) = result.problems
    assert len(result.examples) == 2 and "“low/2.wav” is damaged" in problem.what


def test_hidden_sounds_are_told_as_files_and_hidden_pictures_as_pictures(tmp_path: Path) -> None:
    put(tmp_path, "high/1.wav", "low/1.wav", "low/.2.wav")
    assert [p.what for p in read_source(tmp_path).problems] == [
        "1 hidden file was left out (its name begins with a dot)."
    ]
    put(tmp_path / "pictures", "a/1.png", "b/1.png", "b/.2.png")
    assert [p.what for p in read_source(tmp_path / "pictures").problems] == [
        "1 hidden picture was left out (its name begins with a dot)."
    ]


def test_sounds_beside_a_table_that_no_row_names_are_counted(tmp_path: Path) -> None:
    put(tmp_path, "1.wav", "2.wav", "3.wav")
    (tmp_path / "t.csv").write_text("sound,label\n1.wav,high\n2.wav,low\n", encoding="utf-8")
    result = read_source(tmp_path)
    assert len(result.examples) == 2
    assert [(p.what.partition(":")[0], p.count) for p in result.problems] == [("1 file in this folder was left out", 1)]


def test_a_column_belongs_to_the_kind_of_most_of_its_files() -> None:
    files = ["a.wav", "b.wav", "c.png"]
    mapping = guess_mapping(("file", "photo", "label"), [(f, f"{n}.png", "x") for n, f in enumerate(files)])
    assert mapping.fields == (FieldMapping("sound", "beep", "file"), FieldMapping("picture", "image", "photo"))


def test_ids_belong_to_the_kind_of_the_files_that_they_name(tmp_path: Path) -> None:
    put(tmp_path, *(f"media/{n}x.wav" for n in range(6)))
    for column in ("key", "file_name"):
        rows = "".join(f"{n}x,{'high' if n % 2 else 'low'}\n" for n in range(6))
        (tmp_path / "t.csv").write_text(f"{column},label\n{rows}", encoding="utf-8")
        assert preview_source(tmp_path / "t.csv").guess.fields == (FieldMapping("sound", "beep", column),)


def test_sounds_within_a_table_are_told_by_their_names(tmp_path: Path) -> None:
    put(tmp_path, "1.wav", "1.png")
    cells = {
        "heard": [{"bytes": (tmp_path / "1.wav").read_bytes(), "path": "1.wav"}] * 4,
        "seen": [{"bytes": (tmp_path / "1.png").read_bytes(), "path": None}] * 4,
        "label": ["high", "low"] * 2,
    }
    polars.DataFrame(cells).write_parquet(tmp_path / "t.parquet")
    result = read_source(tmp_path / "t.parquet")
    assert fields(result) == [("sound", "beep"), ("picture", "image")] and len(result.examples) == 4
    assert {Path(str(e.values["sound"])).suffix for e in result.examples.examples} == {".wav"}


def test_several_sounds_in_a_cell_are_refused_as_files(tmp_path: Path) -> None:
    put(tmp_path, "1.wav", "2.wav")
    (tmp_path / "t.csv").write_text("sound,label\n1.wav,a\n1.wav;2.wav,b\n2.wav,a\n", encoding="utf-8")
    (problem,) = (p for p in read_source(tmp_path / "t.csv").problems if p.kind == "problem")
    assert "“1.wav;2.wav” holds several files; a cell is read as one." in problem.what


def test_an_unread_column_of_sounds_is_told(tmp_path: Path) -> None:
    put(tmp_path, "1.wav", "2.wav", "1.png", "2.png")
    (tmp_path / "t.csv").write_text("photo,sound,label\n1.png,1.wav,a\n2.png,2.wav,b\n", encoding="utf-8")
    mapping = preview_source(tmp_path / "t.csv").guess
    pictures = type(mapping)(mapping.fields[:1], mapping.label_column)
    told = [p.what for p in read_source(tmp_path / "t.csv", pictures).problems]
    assert told == ["“sound” names files of the kind “Beep” and is not read."]


def test_an_empty_row_says_nothing_of_pictures(tmp_path: Path) -> None:
    put(tmp_path, "1.wav", "2.wav")
    (tmp_path / "t.csv").write_text("sound,text,label\n1.wav,one word,a\n,,b\n2.wav,two words,a\n", encoding="utf-8")
    (problem,) = (p for p in read_source(tmp_path / "t.csv").problems if p.kind == "problem")
    assert problem.what == "There is nothing in the columns that are read."


def test_a_list_of_sounds_with_blanks_in_their_names_is_a_table(tmp_path: Path) -> None:
    put(tmp_path, *(f"my sound {n}.wav" for n in range(4)))
    (tmp_path / "list.txt").write_text("".join(f"my sound {n}.wav {'ab'[n % 2]}\n" for n in range(4)), encoding="utf-8")
    result = read_source(tmp_path / "list.txt")
    assert [e.label for e in result.examples.examples] == ["a", "b", "a", "b"]
    assert all(Path(str(e.values["sound"])).is_file() for e in result.examples.examples)
