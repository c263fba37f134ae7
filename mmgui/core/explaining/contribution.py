"""How much each sense had in an answer: exact Shapley values over the senses."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import factorial

import torch
from torch import Tensor

from mmgui.core.errors import ExperimentError
from mmgui.core.explaining.parts import join_many
from mmgui.core.explaining.score import class_score
from mmgui.core.i18n import _
from mmgui.core.models.batches import Batch
from mmgui.core.models.encoders import Encoded
from mmgui.core.models.fusion_model import FusionModel, FusionOutput

MAX_SENSES = 10  # 2¹⁰ joint passes; the encoders run once


@dataclass(frozen=True)
class Contributions:
    """values: per field its Shapley value in log-odds; their sum is score - score_without (with no sense at all)."""

    values: Mapping[str, float]
    score: float
    score_without: float

    def shares(self) -> dict[str, float]:
        """Per field the share of what spoke for the answer; a sense that spoke against it has 0. Sums to 1.

        If no sense spoke for it, the sizes are shared out; if all are zero, all are equal.
        """
        parts = {name: max(0.0, value) for name, value in self.values.items()}
        if not sum(parts.values()):
            parts = {name: abs(value) for name, value in self.values.items()}
        total = sum(parts.values())
        return {name: part / total if total else 1 / len(parts) for name, part in parts.items()}


def join_coalitions(
    model: FusionModel, batch: Batch, encoded: Mapping[str, Encoded | None]
) -> tuple[FusionOutput, Tensor]:
    """The answers to the one example in `batch` with every set of its senses: (output of 2^M rows, present (2^M, M)).

    Row i looks at the senses whose bits are set in i, so the last row is the full answer; the rest are replaced by the
    learned "absent" token. Raises ExperimentError for more than MAX_SENSES senses.
    """
    count = len(model.fields)
    if count > MAX_SENSES:
        raise ExperimentError(
            _("The shares of {count} senses cannot be computed exactly.").format(count=count),
            _("Use at most {most} fields.").format(most=MAX_SENSES),
            parameter="fields",
        )
    numbers = torch.arange(2**count, device=batch.labels.device)
    present = (numbers[:, None] >> torch.arange(count, device=numbers.device)[None]) & 1 == 1  # (2^M, M)
    return join_many(model, batch, encoded, {}, 2**count, present), present


def shapley_values(model: FusionModel, output: FusionOutput, present: Tensor, chosen: int) -> Contributions:
    """Exact Shapley values of the senses for the score of class `chosen`; a missing sense gets 0.

    φ_m = Σ_{S ∌ m} |S|! (M-|S|-1)! / M! · (s(S ∪ m) - s(S)). Source: Shapley 1953; as attribution: Lundberg & Lee 2017,
    arXiv:1705.07874. output, present: from join_coalitions.
    """
    scores = class_score(output.logits.detach().double(), chosen).cpu()  # (2^M,)
    count = present.shape[1]
    sizes = present.sum(1).cpu().tolist()
    values = {}
    for m, name in enumerate(model.fields):
        value = 0.0
        for number in range(2**count):
            if not number >> m & 1:
                weight = factorial(sizes[number]) * factorial(count - sizes[number] - 1) / factorial(count)
                value += weight * float(scores[number | 1 << m] - scores[number])
        values[name] = value
    return Contributions(values, float(scores[-1]), float(scores[0]))
