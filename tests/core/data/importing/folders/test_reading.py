"""Folders as people have them: what is a class, what a part, and that whatever is not read is named and counted."""

import io
import json
import os
import shutil
from collections import Counter
from pathlib import Path

import polars
import pytest
import xlsxwriter
from PIL import Image

from mmgui.core.data.example import ImportResult, SourceOptions
from mmgui.core.data.importing.source import preview_source, read_source
from mmgui.core.errors import DataError


def png(number: int = 0, kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4), (number % 256, number // 256, 7)).save(buffer, kind)
    return buffer.getvalue()


def put(folder: Path, *names: str) -> None:
    for number, name in enumerate(names):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(png(number))


def put_classes(folder: Path, *classes: str, count: int = 2) -> None:
    put(folder, *(f"{name}/{i}.png" for name in classes for i in range(count)))


def read(folder: Path, reading: str = "") -> ImportResult:
    return read_source(folder, options=SourceOptions(reading=reading))


def found(result: ImportResult, kind: str) -> dict[str, str]:
    return {p.where: f"{p.what} {p.option}".strip() for p in result.problems if p.kind == kind}


def left_out(result: ImportResult) -> dict[str, int]:
    return {p.where: p.count for p in result.problems if p.kind == "left out"}


def labels(result: ImportResult) -> dict[str, int]:
    return result.examples.class_counts()


def parts(result: ImportResult) -> dict[str | None, int]:
    return dict(Counter(e.split for e in result.examples.examples))


# --- classes that are called like parts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "classes",
    [
        ("bird", "fish", "train"),
        ("valid", "invalid"),
        ("bus", "test", "train_station"),
        ("validation", "rejection", "appeal"),
        ("Dev", "Ops"),
        ("tr", "te"),  # Turkish and Telugu
        ("bus", "car", "test", "train"),
    ],
)
def test_a_class_may_be_called_like_a_part(classes: tuple[str, ...], tmp_path: Path) -> None:
    put_classes(tmp_path, *classes)
    result = read(tmp_path)
    assert labels(result) == dict.fromkeys(classes, 2)
    assert parts(result) == {None: 2 * len(classes)}


def test_what_was_taken_is_said_and_the_other_reading_can_be_chosen(tmp_path: Path) -> None:
    put_classes(tmp_path, "bird", "fish", "train")
    assert "--read-as parts" in next(iter(found(read(tmp_path), "note").values()))
    preview = preview_source(tmp_path)
    assert [r.name for r in preview.readings] == ["classes", "parts"]
    assert preview.reading == "classes"
    other = read(tmp_path, "parts")
    assert parts(other) == {"train": 2}
    assert left_out(other) == {"bird": 2, "fish": 2}
    assert other.total == 6


def test_parts_with_classes_stay_parts_beside_another_folder(tmp_path: Path) -> None:
    put(tmp_path, *(f"{part}/{c}/1.png" for part in ("train", "test") for c in ("cat", "dog")), "unsorted/0.png")
    put(tmp_path, "unsorted/1.png", "loose.png")
    result = read(tmp_path)
    assert labels(result) == {"cat": 2, "dog": 2}
    assert parts(result) == {"train": 2, "test": 2}
    assert left_out(result) == {"unsorted": 2, tmp_path.name: 1}
    assert result.total == 7
    assert labels(read(tmp_path, "classes")) == {"test": 2, "train": 2, "unsorted": 2}


def test_parts_without_classes_give_no_label_called_train(tmp_path: Path) -> None:
    put(tmp_path, "train/1.png", "train/2.png", "test/3.png")
    result = read(tmp_path)
    assert labels(result) == {}
    assert parts(result) == {"train": 2, "test": 1}


@pytest.mark.parametrize(
    "names", [("Train", "Valid", "Testing"), ("training", "dev", "test"), ("训练集", "验证", "测试")]
)
def test_parts_are_known_in_many_words(names: tuple[str, str, str], tmp_path: Path) -> None:
    put(tmp_path, *(f"{name}/{c}/1.png" for name in names for c in ("cat", "dog")))
    assert parts(read(tmp_path)) == {"train": 2, "validation": 2, "test": 2}


def test_a_test_part_without_classes_is_kept_unlabelled(tmp_path: Path) -> None:
    put(tmp_path, "train/cat/1.png", "train/dog/2.png", "test/3.png", "test/4.png")
    result = read(tmp_path)
    assert [(e.label, e.split) for e in result.examples.examples] == [
        (None, "test"),
        (None, "test"),
        ("cat", "train"),
        ("dog", "train"),
    ]


def test_a_training_folder_alone_stays_the_training_part(tmp_path: Path) -> None:
    put_classes(tmp_path, "train/cat", "train/dog")
    result = read(tmp_path)
    assert (labels(result), parts(result)) == ({"cat": 2, "dog": 2}, {"train": 4})


def test_parts_inside_of_class_folders_are_parts(tmp_path: Path) -> None:
    put_classes(tmp_path, "cat/train", "cat/test", "dog/train", "dog/test", count=1)
    result = read(tmp_path)
    assert (labels(result), parts(result)) == ({"cat": 2, "dog": 2}, {"test": 2, "train": 2})


def test_folds_with_parts_in_them_are_no_classes(tmp_path: Path) -> None:
    put_classes(tmp_path, *(f"Fold {i}/{p}/{c}" for i in (1, 2) for p in ("Train", "Test") for c in ("cat", "dog")))
    result = read(tmp_path)
    assert (labels(result), parts(result)) == ({"cat": 8, "dog": 8}, {"test": 8, "train": 8})
    assert "Fold 1/Test" in next(iter(found(result, "note").values()))


# --- folders around folders --------------------------------------------------------------------------------------


@pytest.mark.parametrize("around", ["pets", "pets/pets", "a/b/c"])
def test_folders_around_the_classes_are_gone_through_and_said(around: str, tmp_path: Path) -> None:
    put_classes(tmp_path / "data", f"{around}/cat", f"{around}/dog")
    result = read(tmp_path / "data")
    assert labels(result) == {"cat": 2, "dog": 2}
    assert around in next(iter(found(result, "note").values()))
    assert result.examples.examples[0].origin == f"{around}/cat/0.png"


def test_folders_around_the_parts_are_gone_through(tmp_path: Path) -> None:
    put_classes(tmp_path, *(f"Data/{p}/{c}" for p in ("Training", "Testing") for c in ("cat", "dog")))
    result = read(tmp_path)
    assert (labels(result), parts(result)) == ({"cat": 4, "dog": 4}, {"test": 4, "train": 4})


def test_the_same_folder_in_each_part_is_gone_through(tmp_path: Path) -> None:
    put_classes(tmp_path, *(f"{p}/pets/{c}" for p in ("train", "test") for c in ("cat", "dog")))
    assert labels(read(tmp_path)) == {"cat": 4, "dog": 4}


def test_a_folder_below_a_class_is_no_class(tmp_path: Path) -> None:
    put(tmp_path, "cat/session1/1.png", "cat/session2/2.png", "dog/a/b/3.png")
    assert labels(read(tmp_path)) == {"cat": 2, "dog": 1}


def test_one_class_folder_stays_a_class(tmp_path: Path) -> None:
    put_classes(tmp_path, "cat")
    assert labels(read(tmp_path)) == {"cat": 2}


@pytest.mark.parametrize("outer", [("fold1", "fold2", "fold3"), ("1", "2"), ("batch_01", "batch_02"), ("Alice", "Bob")])
def test_the_same_folders_in_all_folders_are_the_classes(outer: tuple[str, ...], tmp_path: Path) -> None:
    put_classes(tmp_path, *(f"{o}/{c}" for o in outer for c in ("cat", "dog")), count=1)
    result = read(tmp_path)
    assert labels(result) == dict.fromkeys(("cat", "dog"), len(outer))
    assert "--read-as classes" in next(iter(found(result, "note").values()))
    assert labels(read(tmp_path, "classes")) == dict.fromkeys(outer, 2)


def test_numbered_folders_in_all_classes_are_no_classes(tmp_path: Path) -> None:
    put_classes(tmp_path, *(f"{c}/day{d}" for c in ("cat", "dog") for d in (1, 2)), count=1)
    result = read(tmp_path)
    assert labels(result) == {"cat": 2, "dog": 2}
    assert "--read-as inner-classes" in next(iter(found(result, "note").values()))


