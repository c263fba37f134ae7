"""Which words and which places of the picture belong together, and the numbers inside the attention formula.

Letters: L words, P places of the picture, h heads, d_k features of a head.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

import torch
from torch import Tensor

from mmgui.core.cancel import CancelToken
from mmgui.core.explaining.gradients import integrated_gradients
from mmgui.core.explaining.occlusion import CELLS, hidden_patches
from mmgui.core.explaining.parts import WordParts
from mmgui.core.explaining.score import class_score
from mmgui.core.models.batches import Batch, FieldBatch
from mmgui.core.models.encoders import Encoded
from mmgui.core.models.encoders.words_input import TextValues
from mmgui.core.models.fusion_model import FusionModel, FusionOutput
from mmgui.core.models.fusions import AttentionFusion, module_key

MAX_WORDS: Final = 32  # whose interactions are computed; of more, those that count most
_AT_ONCE: Final = 256
_NOTHING: Final = 0.05  # a word with less than this share of the strongest link has none


@dataclass(frozen=True)
class RawLinks:
    """Links over the letter-boxed square that the model sees.

    words: the numbers of the L words among the text's tokens. over: (L, rows, columns), how strongly each word looks at
    each place, from 0, on one scale. back: (L, rows, columns), how strongly each place looks at each word.
    """

    words: tuple[int, ...]
    over: Tensor
    back: Tensor


def attention_links(output: FusionOutput, words: str, picture: str, grid: tuple[int, int], row: int = -1) -> RawLinks:
    """The cross-attention that the fusion used, averaged over its heads, both ways; what an even look would give is
    taken away, so that 0 means "not more than anywhere else".

    output: of a fusion with attention. grid: (rows, columns) of the picture's tokens; row: which example.
    A word's weights over the places, softmax(QKᵀ/√d_k), sum to 1: n places that all have 1/n say nothing about where
    it looked. Source: Vaswani et al. 2017, arXiv:1706.03762. That attention was paid does not mean that it mattered:
    Jain & Wallace 2019, arXiv:1902.10186.
    """
    there = output.attention[words, picture][row].detach().float().mean(0)  # (h, L, P) → (L, P)
    back = output.attention[picture, words][row].detach().float().mean(0).T  # (h, P, L) → (L, P)
    length, places = there.shape
    over = (there * places - 1).clamp(min=0).reshape(length, *grid)
    return RawLinks(tuple(range(length)), over, (back * length - 1).clamp(min=0).reshape(length, *grid))


def interaction_links(
    model: FusionModel,
    batch: Batch,
    encoded: Mapping[str, Encoded | None],
    words: str,
    picture: str,
    chosen: int,
    cells: int = CELLS,
    cancel: CancelToken | None = None,
) -> RawLinks:
    """How much the effect of each word depends on each place of the picture, and so the other way round. For every
    fusion; batch: one example.

    With the score s of class `chosen`, a word w taken out (its embedding set to zero) and a place p covered with the
    picture's mean colour:

        I(w, p) = | s(all) - s(without w) - s(without p) + s(without both) |,

    the interaction of a pair in the presence of everything else: 0 where the two only add up, large where one means
    something else without the other. It is one term of the Shapley interaction index (Grabisch & Roubens 1999,
    doi:10.1007/s001820050125), which would average it over all sets of what else is there, and the discrete form of the
    second derivative that Integrated Hessians (Janizek et al. 2021, arXiv:2002.04138) integrates. The sign is dropped:
    to support each other and to make each other unnecessary are both a link. Scores are log-odds, so two senses that
    speak for different classes are linked a little by the softmax alone.

    Of more than MAX_WORDS words (fewer in very long texts) those are taken that count most by integrated gradients.
    Cost: words + places encodings, words × places joint answers. Raises Cancelled.
    """
    values = cast(TextValues, batch.fields[words].values)
    encoder = cast(WordParts, model.encoder(words))
    length = values.mask.shape[1]
    most = min(MAX_WORDS, max(4, 16_384 // length))
    kept = list(range(length))
    if length > most:
        counts = integrated_gradients(model, batch, encoded, words, chosen).abs()
        kept = sorted(counts.topk(most).indices.tolist())
    with torch.inference_mode():
        keep = torch.ones(len(kept) + 1, length, 1, dtype=torch.bool, device=values.mask.device)
        keep[torch.arange(len(kept)), torch.tensor(kept)] = False  # the last row keeps everything
        texts = encoder.contextualise(encoder.embed(values) * keep, values.mask.expand(len(keep), -1))
        pixels = batch.fields[picture].values
        pictures = model.encoder(picture)(torch.cat([hidden_patches(pixels, cells), pixels]))
        scores = _scores(model, batch, {**encoded, words: texts, picture: pictures}, words, picture, chosen,
                         len(kept) + 1, cells * cells + 1, cancel)  # fmt: skip
    full, no_word, no_place = scores[-1, -1], scores[:-1, -1:], scores[-1:, :-1]
    interaction = (full - no_word - no_place + scores[:-1, :-1]).abs().float().reshape(-1, cells, cells)  # (L, rows, c)
    return RawLinks(tuple(kept), interaction, interaction)


def _scores(
    model: FusionModel,
    batch: Batch,
    encoded: Mapping[str, Encoded | None],
    words: str,
    picture: str,
    chosen: int,
    texts: int,
    pictures: int,
    cancel: CancelToken | None,
) -> Tensor:
    """(texts, pictures) float64: the score of every pair of a changed text and a changed picture."""
    found = []
    numbers = torch.arange(texts * pictures, device=batch.labels.device)
    for part in torch.split(numbers, _AT_ONCE):
        if cancel is not None:
            cancel.raise_if_cancelled()
        fields = {name: FieldBatch(f.values, f.rows[:1].expand(len(part))) for name, f in batch.fields.items()}
        fields[words] = FieldBatch(batch.fields[words].values, part // pictures)
        fields[picture] = FieldBatch(batch.fields[picture].values, part % pictures)
        pairs = Batch(fields, batch.labels.new_full((len(part),), -1))
        found.append(class_score(model.join(encoded, pairs).logits.double(), chosen))
    return torch.cat(found).reshape(texts, pictures)


def scale_links(over: Tensor) -> tuple[Tensor, Tensor]:
    """(grids, strengths): each word's places with the strongest at 1, and each word's strength, the strongest 1.

    over: (L, ...) from 0. A word with less than a twentieth of the strongest word's link has none: only zeros.
    """
    tops = over.flatten(1).amax(1) if over.numel() else over.new_zeros(len(over))  # (L,)
    strengths = tops / tops.max().clamp(min=1e-12) if len(tops) else tops
    shape = (-1, *[1] * (over.dim() - 1))
    grids = over / tops.clamp(min=1e-12).reshape(shape) * (strengths >= _NOTHING).reshape(shape)
    return grids, strengths


@dataclass(frozen=True)
class HeadNumbers:
    """One word's look at the picture in one head: dots, scaled and weights are (P,) float64. dimension: d_k.

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


