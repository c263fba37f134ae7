"""Planted truth: examples of which it is known what decides, and a model made by hand that decides by exactly that.

Shared by the tests of honesty and tests/benchmarks/honesty.py.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.inference.predictor import Predictor
from mmgui.core.models.encoder import Encoded, Encoder, repeat_for
from mmgui.core.models.fusion_model import FusionModel
from mmgui.core.models.fusions import ConcatFusion
from mmgui.core.models.manifest import FieldPart, Manifest
from mmgui.modalities.picture.encoders import PictureEncoder
from tests.core.made import find_encoder

FIELDS = (Field("picture", "image"), Field("words", "text"))
FILLING = "the day was long and we went to see a house with some trees near that river".split()  # noqa: SIM905
COLOURS = ((220, 40, 40), (40, 60, 220))
DECOYS = ((40, 60, 220), (40, 200, 60), (10, 10, 10), (250, 250, 250))
WORDS = ("wonderful", "terrible")
SIDE_PX, PATCH_PX = 32, 8


@dataclass(frozen=True)
class Truth:
    """What decides an example: the patch's upper left corner in pixels, and the deciding word's number."""

    top: int
    left: int
    word: int


def planted_examples(folder: Path, count: int, seed: int) -> tuple[ExampleSet, list[Truth]]:
    """Noise with a red or blue patch at a random place, filling words with "wonderful" or "terrible": four classes."""
    folder.mkdir(parents=True)
    chance = np.random.default_rng(seed)
    examples, truths = [], []
    for number in range(count):
        colour, word = (int(v) for v in chance.integers(2, size=2))
        pixels = chance.integers(90, 160, (SIDE_PX, SIDE_PX, 3)).astype(np.uint8)
        top, left = (int(v) for v in chance.integers(0, SIDE_PX - PATCH_PX + 1, 2))
        pixels[top : top + PATCH_PX, left : left + PATCH_PX] = COLOURS[colour]
        path = folder / f"{number}.png"
        Image.fromarray(pixels).save(path)
        words = [str(w) for w in chance.choice(FILLING, 7)]
        place = int(chance.integers(0, 8))
        words.insert(place, WORDS[word])
        label = f"{('red', 'blue')[colour]} {('good', 'bad')[word]}"
        values = {"picture": str(path), "words": " ".join(words)}
        examples.append(Example(number, values, label, "validation" if number % 5 == 0 else "train"))
        truths.append(Truth(top, left, place))
    return ExampleSet(FIELDS, tuple(examples), "planted"), truths


class RednessEncoder(Encoder):
    """Grey-level noise says nothing; the reddest place counts. (U, 3, 32, 32) → an 8 × 8 grid, its maximum."""

    grid = (8, 8)
    attention_above_even = True

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width
        self.size_px = SIDE_PX
        look = nn.Conv2d(3, 1, 4, stride=4, bias=False)
        with torch.no_grad():
            look.weight.copy_(torch.tensor([1.0, -0.5, -0.5]).view(1, 3, 1, 1).expand(1, 3, 4, 4) / 16)
        self.features = nn.Sequential(look, nn.ReLU())

    def embed(self, values: Tensor) -> Tensor:
        return self.features(values.float().mul(1 / 127.5).sub(1.0)).flatten(1)[:, :, None]  # (U, 64, 1)

    def encode(self, embedded: Tensor, values: Tensor) -> Encoded:
        tokens = nn.functional.pad(embedded, (0, self.width - 1))  # (U, 64, D)
        return Encoded(tokens, torch.ones(tokens.shape[:2], dtype=torch.bool), tokens.amax(1))

    def baseline(self, embedded: Tensor) -> Tensor:
        return embedded.mean(1, keepdim=True)

    def to_parts(self, weights: Any, layout: Any) -> Any:
        return PictureEncoder.to_parts(self, weights, layout)  # type: ignore[arg-type]


class OneWordEncoder(Encoder):
    """Every word but one means nothing."""

    power = 4

    def __init__(self, words: int, known: int, width: int) -> None:
        super().__init__()
        self.table = nn.Embedding(words, width)
        with torch.no_grad():
            self.table.weight.zero_()
            self.table.weight[known, 0] = 1.0

    def embed(self, values: Any) -> Tensor:
        embedded = torch.zeros(*values.mask.shape, self.table.embedding_dim)
        return embedded.index_put((values.rows, values.columns), self.table(values.ids))

    def encode(self, embedded: Tensor, values: Any) -> Encoded:
        return Encoded(embedded, repeat_for(embedded, values.mask), embedded.sum(1))

    def to_parts(self, weights: Any, layout: Any) -> Any:
        return layout.merge(weights)


def planted_predictor(*, picture: float = 2.0, words: float = 2.0) -> Predictor:
    """Says "red good" the more, the redder the reddest place is and the more often the text says "wonderful".

    picture, words: what each counts, in log-odds; 0 = the sense has no say.
    """
    width = 4
    kinds = {"picture": find_encoder("image/cnn"), "words": find_encoder("text/lstm")}
    kind_of = {"picture": "image", "words": "text"}
    inputs = {
        "picture": kinds["picture"].fit([], kinds["picture"].values({"size_px": SIDE_PX})),
        "words": kinds["words"].fit([" ".join((*FILLING, *WORDS))] * 2, kinds["words"].values({})),
    }
    parts = tuple(
        FieldPart(name=name, modality=kind_of[name], encoder=kind.name, input=inputs[name].model_dump(mode="json"))
        for name, kind in kinds.items()
    )
    manifest = Manifest(fields=parts, classes=("red good", "other"), fusion="concat")
    given: Any = inputs["words"]
    known = int(given.prepare(["wonderful"]).take(np.arange(1)).ids[0])
    encoders = {
        "picture": RednessEncoder(width),
        "words": OneWordEncoder(len(given.vocabulary), known, width),
    }
    fusion = ConcatFusion(("picture", "words"), width, 0.0, hidden=False, product=False)
    model = FusionModel(encoders, fusion, 2, width, single_heads=False, absent="zero")
    with torch.no_grad():
        model.head.weight.zero_()
        model.head.bias.zero_()
        model.head.weight[0, 0], model.head.weight[0, width] = picture, words
    return Predictor(manifest, model, torch.device("cpu"))


def red_examples(folder: Path, count: int, seed: int = 0) -> list[Example]:
    """Filling words with "wonderful", and noise with a red patch among patches of other colours that mean nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng(seed)
    examples = []
    for number in range(count):
        pixels = chance.integers(90, 160, (SIDE_PX, SIDE_PX, 3)).astype(np.uint8)
        places = chance.permutation((SIDE_PX // PATCH_PX) ** 2)[: len(DECOYS) + 1]
        for place, colour in zip(places, (COLOURS[0], *DECOYS), strict=True):
            top, left = (int(v) * PATCH_PX for v in divmod(int(place), SIDE_PX // PATCH_PX))
            pixels[top : top + PATCH_PX, left : left + PATCH_PX] = colour
        path = folder / f"{number}.png"
        Image.fromarray(pixels).save(path)
        words = [str(w) for w in chance.choice(FILLING, 7)]
        words.insert(int(chance.integers(0, 8)), WORDS[0])
        examples.append(Example(number, {"picture": str(path), "words": " ".join(words)}, "red good", "test"))
    return examples
