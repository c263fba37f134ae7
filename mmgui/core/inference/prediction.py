"""An answer of a model and why: plain numbers, no tensors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from mmgui.core.heat_map import HeatMap

_HARDLY = 0.05  # log-odds: a push so small is none


@dataclass(frozen=True)
class Prediction:
    """Probabilities over the classes for one example, with what explains them. `number` is the request's number."""

    classes: tuple[str, ...]
    probabilities: tuple[float, ...]
    heat_maps: Mapping[str, HeatMap] = field(default_factory=dict)  # by field
    contributions: Mapping[str, float] = field(default_factory=dict)  # by field; shares that sum to 1
    single: Mapping[str, tuple[float, ...]] = field(default_factory=dict)  # answer of each sense alone
    missing: tuple[str, ...] = ()
    novelty: Mapping[str, float] = field(default_factory=dict)  # by present field; share of validation more ordinary
    unfamiliar: tuple[str, ...] = ()  # fields whose value is unlike what the model was trained on
    partly_met: tuple[str, ...] = ()  # fields that are as odd, but of which the model knows half or more
    doubt: float = 1.0  # by which the temperature was raised because something is odd
    seconds: float = 0.0
    number: int = 0
    contribution_values: Mapping[str, float] = field(default_factory=dict)  # by field; signed, in log-odds
    input_key: int = 0  # of what the model saw (models/input_keys.py); 0 = not known

    @property
    def against(self) -> tuple[str, ...]:
        """The senses that spoke against the answer while another one spoke for it; their share is 0."""
        if max(self.contribution_values.values(), default=0.0) <= 0:
            return ()
        return tuple(name for name, value in self.contribution_values.items() if value < -_HARDLY)

    @property
    def answer(self) -> str:
        return self.classes[int(np.argmax(self.probabilities))]

    @property
    def confidence(self) -> float:
        return max(self.probabilities)
