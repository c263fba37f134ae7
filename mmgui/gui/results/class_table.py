"""How well each class is answered: a table with small bars that can be sorted by any column."""

import html
from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from mmgui.core.events import ClassMetrics
from mmgui.core.i18n import N_, _
from mmgui.core.text import grouped, one_line, share_text
from mmgui.gui.kit.run_colors import METRIC_COLORS
from mmgui.gui.kit.text_size import bind_px, follow_text_size, scaled
from mmgui.gui.kit.texts import bind_text
from mmgui.gui.kit.theme import SPACE, current

_Index = QModelIndex | QPersistentModelIndex
_COLUMNS: Final = (N_("Class"), N_("Precision"), N_("Recall"), N_("F1"), N_("Examples"))
_MEANINGS: Final = (
    "",
    N_("Of all answers with this class: the share that is right."),
    N_("Of all examples of this class: the share that was found."),
    N_("Precision and recall in one number (harmonic mean)."),
    N_("How many examples carry this label."),
)
_COLORS: Final = ("", METRIC_COLORS["precision_macro"], METRIC_COLORS["recall_macro"], METRIC_COLORS["f1_macro"], "")
SORT_ROLE: Final = Qt.ItemDataRole.UserRole
_ROW = 40  # px: a row can be touched
_LEAST_NAME_PX, _LEAST_BAR_PX = 90, 84  # of the columns


class _Model(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[ClassMetrics, ...] = ()

    def show(self, rows: Sequence[ClassMetrics]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, _parent: _Index = QModelIndex()) -> int:
        return len(self.rows)

    def columnCount(self, _parent: _Index = QModelIndex()) -> int:
        return len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(_COLUMNS[section])
        if role == Qt.ItemDataRole.ToolTipRole and _MEANINGS[section]:
            return _(_MEANINGS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        values = (one_line(row.name), row.precision, row.recall, row.f1, row.support)
        value = values[index.column()]
        if role == SORT_ROLE:
            return value.casefold() if isinstance(value, str) else value
        if role == Qt.ItemDataRole.DisplayRole:
            return value if isinstance(value, str) else grouped(value) if isinstance(value, int) else share_text(value)
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 0:
            return f"<qt>{html.escape(one_line(row.name))}</qt>"  # Qt reads tooltips as HTML if they look like it
        return None


class _Bars(QStyledItemDelegate):
    """A number and a bar of its size; the bar's end is round, its track is always drawn."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        moved = QStyleOptionViewItem(option)
        moved.rect = option.rect.adjusted(SPACE // 2, 0, 0, 0)  # in line with the headings
        super().paint(painter, moved, index)
        if not 1 <= index.column() <= 3:
            return
        theme, box = current(), QRectF(option.rect)
        share = float(index.data(SORT_ROLE))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.text))
        number = QRectF(box.x() + SPACE, box.y(), 42, box.height())  # as wide as 0.996
        painter.drawText(number, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, share_text(share))
        track = QRectF(number.right() + 4, box.center().y() - 3, max(0.0, box.right() - number.right() - 4 - SPACE), 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.track))
        painter.drawRoundedRect(track, 3, 3)
        if share > 0 and track.width() > 0:
            painter.setBrush(QColor(_COLORS[index.column()]))
            painter.drawRoundedRect(QRectF(track.x(), track.y(), max(6.0, track.width() * min(1.0, share)), 6), 3, 3)
        painter.restore()

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        if 1 <= index.column() <= 3:
            option.text = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), scaled(_ROW))


class ClassTable(QTableView):
    """One row per class; a click on a heading sorts. At first in the order of the classes.

    `class_wanted(name)` when a row is clicked, or Return is pressed on it.
    """

    class_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Model(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self._model)
        self._sorted.setSortRole(SORT_ROLE)
        self.setModel(self._sorted)
        self.setItemDelegate(_Bars(self))
        self.setSortingEnabled(True)
        self.setTabKeyNavigation(False)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().hide()
        bind_px(self.verticalHeader(), "setDefaultSectionSize", _ROW)
        header = self.horizontalHeader()
        bind_text(header, "setAccessibleName", N_("Headings: a click sorts"))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(4, QHeaderView.ResizeMode.ResizeToContents)
        header.setHighlightSections(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._choose)
        self.refresh()
        follow_text_size(self, ClassTable._widen_names)

    def show_classes(self, rows: Sequence[ClassMetrics]) -> None:
        self._model.show(rows)
        self._widen_names()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._widen_names()

    def _widen_names(self) -> None:
        """The names as wide as they are, as long as the bars of the figures keep their room."""
        wished = max(self.sizeHintForColumn(0) + 2 * SPACE, scaled(_LEAST_NAME_PX))
        bars = 3 * _LEAST_BAR_PX + self.horizontalHeader().sectionSize(4)
        self.setColumnWidth(0, max(scaled(_LEAST_NAME_PX), min(wished, self.viewport().width() - bars)))

    def refresh(self) -> None:
        """The headings in the language of now."""
        self.setAccessibleName(_("Figures per class"))
        self._model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_COLUMNS) - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        self.class_wanted.emit(self._model.rows[self._sorted.mapToSource(index).row()].name)

    @property
    def names(self) -> tuple[str, ...]:
        """The classes from top to bottom, as they are sorted now."""
        return tuple(str(self._sorted.index(row, 0).data()) for row in range(self._sorted.rowCount()))

    def height_for_all(self) -> int:
        """So many pixels show every row without scrolling."""
        return self.horizontalHeader().sizeHint().height() + scaled(_ROW) * max(1, self._model.rowCount()) + 6
