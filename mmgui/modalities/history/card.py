"""A history on the screen: its items as a strip, each with its weight; they are added, moved and taken out there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QWidget

from mmgui.core.data.example import Field
from mmgui.core.errors import DataError
from mmgui.core.i18n import N_, _, ngettext
from mmgui.core.layouts import Layout, Spans
from mmgui.core.text import one_line
from mmgui.gui.cards.field_card import FieldCard, FieldValue, Hidden, Link, TouchMode
from mmgui.gui.kit.card import link_button, muted_label
from mmgui.gui.kit.texts import plain_tooltip
from mmgui.gui.kit.theme import SPACE
from mmgui.gui.kit.wrap_row import WrapRow, side_by_side
from mmgui.modalities.contract import FieldInput, quote_words
from mmgui.modalities.history import say_cut
from mmgui.modalities.history.items import (
    LAST,
    entries_of,
    key_of,
    line_of,
    parse_items,
    places_of,
    write_items,
)
from mmgui.modalities.history.strip_view import ItemStrip

if TYPE_CHECKING:
    from mmgui.core.heat_map import HeatMap

_TRIED: Final = 2_000  # histories of other examples whose items complete what is typed


class HistoryCard(FieldCard):
    """The card of a history. Nothing given and an empty history are two things: a new customer has the second."""

    def __init__(self, field: Field) -> None:
        show_all, clear = link_button(N_("Show all items")), link_button(N_("Leave out"))
        super().__init__(field, (show_all, clear))
        self.show_all, self.clear = show_all, clear
        self._text: str | None = None  # as it was given, until somebody changes it
        self._items: tuple[str, ...] | None = None  # None = there is no history
        self._hidden: frozenset[int] = frozenset()
        self._weights: dict[tuple[int, int], float] = {}
        self._chosen = -1
        self._known: frozenset[str] = frozenset()
        self.strip = ItemStrip()
        self.empty = muted_label()
        self.adding = QLineEdit()
        self.adding.setAcceptDrops(False)  # a file that is dropped is the window's, no name
        self._completions = QStringListModel(self)
        self._completer = QCompleter(self._completions, self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.adding.setCompleter(self._completer)
        self.add = link_button(N_("Add"))
        self.earlier, self.later = link_button(N_("Earlier")), link_button(N_("Later"))
        self.take_out = link_button(N_("Take out"))
        self.about = muted_label(wrap=False)
        for widget in (self.strip, self.empty, self._tools()):
            self.add_value(widget)
        self._connect()
        self._show()
        self.refresh()

    # -- values ------------------------------------------------------------------------------------------------------

    def raw_value(self) -> Any:
        return None if self._items is None else write_items(self._items)

    def kept_value(self) -> FieldValue:
        return self._text if self._text is not None else self.raw_value()

    def set_value(self, value: FieldValue) -> None:
        text = value if isinstance(value, str) and value.strip() else None
        self._items, self._text, problem = None, text, ""
        if text is not None:
            try:
                self._items = tuple(entries_of(self._modality.read(text)))
            except DataError as error:
                problem = error.sentence()
        self._hidden, self._weights, self._chosen = frozenset(), {}, -1
        self._say_problem(problem)
        self._show()
        self.value_changed.emit()

    def set_known(self, given: FieldInput | None, values: Sequence[str] = ()) -> None:
        met: Sequence[str] = () if given is None else given.names  # type: ignore[attr-defined]  # that of this room
        self._known = frozenset(map(key_of, met))
        self._completions.setStringList(sorted(met or self._items_of(values), key=str.casefold))

    def _items_of(self, values: Sequence[str]) -> list[str]:
        """Each item that stands in one of the first of these histories."""
        found: dict[str, str] = {}
        for value in values[:_TRIED]:
            try:
                entries = entries_of(self._modality.read(value))
            except DataError:
                continue  # told where it was imported
            for entry in filter(str.strip, entries):
                found.setdefault(key_of(entry), entry)
        return list(found.values())

    # -- changing it -------------------------------------------------------------------------------------------------

    def _added(self) -> None:
        if not self.adding.text().strip():
            return
        try:
            new = entries_of(write_items(parse_items(self.adding.text())))
        except DataError as error:
            self._say_problem(error.sentence())
            return
        self.adding.clear()
        self._change([*(self._items or ()), *new][-LAST:], self._hidden if self._fits(len(new)) else frozenset())

    def _entered_text(self) -> None:
        popup = self._completer.popup()
        if popup is None or not popup.isVisible() or not popup.currentIndex().isValid():
            self._added()  # else the completer writes it first

    def _completed(self, text: str) -> None:
        self.adding.setText(text)
        self._added()

    def _fits(self, more: int) -> bool:
        return len(self._items or ()) + more <= LAST

    def _moved(self, start: int, end: int) -> None:
        items = list(self._items or ())
        if not (0 <= start < len(items) and 0 <= end < len(items)):
            return
        order = list(range(len(items)))
        order.insert(end, order.pop(start))
        hidden = self._hidden - {start}  # who moves it wants to see what that does
        self._change([items[n] for n in order], frozenset(n for n, old in enumerate(order) if old in hidden), end)

    def _taken_out(self, number: int) -> None:
        items = list(self._items or ())
        if 0 <= number < len(items):
            del items[number]
            hidden = frozenset(n - (n > number) for n in self._hidden if n != number)
            self._change(items, hidden, min(number, len(items) - 1))

    def _change(self, items: Sequence[str], hidden: frozenset[int], chosen: int = -1) -> None:
        """Other items; the weights of those that stay stand until the answer comes."""
        old = dict(zip(self._items or (), (self._weights.get(p, 0.0) for p in self._places()), strict=True))
        self._items, self._text, self._hidden = tuple(items), None, hidden
        self._weights = {p: old.get(item, 0.0) for p, item in zip(self._places(), self._items, strict=True)}
        self._say_problem("")
        self._show()
        if chosen >= 0:
            self.strip.focus_item(chosen)
        self._choose(chosen)
        self.value_changed.emit()

    def _cleared(self) -> None:
        self.set_value(None)

    # -- where the model looked --------------------------------------------------------------------------------------

    def show_heat_map(self, heat_map: HeatMap | None) -> None:
        if heat_map is not None and heat_map.layout != self._seen_layout():
            return  # an answer to an older history; the newer one is on its way
        super().show_heat_map(heat_map)
        if heat_map is not None:
            self._weights = {(word.start, word.end): word.weight for word in heat_map.words}
        if not self._problem:
            self.notes.set_caption(self._say_new())
        self._show()

    def _seen_layout(self) -> Spans:
        """As the model gets it: without what is hidden."""
        items = [" " * len(item) if n in self._hidden else item for n, item in enumerate(self._items or ())]
        return Spans(line_of(items), tuple(p for n, p in enumerate(self._places()) if n not in self._hidden))

    def _say_new(self) -> str:
        """What the model does not know, and what of a long history it does not read."""
        count = len(parse_items(self._text)) if self._text else 0
        if count > LAST:
            return say_cut(count)
        new = [item for item in dict.fromkeys(self._items or ()) if key_of(item) not in self._known]
        if not new or not self._known:
            return ""
        text = ngettext("New to the model: the item {items}.", "New to the model: the items {items}.", len(new))
        return text.format(items=quote_words(new))

    def set_is_pale(self, is_pale: bool) -> None:
        self.strip.words.set_is_pale(is_pale)

    def show_link(self, link: Link | None) -> None:
        if link is None or not isinstance(link.layout, Spans):
            self.strip.words.show_link(None)
            super().show_link(None)
            return
        of_item = [link.layout.at(*place) for place in self._places()]
        weights = [max((float(link.weights[n]) for n in numbers), default=0.0) for numbers in of_item]
        self.strip.words.show_link(weights, link.colour)
        super().show_link(link)

    def mark(self, layout: Layout | None = None, numbers: Collection[int] = ()) -> None:
        self.strip.words.mark(self._numbers(layout, numbers))

    def as_image(self) -> QImage | None:
        return self.strip.words.as_image() if self._items else None

    def _entered(self, number: int) -> None:
        if 0 <= number < len(self._items or ()):
            self.pointed.emit(self._layout(), number)
        else:
            self.pointed.emit(None, None)

    # -- hiding parts ------------------------------------------------------------------------------------------------

    def set_can_hide(self, can_hide: bool) -> None:
        self.strip.words.set_is_looking(not can_hide)  # a tap chooses, so that items can be moved all the same

    def set_touch_mode(self, mode: TouchMode) -> None:
        self.strip.words.set_is_looking(mode == "look")

    def hidden(self) -> Hidden:
        return self._layout(), self._hidden

    def hide_parts(self, layout: Layout, numbers: Collection[int]) -> None:
        wanted = self._numbers(layout, numbers)
        if wanted != self._hidden:
            self._hide(wanted)

    def _hide(self, numbers: frozenset[int]) -> None:
        self._hidden = numbers
        self._show()
        self.value_changed.emit()

    def _show_all(self) -> None:
        self._hide(frozenset())

    # -- around it ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        super().refresh()
        self.adding.setPlaceholderText(_("Add an item…"))
        self.adding.setAccessibleName(_("Add an item to “{title}”").format(title=self.title.text()))
        keys = {
            self.earlier: _("Moves the chosen item one place earlier (Alt and the left arrow key, or drag it)."),
            self.later: _("Moves the chosen item one place later (Alt and the right arrow key, or drag it)."),
            self.take_out: _("Takes the chosen item out of the history (Delete)."),
            self.clear: _("Ask without a history. An empty history is another thing: nothing came before."),
        }
        for button, text in keys.items():
            plain_tooltip(button, text)
        self._show()

    def _show(self) -> None:
        from mmgui.core.heat_map import WordWeight

        items = self._items or ()
        words = [
            WordWeight(item, *place, 0.0 if n in self._hidden else self._weights.get(place, 0.0))
            for n, (item, place) in enumerate(zip(items, self._places(), strict=True))
        ]
        self.strip.set_items(line_of(items), words, self._hidden)
        self.strip.setVisible(bool(items))
        self.empty.setVisible(not items)
        self.empty.setText(
            _("There is no history: add what came first.")
            if self._items is None
            else _("The history is empty: nothing came before.")
        )
        self.show_all.setVisible(bool(self._hidden))
        self.clear.setVisible(self._items is not None)
        self._choose(self._chosen)
        if not items:
            self.explain("")
            self.show_quality(None)

    def _choose(self, number: int) -> None:
        items = self._items or ()
        self._chosen = number if 0 <= number < len(items) else -1
        there = self._chosen >= 0
        self.about.show_text(one_line(items[number], 24) if there else "")
        for button, is_possible in (
            (self.earlier, self._chosen > 0),
            (self.later, there and number + 1 < len(items)),
            (self.take_out, there),
        ):
            button.setVisible(there)
            button.setEnabled(is_possible)

    def _tools(self) -> QWidget:
        left = QWidget()
        row = QHBoxLayout(left)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.adding, 1)
        row.addWidget(self.add)
        right = side_by_side(self.about, self.earlier, self.later, self.take_out)
        return WrapRow(left, right, can_shrink=True)

    def _connect(self) -> None:
        self.strip.words.hidden_changed.connect(self._hide)
        self.strip.words.word_entered.connect(self._entered)
        self.strip.moved.connect(self._moved)
        self.strip.taken_out.connect(self._taken_out)
        self.strip.chosen.connect(self._choose)
        self.adding.returnPressed.connect(self._entered_text)
        self._completer.activated.connect(self._completed, Qt.ConnectionType.QueuedConnection)
        self.add.clicked.connect(self._added)
        self.earlier.clicked.connect(lambda: self._moved(self._chosen, self._chosen - 1))
        self.later.clicked.connect(lambda: self._moved(self._chosen, self._chosen + 1))
        self.take_out.clicked.connect(lambda: self._taken_out(self._chosen))
        self.show_all.clicked.connect(self._show_all)
        self.clear.clicked.connect(self._cleared)

    def _places(self) -> tuple[tuple[int, int], ...]:
        return places_of(self._items or ())

    def _layout(self) -> Spans:
        return Spans(line_of(self._items or ()), self._places())

    def _numbers(self, layout: Layout | None, numbers: Collection[int]) -> frozenset[int]:
        """Parts of another layout of this history as numbers of its items."""
        wanted = {layout.places[n] for n in numbers} if isinstance(layout, Spans) else set()
        return frozenset(n for n, place in enumerate(self._places()) if place in wanted)


make_card = HistoryCard

__all__ = ["HistoryCard", "make_card"]
