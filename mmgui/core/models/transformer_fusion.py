"""One stream: the tokens of all senses in one row, through the layers of a transformer.

Letters as in fusions.py; S = 1 + the tokens of all fields, the length of the stream.
"""

from collections.abc import Mapping
from typing import cast

import torch
from torch import Tensor, nn

from mmgui.core.models.fusions import FieldTokens, Fused, Look, attend, check_heads


class TransformerFusion(nn.Module):
    """All tokens of all senses look at each other; a class token that stands before them gathers the answer.

    To each token is added a learned vector of its field, so that one set of weights serves them all. Layers are
    pre-norm (Xiong et al. 2020, arXiv:2002.04745): x + attention(norm(x)), then x + network(norm(x)). Of the last
    layer only the class token is used, so only it is worked out there. One stream: Chen et al. 2020, arXiv:1909.11740;
    class token: Dosovitskiy et al. 2021, arXiv:2010.11929. A missing sense is its one absent token.
    """

    one_stream = True

    def __init__(self, names: tuple[str, ...], width: int, dropout: float, heads: int, layers: int) -> None:
        super().__init__()
        check_heads(width, heads)
        self.names, self.heads = names, heads
        self.kinds = nn.Parameter(torch.randn(len(names), width) * 0.02)
        self.answer = nn.Parameter(torch.randn(width) * 0.02)  # the class token
        self.layers = nn.ModuleList(_Layer(width, dropout, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.output_size = width

    def forward(self, senses: Mapping[str, FieldTokens], present: Tensor) -> Fused:
        stream, mask = self._stream(senses)  # (B, S, D), (B, S)
        used = []
        first: Tensor | None = None  # V of the first layer
        for layer in self.layers:
            asking = slice(1) if layer is self.layers[-1] else slice(None)
            stream, weights, value = layer(stream, mask, asking)
            used.append(weights)
            first = value if first is None else first
        joined = self.norm(stream[:, 0])
        if self.training or first is None:
            return Fused(joined, {}, {}, {})
        places = self._places(senses)
        relevance = _roll_out(used)  # (B, S)
        shares = {}
        for name, place in places.items():
            own = relevance[:, place]
            shares[name] = own / own.sum(1, keepdim=True).clamp(min=1e-12)
        attention = {
            (one, other): used[0][:, :, places[one], places[other]]
            for one in self.names for other in self.names if one != other
        } if len(used) > 1 else {}  # fmt: skip
        taken = {}
        for one, other in attention:
            weights = attention[one, other] @ first[:, :, places[other]]  # (B, h, N one, d)
            is_real = mask[:, places[one]]
            mean = torch.einsum("bn,bhnd->bhd", is_real.to(weights.dtype), weights) / is_real.sum(1)[:, None, None]
            taken[one, other] = mean.flatten(1).norm(dim=1)
        return Fused(joined, shares, attention, taken)

    def look(self, senses: Mapping[str, FieldTokens], one: str, token: int, other: str) -> Look:
        stream, mask = self._stream(senses)
        numbers: dict[int, tuple[str, int]] = {}
        for name, place in self._places(senses).items():
            numbers |= {place.start + n: (name, n) for n in range(place.stop - place.start)}
        query, key, value = cast(_Layer, self.layers[0]).ask(stream[:1])  # (1, h, S, d) each
        real = mask[0].nonzero()[:, 0]
        asking = self._places(senses)[one].start + token
        keys = tuple(numbers.get(place, ("", 0)) for place in real.tolist())
        return Look(keys, query[0, :, asking], key[0][:, real], value[0][:, real])

    def _stream(self, senses: Mapping[str, FieldTokens]) -> tuple[Tensor, Tensor]:
        """(B, S, D) and which of it is real, (B, S)."""
        count = len(next(iter(senses.values())).rows)
        parts = [self.answer.expand(count, 1, -1)]
        masks = [torch.ones(count, 1, dtype=torch.bool, device=self.answer.device)]
        for sense, kind in zip(senses.values(), self.kinds, strict=True):
            parts.append((sense.tokens + kind)[sense.rows])
            masks.append(sense.mask[sense.rows])
        return torch.cat(parts, 1), torch.cat(masks, 1)

    def _places(self, senses: Mapping[str, FieldTokens]) -> dict[str, slice]:
        """Where the tokens of each field stand in the stream."""
        found, start = {}, 1
        for name, sense in senses.items():
            found[name] = slice(start, start + sense.tokens.shape[1])
            start += sense.tokens.shape[1]
        return found


class _Layer(nn.Module):
    """One pre-norm layer."""

    def __init__(self, width: int, dropout: float, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.before = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)  # query, key and value
        self.out = nn.Linear(width, width)
        self.between = nn.LayerNorm(width)
        self.network = nn.Sequential(
            nn.Linear(width, 2 * width), nn.GELU(), nn.Dropout(dropout), nn.Linear(2 * width, width)
        )
        self.dropout = nn.Dropout(dropout)

    def ask(self, stream: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(B, S, D) → query, key, value, each (B, h, S, D / h)."""
        parts = self.qkv(self.before(stream)).unflatten(2, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        return parts[0], parts[1], parts[2]

    def forward(self, stream: Tensor, mask: Tensor, asking: slice) -> tuple[Tensor, Tensor, Tensor]:
        """asking: which tokens go on. Gives them (B, Q, D), their weights (B, h, Q, S), and V (B, h, S, D / h)."""
        query, key, value = self.ask(stream)
        weights = attend(query[:, :, asking], key, mask)
        stream = stream[:, asking] + self.dropout(self.out((weights @ value).transpose(1, 2).flatten(2)))
        return stream + self.dropout(self.network(self.between(stream))), weights, value


def _roll_out(used: list[Tensor]) -> Tensor:
    """(B, S): how much of each token reached the class token; per layer (B, h, Q, S).

    Attention rollout: half of each token goes on as it is, half comes from where it looked, averaged over the heads.
    Source: Abnar & Zuidema 2020, arXiv:2005.00928.
    """
    reached = 0.5 * used[-1].mean(1)[:, 0]  # (B, S), of the class token in the last layer
    reached[:, 0] += 0.5
    for weights in reversed(used[:-1]):
        reached = 0.5 * reached + 0.5 * torch.einsum("bq,bqs->bs", reached, weights.mean(1))
    return reached