# --- classes in folders around them ------------------------------------------------------------------------------


@pytest.mark.parametrize("beside", ["logo.png", "docs/screenshot.png"])
def test_a_folder_around_the_classes_is_gone_through_where_little_lies_beside_it(beside: str, tmp_path: Path) -> None:
    put_classes(tmp_path, "dataset/cat", "dataset/dog")
    put(tmp_path, beside)
    result = read(tmp_path)
    assert labels(result) == {"cat": 2, "dog": 2} and len(result.examples) == 5
    told = found(result, "note")
    assert told[tmp_path.name].endswith("--read-as classes") and "no label" in told[beside]
    assert labels(read(tmp_path, "classes"))["dataset"] == 4


def test_a_folder_around_the_classes_is_gone_through_beside_a_table_that_is_not_read(tmp_path: Path) -> None:
    put_classes(tmp_path, "dataset/cat", "dataset/dog")
    (tmp_path / "sample_submission.csv").write_text("id,label\n1,cat\n2,cat\n")
    result = read(tmp_path)
    assert (labels(result), left_out(result)) == ({"cat": 2, "dog": 2}, {"sample_submission.csv": 2})


def test_a_table_beside_one_folder_of_figures_is_read_all_the_same(tmp_path: Path) -> None:
    put_classes(tmp_path, "figures/plans", "figures/models")
    put_table(tmp_path, "posts.csv")
    assert labels(read(tmp_path)) == {"a": 2, "b": 2}


def test_a_folder_around_the_classes_in_the_only_folder_is_gone_through(tmp_path: Path) -> None:
    put_classes(tmp_path, "repo/data/cat", "repo/data/dog")
    put(tmp_path, "repo/logo.png")
    assert labels(read(tmp_path)) == {"cat": 2, "dog": 2}


def test_a_folder_around_the_parts_is_gone_through_and_what_lies_beside_it_is_left_out(tmp_path: Path) -> None:
    put_classes(tmp_path, *(f"data/{p}/{c}" for p in ("train", "test") for c in ("cat", "dog")))
    put(tmp_path, "docs/screenshot.png", "logo.png")
    result = read(tmp_path)
    assert (labels(result), parts(result)) == ({"cat": 4, "dog": 4}, {"test": 4, "train": 4})
    assert left_out(result) == {"logo.png": 2} and result.total == 10


def test_a_folder_as_large_as_the_folders_in_another_is_a_class(tmp_path: Path) -> None:
    put_classes(tmp_path, "normal", "defect/crack", "defect/hole")
    result = read(tmp_path)
    assert labels(result) == {"defect": 4, "normal": 2}
    assert found(result, "note")[tmp_path.name].endswith("--read-as inner-classes")


def test_different_folders_in_the_classes_can_be_chosen_as_the_classes(tmp_path: Path) -> None:
    put_classes(tmp_path, "animals/cat", "animals/dog", "vehicles/bus", "vehicles/car")
    result = read(tmp_path)
    assert labels(result) == {"animals": 4, "vehicles": 4}
    assert found(result, "note")[tmp_path.name].endswith("--read-as inner-classes")
    assert labels(read(tmp_path, "inner-classes")) == {"bus": 2, "car": 2, "cat": 2, "dog": 2}


def test_folders_in_the_classes_can_be_chosen_where_a_class_is_called_like_a_part(tmp_path: Path) -> None:
    put_classes(tmp_path, "train", "station/hall", "station/roof")
    assert [r.name for r in preview_source(tmp_path).readings] == ["classes", "parts", "inner-classes"]


def test_folders_in_the_classes_of_the_parts_are_told(tmp_path: Path) -> None:
    put_classes(tmp_path, *(f"{p}/animals/{c}" for p in ("train", "test") for c in ("cat", "dog")))
    put_classes(tmp_path, "train/cars/bus", "test/cars/taxi")
    result = read(tmp_path)
    assert labels(result) == {"animals": 8, "cars": 4}
    assert "not read as classes" in found(result, "note")["test/animals/cat"]


def test_the_same_folders_in_other_spellings_are_the_classes(tmp_path: Path) -> None:
    put_classes(tmp_path, "Anna/cat", "Anna/dog", "Ben/cats", "Ben/dogs", "Cem/Cat", "Cem/Dog")
    assert set(labels(read(tmp_path))) == {"cat", "dog", "cats", "dogs", "Cat", "Dog"}
    assert labels(read(tmp_path, "classes")) == {"Anna": 4, "Ben": 4, "Cem": 4}


def test_a_folder_in_one_of_its_own_name_is_the_same(tmp_path: Path) -> None:
    put_classes(tmp_path, "train/train/cat", "train/train/dog", "test/Test")
    result = read(tmp_path)
    assert (labels(result), parts(result)) == ({"cat": 2, "dog": 2}, {"train": 4, "test": 2})


# --- names that hold a part and more -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("train", "test"),
    [("1_train", "2_test"), ("01 - Train", "02 - Test"), ("seg_train", "seg_test"), ("signs_train", "test")],
)
def test_parts_after_a_number_or_the_same_words_are_parts(train: str, test: str, tmp_path: Path) -> None:
    put_classes(tmp_path, *(f"{p}/{c}" for p in (train, test) for c in ("cat", "dog")))
    result = read(tmp_path)
    assert (labels(result), parts(result)) == ({"cat": 4, "dog": 4}, {"train": 4, "test": 4})
    told = found(result, "note")[tmp_path.name]
    assert "the parts are the folders" in told and f"“{train}”" in told and told.endswith("--read-as classes")
    assert labels(read(tmp_path, "classes")) == {train: 4, test: 4}


def test_one_folder_beside_such_parts_is_left_out(tmp_path: Path) -> None:
    put_classes(tmp_path, *(f"seg_{p}/seg_{p}/{c}" for p in ("train", "test") for c in ("sea", "street")))
    put_classes(tmp_path, "seg_pred/seg_pred")
    result = read(tmp_path)
    assert (labels(result), parts(result)) == ({"sea": 4, "street": 4}, {"train": 4, "test": 4})
    assert left_out(result) == {"seg_pred/seg_pred": 2}


@pytest.mark.parametrize(
    "names",
    [("test_cats", "test_dogs", "train_cats", "train_dogs"), ("Hunde Test", "Hunde Training", "Katzen Test")],
)
def test_names_of_a_part_and_a_class_are_classes_and_told(names: tuple[str, ...], tmp_path: Path) -> None:
    put_classes(tmp_path, *names)
    result = read(tmp_path)
    assert labels(result) == dict.fromkeys(names, 2)
    assert f"“{names[0]}”, seem to say a part and a class" in found(result, "note")[tmp_path.name]


@pytest.mark.parametrize("names", [("eye_test", "blood_test"), ("train_station", "bus_station")])
def test_classes_with_a_word_of_a_part_are_no_parts(names: tuple[str, ...], tmp_path: Path) -> None:
    put_classes(tmp_path, *names)
    result = read(tmp_path)
    assert labels(result) == dict.fromkeys(names, 2)


# --- what is in and between the folders --------------------------------------------------------------------------


def test_empty_class_folders_are_named(tmp_path: Path) -> None:
    put_classes(tmp_path, "cat", "dog")
    (tmp_path / "bird").mkdir()
    (tmp_path / "bird/.keep").touch()
    result = read(tmp_path)
    assert found(result, "note") == {"bird": "This folder is empty."}
    assert result.total == 4


def test_odd_names_are_classes_and_hidden_folders_are_named(tmp_path: Path) -> None:
    names = ("_", "cat ", "cat", "#1", "日本", "a%20b", "-x", "con", "nul", "😀", "a'b")
    put_classes(tmp_path, *names, ".hidden")
    result = read(tmp_path)
    assert labels(result) == {name: 4 if name == "cat" else 2 for name in names if name != "cat "}
    assert left_out(result) == {".hidden": 2}
    assert "differ only in blanks" in found(result, "note")["cat"]
    assert result.total == 24


