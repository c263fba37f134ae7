"""The real program in its own process: it paints before torch, and leaves when it is told to."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.xvfb


def _start(display: str, home: Path, *words: str) -> subprocess.Popen[str]:
    environment = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")}
    environment |= {"DISPLAY": display, "MMGUI_HOME": str(home), "QT_QPA_PLATFORM": "xcb"}
    return subprocess.Popen(
        [sys.executable, "-m", "mmgui", "--say-when", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "polite kill"])
def test_it_paints_and_leaves_with_code_0_within_5_seconds(x_display: str, home: Path, number: signal.Signals) -> None:
    program = _start(x_display, home)
    try:
        assert program.stdout is not None
        assert program.stdout.readline() == "painted\n"
        begin = time.monotonic()
        program.send_signal(number)
        _out, err = program.communicate(timeout=20)
        assert program.returncode == 0
        assert time.monotonic() - begin < 5
        assert err == ""
        assert (home / "settings.json").exists()  # the geometry
    finally:
        program.kill()
        program.wait()


def test_it_starts_with_damaged_settings_and_keeps_them(x_display: str, home: Path) -> None:
    (home / "settings.json").write_text("{")
    program = _start(x_display, home)
    try:
        assert program.stdout is not None
        assert program.stdout.readline() == "painted\n"
        program.send_signal(signal.SIGTERM)
        program.communicate(timeout=20)
        assert program.returncode == 0
        assert (home / "settings.json.bak").read_text() == "{"
    finally:
        program.kill()
        program.wait()
