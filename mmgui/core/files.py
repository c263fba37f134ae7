"""Writing that never leaves half a file: temporary file, fsync, replace."""

import contextlib
import errno
import json
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

_PIECE = 1 << 20


@contextmanager
def atomic_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a neighbour of `path` for writing; on leaving without an error it takes the place of `path`.

    On any error the old file stays as it was and the temporary one is removed. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = _new_file(path)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _keep_rights(temporary, path)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def check_there(folder: Path) -> None:
    """Raises FileNotFoundError if a folder has gone: what is written by name would make it anew, with nothing in it."""
    if not folder.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))


def _new_file(path: Path) -> tuple[int, Path]:
    """An open new file beside `path`, with the rights of any new file (tempfile would let only the owner read it)."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    while True:
        temporary = path.with_name(f".{path.name[:40]}.{secrets.token_hex(6)}.part")
        with contextlib.suppress(FileExistsError):
            return os.open(temporary, flags, 0o666), temporary


def _keep_rights(temporary: Path, path: Path) -> None:
    """Whoever could read the file that is replaced can read the new one, and nobody else."""
    if os.name != "nt":
        with contextlib.suppress(FileNotFoundError):
            temporary.chmod(path.stat().st_mode & 0o777)


def read_small(path: Path, max_bytes: int) -> bytes:
    """All bytes of a regular file of at most `max_bytes`; never waits for a pipe, never reads a device.

    Raises OSError, also for what is no regular file or too large.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "not an ordinary file", str(path))
        data = read_at_most(file, max_bytes + 1)
    if len(data) > max_bytes:
        raise OSError(errno.EFBIG, "too large", str(path))
    return data


def read_at_most(file: IO[bytes], most_bytes: int) -> bytes:
    """All of an open file, or its first `most_bytes`. Raises OSError.

    `file.read(most_bytes)` would ask the system for that much memory before it looks how long the file is.
    """
    size = min(os.fstat(file.fileno()).st_size + 1, most_bytes)
    pieces = [file.read(size)]
    while len(pieces[-1]) == size > 0:  # it grows while it is read
        most_bytes -= size
        size = min(_PIECE, most_bytes)
        pieces.append(file.read(size))
    return b"".join(pieces)


def write_bytes(path: Path, data: bytes) -> None:
    with atomic_file(path) as file:
        file.write(data)


def write_text(path: Path, text: str) -> None:
    write_bytes(path, text.encode())


def write_json(path: Path, value: Any, default: Callable[[Any], Any] | None = None) -> None:
    write_bytes(path, (json.dumps(value, indent=1, ensure_ascii=False, default=default) + "\n").encode())


def sync_folder(folder: Path) -> None:
    """Make a rename durable, where the system can (Windows cannot open folders)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