def test_a_linked_folder_inside_is_read_and_one_that_leads_out_is_named(tmp_path: Path) -> None:
    put_classes(tmp_path / "data", "cat", "store/x")
    put_classes(tmp_path / "elsewhere", "dog", count=3)
    (tmp_path / "data/bird").symlink_to(tmp_path / "data/store/x")
    (tmp_path / "data/dog").symlink_to(tmp_path / "elsewhere/dog")
    (tmp_path / "data/circle").symlink_to(tmp_path / "data")
    result = read(tmp_path / "data")
    assert labels(result) == {"bird": 2, "cat": 2, "store": 2}
    assert left_out(result) == {"dog": 3}
    assert "elsewhere" in found(result, "left out")["dog"]
    assert "circle" in found(result, "note")


def test_many_linked_folders_that_lead_to_each_other_end(tmp_path: Path) -> None:
    for a in range(12):
        put(tmp_path, f"{a}/x.png")
        for b in range(12):
            (tmp_path / f"{a}/to{b}").symlink_to(tmp_path / str(b))
    assert len(read(tmp_path).examples) < 200


def test_a_link_of_a_picture_that_leads_out_is_a_problem(tmp_path: Path) -> None:
    put(tmp_path, "secret.png", "data/cat/1.png")
    (tmp_path / "data/cat/2.png").symlink_to(tmp_path / "secret.png")
    (tmp_path / "data/cat/3.png").symlink_to(tmp_path / "nowhere.png")
    result = read(tmp_path / "data")
    assert len(result.examples) == 1
    assert set(found(result, "problem")) == {"cat/2.png", "cat/3.png"}


@pytest.mark.parametrize("ending", [".jfif", ".jpe", ".pjpeg", ".jfi", ".JFIF", ".JPG", "", ".jpg_large", ".jpg!d"])
def test_jpeg_pictures_are_read_whatever_their_ending(ending: str, tmp_path: Path) -> None:
    for name in ("cat", "dog"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"1{ending}").write_bytes(png(1, "JPEG"))
    assert labels(read(tmp_path)) == {"cat": 1, "dog": 1}


def test_files_of_other_kinds_are_counted_one_line_per_kind_and_rubbish_is_not(tmp_path: Path) -> None:
    put_classes(tmp_path, "cat", "dog")
    for name in ("cat/a.mp4", "cat/b.mp4", "dog/c.mp4", "dog/text.txt", "dog/noending"):
        (tmp_path / name).write_bytes(b"nothing to see here")
    for name in (
        "Thumbs.db",
        "cat/.DS_Store",
        "desktop.ini",
        "cat/._0.png",
        "README.md",
        "LICENSE",
        "__MACOSX/cat/._0.png",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    result = read(tmp_path)
    assert left_out(result) == {"cat/a.mp4": 3, "dog/text.txt": 1, "dog/noending": 1}
    assert result.total == 4 + 5


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_picture_that_was_saved_with_a_second_ending_is_one_and_a_text_stays_a_text(
    is_packed: bool, tmp_path: Path
) -> None:
    source = tmp_path / "pets"
    put(source, "cat/0.png", "cat/1.png", "dog/2.png", "dog/3.png")
    (source / "cat/1.png").rename(source / "cat/1.png.txt")
    (source / "dog/2.png.txt").write_text("a dog, asleep")
    if is_packed:
        source = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", source))
    result = read(source)
    assert labels(result) == {"cat": 2, "dog": 2}
    assert sum(bool(e.values["words"]) for e in result.examples.examples) == 1
    assert left_out(result) == {}


@pytest.mark.skipif(os.name == "nt", reason="only Unix has names that are no text")
def test_names_that_are_no_text_are_named(tmp_path: Path) -> None:
    put_classes(tmp_path, "cat", "dog")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/cat/\xff.png")).write_bytes(png())
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xfe"))
    odd.mkdir()
    (odd / "1.png").write_bytes(png())
    result = read(tmp_path)
    assert sum(left_out(result).values()) == 2
    assert all(w.encode() for w in left_out(result))


def test_very_deep_folders_do_not_end_the_import(tmp_path: Path) -> None:
    put(tmp_path, "cat/1.png", "dog/" + "/".join(["d"] * 70) + "/2.png")
    result = read(tmp_path)
    assert len(result.examples) == 1
    assert sum(left_out(result).values()) == 1


# --- boxes of detectors ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("images", "boxes", "part"),
    [
        ("images/train", "labels/train", "train"),
        ("train/images", "train/labels", "train"),
        ("images", "labels", None),
        ("both", "both", None),
        ("JPEGImages", "Annotations", None),
    ],
)
def test_boxes_are_no_words_and_their_folder_no_class(
    images: str, boxes: str, part: str | None, tmp_path: Path
) -> None:
    put_classes(tmp_path, images, count=5)
    for i in range(5):
        (tmp_path / boxes).mkdir(parents=True, exist_ok=True)
        (tmp_path / boxes / f"{i}.txt").write_text("0 0.5 0.5 0.25 0.25\n1 0.1 0.2 0.3 0.4\n")
    result = read(tmp_path)
    assert "images" not in {name.lower() for name in labels(result)}
    assert parts(result) == {part: 5}
    assert [f.name for f in result.examples.fields] == ["picture"]
    assert sum(left_out(result).values()) == 5
    assert "YOLO" in next(iter(found(result, "left out").values()))


def test_lists_of_two_numbers_are_no_boxes(tmp_path: Path) -> None:
    put(tmp_path, *(f"pics/{i}.png" for i in range(5)))
    (tmp_path / "train.txt").write_text("".join(f"{i} {i % 2}\n" for i in range(5)))
    assert "YOLO" not in found(read(tmp_path), "left out")["train.txt"]


@pytest.mark.parametrize("line", ["pics/p{i}.png {label}", "p{i}.png\t{label}", "p{i},{label}"])
def test_a_list_that_names_the_pictures_is_told_as_one(line: str, tmp_path: Path) -> None:
    put(tmp_path, *(f"pics/p{i}.png" for i in range(6)))
    lines = [line.format(i=i, label="ab"[i % 2]) for i in range(6)]
    (tmp_path / "labels.txt").write_text("\n".join(lines))
    (tmp_path / "words.txt").write_text("n01 cat\nn02 dog\n")
    result = read(tmp_path)
    assert len(result.examples) == 6 and left_out(result) == {"labels.txt": 1, "words.txt": 1}
    told = found(result, "left out")
    assert "names these pictures" in told["labels.txt"] and "names these pictures" not in told["words.txt"]
    assert labels(read(tmp_path / "labels.txt")) == {"a": 3, "b": 3}


def test_a_list_of_a_class_and_its_pictures_a_row_is_not_said_to_be_readable(tmp_path: Path) -> None:
    put(tmp_path, *(f"{i}.png" for i in range(6)))
    (tmp_path / "classes.txt").write_text("cat: 0.png, 2.png, 4.png\ndog: 1.png, 3.png, 5.png\n")
    told = found(read(tmp_path), "left out")["classes.txt"]
    assert "choose the file" not in told and "Write one file and its class into each row." in told


def test_captions_are_read_and_missing_ones_are_missing(tmp_path: Path) -> None:
    put(tmp_path, "cat/0.png", "cat/0.jpg", "cat/1.png", "dog/2.png", "dog/3.png")
    (tmp_path / "cat/0.txt").write_text("a sleepy cat\n")
    (tmp_path / "cat/1.txt").write_bytes("котёнок мурлычет и спит на коврике у двери".encode("cp1251"))
    (tmp_path / "dog/2.txt").write_text("")
    (tmp_path / "dog/3.txt").write_bytes(b"x" * (2 << 20))
    result = read(tmp_path)
    words = {e.origin: e.values["words"] for e in result.examples.examples}
    assert words["cat/0.png"] == words["cat/0.jpg"] == "a sleepy cat"
    assert words["cat/1.png"] == "котёнок мурлычет и спит на коврике у двери"
    assert words["dog/2.png"] is words["dog/3.png"] is None
    assert {"cat/1.txt", "dog/3.txt"} <= set(found(result, "note"))
    assert result.total == 5


# --- tables in folders -------------------------------------------------------------------------------------------


