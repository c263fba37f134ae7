"""mmgui train: the trainer's events as lines, Ctrl-C as Stop."""

import argparse
import json
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Any

from mmgui.cli.accounts import is_told, naming_left_out, say_waiting
from mmgui.cli.printing import harmless
from mmgui.cli.sources import SCENE_PREFIX, read_examples, read_with_account
from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import ExampleSet
from mmgui.core.errors import ExperimentError
from mmgui.core.events import (
    EVENT_KINDS,
    EpochDone,
    Metrics,
    Notice,
    RunFinished,
    RunStarted,
    StepDone,
    TrainingEvent,
)
from mmgui.core.i18n import _, join_names
from mmgui.core.run.experiment import Experiment
from mmgui.core.text import THIN_SPACE, grouped
from mmgui.core.training.benefit import say_nothing_learned, say_repeats
from mmgui.core.training.spelling import near_labels, say_joinable

_KIND_OF = {kind: name for name, kind in EVENT_KINDS.items()}


def train_model(arguments: argparse.Namespace) -> None:
    cancel = CancelToken()
    with stop_on_interrupt(cancel):
        if arguments.overwrite and arguments.resume:
            raise ExperimentError(
                _("A run is either replaced or continued."),
                _("Leave --overwrite or --resume away."),
                parameter="overwrite",
            )
        if not (arguments.resume and arguments.source.startswith(SCENE_PREFIX)):
            check_nothing_lost(
                Path(arguments.run), arguments.source, overwrite=arguments.overwrite, resume=arguments.resume
            )
        examples, account = read_with_account(arguments.source, arguments, cancel, is_divided=arguments.test is None)
        known = examples.classes  # as --join-labels has them by now
        test = (
            read_examples(arguments.test, arguments, cancel, known=known, trained=examples.columns)
            if arguments.test
            else None
        )
        if test is not None:
            _suggest_joining(test, known, arguments)
        experiment = _experiment(arguments, examples)
        from mmgui.core.film.recorder import FilmRecorder
        from mmgui.core.training.trainer import train

        recorder = None if arguments.no_film else FilmRecorder()
        with naming_left_out(examples, account):
            for event in train(examples, experiment, Path(arguments.run), cancel=cancel, test=test,
                               resume=arguments.resume, observer=recorder):  # fmt: skip
                if isinstance(event, RunStarted):
                    say_waiting(arguments)
                if isinstance(event, Notice) and is_told(event.message, arguments):
                    continue
                if arguments.json:
                    print(json.dumps({"event": _KIND_OF[type(event)], **asdict(event)}, ensure_ascii=False), flush=True)
                _show(event)


def _suggest_joining(test: ExampleSet, known: Sequence[str], arguments: argparse.Namespace) -> None:
    hint = say_joinable(near_labels(sorted(set(test.classes) - set(known)), known))
    if hint and not is_told(hint, arguments):
        print(hint, file=sys.stderr, flush=True)


def _experiment(arguments: argparse.Namespace, examples: ExampleSet) -> Experiment:
    fields = tuple(name.strip() for name in (arguments.only or "").split(",") if name.strip())
    known = [f.name for f in examples.fields]
    for name in fields:
        if name not in known:
            raise ExperimentError(
                _("There is no field “{name}”.").format(name=name),
                _("Known are: {names}.").format(names=", ".join(known)),
                parameter="only",
            )
    settings: dict[str, Any] = {}
    for text in arguments.set:
        key, separator, value = text.partition("=")
        if not separator or not key.strip():
            raise ExperimentError(
                _("“{text}” is not a setting.").format(text=text), _("Write --set KEY=VALUE."), parameter="set"
            )
        settings[key.strip()] = value.strip()
    if not 0 <= arguments.seed < 2**31:
        raise ExperimentError(
            _("{seed} is no seed.").format(seed=arguments.seed), _("Take a number from 0 up."), parameter="seed"
        )
    return Experiment(
        fields=fields,
        fusion=arguments.fusion,
        preset=arguments.preset,
        seed=arguments.seed,
        device=arguments.device,
        epochs=arguments.epochs,
        batch_size=arguments.batch,
        settings=settings,
    )


