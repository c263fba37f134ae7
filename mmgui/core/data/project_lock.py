"""One writer per project: a lock that the system gives back even when its holder is killed."""

import os
from pathlib import Path

from mmgui.core.errors import ProjectError
from mmgui.core.file_lock import lock_file
from mmgui.core.i18n import _

LOCK = ".lock"


class ProjectLock:
    """Held from creation until `release`. Raises ProjectError if another program or window holds it.

    is_sure: nobody else can have the project open.
    """

    def __init__(self, folder: Path) -> None:
        self.is_sure = True
        self._handle: int | None = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            lock_file(self._handle)
        except BlockingIOError:
            self.release()
            raise ProjectError(
                _("The project “{name}” is already open.").format(name=folder.name),
                _("Close it in the other window or program first."),
            ) from None
        except OSError:
            self.is_sure = False  # some network folders know no locks; SQLite's own still keep the file whole

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
