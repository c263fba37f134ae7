"""One frame of the learning film as a picture: cards with picture and map, coloured words, answer and its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from mmgui.core.explaining.overlay import lay_over
from mmgui.core.i18n import _
from mmgui.core.reporting.fonts import find_font, needs_cjk
from mmgui.core.text import percent
from mmgui.core.training.film import Film, Frame

if TYPE_CHECKING:
    from PIL import Image, ImageDraw

COLUMNS: Final = 3
_CARD_WIDTH, _CARD_HEIGHT, _GAP, _HEADER, _PADDING = 308, 208, 10, 52, 10
_PICTURE, _LINE, _TEXT_PX, _TITLE_PX = 128, 22, 15, 20
_SURFACE, _BACKGROUND, _BORDER, _TEXT, _MUTED, _TRACK = "#ffffff", "#f4f5f7", "#e2e5ec", "#1a2033", "#596277", "#e6e9f1"
_GOOD, _BAD, _ACCENT = "#0b7f5c", "#b3261e", "#2553c7"
_LONGEST: Final = 60  # characters of a word: more never fit
_WORD_HEAT: Final = (0xEE, 0x6C, 0x2D)  # as in the window


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
    from PIL import Image

    example = film.examples[number]
    draw.rounded_rectangle((x, y, x + _CARD_WIDTH - 1, y + _CARD_HEIGHT - 1), 8, _SURFACE, _BORDER)
    left, top = x + _PADDING, y + _PADDING
    words_left = left
    pictures = [f.name for f in film.fields if f.name in example.pictures]
    if pictures:  # of several pictures the first
        pixels, grid = example.pictures[pictures[0]], film.grid(frame, number, pictures[0])
        shown = Image.fromarray(pixels)
        scale = _PICTURE / max(shown.size)
        wanted = max(1, round(shown.width * scale)), max(1, round(shown.height * scale))
        if wanted != shown.size:
            shown = shown.resize(wanted, Image.Resampling.LANCZOS if scale < 1 else Image.Resampling.NEAREST)
        if grid is not None:
            import numpy as np

            shown = Image.fromarray(lay_over(np.asarray(shown), grid, 0.7))
        picture.paste(shown, (left + (_PICTURE - shown.width) // 2, top + (_PICTURE - shown.height) // 2))
        words_left = left + _PICTURE + _PADDING
    texts = [f.name for f in film.fields if f.name in example.texts]
    lines = (_PICTURE // _LINE) // max(1, len(texts))
    for place, name in enumerate(texts):
        _draw_words(
            draw,
            film,
            frame,
            number,
            name,
            (words_left, top + place * lines * _LINE),
            x + _CARD_WIDTH - _PADDING,
            lines,
        )
    _draw_answer(draw, film, frame, number, left, top + _PICTURE + 8)
    _draw_history(draw, film, frame, number, left, y + _CARD_HEIGHT - _PADDING - 22)


def _draw_words(
    draw: ImageDraw.ImageDraw,
    film: Film,
    frame: Frame,
    number: int,
    name: str,
    start: tuple[int, int],
    right: int,
    lines: int,
) -> None:
    """The text in at most `lines` lines, each word on the colour of its weight, the strongest underlined."""
    example = film.examples[number]
    text, places = example.texts[name], example.words[name]
    weights = film.word_weights(frame, number, name) or (0.0,) * len(places)
    top = max(weights, default=0.0)
    font = _font(text, _TEXT_PX)
    x, line = float(start[0]), 0
    for word, ((begin, end), weight) in enumerate(zip(places, weights, strict=True)):
        before = text[places[word - 1][1] if word else 0 : begin]
        after = text[end:] if word == len(places) - 1 else ""
        sign, prefix = _signs(before, is_first=word == 0)
        if sign and x > start[0]:
            draw.text((x, start[1] + line * _LINE + 1), sign, _TEXT, font=font)
            x += draw.textlength(sign, font)
        shown = (prefix + text[begin:end])[:_LONGEST]
        width = draw.textlength(shown, font) + 4
        gap = 2 if before[-1:].isspace() and x > start[0] else 0
        if x > start[0] and x + gap + width > right:
            x, line, gap = float(start[0]), line + 1, 0
        if line >= lines or (line == lines - 1 and word < len(places) - 1 and x + gap + width > right - 16):
            draw.text((min(x, right - 14), start[1] + min(line, lines - 1) * _LINE), "…", _MUTED, font=font)
            return
        while len(shown) > 1 and x + gap + width > right:  # one word wider than the card
            shown = shown[:-1]
            width = draw.textlength(shown, font) + 4
        y = start[1] + line * _LINE
        share = 0.72 * weight
        colour = tuple(round(255 + (part - 255) * share) for part in _WORD_HEAT)
        if weight > 0:
            draw.rounded_rectangle((x + gap, y, x + gap + width, y + _LINE - 3), 3, colour)
        draw.text((x + gap + 2, y + 1), shown, _TEXT, font=font)
        if weight >= 0.8 * top > 0:
            draw.line((x + gap + 2, y + _LINE - 4, x + gap + width - 2, y + _LINE - 4), _TEXT, 1)
        x += gap + width
        if after.strip():
            draw.text((x, y + 1), after.strip()[:3], _TEXT, font=font)


def _signs(between: str, *, is_first: bool) -> tuple[str, str]:
    """What stands between two words: (signs of the left one, signs of the right one), as they touch them."""
    parts = between.split()
    if not parts:
        return "", ""
    if is_first:
        return "", "" if between[-1].isspace() else parts[-1]
    left = "" if between[0].isspace() else parts[0]
    right = "" if between[-1].isspace() or not any(c.isspace() for c in between) else parts[-1]
    return left, right


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
