import json

import pytest

from mmgui.core.run.experiment import Experiment

SMALL = Experiment(preset="quick", epochs=2, settings={"size_px": 32, "width": 16, "channels": 8, "threads": 1})


@pytest.mark.slow
def test_a_training_ends_with_a_run_in_the_project_and_its_model_loaded(imported, wait):
    training = imported.training
    training.start(SMALL)
    assert training.status == "preparing"
    wait(lambda: training.status == "idle" and imported.model.is_loaded)
    assert imported.take_messages() == []
    assert training.finished.reason == "completed"
    assert [e.epoch for e in training.history.epochs] == [1, 2]
    (run,) = imported.project.runs
    assert run.status == "completed"
    assert run.metrics["test"]["accuracy"] == training.finished.test.accuracy
    assert (run.folder / "metrics.json").exists()


@pytest.mark.slow
def test_stop_keeps_the_run_and_it_can_be_continued_to_its_end(imported, wait):
    training = imported.training
    training.start(SMALL.model_copy(update={"epochs": 200}))
    wait(lambda: training.last_epoch is not None)
    training.stop()
    assert training.status == "stopping"
    wait(lambda: training.status == "idle")
    (run,) = imported.project.runs
    assert run.status == "stopped"
    before = training.history.epochs[-1].epoch
    wait(lambda: imported.model.is_loaded)
    training.resume_run(run.id)
    wait(lambda: training.last_epoch is not None and training.last_epoch.epoch > before)
    epochs = [e.epoch for e in training.history.epochs]
    assert epochs == list(range(1, epochs[-1] + 1)), "the curves begin where the run began"
    assert training.history.steps.steps[0] == 1
    training.stop()
    wait(lambda: training.status == "idle")
    assert len(imported.project.runs) == 1


@pytest.mark.slow
def test_a_paused_training_makes_no_step_until_it_is_resumed(imported, wait):
    training = imported.training
    training.start(SMALL.model_copy(update={"epochs": 500}))
    wait(lambda: training.status == "running" and training.last_step is not None)
    training.pause()
    assert training.status == "paused"
    held = []

    def is_still():
        held.append(training.last_step.step)
        return len(held) > 60 and len(set(held[-40:])) == 1

    wait(is_still)
    training.resume()
    wait(lambda: training.last_step.step > held[-1])
    training.stop()
    wait(lambda: training.status == "idle")


@pytest.mark.slow
def test_a_failing_training_is_told_and_leaves_the_session_usable(imported, wait):
    training = imported.training
    training.start(SMALL.model_copy(update={"settings": {**SMALL.settings, "learning_rat": 1}}))
    wait(lambda: imported.messages)
    wait(lambda: training.status == "idle")
    assert "learning_rat" in imported.take_messages()[0].message
    assert [run.status for run in imported.project.runs] == ["failed"]
    assert training.can_start


def test_start_without_a_project_tells_what_to_do(session, wait):
    session.training.start(SMALL)
    session.drain()
    assert "Open a scene" in session.take_messages()[0].hint


@pytest.mark.slow
def test_of_many_keystrokes_the_newest_is_answered(imported, wait):
    imported.training.start(SMALL)
    wait(lambda: imported.training.status == "idle" and imported.model.is_loaded)
    picture = imported.project.examples.examples[0].values["picture"]
    last = 0
    for end in range(1, 12):
        last = imported.model.predict({"picture": picture, "words": "yes says no"[:end]})
    wait(lambda: imported.model.prediction is not None and imported.model.prediction.number == last)
    prediction = imported.model.prediction
    assert [w.text for w in prediction.heat_maps["words"].words] == ["yes", "says", "no"]
    assert prediction.heat_maps["picture"].grid is not None
    assert sum(prediction.contributions.values()) == pytest.approx(1)


@pytest.mark.slow
def test_a_model_file_that_cannot_be_loaded_leaves_the_present_one(imported, wait, tmp_path):
    imported.training.start(SMALL)
    wait(lambda: imported.training.status == "idle" and imported.model.is_loaded)
    card = imported.model.card
    (tmp_path / "bad.safetensors").write_bytes(b"nothing")
    imported.model.load_file(tmp_path / "bad.safetensors")
    wait(lambda: imported.messages)
    imported.take_messages()
    assert imported.model.card is card


@pytest.mark.slow
def test_a_run_that_is_stopped_at_once_leaves_nothing(imported, wait):
    training = imported.training
    training.start(SMALL.model_copy(update={"epochs": 500}))
    folder = imported.project.path / "runs"
    training.stop()
    wait(lambda: training.status == "idle" and not imported.jobs.active)
    assert imported.project.runs == () and training.run_id is None and training.history is None
    assert not folder.exists() or list(folder.iterdir()) == []
    assert imported.take_messages() == []
    training.start(SMALL)
    wait(lambda: training.status == "idle" and imported.model.is_loaded)
    assert len(imported.project.runs) == 1


@pytest.mark.slow
def test_a_stopped_run_can_be_measured_on_the_test_part(imported, wait):
    training = imported.training
    training.start(SMALL.model_copy(update={"epochs": 200}))
    wait(lambda: training.last_epoch is not None)
    training.stop()
    wait(lambda: training.status == "idle" and imported.model.is_loaded and not imported.jobs.active)
    (run,) = imported.project.runs
    assert run.metrics.get("test") is None
    imported.project.measure_run(run.id)
    wait(lambda: imported.project.runs[0].metrics.get("test") is not None)
    figures = imported.project.runs[0].metrics
    assert figures["test"]["n"] == len(imported.project.examples.part("test").labelled())
    assert figures["validation"] == run.metrics["validation"] and imported.take_messages() == []
    assert json.loads((run.folder / "metrics.json").read_text())["test"]["accuracy"] == figures["test"]["accuracy"]
