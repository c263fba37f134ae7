"""How heat maps are shown: strength, kind and colours, and the legend."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from mmgui.core.i18n import N_, _
from mmgui.gui.pictures import COLOUR_MAP_TITLES
from mmgui.gui.texts import bind_text, plain_tooltip
from mmgui.gui.theme import SPACE
from mmgui.gui.widgets.card import muted_label
from mmgui.gui.widgets.heat_legend import HeatLegend

METHOD_TITLES = {
    "attention": N_("Attention"),
    "gradcam": N_("Gradients (Grad-CAM)"),
    "gradients": N_("Gradients"),
    "occlusion": N_("Cover and compare"),
}
METHOD_EXPLANATIONS = {
    "attention": N_("Where the model's attention lay while it joined the senses."),
    "gradcam": N_("Which parts would change the answer most if they changed a little (Grad-CAM)."),
    "gradients": N_("Which parts would change the answer most if they changed a little (Grad-CAM and gradients)."),
    "occlusion": N_("Each part is covered in turn; what matters makes the answer less sure (occlusion)."),
}


class HeatControls(QWidget):
    """A row with a slider and two choices, and the legend below."""

    strength_changed = Signal(float)  # 0..1
    method_chosen = Signal(str)
    colours_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._methods: tuple[str, ...] = ()
        self.label = muted_label(wrap=False)
        bind_text(self.label, "setText", N_("Heat map"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setValue(60)
        self.slider.setMinimumWidth(8 * SPACE)
        bind_text(self.slider, "setAccessibleName", N_("Strength of the heat map"))
        bind_text(self.slider, "setToolTip", N_("Strength of the heat map"))
        self.method = QComboBox()
        bind_text(self.method, "setAccessibleName", N_("Kind of heat map"))
        self.colours = QComboBox()
        bind_text(self.colours, "setAccessibleName", N_("Colours of the heat map"))
        for box in (self.method, self.colours):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.legend = HeatLegend()
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.label)
        row.addWidget(self.slider, 1)
        row.addWidget(self.method)
        below = QHBoxLayout()
        below.setSpacing(SPACE)
        below.addWidget(self.legend, 1)
        below.addWidget(self.colours)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        layout.addLayout(row)
        layout.addLayout(below)
        self.slider.valueChanged.connect(self._strength_moved)
        self.method.activated.connect(self._method_activated)
        self.colours.activated.connect(self._colours_activated)
        self.refresh()

    def set_methods(self, methods: Sequence[str]) -> None:
        """The kinds of heat map the model can give, the default first."""
        if tuple(methods) != self._methods:
            self._methods = tuple(methods)
            self._fill(self.method, [_title(m) for m in self._methods], 0)
        self.method.setEnabled(len(self._methods) > 1)
        self._explain()

    @property
    def chosen_method(self) -> str:
        """ "auto" while there is nothing to choose from."""
        index = self.method.currentIndex()
        return self._methods[index] if 0 <= index < len(self._methods) else "auto"

    @property
    def strength(self) -> float:
        return self.slider.value() / 100

    def refresh(self) -> None:
        self._fill(self.method, [_title(m) for m in self._methods], self.method.currentIndex())
        self._fill(self.colours, [_(t) for t in COLOUR_MAP_TITLES.values()], max(0, self.colours.currentIndex()))
        self.legend.refresh()
        self._explain()

    @staticmethod
    def _fill(box: QComboBox, texts: Sequence[str], index: int) -> None:
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

    def _colours_activated(self, index: int) -> None:
        name = list(COLOUR_MAP_TITLES)[index]
        self.legend.set_colours(name)
        self.colours_chosen.emit(name)

    def _explain(self) -> None:
        plain_tooltip(self.method, _(METHOD_EXPLANATIONS.get(self.chosen_method, "")) if self._methods else "")


def _title(method: str) -> str:
    return _(METHOD_TITLES[method]) if method in METHOD_TITLES else method


__all__ = ["METHOD_EXPLANATIONS", "METHOD_TITLES", "HeatControls"]