def check_nothing_lost(run: Path, source: str = "", *, overwrite: bool = False, resume: bool = False) -> None:
    """Nothing that is there is replaced without being asked for; what will be replaced is told.

    Raises ExperimentError if `run` is a file, is the source itself or lies in a folder of it that is read, holds files
    of a person that are called like those of a run, holds a run and neither overwriting nor continuing was asked for,
    or if there is nothing to continue.
    """
    from mmgui.core.run.folder import is_run, run_files_in

    if run.exists() and not run.is_dir():
        raise ExperimentError(
            _("“{path}” is a file.").format(path=run), _("Choose a folder for the run."), parameter="run"
        )
    if resume and not (run / "manifest.json").exists():
        raise ExperimentError(
            _("There is no run to continue in “{path}”.").format(path=run),
            _("Leave --resume away to start a new one."),
            parameter="resume",
        )
    if run.is_dir() and source and Path(source).is_dir() and run.samefile(source):
        raise ExperimentError(
            _("“{path}” is the folder that is read.").format(path=run),
            _("Choose another folder for the run, such as “{name}”.").format(name=f"{run.resolve().name}-run"),
            parameter="run",
        )
    if source and not resume and (inner := _read_folder_around(run, Path(source))) is not None:
        raise ExperimentError(
            _("“{path}” lies in “{inner}”, whose files are read as examples.").format(path=run, inner=inner),
            _("Choose a folder for the run outside of the data."),
            parameter="run",
        )
    found = [] if resume else list(run_files_in(run))
    if not found:
        return
    names = join_names(found[:3]) + (" …" if len(found) > 3 else "")
    if not is_run(run):
        raise ExperimentError(
            _("“{path}” is no run, but holds what a run would replace: {names}.").format(path=run, names=names),
            _("Choose another folder for the run."),
            parameter="run",
        )
    if not overwrite:
        raise ExperimentError(
            _("“{path}” holds a run already: {names}.").format(path=run, names=names),
            _("Choose another folder; --overwrite replaces that run, --resume continues it."),
            parameter="run",
        )
    message = _("The run in “{path}” will be replaced: {names}.").format(path=run, names=names)
    print(harmless(message), file=sys.stderr, flush=True)


def _read_folder_around(run: Path, source: Path) -> str | None:
    """The folder in a source in which a run would lie among examples, as of a class; None if there is none."""
    from mmgui.core.data.importing.folders.tree import scan_folder

    root, place = source.resolve(), run.resolve()
    if not root.is_dir() or root not in place.parents or place.parent == root:
        return None
    first = root / place.relative_to(root).parts[0]
    if not first.is_dir():
        return None
    branches = scan_folder(first)[0].branches()
    return first.name if any(b.media or b.tables or b.texts for b in branches) else None


@contextmanager
def stop_on_interrupt(cancel: CancelToken) -> Iterator[None]:
    """The first Ctrl-C or TERM stops at the next batch and keeps the best weights; a second one ends at once."""

    def stop(number: int, _frame: FrameType | None) -> None:
        if cancel.is_cancelled:
            raise KeyboardInterrupt
        print(_("Stopping after this batch …"), file=sys.stderr)
        cancel.cancel()

    old = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)


def _show(event: TrainingEvent) -> None:
    match event:
        case RunStarted():
            line = _(
                "{device}, {threads} threads · {n_train} training, {n_validation} validation, {n_test} test examples · "
                "{weights} weights · up to {epochs} epochs of {steps} steps"
            ).format(
                device=event.device_name,
                threads=event.threads,
                n_train=event.n_train,
                n_validation=event.n_validation,
                n_test=event.n_test,
                weights=grouped(event.weights).replace(THIN_SPACE, " "),
                epochs=event.epochs,
                steps=event.steps_per_epoch,
            )
        case StepDone():
            if sys.stderr.isatty():
                text = _("epoch {epoch} step {step} loss {loss:.3f}").format(
                    epoch=event.epoch, step=event.step, loss=event.loss
                )
                print(f"\r{text}   ", end="", file=sys.stderr, flush=True)
            return
        case EpochDone():
            line = _(
                "epoch {epoch}: training loss {train_loss:.3f} accuracy {train_accuracy:.3f} · validation loss "
                "{loss:.3f} accuracy {accuracy:.3f} F1 {f1:.3f} · {rate:.0f} examples/s{best}"
            ).format(
                epoch=event.epoch,
                train_loss=event.train.loss,
                train_accuracy=event.train.accuracy,
                loss=event.validation.loss,
                accuracy=event.validation.accuracy,
                f1=event.validation.f1_macro,
                rate=event.examples_per_second,
                best=_(" · best so far") if event.is_best else "",
            )
        case Notice(message):
            line = message
        case RunFinished():
            line = _("{reason} after {epochs} epochs in {seconds:.0f} s, best epoch {best}{test}").format(
                reason={"completed": _("completed"), "early": _("stopped early"), "stopped": _("stopped")}[
                    event.reason
                ],
                epochs=event.epochs,
                seconds=event.seconds,
                best=event.best_epoch,
                test=_test_line(event.test),
            )
            measured = event.test or event.validation
            nothing = [say_nothing_learned(measured)] if event.nothing_learned else []
            line = "\n".join([line, *(s.replace(THIN_SPACE, " ") for s in say_repeats(measured)), *nothing])
        case _other:
            return
    print(("\r" if sys.stderr.isatty() else "") + line, file=sys.stderr, flush=True)


def _test_line(test: Metrics | None) -> str:
    if test is None:
        return ""
    return _(" · test: accuracy {accuracy:.4f}, precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}").format(
        accuracy=test.accuracy, precision=test.precision_macro, recall=test.recall_macro, f1=test.f1_macro
    )
