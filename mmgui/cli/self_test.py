"""mmgui self-test: the whole path once, small, on this machine, in a folder that is removed again."""

import argparse
import json
import platform
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mmgui import __version__
from mmgui.core.cancel import CancelToken
from mmgui.core.errors import UserFacingError
from mmgui.core.events import EpochDone, RunFinished
from mmgui.core.i18n import _


@dataclass
class _Record:
    """What was found, said line by line (to stderr if stdout is for machines)."""

    is_json: bool
    found: dict[str, Any] = field(default_factory=dict)

    def say(self, text: str, **values: Any) -> None:
        self.found |= values
        print(text, file=sys.stderr if self.is_json else sys.stdout, flush=True)


def run_self_test(arguments: argparse.Namespace) -> int:
    """Make a scene, train two epochs, load the run, predict with heat maps. Raises what fails."""
    start = time.monotonic()
    record = _Record(arguments.json)
    _name_the_parts(record)
    with tempfile.TemporaryDirectory(prefix="mmgui-self-test-") as name:
        _go_the_whole_way(Path(name), record)
    seconds = time.monotonic() - start
    record.say(_("All good in {seconds:.0f} s.").format(seconds=seconds), seconds=round(seconds, 2), good=True)
    if arguments.json:
        print(json.dumps(record.found, ensure_ascii=False))
    return 0


def _name_the_parts(record: _Record) -> None:
    python, system = platform.python_version(), platform.platform()
    record.say(f"mmgui {__version__} · Python {python} · {system}", mmgui=__version__, python=python, system=system)
    import torch

    cuda = torch.cuda.get_device_name(0) if torch.cuda.is_available() else None
    no_device = _("no CUDA device")
    record.say(f"PyTorch {torch.__version__} · {cuda or no_device}", torch=str(torch.__version__), cuda=cuda)
    from importlib.metadata import PackageNotFoundError, version

    try:
        record.say(f"PySide6 {version('PySide6-Essentials')}", pyside6=version("PySide6-Essentials"))
    except PackageNotFoundError:
        record.say(_("PySide6 is not installed: the command line works, the window does not."), pyside6=None)


def _go_the_whole_way(folder: Path, record: _Record) -> None:
    from mmgui.core.inference.predictor import Predictor
    from mmgui.core.run.experiment import Experiment
    from mmgui.core.scenes import SCENES
    from mmgui.core.training.trainer import train

    cancel = CancelToken()
    examples = SCENES.get("feelings").make(
        folder / "scene", 72, 0, "en", cancel=cancel, progress=lambda _done, _total: None
    )
    count = len(examples)
    record.say("ok  " + _("made {count} examples").format(count=count), examples=count)
    epochs = 0
    for event in train(examples, Experiment(preset="quick", epochs=2), folder / "run", cancel=cancel):
        epochs += isinstance(event, EpochDone)
        if isinstance(event, RunFinished):
            text = _("trained {epochs} epochs in {seconds:.1f} s").format(epochs=epochs, seconds=event.seconds)
            record.say(f"ok  {text}", epochs=epochs)
    prediction = Predictor.load(folder / "run").predict(examples.examples[0].values)
    maps = sorted(prediction.heat_maps)
    if abs(sum(prediction.probabilities) - 1) > 1e-4 or maps != sorted(f.name for f in examples.fields):
        raise UserFacingError(_("The prediction is not what it should be."))
    text = _("answered with heat maps on {fields}").format(fields=", ".join(maps))
    record.say(f"ok  {text}", heat_maps=maps)
