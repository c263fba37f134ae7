"""The model: shapes, missing senses, the article's count, and that every fusion can learn exclusive-or."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from mmgui.core.errors import ExperimentError
from mmgui.core.models.batches import MISSING, Batch, FieldBatch, load_inputs
from mmgui.core.models.catalogue import FUSIONS
from mmgui.core.models.encoder import Encoded
from mmgui.core.models.fusion_model import FusionModel, build_model, count_weights
from mmgui.core.models.manifest import FieldPart, Manifest
from mmgui.modalities import MODALITIES
from mmgui.modalities.picture.encoders import PictureInput
from mmgui.modalities.text.words import PADDING_WORD, UNKNOWN_WORD, Vocabulary
from mmgui.modalities.text.words_input import WordsInput
from tests.core.made import find_encoder, make_batch

TEXTS = ["what a great day", "the bus is late again", "great", "so late", "again and again a day"]
FUSION_NAMES = FUSIONS.names()


def manifest(
    fusion: str = "attention",
    fields: tuple[str, ...] = ("picture", "words"),
    settings: Mapping[str, Any] | None = None,
    words_encoder: str = "ngrams",
) -> Manifest:
    kind = find_encoder(f"text/{words_encoder}")
    values = kind.values({"min_texts": 1} if words_encoder == "ngrams" else {})
    words = kind.fit(TEXTS, values)
    parts = {
        "picture": FieldPart(
            name="picture", modality="image", encoder="cnn", settings={"channels": 8}, input={"size_px": 32}
        ),
        "words": FieldPart(
            name="words", modality="text", encoder=words_encoder, settings=values, input=words.model_dump(mode="json")
        ),
    }
    return Manifest(
        fields=tuple(parts[name] for name in fields),
        classes=("a", "b", "c"),
        fusion=fusion,
        settings={"width": 16, "dropout": 0.0, **(settings or {})},
    )


def examples(*given: tuple[int | None, str | None]) -> list[dict[str, Any]]:
    dice = np.random.default_rng(0)
    pictures = dice.integers(0, 256, (8, 20, 30, 3)).astype(np.uint8)
    return [{"picture": None if p is None else pictures[p], "words": w} for p, w in given]


def model_and_batch(m: Manifest, *given: tuple[int | None, str | None]) -> tuple[FusionModel, Batch]:
    torch.manual_seed(0)
    return build_model(m).eval(), make_batch(load_inputs(m), examples(*given))


@pytest.mark.parametrize("fusion", FUSION_NAMES)
@pytest.mark.parametrize("encoder", ["ngrams", "lstm"])
def test_every_fusion_gives_one_answer_per_example_and_one_per_sense(fusion: str, encoder: str) -> None:
    model, batch = model_and_batch(
        manifest(fusion, words_encoder=encoder), (0, TEXTS[0]), (1, TEXTS[1]), (0, "new word")
    )
    output = model(batch)
    assert output.logits.shape == (3, 3)
    assert {name: tuple(t.shape) for name, t in output.single.items()} == {"picture": (3, 3), "words": (3, 3)}
    assert {name: tuple(t.shape) for name, t in output.features.items()} == {"picture": (3, 16), "words": (3, 16)}
    assert torch.isfinite(output.logits).all()


@pytest.mark.parametrize("fusion", FUSION_NAMES)
@pytest.mark.parametrize("field", ["picture", "words"])
def test_every_fusion_works_with_a_single_field(fusion: str, field: str) -> None:
    model, batch = model_and_batch(manifest(fusion, (field,)), (0, TEXTS[0]), (1, TEXTS[1]))
    output = model(batch)
    assert output.logits.shape == (2, 3) and list(output.features) == [field]


def test_the_attention_it_used_is_given_and_sums_to_one() -> None:
    model, batch = model_and_batch(manifest(), (0, "what a great day"), (1, "so late"))
    output = model(batch)
    assert output.relevance["picture"].shape == (2, 64)  # 32 pixels, three halvings at most: 8 × 8
    assert output.relevance["words"].shape == (2, 4)
    for relevance in output.relevance.values():
        torch.testing.assert_close(relevance.sum(1), torch.ones(2))
    assert output.relevance["words"][1, 2:].abs().max() == 0  # the shorter text has no third and fourth word
    matrix = output.attention["words", "picture"]
    assert matrix.shape == (2, 4, 4, 64)
    torch.testing.assert_close(matrix.sum(3), torch.ones(2, 4, 4))


def test_attention_is_softmax_of_scaled_products() -> None:
    """Against torch's own scaled_dot_product_attention with the identity as value."""
    model, batch = model_and_batch(manifest(settings={"heads": 2}), (0, "what a great day"))
    encoded = model.encode(batch)
    parts = {}
    for name in ("picture", "words"):
        found = encoded[name]
        assert found is not None
        parts[name] = model.fusion.qkv[f"field_{name}"](found.tokens).unflatten(2, (3, 2, 8))  # type: ignore[index, union-attr]
    query, key = parts["words"][:, :, 0].transpose(1, 2), parts["picture"][:, :, 1].transpose(1, 2)
    identity = torch.eye(key.shape[2]).expand(1, 2, -1, -1)
    expected = nn.functional.scaled_dot_product_attention(query, key, identity)
    torch.testing.assert_close(model(batch).attention["words", "picture"], expected, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("fusion", FUSION_NAMES)
def test_equal_values_are_encoded_once_and_each_example_is_answered_as_if_alone(fusion: str) -> None:
    m = manifest(fusion)
    model, batch = model_and_batch(m, (0, TEXTS[0]), (1, TEXTS[0]), (0, TEXTS[1]))
    together = model(batch).logits
    for row, given in enumerate([(0, TEXTS[0]), (1, TEXTS[0]), (0, TEXTS[1])]):
        alone = model(make_batch(load_inputs(m), examples(given))).logits[0]
        torch.testing.assert_close(together[row], alone, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("fusion", FUSION_NAMES)
def test_a_missing_sense_is_as_if_it_were_switched_off(fusion: str) -> None:
    model, batch = model_and_batch(manifest(fusion), (0, TEXTS[0]), (0, None), (None, TEXTS[0]), (None, None))
    given = model(batch)
    assert given.present.tolist() == [[True, True], [True, False], [False, True], [False, False]]
    full = FieldBatch(batch.fields["picture"].values, torch.zeros(4, dtype=torch.long))
    words = FieldBatch(batch.fields["words"].values, torch.zeros(4, dtype=torch.long))
    switched = model(Batch({"picture": full, "words": words}, batch.labels), given.present)
    torch.testing.assert_close(switched.logits, given.logits, atol=1e-5, rtol=1e-4)
    assert not torch.allclose(given.logits[0], given.logits[1])


def test_a_batch_in_which_nobody_has_a_picture_still_gets_answers() -> None:
    model, batch = model_and_batch(manifest(), (None, TEXTS[0]), (None, "never seen"))
    assert batch.fields["picture"].values is None
    assert torch.isfinite(model(batch).logits).all()


def test_an_empty_text_and_unknown_words_only_give_finite_answers() -> None:
    for encoder in (part.name for part in MODALITIES.get("text").encoders):
        m = manifest("concat", words_encoder=encoder, settings={"width": 64, "hidden": True})
        model, batch = model_and_batch(m, (0, "!!!"), (0, "xqzzt"), (1, "great"))
        assert torch.isfinite(model(batch).logits).all(), encoder


def test_field_names_may_be_anything_a_table_column_may_be() -> None:
    m = manifest()
    odd = ("type", "post.text", "train")
    fields = tuple(m.fields[i % 2].model_copy(update={"name": name}) for i, name in enumerate(odd))
    model = build_model(m.model_copy(update={"fields": fields}))
    raw = examples((0, TEXTS[0]))[0]
    batch = make_batch(
        load_inputs(m.model_copy(update={"fields": fields})),
        [{"type": raw["picture"], "post.text": raw["words"], "train": raw["picture"]}],
    )
    assert model.eval()(batch).logits.shape == (1, 3)


def test_heads_that_do_not_divide_the_width_are_refused_by_name() -> None:
    with pytest.raises(ExperimentError) as error:
        build_model(manifest(settings={"width": 18, "heads": 4}))
    assert error.value.parameter == "heads"


def test_the_article_preset_has_exactly_3_137_802_weights() -> None:
    embedding = 10_000 * 256
    lstm = 4 * (256 * 128 + 128 * 128 + 2 * 128)  # four gates: input, recurrent, and two biases (torch keeps both)
    text = embedding + lstm + 128 * 64 + 64
    image = (3 * 64 * 9 + 64) + (64 * 128 * 9 + 128) + (128 * 6 * 6 * 64 + 64)
    head = (64 + 64) * 10 + 10
    assert text + image + head == 3_137_802
    vocabulary = Vocabulary(words=(PADDING_WORD, UNKNOWN_WORD, *(f"w{i}" for i in range(9_998))))
    article = Manifest(
        fields=(
            FieldPart(name="picture", modality="image", encoder="article", input={"size_px": 32}),
            FieldPart(name="words", modality="text", encoder="article",
                      input=WordsInput(vocabulary=vocabulary).model_dump(mode="json")),
        ),
        classes=tuple(f"class {i}" for i in range(10)),
        fusion="concat",
        settings={"width": 64, "single_heads": False, "absent": "zero", "hidden": False, "product": False},
    )  # fmt: skip
    model = build_model(article).eval()
    assert count_weights(model) == 3_137_802
    assert model.head.in_features == 128
    batch = make_batch(load_inputs(article), examples((0, "w1 w2"), (None, "w3"), (1, None)))
    assert model(batch).logits.shape == (3, 10)


class _TwoValues(nn.Module):
    """Value 0 or 1 as a token; stands in for an encoder, so that only the fusion is tested."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(2, width)

    def forward(self, values: torch.Tensor) -> Encoded:
        pooled = self.embedding(values)
        return Encoded(pooled[:, None], torch.ones(len(values), 1, dtype=torch.bool), pooled)


@pytest.mark.parametrize("fusion", FUSION_NAMES)
def test_every_fusion_learns_exclusive_or(fusion: str) -> None:
    torch.manual_seed(0)
    kind = FUSIONS.get(fusion)
    model = FusionModel(
        {"one": _TwoValues(16), "two": _TwoValues(16)},
        kind.build(("one", "two"), 16, 0.0, kind.values({})), 2, 16, single_heads=False,
    )  # fmt: skip
    a, b = torch.tensor([0, 0, 1, 1]), torch.tensor([0, 1, 0, 1])
    batch = Batch({"one": FieldBatch(torch.arange(2), a), "two": FieldBatch(torch.arange(2), b)}, a ^ b)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    for _step in range(60):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(batch).logits, batch.labels).backward()
        optimizer.step()
    assert (model(batch).logits.argmax(1) == batch.labels).all()


def test_gate_gives_a_missing_sense_no_weight() -> None:
    model, batch = model_and_batch(manifest("gated"), (0, None))
    before = model(batch).logits
    with torch.no_grad():
        model.fusion.values[1].weight.add_(5.0)  # type: ignore[index, union-attr]
    torch.testing.assert_close(model(batch).logits, before)


def test_votes_of_words_add_up_to_the_vote_of_the_text() -> None:
    m = manifest()
    model, batch = model_and_batch(m, (0, "what a great day"))
    encoder = model.encoder("words")
    with torch.no_grad():
        encoder.votes.normal_()  # type: ignore[operator, union-attr]
    values = batch.fields["words"].values
    embedded = encoder.embed(values)  # type: ignore[operator]
    encoded = encoder(values)
    torch.testing.assert_close(embedded[..., 16:].sum(1), encoded.votes)
    again = encoder.encode(embedded, values)  # type: ignore[operator]
    torch.testing.assert_close(again.pooled, encoded.pooled)


def test_votes_that_do_not_count_stay_out_of_the_joint_answer_but_not_of_the_words_own() -> None:
    given = {True: manifest(settings={"votes_count": True}), False: manifest(settings={"votes_count": False})}
    for counts, m in given.items():
        model, batch = model_and_batch(m, (0, "what a great day"))
        before = model(batch)
        with torch.no_grad():
            model.encoder("words").votes.add_(1.0 + torch.arange(3.0))  # type: ignore[operator, union-attr]
        after = model(batch)
        assert torch.equal(before.logits, after.logits) is not counts
        assert not torch.allclose(before.single["words"], after.single["words"])


def test_picture_encoder_tells_where_tokens_lie() -> None:
    kind = find_encoder("image/cnn")
    model = kind.build(PictureInput(size_px=64), 16, 3, 0.0, kind.values({"channels": 8})).eval()
    encoded = model(torch.zeros(2, 3, 64, 64, dtype=torch.uint8))
    assert model.grid == (8, 8)  # type: ignore[comparison-overlap]
    assert encoded.tokens.shape == (2, 64, 16)
    assert not torch.allclose(encoded.tokens[0, 9], encoded.tokens[0, 54])  # grey everywhere, yet told apart


@pytest.mark.parametrize("size_px", [16, 48, 72, 96, 128])
def test_picture_encoder_knows_its_grid_for_every_size(size_px: int) -> None:
    kind = find_encoder("image/cnn")
    model = kind.build(PictureInput(size_px=size_px), 16, 3, 0.0, kind.values({"channels": 4})).eval()
    height, width = model.grid  # type: ignore[misc]
    encoded = model(torch.zeros(1, 3, size_px, size_px, dtype=torch.uint8))
    assert encoded.tokens.shape[1] == height * width


def test_missing_is_not_a_row() -> None:
    assert MISSING == -1
