"""Which words and places belong together: against the module's own weights, closed forms, and slow loops."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from mmgui.core.cancel import CancelToken
from mmgui.core.errors import Cancelled
from mmgui.core.explaining.interactions import (
    MOST_PAIRS,
    attention_links,
    head_numbers,
    interaction_links,
    look_shares,
    scale_links,
)
from mmgui.core.models.catalogue import FUSIONS
from mmgui.core.models.fusion_model import FusionModel
from mmgui.core.models.fusions import ConcatFusion


def attention_by_hand(case: Any, asking: str, asked: str) -> np.ndarray:
    """(h, N asking, N asked): softmax(QKᵀ/√d_k) in numpy, from the weights of the linear layers."""

    def parts(name: str) -> np.ndarray:
        layer = case.model.fusion.qkv["field_" + name]
        tokens = case.encoded[name].tokens[0].numpy().astype(np.float64)  # (N, D)
        both = tokens @ layer.weight.numpy().astype(np.float64).T + layer.bias.numpy()  # (N, 3D)
        return both.reshape(len(tokens), 3, case.model.fusion.heads, -1)

    query, key = parts(asking)[:, 0], parts(asked)[:, 1]  # (N, h, d_k)
    scores = np.einsum("nhd,mhd->hnm", query, key) / np.sqrt(query.shape[2])
    weights = np.exp(scores - scores.max(2, keepdims=True))
    result: np.ndarray = weights / weights.sum(2, keepdims=True)
    return result


def test_attention_links_are_the_fusions_own_softmax_both_ways(case_of: Callable[..., Any]) -> None:
    """32 × 32 pixels, so each of the picture's tokens is one of its 16 × 16 cells, up to interpolation."""
    case = case_of("attention")
    over, back = attention_links(case.example, case.example.join({}, 1), "words", "picture")
    there = attention_by_hand(case, "words", "picture").mean(0)  # (L, N), rows sum to 1
    looked = attention_by_hand(case, "picture", "words").mean(0)  # (N, L)
    layout, encoder = case.example.example.layouts["picture"], case.model.encoder("picture")
    assert over.shape == back.shape == (4, layout.count) == (4, 256)
    assert over == pytest.approx(encoder.to_parts((there * 64 - 1).clip(0), layout), abs=1e-4)
    assert back == pytest.approx(encoder.to_parts((looked.T * 4 - 1).clip(0), layout), abs=1e-4)


@pytest.mark.parametrize("word", [0, 3])
def test_the_numbers_of_a_head_add_up_by_hand(case_of: Callable[..., Any], word: int) -> None:
    """Second source: numpy on the weights of the linear layers, in float64."""
    case = case_of("attention")
    model = case.model
    look, is_stream = case.example.look("words", word, "picture")
    assert not is_stream and look.keys == tuple(("picture", n) for n in range(64))
    for head in (None, *range(model.fusion.heads)):
        found = head_numbers(look, head)
        weights = attention_by_hand(case, "words", "picture")[found.head, word]
        assert found.weights.numpy() == pytest.approx(weights, abs=1e-6) and float(
            found.weights.sum()
        ) == pytest.approx(1)
        assert found.dimension == 32 // model.fusion.heads
        assert found.scaled.numpy() == pytest.approx(found.dots.numpy() / np.sqrt(found.dimension), rel=1e-9)
        assert np.exp(found.scaled.numpy()) / found.normaliser == pytest.approx(weights, abs=1e-6)
        layer = model.fusion.qkv["field_picture"]
        tokens = case.encoded["picture"].tokens[0].numpy().astype(np.float64)
        values = (tokens @ layer.weight.numpy().T + layer.bias.numpy()).reshape(len(tokens), 3, model.fusion.heads, -1)
        assert found.length == pytest.approx(float(np.linalg.norm(weights @ values[:, 2, found.head])), rel=1e-4)
    entropies = [-(w * np.log(w)).sum() for w in attention_by_hand(case, "words", "picture")[:, word]]
    assert head_numbers(look, None).head == int(np.argmin(entropies))


