"""Examples that wait for a part get one when a training or a race begins, and the project keeps it."""

from collections import Counter

import pytest

from mmgui.core.run.experiment import Experiment
from mmgui.session.dealing import Dealt, deal_waiting
from mmgui.session.jobs import Job

SMALL = Experiment(preset="quick", epochs=1, settings={"size_px": 32, "width": 16, "channels": 8, "threads": 1})


def parts(session):
    return Counter(e.split for e in session.project.examples.examples)


@pytest.fixture
def waiting(imported, wait):
    """A project of which 20 of 60 examples have no part."""
    ids = [e.id for e in imported.project.examples.examples[:20]]
    imported.project.set_split(ids, None)
    wait(lambda: parts(imported)[None] == 20)
    return imported


def test_who_has_a_part_keeps_it_and_the_others_get_one_which_undo_takes_back(waiting, wait):
    project, posted = waiting.project, []
    before = {e.id: e.split for e in project.examples.examples}
    job = Job("", lambda _job: None, post=posted.append)
    after = deal_waiting(project.store, project.examples, job)
    assert all(e.split is not None and before[e.id] in (None, e.split) for e in after.examples)
    (dealt,) = posted
    assert isinstance(dealt, Dealt)
    project.take_edit(dealt.edit, dealt.examples)
    assert deal_waiting(project.store, project.examples, job) is project.examples and len(posted) == 1
    project.undo()
    wait(lambda: parts(waiting)[None] == 20)


@pytest.mark.slow
def test_the_project_shows_the_parts_that_a_training_used(waiting, wait):
    waiting.training.start(SMALL)
    wait(lambda: waiting.training.status == "idle" and waiting.training.finished is not None)
    found, started = parts(waiting), waiting.training.started
    assert found[None] == 0
    assert (started.n_train, started.n_validation) == (found["train"], found["validation"])
    assert waiting.project.undo_text
