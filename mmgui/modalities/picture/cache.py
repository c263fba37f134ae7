"""Every distinct picture is decoded once, through the one gate, into a memory-mapped file that later runs find again.

A pack is an array (n, size, size, 3) uint8 with an index of what each row shows. A new set of pictures takes over the
rows that an older pack has and decodes only the rest. Packs are whole or absent (temporary file, then rename); all of
them together are bounded, the longest unused goes first.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem
from mmgui.core.errors import DataError
from mmgui.core.file_content import file_content
from mmgui.core.files import write_json
from mmgui.core.paths import cache_folder
from mmgui.modalities.picture.values import read_picture, resize_picture

MAX_CACHE_BYTES: Final = 4 * 2**30
_VERSION: Final = 1  # raise it when read_picture or resize_picture gives other pixels than before


@dataclass(frozen=True)
class CachedPictures:
    """pixels: (n, size, size, 3) uint8, memory-mapped read-only. rows: which one shows each path, -1 = none."""

    pixels: NDArray[np.uint8]
    rows: NDArray[np.int64]
    problems: tuple[Problem, ...]
    decoded: int


def cache_pictures(
    paths: Sequence[str], size_px: int, *, cancel: CancelToken, folder: Path | None = None
) -> Iterator[tuple[int, int] | CachedPictures]:
    """Decode what is not yet decoded; gives (done, total) now and then, and the pictures as the last value.

    paths: distinct. A picture that cannot be read becomes a problem and the row -1. Raises Cancelled; OSError if the
    cache folder cannot be written.
    """
    folder = (folder or cache_folder() / "pictures") / f"{size_px}"
    folder.mkdir(parents=True, exist_ok=True)
    problems: dict[int, Problem] = {}
    keys: list[str | None] = []
    for number, path in enumerate(paths):
        if number % 256 == 0:
            cancel.raise_if_cancelled()
        try:
            keys.append(picture_key(Path(path)))
        except OSError as error:
            keys.append(None)
            problems[number] = Problem(Path(path).name, str(error.strerror or error))
    wanted = list(dict.fromkeys(key for key in keys if key is not None))
    name = hashlib.blake2b("\n".join(wanted).encode(), digest_size=16).hexdigest()
    target = folder / f"{name}.npy"
    decoded = 0
    index = _read_index(target)
    if index is None:
        known = _known_rows(folder, set(wanted))
        first = {key: number for number, key in reversed(list(enumerate(keys))) if key is not None}
        work = _temporary(folder)
        try:
            pixels = np.lib.format.open_memmap(
                work, mode="w+", dtype=np.uint8, shape=(max(1, len(wanted)), size_px, size_px, 3)
            )
            index = {}
            for row, key in enumerate(wanted):
                if key in known:
                    pixels[row] = known[key][0][known[key][1]]
                    index[key] = row
                    continue
                cancel.raise_if_cancelled()
                if decoded % 8 == 0:
                    yield row, len(wanted)
                try:
                    pixels[row] = resize_picture(read_picture(Path(paths[first[key]])), size_px)
                    index[key] = row
                except DataError as error:
                    index[key] = -1
                    problems[first[key]] = Problem(Path(paths[first[key]]).name, error.sentence())
                decoded += 1
            pixels.flush()
            del pixels
            work.replace(target)
            write_json(target.with_suffix(".json"), {"version": _VERSION, "rows": index})
        finally:
            work.unlink(missing_ok=True)
        _keep_bounded(folder.parent, target)
    with suppress(OSError):  # used now: the longest unused pack goes first
        os.utime(target)
    yield len(wanted), len(wanted)
    rows = np.array([-1 if key is None else index.get(key, -1) for key in keys], np.int64)
    for number in np.flatnonzero(rows < 0).tolist():  # the pack remembers what an earlier run could not read
        problems.setdefault(number, Problem(Path(paths[number]).name, ""))
    pixels = np.load(target, mmap_mode="r", allow_pickle=False)
    yield CachedPictures(pixels, rows, tuple(problems[n] for n in sorted(problems)), decoded)


def picture_key(path: Path) -> str:
    """A name for a file's content: its hash; for a large file that of both ends with size and time. Raises OSError."""
    found = file_content(path)
    return f"{found.key}-{found.mtime_ns}" if found.is_large else found.key


def _temporary(folder: Path) -> Path:
    handle, name = tempfile.mkstemp(dir=folder, prefix=".making-", suffix=".npy")
    os.close(handle)
    return Path(name)


def _read_index(pack: Path) -> dict[str, int] | None:
    try:
        values = json.loads(pack.with_suffix(".json").read_text())
        if values["version"] == _VERSION and pack.exists():
            return {str(key): int(row) for key, row in values["rows"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    return None


def _known_rows(folder: Path, wanted: set[str]) -> dict[str, tuple[NDArray[np.uint8], int]]:
    """Where the newest packs already show some of the wanted pictures."""
    known: dict[str, tuple[NDArray[np.uint8], int]] = {}
    for pack in sorted(folder.glob("[0-9a-f]*.npy"), key=_age, reverse=True)[:16]:
        index = _read_index(pack)
        shared = wanted.intersection(index or ()) - known.keys()
        if not index or not shared:
            continue
        with suppress(OSError, ValueError):
            pixels = np.load(pack, mmap_mode="r", allow_pickle=False)
            known |= {key: (pixels, index[key]) for key in shared if 0 <= index[key] < len(pixels)}
    return known


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _keep_bounded(root: Path, newest: Path) -> None:
    packs = sorted(root.glob("*/[0-9a-f]*.npy"), key=_age)
    total = sum(pack.stat().st_size for pack in packs if pack.exists())
    for pack in packs:
        if total <= MAX_CACHE_BYTES:
            return
        if pack != newest:
            with suppress(OSError):
                size = pack.stat().st_size
                pack.with_suffix(".json").unlink(missing_ok=True)
                pack.unlink()  # a run that has it mapped keeps its pages
                total -= size
