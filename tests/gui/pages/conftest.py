"""Made-up runs with curves, for pages that show them."""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mmgui.core.data.example import Example, ExampleSet, Field, ImportResult
from mmgui.core.data.project import Project
from mmgui.core.events import EpochDone, Metrics, RunFinished, RunStarted, StepDone, TrainingEvent
from mmgui.core.training.history import HistoryWriter
from mmgui.core.training.metrics import metrics_from_confusion, metrics_to_json
from mmgui.session.session import Session

# pydantic loaded in halves, one before PySide6 and one after, fails in PySide6's import hook (6.11.3): load it whole.
import_module("pydantic.fields")

CLASSES = ("happy", "sad", "<b>angry</b>")


def made_metrics(confusion: Sequence[Sequence[int]], loss: float) -> Metrics:
    return metrics_from_confusion(CLASSES, np.array(confusion, dtype=np.int64), loss)


def made_events(epochs: int = 3, finished: bool = True) -> list[TrainingEvent]:
    """A run of `epochs` epochs of two steps: validation accuracy 0.5, 0.6, ... and loss 1, 1/2, 1/3, ..."""
    events: list[TrainingEvent] = [
        RunStarted("x", CLASSES, "attention", epochs, 1, 2, 64, 30, 30, 1234, 32, "cpu", "A processor", 1)
    ]
    best = None
    for epoch in range(1, epochs + 1):
        for step in (2 * epoch - 1, 2 * epoch):
            events.append(StepDone(step, epoch, 2.0 / step, 0.002, 32, step * 0.5))
        right = 4 + epoch
        best = made_metrics([[right, 10 - right, 0], [0, right, 10 - right], [0, 10 - right, right]], 1.0 / epoch)
        events.append(EpochDone(epoch, best, best, 1.0, 64.0, True))
    if finished:
        events.append(RunFinished("completed", epochs, epochs, best, best, 3.0))
    return events


@pytest.fixture
def open_project(session: Session, tmp_path: Path, qtbot: Any) -> Callable[..., None]:
    """`open_project(labels, runs)`: a project of texts with these labels, and so many finished runs."""

    def build(labels: Sequence[str | None] = CLASSES, runs: int = 0) -> None:
        path = tmp_path / "posts.mmproj"
        project = Project.create(path)
        examples = tuple(
            Example(i, {"words": f"text {i}"}, label, ("train", "validation", "test")[i // 3 % 3])
            for i, label in enumerate(labels * 4)
        )
        project.add(ImportResult(ExampleSet((Field("words", "text"),), examples), (), len(examples)))
        for number in range(runs):
            run = project.add_run("attention", {"fusion": "attention", "fields": [], "preset": "quick", "seed": number})
            with HistoryWriter(run.folder / "history.jsonl") as writer:
                for event in made_events():
                    writer.append(event)
            test = made_metrics([[9, 1, 0], [0, 8, 2], [3, 0, 7 + number]], 0.3)
            seen = made_metrics([[10, 0, 0], [0, 10, 0], [0, 0, 10]], 0.1)
            figures = {"test": metrics_to_json(test), "validation": metrics_to_json(seen), "best_epoch": 3}
            project.update_run(run.id, status="completed", metrics=figures)
        project.close()
        session.model.load_run = lambda _run_id: None  # type: ignore[method-assign]  # these runs have no weights
        session.project.open(path)
        qtbot.waitUntil(lambda: session.drain() is None and session.project.is_open, timeout=10_000)

    return build
