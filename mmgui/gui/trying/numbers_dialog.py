"""The formula of attention with the real numbers of the example that is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mmgui.core.i18n import _, ngettext
from mmgui.core.layouts import Grid, Layout, Spans
from mmgui.core.text import measured_percent, one_line
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.combo_box import ComboBox
from mmgui.gui.kit.option_cards import ChipChooser, Option
from mmgui.gui.kit.texts import PlainLabel
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.gui.trying.looks_table import LooksTable

if TYPE_CHECKING:
    from mmgui.core.explaining.findings import AttentionNumbers, AttentionRow

FORMULA = "softmax(Q·Kᵀ / √dₖ) · V"


class NumbersDialog(QDialog):
    """One part of a field looks at another field: every step of the formula in a table. Not modal."""

    part_chosen = Signal(int)
    other_chosen = Signal()

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("The numbers of attention"))
        self.layouts: tuple[Layout, Layout] | None = None  # of what looks, and of what is looked at
        self.part = ComboBox()
        self.part.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToContents)
        self.caption = PlainLabel()
        self.other = ComboBox()
        self.other.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToContents)
        self.other.setAccessibleName(_("What it looks at"))
        self.other_caption = PlainLabel(_("looks at"))
        self.formula = PlainLabel(FORMULA)
        set_role(self.formula, "heading")
        self.meaning = PlainLabel(wrap=True)
        self.table = QTableWidget(0, 4)
        self.table.setAccessibleName(_("Steps of the formula"))
        self.table.setHorizontalHeaderLabels([_("Place (key)"), "q·k", "q·k / √dₖ", _("Weight (softmax)")])
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.sum = muted_label()
        self.views = ChipChooser()
        self.looks = LooksTable()
        self._titles: Mapping[str, str] = {}
        close = QPushButton(_("Close"))
        close.clicked.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
        layout.setSpacing(3 * SPACE // 2)
        layout.addWidget(self.formula)
        layout.addWidget(self.views)
        self._stack = QStackedWidget()
        layout.addWidget(self._stack, 1)
        steps = QWidget()
        column = QVBoxLayout(steps)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3 * SPACE // 2)
        column.addWidget(self.meaning)
        row = QHBoxLayout()
        column.addLayout(row)
        row.addWidget(self.caption)
        row.addWidget(self.part)
        row.addWidget(self.other_caption)
        row.addWidget(self.other)
        row.addStretch(1)
        column.addWidget(self.table, 1)
        column.addWidget(self.sum)
        for page in (steps, self.looks):
            self._stack.addWidget(page)
        below = QHBoxLayout()
        layout.addLayout(below)
        below.addStretch(1)
        below.addWidget(close)
        self.resize(84 * SPACE, 72 * SPACE)
        self.part.activated.connect(self.part_chosen)
        self.other.activated.connect(self.other_chosen)
        self.views.chosen.connect(self._show_view)
        self.set_others({})
        self.set_looks((), {}, {})
        self.set_parts((), (Spans("", ()), Grid(1, 1)), -1)
        self.show_numbers(None, is_coming=True)

    def set_parts(
        self, parts: Sequence[str], layouts: tuple[Layout, Layout], chosen: int, are_words: bool = True
    ) -> None:
        """The parts that can look, and which one does. layouts: of the first field that looks, and what it looks at.
        are_words: whether the first one's stretches are words."""
        self.layouts = layouts
        self.part.clear()
        self.part.addItems(list(parts))
        self.part.setCurrentIndex(chosen)
        are_words = are_words and isinstance(layouts[0], Spans)
        self.caption.setText(_("The word") if are_words else _("The part"))
        self.part.setAccessibleName(_("The word that looks") if are_words else _("The part that looks"))
        if are_words and isinstance(layouts[1], Grid):
            meaning = _(
                "Each word asks a question (query q), each place of the picture offers a key k. The better both fit, "
                "the greater q·k. Divided by √dₖ and sent through softmax, this becomes weights that sum to 1. With "
                "them the values V of the places are added up: that is what the word takes from the picture."
            )
        else:
            meaning = _(
                "Each part of one field asks a question (query q), each part of another offers a key k. The better "
                "both fit, the greater q·k. Divided by √dₖ and sent through softmax, this becomes weights that sum to "
                "1. With them the values V of the other parts are added up: that is what the part takes from them."
            )
        self.meaning.setText(meaning)

    def set_others(self, titles: Mapping[str, str]) -> None:
        """The fields that the chosen part can look at, by name; the one that was chosen stays so if it still can."""
        was = self.chosen_other
        self.other.clear()
        for name, title in titles.items():
            self.other.addItem(title, name)
        self.other.setCurrentIndex(max(0, self.other.findData(was)))
        self._show_others(is_stream=False)

    @property
    def chosen_other(self) -> str:
        """The field whose parts are the keys; "" if there is no choice."""
        return str(self.other.currentData()) if self.other.count() > 1 else ""

    def _show_others(self, *, is_stream: bool) -> None:
        """Only where the part has a choice: in one stream it looks at everything at once."""
        for widget in (self.other, self.other_caption):
            widget.setVisible(self.other.count() > 1 and not is_stream)

    def set_looks(
        self, fields: Sequence[str], titles: Mapping[str, str], shares: Mapping[tuple[str, str], float]
    ) -> None:
        """Who looks at whom, among three fields and more. shares: (who, at whom) → share; titles: by field."""
        self._titles = titles
        self.looks.show_looks(fields, titles, shares)
        is_shown = len(fields) > 2 and bool(shares)
        self.views.setVisible(is_shown)
        if not is_shown:
            self._show_view("steps")

    def _show_view(self, key: str) -> None:
        options = (Option("steps", _("The numbers")), Option("looks", _("Who looks at whom")))
        self.views.set_options(options, key)
        self._stack.setCurrentIndex([option.key for option in options].index(key))

    def show_numbers(self, numbers: AttentionNumbers | None, *, is_coming: bool = False) -> None:
        """None: nothing is known of this word, or (is_coming) it will come."""
        self.table.setRowCount(0 if numbers is None else len(numbers.rows))
        if numbers is None:
            self.sum.setText(
                _("The numbers are being read…") if is_coming else _("There are no numbers for what is shown now.")
            )
            return
        self._show_others(is_stream=numbers.is_stream)
        rows, columns = numbers.grid
        head = _("Place (key), of {rows} × {columns}") if columns else _("Place (key)")
        self.table.setHorizontalHeaderItem(0, QTableWidgetItem(head.format(rows=rows, columns=columns)))
        for place, row in enumerate(numbers.rows):
            texts = (self._say_key(row, numbers), number(row.dot), number(row.scaled), measured_percent(row.weight))
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(place, column, item)
        self.sum.setText(say_numbers(numbers))

    def _say_key(self, row: AttentionRow, numbers: AttentionNumbers) -> str:
        """What is looked at; in one stream with its sense."""
        if not numbers.is_stream:
            return one_line(row.place, 60)
        if not row.field:
            return _("The answer that is gathered")
        title = one_line(self._titles.get(row.field, row.field), 40)
        place = one_line(row.place, 60) if row.place else _("missing")
        return _("{field}: {sentence}").format(field=title, sentence=place)