def test_what_a_sense_took_from_another_is_the_length_of_what_was_brought(case_of: Callable[..., Any]) -> None:
    """Second source: numpy on the weights of the linear layers; each word is read out as the picture asks for it."""
    case = case_of("attention")
    fusion, heads = case.model.fusion, case.model.fusion.heads

    def parts(name: str) -> np.ndarray:
        layer, tokens = fusion.qkv["field_" + name], case.encoded[name].tokens[0].numpy()
        found: np.ndarray = (tokens @ layer.weight.numpy().T + layer.bias.numpy()).reshape(len(tokens), 3, heads, -1)
        return found

    asking = fusion.query["field_picture"]
    question = case.encoded["picture"].pooled[0].numpy() @ asking.weight.numpy().T + asking.bias.numpy()
    scores = np.einsum("hd,nhd->hn", question.reshape(heads, -1), parts("words")[:, 1]) / np.sqrt(32 // heads)
    read = (np.exp(scores) / np.exp(scores).sum(1, keepdims=True)).mean(0)
    brought = np.einsum("hnm,mhd->nhd", attention_by_hand(case, "words", "picture"), parts("picture")[:, 2])
    output = case.example.join({}, 1)
    length = float(np.linalg.norm(np.einsum("n,nhd->hd", read, brought)))
    assert float(output.taken["words", "picture"][0]) == pytest.approx(length, rel=1e-4)
    assert look_shares(output, "words", ("picture",)) == {"picture": 1.0}
    assert look_shares(case_of("concat").example.join({}, 1), "words", ("picture",)) == {}


def two_classes_that_only_add_up(case: Any) -> FusionModel:
    """A model with two classes and senses side by side without a hidden layer: its log-odds are a plain sum."""
    encoders = {name: case.model.encoder(name) for name in case.model.fields}
    model = FusionModel(encoders, ConcatFusion(("picture", "words"), 32, 0.0, False, False), 2, 32, single_heads=False)
    return model.eval().requires_grad_(False)


def test_senses_that_only_add_up_have_no_interaction(case_of: Callable[..., Any]) -> None:
    """Closed form: s(w, p) = f(w) + g(p), so that the second difference is 0."""
    case = case_of("concat")
    alone = case.example.inside(two_classes_that_only_add_up(case))
    over = interaction_links(alone, "words", "picture", 0)
    assert over.shape == (4, 256) and float(over.max()) < 1e-4
    assert float(interaction_links(case.example, "words", "picture", 0).max()) > 1e-3


@pytest.mark.parametrize("fusion", FUSIONS.names())
def test_interaction_is_the_second_difference_of_single_answers(case_of: Callable[..., Any], fusion: str) -> None:
    """Second source: four separate answers of the model for one word and one place."""
    case = case_of(fusion)
    row, column = 3, 3  # of 8 × 8 places
    links = interaction_links(case.example, "words", "picture", 1)
    with torch.inference_mode():
        words = case.example.inputs["words"].prepare(["the big     sea"]).take(np.arange(1))  # "red" is out
        no_word = case.model.encoder("words")(words)
        hidden = case.batch.fields["picture"].values.clone()
        mean = hidden.float().mean((2, 3))[0].round().to(torch.uint8)
        hidden[0, :, 4 * row - 2 : 4 * row + 6, 4 * column - 2 : 4 * column + 6] = mean[:, None, None]
        no_place = case.model.encoder("picture")(hidden)
        s = [
            float(case.score(replaced, 1).double())
            for replaced in ({}, {"words": no_word}, {"picture": no_place}, {"words": no_word, "picture": no_place})
        ]
    # The middle of a place is where four cells of the layout meet, so their mean is not the value: take it back by
    # asking for the coarse links from which the fine ones are interpolated.
    layout = case.example.example.layouts["picture"]
    table = np.stack([layout.from_windows(one) for one in np.eye(64)])  # (64, 256)
    coarse = np.linalg.lstsq(table.T, links[2], rcond=None)[0].reshape(8, 8)
    assert coarse[row, column] == pytest.approx(abs(s[0] - s[1] - s[2] + s[3]), abs=1e-4)


@pytest.mark.parametrize(("words", "picture"), [("article", "article"), ("lstm", "cnn")])
def test_other_encoders_have_interactions_too(case_of: Callable[..., Any], words: str, picture: str) -> None:
    case = case_of("concat", words=words, picture=picture)
    links = interaction_links(case.example, "words", "picture", 0)
    assert links.shape == (4, 256) and bool(np.isfinite(links).all())


def test_of_a_long_text_the_words_that_count_are_kept(case_of: Callable[..., Any]) -> None:
    case = case_of("concat", text="zzz " * 50 + "big red sea " + "qqq " * 40)
    links = interaction_links(case.example, "words", "picture", 0)
    linked = set(np.flatnonzero(links.max(1)).tolist())
    assert len(links) == 93 and len(linked) <= MOST_PAIRS // 64 and {50, 51, 52} <= linked


def test_interactions_are_the_same_from_either_side(case_of: Callable[..., Any]) -> None:
    """The other way round it is the same table, turned."""
    case = case_of("gated")
    there = interaction_links(case.example, "words", "picture", 0)
    back = interaction_links(case.example, "picture", "words", 0)
    assert back == pytest.approx(there.T, abs=1e-6)


def test_a_cancel_ends_the_work(case_of: Callable[..., Any]) -> None:
    case = case_of("concat")
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        interaction_links(case.example, "words", "picture", 0, cancel=token)


def test_each_part_has_its_own_scale_and_weak_ones_are_empty() -> None:
    over = np.array([[2.0, 8.0], [4.0, 1.0], [0.3, 0.1], [0.0, 0.0]], np.float32)
    links, strengths = scale_links(over)
    assert links.tolist() == [[0.25, 1.0], [1.0, 0.25], [0.0, 0.0], [0.0, 0.0]]
    assert strengths.tolist() == pytest.approx([1.0, 0.5, 0.0375, 0.0])
    assert float(scale_links(np.zeros((2, 3), np.float32))[0].max()) == 0
