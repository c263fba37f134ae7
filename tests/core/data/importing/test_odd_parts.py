"""A part of which nothing could be read is told: its figures come from elsewhere."""

from pathlib import Path

import pytest
from PIL import Image

from mmgui.core.data.importing.source import read_source

TRAIN = "text,label\n" + "".join(f"some words number {n},{'ab'[n % 2]}\n" for n in range(12))


def said(source: Path) -> list[str]:
    return [p.what for p in read_source(source).problems if p.kind == "note" and p.what.startswith("Nothing of")]


@pytest.mark.parametrize(("name", "part"), [("test", "test"), ("val", "validation")])
def test_a_table_of_a_part_that_gives_nothing_is_told(name: str, part: str, tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text(TRAIN)
    (tmp_path / f"{name}.csv").write_text("sentence here,label\n,a\n,b\n")
    assert said(tmp_path) == [f"Nothing of “{name}.csv” could be read: the {part} part is taken from “train.csv”."]
    (tmp_path / f"{name}.csv").write_text("text,label\n,a\nother words,b\n")
    assert said(tmp_path) == []


def test_a_folder_of_a_part_with_broken_pictures_only_is_told(tmp_path: Path) -> None:
    for part in ("train", "test"):
        for number in range(6):
            file = tmp_path / part / "ab"[number % 2] / f"{part}{number}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            if part == "train":
                Image.new("RGB", (4, 4), (number, 0, 0)).save(file)
            else:
                file.write_bytes(b"\x89PNG broken")
    assert said(tmp_path) == ["Nothing of “test” could be read: the test part is taken from “train”."]


def test_tables_without_parts_and_without_training_say_nothing(tmp_path: Path) -> None:
    (tmp_path / "test.csv").write_text("text,label\n,a\n")
    (tmp_path / "val.csv").write_text(TRAIN)
    assert said(tmp_path) == []
