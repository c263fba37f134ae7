"""One seed of `monkey.py`, which starts this as a process of its own: the real program, and who acts at random in it.

Wrappers of what Qt made for itself are avoided (no findChildren, no allWidgets): they would change when PySide lets go
of what. So buttons and widgets are those that Python knows, and the mouse goes to a place of the window.
"""

import argparse
import builtins
import contextlib
import ctypes
import faulthandler
import importlib
import json
import logging
import os
import random
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil
import shiboken6
from PySide6 import QtWidgets
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QThread, QTimer, QtMsgType, QUrl, qInstallMessageHandler
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputMethodEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from mmgui.__main__ import main as start_program
from mmgui.core import memory
from mmgui.core.i18n import set_language
from mmgui.core.race.entrants import RacePlan
from mmgui.core.run.experiment import Experiment
from mmgui.gui import main_window
from mmgui.gui.kit.text_size import STEPS
from mmgui.session.session import Session

builtins.__import__ = importlib.__import__  # PySide's own fails on half-imported modules, see mmgui.app

REST_S = 60.0  # a tour waits so long for what it began
OWN_NOISE = ("This plugin does not support", "occurs outside target window")
COUNT, MEASURE_EVERY, MOST_RUNS = 60, 500, 5  # examples of a scene; actions, always without a project; runs of one
_NAMES = (
    "posts/posts.csv",
    "classes",
    "broken.csv",
    "utf16.csv",
    "a.png",
    "nothing",
    "gone.csv",
    "t.xlsx",
    "t.parquet",
)
SOURCES = [f"material/{name}" for name in _NAMES]
PROJECTS = ["scenes/feelings-en.mmproj", "scenes/feelings-zh_CN.mmproj", "projects/empty.mmproj", "gone.mmproj"]
Action = tuple[str, list[Any]]

# fmt: off
TEXTS = [
    "what a lovely day", "今天真是太好了，谢谢你", "🙃🔥👩‍👩‍👧 é̂", "<b>&amp;</b> %s {0} \\n",
    "long " * 60, "\u202eabc\n\t ",
]
KEYS = [
    "Tab", "Shift+Tab", "Return", "Escape", "Space", "Left", "Right", "Up", "Down", "Home", "End", "PgUp", "PgDown",
    "Del", "Backspace", "Menu", "F1", "F11", "Alt+F", "Alt+V", "Ctrl+A", "Ctrl+C", "Ctrl+X", "Ctrl+V", "Ctrl+Z",
    "Ctrl+Shift+Z", "Ctrl+R", "Ctrl+P", "Ctrl+.", "Ctrl+W", "Ctrl+N", "Ctrl+O", "Ctrl+I", "Ctrl+Shift+I", "Ctrl+M",
    "Ctrl+Shift+S", "Ctrl+T", "Ctrl+1", "Ctrl+2", "Ctrl+3", "Ctrl+4", "Ctrl+5",
]
TRIGGERS = [
    "new_project", "open_project", "close_project", "close_project", "import_file", "import_folder", "load_model",
    "save_report", "save_predictions", "undo", "redo", "start_training", "pause_training", "stop_training",
    "full_screen", "help", "about", "toggle_theme", "rename_project", "copy_project", "save_examples",
    "save_model",
]
WEIGHTS = {  # what takes seconds comes rarely: 20 000 actions shall not take all day
    "click": 34, "mouse": 20, "place": 9, "key": 8, "trigger": 7, "write": 6, "wheel": 3, "stop": 3, "scene": 1,
    "take": 1, "drop": 1, "project": 1, "language": 1, "size": 1, "train": 0.2, "bring": 0.4, "scheme": 0.2,
    "race": 0.1, "tidy": 1,
}
# fmt: on
ONE_OF: dict[str, Sequence[Any]] = {
    "key": KEYS,
    "trigger": TRIGGERS,
    "place": ["home", "data", "train", "results", "try"],
    "scene": ["en", "zh_CN"],
    "project": PROJECTS,
    "bring": SOURCES,
    "train": [1, 2, 3, 4],
    "race": [1, 2, 3],
    "stop": ["pause", "stop", "stop", "stop"],
    "language": ["en", "zh_CN"],
    "scheme": ["light", "dark", "contrast", "contrast-light", "system"],
}


