"""Gradients, occlusion and attention against hand calculations and captum."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from mmgui.core.explaining.attention import attention_weights
from mmgui.core.explaining.occlusion import occlude
from mmgui.core.explaining.score import class_score, weights_from

FUSIONS = ["concat", "gated", "attention"]


@pytest.mark.parametrize("fusion", FUSIONS)
@pytest.mark.parametrize("words", ["ngrams", "lstm", "article"])
def test_integrated_gradients_add_up_to_the_change_of_the_score(
    case_of: Callable[..., Any], fusion: str, words: str
) -> None:
    case = case_of(fusion, words)
    encoder = case.model.encoder("words")
    values = case.batch.fields["words"].values
    embedded = encoder.embed(values)
    for chosen in range(3):
        found = case.gradients("words", chosen)
        exact = case.gradients("words", chosen, steps=64)
        ends = [
            float(case.score({"words": encoder.encode(start, values)}, chosen)) for start in (embedded, embedded * 0)
        ]
        assert found.shape == (4,)
        assert float(exact.sum()) == pytest.approx(ends[0] - ends[1], abs=0.01)
        assert float((found - exact).abs().max()) < 0.15 * float(exact.abs().max())


def test_integrated_gradients_equal_captum_s(case_of: Callable[..., Any]) -> None:
    from captum.attr import IntegratedGradients

    case = case_of("attention", "lstm")
    encoder = case.model.encoder("words")
    values = case.batch.fields["words"].values
    embedded = encoder.embed(values)

    def score(path: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = case.score({"words": encoder.encode(path, values)}, 1, len(path))
        return found

    expected = IntegratedGradients(score).attribute(embedded, n_steps=200).sum(2)[0]
    torch.testing.assert_close(case.gradients("words", 1, steps=30), expected.float(), atol=2e-3, rtol=2e-2)


@pytest.mark.parametrize("fusion", FUSIONS)
def test_integrated_grad_cam_is_captum_s_integrated_gradients_from_an_even_grid(
    case_of: Callable[..., Any], fusion: str
) -> None:
    """Second source: captum; and the places add up to what the picture says beyond one that is everywhere alike."""
    from captum.attr import IntegratedGradients

    case = case_of(fusion)
    encoder = case.model.encoder("picture")
    pixels = case.batch.fields["picture"].values
    grid = encoder.features(pixels.float() / 127.5 - 1)  # (1, C, h, w)
    even = grid.mean((2, 3), keepdim=True).expand_as(grid)

    def score(path: torch.Tensor) -> torch.Tensor:
        reached = encoder.encode(path.flatten(2).transpose(1, 2), pixels)
        found: torch.Tensor = case.score({"picture": reached}, 1, len(path))
        return found

    expected = IntegratedGradients(score).attribute(grid, even, n_steps=300).sum(1)[0]
    found = case.gradients("picture", 1, steps=40).reshape(expected.shape)
    torch.testing.assert_close(found, expected.float(), atol=2e-3, rtol=2e-2)
    assert float(found.sum()) == pytest.approx(float(score(grid) - score(even)), abs=0.01)
    few = case.gradients("picture", 1).reshape(expected.shape)
    assert float((few - found).abs().max()) < 0.1 * float(found.abs().max())


@pytest.mark.parametrize("fusion", FUSIONS)
def test_occlusion_equals_hiding_each_place_by_hand(case_of: Callable[..., Any], fusion: str) -> None:
    case = case_of(fusion)
    chosen = 1
    full = float(class_score(case.model(case.batch).logits, chosen))

    falls = occlude(case.example, "picture", chosen).reshape(8, 8)
    pixels = case.batch.fields["picture"].values
    hidden = pixels.clone()
    mean = pixels.float().mean((2, 3))[0].round().to(torch.uint8)
    hidden[0, :, 2:10, 6:14] = mean[:, None, None]  # cell (1, 2) of 4 px with half a cell around it
    replaced = {"picture": case.model.encoder("picture")(hidden)}
    assert falls[1, 2] == pytest.approx(full - float(case.score(replaced, chosen)), abs=1e-4)

    falls = occlude(case.example, "words", chosen)
    words = case.example.inputs["words"].prepare(["the big     sea"]).take(np.arange(1))  # "red" is out
    replaced = {"words": case.model.encoder("words")(words)}
    assert falls.shape == (4,)
    assert falls[2] == pytest.approx(full - float(case.score(replaced, chosen)), abs=1e-4)


def test_attention_is_rolled_out_over_reading_and_looking(case_of: Callable[..., Any]) -> None:
    """Second source: the matrices multiplied by hand, with the read-out weights solved for from both equations."""
    output = case_of("attention").model(case_of("attention").batch)
    for field in ("picture", "words"):
        assert float(output.relevance[field].sum()) == pytest.approx(1, abs=1e-5)
    to_words = output.attention["picture", "words"].mean(1)[0]  # (64, 4)
    to_picture = output.attention["words", "picture"].mean(1)[0]  # (4, 64)
    relevance_words, relevance_picture = output.relevance["words"][0], output.relevance["picture"][0]
    # r_w + r_p A = 2 ρ_w and r_p + r_w B = 2 ρ_p  ⇒  r_w (1 - B A) = 2 ρ_w - 2 ρ_p A
    size = len(relevance_words)
    system = torch.eye(size, dtype=torch.float64) - (to_picture @ to_words).double()
    system = torch.cat([system, torch.ones(size, 1, dtype=torch.float64)], 1)  # and the weights sum to 1
    right = torch.cat([(2 * relevance_words - 2 * relevance_picture @ to_words).double(), torch.ones(1).double()])
    read_words = torch.linalg.lstsq(system.T, right[:, None]).solution[:, 0].float()
    read_picture = 2 * relevance_picture - read_words @ to_picture
    assert float(read_words.min()) > -1e-3 and float(read_picture.min()) > -1e-3
    torch.testing.assert_close((read_words + read_picture @ to_words) / 2, relevance_words, atol=1e-4, rtol=1e-3)


def test_attention_weights_reach_from_0_to_1_and_even_attention_is_all_1(case_of: Callable[..., Any]) -> None:
    output = case_of("attention").model(case_of("attention").batch)
    spread = attention_weights(output, "picture", above_even=True)
    assert float(spread.min()) == 0 and float(spread.max()) == 1
    plain = attention_weights(output, "words")
    assert float(plain.min()) > 0 and float(plain.max()) == 1
    output.relevance["picture"].fill_(1 / 64)
    assert attention_weights(output, "picture", above_even=True).tolist() == pytest.approx([1.0] * 64)


def test_weights_show_what_speaks_for_the_class_else_sizes() -> None:
    assert weights_from(torch.tensor([2.0, -4.0, 1.0])).tolist() == [1.0, 0.0, 0.5]
    assert weights_from(torch.tensor([-2.0, -4.0])).tolist() == [0.5, 1.0]
    assert weights_from(torch.tensor([0.0, float("nan"), float("inf")])).tolist() == [0.0, 0.0, 0.0]
    assert weights_from(torch.zeros(3)).tolist() == [0.0, 0.0, 0.0]


def test_explaining_changes_nothing_and_leaves_no_gradients(case_of: Callable[..., Any]) -> None:
    case = case_of("attention", "lstm")
    before = {name: value.clone() for name, value in case.model.state_dict().items()}
    case.gradients("picture", 0)
    case.gradients("words", 0)
    assert all(torch.equal(value, before[name]) for name, value in case.model.state_dict().items())
    assert all(p.grad is None for p in case.model.parameters()) and not any(m.training for m in case.model.modules())


def test_weights_of_many_rows_are_those_of_each() -> None:
    rows = torch.tensor([[2.0, -4.0, 1.0], [-2.0, -4.0, 0.0], [0.0, 0.0, 0.0]])
    assert torch.equal(weights_from(rows), torch.stack([weights_from(row) for row in rows]))
    assert weights_from(torch.zeros(2, 0)).shape == (2, 0)
