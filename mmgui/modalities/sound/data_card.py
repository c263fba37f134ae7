"""Listening to the sound of the chosen example."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from mmgui.core.i18n import N_, _
from mmgui.gui.cards.data_card import DataCard
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.media_reader import MediaReader, MediaSource
from mmgui.modalities.sound.view import ListeningView

if TYPE_CHECKING:
    from mmgui.modalities.sound.values import Sound


class ListeningCard(DataCard):
    """The first sound of the example, read on a thread when it is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("Listen"), parent)
        self._value = ""
        self.listening = ListeningView()
        self.said = muted_label()
        self.body.addWidget(self.listening)
        self.body.addWidget(self.said)
        self._reader = MediaReader(_read, self)
        self._reader.ready.connect(lambda _source, sound: self._show(sound, ""))
        self._reader.refused.connect(lambda error: self._show(None, getattr(error, "message", str(error))))
        self.refresh()

    @property
    def is_reading(self) -> bool:
        return self._reader.is_reading

    def show_values(self, values: Sequence[str]) -> None:
        value = next((value for value in values if value.strip()), "")
        if value == self._value:
            return
        self._value = value
        if value:
            self._reader.start(Path(value))
        else:
            self._reader.forget()
            self._show(None, "")

    def refresh(self) -> None:
        self.listening.refresh()
        if not self._value:
            self._show(None, "")

    def _show(self, sound: Sound | None, problem: str) -> None:
        self.listening.set_sound(sound)
        self.said.setText(problem or _("Choose an example with a sound to hear it."))
        self.said.setVisible(sound is None)


def _read(source: MediaSource) -> object:
    from mmgui.modalities.sound.values import read_sound

    return read_sound(Path(str(source)))


make_card = ListeningCard
