"""Examples as cards: picture, words, label. Only what is on the screen is drawn or decoded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from mmgui.core.colours import mix
from mmgui.core.data.example import Example, ExampleSet
from mmgui.core.i18n import N_, _
from mmgui.core.text import one_line, plain
from mmgui.gui.kit.example_model import ExampleFilter, ExampleModel
from mmgui.gui.kit.text_lines import wrapped
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.theme import RADIUS, SPACE, current
from mmgui.gui.kit.thumbnails import Thumbnails

SPLIT_TITLES = {"train": N_("training"), "validation": N_("validation"), "test": N_("test")}
CARD_PX = 168  # the usual least width of a card
_SMALL_PX = 84
_PICTURE_SHAPE = 0.78  # height by width: most pictures are square or wide
_TEXT_LINES = 2
_LINES_ALONE = 5  # where there is nothing but text
_LINE = 19
_CHIP = 22


class ExampleGallery(QListView):
    """A grid of cards. Arrow keys move, Enter and Space open, Delete wishes to delete; the session decides."""

    chosen = Signal(object)  # Example: double click, Enter or Space
    selection_moved = Signal(object)  # tuple of the selected Examples
    delete_wanted = Signal(object)  # tuple of ids

    def __init__(self, parent: QWidget | None = None, *, is_compact: bool = False) -> None:
        """is_compact: pictures only, small, for choosing; otherwise whole cards."""
        super().__init__(parent)
        self.cards = ExampleModel(self)
        self.is_compact = is_compact
        self._if_empty = ""
        self._card_px = CARD_PX
        ratio = self.devicePixelRatioF()
        self.thumbnails = Thumbnails(self._thumbnail_size(), self, ratio=ratio)
        self.thumbnails.loaded.connect(self._show_thumbnails)
        self.setModel(self.cards)
        self._delegate = _CardDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setViewMode(QListView.ViewMode.ListMode)  # wraps like icon mode, but lays out 100 000 cards at once
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMovement(QListView.Movement.Static)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # else columns jump when it appears
        modes = QAbstractItemView.SelectionMode
        self.setSelectionMode(modes.SingleSelection if is_compact else modes.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.activated.connect(self._choose)
        self.selectionModel().selectionChanged.connect(self._tell_selection)
        self._fit_cards()

    # -- what is shown -----------------------------------------------------------------------------------------------

    def set_examples(self, examples: ExampleSet | None) -> None:
        """Show other examples; the selection stays on the same ids."""
        self._reset(lambda: self.cards.set_examples(examples))
        self._fit_cards()

    def set_filter(self, wanted: ExampleFilter) -> None:
        self._reset(lambda: self.cards.set_filter(wanted))

    def set_figures(self, known: Mapping[int, float]) -> None:
        """See ExampleModel.set_figures."""
        self._reset(lambda: self.cards.set_figures(known))

    @property
    def selected(self) -> tuple[Example, ...]:
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return tuple(self.cards.example(row) for row in rows)

    def select(self, ids: Sequence[int]) -> None:
        """Select these examples (those that the filter shows) and scroll to the first."""
        model = self.selectionModel()
        model.clearSelection()
        wanted = set(ids)
        if not wanted:
            return
        first = True
        for row in range(self.cards.rowCount()):
            if self.cards.example(row).id in wanted:
                index = self.cards.index(row)
                if first:
                    model.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
                    self.scrollTo(index)
                    first = False
                model.select(index, QItemSelectionModel.SelectionFlag.Select)
                wanted.discard(self.cards.example(row).id)
                if not wanted:
                    return

    def choose_row(self, row: int) -> None:
        """Select this example alone and scroll to it."""
        self.setCurrentIndex(self.cards.index(row))
        self.scrollTo(self.cards.index(row))

    def _reset(self, change: Callable[[], None]) -> None:
        ids = [e.id for e in self.selected]
        place = self.verticalScrollBar().value()
        blocker = self.selectionModel().blockSignals(True)
        change()
        self.selectionModel().blockSignals(blocker)
        if ids:
            self.select(ids[:1000])
        self.verticalScrollBar().setValue(place)
        self._tell_selection()

    def say_if_empty(self, text: str) -> None:
        """What stands in the place of the examples where none passes the filter."""
        self._if_empty = text
        is_empty = bool(text) and not self.cards.rowCount()
        self.setAccessibleDescription(text if is_empty else "")
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._if_empty and not self.cards.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(QColor(current().muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            room = self.viewport().rect().adjusted(2 * SPACE, 2 * SPACE, -2 * SPACE, -2 * SPACE)
            painter.drawText(room, flags, self._if_empty)

    # -- sizes -------------------------------------------------------------------------------------------------------

    def set_card_px(self, width: int) -> None:
        """The least width of a card; the place in the list stays about the same."""
        if width == self._card_px:
            return
        bar = self.verticalScrollBar()
        share = bar.value() / max(1, bar.maximum())
        self._card_px = width
        self.thumbnails.set_size(self._thumbnail_size())
        self._fit_cards()
        self.doItemsLayout()
        bar.setValue(round(share * bar.maximum()))

    def _thumbnail_size(self) -> QSize:
        """Two sizes only, so that a slider on its way does not decode everything at each step."""
        if self.is_compact:
            return QSize(_SMALL_PX, _SMALL_PX)
        width = 210 if self._card_px <= 210 else 420
        return QSize(width, round(width * _PICTURE_SHAPE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit_cards()
        super().resizeEvent(event)

    def _fit_cards(self) -> None:
        """As many columns as fit; cards grow a little so that the row is full."""
        least = _SMALL_PX if self.is_compact else scaled(self._card_px) + SPACE
        width = self.viewport().width() - 2
        least = max(1, min(least, width))
        cell = width // max(1, width // least)
        self.setGridSize(QSize(cell, cell if self.is_compact else self._delegate.height_for(cell - SPACE) + SPACE))

    # -- wishes ------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.selected and not self.is_compact:
            self.delete_wanted.emit(tuple(e.id for e in self.selected))
        elif self._is_opening(event) and self.currentIndex().isValid():
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _is_opening(self, event: QKeyEvent) -> bool:
        """Enter, and Space where it is not needed to choose several; Ctrl+Space chooses one more as everywhere."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return True
        is_several = self.selectionMode() == QAbstractItemView.SelectionMode.MultiSelection
        return event.key() == Qt.Key.Key_Space and not event.modifiers() and not is_several

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(self.cards.example(index.row()))

    def _tell_selection(self, *_: object) -> None:
        self.selection_moved.emit(self.selected)

    def _show_thumbnails(self, _paths: object) -> None:
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            if index.isValid():
                QToolTip.showText(event.globalPos(), _tip(self.cards, self.cards.example(index.row())), self.viewport())
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()
        super().changeEvent(event)


