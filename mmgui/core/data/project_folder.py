"""The folder of a project: making, copying and renaming one whole, and refusing what is none without touching it."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from mmgui.core.cancel import CancelToken
from mmgui.core.data.project_lock import LOCK
from mmgui.core.data.schema import DATABASE, check_database, copy_database, create_database, database_error
from mmgui.core.errors import ProjectError
from mmgui.core.files import sync_folder
from mmgui.core.i18n import _
from mmgui.core.paths import PROJECT_SUFFIX
from mmgui.core.read_text import read_text

MAX_NAME = 200  # characters
_MOST_BYTES = 230  # of a folder's name; most file systems take 255, and a copy begins with a dot and a random word


def create_folder(path: Path, name: str | None) -> Path:
    """Make an empty project folder at `path` (".mmproj" is added), all at once: half of one is never seen.

    Raises ProjectError if something is there already or it cannot be written.
    """
    path = path.absolute()
    folder = path if path.suffix == PROJECT_SUFFIX else path.with_name(path.name + PROJECT_SUFFIX)
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


def rename_folder(folder: Path, name: str) -> Path:
    """Give a project folder that nobody has open another name, where it is; its new path.

    Raises ProjectError, having changed nothing: no name for a folder, there is such a one already, not allowed.
    """
    target = folder.with_name(folder_name(name))
    if target == folder:
        return folder
    try:
        if target.exists() and not target.samefile(folder):  # "Posts" and "posts" are one on some discs
            raise ProjectError(_("“{name}” exists already.").format(name=target.name), _("Choose another name."))
        folder.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        raise database_error(error, folder) from error
    return target


def copy_folder(
    folder: Path, target: Path, cancel: CancelToken | None = None, progress: Callable[[int, int], None] | None = None
) -> Path:
    """Copy a project, all at once, to `target` (".mmproj" is added), whose name the copy has; its path.

    The database is copied first, as it stands between two transactions: the files that it names were there before it
    named them, and stay as long as the project is open. Raises ProjectError (something is there already, no space, no
    right), Cancelled; nothing is then left behind.
    """
    target = target.absolute().with_name(folder_name(target.name))
    if target.exists():
        raise ProjectError(_("“{name}” exists already.").format(name=target.name), _("Choose another name."))
    if target.is_relative_to(folder):
        raise ProjectError(_("A project cannot be copied into itself."), _("Choose another folder."))
    half: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}.", dir=target.parent))
        half.chmod(0o755)
        copy_database(folder / DATABASE, half / DATABASE, plain_name(target.stem))
        own = {path for path in folder.iterdir() if path.name == LOCK or path.name.startswith((DATABASE, "."))}
        inner = [path for path in sorted(folder.rglob("*")) if own.isdisjoint((path, *path.parents))]
        for number, path in enumerate(inner):
            if cancel is not None:
                cancel.raise_if_cancelled()
            if progress is not None:
                progress(number, len(inner))
            _copy(path, half / path.relative_to(folder))
        half.rename(target)
        sync_folder(target.parent)
    except (OSError, DBAPIError, sqlite3.Error) as error:
        raise database_error(error, target) from error
    finally:
        if half is not None and half.exists():
            shutil.rmtree(half, ignore_errors=True)
    return target


def _copy(path: Path, target: Path) -> None:
    """A plain file or folder; links and what has just gone (a training tidies up) are left out."""
    if path.is_symlink() or not path.exists():
        return
    if path.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return
    with suppress(FileNotFoundError):
        shutil.copyfile(path, target)


def folder_name(name: str) -> str:
    """The folder's name for what a person typed, cut where a file system would refuse it. Raises ProjectError."""
    plain = " ".join(read_text(name).split()).removesuffix(PROJECT_SUFFIX).strip(" .")
    if not plain or any(letter in '<>:"/\\|?*' for letter in plain):
        raise ProjectError(
            _("“{name}” cannot be the name of a project.").format(name=name.strip()[:80]),
            _('Use letters, digits and blanks; none of < > : " / \\ | ? *.'),
        )
    return plain.encode()[:_MOST_BYTES].decode("utf-8", "ignore").rstrip(" .") + PROJECT_SUFFIX


def plain_name(name: str) -> str:
    """A project's name on one line, without control characters."""
    return " ".join(read_text(name).split())[:MAX_NAME] or _("Project")
