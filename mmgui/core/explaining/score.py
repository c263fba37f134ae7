"""What is explained: the log-odds of a class, and how raw attributions become weights in [0, 1]."""

import torch
from torch import Tensor


def class_score(logits: Tensor, chosen: int | Tensor) -> Tensor:
    """(B, K) → (B,): z_c - log Σ_{k≠c} exp z_k, the log-odds of class c; chosen: c for all, or (B,) one for each.

    Unlike a probability it does not saturate: an explanation of an answer that is 99.9 % sure is still not zero.
    """
    if not isinstance(chosen, Tensor):
        others = torch.cat([logits[:, :chosen], logits[:, chosen + 1 :]], 1)
        return logits[:, chosen] - others.logsumexp(1)
    own = logits.gather(1, chosen[:, None])[:, 0]
    return own - logits.scatter(1, chosen[:, None], float("-inf")).logsumexp(1)


def weights_from(values: Tensor) -> Tensor:
    """Attributions of any sign (..., P) → float32 weights in [0, 1], the largest of each row 1: what speaks for the
    class.

    If nothing speaks for it (an answer by exclusion), what speaks against it least is no help to anybody, so the sizes
    are shown instead. All zero stays zero.
    """
    values = values.detach().float().nan_to_num(0.0, 0.0, 0.0)
    if not values.shape[-1]:
        return values
    positive = values.clamp(min=0)
    shown = torch.where(positive.amax(-1, keepdim=True) > 0, positive, values.abs())
    return shown / shown.amax(-1, keepdim=True).clamp(min=1e-12)
