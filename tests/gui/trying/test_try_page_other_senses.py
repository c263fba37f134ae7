"""The try page with two pictures beside words, and with pictures alone: what belongs together, among any of them."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from mmgui.core.data.example import Field
from mmgui.core.explaining.findings import AttentionNumbers, AttentionRow, Interaction
from mmgui.core.inference.prediction import Prediction
from mmgui.core.layouts import Grid, Spans
from mmgui.core.text import percent
from mmgui.gui.kit.theme import modality_colour
from mmgui.gui.trying.linked_parts import same_part
from tests.core.made import map_over_image, map_over_text
from tests.session.made import know

TEXT = "so happy"
LAYOUTS = {"front": Grid(2, 2), "side": Grid(4, 4), "words": Spans(TEXT, ((0, 2), (3, 8)))}


class ManySenses:
    classes = ("happy", "sad")
    fusion = "attention"
    weights = 10
    methods = ("attention", "occlusion")

    def __init__(self, *names):
        self.inputs = {}  # how values become numbers; empty = nobody says
        self.fields = tuple(Field(name, "text" if name == "words" else "image") for name in names)

    def predict(self, values, *, number=0, method="auto"):
        maps = {}
        for field in self.fields:
            if field.modality == "image" and values.get(field.name) is not None:
                grid = np.zeros(LAYOUTS[field.name].shape, np.float32)
                grid[0, 0] = 1
                maps[field.name] = map_over_image(field.name, grid)
            elif values.get(field.name):
                maps[field.name] = map_over_text("words", TEXT, {(0, 2): 0.2, (3, 8): 1.0})
        return Prediction(
            self.classes, (0.8, 0.2), maps, {name: 1 / len(maps) for name in maps},
            dict.fromkeys(maps, (0.8, 0.2)), tuple(f.name for f in self.fields if f.name not in maps),
            number=number,
        )  # fmt: skip


LOOKS = {
    "front": {"side": 0.25, "words": 0.75},
    "side": {"front": 0.5, "words": 0.5},
    "words": {"front": 1.0, "side": 0.0},
}


def interaction(one, other):
    """The last part of one belongs to the last of the other, and nothing else."""
    over = np.zeros((LAYOUTS[one].count, LAYOUTS[other].count), np.float32)
    over[-1, -1] = 1
    return Interaction(one, other, LAYOUTS[one], LAYOUTS[other], "attention", over, over.max(1), over,
                       (LOOKS[one][other], LOOKS[other][one]))  # fmt: skip


def wait_for(qtbot, condition):
    qtbot.waitUntil(lambda: bool(condition()), timeout=10_000)


@pytest.fixture
def give(visit, session, qtbot, tmp_path):
    """`give("front", "side")` → the page of a model with these fields, answered and linked."""
    from mmgui.session.open_model import ModelCard

    def build(*names):
        page = visit("try")
        model = ManySenses(*names)
        session.model._predictor = model
        session.map_check._begin = lambda _card: None
        session.model.ask_links = session.model.ask_counterfactuals = lambda: None
        facts = (model.classes, model.fields, model.fusion, model.weights, None, model.methods)
        session.model.card = ModelCard("run", tmp_path / "run", *facts)
        session.changed("model", "prediction")
        wait_for(qtbot, lambda: set(page.cards) == set(names))
        for name, card in page.cards.items():
            card.set_value(TEXT if name == "words" else np.full((32, 32, 3), 90, np.uint8))
        wait_for(qtbot, lambda: session.model.prediction is not None and not session.model.prediction.missing)
        page.maps._idle.stop()
        order = sorted(names, key=lambda name: name != "words")
        know(session.model, links=tuple(interaction(one, other) for one, other in combinations(order, 2)))
        session.changed("links")
        session.drain()
        return page

    return build


def test_pointing_at_one_picture_shows_on_every_other_card_what_belongs_to_it(give):
    page = give("front", "side", "words")
    front, side, words = page.cards["front"], page.cards["side"], page.cards["words"]
    assert list(page.cards) == ["front", "side", "words"]
    front.view.pointed.emit((0.9, 0.9))
    assert side.notes.now.text() == "What belongs to this place"
    assert side.view._grid.argmax() == 15
    assert words.notes.now.text() == "Words that belong to this place"
    assert [chip._link for chip in words.strip.chips] == [0.0, 1.0]
    assert words.strip.chips[1]._link_colour == modality_colour("image")
    assert front.view._touched == (0.9, 0.9)
    assert side.view._touched is None
    front.view.pointed.emit(None)
    assert side.view._grid.argmax() == 0
    assert [chip._link for chip in words.strip.chips] == [None, None]
    assert front.view._touched is None


def test_touching_a_word_shows_what_it_looks_at_in_both_pictures(give):
    page = give("front", "side", "words")
    QApplication.sendEvent(page.cards["words"].strip.chips[1], QEvent(QEvent.Type.Enter))
    for name, part in (("front", 3), ("side", 15)):
        assert page.cards[name].notes.now.text() == "What “happy” looks at"
        assert page.cards[name].view._grid.argmax() == part
    QApplication.sendEvent(page.cards["words"].strip.chips[0], QEvent(QEvent.Type.Enter))
    assert page.cards["side"].notes.now.text() == "“so” looks at nothing in particular"


def test_without_any_words_two_pictures_are_linked_and_have_the_numbers_of_attention(give, session):
    page = give("front", "side")
    page.cards["side"].view.pointed.emit((0.99, 0.99))
    assert page.cards["front"].notes.now.text() == "What belongs to this place"
    assert page.cards["front"].view._grid.argmax() == 3
    asked = []
    session.model.ask_attention_numbers = lambda *query: asked.append(query)
    page.maps.open_numbers()
    dialog = page.maps.numbers
    assert asked == [("front", 0, "")]  # where its map is the strongest
    assert [dialog.part.itemText(n) for n in range(dialog.part.count())] == [
        "row 1, column 1", "row 1, column 2", "row 2, column 1", "row 2, column 2",
    ]  # fmt: skip
    assert dialog.caption.text() == "The part"
    assert "Each part of one field asks" in dialog.meaning.text()
    know(
        session.model, attention_numbers=AttentionNumbers("row 1, column 1", 0, 4, (AttentionRow("5", 1.0, 0.5, 1.0),))
    )
    session.changed("links")
    session.drain()
    assert dialog.table.horizontalHeaderItem(0).text() == "Place (key)"  # its tokens are no places
    assert dialog.sum.text().startswith("row 1, column 1 in head 1 of 1;")
    dialog.close()


def test_of_three_senses_every_part_can_ask_and_is_named_with_its_sense(give, session):
    page = give("front", "side", "words")
    asked = []
    session.model.ask_attention_numbers = lambda *query: asked.append(query)
    page.maps.open_numbers()
    dialog = page.maps.numbers
    assert asked == [("words", 1, "front")]
    assert dialog.part.count() == 2 + 4 + 16
    assert dialog.part.currentText() == "Words: happy"
    assert dialog.part.itemText(2) == "Picture (front): row 1, column 1"
    dialog.part.activated.emit(21)
    assert asked[-1] == ("side", 15, "front")
    dialog.close()


def test_of_three_senses_the_one_that_is_looked_at_is_chosen(give, session, qtbot):
    page = give("front", "side", "words")
    asked = []
    session.model.ask_attention_numbers = lambda *query: asked.append(query)
    page.maps.open_numbers()
    dialog = page.maps.numbers
    box = dialog.other
    assert box.isVisible() and box.accessibleName() == "What it looks at"
    assert [box.itemText(n) for n in range(box.count())] == ["Picture (front)", "Picture (side)"]
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert asked[-1] == ("words", 1, "side")
    dialog.part.activated.emit(2)  # a part of the first picture looks at the second one too
    assert asked[-1] == ("front", 0, "side")
    dialog.close()


def test_of_three_senses_a_table_says_who_looks_at_whom(give, session):
    page = give("front", "side", "words")
    session.model.ask_attention_numbers = lambda *query: None
    page.maps.open_numbers()
    dialog, table = page.maps.numbers, page.maps.numbers.looks.table
    assert not table.isVisible()
    assert [chip.text() for chip in dialog.views.chips] == ["The numbers", "Who looks at whom"]
    dialog.views.chips[1].click()
    assert table.isVisible() and not dialog.table.isVisible() and table.accessibleName() == "Who looks at whom"
    names = ["Words", "Picture (front)", "Picture (side)"]
    assert [table.verticalHeaderItem(n).text() for n in range(3)] == names
    assert [table.horizontalHeaderItem(n).text() for n in range(3)] == names
    said = [[table.item(i, j).text() for j in range(3)] for i in range(3)]
    assert said == [["–", percent(1), percent(0)], [percent(0.75), "–", percent(0.25)], [percent(0.5)] * 2 + ["–"]]
    know(session.model, links=tuple(replace(link, looks=(None, None)) for link in session.model.links))
    session.changed("links")
    session.drain()
    assert (
        not table.isVisible() and not dialog.views.isVisible() and dialog.table.isVisible()
    )  # what belongs together was found without attention
    dialog.close()


def test_in_one_stream_every_key_says_its_sense_and_there_is_nothing_to_choose(give, session):
    page = give("front", "side", "words")
    session.model.ask_attention_numbers = lambda *query: None
    page.maps.open_numbers()
    rows = (
        AttentionRow("“so”", 1.0, 0.5, 0.5, None, "words"),
        AttentionRow("row 1, column 2", 1.0, 0.5, 0.2, (0, 1), "side"),
        AttentionRow("", 1.0, 0.5, 0.2, None, "front"),
        AttentionRow("", 1.0, 0.5, 0.1),
    )
    know(session.model, attention_numbers=AttentionNumbers("“happy”", 0, 4, rows, other="front", is_stream=True))
    session.changed("links")
    session.drain()
    dialog = page.maps.numbers
    assert [dialog.table.item(n, 0).text() for n in range(4)] == [
        "Words: “so”", "Picture (side): row 1, column 2", "Picture (front): missing", "The answer that is gathered",
    ]  # fmt: skip
    assert not dialog.other.isVisible() and not dialog.other_caption.isVisible()
    dialog.close()


def test_of_two_senses_there_is_neither_a_choice_nor_a_table(give, session):
    page = give("front", "side")
    session.model.ask_attention_numbers = lambda *query: None
    page.maps.open_numbers()
    dialog = page.maps.numbers
    assert not dialog.other.isVisible() and not dialog.looks.isVisible() and not dialog.views.isVisible()
    dialog.close()


def test_a_part_is_found_again_in_another_layout_of_the_same_value():
    assert same_part(Grid(16, 16), 15, Grid(4, 4)) == 3
    assert same_part(Grid(2, 2), 3, Grid(16, 16)) == 12 * 16 + 12
    assert [same_part(Grid(3, 5), n, Grid(3, 5)) for n in range(15)] == list(range(15))
    known, read = Spans("a happy day", ((0, 1), (2, 7), (8, 11))), Spans("a happy day", ((2, 7), (8, 11)))
    assert [same_part(known, n, read) for n in range(3)] == [None, 0, 1]
    assert same_part(known, 0, Grid(2, 2)) is None


def test_a_card_of_the_model_before_says_nothing_more(give):
    """A finger may still be drawing on it when other cards take its place."""
    before = give("front", "words").cards["front"]
    page = give("side", "words")
    asked = page._number
    if shiboken6.isValid(before):  # else it is gone already, and says nothing either (see test_lifetimes)
        before.value_changed.emit()
        before.refused.emit(ValueError("too late"))
    assert list(page.cards) == ["side", "words"]
    assert page._number == asked
