"""A small fusion model with random weights, and one example for it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
import torch

from mmgui.core.models.batches import Batch, load_inputs, make_batch
from mmgui.core.models.catalogue import ENCODERS
from mmgui.core.models.encoders import Encoded
from mmgui.core.models.fusion_model import FusionModel, build_model
from mmgui.core.models.manifest import FieldPart, Manifest

TEXTS = ["the big red house", "a small blue river", "red river", "the sea is blue and big", "small red sea"] * 2


@dataclass
class Case:
    """A model, one example as a batch, and what its encoders say of it."""

    model: FusionModel
    batch: Batch
    encoded: dict[str, Encoded | None]
    pixels: np.ndarray


def make_case(fusion: str, words: str = "ngrams", picture: str = "cnn", text: str | None = "the big red sea") -> Case:
    kinds = {"picture": ENCODERS.get(f"image/{picture}"), "words": ENCODERS.get(f"text/{words}")}
    values = {name: kind.values({"size_px": 32} if name == "picture" else {}) for name, kind in kinds.items()}
    inputs = {
        "picture": kinds["picture"].fit([], values["picture"]),
        "words": kinds["words"].fit(TEXTS, values["words"]),
    }
    manifest = Manifest(
        fields=tuple(
            FieldPart(
                name=name,
                modality=kind.modality,
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
    batch = make_batch(load_inputs(manifest), [{"picture": pixels, "words": text}])
    with torch.no_grad():
        encoded = model.encode(batch)
    return Case(model, batch, encoded, pixels)


@pytest.fixture
def case_of() -> Callable[..., Case]:
    return make_case
