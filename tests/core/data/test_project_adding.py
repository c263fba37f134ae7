"""Adding to a project: the account of copies, moves, contradictions and labels, and joining labels with undo."""

from dataclasses import replace

import pytest

from mmgui.core.data.example import Example, ExampleSet, Field, ImportResult, Problem
from mmgui.core.data.project import Project

FIELDS = (Field("words", "text"),)


@pytest.fixture
def project(tmp_path):
    with Project.create(tmp_path / "p.mmproj") as opened:
        yield opened


def texts(*rows, problems=()) -> ImportResult:
    """rows: (text, label, part)."""
    examples = tuple(Example(n, {"words": t}, label, part, f"row {n + 2}") for n, (t, label, part) in enumerate(rows))
    return ImportResult(ExampleSet(FIELDS, examples, "posts"), problems)


GIVEN = (
    *((f"text {n}", "ab"[n % 2], "train") for n in range(8)),
    *((f"val {n}", "ab"[n % 2], "validation") for n in range(2)),
    *((f"test {n}", "ab"[n % 2], "test") for n in range(4)),
)


def test_the_account_carries_what_the_source_told_and_the_unlabelled(project) -> None:
    told = (Problem("row 9", "broken"), Problem("other.csv", "another table", kind="left out", count=5))
    account = project.add(texts(("x", "a", None), ("y", None, None), problems=told)).account
    assert (account.read, account.unlabelled, account.refused, account.left_out) == (2, 1, 1, 5)
    assert account.offered == 8


def test_copies_in_training_of_test_examples_are_moved_and_counted(project) -> None:
    copies = tuple((f"test {n}", "ab"[n % 2], "train") for n in range(4))
    account = project.add(texts(*GIVEN, *copies)).account
    assert account.moved == {("train", "test"): 4}
    assert account.copies == 0  # the project was empty
    assert len(project.example_set().part("test")) == 8


def test_a_table_that_is_imported_again_is_all_copies(project) -> None:
    rows = tuple((f"text {n}", "ab"[n % 2], None) for n in range(20))
    assert project.add(texts(*rows)).account.copies == 0
    account = project.add(texts(*rows, ("a new one", "a", None))).account
    assert (account.read, account.copies) == (21, 20)


def test_a_stored_example_that_moves_is_counted_and_comes_back_with_undo(project) -> None:
    project.add(texts(*GIVEN))
    old = {e.id: e.split for e in project.example_set().examples}
    edit = project.add(texts(("text 0", "a", "test"), ("text 1", "b", "test")))
    assert edit.account.moved == {("train", "test"): 2}
    assert edit.account.copies == 2
    edit.undo()
    assert {e.id: e.split for e in project.example_set().examples} == old


def test_copies_of_stored_pictures_are_seen_by_their_content(project, tmp_path) -> None:
    from PIL import Image

    fields = (Field("picture", "image"),)
    for name in ("a.png", "b.png"):
        Image.new("RGB", (9, 9), (200, 30, 30)).save(tmp_path / name)
    for name, copies in (("a.png", 0), ("b.png", 1)):
        one = ExampleSet(fields, (Example(0, {"picture": str(tmp_path / name)}, "red", "train"),))
        assert project.add(one).account.copies == copies


def test_equal_examples_with_different_labels_are_named_by_id_and_row(project) -> None:
    account = project.add(texts(*GIVEN, ("text 0", "b", "train"))).account
    (found,) = account.contradictions
    assert found.labels == ("a", "b")
    by_id = {e.id: e for e in project.example_set().examples}
    assert {by_id[member].values["words"] for member in found.members} == {"text 0"}
    assert found.where == ("row 2", "row 16")


def test_contradictions_of_before_are_not_told_again(project) -> None:
    project.add(texts(*GIVEN, ("text 0", "b", "train")))
    assert project.add(texts(("quite new", "a", "train"))).account.contradictions == ()
    assert len(project.add(texts(("text 1", "a", "train"))).account.contradictions) == 1


