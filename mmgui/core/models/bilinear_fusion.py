"""Low-rank multimodal fusion: every feature of a sense is multiplied with every one of each other sense."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from mmgui.core.models.fusions import FieldTokens, Fused


class BilinearFusion(nn.Module):
    """The outer product of all senses, each with a 1 appended, seen through a weight tensor of low rank:

        h = Σ_r w_r ∏_m [x_m; 1] W_m^r + b,

    which is the full tensor's answer W · (⊗_m [x_m; 1]) with W = Σ_r w_r ⊗_m W_m^r, and costs M · r small products
    instead of one with (D + 1)^M weights. The appended 1 keeps single senses and the products of some of them.
    Source: Liu et al. 2018, arXiv:1806.00064; there h is the answer itself, here a normed vector before the head.
    """

    def __init__(self, names: tuple[str, ...], width: int, dropout: float, rank: int) -> None:
        super().__init__()
        self.factors = nn.ParameterList(nn.Parameter(torch.randn(rank, width + 1, width) * width**-0.5) for _ in names)
        with torch.no_grad():
            for factor in self.factors:
                factor[:, -1] = 1.0  # a product of many small numbers would vanish: each sense begins as 1 and a little
        self.weights = nn.Parameter(torch.randn(rank) * rank**-0.5)
        self.bias = nn.Parameter(torch.zeros(width))
        self.layers = nn.Sequential(nn.LayerNorm(width), nn.Dropout(dropout))
        self.output_size = width

    def forward(self, senses: Mapping[str, FieldTokens], present: Tensor) -> Fused:
        joined: Tensor = self.layers(self.multiply([sense.pooled[sense.rows] for sense in senses.values()]))
        return Fused(joined, {}, {}, {})

    def multiply(self, vectors: list[Tensor]) -> Tensor:
        """M × (B, D) → (B, D), the formula above."""
        product = self.weights[None, :, None]  # (1, r, 1)
        for vector, factor in zip(vectors, self.factors, strict=True):
            product = product * (torch.einsum("bd,rde->bre", vector, factor[:, :-1]) + factor[:, -1])  # (B, r, D)
        return product.sum(1) + self.bias
