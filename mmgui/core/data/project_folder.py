"""The folder of a project: making a new one whole, and refusing what is none without touching it."""

import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from mmgui.core.data.schema import DATABASE, check_database, create_database, database_error
from mmgui.core.errors import ProjectError
from mmgui.core.files import sync_folder
from mmgui.core.i18n import _
from mmgui.core.read_text import read_text

SUFFIX = ".mmproj"
MAX_NAME = 200  # characters


def create_folder(path: Path, name: str | None) -> Path:
    """Make an empty project folder at `path` (".mmproj" is added), all at once: half of one is never seen.

    Raises ProjectError if something is there already or it cannot be written.
    """
    path = path.absolute()
    folder = path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ProjectError(
            _("“{name}” exists already.").format(name=folder.name), _("Choose another name, or open it.")
        )
    half: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        half.chmod(0o755)
        for inner in ("media", "runs"):
            (half / inner).mkdir()
        created = datetime.now(UTC).isoformat(timespec="seconds")
        create_database(half / DATABASE, plain_name(name or folder.stem), created)
        if folder.exists():
            folder.rmdir()  # an empty one, made by a file dialog
        half.rename(folder)
        sync_folder(folder.parent)
    except (OSError, DBAPIError) as error:
        raise database_error(error, folder) from error
    finally:
        if half is not None and half.exists():
            shutil.rmtree(half, ignore_errors=True)
    return folder


def check_folder(path: Path) -> Path:
    """The folder of the project that `path` (or the database in it) names, if it is a sound one of ours.

    Raises ProjectError that says what is wrong; not a byte is changed.
    """
    path = path.absolute()
    folder = path.parent if path.name == DATABASE else path
    if not (folder / DATABASE).is_file():
        if not folder.exists():
            raise ProjectError(
                _("The project “{name}” was not found.").format(name=folder.name),
                _("It may have been moved or renamed; open it from its new place."),
            )
        raise ProjectError(
            _("“{name}” is not a project.").format(name=folder.name), _("Choose a folder that ends in .mmproj.")
        )
    check_database(folder / DATABASE)
    if not os.access(folder, os.W_OK) or not os.access(folder / DATABASE, os.W_OK):
        raise database_error(PermissionError("readonly"), folder)
    return folder


def plain_name(name: str) -> str:
    """A project's name on one line, without control characters."""
    return " ".join(read_text(name).split())[:MAX_NAME] or _("Project")
