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


class Transactions:
    """Reading and changing the database of one project folder, from any thread; writers wait for each other.

    What goes wrong in a transaction is raised as ProjectError.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._engine = connect(folder / DATABASE)
        self._writing = threading.RLock()

    def upgrade(self) -> None:
        """Bring an older database up to date. Raises ProjectError (made by a newer program), DBAPIError, OSError."""
        upgrade(self._engine, self._folder / DATABASE)

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
            with (
                resting(),
                self._writing,
                self._engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection,
                connection.begin(),
            ):
                yield connection
                if cancel is not None:
                    cancel.raise_if_cancelled()
        except (OSError, DBAPIError, sqlite3.Error) as error:
            raise database_error(error, self._folder) from error
