"""Examples as two runs saw them: one card per run, and a sentence on why they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mmgui.core.i18n import _
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.example_tile import ExampleTile
from mmgui.gui.kit.texts import PlainLabel
from mmgui.gui.kit.theme import SPACE
from mmgui.gui.results.comparison_texts import why_different
from mmgui.gui.results.examples import ExplainedList, ListedExample, listed, tile_content

if TYPE_CHECKING:
    from mmgui.session.run_comparison import ComparedRuns
    from mmgui.session.session import Session

PAGE = 8  # examples at a time
_TALL = 30 * SPACE  # px: a heading says whose answer it is


class _Pair(QWidget):
    """One example, twice."""

    opened = Signal(int)  # 0 or 1: whose card was clicked
    menu_wanted = Signal(int, QPoint)

    def __init__(self) -> None:
        super().__init__()
        self.cards = (ExampleTile(height=_TALL), ExampleTile(height=_TALL))
        self.why = PlainLabel(wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACE)
        column.setSpacing(SPACE - 2)
        row = QHBoxLayout()
        column.addLayout(row)
        row.setSpacing(SPACE + 4)
        for number, card in enumerate(self.cards):
            row.addWidget(card, 1)
            card.clicked.connect(lambda _checked=False, number=number: self.opened.emit(number))
            card.menu_wanted.connect(lambda place, number=number: self.menu_wanted.emit(number, place))
        column.addWidget(self.why)


class PairList(ExplainedList):
    """A page of pairs; both runs look at them, pair by pair."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, PAGE)
        self._entries: tuple[tuple[ListedExample, ListedExample], ...] = ()
        self._names = ("", "")
        self._pairs: list[_Pair] = []
        self.title = muted_label()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE)
        head = QHBoxLayout()
        self._column.addLayout(head)
        head.setSpacing(SPACE)
        head.addWidget(self.title, 1)
        head.addWidget(self.pager)
        self._column.addStretch(1)

    def show_pairs(self, found: ComparedRuns, ids: Sequence[int], names: tuple[str, str]) -> None:
        """ids: of the examples, in this order."""
        both = []
        for run_id in (found.first, found.second):
            answers = self._session.run_answers.answers(run_id, found.part)
            rows = {int(i): row for row, i in enumerate(answers.ids)} if answers is not None else {}
            wanted = [rows[i] for i in ids if i in rows]
            both.append({e.example.id: e for e in listed(self._session, run_id, answers, wanted)} if answers else {})
        entries = tuple((both[0][i], both[1][i]) for i in ids if i in both[0] and i in both[1])
        is_new = [(a.run_id, b.run_id, a.example.id) for a, b in entries] != [
            (a.run_id, b.run_id, a.example.id) for a, b in self._entries
        ]
        self._entries, self._names = entries, names
        self._show(is_new=is_new)

    @property
    def pairs(self) -> tuple[_Pair, ...]:
        """What is shown."""
        return tuple(self._pairs[: len(self._shown)])

    @property
    def _shown(self) -> tuple[tuple[ListedExample, ListedExample], ...]:
        return self._entries[self.pager.rows]

    def _show(self, *, is_new: bool) -> None:
        self.pager.show_count(len(self._entries), is_new=is_new)
        self.title.setText(
            _("Click an example to open it on the Try page with that run’s model.")
            if self._entries
            else _("There is no such example.")
        )
        self._show_page()

    def _on_page(self) -> Iterator[ListedExample]:
        return (entry for pair in self._shown for entry in pair)

    def _show_cards(self) -> None:
        run_answers, fields = self._session.run_answers, self._fields()
        while len(self._pairs) < len(self._shown):
            pair = _Pair()
            number = len(self._pairs)
            pair.opened.connect(lambda side, number=number: self._chosen(number, side))
            pair.menu_wanted.connect(
                lambda side, place, number=number: self._offer_label(self._shown[number][side], place)
            )
            self._pairs.append(pair)
            self._column.insertWidget(self._column.count() - 1, pair)
        for number, pair in enumerate(self._pairs):
            pair.setVisible(number < len(self._shown))
        for pair, entries in zip(self._pairs, self._shown, strict=False):
            explained = [run_answers.explained(e.run_id, e.example) for e in entries]
            for card, entry, found, name in zip(pair.cards, entries, explained, self._names, strict=True):
                card.show_content(tile_content(entry, found, fields, name))
            predictions = [found.prediction if found is not None else None for found in explained]
            pair.why.show_text(why_different(predictions[0], predictions[1], self._names, fields))

    def _chosen(self, number: int, side: int) -> None:
        if number < len(self._shown):  # a card that was pressed may be hidden by the time it is let go
            entry = self._shown[number][side]
            self.opened.emit(entry.run_id, entry.example)


__all__ = ["PAGE", "PairList"]
