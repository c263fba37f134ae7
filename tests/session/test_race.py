"""session.race: a race beside everything else that the session does."""

import json
import shutil

import pytest

from mmgui.core.race.entrants import RacePlan, choose_entrants, entrants_for, read_races
from mmgui.session.session import Session

SETTINGS = {"size_px": 32, "width": 16, "channels": 8, "threads": 1}


def plan_for(session: Session, *names: str, epochs: int = 2, interleaved: bool = True) -> RacePlan:
    everyone = entrants_for(session.project.examples.fields)
    chosen = choose_entrants(everyone, names or ("word-counts", "picture", "words", "concat"))
    return RacePlan(chosen, epochs=epochs, device="cpu", interleaved=interleaved, settings=SETTINGS)


@pytest.fixture
def ready(imported, wait):
    imported.is_engine_ready = True
    return imported


def test_a_race_leaves_runs_a_verdict_and_a_model_to_try(ready, wait):
    race, told = ready.race, []
    ready.subscribe("race", lambda: told.append((race.status, round(race.progress, 2))))
    race.start(plan_for(ready))
    assert race.is_active and not race.can_start and not ready.training.can_start
    wait(lambda: not race.is_active and ready.model.is_loaded)
    assert ready.take_messages() == []
    assert [(run.name, run.status) for run in ready.project.runs] == [
        ("concat picture", "completed"), ("concat words", "completed"), ("concat", "completed"),
    ]  # fmt: skip
    result = race.result
    assert result is not None and result.is_complete and result.number == 1
    assert read_races(ready.project.path) == (result,) == race.past
    for run, entry in zip(ready.project.runs, [e for e in result.entries if e.kind != "baseline"], strict=True):
        assert entry.run_id == run.id
        assert entry.test == pytest.approx(run.metrics["test"]["accuracy"])
        assert entry.curve[-1] <= 1 and len(entry.curve) == 2
    assert result.best_network().run_id == ready.model.run_id
    assert any(status == "running" and 0 < progress < 1 for status, progress in told)
    assert ready.training.can_start and race.can_start


def test_a_race_takes_nothing_away_from_who_has_a_model_in_use(ready, wait, tmp_path):
    from mmgui.core.film.film import FILM_FOLDER
    from mmgui.core.run.experiment import Experiment

    ready.training.start(Experiment(preset="quick", epochs=1, settings=SETTINGS))
    wait(lambda: not ready.training.is_active and ready.model.is_loaded)
    mine, path = ready.model.run_id, ready.project.path
    ready.race.start(plan_for(ready, "words", "picture", epochs=1))
    wait(lambda: not ready.race.is_active and not ready.jobs.active)
    raced = [run for run in ready.project.runs if run.id != mine]
    assert ready.model.run_id == mine
    assert [run.race for run in raced] == [1, 1]
    assert all((run.folder / FILM_FOLDER).is_dir() for run in raced), "the networks of a race have films too"
    ready.project.create(tmp_path / "other.mmproj")
    wait(lambda: ready.project.path != path and not ready.jobs.active)
    ready.project.open(path)
    wait(lambda: ready.project.path == path and ready.model.is_loaded)
    assert ready.model.run_id == mine, "not the newest run, which a race trained"


def test_runs_of_older_races_are_recognised_by_the_race_that_was_kept(ready, wait, tmp_path):
    from mmgui.session.project_runs import read_project

    ready.race.start(plan_for(ready, "words", "picture", epochs=1))
    wait(lambda: not ready.race.is_active and not ready.jobs.active)
    store = ready.project.store
    old = store.add_run("concat words", ready.project.runs[0].experiment)
    assert old.race is None
    path = store.folder / "races" / "001.json"
    values = json.loads(path.read_text())
    values["entries"][0]["run_id"] = old.id
    path.write_text(json.dumps(values))
    assert {run.id: run.race for run in read_project(store)[2]}[old.id] == 1


def test_a_stopped_network_of_a_race_can_be_continued_as_a_run(ready, wait):
    race, training = ready.race, ready.training
    race.start(plan_for(ready, "words", "picture", epochs=300))
    wait(lambda: all(lane.curve for lane in race.lanes.values()))
    race.stop()
    wait(lambda: not race.is_active)
    training.resume_run(ready.project.runs[0].id)
    wait(lambda: training.last_epoch is not None)
    training.stop()
    wait(lambda: not training.is_active)


def test_a_training_and_a_race_keep_out_of_each_others_way(ready, wait):
    from mmgui.core.run.experiment import Experiment

    race, training = ready.race, ready.training
    small = Experiment(preset="quick", epochs=300, settings=SETTINGS)
    race.start(plan_for(ready, "words", "picture", epochs=300))
    training.start(small)
    assert not training.is_active
    race.start(plan_for(ready, "words"))
    assert len(race.lanes) == 2
    wait(lambda: race.status == "running" and any(lane.curve for lane in race.lanes.values()))
    run_id = ready.project.runs[0].id
    assert race.holds_run(run_id) and race.is_running_run(run_id)
    assert not training.can_resume(ready.project.runs[0])
    ready.project.delete_run(run_id)
    ready.project.close()
    assert ready.project.is_open and "Stop the training first" in str(ready.take_messages()[-1])
    race.stop()
    assert race.status == "stopping"
    wait(lambda: not race.is_active)
    assert [run.status for run in ready.project.runs] == ["stopped", "stopped"]
    assert training.can_resume(ready.project.runs[0])
    training.start(small)
    race.start(plan_for(ready))
    assert training.is_active and not race.is_active and not race.can_start
    training.stop()
    wait(lambda: not training.is_active)


