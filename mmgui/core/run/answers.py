"""What the best model of a run said to every example of its validation and test parts: numbers to look at later.

Curves, the reliability plot and "which examples were these" need the answers, not only the figures. They are read
without torch, so that a window can show a finished run at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mmgui.core.data.example import Split
from mmgui.core.run.record import Arrays

ANSWERS: Final = Arrays("answers.safetensors")
_PARTS: Final[tuple[Split, ...]] = ("validation", "test")


@dataclass(frozen=True)
class PartAnswers:
    """The answers of one part. ids: (n,) int64 of the examples; labels: (n,) int64 class numbers, -1 = a label that is
    no class of the model; logits: (n, K) float32, before any temperature; keys: (n,) uint64 of what the model sees of
    each (models/input_keys.py); doubts: (n,) float32 by which the temperature of each is raised (uncertainty/known.py).
    None = not known: the run is of an older program, or nothing was measured of it."""

    ids: NDArray[np.int64]
    labels: NDArray[np.int64]
    logits: NDArray[np.float32]
    keys: NDArray[np.uint64] | None = None
    doubts: NDArray[np.float32] | None = None

    def __len__(self) -> int:
        return len(self.labels)

    def probabilities(self, temperature: float = 1.0) -> NDArray[np.float64]:
        """(n, K); each row sums to 1. As the network gave them, all with one temperature."""
        return softmax(self.logits, temperature)

    def shown(self, temperature: float) -> NDArray[np.float64]:
        """(n, K): as a person sees them, what is unlike the training with less confidence."""
        return softmax(self.logits if self.doubts is None else self.logits / self.doubts[:, None], temperature)


def softmax(logits: NDArray[np.floating], temperature: float = 1.0) -> NDArray[np.float64]:
    """(n, K) logits divided by the temperature become probabilities (n, K)."""
    scaled = np.asarray(logits, np.float64) / temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def save_answers(run_dir: Path, answers: Mapping[Split, PartAnswers]) -> None:
    """Write answers.safetensors, whole or not at all. Raises OSError."""
    tensors: dict[str, NDArray[np.generic]] = {}
    for split, part in answers.items():
        tensors[f"{split}.ids"] = part.ids.astype(np.int64)
        tensors[f"{split}.labels"] = part.labels.astype(np.int64)
        tensors[f"{split}.logits"] = part.logits.astype(np.float32)
        if part.keys is not None:
            tensors[f"{split}.keys"] = part.keys.astype(np.uint64)
        if part.doubts is not None:
            tensors[f"{split}.doubts"] = part.doubts.astype(np.float32)
    ANSWERS.save(run_dir, tensors)


def read_answers(run_dir: Path) -> dict[Split, PartAnswers]:
    """The parts of a run; {} if it has no such file, or a damaged one: it came from elsewhere, and that is no fault."""
    tensors = ANSWERS.read(run_dir)
    try:
        found: dict[Split, PartAnswers] = {}
        for split in _PARTS:
            if f"{split}.ids" in tensors:
                ids, labels, logits = (tensors[f"{split}.{name}"] for name in ("ids", "labels", "logits"))
                keys, doubts = tensors.get(f"{split}.keys"), tensors.get(f"{split}.doubts")
                found[split] = _checked(ids, labels, logits, keys, doubts)
    except (ValueError, KeyError):
        return {}
    widths = {part.logits.shape[1] for part in found.values()}
    return found if len(widths) <= 1 else {}


def _checked(
    ids: NDArray[np.int64],
    labels: NDArray[np.int64],
    logits: NDArray[np.float32],
    keys: NDArray[np.uint64] | None,
    doubts: NDArray[np.float32] | None,
) -> PartAnswers:
    """Raises ValueError unless they belong together."""
    kinds = [array.dtype.name for array in (ids, labels, logits)]
    if (
        kinds != ["int64", "int64", "float32"]
        or ids.ndim != 1
        or ids.shape != labels.shape
        or logits.ndim != 2
        or len(logits) != len(labels)
        or (keys is not None and (keys.dtype.name != "uint64" or keys.shape != ids.shape))
        or (doubts is not None and (doubts.dtype.name != "float32" or doubts.shape != ids.shape))
    ):
        raise ValueError("tables of answers that do not belong together")
    classes = logits.shape[1]
    if classes < 2 or not np.isfinite(logits).all() or (labels < -1).any() or (labels >= classes).any():
        raise ValueError("answers out of range")
    if doubts is not None and not (np.isfinite(doubts) & (doubts >= 1)).all():
        raise ValueError("doubts out of range")
    return PartAnswers(ids, labels, logits, keys, doubts)