class Book(logging.Handler):
    """What the parent reads: actions in one file, everything else as lines of JSON in another.

    As a handler of the program's log it hears of every bug that the program itself reports.
    """

    def __init__(self, stem: Path) -> None:
        super().__init__(logging.WARNING)
        self._log = stem.with_suffix(".log").open("w", buffering=1, encoding="utf-8")
        self._notes = stem.with_suffix(".json").open("w", buffering=1, encoding="utf-8")
        self.actions = 0

    def act(self, verb: str, args: Sequence[Any]) -> None:
        self.actions += 1
        self._log.write(f"{self.actions}\t{verb}\t{json.dumps(args, ensure_ascii=False)}\n")

    def note(self, kind: str, value: Any) -> None:
        self._notes.write(json.dumps({kind: value, "at": self.actions}, ensure_ascii=False) + "\n")

    def emit(self, record: logging.LogRecord) -> None:
        self.note("bug" if record.levelno >= logging.ERROR else "warning", self.format(record))

    def hear_qt(self, kind: QtMsgType, _context: object, text: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not any(words in text for words in OWN_NOISE):
            self.note("qt", text)

    def measure(self) -> None:
        memory.give_back()  # as a lane does that rests: what is left is in use, or cannot be given back
        me, known = psutil.Process(), shiboken6.getAllValidWrappers()
        found = {"MB": me.memory_info().rss / 1e6, "handles": me.num_fds(), "threads": threading.active_count()}
        widgets = sum(isinstance(w, QtWidgets.QWidget) for w in known)
        found |= {name: value for name, value in (("MB in use", heap_in_use()), ("MB private", private())) if value}
        found |= {"OS threads": me.num_threads(), "widgets": widgets, "wrappers": len(known)}
        # Not len(gc.get_objects()): it takes hold of tuples that other threads are just making, which then fail.
        self.note("measure", found | {"blocks": sys.getallocatedblocks()})


def private() -> float | None:
    """MB of memory of this process alone: without files of libraries, whose pages come when they are touched."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1e3 for line in lines if line.startswith("RssAnon")), None)


class _Heap(ctypes.Structure):
    """struct mallinfo2 of glibc."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()  # noqa: SIM905
    ]


def heap_in_use() -> float | None:
    """MB that the program holds of glibc's main heap and of whole mappings: what a leak makes grow, gaps left out."""
    ask: Any = getattr(ctypes.CDLL(None), "mallinfo2", None) if sys.platform == "linux" else None
    if ask is None:
        return None
    ask.restype = _Heap
    heap = ask()
    return float(heap.uordblks + heap.hblkhd) / 1e6


