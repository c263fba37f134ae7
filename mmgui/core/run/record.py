"""How the files of a run's folder are kept: each saved whole or not at all, and read up to a limit.

A run may come from elsewhere, or from an older program. So what is absent or damaged is simply not known; only what
nothing can be done without (manifest, weights, a stopped state) has errors of its own, in core/models.
"""

from codecs import BOM_UTF8
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from mmgui.core import files

T = TypeVar("T")


class Record(Generic[T]):
    """One JSON file. form: the type that its content is checked against."""

    def __init__(self, name: str, form: Any, most_bytes: int = 64 * 2**20) -> None:
        self.name, self._form, self._most_bytes = name, form, most_bytes

    def save(self, run_dir: Path, value: T) -> None:
        """Raises OSError, also if the run has no folder (any more)."""
        files.check_there(run_dir)
        plain = value if isinstance(value, dict) else self._adapter.dump_python(value, mode="json")  # keeps NaN
        files.write_json(run_dir / self.name, plain)

    def read(self, run_dir: Path) -> T | None:
        """None if the run has no such file, or a damaged one."""
        try:
            data = files.read_small(run_dir / self.name, self._most_bytes)
            return self._adapter.validate_json(data.removeprefix(BOM_UTF8))
        except (OSError, ValidationError, RecursionError):
            return None

    @cached_property
    def _adapter(self) -> TypeAdapter[T]:
        return TypeAdapter(self._form)


class Arrays:
    """One file of named arrays (safetensors)."""

    def __init__(self, name: str, most_bytes: int = 2**31) -> None:
        self.name, self._most_bytes = name, most_bytes

    def save(self, run_dir: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Raises OSError, also if the run has no folder (any more)."""
        from safetensors.numpy import save

        files.check_there(run_dir)

        files.write_bytes(run_dir / self.name, save({name: np.ascontiguousarray(a) for name, a in arrays.items()}))

    def read(self, run_dir: Path) -> dict[str, NDArray[Any]]:
        """{} if the run has no such file, or a damaged one. The arrays themselves may be of any kind and size."""
        from safetensors import SafetensorError
        from safetensors.numpy import load

        try:
            return load(files.read_small(run_dir / self.name, self._most_bytes))
        except (OSError, SafetensorError, ValueError, KeyError, TypeError, MemoryError):
            return {}


SETTINGS: Final[Record[dict[str, Any]]] = Record("settings.json", dict[str, Any])  # what was chosen and became of it
METRICS: Final[Record[dict[str, Any]]] = Record(
    "metrics.json", dict[str, Any]
)  # the figures at the end, and why it ended
HISTORY_NAME: Final = "history.jsonl"
