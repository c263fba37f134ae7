"""Cards of modalities that bring none: a medium and typed values, with heat maps over an image and over words."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from mmgui.core.data.example import Field
from mmgui.core.errors import DataError, ExperimentError
from mmgui.core.heat_map import HeatMap
from mmgui.core.layouts import Grid, Spans
from mmgui.gui.cards.field_card import Link
from mmgui.gui.cards.lookup import card_of
from mmgui.modalities import MODALITIES
from mmgui.modalities.contract import Modality
from mmgui.modalities.picture.card import PictureCard
from tests.core.made import map_over_text

STEPS = Grid(1, 4)


class Steps(Modality):
    """Four numbers from 0 to 9, as bars."""

    name, label, default_field = "steps", "Steps", "steps"
    is_media, suffixes = True, frozenset({".steps"})

    def read(self, value):
        if isinstance(value, np.ndarray):
            return value
        text = value.read_text() if isinstance(value, Path) else str(value)
        if len(text.split()) != 4:
            raise DataError("Four numbers are needed.", "Write four.")
        return np.array([float(piece) for piece in text.split()])

    def mask(self, raw, layout, keep, fill="plain"):
        return np.where(keep, raw, 0.0)

    def image(self, raw, longest_px=None):
        return np.repeat(raw * 25, 10)[None, :, None].repeat(20, 0).repeat(3, 2).astype(np.uint8)


class TypedSteps(Steps):
    name, is_media = "typed", False


class Letter(Modality):
    """A text in a file."""

    name, label, default_field = "letter", "Letter", "letter"
    is_media, suffixes = True, frozenset({".letter"})

    def read(self, value):
        return value.read_text() if isinstance(value, Path) else value


class Number(Modality):
    name, label, default_field = "number", "Number", "number"

    def read(self, value):
        try:
            return float(value)
        except ValueError:
            raise DataError("This is no number.", "Write one.") from None

    def mask(self, raw, layout, keep, fill="plain"):
        return float("nan")


@pytest.fixture
def make(qtbot, monkeypatch):
    """`make("steps")` → a card, with what it told."""

    def build(kind, name=""):
        modality = {m.name: m for m in (Steps(), TypedSteps(), Letter(), Number())}[kind]
        monkeypatch.setitem(MODALITIES._parts, kind, modality)
        card = card_of(Field(name or modality.default_field, kind))
        qtbot.addWidget(card)
        card.resize(400, 300)
        card.show()
        card.changes, card.errors, card.places = [], [], []
        card.value_changed.connect(lambda: card.changes.append(card.shown_value()))
        card.refused.connect(card.errors.append)
        card.pointed.connect(lambda layout, part: card.places.append((layout, part)))
        return card

    return build


def steps_map(*weights):
    return HeatMap("steps", "gradients", STEPS, np.array(weights, np.float32))


def wait_for(qtbot, condition):
    qtbot.waitUntil(lambda: bool(condition()), timeout=5_000)


def test_a_room_with_a_card_gives_its_own_and_an_unknown_kind_is_named(qtbot):
    card = card_of(Field("picture", "image"))
    qtbot.addWidget(card)
    assert isinstance(card, PictureCard)
    with pytest.raises(ExperimentError, match="smell"):
        card_of(Field("smell", "smell"))


def test_a_dropped_file_is_shown_and_given_to_the_model(make, qtbot, tmp_path, any_pace):
    card = make("steps")
    path = tmp_path / "one.steps"
    path.write_text("1 9 2 3")
    assert card.title.text() == "Steps"
    assert card.clear_button.isHidden()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    card.view.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
                                   Qt.KeyboardModifier.NoModifier))  # fmt: skip
    assert card.is_reading
    wait_for(qtbot, lambda: card.view.picture is not None)
    assert card.view.picture.pixelColor(15, 5).red() == 225
    assert card.kept_value() == path
    assert card.changes[-1].tolist() == [1, 9, 2, 3]
    QTest.mouseClick(card.clear_button, Qt.MouseButton.LeftButton)
    assert card.view.picture is None
    assert card.changes[-1] is None


def test_a_file_that_is_refused_leaves_the_present_value(make, qtbot, tmp_path):
    card = make("steps")
    card.set_value(np.array([1.0, 2, 3, 4]))
    wait_for(qtbot, lambda: card.changes)
    (tmp_path / "bad.steps").write_text("1 2")
    card.set_value(str(tmp_path / "bad.steps"))
    wait_for(qtbot, lambda: card.errors)
    assert card.errors[0].message == "Four numbers are needed."
    assert card.shown_value().tolist() == [1, 2, 3, 4]


def test_a_finger_covers_the_parts_of_its_map(make, qtbot):
    card = make("steps")
    card.set_value(np.array([1.0, 9, 2, 3]))
    wait_for(qtbot, lambda: card.changes)
    assert card.hidden()[1] == frozenset()
    card.show_heat_map(steps_map(0, 1, 0, 0))
    assert "row 1, column 2" in card.view.accessibleDescription()
    QTest.mouseClick(card.view, Qt.MouseButton.LeftButton, pos=card.view.cell_rect((0, 1)).center().toPoint())
    assert card.hidden() == (STEPS, frozenset({1}))
    assert card.changes[-1].tolist() == [1, 0, 2, 3]
    assert not card.uncover_button.isHidden()
    card.hide_parts(STEPS, {0, 3})
    assert card.changes[-1].tolist() == [0, 9, 2, 0]
    count = len(card.changes)
    card.hide_parts(STEPS, {3, 0})
    assert len(card.changes) == count
    card.uncover_button.click()
    assert card.changes[-1].tolist() == [1, 9, 2, 3]


def test_what_the_finger_points_at_is_told_as_a_part_and_ringed(make, qtbot):
    card = make("steps")
    card.set_value(np.array([1.0, 9, 2, 3]))
    wait_for(qtbot, lambda: card.changes)
    card.show_heat_map(steps_map(0, 1, 0, 0))
    card.view.pointed.emit((0.5, 0.6))
    assert card.places[-1] == (STEPS, 2)
    card.set_is_touched(True)
    assert card.view._touched == (0.5, 0.6)
    card.view.pointed.emit(None)
    assert card.places[-1] == (None, None)
    card.set_is_touched(False)
    assert card.view._touched is None


def test_a_link_stands_in_the_maps_place_until_it_is_taken_away(make, qtbot):
    card = make("steps")
    card.set_value(np.array([1.0, 9, 2, 3]))
    wait_for(qtbot, lambda: card.changes)
    card.show_heat_map(steps_map(0, 1, 0, 0))
    card.explain("what it means")
    card.show_link(Link(STEPS, np.array([1, 0, 0, 0], np.float32), "belongs to it", "#123456"))
    assert card.view._grid.tolist() == [[1, 0, 0, 0]]
    assert card.notes.now.text() == "belongs to it"
    card.show_link(None)
    assert card.view._grid.tolist() == [[0, 1, 0, 0]]
    assert card.notes.now.text() == "what it means"


def test_the_kept_image_has_its_map_and_what_is_covered_has_none(make, qtbot):
    card = make("steps")
    card.set_value(np.array([4.0, 4, 4, 4]))
    wait_for(qtbot, lambda: card.changes)
    card.set_strength(1.0)
    card.show_heat_map(steps_map(0, 1, 0, 1))
    card.hide_parts(STEPS, {3})
    card.show_heat_map(steps_map(0, 1, 0, 1))
    kept = card.as_image()
    step = kept.width() // 4
    middle = [kept.pixelColor(step * n + step // 2, kept.height() // 2).getRgb()[:3] for n in range(4)]
    assert middle[0] == (100, 100, 100)
    assert middle[1] != (100, 100, 100)
    assert middle[3] == (0, 0, 0)


def test_a_typed_value_with_an_image_is_drawn_as_it_is_typed(make, qtbot):
    card = make("typed", "the walk")
    assert card.title.text() == "Steps: the walk"
    assert card.open_button.isHidden()
    card._editor.setFocus()
    QTest.keyClicks(card._editor, "1 9 2")
    assert card.shown_value() is None
    assert "Four numbers" in card.notes.now.text()
    QTest.keyClicks(card._editor, " 3")
    assert card.notes.now.isHidden()
    assert card.changes[-1].tolist() == [1, 9, 2, 3]
    assert card.kept_value() == "1 9 2 3"
    assert card.view.picture is not None
    card.set_value(None)
    assert card.view.picture is None
    assert card.kept_value() is None


def test_words_of_a_medium_without_an_image_are_shown_with_their_weights(make, qtbot, tmp_path):
    card = make("letter")
    path = tmp_path / "hello.letter"
    path.write_text("dear you")
    card.set_value(path)
    wait_for(qtbot, lambda: card.changes)
    assert card.view._empty_text == "hello.letter"
    card.show_heat_map(map_over_text("letter", "dear you", {(0, 4): 1.0, (5, 8): 0.2}))
    assert [(chip.text(), round(chip.weight, 1)) for chip in card._strip.chips] == [("dear", 1.0), ("you", 0.2)]
    card.show_heat_map(None)
    assert card._strip.isHidden()


def test_a_number_is_typed_and_what_is_no_number_is_said_below(make):
    card = make("number")
    QTest.keyClicks(card.editor, "-")
    assert card.shown_value() is None
    assert "no number" in card.notes.now.text()
    QTest.keyClicks(card.editor, "5")
    assert card.notes.now.isHidden()
    assert card.changes[-1] == -5.0
    card.show_heat_map(map_over_text("number", "-5", {(0, 2): 1.0}))
    QTest.mouseClick(card.strip.chips[0], Qt.MouseButton.LeftButton)
    assert np.isnan(card.changes[-1])
    assert card.hidden() == (Spans("-5", ((0, 2),)), frozenset({0}))


def test_a_link_over_words_has_the_colour_of_the_sense_that_it_belongs_to(qtbot):
    card = card_of(Field("words", "text"))
    qtbot.addWidget(card)
    card.set_value("a happy day")
    card.show_heat_map(map_over_text("words", "a happy day", {(0, 1): 0.1, (2, 7): 1.0, (8, 11): 0.1}))
    card.show_link(Link(Spans("a happy day", ((2, 11),)), np.array([1.0], np.float32), "these", "#0000ff"))
    assert [chip._link for chip in card.strip.chips] == [0.0, 1.0, 1.0]
    assert card.strip.chips[1]._link_colour == "#0000ff"
