"""A session, the window, and what page tests share: projects, runs with answers, planted predictors."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget

from mmgui.core.data.example import Example, ExampleSet, Field, ImportResult
from mmgui.core.data.project import Project
from mmgui.core.events import EpochDone, Metrics, RunFinished, RunStarted, StepDone, TrainingEvent
from mmgui.core.explaining.map_quality import MapQuality, QualityReport
from mmgui.core.inference.prediction import Prediction
from mmgui.core.run.history import HistoryWriter
from mmgui.core.settings import Settings
from mmgui.core.training.metrics import metrics_from_confusion, metrics_to_json
from mmgui.modalities.text.words import tokenize
from mmgui.session.session import Session
from tests.core.made import map_over_image, map_over_text

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform warns of every window with a minimum size; no real one does."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("does not support propagateSizeHints"))


@pytest.fixture
def session() -> Iterator[Session]:
    made = Session(Settings())
    yield made
    assert made.close(10.0), "a lane did not end"


@pytest.fixture
def open_window(qtbot: Any, session: Session) -> Iterator[Callable[..., Any]]:
    """`open_window(recent=(...))` → the shown main window with a running bridge (`window.bridge`)."""
    opened: list[Any] = []

    def build(**settings: Any) -> Any:
        from mmgui.gui.bridge import Bridge
        from mmgui.gui.main_window import MainWindow

        session.settings = session.settings.changed(**settings)
        window = MainWindow(session)
        window.bridge = Bridge(session, window)
        window.bridge.bug.connect(window.banners.show_error)
        window.bridge.ticked.connect(window.status_line.tick)
        window.bridge.start()
        window.resize(1280, 800)
        window.show()
        qtbot.waitExposed(window)
        opened.append(window)
        return window

    yield build
    for window in opened:
        window.bridge.stop()
        window.close()
        window.deleteLater()


@pytest.fixture
def window(open_window: Callable[..., Any]) -> Any:
    return open_window()


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
    from mmgui.gui.results.results_page import ResultsPage

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
    from mmgui.core.run.answers import PartAnswers, save_answers

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
    from mmgui.core.inference.prediction import Prediction
    from mmgui.session import explained_examples
    from tests.core.made import map_over_text

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

        classes = CLASSES

        def predict_many(self, rows: Sequence[Mapping[str, Any]], **_hooks: Any) -> list[Prediction]:
            return [Prediction(CLASSES, (0.2, 0.7, 0.1), {}, {}) for _values in rows]

    monkeypatch.setattr(explained_examples.Predictors, "of", lambda _self, run: Stub(run.folder.name))
    return seen


@pytest.fixture
def visit(qtbot: Any, window: Any) -> Callable[[str], Any]:
    """`visit("data")` → that page of the window, shown."""

    def go(place: str) -> Any:
        window.show_place(place)
        pages = window.pages
        qtbot.waitUntil(lambda: place in pages.made and pages.currentWidget() is pages.made[place], timeout=20_000)
        return pages.made[place]

    return go


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A CSV of 12 good rows (bright pictures are "happy", dark ones "sad") and two that cannot be used."""
    from PIL import Image

    folder = tmp_path / "posts"
    folder.mkdir()
    lines = ["photo,caption,feeling,remark"]
    for n in range(12):
        label = "happy" if n % 2 else "sad"
        Image.fromarray(np.full((40, 40, 3), 230 if n % 2 else 30, np.uint8)).save(folder / f"{n}.png")
        lines.append(f"{n}.png,a {label} post number {n},{label},r{n}")
    lines.append("missing.png,nothing to see,sad,x")
    (folder / "broken.png").write_bytes(b"no picture at all")
    lines.append("broken.png,also nothing,sad,y")
    path = folder / "posts.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def open_posts(qtbot: Any, session: Any, table: Path) -> Callable[[], None]:
    """Import the table into a new project and wait until it is open."""

    def do() -> None:
        session.project.import_source(table)
        qtbot.waitUntil(
            lambda: session.project.examples is not None and len(session.project.examples) == 12, timeout=20_000
        )

    return do


