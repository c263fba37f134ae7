"""Who looks at whom: a table of how much each sense takes from each other one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from mmgui.core.i18n import _
from mmgui.core.text import one_line, percent
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.theme import SPACE


class LooksTable(QWidget):
    """A row for each sense that looks, a column for each that is looked at."""

    def __init__(self) -> None:
        super().__init__()
        note = muted_label()
        note.setText(
            _("Of all that the sense in a row takes from the others, how much comes from the one in each column.")
        )
        self.table = QTableWidget(0, 0)
        self.table.setAccessibleName(_("Who looks at whom"))
        self.table.setTabKeyNavigation(False)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3 * SPACE // 2)
        column.addWidget(note)
        column.addWidget(self.table, 1)

    def show_looks(
        self, fields: Sequence[str], titles: Mapping[str, str], shares: Mapping[tuple[str, str], float]
    ) -> None:
        """shares: (who, at whom) → share; titles: by field."""
        said = [one_line(titles.get(name, name), 40) for name in fields]
        self.table.setRowCount(len(fields))
        self.table.setColumnCount(len(fields))
        self.table.setVerticalHeaderLabels(said)
        self.table.setHorizontalHeaderLabels(said)
        for i, one in enumerate(fields):
            for j, other in enumerate(fields):
                share = shares.get((one, other))
                item = QTableWidgetItem("–" if share is None else percent(share))
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                self.table.setItem(i, j, item)


__all__ = ["LooksTable"]
