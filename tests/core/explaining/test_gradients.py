"""Heat maps of many examples at once are those of each example by itself."""

from typing import Any

import numpy as np
import pytest
import torch

from mmgui.core.explaining.gradients import integrated_gradients
from mmgui.core.explaining.score import class_score
from mmgui.core.models.batches import Batch
from mmgui.core.models.catalogue import FUSIONS
from mmgui.core.models.fusion_model import FusionModel, build_model
from mmgui.core.models.manifest import FieldPart, Manifest
from mmgui.core.uncertainty.features import encode_with_features
from mmgui.modalities.contract import FieldInput
from tests.core.made import find_encoder, make_batch

LEARNED = ["the big red house", "a small blue river", "red river", "the sea is blue and big", "small red sea"] * 2
TEXTS = ("the big red sea", None, "blue", "a small red house by the river", "the big red sea", "")


def examples() -> list[dict[str, Any]]:
    """Equal pictures, equal texts, a missing picture, a missing text, and a text without a word."""
    generator = np.random.default_rng(1)
    pictures: list[Any] = [generator.integers(0, 255, (32, 32, 3), dtype=np.uint8) for _text in TEXTS]
    pictures[1] = pictures[0]
    pictures[3] = None
    return [{"picture": picture, "words": text} for picture, text in zip(pictures, TEXTS, strict=True)]


def make_model(fusion: str, words: str = "ngrams", picture: str = "cnn") -> tuple[FusionModel, dict[str, FieldInput]]:
    """A small model of three classes with random weights, none of them zero, and how its fields are read."""
    kinds = {"picture": find_encoder(f"image/{picture}"), "words": find_encoder(f"text/{words}")}
    modalities = {"picture": "image", "words": "text"}
    values = {name: kind.values({"size_px": 32} if name == "picture" else {}) for name, kind in kinds.items()}
    inputs = {name: kind.fit(LEARNED if name == "words" else [], values[name]) for name, kind in kinds.items()}
    fields = tuple(
        FieldPart(
            name=name,
            modality=modalities[name],
            encoder=kind.name,
            settings=dict(values[name]),
            input=inputs[name].model_dump(mode="json"),
        )
        for name, kind in kinds.items()
    )
    torch.manual_seed(0)
    model = build_model(Manifest(fields=fields, classes=("a", "b", "c"), fusion=fusion, settings={"width": 32}))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith(("table", "votes")):
                parameter.normal_(0, 0.3)
    return model.eval().requires_grad_(False), inputs


@pytest.mark.parametrize(
    ("fusion", "words", "picture"),
    [
        *((name, "ngrams", "cnn") for name in FUSIONS.names()),
        ("attention", "lstm", "cnn"),
        ("concat", "article", "article"),
    ],
)
def test_many_maps_at_once_are_those_of_each_example_alone(fusion: str, words: str, picture: str) -> None:
    model, inputs = make_model(fusion, words, picture)
    random_before = torch.get_rng_state()
    many = make_batch(inputs, examples())
    output, maps = maps_of(model, many)
    assert torch.equal(torch.get_rng_state(), random_before), "no random number is used"
    assert all(parameter.grad is None for parameter in model.parameters()), "no gradient is left behind"
    row = dict.fromkeys(inputs, 0)
    for number, example in enumerate(examples()):
        alone, own = maps_of(model, make_batch(inputs, [example]))
        torch.testing.assert_close(output[number], alone[0], rtol=1e-4, atol=1e-5)
        for name in inputs:
            if example[name] is None:
                continue
            weights, found = own[name][0], maps[name][row[name]]
            torch.testing.assert_close(found[: len(weights)], weights, rtol=1e-3, atol=1e-5)
            assert not found[len(weights) :].any(), "places without a word weigh nothing"
            row[name] += 1


def maps_of(model: FusionModel, batch: Batch) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """(logits, per field that anybody has the gradients of each example's own answer)."""
    with torch.no_grad():
        found = encode_with_features(model, batch)
        logits = model.join(found.encoded, batch).logits
    chosen = logits.argmax(1)
    return logits, {
        name: integrated_gradients(model, batch, found.encoded, name, embedded, chosen, 5)
        for name, embedded in found.embedded.items()
    }


def test_the_score_of_each_row_is_that_of_its_own_class() -> None:
    logits = torch.tensor([[1.0, 2.0, 0.5], [0.1, -3.0, 4.0]])
    assert class_score(logits, torch.tensor([1, 0])).tolist() == pytest.approx(
        [class_score(logits, 1)[0].item(), class_score(logits, 0)[1].item()]
    )


def test_a_batch_without_any_picture_has_word_maps_only() -> None:
    model, inputs = make_model("attention")
    _logits, maps = maps_of(model, make_batch(inputs, [{"picture": None, "words": "red sea"}]))
    assert list(maps) == ["words"] and maps["words"].shape == (1, 2)
