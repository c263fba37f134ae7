"""The one stream against the same formulas in numpy, over three senses with short and missing values."""

from math import erf
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import nn

from mmgui.core.errors import ExperimentError
from mmgui.core.models.fusions import FieldTokens
from mmgui.core.models.transformer_fusion import TransformerFusion

NAMES = ("picture", "words", "sound")
WIDTH, HEADS = 8, 2
Table = NDArray[np.float64]


def made(layers: int) -> TransformerFusion:
    torch.manual_seed(1)
    fusion = TransformerFusion(NAMES, WIDTH, 0.0, HEADS, layers).eval().requires_grad_(False)
    for parameter in fusion.parameters():
        parameter.normal_(0, 0.4)
    return fusion


def senses() -> dict[str, FieldTokens]:
    """Three examples: the second shares the first's picture and has a short text, the third has no picture."""
    torch.manual_seed(3)

    def field(count: int, mask: list[list[bool]], rows: list[int]) -> FieldTokens:
        there = torch.tensor(mask)
        tokens = torch.randn(len(mask), count, WIDTH)
        return FieldTokens(tokens, there, tokens.mean(1), torch.tensor(rows))

    return {
        "picture": field(4, [[True] * 4, [True, False, False, False]], [0, 0, 1]),
        "words": field(3, [[True] * 3, [True, True, False], [True] * 3], [0, 1, 2]),
        "sound": field(2, [[True] * 2, [True, False]], [0, 0, 0]),
    }


def by_hand(fusion: TransformerFusion, given: dict[str, FieldTokens], example: int) -> tuple[Table, list[Table]]:
    """(the joined vector (D,), per layer softmax(QKᵀ/√d) (h, T, T)) of one example; only its T real tokens exist."""
    rows = [fusion.answer.double().numpy()[None]]
    for number, sense in enumerate(given.values()):
        row = int(sense.rows[example])
        rows.append((sense.tokens[row][sense.mask[row]] + fusion.kinds[number]).double().numpy())
    stream, used = np.concatenate(rows), []
    for layer in fusion.layers:
        parts = linear(layer.qkv, normed(layer.before, stream)).reshape(len(stream), 3, HEADS, WIDTH // HEADS)
        query, key, value = parts[:, 0], parts[:, 1], parts[:, 2]
        weights = np.exp(np.einsum("qhd,khd->hqk", query, key) / np.sqrt(WIDTH // HEADS))
        weights /= weights.sum(2, keepdims=True)
        used.append(weights)
        stream = stream + linear(layer.out, np.einsum("hqk,khd->qhd", weights, value).reshape(len(stream), WIDTH))
        hidden = linear(layer.network[0], normed(layer.between, stream))  # type: ignore[index]
        gelu = hidden * 0.5 * (1 + np.vectorize(erf)(hidden / np.sqrt(2)))
        stream = stream + linear(layer.network[3], gelu)  # type: ignore[index]
    return normed(fusion.norm, stream)[0], used


def linear(layer: Any, x: Table) -> Table:
    result: Table = x @ layer.weight.double().numpy().T + layer.bias.double().numpy()
    return result


def normed(layer: nn.LayerNorm, x: Table) -> Table:
    centred = x - x.mean(1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(1, keepdims=True) + layer.eps)
    result: Table = scaled * layer.weight.double().numpy() + layer.bias.double().numpy()
    return result


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_it_is_a_pre_norm_transformer_read_out_at_its_class_token(layers: int) -> None:
    fusion, given = made(layers), senses()
    found = fusion(given, torch.ones(3, 3, dtype=torch.bool))
    assert found.joined.shape == (3, WIDTH)
    for example in range(3):
        joined, _used = by_hand(fusion, given, example)
        assert found.joined[example].numpy() == pytest.approx(joined, abs=1e-4)
    training = fusion.train()(given, torch.ones(3, 3, dtype=torch.bool))
    torch.testing.assert_close(training.joined, found.joined)
    assert not training.attention and not training.relevance


@pytest.mark.parametrize("layers", [1, 3])
def test_the_map_is_the_rollout_of_all_layers(layers: int) -> None:
    """Second source: the product of the whole matrices 0.5 A + 0.5 I, of which the class token's row is taken."""
    fusion, given = made(layers), senses()
    found = fusion(given, torch.ones(3, 3, dtype=torch.bool))
    _joined, used = by_hand(fusion, given, 1)  # four places, two words, two sounds
    whole = np.eye(9)
    for weights in used:
        whole = (0.5 * weights.mean(0) + 0.5 * np.eye(9)) @ whole
    for name, place in {"picture": slice(1, 5), "words": slice(5, 7), "sound": slice(7, 9)}.items():
        expected = whole[0, place] / whole[0, place].sum()
        assert found.relevance[name][1, : len(expected)].numpy() == pytest.approx(expected, abs=1e-5)
        assert float(found.relevance[name].sum(1).sub(1).abs().max()) < 1e-5
    assert float(found.relevance["words"][1, 2]) == 0  # no such word


def test_attention_and_what_was_taken_are_those_of_the_first_layer() -> None:
    fusion, given = made(2), senses()
    found = fusion(given, torch.ones(3, 3, dtype=torch.bool))
    _joined, used = by_hand(fusion, given, 1)
    assert set(found.attention) == {(one, other) for one in NAMES for other in NAMES if one != other}
    assert found.attention["words", "picture"].shape == (3, HEADS, 3, 4)
    assert found.attention["words", "picture"][1, :, :2].numpy() == pytest.approx(used[0][:, 5:7, 1:5], abs=1e-5)
    look = fusion.look({name: FieldTokens(*s[:3], s.rows[1:2]) for name, s in given.items()}, "words", 1, "picture")
    assert look.keys[0] == ("", 0) and look.keys[5:] == (("words", 0), ("words", 1), ("sound", 0), ("sound", 1))
    assert look.keys[1:5] == tuple(("picture", n) for n in range(4))
    dots = np.einsum("hd,hkd->hk", look.query.numpy(), look.key.numpy()) / np.sqrt(WIDTH // HEADS)
    assert np.exp(dots) / np.exp(dots).sum(1, keepdims=True) == pytest.approx(used[0][:, 6], abs=1e-5)
    brought = np.einsum("hqk,hkd->qhd", used[0][:, 5:7, 1:5], look.value.numpy()[:, 1:5])  # (2 words, h, d)
    assert float(found.taken["words", "picture"][1]) == pytest.approx(np.linalg.norm(brought.mean(0)), rel=1e-4)


def test_one_layer_lets_only_the_answer_look() -> None:
    found = made(1)(senses(), torch.ones(3, 3, dtype=torch.bool))
    assert not found.attention and not found.taken and set(found.relevance) == set(NAMES)


def test_heads_that_do_not_divide_the_width_are_refused_by_name() -> None:
    with pytest.raises(ExperimentError) as error:
        TransformerFusion(NAMES, 9, 0.0, 2, 2)
    assert error.value.parameter == "heads"
