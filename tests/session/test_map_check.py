"""The examination in the background: when it begins, gives way, is cancelled, and where its results go."""

import shutil
import threading

import pytest

from mmgui.core.errors import Cancelled
from mmgui.core.explaining import map_check
from mmgui.core.explaining.class_contributions import CONTRIBUTIONS
from mmgui.core.explaining.map_quality import MapQuality, QualityReport, read_map_quality
from mmgui.core.run.experiment import Experiment
from mmgui.session.session import Session

SMALL = Experiment(preset="quick", epochs=2, settings={"size_px": 32, "width": 16, "channels": 8, "threads": 1})
FAKE = QualityReport((
    MapQuality("picture", "gradients", "amber", 0.5, 0.5, 0.5, 0.5, 0.5, 0.0, 60),
    MapQuality("picture", "occlusion", "green", 0.3, 0.5, 0.7, 0.5, 0.95, 0.0, 60),
    MapQuality("words", "gradients", "amber", 0.5, 0.5, 0.5, 0.5, 0.5, 0.0, 60),
    MapQuality("words", "occlusion", "green", 0.3, 0.5, 0.7, 0.5, 0.95, 0.0, 60),
))  # fmt: skip


class SlowCheck:
    """Stands for the examination: goes on until it is let go or cancelled."""

    def __init__(self, monkeypatch):
        self.calls, self.cancelled = 0, 0
        self.may_end = threading.Event()
        monkeypatch.setattr(map_check, "check_maps", self)

    def __call__(self, _predictor, examples, *, cancel, progress, **_):
        self.calls += 1
        progress(1, len(examples))
        while not self.may_end.wait(0.005):
            if cancel.is_cancelled:
                self.cancelled += 1
                raise Cancelled
        return FAKE


@pytest.fixture
def slow(monkeypatch):
    return SlowCheck(monkeypatch)


@pytest.fixture
def trained(imported, wait):
    """A project with a run whose model is loaded; the study has just begun."""
    imported.training.start(SMALL)
    wait(lambda: imported.training.status == "idle" and imported.model.is_loaded)
    return imported


@pytest.mark.slow
def test_after_a_training_maps_and_contributions_are_examined_told_and_kept(imported, wait):
    told = []

    def note():
        told.append((imported.map_check.is_examining, imported.model.map_quality))

    imported.subscribe("map_quality", note)
    imported.training.start(SMALL)
    wait(lambda: imported.model.map_quality is not None and not imported.jobs.active)
    assert imported.take_messages() == []
    folder = imported.project.runs[0].folder
    assert read_map_quality(folder) == imported.model.map_quality
    contributions = CONTRIBUTIONS.read(folder)
    assert contributions is not None and sum(contributions.overall.values()) == pytest.approx(1)
    kinds = {(m.field, m.method) for m in imported.model.map_quality.maps}
    assert kinds == {(f, m) for f in ("picture", "words") for m in imported.model.card.methods}
    assert {m.badge for m in imported.model.map_quality.maps} == {"grey"}  # nine test examples are too few
    assert any(examining for examining, _report in told) and told[-1] == (False, imported.model.map_quality)
    # Loaded once more, it is read and not examined again.
    report = imported.model.map_quality
    imported.model.load_run(imported.project.runs[0].id)
    wait(lambda: not imported.jobs.active)
    imported.drain()
    assert imported.model.map_quality == report and imported.map_check.is_examining is False
    assert not imported.jobs.active


@pytest.mark.slow
def test_the_best_map_comes_first_as_soon_as_it_is_known(slow, trained, wait):
    wait(lambda: slow.calls == 1)
    assert trained.model.card.methods[0] == "gradients"
    slow.may_end.set()
    wait(lambda: trained.model.map_quality is not None)
    assert trained.model.card.methods[0] == "occlusion"
    picture = trained.project.examples.examples[0].values["picture"]
    number = trained.model.predict({"picture": picture, "words": "yes says number 1"})
    wait(lambda: trained.model.prediction is not None and trained.model.prediction.number == number)
    assert {h.method for h in trained.model.prediction.heat_maps.values()} == {"occlusion"}


