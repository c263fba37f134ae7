"""What can be done with the chosen examples: label, move to a part, edit, delete."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from mmgui.core.data.example import SPLITS, Example
from mmgui.core.i18n import N_, _, ngettext
from mmgui.core.text import grouped, one_line
from mmgui.gui.kit.combo_box import ComboBox
from mmgui.gui.kit.elided_label import ElidedLabel
from mmgui.gui.kit.example_gallery import SPLIT_TITLES
from mmgui.gui.kit.flow_layout import FlowLayout
from mmgui.gui.kit.text_size import bind_px
from mmgui.gui.kit.texts import PlainLabel, bind_text
from mmgui.gui.kit.theme import SPACE, set_role

_LINE_PX = 40


class SelectionBar(QWidget):
    """Wishes are signals; the page knows which examples are meant."""

    label_wanted = Signal(object)  # str, or None = no label
    split_wanted = Signal(str)
    edit_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: dict[str, str] = {}  # as shown → as it is in the data
        self.count = PlainLabel()
        self.hint = ElidedLabel(is_muted=True)
        set_role(self.hint, "muted")
        bind_text(self.hint, "setText", N_("Choose examples to label, edit or delete them."))
        self.label = ComboBox()
        self.label.setEditable(True)
        self.label.setInsertPolicy(ComboBox.InsertPolicy.NoInsert)
        self.label.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.label.setMinimumContentsLength(7)
        bind_text(self.label, "setAccessibleName", N_("Label for the chosen examples"))
        bind_text(self.label, "setPlaceholderText", N_("Label"))
        line = self.label.lineEdit()
        assert line is not None
        line.setMaxLength(200)
        line.setAcceptDrops(False)  # a file that is dropped is the window's, no label
        bind_text(line, "setPlaceholderText", N_("Choose or type a label"))
        self.set_label = _button(N_("Set label"))
        self.no_label = _button(N_("No label"))
        self.split = ComboBox()
        bind_text(self.split, "setAccessibleName", N_("Move the chosen examples to a part of the split"))
        self.edit = _button(N_("Edit…"))
        self.delete = _button(N_("Delete"))
        set_role(self.delete, "danger")
        layout = FlowLayout(self, gap=SPACE, line_gap=SPACE // 2)
        for first in (self.count, self.hint, self.label):
            layout.addWidget(first)
        self._actions = (self.label, self.set_label, self.no_label, self.split, self.edit, self.delete)
        for part in self._actions[1:]:
            layout.addWidget(part)
        line_of_parts: tuple[QWidget, ...] = (self.count, self.hint, *self._actions)
        for each in line_of_parts:
            bind_px(each, "setFixedHeight", _LINE_PX)
        self.set_label.clicked.connect(self._label)
        line.returnPressed.connect(self._label)
        self.no_label.clicked.connect(self._no_label)
        self.split.activated.connect(self._split)
        self.edit.clicked.connect(self.edit_wanted)
        self.delete.clicked.connect(self.delete_wanted)
        self.refresh()
        self.show_selection(())

    def set_classes(self, classes: Sequence[str]) -> None:
        text = self.label.currentText()
        self.label.clear()
        self._labels = {one_line(name, 200): name for name in classes}
        self.label.addItems(list(self._labels))
        self.label.setEditText(text)

    def show_selection(self, examples: Sequence[Example]) -> None:
        count = len(examples)
        self.hint.setVisible(count == 0)
        self.count.setVisible(count > 0)
        for part in self._actions:
            part.setVisible(count > 0)
        self.edit.setVisible(count == 1)
        self.count.setText(ngettext("{count} chosen", "{count} chosen", count).format(count=grouped(count)))
        labels = {example.label for example in examples}
        self.label.setEditText(one_line(labels.pop() or "", 200) if len(labels) == 1 else "")

    def refresh(self) -> None:
        self.split.clear()
        self.split.addItem(_("Move to…"))
        self.split.addItems([_(SPLIT_TITLES[part]) for part in SPLITS])

    def _label(self) -> None:
        text = " ".join(self.label.currentText().split())
        if text:
            self.label_wanted.emit(self._labels.get(text, text))

    def _no_label(self) -> None:
        self.label_wanted.emit(None)

    def _split(self, index: int) -> None:
        self.split.setCurrentIndex(0)
        if index > 0:
            self.split_wanted.emit(SPLITS[index - 1])


def _button(text: str) -> QPushButton:
    button = QPushButton()
    bind_text(button, "setText", text)
    return button