def test_a_paused_race_stands_still_until_it_goes_on(ready, wait):
    race = ready.race
    race.start(plan_for(ready, "words", "concat", epochs=400))
    wait(lambda: race.status == "running" and race.lanes["words"].curve)
    race.pause()
    assert race.status == "paused" and race.seconds_left is None
    held = []

    def is_still():
        held.append([len(lane.curve) for lane in race.lanes.values()])
        return len(held) > 80 and all(h == held[-1] for h in held[-40:])

    wait(is_still)
    race.resume()
    wait(lambda: [len(lane.curve) for lane in race.lanes.values()] != held[-1])
    race.stop()
    wait(lambda: not race.is_active)


def test_stopped_race_keeps_who_has_finished(ready, wait):
    race = ready.race
    plan = plan_for(ready, "word-counts", "words", "concat", epochs=3, interleaved=False)
    race.start(plan)
    wait(lambda: race.lanes["words"].status == "over")
    race.stop()
    wait(lambda: not race.is_active)
    status = {entry.name: entry.status for entry in race.result.entries}
    assert status["word-counts"] == status["words"] == "completed"
    if "concat" in status and status["concat"] == "stopped":  # else it was quicker than we were
        assert not race.result.is_complete
    assert race.past == read_races(ready.project.path) != ()


def test_stop_from_the_status_line_is_a_stop(ready, wait):
    race = ready.race
    race.start(plan_for(ready, "words", "picture", epochs=400))
    wait(lambda: race.progress > 0)
    assert ready.shown_job is not None and ready.shown_job.title == "Race"
    ready.cancel_shown_job()
    wait(lambda: not race.is_active)
    assert [run.status for run in ready.project.runs] == ["stopped", "stopped"]


def test_a_race_that_cannot_begin_is_told_and_leaves_the_session_usable(ready, wait):
    race = ready.race
    race.start(RacePlan(()))
    wait(lambda: ready.messages and not race.is_active)
    assert "Nobody" in ready.take_messages()[0].message
    assert race.result is None and race.can_start and ready.project.runs == ()
    broken = plan_for(ready, "words")
    broken = RacePlan(broken.entrants, epochs=1, settings={"learning_rate": 1e9})
    race.start(broken)
    wait(lambda: not race.is_active)
    assert race.result.entries[0].status == "failed" and "learning_rate" in race.result.entries[0].message
    assert [run.status for run in ready.project.runs] == ["failed"]
    assert read_races(ready.project.path) == ()  # nobody would look that up


def test_races_are_those_of_the_project_that_is_open(ready, wait, tmp_path):
    race = ready.race
    race.start(plan_for(ready, "words", "picture", epochs=1))
    wait(lambda: not race.is_active and not ready.jobs.active)
    race.show(None)
    assert race.result is None
    race.show(1)
    assert race.result is not None and race.result.number == 1
    path = ready.project.path
    ready.project.create(tmp_path / "other.mmproj")
    wait(lambda: ready.project.path != path and not ready.jobs.active)
    assert race.past == () and race.result is None
    (path / "races" / "002.json").write_text("{")
    ready.project.open(path)
    wait(lambda: ready.project.path == path and race.past)
    assert [r.number for r in race.past] == [1]
    race.show(1)
    race.delete(1)
    wait(lambda: not race.past)
    assert race.result is None and not (path / "races" / "001.json").exists()
    wait(lambda: not ready.jobs.active)
    ready.project.close()
    assert race.past == ()
    shutil.rmtree(path)


def test_the_estimate_is_what_was_measured_of_the_same_kind(ready, wait):
    race = ready.race
    plan = plan_for(ready, "words", "picture", "word-counts", epochs=2)
    assert race.estimate(plan) is None, "nothing has been trained"
    race.start(plan)
    wait(lambda: not race.is_active)
    took = {run.experiment["fields"][0]: json.loads((run.folder / "metrics.json").read_text())["seconds"]
            for run in ready.project.runs}  # fmt: skip
    assert race.estimate(plan) == pytest.approx(took["words"] + took["picture"])
    alone = plan_for(ready, "words", epochs=2)
    assert race.estimate(alone) == pytest.approx(took["words"])
    both = plan_for(ready, "words", "attention", epochs=2)
    assert race.estimate(both) == pytest.approx(took["words"] + (took["words"] + took["picture"]) / 2)
    assert race.estimate(plan_for(ready, "words", epochs=4)) is None, "of another length nothing is known"


def test_without_a_project_a_race_says_what_to_do(session):
    session.race.start(RacePlan(()))
    session.drain()
    assert "Open a scene" in session.take_messages()[0].hint
    assert session.race.everyone() == () and session.race.estimate(RacePlan(())) is None
