"""Heat maps over what they belong to, images and words, as one SVG file that needs nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mmgui.core.errors import DataError
from mmgui.core.explaining.overlay import COLOUR_MAPS, method_title, overlay_pixels
from mmgui.core.explaining.word_lines import (
    MAX_CHARACTERS,
    Placed,
    is_right_to_left,
    lay_out,
    pieces_of,
    text_width,
    word_colours,
)
from mmgui.core.files import write_text
from mmgui.core.heat_map import HeatMap
from mmgui.core.i18n import _, join_names
from mmgui.core.layouts import Grid, Spans
from mmgui.core.reporting.contours import outline_lines
from mmgui.core.reporting.markup import data_address, escape, number_text, png_bytes
from mmgui.core.saving import saving
from mmgui.core.text import one_line
from mmgui.modalities import MODALITIES

SMALLEST_SIDE = 384  # px: a 28-px picture is shown larger, or its map could not be read
LONGEST_SIDE = 1600  # px of the embedded picture: a photo of 12 000 px would make a file of 100 MB
_OVERLAY_SIDE = 400  # px of the embedded overlay, which is smooth anyway
_SPACE = 16.0
_WORD_PX, _NOTE_PX, _TITLE_PX = 20.0, 13.0, 18.0
_LINE_PX = _WORD_PX * 1.6
_FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"


@dataclass(frozen=True, eq=False)
class DrawnMap:
    """A heat map and what it lies on. modality: of the field. image: (H, W, 3) uint8 under a Grid, None = there is
    none; words stand in the map itself. title: of the field, where a person could take it for another."""

    heat_map: HeatMap
    modality: str
    image: NDArray[np.uint8] | None = None
    title: str = ""

    @property
    def is_seen(self) -> bool:
        return bool(self.heat_map.words) or (self.heat_map.grid is not None and self.image is not None)


def heat_map_svg(
    maps: Sequence[DrawnMap],
    *,
    title: str = "",
    strength: float = 0.8,
    colours: str = "ember",
    outline: bool = True,
) -> str:
    """One SVG document: images with their maps, words with theirs, a legend, and all of it said in words too.

    title: shown above (an answer, a file's name); any text is shown literally. strength: 0..1. Raises ValueError if
    there is neither an image nor a word.
    """
    maps = sorted((_with_finite(one) for one in maps if one.is_seen), key=lambda one: one.image is None)  # stable
    if not maps:
        raise ValueError("neither an image with its map nor words")
    sizes = [(0.0, 0.0) if one.image is None else _shown_size(one.image) for one in maps]
    has_image = maps[0].image is not None
    width = max([SMALLEST_SIDE, *(size[0] for size in sizes)]) if has_image else 560.0
    parts: list[str] = []
    y = _SPACE
    if title:
        parts.append(_text(_SPACE, y + _TITLE_PX, _cut(one_line(title), width, _TITLE_PX), _TITLE_PX, weight=600))
        y += _TITLE_PX + _SPACE
    for one, size in zip(maps, sizes, strict=True):
        grid = one.heat_map.grid
        if one.image is not None and grid is not None:
            left = _SPACE + (width - size[0]) / 2
            parts += _picture(one.image, grid, left, y, size, strength, colours, outline)
            y += size[1] + _SPACE
        else:
            drawn, height = _words(one.heat_map, y, width, strength, colours, outline)
            parts += drawn
            y += height + _SPACE / 2
    drawn, height = _legend(y, width, colours)
    parts += drawn
    y += height
    sentences = [sentence for one in maps for sentence in _sentences(one)]
    for sentence in sentences:
        for line in _wrapped(sentence, width * 0.92):  # some fonts are wider than the estimate
            parts.append(_text(_SPACE, y + _NOTE_PX, line, _NOTE_PX, colour="#4a5058"))
            y += _NOTE_PX * 1.5
    return _document(width + 2 * _SPACE, y + _SPACE, title or _("Heat map"), " ".join(sentences), parts)


def save_heat_map_svg(
    path: Path, maps: Sequence[DrawnMap], *, title: str = "", strength: float = 0.8, colours: str = "ember"
) -> None:
    """Write `heat_map_svg` to `path`, whole or not at all. Raises DataError if the place cannot be written."""
    if path.suffix.lower() != ".svg":
        raise DataError(
            _("“{name}” cannot be written.").format(name=path.name), _("Choose a name that ends in .svg."), file=path
        )
    document = heat_map_svg(maps, title=title, strength=strength, colours=colours)
    with saving(path):
        write_text(path, document)


def say_map(heat_map: HeatMap, modality: str, title: str = "") -> str:
    """A map in words: for those who do not see the colours, and beside it for everybody. title: as in DrawnMap."""
    method, layout = method_title(heat_map.method, heat_map.layout), heat_map.layout
    if isinstance(layout, Grid):
        place = MODALITIES.get(modality).describe(layout, heat_map.weights)
        said = _("The map is even: no place of the picture stands out.")
        if place:
            said = _("{method}, strongest place: {place}. The line encloses what counts at least half as much.").format(
                method=method, place=place
            )
    elif not MODALITIES.get(modality).is_prose:
        place = MODALITIES.get(modality).describe(layout, heat_map.weights)
        said = _("The map is even: nothing stands out.")
        if place:
            said = _("{method}, strongest part: {place}.").format(method=method, place=place)
    else:
        ranked = sorted((w for w in heat_map.words if w.weight > 0.05), key=lambda w: -w.weight)[:3]
        said = _("The map is even: no word stands out.")
        if ranked:
            names = join_names(f"“{one_line(w.text, 40)}”" for w in ranked)
            said = _("{method}: strongest words {words}.").format(method=method, words=names)
    return _("{field}: {sentence}").format(field=title, sentence=said) if title else said


# -- the parts ---------------------------------------------------------------------------------------------------------


def _with_finite(one: DrawnMap) -> DrawnMap:
    weights = np.nan_to_num(one.heat_map.weights, nan=0.0, posinf=1.0, neginf=0.0).clip(0.0, 1.0)
    return replace(one, heat_map=replace(one.heat_map, weights=weights))


def _shown_size(pixels: NDArray[np.uint8]) -> tuple[float, float]:
    """(width, height) in the document: small pictures larger, large ones smaller, very long ones within bounds."""
    height, width = pixels.shape[:2]
    factor = max(SMALLEST_SIDE / min(height, width), 1.0)
    factor = min(factor, LONGEST_SIDE / max(height, width))
    return width * factor, height * factor


def _picture(
    pixels: NDArray[np.uint8],
    grid: NDArray[np.float32],
    x: float,
    y: float,
    size: tuple[float, float],
    strength: float,
    colours: str,
    outline: bool,
) -> list[str]:
    width, height = size
    image = Image.fromarray(pixels)
    if max(image.size) > LONGEST_SIDE:
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    is_enlarged = width > image.width * 1.5
    # rows and columns of the overlay: a very narrow picture keeps at least one
    rows, columns = (max(1, round(_OVERLAY_SIDE * side / max(size))) for side in (height, width))
    place = f'x="{number_text(x)}" y="{number_text(y)}" width="{number_text(width)}" height="{number_text(height)}"'
    rendering = ' style="image-rendering:pixelated"' if is_enlarged else ""
    opacity = number_text(min(1.0, max(0.0, strength)))
    parts = [
        f'<image {place} preserveAspectRatio="none" href="{data_address(png_bytes(np.asarray(image)))}"{rendering}/>',
        f'<image {place} preserveAspectRatio="none" opacity="{opacity}" '
        f'href="{data_address(png_bytes(overlay_pixels(grid, rows, columns, colours)))}"/>',
    ]
    if outline:
        path = _path(outline_lines(grid, width, height), x, y)
        if path:
            line = max(2.0, width / 200)
            for colour, thickness in (("#000000", line + 2), ("#ffffff", line)):
                parts.append(
                    f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{number_text(thickness)}" '
                    f'stroke-linejoin="round" opacity="{number_text(min(1.0, strength * 1.5))}"/>'
                )
    return parts


def _path(lines: Iterable[list[tuple[float, float]]], x: float, y: float) -> str:
    found = []
    for line in lines:
        closed = len(line) > 2 and line[0] == line[-1]
        points = line[:-1] if closed else line
        drawn = "L".join(f"{number_text(x + px)} {number_text(y + py)}" for px, py in points)
        found.append(f"M{drawn}{'Z' if closed else ''}")
    return "".join(found)


def _words(
    heat_map: HeatMap, y: float, width: float, strength: float, colours: str, outline: bool
) -> tuple[list[str], float]:
    """The words in lines on their colours, and how high they are together."""
    assert isinstance(heat_map.layout, Spans)
    placed, lines = lay_out(pieces_of(heat_map.layout.text, heat_map.words), width, _WORD_PX)
    parts = [_word(one, y, strength, colours, outline and one.piece.is_strong) for one in placed]
    return [p for p in parts if p], lines * _LINE_PX


def _word(placed: Placed, y: float, strength: float, colours: str, is_framed: bool) -> str:
    piece = placed.piece
    if not piece.text.strip():
        return ""
    top = y + placed.line * _LINE_PX
    ink, box = "#15181c", ""
    if piece.weight is not None:
        background, ink = word_colours(piece.weight, strength, colours)
        frame = ' stroke="#15181c" stroke-width="1.5"' if is_framed else ""
        box = (
            f'<rect x="{number_text(_SPACE + placed.x - placed.left)}" y="{number_text(top + 2)}" rx="4" '
            f'width="{number_text(placed.width + placed.left + placed.right)}" height="{number_text(_LINE_PX - 4)}" '
            f'fill="{background}"{frame}/>'
        )
    direction = ' direction="rtl"' if is_right_to_left(piece.text) else ""
    # the text is fitted into the estimated width, whatever font draws it
    return box + (
        f'<text x="{number_text(_SPACE + placed.x + placed.width / 2)}" y="{number_text(top + _LINE_PX * 0.68)}" '
        f'font-size="{number_text(_WORD_PX)}" fill="{ink}" text-anchor="middle" '
        f'textLength="{number_text(placed.width)}" lengthAdjust="spacingAndGlyphs"{direction}>'
        f"{escape(piece.text)}</text>"
    )


def _legend(y: float, width: float, colours: str) -> tuple[list[str], float]:
    stops = COLOUR_MAPS[colours]
    gradient = "".join(
        f'<stop offset="{number_text(k / (len(stops) - 1))}" stop-color="{colour}"/>' for k, colour in enumerate(stops)
    )
    little, much = _("little"), _("much")
    x = _SPACE + text_width(little, _NOTE_PX) + 8
    strip = min(120.0, width / 3)
    return [
        f'<defs><linearGradient id="weights">{gradient}</linearGradient></defs>',
        _text(_SPACE, y + _NOTE_PX, little, _NOTE_PX, colour="#4a5058"),
        f'<rect x="{number_text(x)}" y="{number_text(y + 2)}" width="{number_text(strip)}" height="12" rx="2" '
        'fill="url(#weights)"/>',
        _text(x + strip + 8, y + _NOTE_PX, much, _NOTE_PX, colour="#4a5058"),
    ], _NOTE_PX * 2


def _sentences(one: DrawnMap) -> list[str]:
    found = [say_map(one.heat_map, one.modality, one.title)]
    if isinstance(one.heat_map.layout, Spans) and len(one.heat_map.layout.text) > MAX_CHARACTERS:
        found.append(_("Only the first {count} characters are shown.").format(count=MAX_CHARACTERS))
    return found


def _wrapped(sentence: str, width: float) -> list[str]:
    """A sentence in lines; between Chinese characters a line may end anywhere."""
    lines, line = [], ""
    for part in sentence.split(" "):
        candidate = f"{line} {part}" if line else part
        if line and text_width(candidate, _NOTE_PX) > width:
            lines.append(line)
            line = part
        else:
            line = candidate
        while text_width(line, _NOTE_PX) > width and len(line) > 1:
            cut = next(n for n in range(len(line), 0, -1) if n == 1 or text_width(line[:n], _NOTE_PX) <= width)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line] if line else lines


def _cut(text: str, width: float, size_px: float) -> str:
    if text_width(text, size_px) <= width:
        return text
    while text and text_width(text + "…", size_px) > width:
        text = text[:-1]
    return text + "…"


def _text(x: float, y: float, text: str, size_px: float, *, colour: str = "#15181c", weight: int = 400) -> str:
    return (
        f'<text x="{number_text(x)}" y="{number_text(y)}" font-size="{number_text(size_px)}" '
        f'font-weight="{weight}" fill="{colour}">{escape(text)}</text>'
    )


def _document(width: float, height: float, title: str, description: str, parts: Iterable[str]) -> str:
    w, h = number_text(width), number_text(height)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" '
            f'aria-labelledby="title description" font-family="{_FONT}">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="description">{escape(description)}</desc>',
            f'<rect width="{w}" height="{h}" fill="#ffffff"/>',
            *parts,
            "</svg>\n",
        )
    )
