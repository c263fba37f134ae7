"""Fusions: each joins what the senses say into one vector.

Letters: B examples, M fields, U distinct values of a field, N tokens, D features, h heads.
"""

from collections.abc import Mapping
from itertools import combinations
from typing import NamedTuple, Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional

from mmgui.core.errors import ExperimentError
from mmgui.core.i18n import _


class FieldTokens(NamedTuple):
    """One field of a batch: the distinct values with the absent one as the last, and who has which.

    tokens: (U, N, D); mask: (U, N) bool; pooled: (U, D); rows: (B,) long, which value each example has.
    """

    tokens: Tensor
    mask: Tensor
    pooled: Tensor
    rows: Tensor


class Fused(NamedTuple):
    """joined: (B, D). relevance: per field (B, N), how much each token counted, sum 1; empty without attention.

    attention: (from, to) → (B, h, N from, N to), the matrices softmax(QKᵀ/√d) that were used. taken: (from, to) → (B,),
    the length of what the tokens of one field took from those of another; in training it is not worked out.
    """

    joined: Tensor
    relevance: dict[str, Tensor]
    attention: dict[tuple[str, str], Tensor]
    taken: dict[tuple[str, str], Tensor]


class Look(NamedTuple):
    """One token asks: what softmax(QKᵀ/√d)V is worked out from, in every head.

    keys: per key its field and the number of its token there; the field is "" for a token that belongs to none. query:
    (h, d); key, value: (h, K, d).
    """

    keys: tuple[tuple[str, int], ...]
    query: Tensor
    key: Tensor
    value: Tensor


class Fusion(Protocol):
    output_size: int

    def __call__(self, senses: Mapping[str, FieldTokens], present: Tensor) -> Fused:
        """senses: in the order of the fields; present: (B, M) bool."""
        ...


class AttentionJoin(Fusion, Protocol):
    """A fusion whose tokens look at those of other fields. one_stream: at all of them at once, not at a field each."""

    one_stream: bool

    def look(self, senses: Mapping[str, FieldTokens], one: str, token: int, other: str) -> Look:
        """How that token of field `one` looks at field `other` (in one stream: at everything) in the first example."""
        ...


def module_key(field: str) -> str:
    """A field's name as a module's name: torch allows no dots and no names of its own methods ("type", "float")."""
    return "field_" + field.replace(".", "\u2024")


class Joint(nn.Module):
    """Vectors of M fields → one, by a small network that can learn "the one or the other, but not both".

    With `product`, the element-wise products of each two fields go in as well: "happy words under a sad face" is then
    one step away (low-rank bilinear pooling, Kim et al. 2017, arXiv:1610.04325).
    """

    def __init__(self, fields: int, width: int, dropout: float, product: bool) -> None:
        super().__init__()
        self.pairs = list(combinations(range(fields), 2)) if product else []
        self.left = nn.ModuleList(nn.Linear(width, width) for _ in self.pairs)
        self.right = nn.ModuleList(nn.Linear(width, width) for _ in self.pairs)
        self.layers = nn.Sequential(
            nn.Linear((fields + len(self.pairs)) * width, 2 * width),
            nn.LayerNorm(2 * width),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(2 * width, width),
            nn.GELU(),
            nn.Dropout(dropout),
        )

    def forward(self, vectors: list[Tensor]) -> Tensor:
        """M × (B, D) → (B, D)."""
        products = [
            left(vectors[i]) * right(vectors[j])
            for (i, j), left, right in zip(self.pairs, self.left, self.right, strict=True)
        ]
        joined: Tensor = self.layers(torch.cat([*vectors, *products], 1))
        return joined


