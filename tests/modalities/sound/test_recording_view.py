"""The button that records: off until it is pressed, off when it is out of sight, one WAV for one recording."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mmgui.core.data.example import Field
from mmgui.modalities.sound.card import SoundCard
from mmgui.modalities.sound.recording_view import RecordingView
from mmgui.modalities.sound.values import read_sound


class Tape:
    """A microphone that hears a tone."""

    def __init__(self) -> None:
        self.is_recording, self.problem, self.level, self.seconds, self.starts = False, "", 0.0, 0.0, 0

    def start(self) -> None:
        self.is_recording, self.level, self.seconds = True, 0.5, 1.2
        self.starts += 1

    def stop(self) -> None:
        self.is_recording, self.level = False, 0.0

    def samples(self) -> np.ndarray:
        return np.sin(np.arange(16_000, dtype=np.float32) / 5) / 2 if self.starts else np.zeros(0, np.float32)


@pytest.fixture
def row(qtbot, monkeypatch):
    monkeypatch.setattr("mmgui.gui.kit.steady_button.DEAD_S", 0.0)
    made = RecordingView(Tape())
    qtbot.addWidget(made)
    made.show()
    return made


def test_nothing_is_recorded_before_the_button_is_pressed_and_one_file_comes_after(row, qtbot):
    heard = []
    row.recorded.connect(heard.append)
    qtbot.wait(120)
    assert row._recorder.starts == 0 and row.button.text() == "Record" and not row.meter.isVisible()
    QTest.mouseClick(row.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row.meter.value() == 50)
    assert row.button.text() == row.button.accessibleName() == "Stop recording" and "1.2 s" in row.state.text()
    QTest.mouseClick(row.button, Qt.MouseButton.LeftButton)
    assert len(heard) == 1 and not row._recorder.is_recording and row.button.text() == "Record"
    assert read_sound(heard[0]).seconds == pytest.approx(1.0)


def test_hidden_it_is_off(row, qtbot):
    heard = []
    row.recorded.connect(heard.append)
    QTest.mouseClick(row.button, Qt.MouseButton.LeftButton)
    row.hide()
    assert not row._recorder.is_recording and not row.is_recording and len(heard) == 1


def test_a_microphone_that_is_not_there_is_told_and_gives_nothing(row, qtbot):
    tape, heard = row._recorder, []
    row.recorded.connect(heard.append)
    tape.start = lambda: setattr(tape, "problem", "There is no microphone.")
    QTest.mouseClick(row.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row.state.text() == "There is no microphone.")
    assert not heard and not row.is_recording


def test_what_was_recorded_is_the_cards_value_and_stays_a_sound(qtbot):
    card = SoundCard(Field("sound", "sound"))
    qtbot.addWidget(card)
    tape = Tape()
    card.recording._recorder = tape
    card.show()
    tape.start()
    card.recording._end()
    qtbot.waitUntil(lambda: card.raw_value() is not None, timeout=20_000)
    kept = card.kept_value()
    assert isinstance(kept, bytes) and read_sound(kept).seconds == pytest.approx(1.0)
    assert card.listening.sound is not None
    card.set_value(kept)  # as an undo does
    qtbot.waitUntil(lambda: not card.is_reading)
    assert card.kept_value() == kept
