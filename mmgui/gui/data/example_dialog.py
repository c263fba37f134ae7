"""One example in a window of its own: add a new one, or change the values and the label of an old one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmgui.core.data.example import Example, Field
from mmgui.core.i18n import _, join_sentences
from mmgui.core.text import one_line
from mmgui.gui.cards.field_card import FieldCard, FieldValue
from mmgui.gui.cards.lookup import card_of
from mmgui.gui.kit.combo_box import ComboBox
from mmgui.gui.kit.scrolling import ScrollArea
from mmgui.gui.kit.texts import PlainLabel
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.modalities import MODALITIES


class ExampleDialog(QDialog):
    """`accepted_with(values, label)` when the person agrees; `refused(error)` for a file that cannot be used."""

    refused = Signal(object)

    def __init__(
        self,
        parent: QWidget | None,
        fields: Sequence[Field],
        classes: Sequence[str],
        example: Example | None,
        accepted_with: Callable[[Mapping[str, FieldValue], str | None], None],
        others: Sequence[Example] = (),
    ) -> None:
        """others: examples of the project, whose values show what can be given."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Add an example") if example is None else _("Change the example"))
        self._accepted_with = accepted_with
        self.cards: dict[str, FieldCard] = {f.name: card_of(f) for f in fields if f.modality in MODALITIES}
        self.problem = PlainLabel(wrap=True)
        self._is_typing_told = False  # it says what is wrong with what is typed now
        set_role(self.problem, "bad")
        self.problem.hide()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setSpacing(SPACE)
        for name, card in self.cards.items():
            card.set_can_hide(False)
            card.set_known(None, [value for other in others if (value := other.values.get(name))])
            column.addWidget(card)
        column.addStretch(1)
        scroll = ScrollArea()
        scroll.setWidget(inner)
        self.label = ComboBox()
        self.label.setEditable(True)
        self.label.setInsertPolicy(ComboBox.InsertPolicy.NoInsert)
        self._labels = {one_line(name, 200): name for name in classes}  # as shown → as it is in the data
        self.label.addItems(list(self._labels))
        self.label.setEditText(one_line(example.label or "", 200) if example is not None else "")
        self.label.setAccessibleName(_("Label"))
        caption = PlainLabel(_("Label (the right answer)"))
        cancel = QPushButton(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.keep = QPushButton(_("Add") if example is None else _("Keep the changes"))
        self.keep.setDefault(True)
        set_role(self.keep, "primary")
        self.keep.clicked.connect(self._keep)
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACE)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.problem)
        row = QHBoxLayout()
        layout.addLayout(row)
        row.addWidget(caption)
        row.addWidget(self.label, 1)
        buttons = QHBoxLayout()
        layout.addLayout(buttons)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.keep)
        self.resize(64 * SPACE, 82 * SPACE)
        for name, card in self.cards.items():
            card.refused.connect(self._refused)
            card.value_changed.connect(self._allow)
            if example is not None:
                card.set_value(example.values.get(name))
        self._allow()

    def _allow(self) -> None:
        why = join_sentences(f"{card.title.text()}: {card.problem}" for card in self.cards.values() if card.problem)
        if why or self._is_typing_told:
            self.problem.setText(why)
            self.problem.setVisible(bool(why))
        self._is_typing_told = bool(why)
        self.keep.setEnabled(not why and any(card.kept_value() is not None for card in self.cards.values()))

    def _refused(self, error: BaseException) -> None:
        self.problem.setText(getattr(error, "message", str(error)))
        self.problem.show()
        self.refused.emit(error)

    def _keep(self) -> None:
        values: dict[str, FieldValue] = {name: card.kept_value() for name, card in self.cards.items()}
        label = " ".join(self.label.currentText().split())
        self._accepted_with(values, self._labels.get(label, label) or None)
        self.accept()


def changed_values(example: Example, values: Mapping[str, FieldValue]) -> dict[str, FieldValue]:
    """Those that differ from the example's own."""

    def plain(value: FieldValue) -> object:
        return str(value) if isinstance(value, str | Path) else value

    result: dict[str, FieldValue] = {}
    for name, value in values.items():
        old, new = example.values.get(name) or None, plain(value)
        if not (isinstance(new, str | None) and (new or None) == old):
            result[name] = value
    return result


__all__ = ["ExampleDialog", "changed_values"]
