"""How heat maps are shown: strength, kind and colours, and the legend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from mmgui.core.explaining.overlay import method_title
from mmgui.core.i18n import N_, _
from mmgui.core.layouts import Grid, Layout, Spans
from mmgui.gui.kit.card import link_button, muted_label
from mmgui.gui.kit.combo_box import ComboBox
from mmgui.gui.kit.heat_legend import HeatLegend
from mmgui.gui.kit.pictures import COLOUR_MAP_TITLES
from mmgui.gui.kit.text_size import bind_px
from mmgui.gui.kit.texts import PlainLabel, bind_text, plain_tooltip
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.gui.kit.touch_slider import TouchSlider
from mmgui.gui.kit.wrap_row import WrapRow, side_by_side

if TYPE_CHECKING:
    from mmgui.gui.cards.field_card import TouchMode
    from mmgui.modalities.contract import Modality

METHOD_EXPLANATIONS = {
    "auto": N_("For each sense the kind of map that can be believed most."),
    "attention": N_("Attention: where it looked while joining the senses."),
    "gradients": N_("Gradients (Grad-CAM): small changes here sway the answer."),
    "word gradients": N_("Integrated gradients: how each word pushes the answer."),
    "part gradients": N_("Integrated gradients: how each part pushes the answer."),
    "occlusion": N_("Cover and compare (occlusion): what the answer misses."),
}


class HeatControls(QWidget):
    """Strength and kind of the map, its legend, and what a tap does: hide a part, or show what belongs to it."""

    strength_changed = Signal(float)  # 0..1
    method_chosen = Signal(str)
    colours_chosen = Signal(str)
    touch_mode_chosen = Signal(str)  # "hide" or "look"
    numbers_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._methods: tuple[str, ...] = ()
        self._kinds: frozenset[Modality] = frozenset()
        self.label = muted_label(wrap=False)
        bind_text(self.label, "setText", N_("Heat map"))
        self.slider = TouchSlider()
        self.slider.setRange(0, 100)
        self.slider.setValue(60)
        self.slider.setMinimumWidth(8 * SPACE)
        bind_text(self.slider, "setAccessibleName", N_("Strength of the heat map"))
        bind_text(self.slider, "setToolTip", N_("Strength of the heat map"))
        self.method = ComboBox()
        bind_text(self.method, "setAccessibleName", N_("Kind of heat map"))
        self.method.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToContents)
        bind_px(self.method, "setMinimumWidth", 14 * SPACE)  # a narrow card cuts it rather than its own sentences
        self.legend = HeatLegend()
        self.colours = link_button(N_("Colours…"))
        self._colour_menu = QMenu(self)
        self.numbers = link_button(N_("Show the numbers…"))
        self.numbers.hide()
        self.hide_chip, self.look_chip = _chip(N_("Hide parts")), _chip(N_("Look"))
        self.hide_chip.setChecked(True)
        self._group = QButtonGroup(self)
        for chip in (self.hide_chip, self.look_chip):
            self._group.addButton(chip)
        self.hint = _TallestLabel()
        self._lay_out()
        self.slider.valueChanged.connect(self._strength_moved)
        self.method.activated.connect(self._method_activated)
        self.colours.clicked.connect(self._open_colours)
        self.numbers.clicked.connect(self.numbers_wanted)
        self.look_chip.toggled.connect(self._mode_toggled)
        self.refresh()

    def _lay_out(self) -> None:
        below = WrapRow(self.legend, side_by_side(self.numbers, self.colours, is_right=True), can_shrink=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)  # touch areas bring their own distance
        above, touch = QHBoxLayout(), QHBoxLayout()
        layout.addLayout(above)
        layout.addWidget(below)
        layout.addLayout(touch)
        for row, parts in (
            (above, (self.label, self.slider, self.method)),
            (touch, (self.hide_chip, self.look_chip, self.hint)),
        ):
            row.setSpacing(SPACE)
            for part in parts:
                row.addWidget(part, 1 if part in (self.slider, self.hint) else 0)

    def set_methods(self, methods: Sequence[str]) -> None:
        """The kinds of heat map the model can give; "the best one" is offered before them."""
        offered = ("auto", *methods) if methods else ()
        if offered != self._methods:
            self._methods = offered
            self._fill(self.method, [method_title(m) for m in self._methods], 0)
        self.method.setEnabled(len(self._methods) > 2)
        self._explain()

    def set_kinds(self, kinds: Iterable[Modality]) -> None:
        """The kinds of the fields whose maps are shown."""
        self._kinds = frozenset(kinds)
        self._say_hint()
        self._explain()

    def choose_method(self, method: str) -> None:
        """As if the person had chosen it; nothing happens if the model cannot give it."""
        if method in self._methods and method != self.chosen_method:
            self.method.setCurrentIndex(self._methods.index(method))
            self._method_activated(self.method.currentIndex())

    @property
    def touch_mode(self) -> TouchMode:
        return "look" if self.look_chip.isChecked() else "hide"

    @property
    def chosen_method(self) -> str:
        """ "auto" while there is nothing to choose from."""
        index = self.method.currentIndex()
        return self._methods[index] if 0 <= index < len(self._methods) else "auto"

    @property
    def strength(self) -> float:
        return self.slider.value() / 100

    def refresh(self) -> None:
        self._fill(self.method, [method_title(m) for m in self._methods], self.method.currentIndex())
        self.legend.refresh()
        self._say_hint()
        self._explain()

    @staticmethod
    def _fill(box: ComboBox, texts: Sequence[str], index: int) -> None:
        box.blockSignals(True)
        box.clear()
        box.addItems(list(texts))
        box.setCurrentIndex(index)
        box.blockSignals(False)

    def _strength_moved(self, value: int) -> None:
        self.strength_changed.emit(value / 100)

    def _method_activated(self, _index: int) -> None:
        self._explain()
        self.method_chosen.emit(self.chosen_method)

    def _open_colours(self) -> None:
        self._colour_menu.clear()
        for name, title in COLOUR_MAP_TITLES.items():
            entry = self._colour_menu.addAction(_(title))
            entry.setCheckable(True)
            entry.setChecked(name == self.legend.colours)
            entry.triggered.connect(partial(self.choose_colours, name))
        self._colour_menu.popup(self.colours.mapToGlobal(self.colours.rect().bottomLeft()))

    def choose_colours(self, name: str, _checked: bool = False) -> None:
        """A name of COLOUR_MAPS."""
        self.legend.set_colours(name)
        self.colours_chosen.emit(name)

    def _mode_toggled(self, _is_on: bool) -> None:
        self._say_hint()
        self.touch_mode_chosen.emit(self.touch_mode)

    def _say_hint(self) -> None:
        has_image = any(kind.has_image for kind in self._kinds)
        if not self._kinds or (has_image and all(kind.has_image or kind.is_prose for kind in self._kinds)):
            hide = _("Drag over the picture or tap words: the model answers without them.")
            look = _("Touch a word or a place: what belongs together is shown.")
        else:
            hide = (
                _("Drag over an image or tap what is typed: the model answers without these parts.")
                if has_image
                else _("Tap parts of what is typed: the model answers without them.")
            )
            look = _("Touch a part: what belongs together is shown.")
        self.hint.show_one(look if self.touch_mode == "look" else hide, (hide, look))

    def _explain(self) -> None:
        method = self.chosen_method
        typed = [kind.is_prose for kind in self._kinds if not kind.has_image]
        maps: list[tuple[Layout, bool]] = [(Spans("", ()), is_prose) for is_prose in sorted(typed, reverse=True)]
        if len(typed) < len(self._kinds):
            maps.insert(0, (Grid(1, 1), False))
        sentences = dict.fromkeys(explain_map(method, layout, are_words) for layout, are_words in maps)
        plain_tooltip(self.method, " ".join(sentences) if self._methods else "")
        self.numbers.setVisible("attention" in self._methods)


def explain_map(method: str, layout: Layout, are_words: bool = True) -> str:
    """One plain sentence with the term for a map over such parts; "" for a kind that is not known. are_words: what
    stretches of a text are."""
    key = method
    if method == "gradients" and isinstance(layout, Spans):
        key = "word gradients" if are_words else "part gradients"
    return _(METHOD_EXPLANATIONS[key]) if key in METHOD_EXPLANATIONS else ""


class _TallestLabel(PlainLabel):
    """A quiet sentence with the room of the tallest of several, so that changing it moves nothing."""

    def __init__(self) -> None:
        super().__init__(wrap=True)
        set_role(self, "muted")
        self._texts: tuple[str, ...] = ()

    def show_one(self, text: str, texts: Sequence[str]) -> None:
        self._texts = tuple(texts)
        self.setText(text)

    def heightForWidth(self, width: int) -> int:
        room = QRect(0, 0, max(1, width), 10_000)
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
        heights = [self.fontMetrics().boundingRect(room, flags, text).height() for text in self._texts]
        return max([super().heightForWidth(width), *heights])


def _chip(text: str) -> QPushButton:
    chip = QPushButton()
    chip.setCheckable(True)
    set_role(chip, "chip")
    bind_text(chip, "setText", text)
    bind_text(chip, "setAccessibleName", text)
    return chip


__all__ = ["METHOD_EXPLANATIONS", "HeatControls", "explain_map"]
