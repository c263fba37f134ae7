"""The program's log: a small rotating file in the data folder that never holds what a person typed or loaded.

Messages of exceptions may quote a person's data ("could not convert 'dear diary' to float"), so only their type and
the lines of code are written. What we log ourselves names our own steps, never contents.
"""

import logging
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import IO, TypeAlias

from mmgui.core.i18n import _
from mmgui.core.paths import data_folder

_SIZE = 500_000  # bytes per file; three old ones are kept
_MARK = "_mmgui_is_logged"
_ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
_logger = logging.getLogger("mmgui")
_lock = threading.Lock()


def log_path() -> Path:
    return data_folder() / "logs" / "mmgui.log"


def start_logging() -> None:
    """Write what the program logs from now on. Costs nothing until the first line; calling it again does nothing."""
    with _lock:
        if any(isinstance(h, _LogFile) for h in _logger.handlers):
            return
        _logger.addHandler(_LogFile(log_path()))
        _logger.setLevel(logging.INFO)


def log_bug(error: BaseException) -> str:
    """Log a bug of ours once, however often it is reported; returns where the details are (for the person)."""
    with _lock:
        is_new = not getattr(error, _MARK, False)
    if is_new:
        _logger.error("bug", exc_info=error)
        _mark(error)
    path = log_path()
    return str(path) if path.is_file() else _("no log: {folder} cannot be written").format(folder=path.parent)


def is_logged(error: BaseException) -> bool:
    return bool(getattr(error, _MARK, False))


def _mark(error: BaseException) -> None:
    try:
        setattr(error, _MARK, True)
    except AttributeError:  # an exception class with slots: it may be logged twice then
        return


class _LogFile(RotatingFileHandler):
    """Opened with the first line; a full disk or a read-only home is not worth a message."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=_SIZE, backupCount=3, encoding="utf-8", delay=True)
        self.setFormatter(_Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))

    def _open(self) -> IO[str]:  # type: ignore[override]
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            if is_logged(error):
                return
            _mark(error)
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        """Nowhere to tell it."""


class _Formatter(logging.Formatter):
    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 (logging's name)
        return "" if ei[1] is None else describe(ei[1])

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have cached a text with the message in it
        text = super().format(record)
        record.exc_text = None
        return text


def describe(error: BaseException) -> str:
    """The lines of code and the types of an error and its causes, without their messages."""
    parts: list[str] = []
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        lines = "".join(traceback.format_tb(link.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{lines}{_kind(link)}")
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\n\ncaused the error above:\n".join(parts)


def _kind(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, OSError) and error.strerror:
        return f"{name}: {error.strerror}"
    if isinstance(error, (ImportError, MemoryError, RecursionError, NotImplementedError)):
        return f"{name}: {error}"  # these speak of code and machine only
    return name
