"""The race on the screen: choose, watch, read the verdict, look at it again."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.events import EpochDone, Notice, RunStarted
from mmgui.core.i18n import set_language
from mmgui.core.models.catalogue import FUSIONS
from mmgui.core.race.entrants import (
    EntrantFinished,
    EntrantMoved,
    EntrantStarted,
    RaceEntry,
    RacePlan,
    RaceResult,
    RaceStarted,
    entrants_for,
)
from mmgui.core.race.significance import compare
from mmgui.gui.actions import Actions
from mmgui.gui.commands import Commands
from mmgui.gui.kit import theme
from mmgui.gui.kit.run_colors import run_color
from mmgui.gui.kit.run_entries import only_title
from mmgui.gui.race.race_view import RaceView
from mmgui.gui.race.runners import race_line
from mmgui.gui.train.train_page import TrainPage
from mmgui.session.session import Session
from tests.gui.conftest import made_metrics

FIELDS = (Field("picture", "image"), Field("words", "text"))
EVERYONE = entrants_for(FIELDS)


class _Window(QWidget):
    """Notes where the view wants to go."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[str] = []

    def show_place(self, place: str) -> None:
        self.places.append(place)


@pytest.fixture
def view(qtbot: Any, session: Session) -> Callable[[], RaceView]:
    def build() -> RaceView:
        labels = ("yes", "no")
        made = tuple(Example(i, {"picture": "x.png", "words": "a"}, labels[i % 2], "train") for i in range(400))
        session.project.examples = ExampleSet(FIELDS, made)
        session.is_engine_ready = True
        window = _Window()
        qtbot.addWidget(window)
        shown = RaceView(session, Actions(session, Commands(session, window), window))  # type: ignore[arg-type]
        shown.window_of_test = window  # type: ignore[attr-defined]
        qtbot.addWidget(shown)
        shown.resize(560, 640)
        with qtbot.waitExposed(shown):
            shown.show()
        return shown

    return build