def test_labels_that_look_alike_are_found_over_the_whole_project(project) -> None:
    project.add(texts(("x", "cat", "train"), ("y", "dog", "train")))
    assert project.add(texts(("z", "Cat", "train"))).account.alike == (("cat", "Cat"),)


def test_a_file_that_cannot_be_copied_is_a_problem_and_still_counted(project, tmp_path) -> None:
    from PIL import Image

    Image.new("RGB", (9, 9)).save(tmp_path / "good.png")
    (tmp_path / "gone.png").write_bytes(b"no picture")
    examples = tuple(Example(n, {"picture": str(tmp_path / f"{name}.png")}, "a", None, f"row {n}")
                     for n, name in enumerate(("good", "gone")))  # fmt: skip
    edit = project.add(ImportResult(ExampleSet((Field("picture", "image"),), examples), (Problem("row 9", "x"),)))
    assert (edit.count, edit.account.read, edit.account.refused, edit.account.offered) == (1, 1, 2, 3)
    assert [p.where for p in edit.problems] == ["row 1"]


def test_joining_while_adding_rewrites_old_and_new_labels_and_undo_takes_both_back(project) -> None:
    project.add(texts(("x", "Cat", "train"), ("y", "dog", "train")))
    rows = (("u", "cat", "train"), ("v", "cat", "train"), ("w", "CAT", "train"))
    edit = project.add(texts(*rows), join_labels=True)
    assert project.example_set().class_counts() == {"cat": 4, "dog": 1}
    assert edit.account.alike == ()
    (note,) = [p for p in edit.account.problems if p.kind == "note"]
    assert "“cat”" in note.what
    edit.undo()
    assert project.example_set().class_counts() == {"Cat": 1, "dog": 1}
    edit.redo()
    assert project.example_set().class_counts() == {"cat": 4, "dog": 1}


def test_one_example_in_two_spellings_is_no_contradiction_once_labels_are_joined(project) -> None:
    rows = (*GIVEN, ("text 0", "A", "train"))
    account = project.add(texts(*rows), join_labels=True).account
    assert account.contradictions == ()


def test_joining_labels_is_one_edit(project) -> None:
    labels = ("cat", "Cat", "CAT", "cat", "dog", None)
    project.add(texts(*((f"t{n}", label, "train") for n, label in enumerate(labels))))
    edit = project.join_labels({"Cat": "cat", "CAT": "cat", "nobody": "x"})
    assert edit.count == 2
    assert project.example_set().class_counts() == {"cat": 4, "dog": 1}
    edit.undo()
    assert project.example_set().class_counts() == {"CAT": 1, "Cat": 1, "cat": 2, "dog": 1}
    edit.redo()
    assert project.example_set().class_counts() == {"cat": 4, "dog": 1}


def test_undo_and_redo_of_adding_bring_everything_back(project) -> None:
    project.add(texts(*GIVEN))
    before = project.example_set()
    edit = project.add(replace(texts(("new", "c", None)).examples, fields=(*FIELDS, Field("note", "text"))))
    after = project.example_set()
    edit.undo()
    assert project.example_set() == before
    edit.redo()
    assert project.example_set() == after


def test_pictures_of_a_table_are_found_by_their_names(tmp_path):
    """The project stores them under the hash of their content."""
    from mmgui.core.data.adding import origin_with_names

    example = Example(0, {"photo": "/data/pics/cat 7.png", "words": "x"}, "cat", None, "row 3 of posts.csv")
    assert origin_with_names(example, ["photo"]) == "row 3 of posts.csv · cat 7.png"
    assert origin_with_names(replace_origin(example, "cats/cat 7.png"), ["photo"]) == "cats/cat 7.png"
    assert origin_with_names(replace_origin(example, ""), ["photo"]) == "cat 7.png"


def replace_origin(example, origin):
    return replace(example, origin=origin)
