"""The sections of the Results page: mistakes, confidence, comparison, and the lists of examples with their maps."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mmgui.core.data.example import Example, Field
from mmgui.core.explaining.class_contributions import CONTRIBUTIONS, ClassContributions
from mmgui.core.inference.prediction import Prediction
from mmgui.gui.results.comparison import comparison_figures
from mmgui.gui.results.comparison_texts import cautions_sentence, difference_sentence, why_different
from mmgui.gui.results.confidence_texts import reliability_sentences
from mmgui.session.run_comparison import ComparedRuns, compare
from mmgui.session.session import Session
from tests.core.made import map_over_image, map_over_text


def settle(qtbot: Any, session: Session, until: Any = lambda: True) -> None:
    qtbot.waitUntil(
        lambda: (
            session.drain() is None and not session.jobs.active and not session.run_answers.is_explaining and until()
        ),
        timeout=15_000,
    )


def go(qtbot: Any, page: Any, name: str) -> None:
    number = ("overview", "mistakes", "confidence", "compare").index(name)
    qtbot.mouseClick(page.section.chips[number], Qt.MouseButton.LeftButton)


def give_label(tile: Any, label: str) -> None:
    """By the menu that a right click opens."""
    middle = tile.rect().center()
    QApplication.sendEvent(tile, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, tile.mapToGlobal(middle)))
    menu = QApplication.activePopupWidget()
    next(action for action in menu.actions() if action.text() == label).trigger()
    menu.close()


def test_a_class_lists_its_examples_with_their_maps_and_opens_one_on_the_try_page(
    results_page: Any, open_project: Any, session: Session, qtbot: Any, answered: Any, looks: Any
) -> None:
    open_project(runs=1)
    answered({"happy": "sad"})
    made = results_page()
    index = made.classes.model().index(0, 0)
    assert index.data() == "happy"
    qtbot.mouseClick(made.classes.viewport(), Qt.MouseButton.LeftButton, pos=made.classes.visualRect(index).center())
    settle(qtbot, session, lambda: bool(made.examples.entries))
    happy = [e for e in session.project.examples.part("test").examples if e.label == "happy"]  # type: ignore[union-attr]
    assert "Labelled “happy”: 9 of 10 answered right" in made.examples.title.text()
    (card,) = made.examples.grid.tiles
    assert card.content.answer == "sad" and card.content.confidence == pytest.approx(0.95, abs=1e-3)
    assert [t for _run, t in looks] == [happy[0].values["words"]]
    (text,) = card.content.texts
    assert text.words[-1].weight == 1.0
    assert any(said.startswith("It looked most at: the word") for said in card.content.about)
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert made.window_of_test.tried == [(1, happy[0])]


@pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagate)")
def test_a_label_is_corrected_at_the_example_that_shows_the_mistake(
    results_page: Any, open_project: Any, session: Session, qtbot: Any, answered: Any, looks: Any
) -> None:
    open_project(runs=1)
    answered({"happy": "sad"})
    made = results_page()
    index = made.classes.model().index(0, 0)
    qtbot.mouseClick(made.classes.viewport(), Qt.MouseButton.LeftButton, pos=made.classes.visualRect(index).center())
    settle(qtbot, session, lambda: bool(made.examples.entries))
    (tile,) = made.examples.grid.tiles
    wanted = made.examples.entries[0].example.id
    give_label(tile, "sad")
    settle(qtbot, session)
    assert {e.id: e.label for e in session.project.examples.examples}[wanted] == "sad"  # type: ignore[union-attr]
    assert "Undo on the Data page takes that back" in str(session.take_messages()[-1])
    (tile,) = made.examples.grid.tiles
    assert tile.content.label == "sad" and "was “happy”" in tile.content.aside
    session.project.undo()
    settle(qtbot, session)
    assert {e.id: e.label for e in session.project.examples.examples}[wanted] == "happy"  # type: ignore[union-attr]


def test_mistakes_are_listed_by_confidence_and_the_hardest_by_loss(
    results_page: Any, open_project: Any, session: Session, qtbot: Any, answered: Any, looks: Any
) -> None:
    open_project(runs=1)
    answered({"sad": "happy"})
    made = results_page()
    assert not looks and session.run_answers._answers.known == {}, "nothing is asked for before somebody goes there"
    go(qtbot, made, "mistakes")
    settle(qtbot, session, lambda: bool(made.mistakes.examples.entries))
    assert {e.label for e in made.mistakes.examples.entries} == {"sad"}
    assert made.mistakes.examples.title.text() == "The mistakes that it was most sure of"
    qtbot.mouseClick(made.mistakes.order.chips[1], Qt.MouseButton.LeftButton)
    labels = [e.label for e in made.mistakes.examples.entries]
    # -ln 0.025 = 3.69 for the wrong ones, -ln 0.68 = 0.39, -ln 0.88 = 0.13
    assert labels == ["sad"] * labels.count("sad") + ["<b>angry</b>"] * labels.count("<b>angry</b>") + ["happy"]


@pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagate)")
def test_labels_of_training_that_may_be_wrong_are_listed_and_leave_the_list_when_corrected(
    results_page: Any, open_project: Any, session: Session, qtbot: Any, answered: Any, looks: Any
) -> None:
    """The model answers everything with "sad" 0.7, "happy" 0.2, "angry" 0.1: least likely labels first."""
    open_project(runs=1)
    answered({})
    made = results_page()
    go(qtbot, made, "mistakes")
    settle(qtbot, session)
    assert session.run_answers._trained.known == {}, "the training part is answered when somebody wants it"
    qtbot.mouseClick(made.mistakes.order.chips[2], Qt.MouseButton.LeftButton)
    listing = made.mistakes.examples
    settle(qtbot, session, lambda: bool(listing.entries))
    train = [e for e in session.project.examples.part("train").examples if e.label != "sad"]  # type: ignore[union-attr]
    assert listing.title.text() == "Labels that may be wrong" and len(listing.entries) == len(train) > 0
    labels = [e.label for e in listing.entries]
    assert labels == sorted(labels), "“<b>angry</b>” has 0.1, “happy” 0.2"
    first = listing.entries[0].example.id
    give_label(listing.grid.tiles[0], "sad")
    settle(qtbot, session, lambda: first not in [e.example.id for e in listing.entries])
    assert len(listing.entries) == len(train) - 1


def test_a_run_without_mistakes_says_so(
    results_page: Any, open_project: Any, session: Session, qtbot: Any, answered: Any, looks: Any
) -> None:
    open_project(runs=1)
    answered({})
    made = results_page()
    go(qtbot, made, "mistakes")
    settle(qtbot, session)
    assert made.mistakes.examples.title.text() == "No answer was wrong." and not made.mistakes.examples.grid.tiles


def test_a_class_has_the_colour_that_a_person_gave_it(
    results_page: Any, open_project: Any, session: Session, qtbot: Any, answered: Any, looks: Any
) -> None:
    open_project(runs=1)
    answered({})
    made = results_page()
    go(qtbot, made, "confidence")

    def colours() -> dict[str, str]:
        return {curve.name: curve.colour for curve in made.confidence.curves.model.curves}

    settle(qtbot, session, lambda: len(colours()) == 3)
    before = colours()
    session.classes.set_colour("sad", "#123456")
    settle(qtbot, session, lambda: colours()["sad"] == "#123456")
    assert len({*before.values(), "#123456"}) == 4 and set(colours().values()) < {*before.values(), "#123456"}


def test_a_bar_of_the_reliability_plot_opens_its_examples(
    results_page: Any, open_project: Any, session: Session, qtbot: Any, answered: Any, looks: Any
) -> None:
    open_project(runs=1)
    answered({"sad": "happy"})
    made = results_page()
    go(qtbot, made, "confidence")
    settle(qtbot, session, lambda: bool(made.confidence.plot.model.bins))
    counts = [b.count for b in made.confidence.plot.model.bins]
    sad = sum(e.label == "sad" for e in session.project.examples.part("test").examples)  # type: ignore[union-attr]
    assert counts[9] == sad and counts[0] == 0, "the wrong ones are 0.95 sure"
    room = made.confidence.plot.room
    place = QPoint(round(room.right() - 5), round(room.center().y()))
    qtbot.mouseClick(made.confidence.plot, Qt.MouseButton.LeftButton, pos=place)
    settle(qtbot, session, lambda: bool(made.examples.entries))
    assert {e.label for e in made.examples.entries} == {"sad"} and len(made.examples.entries) == sad
    assert made.examples.title.text().startswith("Answered 90\u202f% to 100\u202f% sure")
    qtbot.mouseClick(made.back, Qt.MouseButton.LeftButton)
    assert made.confidence.plot.isVisible()


def test_precision_recall_names_each_class_literally_and_reads_its_values(
    results_page: Any, open_project: Any, session: Session, qtbot: Any, answered: Any
) -> None:
    open_project(runs=1)
    answered({})
    made = results_page()
    go(qtbot, made, "confidence")
    settle(qtbot, session, lambda: bool(made.confidence.curves.model.curves))
    assert [c.text() for c in made.confidence.chips.chips] == [
        "All classes", "happy 1.000", "sad 1.000", "<b>angry</b> 1.000"
    ]  # fmt: skip
    room = made.confidence.curves.room
    qtbot.mouseMove(made.confidence.curves, QPoint(round(room.x() + 0.8 * room.width()), round(room.center().y())))
    qtbot.waitUntil(lambda: "100\u202f% right" in made.confidence.readout.text())
    assert made.confidence.average.text() == "Average precision over the classes: 1.000 (1 is perfect)."


def test_two_runs_are_compared_example_by_example(
    results_page: Any, open_project: Any, session: Session, qtbot: Any, answered: Any, looks: Any
) -> None:
    open_project(runs=2)
    answered({"sad": "happy"}, run=0)
    answered({"happy": "sad"}, run=1)
    made = results_page()
    go(qtbot, made, "compare")
    settle(qtbot, session, lambda: session.run_comparison.result is not None and bool(looks))
    found = session.run_comparison.result
    assert found is not None and (found.first, found.second) == (2, 1)
    chips = [c.text() for c in made.compare.groups.chips]
    names = made.compare.names
    assert names[0] != names[1]
    assert chips[:2] == [f"Only “{name}” is right (1)" for name in names]
    (pair,) = made.compare.pairs.pairs
    assert [c.content.heading for c in pair.cards] == list(names)
    assert [c.content.answer for c in pair.cards] == ["sad", "happy"]
    assert pair.why.text() == "Both looked most at the same: the word “7”."
    assert sorted({folder for folder, _text in looks}) == sorted(r.folder.name for r in session.project.runs)
    said = "At least 30 different examples are needed to say which is better; here there are 3."
    assert made.compare.sentence.text() == said
    qtbot.mouseClick(pair.cards[1], Qt.MouseButton.LeftButton)
    assert made.window_of_test.tried[0][0] == 1, "with the model of the card's run"
    QTest.mousePress(pair.cards[1], Qt.MouseButton.LeftButton)
    made.compare.pairs.show_pairs(found, (), made.compare.names)
    QTest.mouseRelease(pair.cards[1], Qt.MouseButton.LeftButton)
    assert not pair.isVisible() and len(made.window_of_test.tried) == 1, "it went while it was pressed"


def test_one_run_alone_cannot_be_compared(results_page: Any, open_project: Any, session: Session, qtbot: Any) -> None:
    open_project(runs=1)
    made = results_page()
    go(qtbot, made, "compare")
    assert made.compare.empty.isVisible() and made.compare.empty.title.text() == "There is only one run to compare"
    assert not made.compare.tiles.isVisible()


def test_a_run_without_answers_and_without_weights_says_so_instead_of_waiting(
    results_page: Any, open_project: Any, session: Session, qtbot: Any
) -> None:
    open_project(runs=1)
    made = results_page()
    go(qtbot, made, "mistakes")
    settle(qtbot, session, lambda: bool(session.run_answers.problem(1, "test")))
    session.drain()
    assert made.mistakes.examples.title.text() == session.run_answers.problem(1, "test")
    go(qtbot, made, "confidence")
    settle(qtbot, session, lambda: made.confidence.problem.isVisible())


def test_contributions_per_class_appear_when_they_were_measured(
    results_page: Any, open_project: Any, session: Session, qtbot: Any
) -> None:
    open_project(runs=1)
    examples = session.project.examples
    assert examples is not None
    session.project.examples = type(examples)((*examples.fields, Field("photo", "image")), examples.examples)
    shares = {"words": 0.75, "photo": 0.25}
    CONTRIBUTIONS.save(
        session.project.runs[0].folder, ClassContributions(per_class={"sad": shares}, overall=shares, n=12)
    )
    made = results_page()
    settle(qtbot, session, lambda: made.overview.shares.isVisible())
    assert made.overview.shares.texts == (
        "all answers: Words 75\u202f%, Picture 25\u202f%.", "sad: Words 75\u202f%, Picture 25\u202f%."
    )  # fmt: skip


def test_a_long_list_is_turned_page_by_page(
    results_page: Any, open_project: Any, session: Session, qtbot: Any, answered: Any, looks: Any
) -> None:
    open_project(labels=("happy", "sad", "<b>angry</b>") * 30, runs=1)
    answered({"sad": "happy"})
    made = results_page()
    go(qtbot, made, "mistakes")
    settle(qtbot, session, lambda: bool(looks))
    listing = made.mistakes.examples
    assert len(listing.entries) == 40 and len(listing.grid.tiles) == 24
    assert listing.pager.place.text() == "1 to 24 of 40" and not listing.pager.before.isEnabled()
    assert len(looks) == 24, "only those on the page were looked at"
    qtbot.mouseClick(listing.pager.after, Qt.MouseButton.LeftButton)
    settle(qtbot, session, lambda: len(looks) == 40)
    assert listing.pager.place.text() == "25 to 40 of 40" and len(listing.grid.tiles) == 16
    qtbot.mouseClick(listing.pager.before, Qt.MouseButton.LeftButton)
    settle(qtbot, session)
    assert len(looks) == 40, "what was seen is kept"


# -- sentences --------------------------------------------------------------------------------------------------------

FIELDS = (Field("photo", "image"), Field("words", "text"))


def seen(cell: tuple[int, int], word: str, shares: dict[str, float]) -> Prediction:
    grid = np.zeros((6, 6), np.float32)
    grid[cell] = 1.0
    text = "a great day"
    words = {(text.index(w), text.index(w) + len(w)): float(w == word) for w in text.split()}
    maps = {"photo": map_over_image("photo", grid), "words": map_over_text("words", text, words)}
    return Prediction(("x", "y"), (0.4, 0.6), {n: m for n, m in maps.items() if n in shares}, shares)


def test_why_two_runs_differ_is_said_in_words() -> None:
    first = seen((5, 3), "great", {"photo": 0.7, "words": 0.3})
    second = seen((0, 0), "day", {"words": 1.0})
    assert why_different(first, second, ("Attention", "Words only"), FIELDS) == (
        "“Attention” looked most at: lower middle of the picture and the word “great”; “Words only” at: the word “day”."
        " “Attention” decided mostly by: Picture (70\u202f%). “Words only” has one sense only: Words."
    )
    same = seen((5, 3), "great", {"photo": 0.65, "words": 0.35})
    assert why_different(first, same, ("A", "B"), FIELDS) == (
        "Both looked most at the same: lower middle of the picture and the word “great”. "
        "Both decided mostly by: Picture (70\u202f% and 65\u202f%)."
    )
    even = seen((5, 3), "great", {"photo": 0.5, "words": 0.5})
    assert why_different(first, even, ("A", "B"), FIELDS).endswith(
        "“A” decided mostly by: Picture (70\u202f%). “B” used its senses evenly."
    )
    assert why_different(first, None, ("A", "B"), FIELDS) == "", "not looked at yet"


@pytest.mark.parametrize(
    ("right_first", "right_second", "said"),
    [
        (60, 30, "“A” is better than “B” by 50.0 points"),
        (30, 60, "“B” is better than “A” by 50.0 points"),
        (45, 45, "It cannot be told which is better"),
    ],
)
def test_the_sentence_about_the_difference_never_contradicts_its_interval(
    right_first: int, right_second: int, said: str
) -> None:
    from mmgui.core.run.example_answers import ExampleAnswers

    def answers(right: int) -> ExampleAnswers:
        table = np.tile([0.9, 0.1], (60, 1))
        table[right:] = (0.1, 0.9)
        return ExampleAnswers(("a", "b"), np.arange(60), np.zeros(60, np.int64), table, table)

    found = compare(1, 2, "test", answers(right_first), answers(right_second))
    text = difference_sentence(found, "A", "B")
    assert text.startswith(said)
    if "better than" in text:
        assert "−" not in text.split("95\u202f%")[1], "said from the better one's side, the interval is above 0"


def test_confidence_in_words() -> None:
    from mmgui.core.uncertainty.calibration import ReliabilityBin

    bins = (ReliabilityBin(0.0, 0.5, 0.4, 0.4, 10), ReliabilityBin(0.5, 1.0, 0.9, 0.86, 50))
    main, details = reliability_sentences(bins, 0.05, 0.11, 1.8, "validation")
    assert main == "When it says 90\u202f%, it is right in 86 of 100 cases. On the whole it is surer than it should be."
    assert "differ by 5.0 points" in details and "11.0 points; the temperature is 1.80" in details
    assert "fitted on this very part" in details
    assert reliability_sentences(bins, 0.01, None, 1.0, "test")[0].endswith("taken at its word here.")
    assert "made it worse" not in details
    assert "made it worse" in reliability_sentences(bins, 0.031, 0.017, 1.8, "test")[1]


def test_an_example_value_without_picture_leaves_the_room_to_the_words() -> None:
    from mmgui.gui.results.examples import ListedExample, tile_content

    example = Example(1, {"photo": None, "words": "hello"}, "x", "test")
    content = tile_content(ListedExample(1, example, "x", "y", 0.6), None, FIELDS)
    assert not content.has_picture and content.notes == ("Looking…",) and content.texts[0].text == "hello"


def test_look_alikes_count_once_in_the_figures_of_two_compared_runs() -> None:
    groups: dict[Any, Any] = {}
    found = ComparedRuns(1, 2, "test", 60, 60, None, groups, 60, first_distinct=2, second_distinct=60)
    first, second, _difference = comparison_figures(found, ("A", "B"))
    assert "34.2" in first.interval and "94.0" in second.interval  # Wilson, 2 of 2 and 60 of 60
    assert cautions_sentence(found, ("A", "B")).startswith("A: 60 measured examples look to the model like only 2")


@pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagate)")
def test_doubtful_labels_say_what_they_wait_for(
    results_page: Any, open_project: Any, session: Session, qtbot: Any, answered: Any, looks: Any
) -> None:
    import threading

    from mmgui.session.jobs import Job

    open_project(runs=1)
    answered({})
    made = results_page()
    go(qtbot, made, "mistakes")
    settle(qtbot, session)
    is_done = threading.Event()
    session.submit("background", Job("Examining the heat maps", lambda _job: is_done.wait(30), is_patient=True))
    qtbot.mouseClick(made.mistakes.order.chips[2], Qt.MouseButton.LeftButton)
    listing = made.mistakes.examples
    said = "The model answers them as soon as this is done: “Examining the heat maps”."
    assert listing.title.text().startswith(said)
    is_done.set()
    settle(qtbot, session, lambda: bool(listing.entries))
    assert listing.title.text() == "Labels that may be wrong"