class PlantedPredictor:
    """Answers by rule: a bright picture or "happy" speak for happy. Weights lie where they were planted."""

    classes = ("happy", "sad")
    fusion = "attention"
    weights = 1_234_567
    methods = ("attention", "occlusion")
    unfamiliar: tuple[str, ...] = ()
    partly_met: tuple[str, ...] = ()
    doubt = 1.0
    shares: Mapping[str, float] = {}  # of the senses; empty = all the same
    inputs: Mapping[str, Any] = {}  # how values become numbers; empty = nobody says

    def __init__(self, picture: str = "picture", words: str = "words") -> None:
        self.fields = (Field(picture, "image"), Field(words, "text"))
        self.seen: list[tuple[Mapping[str, Any], str]] = []

    def predict(self, values: Mapping[str, Any], *, number: int = 0, method: str = "auto") -> Prediction:
        self.seen.append((values, method))
        method = self.methods[0] if method == "auto" else method
        picture, words = (field.name for field in self.fields)
        pixels, text = values.get(picture), values.get(words)
        single, maps = {}, {}
        if pixels is not None:
            bright = float(np.asarray(pixels).mean()) / 255
            single[picture] = (bright, 1 - bright)
            grid = np.zeros((8, 8), np.float32)
            grid[7, 3:5] = 1
            maps[picture] = map_over_image(picture, grid, method)
        if text:
            share = 0.9 if "happy" in text else 0.2
            single[words] = (share, 1 - share)
            weights = {"happy": 1.0, "sad": 1.0}
            weighed = {(t.start, t.end): weights.get(t.text, 0.1) for t in tokenize(text)}
            maps[words] = map_over_text(words, text, weighed, method)
        both = np.mean(list(single.values()), axis=0) ** (1 / self.doubt)
        return Prediction(
            self.classes, tuple((both / both.sum()).tolist()), maps,
            self.shares or {name: 1 / len(single) for name in single}, single,
            tuple(f.name for f in self.fields if f.name not in single), seconds=0.02, number=number,
            unfamiliar=self.unfamiliar, partly_met=self.partly_met, doubt=self.doubt,
        )  # fmt: skip


@pytest.fixture
def any_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Buttons may be pressed as soon as they appear: a test is quicker than a finger."""
    monkeypatch.setattr("mmgui.gui.kit.steady_button.DEAD_S", 0.0)


@pytest.fixture
def plant(session: Any, tmp_path: Path) -> Callable[..., PlantedPredictor]:
    """`plant()` puts a planted model into the session, as loading a run does; its maps count as examined.

    map_quality: what the examination found; None = it goes on, and no result comes.
    """

    def do(map_quality: QualityReport | None = QualityReport(()), **names: str) -> PlantedPredictor:
        from mmgui.core.uncertainty.calibration import CALIBRATION
        from mmgui.session.open_model import ModelCard

        predictor = PlantedPredictor(**names)
        session.model._predictor = predictor
        session.model.map_quality = map_quality
        for question in ("ask_links", "ask_counterfactuals"):  # the planted model has no inside that could be asked
            setattr(session.model, question, lambda: None)
        if map_quality is None:
            session.map_check._begin = lambda _card: None
        facts = (predictor.classes, predictor.fields, predictor.fusion, predictor.weights, 0.93, predictor.methods)
        run = tmp_path / "run"
        session.model.card = ModelCard("first run", run, *facts, calibration=CALIBRATION.read(run))
        session.changed("model", "prediction")
        return predictor

    return do


def examined(field: str, method: str, badge: Any, wins: int = 45) -> MapQuality:
    """A map that won on `wins` of 50 examples, with areas 0.30 against 0.55 and correlation 0.1."""
    return MapQuality(field, method, badge, 0.30, 0.55, 0.7, 0.5, wins / 50, 0.1, 50, wins / 50, 60,
                      "places" if field == "picture" else "words")  # fmt: skip


REPORT = QualityReport(
    tuple(
        examined(field, method, badge, wins)
        for field in ("picture", "words")
        for method, badge, wins in (("attention", "amber", 20), ("occlusion", "green", 45))
    )
)


@pytest.fixture
def shown(visit: Any, qtbot: Any, plant: Any, tmp_path: Path, session: Any) -> Callable[..., Any]:
    """`shown(honesty)` → the page with a bright picture and "a happy day", answered."""

    def build(map_quality: QualityReport | None = REPORT) -> Any:
        from PIL import Image

        page = visit("try")
        page.planted = plant(map_quality)
        qtbot.waitUntil(lambda: bool(page.answer.isVisible()), timeout=10_000)
        path = tmp_path / "bright.png"
        Image.fromarray(np.full((32, 32, 3), 200, np.uint8)).save(path)
        page.cards["picture"].set_value(path)
        page.cards["words"].set_value("a happy day")
        qtbot.waitUntil(
            lambda: bool(session.model.prediction is not None and not session.model.prediction.missing), timeout=10_000
        )
        qtbot.waitUntil(
            lambda: bool(len(page.cards["words"].strip.chips) == 3 and not session.model.is_answering), timeout=10_000
        )
        return page

    return build


@pytest.fixture(name="examined")
def give_examined() -> Callable[..., MapQuality]:
    return examined
