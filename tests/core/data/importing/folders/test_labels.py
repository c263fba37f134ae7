"""Tables that say other parts than the folders in which their files lie: told, and the folders can be chosen."""

from dataclasses import replace
from pathlib import Path

from PIL import Image

from mmgui.core.data.example import ImportResult, Problem
from mmgui.core.data.importing.source import preview_source, read_source

PLACES = [f"{part}/{i}.png" for part in ("train", "test") for i in range(4)]


def put(folder: Path, head: str, *rows: str) -> Path:
    for number, place in enumerate(PLACES):
        (folder / place).parent.mkdir(exist_ok=True, parents=True)
        Image.new("RGB", (4, 4), (number, 0, 9)).save(folder / place)
    (folder / "metadata.csv").write_text("\n".join([head, *rows]))
    return folder


def told(result: ImportResult) -> list[Problem]:
    return [p for p in result.problems if "another part than the folder" in p.what]


def rows_of(*parts: str) -> list[str]:
    return [f"{place},{'ab'[i % 2]},{part}" for i, (place, part) in enumerate(zip(PLACES, parts, strict=True))]


def test_rows_that_say_another_part_than_their_folder_are_told_and_the_folders_can_be_chosen(tmp_path: Path) -> None:
    parts = ["train"] * 3 + ["test"] + ["val"] + ["test"] * 3
    put(tmp_path, "file_name,label,split", *rows_of(*parts))
    result = read_source(tmp_path)
    assert len(result.examples.part("train")) == 3
    [note] = told(result)
    assert note.kind == "note" and note.option == "--split by_folder"
    assert note.what.startswith("2 rows say another part than the folders in which their files lie: ")
    assert "“train/3.png” as test, “test/0.png” as validation" in note.what
    assert "choose “by_folder” as the column of the parts" in note.what
    assert [p for p in result.problems if p not in (note,)] == []  # the column that was added is no riddle
    mapping = replace(preview_source(tmp_path).guess, split_column="by_folder")
    chosen = read_source(tmp_path, mapping)
    assert [e.split for e in chosen.examples.examples] == ["train"] * 4 + ["test"] * 4
    assert not told(chosen)


def test_a_column_for_the_parts_that_agrees_with_the_folders_is_alone(tmp_path: Path) -> None:
    put(tmp_path, "file_name,label,split", *rows_of(*["train"] * 4, *["test"] * 4))
    assert preview_source(tmp_path).columns == ("file_name", "label", "split")
    assert not read_source(tmp_path).problems


def test_rows_against_few_of_the_folders_are_told_without_a_choice(tmp_path: Path) -> None:
    Image.new("RGB", (4, 4), (99, 0, 9)).save(tmp_path / "loose.png")
    put(tmp_path, "file_name,label,split", *rows_of(*["test"] * 4, *["test"] * 4), "loose.png,a,train")
    [note] = told(read_source(tmp_path))
    assert note.what.startswith("4 rows say") and note.what.endswith("If the folders are right, correct the table.")
    assert not note.option


def test_the_added_column_can_be_chosen_for_anything(tmp_path: Path) -> None:
    put(tmp_path, "file_name,label,split", *rows_of(*["test"] * 4, *["train"] * 4))
    mapping = replace(preview_source(tmp_path).guess, label_column="by_folder")
    assert read_source(tmp_path, mapping).examples.class_counts() == {"train": 4, "test": 4}
