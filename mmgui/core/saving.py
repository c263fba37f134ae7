"""What a person reads when a file that they wanted was written, or cannot be."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mmgui.core.errors import DataError
from mmgui.core.i18n import _


class SavedFile(str):
    """A sentence about a file that was written; who shows it can offer to open the file."""

    path: Path

    def __new__(cls, sentence: str, path: Path) -> "SavedFile":
        made = super().__new__(cls, sentence)
        made.path = path
        return made


@contextmanager
def saving(path: Path) -> Iterator[None]:
    """Turns an OSError into the DataError for a full disk, a read-only folder, a file that is open elsewhere."""
    try:
        yield
    except OSError as error:
        raise DataError(
            _("“{name}” cannot be written: {reason}").format(name=path.name, reason=error.strerror or error),
            _("Choose another folder, or free some space; an older file of this name is still as it was."),
            str(error),
            file=path,
        ) from error


__all__ = ["SavedFile", "saving"]
