"""A model to give away, as one file NAME.mmmodel (a ZIP) or as a folder: a run without what only training needs."""

import hashlib
import os
import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import IO, Final

from mmgui.core.cancel import CancelToken
from mmgui.core.errors import CheckpointError
from mmgui.core.files import atomic_file
from mmgui.core.film.film import FILM_FOLDER
from mmgui.core.i18n import _
from mmgui.core.models.manifest import MANIFEST_NAME, WEIGHTS_NAME, find_model
from mmgui.core.paths import MODEL_SUFFIX, cache_folder
from mmgui.core.run.experiment import LAST_NAME
from mmgui.core.run.folder import RUN_FILES
from mmgui.core.saving import saving

_PARTS: Final = tuple(name for name in RUN_FILES if name not in (LAST_NAME, FILM_FOLDER))
_MOST_BYTES: Final = 4 * 2**30  # unpacked
_PIECE: Final = 2**20
_MOST_KEPT: Final = 12  # unpacked models


def save_model(model: Path, path: Path, cancel: CancelToken | None = None) -> None:
    """Write a model as one file if `path` ends in .mmmodel, else as a new folder.

    model: a run folder, or a weights file with its manifest beside it. Raises CheckpointError (it is not complete),
    DataError (cannot be written; the folder is there already), Cancelled; an older file then stays.
    """
    parts = _parts_of(model)
    if path.suffix.lower() == MODEL_SUFFIX:
        with saving(path), atomic_file(path) as file, _new_archive(file) as archive:
            for name, part in parts.items():
                if cancel is not None:
                    cancel.raise_if_cancelled()
                archive.write(part, name)
        return
    with saving(path):
        path.mkdir(parents=True)
        try:
            for name, part in parts.items():
                if cancel is not None:
                    cancel.raise_if_cancelled()
                shutil.copyfile(part, path / name)
        except BaseException:
            shutil.rmtree(path, ignore_errors=True)
            raise


def _parts_of(model: Path) -> dict[str, Path]:
    """By the names that they have in a run folder. Raises CheckpointError."""
    manifest, weights = find_model(model)
    beside = {name: model / name for name in _PARTS if (model / name).is_file()}
    return beside | {MANIFEST_NAME: manifest, WEIGHTS_NAME: weights}


def model_folder(path: Path) -> Path:
    """The run folder that a model file holds, unpacked once into the cache; any other path as it is.

    Only the files of a run are taken, each by its plain name, up to 4 GiB. Raises CheckpointError.
    """
    if path.suffix.lower() != MODEL_SUFFIX or not path.is_file():
        return path
    try:
        with path.open("rb") as file:
            folder = cache_folder() / "models" / hashlib.file_digest(file, "sha256").hexdigest()[:32]
        if not all((folder / name).is_file() for name in (MANIFEST_NAME, WEIGHTS_NAME)):
            shutil.rmtree(folder, ignore_errors=True)  # somebody tidied up in the cache
            _unpack(path, folder)
        os.utime(folder)
        _keep_newest(folder.parent)
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError) as error:
        raise CheckpointError(
            _("“{name}” is damaged, or no model.").format(name=path.name),
            _("Have it saved again as one file, by “Save the model…”."),
            str(error),
            path=path,
        ) from error
    return folder


def _new_archive(file: IO[bytes]) -> zipfile.ZipFile:
    return zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False)  # a file may have no time


def _keep_newest(cache: Path) -> None:
    """The models that were used last; the others are unpacked again when somebody wants them."""
    folders = [path for path in cache.iterdir() if not path.name.startswith(".")]
    for old in sorted(folders, key=lambda path: path.stat().st_mtime, reverse=True)[_MOST_KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def _unpack(path: Path, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(prefix=".", dir=folder.parent))
    try:
        with zipfile.ZipFile(path) as archive:
            left = _MOST_BYTES
            for info in archive.infolist():
                if info.filename not in _PARTS:
                    raise ValueError(f"not a part of a model: {info.filename!r}")
                with archive.open(info) as source, (half / info.filename).open("xb") as target:
                    while piece := source.read(_PIECE):
                        if (left := left - len(piece)) < 0:
                            raise ValueError("too large")
                        target.write(piece)
        try:
            half.replace(folder)
        except OSError:
            if not folder.is_dir():  # else another window was faster
                raise
    finally:
        shutil.rmtree(half, ignore_errors=True)


__all__ = ["model_folder", "save_model"]
