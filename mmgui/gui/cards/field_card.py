"""The card of a field: its value, where the model looked in it, and whether to believe that. What all cards share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, Union

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from mmgui.core.data.example import Field
from mmgui.core.layouts import Layout
from mmgui.core.text import one_line
from mmgui.gui.cards.map_notes import MapNotes
from mmgui.gui.cards.quality_badge import QualityBadge, ShownQuality
from mmgui.gui.kit.elided_label import ElidedLabel
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.gui.kit.wrap_row import card_head
from mmgui.modalities import MODALITIES
from mmgui.modalities.contract import FieldInput, Modality

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mmgui.core.heat_map import HeatMap

FieldValue: TypeAlias = Union[str, Path, bytes, "NDArray[Any]", None]
TouchMode: TypeAlias = Literal["hide", "look"]  # what a tap or drag does: hide that part, or ask what belongs to it
Hidden: TypeAlias = tuple[Layout, frozenset[int]]  # parts of a value, and the numbers of those that are hidden


@dataclass(frozen=True, eq=False)
class Link:
    """What belongs to something that the person points at elsewhere: weights (P,) in [0, 1] of the parts of a layout.
    colour: "#rrggbb" of the sense that it belongs to."""

    layout: Layout
    weights: NDArray[np.float32]
    caption: str
    colour: str


class FieldCard(QFrame):
    """Edits the value of one field and shows where the model looked. A subclass adds the value's widgets."""

    value_changed = Signal()  # another value, or other parts of it are hidden
    refused = Signal(object)  # the error: something offered cannot be used
    pointed = Signal(object, object)  # the layout and the number of its part under mouse, finger or keyboard, or None
    better_wanted = Signal()  # the person wants the better kind of map that `show_belief` offered

    def __init__(self, field: Field, buttons: Collection[QWidget]) -> None:
        super().__init__()
        set_role(self, "card")
        self._field, self._modality = field, MODALITIES.get(field.modality)
        self._map: HeatMap | None = None  # None too if it has no parts
        self._problem = ""  # what is wrong with what was typed
        self.title = ElidedLabel()
        set_role(self.title, "title")
        self.badge = QualityBadge()
        self.notes = MapNotes(self.badge)
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(2 * SPACE, SPACE // 4, 2 * SPACE, SPACE)
        self._body.setSpacing(SPACE // 2)
        self._body.addWidget(card_head(self.title, self.badge, tuple(buttons)))
        self._body.addWidget(self.notes)
        self.notes.better_wanted.connect(self.better_wanted)

    def add_value(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget between the head and the notes, below the others there."""
        self._body.insertWidget(self._body.indexOf(self.notes), widget, stretch)

    # -- values ------------------------------------------------------------------------------------------------------

    @property
    def is_reading(self) -> bool:
        """A new value is on its way; value_changed or refused will come."""
        return False

    @property
    def modality(self) -> Modality:
        return self._modality

    @property
    def problem(self) -> str:
        """What is wrong with what was typed, "" if nothing is."""
        return self._problem

    def raw_value(self) -> Any:
        """The whole value as the modality reads it, None = missing. Raises DataError."""
        return None

    def shown_value(self) -> str | NDArray[Any] | None:
        """What the model should see: with the parts that the person has hidden taken out. None = missing."""
        layout, numbers = self.hidden()
        raw = self.raw_value()
        if raw is not None and numbers:
            import numpy as np

            raw = self._modality.mask(raw, layout, ~np.isin(np.arange(layout.count), sorted(numbers)))
        return None if isinstance(raw, str) and not raw.strip() else raw

    def kept_value(self) -> FieldValue:
        """The whole value, for saving it as an example."""
        return None

    def set_value(self, value: FieldValue) -> None:
        """Show another value; nothing is hidden any more. value_changed comes at once, or when a file has been read."""

    def set_known(self, given: FieldInput | None, values: Sequence[str] = ()) -> None:
        """What is known of the field: how the open model reads it, or which values other examples have there."""

    # -- where the model looked ----------------------------------------------------------------------------------------

    def show_heat_map(self, heat_map: HeatMap | None) -> None:
        self._map = heat_map if heat_map is not None and heat_map.layout.count else None
        self.notes.set_caption(self._problem, is_wrong=True)

    def show_link(self, link: Link | None) -> None:
        """Show what belongs to what the person points at, in place of the heat map; None brings the heat map back."""
        self.notes.set_caption(link.caption if link is not None else self._problem, is_wrong=link is None)

    def mark(self, layout: Layout | None = None, numbers: Collection[int] = ()) -> None:
        """Frame these parts and no others, without hiding them."""

    def set_is_touched(self, is_touched: bool) -> None:
        """Ring the place that the person points at, while what belongs to it is shown elsewhere."""

    def explain(self, sentence: str) -> None:
        """Say below the value what the heat map means; "" says nothing."""
        self.notes.explain(sentence if self._map is not None else "")

    def show_quality(self, quality: ShownQuality | None) -> None:
        """How far the heat map can be believed, as a badge; None = there is no heat map to judge."""
        self.notes.show_quality(quality if self._map is not None else None)

    def set_strength(self, strength: float) -> None:
        """How strongly heat maps that cover something show, 0..1."""

    def set_is_pale(self, is_pale: bool) -> None:
        """Draw the heat map pale: the field hardly counts in the answer."""

    def set_colours(self, name: str) -> None:
        """Of heat maps that cover something: a name of COLOUR_MAPS."""

    def as_image(self) -> QImage | None:
        """The value with its heat map as a picture, None where there is nothing to see."""
        return None

    # -- hiding parts ------------------------------------------------------------------------------------------------

    def set_can_hide(self, can_hide: bool) -> None:
        """Whether parts can be hidden from the model (Try page), or the value is only edited."""

    def set_touch_mode(self, mode: TouchMode) -> None:
        """What a tap or a drag does."""

    @property
    def drag(self) -> int | None:
        """The number of the drag that hides or shows parts just now; None while there is none."""
        return None

    def hidden(self) -> Hidden:
        """What the person hides from the model."""
        raise TypeError(f"{type(self).__name__} does not say what is hidden")

    def hide_parts(self, layout: Layout, numbers: Collection[int]) -> None:
        """Hide these parts and no others; value_changed comes if that changes anything."""

    # -- around it ---------------------------------------------------------------------------------------------------

    def _say_problem(self, problem: str) -> None:
        self._problem = problem
        self.notes.set_caption(problem, is_wrong=True)

    def add_controls(self, controls: QWidget) -> None:
        """Put a row of controls below the value."""
        self._body.addWidget(controls)

    def refresh(self) -> None:
        """Say everything in the present language."""
        title = self._modality.title()
        is_usual = self._field.name == self._modality.default_field
        self.title.setText(title if is_usual else f"{title}: {one_line(self._field.name, 40)}")
        self.badge.refresh()


__all__ = ["FieldCard", "FieldValue", "Hidden", "Link", "TouchMode"]
