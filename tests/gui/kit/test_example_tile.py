"""The tile of an example: picture with its map, weighed words, verdict, senses."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont

from mmgui.core.data.example import Example, Field
from mmgui.core.heat_map import WordWeight
from mmgui.core.inference.prediction import Prediction
from mmgui.gui.kit.contribution_bar import Share
from mmgui.gui.kit.example_tile import ExampleTile, SeenPicture, TileContent
from mmgui.gui.kit.theme import current
from mmgui.gui.kit.weighed_words import WeighedText, place_words
from mmgui.gui.results.examples import ListedExample, share_sentence, tile_content
from mmgui.session.explained_examples import ExplainedExample
from tests.core.made import map_over_image, map_over_text

SHARES = (Share("Picture", "image", 0.25), Share("Words", "text", 0.75))


def weighed(text: str, weights: dict[str, float]) -> WeighedText:
    words = []
    for word, weight in weights.items():
        start = text.index(word)
        words.append(WordWeight(word, start, start + len(word), weight))
    return WeighedText(text, tuple(words))


@pytest.fixture
def card(qtbot: Any) -> ExampleTile:
    made = ExampleTile()
    qtbot.addWidget(made)
    made.resize(380, 208)
    made.show()
    return made


def test_verdicts_are_said_by_sign_and_word() -> None:
    def said(label: str | None, answer: str, confidence: float) -> tuple[str, str]:
        content = tile_content(ListedExample(1, Example(1, {}, label, "test"), label, answer, confidence), None, ())
        return content.aside, content.name

    assert said("sad", "sad", 0.92) == ("as labelled", "as labelled ✓ sad 92\u202f%")
    assert said("sad", "happy", 0.5) == ("labelled “sad”", "labelled “sad” ✗ happy 50\u202f%")
    assert said(None, "happy", 0.5) == ("no label", "no label happy 50\u202f%")


def test_the_sign_is_painted_in_the_colour_of_the_verdict_and_missing_without_a_label(card: ExampleTile) -> None:
    def colours(label: str | None) -> set[str]:
        card.show_content(TileContent(label, "a", 0.9))
        image = card.grab().toImage()
        return {image.pixelColor(x, y).name() for x in range(8, 24) for y in range(140, card.height() - 5)}

    assert current().good in colours("a") and current().bad in colours("b")
    assert not {current().good, current().bad} & colours(None)


def test_a_screen_reader_hears_verdict_words_senses_and_places(card: ExampleTile) -> None:
    text = weighed("What a great day", {"great": 1.0})
    about = (share_sentence(SHARES), "It looked most at: the eyes.", "")
    card.show_content(TileContent("sad", "happy", 0.7, texts=(text,), name="labelled “sad” ✗ happy", about=about))
    assert card.accessibleName() == "labelled “sad” ✗ happy. What a great day"
    assert (
        card.accessibleDescription() == "Decided by: Words 75\u202f%, Picture 25\u202f% · It looked most at: the eyes."
    )
    assert card.toolTip().split("<br>")[1:] == ["labelled “sad” ✗ happy", about[0], about[1] + "</qt>"]


def test_markup_in_a_text_is_shown_literally(card: ExampleTile) -> None:
    card.show_content(TileContent("x", "<b>x</b>", 0.7, texts=(WeighedText("<img src=a> & \u202eevil"),)))
    assert "&lt;img src=a&gt;" in card.toolTip() and "\u202e" not in card.toolTip()


def test_the_heat_map_is_painted_where_it_is_hot(card: ExampleTile) -> None:
    pixels = np.full((60, 60, 3), 255, np.uint8)
    grid = np.zeros((6, 6), np.float32)
    grid[4:, 4:] = 1.0
    card.show_content(TileContent("a", "a", 0.9, pictures=(SeenPicture(pixels, grid),), has_picture=True))
    image = card.grab().toImage()
    # the picture fills the square room above the foot and is centred, as there are no words
    colours = {image.pixelColor(x, y).name() for x in range(card.width() // 2, 250) for y in range(80, 130)}
    hot = [c for c in colours if QColor(c).red() > QColor(c).green() + 60]
    assert hot, "the map's colours are in the lower right part"
    cold = {image.pixelColor(x, 20).name() for x in range(150, 220)}
    assert cold == {"#ffffff"}


def test_the_strongest_word_is_marked_and_a_long_text_begins_near_it() -> None:
    words = [f"word{n}" for n in range(400)]
    text = weighed(" ".join(words), {"word300": 1.0, "word17": 0.2})
    placed = place_words(text, 200.0, 4, QFont())
    shown = [w.piece.text for w in placed]
    assert shown[0] == "…" and shown[-1] == "…" and "word300" in shown and "word299" in shown
    assert [w.piece.text for w in placed if w.piece.is_strong] == ["word300"]
    assert max(w.line for w in placed) <= 3 and all(w.x + w.width <= 200.5 for w in placed)


def test_a_short_text_is_shown_whole_in_its_order() -> None:
    placed = place_words(weighed("What a great day!", {"great": 1.0}), 400.0, 4, QFont())
    assert [w.piece.text for w in placed if w.piece.text != " "] == ["What", "a", "great", "day!"]
    assert {w.line for w in placed} == {0}


def test_one_endless_word_and_no_word_at_all_are_no_problem() -> None:
    assert place_words(WeighedText(""), 100.0, 3, QFont()) == ()
    placed = place_words(WeighedText("x" * 5000), 100.0, 3, QFont())
    assert {w.line for w in placed} == {0, 1, 2} and placed[-1].piece.text == "…"
    assert all(w.x + w.width <= 100 for w in placed)


def test_a_click_and_space_choose_the_card(card: ExampleTile, qtbot: Any) -> None:
    clicks: list[Any] = []
    card.clicked.connect(lambda *_args: clicks.append(1))
    card.show_content(TileContent("a", "a", 0.9))
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    qtbot.keyClick(card, Qt.Key.Key_Space)
    assert len(clicks) == 2


def test_without_maps_yet_the_verdict_stands_there_already(card: ExampleTile) -> None:
    waiting = TileContent(
        "a", "b", 0.9, has_picture=True, texts=(WeighedText("hello"),), notes=("Looking…",), shares=()
    )
    card.show_content(waiting)
    before = card.grab().toImage()
    card.show_content(replace(waiting, notes=("Decided",), shares=SHARES))
    after = card.grab().toImage()
    rows = [[image.pixelColor(12, y).name() for y in range(image.height())] for image in (before, after)]
    assert rows[0][:140] == rows[1][:140], "nothing jumps when the maps come"
    assert rows[0] != rows[1]


def test_every_field_stands_on_the_card_in_the_order_of_the_fields(card: ExampleTile) -> None:
    fields = (Field("back", "image"), Field("headline", "text"), Field("front", "image"), Field("post", "text"))
    values = {"front": "f.png", "back": "b.png", "headline": "so good", "post": "a day"}
    example, corner = Example(1, values, "x", "test"), np.zeros((2, 2), np.float32)
    corner[0, 0] = 1.0
    maps = (
        map_over_image("front", corner),
        map_over_text("headline", "so good", {(3, 7): 1.0, (0, 2): 0.0}),
        map_over_text("post", "a day", {(0, 1): 1.0, (2, 5): 0.0}),
    )
    prediction = Prediction(("x", "y"), (0.6, 0.4), {one.field: one for one in maps})
    images = {name: np.full((9, 9, 3), shade, np.uint8) for name, shade in (("front", 1), ("back", 2))}
    waiting = tile_content(ListedExample(1, example, "x", "x", 0.6), None, fields)
    assert waiting.has_picture and [text.text for text in waiting.texts] == ["so good", "a day"]
    content = tile_content(
        ListedExample(1, example, "x", "x", 0.6), ExplainedExample(example, prediction, images), fields
    )
    assert [(int(seen.pixels[0, 0, 0]), seen.grid is not None) for seen in content.pictures] == [(2, False), (1, True)]
    assert [[w.weight for w in text.words] for text in content.texts] == [[0.0, 1.0], [1.0, 0.0]]
    for said in ("the word “good”", "the word “a”", "upper left of the picture"):
        assert any(said in sentence for sentence in content.about)
    card.show_content(content)
    card.grab()
