"""The Train page: what a person sees before, while and after a model learns."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from mmgui.core.data.example import Field
from mmgui.core.events import EpochDone
from mmgui.core.i18n import set_language
from mmgui.core.models.catalogue import FUSIONS
from mmgui.core.run.experiment import Experiment
from mmgui.core.run.history import History
from mmgui.gui.actions import Actions
from mmgui.gui.commands import Commands
from mmgui.gui.train.choices import TrainingChoices
from mmgui.gui.train.state import examples_seen
from mmgui.gui.train.train_page import TrainPage
from mmgui.session.session import Session
from tests.gui.conftest import CLASSES, made_events


class _Window(QWidget):
    """Notes where a page wants to go."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[str] = []
        self.page: TrainPage | None = None

    def show_place(self, place: str) -> None:
        self.places.append(place)

    def start_training(self) -> None:
        assert self.page is not None
        self.page.start()


@pytest.fixture
def page(qtbot: Any, session: Session) -> Callable[[], TrainPage]:
    def build() -> TrainPage:
        window = _Window()
        qtbot.addWidget(window)
        made = TrainPage(session, Actions(session, Commands(session, window), window))  # type: ignore[arg-type]
        window.page = made
        made.window_of_test = window  # type: ignore[attr-defined]
        qtbot.addWidget(made)
        made.resize(1195, 690)
        with qtbot.waitExposed(made):
            made.show()
        return made

    return build