def head_numbers(
    fusion: AttentionFusion,
    words: Encoded,
    picture: Encoded,
    names: tuple[str, str],
    word: int,
    head: int | None = None,
) -> HeadNumbers:
    """The numbers of softmax(QKᵀ/√d_k)V for one word as the query and the picture's tokens as keys and values.

    names: (words' field, picture's field). head: None takes the one that looks most narrowly (least entropy).
    """
    key_of = {name: module_key(name) for name in names}
    with torch.inference_mode():
        asked = fusion.look[key_of[names[0]]](words.tokens[0, word]).unflatten(0, (3, fusion.heads, -1))  # (3, h, d_k)
        offered = fusion.look[key_of[names[1]]](picture.tokens[0][picture.mask[0]])  # (P, 3D)
        offered = offered.unflatten(1, (3, fusion.heads, -1)).permute(1, 2, 0, 3)  # (3, h, P, d_k)
        dots = (offered[1].double() @ asked[0].double()[:, :, None])[..., 0]  # (h, P)
        dimension = asked.shape[2]
        scaled = dots * dimension**-0.5
        weights = scaled.softmax(1)  # (h, P)
        if head is None:
            head = int((-(weights * weights.clamp(min=1e-30).log()).sum(1)).argmin())
        home = weights[head] @ offered[2, head].double()  # (d_k,)
    return HeadNumbers(
        head,
        fusion.heads,
        dimension,
        dots[head],
        scaled[head],
        weights[head],
        float(scaled[head].exp().sum()),
        float(home.norm()),
    )
