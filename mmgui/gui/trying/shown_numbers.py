"""The window with the numbers of attention, filled with what the session knows of the shown example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from mmgui.core.layouts import Layout
from mmgui.gui.cards.field_card import FieldCard
from mmgui.gui.kit.sense_sentences import field_title
from mmgui.gui.trying.linked_parts import layouts_that_ask, say_part, strongest_part
from mmgui.gui.trying.numbers_dialog import NumbersDialog
from mmgui.session.session import Session

if TYPE_CHECKING:
    from mmgui.core.explaining.findings import Interaction
    from mmgui.core.inference.prediction import Prediction


class ShownNumbers:
    """Opens the window, and asks for the numbers of the part that is chosen in it."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        self._session, self._parent = session, parent
        self.dialog: NumbersDialog | None = None
        self._queries: tuple[tuple[str, int], ...] = ()  # the fields and parts that can be chosen in it
        self._chosen = -1  # which of them is

    def open(self) -> None:
        if self.dialog is None:
            self._queries = ()
            self.dialog = NumbersDialog(self._parent.window())
            self.dialog.part_chosen.connect(self._part_chosen)
            self.dialog.other_chosen.connect(self._ask)
            self.dialog.finished.connect(self._closed)
        if self.dialog.isVisible():
            self.dialog.raise_()
        else:
            self.dialog.show()

    def fill(self, prediction: Prediction | None, cards: Mapping[str, FieldCard], *, is_coming: bool) -> None:
        """prediction, cards: what is shown beside it. is_coming: links will be asked for."""
        model, dialog = self._session.model, self.dialog
        if dialog is None:
            return
        links = model.links
        if not links:
            self._queries = ()
            dialog.set_looks((), {}, {})
            dialog.show_numbers(None, is_coming=model.is_asking("links") or is_coming)
            return
        layouts, titles = layouts_that_ask(links), self._field_titles()
        queries = tuple((name, part) for name, layout in layouts.items() for part in range(layout.count))
        if queries != self._queries or dialog.layouts != (links[0].layout, links[0].other_layout):
            self._queries = queries
            strongest = queries.index((links[0].field, strongest_part(links[0], prediction)))
            asking = cards.get(links[0].field)
            are_words = asking is not None and asking.modality.is_prose
            parts = _say_parts(layouts, titles)
            dialog.set_parts(parts, (links[0].layout, links[0].other_layout), strongest, are_words)
            self._part_chosen(strongest)
        dialog.set_looks(tuple(layouts), titles, looks_of(links))
        dialog.show_numbers(model.attention_numbers, is_coming=model.is_asking("numbers"))

    def _closed(self, _result: int) -> None:
        self.dialog = None

    def _part_chosen(self, query: int) -> None:
        if self.dialog is not None and 0 <= query < len(self._queries):
            own, titles = self._queries[query][0], self._field_titles()
            others = dict.fromkeys(name for name, _part in self._queries if name != own)
            self.dialog.set_others({name: titles.get(name, name) for name in others})
            self._chosen = query
            self._ask()

    def _ask(self) -> None:
        if self.dialog is not None and 0 <= self._chosen < len(self._queries):
            field, part = self._queries[self._chosen]
            self._session.model.ask_attention_numbers(field, part, self.dialog.chosen_other)

    def _field_titles(self) -> dict[str, str]:
        card = self._session.model.card
        return {f.name: field_title(f, card.fields) for f in card.fields} if card is not None else {}


def looks_of(links: Sequence[Interaction]) -> dict[tuple[str, str], float]:
    """(who, at whom) → how much of what it takes from the others comes from there; {} without attention."""
    found: dict[tuple[str, str], float] = {}
    for link in links:
        there, back = link.looks
        if there is not None and back is not None:
            found |= {(link.field, link.other): there, (link.other, link.field): back}
    return found


def _say_parts(layouts: Mapping[str, Layout], titles: Mapping[str, str]) -> list[str]:
    """Of every part; with that of its field if there are several."""
    said = []
    for name, layout in layouts.items():
        title = f"{titles.get(name, name)}: " if len(layouts) > 1 else ""
        said += [title + say_part(layout, part) for part in range(layout.count)]
    return said


__all__ = ["ShownNumbers", "looks_of"]
