"""A sound on the screen: its spectrogram under the heat map, its waveform above, and how it sounds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from mmgui.core.data.example import Field
from mmgui.core.i18n import N_
from mmgui.core.layouts import Grid
from mmgui.gui.cards.image_card import LONGEST_SIDE, ImageCard, ShownValue
from mmgui.gui.kit.media_reader import MediaSource
from mmgui.modalities.sound.view import ListeningView

if TYPE_CHECKING:
    from mmgui.core.heat_map import HeatMap
    from mmgui.modalities.sound.values import Sound


@dataclass(frozen=True, eq=False)
class HeardValue(ShownValue):
    """sound: what can be listened to, None where only the spectrogram is known."""

    sound: Sound | None = None


class SoundCard(ImageCard):
    """The card of a sound."""

    open_title = N_("Open a sound")
    files_title = N_("Sounds")
    empty_text = N_("Drop a sound here,\nor click to open a file.")
    menu_texts = (N_("Open a sound…"), N_("Paste a sound"))

    def __init__(self, field: Field) -> None:
        self._line: QWidget | None = None
        super().__init__(field)
        self.listening = ListeningView(self._span)
        self.add_value(self.listening)
        self._line = QWidget(self.view)  # moves over the spectrogram while the sound plays
        self._line.setAutoFillBackground(True)
        self._line.setBackgroundRole(QPalette.ColorRole.Highlight)
        self._line.hide()
        self.value_changed.connect(self._show_sound)
        self.listening.moved.connect(self._move_line)

    def read_source(self, source: MediaSource) -> ShownValue:
        from mmgui.modalities.sound.spectrogram import levels_of
        from mmgui.modalities.sound.values import read_sound

        sound = read_sound(source) if isinstance(source, bytes | Path) else None
        raw = self._modality.read(levels_of(sound.samples) if sound is not None else source)
        return HeardValue(raw, self._modality.image(raw, LONGEST_SIDE), sound)

    def show_heat_map(self, heat_map: HeatMap | None) -> None:
        from mmgui.modalities.sound.places import strongest_seconds

        super().show_heat_map(heat_map)
        shown = self._map
        is_known = shown is not None and isinstance(shown.layout, Grid) and shown.weights.max() > 0
        self.listening.set_strongest(
            strongest_seconds(shown.layout, shown.weights)
            if is_known and shown is not None and isinstance(shown.layout, Grid)
            else None
        )

    def refresh(self) -> None:
        super().refresh()
        if self._line is not None:
            self.listening.refresh()

    def _show_sound(self) -> None:
        sound = self._value.sound if isinstance(self._value, HeardValue) else None
        if sound is not self.listening.sound:
            self.listening.set_sound(sound)

    def _span(self) -> tuple[float, float] | None:
        """Left and right of the spectrogram."""
        rect = self.view.picture_rect()
        return None if rect.isEmpty() else (rect.left(), rect.right())

    def _move_line(self, share: float | None) -> None:
        assert self._line is not None
        rect = self.view.picture_rect()
        self._line.setVisible(share is not None and not rect.isEmpty())
        if share is not None:
            self._line.setGeometry(int(rect.left() + share * rect.width()), int(rect.top()), 2, int(rect.height()))


make_card = SoundCard

__all__ = ["HeardValue", "SoundCard", "make_card"]
