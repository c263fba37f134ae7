"""Classes by hand: made in a new project, filled with files and lines, named anew, joined, deleted, undone."""

import wave
from collections import Counter

import numpy as np
import pytest
from PIL import Image

from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.data.project import Project
from mmgui.core.errors import DataError
from mmgui.modalities import register, unregister
from tests.beeps import RATE_HZ, beeps_alone
from tests.numbers import Numbers


@pytest.fixture
def by_hand(session, wait, tmp_path):
    """An empty project with the classes Cat and Dog."""
    session.project.create(tmp_path / "by hand.mmproj")
    wait(lambda: session.project.is_open)
    session.classes.add("Cat", "#3d74e6")
    session.classes.add("Dog")
    wait(lambda: session.classes.names == ("Cat", "Dog"))
    return session


@pytest.fixture
def pictures(tmp_path):
    """pictures(3) → so many different files."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    made = []

    def make(count):
        paths = []
        for _ in range(count):
            path = folder / f"p{len(made)}.png"
            Image.fromarray(np.full((12, 12, 3), len(made), np.uint8)).save(path)
            made.append(path)
            paths.append(path)
        return paths

    return make


def done(session, wait):
    wait(lambda: not session.jobs.active)
    return [str(m) for m in session.take_messages()]


def test_pictures_and_lines_become_examples_with_parts_and_undo_takes_them_back(by_hand, wait, pictures):
    project = by_hand.project
    files = pictures(10)
    by_hand.classes.put_into("Cat", files)
    assert done(by_hand, wait) == ["10 examples were added to “Cat”; Ctrl+Z takes them back."]
    assert [(f.name, f.modality) for f in project.examples.fields] == [("picture", "image")]
    assert Counter(e.split for e in project.examples.examples) == {"train": 7, "validation": 2, "test": 1}
    assert all(p.exists() for p in files), "copied, not moved"
    by_hand.classes.put_into("Dog", (), ["woof", "", "  bow wow "])
    assert done(by_hand, wait) == ["2 examples were added to “Dog”; Ctrl+Z takes them back."]
    assert [e.values for e in project.examples.examples if e.label == "Dog"] == [
        {"picture": None, "words": "woof"},
        {"picture": None, "words": "bow wow"},
    ]
    assert project.examples.class_counts() == {"Cat": 10, "Dog": 2}
    project.undo()
    project.undo()
    done(by_hand, wait)
    assert len(project.examples) == 0 and project.examples.fields == ()
    assert by_hand.classes.names == ("Cat", "Dog")


def test_examples_that_come_one_by_one_are_dealt_as_soon_as_there_are_enough_of_the_class(by_hand, wait, pictures):
    parts = []
    for path in pictures(10):
        by_hand.classes.put_into("Cat", [path])
        done(by_hand, wait)
        found = Counter(e.split for e in by_hand.project.examples.examples)
        parts.append("".join(str(found[part]) for part in ("train", "validation", "test", None)))
    assert parts == ["0001", "0002", "1110", "1111", "1112", "1113", "1114", "1115", "1116", "6220"]


def test_every_class_that_is_dropped_at_once_is_in_every_part(by_hand, wait, pictures):
    by_hand.classes.put_into("Cat", pictures(8))
    by_hand.classes.put_into("Dog", pictures(4))
    done(by_hand, wait)
    examples = by_hand.project.examples
    assert all(set(examples.part(part).classes) == {"Cat", "Dog"} for part in ("train", "validation", "test"))


def test_what_cannot_be_used_or_is_there_already_is_named_and_the_rest_is_added(by_hand, wait, pictures, tmp_path):
    files = pictures(3)
    by_hand.classes.put_into("Cat", files[:1])
    done(by_hand, wait)
    for name in ("a.docx", "b.pdf", "c.xyz"):
        (tmp_path / name).write_bytes(b"?")
    (tmp_path / "broken.png").write_bytes(b"?")
    odd = [tmp_path / name for name in ("a.docx", "b.pdf", "c.xyz", "broken.png", "gone.png")]
    by_hand.classes.put_into("Cat", [*files, files[1], *odd])
    assert done(by_hand, wait) == [
        "2 examples were added to “Cat”; Ctrl+Z takes them back. 5 cannot be used: “a.docx”, “b.pdf”, “c.xyz”, …. "
        "2 are in the project already and were left out."
    ]


def test_where_nothing_can_be_used_nothing_is_changed(by_hand, wait, tmp_path):
    (tmp_path / "notes.docx").write_bytes(b"?")
    undo = by_hand.project.undo_text
    by_hand.classes.put_into("Cat", [tmp_path / "notes.docx"])
    wait(lambda: not by_hand.jobs.active)
    (error,) = by_hand.take_messages()
    assert isinstance(error, DataError) and ".png" in error.hint
    assert error.message == "“notes.docx” is of no kind that a class takes."
    assert by_hand.project.undo_text == undo and by_hand.project.examples.fields == ()
    (tmp_path / "broken.png").write_bytes(b"?")
    by_hand.classes.put_into("Cat", [tmp_path / "broken.png"])
    wait(lambda: not by_hand.jobs.active)
    (error,) = by_hand.take_messages()
    assert "broken.png" in error.message and by_hand.project.store.fields == ()
    by_hand.classes.put_into("Cat", (), [" ", ""])
    assert not by_hand.jobs.active


def test_a_folder_gives_the_files_in_it(by_hand, wait, pictures):
    folder = pictures(4)[0].parent
    (folder / ".hidden.png").write_bytes(b"?")
    by_hand.classes.put_into("Dog", [folder])
    assert done(by_hand, wait) == ["4 examples were added to “Dog”; Ctrl+Z takes them back."]


def test_names_that_meet_make_one_class_and_it_is_told(by_hand, wait):
    by_hand.classes.put_into("Cat", (), ["purr", "meow"])
    by_hand.classes.put_into("Dog", (), ["woof"])
    by_hand.classes.rename("Dog", " Cat ")
    assert done(by_hand, wait)[-1] == "“Dog” is part of “Cat” now, with its 1 example; Ctrl+Z takes that back."
    assert by_hand.classes.names == ("Cat",) and by_hand.classes.count("Cat") == 3
    by_hand.project.undo()
    done(by_hand, wait)
    assert by_hand.classes.names == ("Cat", "Dog")


def test_deleting_says_what_became_of_the_examples(by_hand, wait):
    by_hand.classes.put_into("Cat", (), ["purr", "meow"])
    done(by_hand, wait)
    by_hand.classes.delete("Dog")
    assert done(by_hand, wait) == ["The class “Dog” is gone; Ctrl+Z brings it back."]
    by_hand.classes.delete("Cat")
    said = "The class “Cat” is gone; its 2 examples stay without a label. Ctrl+Z brings it back."
    assert done(by_hand, wait) == [said] and len(by_hand.project.examples) == 2
    by_hand.project.undo()
    assert done(by_hand, wait) == ["Taken back: Delete the class “Cat”."]
    by_hand.classes.delete("Cat", with_examples=True)
    assert done(by_hand, wait) == ["The class “Cat” and its 2 examples are gone; Ctrl+Z brings them back."]
    assert len(by_hand.project.examples) == 0
    by_hand.project.undo()
    done(by_hand, wait)
    assert by_hand.project.examples.class_counts() == {"Cat": 2}


@pytest.fixture
def others():
    """Kinds of fields that the program has never heard of."""
    numbers = Numbers()
    with beeps_alone():
        register(numbers)
        yield
        unregister(numbers.name)


def test_files_of_any_kind_find_their_field(others, by_hand, wait, tmp_path, pictures):
    with wave.open(str(tmp_path / "beep.wav"), "wb") as file:
        file.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        file.writeframes(bytes(2 * 4_000))
    by_hand.classes.put_into("Cat", [tmp_path / "beep.wav", *pictures(1)])
    assert done(by_hand, wait) == ["2 examples were added to “Cat”; Ctrl+Z takes them back."]
    assert {f.modality for f in by_hand.project.examples.fields} == {"beep", "image"}


def test_lines_are_values_of_the_only_typed_field_and_those_that_cannot_be_read_are_named(
    others, session, wait, tmp_path
):
    with Project.create(tmp_path / "ages") as project:
        project.add(ExampleSet((Field("age", "number"),), (Example(0, {"age": "7"}, "young"),)))
    session.project.open(tmp_path / "ages.mmproj")
    wait(lambda: session.project.is_open)
    session.classes.put_into("old", (), ["70", "80", "very", "ancient", "70"])
    (said,) = done(session, wait)
    assert said == (
        "2 examples were added to “old”; Ctrl+Z takes them back. 2 cannot be used: “very”, “ancient”. "
        "1 is in the project already and was left out."
    )
    assert [e.values for e in session.project.examples.examples] == [{"age": "7"}, {"age": "70"}, {"age": "80"}]


def test_a_field_of_another_kind_does_not_lose_its_name(session, wait, tmp_path, pictures):
    with Project.create(tmp_path / "odd") as project:
        project.add(ExampleSet((Field("picture", "text"),), (Example(0, {"picture": "a sunset"}, "red"),)))
    session.project.open(tmp_path / "odd.mmproj")
    wait(lambda: session.project.is_open)
    session.classes.put_into("red", pictures(1), ["a rose"])
    done(session, wait)
    assert [(f.name, f.modality) for f in session.project.examples.fields] == [
        ("picture", "text"),
        ("picture 2", "image"),
    ]
    assert [e.values["picture"] for e in session.project.examples.examples] == ["a sunset", None, "a rose"]


def test_classes_are_there_again_after_closing_and_opening(by_hand, wait):
    path = by_hand.project.path
    by_hand.project.close()
    with Project.open(path) as project:
        assert dict(project.example_set().noted_classes) == {"Cat": "#3d74e6", "Dog": ""}


def test_a_class_that_is_there_is_refused_in_one_sentence(by_hand, wait):
    by_hand.classes.add("Cat")
    wait(lambda: not by_hand.jobs.active)
    (error,) = by_hand.take_messages()
    assert error.message == "There is a class “Cat” already."


def test_what_was_made_by_hand_can_be_learnt(by_hand, wait, pictures):
    by_hand.classes.put_into("Cat", pictures(9))
    by_hand.classes.put_into("Dog", pictures(9))
    done(by_hand, wait)
    assert by_hand.project.can_learn
    lent = by_hand.project.lend()
    assert lent is not None
    from mmgui.core.cancel import CancelToken
    from mmgui.core.training.dividing import divide

    parts = divide(lent[1], (), None, 0.1, 0, CancelToken())
    assert parts.classes == ("Cat", "Dog") and all(parts.examples.values())
