"""What the learning film costs: the share of an epoch that recording takes. At most 0.10.

    python tests/benchmarks/film_cost.py [--count 1140] [--epochs 10] [--preset quick] [--fusion attention]

One training; the film is recorded after every second epoch, so that a busy machine hurts both sides. Printed are the
time that recording takes of a recorded epoch, in the mean, as a share of the mean epoch (training pass; and with the
measuring on the validation part), the ratio of the mean processor time of the epochs with and without recording, and
how long making the frames takes that were put off to the end.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean

import torch

from mmgui.core.cancel import CancelToken
from mmgui.core.data.splitting import divide_examples
from mmgui.core.events import EpochDone
from mmgui.core.film.film import FILM_FOLDER
from mmgui.core.film.recorder import FilmRecorder
from mmgui.core.models.fusion_model import FusionModel
from mmgui.core.run.experiment import Experiment
from mmgui.core.scenes import SCENES
from mmgui.core.training.observer import RecordedRun
from mmgui.core.training.trainer import train


class _EverySecond:
    """A recorder with a stopwatch that is idle after odd epochs."""

    def __init__(self) -> None:
        self._inner = FilmRecorder()
        self.wall: list[float] = []
        self.cpu: list[float] = []
        self.beginning = self.ending = 0.0

    def begin(self, run: RecordedRun) -> str:
        start = time.perf_counter()
        said = self._inner.begin(run)
        self.beginning = time.perf_counter() - start
        return said

    def finish(self, is_enough: Callable[[], bool]) -> None:
        start = time.perf_counter()
        self._inner.finish(is_enough)
        self.ending = time.perf_counter() - start

    def record(self, epoch: int, model: FusionModel, device: torch.device, seconds: float) -> None:
        if epoch % 2 == 0:
            start, cpu_start = time.perf_counter(), time.thread_time()
            self._inner.record(epoch, model, device, seconds)
            self.wall.append(time.perf_counter() - start)
            self.cpu.append(time.thread_time() - cpu_start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scene", default="feelings")
    parser.add_argument("--count", type=int, default=None)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--preset", default="quick")
    parser.add_argument("--fusion", default="attention")
    parser.add_argument("--device", default="cpu")
    wishes = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scene = SCENES.get(wishes.scene)
        made = scene.make(Path(folder) / "scene", wishes.count or scene.default_count, 0, "en")
        examples = divide_examples(made, (0.70, 0.15, 0.15), 0).examples
        recorder = _EverySecond()
        experiment = Experiment(
            preset=wishes.preset,
            fusion=wishes.fusion,
            epochs=wishes.epochs,
            device=wishes.device,
            settings={"patience": 1000},
        )
        run = Path(folder) / "run"
        passes: list[float] = []
        whole: dict[bool, list[float]] = {False: [], True: []}
        cpu_start, wall_start = time.thread_time(), time.perf_counter()
        walls: list[float] = []
        for event in train(examples, experiment, run, cancel=CancelToken(), observer=recorder):
            if isinstance(event, EpochDone):
                if event.epoch > 1:
                    passes.append(event.seconds)
                    whole[event.epoch % 2 == 0].append(time.thread_time() - cpu_start)
                    walls.append(time.perf_counter() - wall_start)
                cpu_start, wall_start = time.thread_time(), time.perf_counter()
        size = sum(path.stat().st_size for path in (run / FILM_FOLDER).rglob("*"))
        frames = len(list((run / FILM_FOLDER).glob("[0-9]*")))
    taken, epoch = mean(recorder.wall), mean(passes)
    with_film, without = mean(whole[True]), mean(whole[False])
    print(f"choosing and reading the pool, once     {recorder.beginning * 1000:8.0f} ms")
    print(f"recording, each recorded epoch          {taken * 1000:8.1f} ms (longest {max(recorder.wall) * 1000:.1f})")
    print(f"training pass of an epoch               {epoch * 1000:8.1f} ms")
    print(f"share of the training pass              {taken / epoch:8.3f}")
    print(f"share of the whole epoch                {taken / mean(walls):8.3f}")
    print(f"processor time, epochs with : without   {with_film / without:8.3f}")
    print(f"frames that were put off, at the end    {recorder.ending * 1000:8.0f} ms")
    print(f"film on disk                            {size / 1024:8.0f} KiB, {frames} frames")


if __name__ == "__main__":
    main()
