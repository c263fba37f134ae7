"""Words with weights laid out in lines, without any font at hand: for pictures of text in SVG."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from mmgui.core.explaining.overlay import OUTLINE_SHARE, colour_table
from mmgui.core.inference.prediction import WordWeight
from mmgui.core.text import plain

MAX_CHARACTERS = 6_000  # of a text; a longer one is cut, and the reader is told so
_NARROW, _SLIM, _WIDE = frozenset("iljI.,:;'|!`’"), frozenset('frt()[]{}-/\\" *'), frozenset("mwMW@%—…")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text. weight: in [0, 1] of a word, None of what stands between words."""

    text: str
    weight: float | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece in a line: left edge and width in pixels, line number from 0."""

    piece: Piece
    x: float
    width: float
    line: int


def pieces_of(text: str, words: Sequence[WordWeight], limit: int = MAX_CHARACTERS) -> tuple[Piece, ...]:
    """The whole text in order, cut at `limit` characters; weights that are not finite count as 0."""
    found: list[Piece] = []
    end = 0
    for word in sorted(words, key=lambda w: w.start):
        if word.start < end or word.end > min(len(text), limit):
            continue
        if word.start > end:
            found.append(Piece(plain(text[end : word.start]), None))
        weight = word.weight if 0 <= word.weight <= 1 else 0.0
        found.append(Piece(plain(text[word.start : word.end]), weight))
        end = word.end
    if end < min(len(text), limit):
        found.append(Piece(plain(text[end:limit]), None))
    return tuple(p for p in found if p.text)


def lay_out(pieces: Sequence[Piece], width: float, size_px: float) -> tuple[tuple[Placed, ...], int]:
    """The pieces in lines of at most `width` pixels, and the number of lines. Right to left where the text is.

    Widths are estimates from a table of a common sans-serif face: whoever draws must fit the text into them.
    """
    lines: list[list[Piece]] = [[]]
    x = 0.0
    for piece in pieces:
        for part in _parts(piece, width, size_px):
            needed = text_width(part.text, size_px)
            if part.text == "\n" or (x > 0 and x + needed > width):
                lines.append([])
                x = 0.0
                if not part.text.strip():
                    continue
            lines[-1].append(part)
            x += needed
    is_reversed = is_right_to_left("".join(p.text for p in pieces))
    placed: list[Placed] = []
    for number, line in enumerate(lines):
        widths = [text_width(part.text, size_px) for part in line]
        x = max(0.0, width - sum(widths)) if is_reversed else 0.0
        for place in _visual_order([part.text for part in line], is_reversed):
            placed.append(Placed(line[place], x, widths[place], number))
            x += widths[place]
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


def word_colours(weight: float, strength: float, colours: str) -> tuple[str, str]:
    """(background, ink) of a word as #rrggbb: the weight's colour over white, and black or white, whichever reads."""
    opacity = min(1.0, max(0.0, weight)) ** 0.7 * min(1.0, max(0.0, strength))
    red, green, blue = (
        round(255 * (1 - opacity) + int(c) * opacity) for c in colour_table(colours)[round(weight * 255)]
    )
    return f"#{red:02x}{green:02x}{blue:02x}", "#ffffff" if _luminance(red, green, blue) < 0.30 else "#15181c"


def is_strong(weight: float, strongest: float) -> bool:
    """Is the word among those that the second coding (a frame) marks?"""
    return strongest > 1e-3 and weight >= strongest * OUTLINE_SHARE


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


def _parts(piece: Piece, width: float, size_px: float) -> Iterator[Piece]:
    """Blanks, line breaks and words by themselves; what is longer than a line is cut."""
    longest = max(1, int(width / size_px))
    for text in re.findall(r"\n|[^\S\n]+|\S+", piece.text):
        for start in range(0, len(text), longest) if text_width(text, size_px) > width else (0,):
            cut = text[start : start + longest] if text_width(text, size_px) > width else text
            yield Piece(cut, piece.weight)


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


def _luminance(red: int, green: int, blue: int) -> float:
    """Relative luminance as WCAG 2 defines it."""
    linear = [c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