def test_a_stray_table_beside_class_folders_is_named_with_its_rows(tmp_path: Path) -> None:
    put_classes(tmp_path, "cat", "dog")
    (tmp_path / "notes.csv").write_text("who,what\nme,bought the camera\nyou,fed the cat\n")
    result = read(tmp_path)
    assert labels(result) == {"cat": 2, "dog": 2}
    assert left_out(result) == {"notes.csv": 2}
    assert len(read(tmp_path, "notes.csv").examples) == 2


def test_a_table_that_names_the_pictures_beats_the_folders(tmp_path: Path) -> None:
    put_classes(tmp_path, "a", "b")
    (tmp_path / "posts.csv").write_text("image,text,label\na/0.png,one cat,cat\na/1.png,a dog,dog\nb/0.png,two,cat\n")
    result = read(tmp_path)
    assert labels(result) == {"cat": 2, "dog": 1}
    assert left_out(result) == {tmp_path.name: 1}  # b/1.png


def test_of_two_tables_the_likelier_is_read_and_the_choice_is_said(tmp_path: Path) -> None:
    put_classes(tmp_path, "pics", count=4)
    rows = [f"pics/{i}.png" for i in range(4)]
    (tmp_path / "labels.csv").write_text("image,label\n" + "".join(f"{r},{'ab'[i % 2]}\n" for i, r in enumerate(rows)))
    (tmp_path / "posts.csv").write_text("image,text\n" + "".join(f"{r},some words {i}\n" for i, r in enumerate(rows)))
    result = read(tmp_path)
    assert labels(result) == {"a": 2, "b": 2}
    assert left_out(result) == {"posts.csv": 4}
    said = next(w for w in found(result, "note").values() if "several tables" in w)
    assert "“labels.csv”" in said and "“posts.csv”" in said and "--read-as posts.csv" in said
    assert [r.name for r in preview_source(tmp_path).readings] == ["labels.csv", "posts.csv"]
    other = read(tmp_path, "posts.csv")
    assert [f.name for f in other.examples.fields] == ["picture", "words"]
    assert left_out(other) == {"labels.csv": 4}


def test_the_name_of_another_table_is_offered_as_a_command_line_takes_it(tmp_path: Path) -> None:
    for name, column in (("a posts.csv", "label"), ("b posts.csv", "group")):
        rows = "".join(f"some words {i},{'ab'[i % 2]}\n" for i in range(6))
        (tmp_path / name).write_text(f"text,{column}\n{rows}")
    said = next(w for w in found(read(tmp_path), "note").values() if "several tables" in w)
    assert "--read-as 'b posts.csv'" in said


def test_tables_with_the_same_columns_are_offered_together(tmp_path: Path) -> None:
    for name in ("anna.csv", "ben.csv", "carla.csv"):
        (tmp_path / name).write_text("text,label\n" + "".join(f"{name} writes {i},{'ab'[i % 2]}\n" for i in range(4)))
    said = next(w for w in found(read(tmp_path), "note").values() if "several tables" in w)
    assert "--read-as tables" in said
    assert len(read(tmp_path, "tables").examples) == 12


def test_a_contest_keeps_its_parts_and_its_form_for_answers_is_left_out(tmp_path: Path) -> None:
    put_classes(tmp_path, "pics", count=6)
    (tmp_path / "train.csv").write_text("image,label\n" + "".join(f"pics/{i}.png,{'ab'[i % 2]}\n" for i in range(4)))
    (tmp_path / "test.csv").write_text("image\npics/4.png\npics/5.png\n")
    (tmp_path / "sample_submission.csv").write_text("image,label\npics/4.png,a\npics/5.png,a\n")
    result = read(tmp_path)
    assert (labels(result), parts(result)) == ({"a": 2, "b": 2}, {"test": 2, "train": 4})
    assert left_out(result) == {"sample_submission.csv": 2}


def test_a_form_for_answers_is_never_read_instead_of_pictures(tmp_path: Path) -> None:
    put(tmp_path, "train/1.png", "test/2.png")
    (tmp_path / "sample_submission.csv").write_text("image,label\n2.png,a\n")
    result = read(tmp_path)
    assert parts(result) == {"test": 1, "train": 1}
    assert left_out(result) == {"sample_submission.csv": 1}


def test_a_table_called_after_a_crash_test_is_no_part(tmp_path: Path) -> None:
    (tmp_path / "crash_test.csv").write_text("text,label\nhello you,a\ngood bye,b\n")
    assert parts(read(tmp_path)) == {None: 2}
    (tmp_path / "crash_train.csv").write_text("text,label\nhello me,a\n")
    assert parts(read(tmp_path)) == {"test": 2, "train": 1}


@pytest.mark.parametrize("inner", ["data", "."])
def test_all_shards_of_parquet_are_read_with_their_parts(inner: str, tmp_path: Path) -> None:
    (tmp_path / inner).mkdir(exist_ok=True)
    for name, count in (("train-00000-of-00002", 3), ("train-00001-of-00002", 2), ("test-00000-of-00001", 1)):
        frame = polars.DataFrame({"text": [f"some words {i}" for i in range(count)], "label": ["a"] * count})
        frame.write_parquet(tmp_path / inner / f"{name}.parquet")
    (tmp_path / "README.md").write_text("license: mit")
    result = read(tmp_path)
    assert parts(result) == {"test": 1, "train": 5}
    assert not left_out(result)


def test_shards_without_a_part_are_read_together(tmp_path: Path) -> None:
    for i in range(3):
        (tmp_path / f"posts-0000{i}-of-00003.csv").write_text(f"text,label\nsome words {i},a\n")
    result = read(tmp_path)
    assert len(result.examples) == 3
    assert parts(result) == {None: 3}


def test_metadata_above_the_parts_keeps_them(tmp_path: Path) -> None:
    put(tmp_path, "train/a.png", "train/b.png", "test/c.png", "test/unnamed.png")
    (tmp_path / "metadata.jsonl").write_text(
        "".join(
            f'{{"file_name": "{name}", "text": "some words", "label": "{label}"}}\n'
            for name, label in (("train/a.png", "x"), ("train/b.png", "y"), ("test/c.png", "x"))
        )
    )
    result = read(tmp_path)
    assert (labels(result), parts(result)) == ({"x": 2, "y": 1}, {"train": 2, "test": 1})
    assert left_out(result) == {tmp_path.name: 1}
    assert parts(read(tmp_path / "metadata.jsonl")) == {"train": 2, "test": 1}


@pytest.mark.parametrize("above", ["", "images/", "train/"])
def test_metadata_without_labels_takes_them_from_the_folders(above: str, tmp_path: Path) -> None:
    put_classes(tmp_path, f"{above}cat", f"{above}dog")
    names = [f"{above}{c}/{i}.png" for c in ("cat", "dog") for i in range(2)]
    (tmp_path / "metadata.csv").write_text("file_name,text\n" + "".join(f"{n},some words\n" for n in names))
    result = read(tmp_path)
    assert labels(result) == {"cat": 2, "dog": 2}
    assert parts(result) == {"train" if above == "train/" else None: 4}
    assert any("labels are the folders" in text for text in found(result, "note").values())


def test_pictures_that_the_metadata_of_a_part_does_not_name_are_counted(tmp_path: Path) -> None:
    put(tmp_path, "train/a.png", "train/b.png", "test/cat/c.png", "test/dog/d.png")
    (tmp_path / "train/metadata.csv").write_text("file_name,label\na.png,cat\n")
    result = read(tmp_path)
    assert (labels(result), parts(result)) == ({"cat": 2, "dog": 1}, {"test": 2, "train": 1})
    assert left_out(result) == {tmp_path.name: 1}
    assert result.total == 4


def test_a_table_in_the_folder_of_a_part_that_names_its_pictures_is_read(tmp_path: Path) -> None:
    for part in ("train", "test"):
        put_classes(tmp_path, part, count=4)
        rows = "".join(f"{i}.png,{'ab'[i % 2]}\n" for i in range(4))
        (tmp_path / part / "labels.csv").write_text(f"image,label\n{rows}")
    result = read(tmp_path)
    assert (labels(result), parts(result)) == ({"a": 4, "b": 4}, {"test": 4, "train": 4})


