"""T19: closing while training, importing or loading leaves in less than 5 s with code 0, and nothing is half-written.

MMGUI_LEAVING_ROUNDS=100 gives the hundred random moments of the threat list; the default is a handful of them.
"""

import os
import random
import signal
import time
from pathlib import Path

import pytest

from tests.end_to_end.conftest import both_needed, make_scene_project, program, write_table

pytestmark = pytest.mark.slow
ROUNDS = int(os.environ.get("MMGUI_LEAVING_ROUNDS", "6"))
KINDS = ("training", "importing", "loading")

# The real program; a timer does what a person would have clicked, then says "busy".
SCRIPT = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from mmgui.__main__ import main
from mmgui.gui import main_window
kind, target = sys.argv[1], Path(sys.argv[2])
def say():
    print("busy", flush=True)
class Window(main_window.MainWindow):
    def __init__(self, session):
        super().__init__(session)
        self.painted.connect(self.begin)
        self.timer = QTimer(self)
        self.timer.timeout.connect(self.look)
        self.timer.start(10)
        self.is_asked = False
    def begin(self):
        if kind == "training":
            self.commands.open_scene("feelings")
        elif kind == "importing":
            self.commands.take_paths([target])
        else:
            say()
            self.commands.open_path(target)
            self.timer.stop()
    def look(self):
        s = self._session
        if self.is_asked:
            return
        if kind == "training" and s.training.can_start and "train" in self.pages.made:
            self.is_asked = True
            self.start_training()
            say()
        if kind == "importing" and s.project.preview is not None:
            self.is_asked = True
            s.project.import_source(target, s.project.preview.guess)
            say()
main_window.MainWindow = Window
sys.exit(main([]))
"""


@pytest.fixture(scope="module")
def scene_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a small scene project; every round works on a copy."""
    home = tmp_path_factory.mktemp("prepared")
    before = os.environ["MMGUI_HOME"]
    os.environ["MMGUI_HOME"] = str(home)
    try:
        make_scene_project(count=96)
    finally:
        os.environ["MMGUI_HOME"] = before
    return home


@pytest.mark.parametrize("number", range(ROUNDS))
def test_closing_at_a_random_moment(number: int, scene_home: Path, tmp_path: Path) -> None:
    import shutil

    kind = KINDS[number % len(KINDS)]
    delay = random.Random(number).uniform(0.0, 8.0 if kind == "training" else 2.0)
    home = tmp_path / "home"
    shutil.copytree(scene_home, home)
    project = home / "scenes" / "feelings-en.mmproj"
    target = write_table(tmp_path / "table", both_needed(300)) if kind == "importing" else project
    with program(home, kind, target, script=SCRIPT) as mmgui:
        assert mmgui.stdout is not None
        assert mmgui.stdout.readline() == "busy\n", mmgui.communicate()
        time.sleep(delay)  # the random moment is the test
        begin = time.monotonic()
        mmgui.send_signal(signal.SIGTERM)
        _out, err = mmgui.communicate(timeout=60)
        seconds = time.monotonic() - begin
    assert mmgui.returncode == 0, f"{kind} after {delay:.2f} s: {err}"
    assert err == ""
    assert seconds < 5, f"{kind} after {delay:.2f} s: took {seconds:.1f} s"
    _assert_everything_is_whole(home)


def _assert_everything_is_whole(home: Path) -> None:
    from mmgui.core.data.project import Project
    from mmgui.core.inference.predictor import Predictor
    from mmgui.core.run.history import read_history

    for folder in home.rglob("*.mmproj"):
        with Project.open(folder) as project:
            examples = project.example_set()
            assert len(examples) > 0
            for run in project.runs():
                if (run.folder / "history.jsonl").exists():
                    read_history(run.folder / "history.jsonl")
                if (run.folder / "best.safetensors").exists():
                    answer = Predictor.load(run.folder).predict(examples.examples[0].values)
                    assert abs(sum(answer.probabilities) - 1) < 1e-4
    assert not [p for p in home.rglob("*") if p.name.startswith((".making-", ".tmp")) or p.suffix == ".tmp"]
