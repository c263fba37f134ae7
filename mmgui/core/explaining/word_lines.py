"""Words with weights in lines, for whoever draws or writes them: which of them are strong, where each one stands."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from mmgui.core.explaining.overlay import OUTLINE_SHARE, colour_table
from mmgui.core.heat_map import WordWeight
from mmgui.core.text import plain

_MARGIN = 2.0  # px around a word that stands alone
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
    enough = max(1e-3, OUTLINE_SHARE * max((p.weight or 0.0 for p in found), default=0.0))
    return tuple(replace(p, is_strong=p.weight is not None and p.weight >= enough) for p in found if p.text)


def lay_out(
    pieces: Sequence[Piece],
    width: float,
    size_px: float,
    measure: Callable[[str], float] | None = None,
    most_lines: int | None = None,
) -> tuple[tuple[Placed, ...], int]:
    """The pieces in lines of at most `width` pixels, and the number of lines. Right to left where the text is.

    measure: how wide a text is; without it widths are estimates, and whoever draws must fit the text into them.
    most_lines: what comes after so many is left out, and "…" stands in its place.
    """
    measure = measure or partial(text_width, size_px=size_px)
    lines: list[list[Piece]] = [[]]
    x = 0.0
    for group in _together(part for piece in pieces for part in _parts(piece, width, size_px, measure)):
        whole = sum(measure(part.text) for part in group)
        for place, part in enumerate(group):
            needed = measure(part.text)
            if part.text == "\n" or (x > 0 and x + (needed if place or whole > width else whole) > width):
                lines.append([])
                x = 0.0
                if not part.text.strip():
                    continue
            lines[-1].append(part)
            x += needed
        if most_lines is not None and len(lines) > most_lines and lines[-1]:
            lines = lines[:most_lines]
            while lines[-1] and sum(measure(p.text) for p in lines[-1]) + measure("…") > width:
                lines[-1].pop()
            lines[-1].append(Piece("…", None))
            break
    is_reversed = is_right_to_left("".join(p.text for p in pieces))
    placed: list[Placed] = []
    for number, line in enumerate(lines):
        widths = [measure(part.text) for part in line]
        x = max(0.0, width - sum(widths)) if is_reversed else 0.0
        order = _visual_order([part.text for part in line], is_reversed)
        blank = [True, *(not line[place].text.strip() for place in order), True]
        for k, place in enumerate(order):
            left, right = (_MARGIN if is_free else 0.0 for is_free in (blank[k], blank[k + 2]))
            placed.append(Placed(line[place], x, widths[place], number, left, right))
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


def _parts(piece: Piece, width: float, size_px: float, measure: Callable[[str], float]) -> Iterator[Piece]:
    """Blanks, line breaks and words by themselves; what is longer than a line is cut."""
    for text in re.findall(r"\n|[^\S\n]+|\S+", piece.text):
        longest = max(1, int(width / size_px)) if measure(text) > width else len(text)
        for start in range(0, len(text), longest):
            yield replace(piece, text=text[start : start + longest])


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


def _luminance(red: int, green: int, blue: int) -> float:
    """Relative luminance as WCAG 2 defines it."""
    linear = [c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
