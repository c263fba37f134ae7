"""How much of a bare PyTorch loop's speed is left: on the command line, and with the window open and curves live.

    python tests/benchmarks/speed_training.py [--pairs 5] [--epochs 4] [--no-window]

The bare loop is written here: the same model, the same batches from the same tensors, the same loss, AdamW, gradient
clipping, nothing else (no events, no metrics, no moving average, no augmentation, no files). Ours is run twice: as
people run it, and with augmentation and moving average off, which is the same arithmetic as the bare loop. Pairs
alternate, so that a busy machine hurts both sides; the median ratio counts: on the command line at least 0.95, with
the window at least 0.90. The processor time of the training thread is compared besides: it hardly feels a busy machine.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import ExampleSet
from mmgui.core.data.splitting import divide_examples
from mmgui.core.events import EpochDone, RunStarted, StepDone
from mmgui.core.models.batches import column_to_group, plan_batches
from mmgui.core.models.devices import best_thread_count
from mmgui.core.models.fusion_model import build_model
from mmgui.core.models.manifest import load_manifest
from mmgui.core.run.experiment import Experiment
from mmgui.core.scenes import SCENES
from mmgui.core.training.dividing import divide
from mmgui.core.training.loading import Loaded, load_parts, look_at_data
from mmgui.core.training.presets import resolve
from mmgui.core.training.trainer import train


@dataclass(frozen=True)
class Rate:
    """Examples per second by the clock, and per second of the thread's processor time. The first epoch is left out."""

    wall: float
    cpu: float


def bare_rate(examples: ExampleSet, experiment: Experiment, run: Path, epochs: int) -> Rate:
    """A plain loop."""
    parts = divide(examples, (), None, 0.15, experiment.seed, CancelToken())
    plan = resolve(experiment, look_at_data(parts))
    loaded = next(s for s in load_parts(parts, plan, None, CancelToken()) if isinstance(s, Loaded))
    table = loaded.tables["train"]
    torch.set_num_threads(best_thread_count())
    torch.manual_seed(0)
    model = build_model(load_manifest(run / "manifest.json")).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    group_by = column_to_group(table, [f.name if f.modality != "text" else "" for f in parts.fields])
    wall, cpu = [], []
    for epoch in range(epochs):
        batches = plan_batches(table, plan.batch_size, np.random.default_rng(epoch), group_by)
        start, cpu_start = time.perf_counter(), time.thread_time()
        for rows in batches:
            batch = table.take(rows)
            output = model(batch)
            loss = functional.cross_entropy(output.logits, batch.labels)
            for alone in output.single.values():
                loss = loss + 0.3 * functional.cross_entropy(alone, batch.labels)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        wall.append(len(table) / (time.perf_counter() - start))
        cpu.append(len(table) / (time.thread_time() - cpu_start))
    return Rate(statistics.median(wall[1:]), statistics.median(cpu[1:]))


def command_line_rate(examples: ExampleSet, experiment: Experiment, run: Path) -> Rate:
    """The trainer's own loop, its events taken as the command line takes them."""
    wall, cpu = [], []
    count, begun = 0, 0.0
    for event in train(examples, experiment, run, cancel=CancelToken()):
        if isinstance(event, StepDone):
            if not begun:
                count, begun = 0, time.thread_time()  # from the end of the first step
            else:
                count, used = count + event.examples, time.thread_time() - begun
        elif isinstance(event, EpochDone):
            wall.append(event.examples_per_second)
            cpu.append(count / used)
            begun = 0.0
    return Rate(statistics.median(wall[1:]), statistics.median(cpu[1:]))


class WindowRate:
    """The real window, shown, on the Train page; trainings go through its session."""

    def __init__(self, examples: ExampleSet, folder: Path) -> None:
        from live_window import LiveWindow

        from mmgui.core.data.project import Project

        self.live = LiveWindow(folder / "home")
        self.live.warm_up()
        with Project.create(folder / "speed.mmproj") as project:
            project.add(examples)
        self.session = self.live.session
        self.session.project.open(folder / "speed.mmproj")
        self.live.wait(lambda: self.session.project.is_open)
        self.live.window.show_place("train")

    def rate(self, experiment: Experiment) -> float:
        """Examples per second by the clock."""
        rates: list[float] = []
        seen = [0]

        def note() -> None:
            epoch = self.session.training.last_epoch
            if epoch is not None and epoch.epoch != seen[0]:
                seen[0] = epoch.epoch
                rates.append(epoch.examples_per_second)

        self.session.subscribe("history", note)
        self.session.training.start(experiment)
        self.live.wait(lambda: self.session.training.is_active)
        self.live.wait(lambda: not self.session.training.is_active and not self.session.jobs.active)
        self.session._listeners["history"].pop()
        return statistics.median(rates[1:])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--no-window", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["MMGUI_HOME"] = str(folder / "home")
        made = SCENES.get("feelings").make(
            folder / "scene", 1200, 0, "en", cancel=CancelToken(), progress=lambda _d, _t: None
        )
        examples = divide_examples(made).examples
        as_run = Experiment(preset="quick", epochs=arguments.epochs)
        same_work = as_run.model_copy(update={"settings": {"augmentation": 0, "average": 0, "modality_dropout": 0}})
        for event in train(examples, as_run, folder / "first", cancel=CancelToken()):
            if isinstance(event, RunStarted):
                print(f"{event.n_train} examples, {event.weights:,} weights, batch {event.batch_size}, "
                      f"{event.threads} thread(s)")  # fmt: skip
        window = None if arguments.no_window else WindowRate(examples, folder)
        table: dict[str, list[float]] = {}
        for pair in range(arguments.pairs):
            before = bare_rate(examples, as_run, folder / "first", arguments.epochs)
            same = command_line_rate(examples, same_work, folder / f"a{pair}")
            ours = command_line_rate(examples, as_run, folder / f"b{pair}")
            row = {"command line, same arithmetic": same.wall, "command line, as people run it": ours.wall}
            if window is not None:
                row["window, same arithmetic"] = window.rate(same_work)
                row["window, as people run it"] = window.rate(as_run)
            after = bare_rate(examples, as_run, folder / "first", arguments.epochs)
            bare = Rate((before.wall + after.wall) / 2, (before.cpu + after.cpu) / 2)
            ratios = {key: value / bare.wall for key, value in row.items()}
            ratios["same arithmetic, processor time"] = same.cpu / bare.cpu
            ratios["as people run it, processor time"] = ours.cpu / bare.cpu
            for key, ratio in ratios.items():
                table.setdefault(key, []).append(ratio)
            print(
                f"pair {pair + 1}: load {os.getloadavg()[0]:.1f}, bare {bare.wall:.0f}/s, "
                + ", ".join(f"{k} {v:.0f}/s" for k, v in row.items()),
                flush=True,
            )
        if window is not None:
            window.live.close()
        print("ratio to the bare loop (median):")
        for key, ratios_of in table.items():
            print(f"  {key:34} {statistics.median(ratios_of):.3f}   ({', '.join(f'{r:.2f}' for r in ratios_of)})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
