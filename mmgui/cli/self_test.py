"""mmgui self-test: the whole path once, small, on this machine, in a folder that is removed again."""

import argparse
import tempfile
import time
from pathlib import Path

from mmgui import __version__
from mmgui.core.cancel import CancelToken
from mmgui.core.errors import UserFacingError
from mmgui.core.events import EpochDone, RunFinished
from mmgui.core.i18n import _


def run_self_test(_arguments: argparse.Namespace) -> int:
    """Make a scene, train two epochs, load the run, predict with heat maps. Raises or prints what fails."""
    import platform

    start = time.monotonic()
    print(f"mmgui {__version__} · Python {platform.python_version()} · {platform.platform()}")
    import torch

    cuda = torch.cuda.get_device_name(0) if torch.cuda.is_available() else _("no CUDA device")
    print(f"PyTorch {torch.__version__} · {cuda}")
    _check_qt()
    from mmgui.core.inference.predictor import Predictor
    from mmgui.core.scenes import SCENES
    from mmgui.core.training.experiment import Experiment
    from mmgui.core.training.trainer import train

    with tempfile.TemporaryDirectory(prefix="mmgui-self-test-") as name:
        folder, cancel = Path(name), CancelToken()
        examples = SCENES.get("feelings").make(
            folder / "scene", 72, 0, "en", cancel=cancel, progress=lambda _done, _total: None
        )
        _say(_("made {count} examples").format(count=len(examples)))
        epochs = 0
        for event in train(examples, Experiment(preset="quick", epochs=2), folder / "run", cancel=cancel):
            epochs += isinstance(event, EpochDone)
            if isinstance(event, RunFinished):
                _say(_("trained {epochs} epochs in {seconds:.1f} s").format(epochs=epochs, seconds=event.seconds))
        predictor = Predictor.load(folder / "run")
        prediction = predictor.predict(examples.examples[0].values)
        maps = sorted(prediction.heat_maps)
        if abs(sum(prediction.probabilities) - 1) > 1e-4 or maps != ["picture", "words"]:
            raise UserFacingError(_("The prediction is not what it should be."))
        _say(_("answered with heat maps on {fields}").format(fields=", ".join(maps)))
    print(_("All good in {seconds:.0f} s.").format(seconds=time.monotonic() - start))
    return 0


def _check_qt() -> None:
    try:
        from importlib.metadata import version

        print(f"PySide6 {version('PySide6-Essentials')}")
    except ImportError:
        print(_("PySide6 is not installed: the command line works, the window does not."))


def _say(text: str) -> None:
    print(f"ok  {text}")
