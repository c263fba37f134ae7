from mmgui.core.data.project import Project
from mmgui.core.i18n import set_language
from mmgui.session.project_names import project_name_for
from mmgui.session.session import Session


def test_a_source_without_an_open_project_becomes_a_new_one_with_a_split(imported):
    project = imported.project
    assert project.name == "posts"
    assert project.last_import.read == project.last_import.offered == 60
    assert {len(project.examples.part(s)) for s in ("train", "validation", "test")} == {42, 9}


def test_a_broken_picture_is_listed_by_row_and_the_others_are_kept(session, wait, posts):
    (posts.parent / "7.png").write_bytes(b"no picture")
    session.project.import_source(posts)
    wait(lambda: session.project.is_open and not session.jobs.active)
    outcome = session.project.last_import
    assert (outcome.read, outcome.offered, len(outcome.problems)) == (59, 60, 1)
    assert "7.png" in outcome.problems[0].where + outcome.problems[0].what


def test_every_edit_is_on_disk_when_it_is_shown_and_can_be_undone(imported, wait):
    project = imported.project
    first = project.examples.examples[0]
    project.set_label([first.id], "new class")
    wait(lambda: "new class" in project.classes)
    stored = project.store.example_set().examples[0].label
    assert stored == "new class"
    assert "new class" in project.undo_text
    project.undo()
    wait(lambda: "new class" not in project.classes)
    assert project.store.example_set().examples[0].label == first.label
    project.redo()
    wait(lambda: "new class" in project.classes)


def test_deleted_examples_come_back_with_undo(imported, wait):
    project = imported.project
    ids = [e.id for e in project.examples.examples[:5]]
    project.delete(ids)
    wait(lambda: len(project.examples) == 55)
    project.undo()
    wait(lambda: len(project.examples) == 60)
    assert {e.id for e in project.examples.examples} >= set(ids)


def test_an_import_into_an_open_project_can_be_undone(imported, wait, posts):
    imported.project.import_source(posts)
    wait(lambda: len(imported.project.examples) == 120)
    imported.project.undo()
    wait(lambda: len(imported.project.examples) == 60)


def test_an_import_that_was_taken_back_is_not_called_the_last_import(imported, wait, posts):
    project = imported.project
    project.import_source(posts)
    wait(lambda: len(project.examples) == 120)
    project.undo()
    wait(lambda: len(project.examples) == 60)
    assert project.last_import is None
    project.redo()
    wait(lambda: len(project.examples) == 120)
    assert project.last_import.read == 60


def test_an_import_into_a_new_project_leaves_the_open_one_as_it_is(imported, wait, posts):
    first = imported.project.path
    imported.project.import_source(posts, is_new_wanted=True)
    wait(lambda: imported.project.path != first)
    assert len(imported.project.examples) == imported.project.last_import.read == 60
    with Project.open(first) as before:
        assert len(before) == 60


def test_a_table_whose_name_says_nothing_is_named_after_its_folder(tmp_path):
    folder = tmp_path / "holiday posts"
    folder.mkdir()
    for name, expected in (("train.csv", "holiday posts"), ("Metadata.csv", "holiday posts"), ("may.csv", "may")):
        (folder / name).touch()
        assert project_name_for(folder / name) == expected
    assert project_name_for(folder) == "holiday posts"


def test_a_failed_open_leaves_the_open_project_as_it_is(imported, wait, tmp_path):
    before = imported.project.path
    imported.project.open(tmp_path / "nothing.mmproj")
    wait(lambda: imported.messages)
    assert imported.project.path == before
    assert len(imported.project.examples) == 60


def test_opening_the_project_that_is_open_already_keeps_it(imported, wait):
    imported.project.open(imported.project.path)
    wait(lambda: not imported.jobs.active)
    assert imported.take_messages() == []
    assert imported.project.is_open


def test_a_source_without_any_good_example_leaves_no_project_behind(session, wait, tmp_path, home):
    table = tmp_path / "bad.csv"
    table.write_text("picture,label\nmissing1.png,a\nmissing2.png,b\n")
    session.project.import_source(table)
    wait(lambda: session.messages)
    assert not session.project.is_open
    assert not list(home.rglob("*.mmproj"))


