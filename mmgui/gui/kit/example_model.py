"""The examples of a project as a Qt model: filtered, found again by id, 100 000 of them without a delay."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mmgui.core.data.example import Example, ExampleSet, Split
from mmgui.core.i18n import N_, _
from mmgui.core.text import one_line
from mmgui.modalities import MODALITIES, is_media, shown_text
from mmgui.modalities.contract import Modality

_Index = QModelIndex | QPersistentModelIndex
Order: TypeAlias = Literal["", "origin", "label", "words", "confidence", "novelty"]
ORDERS: dict[Order, str] = {
    "": N_("As they came"),
    "origin": N_("By file"),
    "label": N_("By label"),
    "words": N_("By words"),
    "confidence": N_("Least sure first"),
    "novelty": N_("Most unusual first"),
}
BY_A_MODEL: tuple[Order, ...] = ("confidence", "novelty")  # what somebody has to say of each example


@dataclass(frozen=True, slots=True)
class ExampleFilter:
    """What a list shows, and in which order. Empty values let everything pass. `text` is looked for in words, label and
    origin; `ids` are shown in their order."""

    label: str | None = None
    split: Split | None = None
    only_unlabelled: bool = False
    text: str = ""
    ids: tuple[int, ...] = ()
    order: Order = ""

    @property
    def is_open(self) -> bool:
        return self == ExampleFilter()


class ExampleModel(QAbstractListModel):
    """Rows are examples that pass the filter, in their own order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._examples: tuple[Example, ...] = ()
        self._shown: tuple[tuple[str, Modality], ...] = ()  # (field, kind), those that have an image first
        self._texts: dict[str, str] = {}  # name → kind
        self._rows: Sequence[Example] = ()
        self._filter = ExampleFilter()
        self._figures: Mapping[int, float] = {}

    def set_examples(self, examples: ExampleSet | None) -> None:
        self.beginResetModel()
        fields = examples.fields if examples else ()
        self._examples = examples.examples if examples else ()
        known = [(f.name, MODALITIES.get(f.modality)) for f in fields if f.modality in MODALITIES]
        shown = [pair for pair in known if pair[1].has_image or pair[1].is_media]
        self._shown = tuple(sorted(shown, key=lambda pair: not pair[1].has_image))
        self._texts = {f.name: f.modality for f in fields if not is_media(f.modality)}
        self._rows = self._passing()
        self.endResetModel()

    def set_filter(self, wanted: ExampleFilter) -> None:
        if wanted != self._filter:
            self.beginResetModel()
            self._filter = wanted
            self._rows = self._passing()
            self.endResetModel()

    def set_figures(self, known: Mapping[int, float]) -> None:
        """What a model says of each example, by id: the least come first in an order by it, those not known last."""
        if known == self._figures:
            return
        is_used = self._filter.order in BY_A_MODEL
        if is_used:
            self.beginResetModel()
        self._figures = known
        if is_used:
            self._rows = self._passing()
            self.endResetModel()

    @property
    def filter(self) -> ExampleFilter:
        return self._filter

    def _passing(self) -> Sequence[Example]:
        wanted = self._filter
        if wanted.is_open:
            return self._examples
        rows: Sequence[Example] = self._examples
        if wanted.ids:
            known = {e.id: e for e in rows}
            rows = [known[id_] for id_ in wanted.ids if id_ in known]
        if wanted.label is not None:
            rows = [e for e in rows if e.label == wanted.label]
        if wanted.split is not None:
            rows = [e for e in rows if e.split == wanted.split]
        if wanted.only_unlabelled:
            rows = [e for e in rows if e.label is None]
        needle = wanted.text.strip().casefold()
        if needle:
            rows = [e for e in rows if self._has(e, needle)]
        return sorted(rows, key=self._sort_key) if wanted.order else rows

    def _sort_key(self, example: Example) -> tuple[object, ...]:
        """Numbers in a text count as numbers: "2.png" stands before "10.png". Nothing comes last."""
        if self._filter.order in BY_A_MODEL:
            return (example.id not in self._figures, self._figures.get(example.id, 0.0))
        text = example.origin
        if self._filter.order == "label":
            text = example.label or ""
        elif self._filter.order == "words":
            text = self.text_of(example)
        pieces = re.split(r"(\d+)", text.casefold())
        return (not text, *(int(piece) if number % 2 else piece for number, piece in enumerate(pieces)))

    def _has(self, example: Example, needle: str) -> bool:
        return (
            any(needle in value.casefold() for _name, value in self._typed(example))
            or needle in (example.label or "").casefold()
            or needle in example.origin.casefold()
        )

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        example = self._rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return example
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            label = example.label if example.label is not None else _("no label")
            return f"{one_line(label)}: {one_line(self.text_of(example))}"
        return None

    def example(self, row: int) -> Example:
        return self._rows[row]

    def row_of(self, id_: int) -> int | None:
        """Where the example stands now, None if the filter does not show it."""
        return next((row for row, example in enumerate(self._rows) if example.id == id_), None)

    def text_of(self, example: Example) -> str:
        """All words of an example, on one line."""
        return " · ".join(value for _name, value in self._typed(example))

    def shown_of(self, example: Example) -> tuple[str, Modality] | None:
        """The value that stands on the card, and its kind: the first one that has an image, else the first file."""
        given = ((example.values.get(name), kind) for name, kind in self._shown)
        return next(((value, kind) for value, kind in given if value), None)

    @property
    def is_text_only(self) -> bool:
        """No field has an image or a file: the values themselves are the card."""
        return not self._shown

    @property
    def has_texts(self) -> bool:
        """Some field is typed."""
        return bool(self._texts)

    def values_of(self, example: Example) -> list[str]:
        """Each typed value, with the name of its field if there are several fields."""
        given = self._typed(example)
        return [f"{one_line(name, 40)}: {value}" if len(self._texts) > 1 else value for name, value in given]

    def _typed(self, example: Example) -> list[tuple[str, str]]:
        """Names of fields and their typed values, as people see them."""
        return [(n, shown_text(kind, value)) for n, kind in self._texts.items() if (value := example.values.get(n))]

    @property
    def missing_text(self) -> str:
        """What stands on the card of an example that has no value to show or name."""
        kind = self._shown[0][1]
        return kind.say("missing") or _("missing: {title}").format(title=kind.title())
