"""The try page while an answer is late, and maps that are worth little in the answer that is shown."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mmgui.gui.kit.fading import is_faint
from mmgui.gui.trying.waiting import LATE_MS


def wait_for(qtbot, condition):
    qtbot.waitUntil(lambda: bool(condition()), timeout=10_000)


def lay_out():
    """Every size that is asked for is given, and what follows from it."""
    for _round in range(5):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


@pytest.fixture
def slow(shown, qtbot):
    """The page; answers wait until `page.gate` is set."""
    page = shown()
    wait_for(qtbot, lambda: page.answer.time.text().startswith("Answered in"))
    page.gate = threading.Event()
    answer = page.planted.predict

    def predict(values, **more):
        page.gate.wait(20)
        return answer(values, **more)

    page.planted.predict = predict
    yield page
    page.gate.set()


def told(page):
    return (page.answer.bars, page.answer.strongest, page.senses.bar, page.senses.decided, *page.senses.boxes)


def test_a_late_answer_is_announced_and_what_is_old_fades_until_it_comes(slow, qtbot):
    words = slow.cards["words"]
    wait_for(qtbot, lambda: words.badge.isVisible() and slow.cards["picture"].badge.isVisible())
    lay_out()
    places = (words.editor.y(), slow.cards["picture"].view.y())
    words.set_value("a sad day")
    assert slow.answer.time.text().startswith("Answered in")
    wait_for(qtbot, lambda: slow.answer.time.text() == "Answering…")
    assert all(is_faint(part) for part in told(slow))
    assert [chip.text() for chip in words.strip.chips] == ["a", "sad", "day"]  # not those of the old text
    assert all(chip.weight == 0 for chip in words.strip.chips)
    assert slow.cards["picture"].view._grid is None
    assert not words.badge.isVisible()
    lay_out()
    assert (words.editor.y(), slow.cards["picture"].view.y()) == places  # nothing jumps
    slow.least_sure.refresh()  # whatever else shows the answer anew
    assert slow.answer.time.text() == "Answering…"
    slow.gate.set()
    wait_for(qtbot, lambda: slow.answer.time.text().startswith("Answered in"))
    assert not any(is_faint(part) for part in told(slow))
    assert words.strip.chips[1].weight == 1
    assert slow.cards["picture"].view._grid is not None
    assert words.badge.isVisible()


def test_faint_bars_are_painted_faintly(slow, qtbot):
    slow.answer.bars.canvas._motion.stop()
    wait_for(qtbot, lambda: slow.answer.bars.is_settled)

    def contrast():
        shot = slow.answer.grab(slow.answer.bars.geometry()).toImage()
        lights = [shot.pixelColor(x, y).lightness() for x in range(0, 120, 2) for y in range(0, 40, 2)]
        return max(lights) - min(lights)

    before = contrast()
    slow.cards["words"].set_value("a sad day")
    wait_for(qtbot, lambda: slow.answer.time.text() == "Answering…")
    assert contrast() < before * 0.6


def test_answers_that_come_quickly_never_fade(shown, qtbot, monkeypatch):
    page = shown()
    late = []
    monkeypatch.setattr(page.answer, "show_waiting", late.append)
    for letter in " and some more words":
        QTest.keyClicks(page.cards["words"].editor, letter)
        wait_for(qtbot, lambda: not page.waiting._timer.isActive())
    qtbot.wait(LATE_MS + 100)
    assert late == []


def test_an_answer_that_fails_is_not_announced_for_ever(shown, qtbot, monkeypatch, session):
    page = shown()
    monkeypatch.setattr(session.model, "_submit_request", lambda: None)  # as after an error: nothing is on its way
    page.cards["words"].set_value("a sad day")
    wait_for(qtbot, lambda: page.answer.time.text() == "No answer.")
    assert not page.waiting._timer.isActive()


# -- what the answer makes of a map that is good in general ------------------------------------------------------------


@pytest.mark.parametrize(
    ("unfamiliar", "shares", "word", "first"),
    [
        (("words",), {}, "unfamiliar", "The words are unlike anything it was trained on."),
        ((), {"picture": 0.99, "words": 0.01}, "hardly counts", "The words hardly count in this answer"),
    ],
)
def test_a_good_map_is_not_green_where_it_is_worth_little(shown, qtbot, unfamiliar, shares, word, first):
    page = shown()
    page.controls.choose_method("occlusion")
    words, picture = page.cards["words"], page.cards["picture"]
    wait_for(qtbot, lambda: words.badge.text() == "trustworthy")
    page.planted.unfamiliar, page.planted.shares = unfamiliar, shares
    page.planted.partly_met = ("picture",)  # no matter of the words' map
    QTest.keyClicks(words.editor, "!")
    wait_for(qtbot, lambda: words.badge.text() == word)
    assert picture.badge.text() == "trustworthy"
    QTest.mouseClick(words.badge, Qt.MouseButton.LeftButton)
    reason = words.notes.reason.text()
    assert reason.startswith(first)
    assert "45 of 50" in reason and "new to it" not in reason
    page.planted.unfamiliar, page.planted.shares = (), {}
    QTest.keyClicks(words.editor, "!")
    wait_for(qtbot, lambda: words.badge.text() == "trustworthy")
