"""Finding the file that a cell names: by another spelling if exactly one fits, and never outside (T12)."""

import os
import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image

from mmgui.core.data.example import FieldMapping, ImportMapping
from mmgui.core.data.importing import finding as finding_module
from mmgui.core.data.importing import name_index
from mmgui.core.data.importing.finding import Finder, holds_letters, why_no_file
from mmgui.core.data.importing.source import preview_source, read_source
from mmgui.core.errors import DataError

FILE = "pics/Écat 1.png"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (FILE, "pics/a%20b.png", "pics/v1.2.png", " lead.png", "other/dog.jpg", "a/twice.png", "b/twice.png"):
        path = tmp_path / unicodedata.normalize("NFC", name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    return tmp_path


@pytest.mark.parametrize(
    "text",
    [
        FILE,
        unicodedata.normalize("NFD", FILE),
        FILE.upper(),
        FILE.lower(),
        f"  {FILE}\t",
        f"'{FILE}'",
        f'"{FILE}"',
        f"“{FILE}”",
        f"./{FILE}",
        FILE.replace("/", "\\"),
        FILE.replace("/", "//"),
        quote(FILE),
        "file://{folder}/" + FILE,
        "file://{folder}/" + quote(FILE),
        "file://localhost{folder}/" + FILE,
        "file:" + FILE,
        "{folder}/" + FILE,
        "pics/Écat 1",
        f"{FILE} (1.2 MB)",
        "Écat 1.png(new)",
        "Écat 1.png",
        "Écat 1",
        "ÉCAT 1.PNG",
        f"{FILE}?width=300",
        "{name}/" + FILE,
        "{name}/pics/Écat 1",
        "~/Album/{name}/" + FILE,
        "~\\Album\\pics\\Écat 1.png",
        "pics/Écat 1 .png",
    ],
)
def test_a_file_is_found_by_any_spelling_that_only_it_fits(text: str, folder: Path) -> None:
    found = Finder().find(folder, text.format(folder=folder, name=folder.name))
    assert found == folder / FILE


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("pics/a%20b.png", "pics/a%20b.png"),  # as it is before it is decoded
        (" lead.png", " lead.png"),
        ("lead.png", " lead.png"),
        ("v1.2", "pics/v1.2.png"),
        ("dog.jpg", "other/dog.jpg"),
        ("dog", "other/dog.jpg"),
    ],
)
def test_odd_names_are_found(text: str, name: str, folder: Path) -> None:
    assert Finder().find(folder, text) == folder / name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("twice.png", "more than one"),
        ("twice", "more than one"),
        ("gone.png", "not found"),
        ("c/twice.png", "not found"),  # another folder is another file
        ("pics/dog.jpg", "not found"),
        ("https://example.org/dog.jpg", "address"),
        ("s3://bucket/dog.jpg", "address"),
        ("data:image/png;base64,iVBORw0KGgo=", "base64"),
        ("iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAIElEQVR4nGNcO+0L", "base64"),
        ("/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8U", "base64"),
        ("../secret.png", "outside"),
        ("file:///etc/passwd", "outside"),
        ("file:///{outside}", "outside"),
        ("'../secret.png'", "outside"),
        ("..%2Fsecret.png", "outside"),
        ("%2e%2e/secret.png", "outside"),
        ("link.png", "outside"),
        ("LINK.PNG", "outside"),
        ("link", "outside"),
        ("secret.png", "not found"),
        ("C:\\pics\\dog.jpg", "not found"),
        ("C:dog.jpg", "outside"),
        ("\\\\server\\share\\dog.jpg", "not found"),
        ("~/dog.jpg", "not found"),
    ],
)
def test_what_cannot_be_found_is_refused_with_the_reason(text: str, said: str, folder: Path) -> None:
    outside = folder.parent / "secret.png"
    outside.write_bytes(b"x")
    (folder / "link.png").symlink_to(outside)
    with pytest.raises(DataError, match=said) as caught:
        Finder().find(folder, text.format(outside=outside))
    assert caught.value.hint
    outside.unlink()


