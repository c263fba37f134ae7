"""A text painted in a few lines, each word coloured by its weight; long texts begin near their strongest word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from mmgui.core.text import one_line
from mmgui.gui.kit.pictures import WORD_HEAT
from mmgui.gui.kit.theme import current, mix
from mmgui.gui.kit.word_strip import all_words, chip_texts, readable_on

if TYPE_CHECKING:
    from mmgui.core.heat_map import WordWeight

LINE = 24  # px
_SIZE = 14
_BEFORE = 8  # words shown before the strongest one, where the beginning does not fit
_MOST = 90  # words that are laid out
_TOP = 0.8  # what has at least this share of the greatest weight is bold and underlined


@dataclass(frozen=True, slots=True)
class WeighedText:
    """A text and what its words weigh; without weights the words are plain."""

    text: str
    words: tuple[WordWeight, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """Where a word stands: x, line, width in px from the left upper corner."""

    text: str
    weight: float
    is_top: bool
    x: float
    line: int
    width: float


def place_words(shown: WeighedText, width: float, lines: int, font: QFont) -> tuple[PlacedWord, ...]:
    """Lay the words out in at most `lines` lines of `width` px. The last word is "…" where some are left out."""
    words = all_words(shown.text[:20_000], [w for w in shown.words if w.end <= 20_000])
    if not words:
        return ()
    top = max(w.weight for w in words)
    strongest = next(n for n, w in enumerate(words) if w.weight == top)
    texts = chip_texts(shown.text[:20_000], words)
    placed, is_whole = _from(0, words, texts, top, width, lines, font)
    if not is_whole and top > 0 and strongest >= len(placed) - 1:
        for before in (_BEFORE, _BEFORE // 2, 1, 0):  # a wide font leaves room for fewer words before it
            first = max(0, strongest - before)
            placed, is_whole = _from(first, words, texts, top, width, lines, font)
            last = first + len(placed) - (first > 0) - (not is_whole)  # the dots on either side are no words
            if strongest < last:
                break
    return placed


def _from(
    first: int,
    words: tuple[WordWeight, ...],
    texts: tuple[tuple[str, bool], ...],
    top: float,
    width: float,
    lines: int,
    font: QFont,
) -> tuple[tuple[PlacedWord, ...], bool]:
    """The placed words, and whether all were placed."""
    plain, bold = _fonts(font)
    dots = QFontMetricsF(plain).horizontalAdvance("…") + 6
    placed: list[PlacedWord] = []
    x, line = 0.0, 0
    if first:
        placed.append(PlacedWord("…", 0.0, False, 0.0, 0, dots))
        x = dots
    for word, (text, has_space) in list(zip(words, texts, strict=True))[first : first + _MOST]:
        is_top = word.weight >= _TOP * top > 0
        label = one_line(text, 40) or "·"
        padding = 2.0 if len(label) <= 2 and label[0] >= "\u2e80" else 4.0
        wide = min(width, QFontMetricsF(bold if is_top else plain).horizontalAdvance(label) + 2 * padding)
        gap = 1.0 if has_space and x else 0.0
        if x and x + gap + wide > width:
            x, line, gap = 0.0, line + 1, 0.0
        if line >= lines:
            break
        placed.append(PlacedWord(label, word.weight, is_top, x + gap, line, wide))
        x += gap + wide
    count = len(placed) - (1 if first else 0)
    if first + count < len(words):
        while len(placed) > 1 and placed[-1].x + placed[-1].width + dots > width and placed[-1].line == lines - 1:
            placed.pop()
        last = placed[-1]
        placed.append(PlacedWord("…", 0.0, False, last.x + last.width, last.line, dots))
        return tuple(placed), False
    return tuple(placed), first == 0


def paint_words(painter: QPainter, room: QRectF, placed: Sequence[PlacedWord], font: QFont) -> None:
    """Paint words that were placed with this font into `room`."""
    plain, bold = _fonts(font)
    theme = current()
    painter.save()
    painter.setClipRect(room.adjusted(-1, -1, 1, 1))
    for word in placed:
        box = QRectF(room.x() + word.x, room.y() + word.line * LINE, word.width, LINE - 2)
        colour = theme.surface
        if word.weight > 0:
            colour = mix(theme.surface, WORD_HEAT, 0.72 * min(1.0, word.weight))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(box, 4, 4)
        ink = QColor(readable_on(colour) if word.weight > 0 else theme.text)
        painter.setFont(bold if word.is_top else plain)
        painter.setPen(ink)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, word.text)
        if word.is_top:
            painter.setPen(QPen(ink, 1.5))
            painter.drawLine(QPointF(box.x() + 4, box.bottom() - 2), QPointF(box.right() - 4, box.bottom() - 2))
    painter.restore()


def _fonts(font: QFont) -> tuple[QFont, QFont]:
    plain, bold = QFont(font), QFont(font)
    plain.setPixelSize(_SIZE)
    bold.setPixelSize(_SIZE)
    bold.setWeight(QFont.Weight.DemiBold)
    return plain, bold


__all__ = ["LINE", "PlacedWord", "WeighedText", "paint_words", "place_words"]
