"""The real library on its device that is heard by nobody, in real time."""

import time
from collections.abc import Callable

import miniaudio
import numpy as np
import pytest

from mmgui.modalities.sound.player import Player

NOBODY = [miniaudio.Backend.NULL]


def wait(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.005)


def test_a_stretch_is_played_from_its_start_to_its_end() -> None:
    player = Player(NOBODY)
    player.play(np.zeros(16_000, np.float32), 16_000, 0.5, 0.8)
    seen = []
    while (at := player.position_s) is not None:
        seen.append(at)
        time.sleep(0.005)
    assert seen == sorted(seen) and seen[0] == pytest.approx(0.5, abs=0.05) and seen[-1] < 0.9
    assert player.problem == ""
    player.stop()


def test_it_stops_at_once_and_plays_something_else() -> None:
    player = Player(NOBODY)
    for _ in range(3):
        player.play(np.zeros(160_000, np.float32), 16_000)
    wait(lambda: (player.position_s or 0) > 0.02)
    player.stop()
    assert player.position_s is None


def test_where_there_is_no_loudspeaker_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_words: object, **_settings: object) -> None:
        raise miniaudio.MiniaudioError("no suitable audio backend found")

    monkeypatch.setattr(miniaudio, "PlaybackDevice", refuse)
    player = Player()
    player.play(np.zeros(160, np.float32), 16_000)
    wait(lambda: player.problem == "There is no loudspeaker that can be used.")
    assert player.position_s is None
    player.stop()