@pytest.fixture
def started(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[Experiment]:
    """What the page asked the session to train; nothing is trained."""
    asked: list[Experiment] = []
    monkeypatch.setattr(session.training, "start", asked.append)
    return asked


def _learn(session: Session, *, epochs: int, status: str) -> None:
    """Put the session into the middle of a training, as the trainer's events would."""
    training = session.training
    training.history = History()
    for event in made_events(epochs, finished=status == "idle"):
        training._arrived(event)
    training.status = status  # type: ignore[assignment]
    training.run_id = max((r.id for r in session.project.runs), default=None)
    session.changed("training", "history")
    session.drain()


def test_without_a_project_the_page_says_how_to_begin(page: Any, qtbot: Any) -> None:
    made = page()
    assert made.empty.isVisible() and made.empty.title.text() == "Nothing is open yet"
    home = next(b for b in made._ways if b.isVisible())
    qtbot.mouseClick(home, Qt.MouseButton.LeftButton)
    assert made.window_of_test.places == ["home"]


@pytest.mark.parametrize(
    ("labels", "title"),
    [((None, None), "The examples have no answers yet"), (("<b>x</b>",), "There is only one answer to learn")],
)
def test_too_few_classes_lead_to_the_data_page(
    page: Any, open_project: Any, qtbot: Any, labels: tuple[str | None, ...], title: str
) -> None:
    open_project(labels)
    made = page()
    assert made.empty.isVisible() and made.empty.title.text() == title
    assert ("<b>x</b>" in made.empty.text.text()) == (labels == ("<b>x</b>",)), "names are shown literally"
    button = next(b for b in made._ways if b.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert made.window_of_test.places == ["data"]


def test_start_trains_with_what_is_chosen(
    page: Any, open_project: Any, session: Session, started: Any, qtbot: Any
) -> None:
    open_project()
    session.is_engine_ready = True
    session.change_settings(device="cpu")
    made = page()
    qtbot.mouseClick(made.choices.presets.chips[0], Qt.MouseButton.LeftButton)
    made.choices._boxes[0].click()  # the only sense stays
    assert not made.choices.fusions.isEnabled(), "one sense alone has nothing to join"
    made.choices.more.click()
    made.choices.form.row("epochs").tick.click()
    made.choices.form.row("epochs").editor.setValue(7)
    made.choices.form.row("learning_rate").tick.click()
    made.choices.form.row("learning_rate").editor.setValue(0.01)
    qtbot.mouseClick(made.start_button, Qt.MouseButton.LeftButton)
    assert started == [
        Experiment(fields=("words",), preset="quick", device="cpu", epochs=7, settings={"learning_rate": 0.01})
    ]


def test_a_sense_of_which_no_example_has_anything_is_not_used(page: Any, open_project: Any, session: Session) -> None:
    open_project()
    examples = session.project.examples
    assert examples is not None
    session.project.examples = replace(examples, fields=(Field("picture", "image"), *examples.fields))
    made = page()
    session.changed("examples")
    session.drain()
    empty, words = made.choices._boxes
    assert not empty.isEnabled() and not empty.isChecked() and "No example" in empty.toolTip() and words.isChecked()
    assert made.choices.experiment().fields == ("words",)
    first, *others = session.project.examples.examples
    filled = replace(first, values={**first.values, "picture": "/a.png"})
    session.project.examples = replace(session.project.examples, examples=(filled, *others))
    session.changed("examples")
    session.drain()
    assert empty.isEnabled() and empty.isChecked() and made.choices.experiment().fields == ()


def test_while_the_engine_loads_everything_can_be_chosen_and_one_can_start(
    page: Any, open_project: Any, started: Any, qtbot: Any
) -> None:
    open_project()
    made = page()
    assert not made._session.is_engine_ready
    assert len(made.choices.fusions._cards) == len(FUSIONS.names()) == 5 and made.choices.fusions.isVisible()
    assert made.choices.preset_note.text() and made.choices.more.isVisible()
    qtbot.mouseClick(made.start_button, Qt.MouseButton.LeftButton)
    assert started == [Experiment(fields=("words",))]


def test_the_last_sense_cannot_be_switched_off(page: Any, open_project: Any, qtbot: Any) -> None:
    open_project()
    made = page()
    box = made.choices._boxes[0]
    box.click()
    assert box.isChecked() and made.choices.chosen_fields == ("words",)


def test_while_it_gets_ready_the_curves_do_not_ask_to_press_start(
    page: Any, open_project: Any, session: Session
) -> None:
    open_project(runs=1)
    made = page()
    session.training.history, session.training.status = History(), "preparing"
    session.training.run_id = None
    session.changed("training", "history")
    session.drain()
    assert made.loss.sentence.text().startswith("Getting ready")
    session.training.run_id = 1
    session.changed("training", "history")
    session.drain()
    assert made.loss.sentence.text().startswith("Getting ready")
    _learn(session, epochs=4, status="running")
    assert not made.loss.sentence.text().startswith("Getting ready")
    assert "above the validation loss" in made.loss.sentence.toolTip()


def test_while_it_learns_the_page_shows_curves_numbers_and_progress(
    page: Any, open_project: Any, session: Session, qtbot: Any
) -> None:
    open_project(runs=1)
    made = page()
    _learn(session, epochs=4, status="running")
    assert made.pause_button.isVisible() and made.stop_button.isVisible() and not made.start_button.isVisible()
    assert made.metrics.number("accuracy") == "0.80"
    assert "Epoch 4" in made.loss.values.text() and "validation 0.250" in made.loss.values.text()
    assert made.progress.line.text().startswith("epoch 4 of 4")
    assert made.steps.numbers[0] == "256 examples seen" and made.steps.numbers[2] == "1\u202f234 weights"
    assert made.loss.sentence.text(), "one sentence reads the curve"
    assert not made.choices.isEnabled()
    assert made.loss.plot.model.best == 4.0
    assert made.loss.plot.accessibleDescription() == made.loss.values.text()
    assert "Epoch 4 · Accuracy 0.800" in made.metrics.plot.accessibleDescription()


@pytest.mark.usefixtures("any_pace")
def test_pause_becomes_go_on_and_stop_asks_the_session(
    page: Any, open_project: Any, session: Session, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_project(runs=1)
    made = page()
    calls: list[str] = []
    for name in ("pause", "resume", "stop"):
        monkeypatch.setattr(session.training, name, lambda name=name: calls.append(name))
    _learn(session, epochs=2, status="running")
    qtbot.mouseClick(made.pause_button, Qt.MouseButton.LeftButton)
    _learn(session, epochs=2, status="paused")
    assert made.pause_button.text() == "Go on" and made.progress.line.text() == "paused in epoch 2 of 2"
    qtbot.mouseClick(made.pause_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(made.stop_button, Qt.MouseButton.LeftButton)
    assert calls == ["pause", "resume", "stop"]
    session.training.status = "idle"


def test_where_start_stood_no_other_button_comes(page: Any, open_project: Any, session: Session, qtbot: Any) -> None:
    open_project(runs=1)
    made = page()
    place = made.start_button.geometry()
    _learn(session, epochs=1, status="running")
    qtbot.waitUntil(made.stop_button.isVisible)
    qtbot.wait(20)
    assert not made.start_button.isVisible()
    for button in (made.pause_button, made.stop_button):
        assert button.isVisible() and not button.geometry().intersects(place)
    session.training.status = "idle"


@pytest.mark.usefixtures("any_pace")
def test_when_it_has_learned_the_next_step_is_to_try_it(
    page: Any, open_project: Any, session: Session, qtbot: Any
) -> None:
    open_project(runs=1)
    made = page()
    _learn(session, epochs=3, status="running")
    assert not made.try_button.isVisible()
    _learn(session, epochs=3, status="idle")
    session.training.finished = session.training.history.finished
    assert session.training.finished is not None
    session.model.run_id = session.training.run_id
    session.changed("model")
    session.drain()
    assert made.try_button.isVisible() and made.try_button.property("role") == "primary"
    assert made.start_button.isVisible() and made.start_button.property("role") == ""
    qtbot.mouseClick(made.try_button, Qt.MouseButton.LeftButton)
    assert made.window_of_test.places == ["try"]
    _learn(session, epochs=1, status="running")
    assert not made.try_button.isVisible() and made.start_button.property("role") == "primary"
    session.training.status = "idle"


def test_steps_are_drawn_at_a_calm_pace_but_every_epoch_is(
    page: Any, open_project: Any, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_project(runs=1)
    made = page()
    _learn(session, epochs=1, status="running")
    drawn: list[int] = []
    monkeypatch.setattr(made.loss, "show_runs", lambda *_args: drawn.append(1))
    made._drawn = (1e12, *made._drawn[1:])  # as if it had been drawn just now
    for _turn in range(20):
        session.changed("history")
        session.drain()
    assert drawn == []
    event = next(e for e in reversed(made_events(2)) if isinstance(e, EpochDone))
    session.training._arrived(event)
    session.drain()
    assert len(drawn) == 1
    session.training.status = "idle"


def test_finished_runs_are_listed_and_laid_over_each_other(
    page: Any, open_project: Any, session: Session, qtbot: Any
) -> None:
    open_project(runs=3)
    made = page()
    assert made.runs.ids == (3, 2, 1)
    qtbot.waitUntil(lambda: session.drain() is None and bool(made.loss.plot.model.curves), timeout=10_000)
    assert len(made.loss.plot.model.curves) == 3, "raw, smoothed and validation of the newest run"
    qtbot.mouseClick(made.runs.row(1).tick, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.drain() is None and len(made.loss.plot.model.curves) == 5, timeout=10_000)
    assert made.runs.row(3).entry.figure == "81.3\u202f%", "by hand from its confusion matrix: 26 of 32 = 0.8125"


def test_no_two_runs_have_the_same_title(page: Any, open_project: Any, session: Session) -> None:
    open_project(runs=2)
    session.is_engine_ready = True
    made = page()
    assert [made.runs.row(n).entry.name for n in (2, 1)] == ["Attention (run 2)", "Attention (run 1)"]
    session.project.store.add_run("attention", {"fusion": "attention", "fields": []}, status="completed", race=1)
    session.project.rename_run(1, "mine")
    assert session.wait(seconds=20, until=lambda: session.project.run(1).name == "mine")
    session.drain()
    assert [made.runs.row(n).entry.name for n in (3, 2, 1)] == ["Attention (race 1)", "Attention", "mine"]
    assert made.main_id == 2, "a race is newer, but the page stays with what the person trained"


def test_numbers_of_a_training_that_is_over_do_not_stay(page: Any, open_project: Any, session: Session) -> None:
    open_project(runs=1)
    made = page()
    _learn(session, epochs=4, status="running")
    assert any(made.steps.numbers)
    _learn(session, epochs=4, status="idle")
    assert not any(made.steps.numbers)


def test_the_race_has_one_start_its_own(page: Any, open_project: Any, session: Session) -> None:
    open_project(runs=1)
    made = page()
    made.views.show_view("race")
    assert not made.start_button.isVisible() and not made.choices.isVisible()
    _learn(session, epochs=1, status="running")
    assert made.stop_button.isVisible(), "what runs can be stopped from everywhere"
    _learn(session, epochs=1, status="idle")
    made.views.show_view("curves")
    assert made.start_button.isVisible()


def test_a_narrow_page_keeps_its_runs_within_reach(page: Any, open_project: Any, qtbot: Any) -> None:
    open_project(runs=2)
    made = page()
    assert made.runs.isVisible() and len(made.views.chooser.chips) == 3
    made.resize(930, 690)
    assert not made.runs.isVisible() and made.loss.isVisible()
    qtbot.mouseClick(made.views.chooser.chips[3], Qt.MouseButton.LeftButton)
    assert made.runs.isVisible() and made.views.shown == "runs"
    made.resize(1195, 690)
    assert made.runs.isVisible() and made.loss.isVisible() and len(made.views.chooser.chips) == 3


def test_deleting_a_run_asks_first(page: Any, open_project: Any, session: Session, qtbot: Any) -> None:
    from mmgui.gui.kit.texts import MessageBox

    open_project(runs=2)
    made = page()
    made.runs.wanted.emit("delete", 1)
    box = made.findChild(MessageBox)
    assert box is not None and len(session.project.runs) == 2
    qtbot.mouseClick(box.choices[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.drain() is None and made.runs.ids == (2,), timeout=10_000)


def test_another_language_reaches_every_text_of_the_page(page: Any, open_project: Any, session: Session) -> None:
    open_project(runs=1)
    made = page()
    set_language("en")
    made.refresh()
    assert made.metrics.part.chips[0].text() == "Validation"


def test_examples_seen_counts_the_short_last_batch_once(session: Session) -> None:
    training = session.training
    assert examples_seen(training) == 0
    training.history = History()
    for event in made_events(2, finished=False):
        training._arrived(event)
    assert examples_seen(training) == 2 * 64 and len(CLASSES) == 3


def test_a_scene_proposes_the_quick_training_and_an_own_project_the_balanced_one(qtbot: Any) -> None:
    session = Session()
    try:
        choices = TrainingChoices(session)
        qtbot.addWidget(choices)
        choices.refresh()
        assert choices.experiment().preset == "balanced"
        session.project.open_scene("feelings", "en", 12)
        assert session.wait(seconds=60, until=lambda: session.project.is_open)
        choices.refresh()
        assert choices.experiment().preset == "quick"
    finally:
        assert session.close(20)


def test_film_and_race_are_made_when_they_are_wanted_and_curves_wait_meanwhile(
    page: Any, open_project: Any, session: Session, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_project(runs=1)
    made = page()
    assert made.views.film is None and made.views.race is None
    assert [chip.text() for chip in made.views.chooser.chips] == ["Curves", "Learning film", "Race"]
    qtbot.mouseClick(made.views.chooser.chips[1], Qt.MouseButton.LeftButton)
    assert made.views.shown == "film" and made.views.film.isVisible() and not made.loss.isVisible()
    assert session.film.run_id == made.main_id, "the film follows the run of the page"
    with monkeypatch.context() as patch:
        patch.setattr(made.loss, "show_runs", lambda *_: pytest.fail("drawn while hidden"))
        patch.setattr(made.metrics, "show_runs", lambda *_: pytest.fail("drawn while hidden"))
        _learn(session, epochs=4, status="running")
    qtbot.mouseClick(made.views.chooser.chips[0], Qt.MouseButton.LeftButton)
    assert made.loss.isVisible() and "Epoch 4" in made.loss.values.text(), "what was missed is drawn now"
    assert not session.film._is_watched
    qtbot.mouseClick(made.views.chooser.chips[2], Qt.MouseButton.LeftButton)
    assert made.views.race.isVisible() and made.views.shown == "race"
    session.training.status = "idle"


def test_the_training_length_outlives_another_name_and_another_day(qtbot: Any, tmp_path: Any) -> None:
    session = Session()
    try:
        choices = TrainingChoices(session)
        qtbot.addWidget(choices)
        session.project.create(tmp_path / "one.mmproj")
        assert session.wait(seconds=60, until=lambda: session.project.is_open)
        assert choices.experiment().preset == "balanced"
        choices.presets.chosen.emit("quick")
        assert session.wait(seconds=60, until=lambda: not session.jobs.active)
        session.project.rename("other")
        session.drain()
        assert session.project.name == "other" and choices.experiment().preset == "quick"
        session.project.create(tmp_path / "two.mmproj")
        assert session.wait(seconds=60, until=lambda: session.project.name == "two")
        session.drain()
        assert choices.experiment().preset == "balanced"
        session.project.open(tmp_path / "other.mmproj")
        assert session.wait(seconds=60, until=lambda: session.project.name == "other")
        session.drain()
        assert choices.experiment().preset == "quick"
    finally:
        assert session.close(20)
