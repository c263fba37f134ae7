"""What settings are that a person leaves automatic: those that the training then has."""

import pytest

from tests.session.test_live_training import SMALL


@pytest.mark.slow
def test_the_values_are_those_of_the_training(imported, wait):
    wish = SMALL.model_copy(update={"epochs": None, "settings": {"width": 16}})
    imported.is_engine_ready = True
    assert imported.automatic.values(wish) == {}
    wait(lambda: bool(imported.automatic.values(wish)))
    values = imported.automatic.values(wish)
    assert values["width"] == 16 and values["threads"] >= 1
    imported.training.start(wish)
    wait(lambda: imported.training.started is not None)
    assert imported.training.started.epochs == values["epochs"]
    imported.training.stop()
    wait(lambda: imported.training.status == "idle")


def test_other_examples_are_looked_at_anew_and_what_cannot_be_trained_has_none(imported, wait):
    imported.is_engine_ready = True
    told = []
    imported.subscribe("automatic", lambda: told.append(True))
    imported.automatic.values(SMALL)
    wait(lambda: bool(imported.automatic.values(SMALL)))
    imported.project.delete([e.id for e in imported.project.examples.examples])
    wait(lambda: len(imported.project.examples) == 0 and not imported.jobs.active)
    assert imported.automatic.values(SMALL) == {} and told
    wait(lambda: not imported.jobs.active)
    assert imported.automatic.values(SMALL) == {} and imported.take_messages() == []