class ConcatFusion(nn.Module):
    """The senses side by side, then a small network. With hidden=False only side by side: (B, M · D)."""

    def __init__(self, names: tuple[str, ...], width: int, dropout: float, hidden: bool, product: bool) -> None:
        super().__init__()
        self.joint = Joint(len(names), width, dropout, product) if hidden else None
        self.output_size = width if hidden else len(names) * width

    def forward(self, senses: Mapping[str, FieldTokens], present: Tensor) -> Fused:
        vectors = [sense.pooled[sense.rows] for sense in senses.values()]  # M × (B, D)
        return Fused(torch.cat(vectors, 1) if self.joint is None else self.joint(vectors), {}, {}, {})


class GatedFusion(nn.Module):
    """Each sense is weighed by a learned gate that looks at all of them; a missing one gets the weight 0.

    Source: Arevalo et al. 2017, arXiv:1702.01992 (softmax over the fields instead of a sigmoid). The weighed senses
    stay side by side, so that the following network can still compare them.
    """

    def __init__(self, names: tuple[str, ...], width: int, dropout: float, product: bool) -> None:
        super().__init__()
        self.values = nn.ModuleList(nn.Linear(width, width) for _ in names)
        self.gate = nn.Linear(len(names) * width, len(names) * width)
        self.joint = Joint(len(names), width, dropout, product)
        self.output_size = width

    def forward(self, senses: Mapping[str, FieldTokens], present: Tensor) -> Fused:
        raw = [sense.pooled[sense.rows] for sense in senses.values()]  # M × (B, D)
        values = [torch.tanh(value(x)) for value, x in zip(self.values, raw, strict=True)]
        gate = self.gate(torch.cat(raw, 1)).unflatten(1, (len(raw), -1))  # (B, M, D)
        seen = present | ~present.any(1, keepdim=True)  # with nothing at all, all absent tokens count
        gate = gate.masked_fill(~seen.unsqueeze(2), float("-inf")).softmax(1) * len(raw)
        return Fused(self.joint([gate[:, m] * value for m, value in enumerate(values)]), {}, {}, {})


