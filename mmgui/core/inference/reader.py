"""From what a person gave (paths, pixels, texts) to what the encoders read; the last picture is not decoded twice."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mmgui.core.data.example import Field
from mmgui.core.errors import DataError
from mmgui.core.i18n import _
from mmgui.core.modalities import MODALITIES
from mmgui.core.modalities.addresses import address_error, is_address
from mmgui.core.models.batches import MISSING, Batch, FieldBatch
from mmgui.core.models.encoders import FieldInput


@dataclass
class ReadExample:
    """One example. prepared: per field the encoder's input with one value, None = missing. texts: as they were typed.
    sizes: (height, width) of pictures in pixels."""

    prepared: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)


class ValueReader:
    """Reads values of a model's fields. Remembers the last picture of each field: words are typed under it."""

    def __init__(self, fields: Sequence[Field], inputs: Mapping[str, FieldInput]) -> None:
        self._fields = tuple(fields)
        self._inputs = dict(inputs)
        self._last: dict[str, tuple[object, Any, tuple[int, int]]] = {}

    def read(self, values: Mapping[str, Any]) -> ReadExample:
        """One example. Raises DataError for a value that cannot be read."""
        example = ReadExample()
        for known in self._fields:
            name, value = known.name, values.get(known.name)
            example.prepared[name] = None
            if is_missing(value):
                continue
            if not MODALITIES.get(known.modality).is_media:
                example.texts[name] = MODALITIES.get(known.modality).read(value)
                example.prepared[name] = self._prepare(name, example.texts[name])
                continue
            key = _identity(value)
            last = self._last.get(name)
            if last is None or key is None or last[0] != key:
                raw = read_media(known, value)
                last = self._last[name] = (key, self._prepare(name, raw), (int(raw.shape[0]), int(raw.shape[1])))
            example.prepared[name], example.sizes[name] = last[1], last[2]
        return example

    def read_batch(self, examples: Sequence[Mapping[str, Any]]) -> tuple[Batch, list[tuple[str, ...]]]:
        """Many examples, each distinct value once, and what is missing of each; unreadable media count as missing."""
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
                        number[key] = self._read_into(raw, known, value)
                    row = number[key]
                if row == MISSING:
                    missing[position].append(known.name)
                rows.append(row)
            prepared = self._inputs[known.name].prepare(raw).take(np.arange(len(raw))) if raw else None
            fields[known.name] = FieldBatch(prepared, torch.tensor(rows))
        labels = torch.full((len(examples),), -1)
        return Batch(fields, labels), [tuple(names) for names in missing]

    def _read_into(self, raw: list[Any], known: Field, value: Any) -> int:
        try:
            is_media = MODALITIES.get(known.modality).is_media
            raw.append(read_media(known, value) if is_media else MODALITIES.get(known.modality).read(value))
        except DataError:
            return MISSING
        return len(raw) - 1

    def _prepare(self, name: str, raw: Any) -> Any:
        return self._inputs[name].prepare([raw]).take(np.arange(1))


def is_missing(value: Any) -> bool:
    """None, and a text or path without a visible character."""
    return value is None or (isinstance(value, str) and not value.strip())


def read_media(known: Field, value: Any) -> NDArray[Any]:
    """The raw value of a media field. Raises DataError."""
    if isinstance(value, np.ndarray):
        if value.ndim != 3 or value.shape[2] != 3 or value.dtype != np.uint8 or 0 in value.shape:
            raise DataError(
                _("The picture for “{field}” has an unknown form.").format(field=known.name),
                _("Pixels are given as height × width × 3 bytes."),
                f"{value.shape} {value.dtype}",
            )
        return value
    if isinstance(value, str | Path) and is_address(str(value)):
        raise address_error()
    read: NDArray[Any] = MODALITIES.get(known.modality).read(Path(value) if isinstance(value, str) else value)
    return read


def _identity(value: Any) -> object:
    """Something that changes when the picture does; None if that cannot be known."""
    if isinstance(value, np.ndarray):
        return value.shape, hashlib.blake2b(np.ascontiguousarray(value).data, digest_size=16).digest()
    try:
        status = Path(value).stat()
    except (OSError, ValueError, TypeError):
        return None
    return str(value), status.st_mtime_ns, status.st_size, status.st_ino
