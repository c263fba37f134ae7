"""The seam through which somebody may look at the model after every epoch without the trainer knowing who it is."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, Field
from mmgui.core.models.fusion_model import FusionModel
from mmgui.modalities.contract import FieldInput


@dataclass(frozen=True)
class RecordedRun:
    """What a recorder is told before the first step. examples: those of the validation part; train_count: how many the
    training part has. first_epoch: more than 1
    if the run is continued; what was recorded of that epoch and later ones is out of date."""

    run_dir: Path
    fields: tuple[Field, ...]
    classes: tuple[str, ...]
    inputs: dict[str, FieldInput]
    examples: tuple[Example, ...]
    train_count: int
    epochs: int
    first_epoch: int
    seed: int
    cancel: CancelToken


class EpochObserver(Protocol):
    """Looks on. It may neither change the model's weights nor use torch's random numbers, and never raises anything but
    Cancelled: a training is worth more than its record."""

    def begin(self, run: RecordedRun) -> str:
        """Get ready; returns a sentence for the person if something is wrong, else ""."""
        ...

    def record(self, epoch: int, model: FusionModel, device: torch.device, seconds: float) -> None:
        """After each epoch with the model that answers, in evaluation mode. seconds: how long its training took."""
        ...

    def finish(self, is_enough: Callable[[], bool]) -> None:
        """After the last epoch: what is left to do, until `is_enough` says so."""
        ...
