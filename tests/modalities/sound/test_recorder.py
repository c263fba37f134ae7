"""The real library on its microphone that hears nothing, in real time; and a microphone that goes away."""

import time
from collections.abc import Callable

import miniaudio
import pytest

from mmgui.modalities.sound import recorder as module
from mmgui.modalities.sound.recorder import Recorder

NOBODY = [miniaudio.Backend.NULL]


def wait(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.005)


def test_it_hears_from_start_to_stop_and_nothing_more() -> None:
    recorder = Recorder(16_000, 5.0, NOBODY)
    assert not recorder.is_recording and len(recorder.samples()) == 0
    recorder.start()
    wait(lambda: recorder.seconds > 0.2)
    assert recorder.is_recording
    recorder.stop()
    heard = recorder.samples()
    assert not recorder.is_recording and len(heard) == round(recorder.seconds * 16_000) and recorder.problem == ""
    time.sleep(0.2)
    assert len(recorder.samples()) == len(heard), "the microphone is off"


def test_it_stops_when_it_is_full() -> None:
    recorder = Recorder(16_000, 0.3, NOBODY)
    recorder.start()
    wait(lambda: recorder.seconds >= 0.3)
    assert not recorder.is_recording and len(recorder.samples()) == 4_800 and recorder.problem == ""


def test_another_start_forgets_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Recorder(16_000, 5.0, NOBODY)
    recorder.start()
    wait(lambda: recorder.seconds > 0.1)
    recorder.start()
    assert recorder.seconds < 0.1
    recorder.stop()


def test_no_microphone_is_one_sentence() -> None:
    recorder = Recorder(16_000, 5.0, [miniaudio.Backend.WASAPI])  # there is none such here
    recorder.start()
    wait(lambda: bool(recorder.problem))
    assert not recorder.is_recording and "no microphone" in recorder.problem and len(recorder.samples()) == 0


def test_a_microphone_that_goes_away_keeps_what_it_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SILENT_S", 0.3)
    recorder = Recorder(16_000, 60.0, NOBODY)
    recorder.start()
    wait(lambda: recorder.seconds > 0.1)
    recorder._take._device.stop()  # type: ignore[union-attr]
    wait(lambda: not recorder.is_recording)
    assert "is gone" in recorder.problem and len(recorder.samples()) >= 1_600
