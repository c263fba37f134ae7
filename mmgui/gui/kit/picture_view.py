"""A picture with its heat map: shows, takes drops and pastes, and lets a finger cover parts of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from mmgui.core.i18n import _
from mmgui.core.text import plain
from mmgui.gui.kit import dropped
from mmgui.gui.kit.picture_marks import Cell, cells_between, paint_framed, paint_touched
from mmgui.gui.kit.pictures import paint_heat_map, thumbnail
from mmgui.gui.kit.theme import RADIUS, SPACE, current

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class PictureView(QWidget):
    """Shows one picture. Holds only what it was told; every wish of the person is a signal.

    With `set_cover_grid((rows, columns))` a drag hides cells of the picture and a drag that starts on a hidden cell
    shows them again; with the keyboard the arrow keys move and Space toggles. With `set_is_looking(True)` a drag only
    points, as hovering and the arrow keys always do.
    """

    path_given = Signal(Path)
    content_given = Signal(object)  # bytes of a picture that nobody has looked at yet, or a QImage
    address_given = Signal()  # of the web, which nobody fetches
    open_wanted = Signal()
    hidden_changed = Signal(object)  # frozenset of cells; at every step of a drag that changes them
    pointed = Signal(object)  # (y, x) in shares of the picture, 0..1, or None when nothing is pointed at any more

    def __init__(self, parent: QWidget | None = None, *, menu_texts: tuple[str, str] | None = None) -> None:
        """menu_texts: of "open" and "paste" in the context menu, marked with N_(); None = no menu."""
        super().__init__(parent)
        self._menu_texts = menu_texts
        self._image: QImage | None = None
        self._grid: NDArray[np.float32] | None = None
        self._strength = 0.6
        self._colours = "ember"
        self._cover: tuple[int, int] | None = None
        self._hidden: frozenset[Cell] = frozenset()
        self._marked: frozenset[Cell] = frozenset()
        self._marked_grid: tuple[int, int] | None = None
        self._touched: tuple[float, float] | None = None  # (y, x) in shares of the picture
        self._is_looking = self._is_pointing = False
        self._is_hiding: bool | None = None  # what the present drag does; None = no drag
        self._drag_from, self._drags = QPointF(), 0
        self._cursor: Cell | None = None  # the keyboard's cell
        self._is_drop_over = False
        self._empty_text = ""
        self._scaled: QImage | None = None
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)
        self.setMinimumSize(160, 120)

    # -- what is shown -----------------------------------------------------------------------------------------------

    def set_picture(self, image: QImage | None) -> None:
        self._image, self._scaled, self._cursor = image, None, None
        self.update()

    def set_heat_map(self, grid: NDArray[np.float32] | None) -> None:
        """grid: (h, w) in [0, 1] over the whole picture, or None."""
        if grid is not self._grid and not _are_equal(grid, self._grid):
            self._grid = grid
            self.update()

    def set_strength(self, strength: float) -> None:
        """How densely the heat map covers the picture, 0..1."""
        self._strength = min(1.0, max(0.0, strength))
        self.update()

    def set_colours(self, name: str) -> None:
        """A name of `pictures.COLOUR_MAPS`."""
        self._colours = name
        self.update()

    def set_cover_grid(self, shape: tuple[int, int] | None) -> None:
        """(rows, columns) that a finger can cover, or None if it cannot."""
        if shape != self._cover:
            self._cover, self._cursor = shape, None
            self.update()
        wanted = Qt.CursorShape.CrossCursor if shape and self._image else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != wanted:
            self.setCursor(wanted)

    def set_is_looking(self, is_looking: bool) -> None:
        """Whether a press and a drag only point, instead of hiding."""
        self._is_looking = is_looking

    def set_hidden(self, cells: frozenset[Cell]) -> None:
        if cells != self._hidden:
            self._hidden = cells
            self.update()

    def set_marked(self, cells: frozenset[Cell], grid: tuple[int, int] | None) -> None:
        """Frame cells of a grid (rows, columns) over the picture; nothing is hidden by it."""
        if (cells, grid) != (self._marked, self._marked_grid):
            self._marked, self._marked_grid = cells, grid
            self.update()

    def set_touched(self, share: tuple[float, float] | None) -> None:
        """Ring a place, (y, x) in shares of the picture."""
        if share != self._touched:
            self._touched = share
            self.update()

    def set_empty_text(self, text: str) -> None:
        """What stands in the empty frame."""
        if plain(text) != self._empty_text:
            self._empty_text = plain(text)
            self.update()

    @property
    def picture(self) -> QImage | None:
        return self._image

    @property
    def hidden(self) -> frozenset[Cell]:
        return self._hidden

    @property
    def drag(self) -> int | None:
        """The number of the drag that covers or uncovers now, counted from 1; None while there is none."""
        return self._drags if self._is_hiding is not None else None

    def sizeHint(self) -> QSize:
        """As tall as the window allows with room for what stands around the picture."""
        return QSize(50 * SPACE, min(60 * SPACE, max(24 * SPACE, self.window().height() - 75 * SPACE)))

    def picture_rect(self) -> QRectF:
        """Where the picture lies in the widget; empty if there is none."""
        if self._image is None or self._image.isNull():
            return QRectF()
        size = self._image.size().toSizeF()
        size.scale(QRectF(self.rect()).size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        return QRectF(QPointF(round(left), round(top)), size.toSize().expandedTo(QSize(1, 1)).toSizeF())

    def cell_at(self, point: QPointF) -> Cell | None:
        """The cell of the cover grid under a point of the widget."""
        rect = self.picture_rect()
        if self._cover is None or not rect.contains(point):
            return None
        rows, columns = self._cover
        row = int((point.y() - rect.top()) / rect.height() * rows)
        column = int((point.x() - rect.left()) / rect.width() * columns)
        return min(rows - 1, row), min(columns - 1, column)

    def share_at(self, point: QPointF) -> tuple[float, float] | None:
        """(y, x) in shares of the picture, 0..1, of a point of the widget; None beside the picture."""
        rect = self.picture_rect()
        if not rect.contains(point):
            return None
        return (point.y() - rect.top()) / rect.height(), (point.x() - rect.left()) / rect.width()

    def cell_rect(self, cell: Cell, grid: tuple[int, int] | None = None) -> QRectF:
        """Where a cell of a grid (the cover grid by default) lies."""
        rect = self.picture_rect()
        rows, columns = grid or self._cover or (1, 1)
        height, width = rect.height() / rows, rect.width() / columns
        return QRectF(rect.left() + cell[1] * width, rect.top() + cell[0] * height, width, height)

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        rect = self.picture_rect()
        if rect.isEmpty() or self._image is None:
            self._paint_empty(painter)
        else:
            path = QPainterPath()
            path.addRoundedRect(rect, RADIUS, RADIUS)
            painter.save()
            painter.setClipPath(path)
            painter.drawImage(rect, self._scaled_picture(rect))
            if self._grid is not None:
                paint_heat_map(painter, rect, self._grid, self._strength, self._colours)
            self._paint_hidden(painter)
            if self._marked and self._marked_grid is not None:
                marked = [self.cell_rect(cell, self._marked_grid) for cell in self._marked]
                paint_framed(painter, marked, map(self.cell_rect, self._hidden) if self._cover else ())
            if self._touched is not None:
                y, x = self._touched
                paint_touched(painter, QPointF(rect.left() + x * rect.width(), rect.top() + y * rect.height()))
            painter.restore()
        if self.hasFocus() or self._is_drop_over:
            frame = rect if not rect.isEmpty() else QRectF(self.rect())
            painter.setPen(QPen(QColor(current().accent), 3 if self._is_drop_over else 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), RADIUS, RADIUS)

    def _scaled_picture(self, rect: QRectF) -> QImage:
        """Shrunk once with averaging: painting a large picture small every time is slow and rough."""
        assert self._image is not None
        size = rect.size().toSize()
        ratio = self.devicePixelRatioF()
        if self._scaled is None or self._scaled.size() != QSize(
            round(size.width() * ratio), round(size.height() * ratio)
        ):
            self._scaled = thumbnail(self._image, size, ratio)
        return self._scaled

    def _paint_empty(self, painter: QPainter) -> None:
        theme = current()
        painter.setBrush(QColor(theme.accent_soft if self._is_drop_over else theme.background))
        painter.setPen(QPen(QColor(theme.control), 1.5, Qt.PenStyle.DashLine))
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(frame, RADIUS, RADIUS)
        painter.setPen(QColor(theme.muted))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self.rect().adjusted(2 * SPACE, SPACE, -2 * SPACE, -SPACE), flags, self._empty_text)

    def _paint_hidden(self, painter: QPainter) -> None:
        if self._cover is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        for cell in self._hidden:
            rect = self.cell_rect(cell).toAlignedRect()
            painter.fillRect(rect, QColor(128, 128, 128))
            painter.fillRect(rect, Qt.BrushStyle.BDiagPattern)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if self.hasFocus() and self._cursor is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width in (("#000000", 4), ("#ffffff", 2)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawRect(self.cell_rect(self._cursor))

    # -- covering with a finger --------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        cell = self.cell_at(event.position())
        if self._is_looking and self._image is not None:
            self._point(self.share_at(event.position()))
        elif cell is not None:
            self._point(None)  # while parts are being covered the heat map is wanted
            self._is_hiding = cell not in self._hidden
            self._drag_from, self._drags = event.position(), self._drags + 1
            self._cover_cells(frozenset({cell}))
        elif self._image is None:
            self.open_wanted.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._is_hiding is None:
            self._point(self.share_at(event.position()))
        else:
            one = self.cell_rect((0, 0))
            start, self._drag_from = self._drag_from, event.position()
            self._cover_cells(cells_between(start, self._drag_from, min(one.width(), one.height()), self.cell_at))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._is_hiding = None

    def _point(self, share: tuple[float, float] | None) -> None:
        if share is not None or self._is_pointing:
            self._is_pointing = share is not None
            self.pointed.emit(share)

    def _cover_cells(self, cells: frozenset[Cell]) -> None:
        hidden = self._hidden | cells if self._is_hiding else self._hidden - cells
        if hidden != self._hidden:
            self._hidden = hidden
            self.update()
            self.hidden_changed.emit(hidden)

    # -- keyboard ----------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_wanted.emit()
        elif self._cover is not None and self._image is not None and self._handle_cover_key(event.key()):
            self.update()
        else:
            super().keyPressEvent(event)

    def _handle_cover_key(self, key: int) -> bool:
        assert self._cover is not None
        rows, columns = self._cover
        row, column = self._cursor or (rows // 2, columns // 2)
        steps = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        step = steps.get(Qt.Key(key))
        if step is not None:
            if self._cursor is not None:
                row, column = min(rows - 1, max(0, row + step[0])), min(columns - 1, max(0, column + step[1]))
            self._cursor = (row, column)
            self._point(((row + 0.5) / rows, (column + 0.5) / columns))
            return True
        if key == Qt.Key.Key_Space and not self._is_looking:
            self._cursor = (row, column)
            self._is_hiding, self._drags = self._cursor not in self._hidden, self._drags + 1
            self._cover_cells(frozenset({self._cursor}))
            self._is_hiding = None
            return True
        if key == Qt.Key.Key_Escape and self._hidden:
            self._hidden = frozenset()
            self.hidden_changed.emit(self._hidden)
            return True
        return False

    # -- drop and paste ----------------------------------------------------------------------------------------------

    def paste(self) -> None:
        """Take a picture from the clipboard."""
        mime = QGuiApplication.clipboard().mimeData()
        if mime is not None:
            self._take(mime)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._menu_texts is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, do in zip(self._menu_texts, (self.open_wanted.emit, self.paste), strict=True):
            menu.addAction(_(text)).triggered.connect(do)
        menu.popup(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped.has_something(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._is_drop_over = True
            self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._is_drop_over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._is_drop_over = False
        self.update()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._take(event.mimeData())

    def _take(self, mime: QMimeData) -> None:
        given = dropped.take(mime)
        if given.paths:
            self.path_given.emit(given.paths[0])
        elif given.picture is not None:
            self.content_given.emit(given.picture)
        elif given.has_address:
            self.address_given.emit()

    # -- changes around it -------------------------------------------------------------------------------------------

    def set_description(self, text: str) -> None:
        """What a screen reader says about the picture and its map."""
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Leave, QEvent.Type.FocusOut):
            self._point(None)
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.EnabledChange):
            self.update()
        super().changeEvent(event)


def _are_equal(first: NDArray[np.float32] | None, second: NDArray[np.float32] | None) -> bool:
    if first is None or second is None:
        return first is second
    return first.shape == second.shape and bool((first == second).all())


__all__ = ["Cell", "PictureView"]