class Monkey:
    """Chooses an action from the seed and from what is visible, notes it, does it."""

    def __init__(self, window: Any, session: Any, wishes: argparse.Namespace, book: Book, home: Path) -> None:
        self.window, self.session, self._wishes, self._book, self._home = window, session, wishes, book, home
        self._chance = random.Random(wishes.seed)
        self._replayed = iter(read_actions(wishes.replay)) if wishes.replay else None
        self._tour = self._everything_once() if wishes.tour else iter(())
        self._rest_until = 0.0
        self._pending: list[Action] = []
        self._measure_at = MEASURE_EVERY
        self._end = time.monotonic() + wishes.seconds if wishes.seconds else None
        self.dialogs: list[QFileDialog] = []  # those that wait for an answer
        self._files = SOURCES + PROJECTS + sorted(str(p.relative_to(home)) for p in home.rglob("*.safetensors"))
        # Single shots, started before each action: a repeating timer is silent in the loop of a menu that it opened.
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tick)
        self._set_scheme, self._scheme_at = window.set_scheme, 0
        self._typing_at = 0  # depth of event loops in which a key or the mouse is being used
        window.set_scheme = self._change_scheme
        self._simple: dict[str, Callable[..., None]] = {
            "place": window.show_place,
            "trigger": window.actions_table.trigger,
            "language": window.set_language,
            "scheme": window.set_scheme,
            "text_size": window.set_text_size,
            "scene": lambda language: session.project.open_scene("feelings", language, COUNT),
            "project": lambda name: window.commands.open_path(home / name),
            "take": lambda name: window.commands.take_paths([home / name]),
            "bring": lambda name: session.project.import_source(home / name),
            "leave": session.project.close,
            "measure": book.measure,
        }

    def start(self) -> None:
        self._book.measure()
        self._timer.start(self._wishes.interval_ms)

    def _tick(self) -> None:
        self._timer.start(self._wishes.interval_ms)
        if QThread.currentThread().loopLevel() <= self._typing_at:
            return  # QTest works through events between press and release, on a window that must live until then
        if time.monotonic() < self._rest_until and self._is_busy():
            return
        action = self._next()
        if action is None:
            self._leave()
            return
        verb, args = action
        self._book.act(verb, args)
        try:
            (self._simple.get(verb) or getattr(self, f"_do_{verb}"))(*args)
        except Exception as error:
            text = "".join(traceback.format_exception(error))
            self._book.note("bug" if "/mmgui/" in text else "clumsy", text)

    def _next(self) -> Action | None:
        if self._replayed is not None:
            return next(self._replayed, None)
        is_over = time.monotonic() > self._end if self._end else self._book.actions >= self._wishes.actions
        if self._book.actions >= self._measure_at and not is_over:
            self._measure_at += MEASURE_EVERY
            self._pending += [
                ("dismiss", []),
                ("stop", ["stop"]),
                ("rest", []),
                ("leave", []),
                ("rest", []),
                ("measure", []),
            ]
        if self._pending:
            return self._pending.pop(0)
        return None if is_over else next(self._tour, None) or self._choose()

    def _is_busy(self) -> bool:
        return bool(self.session.jobs.active) or self.session.is_learning

    def _everything_once(self) -> Iterator[Action]:
        """Every page with all its buttons, each kind of work and every look: what is made once is made early."""
        yield "size", [1920, 1080]
        for language in ("zh_CN", "en"):
            yield from (("language", [language]), ("scene", [language]), ("rest", []))
            yield from (("train", [1]), ("rest", []), ("race", [1]), ("rest", []))
            for name in ("import_file", "save_report", "save_predictions", "load_model", "save_model", "save_examples"):
                yield "trigger", [name]
                yield from (("answer", [self._file_answer()]) for _dialog in list(self.dialogs))
                yield "rest", []
            for table in ("t.xlsx", "t.parquet"):
                yield from (("leave", []), ("bring", [f"material/{table}"]), ("rest", []))
            yield from (("scene", [language]), ("rest", []))
            for scheme in ONE_OF["scheme"]:
                self._scheme_at = -1000
                yield "scheme", [scheme]
                yield from (("place", [place]) for place in ONE_OF["place"])
            for percent in (*STEPS, STEPS[0]):  # letters are drawn, and kept, for each size
                yield "text_size", [percent]
                yield from (("place", [place]) for place in ONE_OF["place"])
            for place in ONE_OF["place"]:
                yield from self._all_buttons(place, language)

    def _all_buttons(self, place: str, language: str) -> Iterator[Action]:
        """Each button of a page once, also those that a click brings; what leaves the page is undone."""
        known: set[tuple[str, str]] = set()
        for _round in range(120):
            while QApplication.activePopupWidget() is not None:
                yield "key", ["Escape"]
            yield from (("answer", [None]) for _dialog in list(self.dialogs))
            for _try in range(3):
                if self._target() is not self.window:
                    yield "dismiss", []
            if not self.session.project.is_open:
                yield from (("scene", [language]), ("rest", []))
            yield "place", [place]
            fresh = [name for button in self._shown("click") if (name := _name(button)) not in known]
            if not fresh:
                return
            known.add(fresh[0])
            yield "click", list(fresh[0])
            yield "rest", []

    def _leave(self) -> None:
        over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if over is not None:
            over.close()
            return
        self._timer.stop()
        self._book.measure()
        self._book.act("close", [])
        self.window.is_leaving = True
        self.window.close()

    # -- choosing ----------------------------------------------------------------------------------------------------

    def _choose(self) -> Action:
        pick = self._chance.choice
        if self.dialogs:
            return "answer", [self._file_answer()]
        if QApplication.activePopupWidget() is not None:
            return "key", [pick(("Escape", "Escape", "Down", "Down", "Up", "Right", "Return", "Return"))]
        if self._target() is not self.window and self._chance.random() < 0.3:
            return "dismiss", []
        weights = WEIGHTS if self.session.project.is_open else WEIGHTS | {"scene": 25}
        verb = self._chance.choices(list(weights), list(weights.values()))[0]
        if verb in ONE_OF:
            return verb, [pick(ONE_OF[verb])]
        if verb in ("click", "write"):
            shown = self._shown(verb)
            if not shown:
                return "key", [pick(KEYS)]
            return verb, [*_name(pick(shown)), *([pick(TEXTS)] if verb == "write" else [])]
        handle = self._target().windowHandle()
        point = [self._chance.randrange(max(1, handle.width())), self._chance.randrange(max(1, handle.height()))]
        gestures = ("tap", "tap", "tap", "press", "move", "release", "drag", "double")
        more: dict[str, Callable[[], list[Any]]] = {
            "mouse": lambda: [*point, pick(gestures), pick(("Left", "Left", "Left", "Right", "Middle"))],
            "wheel": lambda: [*point, pick((-480, -120, 120, 480)), pick((False, False, True))],
            "drop": lambda: [*point, pick(self._files)],
            "take": lambda: [pick(self._files)],
            "tidy": list,
            "size": lambda: [self._chance.randint(800, 1920), self._chance.randint(600, 1080)],
        }
        return verb, more[verb]()

    def _file_answer(self) -> str | None:
        """A path that fits the dialog that waits, below the home; None: cancelled."""
        if self._chance.random() < 0.3:
            return None
        if self.dialogs[0].acceptMode() == QFileDialog.AcceptMode.AcceptSave:
            folder = self._chance.choice(("material", "material", "no/such/folder"))
            return f"{folder}/{self._chance.randint(0, 3)}.{self.dialogs[0].defaultSuffix() or 'gif'}"
        return self._chance.choice(self._files)

    def _target(self) -> Any:
        return QApplication.activeModalWidget() or self.window

    def _shown(self, verb: str) -> list[Any]:
        """What can be clicked or written to in the active window, from top to bottom."""
        button, *edits = QtWidgets.QAbstractButton, QtWidgets.QLineEdit, QtWidgets.QPlainTextEdit
        kinds: Any = (button,) if verb == "click" else tuple(edits)
        target, found = self._target(), []
        wrappers: Sequence[Any] = shiboken6.getAllValidWrappers()
        for widget in wrappers:
            if isinstance(widget, kinds) and widget.isVisible() and widget.isEnabled() and widget.window() is target:
                point = widget.mapTo(target, QPoint(0, 0))
                found.append(((point.y(), point.x(), *_name(widget)), widget))
        return [widget for _place, widget in sorted(found, key=lambda pair: pair[0])]

    def _find(self, verb: str, kind: str, name: str) -> Any:
        """The first one of that name, else of that kind, else None."""
        alike = [w for w in self._shown(verb) if type(w).__name__ == kind]
        return next((w for w in alike if _name(w)[1] == name), alike[0] if alike else None)

    def _change_scheme(self, scheme: str) -> None:
        """Other colours take half a second: every 1 000 actions at most, or they were half of the time."""
        if self._book.actions >= self._scheme_at + 1000:
            self._scheme_at = self._book.actions
            self._set_scheme(scheme)

    # -- doing -------------------------------------------------------------------------------------------------------

    def _do_click(self, kind: str, name: str) -> None:
        if (button := self._find("click", kind, name)) is not None:
            button.click()

    def _do_write(self, kind: str, name: str, text: str) -> None:
        """Commit a text as an input method does: the only way to type what is on no keyboard."""
        if (edit := self._find("write", kind, name)) is not None:
            edit.setFocus()
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(edit, event)

    def _do_key(self, name: str) -> None:
        keys: Any = QKeySequence(name)[0]  # type: ignore[index]
        with self._typing():
            QTest.keyClick(self._target().windowHandle(), keys.key(), keys.keyboardModifiers())

    def _do_mouse(self, x: int, y: int, what: str, button: str) -> None:
        with self._typing():
            self._use_mouse(self._target().windowHandle(), QPoint(x, y), what, button)

    @contextlib.contextmanager
    def _typing(self) -> Iterator[None]:
        """Inside, no other action is begun, unless a dialog or menu has come with an event loop of its own."""
        before, self._typing_at = self._typing_at, QThread.currentThread().loopLevel()
        try:
            yield
        finally:
            self._typing_at = before

    def _use_mouse(self, handle: Any, point: QPoint, what: str, button: str) -> None:
        key, plain = Qt.MouseButton[f"{button}Button"], Qt.KeyboardModifier.NoModifier
        if what in ("tap", "press", "drag"):
            QTest.mousePress(handle, key, plain, point)
        if what == "double":
            QTest.mouseDClick(handle, key, plain, point)
        if what in ("move", "drag"):
            point += QPoint(37, 11) if what == "drag" else QPoint()
            QTest.mouseMove(handle, point)
        if what in ("tap", "release", "drag"):
            QTest.mouseRelease(handle, key, plain, point)

    def _do_wheel(self, x: int, y: int, delta: int, is_zoom: bool) -> None:
        held = Qt.KeyboardModifier.ControlModifier if is_zoom else Qt.KeyboardModifier.NoModifier
        target, none, phase = self._target(), Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
        place, on_screen = QPointF(x, y), QPointF(target.mapToGlobal(QPoint(x, y)))
        event = QWheelEvent(place, on_screen, QPoint(), QPoint(0, delta), none, held, phase, False)
        QApplication.sendEvent(target.windowHandle(), event)

    def _do_drop(self, x: int, y: int, name: str) -> None:
        mime, copy = QMimeData(), Qt.DropAction.CopyAction
        mime.setUrls([QUrl.fromLocalFile(str(self._home / name))])
        left, plain, handle = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, self._target().windowHandle()
        QApplication.sendEvent(handle, QDragEnterEvent(QPoint(x, y), copy, mime, left, plain))
        QApplication.sendEvent(handle, QDropEvent(QPointF(x, y), copy, mime, left, plain))

    def _do_answer(self, name: str | None) -> None:
        if self.dialogs and shiboken6.isValid(dialog := self.dialogs.pop(0)):
            if name is not None:
                dialog.fileSelected.emit(str(self._home / name))
            dialog.done(0 if name is None else 1)

    def _do_dismiss(self) -> None:
        if (target := self._target()) is not self.window:
            target.close()

    def _do_train(self, epochs: int) -> None:
        self.session.training.start(Experiment(preset="quick", epochs=epochs))

    def _do_race(self, epochs: int) -> None:
        if self.session.race.can_start and (everyone := self.session.race.everyone()):
            self.session.race.start(RacePlan(everyone[:3], epochs=epochs))

    def _do_stop(self, how: str) -> None:
        for work in (self.session.training, self.session.race):
            change = work.stop if how == "stop" else work.resume if work.status == "paused" else work.pause
            change()

    def _do_tidy(self) -> None:
        """What was added goes again: a project grows by what a person keeps, not by leaks."""
        project = self.session.project
        if not project.is_open or self.session.is_learning:
            return
        for run_id in sorted(run.id for run in project.runs)[: -MOST_RUNS or None]:
            project.delete_run(run_id)
        if added := [example.id for example in project.examples.examples[2 * COUNT :]]:
            project.delete(added)

    def _do_rest(self) -> None:
        self._rest_until = time.monotonic() + REST_S

    def _do_size(self, width: int, height: int) -> None:
        self.window.showNormal()
        self.window.resize(width, height)


