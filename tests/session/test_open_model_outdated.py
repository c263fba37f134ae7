"""A model that is still being loaded when it is no longer wanted is dropped; the run trained last can be deleted."""

import time

import pytest

from mmgui.core.data.project import Project
from mmgui.core.run.experiment import Experiment
from mmgui.session.jobs import Job

SMALL = Experiment(preset="quick", epochs=1)


@pytest.fixture
def trained(imported, wait):
    imported.training.start(SMALL)
    wait(lambda: imported.model.is_loaded and not imported.training.is_active)
    imported.map_check.stop()
    wait(lambda: not imported.jobs.active)
    return imported


def _hold_answers(session) -> None:
    """What is asked of the lane now comes only after what is done meanwhile."""
    session.submit("answers", Job("slow", lambda _job: time.sleep(0.6), is_shown=False))


@pytest.mark.slow
def test_a_load_that_is_under_way_does_not_survive_another_project(trained, wait, tmp_path) -> None:
    other = tmp_path / "other.mmproj"
    Project.create(other).close()
    _hold_answers(trained)
    trained.model.load_run(trained.project.runs[0].id)
    trained.project.open(other)
    wait(lambda: trained.project.path == other and not trained.jobs.active)
    assert trained.project.runs == ()
    assert trained.model.card is None
    assert trained.model.run_id is None


@pytest.mark.slow
def test_a_run_that_is_deleted_while_it_is_loaded_is_gone(trained, wait) -> None:
    run_id = trained.project.runs[0].id
    trained.model.forget()
    _hold_answers(trained)
    trained.model.load_run(run_id)
    trained.project.delete_run(run_id)  # it was also trained last
    wait(lambda: trained.project.runs == () and not trained.jobs.active)
    assert trained.model.card is None
    assert trained.training.run_id is None
    assert trained.take_messages() == []
