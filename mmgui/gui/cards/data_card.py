"""What a modality offers on the Data page: `make_card()` in `data_card.py` of its room gives one of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal

from mmgui.core.parameters import Value
from mmgui.gui.kit.card import Card
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


def make_data_cards() -> dict[str, DataCard]:
    """By modality, of those that offer one."""
    found = {modality.name: modality.module("data_card") for modality in in_order()}
    return {name: module.make_card() for name, module in found.items() if module is not None}