def test_of_names_that_differ_in_capitals_only_the_very_one_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for name in ("a/Cat.png", "a/cat.png"):
        (tmp_path / name).write_bytes(b"x")
    if len(list((tmp_path / "a").iterdir())) < 2:
        pytest.skip("this disk knows no capitals")
    assert Finder().find(tmp_path, "cat.png") == tmp_path / "a/cat.png"
    with pytest.raises(DataError, match="more than one"):
        Finder().find(tmp_path, "CAT.png")


def test_the_folder_is_looked_through_only_when_a_name_is_not_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walks: list[Path] = []
    real = finding_module.index_folder
    monkeypatch.setattr(finding_module, "index_folder", lambda root, cancel: walks.append(root) or real(root, cancel))
    finder = Finder()
    finder.find(folder, FILE)
    assert walks == []
    finder.find(folder, "dog")
    finder.find(folder, "v1.2")
    assert walks == [folder]


def test_in_a_huge_folder_only_exact_names_are_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_index, "MOST_ENTRIES", 3)
    assert Finder().find(folder, FILE)
    with pytest.raises(DataError, match="not found"):
        Finder().find(folder, "dog")


def table(folder: Path, column: str, *cells: str) -> Path:
    from PIL import Image

    for i in range(4):
        (folder / "pics").mkdir(exist_ok=True)
        Image.new("RGB", (4, 4), (i, 0, 0)).save(folder / f"pics/cat{i}.png")
    path = folder / "posts.csv"
    path.write_text(f"{column},label\n" + "".join(f"{c},{'ab'[i % 2]}\n" for i, c in enumerate(cells)))
    return path


@pytest.mark.parametrize("column", ["image", "id", "id_code", "Bild", "nr"])
@pytest.mark.parametrize("cell", ["cat{i}", "cat{i}.png", "PICS/CAT{i}.PNG"])
def test_pictures_found_by_another_spelling_are_told_once(column: str, cell: str, tmp_path: Path) -> None:
    result = read_source(table(tmp_path, column, *(cell.format(i=i) for i in range(4))))
    assert len(result.examples) == result.total == 4
    assert [f.modality for f in result.examples.fields] == ["image"]
    assert [p.kind for p in result.problems] == ["note"]
    assert "4 files were found by another spelling" in result.problems[0].what
    assert "cat0.png" in result.problems[0].what


def test_names_with_a_remark_in_parentheses_are_pictures_and_told(tmp_path: Path) -> None:
    for name in ("a.png", "b.png", "c.png"):
        Image.new("RGB", (4, 4), (ord(name[0]), 0, 0)).save(tmp_path / name)
    (tmp_path / "t.csv").write_text("Datei;Tier\na.png (1,2 MB);cat\nb.png (3 KB);dog\nc.png;cat\n")
    result = read_source(tmp_path / "t.csv")
    assert len(result.examples) == 3 and [f.modality for f in result.examples.fields] == ["image"]
    assert any("“a.png (1,2 MB)” is called “a.png”" in p.what for p in result.problems)


def test_of_a_raw_photograph_and_a_picture_that_are_called_alike_the_picture_is_found(tmp_path: Path) -> None:
    for name in ("IMG_1.CR2", "IMG_1.JPG"):
        (tmp_path / name).write_bytes(b"x")
    assert Finder().find(tmp_path, "img_1").name == "IMG_1.JPG"


def test_numbers_are_pictures_only_if_they_name_files(tmp_path: Path) -> None:
    text = "picture_id,text,label\n" + "".join(f"{i},some words {i},{'ab'[i % 2]}\n" for i in range(4))
    (tmp_path / "posts.csv").write_text(text)
    assert [f.modality for f in preview_source(tmp_path / "posts.csv").guess.fields] == ["text"]
    table(tmp_path, "image")
    for i in range(4):
        (tmp_path / f"pics/cat{i}.png").rename(tmp_path / f"pics/{i}.png")
    (tmp_path / "posts.csv").write_text(text)
    result = read_source(tmp_path / "posts.csv")
    assert [f.modality for f in result.examples.fields] == ["image", "text"]
    assert result.examples.examples[1].values["picture"] == str(tmp_path / "pics/1.png")


