"""How much each sense had in an answer: exact Shapley values over the senses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import factorial

import torch
from torch import Tensor

from mmgui.core.errors import ExperimentError
from mmgui.core.explaining.example import EncodedExample
from mmgui.core.explaining.score import class_score
from mmgui.core.i18n import _
from mmgui.core.models.batches import Batch
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


def join_coalitions(example: EncodedExample) -> tuple[FusionOutput, Tensor]:
    """The answers to an example with every set of its senses: (output of 2^M rows, present (2^M, M)).

    Row i looks at the senses whose bits are set in i, so the last row is the full answer; the rest are replaced by the
    learned "absent" token. Raises ExperimentError for more than MAX_SENSES senses.
    """
    present = coalitions(example.model, example.batch.labels.device)
    return example.join({}, len(present), present), present


def shapley_values(model: FusionModel, output: FusionOutput, present: Tensor, chosen: int) -> Contributions:
    """Exact Shapley values of the senses for the score of class `chosen`; a missing sense gets 0.

    φ_m = Σ_{S ∌ m} |S|! (M-|S|-1)! / M! · (s(S ∪ m) - s(S)). Source: Shapley 1953; as attribution: Lundberg & Lee 2017,
    arXiv:1705.07874. output, present: from join_coalitions.
    """
    scores = class_score(output.logits.detach().double(), chosen).cpu()  # (2^M,)
    return _share_out(model.fields, scores.tolist(), present.sum(1).tolist())


def shapley_many(model: FusionModel, batch: Batch) -> tuple[Tensor, list[Contributions]]:
    """(logits (B, K), per example what each sense added to the score of its own answer), for B examples at once.

    The encoders run once, the joint part 2^M times. Raises ExperimentError for more than MAX_SENSES senses.
    """
    present = coalitions(model, batch.labels.device)
    encoded = model.encode(batch)
    logits = [model.join(encoded, batch, row.expand(len(batch), -1)).logits.detach().double() for row in present]
    chosen = logits[-1].argmax(1)  # (B,)
    scores = torch.stack([class_score(part, chosen) for part in logits]).cpu()  # (2^M, B), of each one's own answer
    sizes = present.sum(1).tolist()
    return logits[-1], [_share_out(model.fields, column.tolist(), sizes) for column in scores.T]


def coalitions(model: FusionModel, device: torch.device) -> Tensor:
    """(2^M, M) bool: every set of senses; row i looks at those whose bits are set in i. Raises ExperimentError."""
    count = len(model.fields)
    if count > MAX_SENSES:
        raise ExperimentError(
            _("The shares of {count} senses cannot be computed exactly.").format(count=count),
            _("Use at most {most} fields.").format(most=MAX_SENSES),
            parameter="fields",
        )
    numbers = torch.arange(2**count, device=device)
    return (numbers[:, None] >> torch.arange(count, device=device)[None]) & 1 == 1


def _share_out(fields: Sequence[str], scores: Sequence[float], sizes: Sequence[int]) -> Contributions:
    """scores, sizes: per coalition its score and how many senses it has."""
    count = len(fields)
    values = {}
    for m, name in enumerate(fields):
        value = 0.0
        for number in range(2**count):
            if not number >> m & 1:
                weight = factorial(sizes[number]) * factorial(count - sizes[number] - 1) / factorial(count)
                value += weight * (scores[number | 1 << m] - scores[number])
        values[name] = value
    return Contributions(values, scores[-1], scores[0])
