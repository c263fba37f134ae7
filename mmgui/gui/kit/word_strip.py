"""Words as chips, coloured by how much each one weighed; a tap hides a word and a second tap shows it again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from mmgui.core.colours import PALE, mix, readable_on
from mmgui.core.explaining.overlay import WORD_HEAT
from mmgui.core.explaining.word_lines import strong_from, word_colours
from mmgui.core.i18n import _, ngettext
from mmgui.core.text import one_line, percent
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.flow_layout import FlowLayout
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.texts import plain_tooltip
from mmgui.gui.kit.theme import current

if TYPE_CHECKING:
    from mmgui.core.heat_map import WordWeight

_TOUCH_PX, _BOX_PX = 40, 32  # heights of what a finger hits and of what is painted
MAX_CHIPS = 240  # a page of text; what comes after it is counted, not drawn


def chip_texts(text: str, words: Sequence[WordWeight]) -> tuple[tuple[str, bool], ...]:
    """Per word what its chip shows, and whether a space stands before it.

    Signs that touch a word go with it ("great,"), so that nothing of the text is lost but spaces.
    """
    chips: list[tuple[str, bool]] = []
    for number, word in enumerate(words):
        before = text[words[number - 1].end if number else 0 : word.start]
        after = text[word.end : words[number + 1].start if number + 1 < len(words) else len(text)]
        # Of what stands between two words, the signs up to the first space belong to the left one.
        prefix = before.split()[-1] if before.split() and not before[-1].isspace() else ""
        if number and not any(c.isspace() for c in before):
            prefix = ""
        suffix = after.split()[0] if after.split() and not after[0].isspace() else ""
        has_space = number > 0 and any(c.isspace() for c in before)
        chips.append((prefix + (text[word.start : word.end] or word.text) + suffix, has_space))
    return tuple(chips)


def all_words(
    text: str, weighed: Sequence[WordWeight], hidden: Collection[tuple[int, int]] = ()
) -> tuple[WordWeight, ...]:
    """The weighed words, the hidden ones, and with weight 0 those that the model does not read, in reading order."""
    from mmgui.core.heat_map import WordWeight

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
    from mmgui.core.heat_map import WordWeight

    pieces, place = [], start
    for piece in text[start:end].split():
        place = text.index(piece, place)
        if any(c.isalnum() for c in piece):
            pieces.append(WordWeight(piece, place, place + len(piece), 0.0))
        place += len(piece)
    return pieces


class WordStrip(QWidget):
    """Shows `WordWeight`s in the order of the text. One tab stop; arrow keys move inside, Space hides."""

    hidden_changed = Signal(object)  # frozenset of word numbers
    word_entered = Signal(int)  # the mouse or the focus is on this word; -1 when it left

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hidden: frozenset[int] = frozenset()
        self._can_hide = True
        self._is_looking = self._is_pale = False
        self._chips: list[_WordChip] = []
        self._shown = 0
        area = QWidget()
        self._flow = FlowLayout(area, gap=2, line_gap=0)
        area.setSizePolicy(_flowing())
        self._more = muted_label(wrap=False)
        self._more.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(area)
        layout.addWidget(self._more)
        self.setSizePolicy(_flowing())

    def set_words(self, text: str, words: Sequence[WordWeight], hidden: frozenset[int] = frozenset()) -> None:
        """Show the words of `text`; chips are reused, so that typing stays smooth."""
        shown = words[:MAX_CHIPS]
        texts = chip_texts(text, shown)
        if len(words) > MAX_CHIPS:  # the last chip must not carry the rest of the text
            texts = (*texts[:-1], (shown[-1].text, texts[-1][1]))
        self._hidden = frozenset(n for n in hidden if n < len(words))
        is_laid_out = self._shown == len(shown)
        while len(self._chips) < len(shown):
            self._chips.append(self._make_chip(len(self._chips)))
        enough = strong_from(w.weight for w in shown)
        for number, (word, (label, has_space)) in enumerate(zip(shown, texts, strict=True)):
            chip = self._chips[number]
            gap = 2 if has_space or number == 0 else 0
            is_hidden = number in self._hidden
            is_same_size = chip.show_word(label, word.weight, is_strong=word.weight >= enough, is_hidden=is_hidden)
            if not is_same_size or chip.gap != gap:
                chip.gap = gap
                is_laid_out = False
        for number, chip in enumerate(self._chips[: max(len(shown), self._shown)]):
            chip.setVisible(number < len(shown))
        self._shown = len(shown)
        more = len(words) - len(shown)
        told = ngettext("and {count} more word", "and {count} more words", more).format(count=more)
        self._more.show_text(told if more > 0 else "")
        self._set_tab_stop(next((n for n, c in enumerate(self._chips[: self._shown]) if c.hasFocus()), 0))
        if not is_laid_out:  # a new layout costs more than all the colours together
            self._flow.invalidate()
            self.updateGeometry()

    def show_link(self, weights: Sequence[float] | None, colour: str = WORD_HEAT) -> None:
        """Colour the words by these weights (0..1, one per word) instead of their own; None = their own again."""
        for number, chip in enumerate(self.chips):
            chip.set_link(None if weights is None or number >= len(weights) else weights[number], colour)

    def set_is_pale(self, is_pale: bool) -> None:
        """Draw the weights pale: the words hardly count in the answer."""
        self._is_pale = is_pale
        for chip in self._chips:
            chip.set_is_pale(is_pale)

    def mark(self, numbers: frozenset[int]) -> None:
        """Frame these words."""
        for number, chip in enumerate(self._chips):
            chip.set_is_marked(number in numbers)

    def set_is_looking(self, is_looking: bool) -> None:
        """Whether a tap only points at a word, instead of hiding it."""
        self._is_looking = is_looking
        for chip in self._chips:
            chip.set_is_looking(is_looking)

    def set_can_hide(self, can_hide: bool) -> None:
        """Whether a tap hides a word."""
        self._can_hide = can_hide
        for chip in self._chips:
            chip.setEnabled(can_hide)

    def as_image(self) -> QImage:
        """The strip as it looks now."""
        image = QImage(self.size().expandedTo(QSize(1, 1)) * 2, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(2.0)
        image.fill(QColor(current().surface))
        painter = QPainter(image)
        self.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
        painter.end()
        return image

    @property
    def hidden(self) -> frozenset[int]:
        return self._hidden

    @property
    def chips(self) -> tuple[_WordChip, ...]:
        """The chips that are shown, in reading order."""
        return tuple(self._chips[: self._shown])

    def _make_chip(self, number: int) -> _WordChip:
        chip = _WordChip(number)
        chip.setEnabled(self._can_hide)
        chip.set_is_looking(self._is_looking)
        chip.set_is_pale(self._is_pale)
        chip.tapped.connect(self._toggle)
        chip.entered.connect(self.word_entered)
        chip.arrow.connect(self._move_focus)
        self._flow.addWidget(chip)
        return chip

    def _toggle(self, number: int) -> None:
        if self._is_looking:
            self.word_entered.emit(number)
            return
        self._hidden = self._hidden ^ {number}
        self._chips[number].set_is_hidden(number in self._hidden)
        self._set_tab_stop(number)
        self.hidden_changed.emit(self._hidden)

    def _move_focus(self, number: int, step: int) -> None:
        wanted = min(self._shown - 1, max(0, number + step))
        self._set_tab_stop(wanted)
        self._chips[wanted].setFocus(Qt.FocusReason.TabFocusReason)

    def _set_tab_stop(self, wanted: int) -> None:
        for number, chip in enumerate(self._chips):
            policy = Qt.FocusPolicy.StrongFocus if number == wanted else Qt.FocusPolicy.ClickFocus
            if chip.focusPolicy() != policy:
                chip.setFocusPolicy(policy)


class _WordChip(QAbstractButton):
    """One word. Weight is coded by colour and, for the strongest words, by a line below and bold letters."""

    tapped = Signal(int)
    entered = Signal(int)
    arrow = Signal(int, int)

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._weight = 0.0
        self._link: float | None = None
        self._link_colour = WORD_HEAT
        self._is_strong = self._is_hidden = self._is_marked = self._is_looking = self._is_pale = False
        self._said: tuple[object, ...] = ()
        self.gap = -1
        self.setCheckable(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self._tap)

    @property
    def gap(self) -> int:
        """Pixels before it in its line."""
        return self._gap

    @gap.setter
    def gap(self, px: int) -> None:
        self._gap = px
        self.setProperty("gap", px)

    def show_word(self, text: str, weight: float, *, is_strong: bool, is_hidden: bool) -> bool:
        """True if it needs as much room as before."""
        weight = min(1.0, max(0.0, weight))
        shown = one_line(text, 60) or "·"
        is_same_size = shown == self.text()
        if (weight, is_strong, self._link) != (self._weight, self._is_strong, None):
            self._weight, self._is_strong, self._link = weight, is_strong, None
            self.update()
        if not is_same_size:
            self.setText(shown)  # painted by us: neither markup nor "&" means anything
            self.updateGeometry()
        self.set_is_hidden(is_hidden)
        return is_same_size

    def set_link(self, weight: float | None, colour: str) -> None:
        """Show this weight (0..1) in this colour instead of its own; None = its own."""
        if (weight, colour) != (self._link, self._link_colour):
            self._link, self._link_colour = weight, colour
            self.update()

    def set_is_pale(self, is_pale: bool) -> None:
        if is_pale != self._is_pale:
            self._is_pale = is_pale
            self.update()

    def set_is_marked(self, is_marked: bool) -> None:
        if is_marked != self._is_marked:
            self._is_marked = is_marked
            self.update()

    def set_is_looking(self, is_looking: bool) -> None:
        self._is_looking = is_looking
        self._say()

    def set_is_hidden(self, is_hidden: bool) -> None:
        if is_hidden != self._is_hidden:
            self._is_hidden = is_hidden
            self.update()
        self._say()

    def _say(self) -> None:
        """Tooltip and accessible name; only when they change: Qt answers each with events."""
        word, share = self.text(), percent(self._weight)
        said = (word, share, self._is_hidden, self._is_looking, _("{word}, hidden"))  # the last one: the language
        if said == self._said:
            return
        self._said = said
        if self._is_hidden:
            plain_tooltip(self, _("“{word}” is hidden from the model. Tap to show it again.").format(word=word))
            self.setAccessibleName(_("{word}, hidden").format(word=word))
        elif self._is_looking:
            plain_tooltip(self, _("“{word}” weighs {share}.").format(word=word, share=share))
            self.setAccessibleName(_("{word}, weight {share}").format(word=word, share=share))
        else:
            plain_tooltip(self, _("“{word}” weighs {share}. Tap to hide it.").format(word=word, share=share))
            self.setAccessibleName(_("{word}, weight {share}").format(word=word, share=share))

    @property
    def weight(self) -> float:
        return self._weight

    @property
    def is_hidden(self) -> bool:
        return self._is_hidden

    def colours(self) -> tuple[str, str]:
        """Background and letters in the present theme."""
        theme = current()
        if self._is_hidden:
            return theme.track, theme.muted
        if self._link is None:
            return word_colours(self._weight * (PALE if self._is_pale else 1), ground=theme.surface)
        background = mix(theme.surface, self._link_colour, 0.6 * self._link)
        return background, readable_on(background)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._font(is_bold=True))  # also of a weak word: no line moves when weights change
        return QSize(metrics.horizontalAdvance(self.text()) + 2 * self._padding(), scaled(_TOUCH_PX))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _padding(self) -> int:
        return 3 if len(self.text()) <= 2 and self.text()[:1] >= "\u2e80" else 7

    def _font(self, *, is_bold: bool) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(scaled(16))
        if is_bold:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        around = (self.height() - scaled(_BOX_PX)) / 2
        rect = QRectF(self.rect()).adjusted(0.5, around + 0.5, -0.5, -around - 0.5)
        background, ink = self.colours()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(background))
        painter.drawRoundedRect(rect, 5, 5)
        painter.setFont(self._font(is_bold=self._is_strong and not self._is_pale))
        painter.setPen(QColor(ink))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, self.text())
        if self._is_hidden:
            painter.setPen(QPen(QColor(theme.muted), 2))
            middle = round(rect.center().y())
            painter.drawLine(4, middle, self.width() - 4, middle)
        elif self._is_strong and not self._is_pale and self._link is None:
            painter.setPen(QPen(painter.pen().color(), 2))
            below = round(rect.bottom() - 2)
            painter.drawLine(6, below, self.width() - 6, below)
        if self._is_marked:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.text), 2, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        if self.hasFocus() or self.underMouse():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 2 if self.hasFocus() else 1))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -(10**6), Qt.Key.Key_End: 10**6}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self.arrow.emit(self._number, step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.FocusIn):
            self.entered.emit(self._number)
        elif event.type() in (QEvent.Type.Leave, QEvent.Type.FocusOut):
            self.entered.emit(-1)
        return super().event(event)

    def _tap(self) -> None:
        self.tapped.emit(self._number)


def _flowing() -> QSizePolicy:
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    return policy


__all__ = ["MAX_CHIPS", "WordStrip", "all_words", "chip_texts"]
