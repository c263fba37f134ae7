"""Which parts of two fields belong together, and the numbers inside the attention formula.

Letters: P parts of one field, Q of the other, N tokens, h heads, d_k features of a head.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmgui.core.cancel import CancelToken
from mmgui.core.explaining.example import EncodedExample
from mmgui.core.explaining.score import class_score
from mmgui.core.models.fusion_model import FusionOutput
from mmgui.core.models.fusions import Look

MOST_PAIRS: Final = 4096  # of parts; of a longer text the words that count most
_AT_ONCE: Final = 256
_NOTHING: Final = 0.05  # a part with less than this share of the strongest link has none


def has_attention_between(example: EncodedExample, output: FusionOutput, one: str, other: str) -> bool:
    """The fusion has attention, and over single parts of both fields, not over whole values."""
    if (one, other) not in output.attention:
        return False
    for name in (one, other):
        encoded = example.encoded[name]
        if encoded is None or encoded.tokens.shape[1] != example.embedded[name].shape[1]:
            return False
    return True


def attention_links(
    example: EncodedExample, output: FusionOutput, one: str, other: str, row: int = -1
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(over, back), (P, Q) each from 0: how strongly each part of `one` looks at each of `other`, and the other way.

    The attention that the fusion used, averaged over its heads; what an even look would give is taken away, so that 0
    means "not more than anywhere else". output: of a fusion with attention; row: which example. A part's weights over
    the other's, softmax(QKᵀ/√d_k), sum to 1: n places that all have 1/n say nothing about where it looked. In one
    stream it looks at its own field too; its weights over the other's are scaled to that sum here. Source: Vaswani et
    al. 2017, arXiv:1706.03762. That attention was paid does not mean that it mattered: Jain & Wallace 2019,
    arXiv:1902.10186.
    """
    there = _over_one(output.attention[one, other][row])  # (N, N')
    back = _over_one(output.attention[other, one][row]).T  # (N, N')
    count, others = there.shape
    return tuple(  # type: ignore[return-value]
        _onto_parts(example, one, other, values.clamp(min=0).cpu().numpy())
        for values in (there * others - 1, back * count - 1)
    )


def _over_one(weights: Tensor) -> Tensor:
    """(h, N, N') → (N, N'), each row of sum 1."""
    mean = weights.detach().float().mean(0)
    return mean / mean.sum(1, keepdim=True).clamp(min=1e-12)


def look_shares(output: FusionOutput, one: str, others: Sequence[str], row: int = -1) -> dict[str, float]:
    """Of all that field `one` took from these other fields in the joining, how much came from each; sums to 1.

    By the length of what was brought, Σ weights · V: a weight alone does not say how much there was to take. Source:
    Kobayashi et al. 2020, arXiv:2004.10102. {} without attention.
    """
    lengths = {other: float(output.taken[one, other][row]) for other in others if (one, other) in output.taken}
    total = sum(lengths.values())
    return {other: length / total if total else 1 / len(lengths) for other, length in lengths.items()}


