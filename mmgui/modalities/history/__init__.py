"""History: what came before, one item after the other, such as what somebody has bought."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mmgui.core.errors import DataError
from mmgui.core.i18n import N_, _, ngettext
from mmgui.core.layouts import Spans
from mmgui.core.parameters import Parameter
from mmgui.core.text import grouped, one_line
from mmgui.modalities import register
from mmgui.modalities.contract import CellReader, EncoderPart, Fill, Modality, PlainMethod, quote_words
from mmgui.modalities.history.items import (
    LAST,
    are_histories,
    entries_of,
    line_of,
    parse_items,
    places_of,
    separator_of,
    write_items,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class History(Modality):
    """Raw: a str, a JSON list of items with the latest last. Parts: Spans of the line in which they are shown."""

    name = "history"
    label = N_("History")
    default_field = "history"
    aliases = ("items", "purchases")
    column_names = (
        *("purchase_history", "browsing_history", "watch_history", "basket", "playlist"),
        *("购买记录", "购买历史", "购物记录", "浏览记录", "历史记录"),
    )
    colour = "#a23b72"
    order = 40
    parts = N_("items")
    encoders = (
        EncoderPart(
            name="gru",
            label=N_("Items in their order"),
            sentence=N_("Reads item after item, forwards and backwards, and remembers (GRU)."),
            parameters=(
                Parameter("known_items", 5_000, N_("Known items"), N_("At most so many different items are known."),
                          low=2, high=1_000_000),
                Parameter("item_dropout", 0.2, N_("Item dropout"),
                          N_("In training this share of the items is hidden, so that the model does not lean on single "
                             "ones."), low=0.0, high=0.9),
            ),
            builder="mmgui.modalities.history.encoders:GRU",
        ),
    )  # fmt: skip
    phrases: Mapping[str, str] = {
        "decided": N_("Mostly the history: {share}."),
        "alone": N_("the history alone says {answer}"),
        "silent": N_("the history alone does not say"),
        "hardly": N_("The history hardly counts in this answer, so its map explains hardly anything of it."),
        "against": N_("The history speaks against this answer: the model gives it because of something else."),
        "spoke against": N_("the history spoke against it"),
        "unfamiliar": N_("The history is unlike anything it was trained on."),
        "partly met": N_("Some of these items are new to it, so it is less sure."),
        "reading": N_("Reading histories: {done} of {total}"),
        "give": N_("a history"),
    }
    plain_method = PlainMethod(
        "item-counts",
        N_("Item counts"),
        N_("Plain method: counts the items, whatever their order (logistic regression)."),
        "mmgui.modalities.history.plain:count_items",
    )

    # -- values ------------------------------------------------------------------------------------------------------

    def takes(self, values: Sequence[str]) -> bool:
        return are_histories(values)

    def read(self, value: object, name: str = "") -> str:
        """The last items as a JSON list, from a list or a text with a separator. Raises DataError."""
        if not isinstance(value, str):
            raise DataError(_("This is no list of items."), detail=type(value).__name__)
        return write_items(parse_items(value)) if value.strip() else value

    def make_reader(self, columns: Mapping[str, Sequence[str]]) -> CellReader:
        """As JSON lists; the separator is the one of the column."""
        (values,) = columns.values()
        separator = separator_of(values)

        def read_cells(cells: Mapping[str, str | None]) -> str:
            (cell,) = cells.values()
            return write_items(parse_items(cell, separator)) if cell else ""

        return read_cells

    def say_columns(self, columns: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
        for column, cells in columns.items():
            separator = separator_of(cells)
            long = sum(len(parse_items(cell, separator)) > LAST for cell in cells)
            if long:
                text = ngettext(
                    "In {count} row “{column}” has over {last} items; only the last {last} are read.",
                    "In {count} rows “{column}” has over {last} items; only the last {last} are read.",
                    long,
                )
                yield column, text.format(count=grouped(long), column=one_line(column, 40), last=grouped(LAST))

    def shown_text(self, value: str) -> str:
        try:
            return line_of(entries_of(self.read(value))) or _("(empty)")
        except DataError:
            return value

    # -- parts -------------------------------------------------------------------------------------------------------

    def mask(self, raw: str, layout: Spans, keep: NDArray[np.bool_], fill: Fill = "plain") -> str:
        """Blanks in place of the items, as long as they were, so that every other item keeps its place."""
        gone = {place for place, is_kept in zip(layout.places, keep, strict=True) if not is_kept}
        entries = entries_of(raw)
        left = [" " * len(e) if p in gone else e for p, e in zip(places_of(entries), entries, strict=True)]
        return json.dumps(left, ensure_ascii=False)

    def describe(self, layout: Spans, weights: NDArray[Any]) -> str:
        """ "third: garden hose"; "" if no item weighs more than the others."""
        if not layout.count or weights.max() <= 0 or (layout.count > 1 and weights.max() - weights.min() < 0.02):
            return ""
        return name_item(layout, int(weights.argmax()))

    # -- sentences about changes -------------------------------------------------------------------------------------

    def say_masked(self, layout: Spans, numbers: Collection[int], answer: str, share: str, is_sure: bool) -> str:
        if is_sure:
            text = ngettext(
                "Without the item {items} it would say {answer} ({share}).",
                "Without the items {items} it would say {answer} ({share}).",
                len(numbers),
            )
        else:
            text = ngettext(
                "Without the item {items} it would no longer be sure (best guess: {answer}, {share}).",
                "Without the items {items} it would no longer be sure (best guess: {answer}, {share}).",
                len(numbers),
            )
        return text.format(items=quote_words(layout.words(numbers)), answer=answer, share=share)

    def say_shown_masked(self, layout: Spans, numbers: Collection[int]) -> str:
        text = ngettext("Shown now: without the item {items}.", "Shown now: without the items {items}.", len(numbers))
        return text.format(items=quote_words(layout.words(numbers)))

    def say_would_mask(self, layout: Spans, numbers: Collection[int]) -> str:
        return ngettext(
            "The framed item would be taken out; all else stays.",
            "The framed items would be taken out; all else stays.",
            len(numbers),
        )

    def say_exchanged(self, number: int | None, value: str, answer: str, share: str, is_sure: bool) -> str:
        text = (
            _("With the history of example {number} ({items}) instead it would say {answer} ({share}).")
            if is_sure
            else _(
                "With the history of example {number} ({items}) instead it would no longer be sure (best guess: "
                "{answer}, {share})."
            )
        )
        return text.format(number=number, items=one_line(self.shown_text(value)), answer=answer, share=share)

    def say_shown_exchanged(self, number: int | None) -> str:
        return _("Shown now: with the history of example {number}.").format(number=number)

    def say_would_exchange(self, value: str) -> str:
        return _("The whole history would be replaced by {items}; all else stays.").format(
            items=one_line(self.shown_text(value))
        )


_ORDINALS = (
    *(N_("first: {item}"), N_("second: {item}"), N_("third: {item}"), N_("fourth: {item}"), N_("fifth: {item}")),
    *(N_("sixth: {item}"), N_("seventh: {item}"), N_("eighth: {item}"), N_("ninth: {item}"), N_("tenth: {item}")),
)


def name_item(layout: Spans, part: int) -> str:
    """ "third: garden hose", as it stands in the line."""
    item = one_line(layout.words((part,))[0], 40)
    place = layout.owners.index(part) if layout.owners else part
    if place < len(_ORDINALS):
        return _(_ORDINALS[place]).format(item=item)
    return _("number {number}: {item}").format(number=place + 1, item=item)


def say_cut(count: int) -> str:
    """That not all items of a long history are read."""
    return _("The history has {count} items; only the last {last} are read.").format(
        count=grouped(count), last=grouped(LAST)
    )


register(History())
