"""Falls: how the next start learns that the program ended without being closed, and what was running then.

Each process holds a file of its own in the log folder, locked as long as it lives. Into it faulthandler writes the
lines of code when a library below Python crashes; a usual end removes it. So a file that is left over and no longer
locked tells of a fall: with those lines, or without any if the process was killed or the power went.
"""

import contextlib
import faulthandler
import logging
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from mmgui import __version__
from mmgui.core.file_lock import lock_file
from mmgui.core.logs import describe, log_path

Kind: TypeAlias = Literal["window", "command"]
_KEPT: Final = 5  # falls of a kind whose details are kept
_LONGEST: Final = 200_000  # bytes that are read; a hundred threads of a hundred lines are less
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fall:
    """One fall. text: the lines of code that ran, "" if it left none; path: where they are kept, None if none."""

    text: str
    path: Path | None


class FallWatch:
    """This process's file, from creation until `end`. Without a word there is none if the folder cannot be written."""

    def __init__(self, kind: Kind) -> None:
        self._path = _folder() / f"{kind}-{time.strftime('%Y-%m-%d-%H%M%S')}-{os.getpid()}.txt"
        self._handle: int | None = None
        self._is_enabled = False
        with contextlib.suppress(OSError):
            self._begin(kind)

    def _begin(self, kind: Kind) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        try:
            lock_file(self._handle)
            python = ".".join(map(str, sys.version_info[:3]))
            began = time.strftime("%Y-%m-%d %H:%M:%S")
            self._write(f"# mmgui {__version__} ({kind}), Python {python}, {sys.platform}, begun {began}\n")
        except OSError:
            self.end()
            raise
        if not faulthandler.is_enabled():  # whoever said `python -X faulthandler` wants to read it elsewhere
            faulthandler.enable(self._handle, all_threads=True)
            self._is_enabled = True

    def keep(self, error: BaseException) -> None:
        """This error ends the program: the next start shall tell of it."""
        with contextlib.suppress(OSError):
            self._write(f"\n{describe(error)}\n")
        self._close()

    def end(self) -> None:
        """The program ends as it should. Calling it again does nothing."""
        if self._handle is None:
            return
        with contextlib.suppress(OSError):
            os.ftruncate(self._handle, 0)  # between closing and removing it is nobody's fall
        self._close()
        with contextlib.suppress(OSError):
            self._path.unlink()

    def _write(self, text: str) -> None:
        if self._handle is not None:
            os.write(self._handle, text.encode())

    def _close(self) -> None:
        if self._is_enabled:
            faulthandler.disable()
            self._is_enabled = False
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


@contextlib.contextmanager
def watch_for_falls(kind: Kind) -> Iterator[FallWatch]:
    """Hold a `FallWatch` inside. An error that leaves is a fall too; an interrupt or `sys.exit` is not."""
    watch = FallWatch(kind)
    try:
        yield watch
    except Exception as error:
        watch.keep(error)
        raise
    finally:
        watch.end()


def take_falls(kind: Kind) -> list[Fall]:
    """The falls of this kind since the last call, oldest first. Each is given once, to one process.

    The last few that left details are kept in the folder `falls`. What cannot be read or moved is passed over.
    """
    falls = []
    for path in _files(_folder(), kind):
        with contextlib.suppress(OSError):
            if (fall := _take(path)) is not None:
                _log.info("an earlier start ended unexpectedly: %s", path.name)
                falls.append(fall)
    for path in _files(_folder() / "falls", kind)[:-_KEPT]:
        with contextlib.suppress(OSError):
            path.unlink()
    return falls


def _take(path: Path) -> Fall | None:
    """None for a process that begins or ends just now. Raises BlockingIOError for one that lives, OSError."""
    if path.stat().st_size == 0:
        return None
    handle = os.open(path, os.O_RDWR)
    try:
        lock_file(handle)
        text = os.read(handle, _LONGEST).decode(errors="replace")
    finally:
        os.close(handle)
    if not text:
        return None
    # Moving or removing it is the claim: of two starts at once only one can.
    if all(line.startswith("#") for line in text.splitlines()):
        path.unlink()
        return Fall("", None)
    kept = path.parent / "falls" / path.name
    kept.parent.mkdir(exist_ok=True)
    path.replace(kept)
    return Fall(text, kept)


def _files(folder: Path, kind: Kind) -> list[Path]:
    """Oldest first: their names begin with the time."""
    with contextlib.suppress(OSError):
        return sorted(folder.glob(f"{kind}-*.txt"))
    return []


def _folder() -> Path:
    return log_path().parent
