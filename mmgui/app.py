"""The composition root of the window: settings, session, bridge, window, and what happens to an unexpected error.

Order matters: the window is painted before anything slow is imported; torch follows on the session's own thread.
"""

import argparse
import builtins
import contextlib
import importlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, cast

from mmgui.core import memory
from mmgui.core.falls import Fall, FallWatch, take_falls, watch_for_falls
from mmgui.core.i18n import LANGUAGES, _, join_sentences, language
from mmgui.core.logs import log_bug, start_logging
from mmgui.core.settings import SCHEMES, Settings

if TYPE_CHECKING:
    from mmgui.gui.errors import Banners
    from mmgui.gui.main_window import MainWindow
    from mmgui.session.session import Session

_CLOSE_S = 4.0  # a training stops at its next batch within this time
_IDLE_CLOSE_S = 0.5  # nothing can be lost; a lane may still be importing torch, which cannot be interrupted
_LONGEST_PLACE = 80  # letters of a path in a banner
_log = logging.getLogger(__name__)


def run_window(words: Sequence[str]) -> int:
    """Show the window and work until it is closed. Returns the exit code.

    words: the command line without the program's name; see `mmgui --help`.
    """
    memory.keep_few_heaps()
    start_logging()
    wishes = _parser().parse_args(list(words))
    falls = take_falls("window")
    with watch_for_falls("window") as watch:
        return _work(wishes, falls, watch)


def _work(wishes: argparse.Namespace, falls: Sequence[Fall], watch: FallWatch) -> int:
    settings = Settings.load()
    with _plain_imports():
        from PySide6.QtCore import QCoreApplication
        from PySide6.QtWidgets import QApplication

    QCoreApplication.setApplicationName("mmgui")
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(["mmgui"])
    app.setApplicationDisplayName("Multimodal Playground")
    app.setDesktopFileName("mmgui")
    from mmgui.gui.kit.theme import Scheme, apply
    from mmgui.gui.language import switch_language

    switch_language(wishes.language or settings.language)
    apply(app, cast(Scheme, wishes.appearance or settings.scheme), settings.text_percent)
    from mmgui.gui.kit.icons import icon

    # Torch's library is loaded without the interpreter's lock, so beside the making of the window. The system loads one
    # library at a time: Qt must have all of its own by now, the one for icons with the first that is drawn.
    icon("app").pixmap(16)
    # Several lanes need it at once, and its modules import each other: two threads at it can see half of one.
    importlib.import_module("pydantic.main")
    from mmgui.core.models.torch_start import load_library_ahead

    library = load_library_ahead()
    from mmgui.gui.bridge import Bridge
    from mmgui.gui.main_window import MainWindow
    from mmgui.session.session import Session

    session = Session(settings)
    window = MainWindow(session)
    if falls:
        tell_of_fall(window.banners, falls[-1])
    bridge = Bridge(session, window)
    bridge.bug.connect(window.banners.show_error)
    bridge.ticked.connect(window.status_line.tick)
    session.subscribe("engine", lambda: _after_warm_up(window, session, wishes.say_when))
    window.painted.connect(lambda: _after_first_picture(window, session, bridge.start, wishes, library))
    with unexpected_errors(bridge.report), _interrupts(window):
        window.show()
        code = app.exec()
    return _leave(session, bridge.stop, window, code, watch)


@contextlib.contextmanager
def _plain_imports() -> Iterator[None]:
    """Import PySide inside, and keep Python's own way of importing afterwards.

    PySide puts a hook in its place that reads the source of every module imported from then on, to see whether it uses
    PySide's optional features (we use none). That costs a tenth of torch's import, and it asks half-imported modules of
    pydantic for attributes, which fails when two threads import it (ImportError seen, PySide6 6.11.3, pydantic 2.14).
    """
    plain = builtins.__import__
    try:
        yield
    finally:
        builtins.__import__ = plain


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mmgui", description=_("Opens the window. “mmgui --help” lists the commands that need none.")
    )
    parser.add_argument("path", nargs="?", type=Path, help=_("a project, a table, a folder or a model to open"))
    parser.add_argument("--scene", metavar="NAME", help=_("open this built-in scene"))
    parser.add_argument("--language", choices=tuple(LANGUAGES), help=_("the language of this start"))
    parser.add_argument(
        "--appearance",
        choices=SCHEMES,
        help=_("the colours of this start"),
    )
    parser.add_argument("--place", choices=("home", "data", "train", "results", "try"), help=_("the place to begin at"))
    parser.add_argument("--say-when", action="store_true", help=_("print “painted” and “ready” when that happens"))
    return parser


