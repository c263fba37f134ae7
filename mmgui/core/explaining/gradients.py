"""Integrated gradients: how much each place of a field adds to the score of a class, for one example or for many."""

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn

from mmgui.core.explaining.score import class_score
from mmgui.core.models.batches import Batch, FieldBatch
from mmgui.core.models.encoder import Encoded
from mmgui.core.models.fusion_model import FusionModel


def integrated_gradients(
    model: FusionModel,
    batch: Batch,
    encoded: Mapping[str, Encoded | None],
    field: str,
    embedded: Tensor,
    chosen: Tensor,
    steps: int,
) -> Tensor:
    """(U, N) of any sign: how much each place of the field's values adds to the scores of the classes `chosen` (B,).

    With the features E between the two halves of the encoder (`embedded` (U, N, E), without gradients), the baseline B
    that says nothing, and the score s:

        Σ_e (E - B)_e ∫₀¹ ∂s/∂E_e (B + α (E - B)) dα,

    by Gauss-Legendre quadrature over t with α = t^power. The sum over the places is s(E) - s(B). For pictures this is
    integrated Grad-CAM (Sattarzadeh et al. 2021, arXiv:2102.07805), for words integrated gradients (Sundararajan et al.
    2017, arXiv:1703.01365) of their embeddings. On the scene "feelings", whose evidence is known, the strongest place
    of a picture lay on it in 97 to 100 % of the cases, that of plain Grad-CAM in 87 to 95 %.

    No two examples of the batch may share a value: the sum of all scores has, at each example's own values, the
    gradient of its own score. Uses no random numbers and leaves no gradient behind.
    """
    encoder, count = model.encoder(field), len(embedded)
    values = batch.fields[field].values
    with torch.inference_mode(False), torch.enable_grad(), _recurrence_in_training_mode(encoder):
        nodes, shares = np.polynomial.legendre.leggauss(steps)
        t = torch.from_numpy((nodes + 1) / 2).to(embedded)  # (S,)
        share = torch.from_numpy(shares / 2).to(embedded) * encoder.power * t ** (encoder.power - 1)
        base = encoder.baseline(embedded)
        difference = embedded - base
        path = base + difference * (t**encoder.power)[:, None, None, None]  # (S, U, N, E)
        leaf = path.flatten(0, 1).requires_grad_()  # (S · U, N, E)
        step = torch.arange(steps, device=leaf.device).repeat_interleave(len(batch))  # (S · B,)
        fields = {}
        for name, other in batch.fields.items():
            rows = other.rows.repeat(steps)
            if name == field:
                rows = torch.where(rows >= 0, rows + step * count, rows)
            fields[name] = FieldBatch(other.values, rows)
        varied = Batch(fields, batch.labels.repeat(steps))
        output = model.join({**encoded, field: encoder.encode(leaf, values)}, varied)
        (gradient,) = torch.autograd.grad(class_score(output.logits, chosen.repeat(steps)).sum(), leaf)
        slopes = torch.einsum("s,sune->une", share, gradient.view(path.shape))
        return (difference * slopes).sum(2).detach()  # (U, N, E) → (U, N)


class _recurrence_in_training_mode:  # noqa: N801 (used like a function)
    """cuDNN gives no gradients through an LSTM in evaluation mode; without dropout inside, both modes are the same."""

    def __init__(self, encoder: nn.Module) -> None:
        self._layers = [m for m in encoder.modules() if isinstance(m, nn.RNNBase) and not m.dropout]

    def __enter__(self) -> None:
        for layer in self._layers:
            layer.train()

    def __exit__(self, *_error: object) -> None:
        for layer in self._layers:
            layer.eval()
