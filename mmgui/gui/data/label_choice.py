"""Before an import: which column holds the answers, and the classes that it would give."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mmgui.core.data.example import LabelColumn
from mmgui.core.i18n import N_, _, join_names, join_sentences, ngettext
from mmgui.core.text import grouped, one_line
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.combo_box import ComboBox
from mmgui.gui.kit.texts import PlainLabel, bind_text, breakable
from mmgui.gui.kit.theme import SPACE, set_role

_MOST_CLASSES = 12  # that are named
_MOST_REMARKS = 2


class LabelChoice(QWidget):
    """Another choice is a wish; the page moves the label and shows it here."""

    column_wanted = Signal(object)  # the name of a column, None = no column is the label

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: dict[str, LabelColumn] = {}
        self.box = ComboBox()
        self.box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(22)
        bind_text(self.box, "setAccessibleName", N_("Column with the answers"))
        title = PlainLabel()
        bind_text(title, "setText", N_("The answers are in"))
        self.classes, self.poor = muted_label(), PlainLabel(wrap=True)
        set_role(self.poor, "warning")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        row = QHBoxLayout()
        layout.addLayout(row)
        row.setSpacing(SPACE)
        row.addWidget(title)
        row.addWidget(self.box)
        row.addStretch(1)
        layout.addWidget(self.classes)
        layout.addWidget(self.poor)
        self.box.activated.connect(lambda _index: self.column_wanted.emit(self.box.currentData()))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def set_columns(self, labels: Sequence[LabelColumn]) -> None:
        """What each column of a source would be as the label."""
        self._labels = {label.column: label for label in labels}
        self.box.clear()
        for name, label in self._labels.items():
            count = ngettext("{count} class", "{count} classes", label.distinct).format(count=grouped(label.distinct))
            self.box.addItem(f"{one_line(name, 60)} ({count})", name)
        self.box.addItem(_("no column"), None)

    def show_column(self, column: str | None, total: int) -> None:
        """The classes of this column. total: the rows of the source."""
        self.box.setCurrentIndex(self.box.findData(column) if column in self._labels else self.box.count() - 1)
        label = self._labels.get(column or "")
        self.classes.setText(breakable(say_classes(label, total)))
        self.poor.show_text(breakable(say_poor(label)) if label is not None else "")


def say_classes(label: LabelColumn | None, total: int) -> str:
    """ "3 classes: “bad” 140, “good” 140, “so so” 140." """
    if label is None:
        return _("The examples come without answers; you can give them labels later.")
    shown = [f"“{one_line(name, 40)}” {grouped(count)}" for name, count in label.classes[:_MOST_CLASSES]]
    more = label.distinct - len(shown)
    text = ngettext("{count} class: {names}", "{count} classes: {names}", label.distinct)
    said = text.format(count=grouped(label.distinct), names=join_names(shown)) if shown else ""
    if said:
        rest = ngettext("{classes} and {count} more.", "{classes} and {count} more.", more)
        said = rest.format(classes=said, count=grouped(more)) if more else _("{classes}.").format(classes=said)
    blank = label.rows - label.filled
    without = ngettext("{count} row has no label.", "{count} rows have no label.", blank).format(count=grouped(blank))
    part = ngettext("Counted in the first {count} row.", "Counted in the first {count} rows.", label.rows)
    counted = part.format(count=grouped(label.rows)) if label.rows < total else ""
    return join_sentences([said, without if blank else "", counted])


def say_poor(label: LabelColumn) -> str:
    """Why nothing, or not much, can be learnt from these labels; "" if nothing is odd."""
    if not label.distinct:
        return _("This column is empty: choose another one.")
    if label.distinct == 1:
        return _("All rows have the same label: there is nothing to tell apart. Choose another column.")
    if label.distinct == label.filled:
        return _("Every row has a label of its own: a model needs several examples of each. Choose another column.")
    return join_sentences(label.remarks[:_MOST_REMARKS])


__all__ = ["LabelChoice", "say_classes", "say_poor"]