@pytest.fixture
def started(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[RacePlan]:
    """What the view asked the session to run; nothing runs."""
    asked: list[RacePlan] = []
    monkeypatch.setattr(session.race, "start", asked.append)
    return asked


def made_result(fusion: float = 0.9, single: float = 0.6, number: int = 1, **changes: Any) -> RaceResult:
    """Everybody ran; of 200 test examples so many were answered right by the best fusion and by the others."""
    first, second = np.arange(200) < 200 * fusion, np.arange(200) < 200 * single
    entries = []
    for place, entrant in enumerate(EVERYONE):
        share = fusion if entrant.name == "attention" else single
        run_id = None if entrant.kind == "baseline" else place
        curve = () if run_id is None else (0.4, share)
        entries.append(RaceEntry(entrant, "completed", run_id, curve, share, share, share - 0.05, share + 0.05))
    values: dict[str, Any] = {
        "together": compare("attention", "words", first, second),
        "keep": compare("attention", "word-counts", first, second),
        "created": "2026-11-24T20:01:00+00:00",
    }
    values |= {"n_train": 400, "n_validation": 100, "n_test": 200}
    return RaceResult(
        tuple(entries), preset="quick", seed=0, epochs=None, is_complete=True, number=number, **(values | changes)
    )


def test_the_verdict_names_the_single_sense_that_did_not_run(session: Session) -> None:
    whole = made_result()
    assert "than the best single sense, “words”" in whole.sentences()[0]
    assert "not measured" not in whole.sentences()[0]
    alone = replace(whole, entries=tuple(e for e in whole.entries if e.name != "picture"))
    failed = replace(
        whole,
        entries=tuple(replace(e, status="failed", test=None) if e.name == "picture" else e for e in whole.entries),
    )
    for result in (alone, failed):
        told = result.sentences()
        assert told[0].startswith("Together is better than “words” alone, by ")
        assert told[0].endswith("How good “picture” alone would be was not measured.")
        assert len(told) == len(result.reasons()) == 2


def show_result(session: Session, result: RaceResult) -> None:
    session.race.past = (result,)
    session.race.show(result.number)
    session.drain()


def begin(session: Session, *names: str) -> None:
    """Put the session into the middle of a race, as its events would."""
    from mmgui.session.race import RaceLane

    race = session.race
    entrants = [e for e in EVERYONE if e.name in names]
    race.lanes = {e.name: RaceLane(e) for e in entrants}
    race.status = "preparing"
    race._arrived(RaceStarted(tuple(entrants), 400, 100, 200))
    for entrant in entrants:
        race._arrived(EntrantStarted(entrant.name))
    session.drain()


def move(session: Session, name: str, epoch: int) -> None:
    right = 3 + epoch
    figures = made_metrics([[right, 10 - right, 0], [0, right, 10 - right], [0, 10 - right, right]], 0.5)
    if epoch == 1:
        event = RunStarted("x", ("a", "b", "c"), name, 5, 1, 2, 64, 30, 30, 12, 32, "cpu", "A processor", 1)
        session.race._arrived(EntrantMoved(name, event))
    session.race._arrived(EntrantMoved(name, EpochDone(epoch, figures, figures, 1.0, 64.0, True)))
    session.drain()


def test_before_a_race_the_view_says_what_it_is_and_who_can_run(view: Any, started: Any, qtbot: Any) -> None:
    made = view()
    assert made.setup.isVisible() and not made.race.isVisible() and not made.verdict.isVisible()
    assert "worth looking at everything together" in made.setup.about.text()
    assert [box.text() for box in made.setup.boxes.values()] == [
        "Word counts", "Nearest pictures", "Picture only", "Words only",
        "Side by side", "Multiplied", "Gate", "One stream", "Attention",
    ]  # fmt: skip
    assert "not known yet" in made.setup.estimate.text()
    assert [name for name, box in made.setup.boxes.items() if not box.isChecked()] == ["bilinear", "transformer"]
    made.setup.boxes["gated"].click()
    made.setup.boxes["transformer"].click()
    made.setup.order.chips[1].click()
    made.setup.presets.chips[1].click()
    qtbot.mouseClick(made.setup.start_button, Qt.MouseButton.LeftButton)
    (plan,) = started
    assert [e.name for e in plan.entrants] == [e.name for e in EVERYONE if e.name not in ("bilinear", "gated")]
    assert (plan.preset, plan.interleaved) == ("balanced", False)


def test_one_alone_is_no_race(view: Any) -> None:
    made = view()
    for box in list(made.setup.boxes.values())[1:]:
        box.setChecked(False)
    assert not made.setup.start_button.isEnabled()
    assert made.setup.estimate.text() == "Choose at least two."


def test_the_article_has_one_way_of_joining(view: Any) -> None:
    made = view()
    made.setup.presets.chips[3].click()
    assert [name for name in made.setup.boxes if name in FUSIONS] == ["concat"]


def test_a_race_can_not_start_beside_a_training(view: Any, session: Session) -> None:
    made = view()
    session.training.status = "running"
    session.changed("training")
    session.drain()
    assert not made.setup.start_button.isEnabled()
    assert "training is running" in made.setup.estimate.text()
    session.training.status = "idle"


def test_runners_move_epoch_by_epoch(view: Any, session: Session) -> None:
    made = view()
    begin(session, "word-counts", "words", "attention")
    assert made.race.isVisible() and not made.setup.isVisible()
    assert [r.state for r in made.track.model.runners] == ["getting ready"] * 3
    plain = next(e for e in EVERYONE if e.name == "word-counts")
    session.race._arrived(EntrantFinished(RaceEntry(plain, "completed", None, (), 0.55, 0.5, 0.4, 0.6)))
    for epoch in (1, 2):
        move(session, "words", epoch)
    move(session, "attention", 1)
    by_title = {r.title: r for r in made.track.model.runners}
    assert by_title["Words only"].curve == pytest.approx((0.4, 0.5))
    assert by_title["Words only"].state == "epoch 2 of 5" and by_title["Attention"].state == "epoch 1 of 5"
    assert made.track.model.finish_lines[0].place == 0.55
    assert session.race.progress == pytest.approx(3 / 10)
    assert made.pause_button.isVisible() and made.stop_button.isVisible()
    assert [chip.text() for chip in made.views.chips] == ["Race", "Curves"]  # nobody looks at the test part meanwhile
    session.race.status = "idle"


def test_a_notice_names_who_says_it_comes_once_and_moves_no_button(view: Any, session: Session) -> None:
    made = view()
    begin(session, "words", "picture", "attention")
    move(session, "words", 1)
    before = made.stop_button.geometry()
    for name, message in (
        ("picture", "8 are left out."),
        ("words", "6 are left out."),
        ("attention", "6 are left out."),
    ):
        for _twice in range(2):
            session.race._arrived(EntrantMoved(name, Notice(message)))
    session.drain()
    assert made.notices.text().split("\n") == [
        "Picture only: 8 are left out.",
        "Words only, Attention: 6 are left out.",
    ]
    assert made.notices.isVisible() and made.stop_button.geometry() == before
    assert session.take_messages() == []
    session.race.status = "idle"


@pytest.mark.usefixtures("any_pace")
def test_pause_and_stop_reach_the_session(view: Any, session: Session, monkeypatch: Any, qtbot: Any) -> None:
    asked: list[str] = []
    for name in ("pause", "resume", "stop"):
        monkeypatch.setattr(session.race, name, lambda name=name: asked.append(name))
    made = view()
    begin(session, "words", "attention")
    move(session, "words", 1)
    qtbot.mouseClick(made.pause_button, Qt.MouseButton.LeftButton)
    session.race.status = "paused"
    made.refresh()
    assert made.pause_button.text() == "Go on" and made.progress.line.text().startswith("paused")
    qtbot.mouseClick(made.pause_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(made.stop_button, Qt.MouseButton.LeftButton)
    assert asked == ["pause", "resume", "stop"]
    session.race.status = "idle"


def test_the_verdict_stands_on_top_and_how_we_know_unfolds(view: Any, session: Session, qtbot: Any) -> None:
    made = view()
    show_result(session, made_result())
    assert (
        made.sentences[0]
        .text()
        .startswith("Together is better than the best single sense, “words”, by 30 points (95 %")
    )
    assert made.sentences[1].text().startswith("The network earns its keep")
    assert not made.reasons.isVisible()
    qtbot.mouseClick(made.why, Qt.MouseButton.LeftButton)
    assert made.reasons.isVisible()
    for part in ("200 test examples", "paired bootstrap", "Koehn 2004", "“Attention”"):
        assert part in made.reasons.text()


def test_what_flatters_the_figures_stands_below_the_verdict(view: Any, session: Session) -> None:
    made = view()
    show_result(session, made_result())
    assert not made.cautions.isVisible()
    result = made_result(number=2)
    show_result(session, replace(result, entries=tuple(replace(e, n=200, distinct=2) for e in result.entries)))
    assert made.cautions.isVisible()
    assert made.cautions.text().startswith("200 measured examples look to the model like only 2 different ones")


def test_no_benefit_and_no_verdict_are_said_as_they_are(view: Any, session: Session) -> None:
    made = view()
    show_result(session, made_result(0.6, 0.6))
    assert made.sentences[0].text().startswith("Together is not better here: “words” alone does it")
    show_result(session, made_result(0.6, 0.6, chance=0.58))
    said = made.sentences[0].text()
    assert said.startswith("Nobody does better than guessing yet, alone or together (58\u202f% right)")
    show_result(session, made_result(0.9, 0.6, chance=0.58))
    assert made.sentences[0].text().startswith("Together is better")
    show_result(session, made_result(together=None, keep=None))
    assert "nothing to compare" in made.sentences[0].text() and not made.why.isVisible()
    show_result(session, made_result(n_test=0, together=None, keep=None))
    assert "no test part" in made.sentences[0].text()


def test_curves_and_final_figures_show_everybody(view: Any, session: Session) -> None:
    made = view()
    show_result(session, made_result())
    made.views.chips[1].click()
    assert made.curves.isVisible() and not made.track.isVisible()
    assert list(made.legend.names) == [
        "Picture only", "Words only", "Side by side", "Multiplied", "Gate", "One stream", "Attention",
        "Word counts", "Nearest pictures",
    ]  # fmt: skip
    looks = {(c.colour, c.style) for c in made.plot.model.legend}
    assert len(looks) == len(EVERYONE) == 9  # every line differs from every other
    told = made.plot.accessibleDescription()
    assert told.startswith("Epoch ") and "Attention" in told and "Word counts" in told, "also what the plain methods do"
    made.views.chips[2].click()
    assert made.finish.isVisible()
    assert made.finish.model.rows[0].title == "Attention"


def test_lanes_and_verdict_speak_of_the_same_examples(view: Any, session: Session) -> None:
    made = view()
    result = made_result()
    entries = tuple(replace(e, validation=0.99, curve=(0.4, 0.99)) for e in result.entries if e.kind != "baseline")
    show_result(session, replace(result, entries=entries))
    told = made.track.accessibleDescription()
    assert "Attention: 90% on the test examples" in told.replace("\u202f", "") and "99" not in told


def test_a_finished_network_is_tried_with_one_click(view: Any, session: Session, monkeypatch: Any, qtbot: Any) -> None:
    from pathlib import Path

    from mmgui.core.data.runs import Run

    loaded: list[int] = []
    monkeypatch.setattr(session.model, "load_run", loaded.append)
    session.project.runs = tuple(Run(i, "x", Path("x"), {}, "completed", "") for i in (2, 8))  # others were deleted
    made = view()
    show_result(session, made_result())
    assert [b.text() for b in made.try_buttons.values()] == ["Try “Picture only”", "Try “Attention”"]
    qtbot.mouseClick(made.try_buttons[8], Qt.MouseButton.LeftButton)
    assert loaded == [8] and made.window_of_test.places == ["try"]


@pytest.mark.usefixtures("any_pace")
def test_earlier_races_are_listed_and_opened(view: Any, session: Session, qtbot: Any) -> None:
    made = view()
    session.race.past = (made_result(number=1), made_result(0.6, 0.6, number=2))
    session.changed("race")
    session.drain()
    assert [b.text() for b in made.setup.past_buttons] == [
        "Race 2 · 2026-11-24 20:01 · together is not better", "Race 1 · 2026-11-24 20:01 · together is better",
    ]  # fmt: skip
    qtbot.mouseClick(made.setup.past_buttons[1], Qt.MouseButton.LeftButton)
    session.drain()
    assert made.verdict.isVisible() and session.race.result is not None and session.race.result.number == 1
    qtbot.mouseClick(made.new_button, Qt.MouseButton.LeftButton)
    session.drain()
    assert made.setup.isVisible()


def test_a_race_in_the_list_says_what_its_first_sentence_says() -> None:
    plain = made_result(0.6, 0.9, together=None)
    assert plain.sentences()[0].startswith("The network does not earn its keep")
    assert race_line(plain).endswith("· a plain method is better")
    assert race_line(made_result(together=None)).endswith("· the network earns its keep")
    assert race_line(made_result(0.6, 0.6, chance=0.58)).endswith("· no better than guessing")
    assert race_line(made_result(0.9, 0.6, chance=0.58)).endswith("· together is better")
    assert race_line(made_result(together=None, keep=None)).endswith("· no verdict")


@pytest.mark.usefixtures("any_pace")
def test_deleting_a_race_asks_first(view: Any, session: Session, monkeypatch: Any, qtbot: Any) -> None:
    deleted: list[int] = []
    monkeypatch.setattr(session.race, "delete", deleted.append)
    made = view()
    show_result(session, made_result(number=4))
    qtbot.mouseClick(made.delete_button, Qt.MouseButton.LeftButton)
    box = made.findChild(QWidget, "message_box")
    assert box is not None and "Delete race 4?" in box.message.text() and deleted == []
    qtbot.mouseClick(box.choices[0], Qt.MouseButton.LeftButton)
    assert deleted == [4]
    qtbot.waitUntil(lambda: made.findChild(QWidget, "message_box") is None)


def test_who_could_not_run_is_named_with_the_reason(view: Any, session: Session) -> None:
    made = view()
    result = made_result()
    broken = RaceEntry(EVERYONE[2], "failed", 2, message="No example can be read.")
    show_result(session, RaceResult(
        (broken, *result.entries[3:]), result.together, None, "quick", 0, None, True, 400, 100, 200, "2026", 1
    ))  # fmt: skip
    assert made.note.text() == "Picture only: No example can be read."
    assert next(r for r in made.track.model.runners if r.title == "Picture only").state == "could not run"


def test_hostile_field_names_stay_text(qtbot: Any, view: Any, session: Session) -> None:
    fields = (Field("<b>a&b</b>\u202e", "text"), Field("x" * 200, "image"))
    made = view()
    session.project.examples = ExampleSet(fields, session.project.examples.examples)  # type: ignore[union-attr]
    session.changed("examples")
    session.drain()
    texts = [box.text() for box in made.setup.boxes.values()]
    assert any("<b>a&&b</b>" in text for text in texts) and all("\u202e" not in text for text in texts)
    assert made.setup.width() <= made.width()


def test_everything_follows_the_language(view: Any, session: Session) -> None:
    made = view()
    show_result(session, made_result())
    set_language("zh_CN")
    made.refresh()
    set_language("en")
    made.refresh()
    assert made.sentences[0].text().startswith("Together is better")


def test_everybody_has_the_colour_of_its_run_and_who_has_none_is_grey(view: Any, session: Session) -> None:
    made = view()
    begin(session, "word-counts", "words", "attention")
    session.race.lanes["words"].run_id = 11
    move(session, "words", 1)
    grey = theme.current().muted
    assert [r.colour for r in made.track.model.runners] == [grey, run_color(11), grey], "attention has no run yet"
    session.race._clear()
    result = made_result()
    show_result(session, result)
    wanted = [grey if e.run_id is None else run_color(e.run_id) for e in result.entries]
    for name in ("track", "finish"):
        assert [r.colour for r in getattr(made, name).model.runners] == wanted
    drawn = {c.name: c.colour for c in made.plot.model.legend}
    assert drawn["Attention"] == run_color(next(e.run_id for e in result.entries if e.name == "attention"))


def test_a_run_has_one_colour_in_the_list_the_curves_and_the_race(
    open_project: Any, session: Session, qtbot: Any
) -> None:
    """Runs 1 and 9 would be alike (8 colours): where both are shown, one gives way, in all three places."""
    open_project(runs=9)
    session.is_engine_ready = True
    window = _Window()
    qtbot.addWidget(window)
    page = TrainPage(session, Actions(session, Commands(session, window), window))  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.resize(1195, 690)
    with qtbot.waitExposed(page):
        page.show()
    entries = made_result().entries
    racing = [replace(e, run_id=9 - n) for n, e in enumerate(e for e in entries if e.kind != "baseline")]
    show_result(session, replace(made_result(), entries=tuple(racing)))
    page.views.show_view("race")
    qtbot.mouseClick(page.runs.row(1).tick, Qt.MouseButton.LeftButton)
    listed = {run_id: page.runs.row(run_id).entry.color for run_id in page.runs.ids}
    raced = {e.run_id: r.colour for e, r in zip(racing, page.views.race.track.model.runners, strict=True)}
    assert raced == {run_id: listed[run_id] for run_id in raced}
    assert listed[1] != listed[9] and len(set(raced.values()) | {listed[1]}) == len(raced) + 1
    page.views.show_view("curves")
    qtbot.waitUntil(lambda: session.drain() is None and len(page.loss.plot.model.curves) == 5, timeout=10_000)
    assert {c.colour for c in page.loss.plot.model.curves} == {listed[9], listed[1]}


def test_single_senses_are_called_as_everywhere_else_in_every_language(view: Any, session: Session) -> None:
    assert [only_title("picture"), only_title("radio waves")] == ["Picture only", "Radio waves only"]
    made = view()
    set_language("zh_CN")
    try:
        show_result(session, made_result())
        made.refresh()
        assert [r.title for r in made.track.model.runners if r.kind == "single"] == ["仅图片", "仅文字"]
    finally:
        set_language("en")


def stopped_result(*through: str, **changes: Any) -> RaceResult:
    """Only these are done; the others were stopped, the fusions in their second epoch."""
    whole = made_result()
    entries = tuple(
        e
        if e.name in through
        else replace(e, status="stopped", validation=None, test=None, curve=e.curve[:1] if e.kind == "fusion" else ())
        for e in whole.entries
    )
    return replace(whole, entries=entries, is_complete=False, together=None, keep=None, **changes)


def test_a_race_that_was_stopped_says_what_is_done_and_shows_it(view: Any, session: Session) -> None:
    from pathlib import Path

    from mmgui.core.data.runs import Run

    session.project.runs = tuple(Run(i, "x", Path("x"), {}, "stopped", "") for i in range(7))
    made = view()
    result = stopped_result("word-counts", "words")
    show_result(session, result)
    assert made.sentences[0].text() == (
        "The race was stopped early: 2 of 9 entrants are done (Word counts, Words only); "
        "Nearest pictures, Picture only, Side by side, Multiplied, Gate, One stream, Attention are not."
    )
    assert not made.sentences[1].isVisible()
    rows = {row.title: row for row in made.track.model.runners}
    assert rows["Words only"].is_final and rows["Words only"].state == "through"
    stopped = rows["Attention"]
    assert stopped.place == stopped.curve[-1], "nobody's last standing is lost"
    assert stopped.state == "stopped, on validation" and "“on validation” where it says so" in made.track.model.x.title
    assert rows["Picture only"].place is None and rows["Picture only"].state == "stopped", "it had not begun"
    assert race_line(result).endswith("stopped, 2 of 9 done")
    made.views.chips[2].click()
    assert [row.title for row in made.finish.model.rows if row.test is not None] == ["Word counts", "Words only"]
    tried = [button.text() for button in made.try_buttons.values()]
    assert "Try “Words only”" in tried and "Try “Gate”" in tried, "the best of a stopped one is kept"
    assert "Try “Picture only”" not in tried, "it had not begun"


def test_a_race_stopped_before_anybody_was_done_says_so(view: Any, session: Session) -> None:
    made = view()
    show_result(session, stopped_result())
    assert made.sentences[0].text() == "The race was stopped early, before any of its 9 entrants was done."


def test_a_verdict_of_a_stopped_race_stands_with_who_is_not_done(view: Any, session: Session) -> None:
    made = view()
    whole = made_result()
    entries = tuple(replace(e, status="stopped", test=None) if e.name == "gated" else e for e in whole.entries)
    show_result(session, replace(whole, entries=entries, is_complete=False))
    assert made.sentences[0].text().startswith("Together is better")
    assert made.cautions.isVisible() and "8 of 9 entrants are done" in made.cautions.text()
    assert "; Gate is not." in made.cautions.text()
