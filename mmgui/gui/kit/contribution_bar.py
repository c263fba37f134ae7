"""Which sense decided: one bar cut into shares, in the fixed colours of the modalities, with the figures as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mmgui.core.i18n import _, join_parts, with_percent_sign
from mmgui.core.text import one_line, whole_percents
from mmgui.gui.kit.text_size import follow_text_size, scaled
from mmgui.gui.kit.theme import RADIUS, SPACE, current, modality_colour

_BAR_PX = 34
_LINE_PX = 22


@dataclass(frozen=True, slots=True)
class Share:
    """One sense: its title as people read it, its modality (for the colour), its share in [0, 1]."""

    title: str
    modality: str
    share: float


class ContributionBar(QWidget):
    """Shares that sum to 1. A share too narrow for its text is written in a line below, with a colour mark."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: tuple[Share, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Which sense decided"))
        follow_text_size(self, ContributionBar._fit_height)

    def set_shares(self, shares: Sequence[Share]) -> None:
        self._shares = tuple(shares)
        self.setAccessibleName(_("Which sense decided"))
        self.setAccessibleDescription(join_parts(self.texts))
        self._fit_height()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        """The line below the bar takes room only while a text stands there."""
        has_line = any(not fits for _rect, _share, _text, fits in self._pieces())
        height = scaled(_BAR_PX) + (4 + scaled(_LINE_PX) if has_line else 0)
        if self.height() != height or self.minimumHeight() != height:
            self.setFixedHeight(height)

    @property
    def texts(self) -> tuple[str, ...]:
        """ "Picture 54 %", in the order of the bar; whole numbers that sum to 100."""
        return tuple(
            f"{one_line(s.title)} {with_percent_sign(whole)}"
            for s, whole in zip(self._shares, whole_percents([s.share for s in self._shares]), strict=True)
        )

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _pieces(self) -> list[tuple[QRectF, Share, str, bool]]:
        """(place, share, text, whether the text fits)."""
        metrics = QFontMetrics(self._font())
        total = sum(max(0.0, s.share) for s in self._shares) or 1.0
        pieces, left = [], 0.0
        for share, text in zip(self._shares, self.texts, strict=True):
            width = self.width() * max(0.0, share.share) / total
            fits = metrics.horizontalAdvance(text) + 2 * SPACE <= width
            pieces.append((QRectF(left, 0, width, scaled(_BAR_PX)), share, text, fits))
            left += width
        return pieces

    def sizeHint(self) -> QSize:
        return QSize(30 * SPACE, scaled(_BAR_PX))

    def minimumSizeHint(self) -> QSize:
        return QSize(16 * SPACE, scaled(_BAR_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = QPainterPath()
        bar.addRoundedRect(QRectF(0, 0, self.width(), scaled(_BAR_PX)), RADIUS, RADIUS)
        painter.save()
        painter.setClipPath(bar)
        painter.fillPath(bar, QColor(current().track))
        painter.setFont(self._font())
        pieces = self._pieces()
        for rect, share, text, fits in pieces:
            painter.fillRect(rect, QColor(modality_colour(share.modality)))
            if fits:
                painter.setPen(QColor("#ffffff"))
                inner = rect.adjusted(1.5 * SPACE, 0, -SPACE / 2, 0)
                painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)
        painter.setPen(QColor(current().surface))
        for rect, *_rest in pieces[1:]:
            painter.drawLine(rect.topLeft(), rect.bottomLeft())
        painter.restore()
        self._paint_below(painter, [piece for piece in pieces if not piece[3]])

    def _paint_below(self, painter: QPainter, pieces: list[tuple[QRectF, Share, str, bool]]) -> None:
        metrics = QFontMetrics(self.font())
        painter.setFont(self.font())
        x = 0.0
        for _rect, share, text, _fits in pieces:
            mark = QRectF(x, scaled(_BAR_PX) + 4 + (scaled(_LINE_PX) - 10) / 2, 10, 10)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(modality_colour(share.modality)))
            painter.drawRoundedRect(mark, 2, 2)
            painter.setPen(QColor(current().text))
            line = QRectF(x + 16, scaled(_BAR_PX) + 4, self.width(), scaled(_LINE_PX))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, text)
            x += 16 + metrics.horizontalAdvance(text) + 2 * SPACE

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)


__all__ = ["ContributionBar", "Share"]
