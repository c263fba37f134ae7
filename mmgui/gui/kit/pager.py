"""Turns the pages of a long list: "1 to 24 of 96", Previous, Next. Hidden while everything fits on one page."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from mmgui.core.i18n import N_, _
from mmgui.core.text import grouped
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.texts import bind_text
from mmgui.gui.kit.theme import SPACE


class Pager(QWidget):
    """`turned()` when the person takes another page."""

    turned = Signal()

    def __init__(self, size: int, parent: QWidget | None = None) -> None:
        """size: entries on a page."""
        super().__init__(parent)
        self._size, self._count, self._page = size, 0, 0
        self.place = muted_label(wrap=False)
        self.before, self.after = QPushButton(), QPushButton()
        bind_text(self.before, "setText", N_("Previous"))
        bind_text(self.after, "setText", N_("Next"))
        self.before.clicked.connect(lambda: self._turn(-1))
        self.after.clicked.connect(lambda: self._turn(1))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for part in (self.place, self.before, self.after):
            row.addWidget(part)

    def show_count(self, count: int, *, is_new: bool) -> None:
        """count: entries in the list; is_new: it is another list, begin at its first page."""
        self._count = count
        last = max(0, (count - 1) // self._size)
        self._page = 0 if is_new else min(self._page, last)
        first = self._page * self._size
        self.setVisible(count > self._size)
        self.place.setText(
            _("{first} to {last} of {count}").format(
                first=grouped(first + 1), last=grouped(min(first + self._size, count)), count=grouped(count)
            )
        )
        self.before.setEnabled(self._page > 0)
        self.after.setEnabled(self._page < last)

    @property
    def rows(self) -> slice:
        """Which entries are on this page."""
        return slice(self._page * self._size, (self._page + 1) * self._size)

    def _turn(self, step: int) -> None:
        self._page += step
        self.show_count(self._count, is_new=False)
        self.turned.emit()