@pytest.mark.slow
def test_it_is_a_shown_job_with_progress_and_cancelled_by_the_person_it_stays_cancelled(slow, trained, wait):
    wait(lambda: slow.calls == 1 and trained.shown_job is not None and trained.shown_job.done == 1)
    assert trained.shown_job.title == "Examining the heat maps"
    assert trained.shown_job.total == 9
    assert trained.map_check.is_examining
    trained.cancel_shown_job()
    wait(lambda: slow.cancelled == 1 and not trained.jobs.active)
    trained.changed("model", "training")
    trained.drain()
    assert not trained.map_check.is_examining and trained.model.map_quality is None and not trained.jobs.active
    assert trained.take_messages() == []
    slow.may_end.set()
    trained.map_check.examine()
    wait(lambda: trained.model.map_quality == FAKE)


@pytest.mark.slow
def test_a_training_comes_first_and_the_new_weights_are_examined_afterwards(slow, trained, wait):
    wait(lambda: slow.calls == 1)
    trained.training.start(SMALL)
    wait(lambda: slow.cancelled == 1)
    assert trained.training.is_active
    assert trained.take_messages() == []
    slow.may_end.set()
    wait(lambda: trained.training.status == "idle" and trained.model.run_id == trained.training.run_id)
    wait(lambda: trained.model.map_quality == FAKE and not trained.jobs.active)
    kept = read_map_quality(trained.project.run(trained.model.run_id).folder)
    figures = [[(m.field, m.method, m.better_share, m.n) for m in report.maps] for report in (kept, FAKE)]
    assert figures[0] == figures[1]  # the badges are judged anew: this model has not learned enough for green ones


@pytest.mark.slow
def test_new_best_weights_make_the_old_report_void(slow, trained, wait):
    slow.may_end.set()
    wait(lambda: trained.model.map_quality is not None and not trained.jobs.active)
    from mmgui.core.models.manifest import load_manifest
    from mmgui.core.run.folder import RunFolder

    run = RunFolder(trained.project.runs[0].folder)
    manifest = load_manifest(run.path / "manifest.json")
    run.save_best(run.load_best(manifest), manifest)
    assert read_map_quality(run.path) is None and CONTRIBUTIONS.read(run.path) is None


@pytest.mark.slow
def test_another_job_is_shown_before_a_study(slow, trained, wait, posts):
    wait(lambda: slow.calls == 1)
    trained.project.look_at(posts)
    assert trained.shown_job.title.startswith("Looking at")
    wait(lambda: trained.project.preview is not None and trained.shown_job.title == "Examining the heat maps")


@pytest.mark.slow
@pytest.mark.parametrize("what", ["the project is closed", "the model is forgotten"])
def test_a_closed_project_and_a_forgotten_model_end_the_examination(slow, trained, wait, what):
    wait(lambda: slow.calls == 1)
    trained.project.close() if what == "the project is closed" else trained.model.forget()
    wait(lambda: slow.cancelled == 1 and not trained.jobs.active)
    assert not trained.map_check.is_examining and trained.take_messages() == []


@pytest.mark.slow
def test_closing_in_the_middle_of_a_real_examination_ends_in_time(trained, wait):
    wait(lambda: trained.map_check.is_examining and trained.shown_job is not None)
    assert trained.close(4)


@pytest.mark.slow
def test_a_model_from_elsewhere_without_examples_is_grey_and_its_folder_untouched(trained, wait, tmp_path):
    wait(lambda: trained.model.map_quality is not None and not trained.jobs.active)
    elsewhere = tmp_path / "given"
    shutil.copytree(trained.project.runs[0].folder, elsewhere)
    (elsewhere / "honesty.json").unlink()
    (elsewhere / "contributions.json").unlink()
    before = sorted(path.name for path in elsewhere.iterdir())
    other = Session()
    try:
        other.model.load_file(elsewhere)
        assert other.wait(seconds=60, until=lambda: other.model.map_quality is not None and not other.jobs.active)
        assert other.model.map_quality.maps == ()
        assert other.model.map_quality.badge("picture", "gradients") == "grey"
        assert "no labelled examples" in other.model.map_quality.reason("picture", "gradients")
    finally:
        assert other.close(20)
    # With a project whose fields fit, its examples are taken.
    trained.model.load_file(elsewhere)
    wait(lambda: trained.model.run_id is None and trained.model.map_quality is not None and not trained.jobs.active)
    assert {m.asked for m in trained.model.map_quality.maps} == {9}
    assert sorted(path.name for path in elsewhere.iterdir()) == before
