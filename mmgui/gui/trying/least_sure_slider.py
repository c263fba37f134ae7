""" "Answer only when at least … % sure": below it the program says that it does not know."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mmgui.core.i18n import N_, _, with_percent_sign
from mmgui.gui.kit.card import link_button, muted_label
from mmgui.gui.kit.texts import bind_text, plain_tooltip
from mmgui.gui.kit.theme import SPACE
from mmgui.gui.kit.touch_slider import TouchSlider

MOST = 99  # % that can be asked for


class LeastSureSlider(QWidget):
    """Whole percents; 0 = always answer."""

    chosen = Signal(int)  # the person moved it
    suggestion_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._suggested: int | None = None
        self._meaning = ""
        self.label = muted_label()
        self.slider = TouchSlider()
        self.slider.setRange(0, MOST)
        self.slider.setMinimumWidth(10 * SPACE)
        self.slider.setFixedWidth(15 * SPACE)
        bind_text(self.slider, "setAccessibleName", N_("How sure it must be to answer"))
        self.suggestion = link_button("")
        self.suggestion.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        row = QHBoxLayout()
        layout.addLayout(row)
        row.setSpacing(SPACE)
        row.addWidget(self.label, 1)
        row.addWidget(self.slider)
        layout.addWidget(self.suggestion)
        self.slider.valueChanged.connect(self._moved)
        self.suggestion.clicked.connect(self.suggestion_wanted)
        self.refresh()

    def show_threshold(self, percent: int, suggested: int | None, meaning: str = "") -> None:
        """suggested: from the validation part of the run, None if it has none; meaning: what the suggestion brings."""
        self._suggested, self._meaning = suggested, meaning
        self.slider.blockSignals(True)
        self.slider.setValue(percent)
        self.slider.blockSignals(False)
        self.refresh()

    @property
    def percent(self) -> int:
        return self.slider.value()

    def refresh(self) -> None:
        """Say it in the present language."""
        value = self.slider.value()
        text = (
            _("Answer only when at least {share} sure").format(share=with_percent_sign(value))
            if value
            else _("Always answer, however unsure")
        )
        if text != self.label.text():
            self.label.setText(text)
        self.slider.setAccessibleDescription(text)
        plain_tooltip(self.slider, self._meaning or _("Below this confidence the answer is “I don't know”."))
        is_offered = self._suggested not in (None, value)
        if self._suggested is not None:
            offer = _("Suggested for this model: {share}").format(share=with_percent_sign(self._suggested))
            self.suggestion.setText(offer)
            self.suggestion.setAccessibleName(offer)
            plain_tooltip(self.suggestion, self._meaning)
        self.suggestion.setVisible(is_offered)

    def _moved(self, value: int) -> None:
        self.refresh()
        self.chosen.emit(value)


__all__ = ["MOST", "LeastSureSlider"]
