"""The slider of a scene that lets a sense see less: live, undone at zero, begun anew with another value."""

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget

from mmgui.core.data.example import Field
from mmgui.core.i18n import with_percent_sign
from mmgui.core.scenes import SCENES
from mmgui.gui.cards.lookup import card_of
from mmgui.gui.trying.worsening import TryWorsening, WorseningRow


@pytest.fixture
def fog(qtbot, session, monkeypatch):
    """(row, picture card) of the scene `driving`, with a picture in the card."""
    monkeypatch.setattr(type(session.project), "scene", property(lambda _self: "driving"))
    parent, card = QWidget(), card_of(Field("picture", "image"))
    worsening = TryWorsening(session, parent)
    worsening.row.setParent(parent)
    for widget in (parent, card):
        qtbot.addWidget(widget)
    worsening.refresh()
    row = worsening.row
    assert not row.isHidden()
    worsening.set_cards({"picture": card})
    give(card, qtbot, np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8))
    yield row, card
    assert parent.isHidden()


def give(card, qtbot, pixels):
    with qtbot.waitSignal(card.value_changed):
        card.set_value(pixels)


def settled(session, card, qtbot):
    def is_settled():
        session.drain()
        return not session.jobs.active and not card.is_reading

    qtbot.waitUntil(is_settled)


def test_the_picture_fades_with_the_slider_and_is_itself_again_at_zero(fog, session, qtbot):
    row, card = fog
    clear = card.raw_value().copy()
    assert row.title.text() == row.slider.accessibleName() == "Fog" and row.share.text() == with_percent_sign(0)
    spread = [clear.std()]
    for value in (30, 60, 90):
        row.slider.setValue(value)
        settled(session, card, qtbot)
        spread.append(card.raw_value().std())
    assert spread == sorted(spread, reverse=True) and spread[-1] < 0.2 * spread[0]
    assert row.share.text() == with_percent_sign(90)
    row.slider.setValue(0)
    settled(session, card, qtbot)
    assert np.array_equal(card.raw_value(), clear)


def test_many_moves_end_at_the_last_one(fog, session, qtbot):
    row, card = fog
    clear = card.raw_value().copy()
    for value in range(5, 55, 5):
        row.slider.setValue(value)
    settled(session, card, qtbot)
    assert np.array_equal(card.raw_value(), SCENES.get("driving").worsen(clear, 0.5))


def test_another_picture_begins_in_clear_weather(fog, session, qtbot):
    row, card = fog
    row.slider.setValue(80)
    settled(session, card, qtbot)
    other = np.zeros((64, 64, 3), np.uint8)
    other[:, 32:] = 255
    give(card, qtbot, other)
    assert row.slider.value() == 0 and np.array_equal(card.raw_value(), other)
    row.slider.setValue(10)
    settled(session, card, qtbot)
    assert np.array_equal(card.raw_value(), SCENES.get("driving").worsen(other, 0.1))


def test_without_a_picture_there_is_nothing_to_fade(fog, session, qtbot):
    row, card = fog
    card.set_value(None)
    row.slider.setValue(50)
    assert row.slider.value() == 0 and not session.jobs.active


def test_a_scene_without_it_has_no_slider(qtbot):
    row = WorseningRow()
    qtbot.addWidget(row)
    row.show_kind(SCENES.get("feelings").worsened)
    assert row.isHidden()
