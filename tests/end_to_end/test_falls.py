"""The real program falls; its next start says so once, in both languages, and everything else as before."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect

from mmgui.app import tell_of_fall
from mmgui.core.falls import Fall
from mmgui.gui.kit.texts import PlainLabel
from mmgui.gui.language import switch_language
from tests.end_to_end.conftest import program

# The real program; when it is painted it prints its banners, then does what the first word says.
SCRIPT = """
import json, os, signal, sys
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # tests that run under nohup pass on that it is ignored
from mmgui.__main__ import main
from mmgui.gui import main_window
def fall():
    os.kill(os.getpid(), signal.Signals[sys.argv[1]])
class Window(main_window.MainWindow):
    def __init__(self, session):
        super().__init__(session)
        self.painted.connect(self.tell)
    def tell(self):
        told = [(b.kind, b.message, b.hint, b.detail) for b in self.banners.shown]
        print(json.dumps(told), flush=True)
        fall()
main_window.MainWindow = Window
sys.exit(main(sys.argv[2:]))
"""


def _start(home: Path, signal_name: str, language: str = "en") -> tuple[list[list[str]], int]:
    """The banners of a start that ends by this signal, and its exit code."""
    with program(home, signal_name, "--language", language, script=SCRIPT) as mmgui:
        assert mmgui.stdout is not None
        told = json.loads(mmgui.stdout.readline())
        _out, err = mmgui.communicate(timeout=60)
        assert err == ""
        return told, mmgui.returncode


def _watched(home: Path) -> list[Path]:
    return sorted((home / "logs").glob("*.txt"))


def test_a_crash_is_told_by_the_next_start_and_by_no_other(home: Path) -> None:
    assert _start(home, "SIGSEGV") == ([], -signal.SIGSEGV)
    [[kind, message, hint, detail]], code = _start(home, "SIGTERM")
    assert (kind, code) == ("bug", 0)
    [kept] = (home / "logs" / "falls").iterdir()
    assert message.startswith("The program ended unexpectedly the last time; nothing in your projects was lost, and")
    assert kept.name in message
    assert "the Train page can continue it" in hint
    assert str(kept) in detail and "Segmentation fault" in detail and "in fall" in detail
    assert _start(home, "SIGTERM") == ([], 0)
    assert _watched(home) == []


def test_a_kill_is_told_in_chinese_without_details(home: Path) -> None:
    assert _start(home, "SIGKILL") == ([], -signal.SIGKILL)
    [[_kind, message, hint, detail]], _code = _start(home, "SIGTERM", "zh_CN")
    assert message == "程序上次意外结束；您的项目没有丢失任何内容。"
    assert "没有留下详细信息" in hint and detail == ""
    assert not (home / "logs" / "falls").exists()


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_who_ends_it_politely_is_told_nothing(home: Path, name: str) -> None:
    assert _start(home, name) == ([], 0)
    assert _watched(home) == []


def test_it_starts_where_the_log_folder_cannot_be_written(home: Path) -> None:
    (home / "logs").write_text("in the way")
    assert _start(home, "SIGTERM") == ([], 0)


def test_a_command_leaves_nothing_and_takes_nothing_from_the_window(home: Path) -> None:
    fall = home / "logs" / "window-2026-04-12-101112-7.txt"
    fall.parent.mkdir()
    fall.write_text("# mmgui\nFatal Python error: Aborted\n")
    done = subprocess.run(
        [sys.executable, "-m", "mmgui", "scenes"], capture_output=True, text=True, timeout=120, env=dict(os.environ)
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert _watched(home) == [fall]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_long_place_fits_the_smallest_window(window: Any, qtbot: Any, home: Path, language: str) -> None:
    switch_language(language)
    window.resize(800, 600)
    place = home / ("AFolderOfSomebody" * 12) / "window-2026-04-12-101112-4321.txt"
    tell_of_fall(window.banners, Fall("Fatal Python error: Aborted\n", place))
    [banner] = window.banners.shown
    labels = banner.findChildren(PlainLabel)
    qtbot.waitUntil(lambda: all(label.height() >= label.heightForWidth(label.width()) for label in labels))
    assert window.width() == 800
    assert window.rect().contains(QRect(banner.mapTo(window, banner.rect().topLeft()), banner.size()))
    assert place.name in banner.message and "…" in banner.message
    assert str(place) in banner.detail
