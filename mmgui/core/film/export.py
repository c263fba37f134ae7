"""The learning film as one animated picture (WebP or GIF): drawn frame by frame, bounded, written as a whole."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mmgui.core.cancel import CancelToken
from mmgui.core.errors import DataError
from mmgui.core.files import write_bytes
from mmgui.core.film.film import Film
from mmgui.core.film.fonts import find_font, needs_cjk
from mmgui.core.film.picture import draw_frame, texts_of
from mmgui.core.i18n import _
from mmgui.core.saving import saving

if TYPE_CHECKING:
    from PIL import Image

SUFFIXES: Final = (".webp", ".gif")
MOST_FRAMES: Final = 120
MOST_BYTES: Final = 24 * 2**20
_LENGTH_MS, _SHORTEST_MS, _LONGEST_MS, _LAST_MS = 15_000, 100, 700, 2_500


@dataclass(frozen=True, slots=True)
class SavedFilm:
    """notes: sentences for the person, such as that Chinese signs could not be drawn."""

    path: Path
    frames: int
    size: int  # bytes
    notes: tuple[str, ...] = ()


def save_film(
    film: Film,
    shown: Sequence[int],
    path: Path,
    *,
    cancel: CancelToken | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> SavedFilm:
    """Draw the examples `shown` (numbers in the pool) of every frame and write them to `path`, whole or not at all.

    A long film is thinned out evenly to 120 frames, and further if the file would be larger than 24 MiB.
    Raises DataError (another ending, nothing recorded, the place cannot be written), Cancelled.
    """
    kind = path.suffix.lower()
    if kind not in SUFFIXES:
        raise DataError(
            _("“{name}” cannot be written.").format(name=path.name),
            _("Choose a name that ends in .webp or .gif."),
            file=path,
        )
    if not film.frames or not shown:
        raise DataError(_("There is no learning film to save yet."), _("It is recorded while a model learns."))
    notes = []
    chinese = needs_cjk(texts_of(film, shown))
    if chinese and not find_font(16, chinese=True).can_chinese:
        notes.append(_("No font with Chinese characters was found; they are drawn as empty boxes."))
    count = min(MOST_FRAMES, len(film.frames))
    while True:
        chosen = spread(len(film.frames), count)
        data = _encode(film, shown, chosen, kind, cancel, progress)
        if len(data) <= MOST_BYTES or count <= 8:
            break
        count = max(8, count * 2 // 3)
    if cancel is not None:
        cancel.raise_if_cancelled()
    with saving(path):
        write_bytes(path, data)
    return SavedFilm(path, len(chosen), len(data), tuple(notes))


def spread(total: int, count: int) -> list[int]:
    """`count` of the numbers 0 .. total - 1, evenly, the first and the last among them."""
    if count >= total:
        return list(range(total))
    if count == 1:
        return [total - 1]
    return [round(i * (total - 1) / (count - 1)) for i in range(count)]


def _encode(
    film: Film,
    shown: Sequence[int],
    chosen: Sequence[int],
    kind: str,
    cancel: CancelToken | None,
    progress: Callable[[int, int], None] | None,
) -> bytes:
    from PIL import Image

    pictures: list[Image.Image] = []
    for number in chosen:
        if cancel is not None:
            cancel.raise_if_cancelled()
        if progress is not None:
            progress(len(pictures), len(chosen) + 1)
        pictures.append(draw_frame(film, shown, number))
    if progress is not None:
        progress(len(chosen), len(chosen) + 1)
    each = min(_LONGEST_MS, max(_SHORTEST_MS, _LENGTH_MS // len(pictures)))
    times = [each] * (len(pictures) - 1) + [_LAST_MS]
    stream = io.BytesIO()
    if kind == ".webp":
        pictures[0].save(
            stream, "WEBP", save_all=True, append_images=pictures[1:], duration=times, loop=0, quality=80, method=2
        )
    else:
        palettes = [picture.quantize(256, dither=Image.Dither.NONE) for picture in pictures]
        palettes[0].save(
            stream, "GIF", save_all=True, append_images=palettes[1:], duration=times, loop=0, optimize=False, disposal=1
        )
    if progress is not None:
        progress(len(chosen) + 1, len(chosen) + 1)
    return stream.getvalue()


__all__ = ["MOST_BYTES", "MOST_FRAMES", "SUFFIXES", "SavedFilm", "save_film", "spread"]
