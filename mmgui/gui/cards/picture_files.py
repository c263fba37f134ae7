"""Pictures that exist only in the window become files: saved where the person says, or handed to the project."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from mmgui.core.data.example import Field
from mmgui.core.errors import DataError
from mmgui.core.i18n import N_, _
from mmgui.core.paths import cache_folder
from mmgui.core.saving import SavedFile
from mmgui.gui.cards.field_card import FieldValue
from mmgui.gui.kit.sense_sentences import own_name
from mmgui.modalities import MODALITIES, say_give
from mmgui.session.jobs import Job
from mmgui.session.session import Session

if TYPE_CHECKING:
    from mmgui.core.inference.prediction import Prediction


def write_png(image: QImage | bytes, path: Path) -> None:
    """Whole or not at all; bytes that nobody has looked at yet as they are. Raises DataError that names the file."""
    from mmgui.core.files import write_bytes

    try:
        write_bytes(path, image if isinstance(image, bytes) else _as_png(image))
    except OSError as error:
        raise DataError(
            _("“{name}” could not be written.").format(name=path.name),
            _("Choose another folder, or make room on the disk."),
            str(error),
            file=path,
        ) from error


def _as_png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def save_picture(session: Session, image: QImage, path: Path) -> None:
    """Write a PNG in the background; the person is told when it is there."""

    def saved(_answer: object) -> None:
        session.tell(SavedFile(_("Saved “{name}”.").format(name=path.name), path))

    session.submit("quick", Job(N_("Saving the picture"), lambda _job: write_png(image, path), on_success=saved))


def save_drawing(
    session: Session,
    prediction: Prediction,
    fields: Sequence[Field],
    values: Mapping[str, FieldValue],
    look: tuple[float, str],
    path: Path,
) -> None:
    """Write an SVG of all that has a map, in the background.

    values: per field what the model saw. look: strength (0..1) and name of the colours.
    """

    def write(_job: Job) -> None:
        from mmgui.core.reporting.heat_map_svg import DrawnMap, save_heat_map_svg

        drawn = []
        for field in fields:
            heat_map, value = prediction.heat_maps.get(field.name), values.get(field.name)
            if heat_map is not None and value is not None:
                modality = MODALITIES.get(field.modality)
                image = modality.image(value) if modality.has_image else None
                drawn.append(DrawnMap(heat_map, field.modality, image, own_name(field, fields)))
        if not any(one.is_seen for one in drawn):
            raise DataError(_("There is no heat map to save."), say_give(f.modality for f in fields))
        save_heat_map_svg(path, drawn, title=prediction.answer, strength=look[0], colours=look[1])

    def saved(_answer: object) -> None:
        session.tell(SavedFile(_("Saved “{name}”.").format(name=path.name), path))

    session.submit("quick", Job(N_("Saving the picture"), write, on_success=saved))


def with_files(
    session: Session, values: Mapping[str, FieldValue], then: Callable[[Mapping[str, str | None]], None]
) -> None:
    """Call `then` with texts and paths only: at once, or when pictures without a file have become temporary ones.

    `then` must hand them to the project's lane before it returns; the files are removed behind that work.
    """
    from mmgui.gui.kit.pictures import to_image

    plain: dict[str, str | None] = {}
    images: dict[Path, QImage | bytes] = {}
    for name, value in values.items():
        if value is None or isinstance(value, str | Path):
            plain[name] = None if value is None else str(value)
        else:
            path = _temporary_path(len(images))
            images[path], plain[name] = value if isinstance(value, bytes) else to_image(value), str(path)
    if images:
        _when_written(session, images, lambda: then(plain))
    else:
        then(plain)


def with_picture_file(session: Session, picture: QImage | bytes, then: Callable[[Path], None]) -> None:
    """Call `then` with a temporary file of a picture that was dropped or pasted, under the same condition."""
    path = _temporary_path(0)
    _when_written(session, {path: picture}, lambda: then(path))


def _temporary_path(number: int) -> Path:
    return cache_folder() / f"pasted-{time.monotonic_ns()}-{number}.png"


def _when_written(session: Session, images: Mapping[Path, QImage | bytes], then: Callable[[], None]) -> None:
    def write(_job: Job) -> None:
        for path, image in images.items():
            write_png(image, path)

    def written(_answer: object) -> None:
        then()
        session.submit("quick", Job("pasted", remove, is_shown=False))

    def remove(_job: Job) -> None:
        for path in images:
            path.unlink(missing_ok=True)

    session.submit("quick", Job(N_("Saving the picture"), write, on_success=written, is_shown=False))


__all__ = ["save_drawing", "save_picture", "with_files", "with_picture_file", "write_png"]
