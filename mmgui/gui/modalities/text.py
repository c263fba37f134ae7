"""Words on the screen: typed live, coloured by weight, hidden by a tap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QRegion
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from mmgui.core.data.example import Field
from mmgui.core.errors import DataError
from mmgui.core.i18n import N_, _
from mmgui.core.modalities import MAX_TEXT, MODALITIES
from mmgui.core.text import one_line
from mmgui.gui.modalities import MODALITY_VIEWS, FieldValue, ModalityView, Parts, Place, Span, TouchMode
from mmgui.gui.texts import bind_text
from mmgui.gui.theme import MODALITY_COLORS, SPACE, current, set_role
from mmgui.gui.widgets.elided_label import ElidedLabel
from mmgui.gui.widgets.honesty_badge import Belief, HonestyBadge
from mmgui.gui.widgets.map_notes import MapNotes
from mmgui.gui.widgets.word_strip import WordStrip
from mmgui.gui.widgets.wrap_row import card_head

if TYPE_CHECKING:
    from mmgui.core.inference.prediction import HeatMap, WordWeight


class TextCard(QFrame):
    """The card of a text field."""

    value_changed = Signal()
    refused = Signal(object)
    pointed = Signal(object)  # Span or None
    better_wanted = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        set_role(self, "card")
        self._field = field
        self._hidden: frozenset[tuple[int, int]] = frozenset()  # spans of the text
        self._words: tuple[WordWeight, ...] = ()  # as they stand in the strip
        self.title = ElidedLabel()
        set_role(self.title, "title")
        self.show_all = QPushButton()
        set_role(self.show_all, "link")
        bind_text(self.show_all, "setText", N_("Show all words"))
        self.editor = _TypingField()
        self.strip = WordStrip()
        self.badge = HonestyBadge()
        self.notes = MapNotes(self.badge)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(2 * SPACE, SPACE // 4, 2 * SPACE, SPACE)
        self._layout.setSpacing(SPACE // 2)
        self._layout.addWidget(card_head(self.title, self.badge, (self.show_all,)))
        self._layout.addWidget(self.editor)
        self._layout.addWidget(self.strip)
        self._layout.addWidget(self.notes)
        self.editor.textChanged.connect(self._typed)
        self.strip.hidden_changed.connect(self._tapped)
        self.strip.word_entered.connect(self._entered)
        self.show_all.clicked.connect(self._show_all)
        self.notes.better_wanted.connect(self.better_wanted)
        self._show()
        self.refresh()

    # -- FieldCard ---------------------------------------------------------------------------------------------------

    @property
    def widget(self) -> QWidget:
        return self

    @property
    def is_reading(self) -> bool:
        return False

    def shown_value(self) -> FieldValue:
        text = without(self.editor.toPlainText(), self._hidden)
        return text if text.strip() else None

    def kept_value(self) -> FieldValue:
        text = self.editor.toPlainText()
        return text if text.strip() else None

    def set_value(self, value: FieldValue) -> None:
        text = value if isinstance(value, str) else ""
        if text == self.editor.toPlainText():
            self._hidden = frozenset()
            self._show()
            self.value_changed.emit()
        else:
            self.editor.setPlainText(text)  # emits textChanged

    def show_heat_map(self, heat_map: HeatMap | None) -> None:
        text = self.editor.toPlainText()
        weighed = heat_map.words if heat_map is not None else ()
        if any(word.end > len(text) for word in weighed):
            return  # an answer to an older text; the newer one is on its way
        self._words = all_words(text, weighed, self._hidden)
        self._show_words()
        self.notes.set_caption("")
        self._show()

    def show_link(self, link: HeatMap | None, caption: str) -> None:
        weights = None
        if link is not None and self._words:
            weights = [
                max((w.weight for w in link.words if w.start < word.end and word.start < w.end), default=0.0)
                for word in self._words
            ]
        self.strip.show_link(weights, MODALITY_COLORS["image"])
        self.notes.set_caption(caption if weights is not None else "")

    def mark(self, parts: Parts | None) -> None:
        spans = parts.spans if parts is not None else frozenset()
        self.strip.mark(
            frozenset(
                n for n, w in enumerate(self._words) if any(w.start < end and start < w.end for start, end in spans)
            )
        )

    def mark_touched(self, place: Place | None) -> None:
        """A word that is pointed at has a frame of its own already."""

    def explain(self, sentence: str) -> None:
        self.notes.explain(sentence if self._words else "")

    def show_belief(self, belief: Belief | None) -> None:
        self.notes.show_belief(belief if self._words else None)

    def set_strength(self, strength: float) -> None:
        """Words keep their colours: they cover nothing."""

    def set_colours(self, name: str) -> None:
        """Words are coloured by mixing one colour into the background."""

    def set_can_hide(self, can_hide: bool) -> None:
        self.strip.set_can_hide(can_hide)

    def set_touch_mode(self, mode: TouchMode) -> None:
        self.strip.set_is_looking(mode == "look")

    def hidden_parts(self) -> Parts:
        return Parts(spans=self._hidden)

    def hide_parts(self, parts: Parts) -> None:
        if parts.spans != self._hidden:
            self._hidden = parts.spans
            self._words = all_words(self.editor.toPlainText(), self._words, self._hidden)
            self._show_words()
            self._show()
            self.value_changed.emit()

    def keepsake(self) -> QImage | None:
        if not self._words:
            return None
        size = self.strip.size().expandedTo(QSize(1, 1))
        image = QImage(size * 2, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(2.0)
        image.fill(QColor(current().surface))
        painter = QPainter(image)
        self.strip.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
        painter.end()
        return image

    def add_controls(self, controls: QWidget) -> None:
        self._layout.addWidget(controls)

    def refresh(self) -> None:
        modality = MODALITIES.get("text")
        is_default = self._field.name == modality.default_field
        title = modality.title() if is_default else f"{modality.title()}: {one_line(self._field.name, 40)}"
        self.title.setText(title)
        self.editor.setAccessibleName(title)
        self.editor.setPlaceholderText(_("Type something…"))
        self.badge.refresh()

    # -- what the person does ----------------------------------------------------------------------------------------

    def _typed(self) -> None:
        text = self.editor.toPlainText()
        if len(text) > MAX_TEXT:
            self.refused.emit(
                DataError(_("The text is too long: only its first {count} characters are used.").format(count=MAX_TEXT))
            )
            self.editor.setPlainText(text[:MAX_TEXT])
            return
        self._hidden = frozenset()
        if not text.strip():
            self._words = ()
            self.strip.set_words("", ())
        self._show()
        self.value_changed.emit()

    def _entered(self, number: int) -> None:
        word = self._words[number] if 0 <= number < len(self._words) else None
        self.pointed.emit(None if word is None else Span(word.start, word.end))

    def _tapped(self, numbers: frozenset[int]) -> None:
        self._hidden = frozenset((self._words[n].start, self._words[n].end) for n in numbers)
        self._show()
        self.value_changed.emit()

    def _show_all(self) -> None:
        self._hidden = frozenset()
        self.strip.set_words(self.editor.toPlainText(), self._words)
        self._show()
        self.value_changed.emit()

    def _show_words(self) -> None:
        hidden = frozenset(n for n, word in enumerate(self._words) if (word.start, word.end) in self._hidden)
        self.strip.set_words(self.editor.toPlainText(), self._words, hidden)

    def _show(self) -> None:
        for part, is_shown in ((self.strip, bool(self._words)), (self.show_all, bool(self._hidden))):
            if part.isHidden() == is_shown:
                part.setVisible(is_shown)
        if not self._words:
            self.notes.explain("")
            self.notes.show_belief(None)


class _TypingField(QPlainTextEdit):
    """As high as a few lines; Tab leaves it; pasted formatting is dropped."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setFixedHeight(round(self.fontMetrics().lineSpacing() * 2 + 2 * SPACE + 4))


