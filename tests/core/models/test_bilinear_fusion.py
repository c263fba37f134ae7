"""Low-rank fusion against the full tensor that it stands for."""

import numpy as np
import pytest
import torch

from mmgui.core.models.bilinear_fusion import BilinearFusion
from mmgui.core.models.fusions import FieldTokens

LETTERS = "abcdef"


def made(names: tuple[str, ...], width: int = 5, rank: int = 3) -> BilinearFusion:
    torch.manual_seed(2)
    fusion = BilinearFusion(names, width, 0.0, rank).eval().requires_grad_(False)
    for parameter in fusion.parameters():
        parameter.normal_()
    return fusion


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_it_is_the_full_tensor_times_the_outer_product_of_all_senses(count: int) -> None:
    """Second source: the weight tensor of (D + 1)^M · D numbers by numpy's einsum, and the outer product itself."""
    fusion = made(tuple(LETTERS[:count]))
    vectors = [torch.randn(4, 5) for _ in range(count)]
    axes = LETTERS[:count]
    factors = [factor.double().numpy() for factor in fusion.factors]
    terms = ",".join(f"r{axis}o" for axis in axes)
    tensor = np.einsum(f"r,{terms}->{axes}o", fusion.weights.double().numpy(), *factors)
    assert tensor.shape == (*[6] * count, 5)
    appended = [np.concatenate([v.double().numpy(), np.ones((4, 1))], 1) for v in vectors]
    outer = np.einsum(",".join(f"z{axis}" for axis in axes) + f"->z{axes}", *appended)
    expected = np.einsum(f"z{axes},{axes}o->zo", outer, tensor) + fusion.bias.double().numpy()
    assert fusion.multiply(vectors).numpy() == pytest.approx(expected, abs=1e-4, rel=1e-4)


def test_a_sense_of_zeros_leaves_the_products_of_the_others() -> None:
    """Closed form: [0; 1] W is the factor's last row, so the answer is a fusion of the others with other weights."""
    fusion = made(("a", "b", "c"))
    a, b, nothing = torch.randn(4, 5), torch.randn(4, 5), torch.zeros(4, 5)
    own = [
        (np.c_[v.numpy(), np.ones(4)] @ f.numpy()) for v, f in zip((a, b), fusion.factors, strict=False)
    ]  # (r, B, D)
    expected = np.einsum("r,rbd,rbd,rd->bd", fusion.weights.numpy(), *own, fusion.factors[2][:, -1].numpy())
    assert fusion.multiply([a, b, nothing]).numpy() == pytest.approx(expected + fusion.bias.numpy(), abs=1e-4)


def test_the_joined_vector_neither_vanishes_nor_explodes_with_many_senses() -> None:
    torch.manual_seed(0)
    fusion = BilinearFusion(tuple(LETTERS), 64, 0.0, 8).eval().requires_grad_(False)
    vectors = [torch.randn(32, 64) for _ in LETTERS]
    assert 0.05 < float(fusion.multiply(vectors).std()) < 100
    tokens = {
        name: FieldTokens(v[:, None], torch.ones(32, 1, dtype=torch.bool), v, torch.arange(32))
        for name, v in zip(LETTERS, vectors, strict=True)
    }
    found = fusion(tokens, torch.ones(32, 6, dtype=torch.bool))
    assert not found.attention and not found.relevance and not found.taken
    assert float(found.joined.mean(1).abs().max()) < 1e-4  # a normed vector goes on
