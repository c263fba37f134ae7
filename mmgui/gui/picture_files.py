"""Pictures that exist only in the window become files: saved where the person says, or handed to the project."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from mmgui.core.errors import DataError
from mmgui.core.i18n import _
from mmgui.core.paths import cache_folder
from mmgui.gui.modalities import FieldValue
from mmgui.session.jobs import Job
from mmgui.session.session import Session

if TYPE_CHECKING:
    from mmgui.core.inference.prediction import Prediction


def write_png(image: QImage, path: Path) -> None:
    """Whole or not at all. Raises DataError that names the file."""
    from mmgui.core.files import write_bytes

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    try:
        write_bytes(path, bytes(buffer.data().data()))
    except OSError as error:
        raise DataError(
            _("“{name}” could not be written.").format(name=path.name),
            _("Choose another folder, or make room on the disk."),
            str(error),
            file=path,
        ) from error


def save_picture(session: Session, image: QImage, path: Path) -> None:
    """Write a PNG in the background; the person is told when it is there."""

    def saved(_answer: object) -> None:
        session.tell(_("Saved “{name}”.").format(name=path.name))

    session.submit("quick", Job(_("Saving the picture"), lambda _job: write_png(image, path), on_success=saved))


def save_drawing(
    session: Session,
    prediction: Prediction,
    values: Mapping[str, FieldValue],
    look: tuple[float, str],
    path: Path,
) -> None:
    """Write an SVG of the first picture with its map and the first text with its, in the background.

    values: per field what the model saw. look: strength (0..1) and name of the colours.
    """
    maps = [m for name in values if (m := prediction.heat_maps.get(name)) is not None]
    picture = next((m for m in maps if m.grid is not None), None)
    words = next((m for m in maps if m.words), None)

    def write(_job: Job) -> None:
        import numpy as np

        from mmgui.core.reporting.heat_map_svg import save_heat_map_svg

        first = picture or words
        if first is None:
            raise DataError(_("There is no heat map to save."), _("Give it a picture or some words."))
        pixels = values[picture.field] if picture is not None else None
        text = values[words.field] if words is not None else ""
        save_heat_map_svg(
            path,
            pixels if isinstance(pixels, np.ndarray) else None,
            first,
            words=words if picture is not None else None,
            text=text if isinstance(text, str) else "",
            title=prediction.answer,
            strength=look[0],
            colours=look[1],
        )

    def saved(_answer: object) -> None:
        session.tell(_("Saved “{name}”.").format(name=path.name))

    session.submit("quick", Job(_("Saving the picture"), write, on_success=saved))


def with_files(
    session: Session, values: Mapping[str, FieldValue], then: Callable[[Mapping[str, str | None]], None]
) -> None:
    """Call `then` with texts and paths only: at once, or when pictures without a file have become temporary ones.

    `then` must hand them to the project's lane before it returns; the files are removed behind that work.
    """
    from mmgui.gui.pictures import to_image

    plain: dict[str, str | None] = {}
    images: dict[Path, QImage] = {}
    for name, value in values.items():
        if value is None or isinstance(value, str | Path):
            plain[name] = None if value is None else str(value)
        else:
            path = cache_folder() / f"pasted-{time.monotonic_ns()}-{len(images)}.png"
            images[path], plain[name] = to_image(value), str(path)
    if not images:
        then(plain)
        return

    def write(_job: Job) -> None:
        for path, image in images.items():
            write_png(image, path)

    def written(_answer: object) -> None:
        then(plain)
        session.submit("quick", Job("pasted", remove, is_shown=False))

    def remove(_job: Job) -> None:
        for path in images:
            path.unlink(missing_ok=True)

    session.submit("quick", Job(_("Saving the picture"), write, on_success=written, is_shown=False))


__all__ = ["save_drawing", "save_picture", "with_files", "write_png"]
