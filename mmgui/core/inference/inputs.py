"""From what a person gave (paths, raw values, texts) to what the encoders read; the last file is not decoded twice."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from mmgui.core.addresses import address_error, is_address
from mmgui.core.data.example import Field
from mmgui.core.errors import DataError
from mmgui.core.explaining.example import ReadExample
from mmgui.core.layouts import Layout
from mmgui.core.models.batches import MISSING, Batch, FieldBatch
from mmgui.modalities import MODALITIES, read_typed
from mmgui.modalities.contract import FieldInput


class ValueReader:
    """Reads values of a model's fields. Remembers the last file of each field: words are typed under it."""

    def __init__(self, fields: Sequence[Field], inputs: Mapping[str, FieldInput]) -> None:
        self._fields = tuple(fields)
        self._inputs = dict(inputs)
        self._last: dict[str, tuple[object, Any, Any, Layout]] = {}

    def read(self, values: Mapping[str, Any]) -> ReadExample:
        """One example. Raises DataError for a value that cannot be read."""
        example = ReadExample()
        for known in self._fields:
            name, value = known.name, values.get(known.name)
            if is_missing(value):
                continue
            key, last = _identity(known, value), self._last.get(name)
            if last is None or key is None or last[0] != key:
                given, whole = self._inputs[name], read_value(known, value)
                raw = given.reduce(whole)
                last = self._last[name] = (key, given.prepare([raw]).take(np.arange(1)), raw, given.layout(whole))
            _key, example.prepared[name], example.raw[name], example.layouts[name] = last
        return example

    def read_batch(self, examples: Sequence[Mapping[str, Any]]) -> tuple[Batch, list[tuple[str, ...]]]:
        """Many examples, each distinct value once, and what is missing of each, also what cannot be read."""
        fields = {}
        missing: list[list[str]] = [[] for _example in examples]
        for known in self._fields:
            number: dict[object, int] = {}
            raw: list[Any] = []
            rows = []
            for position, example in enumerate(examples):
                value = example.get(known.name)
                row = MISSING
                if not is_missing(value):
                    key = value if isinstance(value, str) else str(value) if isinstance(value, Path) else id(value)
                    if key not in number:
                        number[key] = _read_into(raw, known, value)
                    row = number[key]
                if row == MISSING:
                    missing[position].append(known.name)
                rows.append(row)
            prepared = self._inputs[known.name].prepare(raw).take(np.arange(len(raw))) if raw else None
            fields[known.name] = FieldBatch(prepared, torch.tensor(rows))
        labels = torch.full((len(examples),), -1)
        return Batch(fields, labels), [tuple(names) for names in missing]


def _read_into(raw: list[Any], known: Field, value: Any) -> int:
    """The number of the value among `raw`, MISSING if it cannot be read."""
    try:
        raw.append(read_value(known, value))
    except DataError:
        return MISSING
    return len(raw) - 1


def is_missing(value: Any) -> bool:
    """None, and a text or path without a visible character."""
    return value is None or (isinstance(value, str) and not value.strip())


def read_value(known: Field, value: Any) -> Any:
    """The raw value of a field. Raises DataError."""
    modality = MODALITIES.get(known.modality)
    if modality.is_media and isinstance(value, str | Path) and is_address(str(value)):
        raise address_error()
    if not modality.is_media:
        return read_typed(known.modality, value, known.name)
    return modality.read(Path(value) if isinstance(value, str) else value)


def _identity(known: Field, value: Any) -> object:
    """Something that changes when the value does; None if that cannot be known."""
    if isinstance(value, np.ndarray):
        return value.shape, value.dtype, hashlib.blake2b(np.ascontiguousarray(value).data, digest_size=16).digest()
    if not MODALITIES.get(known.modality).is_media:
        return value if isinstance(value, str) else None
    try:
        status = Path(value).stat()
    except (OSError, ValueError, TypeError):
        return None
    return str(value), status.st_mtime_ns, status.st_size, status.st_ino
