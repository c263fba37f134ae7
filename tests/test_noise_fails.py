"""The guards of conftest.py can fail: a suite of bad tests is run by a pytest of its own, and each must be caught."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

BAD_AND_GOOD = """
import logging, socket, threading, warnings
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QVBoxLayout, QWidget

kept, stop = [], threading.Event()

def test_bad_log(): logging.getLogger("mmgui.x").warning("boo")
def test_bad_log_that_never_came(expect_log): expect_log("bo+")
def test_bad_connection():
    try: socket.create_connection(("192.0.2.1", 80), 1)
    except OSError: pass
def test_bad_look_up():
    try: socket.getaddrinfo("example.invalid", 80)
    except OSError: pass
def test_bad_thread(): threading.Thread(target=stop.wait, name="mmgui-lost", daemon=True).start()
def test_bad_timer(qtbot): kept.append(QTimer()); kept[-1].start(1000)
def test_bad_window(qtbot): kept.append(QWidget()); kept[-1].show()
def layouts(qtbot):
    window = QWidget(); qtbot.addWidget(window); kept.append(window)
    return QVBoxLayout(window), QHBoxLayout()
def test_bad_filled_layout(qtbot):
    outer, inner = layouts(qtbot); inner.addWidget(QLabel()); outer.addLayout(inner); kept.append(outer)
def test_bad_layout_item(qtbot):
    outer, _ = layouts(qtbot); outer.addWidget(QLabel()); kept.append(outer.itemAt(0))
def test_bad_qt_message(qtbot): qWarning("hmm")
def test_bad_warning(): warnings.warn("old")

def test_good_log(expect_log): expect_log("bo+"); logging.getLogger("mmgui.x").warning("boo")
def test_good_caplog(caplog): logging.getLogger("mmgui.x").warning("boo")
def test_good_local_connection():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0)); server.listen()
        socket.create_connection(server.getsockname()).close()
def test_good_thread(): threading.Thread(target=int).start()
def test_good_window(qtbot):
    window = QMainWindow(); qtbot.addWidget(window)
    window.timer = QTimer(window); window.timer.start(10); window.show()
def test_good_layouts(qtbot):
    outer, inner = layouts(qtbot); outer.addLayout(inner); inner.addWidget(QLabel()); kept.append(outer)
def test_good_window_without_owner(qtbot): QWidget().show()
def test_good_home(home, monkeypatch): assert home.is_dir() and not list(home.iterdir())
"""


def test_every_kind_of_noise_fails_its_test_and_only_that(tmp_path: Path) -> None:
    tests = tmp_path / "tests"
    tests.mkdir()
    shutil.copy(ROOT / "tests" / "conftest.py", tests)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tests / "test_probe.py").write_text(BAD_AND_GOOD)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--tb=short", "-rA", "--color=no"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    summary = done.stdout.partition("short test summary info")[2].splitlines()
    caught = {line.split("::")[1].split()[0] for line in summary if line.startswith(("FAILED", "ERROR"))}
    passed = {line.split("::")[1].split()[0] for line in summary if line.startswith("PASSED")} - caught
    names = {part.split("(")[0] for part in BAD_AND_GOOD.split("def ")[1:]}
    assert caught == {name for name in names if name.startswith("test_bad")}, done.stdout
    assert passed == {name for name in names if name.startswith("test_good")}, done.stdout
    assert "kept[-1].start(1000)" in done.stdout, "the place where the lost timer was started is shown"
    assert "mmgui-lost started at" in done.stdout
