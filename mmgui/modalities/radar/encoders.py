"""A network that reads what a radar saw: each return a token with its place, in no order; a map's sectors likewise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from torch import Tensor, nn
from torch.nn import functional

from mmgui.core.layouts import Layout
from mmgui.core.models.encoder import Embedded, Encoded, Encoder
from mmgui.modalities.contract import Builder
from mmgui.modalities.radar import sectors
from mmgui.modalities.radar.places import describe_part, line_of
from mmgui.modalities.radar.values import is_map

_TOGETHER: Final = 8.0  # returns of which a sum is about as large as one return
_JITTER: Final = (0.02, 0.3, 0.1, 0.1)  # range (share), azimuth (degrees), speed (m/s), strength (share), at strength 1


@dataclass(frozen=True)
class RadarValues:
    """U scans. tokens: (U, N, 5) range, azimuth, closing speed, strength, mean strength; mask: (U, N) which are some;
    from_map: (U,) bool."""

    tokens: Tensor
    mask: Tensor
    from_map: Tensor

    def to(self, device: Any, *, non_blocking: bool = False) -> RadarValues:
        return RadarValues(*(t.to(device, non_blocking=non_blocking) for t in (self.tokens, self.mask, self.from_map)))

    def pieces(self) -> list[bytes]:
        """Per scan its tokens as bytes."""
        tokens, mask, from_map = self.tokens.numpy(), self.mask.numpy(), self.from_map.tolist()
        return [bytes([kind]) + t[m].tobytes() for t, m, kind in zip(tokens, mask, from_map, strict=True)]


class PreparedScans:
    """Tokens of each scan, (n, 5) float32, and whether it is a map."""

    def __init__(self, scans: Sequence[tuple[NDArray[np.float32], bool]]) -> None:
        self.scans = scans

    def __len__(self) -> int:
        return len(self.scans)

    def take(self, rows: NDArray[np.int64]) -> RadarValues:
        chosen = [self.scans[row] for row in rows.tolist()]
        longest = max((len(tokens) for tokens, _kind in chosen), default=0)
        both = np.zeros((len(chosen), max(1, longest), 5), np.float32)
        mask = np.zeros(both.shape[:2], np.bool_)
        for row, (tokens, _kind) in enumerate(chosen):
            both[row, : len(tokens)], mask[row, : len(tokens)] = tokens, True
        from_map = torch.tensor([kind for _tokens, kind in chosen], dtype=torch.bool)
        return RadarValues(torch.from_numpy(both), torch.from_numpy(mask), from_map)


class RadarInput(BaseModel):
    """Scans as tokens. Nothing is fitted: what usual strengths are the network learns (BatchNorm)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def prepare(self, values: Sequence[NDArray[np.float32]]) -> PreparedScans:
        return PreparedScans([(_tokens(raw), is_map(raw)) for raw in values])

    def reduce(self, raw: NDArray[np.float32]) -> NDArray[np.float32]:
        return raw

    def layout(self, raw: NDArray[np.float32]) -> Layout:
        return sectors.layout_of(raw) if is_map(raw) else line_of(raw)


class RadarEncoder(Encoder):
    """A small network on each token, then of each pattern the sum and the greatest: no order matters (Zaheer et al.
    2017, arXiv:1703.06114; the maximum: Qi et al. 2017, arXiv:1612.00593). A place without a token is zero after the
    first half, which is what explanations integrate from: "this return was not there".

    A return's time to contact (Lee 1976, doi:10.1068/p050437) is told along, as closing speed over range.
    """

    steps = 12
    steps_many = 6

    def __init__(self, width: int, patterns: int, dropout: float) -> None:
        super().__init__()
        self.scale = nn.BatchNorm1d(7)
        self.look = nn.Sequential(nn.Linear(8, patterns), nn.ReLU(), nn.Linear(patterns, patterns), nn.ReLU())
        self.project = nn.Linear(patterns, width)
        self.norm = nn.LayerNorm(width)
        self.pool = nn.Sequential(nn.Linear(2 * patterns, width), nn.LayerNorm(width), nn.GELU(), nn.Dropout(dropout))

    def embed(self, values: RadarValues) -> Tensor:
        """(U, N, C), not below 0; 0 where no token is."""
        away, aside, speed, strongest, mean = values.tokens.unbind(2)
        contact = speed / (away + 1)
        told = torch.stack(
            [torch.log1p(away), aside / 30, torch.log1p(aside.abs() / 2), speed / 10, contact, _squeeze(strongest),
             _squeeze(mean)], 2,
        )  # fmt: skip
        there = told[values.mask]  # (T, 7), of all scans together
        if len(there) > 1 or not self.training:
            there = self.scale(there)
        else:  # one number has no spread
            there = functional.batch_norm(there, self.scale.running_mean, self.scale.running_var, self.scale.weight,
                                          self.scale.bias)  # fmt: skip
        kind = values.from_map[:, None].expand_as(values.mask)[values.mask].to(there)[:, None]
        seen = self.look(torch.cat([there, kind], 1))
        embedded: Tensor = seen.new_zeros(*values.mask.shape, seen.shape[1])
        embedded[values.mask] = seen
        return embedded

    def encode(self, embedded: Tensor, values: RadarValues) -> Encoded:
        tokens = self.norm(self.project(embedded))  # (U, N, D)
        mask = values.mask.repeat(len(embedded) // max(1, len(values.mask)), 1)
        pooled = self.pool(torch.cat([embedded.sum(1) / _TOGETHER, embedded.amax(1)], 1))
        mask[~mask.any(1), 0] = True  # nothing was seen: one place says that
        return Encoded(tokens, mask, pooled)

    def with_views(self, values: RadarValues) -> Embedded:
        embedded = self.embed(values)
        encoded = self.encode(embedded, values)
        patterns = torch.cat([embedded.sum(1) / _TOGETHER, embedded.amax(1)], 1)
        return Embedded(embedded, encoded, {"pooled": encoded.pooled, "patterns": patterns})

    def to_parts(self, weights: NDArray[Any], layout: Layout) -> NDArray[Any]:
        """What lies behind the last token of a shorter scan is no part."""
        return weights[..., : layout.count]

    def tell_place(self, number: int, layout: Layout) -> str:
        return describe_part(layout, number) if number < layout.count else "–"

    def augment(self, values: RadarValues, strength: float, mirror: bool) -> RadarValues:
        """Each return a little elsewhere, as a radar measures. Nothing is mirrored: it would not fit the picture."""
        if strength <= 0:
            return values
        tokens, mask = values.tokens.clone(), values.mask
        noise = torch.randn_like(tokens[:, :, :4]) * tokens.new_tensor(_JITTER) * strength
        noise[:, :, 0] *= tokens[:, :, 0]
        noise[:, :, 3] *= tokens[:, :, 3].abs()
        noise[values.from_map, :, :3] = 0
        tokens[:, :, :4] = (tokens[:, :, :4] + noise) * mask[:, :, None]
        tokens[:, :, 0].clamp_(min=0)
        return RadarValues(tokens, mask, values.from_map)


def _squeeze(x: Tensor) -> Tensor:
    """Logarithmic on both sides of zero: strengths come in any unit."""
    return torch.sign(x) * torch.log1p(x.abs())


def _tokens(raw: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n, 5)."""
    if is_map(raw):
        return sectors.tokens_of(raw)
    return np.concatenate([raw, raw[:, 3:]], 1)


SET = Builder(
    fit=lambda values, parameters: RadarInput(),
    load=RadarInput.model_validate,
    build=lambda given, width, classes, dropout, p: RadarEncoder(width, int(p["radar_patterns"]), dropout),
)
