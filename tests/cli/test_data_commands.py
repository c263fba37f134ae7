"""mmgui scenes, make, import: what they write, what they say, what they refuse."""

import csv
import json
import os
from pathlib import Path

import pytest
from PIL import Image

from mmgui.core.data.project import Project


def test_scenes_names_the_feelings_scene_with_its_fields_and_languages(mmgui) -> None:
    answer = mmgui("scenes", "--json")
    assert answer.code == 0
    scene = next(s for s in answer.json if s["name"] == "feelings")
    assert scene["fields"] == {"picture": "image", "words": "text"}
    assert set(scene["languages"]) >= {"en", "zh_CN"}
    assert "feelings" in mmgui("scenes").out


def test_a_made_scene_is_a_plain_data_set_that_imports_again_whole(mmgui, tmp_path: Path) -> None:
    folder, project = tmp_path / "scene", tmp_path / "again.mmproj"
    made = mmgui("make", "feelings", "--out", folder, "--count", 12, "--json")
    assert (made.code, made.json["count"], made.json["table"]) == (0, 12, str(folder / "metadata.csv"))
    with (folder / "metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12
    for row in rows:
        with Image.open(folder / row["file_name"]) as picture:
            assert picture.size[0] == picture.size[1] >= 64
    imported = mmgui("import", folder, "--project", project, "--json")
    assert imported.code == 0
    assert imported.json["imported"] == imported.json["total"] == 12
    assert imported.json["problems"] == []
    assert imported.json["fields"] == {"picture": "image", "words": "text"}
    assert sum(imported.json["classes"].values()) == sum(imported.json["splits"].values()) == 12
    with Project.open(project) as opened:
        assert {e.values["words"] for e in opened.example_set().examples} == {r["words"] for r in rows}


def test_the_same_seed_makes_the_same_files_and_another_one_does_not(mmgui, tmp_path: Path) -> None:
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        assert mmgui("make", "feelings", "--out", tmp_path / name, "--count", 4, "--seed", seed).code == 0
    a, b, c = ((tmp_path / n / "metadata.csv").read_bytes() for n in "abc")
    assert a == b != c


def test_make_writes_chinese_posts(mmgui, tmp_path: Path) -> None:
    assert mmgui("make", "feelings", "--out", tmp_path / "zh", "--count", 4, "--language", "zh_CN").code == 0
    text = (tmp_path / "zh" / "metadata.csv").read_text(encoding="utf-8-sig")
    assert any("\u4e00" <= c <= "\u9fff" for c in text)


def test_make_never_writes_into_a_folder_that_has_something(mmgui, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("precious")
    answer = mmgui("make", "feelings", "--out", tmp_path, "--count", 4)
    assert answer.code == 2
    assert "not empty" in answer.complaint
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("make", "felings", "--out", "x"), "feelings"),
        (("make", "feelings", "--out", "x", "--count", "0"), "0"),
        (("make", "feelings", "--out", "x", "--language", "klingon"), "klingon"),
        (("make", "feelings"), "--out"),
        (("import", "nowhere.csv", "--project", "p.mmproj"), "nowhere.csv"),
        (("import",), "SOURCE"),
        (("scenes", "--jsn"), "--jsn"),
    ],
)
def test_wrong_usage_is_one_plain_line_and_code_2(mmgui, tmp_path: Path, monkeypatch, words, said: str) -> None:
    monkeypatch.chdir(tmp_path)
    answer = mmgui(*words)
    assert answer.code == 2
    assert said in answer.complaint
    assert list(tmp_path.iterdir()) == []


def test_import_reads_the_good_rows_and_lists_the_others_by_row(mmgui, posts: Path, tmp_path: Path) -> None:
    for path in posts.parent.glob("*.png"):
        os.link(path, tmp_path / path.name)
    rows = posts.read_text(encoding="utf-8").splitlines()
    rows[3:3] = ["missing.png,yes says nothing,same,train", "../../etc/passwd,yes says x,same,train"]
    (tmp_path / "posts.csv").write_text("\n".join(rows), encoding="utf-8")
    answer = mmgui("import", tmp_path / "posts.csv", "--project", tmp_path / "p.mmproj", "--json")
    assert answer.code == 0
    assert (answer.json["imported"], answer.json["total"]) == (60, 62)
    assert len(answer.json["problems"]) == 2
    told = json.dumps(answer.json["problems"])
    assert "missing.png" in told
    assert "passwd" in told
    plain = mmgui("import", tmp_path / "posts.csv", "--project", tmp_path / "q.mmproj")
    assert plain.out.strip() == "60 of 62 read; 2 could not be used."
    assert "missing.png" in plain.err


