"""Listening to the sound of the chosen example."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from mmgui.core.i18n import N_, _
from mmgui.gui.cards.data_card import MediaDataCard
from mmgui.gui.kit.card import muted_label
from mmgui.modalities.sound.view import ListeningView

if TYPE_CHECKING:
    from mmgui.modalities.sound.values import Sound


class ListeningCard(MediaDataCard):
    """The first sound of the example."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("Listen"), parent)
        self.listening = ListeningView()
        self.said = muted_label()
        self.body.addWidget(self.listening)
        self.body.addWidget(self.said)
        self.refresh()

    def refresh(self) -> None:
        self.listening.refresh()
        if not self._value:
            self.show_value(None, "")

    def read(self, path: Path) -> object:
        from mmgui.modalities.sound.values import read_sound

        return read_sound(path)

    def show_value(self, value: Sound | None, problem: str) -> None:
        self.listening.set_sound(value)
        self.said.setText(problem or _("Choose an example with a sound to hear it."))
        self.said.setVisible(value is None)


make_card = ListeningCard
