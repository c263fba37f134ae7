"""Which column of a table does the model read as which field? Asked where the names of the columns do not say it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mmgui.core.i18n import _
from mmgui.core.reporting.table_columns import ColumnChoice, ColumnMatch
from mmgui.core.text import one_line
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.combo_box import ComboBox
from mmgui.gui.kit.elided_label import ElidedLabel
from mmgui.gui.kit.scrolling import ScrollArea
from mmgui.gui.kit.text_size import bind_px
from mmgui.gui.kit.texts import PlainLabel
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.modalities import MODALITIES

_WIDTH, _MOST_HEIGHT = 84 * SPACE, 76 * SPACE
_ENTRY = 46 * SPACE  # px: what a closed box has room for; it would cut the text without a sign
_NAME, _VALUE = 30, 24  # characters of a column's name and of one of its values


class ColumnsDialog(QDialog):
    """One line per field of the model and one for the true labels; `chosen_with(choice)` when the person agrees.

    What was guessed is chosen already. match: what the names and first rows of the table say.
    """

    def __init__(self, parent: QWidget | None, match: ColumnMatch, chosen_with: Callable[[ColumnChoice], None]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Answer a whole table"))
        bind_px(self, "setMinimumWidth", _WIDTH)
        self._match, self._chosen_with = match, chosen_with
        heading = PlainLabel(_("Which column is what?"), wrap=True)
        set_role(heading, "title")
        self._table = QWidget()
        self._rows = QGridLayout(self._table)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setColumnStretch(0, 2)
        self._rows.setColumnStretch(1, 5)
        self._rows.setHorizontalSpacing(2 * SPACE)
        self._rows.setVerticalSpacing(3 * SPACE // 2)
        self.boxes: dict[str, QComboBox] = {}
        for field in match.fields:
            name, kind = one_line(field.name, _NAME), MODALITIES.get(field.modality).title()
            box = self._add_row(name, kind if kind.casefold() != name.casefold() else "")
            guessed = match.choice.fields.get(field.name)
            if guessed is not None and guessed not in match.columns:  # several columns together
                box.insertItem(1, self._entry(guessed), guessed)
            _choose(box, guessed)
            self.boxes[field.name] = box
        self.label = self._add_row(_("True answers"), _("to count the right ones"))
        _choose(self.label, match.choice.label or match.proposed_label)
        self.fault = PlainLabel(wrap=True)
        set_role(self.fault, "bad")
        cancel = QPushButton(_("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.agree = QPushButton(_("Answer the table"))
        set_role(self.agree, "primary")
        self.agree.setDefault(True)
        self.agree.clicked.connect(self._agreed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(heading)
        layout.addWidget(muted_label(self._reason()))
        layout.addSpacing(SPACE)
        layout.addWidget(self._scrolled(), 1)
        layout.addSpacing(SPACE)
        below = QHBoxLayout()
        layout.addLayout(below)
        below.addWidget(self.fault, 1)
        below.addWidget(cancel)
        below.addWidget(self.agree)
        for box in (*self.boxes.values(), self.label):
            box.currentIndexChanged.connect(self._changed)
        self._changed()
        self.resize(_WIDTH, min(_MOST_HEIGHT, self.sizeHint().height()))
        next((self.boxes[name] for name in match.doubtful), self.label).setFocus()

    @property
    def choice(self) -> ColumnChoice:
        """What is chosen now."""
        fields = {name: box.currentData() for name, box in self.boxes.items()}
        return ColumnChoice(fields, self.label.currentData(), self._match.choice.split)

    def _reason(self) -> str:
        """Why this is asked."""
        file, column = one_line(self._match.source.name, 60), self._match.proposed_label
        if self._match.doubtful or column is None:
            return _(
                "The names of the columns of “{file}” do not say it for certain. Choose what the model reads."
            ).format(file=file)
        return _(
            "The column “{column}” of “{file}” seems to hold the true answers. If so, the model's answers are compared "
            "with it; if not, choose “none” there."
        ).format(column=one_line(column, _NAME), file=file)

    def _scrolled(self) -> ScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._table)
        column.addStretch(1)
        area = ScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        return area

    def _add_row(self, title: str, kind: str) -> QComboBox:
        """A title with what it means below, and a box of the columns, each with its first values."""
        name, box = ElidedLabel(title), ComboBox()
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        bind_px(box, "setMinimumWidth", _ENTRY + 6 * SPACE)
        box.setAccessibleName(_("Column for “{name}”").format(name=title))
        box.addItem(_("none"), None)
        for column in self._match.columns:
            box.addItem(self._entry(column), column)
        row = self._rows.rowCount()
        words = QVBoxLayout()
        self._rows.addLayout(words, row, 0)
        words.setSpacing(0)
        words.addWidget(name)
        if kind:
            words.addWidget(muted_label(kind))
        self._rows.addWidget(box, row, 1)
        return box

    def _entry(self, column: str) -> str:
        """ "caption: a happy day · so bad": a column as the boxes show it."""
        values = " · ".join(one_line(value, _VALUE) for value in self._match.first_values.get(column, ()))
        text = f"{one_line(column, _NAME)}: {values}" if values else one_line(column, _NAME)
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, _ENTRY)

    def _changed(self, *_index: object) -> None:
        is_enough = any(self.choice.fields.values())
        self.agree.setEnabled(is_enough)
        self.fault.setText("" if is_enough else _("Choose a column for at least one field."))

    def _agreed(self) -> None:
        self._chosen_with(self.choice)
        self.accept()


def _choose(box: QComboBox, column: str | None) -> None:
    box.setCurrentIndex(max(0, box.findData(column)))


__all__ = ["ColumnsDialog"]
