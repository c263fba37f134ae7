"""Projects that get another name or are copied: all of it, at once, or nothing."""

import sqlite3
from pathlib import Path

import pytest

from mmgui.core.cancel import CancelToken
from mmgui.core.data import project_folder
from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.data.project import Project
from mmgui.core.errors import Cancelled, ProjectError
from tests.core.data.test_project import png


@pytest.fixture
def project(tmp_path: Path) -> object:
    picture = tmp_path / "a.png"
    picture.write_bytes(png(3))
    fields = (Field("picture", "image"), Field("words", "text"))
    examples = (Example(0, {"picture": str(picture), "words": "one"}, "a"), Example(1, {"words": "two"}, "b"))
    with Project.create(tmp_path / "posts") as made:
        made.add(ExampleSet(fields, examples))
        run = made.add_run("attention", {"fusion": "attention"}, status="completed")
        (run.folder / "metrics.json").write_text("{}")
        (made.folder / "races").mkdir()
        (made.folder / "races" / "001.json").write_text("[]")
        yield made


def test_a_project_gets_another_name_and_goes_on(project: Project) -> None:
    old = project.folder
    edit = project.set_label([2], "c")
    project.rename(" Posts of May ")
    assert project.folder == old.with_name("Posts of May.mmproj") and not old.exists()
    assert project.name == "Posts of May" and project.is_there
    edit.undo()
    examples = project.example_set()
    assert [e.label for e in examples.examples] == ["a", "b"]
    assert Path(examples.examples[0].values["picture"] or "").read_bytes() == png(3)
    assert project.runs()[0].folder.is_relative_to(project.folder) and project.runs()[0].folder.is_dir()
    with pytest.raises(ProjectError, match="already open"):
        Project.open(project.folder)


@pytest.mark.parametrize("name", ["", " .. ", "a/b", "a:b", "taken"])
def test_a_name_that_cannot_be_is_refused_and_nothing_changes(project: Project, name: str) -> None:
    project.folder.with_name("taken.mmproj").mkdir()
    folder = project.folder
    with pytest.raises(ProjectError, match="exists already" if name == "taken" else "cannot be the name"):
        project.rename(name)
    assert project.folder == folder and project.is_there and len(project) == 2
    project.set_label([2], "still works")


def test_a_name_in_other_case_is_another_name(project: Project) -> None:
    project.rename("POSTS")
    assert project.folder.name == "POSTS.mmproj" and project.is_there
    project.rename("POSTS")
    assert len(project) == 2


def test_a_copy_is_a_project_of_its_own_with_all_that_was_there(project: Project, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    made = project.copy_to(tmp_path / "elsewhere" / "class 5b", progress=lambda done, of: told.append((done, of)))
    assert made == tmp_path / "elsewhere" / "class 5b.mmproj"
    project.set_label([2], "later")
    with Project.open(made) as copy:
        examples = copy.example_set()
        assert copy.name == "class 5b" and [e.label for e in examples.examples] == ["a", "b"]
        picture = Path(examples.examples[0].values["picture"] or "")
        assert picture.is_relative_to(made) and picture.read_bytes() == png(3)
        assert (copy.runs()[0].folder / "metrics.json").is_file() and (made / "races" / "001.json").is_file()
        copy.set_label([2], "mine")
    assert [e.label for e in project.example_set().examples] == ["a", "later"]
    assert told and told[-1][0] < told[-1][1]


def test_a_copy_that_cannot_be_made_leaves_nothing(project: Project, tmp_path: Path, monkeypatch: object) -> None:
    (tmp_path / "taken.mmproj").mkdir()
    with pytest.raises(ProjectError, match="exists already"):
        project.copy_to(tmp_path / "taken")
    with pytest.raises(ProjectError, match="into itself"):
        project.copy_to(project.folder / "inside")
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        project.copy_to(tmp_path / "new", cancel)

    def full(*_words: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(project_folder, "copy_database", full)  # type: ignore[attr-defined]
    with pytest.raises(ProjectError):
        project.copy_to(tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "posts.mmproj", "taken.mmproj"]


def test_edits_of_classes_from_before_a_renaming_are_taken_back_after_it(project: Project) -> None:
    made, renamed = project.add_class("c", "#112233"), project.rename_class("a", "z")
    project.rename("elsewhere")
    renamed.undo()
    made.undo()
    examples = project.example_set()
    assert examples.known_classes == ("a", "b") and not examples.noted_classes


def test_a_very_long_name_is_cut_and_a_rename_that_fails_takes_the_name_back(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.rename("很" * 200)
    assert project.is_there and len(project.folder.name.encode()) < 255
    old = project.name

    def refuse(*_words: object) -> None:
        raise OSError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(ProjectError):
        project.rename("other")
    assert project.name == old and project.is_there
    project.set_label([2], "still works")
