"""Folders inside of classes, few pictures among texts, folders of web pages: nothing is lost in silence."""

from pathlib import Path

import pytest
from PIL import Image

from mmgui.core.data.example import ImportResult, SourceOptions
from mmgui.core.data.importing.source import read_source
from mmgui.core.errors import DataError


def put(folder: Path, *names: str) -> ImportResult:
    """What is read of a folder with files of these names."""
    for number, name in enumerate(names):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".png":
            Image.new("RGB", (4, 4), (number, 0, 7)).save(file)
        else:
            file.write_text(f"some words number {number}")
    return read_source(folder)


def whats(result: ImportResult) -> dict[str, str]:
    return {p.where: p.what for p in result.problems}


@pytest.mark.parametrize("ending", ["png", "txt"])
@pytest.mark.parametrize("around", [("",), ("train/", "test/")])
def test_files_in_a_folder_of_a_class_are_read_as_the_class_and_told(
    around: tuple[str, ...], ending: str, tmp_path: Path
) -> None:
    names = [f"{a}{c}/{a.strip('/')}{i}.{ending}" for a in around for c in ("cat", "dog") for i in range(4)]
    where = f"{around[0]}cat/sorted out"
    result = put(tmp_path, *names, f"{where}/8.{ending}", f"{where}/9.{ending}")
    assert result.examples.class_counts() == {"cat": 4 * len(around) + 2, "dog": 4 * len(around)}
    assert result.total == len(names) + 2
    assert whats(result)[where].startswith("2 files in folders inside of a class were read as this class: ")
    assert f"“{where}” (2)" in whats(result)[where]


def test_classes_of_which_all_files_lie_in_inner_folders_are_not_told(tmp_path: Path) -> None:
    result = put(tmp_path, "cat/session1/1.png", "cat/session2/2.png", "dog/session1/3.png")
    assert result.examples.class_counts() == {"cat": 2, "dog": 1}
    assert not any("read as this class" in what for what in whats(result).values())


def test_few_texts_beside_folders_of_texts_are_about_them(tmp_path: Path) -> None:
    result = put(tmp_path, *(f"{c}/{g}/{i}.txt" for c in "ab" for g in ("7a", "7b") for i in range(3)), "a/list.txt")
    assert result.examples.class_counts() == {"7a": 6, "7b": 6}
    assert "left out" in whats(result)["a/list.txt"]


def test_a_picture_among_classes_of_texts_is_left_out_and_told(tmp_path: Path) -> None:
    texts = [f"{c}/{i}.txt" for c in ("praise", "blame") for i in range(4)]
    result = put(tmp_path, *texts, "praise/scan/a.png")
    assert result.examples.class_counts() == {"praise": 4, "blame": 4}
    assert (result.total, list(whats(result))) == (9, ["praise/scan/a.png"])
    assert "the folders of texts were read" in whats(result)["praise/scan/a.png"]


def test_pictures_in_classes_are_read_beside_many_texts(tmp_path: Path) -> None:
    texts = [f"{c}/{i}.txt" for c in ("praise", "blame") for i in range(6)]
    result = put(tmp_path, *texts, "praise/a.png", "blame/b.png")
    assert [f.modality for f in result.examples.fields] == ["image"]


@pytest.mark.parametrize("behind", ["-Dateien", "_files"])
def test_the_folder_that_belongs_to_a_web_page_is_no_class(behind: str, tmp_path: Path) -> None:
    pages = [f"{c}/page {i}" for c in ("news", "sport") for i in range(2)]
    beside = [f"{page}{name}" for page in pages for name in (".html", f"{behind}/logo.png", f"{behind}/style.css")]
    result = put(tmp_path, *beside, "news/a.txt", "sport/b.txt")
    assert result.examples.class_counts() == {"news": 1, "sport": 1}
    assert {p.where: p.count for p in result.problems} == {f"news/page 0{behind}": 8, "news/page 0.html": 4}
    assert "belong to the web pages beside them" in whats(result)[f"news/page 0{behind}"]
    assert "pages are not read" in whats(result)["news/page 0.html"]


def test_a_folder_that_is_called_so_without_a_page_is_a_class(tmp_path: Path) -> None:
    result = put(tmp_path, "my_files/1.png", "your_files/2.png")
    assert result.examples.class_counts() == {"my_files": 1, "your_files": 1}


@pytest.mark.parametrize(("name", "advice"), [("1001", "give texts the ending .txt"), ("a.zip", "unpack them first")])
def test_a_folder_without_anything_to_read_says_what_to_do(name: str, advice: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        put(tmp_path, f"cat/{name}", f"dog/{name}")
    assert advice in caught.value.message


def test_files_without_an_ending_are_left_out_with_what_to_do(tmp_path: Path) -> None:
    assert "give it the ending .txt" in whats(put(tmp_path, "cat/1.png", "dog/2.png", "dog/1001"))["dog/1001"]


BOXED = tuple(f"{{box}}/{c}/{i}.png" for c in ("cat", "dog") for i in range(3))


def put_beside(folder: Path, table: str, *names: str) -> ImportResult:
    (folder / "list.csv").write_text(table)
    return put(folder, *names)


@pytest.mark.parametrize("box", ["pets", "images"])
def test_a_table_that_cannot_be_read_beside_one_folder_around_the_classes_is_left_out(box: str, tmp_path: Path) -> None:
    result = put_beside(tmp_path, "name,licence\ncat,CC0\ndog,CC-BY\n", *(n.format(box=box) for n in BOXED))
    assert result.examples.class_counts() == {"cat": 3, "dog": 3}
    assert result.total == 8
    assert "2 rows was left out: the folders were read" in whats(result)["list.csv"]


def test_a_table_that_can_be_read_beside_one_folder_around_the_classes_tells_of_them(tmp_path: Path) -> None:
    rows = [f"These are {n} good words,{'yes' if n % 2 else 'no'}" for n in range(6)]
    result = put_beside(tmp_path, "\n".join(["text,label", *rows]), *(n.format(box="pets") for n in BOXED))
    assert result.examples.class_counts() == {"yes": 3, "no": 3}
    notes = [p for p in result.problems if p.what.startswith("Read as: the table “list.csv”. It could also be: ")]
    assert [p.option for p in notes] == ["--read-as inner-classes, --read-as classes"]
    other = read_source(tmp_path, options=SourceOptions("inner-classes"))
    assert other.examples.class_counts() == {"cat": 3, "dog": 3}


@pytest.mark.parametrize("box", ["pets", "images"])
def test_parts_in_one_folder_beside_a_table_that_cannot_be_read_stay_parts(box: str, tmp_path: Path) -> None:
    names = [f"{box}/{part}/{c}/{i}.png" for part in ("train", "test") for c in ("cat", "dog") for i in range(3)]
    result = put_beside(tmp_path, "name,licence\ncat,CC0\ndog,CC-BY\n", *names)
    assert result.examples.class_counts() == {"cat": 6, "dog": 6}
    assert len(result.examples.part("test")) == 6


@pytest.mark.parametrize("parts", [("train", "test"), ("part1", "part2")])
def test_folders_that_are_no_classes_are_not_read_instead_of_a_table(parts: tuple[str, str], tmp_path: Path) -> None:
    names = [f"images/{part}/{n}.png" for part in parts for n in range(3)]
    with pytest.raises(DataError, match=r"No column of “list\.csv” looks like pictures or words"):
        put_beside(tmp_path, "name,licence\ncat,CC0\ndog,CC-BY\n", *names)
