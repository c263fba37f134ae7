"""A crash leaves the lines of code that ran, a kill a file without any, a usual end nothing; each is told once."""

import faulthandler
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mmgui.core.falls import FallWatch, take_falls, watch_for_falls

KEPT = 5
CANARY = "dear diary, nobody may read this"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows knows none of these signals")

# Says that it watches, then does what it reads: a line of Python.
SCRIPT = """
import os, signal, sys
from mmgui.core.falls import FallWatch, take_falls, watch_for_falls
def work(order):
    exec(order)
with watch_for_falls(sys.argv[1]) as watch:
    print("watching", flush=True)
    work(sys.stdin.readline())
"""
CRASH = "os.kill(os.getpid(), signal.SIGSEGV)"


@contextmanager
def _process(kind: str = "window") -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "watching\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def _end(order: str, kind: str = "window") -> tuple[int, str]:
    """Start a process, let it do this; its exit code and stderr."""
    with _process(kind) as process:
        _out, err = process.communicate(order + "\n", timeout=60)
        return process.returncode, err


def _left(home: Path) -> list[str]:
    return [str(p.relative_to(home)) for p in sorted(home.rglob("*")) if p.is_file() and p.name != "mmgui.log"]


def test_a_crash_leaves_the_lines_of_code_and_is_told_once(home: Path) -> None:
    code, err = _end(f"text = {CANARY!r}; {CRASH}")
    assert (code, err) == (-signal.SIGSEGV, "")
    [fall] = take_falls("window")
    assert fall.path is not None and fall.path.parent == home / "logs" / "falls"
    assert fall.path.read_text() == fall.text
    assert fall.text.startswith("# mmgui ") and "(window), Python 3." in fall.text
    assert "Segmentation fault" in fall.text and "in work" in fall.text
    assert CANARY not in fall.text
    assert take_falls("window") == []
    assert _left(home) == [f"logs/falls/{fall.path.name}"]


def test_a_killed_process_left_no_details_and_is_told_once(home: Path) -> None:
    code, _err = _end("os.kill(os.getpid(), signal.SIGKILL)")
    assert code == -signal.SIGKILL
    [fall] = take_falls("window")
    assert (fall.text, fall.path) == ("", None)
    assert take_falls("window") == []
    assert _left(home) == []


def test_an_error_that_ends_the_program_is_a_fall_without_the_persons_words(home: Path) -> None:
    code, err = _end(f"float({CANARY!r})")
    assert code == 1 and "ValueError" in err
    [fall] = take_falls("window")
    assert fall.text.rstrip().endswith("\nValueError") and "in work" in fall.text
    assert CANARY not in fall.text


@pytest.mark.parametrize(
    ("order", "code"),
    [("pass", 0), ("sys.exit(3)", 3), ("watch.end(); os._exit(4)", 4), ("raise KeyboardInterrupt", -signal.SIGINT)],
)
def test_a_usual_end_leaves_nothing(home: Path, order: str, code: int) -> None:
    assert _end(order)[0] == code
    assert _left(home) == []
    assert take_falls("window") == []


def test_a_process_that_runs_has_not_fallen(home: Path) -> None:
    with _process() as process:
        [name] = _left(home)
        assert take_falls("window") == []
        assert _left(home) == [name]
        process.kill()
        process.wait()
        assert len(take_falls("window")) == 1


def test_two_at_once_have_a_file_each_and_each_tells_of_itself(home: Path) -> None:
    with _process() as first, _process() as second:
        assert len(_left(home)) == 2
        first.communicate(CRASH + "\n", timeout=60)
        second.communicate("pass\n", timeout=60)
    [fall] = take_falls("window")
    assert fall.path is not None and fall.path.stem.endswith(f"-{first.pid}")


def test_a_commands_fall_is_not_the_windows(home: Path) -> None:
    _end(CRASH, "command")
    assert take_falls("window") == []
    [fall] = take_falls("command")
    assert "(command)" in fall.text


def test_the_last_few_are_kept_of_each_kind(home: Path) -> None:
    folder = home / "logs"
    folder.mkdir()
    for day in range(10, 18):
        for kind in ("window", "command"):
            (folder / f"{kind}-2026-04-{day}-101112-7.txt").write_text("# mmgui\nFatal Python error\n")
    falls = take_falls("window")
    take_falls("command")
    assert [f.path.name[15:17] for f in falls if f.path] == [str(day) for day in range(10, 18)]
    for kind in ("window", "command"):
        kept = sorted((folder / "falls").glob(f"{kind}-*.txt"))
        assert [p.name.split("-")[3] for p in kept] == [str(day) for day in range(18 - KEPT, 18)]


def test_a_file_that_is_just_being_made_or_removed_is_nobodys_fall(home: Path) -> None:
    path = home / "logs" / "window-2026-04-12-101112-7.txt"
    path.parent.mkdir()
    path.touch()
    assert take_falls("window") == []
    assert path.exists()


@pytest.mark.parametrize("plant", ["a file instead of the folder", "a read-only folder", "a full disk", "no locks"])
def test_where_nothing_can_be_written_the_program_runs_unwatched(
    home: Path, plant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise OSError(28, plant)

    if plant == "a file instead of the folder":
        (home / "logs").write_text("")
    elif plant == "a read-only folder":
        monkeypatch.setattr("mmgui.core.falls.os.open", fail)  # chmod stops no administrator
    elif plant == "a full disk":
        monkeypatch.setattr("mmgui.core.falls.os.write", fail)
    else:
        monkeypatch.setattr("mmgui.core.falls.lock_file", fail)
    before = _left(home)
    worked = []
    with watch_for_falls("window"):
        assert take_falls("window") == []
        worked.append(True)
    assert worked
    assert _left(home) == before


def test_what_cannot_be_moved_is_not_told_in_every_start(home: Path) -> None:
    _end(CRASH)
    (home / "logs" / "falls").write_text("in the way")
    assert take_falls("window") == []


def test_a_fault_handler_that_somebody_else_has_set_stays(home: Path) -> None:
    assert faulthandler.is_enabled(), "pytest has"
    watch = FallWatch("window")
    assert len(_left(home)) == 1
    watch.end()
    watch.end()
    assert faulthandler.is_enabled()
    assert _left(home) == []
