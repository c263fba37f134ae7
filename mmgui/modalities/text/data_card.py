"""What the cleaning does to a text before the model reads it, made visible on a chosen example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, Qt
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from mmgui.core.i18n import N_, _
from mmgui.core.parameters import Value
from mmgui.core.text import plain
from mmgui.gui.cards.data_card import DataCard
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.text_size import bind_px
from mmgui.gui.kit.texts import bind_text
from mmgui.gui.kit.theme import SPACE, current
from mmgui.gui.kit.tick_box import TickBox
from mmgui.modalities.text import CLEANING

_SWITCHES = {
    "normalise": N_("Equal characters alike (Ａ = A)"),
    "lower_case": N_("Lower case"),
    "drop_punctuation": N_("No punctuation"),
    "drop_stop_words": N_("No stop words (the, of, 的)"),
}
_USUAL = {parameter.name: parameter.default for parameter in CLEANING}
_SHOWN = 600  # characters


class CleaningCard(DataCard):
    """Changed words are coloured, left out ones struck through. The switches hold for the next training."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("How words are cleaned"), parent)
        self._text = ""
        self.switches: dict[str, TickBox] = {}
        for name, text in _SWITCHES.items():
            switch = TickBox()
            bind_text(switch, "setText", text)
            switch.setChecked(_is_usual(name))
            switch.toggled.connect(self._switched)
            self.switches[name] = switch
            self.body.addWidget(switch)
        self.view = QTextEdit()
        self.view.setReadOnly(True)
        self.view.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        bind_px(self.view, "setMinimumHeight", 11 * SPACE)
        bind_px(self.view, "setMaximumHeight", 18 * SPACE)
        bind_text(self.view, "setAccessibleName", N_("The text as the model reads it"))
        self.summary = muted_label()
        self.note = muted_label()
        bind_text(self.note, "setText", N_("The next training cleans its words like this."))
        self.body.addWidget(self.view)
        self.body.addWidget(self.summary)
        self.body.addWidget(self.note)

    @property
    def settings(self) -> dict[str, Value]:
        """What differs from the usual cleaning."""
        states = {name: switch.isChecked() for name, switch in self.switches.items()}
        return {name: state for name, state in states.items() if state != _is_usual(name)}

    def set_settings(self, values: Mapping[str, Value]) -> None:
        """Show what is in force; what is not named is as usual."""
        for name, switch in self.switches.items():
            with QSignalBlocker(switch):
                switch.setChecked(bool(values.get(name, _is_usual(name))))
        self._show()

    def _switched(self, _on: bool) -> None:
        self._show()
        self.changed.emit()

    def show_values(self, values: Sequence[str]) -> None:
        """The texts of the chosen example."""
        text = " ".join(values)
        if text != self._text:
            self._text = text
            self._show()

    def refresh(self) -> None:
        self._show()

    def _show(self) -> None:
        if not self._text.strip():
            self.view.clear()
            self.summary.setText(_("Choose an example with words to see it."))
            return
        from mmgui.modalities.text.words import WordsCleaning, show_cleaning

        text = self._text[:_SHOWN]
        cleaning = WordsCleaning(**{name: switch.isChecked() for name, switch in self.switches.items()})
        theme = current()
        kept, changed, left_out = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        kept.setForeground(QColor(theme.text))
        changed.setForeground(QColor(theme.accent))
        changed.setFontUnderline(True)
        left_out.setForeground(QColor(theme.muted))
        left_out.setFontStrikeOut(True)
        self.view.clear()
        cursor = QTextCursor(self.view.document())
        read = removed = 0
        for step in show_cleaning(text, cleaning):
            original = plain(text[step.start : step.end])
            if step.effect == "kept":
                cursor.insertText(original, kept)
            elif step.effect == "changed":
                cursor.insertText(plain(step.result), changed)
            elif step.effect == "space":
                cursor.insertText(original.replace("\n", " ") or " ", kept)
            else:
                cursor.insertText(original, left_out)
            read += step.effect in ("kept", "changed")
            removed += step.effect in ("punctuation", "stop word")
        self.summary.setText(
            _(
                "The model reads {read} words; {removed} signs and words are left out. Underlined: changed. "
                "Struck through: left out."
            ).format(read=read, removed=removed)
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "summary"):
            self._show()


def _is_usual(name: str) -> bool:
    """As the encoders clean when nobody says otherwise."""
    return bool(_USUAL[name])


make_card = CleaningCard
