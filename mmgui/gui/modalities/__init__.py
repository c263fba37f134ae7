"""How each kind of field looks on the screen: its editor, its viewer, its heat map, found by the modality's name.

A file in this folder with the name of a modality registers itself; pages ask `MODALITY_VIEWS` and know no names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Protocol, TypeAlias, Union

from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from mmgui.core.data.example import Field
from mmgui.core.registry import Registry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mmgui.core.inference.prediction import HeatMap

FieldValue: TypeAlias = Union[str, Path, "NDArray[np.uint8]", None]


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

    def set_strength(self, strength: float) -> None:
        """How strongly heat maps show, 0..1."""
        ...

    def set_colours(self, name: str) -> None: ...

    def set_can_hide(self, can_hide: bool) -> None:
        """Whether parts can be hidden from the model (Try page), or the value is only edited."""
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
