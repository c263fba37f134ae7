"""Which sense decided, class by class: a bar cut into shares per class, painted in rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mmgui.core.i18n import _, join_names, with_percent_sign
from mmgui.core.text import one_line, whole_percents
from mmgui.gui.kit.contribution_bar import Share
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.theme import SPACE, current, modality_colour

_ROW, _BAR, _LEGEND = 28, 18, 26
_WIDEST = 150  # px of a name


@dataclass(frozen=True, slots=True)
class ClassShares:
    """name: of the class, or of all of them together. shares sum to 1."""

    name: str
    shares: tuple[Share, ...]


class ClassSharesChart(QWidget):
    """The averages of the contribution meter, over the answers with each class."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[ClassShares, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: Sequence[ClassShares]) -> None:
        self._rows = tuple(rows)
        self.setAccessibleName(_("Which sense decided, class by class"))
        self.setAccessibleDescription(" ".join(self.texts))
        self.updateGeometry()
        self.update()

    @property
    def texts(self) -> tuple[str, ...]:
        """ "sad: Words 62 %, Picture 38 %." per row."""
        return tuple(
            _("{name}: {shares}.").format(
                name=one_line(row.name, 60),
                shares=join_names(
                    f"{one_line(s.title)} {with_percent_sign(whole)}"
                    for s, whole in zip(row.shares, whole_percents([s.share for s in row.shares]), strict=True)
                ),
            )
            for row in self._rows
        )

    def sizeHint(self) -> QSize:
        return QSize(40 * SPACE, len(self._rows) * scaled(_ROW) + scaled(_LEGEND))

    def minimumSizeHint(self) -> QSize:
        return QSize(24 * SPACE, len(self._rows) * scaled(_ROW) + scaled(_LEGEND))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetrics(self.font())
        names = [one_line(r.name, 60) for r in self._rows]
        column = min(_WIDEST, max(metrics.horizontalAdvance(n) for n in names)) + SPACE
        small = QFont(self.font())
        small.setPixelSize(scaled(12))
        small.setWeight(QFont.Weight.DemiBold)
        for number, (row, name) in enumerate(zip(self._rows, names, strict=True)):
            y = number * scaled(_ROW)
            painter.setFont(self.font())
            painter.setPen(QColor(current().text))
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, column - SPACE)
            painter.drawText(QRectF(0, y, column, scaled(_ROW)), Qt.AlignmentFlag.AlignVCenter, shown)
            bar = QRectF(column, y + (scaled(_ROW) - scaled(_BAR)) / 2, max(10.0, self.width() - column), scaled(_BAR))
            painter.setFont(small)
            self._paint_bar(painter, bar, row.shares)
        self._paint_legend(painter, len(self._rows) * scaled(_ROW))
        painter.end()

    def _paint_bar(self, painter: QPainter, bar: QRectF, shares: Sequence[Share]) -> None:
        path = QPainterPath()
        path.addRoundedRect(bar, 4, 4)
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(bar, QColor(current().track))
        left, total = bar.x(), sum(max(0.0, s.share) for s in shares) or 1.0
        for share, whole in zip(shares, whole_percents([s.share for s in shares]), strict=True):
            piece = QRectF(left, bar.y(), bar.width() * max(0.0, share.share) / total, bar.height())
            painter.fillRect(piece, QColor(modality_colour(share.modality)))
            if piece.width() > 40:
                painter.setPen(QColor("#ffffff"))
                painter.drawText(piece, Qt.AlignmentFlag.AlignCenter, with_percent_sign(whole))
            left += piece.width()
        painter.restore()

    def _paint_legend(self, painter: QPainter, y: float) -> None:
        font = QFont(self.font())
        font.setPixelSize(scaled(13))
        painter.setFont(font)
        metrics, x = QFontMetrics(font), 0.0
        for share in self._rows[0].shares:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(modality_colour(share.modality)))
            painter.drawRoundedRect(QRectF(x, y + (scaled(_LEGEND) - 10) / 2, 10, 10), 2, 2)
            painter.setPen(QColor(current().muted))
            title = one_line(share.title, 40)
            painter.drawText(QRectF(x + 16, y, self.width(), scaled(_LEGEND)), Qt.AlignmentFlag.AlignVCenter, title)
            x += 16 + metrics.horizontalAdvance(title) + 2 * SPACE


__all__ = ["ClassShares", "ClassSharesChart"]
