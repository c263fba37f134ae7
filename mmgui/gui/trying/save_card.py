"""What a person can keep of an answer: the picture with its map, or a new example; and the answers to a whole table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from mmgui.core.i18n import N_, _
from mmgui.core.text import one_line
from mmgui.gui.kit.card import Card, link_button, muted_label
from mmgui.gui.kit.combo_box import ComboBox
from mmgui.gui.kit.texts import bind_text, plain_tooltip


class SaveCard(Card):
    """ "Keep". Both things are signals; what else there is to keep is a button from outside."""

    save_wanted = Signal()
    add_wanted = Signal(object)  # the label (str), None = without one

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("Keep"), parent)
        self._classes: tuple[str, ...] = ()
        self._proposed: tuple[str | None, str | None] = (None, None)
        self.save = link_button(N_("Save this picture and map…"))
        self.caption = muted_label()
        bind_text(self.caption, "setText", N_("Add to my examples with the label"))
        self.label = _LabelBox()
        self.label.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # by default also the wheel gives it the focus
        self.label.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.label.setMinimumContentsLength(8)
        bind_text(self.label, "setAccessibleName", N_("Label of the new example"))
        self.add = QPushButton()
        bind_text(self.add, "setText", N_("Add"))
        bind_text(self.add, "setAccessibleName", N_("Add to my examples"))
        self.table = muted_label()
        self.table.hide()
        self.body.addWidget(self.save)
        self.body.addWidget(self.table)
        self.body.addWidget(self.caption)
        row = QHBoxLayout()
        self.body.addLayout(row)
        row.addWidget(self.label, 1)
        row.addWidget(self.add)
        self.save.clicked.connect(self.save_wanted)
        self.add.clicked.connect(self._add)

    def add_table_button(self, button: QPushButton) -> None:
        """A further thing to keep, below the first one: the answers to a whole table."""
        self.body.insertWidget(self.body.indexOf(self.save) + 1, button)

    def show_table(self, name: str, sentence: Callable[[], str]) -> None:
        """How the answers to a whole table compare with its true labels, in the present language; "" = not at all."""
        bind_text(self.table, "setText", lambda: f"{one_line(name, 40)}: {sentence()}")
        self.table.setVisible(bool(sentence()))

    def show_choices(self, classes: Sequence[str], answer: str | None, label: str | None = None) -> None:
        """The known label is proposed, else the model's answer; a choice of the person stays until these change."""
        if tuple(classes) != self._classes:
            self._classes = tuple(classes)
            self.refresh()
            self._proposed = (None, None)
        if (answer, label) != self._proposed:
            self._proposed = (answer, label)
            wanted = label if label is not None else answer
            if wanted in self._classes:
                self.label.setCurrentIndex(self._classes.index(wanted) + 1)

    def allow(self, *, can_save: bool, why_not_add: str) -> None:
        """why_not_add: empty if an example can be added."""
        self.save.setEnabled(can_save)
        for part in (self.add, self.label):
            part.setEnabled(not why_not_add)
            plain_tooltip(part, why_not_add)

    def refresh(self) -> None:
        index = max(0, self.label.currentIndex())
        self.label.clear()
        self.label.addItem(_("no label"))
        self.label.addItems([one_line(name) for name in self._classes])
        self.label.setCurrentIndex(min(index, self.label.count() - 1))

    def _add(self) -> None:
        index = self.label.currentIndex()
        self.add_wanted.emit(self._classes[index - 1] if index > 0 else None)


class _LabelBox(ComboBox):
    """Does not turn under the mouse wheel while a person scrolls the page: a wrong label would be added."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
