from pathlib import Path

import numpy as np
import pytest

from mmgui.core.data.example import Field
from mmgui.core.heat_map import HeatMap
from mmgui.core.layouts import Grid
from mmgui.gui.cards.lookup import card_of
from mmgui.modalities.sound.card import SoundCard


@pytest.fixture
def card(qtbot, tone_file: Path) -> SoundCard:
    made = card_of(Field("sound", "sound"))
    qtbot.addWidget(made)
    made.resize(500, 420)
    made.show()
    with qtbot.waitSignal(made.value_changed, timeout=20_000):
        made.set_value(tone_file)
    yield made
    made.listening.stop()


def test_a_sound_is_seen_and_can_be_heard(card: SoundCard, tone_file: Path) -> None:
    assert card.raw_value().shape == (64, 125) and card.kept_value() == tone_file
    assert card.view.picture.width() == 2 * card.view.picture.height()
    assert card.listening.isVisible() and card.listening.sound.seconds == 2
    area, rect = card.listening.wave.area(), card.view.picture_rect()
    assert (area.left(), area.right()) == pytest.approx((rect.left(), rect.right()))  # one lies below the other


def test_the_map_lies_over_it_and_its_strongest_moment_can_be_heard(card: SoundCard) -> None:
    bare = card.view.grab().toImage()
    weights = np.zeros(128, np.float32)
    weights[2 * 16 + 12] = 1
    card.show_heat_map(HeatMap("sound", "gradients", Grid(8, 16, 64, 125), weights))
    assert card.view.grab().toImage() != bare and card.listening.strongest_button.isVisible()
    assert "high tones at 1.6 s" in card.view.accessibleDescription()
    card.show_heat_map(None)
    assert not card.listening.strongest_button.isVisible()


def test_the_line_moves_over_the_spectrogram_too(card: SoundCard) -> None:
    card.listening.moved.emit(0.5)
    line = card._line
    assert line.isVisible() and line.x() == pytest.approx(card.view.picture_rect().center().x(), abs=2)
    card.listening.moved.emit(None)
    assert not line.isVisible()


def test_covered_parts_leave_the_sound_to_listen_to(card: SoundCard) -> None:
    heard = card.listening.sound
    card.hide_parts(Grid(8, 8, 64, 125), [13, 14])
    assert (card.shown_value() != card.raw_value()).any() and card.listening.sound is heard


def test_levels_alone_are_seen_and_not_heard(qtbot, card: SoundCard) -> None:
    with qtbot.waitSignal(card.value_changed, timeout=20_000):
        card.set_value(np.zeros((64, 30), np.uint8))
    assert card.view.picture is not None and not card.listening.isVisible()


def test_a_damaged_sound_is_refused_and_the_present_one_stays(qtbot, card: SoundCard, tmp_path: Path) -> None:
    (tmp_path / "odd.mp3").write_bytes(b"nothing")
    with qtbot.waitSignal(card.refused, timeout=20_000) as said:
        card.set_value(tmp_path / "odd.mp3")
    assert said.args[0].message.startswith("“odd.mp3” is damaged") and card.listening.sound is not None
