"""Made-up runs with curves, for pages that show them."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget

from mmgui.core.data.example import Example, ExampleSet, Field, ImportResult
from mmgui.core.data.project import Project
from mmgui.core.events import EpochDone, Metrics, RunFinished, RunStarted, StepDone, TrainingEvent
from mmgui.core.training.history import HistoryWriter
from mmgui.core.training.metrics import metrics_from_confusion, metrics_to_json
from mmgui.session.session import Session

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
        project.add(ImportResult(ExampleSet((Field("words", "text"),), examples), ()))
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


# -- the Results page --------------------------------------------------------------------------------------------------


class Window(QWidget):
    """What commands need of the main window; remembers where they wanted to go."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[str] = []
        self.tried: list[tuple[int, Example]] = []

    def show_place(self, place: str) -> None:
        self.places.append(place)

    def try_example(self, run_id: int, example: Example) -> None:
        self.tried.append((run_id, example))


@pytest.fixture
def results_page(qtbot: Any, session: Session) -> Callable[[], Any]:
    """`results_page()` → the shown page; `.window_of_test` remembers what was opened."""
    from mmgui.gui.actions import Actions
    from mmgui.gui.commands import Commands
    from mmgui.gui.pages.results_page import ResultsPage

    def build() -> Any:
        window = Window()
        qtbot.addWidget(window)
        made = ResultsPage(session, Actions(session, Commands(session, window), window))  # type: ignore[arg-type]
        made.window_of_test = window  # type: ignore[attr-defined]
        qtbot.addWidget(made)
        made.resize(1195, 900)
        with qtbot.waitExposed(made):
            made.show()
        return made

    return build


@pytest.fixture
def answered(session: Session) -> Callable[..., None]:
    """`answered({"sad": "happy"}, run=0)`: the run's file says that of every test example, the others right.

    Confidences of right answers fall from 0.88 by 0.1 per class; those of wrong ones are 0.95.
    """
    from mmgui.core.training.answers import PartAnswers, save_answers

    def build(wrong: Mapping[str, str], run: int = 0) -> None:
        assert session.project.examples is not None
        examples = session.project.examples.part("test").examples
        logits = np.zeros((len(examples), len(CLASSES)), np.float32)
        for row, example in enumerate(examples):
            label = str(example.label)
            said = CLASSES.index(wrong.get(label, label))
            sure = 0.95 if label in wrong else 0.88 - 0.1 * CLASSES.index(label)
            logits[row] = np.log((1 - sure) / (len(CLASSES) - 1))
            logits[row, said] = np.log(sure)
        ids = np.array([e.id for e in examples], np.int64)
        labels = np.array([CLASSES.index(str(e.label)) for e in examples], np.int64)
        save_answers(session.project.runs[run].folder, {"test": PartAnswers(ids, labels, logits)})

    return build


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Every run looks most at the last word of the text; the list grows by (folder of the run, text)."""
    from mmgui.core.heat_map import map_over_text
    from mmgui.core.inference.prediction import Prediction
    from mmgui.session import run_looks

    seen: list[tuple[str, str]] = []

    class Stub:
        def __init__(self, folder: str) -> None:
            self.folder = folder
            self.inputs: dict[str, Any] = {}

        def predict(self, values: Mapping[str, Any]) -> Prediction:
            text = values["words"]
            seen.append((self.folder, text))
            start = text.rindex(" ") + 1
            words = map_over_text("words", text, {(0, start - 1): 0.1, (start, len(text)): 1.0})
            return Prediction(CLASSES, (0.2, 0.7, 0.1), {"words": words}, {"words": 1.0})

    monkeypatch.setattr(run_looks.Predictors, "of", lambda _self, run: Stub(run.folder.name))
    return seen
