"""Short transactions on a project's database."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from mmgui.core.cancel import CancelToken
from mmgui.core.collector import resting
from mmgui.core.data.schema import DATABASE, connect, database_error, upgrade
from mmgui.core.errors import ProjectError
from mmgui.core.i18n import _


class Transactions:
    """Reading and changing the database of one project folder, from any thread; writers wait for each other.

    What goes wrong in a transaction is raised as ProjectError.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._engine = connect(folder / DATABASE)
        self._writing = threading.RLock()
        self._identity: tuple[int, int] | None = None

    def upgrade(self) -> None:
        """Bring an older database up to date. Raises ProjectError (made by a newer program), DBAPIError, OSError."""
        upgrade(self._engine, self._folder / DATABASE)
        self._identity = self._now()

    def move(self, folder: Path) -> None:
        """Go on with the same file in a folder of another name; call it within `closing`."""
        self._folder, self._engine = folder, connect(folder / DATABASE)
        self._identity = self._now()

    @property
    def is_there(self) -> bool:
        """The very file that was opened still has its name."""
        return self._identity is not None and self._now() == self._identity

    def check(self) -> None:
        """Raises ProjectError if the folder was moved, deleted or replaced, or its drive taken out."""
        if not self.is_there:
            raise ProjectError(
                _("The project “{name}” is not in its folder any more.").format(name=self._folder.stem),
                _("Put “{folder}” back to where it was; nothing is written until then.").format(folder=self._folder),
            )

    def _now(self) -> tuple[int, int] | None:
        try:
            found = (self._folder / DATABASE).stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    @contextmanager
    def closing(self) -> Iterator[None]:
        """Finish what is being written and let go of the file, before anybody else writes."""
        with self._writing:
            self._engine.dispose()
            yield

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A short transaction that sees one state of the project, whatever is being written meanwhile."""
        try:
            with resting(), self._engine.connect() as connection:
                yield connection
        except (DBAPIError, sqlite3.Error) as error:
            raise database_error(error, self._folder) from error

    @contextmanager
    def changing(self, cancel: CancelToken | None = None) -> Iterator[Connection]:
        """A transaction that is on disk when this is left, or, on any error or when cancelled, never happened."""
        try:
            with resting(), self._writing:
                self.check()  # not before: somebody may just be moving it
                begun = self._engine.connect().execution_options(begin="BEGIN IMMEDIATE")
                with begun as connection, connection.begin():
                    yield connection
                    if cancel is not None:
                        cancel.raise_if_cancelled()
        except (OSError, DBAPIError, sqlite3.Error) as error:
            raise database_error(error, self._folder) from error
