"""A project and a run that were made before modalities had rooms (commit 2518ee2): they open and say the very same."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mmgui.core.cancel import CancelToken
from mmgui.core.data.project import Project
from mmgui.core.events import EpochDone, RunFinished
from mmgui.core.explaining.counterfactuals import CounterfactualFinder
from mmgui.core.explaining.pair_strengths import attention_numbers, find_interactions
from mmgui.core.film.film import read_film
from mmgui.core.inference.predictor import Predictor
from mmgui.core.run.experiment import Experiment
from mmgui.core.training.dividing import divide, validation_share
from mmgui.core.training.trainer import train

OLD = Path(__file__).resolve().parents[1] / "data" / "before_rooms"


@pytest.fixture
def run(tmp_path: Path) -> Path:
    shutil.copytree(OLD / "run", tmp_path / "run")
    return tmp_path / "run"


@pytest.fixture
def values(tmp_path: Path) -> Mapping[int, Mapping[str, Any]]:
    shutil.copytree(OLD / "project.mmproj", tmp_path / "old.mmproj")
    with Project.open(tmp_path / "old.mmproj") as project:
        examples = project.example_set()
    assert [(f.name, f.modality) for f in examples.fields] == [("picture", "image"), ("words", "text")]
    assert len(examples.examples) == 40
    return {example.id: example.values for example in examples.examples}


def test_an_old_run_says_the_same_of_an_old_project(run: Path, values: Mapping[int, Mapping[str, Any]]) -> None:
    predictor = Predictor.load(run)
    for expected in json.loads((OLD / "expected.json").read_text()):
        for method, maps in expected["maps"].items():
            found = predictor.predict(values[expected["id"]], method=method)
            assert found.probabilities == pytest.approx(expected["probabilities"], abs=1e-5)
            assert dict(found.contributions) == pytest.approx(expected["contributions"], abs=1e-5)
            assert dict(found.novelty) == pytest.approx(expected["oddness"], abs=1e-5)
            for name, alone in expected["single"].items():
                assert found.single[name] == pytest.approx(alone, abs=1e-5)
            assert found.heat_maps["picture"].weights == pytest.approx(np.array(maps["picture"]), abs=1e-5)
            words = [(w.start, w.end, w.weight) for w in found.heat_maps["words"].words]
            assert words == [(start, end, pytest.approx(weight, abs=1e-5)) for start, end, weight in maps["words"]]


def test_an_old_run_explains_itself(run: Path, values: Mapping[int, Mapping[str, Any]]) -> None:
    predictor = Predictor.load(run)
    example = values[1]
    (links,) = find_interactions(predictor, example)
    assert links.method == "attention" and links.over.max() == pytest.approx(1)
    numbers = attention_numbers(predictor, example, "words", 0)
    assert numbers is not None and sum(r.weight for r in numbers.rows) + numbers.rest_weight == pytest.approx(1)
    assert all(flip.after != flip.before for flip in CounterfactualFinder(predictor).find(example))
    film = read_film(run)
    assert film is not None and [frame.epoch for frame in film.frames] == [1, 2, 3, 4, 5, 6]
    for field in ("picture", "words"):
        shown = film.map(film.frames[-1], 0, field)
        assert shown is not None and shown.weights.max() == pytest.approx(1)


def test_an_old_run_can_be_continued(run: Path, tmp_path: Path, values: Mapping[int, Mapping[str, Any]]) -> None:
    with Project.open(tmp_path / "old.mmproj") as project:
        examples = project.example_set()
    stored = json.loads((run / "settings.json").read_text())
    experiment = Experiment.model_validate({**stored["experiment"], "epochs": 7, "device": "cpu"})
    # Media have their whole paths in the fingerprint, and the project lies elsewhere now.
    share = validation_share(examples, experiment.settings)
    stored["fingerprint"] = divide(examples, (), None, share, experiment.seed, CancelToken()).fingerprint()
    (run / "settings.json").write_text(json.dumps(stored))
    events = list(train(examples, experiment, run, cancel=CancelToken(), resume=True))
    assert [e.epoch for e in events if isinstance(e, EpochDone)] == [7]
    assert isinstance(events[-1], RunFinished) and events[-1].reason == "completed"
    assert sum(Predictor.load(run).predict(values[1]).probabilities) == pytest.approx(1)


def test_an_old_project_takes_classes_by_hand(tmp_path: Path) -> None:
    shutil.copytree(OLD / "project.mmproj", tmp_path / "old.mmproj")
    with Project.open(tmp_path / "old.mmproj") as project:
        before = project.example_set()
        assert not before.noted_classes and before.known_classes == before.classes
        project.add_class("new", "#3d74e6")
        project.rename_class(before.classes[0], "renamed")
    with Project.open(tmp_path / "old.mmproj") as project:
        assert set(project.example_set().known_classes) == {*before.classes[1:], "renamed", "new"}