def say_numbers(numbers: AttentionNumbers) -> str:
    """What stands below the table: d_k, the head, what the other keys weigh, and the length of the result."""
    said = [
        _("{part} in head {head} of {heads}; dₖ = {dimension}, √dₖ = {root}.").format(
            part=one_line(numbers.query, 40),
            head=numbers.head + 1,
            heads=numbers.heads,
            dimension=numbers.dimension,
            root=number(numbers.dimension**0.5),
        )
    ]
    if numbers.normaliser > 0:
        said.append(
            _("Each weight is exp(q·k / √dₖ) divided by their sum over all places, {sum}.").format(
                sum=number(numbers.normaliser)
            )
        )
    if numbers.rest:
        said.append(
            ngettext(
                "{count} other place weighs {share} together, so that all weights sum to 1.",
                "{count} other places weigh {share} together, so that all weights sum to 1.",
                numbers.rest,
            ).format(count=numbers.rest, share=measured_percent(numbers.rest_weight))
        )
    if numbers.length > 0:
        said.append(
            _("The result, the weighted sum of V, has the length {length}.").format(length=number(numbers.length))
        )
    return " ".join(said)


def number(value: float) -> str:
    """Three digits after the point, a real minus sign; large ones shorter."""
    digits = 3 if abs(value) < 1000 else 0
    return QLocale.c().toString(float(value), "f", digits).replace("-", "−")


__all__ = ["FORMULA", "NumbersDialog", "number", "say_numbers"]
