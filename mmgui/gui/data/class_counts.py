"""The classes with their colours and how many examples each has, as bars: chosen, renamed, filled where they stand."""

from __future__ import annotations

import html
from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mmgui.core.data.example import MAX_LABEL
from mmgui.core.i18n import _, join_parts
from mmgui.core.text import grouped, one_line
from mmgui.gui.kit import dropped, icons
from mmgui.gui.kit.name_edit import NameEdit
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.theme import SPACE, current

ROW_PX = 40  # can be touched
_ABOVE_PX = 6
_COLOUR_PX, _MENU_PX = 28, 32  # left and right of a row, where its colour and its menu are
_SWATCH_PX, _ICON_PX = 14, 16


class ClassCounts(QWidget):
    """One row per class in the given order. Put it into a scroll area: it is as high as its rows.

    The class under the cursor is the one that is filled, and that keys are about.
    """

    class_chosen = Signal(object)  # str, or None when the chosen one is clicked again
    cursor_moved = Signal()
    menu_wanted = Signal(str, QPoint)  # of a class, at this place of the screen
    colour_wanted = Signal(str, QPoint)
    renamed = Signal(str, str)
    delete_wanted = Signal(str)
    paste_wanted = Signal(str)
    dropped_on = Signal(str, object)  # a class, and the QMimeData that was let go over it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: dict[str, int] = {}
        self._colours: dict[str, str] = {}
        self._chosen: str | None = None
        self._cursor = 0
        self._under_drop: int | None = None
        self._renaming = ""
        self.editor = NameEdit(MAX_LABEL, self)
        self.editor.ended.connect(self._named)
        self.editor.hide()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        dropped.make_target(self)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    # -- what is shown -----------------------------------------------------------------------------------------------

    def set_counts(self, counts: Mapping[str, int], colours: Mapping[str, str]) -> None:
        """The cursor stays on its class, or on its row if that is gone."""
        name = self.current_class
        self._counts, self._colours = dict(counts), dict(colours)
        self._cursor = min(self._cursor, max(0, len(self._counts) - 1))
        self.set_current(name)
        self._place_editor()
        self._say_current()
        self.setAccessibleDescription(join_parts(f"{one_line(n)} {c}" for n, c in list(self._counts.items())[:50]))
        self.updateGeometry()
        self.update()
        self.cursor_moved.emit()

    def _say_current(self) -> None:
        name = one_line(self.current_class, 60)
        said = _("Examples per class; “{name}” is chosen").format(name=name) if name else _("Examples per class")
        self.setAccessibleName(said)

    def set_chosen(self, name: str | None) -> None:
        self._chosen = name
        self.update()

    @property
    def current_class(self) -> str:
        """The class under the cursor, "" if there is none."""
        names = list(self._counts)
        return names[self._cursor] if names else ""

    @property
    def cursor_y(self) -> int:
        """The middle of the row of the cursor."""
        return self._cursor * scaled(ROW_PX) + scaled(ROW_PX) // 2

    def set_current(self, name: str) -> None:
        if name in self._counts:
            self._move_to(list(self._counts).index(name))

    def start_renaming(self, name: str) -> None:
        """Put a field over the name of this class."""
        self.set_current(name)
        if name == self.current_class:
            self._renaming = name
            self._place_editor()
            self.editor.setAccessibleName(_("Name of the class"))
            self.editor.show()
            self.editor.start(one_line(name, MAX_LABEL))

    def _place_editor(self) -> None:
        """Over the name that is changed, wherever it stands now."""
        if self._renaming in self._counts:
            top = list(self._counts).index(self._renaming) * scaled(ROW_PX)
            self.editor.setGeometry(_COLOUR_PX, top, self.width() - _COLOUR_PX - _MENU_PX, scaled(ROW_PX))
        else:
            self._renaming = ""
            self.editor.hide()

    def _named(self, name: str) -> None:
        had_focus = self.editor.hasFocus()
        self.editor.hide()
        if had_focus:
            self.setFocus()
        old, self._renaming = self._renaming, ""
        if old and name and name != one_line(old, MAX_LABEL):
            self.renamed.emit(old, name)

    # -- painting ----------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(26 * SPACE, max(1, len(self._counts)) * scaled(ROW_PX))

    def minimumSizeHint(self) -> QSize:
        return QSize(16 * SPACE, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first = max(0, event.rect().top() // scaled(ROW_PX))
        last = event.rect().bottom() // scaled(ROW_PX) + 1
        most = max(self._counts.values(), default=0) or 1
        for row, name in list(enumerate(self._counts))[first:last]:
            self._paint_row(painter, row, name, most)

    def _paint_row(self, painter: QPainter, row: int, name: str, most: int) -> None:
        theme, top, count = current(), row * scaled(ROW_PX), self._counts[name]
        is_chosen, is_under_drop = name == self._chosen, row == self._under_drop
        whole = QRectF(0.75, top + 0.75, self.width() - 1.5, scaled(ROW_PX) - 2.5)
        painter.setPen(Qt.PenStyle.NoPen)
        if row == self._cursor or is_under_drop:
            painter.setBrush(QColor(theme.accent_soft))
            painter.drawRoundedRect(whole, 4, 4)
        painter.setBrush(QColor(self._colours[name]))
        swatch = QRectF((_COLOUR_PX - _SWATCH_PX) / 2, top + (scaled(ROW_PX) - _SWATCH_PX) / 2, _SWATCH_PX, _SWATCH_PX)
        painter.drawRoundedRect(swatch, 3, 3)
        right = self.width() - _MENU_PX
        line = QRectF(_COLOUR_PX, top + scaled(_ABOVE_PX), right - _COLOUR_PX, scaled(18))
        metrics, number = QFontMetrics(self.font()), grouped(count)
        room = int(line.width()) - metrics.horizontalAdvance(number) - SPACE
        painter.setPen(QColor(theme.accent if is_chosen else theme.text))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(line, flags, metrics.elidedText(one_line(name), Qt.TextElideMode.ElideRight, room))
        painter.setPen(QColor(theme.muted))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)
        painter.setPen(Qt.PenStyle.NoPen)
        bar = QRectF(_COLOUR_PX, top + scaled(_ABOVE_PX + 19), right - _COLOUR_PX, 6)
        painter.setBrush(QColor(theme.track))
        painter.drawRoundedRect(bar, 3, 3)
        if count:
            bar.setWidth(max(4.0, bar.width() * count / most))
            is_strong = is_chosen or self._chosen is None
            painter.setBrush(QColor(self._colours[name] if is_strong else theme.control))
            painter.drawRoundedRect(bar, 3, 3)
        menu = icons.pixmap("more", _ICON_PX, theme.muted, self.devicePixelRatioF())
        painter.drawPixmap(right + (_MENU_PX - _ICON_PX) // 2, top + (scaled(ROW_PX) - _ICON_PX) // 2, menu)
        if is_under_drop or (self.hasFocus() and row == self._cursor):
            style = Qt.PenStyle.DashLine if is_under_drop else Qt.PenStyle.SolidLine
            painter.setPen(QPen(QColor(theme.accent), 1.5, style))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(whole, 4, 4)

    # -- mouse, finger, keys -----------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row, x = self._row_at(event.position().toPoint()), event.position().x()
        if row is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self._move_to(row)
        if x < _COLOUR_PX:
            self.colour_wanted.emit(self.current_class, self._below(row, 0))
        elif x >= self.width() - _MENU_PX:
            self.menu_wanted.emit(self.current_class, self._below(row, self.width() - _MENU_PX))
        else:
            self._choose()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row, x = self._row_at(event.position().toPoint()), event.position().x()
        if row is not None and _COLOUR_PX <= x < self.width() - _MENU_PX:
            self.class_chosen.emit(None)  # what the first click chose
            self.start_renaming(self.current_class)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By the right button, a long touch, or the key for menus."""
        is_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        row = self._cursor if is_key else self._row_at(event.pos())
        if row is not None and self._counts:
            self._move_to(row)
            place = self._below(row, _COLOUR_PX) if is_key else event.globalPos()
            self.menu_wanted.emit(self.current_class, place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = event.key(), len(self._counts) - 1
        moves = {
            Qt.Key.Key_Up: self._cursor - 1,
            Qt.Key.Key_Down: self._cursor + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if last < 0:
            super().keyPressEvent(event)
        elif key in moves:
            self._move_to(min(last, max(0, moves[Qt.Key(key)])))
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        elif key == Qt.Key.Key_F2:
            self.start_renaming(self.current_class)
        elif key == Qt.Key.Key_Delete:
            self.delete_wanted.emit(self.current_class)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_wanted.emit(self.current_class)
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        name = self.current_class
        self.class_chosen.emit(None if name == self._chosen else name)

    def _move_to(self, row: int) -> None:
        if row != self._cursor:
            self._cursor = row
            self.update()
            self._say_current()
            self.cursor_moved.emit()

    def _row_at(self, place: QPoint) -> int | None:
        row = place.y() // scaled(ROW_PX)
        return row if 0 <= row < len(self._counts) else None

    def _below(self, row: int, x: int) -> QPoint:
        return self.mapToGlobal(QPoint(x, (row + 1) * scaled(ROW_PX) - 2))

    # -- drops -------------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped.has_something(event.mimeData()) or dropped.lines(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._show_drop_over(self._row_at(event.position().toPoint()))
        if self._under_drop is None:
            event.ignore()
        else:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_drop_over(None)

    def dropEvent(self, event: QDropEvent) -> None:
        row = self._row_at(event.position().toPoint())
        self._show_drop_over(None)
        if row is None:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._move_to(row)
        self.dropped_on.emit(self.current_class, event.mimeData())

    def _show_drop_over(self, row: int | None) -> None:
        if row != self._under_drop:
            self._under_drop = row
            self.update()

    # -- changes around it -------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tooltip(event)
            return True
        return super().event(event)

    def _show_tooltip(self, event: QHelpEvent) -> None:
        row = self._row_at(event.pos())
        if row is None:
            QToolTip.hideText()
            return
        name = list(self._counts)[row]
        x = event.pos().x()
        said = _("Colour of “{name}”") if x < _COLOUR_PX else _("What to do with “{name}”")
        text = one_line(name) if _COLOUR_PX <= x < self.width() - _MENU_PX else said.format(name=one_line(name, 40))
        QToolTip.showText(event.globalPos(), f"<qt>{html.escape(text)}</qt>", self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_editor()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)


__all__ = ["ROW_PX", "ClassCounts"]
