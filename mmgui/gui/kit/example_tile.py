"""One example as a model sees it: images and words with their maps, its answer, and what else a page says of it.

Painted as a whole: a page of tiles costs little, and those of a film change several times a second. A click, Return or
Space chooses a tile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from mmgui.core.explaining.word_lines import Placed
from mmgui.core.text import one_line, percent, plain
from mmgui.gui.kit.contribution_bar import Share
from mmgui.gui.kit.pictures import to_image, with_heat_map
from mmgui.gui.kit.text_size import bind_px, scaled
from mmgui.gui.kit.texts import plain_tooltip
from mmgui.gui.kit.theme import RADIUS, SPACE, current, modality_colour
from mmgui.gui.kit.weighed_words import LINE, WeighedText, paint_words, place_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_STRENGTH = 0.6  # of the heat maps
_ANSWER, _NOTE, _SHARES, _HISTORY = 20, 17, 6, 16  # px
_ONE_LINE_FROM = 380  # px; a narrower tile may need more lines for its notes
_STACKED_LINES = 3  # of words under an image
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, eq=False)
class SeenPicture:
    """pixels: (h, w, 3) uint8. grid: (h, w) in [0, 1] over it, None = no map."""

    pixels: NDArray[np.uint8]
    grid: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class History:
    """A probability over time: values in [0, 1] at the places `times` in 0..1. index: which of them is now."""

    values: tuple[float, ...]
    times: tuple[float, ...]
    index: int


@dataclass(frozen=True, eq=False)
class TileContent:
    """What a tile shows; nothing has to be there but the answer.

    label: the right answer, None = unknown. aside: beside the answer. notes: below it. note_lines: so many are kept
    free for them, in a wide tile one. shares: of the senses, () = not known yet, None = there are none. badge: in the
    corner, filled if the example is kept. name, about: what a screen reader and the tooltip say besides the texts.
    """

    label: str | None
    answer: str
    confidence: float
    aside: str = ""
    heading: str = ""
    pictures: tuple[SeenPicture, ...] = ()
    has_picture: bool = False  # a picture is there, or on its way
    texts: tuple[WeighedText, ...] = ()
    notes: tuple[str, ...] = ()
    note_lines: int = 0
    shares: tuple[Share, ...] | None = None
    history: History | None = None
    badge: str = ""
    is_kept: bool = False
    name: str = ""
    about: tuple[str, ...] = ()
    key: object = None  # equal keys: nothing changed; None is never equal

    @property
    def is_right(self) -> bool:
        return self.label == self.answer


class ExampleTile(QAbstractButton):
    """Shows a content. tallest: it may grow up to this height; 0 = it does not."""

    menu_wanted = Signal(QPoint)  # where on the screen

    def __init__(
        self, parent: QWidget | None = None, *, height: int = 26 * SPACE, width: int = 30 * SPACE, tallest: int = 0
    ) -> None:
        super().__init__(parent)
        self._least = QSize(width, height)
        self._content: TileContent | None = None
        self._images: tuple[QImage, ...] = ()
        self._baked: dict[tuple[int, QSize], QImage] = {}  # pictures with their maps, at the size of the screen
        self._placed: dict[tuple[int, int, int], tuple[Placed, ...]] = {}  # per text, width, lines
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Expanding, policy.Expanding if tallest else policy.Fixed)
        bind_px(self, "setMaximumHeight", max(height, tallest))

    def show_content(self, content: TileContent) -> None:
        if self._content is not None and content.key is not None and content.key == self._content.key:
            return
        before = self._content.pictures if self._content is not None else ()
        if [id(p.pixels) for p in before] != [id(p.pixels) for p in content.pictures]:
            self._images = tuple(to_image(p.pixels) for p in content.pictures)
        self._baked.clear()
        self._placed.clear()
        self._content = content
        text, about = " ".join(t.text for t in content.texts), [part for part in content.about if part]
        self.setAccessibleName(f"{content.name}. {one_line(text, 300)}".strip())
        self.setAccessibleDescription(" · ".join(about))
        plain_tooltip(self, "\n".join(part for part in (one_line(text, 600), content.name, *about) if part))
        self.update()

    @property
    def content(self) -> TileContent | None:
        return self._content

    def sizeHint(self) -> QSize:
        return QSize(scaled(self._least.width()) + 12 * SPACE, scaled(self._least.height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(self._least.width()), scaled(self._least.height()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._placed.clear()
        super().changeEvent(event)

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, content = current(), self._content
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        is_marked = self.hasFocus() or self.underMouse()
        width = 2.0 if is_marked else 1.0
        painter.setPen(QPen(QColor(theme.accent if is_marked else theme.border), width))
        painter.setBrush(QColor(theme.surface))
        frame = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(frame, RADIUS, RADIUS)
        if content is None:
            return
        room = QRectF(self.rect()).adjusted(SPACE, SPACE, -SPACE, -SPACE)
        if content.heading:
            line = QRectF(room.x(), room.y(), room.width(), scaled(_ANSWER))
            self._write(painter, line, content.heading, theme.text, self._font(14, is_bold=True))
            room.setTop(line.bottom() + SPACE / 2)
        notes = note_lines(content, room.width(), self._font(12))
        strip = _HISTORY if content.history is not None else 0 if content.shares is None else _SHARES
        foot = QRectF(room)
        foot.setTop(room.bottom() - scaled(_ANSWER) - len(notes) * scaled(_NOTE) - (strip + 3 if strip else 0))
        room.setBottom(foot.top() - SPACE / 2)
        self._paint_values(painter, room, content)
        line = QRectF(foot.x(), foot.y(), foot.width(), scaled(_ANSWER))
        self._paint_answer(painter, line, content)
        line.setHeight(scaled(_NOTE))
        line.translate(0, scaled(_ANSWER))
        for note in notes:
            self._write(painter, line, note, theme.muted, self._font(12))
            line.translate(0, scaled(_NOTE))
        below = QRectF(foot.x(), foot.bottom() - strip, foot.width(), strip)
        if content.history is not None:
            _paint_history(painter, below, content.history)
        elif content.shares is not None:
            _paint_shares(painter, below, content.shares)
        if content.badge:
            self._paint_badge(painter, content)

    def _paint_values(self, painter: QPainter, room: QRectF, content: TileContent) -> None:
        """Images beside the words; above them where the tile is tall."""
        words = QRectF(room)
        if content.pictures or content.has_picture:
            images = QRectF(room)
            if content.texts and room.height() > 0.75 * room.width():
                images.setHeight(room.height() - _STACKED_LINES * scaled(LINE) - SPACE / 2)
                words.setTop(images.bottom() + SPACE / 2)
            elif content.texts:
                images.setWidth(min(room.height(), room.width() * 0.45))
                words.setLeft(images.right() + SPACE)
            self._paint_images(painter, images, content)
        each = max(1, int((words.height() + 2) // scaled(LINE)) // max(1, len(content.texts)))
        for number, text in enumerate(content.texts):
            part = QRectF(words.x(), words.y() + number * each * scaled(LINE), words.width(), each * scaled(LINE))
            key = (number, int(part.width()), each)
            if key not in self._placed:
                self._placed[key] = place_words(text, part.width(), each, self.font())
            paint_words(painter, part, self._placed[key], self.font())

    def _paint_images(self, painter: QPainter, room: QRectF, content: TileContent) -> None:
        if not self._images:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(current().track))
            painter.drawRoundedRect(room, RADIUS - 2, RADIUS - 2)
            return
        gap = SPACE / 2
        width = (room.width() - gap * (len(self._images) - 1)) / len(self._images)
        for number, image in enumerate(self._images):
            target = _fitted(image, QRectF(room.x() + number * (width + gap), room.y(), width, room.height()))
            _clip(painter, target, RADIUS - 2)
            painter.drawImage(target, self._with_map(number, target.size().toSize()))
            painter.restore()

    def _with_map(self, number: int, size: QSize) -> QImage:
        """An image with its map as it stands on the screen; made once, since scrolling paints again and again."""
        wanted = (size.toSizeF() * self.devicePixelRatioF()).toSize()
        if (number, wanted) not in self._baked:
            assert self._content is not None
            grid = self._content.pictures[number].grid
            scaled = self._images[number].scaled(
                wanted, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            self._baked[number, wanted] = scaled if grid is None else with_heat_map(scaled, grid, _STRENGTH)
        return self._baked[number, wanted]

    def _paint_answer(self, painter: QPainter, line: QRectF, content: TileContent) -> None:
        """A tick or a cross, the answer with its probability, and on the right what is said beside it."""
        theme = current()
        colour = theme.text
        if content.label is not None:
            colour = theme.good if content.is_right else theme.bad
            _paint_mark(painter, QRectF(line.x() + 1, line.center().y() - 6, 12, 12), colour, content.is_right)
            line = line.adjusted(20, 0, 0, 0)
        bold, quiet = self._font(14, is_bold=True), self._font(13)
        figure = percent(content.confidence)
        room = line.width() * (0.62 if content.aside else 1.0) - QFontMetrics(bold).horizontalAdvance(figure) - SPACE
        name = _elided(one_line(content.answer, 60), bold, room)
        self._write(painter, line, name, colour, bold)
        line = line.adjusted(QFontMetrics(bold).horizontalAdvance(name) + SPACE, 0, 0, 0)
        self._write(painter, line, figure, theme.text, bold)
        line = line.adjusted(QFontMetrics(bold).horizontalAdvance(figure) + SPACE, 0, 0, 0)
        self._write(painter, line, content.aside, theme.muted, quiet, _RIGHT)

    def _paint_badge(self, painter: QPainter, content: TileContent) -> None:
        theme, font = current(), self._font(12, is_bold=True)
        box = QRectF(4.5, 4.5, max(scaled(18), QFontMetrics(font).horizontalAdvance(content.badge) + 10), scaled(18))
        painter.setPen(QPen(QColor(theme.accent if content.is_kept else theme.border), 1))
        painter.setBrush(QColor(theme.accent if content.is_kept else theme.surface))
        painter.drawRoundedRect(box, 9, 9)
        ink = theme.on_accent if content.is_kept else theme.text
        self._write(painter, box, content.badge, ink, font, Qt.AlignmentFlag.AlignCenter)

    def _write(
        self,
        painter: QPainter,
        line: QRectF,
        text: str,
        colour: str,
        font: QFont,
        alignment: Qt.AlignmentFlag = _LEFT,
    ) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        flags = alignment | Qt.TextFlag.TextSingleLine
        painter.drawText(line, flags, _elided(plain(text), font, line.width()))

    def _font(self, size_px: int, *, is_bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(scaled(size_px))
        if is_bold:
            font.setWeight(QFont.Weight.DemiBold)
        return font


def note_lines(content: TileContent, width: float, font: QFont) -> tuple[str, ...]:
    """The notes in one line, or in two of about the same length where the tile is narrow and two are kept free.

    How many does not depend on what the notes say: a tile that jumps while a film plays cannot be read.
    """
    parts = content.notes
    if content.note_lines < 2 or len(parts) < 2 or width > scaled(_ONE_LINE_FROM):
        return (" · ".join(parts),) if parts or content.note_lines else ()
    metrics = QFontMetrics(font)
    splits = [(" · ".join(parts[:place]), " · ".join(parts[place:])) for place in range(1, len(parts))]
    return min(splits, key=lambda pair: max(metrics.horizontalAdvance(line) for line in pair))


def _fitted(image: QImage, box: QRectF) -> QRectF:
    """Where the whole image lies in the middle of the box, in whole px."""
    size = image.size().toSizeF()
    size.scale(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
    size = size.toSize().expandedTo(QSize(1, 1)).toSizeF()
    corner = box.center() - QPointF(size.width() / 2, size.height() / 2)
    return QRectF(QPointF(round(corner.x()), round(corner.y())), size)


def _clip(painter: QPainter, room: QRectF, radius: float) -> None:
    """Round corners for what is painted, until the painter is restored."""
    path = QPainterPath()
    path.addRoundedRect(room, radius, radius)
    painter.save()
    painter.setClipPath(path)


def _paint_mark(painter: QPainter, box: QRectF, colour: str, is_right: bool) -> None:
    """A tick or a cross: drawn, for a font may lack the signs."""
    painter.setPen(QPen(QColor(colour), 2.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    if is_right:
        corner, size = box.topLeft(), box.width()
        points = (QPointF(0.05, 0.55), QPointF(0.35, 0.9), QPointF(0.95, 0.1))
        painter.drawPolyline([corner + point * size for point in points])
    else:
        inner = box.adjusted(1.5, 1.5, -1.5, -1.5)
        painter.drawLine(inner.topLeft(), inner.bottomRight())
        painter.drawLine(inner.topRight(), inner.bottomLeft())


def _paint_shares(painter: QPainter, bar: QRectF, shares: Sequence[Share]) -> None:
    _clip(painter, bar, bar.height() / 2)
    painter.fillRect(bar, QColor(current().track))
    left, total = bar.x(), sum(max(0.0, s.share) for s in shares) or 1.0
    for share in shares:
        width = bar.width() * max(0.0, share.share) / total
        painter.fillRect(QRectF(left, bar.y(), width, bar.height()), QColor(modality_colour(share.modality)))
        left += width
    painter.restore()


def _paint_history(painter: QPainter, room: QRectF, history: History) -> None:
    """What has been, what is to come (faint), and a dot for now."""
    theme = current()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.track))
    painter.drawRoundedRect(room, 3, 3)
    inner = room.adjusted(4, 3, -4, -3)
    points = [
        QPointF(inner.x() + time * inner.width(), inner.bottom() - value * inner.height())
        for time, value in zip(history.times, history.values, strict=True)
    ]
    if not points:
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for part, colour, width in ((points, theme.control, 1.5), (points[: history.index + 1], theme.accent, 2.0)):
        if len(part) > 1:
            painter.setPen(QPen(QColor(colour), width))
            painter.drawPolyline(QPolygonF(part))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.accent))
    painter.drawEllipse(points[min(history.index, len(points) - 1)], 3.5, 3.5)


def _elided(text: str, font: QFont, width: float) -> str:
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, max(0, int(width)))


__all__ = ["ExampleTile", "History", "SeenPicture", "TileContent", "note_lines"]
