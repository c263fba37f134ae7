"""What a training step costs with each way of joining the senses, relative to attention.

    python tests/benchmarks/speed_fusions.py [--preset quick] [--rounds 20]

One batch of the scene "feelings" with the preset's own sizes; forward, backward and a step of AdamW. The fusions take
turns, so that a busy machine hurts all alike; the median of the thread's processor time counts.
"""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from mmgui.core.cancel import CancelToken
from mmgui.core.models.catalogue import FUSIONS
from mmgui.core.models.fusion_model import build_model, count_weights
from mmgui.core.models.manifest import FieldPart, Manifest
from mmgui.core.run.experiment import Experiment
from mmgui.core.scenes import SCENES
from mmgui.core.training.dividing import divide
from mmgui.core.training.loading import Loaded, load_parts, look_at_data
from mmgui.core.training.presets import resolve


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--preset", default="quick")
    parser.add_argument("--rounds", type=int, default=20)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as name:
        os.environ["MMGUI_HOME"] = name
        examples = SCENES.get("feelings").make(
            Path(name) / "scene", 300, 0, "en", cancel=CancelToken(), progress=lambda _d, _t: None
        )
        parts = divide(examples, (), None, 0.15, 0, CancelToken())
        models, steps = {}, dict[str, list[float]]()
        for fusion in FUSIONS.names():
            plan = resolve(Experiment(preset=arguments.preset, fusion=fusion), look_at_data(parts))
            loaded = next(s for s in load_parts(parts, plan, None, CancelToken()) if isinstance(s, Loaded))
            fields = tuple(
                FieldPart(name=f.name, modality=f.modality, encoder=plan.encoders[f.name][0],
                          settings=dict(plan.encoders[f.name][1]), input=loaded.inputs[f.name].model_dump(mode="json"))
                for f in parts.fields
            )  # fmt: skip
            manifest = Manifest(
                fields=fields, classes=examples.classes, fusion=fusion, settings=dict(plan.model_settings())
            )
            model = build_model(manifest).train()
            models[fusion] = (model, torch.optim.AdamW(model.parameters(), lr=1e-3))
            batch = loaded.tables["train"].take(np.arange(plan.batch_size))
            steps[fusion] = []
        for _round in range(arguments.rounds):
            for fusion, (model, optimizer) in models.items():
                begun = time.thread_time()
                loss = functional.cross_entropy(model(batch).logits, batch.labels)
                optimizer.zero_grad(set_to_none=True)
                loss.backward()  # type: ignore[no-untyped-call]
                optimizer.step()
                steps[fusion].append(time.thread_time() - begun)
        usual = statistics.median(steps["attention"])
        print(f"torch {torch.__version__}, {arguments.preset}, batches of {len(batch)}")
        print("fusion        weights   ms a step   of attention")
        for fusion, taken in steps.items():
            own = statistics.median(taken)
            weights = count_weights(models[fusion][0].fusion)
            print(f"{fusion:12} {weights:8,} {1000 * own:11.1f} {own / usual:14.2f}")


if __name__ == "__main__":
    main()
