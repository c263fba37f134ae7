"""Examples as batches: every distinct picture and text once, and for each example which of them it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmgui.core.models.manifest import Manifest
from mmgui.modalities import MODALITIES
from mmgui.modalities.contract import FieldInput, Prepared

IntArray = NDArray[np.int64]
MISSING = -1  # instead of the number of a value
UNKNOWN = -1  # instead of the number of a class: a label that the model does not know


@dataclass(frozen=True)
class FieldBatch:
    """values: the U distinct ones as the encoder wants them, None if nobody has any. rows: (B,) which, -1 = none."""

    values: Any
    rows: Tensor


@dataclass(frozen=True)
class Batch:
    """B examples. labels: (B,) long, -1 where there is none or the model does not know it."""

    fields: dict[str, FieldBatch]
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)

    def to(self, device: torch.device | str) -> Batch:
        moved = {
            name: FieldBatch(
                None if field.values is None else field.values.to(device, non_blocking=True),
                field.rows.to(device, non_blocking=True),
            )
            for name, field in self.fields.items()
        }
        return Batch(moved, self.labels.to(device, non_blocking=True))


@dataclass(frozen=True)
class Table:
    """A part of the split as numbers. prepared: per field its distinct values. index: (n, M) which one an example has,
    -1 = missing; labels: (n,)."""

    prepared: Mapping[str, Prepared]
    index: IntArray
    labels: IntArray

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, rows: IntArray) -> Batch:
        """The examples `rows` as a batch. No Python per example."""
        fields = {}
        for column, (name, prepared) in enumerate(self.prepared.items()):
            wanted = self.index[rows, column]
            there = wanted >= 0
            distinct, inverse = np.unique(wanted[there], return_inverse=True)
            places = np.full(len(rows), MISSING, np.int64)
            places[there] = inverse
            fields[name] = FieldBatch(prepared.take(distinct) if len(distinct) else None, torch.from_numpy(places))
        return Batch(fields, torch.from_numpy(self.labels[rows]))

    def part(self, rows: IntArray) -> Table:
        """Some of the examples over the same values."""
        return replace(self, index=self.index[rows], labels=self.labels[rows])

    def sharing(self) -> float:
        """How many examples share a value of the most shared field, on average."""
        used = [len(np.unique(column[column >= 0])) for column in self.index.T]
        return max((len(self) / count for count in used if count), default=1.0)


def plan_batches(table: Table, size: int, generator: np.random.Generator, group_by: int | None) -> list[IntArray]:
    """One epoch: every example once, in batches of about equal size, in a new order each time.

    group_by: the column of a field whose values are shared by many examples; those then come together, so that the
    value is encoded once. Batches have at most `size` examples; a batch of one would upset BatchNorm and is avoided.
    """
    count = len(table)
    if group_by is None:
        order = generator.permutation(count)
    else:
        values = table.index[:, group_by]
        rank = generator.permutation(int(values.max(initial=-1)) + 2)
        order = np.lexsort((generator.random(count), rank[values]))
    return [part for part in np.array_split(order, max(1, -(-count // size))) if len(part)]


def column_to_group(table: Table, names: Sequence[str], least: float = 3.0) -> int | None:
    """The field whose values are costly (media) and shared by several examples, if there is one."""
    best, best_sharing = None, least
    for column, name in enumerate(names):
        values = table.index[:, column]
        distinct = len(np.unique(values[values >= 0]))
        if name and distinct and len(table) / distinct >= best_sharing:
            best, best_sharing = column, len(table) / distinct
    return best


def load_inputs(manifest: Manifest) -> dict[str, FieldInput]:
    """How each field's raw values become numbers, as it was in training. Raises pydantic.ValidationError if damaged."""
    return {f.name: MODALITIES.get(f.modality).encoder(f.encoder).load(f.input) for f in manifest.fields}