@pytest.mark.parametrize(
    "names", [("train2017", "val2017"), ("train_images", "test_images"), ("images_train", "test1")]
)
def test_folders_of_parts_may_be_called_more_than_the_part(names: tuple[str, str], tmp_path: Path) -> None:
    put_classes(tmp_path, *names)
    result = read(tmp_path)
    assert labels(result) == {}
    assert parts(result)["train"] == 2


def test_ids_of_a_contest_are_found_in_the_folder_of_their_part(tmp_path: Path) -> None:
    put(tmp_path, *(f"train/a{i}.png" for i in range(4)), *(f"test/b{i}.png" for i in range(2)))
    (tmp_path / "train.csv").write_text("id,label\n" + "".join(f"a{i},{'xy'[i % 2]}\n" for i in range(4)))
    result = read(tmp_path)
    assert (labels(result), parts(result)) == ({"x": 2, "y": 2}, {"train": 4})
    assert left_out(result) == {tmp_path.name: 2}
    assert result.total == 6


def test_a_folder_with_nothing_to_read_says_what_is_there(tmp_path: Path) -> None:
    for name in ("pos/1.dat", "notes/2.txt", "all.zip"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("hello")
    with pytest.raises(DataError, match=r"all\.zip.*notes/2\.txt"):
        read(tmp_path)


def test_file_names_with_train_and_test_in_them_say_no_part(tmp_path: Path) -> None:
    names = [f"photo of a {kind} {i}.png" for kind in ("train", "test tube") for i in range(3)]
    put(tmp_path, *names)
    rows = "".join(f'{{"file_name": "{n}", "label": "{"ab"[i % 2]}"}}\n' for i, n in enumerate(names))
    (tmp_path / "metadata.jsonl").write_text(rows)
    result = read(tmp_path)
    assert len(result.examples) == 6
    assert parts(result) == {None: 6}


def test_a_run_is_no_source(tmp_path: Path) -> None:
    for name in ("manifest.json", "best.safetensors", "history.jsonl", "settings.json"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(DataError, match="run") as caught:
        read(tmp_path)
    assert "model" in caught.value.hint


def test_a_folder_with_only_hidden_pictures_says_so(tmp_path: Path) -> None:
    put_classes(tmp_path, ".secret")
    with pytest.raises(DataError, match=r"\.secret"):
        read(tmp_path)


def put_table(folder: Path, name: str, rows: int = 4) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("text,label\n" + "".join(f"some words {i},{'ab'[i % 2]}\n" for i in range(rows)))


def test_every_other_file_beside_a_table_is_named_one_line_a_kind(tmp_path: Path) -> None:
    put_table(tmp_path, "posts.csv")
    others = ["a.txt", "b.txt", "rows.dat", "paper.pdf", "film.mp4", "film2.mp4", "deep/notes.docx", "no_ending"]
    for name in others:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"text,label\nsome words,a\n")
    result = read(tmp_path)
    told = left_out(result)
    assert len(result.examples) == 4 and result.total == 4 + len(others)
    assert (told["a.txt"], told["film.mp4"], told["paper.pdf"], told["deep/notes.docx"], told["rows.dat"]) == (
        2,
        2,
        1,
        1,
        1,
    )
    assert ".mp4" in found(result, "left out")["film.mp4"]


@pytest.mark.parametrize("name", [".posts.csv", ".b.xlsx", ".hidden/c.csv", "deep/.d.parquet", ".e.jsonl"])
@pytest.mark.parametrize("beside", ["table", "classes"])
def test_hidden_tables_are_named(name: str, beside: str, tmp_path: Path) -> None:
    if beside == "table":
        put_table(tmp_path, "posts.csv")
    else:
        put_classes(tmp_path, "cat", "dog")
    put_table(tmp_path, name)
    result = read(tmp_path)
    assert result.total == 5 and any("1 hidden table" in p.what for p in result.problems)


@pytest.mark.parametrize("name", [".gitignore", ".git/config.json", "~$posts.xlsx", ".~lock.posts.csv#", ".env"])
def test_files_that_programs_leave_behind_are_not(name: str, tmp_path: Path) -> None:
    put_table(tmp_path, "posts.csv")
    put_table(tmp_path, name)
    assert read(tmp_path).total == 4


@pytest.mark.skipif(os.name != "posix" or os.uname().sysname == "Darwin", reason="names there are always Unicode")
@pytest.mark.parametrize("name", [b"li\xe9.csv", b"n\xf6te.txt", b"caf\xe9/a.csv", b"d\xe4ta.dat"])
def test_files_with_names_of_another_system_are_named(name: bytes, tmp_path: Path) -> None:
    put_table(tmp_path, "posts.csv")
    path = tmp_path / os.fsdecode(name)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"text,label\nsome words,a\n")
    result = read(tmp_path)
    assert result.total == 5 and any("letters of another system" in p.what for p in result.problems)


def test_parts_in_some_classes_are_kept_and_the_others_told(tmp_path: Path) -> None:
    put_classes(tmp_path, "cat/train", "cat/test", "dog/Trainingsdaten", "dog/Testdaten", count=3)
    put_classes(tmp_path, "bird", "cat", "dog/more", count=2)
    result = read(tmp_path)
    by_split = Counter((e.label, e.split) for e in result.examples.examples)
    assert by_split == {
        ("cat", "train"): 3, ("cat", "test"): 3, ("cat", None): 2, ("dog", "train"): 3, ("dog", "test"): 3,
        ("dog", None): 2, ("bird", None): 2,
    }  # fmt: skip
    notes = found(result, "note")
    assert all("2 files in this folder lie in no folder for a part" in notes[name] for name in ("bird", "cat", "dog"))


def test_a_class_called_train_in_a_class_is_no_part(tmp_path: Path) -> None:
    put_classes(tmp_path, "land/train", "land/car", "air/plane", count=3)
    assert {e.split for e in read(tmp_path).examples.examples} == {None}


def test_german_folders_are_parts(tmp_path: Path) -> None:
    put_classes(tmp_path, "Trainingsdaten/cat", "Trainingsdaten/dog", "Testdaten/cat", "Testdaten/dog")
    assert Counter(e.split for e in read(tmp_path).examples.examples) == {"train": 4, "test": 4}


def test_tables_in_folders_of_parts_are_read(tmp_path: Path) -> None:
    for name, rows in [("train/a.csv", 5), ("train/b.csv", 3), ("test/a.csv", 4)]:
        put_table(tmp_path, name, rows)
    result = read(tmp_path)
    assert Counter(e.split for e in result.examples.examples) == {"train": 8, "test": 4}
    assert result.total == 12


def test_of_several_tables_the_one_called_train_is_read(tmp_path: Path) -> None:
    for name in ("extra.csv", "train (1).csv", "train.csv"):
        put_table(tmp_path, name)
    assert preview_source(tmp_path).reading == "train.csv"


def test_beside_the_table_of_a_part_others_called_alike_are_left_out_and_offered(tmp_path: Path) -> None:
    for name in ("train.csv", "train_old.csv", "train (1).csv", "test.csv"):
        put_table(tmp_path, name)
    result = read(tmp_path)
    assert (parts(result), result.total) == ({"test": 4, "train": 4}, 16)
    assert left_out(result) == {"train_old.csv": 4, "train (1).csv": 4}
    said = found(result, "note")[tmp_path.name]
    assert "“test.csv” as test; “train.csv” as training" in said and "--read-as 'train (1).csv'" in said
    names = [r.name for r in preview_source(tmp_path).readings]
    assert names == ["tables", "train (1).csv", "train_old.csv"]
    assert len(read(tmp_path, "train_old.csv").examples) == 4


def test_numbered_tables_of_a_part_are_read_together_and_told(tmp_path: Path) -> None:
    for name in ("train_1.csv", "train_2.csv", "test.csv"):
        put_table(tmp_path, name)
    result = read(tmp_path)
    assert (parts(result), left_out(result)) == ({"test": 4, "train": 8}, {})
    assert "“train_1.csv”, “train_2.csv” as training" in found(result, "note")[tmp_path.name]


@pytest.mark.parametrize(("name", "is_form"), [("submissions.csv", False), ("sample_submissions.csv", True)])
def test_only_a_sample_of_answers_is_a_form(name: str, is_form: bool, tmp_path: Path) -> None:
    put_table(tmp_path, "comments.csv")
    put_table(tmp_path, name)
    result = read(tmp_path)
    assert left_out(result) == {name: 4}
    assert ("form for answers" in found(result, "left out")[name]) is is_form
    assert (name in {r.name for r in preview_source(tmp_path).readings}) is not is_form


