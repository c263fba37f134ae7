"""The real program on a real X server, driven by a mouse and a keyboard: three clicks to a model, and an answer.

Nothing here reaches into the process. What can be clicked is found as a person finds it: the one filled button of a
page stands out in the accent colour, so the largest rectangle of that colour on a picture of the screen is it. What
happened is read from the screen's pixels and from the files of the project.
"""

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ImageGrab

from mmgui.gui.kit.run_colors import run_color
from mmgui.gui.kit.theme import LIGHT, modality_colour
from tests.end_to_end.conftest import make_scene_project, program

pytestmark = [
    pytest.mark.xvfb,
    pytest.mark.slow,
    pytest.mark.skipif(
        not shutil.which("xdotool") or not shutil.which("openbox"), reason="needs xdotool and openbox (apt-get install)"
    ),
]
TIMEOUT_S = 120.0


def _until(condition: Callable[[], object], what: str, process: "subprocess.Popen[str]") -> None:
    end = time.monotonic() + TIMEOUT_S
    while not condition():
        if process.poll() is not None:
            pytest.fail(f"the program ended with {process.returncode} before {what}: {process.communicate()}")
        assert time.monotonic() < end, f"never came: {what}"
        time.sleep(0.1)


class Screen:
    """Eyes and hands."""

    def __init__(self, display: str) -> None:
        self.display = display

    def look(self) -> NDArray[np.int16]:
        """(H, W, 3)"""
        return np.asarray(ImageGrab.grab(xdisplay=self.display).convert("RGB"), dtype=np.int16)

    def mask(self, colour: str, tolerance: int = 6) -> NDArray[np.bool_]:
        wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        return (np.abs(self.look() - np.array(wanted)) <= tolerance).all(axis=2)

    def count(self, colour: str) -> int:
        return int(self.mask(colour).sum())

    def filled_button(self) -> tuple[int, int] | None:
        """The middle of the tallest block of the accent colour that is as large as a button, None if there is none."""
        mask = self.mask(LIGHT.accent)
        rows = np.flatnonzero(mask.sum(axis=1) >= 60)  # narrower ones are marks; its text makes holes
        blocks = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
        block = max(blocks, key=len)
        if len(block) < 20:  # an outline
            return None
        columns = np.flatnonzero(mask[block].mean(axis=0) > 0.4)
        return int(np.median(columns)), int(block[len(block) // 2])

    def do(self, *words: object) -> None:
        command = ["xdotool", *map(str, words)]
        subprocess.run(command, env={"DISPLAY": self.display, "PATH": "/usr/bin:/bin"}, check=True, timeout=30)

    def click(self, place: tuple[int, int]) -> None:
        self.do("mousemove", "--sync", *place, "click", 1)
        self.do("mousemove", "--sync", 640, 5)  # away: a hovered button has another colour

    def press(self, keys: str) -> None:
        self.do("key", "--clearmodifiers", keys)


@pytest.fixture
def screen(x_display: str) -> Iterator[Screen]:
    manager = subprocess.Popen(
        ["openbox", "--sm-disable"],
        env={"DISPLAY": x_display, "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield Screen(x_display)
    manager.kill()
    manager.wait()


def _epochs(runs: Path) -> int:
    lines = [line for f in runs.glob("*/history.jsonl") for line in f.read_text().splitlines()]
    return sum('"epoch"' in line and '"validation"' in line for line in lines)


def test_three_clicks_to_a_model_and_an_answer(screen: Screen, home: Path) -> None:
    project = make_scene_project(count=160)
    runs = project / "runs"
    with program(home, "--say-when", "--appearance", "light", "--language", "en", display=screen.display) as mmgui:
        assert mmgui.stdout is not None
        assert mmgui.stdout.readline() == "painted\n"
        assert mmgui.stdout.readline() == "ready\n"
        _until(screen.filled_button, "the button of the scene", mmgui)
        home_page = screen.look()
        screen.click(screen.filled_button() or (0, 0))
        _until(lambda: np.abs(screen.look() - home_page).sum() > 10**6, "another page", mmgui)
        _until(lambda: (screen.filled_button() or (0, 0))[1] > 600, "Start at the foot of the Train page", mmgui)
        curve = run_color(1)
        before = screen.count(curve)
        screen.click(screen.filled_button() or (0, 0))
        _until(lambda: screen.count(curve) > before + 80, "a curve", mmgui)
        _until(lambda: _epochs(runs) >= 2, "two epochs", mmgui)
        screen.press("ctrl+period")
        _until(lambda: list(runs.glob("*/metrics.json")), "the figures of the stopped run", mmgui)
        assert json.loads(next(runs.glob("*/metrics.json")).read_text())["reason"] == "stopped"
        before_try = {name: screen.count(modality_colour(name)) for name in ("image", "text")}
        screen.press("ctrl+5")
        for name, count in before_try.items():  # which sense decided: a bar in the colours of the senses
            _until(lambda n=name, c=count: screen.count(modality_colour(n)) > c + 100, f"the share of {name}", mmgui)
        screen.press("alt+F4")
        out, err = mmgui.communicate(timeout=30)
        assert (mmgui.returncode, err) == (0, ""), out
    assert (home / "settings.json").exists()
