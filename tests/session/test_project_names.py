"""A project has one name, that of its folder; it can be another one."""

import pytest

from mmgui.core.i18n import set_language
from mmgui.core.paths import scenes_folder
from mmgui.session.project_names import SceneKey, is_scene_project, project_title


@pytest.fixture(autouse=True)
def _english():
    yield
    set_language("en")


def test_a_project_is_called_like_its_folder_and_a_scene_by_its_title(tmp_path):
    assert project_title(tmp_path / "Class 5b.mmproj") == "Class 5b"
    scene = scenes_folder() / "feelings-zh_CN.mmproj"
    assert is_scene_project(scene) and not is_scene_project(tmp_path / "feelings-en.mmproj")
    assert project_title(scene) == "Feelings in posts (简体中文)"
    assert project_title(tmp_path / "feelings-en.mmproj") == "feelings-en"
    set_language("zh_CN")
    assert project_title(scene).startswith("帖子")


@pytest.mark.parametrize("key", [SceneKey("feelings", "en"), SceneKey("visual_questions", "zh_CN", 75)])
def test_a_scenes_folder_says_language_and_difficulty(key, tmp_path):
    assert SceneKey.of(key.folder) == key
    assert SceneKey.of(tmp_path / key.folder.name) is None, "a copy is a person's own project"
    assert SceneKey.of(key.folder.with_name("notes.mmproj")) is None


def test_renaming_moves_the_folder_and_keeps_undo_model_and_place_in_the_list(session, wait, imported):
    project = session.project
    old = project.path
    project.set_label([1], "other")
    wait(lambda: project.undo_text is not None and project.examples.examples[0].label == "other")
    project.rename("Holidays")
    assert session.settings.recent == (str(old.with_name("Holidays.mmproj")),)
    assert project.name == "Holidays" and project.path == old.with_name("Holidays.mmproj") and not old.exists()
    project.undo()
    wait(lambda: project.examples.examples[0].label != "other")
    pictures = [e.values["picture"] for e in project.examples.examples if e.values.get("picture")]
    assert pictures and all(p.startswith(str(project.path)) for p in pictures)


def test_a_name_that_is_taken_is_one_sentence_and_nothing_changes(session, wait, imported):
    old = session.project.path
    old.with_name("taken.mmproj").mkdir()
    session.take_messages()
    session.project.rename("taken")
    assert "exists already" in str(session.take_messages()[0]) and session.project.path == old


def test_who_is_still_at_work_with_the_project_is_not_disturbed(session, wait, imported, tmp_path):
    old = session.project.path
    session.take_messages()
    session.exports.save_examples(tmp_path / "t.csv")
    session.project.rename("elsewhere")
    assert "still at work" in str(session.take_messages()[0]) and session.project.path == old
    wait(lambda: not session.jobs.active)
    session.project.rename("elsewhere")
    assert session.project.path == old.with_name("elsewhere.mmproj")


def test_a_stopped_training_that_still_measures_is_at_work(session, imported):
    class Measuring:
        is_active, is_at_work = False, True

    session.project.learners.append(Measuring())
    session.take_messages()
    session.project.rename("elsewhere")
    assert "still at work" in str(session.take_messages()[0])