def test_tables_of_one_name_in_several_folders_are_called_by_their_way(tmp_path: Path) -> None:
    for part in ("train", "test"):
        put(tmp_path, *(f"{part}/p{i}.png" for i in range(4)))
        rows = "".join(f"p{i}.png,{'ab'[i % 2]}\n" for i in range(4))
        (tmp_path / part / "_classes.csv").write_text(f'image,label\n{rows}gone.png,a\n"p0.png,a\n')
    result = read(tmp_path)
    assert sorted(e.origin for e in result.examples.examples)[0] == "row 2 of test/_classes.csv"
    wheres = [p.where for p in result.problems if "_classes.csv" in p.where]
    assert {"row 6 of train/_classes.csv", "row 6 of test/_classes.csv"} <= set(wheres)
    assert len(wheres) > 2 and all(w.count("train/") + w.count("test/") == 1 for w in wheres)


@pytest.mark.parametrize("more", [[], ["extra/x.png"]])
def test_parts_are_the_folders_in_which_the_pictures_of_a_table_are_found(more: list[str], tmp_path: Path) -> None:
    files = [f"images/{'train' if i % 2 else 'test'}/{i}p.png" for i in range(8)] + more
    put(tmp_path, *files)
    rows = [f"{Path(name).name},{'ab'[i // 2 % 2]}\n" for i, name in enumerate(files)]
    (tmp_path / "labels.csv").write_text("image,label\n" + "".join(rows))
    result = read(tmp_path)
    assert (parts(result), labels(result).keys()) == ({"train": 4, "test": 4}, {"a", "b"})
    assert any("The parts are the folders" in p.what for p in result.problems)
    assert ["“extra/”" in p.what for p in result.problems if p.kind == "problem"] == [True] * len(more)


# --- tables and folders that both make sense -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["list.csv", "metadata.csv", "train.csv"])
def test_a_table_that_names_some_pictures_of_class_folders_offers_both_readings(name: str, tmp_path: Path) -> None:
    put_classes(tmp_path, "cat", "dog", count=4)
    (tmp_path / name).write_text("file_name,label\ncat/0.png,old\ndog/0.png,young\n")
    table = read(tmp_path)
    assert labels(table) == {"old": 1, "young": 1} and table.total == 8
    assert left_out(table) == {tmp_path.name: 6}
    assert "“cat/1.png”" in found(table, "left out")[tmp_path.name]
    assert any("the classes are the folders" in p.what and p.option == "--read-as classes" for p in table.problems)
    folders = read(tmp_path, "classes")
    assert labels(folders) == {"cat": 4, "dog": 4}
    assert left_out(folders) == {name: 2}
    for wish, taken in (("", 0), ("classes", 1)):
        preview = preview_source(tmp_path, options=SourceOptions(wish))
        names = [r.name for r in preview.readings]
        assert names == [names[0], "classes"] and preview.reading == names[taken]
    assert labels(read(tmp_path, names[0])) == ({"old": 1, "young": 1} if name != "train.csv" else labels(table))


def test_a_sheet_beside_class_folders_can_still_be_chosen(tmp_path: Path) -> None:
    put_classes(tmp_path, "cat", "dog")
    with xlsxwriter.Workbook(str(tmp_path / "list.xlsx")) as book:
        for sheet, label in (("first", "a"), ("more", "b")):
            made = book.add_worksheet(sheet)
            for at, cells in enumerate((("image", "label"), ("cat/0.png", label), ("dog/0.png", label))):
                made.write_row(at, 0, cells)
    names = [r.name for r in preview_source(tmp_path).readings]
    assert names[:2] == ["list.xlsx", "classes"] and "more" in names
    assert labels(read(tmp_path, "more")) == {"b": 2}
    assert preview_source(tmp_path, options=SourceOptions("more")).reading == "more"


def test_a_stray_table_that_is_wished_offers_the_way_back(tmp_path: Path) -> None:
    put_classes(tmp_path, "cat", "dog")
    put_table(tmp_path, "notes.csv")
    preview = preview_source(tmp_path, options=SourceOptions("notes.csv"))
    assert ([r.name for r in preview.readings], preview.reading) == (["notes.csv", "classes"], "notes.csv")
    assert labels(read(tmp_path, "notes.csv")) == {"a": 2, "b": 2}


def test_the_only_way_to_read_a_folder_may_be_wished(tmp_path: Path) -> None:
    put_table(tmp_path, "posts.csv")
    assert len(read(tmp_path, "posts.csv").examples) == 4
    with pytest.raises(DataError, match="cannot be read as “classes”"):
        read(tmp_path, "classes")


def test_labels_that_contradict_the_folders_are_told_with_examples(tmp_path: Path) -> None:
    put_classes(tmp_path, "cat", "dog", "other")
    rows = "cat/0.png,dog\ncat/1.png,cat\ndog/0.png,cat\ndog/1.png,dog\nother/0.png,cat\nother/1.png,dog\n"
    (tmp_path / "list.csv").write_text(f"image,label\n{rows}")
    said = found(read(tmp_path), "note")["list.csv"]
    assert said.startswith("2 pictures lie in folders") and "“cat/0.png” is “dog”" in said and "dog/0.png" in said
    assert read(tmp_path).total == 6
    (tmp_path / "list.csv").write_text("image,label\ncat/0.png,cat\ndog/0.png,Dog\nother/0.png,cat\n")
    assert "list.csv" not in found(read(tmp_path), "note")


# --- tables apart from their pictures ----------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["{}x.png", "images/{}x.png", "../images/{}x.png", "..\\images\\{}x.png", "{}x"])
@pytest.mark.parametrize("place", ["tables/list.csv", "a/b/list.csv", "tables/metadata.csv"])
def test_a_table_in_a_folder_of_its_own_finds_the_pictures_beside_it(written: str, place: str, tmp_path: Path) -> None:
    put(tmp_path, *(f"images/{i}x.png" for i in range(5)))
    table = tmp_path / place
    table.parent.mkdir(parents=True)
    above = "../" * (place.count("/") - 1)
    written = above + written if written.startswith("..") else written
    table.write_text("file_name,label\n" + "".join(f"{written.format(i)},{'ab'[i % 2]}\n" for i in range(4)))
    result = read(tmp_path)
    assert labels(result) == {"a": 2, "b": 2} and result.total == 5
    assert left_out(result) == {tmp_path.name: 1}
    assert "looked for in" in found(result, "note")[place]


def test_a_name_that_two_files_have_is_not_guessed(tmp_path: Path) -> None:
    put(tmp_path, "images/a.png", "images/b.png", "images/c.png", "more/a.png")
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables/list.csv").write_text("file_name,label\na.png,x\nb.png,y\nc.png,x\n")
    result = read(tmp_path)
    assert labels(result) == {"x": 1, "y": 1}
    assert list(found(result, "problem")) == ["row 2 of list.csv"]


def test_a_table_apart_that_names_no_picture_is_left_out(tmp_path: Path) -> None:
    put_classes(tmp_path, "images", count=3)
    put_table(tmp_path, "notes/list.csv")
    result = read(tmp_path)
    assert len(result.examples) == 3 and left_out(result) == {"notes/list.csv": 4}


def test_no_table_reads_pictures_outside_of_the_folder_that_was_opened(tmp_path: Path) -> None:
    put(tmp_path, "secret.png", "in/images/a.png", "in/images/b.png")
    (tmp_path / "in/tables").mkdir()
    (tmp_path / "in/tables/list.csv").write_text("image,label\na.png,x\nb.png,y\n../../secret.png,x\n")
    result = read(tmp_path / "in")
    assert len(result.examples) == 2
    assert "outside the folder" in found(result, "problem")["row 4 of list.csv"]


# --- a table per class -------------------------------------------------------------------------------------------


