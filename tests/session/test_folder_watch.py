"""The project's folder vanishes while it is open (a stick is pulled, the folder renamed), and comes back."""

from pathlib import Path

import pytest

from mmgui.core.errors import ProjectError
from tests.session.test_live_training import SMALL


def look(session, wait) -> None:
    session.folder_watch.look()
    wait(lambda: not session.jobs.active or session.is_learning)


def away(session) -> tuple[Path, Path]:
    here = session.project.path
    there = here.with_name("elsewhere.mmproj")
    here.rename(there)
    return here, there


def test_it_is_noticed_said_once_and_nothing_is_written(imported, wait):
    here, there = away(imported)
    ids, label = [e.id for e in imported.project.examples.examples[:1]], imported.project.examples.examples[0].label
    for _time in range(2):
        look(imported, wait)
    (told,) = imported.take_messages()
    assert isinstance(told, ProjectError) and str(here) in told.hint and imported.folder_watch.is_lost
    imported.project.set_label(ids, "other")
    wait(lambda: not imported.jobs.active)
    assert isinstance(imported.take_messages()[0], ProjectError)
    assert imported.project.examples.examples[0].label == label and not here.exists()
    imported.training.start(SMALL)
    wait(lambda: not imported.jobs.active)
    assert isinstance(imported.take_messages()[0], ProjectError) and not imported.training.is_active
    assert not here.exists(), "a phantom of it was made"
    there.rename(here)
    look(imported, wait)
    assert "is there again" in imported.take_messages()[0] and not imported.folder_watch.is_lost
    imported.project.set_label(ids, "other")
    wait(lambda: imported.project.examples.examples[0].label == "other")


def test_another_folder_of_the_same_name_is_not_taken_for_it(imported, wait):
    here, there = away(imported)
    here.mkdir()
    look(imported, wait)
    assert imported.folder_watch.is_lost
    imported.take_messages()
    imported.project.delete([e.id for e in imported.project.examples.examples[:2]])
    wait(lambda: not imported.jobs.active)
    assert isinstance(imported.take_messages()[0], ProjectError) and list(here.iterdir()) == []
    here.rmdir()
    there.rename(here)


@pytest.mark.slow
def test_a_training_waits_for_it_and_goes_on(imported, wait):
    training = imported.training
    training.start(SMALL.model_copy(update={"epochs": 500}))
    wait(lambda: training.last_step is not None)
    here, there = away(imported)
    imported.folder_watch.look()
    wait(lambda: training.status == "paused")
    assert not here.exists()
    there.rename(here)
    imported.folder_watch.look()
    wait(lambda: training.status == "running")
    step = training.last_step.step
    wait(lambda: training.last_step.step > step + 3)
    training.stop()
    wait(lambda: training.status == "idle")
    assert [run.status for run in imported.project.runs] == ["stopped"]


@pytest.mark.slow
def test_what_vanishes_while_examples_are_read_leaves_no_phantom(imported, wait, monkeypatch):
    from mmgui.core.training import trainer

    load, moved = trainer.load_parts, []

    def gone(*given):
        moved.append(away(imported))
        return load(*given)

    monkeypatch.setattr(trainer, "load_parts", gone)
    imported.training.start(SMALL)
    wait(lambda: imported.training.status == "idle")
    (here, there), told = moved[0], imported.take_messages()
    assert not here.exists() and told
    there.rename(here)


def test_a_training_that_ends_while_its_project_is_away_is_over(imported, wait, monkeypatch):
    def gone() -> None:
        raise ProjectError("away")

    monkeypatch.setattr(imported.project, "reload_runs", gone)
    imported.training.start(SMALL)
    imported.training.stop()
    wait(lambda: not imported.jobs.active)
    assert imported.training.status == "idle" and imported.training.can_start
