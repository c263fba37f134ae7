""" "What would flip it?" on the Try page: ask, look at a change, try it, go back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from mmgui.core.data.example import Field
from mmgui.core.i18n import _
from mmgui.core.layouts import Grid, Spans
from mmgui.core.text import one_line
from mmgui.gui.cards.field_card import FieldCard, FieldValue, Hidden
from mmgui.gui.kit.sense_sentences import own_name
from mmgui.gui.trying.counterfactual_card import CounterfactualCard, CounterfactualEntry
from mmgui.modalities import MODALITIES
from mmgui.session.session import Session

if TYPE_CHECKING:
    from mmgui.core.explaining.findings import Counterfactual
    from mmgui.core.inference.prediction import Prediction

Shown = dict[str, tuple[FieldValue, Hidden]]  # per field its whole value and what is hidden of it


class TryCounterfactuals(QObject):
    """Couples the flip card with the session and the cards of the fields."""

    def __init__(
        self, session: Session, card: CounterfactualCard, least_sure: Callable[[], float], parent: QObject
    ) -> None:
        """least_sure: gives the confidence in [0, 1] below which the model says "I don't know"."""
        super().__init__(parent)
        self._session, self._card, self._least_sure = session, card, least_sure
        self._cards: Mapping[str, FieldCard] = {}
        self._before: Shown | None = None  # what was shown before a change was tried
        self._tried: Shown | None = None  # what is shown while it is tried
        self._tried_sentence = ""
        self._to_hide: dict[str, Hidden] = {}  # as soon as the value has been read
        self._asks_again = False
        card.wanted.connect(self._ask)
        card.selected.connect(self._mark)
        card.try_wanted.connect(self._try)
        card.back_wanted.connect(self._go_back)
        session.subscribe("counterfactuals", self.refresh)

    def set_cards(self, cards: Mapping[str, FieldCard]) -> None:
        self._cards = cards
        self._forget()

    def values_changed(self) -> None:
        """Something else is shown: by the change that is tried, or by the person, who has then left it."""
        for name, hidden in list(self._to_hide.items()):
            if name in self._cards and not self._cards[name].is_reading:
                del self._to_hide[name]
                self._cards[name].hide_parts(*hidden)
        if self._before is None or any(card.is_reading for card in self._cards.values()):
            return
        now = self._shown()
        if self._tried is None:
            self._tried = now
        elif not _are_same(now, self._tried):
            self._forget()
        self.refresh()

    def show_prediction(self, prediction: Prediction | None) -> None:
        self._card.setVisible(prediction is not None)
        if prediction is not None and self._asks_again:
            self._asks_again = False
            self._ask()
        self.refresh()

    def refresh(self) -> None:
        """Show where the search is, in the present language."""
        model = self._session.model
        if self._before is not None:
            self._card.show_state("trying", note=self._tried_sentence)
        elif model.counterfactuals is None:
            self._card.show_state("asking" if model.is_asking("counterfactuals") else "idle")
        elif not model.counterfactuals:
            self._card.show_state("nothing")
        else:
            self._card.show_state("found", [self._entry(flip) for flip in model.counterfactuals], self._say_doubt())

    # -- wishes ------------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        if self._session.model.prediction is not None:
            self._session.model.ask_counterfactuals()
            self.refresh()

    def _mark(self, number: int) -> None:
        flip = self._flip(number)
        for name, card in self._cards.items():
            if flip is not None and flip.field == name and flip.kind == "mask":
                card.mark(flip.layout, flip.parts)
            else:
                card.mark()

    def _try(self, number: int) -> None:
        flip = self._flip(number)
        if flip is None or flip.field not in self._cards:
            return
        card = self._cards[flip.field]
        from mmgui.core.explaining.findings import say_tried

        before = self._shown()
        self._mark(-1)
        self._before, self._tried, self._tried_sentence = before, None, say_tried(flip, self._field_title(flip))
        if flip.kind == "exchange":
            card.set_value(flip.value)
        else:
            card.hide_parts(*together(card.hidden(), (flip.layout, frozenset(flip.parts))))
        self.refresh()

    def _go_back(self) -> None:
        before, self._before, self._tried = self._before, None, None
        self._asks_again = True  # the same changes as before: found again within a second
        for name, (value, hidden) in (before or {}).items():
            card = self._cards.get(name)
            if card is None:
                continue
            if _is_same_value(card.kept_value(), value):
                card.hide_parts(*hidden)
            else:
                if hidden[1]:
                    self._to_hide[name] = hidden
                card.set_value(value)
        self.refresh()

    # -- what is shown -----------------------------------------------------------------------------------------------

    def _flip(self, number: int) -> Counterfactual | None:
        counterfactuals = self._session.model.counterfactuals or ()
        return counterfactuals[number] if 0 <= number < len(counterfactuals) else None

    def _entry(self, flip: Counterfactual) -> CounterfactualEntry:
        from mmgui.core.explaining.findings import say_change, say_counterfactual

        title = self._field_title(flip)
        sentence = say_counterfactual(flip, least_sure=self._least_sure(), field_title=title)
        modality = MODALITIES.get(flip.modality)
        picture = flip.value if modality.is_media and modality.has_image else ""
        return CounterfactualEntry(sentence, self._can_try(flip), say_change(flip, title), picture, flip.modality)

    def _say_doubt(self) -> str:
        """That the present answer is not given itself; "" if it is."""
        prediction = self._session.model.prediction
        if prediction is None or prediction.confidence >= self._least_sure():
            return ""
        return _("It does not know now; these change its best guess, {answer}.").format(
            answer=one_line(prediction.answer)
        )

    def _field_title(self, flip: Counterfactual) -> str:
        card = self._session.model.card
        return "" if card is None else own_name(Field(flip.field, flip.modality), card.fields)

    def _can_try(self, flip: Counterfactual) -> bool:
        return flip.field in self._cards and (flip.kind != "exchange" or bool(flip.value))

    def _shown(self) -> Shown:
        return {name: (card.kept_value(), card.hidden()) for name, card in self._cards.items()}

    def _forget(self) -> None:
        self._before = self._tried = None
        self._to_hide.clear()
        self._asks_again = False


def together(hidden: Hidden, more: Hidden) -> Hidden:
    """Both hidden, as parts like those of `more`. Cells of another grid become those that they touch."""
    (old, before), (new, numbers) = hidden, more
    if isinstance(old, Grid) and isinstance(new, Grid):
        touched = {
            (r, c)
            for row, column in old.cells(before)
            for r in _touched(row, old.rows, new.rows)
            for c in _touched(column, old.columns, new.columns)
        }
        return new, numbers | new.numbers(touched)
    places = {layout.places[n] for layout, chosen in (hidden, more) if isinstance(layout, Spans) for n in chosen}
    text = new.text if isinstance(new, Spans) else ""
    return Spans(text, tuple(sorted(places))), frozenset(range(len(places)))


def _touched(place: int, of: int, among: int) -> range:
    """Which of `among` equal parts the place-th of `of` equal parts overlaps."""
    return range(place * among // of, -(-(place + 1) * among // of))


def _is_same_value(first: FieldValue, second: FieldValue) -> bool:
    if isinstance(first, str) or isinstance(second, str):
        return isinstance(first, str) and isinstance(second, str) and first == second
    return first is second or str(first) == str(second)


def _are_same(first: Shown, second: Shown) -> bool:
    return all(
        name in second and _is_same_value(value, second[name][0]) and _is_same_hidden(hidden, second[name][1])
        for name, (value, hidden) in first.items()
    )


def _is_same_hidden(first: Hidden, second: Hidden) -> bool:
    return first == second or (not first[1] and not second[1])


__all__ = ["TryCounterfactuals", "together"]
