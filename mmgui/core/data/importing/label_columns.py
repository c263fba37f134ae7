"""Before an import: which classes each column would give if it were the label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import MAX_LABEL, ImportMapping, LabelColumn, sort_classes
from mmgui.core.data.importing.label_remarks import on_labels
from mmgui.core.data.importing.model_answers import answers_of_models, say_no_labels
from mmgui.core.data.importing.tables.rows import Blob, Cell, Row
from mmgui.core.read_text import read_text

MOST_ROWS = 10_000  # that are counted
_MOST_CELLS = 300_000  # of wide tables fewer rows: 10 000 with 800 columns took 20 s
_MOST_BYTES = 50_000_000  # of pictures inside of cells, which are read with their rows
_MOST_NAMES = 40  # that are kept of a column
_REMARKED_ROWS = 500


def count_labels(
    columns: Sequence[str], rows: Iterable[Row], cancel: CancelToken | None = None
) -> tuple[LabelColumn, ...]:
    """What each column would be as a label. Raises Cancelled."""
    counts: list[Counter[str]] = [Counter() for _name in columns]
    first: list[list[str]] = [[] for _name in columns]
    seen = size = 0
    most = min(MOST_ROWS, max(1, _MOST_CELLS // max(1, len(columns))))
    for seen, row in enumerate(islice(rows, most), start=1):
        if cancel is not None and seen % 256 == 0:
            cancel.raise_if_cancelled()
        for place, cell in enumerate(row.cells[: len(columns)]):
            size += len(cell.data) if isinstance(cell, Blob) else 0
            if label := _label(cell):
                counts[place][label] += 1
                if len(first[place]) < _REMARKED_ROWS:
                    first[place].append(label)
        if size > _MOST_BYTES:
            break
    answers = answers_of_models(columns)
    return tuple(_column(*found, seen, answers) for found in zip(columns, counts, first, strict=True))


def _label(cell: Cell) -> str:
    """A label as the import reads it; one that is far too long is none, but still one of many."""
    return "" if cell is None or isinstance(cell, Blob) else " ".join(read_text(cell[: MAX_LABEL + 1]).split())


def _column(name: str, counts: Counter[str], values: Sequence[str], rows: int, answers: Sequence[str]) -> LabelColumn:
    order = {label: place for place, label in enumerate(sort_classes(set(counts)))}
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], order[pair[0]]))[:_MOST_NAMES]
    remarks = [say_no_labels(name)] if name in answers else []
    remarks += [text for _name, text in on_labels(ImportMapping((), name), {name: values})]
    return LabelColumn(name, tuple(ranked), len(counts), counts.total(), rows, tuple(remarks))


__all__ = ["MOST_ROWS", "count_labels"]
