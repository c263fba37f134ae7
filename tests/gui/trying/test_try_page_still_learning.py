"""During a training its best model so far can be tried; another one comes only when the person says so."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mmgui.core.run.experiment import Experiment


@pytest.fixture
def learning(visit, open_posts, session, qtbot, any_pace):
    """The Try page beside a training that is held after its first epochs; it goes on with `session.training.resume`."""
    open_posts()
    settings = {"width": 16, "channels": 8, "threads": 1, "patience": 500}
    session.training.start(Experiment(fusion="concat", preset="quick", epochs=500, settings=settings))
    qtbot.waitUntil(lambda: session.training.best is not None, timeout=60_000)
    assert session.training.pause()
    known = [None]

    def is_held():
        """The epoch that was under way when it was told to pause may still end."""
        known.append(session.training.best)
        return len(known) > 12 and len(set(known[-12:])) == 1

    qtbot.waitUntil(lambda: (qtbot.wait(100), is_held())[1], timeout=60_000)
    made = visit("try")
    yield made
    session.training.stop()
    qtbot.waitUntil(lambda: not session.training.is_active, timeout=30_000)


def test_the_best_so_far_answers_and_a_better_one_waits_to_be_taken(learning, session, qtbot):
    epoch = session.training.best[1]
    button = learning.no_model.try_best
    assert button.isVisible() and button.text() == f"Try the best so far (epoch {epoch})"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.model.is_loaded and learning.still_learning.isVisible(), timeout=30_000)
    assert learning.facts.lines[0].text() == "Side by side", "as in every list, not the name that a file has"
    line = learning.still_learning
    assert line.text.text() == f"Here answers the model of epoch {epoch}; it still learns."
    assert not line.button.isVisible()
    next(card for card in learning.cards.values() if not card.modality.is_media).set_value("a happy post")
    qtbot.waitUntil(lambda: learning._shown_prediction() is not None, timeout=30_000)
    shown, number = learning._shown_prediction(), session.model.card.epoch

    history = session.training.history
    later = replace(history.best_epoch, epoch=epoch + 3)
    history.apply(later)
    session.changed("training")
    session.drain()
    assert line.button.isVisible() and line.button.text() == f"Take the better one (epoch {epoch + 3})"
    assert learning._shown_prediction() is shown and session.model.card.epoch == number, "nothing changes unasked"
    QTest.mouseClick(line.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.model.card.epoch == epoch + 3 and not line.button.isVisible(), timeout=30_000)
    qtbot.waitUntil(lambda: learning._shown_prediction() is not None, timeout=30_000)


def test_an_answer_of_a_model_that_still_learns_asks_for_nothing_more(learning, session, qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr(session.model, "ask_links", lambda: asked.append(1))
    QTest.mouseClick(learning.no_model.try_best, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: learning._shown_prediction() is not None, timeout=30_000)
    qtbot.wait(400)
    assert (not asked and not session.map_check.is_examining) or session.map_check._job is None


def test_after_the_training_the_line_is_gone(learning, session, qtbot):
    QTest.mouseClick(learning.no_model.try_best, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.model.is_loaded and learning.still_learning.isVisible(), timeout=30_000)
    session.training.stop()
    qtbot.waitUntil(lambda: not session.training.is_active and session.model.card.epoch is None, timeout=30_000)
    assert not learning.still_learning.isVisible()
