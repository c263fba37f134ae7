"""What a modality offers on the Data page: `make_card()` in `data_card.py` of its room gives one of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mmgui.core.parameters import Value
from mmgui.gui.kit.card import Card
from mmgui.gui.kit.media_reader import MediaReader
from mmgui.modalities import in_order


class DataCard(Card):
    """Settings of how its values are read, seen on the chosen example; they hold for the next training."""

    changed = Signal()  # other settings were chosen

    @property
    def settings(self) -> dict[str, Value]:
        """Of its encoders, what differs from the usual."""
        return {}

    def set_settings(self, values: Mapping[str, Value]) -> None:
        """Show what is in force; what is not named is as usual."""

    def show_values(self, values: Sequence[str]) -> None:
        """Of the chosen example, "" for one that is missing; media as paths."""

    def refresh(self) -> None:
        """Say everything in the present language."""


class MediaDataCard(DataCard):
    """Shows the first file of the chosen example, read on a thread when it is chosen."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """title: marked with N_()."""
        super().__init__(title, parent)
        self._value = ""
        self._reader = MediaReader(lambda source: self.read(Path(str(source))), self)
        self._reader.ready.connect(lambda _source, value: self.show_value(value, ""))
        self._reader.refused.connect(lambda error: self.show_value(None, getattr(error, "message", str(error))))

    def read(self, path: Path) -> object:
        """Called on the thread; knows no widget. Raises DataError."""
        return path

    def show_value(self, value: Any, problem: str) -> None:
        """What `read` made; None = there is none, or `problem` says why."""

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
            self.show_value(None, "")


def make_data_cards() -> dict[str, DataCard]:
    """By modality, of those that offer one."""
    found = {modality.name: modality.module("data_card") for modality in in_order()}
    return {name: module.make_card() for name, module in found.items() if module is not None}
