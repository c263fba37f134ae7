"""Classes by hand: they last without examples, every change of one is one Edit, older programs are not disturbed."""

import sqlite3

import pytest

from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.data.project import Project
from mmgui.core.data.schema import DATABASE
from mmgui.core.errors import DataError


@pytest.fixture
def project(tmp_path):
    with Project.create(tmp_path / "demo") as made:
        yield made


def add_texts(project, **words):
    """add_texts(project, cat="purr meow"): an example per word."""
    rows = [(text, label) for label, texts in words.items() for text in texts.split()]
    examples = tuple(Example(n, {"words": text}, label) for n, (text, label) in enumerate(rows))
    return project.add(ExampleSet((Field("words", "text"),), examples))


def test_a_class_without_examples_is_remembered(tmp_path):
    with Project.create(tmp_path / "demo") as project:
        project.add_class("Dog", "#3d74e6")
        project.add_class("Cat")
    with Project.open(tmp_path / "demo.mmproj") as project:
        found = project.example_set()
    assert found.known_classes == ("Cat", "Dog")
    assert found.classes == () and dict(found.noted_classes) == {"Dog": "#3d74e6", "Cat": ""}


def test_each_change_of_a_class_can_be_undone_and_redone(project):
    add_texts(project, cat="purr meow", dog="woof")
    project.add_class("bird", "#0d967a")
    for change, description, after_it in (
        (lambda: project.add_class(" new \n class "), "Add the class “new class”", ("bird", "cat", "dog", "new class")),
        (lambda: project.colour_class("cat", "#d3720a"), "Colour the class “cat”", ("bird", "cat", "dog")),
        (lambda: project.rename_class("bird", "owl"), "Rename the class “bird” to “owl”", ("cat", "dog", "owl")),
        (lambda: project.rename_class("cat", "dog"), "Rename the class “cat” to “dog”", ("bird", "dog")),
        (lambda: project.delete_class("bird"), "Delete the class “bird”", ("cat", "dog")),
        (lambda: project.delete_class("cat"), "Delete the class “cat”", ("bird", "dog")),
        (lambda: project.delete_class("cat", with_examples=True), "Delete the class “cat”", ("bird", "dog")),
        (lambda: project.join_labels({"cat": "bird"}), "Write the labels of 2 examples in one way", ("bird", "dog")),
    ):
        before = project.example_set()
        edit = change()
        after = project.example_set()
        assert (edit.description, after.known_classes) == (description, after_it)
        for _ in range(2):
            edit.undo()
            assert project.example_set() == before, description
            edit.redo()
            assert project.example_set() == after, description
        edit.undo()


def test_deleting_a_class_keeps_its_examples_or_takes_them_along(project):
    add_texts(project, cat="purr meow", dog="woof")
    assert project.delete_class("cat").count == 2
    assert [e.label for e in project.example_set().examples] == [None, None, "dog"]
    assert project.delete_class("dog", with_examples=True).count == 1
    assert [e.label for e in project.example_set().examples] == [None, None]


def test_a_class_takes_its_colour_to_a_new_name_but_not_into_another_class(project):
    add_texts(project, cat="purr", dog="woof")
    project.colour_class("cat", "#d3720a")
    project.rename_class("cat", "tiger")
    assert dict(project.example_set().noted_classes) == {"tiger": "#d3720a"}
    project.rename_class("tiger", "dog")
    assert dict(project.example_set().noted_classes) == {}


def test_a_class_that_is_there_is_not_made_twice(project):
    add_texts(project, cat="purr")
    project.add_class("dog")
    for name in ("cat", " dog ", "", "x" * 300):
        with pytest.raises(DataError):
            project.add_class(name)
    assert project.example_set().known_classes == ("cat", "dog")


def test_what_another_program_wrote_wrongly_is_passed_over(project):
    project.add_class("cat")
    for text, classes in (
        ("no json", {}),
        ("[1]", {}),
        ('{"cat": 7, "dog": "red", "": "#ffffff"}', {"cat": "", "dog": ""}),
    ):
        with sqlite3.connect(project.folder / DATABASE) as plain:
            plain.execute("UPDATE info SET value = ? WHERE key = 'classes'", (text,))
        plain.close()
        assert dict(project.example_set().noted_classes) == classes


def test_the_format_is_that_of_before(project):
    """The program of before opens it, and passes over the classes: no table, column or version is new."""
    project.add_class("cat")
    with sqlite3.connect(project.folder / DATABASE) as plain:
        assert plain.execute("PRAGMA user_version").fetchone() == (2,)
        assert {row[0] for row in plain.execute("SELECT key FROM info")} == {"name", "created", "classes"}
    plain.close()
