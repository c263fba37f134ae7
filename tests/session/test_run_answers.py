"""Answers to single examples and looks at them: from a real run, from a run without its file, from broken files."""

import shutil

import numpy as np
import pytest

from mmgui.core.run.answers import ANSWERS
from mmgui.core.run.experiment import Experiment

SMALL = Experiment(preset="quick", epochs=2, settings={"size_px": 32, "width": 16, "channels": 8, "threads": 1})


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Where the project that was trained once is kept."""
    return tmp_path_factory.mktemp("shelf") / "posts.mmproj"


@pytest.fixture
def trained(session, wait, posts, shelf, tmp_path):
    """A session with a copy of a project that has one small run; its model is loaded."""
    if not shelf.exists():
        session.project.import_source(posts)
        wait(lambda: session.project.is_open and not session.jobs.active)
        session.training.start(SMALL)
        wait(lambda: session.training.status == "idle" and session.model.is_loaded)
        session.map_check.stop()
        wait(lambda: not session.jobs.active)
        path = session.project.path
        session.project.close()
        shutil.copytree(path, shelf)
    shutil.copytree(shelf, tmp_path / "copy.mmproj")
    session.project.open(tmp_path / "copy.mmproj")
    wait(lambda: session.project.is_open and session.model.is_loaded)
    session.map_check.stop()
    wait(lambda: not session.jobs.active)
    return session


@pytest.mark.slow
def test_answers_agree_with_the_measured_accuracy_with_and_without_their_file(trained, wait):
    run_answers, (run,) = trained.run_answers, trained.project.runs
    assert run_answers.answers(run.id, "test") is None, "asked for, on its way"
    wait(lambda: run_answers.answers(run.id, "test") is not None)
    stored = run_answers.answers(run.id, "test")
    assert stored.is_right.mean() == pytest.approx(run.metrics["test"]["accuracy"])
    assert run_answers.answers(run.id, "test") is stored, "kept"
    (run.folder / ANSWERS.name).unlink()
    trained.project.rename_run(run.id, "other name")
    wait(lambda: trained.project.runs[0].name == "other name")
    assert run_answers.answers(run.id, "test") is stored, "another name is no other run"
    run_answers._project_changed()
    run_answers._path = None
    run_answers._project_changed()  # as if the project was opened anew
    run_answers.answers(run.id, "test")
    wait(lambda: run_answers.answers(run.id, "test") is not None)
    anew = run_answers.answers(run.id, "test")
    order = [list(anew.ids).index(i) for i in stored.ids]
    np.testing.assert_allclose(anew.take(order).plain, stored.plain, atol=2e-3)
    np.testing.assert_allclose(anew.take(order).probabilities, stored.probabilities, atol=2e-3)
    assert trained.take_messages() == []


@pytest.mark.slow
def test_looks_bring_maps_shares_and_small_pictures_and_leave_the_loaded_model_alone(trained, wait):
    run_answers, (run,) = trained.run_answers, trained.project.runs
    before = trained.model.card, trained.model.prediction
    wanted = trained.project.examples.part("test").examples[:4]
    run_answers.ask([(run.id, e) for e in wanted])
    wait(lambda: all(run_answers.explained(run.id, e) for e in wanted))
    look = run_answers.explained(run.id, wanted[0])
    assert look.images["picture"].shape == (24, 24, 3)
    assert look.prediction.heat_maps["picture"].grid is not None
    assert [w.text for w in look.prediction.heat_maps["words"].words][1:3] == ["says", "number"]
    assert sum(look.prediction.contributions.values()) == pytest.approx(1)
    assert (trained.model.card, trained.model.prediction) == before
    changed = type(wanted[0])(wanted[0].id, {**wanted[0].values, "words": "no"}, wanted[0].label, "test")
    assert run_answers.explained(run.id, changed) is None, "an example that was changed is looked at anew"


@pytest.mark.slow
def test_only_the_newest_wishes_are_carried_out(trained, wait):
    run_answers, (run,) = trained.run_answers, trained.project.runs
    first, second = trained.project.examples.examples[:30], trained.project.examples.examples[30:33]
    run_answers.ask([(run.id, e) for e in first])
    run_answers.ask([(run.id, e) for e in second])
    wait(lambda: all(run_answers.explained(run.id, e) for e in second) and not run_answers.is_explaining)
    assert sum(run_answers.explained(run.id, e) is not None for e in first) < len(first)


@pytest.mark.slow
def test_broken_pictures_missing_values_and_a_deleted_run_are_sentences(trained, wait, tmp_path):
    run_answers, (run,) = trained.run_answers, trained.project.runs
    sample = trained.project.examples.part("test").examples[0]
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture at all")

    def example(number, **values):
        return type(sample)(9000 + number, {"picture": None, "words": None, **values}, "same", "test")

    cases = [
        example(0, picture=str(bad), words="yes"),
        example(1),
        example(2, words="word"),
        example(3, words="say " * 10_000),
        example(4, words="zzqq xxyy"),
    ]
    run_answers.ask([(run.id, e) for e in cases])
    wait(lambda: all(run_answers.explained(run.id, e) for e in cases))
    broken, nothing, one, long, unknown = (run_answers.explained(run.id, e) for e in cases)
    assert broken.prediction.missing == ("picture",) and "bad.png" in broken.problem
    assert nothing.prediction is None and "nothing to answer" in nothing.problem
    assert one.prediction is not None and one.problem == ""
    assert long.prediction is not None and unknown.prediction is not None
    trained.project.delete_run(run.id)
    wait(lambda: not trained.project.runs)
    trained.drain()
    assert run_answers.explained(run.id, cases[2]) is None and run_answers.answers(run.id, "test") is None


@pytest.mark.slow
def test_a_run_whose_weights_are_gone_says_so_and_can_be_asked_again(trained, wait):
    run_answers, (run,) = trained.run_answers, trained.project.runs
    (run.folder / ANSWERS.name).unlink(missing_ok=True)
    weights = run.folder / "best.safetensors"
    kept = weights.read_bytes()
    weights.write_bytes(b"torn")
    run_answers.answers(run.id, "validation")
    wait(lambda: run_answers.problem(run.id, "validation"))
    assert run_answers.answers(run.id, "validation") is None
    weights.write_bytes(kept)
    run_answers.retry(run.id, "validation")
    assert run_answers.problem(run.id, "validation") == ""
    run_answers.answers(run.id, "validation")
    wait(lambda: run_answers.answers(run.id, "validation") is not None)


@pytest.mark.slow
def test_a_comparison_of_a_run_with_itself_finds_no_difference(trained, wait):
    (run,) = trained.project.runs
    trained.run_comparison.choose(run.id, run.id, "test")
    wait(lambda: trained.run_comparison.result is not None)
    found = trained.run_comparison.result
    assert found.difference.difference == 0 and found.groups["only_first"] == found.groups["only_second"] == ()
    assert found.first_right == found.second_right == round(run.metrics["test"]["accuracy"] * found.n)
