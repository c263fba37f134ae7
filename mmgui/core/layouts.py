"""The parts of a value, counted from 0: cells of a grid over an image, or stretches of a text. Every modality's parts
are one of the two, so everybody who hides, weighs, draws or names parts knows these two and no modality.

P parts; weights are (..., P) float in [0, 1] or of any sign.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COARSE: Final = 8  # along a side: smaller patches in random order would lie over an image like snow


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells in rows and columns over an image, counted row by row. height, width: of the value under them, for the
    modality's own encoder, which alone reads them; 0 = not known."""

    rows: int
    columns: int
    height: int = 0
    width: int = 0

    @property
    def count(self) -> int:
        return self.rows * self.columns

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows, self.columns

    def cells(self, numbers: Collection[int]) -> tuple[tuple[int, int], ...]:
        """(row, column) of these parts, in their order."""
        return tuple((number // self.columns, number % self.columns) for number in sorted(numbers))

    def numbers(self, cells: Collection[tuple[int, int]]) -> frozenset[int]:
        return frozenset(row * self.columns + column for row, column in cells)

    def grid(self, weights: NDArray[Any]) -> NDArray[Any]:
        """(..., P) → (..., rows, columns)."""
        return weights.reshape(*weights.shape[:-1], self.rows, self.columns)

    def boxes(self, height: int, width: int) -> Iterator[tuple[int, int, int, int]]:
        """(top, bottom, left, right) of every cell on an image of that size, at least one pixel each."""
        for row in range(self.rows):
            top = row * height // self.rows
            bottom = max(top + 1, (row + 1) * height // self.rows)
            for column in range(self.columns):
                left = column * width // self.columns
                yield top, bottom, left, max(left + 1, (column + 1) * width // self.columns)

    def coarse(self, most: int = COARSE) -> Grid:
        """The same with at most so many cells along a side."""
        return Grid(min(self.rows, most), min(self.columns, most), self.height, self.width)

    def onto(self, other: Layout, weights: NDArray[Any]) -> NDArray[np.float64]:
        """(..., P) here → (..., P') on another grid over the same image: the mean of what lies in each of its cells."""
        assert isinstance(other, Grid)
        rows, columns = _shares(self.rows, other.rows), _shares(self.columns, other.columns)
        over: NDArray[np.float64] = rows @ self.grid(weights).astype("float64") @ columns.T
        return over.reshape(*weights.shape[:-1], other.count)

    def windows(self) -> NDArray[np.bool_]:
        """(C, P) bool, what is hidden at one step when parts are tried out one after the other: a coarse cell and half
        a cell around it, so that nothing falls between two."""
        coarse = self.coarse()
        rows, columns = _reaches(self.rows, coarse.rows), _reaches(self.columns, coarse.columns)
        both: NDArray[np.bool_] = rows[:, None, :, None] & columns[None, :, None, :]
        return both.reshape(coarse.count, self.count)

    def from_windows(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """(C,) one value per window → (P,), interpolated between the middles of the windows."""
        coarse = self.coarse()
        rows, columns = (
            interpolation(fine, few, 0, fine, 0.5 * fine / few, fine / few)
            for fine, few in ((self.rows, coarse.rows), (self.columns, coarse.columns))
        )
        over: NDArray[np.float64] = rows @ coarse.grid(values).astype("float64") @ columns.T
        return over.ravel()


@dataclass(frozen=True, slots=True)
class Spans:
    """Stretches of a text, text[start:end], rising and apart. owners: of each of the model's tokens the stretch that it
    belongs to (tokens that share a character, “½”, are one stretch); empty = one token each."""

    text: str
    places: tuple[tuple[int, int], ...]
    owners: tuple[int, ...] = field(default=(), compare=False)

    @property
    def count(self) -> int:
        return len(self.places)

    def words(self, numbers: Collection[int] | None = None) -> tuple[str, ...]:
        """What stands there, of all or of these parts."""
        chosen = range(self.count) if numbers is None else sorted(numbers)
        return tuple(self.text[slice(*self.places[number])] for number in chosen)

    def at(self, start: int, end: int) -> frozenset[int]:
        """The parts that overlap text[start:end]."""
        return frozenset(n for n, (first, last) in enumerate(self.places) if first < end and start < last)

    def coarse(self, most: int = COARSE) -> Spans:
        """A text is not read more coarsely than by words."""
        return self

    def onto(self, other: Layout, weights: NDArray[Any]) -> NDArray[Any]:
        return weights

    def windows(self) -> NDArray[np.bool_]:
        """(P, P) bool: one word after the other."""
        import numpy as np

        return np.eye(self.count, dtype=np.bool_)

    def from_windows(self, values: NDArray[Any]) -> NDArray[Any]:
        return values

    def merge(self, weights: NDArray[Any]) -> NDArray[Any]:
        """(..., tokens) → (..., P): of tokens in one stretch the greatest counts."""
        import numpy as np

        if not self.owners:
            return weights[..., : self.count]
        merged = np.zeros((*weights.shape[:-1], max(self.owners) + 1), weights.dtype)
        for token, owner in enumerate(self.owners[: weights.shape[-1]]):
            merged[..., owner] = np.maximum(merged[..., owner], weights[..., token])
        return merged[..., : self.count]


Layout: TypeAlias = Grid | Spans


def spans_of(text: str, tokens: Collection[tuple[int, int]]) -> Spans:
    """The stretches of a text at these places of tokens, which rise; those that share a character become one."""
    places: list[tuple[int, int]] = []
    owners: list[int] = []
    for start, end in tokens:
        if places and start < places[-1][1]:
            places[-1] = (places[-1][0], max(places[-1][1], end))
        else:
            places.append((start, end))
        owners.append(len(places) - 1)
    return Spans(text, tuple(places), tuple(owners))


def interpolation(
    number: int, count: int, start: float, length: float, first: float, step: float
) -> NDArray[np.float64]:
    """(number, count): weights of linear interpolation between `count` values at first, first + step, …, at the middles
    of `number` equal pieces of the stretch from `start`, `length` long."""
    import numpy as np

    middles = start + (np.arange(number) + 0.5) * length / number
    places = ((middles - first) / step).clip(0, count - 1)
    low = np.minimum(places.astype(int), max(0, count - 2))
    table = np.zeros((number, count))
    table[np.arange(number), low] = 1 - (places - low)
    table[np.arange(number), np.minimum(low + 1, count - 1)] += places - low
    return table


def _shares(length: int, count: int) -> NDArray[np.float64]:
    """(count, length), rows summing to 1: how much of each piece lies in each of `length` pieces of another cut."""
    import numpy as np

    ends = np.arange(count + 1) * length / count
    low, high = ends[:-1, None], ends[1:, None]
    places = np.arange(length)[None]
    overlap = (np.minimum(high, places + 1) - np.maximum(low, places)).clip(0)
    return np.asarray(overlap / overlap.sum(1, keepdims=True))


def _reaches(length: int, count: int) -> NDArray[np.bool_]:
    """(count, length) bool: the fine pieces that a coarse one and half of one around it touch."""
    import numpy as np

    places = np.arange(length) + 0.5
    low = (np.arange(count)[:, None] - 0.5) * length / count
    return (places[None] > low) & (places[None] < low + 2 * length / count)
