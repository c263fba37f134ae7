"""What attention a fusion used: how much each token counted on its ways to the answer."""

from torch import Tensor

from mmgui.core.explaining.score import weights_from
from mmgui.core.models.fusion_model import FusionOutput


def attention_weights(output: FusionOutput, field: str, row: int = 0, above_even: bool = False) -> Tensor:
    """(N,) in [0, 1], the largest 1; N tokens of `field` in example `row`. Raises KeyError without attention.

    A fusion rolls its layers out (Abnar & Zuidema 2020, arXiv:2005.00928). One stream does it as in that article, from
    the class token down; cross-attention has two layers: with the read-out weights r_f (N_f,)
    of field f and the cross-attention A_{g→f} (N_g, N_f), averaged over the heads, rows summing to 1,

        relevance_f = ( r_f + Σ_{g≠f} r_g A_{g→f} ) / M,

    the tokens of f that were read out themselves, and those that other senses' tokens looked at before they were read
    out. With `above_even`, the even level 1/N is taken away: only places that it looked at more than by not choosing
    count.
    """
    relevance = output.relevance[field][row].detach().float()  # (N,), sum 1
    if above_even:
        above = (relevance - 1 / len(relevance)).clamp(min=0)
        if float(above.max()) > 1e-3 * float(relevance.max()):
            return weights_from(above)
    return weights_from(relevance)
