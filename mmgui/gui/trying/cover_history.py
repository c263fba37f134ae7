"""What was hidden from the model, step by step, so that Ctrl+Z takes the last one back."""

from __future__ import annotations

from collections.abc import Mapping

from mmgui.gui.cards.field_card import FieldCard, FieldValue, Hidden


class CoverHistory:
    """Is told of every change of a card; another value in a card forgets what was hidden of the one before."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[FieldValue, Hidden]] = {}
        self._steps: list[tuple[str, Hidden]] = []  # what was hidden before each step
        self._is_going_back = False

    @property
    def has_steps(self) -> bool:
        return bool(self._steps)

    def begin(self, cards: Mapping[str, FieldCard]) -> None:
        """Other cards are shown."""
        self._known.clear()
        self._steps.clear()
        for name, card in cards.items():
            self.note(name, card)

    def note(self, name: str, card: FieldCard) -> None:
        value, hidden = card.kept_value(), card.hidden()
        before = self._known.get(name)
        self._known[name] = (value, hidden)
        if before is None or self._is_going_back:
            return
        if not _is_same(before[0], value):
            self._steps = [step for step in self._steps if step[0] != name]
        elif before[1][1] != hidden[1]:
            self._steps.append((name, before[1]))

    def go_back(self, cards: Mapping[str, FieldCard]) -> None:
        """Hide what was hidden before the last step."""
        name, (layout, numbers) = self._steps.pop()
        self._is_going_back = True
        try:
            cards[name].hide_parts(layout, numbers)
        finally:
            self._is_going_back = False


def _is_same(one: FieldValue, other: FieldValue) -> bool:
    """Pixels are the same only if they are the very ones."""
    return one is other or (type(one) is type(other) and not hasattr(one, "shape") and one == other)


__all__ = ["CoverHistory"]
