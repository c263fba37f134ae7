"""A text painted in a few lines, each word coloured by its weight; a long one begins near its strongest word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from mmgui.core.explaining.word_lines import Piece, Placed, lay_out, pieces_of, word_colours
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.theme import current

if TYPE_CHECKING:
    from mmgui.core.heat_map import WordWeight

LINE = 24  # px
_SIZE = 14
_EDGE = 2  # px on both sides, for the boxes around the words


@dataclass(frozen=True, slots=True)
class WeighedText:
    """A text and what its words weigh; without weights the words are plain."""

    text: str
    words: tuple[WordWeight, ...] = ()


def place_words(shown: WeighedText, width: float, lines: int, font: QFont) -> tuple[Placed, ...]:
    """Lay the words out in at most `lines` lines of `width` px, the strong ones in bold letters."""
    metrics = [QFontMetricsF(one) for one in _fonts(font)]

    def measure(piece: Piece) -> float:
        return metrics[piece.is_strong].horizontalAdvance(piece.text)

    return lay_out(pieces_of(shown.text, shown.words), width - 2 * _EDGE, scaled(_SIZE), measure, lines)[0]


def paint_words(painter: QPainter, room: QRectF, placed: Sequence[Placed], font: QFont) -> None:
    """Paint words that were placed with this font into `room`."""
    fonts, theme = _fonts(font), current()
    painter.save()
    painter.setClipRect(room.adjusted(-1, -1, 1, 1))
    for one in placed:
        if one.piece.text.isspace():
            continue
        box = QRectF(room.x() + _EDGE + one.x, room.y() + one.line * scaled(LINE), one.width, scaled(LINE) - 2)
        colours = theme.surface, theme.text
        if one.piece.weight:
            colours = word_colours(one.piece.weight, ground=theme.surface)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours[0]))
            painter.drawRoundedRect(box.adjusted(-one.left, 0, one.right, 0), 4, 4)
        painter.setFont(fonts[one.piece.is_strong])
        painter.setPen(QPen(QColor(colours[1]), 1.5))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, one.piece.text)
        if one.piece.is_strong:
            painter.drawLine(QPointF(box.x(), box.bottom() - 2), QPointF(box.right(), box.bottom() - 2))
    painter.restore()


def _fonts(font: QFont) -> tuple[QFont, QFont]:
    """For the words, and for the strong ones."""
    plain, bold = QFont(font), QFont(font)
    plain.setPixelSize(scaled(_SIZE))
    bold.setPixelSize(scaled(_SIZE))
    bold.setWeight(QFont.Weight.DemiBold)
    return plain, bold


__all__ = ["LINE", "WeighedText", "paint_words", "place_words"]
