"""The database of a project: its tables, its version, and the steps from older versions to this one.

Whether a file is ours is read from its first bytes, before SQLite may touch it, so that refusing changes nothing.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from mmgui.core.errors import ProjectError
from mmgui.core.i18n import _

DATABASE = "project.sqlite"
APPLICATION_ID = 0x6D6D6775  # "mmgu"
VERSION = 2

TABLES = (
    "CREATE TABLE info (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE fields (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, modality TEXT NOT NULL)",
    """CREATE TABLE examples (id INTEGER PRIMARY KEY AUTOINCREMENT, label TEXT,
        split TEXT CHECK (split IN ('train', 'validation', 'test')), origin TEXT NOT NULL DEFAULT '')""",
    """CREATE TABLE example_values (example_id INTEGER NOT NULL REFERENCES examples(id) ON DELETE CASCADE,
        field_id INTEGER NOT NULL REFERENCES fields(id) ON DELETE CASCADE, value TEXT NOT NULL,
        PRIMARY KEY (example_id, field_id)) WITHOUT ROWID""",
    "CREATE INDEX examples_by_label ON examples (label)",
    """CREATE TABLE runs (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, folder TEXT NOT NULL UNIQUE,
        experiment TEXT NOT NULL, status TEXT NOT NULL, created TEXT NOT NULL, metrics TEXT NOT NULL DEFAULT '{}')""",
)
_COLUMNS = {
    "info": {"key", "value"},
    "fields": {"id", "name", "modality"},
    "examples": {"id", "label", "split", "origin"},
    "example_values": {"example_id", "field_id", "value"},
    "runs": {"id", "name", "folder", "experiment", "status", "created", "metrics"},
}


def _from_1_to_2(connection: Connection) -> None:
    """Version 1 knew neither where an example came from nor the figures of a run."""
    connection.exec_driver_sql("ALTER TABLE examples ADD COLUMN origin TEXT NOT NULL DEFAULT ''")
    connection.exec_driver_sql("ALTER TABLE runs ADD COLUMN metrics TEXT NOT NULL DEFAULT '{}'")
    connection.exec_driver_sql("CREATE INDEX IF NOT EXISTS examples_by_label ON examples (label)")


UPGRADES: dict[int, Callable[[Connection], None]] = {1: _from_1_to_2}


def connect(database: Path) -> Engine:
    """An engine for one project file: WAL, synced at every commit, foreign keys; may be used from any thread."""
    engine = create_engine(f"sqlite+pysqlite:///{database}", connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # SQLAlchemy begins the transactions, not sqlite3 (which would leave CREATE and ALTER outside of them):
        # https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#pysqlite-serializable
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine


def create_database(database: Path, name: str, created: str) -> None:
    """Write a new, empty project database. Raises ProjectError."""
    engine = connect(database)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
            for statement in TABLES:
                connection.exec_driver_sql(statement)
            for pair in (("name", name), ("created", created)):
                connection.exec_driver_sql("INSERT INTO info (key, value) VALUES (?, ?)", pair)
    except DBAPIError as error:
        raise database_error(error, database.parent) from error
    finally:
        engine.dispose()


def copy_database(database: Path, target: Path, name: str) -> None:
    """Write the present state of a database, whoever has it open, as a new file of a project called `name`.

    Raises sqlite3.Error, OSError.
    """
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as source:
        source.execute("VACUUM INTO ?", (str(target),))
    with closing(sqlite3.connect(target)) as made, made:
        made.execute("UPDATE info SET value = ? WHERE key = 'name'", (name,))


def check_database(database: Path) -> int:
    """Refuse what is not a sound project of ours, without changing a byte; returns its version.

    Raises ProjectError: not a project, damaged, or made by a newer program.
    """
    try:
        with database.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise ProjectError(_("The project's database cannot be read."), detail=str(error)) from error
    if not header.startswith(b"SQLite format 3\0") or len(header) < 100:
        raise _damaged("no SQLite header")
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise ProjectError(
            _("This folder holds a database of another program, not a project."),
            _("Choose a folder that ends in .mmproj."),
        )
    _check_version(int.from_bytes(header[60:64], "big"))
    log = database.with_name(database.name + "-wal")
    if log.exists() and log.stat().st_size:
        # Left by a killed program. Opening would replay it; look at a copy first.
        with tempfile.TemporaryDirectory(prefix="mmgui-") as folder:
            for file_path in (database, log):
                shutil.copyfile(file_path, Path(folder) / file_path.name)
            return _inspect(f"{(Path(folder) / database.name).as_uri()}")
    return _inspect(f"{database.absolute().as_uri()}?mode=ro&immutable=1")


def upgrade(engine: Engine, database: Path) -> None:
    """Bring an older project to this version, all steps or none; a copy of the old one is kept beside it."""
    with engine.connect() as connection:
        found = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if found >= VERSION:
        return
    backup = database.with_name(f"project.version-{found}.sqlite")
    if not backup.exists():
        half = backup.with_suffix(".part")
        half.unlink(missing_ok=True)  # of a program that was killed here
        with closing(sqlite3.connect(database)) as plain:
            plain.execute("VACUUM INTO ?", (str(half),))
        half.replace(backup)
    with engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection, connection.begin():
        for version in range(found, VERSION):
            UPGRADES[version](connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")


def database_error(error: Exception, folder: Path) -> ProjectError:
    """What a failed reading or writing means for the person. Nothing was changed: transactions are all or nothing."""
    text = str(getattr(error, "orig", None) or error)
    if "full" in text or "No space" in text:
        return ProjectError(
            _("The disk is full; the last change was not saved."), _("Free some space and try again."), text
        )
    if "readonly" in text or "unable to open" in text or "ermission" in text or "Read-only" in text:
        return ProjectError(
            _("The project “{name}” cannot be written.").format(name=folder.name),
            _("Its folder is read-only; copy the project to a place where you may write."),
            text,
        )
    if "locked" in text:
        return ProjectError(
            _("Another program is writing to the project “{name}”.").format(name=folder.name),
            _("Close it there and try again."),
            text,
        )
    if "malformed" in text or "not a database" in text:
        return _damaged(text)
    return ProjectError(
        _("The project “{name}” could not be read or written.").format(name=folder.name),
        _("Check the disk and the folder's permissions, then try again."),
        text,
    )


def _inspect(address: str) -> int:
    try:
        connection = sqlite3.connect(address, uri=True)
        try:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            _check_version(version)
            result = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if result != "ok":
                raise _damaged(str(result))
            for table, wanted in _COLUMNS.items():
                columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
                if not columns or (version == VERSION and not wanted <= columns):
                    raise _damaged(f"table {table} has {sorted(columns)}")
            return version
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise _damaged(str(error)) from error


def _check_version(version: int) -> None:
    if version > VERSION:
        raise ProjectError(
            _("This project was made by a newer version of the program."),
            _("Update the program, then open it again."),
            f"version {version}, this program knows up to {VERSION}",
        )
    if version < 1:
        raise _damaged(f"version {version}")


def _damaged(detail: str) -> ProjectError:
    return ProjectError(
        _("The project's database is damaged; nothing was changed."),
        _("Restore the folder from a copy, or import the pictures and tables again."),
        detail,
    )
