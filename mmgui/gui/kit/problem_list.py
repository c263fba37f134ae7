"""Problems of an import by name and row: what, where, and what to do. Thousands of them without a delay."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QMenu, QTableView, QWidget

from mmgui.core.data.example import Problem, ProblemKind
from mmgui.core.i18n import N_, _
from mmgui.core.text import one_line, plain
from mmgui.gui.kit.text_size import bind_px
from mmgui.gui.kit.texts import message_box

_Index = QModelIndex | QPersistentModelIndex
_WRAPPED_UP_TO = 200  # rows: measuring the height of each of thousands takes too long
_IN_TOOLTIP = 2000  # characters
_COLUMNS = (N_("Where"), N_("What"))
_TITLES: dict[ProblemKind, str] = {
    "problem": N_("Could not be used"),
    "left out": N_("Left out"),
    "note": N_("Good to know"),
}


class ProblemModel(QAbstractTableModel):
    """Two columns of plain text. Kinds stand below each other, each under its title if there is more to tell than
    examples that could not be used."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[Problem | ProblemKind] = ()

    def set_problems(self, problems: Sequence[Problem]) -> None:
        self.beginResetModel()
        by_kind = {kind: [p for p in problems if p.kind == kind] for kind in _TITLES}
        if any(by_kind[kind] for kind in _TITLES if kind != "problem"):
            self._rows = [row for kind, found in by_kind.items() if found for row in (kind, *found)]
        else:
            self._rows = by_kind["problem"]
        self.endResetModel()

    def title_of(self, row: int) -> str:
        """The title that stands in a row of its own; "" if a problem stands there."""
        found = self._rows[row]
        return "" if isinstance(found, Problem) else _(_TITLES[found])

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(_COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        found = self._rows[index.row()]
        if isinstance(found, str):
            if role == Qt.ItemDataRole.FontRole:
                font = QFont()
                font.setBold(True)
                return font
            return _(_TITLES[found]) if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None
        text = one_line(found.what, 400) if index.column() == 1 else self.where(found)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"<qt>{html.escape(one_line(found.what, _IN_TOOLTIP) if index.column() == 1 else text)}</qt>"
        return text if role == Qt.ItemDataRole.DisplayRole else None

    def full_text(self, row: int) -> str:
        """Where and what, nothing cut."""
        found = self._rows[row]
        return self.title_of(row) if isinstance(found, str) else f"{self.where(found)}\t{plain(found.what)}"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _(_COLUMNS[section])
        return None

    @staticmethod
    def where(problem: Problem) -> str:
        """File or row, and the column if it is known."""
        where = one_line(problem.where)
        if problem.column:
            where = _("{where}, column “{column}”").format(where=where, column=one_line(problem.column, 40))
        return where


class ProblemList(QTableView):
    """Read only; Copy takes the selected rows as lines of text; Enter, a double click or tap shows one in full.

    is_wrapped: long texts take several lines. In a list of thousands those rows are measured that somebody sees.
    """

    def __init__(self, parent: QWidget | None = None, *, is_wrapped: bool = True) -> None:
        super().__init__(parent)
        self._is_wrapped, self._is_long = is_wrapped, False
        self._widest = 200
        self.problems = ProblemModel(self)
        self.setModel(self.problems)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        bind_px(self.verticalHeader(), "setDefaultSectionSize", 28)
        header = self.horizontalHeader()
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.activated.connect(self._show_whole)
        self.verticalScrollBar().valueChanged.connect(self._measure_seen)

    def set_problems(self, problems: Sequence[Problem]) -> None:
        self.problems.set_problems(problems)
        is_short = self._is_wrapped and self.problems.rowCount() <= _WRAPPED_UP_TO
        self._is_long = self._is_wrapped and not is_short
        self.setWordWrap(self._is_wrapped)
        modes = QHeaderView.ResizeMode
        self.verticalHeader().setSectionResizeMode(modes.ResizeToContents if is_short else modes.Fixed)
        self.clearSpans()
        for row in range(self.problems.rowCount()):
            if self.problems.title_of(row):
                self.setSpan(row, 0, 1, 2)
        widest = max((self.fontMetrics().horizontalAdvance(ProblemModel.where(p)) for p in problems[:200]), default=0)
        self._widest = min(320, max(120, widest + 24))
        self._share_width()
        self.setAccessibleName(_("Problems of the import"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()
        self._measure_seen()

    def _share_width(self) -> None:
        """What is wrong matters more than where it is: two fifths for the place in a narrow list."""
        room = self.viewport().width()
        self.setColumnWidth(0, min(self._widest, max(100, room * 2 // 5)))

    def _measure_seen(self, *_args: object) -> None:
        if self._is_long:
            first = self.rowAt(0)
            for row in range(max(0, first), self.problems.rowCount()):
                if self.rowViewportPosition(row) > self.viewport().height():
                    break
                self.resizeRowToContents(row)

    def _show_whole(self, index: QModelIndex) -> None:
        if not self.problems.title_of(index.row()):
            where, _tab, what = self.problems.full_text(index.row()).partition("\t")
            buttons = ((_("Copy"), lambda: QApplication.clipboard().setText(f"{where}\t{what}")), (_("Close"), None))
            message_box(self.window(), where, what, title=_("Problems of the import"), buttons=buttons)

    def _open_menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Show in full")).triggered.connect(lambda: self._show_whole(index))
        menu.addAction(_("Copy")).triggered.connect(self.copy_selected)
        for action in menu.actions():
            action.setEnabled(index.isValid())
        menu.popup(self.viewport().mapToGlobal(place))

    def copy_selected(self) -> None:
        """The selected rows as lines of text, nothing cut."""
        rows = sorted({index.row() for index in self.selectedIndexes()})
        QApplication.clipboard().setText("\n".join(self.problems.full_text(row) for row in rows))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._show_whole(self.currentIndex())
        else:
            super().keyPressEvent(event)