@pytest.mark.parametrize("cell", ["https://example.org/{i}.png", "data:image/png;base64,iVBORw0KGgo{i}="])
def test_what_holds_for_all_rows_is_said_once(cell: str, tmp_path: Path) -> None:
    mapping = ImportMapping((FieldMapping("picture", "image", "image"),), "label")
    path = table(tmp_path, "image", *(f'"{cell.format(i=i)}"' for i in range(6)))
    result = read_source(path, mapping)
    assert result.total == 6
    assert [(p.count, p.row) for p in result.problems] == [(6, None)]
    assert "6 rows" in result.problems[0].what


def test_each_way_to_write_a_path_is_read_or_refused_by_row(tmp_path: Path) -> None:
    cells = ("pics/cat0.png", f"file://{tmp_path}/pics/cat1.png", "'pics/cat2.png'", "https://e.org/a.png", "C:\\a.png")
    result = read_source(table(tmp_path, "image", *cells, "~/a.png"))
    assert len(result.examples) == 3
    assert [p.row for p in result.problems if p.kind == "problem"] == [5, 6, 7]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("name", ["broken.png", "self.png"])
def test_a_row_that_names_a_link_to_nothing_is_told_once_and_so(name: str, tmp_path: Path) -> None:
    (tmp_path / "broken.png").symlink_to("nowhere.png")
    (tmp_path / "self.png").symlink_to("self.png")
    path = table(tmp_path, "image", name, "cat0.png")
    (problem,) = [p for p in read_source(path).problems if "cat0" not in p.what]
    assert problem.row == 2 and "leads nowhere" in problem.what


@pytest.mark.parametrize(
    ("elsewhere", "other"),
    [
        ("/content/drive/{name}/", "/another/place/"),
        ("D:\\uni\\", "D:\\another\\"),
        ("file:///home/anna/", "/another/place/"),
        ("\\\\nas\\share\\", "\\\\nas\\share\\another\\"),
    ],
)
def test_paths_of_another_computer_are_found_by_their_end(elsewhere: str, other: str, folder: Path) -> None:
    finder, elsewhere = Finder(), elsewhere.format(name=folder.name)
    assert finder.find(folder, elsewhere + "a/twice.png") == folder / "a/twice.png"
    assert finder.find(folder, elsewhere + FILE) == folder / FILE
    assert [name for _written, name in finder.respelt] == ["a/twice.png", FILE]
    for text in (elsewhere + "twice.png", other + "b/twice.png", elsewhere + "../a/twice.png"):
        with pytest.raises(DataError, match="outside" if ".." in text else "was not found"):
            finder.find(folder, text)


def test_a_table_of_addresses_says_at_once_why_it_cannot_be_read(tmp_path: Path) -> None:
    rows = [f"https://example.org/a/{i}.jpg?w=200,{'cat' if i % 2 else 'dog'}" for i in range(6)]
    (tmp_path / "list.csv").write_text("\n".join(["Bild,Tier", *rows]))
    with pytest.raises(DataError, match=r"0\.jpg\?w=200” is an address; only files are read\. Save the file") as told:
        read_source(tmp_path / "list.csv")
    assert "There are: Bild, Tier." in told.value.sentence()


@pytest.mark.parametrize(
    "name",
    [
        unicodedata.normalize("NFD", FILE),
        FILE.upper(),
        "pics/ Écat  1.png ",
        "pics/Écat 1",
        quote(unicodedata.normalize("NFD", FILE)),
    ],
)
@pytest.mark.parametrize("elsewhere", ["C:\\Users\\Anna\\Projekt\\", "/Users/anna/Projekt/", "file:///C:/Users/A/"])
def test_paths_of_another_computer_may_be_spelt_otherwise_too(elsewhere: str, name: str, folder: Path) -> None:
    finder = Finder()
    assert finder.find(folder, elsewhere + name) == folder / FILE
    assert [found for _written, found in finder.respelt] == [FILE]
    with pytest.raises(DataError, match="was not found"):  # what is below `folder` there is known now
        finder.find(folder, elsewhere + "inner/" + name)