def test_tables_without_labels_are_read_together_as_classes(tmp_path: Path) -> None:
    for name in ("cat", "dog"):
        (tmp_path / f"{name}.csv").write_text(f"text\nthe {name} sleeps well\nthe {name} wakes up\n")
    result = read(tmp_path)
    assert labels(result) == {"cat": 2, "dog": 2} and result.total == 4
    assert any("The labels are what the tables are called" in p.what for p in result.problems)
    assert [r.name for r in preview_source(tmp_path).readings] == ["tables", "cat.csv", "dog.csv"]
    one = read(tmp_path, "dog.csv")
    assert (len(one.examples), left_out(one)) == (2, {"cat.csv": 2})


def test_tables_with_labels_and_numbered_ones_are_joined_only_if_wished(tmp_path: Path) -> None:
    put_table(tmp_path, "old.csv")
    put_table(tmp_path, "young.csv")
    assert left_out(read(tmp_path)) == {"young.csv": 4}
    assert labels(read(tmp_path, "tables")) == {"a": 4, "b": 4}
    for year in (2020, 2021):
        (tmp_path / "years").mkdir(exist_ok=True)
        (tmp_path / f"years/{year}.csv").write_text(f"text\nwhat happened in {year}\nand what did not\n")
    assert left_out(read(tmp_path / "years")) == {"2021.csv": 2}
    together = read(tmp_path / "years", "tables")
    assert (len(together.examples), labels(together)) == (4, {})


# --- folders of texts --------------------------------------------------------------------------------------------


def put_texts(folder: Path, *classes: str, count: int = 3) -> None:
    for name in classes:
        (folder / name).mkdir(parents=True, exist_ok=True)
        for i in range(count):
            (folder / name / f"{i}.txt").write_text(f"number {i} in {name}\nsecond line\n")


def test_a_folder_of_texts_per_class_is_read(tmp_path: Path) -> None:
    put_texts(tmp_path, "pos", "neg")
    result = read(tmp_path)
    assert labels(result) == {"neg": 3, "pos": 3} and result.total == 6
    first = result.examples.examples[0]
    assert (first.values, first.origin) == ({"words": "number 0 in neg\nsecond line"}, "neg/0.txt")
    assert preview_source(tmp_path).guess.label_column == "label"


def test_reviews_as_imdb_hands_them_out_are_read(tmp_path: Path) -> None:
    around = tmp_path / "aclImdb"
    put_texts(around, "train/pos", "train/neg", "train/unsup", "test/pos", "test/neg")
    for name in ("README", "imdb.vocab", "imdbEr.txt", "train/urls_pos.txt", "train/labeledBow.feat"):
        (around / name).write_text("0 9:1")
    result = read(tmp_path)
    assert labels(result) == {"neg": 6, "pos": 6}
    assert parts(result) == {"test": 6, "train": 9}
    assert sum(left_out(result).values()) == 4 and result.total == 15 + 4
    assert "without a label" in found(result, "note")["aclImdb/train/unsup"]


def test_texts_that_cannot_be_used_are_problems_and_guessed_letters_are_told(tmp_path: Path) -> None:
    put_texts(tmp_path, "pos", "neg")
    (tmp_path / "pos/0.txt").write_text(" \n")
    (tmp_path / "pos/1.txt").write_bytes(b"x" * (2 << 20))
    words = "котёнок мурлычет и спит на коврике у двери"
    (tmp_path / "neg/2.txt").write_bytes(words.encode("cp1251"))
    result = read(tmp_path)
    assert set(found(result, "problem")) == {"pos/0.txt", "pos/1.txt"} and result.total == 6
    assert "guess" in found(result, "note")["neg/2.txt"]
    assert result.examples.examples[2].values == {"words": words}
    (tmp_path / "neg/2.txt").write_bytes(words.encode("koi8-r"))
    wished = read_source(tmp_path, options=SourceOptions(encoding="koi8-r"))
    assert wished.examples.examples[2].values == {"words": words} and "neg/2.txt" not in found(wished, "note")


def test_a_stray_table_in_a_class_of_texts_does_not_beat_the_folders(tmp_path: Path) -> None:
    put_texts(tmp_path, "pos", "neg")
    put_table(tmp_path, "neg/notes.csv")
    result = read(tmp_path)
    assert (labels(result), left_out(result)) == ({"neg": 3, "pos": 3}, {"neg/notes.csv": 4})
    assert found(result, "note")[tmp_path.name].endswith("--read-as notes.csv")
    assert [r.name for r in preview_source(tmp_path).readings] == ["classes", "notes.csv"]
    table = read(tmp_path, "notes.csv")
    assert (labels(table), left_out(table)) == ({"a": 2, "b": 2}, {"neg/0.txt": 6})


def test_a_table_with_a_note_beside_it_is_no_class_of_texts(tmp_path: Path) -> None:
    put_texts(tmp_path, "docs")
    put_table(tmp_path, "tables/posts.csv")
    (tmp_path / "tables/notes.md").write_text("where the posts come from")
    assert labels(read(tmp_path)) == {"a": 2, "b": 2}


def test_bytes_that_are_no_words_are_no_text_and_an_empty_file_is_called_so(tmp_path: Path) -> None:
    put_texts(tmp_path, "pos", "neg")
    (tmp_path / "neg/0.txt").write_bytes(bytes(range(256)))
    (tmp_path / "pos/0.txt").write_bytes(b"")
    (tmp_path / "pos/1.txt").write_text("words with two bytes each", encoding="utf-16")
    result = read(tmp_path)
    assert labels(result) == {"neg": 2, "pos": 2} and not found(result, "note")
    told = found(result, "problem")
    assert "“0.txt” is no text" in told["neg/0.txt"] and told["pos/0.txt"] == "“0.txt” is empty."


def test_every_text_in_a_class_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    put_texts(tmp_path, "pos", "neg", count=2)
    names = ["neg/n.rst", "pos/n.md", "pos/notice_1.txt", "pos/license.txt", "README.md", "LICENSE"]
    for name in names:
        (tmp_path / name).write_text(f"some words of {name}")
    result = read(tmp_path)
    assert (labels(result), result.total) == ({"neg": 3, "pos": 5}, 8)
    assert result.problems == ()


def test_a_folder_of_markdown_is_read(tmp_path: Path) -> None:
    put_texts(tmp_path, "pos", "neg")
    for file in list(tmp_path.rglob("*.txt")):
        file.rename(file.with_suffix(".md"))
    assert labels(read(tmp_path)) == {"neg": 3, "pos": 3}


def test_a_picture_called_like_a_paper_keeps_its_words(tmp_path: Path) -> None:
    put(tmp_path, "cat/license.png", "cat/0.png", "dog/0.png")
    for name in ("cat/license.txt", "cat/0.md", "dog/readme_2.txt"):
        (tmp_path / name).write_text(f"words of {name}")
    result = read(tmp_path)
    words = {e.origin: e.values["words"] for e in result.examples.examples}
    assert words == {"cat/license.png": "words of cat/license.txt", "cat/0.png": "words of cat/0.md", "dog/0.png": None}
    assert left_out(result) == {"dog/readme_2.txt": 1}


def test_a_table_beside_folders_of_texts_offers_both_readings(tmp_path: Path) -> None:
    put_texts(tmp_path, "pos", "neg")
    put_table(tmp_path, "posts.csv")
    assert [r.name for r in preview_source(tmp_path).readings] == ["posts.csv", "classes"]
    assert left_out(read(tmp_path)) == {"neg/0.txt": 6}
    result = read(tmp_path, "classes")
    assert (labels(result), left_out(result)) == ({"neg": 3, "pos": 3}, {"posts.csv": 4})


