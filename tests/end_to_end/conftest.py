"""The whole program: the real window over a real session, and small projects to open with it."""

import csv
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from mmgui.core.settings import Settings
from mmgui.session.jobs import Job
from mmgui.session.session import Session

HERE = Path(__file__).parent
LEFT = Qt.MouseButton.LeftButton
COLOURS = {"red": (220, 40, 40), "blue": (40, 60, 220)}
PATIENCE_MS = 90_000  # for what trains; nothing waits that long where all is well


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform warns of every window with a minimum size; no real one does."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("does not support propagateSizeHints"))


# -- a model that was trained: its module says `run` ----------------------------------------------------------------


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """Small steps on a busy machine: two threads that wait for each other take up to sixteen times as long."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def predictor(run: Path) -> Any:
    from mmgui.core.inference.predictor import Predictor

    return Predictor.load(run)


@pytest.fixture
def mmgui(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    """`mmgui("predict", run, …)` → exit code, stdout and stderr of the command, in this process."""
    from mmgui.__main__ import main

    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "C.UTF-8")

    def answer(*words: object) -> tuple[int, str, str]:
        capfd.readouterr()
        code = main([str(word) for word in words])
        return code, *capfd.readouterr()

    return answer


@pytest.fixture
def printed(mmgui: Callable[..., tuple[int, str, str]]) -> Callable[..., str]:
    """`printed("predict", run, …)` → stdout of a command that goes well."""

    def answer(*words: object) -> str:
        code, out, err = mmgui(*words)
        assert code == 0, err
        return out

    return answer


# -- in this process -------------------------------------------------------------------------------------------------


@pytest.fixture
def session() -> Iterator[Session]:
    made = Session(Settings())
    yield made
    assert made.close(30.0), "a lane did not end"


@pytest.fixture
def window(qtbot: Any, session: Session, home: Path) -> Iterator[Any]:
    """The main window as `mmgui.app` puts it together, with every page made."""
    from mmgui.gui.bridge import Bridge
    from mmgui.gui.main_window import MainWindow

    made: Any = MainWindow(session)
    made.bridge = Bridge(session, made)
    made.bridge.bug.connect(made.banners.show_error)
    made.bridge.ticked.connect(made.status_line.tick)
    made.bridge.start()
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    session.warm_up_engine()
    qtbot.waitUntil(lambda: session.is_engine_ready, timeout=PATIENCE_MS)
    made.pages.load_others()
    qtbot.waitUntil(lambda: len(made.pages.made) == 5, timeout=PATIENCE_MS)
    yield made
    made.bridge.stop()
    made.close()
    made.deleteLater()


@pytest.fixture
def wait(qtbot: Any, window: Any) -> Callable[..., None]:
    """`wait(condition)`: the window works until it is true; an unexpected message fails at once, with its text."""

    def until(condition: Callable[[], bool], *, messages: bool = False) -> None:
        def reached() -> bool:
            if not messages and window.banners.shown:
                told = "; ".join(f"{b.kind}: {b.message} {b.hint} {b.detail}" for b in window.banners.shown)
                pytest.fail(f"a message came instead: {told}")
            return condition()

        qtbot.waitUntil(reached, timeout=PATIENCE_MS)

    return until


@pytest.fixture
def page(window: Any) -> Callable[[str], Any]:
    """`page("train")`, shown."""

    def show(place: str) -> Any:
        window.actions_table.trigger(f"go_{place}")
        return window.pages.made[place]

    return show


# -- projects and tables ---------------------------------------------------------------------------------------------


def make_scene_project(count: int = 120, language: str = "en") -> Path:
    """The project that the big card opens, with fewer examples than the program would make itself."""
    from mmgui.session.project_names import SceneKey
    from mmgui.session.scene_project import open_or_make

    project = open_or_make(SceneKey("feelings", language), count, Job("making", lambda _job: None))
    project.close()
    return project.folder


@pytest.fixture
def small_scene(home: Path) -> Path:
    return make_scene_project()


Row = tuple[str, str, str]


def write_table(folder: Path, rows: Sequence[Row], columns: Row = ("picture", "text", "label")) -> Path:
    """FOLDER/posts.csv with these rows; a picture cell "red" or "blue" becomes a small file of that colour."""
    folder.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(0)
    written = []
    for number, (colour, text, label) in enumerate(rows):
        name = ""
        if colour:
            noise = generator.integers(-30, 30, (24, 24, 3))
            pixels = np.clip(np.array(COLOURS[colour]) + noise, 0, 255).astype(np.uint8)
            name = f"{number}.png"
            Image.fromarray(pixels).save(folder / name)
        written.append((name, text, label))
    with (folder / "posts.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([columns, *written])
    return folder / "posts.csv"


def both_needed(count: int = 60) -> list[Row]:
    """same = (red, yes) or (blue, no), else other."""
    rows = []
    for number in range(count):
        colour, word = ("red", "blue")[number % 2], ("yes", "no")[number // 2 % 2]
        label = "same" if (colour == "red") == (word == "yes") else "other"
        rows.append((colour, f"{word} says number {number}", label))
    return rows


# -- as a process of its own -----------------------------------------------------------------------------------------


@contextmanager
def program(
    home: Path, *words: object, display: str | None = None, script: str | None = None
) -> Iterator[subprocess.Popen[str]]:
    """`mmgui WORDS` (or a script that starts it) with its own home; killed at the end if it still lives."""
    environment = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY")}
    environment |= {"MMGUI_HOME": str(home), "QT_QPA_PLATFORM": "xcb" if display else "offscreen", "LANG": "C.UTF-8"}
    if display:
        environment["DISPLAY"] = display
    start = ["-c", script] if script else ["-m", "mmgui"]
    process = subprocess.Popen(
        [sys.executable, *start, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


# -- what a person does ----------------------------------------------------------------------------------------------


def drop(window: Any, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(600, 400), copy, mime, LEFT, none))


@pytest.fixture
def trained(window, session, wait, tmp_path: Path) -> Iterator[Path]:
    """A small table, imported by a drop and the Import button, and trained for two epochs."""
    table = write_table(tmp_path / "own", both_needed())
    drop(window, table)
    wait(lambda: session.project.preview is not None)
    data = window.pages.made["data"]
    data.mapping.import_button.click()
    wait(lambda: session.project.is_open and not session.jobs.active)
    train(window, session, wait, epochs=2)
    yield table


def train(window: Any, session: Any, wait: Any, epochs: int) -> None:
    from mmgui.core.run.experiment import Experiment

    session.training.start(Experiment(preset="quick", epochs=epochs, settings={"threads": 1}))
    wait(lambda: not session.training.is_active and not session.jobs.active)
    assert session.training.finished is not None