def _onto_parts(example: EncodedExample, one: str, other: str, values: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N, N') between tokens → (P, Q) between the parts that a person sees."""
    layouts, model = example.example.layouts, example.model
    across = model.encoder(other).to_parts(values, layouts[other])  # (N, Q)
    both = model.encoder(one).to_parts(across.T, layouts[one])  # (Q, P)
    found: NDArray[np.float32] = np.ascontiguousarray(both.T, dtype=np.float32)
    return found


def interaction_links(
    example: EncodedExample, one: str, other: str, chosen: int, cancel: CancelToken | None = None
) -> NDArray[np.float32]:
    """(P, Q) from 0: how much the effect of each part of `one` depends on each of `other`. For every fusion.

    With the score s of class `chosen`, and parts p and q taken out (what the value is like on average in their place):

        I(p, q) = | s(all) - s(without p) - s(without q) + s(without both) |,

    the interaction of a pair in the presence of everything else: 0 where the two only add up, large where one means
    something else without the other. It is one term of the Shapley interaction index (Grabisch & Roubens 1999,
    doi:10.1007/s001820050125), which would average it over all sets of what else is there, and the discrete form of the
    second derivative that Integrated Hessians (Janizek et al. 2021, arXiv:2002.04138) integrates. The sign is dropped:
    to support each other and to make each other unnecessary are both a link. Scores are log-odds, so two senses that
    speak for different classes are linked a little by the softmax alone.

    Of more than MOST_PAIRS pairs those parts of `one` are taken that count most when they are taken out alone; the
    others have no link. Cost: P + Q encodings, P · Q joint answers. Raises Cancelled.
    """
    hidden = {name: example.example.layouts[name].windows() for name in (one, other)}
    kept, most = np.arange(len(hidden[one])), max(1, MOST_PAIRS // max(1, len(hidden[other])))
    if len(kept) > most:
        falls = example.scores_without(one, hidden[one], chosen)
        kept = np.sort(np.argsort(-np.abs(falls - np.median(falls)), kind="stable")[:most])
    scores = _scores(example, {one: hidden[one][kept], other: hidden[other]}, chosen, cancel)  # the last: nothing out
    full, no_one, no_other = scores[-1, -1], scores[:-1, -1:], scores[-1:, :-1]
    pairs = np.abs(full - no_one - no_other + scores[:-1, :-1])  # (kept, C')
    found = np.zeros((len(hidden[one]), len(hidden[other])))
    found[kept] = pairs
    layouts = example.example.layouts
    across = np.stack([layouts[other].from_windows(row) for row in found])  # (C, Q)
    return np.stack([layouts[one].from_windows(column) for column in across.T], 1).astype(np.float32)  # (P, Q)


def _scores(
    example: EncodedExample, hidden: Mapping[str, NDArray[np.bool_]], chosen: int, cancel: CancelToken | None
) -> NDArray[np.float64]:
    """(A + 1, B + 1): the score with every pair of masked values of two fields; the last of each is the whole one."""
    (one, first), (other, second) = hidden.items()
    model, device = example.model, example.batch.labels.device
    whole = {name: np.concatenate([~part, np.ones((1, part.shape[1]), np.bool_)]) for name, part in hidden.items()}
    replaced = {name: example.encode_masked(name, keep, "average") for name, keep in whole.items()}
    is_there = {name: torch.from_numpy(keep.any(1)).to(device) for name, keep in whole.items()}
    found = []
    numbers = torch.arange((len(first) + 1) * (len(second) + 1), device=device)
    for part in torch.split(numbers, _AT_ONCE):
        if cancel is not None:
            cancel.raise_if_cancelled()
        rows = {one: part // (len(second) + 1), other: part % (len(second) + 1)}
        present = torch.ones(len(part), len(model.fields), dtype=torch.bool, device=device)
        for name, row in rows.items():
            present[:, model.fields.index(name)] = is_there[name][row]
        with torch.inference_mode():
            output = example.join(replaced, len(part), present, rows)
            found.append(class_score(output.logits.double(), chosen))
    scores: NDArray[np.float64] = torch.cat(found).reshape(len(first) + 1, len(second) + 1).cpu().numpy()
    return scores


def scale_links(over: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(links, strengths): of each part (a row) the links with the strongest at 1, and its strength, the strongest 1.

    over: (P, Q) from 0. A part with less than a twentieth of the strongest part's link has none: only zeros.
    """
    tops = over.max(1, initial=0.0)
    strengths = tops / max(float(tops.max(initial=0.0)), 1e-12)
    links = over / np.maximum(tops, 1e-12)[:, None] * (strengths >= _NOTHING)[:, None]
    return links.astype(np.float32), strengths.astype(np.float32)


@dataclass(frozen=True)
class HeadNumbers:
    """One token's look at another field in one head: dots, scaled and weights are (N,) float64. dimension: d_k.

    length: Euclidean length of weights @ V, (d_k,). normaliser: Σ exp(scaled).
    """

    head: int
    heads: int
    dimension: int
    dots: Tensor
    scaled: Tensor
    weights: Tensor
    normaliser: float
    length: float


def head_numbers(look: Look, head: int | None) -> HeadNumbers:
    """The numbers of softmax(QKᵀ/√d_k)V in one head. head: None takes the one that looks most narrowly, that is, has
    the least entropy."""
    dots = (look.key.double() @ look.query.double()[:, :, None])[..., 0]  # (h, N)
    heads, dimension = look.query.shape
    scaled = dots * dimension**-0.5
    weights = scaled.softmax(1)  # (h, N)
    if head is None:
        head = int((-(weights * weights.clamp(min=1e-30).log()).sum(1)).argmin())
    output = weights[head] @ look.value[head].double()  # (d_k,)
    return HeadNumbers(
        head,
        heads,
        dimension,
        dots[head],
        scaled[head],
        weights[head],
        float(scaled[head].exp().sum()),
        float(output.norm()),
    )