def test_boxes_without_pictures_are_no_texts(tmp_path: Path) -> None:
    put_texts(tmp_path, "a", "b")
    for file in tmp_path.rglob("*.txt"):
        file.write_text("0 0.5 0.5 0.25 0.25\n")
    with pytest.raises(DataError, match="no pictures and no table"):
        read(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_that_lead_nowhere_are_called_links(tmp_path: Path) -> None:
    put_classes(tmp_path, "cat", "dog")
    (tmp_path / "round").symlink_to("round")
    for name in ("cat/broken.csv", "cat/broken.png"):
        (tmp_path / name).symlink_to("nowhere" + name[-4:])
    (tmp_path / "cat/self.png").symlink_to("self.png")
    result = read(tmp_path)
    assert left_out(result) == {"round": 1, "cat/broken.csv": 1}
    assert "link" in found(result, "left out")["round"]
    pictures = found(result, "problem")
    assert set(pictures) == {"cat/broken.png", "cat/self.png"} and all("This link" in w for w in pictures.values())
    assert not found(result, "note")


def test_archives_in_a_folder_are_named_with_what_to_do(tmp_path: Path) -> None:
    put_classes(tmp_path, "cat", "dog")
    put_classes(tmp_path, "x")
    (tmp_path / "more.zip").write_bytes(b"PK")
    assert "Unpack" in found(read(tmp_path), "left out")["more.zip"]


def test_a_table_for_each_picture_is_neither_a_class_nor_read_instead_of_the_pictures(tmp_path: Path) -> None:
    for i in range(25):
        put(tmp_path, f"images/{i}x.png")
        (tmp_path / "notes").mkdir(exist_ok=True)
        (tmp_path / f"notes/{i}x.json").write_text(f'[{{"file": "{i}x.png", "text": "some words"}}]')
    assert len(read(tmp_path).examples) == 25
    assert labels(read(tmp_path / "notes")) == {}


def test_tables_in_several_folders_are_named(tmp_path: Path) -> None:
    put_table(tmp_path, "cat/a.csv")
    put_table(tmp_path, "dog/b.csv")
    with pytest.raises(DataError, match=r"several folders: “cat/a\.csv”, “dog/b\.csv”"):
        read(tmp_path)


def test_texts_are_the_words_of_pictures_whatever_the_capitals_and_what_lacks_is_told(tmp_path: Path) -> None:
    put(tmp_path, "cat/IMG_0.JPG", "cat/a.png", "cat/alone.png", "dog/A.png", "dog/a.png")
    for name in ("cat/img_0.txt", "cat/a.png.txt", "cat/lonely.txt", "dog/A.txt", "dog/a.txt"):
        (tmp_path / name).write_text(f"words of {name}")
    result = read(tmp_path)
    words = {e.origin: e.values["words"] for e in result.examples.examples}
    assert words == {
        "cat/IMG_0.JPG": "words of cat/img_0.txt",
        "cat/a.png": "words of cat/a.png.txt",
        "cat/alone.png": None,
        "dog/A.png": "words of dog/A.txt",
        "dog/a.png": "words of dog/a.txt",
    }
    assert "1 of 5 pictures" in found(result, "note")["cat/alone.png"]
    assert left_out(result) == {"cat/lonely.txt": 1}
    assert "no picture beside it is called like it" in found(result, "left out")["cat/lonely.txt"]


@pytest.mark.parametrize(("folder", "count"), [("texts", 4), ("labels", 0)])
def test_texts_in_a_tree_beside_the_pictures_are_their_words(folder: str, count: int, tmp_path: Path) -> None:
    put_classes(tmp_path / "images", "cat", "dog")
    for name in ("cat", "dog"):
        (tmp_path / folder / name).mkdir(parents=True)
        for i in range(2):
            (tmp_path / folder / name / f"{i}.txt").write_text(f"words of {name} {i}")
    result = read(tmp_path)
    words = {e.origin: e.values.get("words") for e in result.examples.examples}
    assert words["images/dog/1.png"] == ("words of dog 1" if count else None)
    assert labels(result) == {"cat": 2, "dog": 2}
    assert result.total == 8 - count
    assert "nothing else" not in "".join(found(result, "note").values())


def test_masks_beside_images_are_no_class_and_no_examples(tmp_path: Path) -> None:
    put(tmp_path, *(f"{name}/{kind}/{i}.png" for name in ("a", "b") for kind in ("images", "masks") for i in range(2)))
    result = read(tmp_path)
    assert labels(result) == {"a": 2, "b": 2}
    assert left_out(result) == {"a/masks": 2, "b/masks": 2}
    put(tmp_path / "plain", "cat/0.png", "masks/0.png")  # where no folder is called like pictures it is a class
    assert labels(read(tmp_path / "plain")) == {"cat": 1, "masks": 1}


@pytest.mark.parametrize("form", ["LOC_sample_submission.csv", "ds_sample_submission.csv"])
@pytest.mark.parametrize(
    "names",
    [
        ("x_train.csv", "x_validate.csv", "x_test_public.csv"),
        ("LOC_train_solution.csv", "LOC_val_solution.csv", "test.csv"),
    ],
)
def test_tables_of_a_contest_are_its_parts_wherever_their_names_say_it(
    names: tuple[str, ...], form: str, tmp_path: Path
) -> None:
    for name in (*names, form):
        put_table(tmp_path, name)
    result = read(tmp_path)
    assert parts(result) == {"train": 4, "validation": 4, "test": 4}
    assert left_out(result) == {form: 4}


# --- what systems and this program leave behind ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "folder", ["$RECYCLE.BIN/cat", "cat/@eaDir", "System Volume Information", "#recycle", "lost+found"]
)
def test_pictures_in_folders_of_the_system_are_no_class_and_counted(folder: str, tmp_path: Path) -> None:
    put_classes(tmp_path, "cat", "dog")
    put(tmp_path, f"{folder}/x.png", f"{folder}/._x.png")
    result = read(tmp_path)
    assert labels(result) == {"cat": 2, "dog": 2}
    assert sum(left_out(result).values()) == 1
    assert "folder of the system" in "".join(found(result, "left out").values())


def test_only_locks_of_office_are_passed_over_for_their_name(tmp_path: Path) -> None:
    put_classes(tmp_path, "cat", "dog")
    put(tmp_path, "cat/~$budget.png", "cat/~$budget.xlsx")
    result = read(tmp_path)
    assert labels(result) == {"cat": 3, "dog": 2}
    assert left_out(result) == {}


def test_a_project_and_a_run_in_a_folder_are_no_data(tmp_path: Path) -> None:
    put_classes(tmp_path, "cat", "dog")
    put(tmp_path, "pets.mmproj/media/75/7569.png", "run 1/picture.png")
    for name in ("manifest.json", "best.safetensors", "history.jsonl"):
        (tmp_path / "run 1" / name).write_text("{}")
    result = read(tmp_path)
    assert labels(result) == {"cat": 2, "dog": 2}
    assert left_out(result) == {"pets.mmproj": 2}


@pytest.mark.skipif(os.name == "nt", reason="only Unix has names that are no text")
def test_a_project_with_a_name_of_another_system_is_named_all_the_same(tmp_path: Path) -> None:
    put_classes(tmp_path, "cat", "dog")
    put(Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.mmproj")), "media/1.png")
    assert left_out(read(tmp_path)) == {"caf?.mmproj": 1}


@pytest.mark.skipif(os.name == "nt", reason="only Unix has names that are no text")
def test_a_folder_of_which_no_name_can_be_kept_says_why(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    put(odd, "1.png", "2.png")
    with pytest.raises(DataError, match="Rename them"):
        read(tmp_path)
    with pytest.raises(DataError, match="name of “caf\\?” is written in letters of another system"):
        read(odd)


def test_lists_in_a_folder_of_their_own_name_pictures_by_a_part_of_their_path(tmp_path: Path) -> None:
    put_classes(tmp_path / "images", "pie", "ribs", count=3)
    (tmp_path / "meta").mkdir()
    for part, numbers in {"train": (0, 1), "test": (2,)}.items():
        names = {name: [f"{name}/{i}" for i in numbers] for name in ("pie", "ribs")}
        (tmp_path / "meta" / f"{part}.json").write_text(json.dumps(names))
    result = read(tmp_path)
    assert (labels(result), parts(result)) == ({"pie": 3, "ribs": 3}, {"train": 4, "test": 2})
    assert {Path(e.values["picture"]).name for e in result.examples.examples} == {"0.png", "1.png", "2.png"}


def test_files_that_are_in_icloud_only_are_counted(tmp_path: Path) -> None:
    put_classes(tmp_path, "cat", "dog")
    for name in (".9.png.icloud", ".10.png.icloud", ".notes.csv.icloud"):
        (tmp_path / "cat" / name).write_bytes(b"bplist00")
    result = read_source(tmp_path)
    [told] = [p for p in result.problems if "iCloud" in p.what]
    assert (told.where, told.kind, told.count) == ("cat/.10.png.icloud", "left out", 3)
    assert "Download them first" in told.what