def test_a_path_of_another_computer_that_two_files_fit_is_told(folder: Path) -> None:
    (folder / "a/twice.jpg").write_bytes(b"x")
    with pytest.raises(DataError, match="more than one file could be meant"):
        Finder().find(folder, "C:\\Users\\Anna\\a\\twice")


def test_a_column_of_paths_of_another_computer_without_endings_is_read_as_files(tmp_path: Path) -> None:
    path = table(tmp_path, "Datei", *(f"C:\\Users\\Anna\\pics\\cat{i}" for i in range(4)))
    result = read_source(path)
    assert [e.values["picture"] for e in result.examples.examples] == [
        str(tmp_path / f"pics/cat{i}.png") for i in range(4)
    ]


def test_paths_of_two_computers_in_one_table_are_found_by_their_ends(folder: Path) -> None:
    finder = Finder()
    for place in ("C:\\Users\\Anna\\Desktop\\", "/Users/ben/Desktop/"):
        for name in ("a/twice.png", "b/twice.png", FILE):
            assert finder.find(folder, place + name) == folder / name


def test_a_file_that_lies_elsewhere_on_this_computer_is_not_another_one(tmp_path: Path) -> None:
    for name in ("here/cat.png", "there/cat.png"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(DataError, match="outside"):
        Finder().find(tmp_path / "here", str(tmp_path / "there/cat.png"))


def test_which_blank_stands_in_a_name_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "Shot 10.00\u202fAM\u00a01.png").write_bytes(b"x")
    assert Finder().find(tmp_path, "Shot 10.00 AM 1.png").name == "Shot 10.00\u202fAM\u00a01.png"


def test_a_number_is_the_file_of_that_number_if_there_is_one(tmp_path: Path) -> None:
    for name in ("0001.png", "0010.png", "2.png", "002.png"):
        (tmp_path / name).write_bytes(b"x")
    assert Finder().find(tmp_path, "1").name == "0001.png"
    assert Finder().find(tmp_path, "010").name == "0010.png"
    assert Finder().find(tmp_path, "2").name == "2.png"
    for text, said in (("02", "more than one"), ("100", "not found"), ("1.5", "not found")):
        with pytest.raises(DataError, match=said):
            Finder().find(tmp_path, text)


@pytest.mark.parametrize(("column", "pattern"), [("picture", "{:04}.png"), ("Bild", "{}.png")])
def test_numbers_in_a_column_called_like_pictures_are_those_of_files(column: str, pattern: str, tmp_path: Path) -> None:
    from PIL import Image

    (tmp_path / "pics").mkdir()
    for i in range(1, 9):
        Image.new("RGB", (8, 8), (i * 9, 0, 0)).save(tmp_path / "pics" / pattern.format(i))
    (tmp_path / "list.csv").write_text(f"{column},kind\n" + "".join(f"{i},{'ab'[i % 2]}\n" for i in range(1, 9)))
    result = read_source(tmp_path)
    found = [Path(str(value)).name for e in result.examples.examples for value in e.values.values()]
    assert found == [pattern.format(i) for i in range(1, 9)]
    assert any("8 files were found" in p.what for p in result.problems)