def _after_first_picture(
    window: "MainWindow",
    session: "Session",
    start: Callable[[], None],
    wishes: argparse.Namespace,
    library: threading.Thread | None,
) -> None:
    """The window is on the screen: now the slow things may begin."""
    _say("painted", wishes.say_when)
    start()
    session.warm_up_engine(library)
    if wishes.place:
        window.show_place(wishes.place)
    if wishes.scene is not None:
        session.project.open_scene(wishes.scene, language())
        window.show_place("train")
    if wishes.path is not None:
        window.commands.take_paths([wishes.path.absolute()])


def _after_warm_up(window: "MainWindow", session: "Session", is_said: bool) -> None:
    if session.is_engine_ready:
        _say("ready", is_said)
        window.pages.load_others()


def _say(word: str, is_wished: bool) -> None:
    if is_wished:
        with contextlib.suppress(OSError, AttributeError):
            sys.stdout.write(f"{word}\n")
            sys.stdout.flush()


def _leave(
    session: "Session", stop_bridge: Callable[[], None], window: "MainWindow", code: int, watch: FallWatch
) -> int:
    """Stop the work, keep what was learnt, end in time even if a lane hangs."""
    window.hide()
    has_work = session.training.is_active or session.shown_job is not None
    ended = session.close(_CLOSE_S if has_work else _IDLE_CLOSE_S)
    stop_bridge()
    window.deleteLater()
    if not ended:
        _log.info("a lane was still busy at the end")
        logging.shutdown()
        watch.end()
        os._exit(code)
    return code


def tell_of_fall(banners: "Banners", fall: Fall) -> None:
    """Say above the page that the program fell the last time, and where the details are."""
    saved = _("Changes are saved at once, a training from time to time: the Train page can continue it from there.")
    if fall.path is None:
        banners.add(
            "bug",
            _("The program ended unexpectedly the last time; nothing in your projects was lost."),
            join_sentences(
                [_("It left no details, as after a power cut, a log-out, or when the memory runs out."), saved]
            ),
        )
        return
    place = str(fall.path)
    if len(place) > _LONGEST_PLACE:
        half = _LONGEST_PLACE // 2
        place = f"{place[:half]}…{place[-half:]}"
    banners.add(
        "bug",
        _(
            "The program ended unexpectedly the last time; nothing in your projects was lost, and the details are in "
            "“{place}”."
        ).format(place=place),
        saved,
        f"{fall.path}\n\n{fall.text}",
    )


@contextlib.contextmanager
def unexpected_errors(report: Callable[[BaseException], None]) -> Iterator[None]:
    """Log every uncaught exception once and hand it to `report`, from whatever thread; the program goes on.

    PySide calls `sys.excepthook` in the raising thread for a slot, a timer or an overridden method; plain threads come
    through `threading.excepthook`.
    """

    def caught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None:
            error = kind()
        if issubclass(kind, KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
            return
        if error.__traceback__ is None:
            error = error.with_traceback(trace)
        log_bug(error)
        report(error)

    def caught_in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_type is not SystemExit:
            caught(args.exc_type, args.exc_value, args.exc_traceback)

    before = sys.excepthook, threading.excepthook
    sys.excepthook, threading.excepthook = caught, caught_in_thread
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = before


@contextlib.contextmanager
def _interrupts(window: "MainWindow") -> Iterator[None]:
    """Ctrl-C, a polite kill and a terminal that is closed (not under `nohup`) close the window the usual way.

    The bridge's timer lets Python see the signal.
    """
    from PySide6.QtCore import QTimer

    def close(_number: int, _frame: FrameType | None) -> None:
        QTimer.singleShot(0, window, window.close)  # not here: Python may be in the middle of painting

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [signal.SIGINT, signal.SIGTERM]
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        numbers.append(signal.SIGHUP)
    before = {number: signal.signal(number, close) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
