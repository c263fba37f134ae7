"""Words with weights in lines, for whoever draws or writes them: which of them are strong, where each one stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from mmgui.core.colours import mix, readable_on
from mmgui.core.explaining.overlay import OUTLINE_SHARE, WORD_HEAT, colour_table
from mmgui.core.text import plain

if TYPE_CHECKING:
    from mmgui.core.heat_map import WordWeight

_MARGIN = 0.1  # around a word that stands alone, in sizes of the font
_BEFORE = (16, 8, 2, 0)  # words and blanks before the strongest one, where the beginning has no room for it
MAX_CHARACTERS = 6_000  # of a text; a longer one is cut, and the reader is told so
_NARROW, _SLIM, _WIDE = frozenset("iljI.,:;'|!`’"), frozenset('frt()[]{}-/\\" *'), frozenset("mwMW@%—…")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text. weight: in [0, 1] of a word, None of what stands between words. is_strong: among those that
    the second coding (a frame, a line) marks."""

    text: str
    weight: float | None
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece in a line: left edge and width in pixels, line number from 0. left, right: how far a box around it may
    reach beyond it; 0 where it touches its neighbour, as Chinese characters do."""

    piece: Piece
    x: float
    width: float
    line: int
    left: float = 0.0
    right: float = 0.0


Measure: TypeAlias = Callable[[Piece], float]
_DOTS = Piece("…", None)


def pieces_of(text: str, words: Sequence[WordWeight], limit: int = MAX_CHARACTERS) -> tuple[Piece, ...]:
    """The whole text in order, cut at `limit` characters; weights that are not finite count as 0."""
    found: list[Piece] = []
    end = 0
    for word in sorted(words, key=lambda w: (w.start, -w.weight)):  # one character can be several tokens
        if word.start < end or word.end > min(len(text), limit):
            continue
        if word.start > end:
            found.append(Piece(plain(text[end : word.start]), None))
        weight = word.weight if 0 <= word.weight <= 1 else 0.0
        found.append(Piece(plain(text[word.start : word.end]), weight))
        end = word.end
    if end < min(len(text), limit):
        found.append(Piece(plain(text[end:limit]), None))
    enough = strong_from(p.weight or 0.0 for p in found)
    return tuple(Piece(p.text, p.weight, p.weight is not None and p.weight >= enough) for p in found if p.text)


def strong_from(weights: Iterable[float]) -> float:
    """The least weight of a strong word; in an image the outline encloses the same share."""
    return max(1e-3, OUTLINE_SHARE * max(weights, default=0.0))


def lay_out(
    pieces: Sequence[Piece],
    width: float,
    size_px: float,
    measure: Measure | None = None,
    most_lines: int | None = None,
) -> tuple[tuple[Placed, ...], int]:
    """The pieces in lines of at most `width` pixels, and the number of lines. Right to left where the text is.

    measure: how wide a piece is; without it widths are estimates, and whoever draws must fit the text into them.
    most_lines: what comes after so many is left out, and "…" stands in its place; where that would be the strongest
    word, the text begins shortly before it. Line breaks and wide blanks are one blank then.
    """
    measure = measure or (lambda piece: text_width(piece.text, size_px))
    parts = [part for piece in pieces for part in _parts(piece, width, size_px, measure)]
    if most_lines is not None:
        parts = [replace(part, text=" ") if part.text.isspace() else part for part in parts]
    lines = _filled(parts, width, measure, most_lines)
    strongest = max(range(len(parts)), key=lambda place: parts[place].weight or 0.0, default=0)
    for before in _BEFORE if parts and parts[strongest].weight else ():
        if any(part is parts[strongest] for line in lines for part, _width in line):
            break
        lines = _filled([_DOTS, *parts[max(0, strongest - before) :]], width, measure, most_lines)
    is_reversed = is_right_to_left("".join(p.text for p in pieces))
    placed: list[Placed] = []
    for number, line in enumerate(lines):
        x = max(0.0, width - sum(wide for _part, wide in line)) if is_reversed else 0.0
        order = _visual_order([part.text for part, _width in line], is_reversed)
        blank = [True, *(not line[place][0].text.strip() for place in order), True]
        for k, place in enumerate(order):
            part, wide = line[place]
            left, right = (_MARGIN * size_px if is_free else 0.0 for is_free in (blank[k], blank[k + 2]))
            placed.append(Placed(part, x, wide, number, left, right))
            x += wide
    return tuple(placed), len(lines)


def text_width(text: str, size_px: float) -> float:
    """About how wide a text is, in pixels."""
    return size_px * sum(_advance(c) for c in text)


def is_right_to_left(text: str) -> bool:
    """By the first letter with a direction, as in the Unicode bidirectional algorithm (rule P2)."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def word_colours(weight: float, strength: float = 0.72, colours: str = "", ground: str = "#ffffff") -> tuple[str, str]:
    """(background, ink) of a word as #rrggbb: its heat mixed into the ground, as much of it as the word weighs.

    colours: a colour map, where images beside the words have it; without one, the one hue that suits any ground.
    """
    weight = min(1.0, max(0.0, weight))
    heat = f"#{colour_table(colours)[round(weight * 255)].tobytes().hex()}" if colours else WORD_HEAT
    background = mix(ground, heat, weight * min(1.0, max(0.0, strength)))
    return background, readable_on(background)


