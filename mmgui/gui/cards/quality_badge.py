"""Whether a heat map can be believed: a small round mark in a colour and in a shape, with a word beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from mmgui.core.i18n import N_, _
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.texts import plain_tooltip
from mmgui.gui.kit.theme import SPACE, current

ShownQualityKind: TypeAlias = Literal[
    "green", "amber", "grey", "single", "examining", "later", "unfamiliar", "hardly", "against"
]
WORDS: dict[ShownQualityKind, str] = {
    "green": N_("trustworthy"),
    "amber": N_("with caution"),
    "grey": N_("not examined"),
    "single": N_("nothing to compare"),
    "examining": N_("examining…"),
    "later": N_("after training"),  # will be examined when nothing learns any more
    # what the answer shown makes of a map that is good in general
    "unfamiliar": N_("unfamiliar"),
    "hardly": N_("hardly counts"),
    "against": N_("speaks against"),
}
_USUAL = tuple(kind for kind in WORDS if kind != "single")  # room is kept for these; "single" is of rare senses
_AMBER: tuple[ShownQualityKind, ...] = ("amber", "unfamiliar")
_MARK_PX = 12
_TOUCH_PX, _PILL_PX = 40, 26  # heights of what a finger hits and of what is painted


@dataclass(frozen=True, slots=True)
class ShownQuality:
    """What is known of a map. reason: translated sentences. better: the title of a kind that is green; "" = none.
    is_passing: of what stands in the map's place while something is pointed at."""

    kind: ShownQualityKind
    reason: str
    better: str = ""
    is_passing: bool = False


class QualityBadge(QAbstractButton):
    """Checked while its reason is unfolded. A tick, an exclamation mark or a ring says the same as the colour.

    Whatever it says, hidden or not, it takes the room of its longest word: nothing moves when it comes, goes or
    says something else.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind: ShownQualityKind = "grey"
        self._kept_px = 0  # the width of the badge while something is pointed at; 0 = its own
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.refresh()

    @property
    def kind(self) -> ShownQualityKind:
        return self._kind

    def set_kind(self, kind: ShownQualityKind, *, is_passing: bool = False) -> None:
        """is_passing: only while something is pointed at; the badge keeps its width, so that nothing moves there."""
        if not is_passing:
            self._kept_px = 0
        elif not self._kept_px:
            self._kept_px = self.sizeHint().width()
        if kind != self._kind:
            self._kind = kind
            self.refresh()

    def refresh(self) -> None:
        """Say it in the present language."""
        word = _(WORDS[self._kind])
        if word != self.text():
            self.setText(word)
            self.updateGeometry()
        self.setAccessibleName(_("Can this map be believed? {word}").format(word=word))
        self._say()
        self.update()

    def sizeHint(self) -> QSize:
        widest = max(self._pill_px(_(word)) for kind, word in WORDS.items() if kind in (self._kind, *_USUAL))
        return QSize(self._kept_px or widest, scaled(_TOUCH_PX))

    def _pill_px(self, word: str) -> int:
        return _MARK_PX + 5 + QFontMetrics(self._font()).horizontalAdvance(word) + 2 * SPACE + 2

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @property
    def is_cut(self) -> bool:
        """No layout of ours does that to it; if one ever does, the word ends in "…" and the tooltip says it."""
        return self.width() < self._pill_px(self.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say()

    def _say(self) -> None:
        """The tooltip; it begins with the word if that is cut."""
        about = _("Can this map be believed? Click for the reason.")
        plain_tooltip(self, f"{self.text()}\n{about}" if self.is_cut else about)

    def colour(self) -> str:
        """The colour of the mark in the present theme."""
        theme = current()
        if self._kind == "green":
            return theme.good
        return theme.warning if self._kind in _AMBER else theme.muted

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(scaled(13))
        return font

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        around = (self.height() - scaled(_PILL_PX)) / 2
        pill = QRectF(0, 0, min(self.width(), self._pill_px(self.text())), self.height())
        box = pill.adjusted(0.5, around, -0.5, -around)
        is_framed = self.isChecked() or self.underMouse() or self.hasFocus() or theme.is_contrast
        painter.setPen(QPen(QColor(theme.accent if self.hasFocus() else theme.control), 2 if self.hasFocus() else 1))
        painter.setBrush(QColor(theme.accent_soft if self.isChecked() else theme.raised))
        if not is_framed:
            painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), box.height() / 2, box.height() / 2)
        mark = QRectF(SPACE, (self.height() - _MARK_PX) / 2, _MARK_PX, _MARK_PX)
        self._paint_mark(painter, mark)
        painter.setPen(QColor(theme.text))
        painter.setFont(self._font())
        room = QRectF(mark.right() + 5, 0, pill.width() - mark.right() - 5 - SPACE / 2, self.height())
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(room.width()) + 1)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)

    def _paint_mark(self, painter: QPainter, mark: QRectF) -> None:
        colour, inner = QColor(self.colour()), QColor(current().surface)
        if self._kind != "green" and self._kind not in _AMBER:  # a ring; dashed while the examination goes on
            style = Qt.PenStyle.DotLine if self._kind == "examining" else Qt.PenStyle.SolidLine
            painter.setPen(QPen(colour, 2, style))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(mark.adjusted(1, 1, -1, -1))
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(mark)
        painter.setPen(QPen(inner, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        x, y = mark.left(), mark.top()
        if self._kind == "green":
            painter.drawPolyline([QPointF(x + 3.2, y + 6.2), QPointF(x + 5.2, y + 8.4), QPointF(x + 9, y + 3.8)])
        else:
            painter.drawLine(QPointF(x + 6, y + 2.8), QPointF(x + 6, y + 6.6))
            painter.drawPoint(QPointF(x + 6, y + 9.2))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)


__all__ = ["WORDS", "QualityBadge", "ShownQuality", "ShownQualityKind"]
