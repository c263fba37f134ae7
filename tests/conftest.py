"""What every test gets: a home of its own, no network, English, and a check that nothing is left behind.

Noise fails: a thread, timer or window that outlives its test, a log record of level WARNING or above that nobody
announced (`expect_log`), a connection that somebody tried, a wrapper of a layout item that Qt made. Qt messages and
Python warnings fail through the settings in pyproject.toml. Core tests never touch Qt: what needs it asks for `qtbot`
or `qapp`, and only then is Qt looked at.
"""

import builtins
import contextlib
import gc
import importlib
import logging
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import traceback
import weakref
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

# pytest-qt has imported PySide, whose import hook fails on half-imported modules: as `mmgui.app` does, without it.
builtins.__import__ = importlib.__import__
# Before anything imports Qt: no screen is needed, and a real one (Xvfb) is used only when asked for.
os.environ["QT_QPA_PLATFORM"] = os.environ.get("MMGUI_TEST_PLATFORM", "offscreen")
# Fixtures wider than one test see this home; each test gets its own (`home`).
_SESSION_HOME = tempfile.mkdtemp(prefix="mmgui-tests-")
os.environ["MMGUI_HOME"] = _SESSION_HOME

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
BENCHMARKS = Path(__file__).resolve().parent / "benchmarks"
_PATIENCE_S = 3.0
_LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1", "", None}


def pytest_unconfigure() -> None:
    shutil.rmtree(_SESSION_HOME, ignore_errors=True)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Benchmarks run only when named: they measure, take minutes, and want the machine for themselves."""
    wanted = any("benchmarks" in argument for argument in config.args)
    return True if collection_path == BENCHMARKS and not wanted else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what this machine cannot run."""
    if any(item.get_closest_marker("gpu") for item in items):
        import torch

        if not torch.cuda.is_available():
            reason = f"needs a CUDA device; torch {torch.__version__} sees none on this machine"
            _skip(items, "gpu", reason)
    if shutil.which("Xvfb") is None:
        _skip(items, "xvfb", "needs Xvfb (Debian and Ubuntu: apt-get install xvfb)")


def _skip(items: list[pytest.Item], marker: str, reason: str) -> None:
    for item in items:
        if item.get_closest_marker(marker):
            item.add_marker(pytest.mark.skip(reason=reason))


# ----------------------------------------------------------------------------------------------- what tests may ask for


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """`shared_data("emoji_group/train.csv")` → that file beside the source tree, read only; skips if there is none."""

    def find(name: str) -> Path:
        path = SHARED_DATA / name
        if not path.exists():
            pytest.skip(f"the shared data set {name!r} is not on this machine (looked for {path})")
        return path

    return find


@pytest.fixture
def expect_log() -> Iterator[Callable[[str], None]]:
    """`expect_log("cannot read .*png")`: a record of level WARNING or above that matches must come, and may."""
    patterns: list[str] = []
    yield patterns.append  # torn down before `_no_unexpected_log`, so what was expected is gone when that one looks
    seen = [record.getMessage() for record in _seen_records]
    missing = [pattern for pattern in patterns if not any(re.search(pattern, text) for text in seen)]
    assert not missing, f"expected in the log, never came: {missing}; what came: {seen}"
    _seen_records[:] = [r for r in _seen_records if not any(re.search(p, r.getMessage()) for p in patterns)]


@pytest.fixture
def x_display() -> Iterator[str]:
    """The name (":7") of a fresh Xvfb screen of 1280 × 800 for a program started by the test. Mark the test `xvfb`."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()  # comes when the server is ready, or empty when it has died
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        server.kill()
        server.wait(10)


# --------------------------------------------------------------------------------------------- what every test is given


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder of this test's own in which settings, logs, caches and projects land (MMGUI_HOME)."""
    folder = tmp_path_factory.mktemp("home", numbered=True)
    monkeypatch.setenv("MMGUI_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    from mmgui.core import i18n

    if i18n.language() != "en":
        i18n.set_language("en")
    yield
    if i18n.language() != "en":
        i18n.set_language("en")


@pytest.fixture(autouse=True)
def network_attempts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """T28: a connection to anywhere but this machine raises, and fails the test even where the error is swallowed."""
    attempts: list[str] = []

    def refuse(what: str) -> None:
        attempts.append(f"{what}\n{''.join(traceback.format_stack(limit=8)[:-2])}")
        raise OSError(f"tests run without a network: {what}")

    def guarded(name: str) -> Callable[..., Any]:
        original = getattr(socket.socket, name)

        def call(self: socket.socket, *args: Any) -> Any:
            address = args[-1]  # connect(address), sendto(data, [flags,] address)
            if self.family in (socket.AF_INET, socket.AF_INET6) and str(address[0]) not in _LOCAL_HOSTS:
                refuse(f"{name} to {address!r}")
            return original(self, *args)

        return call

    look_up = socket.getaddrinfo

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        text = host.decode() if isinstance(host, bytes) else host
        if text not in _LOCAL_HOSTS:
            refuse(f"look-up of {text!r}")
        return look_up(host, *args, **kwargs)

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, guarded(name))
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield attempts
    assert not attempts, "the program tried to reach the network:\n" + "\n".join(attempts)


# ------------------------------------------------------------------------------------------------- nothing stays behind

_seen_records: list[logging.LogRecord] = []


