"""Search and filters above a list of examples."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from mmgui.core.data.example import SPLITS
from mmgui.core.i18n import N_, _, ngettext
from mmgui.core.text import grouped, one_line
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.combo_box import ComboBox
from mmgui.gui.kit.example_gallery import SPLIT_TITLES
from mmgui.gui.kit.example_model import BY_A_MODEL, ORDERS, ExampleFilter
from mmgui.gui.kit.flow_layout import FlowLayout
from mmgui.gui.kit.text_size import bind_px
from mmgui.gui.kit.texts import bind_text
from mmgui.gui.kit.theme import SPACE, set_role

_SEARCH_PX = 240
_LINE_PX = 40


class ExampleFilterBar(QWidget):
    """Emits `changed(ExampleFilter)`; says how many pass."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes: tuple[str, ...] = ()
        self._has_model = False
        self._told = ExampleFilter()  # what was said last
        self.search = QLineEdit()
        self.search.setAcceptDrops(False)  # a file that is dropped is the window's, no words
        self.search.setClearButtonEnabled(True)
        self.search.setMaxLength(200)
        bind_text(self.search, "setPlaceholderText", N_("Search words, labels, files"))
        bind_text(self.search, "setAccessibleName", N_("Search"))
        self.label = ComboBox()
        bind_text(self.label, "setAccessibleName", N_("Show one class"))
        self.split = ComboBox()
        bind_text(self.split, "setAccessibleName", N_("Show one part of the split"))
        self.order = ComboBox()
        bind_text(self.order, "setAccessibleName", N_("Order of the examples"))
        for box in (self.label, self.split, self.order):
            box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(9)
        self.unlabelled = QPushButton()
        self.unlabelled.setCheckable(True)
        set_role(self.unlabelled, "chip")
        bind_text(self.unlabelled, "setText", N_("Without label"))
        self._ids: tuple[int, ...] = ()
        self.chosen = QPushButton()  # there while only some examples are shown that somebody asked for
        self.chosen.setCheckable(True)
        set_role(self.chosen, "chip")
        bind_text(self.chosen, "setText", N_("With different labels"))
        self.chosen.hide()
        self.count = muted_label(wrap=False)
        bind_px(self.search, "setMinimumWidth", _SEARCH_PX)
        layout = FlowLayout(self, gap=SPACE, line_gap=SPACE)
        for part in (self.search, self.label, self.split, self.order, self.unlabelled, self.chosen, self.count):
            bind_px(part, "setFixedHeight", _LINE_PX)
            layout.addWidget(part)
        self.search.textChanged.connect(self._tell)
        self.label.currentIndexChanged.connect(self._tell)
        self.split.currentIndexChanged.connect(self._tell)
        self.order.currentIndexChanged.connect(self._tell)
        self.unlabelled.toggled.connect(self._tell)
        self.chosen.toggled.connect(self._chosen_toggled)
        self.refresh()

    @property
    def filter(self) -> ExampleFilter:
        label, split = self.label.currentIndex() - 1, self.split.currentIndex() - 1
        return ExampleFilter(
            label=self._classes[label] if 0 <= label < len(self._classes) else None,
            split=SPLITS[split] if 0 <= split < len(SPLITS) else None,
            only_unlabelled=self.unlabelled.isChecked(),
            text=self.search.text(),
            ids=self._ids if self.chosen.isChecked() else (),
            order=tuple(ORDERS)[max(0, self.order.currentIndex())],
        )

    def set_classes(self, classes: Sequence[str]) -> None:
        if tuple(classes) != self._classes:
            chosen = self.filter.label
            self._classes = tuple(classes)
            self._fill(chosen)

    def set_has_model(self, has_model: bool) -> None:
        """Whether a model can say something of each example: without one there is no order by that."""
        self._has_model = has_model
        why = "" if has_model else _("Train a model first, or load a run of this project.")
        for place in (list(ORDERS).index(order) for order in BY_A_MODEL):
            item = self.order.model().item(place)  # type: ignore[attr-defined]  # of a QStandardItemModel
            item.setEnabled(has_model)
            self.order.setItemData(place, why, Qt.ItemDataRole.ToolTipRole)
            if not has_model and self.order.currentIndex() == place:
                self.order.setCurrentIndex(0)

    def choose_class(self, name: str | None) -> None:
        """Filter by a class, or by none."""
        self.label.setCurrentIndex(self._classes.index(name) + 1 if name in self._classes else 0)

    def show_only(self, ids: Sequence[int]) -> None:
        """Show these examples and no others, in this order, until the chip is let go."""
        self.reset()
        self._ids = tuple(ids)
        self.chosen.setVisible(bool(ids))
        self.chosen.setChecked(bool(ids))

    def _chosen_toggled(self, is_on: bool) -> None:
        self.chosen.setVisible(is_on)
        self._tell()

    def reset(self) -> None:
        """Show everything again."""
        self.chosen.setChecked(False)
        self.search.clear()
        self.unlabelled.setChecked(False)
        self.label.setCurrentIndex(0)
        self.split.setCurrentIndex(0)

    def show_count(self, shown: int, total: int) -> None:
        if shown == total:
            text = ngettext("{count} example", "{count} examples", total).format(count=grouped(total))
        else:
            text = _("{shown} of {total}").format(shown=grouped(shown), total=grouped(total))
        self.count.setText(text)

    def refresh(self) -> None:
        self._fill(self.filter.label)

    def _fill(self, chosen: str | None) -> None:
        split, order = max(0, self.split.currentIndex()), max(0, self.order.currentIndex())
        for box, texts in (
            (self.label, [_("All classes"), *(one_line(name) for name in self._classes)]),
            (self.split, [_("All parts"), *(_(SPLIT_TITLES[part]) for part in SPLITS)]),
            (self.order, [_(title) for title in ORDERS.values()]),
        ):
            box.blockSignals(True)
            box.clear()
            box.addItems(texts)
            box.blockSignals(False)
        self.set_has_model(self._has_model)
        for box, index in ((self.label, 1 + self._classes.index(chosen) if chosen in self._classes else 0),
                           (self.split, split), (self.order, order)):  # fmt: skip
            box.blockSignals(True)
            box.setCurrentIndex(index)
            box.blockSignals(False)
        if self.filter != self._told:  # the chosen class is gone
            self._tell()

    def _tell(self, *_values: object) -> None:
        self._told = self.filter
        self.changed.emit(self._told)
