"""From an example on the Results page to the Try page, with the model of the run that the example was listed for."""

from pathlib import Path
from typing import Any

import pytest

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field, ImportResult
from mmgui.core.data.project import Project
from mmgui.core.events import RunFinished
from mmgui.core.run.experiment import Experiment
from mmgui.core.training.metrics import metrics_to_json
from mmgui.session.session import Session


@pytest.fixture
def two_runs(tmp_path: Path) -> Path:
    """A project of short texts with two trained runs."""
    from mmgui.core.training.trainer import train

    project = Project.create(tmp_path / "texts.mmproj")
    examples = tuple(
        Example(0, {"words": f"{'good' if n % 2 else 'bad'} day number {n}"}, "yes" if n % 2 else "no",
                ("train", "train", "validation", "test")[n // 2 % 4])
        for n in range(48)
    )  # fmt: skip
    project.add(ImportResult(ExampleSet((Field("words", "text"),), examples), ()))
    for seed in (0, 1):
        experiment = Experiment(preset="quick", epochs=1, seed=seed, fusion="concat", settings={"width": 16})
        run = project.add_run("concat", experiment.model_dump(mode="json"))
        for event in train(project.example_set(), experiment, run.folder, cancel=CancelToken()):
            if isinstance(event, RunFinished) and event.test is not None:
                figures = {"test": metrics_to_json(event.test), "best_epoch": event.best_epoch}
                project.update_run(run.id, status=event.reason, metrics=figures)
    project.close()
    return tmp_path / "texts.mmproj"


@pytest.mark.slow
def test_an_example_opens_with_the_model_of_its_run(
    open_window: Any, session: Session, qtbot: Any, two_runs: Path
) -> None:
    window = open_window()
    session.project.open(two_runs)
    qtbot.waitUntil(lambda: session.model.run_id == 2, timeout=20_000)
    window.show_place("try")
    qtbot.waitUntil(lambda: "try" in window.pages.made and session.model.prediction is not None, timeout=20_000)
    page = window.pages.made["try"]
    assert session.project.examples is not None
    wanted = session.project.examples.part("test").examples[2]
    window.show_place("results")
    window.commands.try_example(1, wanted)
    assert window.pages.place == "try"
    qtbot.waitUntil(
        lambda: session.model.run_id == 1 and page.cards["words"].kept_value() == wanted.values["words"], timeout=20_000
    )
    other = session.project.examples.part("validation").examples[0]
    window.commands.try_example(1, other)
    assert page.cards["words"].kept_value() == other.values["words"], "at once, if the model is there"
    assert session.model.run_id == 1
    qtbot.waitUntil(lambda: not session.model.is_answering, timeout=20_000)
    session.map_check.stop()
