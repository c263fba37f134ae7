"""Tables that lie in folders of their own: in those of parts, of persons, in "data", or written as .txt."""

import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from mmgui.core.data.account import account_of
from mmgui.core.data.example import ImportResult, SourceOptions
from mmgui.core.data.importing.source import open_source, preview_source, read_source
from mmgui.core.errors import DataError


def put(folder: Path, *names: str) -> None:
    for number, name in enumerate(names):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (4, 4), (number % 256, number // 256, 7)).save(file)


def put_table(file: Path, pictures: Sequence[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = [f"{name},{'dog' if i % 2 else 'cat'}" for i, name in enumerate(pictures)]
    file.write_text("\n".join(["image,label", *rows]), encoding="utf-8")


def read(folder: Path, reading: str = "") -> ImportResult:
    return read_source(folder, options=SourceOptions(reading=reading))


def counts(result: ImportResult) -> Counter[tuple[str | None, str | None]]:
    return Counter((e.label, e.split) for e in result.examples.examples)


def left_out(result: ImportResult) -> dict[str, int]:
    return {p.where: p.count for p in result.problems if p.kind == "left out"}


@pytest.mark.parametrize("inner", ["images/", ""])
@pytest.mark.parametrize("names_folder", [True, False])
def test_the_table_of_a_part_is_read_though_its_pictures_lie_a_folder_deeper(
    inner: str, names_folder: bool, tmp_path: Path
) -> None:
    for part, count in (("train", 6), ("test", 4)):
        names = [f"{part}{i}.png" for i in range(count)]
        put(tmp_path / part, *(f"{inner}{name}" for name in names))
        put_table(tmp_path / part / "labels.csv", [f"{inner if names_folder else ''}{name}" for name in names[:-1]])
    result = read(tmp_path)
    assert counts(result) == {("cat", "train"): 3, ("dog", "train"): 2, ("cat", "test"): 2, ("dog", "test"): 1}
    assert left_out(result) == {tmp_path.name: 2}  # the two pictures that no table names


def test_folders_of_classes_in_a_part_are_still_read_before_a_table(tmp_path: Path) -> None:
    for part in ("train", "test"):
        put(tmp_path / part, "apple/a.png", "pear/b.png")
        put_table(tmp_path / part / "labels.csv", ["apple/a.png", "pear/b.png"])
    assert read(tmp_path).examples.class_counts() == {"apple": 2, "pear": 2}


def test_tables_of_several_persons_are_read_together_and_the_folders_can_be_chosen(tmp_path: Path) -> None:
    for name in ("anna", "ben"):
        put(tmp_path, *(f"{name}/{name}{i}.png" for i in range(4)))
        put_table(tmp_path / name / "labels.csv", [f"{name}{i}.png" for i in range(4)])
    result = read(tmp_path)
    assert result.examples.class_counts() == {"cat": 4, "dog": 4}
    assert not left_out(result)
    assert any(p.option == "--read-as classes" and "anna/labels.csv" in p.what for p in result.problems)
    by_folders = read(tmp_path, "classes")
    assert by_folders.examples.class_counts() == {"anna": 4, "ben": 4}
    assert left_out(by_folders) == {"anna/labels.csv": 4, "ben/labels.csv": 4}


def test_tables_that_name_few_of_the_pictures_in_their_folders_are_left_out(tmp_path: Path) -> None:
    put(tmp_path, *(f"{name}/{name}{i}.png" for name in ("anna", "ben") for i in range(8)))
    for name in ("anna", "ben"):
        put_table(tmp_path / name / "remarks.csv", [f"{name}0.png", f"{name}1.png"])
    result = read(tmp_path)
    assert result.examples.class_counts() == {"anna": 8, "ben": 8}
    assert left_out(result) == {"anna/remarks.csv": 2, "ben/remarks.csv": 2}


def test_a_table_in_one_of_the_classes_only_is_left_out(tmp_path: Path) -> None:
    put(tmp_path, *(f"{name}/{name}{i}.png" for name in ("anna", "ben") for i in range(4)))
    put_table(tmp_path / "anna" / "labels.csv", [f"anna{i}.png" for i in range(4)])
    result = read(tmp_path)
    assert result.examples.class_counts() == {"anna": 4, "ben": 4}
    assert left_out(result) == {"anna/labels.csv": 4}


def test_texts_that_are_called_like_parts_are_their_tables(tmp_path: Path) -> None:
    for part, count in (("train", 6), ("val", 4), ("test", 4)):
        rows = [f"some words of {part} {i};{'sad' if i % 2 else 'glad'}" for i in range(count)]
        (tmp_path / f"{part}.txt").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("Made in spring.", encoding="utf-8")
    result = read(tmp_path)
    assert Counter(e.split for e in result.examples.examples) == {"train": 6, "validation": 4, "test": 4}
    assert result.examples.class_counts() == {"glad": 7, "sad": 7}
    assert left_out(result) == {"notes.txt": 1}


def test_figures_of_a_training_run_do_not_hide_the_table_in_data(tmp_path: Path) -> None:
    (tmp_path / "results.csv").write_text("epoch,loss\n" + "\n".join(f"{i},{1 / (i + 1):.3f}" for i in range(9)))
    put(tmp_path / "data", *(f"images/p{i}.png" for i in range(4)))
    put_table(tmp_path / "data" / "labels.csv", [f"images/p{i}.png" for i in range(4)])
    result = read(tmp_path)
    assert result.examples.class_counts() == {"cat": 2, "dog": 2}
    assert left_out(result) == {"results.csv": 9}


def put_numbered(folder: Path, start: int) -> None:
    rows = [f"{i},some words number {i},{'dog' if i % 2 else 'cat'}" for i in range(start, start + 8)]
    folder.mkdir(exist_ok=True)
    (folder / "data.csv").write_text("\n".join(["id,text,label", *rows]), encoding="utf-8")
    put(folder, *(f"images/{i}.png" for i in range(start, start + 8)))


def test_numbers_that_all_name_pictures_are_read_as_pictures_beside_words(tmp_path: Path) -> None:
    put_numbered(tmp_path, 15970)
    result = read(tmp_path)
    assert [f.modality for f in result.examples.fields] == ["image", "text"]
    assert len(result.examples) == 8 and not left_out(result)


def test_numbers_that_could_be_those_of_the_rows_are_only_named(tmp_path: Path) -> None:
    put_numbered(tmp_path / "my data", 1)
    result = read(tmp_path / "my data")
    assert [f.modality for f in result.examples.fields] == ["text"]
    [told] = [p for p in result.problems if p.kind == "left out"]
    assert (told.count, told.option) == (8, "--field picture=image:id --field words=text:text")
    assert "“id” seems to hold their names" in told.what


def test_words_of_which_some_name_the_pictures_that_are_left_out_are_told(tmp_path: Path) -> None:
    put(tmp_path / "my data", *(f"IMG_{i:03d}.jpg" for i in range(12)))
    rows = ["IMG_000 - IMG_003;rose", "IMG_004;tulip", "IMG_005.jpg;tulip", "IMG_006 to IMG_009;rose", "img_010;tulip"]
    (tmp_path / "my data" / "list.csv").write_text("\n".join(["Bilder;Pflanze", *rows, "IMG_11;rose"]))
    [told] = [p for p in read(tmp_path / "my data").problems if p.kind == "left out"]
    assert (told.count, told.option) == (12, "--field picture=image:Bilder")
    assert "“Bilder” names some of them and is read as words" in told.what


def test_captions_beside_pictures_that_no_row_names_are_no_names(tmp_path: Path) -> None:
    put(tmp_path / "my data", "a cat.png", "b.png")
    rows = [f"a {'cat' if i == 3 else 'house'} number {i},{'ab'[i % 2]}" for i in range(8)]
    (tmp_path / "my data" / "list.csv").write_text("\n".join(["text,label", "a cat,a", *rows]))
    [told] = [p for p in read(tmp_path / "my data").problems if p.kind == "left out"]
    assert (told.count, told.option) == (2, "")


def test_numbers_are_trusted_where_nothing_else_could_be_read(tmp_path: Path) -> None:
    put(tmp_path, *(f"images/{i}.png" for i in range(1, 7)))
    put_table(tmp_path / "labels.csv", [str(i) for i in range(1, 7)])
    result = read(tmp_path)
    assert result.examples.class_counts() == {"cat": 3, "dog": 3}
    assert not left_out(result)


@pytest.mark.parametrize("table", ["trainLabels.csv", "train.csv"])
def test_a_table_of_a_part_means_the_pictures_in_the_folder_of_this_part(table: str, tmp_path: Path) -> None:
    put(tmp_path, *(f"train/{i}.png" for i in range(1, 9)), *(f"test/{i}.png" for i in range(1, 5)))
    put_table(tmp_path / table, [str(i) for i in range(1, 9)])
    result = read(tmp_path)
    assert result.examples.class_counts() == {"cat": 4, "dog": 4}
    assert {Path(e.values["picture"] or "").parent.name for e in result.examples.examples} == {"train"}
    assert any("looked for in “train”" in p.what for p in result.problems)
    assert left_out(result) == {tmp_path.name: 4}


def put_sources(folder: Path, columns: str) -> None:
    names = [f"{'Hund' if i % 2 else 'Katze'}/{i}.png" for i in range(8)]
    put(folder, *names)
    rows = [f"{name.partition('/')[2]};{'CC0' if i < 4 else 'CC-BY'};a cat or dog {i}" for i, name in enumerate(names)]
    (folder / "Quellen.csv").write_text("\n".join([columns, *rows]), encoding="utf-8")


def test_a_table_that_says_no_answers_is_left_out_where_the_folders_are_classes(tmp_path: Path) -> None:
    put_sources(tmp_path, "Datei;Lizenz;Fotograf")
    result = read(tmp_path)
    assert result.examples.class_counts() == {"Hund": 4, "Katze": 4}
    assert left_out(result) == {"Quellen.csv": 8}
    assert read(tmp_path, "Quellen.csv").examples.class_counts() == {"CC0": 4, "CC-BY": 4}


@pytest.mark.parametrize("columns", ["Datei;label;Fotograf", "Datei;Lizenz;caption"])
def test_a_table_with_answers_or_words_is_read_before_the_folders(columns: str, tmp_path: Path) -> None:
    put_sources(tmp_path, columns)
    result = read(tmp_path)
    assert result.examples.class_counts() == {"CC0": 4, "CC-BY": 4}
    assert any(p.option == "--read-as classes" for p in result.problems)


def test_a_table_is_read_where_some_of_its_files_lie_in_no_folder_of_a_class(tmp_path: Path) -> None:
    put_sources(tmp_path, "Datei;Lizenz;Fotograf")
    (tmp_path / "Hund" / "1.png").rename(tmp_path / "1.png")
    assert read(tmp_path).examples.class_counts() == {"CC0": 4, "CC-BY": 4}


@pytest.mark.parametrize(
    ("numbers", "told"),
    [((0, 2), ["1 is missing: number 1."]), ((1, 3), ["1 is missing: number 2."]), ((0, 1, 2), []), ((1, 2, 3), [])],
)
def test_numbered_pieces_of_a_table_that_are_missing_are_told(
    numbers: Sequence[int], told: Sequence[str], tmp_path: Path
) -> None:
    for number in numbers:
        lines = [f"some words number {number} {n},{'cat' if n % 2 else 'dog'}" for n in range(6)]
        (tmp_path / f"train-{number:05}-of-00003.csv").write_text("\n".join(["text,label", *lines]))
    result = read(tmp_path)
    assert len(result.examples) == 6 * len(numbers)
    found = [p.what for p in result.problems if "missing" in p.what]
    assert found == [f"Of the 3 pieces of “train”, {text}" for text in told]


def test_a_test_folder_of_classes_beside_the_table_of_training_is_told_with_the_way_to_measure_with_it(
    tmp_path: Path,
) -> None:
    put(
        tmp_path, *(f"train/{i}.png" for i in range(4)), *(f"test/{c}/{c}{i}.png" for c in ("cat", "dog") for i in "12")
    )
    put_table(tmp_path / "train.csv", [f"{i}.png" for i in range(4)])
    result = read(tmp_path)
    [said] = [p.what for p in result.problems if p.kind == "left out"]
    assert "“test/cat/cat1.png”" in said and f"train with --test {tmp_path.name}/test." in said
    [note] = [p.what for p in result.problems if p.what.startswith("Read as:")]
    assert note.startswith("Read as: the table “train.csv”. It could")
    assert len(read(tmp_path / "test").examples) == 4


def test_raw_photographs_and_documents_get_their_own_reason_and_a_single_label_is_told(tmp_path: Path) -> None:
    put(tmp_path, "zoo/a.png", "zoo/b.png")
    (tmp_path / "zoo" / "c.NEF").write_bytes(b"MM\0*" + bytes(60))
    (tmp_path / "list.docx").write_bytes(b"PK\x03\x04")
    result = read(tmp_path)
    said = {p.where: (p.kind, p.what) for p in result.problems}
    assert said["zoo/c.NEF"][0] == "problem" and "in the format RAW, which cannot be read" in said["zoo/c.NEF"][1]
    assert said["list.docx"] == (
        "left out",
        "1 document (.docx) was left out, for documents are not read. If it holds a table, copy that into a "
        "spreadsheet program and save it as CSV or XLSX.",
    )
    assert account_of(result).sentence() == (
        "2 of 4 read; all have the same label, “zoo”; 1 could not be used; 1 left out."
    )


@pytest.mark.parametrize(
    ("rows", "wins"),
    [
        (["image,label", "cat/0.png,dog"], False),
        (["image,right"] + [f"cat/{i}.png,dog" for i in range(2)], False),
        (["image,label", "cat/0.png,dog", "dog/1.png,cat"], True),
        (["image,text"] + [f"{c}/{i}.png,some words {i}" for c in ("cat", "dog") for i in range(3)], True),
    ],
)
@pytest.mark.parametrize("is_packed", [False, True])
def test_a_table_that_says_less_than_the_class_folders_does_not_win(
    rows: list[str], wins: bool, is_packed: bool, tmp_path: Path
) -> None:
    source = tmp_path / "pets"
    put(source, *(f"{c}/{i}.png" for c in ("cat", "dog") for i in range(3)))
    (source / "notes.csv").write_text("\n".join(rows) + "\n")
    if is_packed:
        source = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", source))
    result = read(source)
    account = account_of(result)
    assert account.offered == (6 if wins else 6 + len(rows) - 1)
    if wins:
        assert len(result.examples) == len(rows) - 1
    else:
        assert result.examples.class_counts() == {"cat": 3, "dog": 3}
        assert left_out(result) == {"notes.csv": len(rows) - 1}


@pytest.mark.parametrize("is_packed", [False, True])
@pytest.mark.parametrize(
    ("rows", "is_offered"), [("name,owner\nPets,Eva\n", False), ("text,label\na remark,x\n", True)]
)
def test_a_stray_table_beside_classes_of_texts_does_not_win(
    rows: str, is_offered: bool, is_packed: bool, tmp_path: Path
) -> None:
    source = tmp_path / "mails"
    for number in range(8):
        (source / "ab"[number % 2]).mkdir(parents=True, exist_ok=True)
        (source / "ab"[number % 2] / f"{number}.txt").write_text(f"some words {number}")
    (source / "info.csv").write_text(rows)
    if is_packed:
        source = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", source))
    result = read(source)
    assert result.examples.class_counts() == {"a": 4, "b": 4}
    assert left_out(result) == {"info.csv": 1}
    assert any(p.option == "--read-as info.csv" for p in result.problems) is is_offered


@pytest.mark.parametrize("in_part", [False, True])
def test_a_file_that_a_row_names_is_counted_there_and_nowhere_else(in_part: bool, tmp_path: Path) -> None:
    names = ["a.png", "b.png", "icon.ico", "film.mp4", "d.txt", "e.pdf"]
    for folder in (tmp_path / "train", tmp_path / "test") if in_part else (tmp_path,):
        put(folder, "a.png", "b.png")
        for name in [*names[2:], "unnamed.pdf"]:
            (folder / name).write_bytes(b"no picture " + name.encode())
        put_table(folder / ("metadata.csv" if in_part else "list.csv"), names)
    times = 2 if in_part else 1
    account = account_of(read(tmp_path))
    assert (account.read, account.refused, account.left_out) == (2 * times, 4 * times, times)
    assert [p.count for p in account.problems if "unnamed.pdf" in p.where] == [times]
    assert [p.where for p in preview_source(tmp_path).found if p.kind == "left out"] == [
        p.where for p in account.of_kind("left out")
    ]
    assert [p.where for p in open_source(tmp_path).found if p.kind == "left out"] == [
        p.where for p in account.of_kind("left out")
    ]


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_table_beside_class_folders_and_they_are_readings_of_each_other(is_packed: bool, tmp_path: Path) -> None:
    source = tmp_path / "pictures"
    put(source, *(f"home/{i}.png" for i in range(4)), *(f"school/{i + 4}.png" for i in range(4)))
    rows = [f'{{"picture": "{i}.png", "kind": "{"in" if i % 2 else "out"}"}}' for i in range(8)]
    (source / "list.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (source / "prices.csv").write_text("price\n3\n4\n", encoding="utf-8")
    if is_packed:
        source = Path(shutil.make_archive(str(source), "zip", source))
    folders = read(source)
    assert folders.examples.class_counts() == {"home": 4, "school": 4}
    [offer] = [p for p in folders.problems if p.where == "list.jsonl"]
    assert (offer.what, offer.option) == (
        "This table with 8 rows was left out: the folders were read.",
        "--read-as list.jsonl",
    )
    assert [r.name for r in preview_source(source).readings] == ["classes", "list.jsonl"]
    with pytest.raises(DataError, match="cannot be read as") as caught:
        read(source, "nonsense")
    assert caught.value.hint == "It can be read as: “classes”, “list.jsonl”."
    table = read(source, "list.jsonl")
    assert table.examples.class_counts() == {"in": 4, "out": 4}
    assert "--read-as classes" in [p.option for p in table.problems]
