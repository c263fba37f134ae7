"""A small run with everything in its folder: hostile names, a test part with mistakes, curves, a manifest."""

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.run.experiment import Experiment
from mmgui.core.training.trainer import train

HOSTILE = "<script>alert(1)</script>"
FIELDS = (Field("picture", "image"), Field("words", "text"))


@dataclass(frozen=True)
class Trained:
    """A run folder and the examples it was trained on."""

    run: Path
    examples: ExampleSet


def make_examples(folder: Path, count: int = 72) -> ExampleSet:
    """Bright or dark pictures, "great" or "bad" news; the label follows the words, and every sixth label is wrong."""
    folder.mkdir(parents=True)
    dice, noise = random.Random(1), np.random.default_rng(1)
    examples = []
    for number in range(count):
        bright, good = dice.randrange(2), dice.randrange(2)
        pixels = np.full((20, 24, 3), 200 if bright else 40) + noise.integers(0, 40, (20, 24, 3))
        path = folder / f"{number}.png"
        Image.fromarray(pixels.astype(np.uint8)).save(path)
        words = f"=1+1 {HOSTILE} {'great' if good else 'bad'} news {number}"
        label = (HOSTILE, "no & “never”")[(good ^ 1) if number % 6 == 5 else good]
        part = ("train", "train", "train", "train", "validation", "test")[number % 6]
        examples.append(Example(number, {"picture": str(path), "words": words}, label, part))
    return ExampleSet(FIELDS, tuple(examples), "small")


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    folder = tmp_path_factory.mktemp("report")
    examples = make_examples(folder / "pictures")
    settings = {"channels": 4, "width": 16, "size_px": 16, "depth": 0, "threads": 1}
    experiment = Experiment(preset="quick", epochs=3, batch_size=8, device="cpu", seed=7, settings=settings)
    for _event in train(examples, experiment, folder / "run", cancel=CancelToken()):
        pass
    return Trained(folder / "run", examples)
