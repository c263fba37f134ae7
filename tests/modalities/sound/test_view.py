from pathlib import Path

import miniaudio
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from mmgui.modalities.sound.player import Player
from mmgui.modalities.sound.values import read_sound
from mmgui.modalities.sound.view import ListeningView


@pytest.fixture
def view(qtbot, tone_file: Path) -> ListeningView:
    made = ListeningView(player=Player([miniaudio.Backend.NULL]))
    qtbot.addWidget(made)
    made.resize(400, 120)
    made.set_sound(read_sound(tone_file))
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.stop()


def heard_from(qtbot, view: ListeningView) -> float:
    """Where the line stands once it moves."""
    first = view.wave.share
    qtbot.waitUntil(lambda: view.wave.share is not None and view.wave.share != first, timeout=20_000)
    return float(first)


def test_the_button_plays_and_stops_and_the_line_moves(qtbot, view) -> None:
    assert view.play_button.text() == "Listen" and view.length.text() == "2.0 s" and not view.note.isVisible()
    qtbot.mouseClick(view.play_button, Qt.MouseButton.LeftButton)
    assert view.is_playing and view.play_button.accessibleName() == "Stop"
    assert heard_from(qtbot, view) == 0
    qtbot.mouseClick(view.play_button, Qt.MouseButton.LeftButton)
    assert not view.is_playing and view.wave.share is None and view.play_button.text() == "Listen"


def test_a_press_on_the_waveform_plays_from_there(qtbot, view) -> None:
    qtbot.mouseClick(view.wave, Qt.MouseButton.LeftButton, pos=QPoint(view.wave.width() * 3 // 4, 10))
    assert heard_from(qtbot, view) == pytest.approx(0.75, abs=0.01)
    qtbot.waitUntil(lambda: not view.is_playing, timeout=20_000)  # it ends by itself


def test_the_keyboard_plays_stops_and_moves(qtbot, view) -> None:
    view.wave.setFocus()
    qtbot.keyClick(view.wave, Qt.Key.Key_Right)
    assert view.is_playing and view.wave.share == pytest.approx(0.05)
    qtbot.keyClick(view.wave, Qt.Key.Key_Space)
    assert not view.is_playing


def test_the_strongest_moment_is_played_with_what_is_around_a_short_one(qtbot, view) -> None:
    assert not view.strongest_button.isVisible()
    view.set_strongest((1.4, 1.5))
    qtbot.mouseClick(view.strongest_button, Qt.MouseButton.LeftButton)
    assert heard_from(qtbot, view) == pytest.approx(1.25 / 2)
    qtbot.waitUntil(lambda: not view.is_playing, timeout=20_000)
    view.set_sound(None)
    assert not view.isVisible()


def test_the_waveform_is_drawn_where_the_sound_is_loud(view) -> None:
    image = view.wave.grab().toImage()
    row = image.height() // 4
    colours = [image.pixelColor(x, row).name() for x in range(0, image.width(), 10)]
    assert len(set(colours[2:18])) == 1 and colours[30] != colours[5]


def test_without_a_loudspeaker_it_says_so_and_goes_on(qtbot, view, monkeypatch) -> None:
    def refuse(*_words: object, **_settings: object) -> None:
        raise miniaudio.MiniaudioError("failed to init device")

    monkeypatch.setattr(miniaudio, "PlaybackDevice", refuse)
    view.toggle()
    qtbot.waitUntil(lambda: view.note.text() == "There is no loudspeaker that can be used.", timeout=20_000)
    assert not view.is_playing and view.play_button.text() == "Listen"


def test_what_is_hidden_falls_silent(qtbot, view) -> None:
    view.toggle()
    view.hide()
    assert not view.is_playing


def test_a_silent_sound_and_one_sample_are_drawn_too(view) -> None:
    from mmgui.modalities.sound.values import Sound

    for samples in (np.zeros(1, np.float32), np.zeros(900, np.float32)):
        view.set_sound(Sound(samples, 0.1, ".wav"))
        assert not view.wave.grab().isNull() and view.note.text() == "It is silent."
