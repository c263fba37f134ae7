"""A model as one file, NAME.mmmodel, to give away: a ZIP of what a run folder holds, without what only training needs."""

import hashlib
import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Final

from mmgui.core.cancel import CancelToken
from mmgui.core.errors import CheckpointError
from mmgui.core.files import atomic_file
from mmgui.core.i18n import _
from mmgui.core.paths import cache_folder
from mmgui.core.run.experiment import LAST_NAME
from mmgui.core.run.folder import FILM_FOLDER, RUN_FILES
from mmgui.core.saving import saving

MODEL_SUFFIX: Final = ".mmmodel"
_PARTS: Final = tuple(name for name in RUN_FILES if name not in (LAST_NAME, FILM_FOLDER))
_MOST_BYTES: Final = 4 * 2**30  # unpacked
_PIECE: Final = 2**20


def model_parts(run: Path) -> tuple[Path, ...]:
    """The files of a run folder that a model consists of, for those who only use it."""
    return tuple(path for name in _PARTS if (path := run / name).is_file())


def save_model_file(run: Path, path: Path, cancel: CancelToken | None = None) -> None:
    """Write the model of a run folder as one file. Raises DataError, Cancelled; an older file then stays."""
    with saving(path), atomic_file(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in model_parts(run):
            if cancel is not None:
                cancel.raise_if_cancelled()
            archive.write(part, part.name)


def save_model_folder(run: Path, folder: Path, cancel: CancelToken | None = None) -> None:
    """Copy the model of a run folder into a new folder. Raises DataError (also if it is there already), Cancelled."""
    with saving(folder):
        folder.mkdir(parents=True)
        for part in model_parts(run):
            if cancel is not None and cancel.is_cancelled:
                shutil.rmtree(folder, ignore_errors=True)
                cancel.raise_if_cancelled()
            shutil.copyfile(part, folder / part.name)


def model_folder(path: Path) -> Path:
    """The run folder that a model file holds, unpacked once into the cache; any other path as it is.

    Only the files of a run are taken, each by its plain name, up to 4 GiB. Raises CheckpointError.
    """
    if path.suffix.lower() != MODEL_SUFFIX or not path.is_file():
        return path
    try:
        with path.open("rb") as file:
            folder = cache_folder() / "models" / hashlib.file_digest(file, "sha256").hexdigest()[:32]
        if not folder.is_dir():
            _unpack(path, folder)
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError) as error:
        raise CheckpointError(
            _("“{name}” is damaged, or no model.").format(name=path.name),
            _("Have it saved again as one file, by “Save the model…”."),
            str(error),
            path=path,
        ) from error
    return folder


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
        os.replace(half, folder)
    finally:
        shutil.rmtree(half, ignore_errors=True)


__all__ = ["MODEL_SUFFIX", "model_folder", "model_parts", "save_model_file", "save_model_folder"]
