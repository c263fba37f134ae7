"""Frames of the learning film that are made later, so that recording never slows a training down noticeably.

A frame costs nearly the same beside a long epoch and beside one of a tenth of a second. Of short epochs only the
weights are kept, which takes a millisecond; their frames are made from these when time has been saved up for it, or
when the training is over. They are the same frames, to the byte: what is recorded does not depend on when it is made.
"""

import copy
import statistics
from collections import deque
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor

from mmgui.core.models.fusion_model import FusionModel

SHARE: Final = 0.08  # of the training that recording may take; a tenth is what was promised
MOST_BYTES: Final = 256 * 2**20  # of kept weights; beyond, the oldest frame is made at once whatever it costs
_MOST_SAVED_S: Final = 1.0
_LOOKED_BACK: Final = 5  # costs of frames


class RecordingBudget:
    """Time for recording: each epoch adds a share of its length, each frame takes what it cost."""

    def __init__(self, share: float = SHARE) -> None:
        self._share = share
        self._saved_s = 0.0
        self._costs: deque[float] = deque(maxlen=_LOOKED_BACK)

    def earn(self, epoch_s: float) -> None:
        most = max(_MOST_SAVED_S, self._usual_cost)
        self._saved_s = min(most, self._saved_s + self._share * max(0.0, epoch_s))

    def spend(self, seconds: float) -> None:
        self._saved_s -= seconds

    def note_frame(self, seconds: float) -> None:
        """A frame took so long (which `spend` is told as well)."""
        self._costs.append(seconds)

    @property
    def has_enough(self) -> bool:
        """For one more frame. The first one is made at once: nobody knows what it costs, and it is looked at first."""
        return not self._costs or self._saved_s >= self._usual_cost

    @property
    def _usual_cost(self) -> float:
        return statistics.median(self._costs) if self._costs else 0.0


@dataclass(frozen=True, eq=False)
class _Kept:
    epoch: int
    weights: dict[str, Tensor]
    bytes: int


class FilmBacklog:
    """The weights of epochs whose frame is still to be made, the oldest first; kept in main memory."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: deque[_Kept] = deque()
        self._model: FusionModel | None = None  # takes up the weights of an epoch
        self._device: torch.device | None = None

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def is_full(self) -> bool:
        return sum(kept.bytes for kept in self._kept) > self._most_bytes

    def keep(self, epoch: int, model: FusionModel, device: torch.device) -> None:
        """Copy the weights. May raise torch.OutOfMemoryError where the model lies on a graphics processor."""
        if self._model is None or self._device != device:
            self._model, self._device = copy.deepcopy(model).eval(), device
        weights = {name: value.detach().to("cpu", copy=True) for name, value in model.state_dict().items()}
        size = sum(value.numel() * value.element_size() for value in weights.values())
        self._kept.append(_Kept(epoch, weights, size))

    def take(self) -> tuple[int, FusionModel]:
        """The oldest epoch and its model, which is good until the next call. Raises IndexError if nothing is left."""
        kept = self._kept.popleft()
        assert self._model is not None
        self._model.load_state_dict(kept.weights)
        return kept.epoch, self._model

    def clear(self) -> None:
        self._kept.clear()
        self._model = self._device = None