def test_the_scene_is_made_once_and_opened_the_second_time(session, wait, home):
    session.project.open_scene("feelings", "en", 24)
    wait(lambda: session.project.is_open)
    assert session.project.scene == "feelings"
    folder = session.project.path
    made = (folder / "project.sqlite").stat().st_ino
    session.project.close()
    session.project.open_scene("feelings", "en", 24)
    wait(lambda: session.project.is_open)
    assert (folder / "project.sqlite").stat().st_ino == made
    assert [p.name for p in folder.parent.iterdir()] == [folder.name]


def test_a_cancelled_scene_leaves_nothing_half_made(session, wait, home):
    session.project.open_scene("feelings", "en", 600)
    wait(lambda: session.shown_job is not None and session.shown_job.done > 3)
    session.cancel_shown_job()
    wait(lambda: not session.jobs.active)
    assert not session.project.is_open
    assert not any((home / "scenes").iterdir())


def test_a_run_cut_off_with_the_program_is_shown_as_stopped(imported, wait):
    path = imported.project.path
    imported.project.store.add_run("attention", {}, status="running")
    imported.project.close()
    imported.project.open(path)
    wait(lambda: imported.project.is_open)
    assert [run.status for run in imported.project.runs] == ["stopped"]


def test_closing_lets_another_program_open_the_project(imported):
    path = imported.project.path
    imported.project.close()
    with Project.open(path) as other:
        assert len(other) == 60


def test_the_scene_of_another_window_is_refused_and_left_alone(session, wait, home):
    session.project.open_scene("feelings", "en", 12)
    wait(lambda: session.project.is_open)
    other = Session()
    try:
        other.project.open_scene("feelings", "en", 12)
        assert other.wait(seconds=30, until=lambda: bool(other.messages))
        assert not other.project.is_open
    finally:
        assert other.close(20)
    assert [p.name for p in (home / "scenes").iterdir()] == ["feelings-en.mmproj"]


def test_the_chinese_scene_has_chinese_labels(session, wait):
    set_language("zh_CN")
    session.project.open_scene("feelings", "zh_CN", 36)
    wait(lambda: session.project.is_open)
    assert len(session.project.classes) == 4
    assert not set(session.project.classes) & {"happy", "sad", "angry", "sarcastic"}


def test_the_files_of_deleted_examples_go_when_the_project_is_opened_again(imported, wait):
    project, path = imported.project, imported.project.path
    media = path / "media"
    project.delete([e.id for e in project.examples.examples[:5]])
    wait(lambda: len(project.examples) == 55)
    assert len(list(media.glob("*/*"))) == 60  # it can be undone
    project.close()
    wait(lambda: not project.is_open)
    project.open(path)
    wait(lambda: project.is_open and not imported.jobs.active)
    assert len(list(media.glob("*/*"))) == 55 and len(project.examples) == 55


def test_an_example_by_hand_whose_picture_cannot_be_read_is_refused(imported, wait, tmp_path):
    (tmp_path / "broken.png").write_bytes(b"?")
    imported.project.add_example({"picture": str(tmp_path / "broken.png"), "text": "new"}, "same")
    wait(lambda: not imported.jobs.active)
    (error,) = imported.take_messages()
    assert "broken.png" in error.message
    assert len(imported.project.examples) == 60 and imported.project.undo_text is None


def test_what_is_taken_back_is_said_and_an_undo_that_fails_can_be_tried_again(session, wait, imported, monkeypatch):
    from mmgui.core.errors import ProjectError
    from mmgui.session.bus import EditNote

    project = session.project
    project.set_label([1], "other")
    wait(lambda: project.undo_text is not None)
    edit = project._undo[-1]
    real = edit.undo

    def full() -> None:
        raise ProjectError("The disc is full.")

    object.__setattr__(edit, "undo", full)
    project.undo()
    wait(lambda: session.messages)
    assert "disc is full" in str(session.take_messages()[0]) and project.undo_text is not None
    object.__setattr__(edit, "undo", real)
    project.undo()
    wait(lambda: project.redo_text is not None)
    (said,) = session.take_messages()
    assert isinstance(said, EditNote) and said == "Taken back: Label 1 example “other”."
    project.redo()
    wait(lambda: project.undo_text is not None)
    assert session.take_messages()[0].startswith("Done again: ")
