"""What a predictor knows of its model's uncertainty: temperatures, and how ordinary a value is."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mmgui.core.models.batches import Batch
from mmgui.core.models.manifest import MANIFEST_NAME, WEIGHTS_NAME
from mmgui.core.uncertainty.calibration import CALIBRATION, Calibration
from mmgui.core.uncertainty.features import Features
from mmgui.core.uncertainty.novelty import UNFAMILIAR_FROM, Novelty, load_novelty


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

    def scores(self, features_of: Mapping[str, Features], batch: Batch) -> list[dict[str, float]]:
        """Per example of the batch and present field the share of validation values that are more ordinary."""
        found: list[dict[str, float]] = [{} for _row in range(len(batch))]
        if self.novelty is None:
            return found
        for name, values in self.novelty.scores(features_of).items():
            rows = batch.fields[name].rows.cpu().numpy()
            for example in np.nonzero(rows >= 0)[0]:
                found[example][name] = float(values[rows[example]])
        return found


def unfamiliar_fields(scores: Mapping[str, float]) -> tuple[str, ...]:
    """Those whose value is unlike what the model was trained on, the oddest first."""
    flagged = [name for name, share in scores.items() if share >= UNFAMILIAR_FROM]
    return tuple(sorted(flagged, key=lambda name: -scores[name]))


def read_known_uncertainty(manifest_path: Path, weights_path: Path) -> KnownUncertainty:
    """Of the run that the two files belong to. Weights that were put into a folder under a name of their own may be
    another model's, so nothing is said about them. Never raises."""
    if (manifest_path.name, weights_path.name) != (MANIFEST_NAME, WEIGHTS_NAME):
        return KnownUncertainty()
    return KnownUncertainty(CALIBRATION.read(weights_path.parent), load_novelty(weights_path.parent))
