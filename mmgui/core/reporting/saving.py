"""What a person reads when a report or a card cannot be written."""

from pathlib import Path

from mmgui.core.errors import DataError
from mmgui.core.i18n import _


def cannot_write(path: Path, error: OSError) -> DataError:
    """The sentence for a full disk, a read-only folder, a file that is open elsewhere."""
    return DataError(
        _("“{name}” cannot be written: {reason}").format(name=path.name, reason=error.strerror or error),
        _("Choose another folder, or free some space; an older file of this name is still as it was."),
        str(error),
        file=path,
    )
