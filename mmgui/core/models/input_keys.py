"""Which examples look the same to a model: keys of its inputs, the pixels and tokens that its encoders get."""

from __future__ import annotations

import hashlib
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from mmgui.core.models.batches import Batch, Table

Keys = NDArray[np.uint64]
_AT_ONCE: Final = 256  # values in memory a second time


def table_keys(table: Table) -> Keys:
    """(n,) per example a hash of its inputs; equal inputs, equal key. Each distinct value is looked at once."""
    columns = []
    for column, prepared in zip(table.index.T, table.prepared.values(), strict=True):
        used = np.unique(column[column >= 0])
        parts = [_value_keys(prepared.take(used[at : at + _AT_ONCE])) for at in range(0, len(used), _AT_ONCE)]
        columns.append(_of_rows(np.searchsorted(used, column), column >= 0, parts))
    return _joined(columns, len(table))


def batch_keys(batch: Batch) -> Keys:
    """(B,) the same of a batch on the CPU."""
    columns = []
    for field in batch.fields.values():
        rows = field.rows.numpy()
        columns.append(_of_rows(rows, rows >= 0, [] if field.values is None else [_value_keys(field.values)]))
    return _joined(columns, len(batch))


def _of_rows(rows: NDArray[np.int64], there: NDArray[np.bool_], parts: list[Keys]) -> Keys:
    keys = np.zeros(len(rows), np.uint64)  # 0 = missing
    if parts:
        keys[there] = np.concatenate(parts)[rows[there]]
    return keys


def _value_keys(values: Any) -> Keys:
    """values: pictures as one tensor, or what has `pieces()`: per value its bytes."""
    pieces = values.movedim(1, -1).contiguous().numpy() if isinstance(values, Tensor) else values.pieces()
    return hash_pieces([np.ascontiguousarray(p).tobytes() if isinstance(p, np.ndarray) else p for p in pieces])


def _joined(columns: list[Keys], count: int) -> Keys:
    return hash_pieces([row.tobytes() for row in np.stack(columns, 1)]) if count else np.zeros(0, np.uint64)


def hash_pieces(pieces: list[bytes]) -> Keys:
    """(n,) equal bytes, equal key."""
    return np.frombuffer(b"".join(hashlib.blake2b(p, digest_size=8).digest() for p in pieces), "<u8").astype(np.uint64)


__all__ = ["Keys", "batch_keys", "hash_pieces", "table_keys"]
