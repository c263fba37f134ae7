"""Histories as numbers: the items of the training part, saved with the run, and used again for what comes later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor

from mmgui.core.layouts import Spans
from mmgui.modalities.history.items import entries_of, key_of, line_of, places_of

HIDDEN, UNKNOWN = 0, 1  # numbers of what is no known item; known ones follow
_FIRST: Final = 2
_MIN_HISTORIES: Final = 2  # an item in fewer teaches what an unknown one means


@dataclass(frozen=True)
class ItemValues:
    """ids: (U, N) int64, HIDDEN where an item was taken out, in an empty history, and where there is none. mask: (U, N)
    True = a place; each history has at least one, and the places stand on the left."""

    ids: Tensor
    mask: Tensor

    def to(self, device: Any, *, non_blocking: bool = False) -> ItemValues:
        return ItemValues(*(t.to(device, non_blocking=non_blocking) for t in (self.ids, self.mask)))

    def pieces(self) -> list[bytes]:
        """Per history its numbers as bytes."""
        lengths = self.mask.sum(1).tolist()
        return [row[:length].tobytes() for row, length in zip(self.ids.numpy(), lengths, strict=True)]


class PreparedItems:
    """numbers: per history those of its entries."""

    def __init__(self, numbers: Sequence[NDArray[np.int64]]) -> None:
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def take(self, rows: NDArray[np.int64]) -> ItemValues:
        chosen = [self._numbers[row] for row in rows]
        width = max((len(one) for one in chosen), default=1)
        ids = np.full((len(chosen), width), HIDDEN, np.int64)
        mask = np.zeros((len(chosen), width), np.bool_)
        for row, one in enumerate(chosen):
            ids[row, : len(one)] = one
            mask[row, : len(one)] = True
        return ItemValues(torch.from_numpy(ids), torch.from_numpy(mask))


class HistoryInput(BaseModel):
    """names: the known items as they were first written, the most frequent first; names[i] has the number i + 2."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    names: tuple[str, ...] = Field(max_length=1_000_000)

    @classmethod
    def fit(cls, values: Sequence[str], most: int) -> HistoryInput:
        """Learn the items of the training part, at most so many."""
        written: dict[str, str] = {}
        counts: Counter[str] = Counter()
        for raw in values:
            items = {key_of(entry): entry for entry in reversed(entries_of(raw)) if entry.strip()}
            counts.update(dict.fromkeys(reversed(items), 1))
            for key, entry in items.items():
                written.setdefault(key, entry)
        return cls(names=tuple(written[k] for k, count in counts.most_common(most) if count >= _MIN_HISTORIES))

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {key_of(name): number for number, name in enumerate(self.names, start=_FIRST)}

    def __len__(self) -> int:
        """How many numbers there are."""
        return _FIRST + len(self.names)

    def prepare(self, values: Sequence[str]) -> PreparedItems:
        return PreparedItems([self._encode(raw) for raw in values])

    def _encode(self, raw: str) -> NDArray[np.int64]:
        entries = entries_of(raw)
        numbers = [self._numbers.get(key_of(entry), UNKNOWN) if entry.strip() else HIDDEN for entry in entries]
        return np.array(numbers or [HIDDEN], np.int64)

    def reduce(self, raw: str) -> str:
        return raw

    def layout(self, raw: str) -> Spans:
        """The items in the line that people see. Places that were taken out belong to no part."""
        entries = entries_of(raw)
        there = [place for place, entry in zip(places_of(entries), entries, strict=True) if entry.strip()]
        number = {place: n for n, place in enumerate(there)}
        owners = tuple(number.get(place, len(there)) for place in places_of(entries)) or (0,)
        return Spans(line_of(entries), tuple(there), owners)
