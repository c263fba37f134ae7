"""Tables beside folders of parts, with rows in a folder that is none."""

from pathlib import Path

import pytest
from PIL import Image

from mmgui.core.data.account import account_of
from mmgui.core.data.importing.source import read_source


def _write(folder: Path, places: list[str], header: str = "file_name,label", names: list[str] | None = None) -> None:
    for number, place in enumerate(places):
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (16, 16), (number % 256, number // 256, 90)).save(path)
    rows = [f"{name},{'ab'[i % 2]}" for i, name in enumerate(names or places)]
    (folder / "metadata.csv").write_text("\n".join([header, *rows]), encoding="utf-8")


def _parts(folder: Path) -> dict[str, int]:
    splits = [str(e.split) for e in read_source(folder).examples.examples]
    return {part: splits.count(part) for part in dict.fromkeys(splits)}


PLACES = [f"train/a{i}.png" for i in range(8)] + [f"test/b{i}.png" for i in range(4)]


@pytest.mark.parametrize("strays", [[], ["loose0.png", "loose1.png", "loose2.png"]])
def test_one_row_in_an_odd_folder_keeps_the_parts(tmp_path: Path, strays: list[str]) -> None:
    _write(tmp_path, [*PLACES, *strays, "drafts/c0.png"])
    result = read_source(tmp_path)
    account = account_of(result)
    assert _parts(tmp_path) == {"train": 8 + len(strays), "test": 4}
    [odd] = [p for p in account.problems if "drafts/" in p.what]
    assert (odd.kind, odd.count, odd.row) == ("problem", 1, len(PLACES) + len(strays) + 2)
    assert result.total == len(PLACES) + len(strays) + 1


def test_one_odd_folder_of_many_rows_before_the_parts(tmp_path: Path) -> None:
    _write(tmp_path, [f"extra/c{i:03}.png" for i in range(520)] + [p for i in range(50) for p in _many(i)])
    assert _parts(tmp_path) == {"train": 400, "test": 200}


def _many(i: int) -> list[str]:
    return [place.replace("/", f"/{i:02}") for place in PLACES]


def test_files_named_without_their_folders_keep_the_parts(tmp_path: Path) -> None:
    places = [*PLACES, "drafts/c0.png", "loose.png"]
    _write(tmp_path, places, names=[place.rpartition("/")[2] for place in places])
    assert _parts(tmp_path) == {"train": 9, "test": 4}


def test_classes_called_train_and_car_stay_classes(tmp_path: Path) -> None:
    _write(tmp_path, [f"{'train' if i % 3 else 'car'}/{i}.png" for i in range(12)])
    assert _parts(tmp_path) == {"None": 12}


def test_labels_are_those_of_the_folders_in_the_odd_one_too(tmp_path: Path) -> None:
    places = [f"{part}/{kind}/{i}.png" for part in ("train", "test", "more") for kind in ("cat", "dog") for i in "1234"]
    _write(tmp_path, places, header="file_name,number", names=None)
    (tmp_path / "metadata.csv").write_text("\n".join(["file_name", *places]), encoding="utf-8")
    result = read_source(tmp_path)
    assert set(result.examples.class_counts()) == {"cat", "dog"}
    assert _parts(tmp_path) == {"train": 8, "test": 8}
