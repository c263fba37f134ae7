"""A value that is typed: its words coloured by weight, hidden by a tap."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Protocol, cast

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from mmgui.core.data.example import Field
from mmgui.core.i18n import N_
from mmgui.core.layouts import Layout, Spans
from mmgui.gui.cards.field_card import FieldCard, FieldValue, Hidden, Link, TouchMode
from mmgui.gui.kit.card import link_button
from mmgui.gui.kit.typing_field import TypingField
from mmgui.gui.kit.word_strip import WordStrip, all_words
from mmgui.gui.kit.wrap_row import keep_place
from mmgui.modalities import MODALITIES

if TYPE_CHECKING:
    from mmgui.core.heat_map import HeatMap, WordWeight


class ValueEditor(Protocol):
    """What a WordsCard asks of the widget in which its value is typed; kit/typing_field.py is the usual one."""

    typed: Any  # a signal: the value is another one

    @property
    def text(self) -> str:
        """The value as it is stored."""
        ...

    @property
    def notice(self) -> str:
        """What is to be said of what was typed last, "" if nothing is."""
        ...

    def read(self) -> tuple[Any, str]:
        """The value, None for an empty or unreadable one; and what is wrong with it."""
        ...

    def setPlainText(self, text: str) -> None: ...

    def say(self, title: str) -> None:
        """Everything in the present language."""
        ...


class WordsCard(FieldCard):
    """The card of a modality whose value is typed, into a field of text or into another `editor`, a widget."""

    def __init__(self, field: Field, editor: ValueEditor | None = None) -> None:
        is_words = MODALITIES.get(field.modality).is_prose
        show_all = link_button(N_("Show all words") if is_words else N_("Show all"))
        super().__init__(field, (show_all,))
        self.show_all = show_all
        keep_place(show_all)
        self._hidden: tuple[tuple[int, int], ...] = ()  # stretches of the text, rising
        self._words: tuple[WordWeight, ...] = ()  # as they stand in the strip
        self.editor: ValueEditor = TypingField(self._modality) if editor is None else editor
        self.strip = WordStrip()
        self.add_value(cast(QWidget, self.editor))
        self.add_value(self.strip)
        self.editor.typed.connect(self._typed)
        self.strip.hidden_changed.connect(self._tapped)
        self.strip.word_entered.connect(self._entered)
        self.show_all.clicked.connect(self._show_all)
        self._show()
        self.refresh()

    # -- values ------------------------------------------------------------------------------------------------------

    @property
    def line(self) -> str:
        """The value as people read it; its parts are stretches of this."""
        return self._modality.shown_text(self.editor.text)

    def raw_value(self) -> Any:
        return self.editor.read()[0]

    def kept_value(self) -> FieldValue:
        return self.editor.text if self.editor.text.strip() else None

    def set_value(self, value: FieldValue) -> None:
        text = value if isinstance(value, str) else ""
        if text == self.editor.text:
            self._hide(())
        else:
            self.editor.setPlainText(text)  # typed comes

    def _typed(self) -> None:
        self._hidden = ()
        if not self.editor.text.strip():
            self._words, self._map = (), None
            self.strip.set_words("", ())
        self._say_problem(self.editor.read()[1])
        if self.editor.notice:  # until the answer says how much of it the model reads
            self.notes.set_caption(self.editor.notice)
        self._show()
        self.value_changed.emit()

    # -- where the model looked --------------------------------------------------------------------------------------

    def show_heat_map(self, heat_map: HeatMap | None) -> None:
        weighed = heat_map.words if heat_map is not None else ()
        line = self.line
        if any(word.end > len(line) for word in weighed):
            return  # an answer to an older text; the newer one is on its way
        super().show_heat_map(heat_map)
        self._words = all_words(line, weighed, self._hidden)
        self._show_words()
        self._show()

    def set_is_pale(self, is_pale: bool) -> None:
        self.strip.set_is_pale(is_pale)

    def show_link(self, link: Link | None) -> None:
        if link is None or not isinstance(link.layout, Spans) or not self._words:
            self.strip.show_link(None)
            super().show_link(None)
            return
        of_word = [link.layout.at(word.start, word.end) for word in self._words]
        self.strip.show_link([max((float(link.weights[n]) for n in of), default=0.0) for of in of_word], link.colour)
        super().show_link(link)

    def mark(self, layout: Layout | None = None, numbers: Collection[int] = ()) -> None:
        marked = layout if isinstance(layout, Spans) else Spans("", ())
        chosen = frozenset(numbers)
        self.strip.mark(frozenset(n for n, w in enumerate(self._words) if chosen & marked.at(w.start, w.end)))

    def as_image(self) -> QImage | None:
        return self.strip.as_image() if self._words else None

    def _entered(self, number: int) -> None:
        if 0 <= number < len(self._words):
            places = tuple((word.start, word.end) for word in self._words)
            self.pointed.emit(Spans(self.line, places), number)
        else:
            self.pointed.emit(None, None)

    # -- hiding parts ------------------------------------------------------------------------------------------------

    def set_can_hide(self, can_hide: bool) -> None:
        self.strip.set_can_hide(can_hide)

    def set_touch_mode(self, mode: TouchMode) -> None:
        self.strip.set_is_looking(mode == "look")

    def hidden(self) -> Hidden:
        return Spans(self.line, self._hidden), frozenset(range(len(self._hidden)))

    def hide_parts(self, layout: Layout, numbers: Collection[int]) -> None:
        places = tuple(layout.places[n] for n in sorted(numbers)) if isinstance(layout, Spans) else ()
        if places != self._hidden:
            self._hide(places)

    def _hide(self, places: tuple[tuple[int, int], ...]) -> None:
        self._hidden = places
        self._words = all_words(self.line, self._words, places)
        self._show_words()
        self._show()
        self.value_changed.emit()

    def _tapped(self, numbers: frozenset[int]) -> None:
        self._hidden = tuple((self._words[n].start, self._words[n].end) for n in sorted(numbers))
        self._show()
        self.value_changed.emit()

    def _show_all(self) -> None:
        self._hide(())

    # -- around it ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        super().refresh()
        self.editor.say(self.title.text())
        if self._problem:
            self._say_problem(self.editor.read()[1])

    def _show_words(self) -> None:
        hidden = frozenset(n for n, word in enumerate(self._words) if (word.start, word.end) in self._hidden)
        self.strip.set_words(self.line, self._words, hidden)

    def _show(self) -> None:
        self.strip.setVisible(bool(self._words))
        self.show_all.setVisible(bool(self._hidden))
        if not self._words:
            self.explain("")
            self.show_quality(None)


__all__ = ["ValueEditor", "WordsCard"]
