"""Looking at what the radar of the chosen example saw."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from mmgui.core.i18n import N_, _
from mmgui.gui.cards.data_card import MediaDataCard
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.theme import SPACE
from mmgui.modalities import find_modality
from mmgui.modalities.radar.view import RadarView

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mmgui.modalities.radar.values import Scan


class LookingCard(MediaDataCard):
    """The first radar file of the example."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("Radar"), parent)
        self.view = RadarView()
        self.view.set_can_change(False)
        self.view.setAcceptDrops(False)
        self.view.setFixedHeight(26 * SPACE)
        self.said = muted_label()
        self.body.addWidget(self.view)
        self.body.addWidget(self.said)
        self.view.chosen.connect(lambda _number: self._say())
        self._raw: NDArray[np.float32] | None = None
        self._problem = ""
        self.refresh()

    def refresh(self) -> None:
        self.view.setAccessibleName(_("Radar"))
        self._say()

    def read(self, path: Path) -> object:
        from mmgui.modalities.radar.values import read_scan

        return read_scan(path)

    def show_value(self, value: Scan | None, problem: str) -> None:
        from mmgui.modalities.radar.sectors import layout_of

        self._raw, self._problem = (value.raw if value is not None else None), problem
        raw = self._raw
        self.view.set_chosen(-1)
        self.view.set_scan(raw, layout_of(raw) if raw is not None and raw.ndim == 3 else None)
        self.view.setVisible(raw is not None)
        self._say()

    def _say(self) -> None:
        """How much it is, or the return that was chosen."""
        if self._raw is None:
            self.said.show_text(self._problem or _("Choose an example with radar to see it."))
            return
        from mmgui.modalities.radar.places import describe_return

        number = self.view.chosen_number
        is_return = self._raw.ndim == 2 and 0 <= number < len(self._raw)
        text = describe_return(self._raw, number) if is_return else find_modality("radar").say_size(self._raw)
        self.said.show_text(text[:1].upper() + text[1:])


make_card = LookingCard

__all__ = ["LookingCard", "make_card"]
