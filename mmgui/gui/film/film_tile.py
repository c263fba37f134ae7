"""One example of the learning film at one epoch: images and words with their maps, the answer, and how it got there.

Painted as a whole: six of them change several times a second while the film plays.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from mmgui.core.i18n import _
from mmgui.core.text import one_line, percent
from mmgui.gui.kit.example_tile import STRENGTH, SeenPicture, clipped, fitted, side_by_side
from mmgui.gui.kit.pictures import paint_heat_map, to_image
from mmgui.gui.kit.texts import plain_tooltip
from mmgui.gui.kit.theme import RADIUS, SPACE, current
from mmgui.gui.kit.weighed_words import LINE, PlacedWord, WeighedText, paint_words, place_words

LEAST_PX = 26 * SPACE  # width of a card
_HEIGHT, _TALLEST = 163, 460
_ANSWER, _SMALL, _HISTORY = 20, 17, 16
_PADDING = SPACE - 1
_ONE_LINE_FROM = 380  # px; a narrower card has two lines for what the senses say
_STACKED_LINES = 3  # of words under a picture


@dataclass(frozen=True, eq=False)
class FilmCardContent:
    """number: 1, 2, 3, ... pictures, texts: of its fields, in the model's order. answer, label: names of classes.

    alone: per sense what it says alone, short ("Picture: happy"). history: the probability of the right answer, one per
    frame, at the places 0..1 `times`; index: the frame that is shown. why: why this example is in the film.
    """

    number: int
    answer: str
    label: str
    probability: float
    history: tuple[float, ...]
    times: tuple[float, ...]
    index: int
    texts: tuple[WeighedText, ...] = ()
    pictures: tuple[SeenPicture, ...] = ()
    alone: tuple[str, ...] = ()
    is_kept: bool = False
    why: str = ""
    place: str = ""  # where it looks most, in words

    @property
    def is_right(self) -> bool:
        return self.answer == self.label


class FilmCard(QAbstractButton):
    """Shows a content. A click, Return or Space means: keep this example in the film, or let it go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content: FilmCardContent | None = None
        self._images: tuple[QImage, ...] = ()
        self._placed: dict[tuple[int, int, int], tuple[PlacedWord, ...]] = {}  # per text, width, lines
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight(_TALLEST)

    def show_content(self, content: FilmCardContent) -> None:
        before = self._content.pictures if self._content is not None else ()
        if [id(p.pixels) for p in before] != [id(p.pixels) for p in content.pictures]:
            self._images = tuple(to_image(p.pixels) for p in content.pictures)
        self._content, self._placed = content, {}
        self._describe(content)
        self.update()

    @property
    def content(self) -> FilmCardContent | None:
        return self._content

    def _describe(self, content: FilmCardContent) -> None:
        text = one_line(" ".join(t.text for t in content.texts), 300)
        name = _("Example {number}: {verdict}").format(number=content.number, verdict=verdict_text(content))
        about = [_("Alone: {answers}").format(answers=", ".join(content.alone)) if content.alone else ""]
        about += [content.place, content.why]
        if content.is_kept:
            about.append(_("Kept in the film; click to let it go."))
        else:
            about.append(_("Click to keep it in the film."))
        self.setAccessibleName(f"{name}. {text}".strip())
        self.setAccessibleDescription(" · ".join(part for part in about if part))
        plain_tooltip(self, "\n".join(part for part in (text, name, *about) if part))

    def sizeHint(self) -> QSize:
        return QSize(32 * SPACE, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_PX, _HEIGHT)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._placed.clear()
            self.update()
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
        room = QRectF(self.rect()).adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
        lines = small_lines(content, room.width(), self._small_font())
        foot = max(1, len(lines)) * _SMALL + 3 + _HISTORY
        upper = QRectF(room.x(), room.y(), room.width(), room.height() - foot - 4)
        words = upper
        if self._images and upper.height() > 0.75 * upper.width():  # a tall card: picture above the words
            height = upper.height() - (_STACKED_LINES * LINE if content.texts else 0) - _ANSWER - SPACE
            self._paint_pictures(painter, QRectF(upper.x(), upper.y(), upper.width(), height), content)
            words = upper.adjusted(0, height + SPACE - 2, 0, 0)
        elif self._images:
            side = min(upper.height(), upper.width() * 0.45)
            self._paint_pictures(painter, QRectF(upper.x(), upper.y(), side, upper.height()), content)
            words = upper.adjusted(side + SPACE, 0, 0, 0)
        self._paint_words(painter, words.adjusted(0, 0, 0, -_ANSWER - 2), content)
        self._paint_answer(painter, QRectF(words.x(), words.bottom() - _ANSWER, words.width(), _ANSWER), content)
        below = QRectF(room.x(), upper.bottom() + 4, room.width(), max(1, len(lines)) * _SMALL)
        self._paint_small(painter, below, lines)
        paint_history(painter, QRectF(room.x(), below.bottom() + 3, room.width(), _HISTORY), content)
        self._paint_number(painter, content)

    def _paint_pictures(self, painter: QPainter, room: QRectF, content: FilmCardContent) -> None:
        boxes = side_by_side(room, len(self._images))
        for image, seen, box in zip(self._images, content.pictures, boxes, strict=True):
            target = fitted(image, box, across=0.5, down=0.5)
            with clipped(painter, target):
                painter.drawImage(target, image)
                if seen.grid is not None:
                    paint_heat_map(painter, target, seen.grid, STRENGTH)

    def _paint_words(self, painter: QPainter, room: QRectF, content: FilmCardContent) -> None:
        lines = max(1, int((room.height() + 2) // LINE))
        each = max(1, lines // max(1, len(content.texts)))
        for place, text in enumerate(content.texts):
            part = QRectF(room.x(), room.y() + place * each * LINE, room.width(), each * LINE)
            key = (place, int(part.width()), each)
            if key not in self._placed:
                self._placed[key] = place_words(text, part.width(), each, self.font())
            paint_words(painter, part, self._placed[key], self.font())

    def _paint_answer(self, painter: QPainter, line: QRectF, content: FilmCardContent) -> None:
        theme = current()
        colour = QColor(theme.good if content.is_right else theme.bad)
        mark = QRectF(line.x() + 1, line.center().y() - 6, 12, 12)
        painter.setPen(QPen(colour, 2.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if content.is_right:
            points = (QPointF(0.05, 0.55), QPointF(0.35, 0.9), QPointF(0.95, 0.1))
            painter.drawPolyline(QPolygonF([QPointF(mark.x() + p.x() * 12, mark.y() + p.y() * 12) for p in points]))
        else:
            painter.drawLine(mark.topLeft() + QPointF(1.5, 1.5), mark.bottomRight() - QPointF(1.5, 1.5))
            painter.drawLine(mark.topRight() + QPointF(-1.5, 1.5), mark.bottomLeft() + QPointF(1.5, -1.5))
        font = QFont(self.font())
        font.setPixelSize(14)
        font.setWeight(QFont.Weight.DemiBold)
        figure = percent(content.probability)
        metrics = QFontMetrics(font)
        room = line.adjusted(20, 0, 0, 0)
        figure_width = metrics.horizontalAdvance(figure)
        name = metrics.elidedText(
            one_line(content.answer, 60), Qt.TextElideMode.ElideRight, int(room.width() - figure_width - 8)
        )
        painter.setFont(font)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        painter.setPen(QColor(theme.text))
        after = room.adjusted(metrics.horizontalAdvance(name) + 8, 0, 2, 0)
        painter.drawText(after, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, figure)

    def _paint_small(self, painter: QPainter, room: QRectF, lines: tuple[str, ...]) -> None:
        painter.setFont(self._small_font())
        painter.setPen(QColor(current().muted))
        for place, text in enumerate(lines):
            line = QRectF(room.x(), room.y() + place * _SMALL, room.width(), _SMALL)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(12)
        return font

    def _paint_number(self, painter: QPainter, content: FilmCardContent) -> None:
        """A small badge in the corner: the number that the sentence below speaks of, and whether it is kept."""
        theme = current()
        font = QFont(self.font())
        font.setPixelSize(12)
        font.setWeight(QFont.Weight.DemiBold)
        text = _("{number} kept").format(number=content.number) if content.is_kept else str(content.number)
        width = max(18, QFontMetrics(font).horizontalAdvance(text) + 10)
        box = QRectF(4.5, 4.5, width, 18)
        painter.setPen(QPen(QColor(theme.accent if content.is_kept else theme.border), 1))
        painter.setBrush(QColor(theme.accent if content.is_kept else theme.surface))
        painter.drawRoundedRect(box, 9, 9)
        painter.setFont(font)
        painter.setPen(QColor(theme.on_accent if content.is_kept else theme.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def small_lines(content: FilmCardContent, width: float, font: QFont) -> tuple[str, ...]:
    """The right answer where another was given, and what each sense alone says: two lines, or one in every frame.

    How many depends on the width and the senses only; a card that jumps while the film plays cannot be read.
    """
    metrics = QFontMetrics(font)
    parts = list(content.alone)
    if not content.is_right:
        parts.insert(0, _("right: {label}").format(label=one_line(content.label, 40)))
    if len(content.alone) < 2 or width > _ONE_LINE_FROM:
        return (metrics.elidedText(" · ".join(parts), Qt.TextElideMode.ElideRight, int(width)),)
    splits = ((" · ".join(parts[:place]), " · ".join(parts[place:])) for place in range(1, len(parts)))
    lines = min(splits, key=lambda pair: max(metrics.horizontalAdvance(line) for line in pair))
    return tuple(metrics.elidedText(line, Qt.TextElideMode.ElideRight, int(width)) for line in lines)


def paint_history(painter: QPainter, room: QRectF, content: FilmCardContent) -> None:
    """The probability of the right answer: what has been, what is to come (faint), and a dot for now."""
    theme = current()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.track))
    painter.drawRoundedRect(room, 3, 3)
    inner = room.adjusted(4, 3, -4, -3)
    points = [
        QPointF(inner.x() + t * inner.width(), inner.bottom() - value * inner.height())
        for t, value in zip(content.times, content.history, strict=True)
    ]
    if not points:
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for part, colour, width in ((points, theme.control, 1.5), (points[: content.index + 1], theme.accent, 2.0)):
        if len(part) > 1:
            painter.setPen(QPen(QColor(colour), width))
            painter.drawPolyline(QPolygonF(part))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.accent))
    painter.drawEllipse(points[min(content.index, len(points) - 1)], 3.5, 3.5)


def verdict_text(content: FilmCardContent) -> str:
    """ "happy with 83 %, right" for people who do not see the card."""
    values = {
        "answer": one_line(content.answer, 60),
        "percent": percent(content.probability),
        "label": one_line(content.label, 60),
    }
    if content.is_right:
        return _("“{answer}” with {percent}, which is right").format(**values)
    return _("“{answer}” with {percent}; right would be “{label}”").format(**values)


__all__ = ["LEAST_PX", "FilmCard", "FilmCardContent", "paint_history", "verdict_text"]
