"""A small fusion model with random weights, and one example for it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
import torch

from mmgui.core.data.example import Field
from mmgui.core.explaining.example import EncodedExample
from mmgui.core.explaining.gradients import integrated_gradients
from mmgui.core.explaining.score import class_score
from mmgui.core.inference.inputs import ValueReader
from mmgui.core.models.batches import Batch, load_inputs
from mmgui.core.models.encoder import Encoded
from mmgui.core.models.fusion_model import FusionModel, build_model
from mmgui.core.models.manifest import FieldPart, Manifest
from tests.core.made import find_encoder, make_batch

TEXTS = ["the big red house", "a small blue river", "red river", "the sea is blue and big", "small red sea"] * 2


@dataclass
class Case:
    """A model, one example as a batch, what its encoders say of it, and all of it as explanations get it."""

    model: FusionModel
    batch: Batch
    encoded: dict[str, Encoded | None]
    pixels: np.ndarray
    example: EncodedExample

    def score(self, replaced: dict[str, Encoded], chosen: int, count: int = 1) -> torch.Tensor:
        """(count,) log-odds with other values of some fields."""
        return class_score(self.example.join(replaced, count).logits, chosen)

    def gradients(self, field: str, chosen: int, steps: int | None = None) -> torch.Tensor:
        """(N,) integrated gradients of the one example."""
        encoder, embedded = self.model.encoder(field), self.example.embedded[field]
        steps = encoder.steps if steps is None else steps
        found = integrated_gradients(
            self.model, self.batch, self.encoded, field, embedded, torch.tensor([chosen]), steps
        )
        return found[0]


def make_case(fusion: str, words: str = "ngrams", picture: str = "cnn", text: str | None = "the big red sea") -> Case:
    kinds = {"picture": find_encoder(f"image/{picture}"), "words": find_encoder(f"text/{words}")}
    modalities = {"picture": "image", "words": "text"}
    values = {name: kind.values({"size_px": 32} if name == "picture" else {}) for name, kind in kinds.items()}
    inputs = {
        "picture": kinds["picture"].fit([], values["picture"]),
        "words": kinds["words"].fit(TEXTS, values["words"]),
    }
    manifest = Manifest(
        fields=tuple(
            FieldPart(
                name=name,
                modality=modalities[name],
                encoder=kind.name,
                settings=dict(values[name]),
                input=inputs[name].model_dump(mode="json"),
            )
            for name, kind in kinds.items()
        ),
        classes=("a", "b", "c"),
        fusion=fusion,
        settings={"width": 32},
    )
    torch.manual_seed(0)
    model = build_model(manifest).eval().requires_grad_(False)
    with torch.no_grad():  # so that every path to the answer carries something
        for name, parameter in model.named_parameters():
            if name.endswith("table"):
                parameter.normal_(0, 0.3)
    pixels = np.random.default_rng(0).integers(0, 255, (32, 32, 3), dtype=np.uint8)
    fields = tuple(Field(f.name, f.modality) for f in manifest.fields)
    read = ValueReader(fields, load_inputs(manifest)).read({"picture": pixels, "words": text})
    batch = make_batch(load_inputs(manifest), [{"picture": pixels, "words": text}])
    example = EncodedExample(model, fields, load_inputs(manifest), read, batch, {}, {}).inside(model)
    return Case(model, batch, dict(example.encoded), pixels, example)


@pytest.fixture
def case_of() -> Callable[..., Case]:
    return make_case