class _Collector(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        if record not in _seen_records:  # it passes here twice when the logger "mmgui" propagates
            _seen_records.append(record)


@pytest.fixture(autouse=True)
def _no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail on WARNING and above; a test with `caplog` judges the log itself, others use `expect_log`."""
    loggers = [logging.getLogger(), logging.getLogger("mmgui")]
    before = [(logger, list(logger.handlers), logger.level, logger.propagate, logger.disabled) for logger in loggers]
    collector = _Collector(logging.WARNING)
    _seen_records.clear()
    for logger in loggers:
        logger.addHandler(collector)
    yield
    for logger, handlers, level, propagate, disabled in before:
        for handler in set(logger.handlers) - set(handlers) - {collector}:
            logger.removeHandler(handler)
            handler.close()
        logger.removeHandler(collector)
        logger.setLevel(level)
        logger.propagate, logger.disabled = propagate, disabled
    noise = [f"{r.levelname} {r.name}: {r.getMessage()} ({r.pathname}:{r.lineno})" for r in _seen_records]
    if "caplog" not in request.fixturenames:
        assert not noise, "unexpected log records:\n" + "\n".join(noise)


_thread_origins: weakref.WeakKeyDictionary[threading.Thread, str] = weakref.WeakKeyDictionary()
_timer_origins: weakref.WeakKeyDictionary[Any, str] = weakref.WeakKeyDictionary()
_start_thread = threading.Thread.start


def _origin() -> str:
    """The lines of our own code that led here, innermost last."""
    frames = [f for f in traceback.extract_stack(limit=24)[:-2] if "mmgui" in f.filename or "/tests/" in f.filename]
    return "".join(traceback.format_list(frames[-5:])) or "  (started outside mmgui and its tests)\n"


def _start_and_remember(self: threading.Thread) -> None:
    _thread_origins[self] = _origin()
    _start_thread(self)


@pytest.fixture(autouse=True)
def _no_left_over_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail on a thread that outlives its test, if the interpreter would wait for it or it is one of ours (mmgui…)."""
    monkeypatch.setattr(threading.Thread, "start", _start_and_remember)
    hook = threading.excepthook
    before = set(threading.enumerate())
    yield
    threading.excepthook = hook
    left = []
    for thread in set(threading.enumerate()) - before:
        if not thread.daemon or thread.name.startswith("mmgui"):
            thread.join(_PATIENCE_S)
            if thread.is_alive():
                left.append(f"{thread.name} started at\n{_thread_origins.get(thread, '  (unknown)')}")
    assert not left, "threads left over:\n" + "\n".join(left)


@pytest.fixture(autouse=True)
def _no_qt_left_over(request: pytest.FixtureRequest) -> Iterator[None]:
    """For tests with a `qapp`: the light theme before, and no running timer and no open window afterwards."""
    if "qapp" not in request.fixturenames:
        yield
        return
    from PySide6.QtCore import QCoreApplication, QEvent, QTimer
    from PySide6.QtWidgets import QApplication, QDialog, QMainWindow

    app = request.getfixturevalue("qapp")
    _start_from_the_light_theme(app)
    start = QTimer.start

    def start_and_remember(self: QTimer, *args: Any) -> None:
        _timer_origins[self] = _origin()
        start(self, *args)

    def settle() -> None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        app.processEvents()

    def open_windows() -> list[Any]:
        windows = [w for w in QApplication.topLevelWidgets() if w not in before]
        return [
            w
            for w in windows
            if (w.isVisible() or isinstance(w, (QMainWindow, QDialog)) or type(w).__module__.startswith("mmgui"))
            and type(w).__name__ != "QTipLabel"  # Qt keeps its one tooltip and hides it by itself
        ]

    before = set(QApplication.topLevelWidgets())
    QTimer.start = start_and_remember  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        QTimer.start = start  # type: ignore[method-assign]
    settle()
    windows = open_windows()
    timers = _running_timers()
    if windows or timers:  # perhaps only waiting for the garbage collector, which is slow beside torch
        windows.clear()
        timers.clear()
        gc.collect()
        settle()
        windows, timers = open_windows(), _running_timers()
    faults = [f"window {type(w).__name__} {w.objectName()!r} {w.windowTitle()!r} is still there" for w in windows]
    faults += [f"timer {t.objectName()!r} every {t.interval()} ms still runs, started at\n{o}" for t, o in timers]
    for timer, _ in timers:
        timer.stop()
    for window in windows:  # the next test starts clean all the same
        window.hide()
        window.deleteLater()
    settle()
    assert not faults, "left over in Qt:\n" + "\n".join(faults)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail on wrappers of layout items that Qt made, while the test's windows still stand (gui/kit/lifetimes.py)."""
    result = yield
    if "qapp" in getattr(item, "fixturenames", ()):
        stray = _stray_layout_items()
        assert not stray, "wrappers that outlive what they wrap, and then fell the program:\n" + "\n".join(stray)
    return result


def _stray_layout_items() -> list[str]:
    import shiboken6
    from PySide6.QtWidgets import QLayout, QLayoutItem

    wrappers = [w for w in shiboken6.getAllValidWrappers() if isinstance(w, QLayoutItem) and not isinstance(w, QLayout)]
    return [shiboken6.dump(w) for w in wrappers if not shiboken6.createdByPython(w)]


def _running_timers() -> list[tuple[Any, str]]:
    import shiboken6

    return [(t, origin) for t, origin in list(_timer_origins.items()) if shiboken6.isValid(t) and t.isActive()]


def _start_from_the_light_theme(app: Any) -> None:
    """The same style, colours and theme for every window test, whatever the one before it chose."""
    with contextlib.suppress(ModuleNotFoundError):
        from mmgui.gui.kit.theme import apply, current

        if getattr(app, "theme_of_tests", None) != current():
            apply(app, "light")
            app.theme_of_tests = current()