def without(text: str, spans: frozenset[tuple[int, int]]) -> str:
    """The text with blanks in place of the spans, so that every other word keeps its place."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def all_words(
    text: str, weighed: Sequence[WordWeight], hidden: frozenset[tuple[int, int]] = frozenset()
) -> tuple[WordWeight, ...]:
    """The weighed words, the hidden ones, and with weight 0 those that the model does not read, in reading order."""
    from mmgui.core.inference.prediction import WordWeight

    by_span: dict[tuple[int, int], WordWeight] = {}
    for word in weighed:
        known = by_span.get((word.start, word.end))  # one character can be several tokens
        if word.end > word.start and (known is None or word.weight > known.weight):
            by_span[word.start, word.end] = word
    for start, end in hidden:
        by_span[start, end] = WordWeight(text[start:end], start, end, 0.0)
    words = sorted(by_span.values(), key=lambda w: (w.start, w.end))
    result: list[WordWeight] = []
    place = 0
    for word in [*words, WordWeight("", len(text), len(text), 0.0)]:
        result.extend(_unread(text, place, word.start))
        if word.end > word.start:
            result.append(word)
        place = max(place, word.end)
    return tuple(result)


def _unread(text: str, start: int, end: int) -> list[WordWeight]:
    """Pieces with letters in them between two spaces of text[start:end]."""
    from mmgui.core.inference.prediction import WordWeight

    pieces, place = [], start
    for piece in text[start:end].split():
        place = text.index(piece, place)
        if any(c.isalnum() for c in piece):
            pieces.append(WordWeight(piece, place, place + len(piece), 0.0))
        place += len(piece)
    return pieces


def describe_strongest(heat_map: HeatMap) -> str:
    """ "the word “great”"; "" if no word weighs more than the others."""
    words = [word for word in heat_map.words if word.text]
    if not words:
        return ""
    top = max(words, key=lambda w: w.weight)
    if top.weight <= 0 or (len(words) > 1 and top.weight - min(w.weight for w in words) < 0.02):
        return ""
    return _("the word “{word}”").format(word=one_line(top.text, 40))


MODALITY_VIEWS.register("text")(ModalityView(TextCard, describe_strongest, order=10))

__all__ = ["TextCard", "all_words", "describe_strongest", "without"]
