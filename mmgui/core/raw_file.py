"""Opening a person's file so that nothing can block or surprise: only regular files, never a pipe or a device."""

import os
import stat
from pathlib import Path
from typing import IO

from mmgui.core.errors import DataError
from mmgui.core.file_content import note_content
from mmgui.core.files import read_at_most
from mmgui.core.i18n import _

MAX_BYTES = 256 * 1024 * 1024  # more than 40 megapixels of uncompressed BMP


def open_raw(path: Path, name: str = "") -> IO[bytes]:
    """Open a regular file for reading.

    `name` is what an error calls the file (default: its own name). Never blocks: a pipe, a device or a folder is
    refused before it is opened. Raises DataError that names the file.
    """
    shown = name or path.name or str(path)
    try:
        _refuse_special(os.stat(path).st_mode, shown, path)  # noqa: PTH116 (Path.stat() cannot take odd names either)
        # The file may have become a pipe since: open without waiting for a writer, and look again.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        try:
            _refuse_special(os.fstat(handle).st_mode, shown, path)
            return os.fdopen(handle, "rb")
        except BaseException:
            os.close(handle)
            raise
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the path
        raise _refusal(error, shown, path) from error


def read_raw(path: Path, name: str = "", max_bytes: int = MAX_BYTES) -> bytes:
    """All bytes of a regular file of at most `max_bytes`. Raises DataError that names the file."""
    shown = name or path.name or str(path)
    with open_raw(path, name) as file:
        try:
            status = os.fstat(file.fileno())
            data = read_at_most(file, max_bytes + 1)
        except OSError as error:
            raise _refusal(error, shown, path) from error
    if len(data) > max_bytes:
        raise DataError(
            _("“{name}” is larger than {limit} MB.").format(name=shown, limit=max_bytes // 2**20),
            _("Save a smaller version of it."),
            file=path,
        )
    note_content(path, status, data)
    return data


def _refuse_special(mode: int, name: str, path: Path) -> None:
    if stat.S_ISREG(mode):
        return
    if stat.S_ISDIR(mode):
        raise DataError(_("“{name}” is a folder, not a file.").format(name=name), file=path)
    raise DataError(
        _("“{name}” is not an ordinary file.").format(name=name), _("Copy its content to a file."), file=path
    )


def _refusal(error: Exception, name: str, path: Path) -> DataError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return DataError(
            _("“{name}” was not found.").format(name=name),
            _("Check its name, and whether it was moved."),
            str(error),
            file=path,
        )
    if isinstance(error, PermissionError):
        return DataError(
            _("“{name}” may not be read.").format(name=name), _("Check its permissions."), str(error), file=path
        )
    return DataError(_("“{name}” cannot be read.").format(name=name), detail=str(error), file=path)
