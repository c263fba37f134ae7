"""What was hidden from the model, step by step: Ctrl+Z takes the last step back, Ctrl+Shift+Z does it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from mmgui.gui.cards.field_card import FieldCard, FieldValue, Hidden

_AGAIN_TOO = QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Y)  # what Windows calls it, on every system


class CoverHistory:
    """Is told of every change of a card; another value in a card forgets what was hidden of the one before.

    Everything that one drag covers or uncovers is one step. moved: called when there are other steps to go.
    """

    undo_text = redo_text = None  # what a step hides has no name

    def __init__(self, moved: Callable[[], None] = lambda: None) -> None:
        self._moved = moved
        self._cards: Mapping[str, FieldCard] = {}
        self._known: dict[str, tuple[FieldValue, Hidden]] = {}
        self._steps: list[tuple[str, Hidden]] = []  # what was hidden before each step
        self._undone: list[tuple[str, Hidden]] = []  # what was hidden before each step back
        self._drag: tuple[str, int] | None = None  # the one that made the last step
        self._is_moving = False

    @property
    def can_undo(self) -> bool:
        return bool(self._steps)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def begin(self, cards: Mapping[str, FieldCard]) -> None:
        """Other cards are shown."""
        self._cards = cards
        self._known.clear()
        self._steps.clear()
        self._undone.clear()
        for name, card in cards.items():
            self.note(name, card)
        self._moved()

    def note(self, name: str, card: FieldCard) -> None:
        value, hidden = card.kept_value(), card.hidden()
        before = self._known.get(name)
        self._known[name] = (value, hidden)
        if before is None or self._is_moving:
            return
        if not _is_same(before[0], value):
            self._steps = [step for step in self._steps if step[0] != name]
            self._undone = [step for step in self._undone if step[0] != name]
            self._drag = None
        elif before[1][1] != hidden[1]:
            drag = (name, card.drag) if card.drag is not None else None
            if drag is None or drag != self._drag:
                self._steps.append((name, before[1]))
            self._drag = drag
            self._undone.clear()
        self._moved()

    def wanted(self, event: QEvent) -> Callable[[], None] | None:
        """What this key does to the cards; None if it means nothing here."""
        if not isinstance(event, QKeyEvent):
            return None
        if event.matches(QKeySequence.StandardKey.Undo):
            return self.undo if self._steps else None
        is_again = event.matches(QKeySequence.StandardKey.Redo) or QKeySequence(event.keyCombination()) == _AGAIN_TOO
        return self.redo if is_again and self._undone else None

    def undo(self) -> None:
        """Hide what was hidden before the last step."""
        self._move(self._steps, self._undone)

    def redo(self) -> None:
        """Hide what was hidden before the last step back."""
        self._move(self._undone, self._steps)

    def _move(self, taken: list[tuple[str, Hidden]], kept: list[tuple[str, Hidden]]) -> None:
        if not taken:
            return
        name, (layout, numbers) = taken.pop()
        kept.append((name, self._cards[name].hidden()))
        self._is_moving, self._drag = True, None  # a drag that goes on begins a step of its own
        try:
            self._cards[name].hide_parts(layout, numbers)
        finally:
            self._is_moving = False
        self._moved()


def _is_same(one: FieldValue, other: FieldValue) -> bool:
    """Pixels are the same only if they are the very ones."""
    return one is other or (type(one) is type(other) and not hasattr(one, "shape") and one == other)


__all__ = ["CoverHistory"]
