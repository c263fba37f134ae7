"""A tiny task whose label is the exclusive-or of a bright picture and good news."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field, Split
from mmgui.core.events import EpochDone, TrainingEvent
from mmgui.core.run.experiment import Experiment
from mmgui.core.training.trainer import train

FIELDS = (Field("picture", "image"), Field("words", "text"))
SETTINGS = {"channels": 4, "width": 16, "size_px": 16, "depth": 0}


def toy_examples(folder: Path, count: int = 48, missing: bool = False) -> ExampleSet:
    """Split 2/3, 1/6, 1/6. With `missing`, every fifth example has no picture and every seventh no words."""
    dice, noise = random.Random(0), np.random.default_rng(0)
    folder.mkdir(parents=True, exist_ok=True)
    examples = []
    for number in range(count):
        bright, good = dice.randrange(2), dice.randrange(2)
        pixels = np.full((20, 24, 3), 200 if bright else 40) + noise.integers(0, 40, (20, 24, 3))
        path = folder / f"{number}.png"
        Image.fromarray(pixels.astype(np.uint8)).save(path)
        words = f"{dice.choice(('so', 'oh', 'well'))} {'great' if good else 'bad'} news {number}"
        part: Split = ("train", "train", "train", "train", "validation", "test")[number % 6]
        values = {
            "picture": None if missing and number % 5 == 0 else str(path),
            "words": None if missing and number % 7 == 1 else words,
        }
        examples.append(Example(number, values, ("no", "yes")[bright ^ good], part))
    return ExampleSet(FIELDS, tuple(examples), "toy")


def toy_experiment(**changes: object) -> Experiment:
    values: dict[str, object] = {"preset": "quick", "epochs": 3, "batch_size": 8, "device": "cpu", "settings": SETTINGS}
    return Experiment.model_validate(values | changes)


def run(
    examples: ExampleSet,
    run_dir: Path,
    experiment: Experiment | None = None,
    *,
    resume: bool = False,
    cancel: CancelToken | None = None,
    stop_after_step: int | None = None,
) -> Iterator[TrainingEvent]:
    """The events of a training; with `stop_after_step` it is stopped like a person would, after that many steps."""
    cancel = cancel or CancelToken()
    for event in train(examples, experiment or toy_experiment(), run_dir, cancel=cancel, resume=resume):
        yield event
        if stop_after_step is not None and getattr(event, "step", 0) == stop_after_step:
            cancel.cancel()


def figures(events: list[TrainingEvent]) -> list[tuple[object, ...]]:
    """What must be equal in an interrupted and an uninterrupted run: everything but the time."""
    found: list[tuple[object, ...]] = []
    for event in events:
        if isinstance(event, EpochDone):
            found.append((event.epoch, event.train, event.validation, event.is_best))
        elif type(event).__name__ == "StepDone":
            found.append((event.step, event.epoch, event.loss, event.learning_rate, event.examples))  # type: ignore[union-attr]
    return found
