"""What a file holds, as a short key: equal files have equal keys, wherever they lie. Each file is read once."""

import filecmp
import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_WHOLE_FILE: Final = 2**20  # larger files are known by size and both ends, so that starting stays fast
_ENDS: Final = 2**16
_MOST_KNOWN: Final = 200_000  # files, of about 300 bytes each

_Seen = tuple[str, int, int]  # path, size, mtime_ns
_known: dict[_Seen, str] = {}  # so whoever asks again for an unchanged file gets the same answer at once


@dataclass(frozen=True, slots=True)
class FileContent:
    """key: the hash of a file's bytes; of a large file that of its size and both ends, which says nothing of its
    middle. mtime_ns: when it was changed last."""

    key: str
    is_large: bool
    mtime_ns: int


def file_content(path: Path) -> FileContent:
    """Raises OSError."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError(f"{path.name} is not a file")
    seen = (str(path), status.st_size, status.st_mtime_ns)
    key = _known.get(seen) or _remember(seen, _read_key(path, status.st_size))
    return FileContent(key, status.st_size > _WHOLE_FILE, status.st_mtime_ns)


def note_content(path: Path, status: os.stat_result, data: bytes) -> None:
    """Somebody has read the whole file anyway: nobody has to open it again for its key."""
    if len(data) == status.st_size:
        _remember((str(path), status.st_size, status.st_mtime_ns), key_of_bytes(data))


def key_of_bytes(data: bytes) -> str:
    """The key that a file with these bytes has."""
    digest = hashlib.blake2b(digest_size=16)
    if len(data) <= _WHOLE_FILE:
        digest.update(data)
    else:
        for piece in (str(len(data)).encode(), data[:_ENDS], data[-_ENDS:]):
            digest.update(piece)
    return digest.hexdigest()


def same_content() -> Callable[[str], str]:
    """For a path, a text that is the same for equal files only: large files with one key are compared byte by byte.

    A file that cannot be read is equal to none but itself.
    """
    firsts: dict[str, list[str]] = {}  # by key: large files that differ in spite of it

    def content(path: str) -> str:
        try:
            found = file_content(Path(path))
            if not found.is_large:
                return found.key
            known = firsts.setdefault(found.key, [])
            for number, other in enumerate(known):
                if other == path or filecmp.cmp(other, path, shallow=False):
                    return f"{found.key}-{number}"
        except OSError:
            return path
        known.append(path)
        return f"{found.key}-{len(known) - 1}"

    return content


def _remember(seen: _Seen, key: str) -> str:
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    _known[seen] = key
    return key


def _read_key(path: Path, size: int) -> str:
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        if size <= _WHOLE_FILE:
            digest.update(file.read())
        else:
            digest.update(str(size).encode())
            digest.update(file.read(_ENDS))
            file.seek(-_ENDS, os.SEEK_END)
            digest.update(file.read(_ENDS))
    return digest.hexdigest()


__all__ = ["FileContent", "file_content", "key_of_bytes", "note_content", "same_content"]
