"""The media files of a project: copies named by their content, each written whole or not at all."""

import hashlib
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mmgui.core.cancel import CancelToken
from mmgui.core.errors import DataError
from mmgui.core.files import write_bytes
from mmgui.core.raw_file import read_raw
from mmgui.modalities.contract import Modality

_WRITERS = 8  # waiting for the disk to sync, not computing


class MediaStore:
    """The folder media/ab/abcdef….ext of one project."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add_files(
        self,
        files: Iterable[tuple[str, Modality]],
        cancel: CancelToken | None,
        progress: Callable[[int], None] | None,
    ) -> dict[str, str | DataError]:
        """Copy each file, if its content is not there yet; per path the stored name, or why it cannot be used.

        Every copy is on disk when this returns. progress gets how many files are done. Raises OSError, Cancelled.
        """
        result: dict[str, str | DataError] = {}

        def copy(wish: tuple[str, Modality]) -> tuple[str, str | DataError]:
            if cancel is not None:
                cancel.raise_if_cancelled()
            path, modality = wish
            try:
                return path, self._add(Path(path), modality)
            except DataError as error:
                return path, error

        pool = ThreadPoolExecutor(_WRITERS, thread_name_prefix="media")
        try:
            for done, (path, stored) in enumerate(pool.map(copy, files), start=1):
                result[path] = stored
                if progress is not None:
                    progress(done)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        return result

    def path(self, stored: str) -> str:
        """The absolute path of a stored name; never one outside the folder, whatever a hostile database says."""
        if ".." in stored or ":" in stored or stored.startswith(("/", "\\")):
            stored = "refused"
        return os.path.join(self.folder, stored)  # noqa: PTH118 (called 100 000 times for a set; Path is 10 × slower)

    def owns(self, path: str) -> bool:
        return Path(path).is_relative_to(self.folder)

    def remove_unused(self, used: set[str]) -> int:
        """Delete the copies that `used` does not name; returns how many."""
        count = 0
        for file in self.folder.glob("??/*"):
            if file.relative_to(self.folder).as_posix() not in used:
                file.unlink(missing_ok=True)
                count += 1
        return count

    def _add(self, path: Path, modality: Modality) -> str:
        if self.owns(str(path)) and path.is_file():
            return path.relative_to(self.folder).as_posix()
        data = read_raw(path)
        digest = hashlib.sha256(data).hexdigest()
        known = next(self.folder.glob(f"{digest[:2]}/{digest}.*"), None)
        if known is not None:
            return f"{digest[:2]}/{known.name}"
        suffix, _notes = modality.check(data, path.name)
        stored = f"{digest[:2]}/{digest}{suffix or path.suffix.lower()}"
        write_bytes(self.folder / stored, data)
        return stored
