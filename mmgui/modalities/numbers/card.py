"""Numbers on the screen: a row to change each of them, and below it what each weighed in the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mmgui.core.data.example import Field
from mmgui.core.errors import DataError
from mmgui.gui.cards.words_card import WordsCard
from mmgui.modalities import MODALITIES
from mmgui.modalities.contract import FieldInput
from mmgui.modalities.numbers.features import fit_features
from mmgui.modalities.numbers.record import line_of, read_record
from mmgui.modalities.numbers.rows_card import NumbersEditor

if TYPE_CHECKING:
    from mmgui.core.heat_map import HeatMap


class NumbersCard(WordsCard):
    """The card of a field of numbers. A tap on a number below its rows hides it from the model."""

    def __init__(self, field: Field) -> None:
        self.numbers = NumbersEditor(MODALITIES.get(field.modality))
        super().__init__(field, self.numbers)

    def set_known(self, given: FieldInput | None, values: Sequence[str] = ()) -> None:
        if given is not None:
            self.numbers.set_features(given.features)  # type: ignore[attr-defined]  # that of this room
        else:
            self.numbers.set_features(fit_features(_records(values)))

    def show_heat_map(self, heat_map: HeatMap | None) -> None:
        super().show_heat_map(heat_map)
        if not self.numbers.rows:
            return
        line, columns = line_of(read_record(self.numbers.text))
        column_at = dict(zip(line.places, columns, strict=True))
        words = heat_map.words if heat_map is not None else ()
        weights = {column_at.get((word.start, word.end), ""): word.weight for word in words}
        self.numbers.show_weights(weights)


def _records(values: Sequence[str]) -> list[dict[str, str]]:
    found = []
    for value in values:
        try:
            found.append(read_record(value))
        except DataError:
            continue  # told where it was imported
    return found


make_card = NumbersCard

__all__ = ["NumbersCard", "make_card"]
