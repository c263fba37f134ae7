"""One example as a run saw it: images and words with their maps, label, answer, and which sense decided.

Painted as a whole, so that a page of them costs little. A click, Return or Space opens it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFont, QFontMetrics, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from mmgui.core.i18n import _, join_names, with_percent_sign
from mmgui.core.text import one_line, percent, whole_percents
from mmgui.gui.kit.contribution_bar import Share
from mmgui.gui.kit.pictures import paint_heat_map, to_image
from mmgui.gui.kit.texts import plain_tooltip
from mmgui.gui.kit.theme import RADIUS, SPACE, current, modality_colour
from mmgui.gui.kit.weighed_words import LINE, PlacedWord, WeighedText, paint_words, place_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LINE = 20
_BAR = 6
STRENGTH = 0.6  # of the heat maps


@dataclass(frozen=True, eq=False)
class SeenPicture:
    """pixels: (h, w, 3) uint8. grid: (h, w) in [0, 1] over it, None = no map."""

    pixels: NDArray[np.uint8]
    grid: NDArray[np.float32] | None = None


@dataclass(frozen=True, eq=False)
class CardContent:
    """What a card shows. label None: the example has none. note: instead of the senses, such as why there is no map."""

    label: str | None
    answer: str
    confidence: float
    heading: str = ""
    pictures: tuple[SeenPicture, ...] = ()
    has_picture: bool = False  # a picture is there, or on its way
    texts: tuple[WeighedText, ...] = ()
    shares: tuple[Share, ...] = ()
    note: str = ""
    description: str = ""  # where it looked, in words
    key: object = None  # equal keys: nothing changed; None is never equal

    @property
    def is_right(self) -> bool:
        return self.label == self.answer


class ExampleTile(QAbstractButton):
    """A card of fixed height. has_heading: it says whose look this is."""

    def __init__(self, parent: QWidget | None = None, *, has_heading: bool = False) -> None:
        super().__init__(parent)
        self._has_heading = has_heading
        self._content: CardContent | None = None
        self._images: tuple[QImage, ...] = ()
        self._baked: dict[tuple[int, QSize], QImage] = {}  # pictures with their maps, at the size of the screen
        self._placed: dict[tuple[int, int, int], tuple[PlacedWord, ...]] = {}
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_content(self, content: CardContent) -> None:
        if self._content is not None and content.key is not None and content.key == self._content.key:
            return
        before = self._content.pictures if self._content is not None else ()
        if [id(p.pixels) for p in before] != [id(p.pixels) for p in content.pictures]:
            self._images = tuple(to_image(p.pixels) for p in content.pictures)
        self._baked.clear()
        self._placed.clear()
        self._content = content
        self._describe(content)
        self.updateGeometry()
        self.update()

    @property
    def content(self) -> CardContent | None:
        return self._content

    def _describe(self, content: CardContent) -> None:
        text = " ".join(t.text for t in content.texts)
        verdict = " ".join(part for part in (content.heading, *verdict_texts(content)) if part)
        self.setAccessibleName(f"{verdict}. {one_line(text, 160)}".strip())
        self.setAccessibleDescription(" ".join(part for part in (share_sentence(content.shares), content.description,
                                                                 content.note) if part))  # fmt: skip
        plain_tooltip(self, "\n".join(p for p in (one_line(text, 600), content.description) if p))

    # -- sizes -------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(42 * SPACE, (30 if self._has_heading else 26) * SPACE)

    def minimumSizeHint(self) -> QSize:
        return QSize(30 * SPACE, self.sizeHint().height())

    # -- painting ----------------------------------------------------------------------------------------------------

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

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
        room = QRectF(self.rect()).adjusted(SPACE + 2, SPACE + 2, -SPACE - 2, -SPACE)
        room = self._paint_heading(painter, room, content)
        foot = self._foot_height(content)
        upper = QRectF(room.x(), room.y(), room.width(), room.height() - foot - SPACE)
        words = upper
        if content.pictures or content.has_picture:
            side = min(upper.height(), upper.width() * 0.44) if content.texts else upper.width()
            self._paint_pictures(painter, QRectF(upper.x(), upper.y(), side, upper.height()), content)
            words = upper.adjusted(side + SPACE + 2, 0, 0, 0)
        for number, text in enumerate(content.texts):
            part = words.height() / len(content.texts)
            self._paint_text(painter, QRectF(words.x(), words.y() + number * part, words.width(), part), number, text)
        self._paint_foot(painter, QRectF(room.x(), room.bottom() - foot, room.width(), foot), content)

    def _paint_text(self, painter: QPainter, room: QRectF, number: int, text: WeighedText) -> None:
        lines = max(1, int(room.height() // LINE))
        key = (number, int(room.width()), lines)
        if key not in self._placed:
            self._placed[key] = place_words(text, room.width(), lines, self.font())
        paint_words(painter, room, self._placed[key], self.font())

    def _paint_heading(self, painter: QPainter, room: QRectF, content: CardContent) -> QRectF:
        if not content.heading:
            return room
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(current().text))
        line = QRectF(room.x(), room.y(), room.width(), _LINE)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, _elided(one_line(content.heading), font, line.width()))
        return room.adjusted(0, _LINE + SPACE / 2, 0, 0)

    def _paint_pictures(self, painter: QPainter, room: QRectF, content: CardContent) -> None:
        if not self._images:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(current().track))
            painter.drawRoundedRect(room, RADIUS - 2, RADIUS - 2)
            return
        pictures = zip(self._images, content.pictures, side_by_side(room, len(self._images)), strict=True)
        for number, (image, seen, box) in enumerate(pictures):
            target = fitted(image, box, across=0.0 if content.texts else 0.5, down=0.0)
            with clipped(painter, target):
                painter.drawImage(target, self._with_map(number, image, seen, target.size().toSize()))

    def _with_map(self, number: int, image: QImage, seen: SeenPicture, size: QSize) -> QImage:
        """The picture with its map as it stands on the screen; made once, since scrolling paints again and again."""
        ratio = self.devicePixelRatioF()
        wanted = QSize(round(size.width() * ratio), round(size.height() * ratio))
        if (number, wanted) not in self._baked:
            scaled = image.scaled(
                wanted, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            ).convertToFormat(QImage.Format.Format_RGB32)
            if seen.grid is not None:
                brush = QPainter(scaled)
                brush.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                paint_heat_map(brush, QRectF(QPointF(0, 0), wanted.toSizeF()), seen.grid, STRENGTH)
                brush.end()
            self._baked[number, wanted] = scaled
        return self._baked[number, wanted]

    # -- the foot: label and answer, then the senses -----------------------------------------------------------------

    def _foot_height(self, content: CardContent) -> float:
        return _LINE + (_LINE + _BAR + 4 if content.shares or content.note else 0)

    def _paint_foot(self, painter: QPainter, room: QRectF, content: CardContent) -> None:
        theme = current()
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        bold.setPixelSize(14)
        quiet = QFont(self.font())
        quiet.setPixelSize(13)
        label, answer = verdict_texts(content)
        line = QRectF(room.x(), room.y(), room.width(), _LINE)
        colour = theme.text if content.label is None else theme.good if content.is_right else theme.bad
        share = 0.62 if label else 1.0
        shown = _elided(answer, bold, line.width() * share)
        painter.setFont(bold)
        painter.setPen(QColor(colour))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
        if label:
            rest = line.width() - QFontMetrics(bold).horizontalAdvance(shown) - SPACE
            painter.setFont(quiet)
            painter.setPen(QColor(theme.muted))
            painter.drawText(
                line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, _elided(label, quiet, rest)
            )
        below = QRectF(room.x(), line.bottom() + 2, room.width(), _LINE)
        painter.setFont(quiet)
        painter.setPen(QColor(theme.muted))
        if content.shares:
            self._paint_bar(painter, QRectF(room.x(), below.y(), room.width(), _BAR), content.shares)
            below.translate(0, _BAR)
            painter.setPen(QColor(theme.muted))
        said = content.note or share_sentence(content.shares)
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, _elided(said, quiet, below.width()))

    def _paint_bar(self, painter: QPainter, bar: QRectF, shares: Sequence[Share]) -> None:
        painter.save()
        path = QPainterPath()
        path.addRoundedRect(bar, _BAR / 2, _BAR / 2)
        painter.setClipPath(path)
        painter.fillRect(bar, QColor(current().track))
        left, total = bar.x(), sum(max(0.0, s.share) for s in shares) or 1.0
        for share in shares:
            width = bar.width() * max(0.0, share.share) / total
            painter.fillRect(
                QRectF(left, bar.y(), width, bar.height()),
                QColor(modality_colour(share.modality)),
            )
            left += width
        painter.restore()


def side_by_side(room: QRectF, count: int) -> list[QRectF]:
    """Boxes of one size for so many pictures."""
    gap = 4.0
    each = (room.width() - gap * (count - 1)) / max(1, count)
    return [QRectF(room.x() + number * (each + gap), room.y(), each, room.height()) for number in range(count)]


def fitted(image: QImage, box: QRectF, *, across: float, down: float) -> QRectF:
    """Where the whole picture lies in the box, in whole px. across, down: what share of the free room is before it."""
    size = image.size().toSizeF()
    size.scale(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
    size = size.toSize().expandedTo(QSize(1, 1)).toSizeF()
    left, top = box.x() + across * (box.width() - size.width()), box.y() + down * (box.height() - size.height())
    return QRectF(QPointF(round(left), round(top)), size)


@contextmanager
def clipped(painter: QPainter, target: QRectF) -> Iterator[None]:
    """Paint a picture with round corners."""
    path = QPainterPath()
    path.addRoundedRect(target, RADIUS - 2, RADIUS - 2)
    painter.save()
    painter.setClipPath(path)
    yield
    painter.restore()


def verdict_texts(content: CardContent) -> tuple[str, str]:
    """("labelled “sad”", "✓ sad 92 %"): the sign says the same as the colour."""
    answer = f"{one_line(content.answer, 40)} {percent(content.confidence)}"
    if content.label is None:
        return _("no label"), answer
    if content.is_right:
        return _("as labelled"), f"✓ {answer}"
    return _("labelled “{label}”").format(label=one_line(content.label, 40)), f"✗ {answer}"


def share_sentence(shares: Sequence[Share]) -> str:
    """ "Decided by: words 62 %, picture 38 %", the greatest first."""
    if not shares:
        return ""
    whole = whole_percents([s.share for s in shares])
    order = sorted(range(len(shares)), key=lambda k: -shares[k].share)
    said = join_names(f"{one_line(shares[k].title, 30)} {with_percent_sign(whole[k])}" for k in order)
    return _("Decided by: {senses}").format(senses=said)


def _elided(text: str, font: QFont, width: float) -> str:
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, max(0, int(width)))


__all__ = [
    "STRENGTH",
    "CardContent",
    "ExampleTile",
    "SeenPicture",
    "clipped",
    "fitted",
    "share_sentence",
    "side_by_side",
    "verdict_texts",
]