class _CardDelegate(QStyledItemDelegate):
    """Paints one card. Knows the gallery for its thumbnails only."""

    def __init__(self, gallery: ExampleGallery) -> None:
        super().__init__(gallery)
        self._gallery = gallery

    def height_for(self, width: int) -> int:
        """The height of a whole card of this width."""
        return self._picture_height(width) + self._lines * scaled(_LINE) + scaled(_CHIP) + 2 * SPACE

    def _picture_height(self, width: float) -> int:
        return 0 if self._gallery.cards.is_text_only else round(width * _PICTURE_SHAPE)

    @property
    def _lines(self) -> int:
        return _LINES_ALONE if self._gallery.cards.is_text_only else _TEXT_LINES

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self._gallery.gridSize()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        gallery, theme = self._gallery, current()
        example = gallery.cards.example(index.row())
        state = option.state
        gap = 3 if gallery.is_compact else SPACE // 2
        card = QRectF(option.rect.adjusted(gap, gap, -gap, -gap))
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        path = QPainterPath()
        path.addRoundedRect(card, RADIUS, RADIUS)
        painter.fillPath(
            path, QColor(theme.accent_soft if is_selected else theme.raised if is_hovered else theme.surface)
        )
        painter.setClipPath(path)
        if gallery.is_compact:
            self._paint_picture(painter, card, example)
            painter.setClipping(False)
        else:
            picture = QRectF(card.left(), card.top(), card.width(), self._picture_height(card.width()))
            if not gallery.cards.is_text_only:
                self._paint_picture(painter, picture, example)
            painter.setClipping(False)
            self._paint_words(painter, card, round(picture.bottom()), example)
        frame = theme.accent if is_selected or has_focus else theme.border
        painter.setPen(QPen(QColor(frame), 2 if is_selected or has_focus else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.restore()

    def _paint_picture(self, painter: QPainter, rect: QRectF, example: Example) -> None:
        theme, thumbnails = current(), self._gallery.thumbnails
        value, kind = self._gallery.cards.shown_of(example) or ("", None)
        image = thumbnails.get(value, kind.name) if kind is not None and kind.has_image else None
        if image is not None:
            size = image.deviceIndependentSize()
            size.scale(rect.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            target = QRectF(0, 0, size.width(), size.height())
            target.moveCenter(rect.center())
            painter.save()
            painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
            painter.drawImage(target, image)
            painter.restore()
            return
        painter.fillRect(rect, QColor(mix(theme.track, theme.surface, 0.4)))
        inner = rect.adjusted(SPACE / 2, SPACE / 2, -SPACE / 2, -SPACE / 2)
        if kind is None and self._gallery.is_compact:
            self._paint_small_words(painter, inner, example)
            return
        elif kind is None:
            text = self._gallery.cards.missing_text
        elif not kind.has_image:
            name = painter.fontMetrics().elidedText(Path(value).name, Qt.TextElideMode.ElideMiddle, int(inner.width()))
            text = f"{kind.title()}\n{name}"
        elif thumbnails.is_broken(value, kind.name):
            text = _("cannot be shown")
        else:
            return  # it is on its way
        painter.setPen(QColor(theme.muted))
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)

    def _paint_small_words(self, painter: QPainter, inner: QRectF, example: Example) -> None:
        """An example with nothing to see, in the small form: its first words."""
        font = QFont(self._gallery.font())
        font.setPixelSize(scaled(12))
        painter.setFont(font)
        painter.setPen(QColor(current().text))
        text = plain(self._gallery.cards.text_of(example)[:200])
        lines = wrapped(text, font, inner.width(), 4)
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, "\n".join(lines))

    def _paint_words(self, painter: QPainter, card: QRectF, top: int, example: Example) -> None:
        theme = current()
        inner = QRect(
            round(card.left()) + SPACE,
            top + SPACE // 2,
            round(card.width()) - 2 * SPACE,
            self._lines * scaled(_LINE),
        )
        font = QFont(self._gallery.font())
        font.setPixelSize(scaled(13))
        painter.setFont(font)
        lines = self._wrapped(example, font, inner.width())
        painter.setPen(QColor(theme.text if lines else theme.muted))
        if not lines and self._gallery.cards.has_texts:
            lines = [_("nothing") if self._gallery.cards.is_text_only else _("no words")]
        for number, line in enumerate(lines):
            place = QRect(inner.left(), inner.top() + number * scaled(_LINE), inner.width(), scaled(_LINE))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, line)
        below = QRect(inner.left(), inner.bottom() + SPACE // 2, inner.width(), scaled(_CHIP))
        self._paint_chips(painter, below, example)

    def _wrapped(self, example: Example, font: QFont, width: int) -> list[str]:
        cards = self._gallery.cards
        texts = cards.values_of(example)[: self._lines] if cards.is_text_only else [cards.text_of(example)]
        lines: list[str] = []
        for number, text in enumerate(texts, start=1):  # each of those that follow has a line left
            lines += wrapped(plain(text[:400]), font, width, self._lines - len(lines) - len(texts) + number)
        return lines

    def _paint_chips(self, painter: QPainter, place: QRect, example: Example) -> None:
        theme = current()
        font = QFont(self._gallery.font())
        font.setPixelSize(scaled(12))
        metrics = QFontMetrics(font)
        painter.setFont(font)
        split = _(SPLIT_TITLES[example.split]) if example.split else ""
        split_width = metrics.horizontalAdvance(split)
        room = place.width() - (split_width + SPACE if split else 0)
        label = one_line(example.label) if example.label is not None else _("no label")
        label = metrics.elidedText(label, Qt.TextElideMode.ElideRight, max(20, room - 16))
        chip = QRectF(place.left(), place.top(), metrics.horizontalAdvance(label) + 16, scaled(_CHIP))
        has_label = example.label is not None
        painter.setPen(QPen(QColor(theme.accent if has_label else theme.control), 1))
        painter.setBrush(QColor(theme.accent_soft if has_label else theme.surface))
        painter.drawRoundedRect(chip.adjusted(0.5, 0.5, -0.5, -0.5), scaled(_CHIP) / 2, scaled(_CHIP) / 2)
        painter.setPen(QColor(theme.accent if has_label else theme.muted))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, label)
        if split:
            painter.setPen(QColor(theme.muted))
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, split)


def _tip(model: ExampleModel, example: Example) -> str:
    """Words and origin in full, shown literally."""
    import html

    parts = [plain(model.text_of(example)[:1000]), one_line(example.origin)]
    return "<qt>" + "<br>".join(html.escape(part) for part in parts if part) + "</qt>"


__all__ = ["SPLIT_TITLES", "ExampleGallery"]