class AttentionFusion(nn.Module):
    """Every token of a sense looks at the tokens of the others: softmax(QKᵀ/√d)V, words at the picture and back.

    Then each sense is read out by a question from the others, again by scaled dot products, so that the tokens that
    matter together with the other senses count most. Source: Vaswani et al. 2017, arXiv:1706.03762; both directions:
    Lu et al. 2019, arXiv:1908.02265. Keys, queries and values are computed once per distinct value, not per example.
    """

    one_stream = False

    def __init__(self, names: tuple[str, ...], width: int, dropout: float, heads: int, product: bool) -> None:
        super().__init__()
        check_heads(width, heads)
        self.names, self.heads = names, heads
        keys = [module_key(name) for name in names]
        self.qkv = nn.ModuleDict({key: nn.Linear(width, 3 * width) for key in keys})  # query, key and value
        self.out = nn.ModuleDict({key: nn.Linear(width, width) for key in keys})
        self.query = nn.ModuleDict({key: nn.Linear(width, width) for key in keys})
        self.residual = nn.ModuleDict({key: nn.Linear(width, width) for key in keys})
        self.norm = nn.ModuleDict({key: nn.LayerNorm(width) for key in keys})
        self.joint = Joint(len(names), width, dropout, product)
        self.output_size = width

    def forward(self, senses: Mapping[str, FieldTokens], present: Tensor) -> Fused:
        query, key, value, mask = {}, {}, {}, {}
        for name, sense in senses.items():
            parts = self.qkv[module_key(name)](sense.tokens)  # (U, N, D) → (U, N, 3D)
            parts = parts.unflatten(2, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)  # (3, U, h, N, D / h)
            query[name], key[name], value[name] = (part[sense.rows] for part in parts)  # (B, h, N, D / h)
            mask[name] = sense.mask[sense.rows]  # (B, N)
        attention: dict[tuple[str, str], Tensor] = {}
        brought: dict[str, dict[str, Tensor]] = {name: {} for name in self.names}
        for one in self.names:
            for other in self.names:
                if one != other:
                    weights = attend(query[one], key[other], mask[other])  # (B, h, N one, N other)
                    attention[one, other] = weights
                    brought[one][other] = (weights @ value[other]).transpose(1, 2).flatten(2)  # (B, N one, D)
        vectors, read, taken = [], {}, {}
        for name, sense in senses.items():
            weights = self._read_out(name, senses, key[name], mask[name])  # (B, N)
            read[name] = weights
            own = torch.einsum("bn,bnd->bd", weights, sense.tokens[sense.rows])
            vector = sense.pooled[sense.rows] + self.residual[module_key(name)](own)
            if brought[name]:
                vector = vector + self.out[module_key(name)](
                    torch.einsum("bn,bnd->bd", weights, torch.stack(list(brought[name].values())).sum(0))
                )
            vectors.append(self.norm[module_key(name)](vector))
            if not self.training:
                for other, each in brought[name].items():
                    taken[name, other] = torch.einsum("bn,bnd->bd", weights, each).norm(dim=1)
        return Fused(self.joint(vectors), self._roll_out(read, attention), attention, taken)

    def look(self, senses: Mapping[str, FieldTokens], one: str, token: int, other: str) -> Look:
        asked, row = senses[other], senses[other].rows[0]
        own = self.qkv[module_key(one)](senses[one].tokens[senses[one].rows[0], token])  # (3D,)
        offered = self.qkv[module_key(other)](asked.tokens[row, asked.mask[row]])  # (K, 3D)
        _query, key, value = offered.unflatten(1, (3, self.heads, -1)).permute(1, 2, 0, 3)  # (h, K, D / h) each
        numbers = asked.mask[row].nonzero()[:, 0].tolist()
        return Look(tuple((other, n) for n in numbers), own.unflatten(0, (3, self.heads, -1))[0], key, value)

    def _read_out(self, name: str, senses: Mapping[str, FieldTokens], key: Tensor, mask: Tensor) -> Tensor:
        """(B, N): which tokens of `name` the other senses ask for; a sense alone asks itself."""
        others = [n for n in self.names if n != name] or [name]
        questions = [self.query[module_key(n)](senses[n].pooled)[senses[n].rows] for n in others]
        question = torch.stack(questions).sum(0)  # (B, D)
        question = question.view(len(question), self.heads, 1, -1)  # (B, h, 1, D / h)
        return attend(question, key, mask).mean(1).squeeze(1)  # (B, h, 1, N) → (B, N)

    def _roll_out(self, read: dict[str, Tensor], attention: dict[tuple[str, str], Tensor]) -> dict[str, Tensor]:
        """How much each token counted on both ways to the answer: read out itself, or brought to another sense's.

        Attention rollout (Abnar & Zuidema 2020, arXiv:2005.00928) over the two layers.
        """
        relevance = {}
        for name in self.names:
            ways = [read[name]]
            for other in self.names:
                if other != name:
                    ways.append(torch.einsum("bm,bmn->bn", read[other], attention[other, name].mean(1)))
            relevance[name] = torch.stack(ways).mean(0)
        return relevance


def check_heads(width: int, heads: int) -> None:
    """Raises ExperimentError if the features cannot be shared out evenly."""
    if width % heads:
        raise ExperimentError(
            _("A width of {width} cannot be shared among {heads} attention heads.").format(width=width, heads=heads),
            _("Choose a width that can be divided by the number of heads."),
            parameter="heads",
        )


def attend(query: Tensor, key: Tensor, mask: Tensor) -> Tensor:
    """softmax(QKᵀ/√d) over the real tokens. (B, h, Q, d), (B, h, N, d), (B, N) → (B, h, Q, N)."""
    scores = query @ key.transpose(2, 3) * query.shape[3] ** -0.5
    return functional.softmax(scores.masked_fill(~mask[:, None, None], float("-inf")), dim=3)
