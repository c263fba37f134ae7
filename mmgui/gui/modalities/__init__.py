"""How each kind of field looks on the screen: its editor, its viewer, its heat map, found by the modality's name.

A file in this folder with the name of a modality registers itself; pages ask `MODALITY_VIEWS` and know no names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, Union

from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from mmgui.core.data.example import Field
from mmgui.core.registry import Registry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mmgui.core.inference.prediction import HeatMap
    from mmgui.gui.widgets.honesty_badge import Belief

FieldValue: TypeAlias = Union[str, Path, "NDArray[np.uint8]", None]
TouchMode: TypeAlias = Literal["hide", "look"]  # what a tap or drag does: hide that part, or ask what belongs to it


@dataclass(frozen=True, slots=True)
class Place:
    """A point of a picture that the person points at: shares of its height and width, 0..1."""

    y: float
    x: float


@dataclass(frozen=True, slots=True)
class Span:
    """A word that the person points at: text[start:end]."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of a value: spans (start, end) of a text; or cells (row, column) of a grid (rows, columns) over it."""

    spans: frozenset[tuple[int, int]] = frozenset()
    cells: frozenset[tuple[int, int]] = frozenset()
    grid: tuple[int, int] | None = None


class FieldCard(Protocol):
    """The card of one field: edits its value and shows where the model looked. A QWidget (`widget`)."""

    @property
    def widget(self) -> QWidget: ...

    @property
    def value_changed(self) -> SignalInstance:
        """() — another value, or other parts of it are hidden."""
        ...

    @property
    def refused(self) -> SignalInstance:
        """(error) — something offered cannot be used."""
        ...

    @property
    def pointed(self) -> SignalInstance:
        """(Place, Span or None) — the mouse, a finger or the keyboard is there; None when it left."""
        ...

    @property
    def better_wanted(self) -> SignalInstance:
        """() — the person wants the better kind of map that `show_belief` offered."""
        ...

    @property
    def is_reading(self) -> bool:
        """A new value is on its way; value_changed or refused will come."""
        ...

    def shown_value(self) -> FieldValue:
        """What the model should see: with the parts that the person has hidden taken out. None = missing."""
        ...

    def kept_value(self) -> FieldValue:
        """The whole value, for saving it as an example."""
        ...

    def set_value(self, value: FieldValue) -> None:
        """Show another value; nothing is hidden any more. value_changed comes at once, or when a file has been read."""
        ...

    def show_heat_map(self, heat_map: HeatMap | None) -> None: ...

    def show_link(self, link: HeatMap | None, caption: str) -> None:
        """Show what belongs to what the person points at, in place of the heat map; None brings the heat map back."""
        ...

    def mark(self, parts: Parts | None) -> None:
        """Frame these parts, without hiding them."""
        ...

    def mark_touched(self, place: Place | None) -> None:
        """Ring the place that the person points at, while its link is shown elsewhere; None = no ring."""
        ...

    def explain(self, sentence: str) -> None:
        """Say below the value what the heat map means; "" says nothing."""
        ...

    def show_belief(self, belief: Belief | None) -> None:
        """How far the heat map can be believed, as a badge; None = there is no heat map to judge."""
        ...

    def set_strength(self, strength: float) -> None:
        """How strongly heat maps show, 0..1."""
        ...

    def set_colours(self, name: str) -> None: ...

    def set_can_hide(self, can_hide: bool) -> None:
        """Whether parts can be hidden from the model (Try page), or the value is only edited."""
        ...

    def set_touch_mode(self, mode: TouchMode) -> None:
        """What a tap or a drag does."""
        ...

    def hidden_parts(self) -> Parts:
        """What the person hides from the model."""
        ...

    def hide_parts(self, parts: Parts) -> None:
        """Hide these parts and no others; value_changed comes if that changes anything."""
        ...

    def keepsake(self) -> QImage | None:
        """The value with its heat map as a picture, None where there is nothing to see."""
        ...

    def add_controls(self, controls: QWidget) -> None:
        """Put a row of controls below the value."""
        ...

    def refresh(self) -> None:
        """Say everything in the present language."""
        ...


@dataclass(frozen=True, slots=True)
class ModalityView:
    """What the window knows of a modality. order: where its card stands, small numbers first."""

    make_card: Callable[[Field], FieldCard]
    describe_strongest: Callable[[HeatMap], str]
    order: int = 0


MODALITY_VIEWS: Registry[ModalityView] = Registry("modality")

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