def test_import_adds_to_a_project_that_exists(mmgui, tmp_path: Path, posts: Path) -> None:
    project = tmp_path / "p.mmproj"
    for _round in range(2):
        assert mmgui("import", posts, "--project", project).code == 0
    with Project.open(project) as opened:
        assert len(opened.example_set()) in (60, 120)


def test_columns_can_be_named(mmgui, tmp_path: Path, posts: Path) -> None:
    for path in posts.parent.glob("*.png"):
        os.link(path, tmp_path / path.name)
    text = posts.read_text(encoding="utf-8").replace("picture,text,label,split", "a,b,c,d", 1)
    (tmp_path / "odd.csv").write_text(text, encoding="utf-8")
    words = ["--field", "photo=image:a", "--field", "remark=text:b", "--label", "c", "--split", "d"]
    answer = mmgui("import", tmp_path / "odd.csv", "--project", tmp_path / "p.mmproj", *words, "--json")
    assert answer.code == 0
    assert answer.json["fields"] == {"photo": "image", "remark": "text"}
    assert answer.json["classes"] == {"same": 30, "other": 30}
    assert answer.json["splits"] == {"train": 36, "validation": 12, "test": 12}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--field", "photo=image:nothing"), "picture, text, label, split"),
        (("--field", "photo"), "photo"),
        (("--field", "photo=smell:picture"), "smell"),
        (("--label", "answer"), "answer"),
        (("--split", "part"), "part"),
    ],
)
def test_a_column_or_kind_that_is_not_there_is_refused_with_what_is(
    mmgui, posts: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    answer = mmgui("import", posts, "--project", tmp_path / "p.mmproj", *words)
    assert answer.code == 2
    assert said in answer.complaint
    assert not (tmp_path / "p.mmproj").exists()


def test_a_damaged_project_is_refused_and_not_changed(mmgui, posts: Path, tmp_path: Path) -> None:
    project = tmp_path / "p.mmproj"
    project.mkdir()
    (project / "project.sqlite").write_bytes(b"this is no database, " * 400)
    before = {p.name: p.read_bytes() for p in project.iterdir()}
    answer = mmgui("import", posts, "--project", project)
    assert answer.code == 2
    assert "damaged" in answer.complaint
    assert {p.name: p.read_bytes() for p in project.iterdir()} == before


def test_a_project_is_no_source_to_import(mmgui, posts: Path, tmp_path: Path) -> None:
    assert mmgui("import", posts, "--project", tmp_path / "p.mmproj").code == 0
    answer = mmgui("import", tmp_path / "p.mmproj", "--project", tmp_path / "q.mmproj")
    assert answer.code == 2
    assert "project already" in answer.complaint


def test_a_source_without_any_usable_row_makes_no_project(mmgui, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("picture,text,label\nno.png,,a\nnone.png,,b\n", encoding="utf-8")
    answer = mmgui("import", tmp_path / "bad.csv", "--project", tmp_path / "p.mmproj")
    assert answer.code == 2
    assert "could be imported" in answer.err
    assert "Traceback" not in answer.err
    assert not (tmp_path / "p.mmproj").exists()


@pytest.mark.parametrize("empty", ["SOURCE", "--project", "--label", "--split"])
def test_an_empty_word_is_refused_instead_of_meaning_this_folder(empty: str, mmgui, tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text("text,label\na small cat,cat\na big dog,dog\n")
    words = {
        "SOURCE": tmp_path / "posts.csv",
        "--project": tmp_path / "p.mmproj",
        "--label": "label",
        "--split": "label",
    }
    words[empty] = ""
    options = [part for name in ("--project", "--label", "--split") for part in (name, words[name])]
    answer = mmgui("import", words["SOURCE"], *options)
    assert answer.code == 2
    assert len(answer.err.splitlines()) == 1 and empty in answer.err and "it is empty" in answer.err


def test_a_column_that_is_said_to_be_the_label_is_no_picture(mmgui, tmp_path: Path) -> None:
    rows = [f"some words {n},{('cat.png', 'dog.png')[n % 2]}" for n in range(8)]
    (tmp_path / "posts.csv").write_text("\n".join(["text,which", *rows]) + "\n")
    words = ["import", tmp_path / "posts.csv", "--project", tmp_path / "p.mmproj", "--label", "which", "--json"]
    answer = mmgui(*words)
    assert (answer.code, answer.json["imported"], answer.json["fields"]) == (0, 8, {"words": "text"})
    assert answer.json["classes"] == {"cat.png": 4, "dog.png": 4}