def _filled(
    parts: Sequence[Piece], width: float, measure: Measure, most_lines: int | None
) -> list[list[tuple[Piece, float]]]:
    """Lines of parts with their widths; "…" stands for what has no room."""
    lines: list[list[tuple[Piece, float]]] = [[]]
    x = 0.0
    for group in _together(parts):
        widths = [measure(part) for part in group]
        for place, (part, wide) in enumerate(zip(group, widths, strict=True)):
            needed = wide if place or sum(widths) > width else sum(widths)
            if part.text == "\n" or (x > 0 and x + needed > width):
                lines.append([])
                x = 0.0
                if not part.text.strip():
                    continue
            if most_lines is not None and len(lines) > most_lines:
                last, dots = lines[most_lines - 1], measure(_DOTS)
                while last and sum(wide for _part, wide in last) + dots > width:
                    last.pop()
                last.append((_DOTS, dots))
                return lines[:most_lines]
            lines[-1].append((part, wide))
            x += wide
    return lines[:most_lines]


def _visual_order(texts: Sequence[str], is_reversed: bool) -> list[int]:
    """The numbers of a line's pieces from left to right: stretches against the line's direction are turned round.

    Source: rule L2 of the Unicode bidirectional algorithm (UAX 9), with two levels.
    """
    base = "R" if is_reversed else "L"
    kinds = [_direction(text) for text in texts]
    for place, kind in enumerate(kinds):
        if not kind:  # blanks and signs go with both neighbours, or with the line
            before = kinds[place - 1] if place else base
            after = next((k for k in kinds[place:] if k), base)
            kinds[place] = before if before == after else base
    order: list[int] = []
    for kind, group in groupby(range(len(texts)), key=lambda place: kinds[place]):
        run = list(group)
        order += run if kind == base else reversed(run)
    return order[::-1] if is_reversed else order


def _direction(text: str) -> str:
    """ "L", "R", or "" for blanks and signs; digits read from left to right."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", "R", "AL", "EN", "AN"):
            return "R" if kind in ("R", "AL") else "L"
    return ""


def _parts(piece: Piece, width: float, size_px: float, measure: Measure) -> Iterator[Piece]:
    """Blanks, line breaks and words by themselves; what is longer than a line is cut."""
    fitting = max(1, int(width / size_px))
    for text in re.findall(r"\n|[^\S\n]+|\S+", piece.text):
        part = piece if text == piece.text else replace(piece, text=text)
        if len(text) <= fitting or measure(part) <= width:
            yield part
        else:
            yield from (replace(piece, text=text[start : start + fitting]) for start in range(0, len(text), fitting))


def _together(parts: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Parts between which no line ends: signs stay with the words that they touch; two words that touch, as Chinese
    ones do, may part."""
    group: list[Piece] = []
    for part in parts:
        before = group[-1] if group else part
        is_apart = not before.text.strip() or not part.text.strip() or None not in (before.weight, part.weight)
        if group and is_apart:
            yield group
            group = []
        group.append(part)
    if group:
        yield group


def _advance(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if unicodedata.combining(character):
        return 0.0
    if character in _NARROW:
        return 0.27
    if character in _SLIM:
        return 0.34
    if character in _WIDE:
        return 0.9
    return 0.68 if character.isupper() else 0.55
