"""Numbers: one or many columns of numbers, dates and words to choose from, as one field."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from mmgui.core.errors import DataError
from mmgui.core.i18n import N_, _, ngettext
from mmgui.core.layouts import Spans
from mmgui.core.parameters import Parameter
from mmgui.core.read_text import read_text
from mmgui.core.text import one_line
from mmgui.modalities import register
from mmgui.modalities.contract import CellReader, EncoderPart, Fill, Modality, PlainMethod, quote_words
from mmgui.modalities.numbers.cells import find_form, is_missing, read_number
from mmgui.modalities.numbers.record import line_of, read_record, without, write_record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FEW: Final = 2  # distinct values: a column with no more may be yes and no, which are answers as well
_NEARLY_ALL: Final = 0.9  # of the cells that hold anything
_SHOWN: Final = 300  # characters of a whole value in a sentence


class Numbers(Modality):
    """Raw: the str of a record (record.py), as it is stored. Parts: Spans of its line, one per cell that is there."""

    name = "numbers"
    label = N_("Numbers")
    default_field = "numbers"
    joins_columns = True
    aliases = ("table", "features", "columns")
    colour = "#6a55c2"
    order = 30
    parts = N_("numbers")
    encoders = (
        EncoderPart(
            name="features",
            label=N_("A token per number"),
            sentence=N_("Each number gets a place of its own, so that each can be weighed (feature tokens)."),
            parameters=(
                Parameter(
                    "feature_dropout", 0.2, N_("Number dropout"),
                    N_("In training this share of the numbers is hidden, so that the model leans on no single one."),
                    low=0.0, high=0.9,
                ),
            ),
            builder="mmgui.modalities.numbers.encoders:FEATURES",
        ),
    )  # fmt: skip
    phrases: Mapping[str, str] = {
        "decided": N_("Mostly the numbers: {share}."),
        "alone": N_("the numbers alone say {answer}"),
        "silent": N_("the numbers alone do not say"),
        "hardly": N_("The numbers hardly count in this answer, so their map explains hardly anything of it."),
        "against": N_("The numbers speak against this answer: the model gives it because of something else."),
        "spoke against": N_("the numbers spoke against it"),
        "unfamiliar": N_("The numbers are unlike any that it was trained on."),
        "partly met": N_("Some of these numbers are new to it, so it is less sure."),
        "reading": N_("Reading numbers: {done} of {total}"),
        "give": N_("some numbers"),
    }
    plain_method = PlainMethod(
        "weighed-numbers",
        N_("Weighed numbers"),
        N_("Plain method: standardises the numbers and weighs each of them (logistic regression)."),
        "mmgui.modalities.numbers.plain:weigh_numbers",
    )

    def read(self, value: object, name: str = "") -> str:
        """The record, if it is one. Raises DataError."""
        if not isinstance(value, str):
            raise DataError(_("These are no numbers."), detail=type(value).__name__)
        if not value.strip() or value.startswith("{"):
            read_record(value)
            return value
        return write_record(read_record(value))

    def takes(self, values: Sequence[str]) -> bool:
        """Nearly all are numbers, and more than two different ones."""
        filled = [value for value in values if not is_missing(value)]
        if len(set(filled)) <= _FEW:
            return False
        form = find_form(filled)
        good = sum(read_number(value, form) is not None for value in filled) if form.kind == "number" else 0
        return good >= _NEARLY_ALL * len(filled)

    def make_reader(self, columns: Mapping[str, Sequence[str]]) -> CellReader:
        """The cells as they stand; how they are written is found out in training, of its part alone."""

        def read_cells(cells: Mapping[str, str | None]) -> str:
            record = write_record({name: None if cell is None else read_text(cell) for name, cell in cells.items()})
            read_record(record)
            return record

        return read_cells

    def say_columns(self, columns: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
        said: Iterator[tuple[str, str]] = _features().say_columns(columns)
        return said

    def shown_text(self, value: str) -> str:
        """ "age 73 · weight 72,5 kg"."""
        try:
            return line_of(read_record(value))[0].text
        except DataError:
            return value

    def mask(self, raw: str, layout: Spans, keep: NDArray[np.bool_], fill: Fill = "plain") -> str:
        """These cells are missing, whatever `fill` is: what others have there would be a number, too."""
        record = read_record(raw)
        line, names = line_of(record)
        gone = {place for place, is_kept in zip(layout.places, keep, strict=True) if not is_kept}
        return without(record, {name for name, place in zip(names, line.places, strict=True) if place in gone})

    def describe(self, layout: Spans, weights: NDArray[Any]) -> str:
        """ "age 73"; "" if no number weighs more than the others."""
        if not layout.count or weights.max() <= 0 or (layout.count > 1 and weights.max() - weights.min() < 0.02):
            return ""
        return layout.words((int(weights.argmax()),))[0]

    def say_masked(self, layout: Spans, numbers: Collection[int], answer: str, share: str, is_sure: bool) -> str:
        text = (
            _("Without {numbers} it would say {answer} ({share}).")
            if is_sure
            else _("Without {numbers} it would no longer be sure (best guess: {answer}, {share}).")
        )
        return text.format(numbers=quote_words(layout.words(numbers)), answer=answer, share=share)

    def say_shown_masked(self, layout: Spans, numbers: Collection[int]) -> str:
        return _("Shown now: without {numbers}.").format(numbers=quote_words(layout.words(numbers)))

    def say_would_mask(self, layout: Spans, numbers: Collection[int]) -> str:
        return ngettext(
            "The framed number would be left out; all else stays.",
            "The framed numbers would be left out; all else stays.",
            len(numbers),
        )

    def say_exchanged(self, number: int | None, value: str, answer: str, share: str, is_sure: bool) -> str:
        text = (
            _("With the numbers of example {number} ({numbers}) instead it would say {answer} ({share}).")
            if is_sure
            else _(
                "With the numbers of example {number} ({numbers}) instead it would no longer be sure (best guess: "
                "{answer}, {share})."
            )
        )
        return text.format(number=number, numbers=self._line(value), answer=answer, share=share)

    def say_shown_exchanged(self, number: int | None) -> str:
        return _("Shown now: with the numbers of example {number}.").format(number=number)

    def say_would_exchange(self, value: str) -> str:
        return _("All numbers would be replaced by {numbers}; all else stays.").format(numbers=self._line(value))

    def _line(self, value: str) -> str:
        return one_line(self.shown_text(value), _SHOWN)

    def warm_up(self) -> None:
        _features()


def _features() -> Any:
    """Of this room; it imports pydantic, and the window starts without."""
    return import_module("mmgui.modalities.numbers.features")


register(Numbers())