def _name(widget: Any) -> tuple[str, str]:
    text = widget.text() if isinstance(widget, QtWidgets.QAbstractButton) else ""
    return type(widget).__name__, widget.objectName() or widget.accessibleName() or text


def read_actions(path: Path) -> list[Action]:
    """The actions of a log, without the closing."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [(verb, json.loads(args)) for _number, verb, args in rows if verb != "close"]


def run_window(wishes: argparse.Namespace, home: Path) -> int:
    """The program with a monkey in it. Returns what the program returns."""
    faulthandler.enable()
    faulthandler.register(signal.SIGUSR1)
    book = Book(wishes.stem)
    logging.getLogger("mmgui").addHandler(book)
    qInstallMessageHandler(book.hear_qt)
    monkeys: list[Monkey] = []

    class Window(main_window.MainWindow):
        is_leaving = False

        def __init__(self, session: Any) -> None:
            super().__init__(session)
            monkeys.append(Monkey(self, session, wishes, book, home))
            self.painted.connect(monkeys[0].start)

        def close(self) -> bool:
            """Quit, in whatever way it is asked for, is for the monkey alone."""
            return super().close() if self.is_leaving else False

    def leave_at_once(code: int) -> None:
        faulthandler.dump_traceback()
        book.note("busy", code)
        leave(code)

    leave, os._exit = os._exit, leave_at_once  # type: ignore[assignment]
    main_window.MainWindow = Window  # type: ignore[misc]
    QFileDialog.open = lambda dialog, *_: monkeys[0].dialogs.append(dialog)  # type: ignore[method-assign]
    code = start_program([])
    others = [t for t in threading.enumerate() if t is not threading.main_thread()]
    for thread in others:
        thread.join(2)
    children = [f"child {child.name()}" for child in psutil.Process().children(recursive=True)]
    book.note("left", [*(f"thread {t.name}" for t in others if t.is_alive()), *children])
    return code


def make_home(home: Path) -> None:
    """Scenes, one quick training, an empty project and things to import. MMGUI_HOME must be `home` already."""
    write_material(home / "material")
    session = Session()
    is_idle = lambda: not session.jobs.active and not session.is_learning  # noqa: E731
    session.project.create(home / PROJECTS[2])
    assert session.wait(seconds=60, until=is_idle)
    for language in ("zh_CN", "en"):
        set_language(language)
        session.project.open_scene("feelings", language, COUNT)
        assert session.wait(seconds=120, until=is_idle)
    session.training.start(Experiment(preset="quick", epochs=3))
    assert session.wait(seconds=300, until=is_idle) and session.training.finished, session.take_messages()
    assert session.close(30)


def write_material(folder: Path) -> None:
    """A table with pictures, a folder per class, and what cannot be read."""
    import polars
    from PIL import Image

    from mmgui.core.data.exporting import export_table

    rows = ["picture,text,label"]
    for number in range(16):
        colour = ("red", "blue")[number % 2]
        picture = Image.new("RGB", (40, 30), colour)
        picture.putpixel((number, 0), (255, 255, 255))
        for place in (folder / "posts", folder / "classes" / colour):
            place.mkdir(parents=True, exist_ok=True)
            picture.save(place / f"{number}.png")
        rows.append(f"{number}.png,{('yes', 'no')[number // 2 % 2]} 好 {number},{('same', 'other')[number % 3 > 0]}")
    (folder / "posts" / "posts.csv").write_text("\n".join(rows), encoding="utf-8")
    cells = [line.split(",") for line in rows]
    export_table(folder / "t.xlsx", cells[0], cells[1:])
    polars.DataFrame(cells[1:], schema=cells[0], orient="row").write_parquet(folder / "t.parquet")
    (folder / "broken.csv").write_bytes(b'picture,text\n"x,\x00\xff\xfe\n../../etc/passwd,,,,\n' + bytes(range(256)))
    (folder / "utf16.csv").write_text("文字,label\n你好,a\n再见,b\n", encoding="utf-16")
    Image.new("RGB", (64, 48), "green").save(folder / "a.png")
    (folder / "nothing").mkdir()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--stem", type=Path)
    parser.add_argument("--actions", type=int)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--interval-ms", type=int)
    parser.add_argument("--replay", type=Path)
    parser.add_argument("--tour", action="store_true")
    parser.add_argument("--prepare", action="store_true")
    wishes = parser.parse_args()
    home = Path(os.environ["MMGUI_HOME"])
    if wishes.prepare:
        make_home(home)
        return 0
    return run_window(wishes, home)


if __name__ == "__main__":
    sys.exit(main())
