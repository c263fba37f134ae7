"""The try page over a run that was trained for it: everything that explains comes from the real model."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mmgui.core.data.example import Example, ExampleSet, Field

WORDS = {"happy": "wonderful", "sad": "terrible"}


def wait_for(qtbot, condition):
    qtbot.waitUntil(lambda: bool(condition()), timeout=30_000)


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    """A model that learnt: "wonderful" is happy and "terrible" is sad; the pictures are noise."""
    from mmgui.core.cancel import CancelToken
    from mmgui.core.run.experiment import Experiment
    from mmgui.core.training.trainer import train

    folder = tmp_path_factory.mktemp("trained")
    chance = np.random.default_rng(0)
    examples = []
    for number in range(160):
        label = "happy" if number % 2 else "sad"
        path = folder / f"{number}.png"
        Image.fromarray(chance.integers(90, 160, (32, 32, 3)).astype(np.uint8)).save(path)
        filling = [str(word) for word in chance.choice(["the", "day", "was", "and", "we", "saw", "trees"], 4)]
        words = " ".join([*filling[:2], WORDS[label], *filling[2:]])
        split = "validation" if number % 4 == 0 or number % 4 == 3 else "train"
        examples.append(Example(number, {"picture": str(path), "words": words}, label, split))
    data = ExampleSet((Field("picture", "image"), Field("words", "text")), tuple(examples))
    settings = {"width": 16, "channels": 8, "threads": 1}
    wish = Experiment(fusion="attention", preset="quick", epochs=12, settings=settings)
    list(train(data, wish, folder / "run", cancel=CancelToken()))
    return folder / "run"


@pytest.fixture
def page(visit, session, qtbot, run, tmp_path):
    made = visit("try")
    session.map_check._begin = lambda _card: None  # the examination is tested in tests/session/test_study.py
    session.model.load_file(run)
    wait_for(qtbot, lambda: made.cards and made.answer.isVisible())
    path = tmp_path / "noise.png"
    Image.fromarray(np.random.default_rng(9).integers(90, 160, (32, 32, 3)).astype(np.uint8)).save(path)
    made.cards["picture"].set_value(path)
    made.cards["words"].set_value("the day was wonderful and we saw trees")
    wait_for(qtbot, lambda: made.answer.bars.answer.text() == "happy" and not session.model.prediction.missing)
    return made


def test_from_a_word_to_what_decided_what_it_looks_at_and_what_flips_it(page, session, qtbot):
    assert page.senses.decided.text().startswith("Mostly the words")
    wait_for(qtbot, lambda: session.model.links is not None)
    chips = page.cards["words"].strip.chips
    QApplication.sendEvent(chips[3], QEvent(QEvent.Type.Enter))
    assert "“wonderful”" in page.cards["picture"].notes.now.text()
    QApplication.sendEvent(chips[3], QEvent(QEvent.Type.Leave))
    QTest.mouseClick(page.counterfactuals.ask, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: page.counterfactuals.state == "found")
    found = {flip.field: number for number, flip in enumerate(session.model.counterfactuals) if flip.kind == "mask"}
    assert "words" in found
    row = page.counterfactuals.rows[found["words"]]
    assert "wonderful" in row.sentence.text()
    row.try_it.click()
    wait_for(qtbot, lambda: page.answer.bars.order[0] == "sad")  # what the sentence promised
    QTest.mouseClick(page.counterfactuals.back, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: page.answer.bars.order[0] == "happy")


def test_the_numbers_add_up_as_the_formula_says(page, session, qtbot):
    QTest.mouseClick(page.controls.numbers, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: session.model.attention_numbers is not None and page.maps.numbers.table.rowCount())
    numbers, table = session.model.attention_numbers, page.maps.numbers.table
    for place, row in enumerate(numbers.rows):
        dot, scaled = (float(table.item(place, column).text().replace("−", "-")) for column in (1, 2))
        assert scaled == pytest.approx(dot / np.sqrt(numbers.dimension), abs=2e-3)
        assert row.weight == pytest.approx(np.exp(row.scaled) / numbers.normaliser, rel=1e-4)
    assert sum(row.weight for row in numbers.rows) + numbers.rest_weight == pytest.approx(1, abs=1e-5)
    page.maps.numbers.close()


STRANGE = {"one": "wonderful", "10000": "wonderful " * 10_000, "unknown": "xyzzy qwrtz", "signs": "¿¡…"}


@pytest.mark.parametrize("name", list(STRANGE))
def test_strange_texts_are_answered_linked_and_flipped_or_not_at_all(page, session, qtbot, window, name):
    before = session.model.prediction
    page.cards["words"].set_value(STRANGE[name])
    wait_for(qtbot, lambda: session.model.prediction is not before and not session.model.is_answering)
    page.counterfactuals.ask.click()
    wait_for(
        qtbot,
        lambda: (
            page.counterfactuals.state in ("found", "nothing", "idle")
            and not session.model.is_asking("counterfactuals")
        ),
    )
    assert not [b for b in window.banners.shown if b.kind != "info"]


def test_a_picture_of_one_pixel_is_answered_and_can_be_covered(page, session, qtbot, window):
    before = session.model.prediction
    page.cards["picture"].set_value(np.full((1, 1, 3), 128, np.uint8))
    wait_for(qtbot, lambda: session.model.prediction is not before and not session.model.is_answering)
    wait_for(qtbot, lambda: session.model.links is not None)
    page.cards["picture"].view.pointed.emit((0.5, 0.5))
    QTest.mouseClick(page.cards["picture"].view, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: page.cards["picture"].view.hidden and not session.model.is_answering)
    assert not [b for b in window.banners.shown if b.kind != "info"]


def test_a_model_measured_on_four_examples_says_four_of_four(shown, session):
    from tests.core.test_measured import measured

    page = shown()
    session.model.card = replace(session.model.card, accuracy=1.0, tested=measured(4, 4))
    session.changed("model")
    session.drain()
    said = page.facts.lines[1].text()
    assert said.startswith("right in 4 of 4 examples of the test. 4 examples are too few to say") and "1.00" not in said
    session.model.card = replace(session.model.card, accuracy=0.9, tested=measured(90, 100))
    session.changed("model")
    session.drain()
    assert page.facts.lines[1].text() == "right in 90.0\u202f% of the test (accuracy 0.90)"