@pytest.mark.parametrize(
    "text", ["a.png; b.png", "a.png,c/b.JPG", '["a.png", "b.png"]', "a.png|b.png|c.webp", "a.png\nb.png"]
)
def test_a_cell_with_several_pictures_is_said_to_hold_them(text: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="several pictures"):
        Finder().find(tmp_path, text)
    if "/" not in text:
        (tmp_path / text).write_bytes(b"x")
        assert Finder().find(tmp_path, text) == tmp_path / text
    with pytest.raises(DataError, match="not found"):
        Finder().find(tmp_path, "Smith, John.png")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("foto – 1.jpg", "foto -- 1.jpg"),
        ("foto—1.jpg", "foto-1.jpg"),
        ("foto…2.jpg", "foto...2.jpg"),
        ("l’arbre.jpg", "l'arbre.jpg"),
        ("L’ARBRE", "l'arbre.jpg"),
        ("œuvre 6.jpg", "oeuvre 6.jpg"),
        ("foto(3).jpg", "foto (3).jpg"),
        ("foto - 1.jpg", "foto – 1.jpg"),
    ],
)
def test_a_name_that_a_program_for_texts_has_changed_is_found(text: str, name: str, tmp_path: Path) -> None:
    (tmp_path / "pics").mkdir()
    (tmp_path / "pics" / name).write_bytes(b"x")
    finder = Finder()
    assert finder.find(tmp_path, text) == tmp_path / "pics" / name
    assert finder.respelt == [(text, f"pics/{name}")]


def test_of_names_that_differ_in_such_signs_only_the_nearest_is_taken_or_none(tmp_path: Path) -> None:
    for name in ("a - 1.jpg", "a -- 1.jpg"):
        (tmp_path / name).write_bytes(b"x")
    assert Finder().find(tmp_path, "A - 1.jpg") == tmp_path / "a - 1.jpg"
    assert Finder().find(tmp_path, "A -- 1") == tmp_path / "a -- 1.jpg"
    with pytest.raises(DataError, match="more than one"):
        Finder().find(tmp_path, "a – 1.jpg")


def _pictures(folder: Path, *places: str) -> None:
    for place in places:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(b"picture")


def test_a_picture_with_another_ending_is_found_if_it_is_the_only_one_of_its_name(tmp_path: Path) -> None:
    _pictures(tmp_path, "foto/IMG_1.jpg", "foto/IMG_1.mov", "foto/IMG_2.JPG", "foto/IMG_2.png", "cat/IMG_3.jpg")
    finder = Finder()
    assert finder.find(tmp_path, "IMG_1.HEIC") == tmp_path / "foto/IMG_1.jpg"
    assert finder.find(tmp_path, "foto/IMG_1.png") == tmp_path / "foto/IMG_1.jpg"
    assert finder.respelt[0] == ("IMG_1.HEIC", "foto/IMG_1.jpg")
    with pytest.raises(DataError, match="more than one file"):
        finder.find(tmp_path, "IMG_2.HEIC")
    for missing in ("dog/IMG_3.HEIC", "IMG_4.HEIC", "IMG_1.wav", "IMG_1.doc"):
        with pytest.raises(DataError, match="was not found"):
            finder.find(tmp_path, missing)


@pytest.mark.parametrize(
    "text", ["b'iVBORw0KGgoAAAANSUhEUgAAABgAAAAYCAIAAAB'", 'b"/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgH"']
)
def test_bytes_as_python_writes_them_are_known_as_letters(text: str) -> None:
    assert holds_letters(text) and "base64" in why_no_file(text)


@pytest.mark.parametrize("name", ["Foto%202.png", "foto%202.PNG", "F%6Fto%202.png"])
def test_a_file_with_an_escaped_name_is_found_if_it_is_the_only_one(name: str, tmp_path: Path) -> None:
    (tmp_path / "Bilder").mkdir()
    for other in (name, "Foto 3.png", "Foto%204.png", "100% rot.png"):
        (tmp_path / "Bilder" / other).write_bytes(b"x")
    finder = Finder()
    assert finder.find(tmp_path, "Bilder/Foto 2.png").name == name
    assert finder.find(tmp_path, "Foto 2.png").name == name
    assert finder.respelt[0] == ("Bilder/Foto 2.png", f"Bilder/{name}")
    (tmp_path / "Bilder" / "Foto 2.png").write_bytes(b"x")
    assert Finder().find(tmp_path, "Bilder/Foto 2.png").name == "Foto 2.png"


def test_of_two_escaped_names_that_fit_none_is_taken(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "Foto%202.png").write_bytes(b"x")
    with pytest.raises(DataError, match="more than one file"):
        Finder().find(tmp_path, "Foto 2.png")
    assert Finder().find(tmp_path, "b/Foto 2.png").parent.name == "b"
