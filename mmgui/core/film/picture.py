"""One frame of the learning film as a picture: cards with images and maps, coloured words, answer and its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from mmgui.core.explaining.overlay import lay_over
from mmgui.core.explaining.word_lines import Piece, lay_out, pieces_of, word_colours
from mmgui.core.film.film import Film, Frame
from mmgui.core.film.fonts import find_font, needs_cjk
from mmgui.core.i18n import _
from mmgui.core.text import percent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image, ImageDraw

    from mmgui.core.heat_map import HeatMap, WordWeight

COLUMNS: Final = 3
_CARD_WIDTH, _CARD_HEIGHT, _GAP, _HEADER, _PADDING = 308, 208, 10, 52, 10
_PICTURE, _BETWEEN, _LINE, _TEXT_PX, _TITLE_PX = 128, 4, 22, 15, 20
_SURFACE, _BACKGROUND, _BORDER, _TEXT, _MUTED, _TRACK = "#ffffff", "#f4f5f7", "#e2e5ec", "#1a2033", "#596277", "#e6e9f1"
_GOOD, _BAD, _ACCENT = "#0b7f5c", "#b3261e", "#2553c7"


def draw_frame(film: Film, shown: Sequence[int], index: int) -> Image.Image:
    """RGB picture of frame `index`: the examples `shown` in rows of three, above them the epoch."""
    from PIL import Image, ImageDraw

    columns = min(COLUMNS, len(shown))
    rows = -(-len(shown) // columns)
    size = (
        columns * _CARD_WIDTH + (columns + 1) * _GAP,
        _HEADER + rows * _CARD_HEIGHT + (rows + 1) * _GAP,
    )
    picture = Image.new("RGB", size, _BACKGROUND)
    draw = ImageDraw.Draw(picture)
    frame, last = film.frames[index], film.frames[-1].epoch
    title = _("Epoch {epoch} of {epochs}").format(epoch=frame.epoch, epochs=last)
    right = sum(film.is_right(frame, number) for number in shown)
    score = _("{right} of {count} right").format(right=right, count=len(shown))
    draw.text((_GAP + 2, 12), title, _TEXT, font=_font(title, _TITLE_PX))
    font = _font(score, _TEXT_PX)
    draw.text((size[0] - _GAP - 2 - draw.textlength(score, font), 16), score, _MUTED, font=font)
    bar = (_GAP, _HEADER - 8, size[0] - _GAP, _HEADER - 4)
    draw.rectangle(bar, _TRACK)
    draw.rectangle((*bar[:2], bar[0] + round((bar[2] - bar[0]) * frame.epoch / max(1, last)), bar[3]), _ACCENT)
    for place, number in enumerate(shown):
        x = _GAP + place % columns * (_CARD_WIDTH + _GAP)
        y = _HEADER + _GAP + place // columns * (_CARD_HEIGHT + _GAP)
        _draw_card(picture, draw, film, frame, number, x, y)
    return picture


def texts_of(film: Film, shown: Sequence[int]) -> str:
    """Everything that is written in the frames."""
    parts = [_("Epoch {epoch} of {epochs}"), *film.classes]
    for number in shown:
        parts += film.examples[number].texts.values()
    return " ".join(parts)


def _draw_card(
    picture: Image.Image, draw: ImageDraw.ImageDraw, film: Film, frame: Frame, number: int, x: int, y: int
) -> None:
    example = film.examples[number]
    draw.rounded_rectangle((x, y, x + _CARD_WIDTH - 1, y + _CARD_HEIGHT - 1), 8, _SURFACE, _BORDER)
    left, top = x + _PADDING, y + _PADDING
    images = [f.name for f in film.fields if f.name in example.grids]
    texts = [f.name for f in film.fields if f.name in example.texts]
    room = _PICTURE if texts else _CARD_WIDTH - 2 * _PADDING
    side = min(_PICTURE, (room - _BETWEEN * (len(images) - 1)) // max(1, len(images)))
    for place, name in enumerate(images):
        shown = _picture_with_map(example.pictures[name], film.map(frame, number, name), side)
        corner = left + place * (side + _BETWEEN) + (side - shown.width) // 2, top + (_PICTURE - shown.height) // 2
        picture.paste(shown, corner)
    words_left = left + _PICTURE + _PADDING if images else left
    lines = (_PICTURE // _LINE) // max(1, len(texts))
    for place, name in enumerate(texts):
        found, start = film.map(frame, number, name), (words_left, top + place * lines * _LINE)
        words = () if found is None else found.words
        _draw_words(draw, example.texts[name], words, start, x + _CARD_WIDTH - _PADDING, lines)
    _draw_answer(draw, film, frame, number, left, top + _PICTURE + 8)
    _draw_history(draw, film, frame, number, left, y + _CARD_HEIGHT - _PADDING - 22)


def _picture_with_map(pixels: NDArray[np.uint8], heat: HeatMap | None, side: int) -> Image.Image:
    """At most `side` pixels wide and high."""
    import numpy as np
    from PIL import Image

    shown = Image.fromarray(pixels)
    scale = side / max(shown.size)
    wanted = max(1, round(shown.width * scale)), max(1, round(shown.height * scale))
    if wanted != shown.size:
        shown = shown.resize(wanted, Image.Resampling.LANCZOS if scale < 1 else Image.Resampling.NEAREST)
    if heat is None or heat.grid is None:
        return shown
    return Image.fromarray(lay_over(np.asarray(shown), heat.grid, 0.7))


def _draw_words(
    draw: ImageDraw.ImageDraw,
    text: str,
    words: Sequence[WordWeight],
    start: tuple[int, int],
    right: int,
    lines: int,
) -> None:
    """The text in at most `lines` lines, each word on the colour of its weight, the strong ones underlined."""
    font = _font(text, _TEXT_PX)

    def measure(piece: Piece) -> float:
        return draw.textlength(piece.text, font=font)

    for one in lay_out(pieces_of(text, words), right - start[0] - 4, _TEXT_PX, measure, lines)[0]:
        if not one.piece.text.strip():
            continue
        x, y, weight = start[0] + 2 + one.x, start[1] + one.line * _LINE, one.piece.weight or 0.0
        background, ink = word_colours(weight)
        if weight > 0:
            draw.rounded_rectangle((x - one.left, y, x + one.width + one.right, y + _LINE - 3), 3, background)
        draw.text((x, y + 1), one.piece.text, ink, font=font)
        if one.piece.is_strong:
            draw.line((x, y + _LINE - 4, x + one.width, y + _LINE - 4), ink, 1)


def _draw_answer(draw: ImageDraw.ImageDraw, film: Film, frame: Frame, number: int, x: int, y: int) -> None:
    """A tick or a cross, the answer with its probability, and the right answer if it is another."""
    answer, label = film.answer(frame, number), film.examples[number].label
    is_right = answer == label
    colour = _GOOD if is_right else _BAD
    if is_right:
        draw.line(((x + 1, y + 9), (x + 5, y + 14), (x + 13, y + 3)), colour, 3)
    else:
        draw.line(((x + 2, y + 4), (x + 12, y + 14)), colour, 3)
        draw.line(((x + 2, y + 14), (x + 12, y + 4)), colour, 3)
    probability = percent(float(frame.probabilities[number, answer]))
    name = film.classes[answer]
    text = f"{name[:24]} {probability}"
    if not is_right:
        text = _("{answer} {percent} (right: {label})").format(
            answer=name[:16], percent=probability, label=film.classes[label][:16]
        )
    draw.text((x + 20, y), _fitting(draw, text, _CARD_WIDTH - 2 * _PADDING - 20), colour, font=_font(text, _TEXT_PX))


def _draw_history(draw: ImageDraw.ImageDraw, film: Film, frame: Frame, number: int, x: int, y: int) -> None:
    """The probability of the right answer over the epochs, and where we are."""
    width, height = _CARD_WIDTH - 2 * _PADDING, 22
    draw.rectangle((x, y, x + width, y + height), _BACKGROUND)
    values, epochs = film.truth_line(number), [f.epoch for f in film.frames]
    span = max(1, epochs[-1] - epochs[0])
    points: list[Any] = [
        (x + width * (epoch - epochs[0]) / span, y + height - 1 - (height - 2) * value)
        for epoch, value in zip(epochs, values, strict=True)
    ]
    now = epochs.index(frame.epoch)
    if len(points) > 1:
        draw.line(points, "#b8c0d0", 2)
        if now:
            draw.line(points[: now + 1], _ACCENT, 2)
    px, py = points[now]
    draw.ellipse((px - 3, py - 3, px + 3, py + 3), _ACCENT)


def _fitting(draw: ImageDraw.ImageDraw, text: str, width: float) -> str:
    font = _font(text, _TEXT_PX)
    if draw.textlength(text, font) <= width:
        return text
    while len(text) > 1 and draw.textlength(text + "…", font) > width:
        text = text[:-1]
    return text + "…"


def _font(text: str, size_px: int) -> Any:
    return find_font(size_px, chinese=needs_cjk(text)).font


__all__ = ["COLUMNS", "draw_frame", "texts_of"]
