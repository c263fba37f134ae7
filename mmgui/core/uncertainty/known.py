"""What a predictor knows of its model's uncertainty: temperatures, how ordinary a value is, and what follows from that.

Two things follow from oddness (1 - p, see `novelty.py`), whoever asks: window, command line, table or report.

A value is called unfamiliar if M · p <= 0.02, M the senses that are there (Bonferroni): of ordinary examples at most
one in fifty is flagged, if there were 50 validation values (measured: 5 % with 8, 2 % with 16). A text of which the
model has met half the words is not called so, however unusual it is: its unknown words are spoken of instead.

The confidence falls before that: from M · p = 0.05 on the temperature is raised by √(0.05 / (M · p)), which grows like
the distance beyond the strangest validation value. So the answer stays, its confidence falls steadily towards even
chances, and "I don't know" comes nearer by itself. A temperature that depends on the input: Joy et al. 2023,
arXiv:2207.06211; that a network should be unsure far from its training: Hein et al. 2019, arXiv:1812.05720.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from mmgui.core.models.batches import Batch
from mmgui.core.models.manifest import MANIFEST_NAME, WEIGHTS_NAME
from mmgui.core.uncertainty.calibration import CALIBRATION, Calibration
from mmgui.core.uncertainty.features import UNMET_VIEW, Features
from mmgui.core.uncertainty.novelty import UNFAMILIAR_FROM, Floats, Novelty, load_novelty

_LOWERED_FROM: Final = 0.95  # oddness of a whole example from which its confidence falls
_MOST_DOUBT: Final = 20.0
_MET_HALF: Final = 0.5


@dataclass(frozen=True)
class Familiarity:
    """How ordinary one example is. oddness: per present field that is known of. unfamiliar: the fields whose value is
    unlike what the model was trained on, the oddest first; partly_met: those that are as odd, but at least half of
    their parts were met in training, and some were not. doubt: by which the temperature of its answer is raised, 1 = it
    is ordinary; alone: the same for the answer of each sense alone."""

    oddness: Mapping[str, float] = field(default_factory=dict)
    unfamiliar: tuple[str, ...] = ()
    partly_met: tuple[str, ...] = ()
    doubt: float = 1.0
    alone: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class KnownUncertainty:
    """`calibration` and `novelty` of a run; None = it has none, and answers as its network does."""

    calibration: Calibration | None = None
    novelty: Novelty | None = None

    @property
    def temperature(self) -> float:
        """By which the joint logits are divided."""
        return 1.0 if self.calibration is None else self.calibration.temperature

    def temperature_of(self, field: str) -> float:
        """By which the logits of a sense's own head are divided: it is another classifier with its own confidence."""
        return 1.0 if self.calibration is None else self.calibration.single.get(field, 1.0)

    def look(self, features_of: Mapping[str, Features], batch: Batch) -> list[Familiarity]:
        """How ordinary each example of the batch is."""
        if self.novelty is None:
            return [Familiarity() for _row in range(len(batch))]
        oddness: list[dict[str, float]] = [{} for _row in range(len(batch))]
        unmet: list[dict[str, float]] = [{} for _row in range(len(batch))]
        for name, values in self.novelty.scores(features_of).items():
            rows, shares = batch.fields[name].rows.cpu().numpy(), unmet_shares(features_of[name], len(values))
            for example in np.nonzero(rows >= 0)[0]:
                oddness[example][name] = float(values[rows[example]])
                unmet[example][name] = float(shares[rows[example]])
        return [familiarity_of(odd, new, self.novelty.lowers) for odd, new in zip(oddness, unmet, strict=True)]


def familiarity_of(oddness: Mapping[str, float], unmet: Mapping[str, float], lowers: bool = True) -> Familiarity:
    """What follows from the oddness of each field. unmet: the share of its parts that training never showed.

    lowers: see Novelty; where the confidence stays, nothing is said of single parts either.
    """
    odd = odd_fields(oddness)
    unfamiliar = tuple(name for name in odd if unmet[name] > _MET_HALF)
    if not lowers:
        return Familiarity(oddness, unfamiliar)
    partly_met = tuple(name for name in odd if 0 < unmet[name] <= _MET_HALF)
    alone = {name: doubt_of({name: share}) for name, share in oddness.items()}
    return Familiarity(oddness, unfamiliar, partly_met, doubt_of(oddness), alone)


def odd_fields(oddness: Mapping[str, float]) -> tuple[str, ...]:
    """Those that hardly any ordinary value would be as odd as, the oddest first."""
    least = 1 - (1 - UNFAMILIAR_FROM) / max(1, len(oddness))
    return tuple(sorted((n for n, share in oddness.items() if share >= least), key=lambda name: -oddness[name]))


def doubt_of(oddness: Mapping[str, float]) -> float:
    """By which the temperature is raised for an example with these fields."""
    return float(doubts(np.array([list(oddness.values())]))[0]) if oddness else 1.0


def doubts(oddness: Floats) -> Floats:
    """(n, M) oddness, NaN where a sense is not there → (n,) factors of the temperature, at least 1."""
    there = np.isfinite(oddness)
    whole = there.sum(axis=1) * (1 - np.where(there, oddness, 0.0).max(axis=1))  # (n,) M · p
    raised = np.sqrt((1 - _LOWERED_FROM) / np.maximum(whole, (1 - _LOWERED_FROM) / _MOST_DOUBT**2))
    return np.where(there.any(axis=1), np.maximum(1.0, raised), 1.0)


def unmet_shares(features: Features, count: int) -> Floats:
    """(U,) the share of a value's parts that training never showed; 1 where the encoder does not tell."""
    unmet = features.get(UNMET_VIEW)
    return np.ones(count) if unmet is None else unmet[:, 0].cpu().numpy().astype(np.float64)


def read_known_uncertainty(manifest_path: Path, weights_path: Path) -> KnownUncertainty:
    """Of the run that the two files belong to. Weights that were put into a folder under a name of their own may be
    another model's, so nothing is said about them. Never raises."""
    if (manifest_path.name, weights_path.name) != (MANIFEST_NAME, WEIGHTS_NAME):
        return KnownUncertainty()
    return KnownUncertainty(CALIBRATION.read(weights_path.parent), load_novelty(weights_path.parent))
