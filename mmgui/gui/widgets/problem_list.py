"""Problems of an import by name and row: what, where, and what to do. Thousands of them without a delay."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from mmgui.core.data.example import Problem
from mmgui.core.i18n import N_, _
from mmgui.gui.texts import safe_name, safe_text

_Index = QModelIndex | QPersistentModelIndex
_COLUMNS = (N_("Where"), N_("What"))


class ProblemModel(QAbstractTableModel):
    """Two columns of plain text."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._problems: Sequence[Problem] = ()

    def set_problems(self, problems: Sequence[Problem]) -> None:
        self.beginResetModel()
        self._problems = problems
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._problems)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(_COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole or not index.isValid():
            return None
        problem = self._problems[index.row()]
        return self.where(problem) if index.column() == 0 else safe_name(problem.what, 400)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _(_COLUMNS[section])
        return None

    @staticmethod
    def where(problem: Problem) -> str:
        """File or row, and the column if it is known."""
        where = safe_name(problem.where)
        if problem.column:
            where = _("{where}, column “{column}”").format(where=where, column=safe_name(problem.column, 40))
        return where


class ProblemList(QTableView):
    """Read only; Copy takes the selected rows as lines of text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problems = ProblemModel(self)
        self.setModel(self.problems)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        header = self.horizontalHeader()
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.setColumnWidth(0, 200)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def set_problems(self, problems: Sequence[Problem]) -> None:
        self.problems.set_problems(problems)
        widest = max((self.fontMetrics().horizontalAdvance(ProblemModel.where(p)) for p in problems[:200]), default=0)
        self.setColumnWidth(0, min(320, max(120, widest + 24)))
        self.setAccessibleName(_("Problems of the import"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = sorted({index.row() for index in self.selectedIndexes()})
            lines = [
                "\t".join(safe_text(str(self.problems.data(self.problems.index(row, c)))) for c in (0, 1))
                for row in rows
            ]
            QApplication.clipboard().setText("\n".join(lines))
        else:
            super().keyPressEvent(event)
