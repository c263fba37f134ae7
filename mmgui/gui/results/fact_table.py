"""Names and values side by side, in two columns of pairs."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from mmgui.gui.kit.texts import PlainLabel
from mmgui.gui.kit.theme import SPACE, set_role

_PAIRS = 2  # per row


class FactTable(QWidget):
    """Shows (name, value) pairs, both translated and literal. Labels are made once and reused."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * SPACE)
        self._grid.setVerticalSpacing(SPACE - 2)
        for column in range(_PAIRS):
            self._grid.setColumnStretch(2 * column + 1, 1)
        self._labels: list[tuple[PlainLabel, PlainLabel]] = []

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        while len(self._labels) < len(facts):
            place = len(self._labels)
            name, value = PlainLabel(), PlainLabel(wrap=True)
            set_role(name, "muted")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            row, column = place // _PAIRS, 2 * (place % _PAIRS)
            self._grid.addWidget(name, row, column, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, row, column + 1, Qt.AlignmentFlag.AlignTop)
            self._labels.append((name, value))
        for index, (name, value) in enumerate(self._labels):
            is_used = index < len(facts)
            name.setVisible(is_used)
            value.setVisible(is_used)
            if is_used:
                name.setText(facts[index][0])
                value.setText(facts[index][1][:400])

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What is shown."""
        return tuple((n.text(), v.text()) for n, v in self._labels if not n.isHidden())
