"""Which words and places belong together: against the module's own weights, closed forms, and slow loops."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from mmgui.core.cancel import CancelToken
from mmgui.core.errors import Cancelled
from mmgui.core.explaining.links import (
    MAX_WORDS,
    attention_links,
    head_numbers,
    interaction_links,
    scale_links,
)
from mmgui.core.explaining.occlusion import hidden_patches
from mmgui.core.explaining.parts import join_many
from mmgui.core.explaining.score import class_score
from mmgui.core.models.fusion_model import FusionModel
from mmgui.core.models.fusions import ConcatFusion


def attention_by_hand(case: Any, asking: str, asked: str) -> np.ndarray:
    """(h, N asking, N asked): softmax(QKᵀ/√d_k) in numpy, from the weights of the linear layers."""

    def parts(name: str) -> np.ndarray:
        layer = case.model.fusion.look["field_" + name]
        tokens = case.encoded[name].tokens[0].numpy().astype(np.float64)  # (N, D)
        both = tokens @ layer.weight.numpy().astype(np.float64).T + layer.bias.numpy()  # (N, 3D)
        return both.reshape(len(tokens), 3, case.model.fusion.heads, -1)

    query, key = parts(asking)[:, 0], parts(asked)[:, 1]  # (N, h, d_k)
    scores = np.einsum("nhd,mhd->hnm", query, key) / np.sqrt(query.shape[2])
    weights = np.exp(scores - scores.max(2, keepdims=True))
    result: np.ndarray = weights / weights.sum(2, keepdims=True)
    return result


def test_attention_links_are_the_fusions_own_softmax_both_ways(case_of: Callable[..., Any]) -> None:
    case = case_of("attention")
    grid = case.model.encoder("picture").grid
    raw = attention_links(join_many(case.model, case.batch, case.encoded, {}, 1), "words", "picture", grid)
    places = grid[0] * grid[1]
    there = attention_by_hand(case, "words", "picture").mean(0)  # (L, P), rows sum to 1
    back = attention_by_hand(case, "picture", "words").mean(0)  # (P, L)
    assert raw.words == (0, 1, 2, 3) and raw.over.shape == (4, *grid) == raw.back.shape
    assert raw.over.reshape(4, -1).numpy() == pytest.approx((there * places - 1).clip(0), abs=1e-4)
    assert raw.back.reshape(4, -1).numpy() == pytest.approx((back.T * 4 - 1).clip(0), abs=1e-4)


@pytest.mark.parametrize("word", [0, 3])
def test_the_numbers_of_a_head_add_up_by_hand(case_of: Callable[..., Any], word: int) -> None:
    """Second source: numpy on the weights of the linear layers, in float64."""
    case = case_of("attention")
    model = case.model
    for head in (None, *range(model.fusion.heads)):
        found = head_numbers(
            model.fusion, case.encoded["words"], case.encoded["picture"], ("words", "picture"), word, head
        )
        weights = attention_by_hand(case, "words", "picture")[found.head, word]
        assert found.weights.numpy() == pytest.approx(weights, abs=1e-6) and float(
            found.weights.sum()
        ) == pytest.approx(1)
        assert found.dimension == 32 // model.fusion.heads
        assert found.scaled.numpy() == pytest.approx(found.dots.numpy() / np.sqrt(found.dimension), rel=1e-9)
        assert np.exp(found.scaled.numpy()) / found.normaliser == pytest.approx(weights, abs=1e-6)
        layer = model.fusion.look["field_picture"]
        tokens = case.encoded["picture"].tokens[0].numpy().astype(np.float64)
        values = (tokens @ layer.weight.numpy().T + layer.bias.numpy()).reshape(len(tokens), 3, model.fusion.heads, -1)
        assert found.length == pytest.approx(float(np.linalg.norm(weights @ values[:, 2, found.head])), rel=1e-4)
    entropies = [-(w * np.log(w)).sum() for w in attention_by_hand(case, "words", "picture")[:, word]]
    chosen = head_numbers(model.fusion, case.encoded["words"], case.encoded["picture"], ("words", "picture"), word)
    assert chosen.head == int(np.argmin(entropies))


def two_classes_that_only_add_up(case: Any) -> FusionModel:
    """A model with two classes and senses side by side without a hidden layer: its log-odds are a plain sum."""
    encoders = {name: case.model.encoder(name) for name in case.model.fields}
    model = FusionModel(encoders, ConcatFusion(("picture", "words"), 32, 0.0, False, False), 2, 32, single_heads=False)
    return model.eval().requires_grad_(False)


def test_senses_that_only_add_up_have_no_interaction(case_of: Callable[..., Any]) -> None:
    """Closed form: s(w, p) = f(w) + g(p), so that the second difference is 0."""
    case = case_of("concat")
    model = two_classes_that_only_add_up(case)
    raw = interaction_links(model, case.batch, case.encoded, "words", "picture", 0)
    assert raw.over.shape == (4, 8, 8) and float(raw.over.max()) < 1e-4
    joined = interaction_links(case.model, case.batch, case.encoded, "words", "picture", 0)
    assert float(joined.over.max()) > 1e-3


@pytest.mark.parametrize("fusion", ["concat", "gated", "attention"])
def test_interaction_is_the_second_difference_of_single_answers(case_of: Callable[..., Any], fusion: str) -> None:
    """Second source: four separate answers of the model for one word and one place."""
    case = case_of(fusion)
    word, place = 2, 27
    raw = interaction_links(case.model, case.batch, case.encoded, "words", "picture", 1)
    values = case.batch.fields["words"].values
    encoder: Any = case.model.encoder("words")
    with torch.inference_mode():
        embedded = encoder.embed(values).clone()
        embedded[:, word] = 0
        no_word = encoder.contextualise(embedded, values.mask)
        hidden = hidden_patches(case.batch.fields["picture"].values)[place : place + 1]
        no_place = case.model.encoder("picture")(hidden)
        s = [
            float(class_score(join_many(case.model, case.batch, case.encoded, replaced, 1).logits.double(), 1))
            for replaced in ({}, {"words": no_word}, {"picture": no_place}, {"words": no_word, "picture": no_place})
        ]
    assert float(raw.over[word, place // 8, place % 8]) == pytest.approx(abs(s[0] - s[1] - s[2] + s[3]), abs=2e-5)
    assert torch.equal(raw.over, raw.back)


@pytest.mark.parametrize(("words", "picture"), [("article", "article"), ("lstm", "cnn")])
def test_other_encoders_have_interactions_too(case_of: Callable[..., Any], words: str, picture: str) -> None:
    case = case_of("concat", words=words, picture=picture)
    raw = interaction_links(case.model, case.batch, case.encoded, "words", "picture", 0)
    assert raw.words == (0, 1, 2, 3) and raw.over.shape == (4, 8, 8) and bool(raw.over.isfinite().all())


def test_of_a_long_text_the_words_that_count_are_kept_in_their_order(case_of: Callable[..., Any]) -> None:
    case = case_of("concat", text="zzz " * 50 + "big red sea " + "qqq " * 40)
    raw = interaction_links(case.model, case.batch, case.encoded, "words", "picture", 0)
    assert len(raw.words) == MAX_WORDS and {50, 51, 52} <= set(raw.words) and list(raw.words) == sorted(raw.words)


def test_a_cancel_ends_the_work(case_of: Callable[..., Any]) -> None:
    case = case_of("concat")
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        interaction_links(case.model, case.batch, case.encoded, "words", "picture", 0, cancel=token)


def test_each_word_has_its_own_scale_and_weak_ones_are_empty() -> None:
    over = torch.tensor([[[2.0, 8.0]], [[4.0, 1.0]], [[0.3, 0.1]], [[0.0, 0.0]]])
    grids, strengths = scale_links(over)
    assert grids[:, 0].tolist() == [[0.25, 1.0], [1.0, 0.25], [0.0, 0.0], [0.0, 0.0]]
    assert strengths.tolist() == pytest.approx([1.0, 0.5, 0.0375, 0.0])
    assert float(scale_links(torch.zeros(2, 1, 3))[0].max()) == 0
