"""What the model reads of a history, shown on the chosen example."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from mmgui.core.errors import DataError
from mmgui.core.i18n import N_, _, ngettext
from mmgui.core.text import grouped
from mmgui.gui.cards.data_card import DataCard
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.word_strip import WordStrip
from mmgui.modalities import MODALITIES
from mmgui.modalities.history import say_cut
from mmgui.modalities.history.items import LAST, entries_of, line_of, parse_items, places_of


class ItemsCard(DataCard):
    """The items in their order, the latest last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("What is read of a history"), parent)
        self._values: tuple[str, ...] = ()
        self.strip = WordStrip()
        self.strip.set_can_hide(False)
        self.summary = muted_label()
        self.body.addWidget(self.strip)
        self.body.addWidget(self.summary)
        self.refresh()

    def show_values(self, values: Sequence[str]) -> None:
        self._values = tuple(values)
        self.refresh()

    def refresh(self) -> None:
        from mmgui.core.heat_map import WordWeight

        given = [value for value in self._values if value.strip()]
        try:
            entries = [entry for value in given for entry in entries_of(MODALITIES.get("history").read(value))]
            problem = ""
        except DataError as error:
            entries, problem = [], error.sentence()
        places = places_of(entries)
        self.strip.set_words(
            line_of(entries), [WordWeight(e, *place, 0.0) for e, place in zip(entries, places, strict=True)]
        )
        self.strip.setVisible(bool(entries))
        self.summary.setText(problem or (self._say(given, len(entries)) if given else _("There is no history.")))

    def _say(self, given: Sequence[str], count: int) -> str:
        longest = max(len(parse_items(value)) for value in given)
        if longest > LAST:
            return say_cut(longest)
        text = ngettext("{count} item is read.", "{count} items are read, the latest last.", count)
        return text.format(count=grouped(count)) if count else _("The history is empty: nothing came before.")


make_card = ItemsCard
