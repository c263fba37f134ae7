"""Classes that lie some folders deep: behind folders that stand alone in each group, or in groups of groups."""

import os
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from mmgui.core.data.example import ImportResult, SourceOptions
from mmgui.core.data.importing.source import preview_source, read_source


def put(folder: Path, *names: str) -> None:
    for number, name in enumerate(names):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".txt":
            file.write_text(f"some words {number}", encoding="utf-8")
        else:
            Image.new("RGB", (4, 4), (number % 256, number // 256, 7)).save(file)


def read(folder: Path, reading: str = "") -> ImportResult:
    return read_source(folder, options=SourceOptions(reading=reading))


def labels(result: ImportResult) -> dict[str, int]:
    return result.examples.class_counts()


def notes(result: ImportResult) -> str:
    return "\n".join(f"{p.what} {p.option}" for p in result.problems if p.kind == "note")


@pytest.mark.parametrize(
    ("groups", "box", "suffix"),
    [
        (("Photos-20240301T120000Z-001", "Photos-20240301T120000Z-002"), "Photos", "png"),
        (("Schule A", "Schule B"), "Fotos", "png"),
        (("7a", "7b"), "Texte", "txt"),
    ],
)
def test_a_folder_that_stands_alone_in_each_group_is_no_level(
    groups: tuple[str, ...], box: str, suffix: str, tmp_path: Path
) -> None:
    put(tmp_path, *(f"{g}/{box}/{c}/{g}{i}.{suffix}" for g in groups for c in ("good", "bad") for i in range(3)))
    result = read(tmp_path)
    assert labels(result) == {"good": 6, "bad": 6}
    assert f"“{groups[0]}”" in notes(result)
    assert "--read-as classes" in notes(result)
    assert labels(read(tmp_path, "classes")) == dict.fromkeys(groups, 6)


def test_a_folder_that_stands_alone_in_each_class_is_left_if_it_is_numbered(tmp_path: Path) -> None:
    put(tmp_path, *(f"{c}/2023/{m}/{i}.png" for c in ("cat", "dog") for m in ("May", "June") for i in range(2)))
    assert labels(read(tmp_path)) == {"cat": 4, "dog": 4}


def test_parts_with_the_same_folder_around_their_classes_are_read_beside_another_folder(tmp_path: Path) -> None:
    put(tmp_path, *(f"{p}/pets/{c}/{i}.png" for p in ("train", "test") for c in ("cat", "dog") for i in range(2)))
    put(tmp_path, "old/9.png")
    result = read(tmp_path)
    assert labels(result) == {"cat": 4, "dog": 4}
    assert Counter(e.split for e in result.examples.examples) == {"train": 4, "test": 4}


def test_groups_in_groups_lead_to_the_innermost_folders(tmp_path: Path) -> None:
    put(
        tmp_path,
        *(
            f"{y}/{m}/{c}/{i}.png"
            for y in ("2023", "2024")
            for m in ("May", "June")
            for c in ("apple", "pear")
            for i in range(2)
        ),
    )
    result = read(tmp_path)
    assert labels(result) == {"apple": 8, "pear": 8}
    assert "--read-as inner-classes, --read-as classes" in notes(result)
    assert labels(read(tmp_path, "inner-classes")) == {"May": 8, "June": 8}


def test_classes_two_levels_down_are_named_and_can_be_chosen(tmp_path: Path) -> None:
    tree = {"animals": {"mammals": ("dog", "cat"), "birds": ("owl", "tit")}, "plants": {"trees": ("oak", "beech")}}
    put(
        tmp_path,
        *(f"{a}/{b}/{c}/{i}.png" for a, inner in tree.items() for b, of in inner.items() for c in of for i in range(2)),
    )
    result = read(tmp_path)
    assert labels(result) == {"animals": 8, "plants": 4}
    assert "“owl”" in notes(result) or "“beech”" in notes(result)
    assert [r.name for r in preview_source(tmp_path).readings] == ["classes", "inner-classes", "innermost-classes"]
    assert labels(read(tmp_path, "innermost-classes")) == dict.fromkeys(("dog", "cat", "owl", "tit", "oak", "beech"), 2)


@pytest.mark.parametrize("names", [("rps", "rps-test-set", "rps-validation"), ("pets_train_set", "pets_test_set")])
def test_folders_are_parts_whose_names_end_in_the_part_and_set(names: tuple[str, ...], tmp_path: Path) -> None:
    put(tmp_path, *(f"{name}/{c}/{i}.png" for name in names for c in ("rock", "paper") for i in range(2)))
    result = read(tmp_path)
    assert labels(result) == {"rock": 2 * len(names), "paper": 2 * len(names)}
    assert {e.split for e in result.examples.examples} == {"train", "test", *["validation"] * (len(names) > 2)}
    assert "--read-as classes" in notes(result)


def test_a_class_beside_others_that_end_in_parts_is_not_training(tmp_path: Path) -> None:
    put(tmp_path, *(f"{name}/{i}.png" for name in ("rps", "cat test", "dog validation") for i in range(2)))
    assert labels(read(tmp_path)) == {"rps": 2, "cat test": 2, "dog validation": 2}


def splits(result: ImportResult) -> dict[tuple[str | None, str | None], int]:
    return Counter((e.split, e.label) for e in result.examples.examples)


def test_classes_beside_parts_that_hold_the_same_classes_are_training(tmp_path: Path) -> None:
    put(tmp_path, *(f"{c}/{i}.png" for c in ("manzana", "Pera") for i in range(5)), "prueba/0.png", "prueba/1.png")
    put(tmp_path, *(f"validación/{c}/{i}.png" for c in ("manzana", "pera") for i in range(2)))
    (tmp_path / "uva").mkdir()
    result = read(tmp_path)
    assert splits(result) == {
        ("train", "manzana"): 5,
        ("train", "Pera"): 5,
        ("validation", "manzana"): 2,
        ("validation", "pera"): 2,
        ("test", None): 2,
    }
    assert "the classes for training are the folders “Pera”, “manzana”, the other parts the folders" in notes(result)
    assert [p.where for p in result.problems if "is empty" in p.what] == ["uva"]
    readings = [r.name for r in preview_source(tmp_path).readings]
    assert readings == ["classes-beside-parts", "classes", "parts", "inner-classes"]
    assert labels(read(tmp_path, "classes")) == {"manzana": 5, "Pera": 5, "prueba": 2, "validación": 4}
    assert splits(read(tmp_path, "parts")).keys() == {("validation", "manzana"), ("validation", "pera"), ("test", None)}


@pytest.mark.parametrize("suffix", ["png", "txt"])
@pytest.mark.parametrize("tested", [("bus", "car"), ("bus", "car", "train"), ("bus", "dev", "train")])
def test_a_class_called_like_a_part_is_a_class_beside_a_test_folder_with_the_same_classes(
    suffix: str, tested: tuple[str, ...], tmp_path: Path
) -> None:
    outer = {"bus", "car", "train", *tested}
    put(tmp_path, *(f"{c}/{i}.{suffix}" for c in outer for i in range(5)))
    put(tmp_path, *(f"test/{c}/{i}.{suffix}" for c in tested for i in range(2)))
    result = read(tmp_path)
    assert splits(result) == {("train", c): 5 for c in outer} | {("test", c): 2 for c in tested}
    assert "the classes for training are the folders" in notes(result)
    assert "the other parts the folders “test”" in notes(result)
    readings = [r.name for r in preview_source(tmp_path).readings]
    assert readings[:3] == ["classes-beside-parts", "classes", "parts"]


def test_a_folder_called_training_with_folders_in_it_is_no_class_beside_test(tmp_path: Path) -> None:
    put(tmp_path, *(f"{a}/{c}/{i}.png" for a in ("train", "test") for c in ("bus", "car") for i in range(3)))
    put(tmp_path, "bus/0.png", "car/0.png")
    assert "classes-beside-parts" not in [r.name for r in preview_source(tmp_path).readings]


@pytest.mark.parametrize("inner", [("bus", "car"), ("cat",), ("cat", "dog", "owl")])
def test_classes_beside_a_part_with_others_in_it_are_not_taken_for_training(
    inner: tuple[str, ...], tmp_path: Path
) -> None:
    put(tmp_path, *(f"{c}/{i}.png" for c in ("cat", "dog") for i in range(2)))
    put(tmp_path, *(f"test/{c}/{i}.png" for c in inner for i in range(2)), "validation/0.png")
    assert "classes-beside-parts" not in [r.name for r in preview_source(tmp_path).readings]


def test_classes_beside_training_that_holds_the_same_ones_are_not_added_to_it(tmp_path: Path) -> None:
    put(tmp_path, *(f"{a}{c}/{i}.png" for a in ("", "train/", "test/") for c in ("cat", "dog") for i in range(2)))
    assert "classes-beside-parts" not in [r.name for r in preview_source(tmp_path).readings]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_class_that_is_a_link_to_another_is_told(tmp_path: Path) -> None:
    put(tmp_path, "cat/1.png", "dog/1.png", "dog/big/2.png", ".store/3.png")
    (tmp_path / "kitten").symlink_to(tmp_path / "cat")
    (tmp_path / "owl").symlink_to(tmp_path / ".store")  # what is not read otherwise is there once
    result = read(tmp_path)
    assert labels(result) == {"cat": 1, "dog": 2, "kitten": 1, "owl": 1}
    told = [p for p in result.problems if "is a link to" in p.what]
    assert [(p.where, p.kind) for p in told] == [("kitten", "note")]
    assert told[0].what.startswith("“kitten” is a link to “cat”: the same files a second time.")


@pytest.mark.parametrize(("suffix", "offered"), [("png", ["classes", "parts"]), ("txt", [])])
def test_a_class_called_like_a_part_is_offered_as_a_part_only_where_it_can_be_read_so(
    suffix: str, offered: list[str], tmp_path: Path
) -> None:
    put(tmp_path, *(f"tickets/{c}/{c}{i}.{suffix}" for c in ("dev", "hr", "ops") for i in range(3)))
    assert labels(read(tmp_path)) == {"dev": 3, "hr": 3, "ops": 3}
    assert ("It could also be" in notes(read(tmp_path))) is bool(offered)
    readings = preview_source(tmp_path).readings
    assert [r.name for r in readings if len(readings) > 1] == offered
    assert all(len(read(tmp_path, name).examples) for name in offered)
