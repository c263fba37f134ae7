"""The calibration error on many fresh examples: 180 test examples alone make an error of 0.03 by chance.

    python tests/benchmarks/doubt_fresh.py [--fresh 2000] [--preset quick]

Trains on 1 200 examples of `feelings` (seeds 0, 1 and 2, two fusions) and prints the expected calibration error before
and after temperature scaling on examples of another seed. Goal of issue 3: at most 0.05 after scaling.
"""

import argparse
import os
import tempfile
from pathlib import Path

import numpy as np

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import ExampleSet
from mmgui.core.data.splitting import divide_examples
from mmgui.core.inference.predictor import Predictor
from mmgui.core.models.torch_start import warm_up
from mmgui.core.run.experiment import Experiment
from mmgui.core.scenes import SCENES
from mmgui.core.training.trainer import train
from mmgui.core.uncertainty.calibration import CALIBRATION, expected_calibration_error

CASES = ((0, "attention"), (1, "attention"), (2, "attention"), (0, "gated"))
FRESH_SEED = 991


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fresh", type=int, default=2000)
    parser.add_argument("--preset", default="quick")
    arguments = parser.parse_args()
    warm_up()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["MMGUI_HOME"] = str(folder / "home")

        def scene(count: int, seed: int) -> ExampleSet:
            return SCENES.get("feelings").make(folder / f"{seed}-{count}", count, seed, "en")

        fresh = scene(arguments.fresh, FRESH_SEED)
        print("seed  fusion     accuracy  temperature  error before  after")
        for seed, fusion in CASES:
            examples = divide_examples(scene(1200, seed), (0.70, 0.15, 0.15), 0).examples
            run = folder / f"run-{fusion}-{seed}"
            experiment = Experiment(preset=arguments.preset, fusion=fusion, seed=seed)
            for _event in train(examples, experiment, run, cancel=CancelToken()):
                pass
            predictor, doubt = Predictor.load(run), CALIBRATION.read(run)
            assert doubt is not None
            said = np.array([p.probabilities for p in predictor.predict_many([e.values for e in fresh.examples])])
            labels = np.array([predictor.classes.index(str(e.label)) for e in fresh.examples])
            unscaled = np.clip(said, 1e-12, 1) ** doubt.temperature
            unscaled /= unscaled.sum(1, keepdims=True)
            errors = [expected_calibration_error(p, labels) for p in (unscaled, said)]
            accuracy = float((said.argmax(1) == labels).mean())
            print(
                f"{seed:4}  {fusion:10} {accuracy:8.3f}  {doubt.temperature:11.2f}  {errors[0]:12.4f}  {errors[1]:.4f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
