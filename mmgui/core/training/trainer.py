"""A training as a generator of events: it can be watched, paused and stopped at every one of them.

Every random number follows from the seed, the epoch and the step, never from what ran before. So a run that is stopped
and continued gives, on a CPU, the very numbers of one that was never stopped.
"""

import math
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import ExampleSet
from mmgui.core.errors import DeviceError, ExperimentError, MmguiError
from mmgui.core.events import (
    EpochDone,
    Notice,
    Preparing,
    RunEnd,
    RunFinished,
    RunStarted,
    StepDone,
    TrainingEvent,
)
from mmgui.core.film.film import remove_film
from mmgui.core.i18n import _
from mmgui.core.models.batches import Table, column_to_group, plan_batches
from mmgui.core.models.devices import best_thread_count, choose_device, device_name
from mmgui.core.models.fusion_model import build_model, count_weights
from mmgui.core.run.experiment import Experiment
from mmgui.core.run.folder import Progress, RunFolder
from mmgui.core.run.history import HistoryWriter
from mmgui.core.run.left_out import Omissions
from mmgui.core.training.benefit import learned_nothing
from mmgui.core.training.dividing import Parts, divide, validation_share
from mmgui.core.training.loading import Loaded, load_parts, look_at_data
from mmgui.core.training.measuring import measure_at_end, measure_part
from mmgui.core.training.metrics import metrics_from_confusion
from mmgui.core.training.observer import EpochObserver, RecordedRun
from mmgui.core.training.presets import Plan, resolve
from mmgui.core.training.step import Learner, Tally, class_weights, cut, halve
from mmgui.core.uncertainty.measure import measure_run, remove_measures
from mmgui.modalities import MODALITIES

_STOPPED_S = 1.0  # a person who stops a run waits no longer for what is measured after it
_RECORDED_S = 20.0  # what is still to be recorded of it, behind the scenes: enough for three hundred short epochs


def train(
    examples: ExampleSet,
    experiment: Experiment,
    run_dir: Path,
    *,
    cancel: CancelToken,
    test: ExampleSet | None = None,
    resume: bool = False,
    observer: EpochObserver | None = None,
    left_out: Omissions | None = None,
) -> Iterator[TrainingEvent]:
    """Train a model on the labelled examples and keep it in `run_dir`, telling what happens as it happens.

    examples: with their split; a missing validation part is cut from training. test: measured once at the end, instead
    of the examples' own test part. resume: go on where the run in `run_dir` was stopped, with its own settings.
    cancel: pauses or stops at the next batch; so does closing the generator. Either leaves a checkpoint to resume from.
    recorder: looks at the model after every epoch, before EpochDone. left_out: of examples that were divided before.

    Writes manifest.json, settings.json, best.safetensors, last.safetensors, history.jsonl and metrics.json; at the end
    also answers.safetensors, doubt.json and familiarity.safetensors (see uncertainty/measure.py).
    Raises ExperimentError (data and settings do not fit, the loss became no number), DeviceError, CheckpointError
    (nothing to resume), Cancelled (stopped before the first step).
    """
    started = time.perf_counter()
    folder = RunFolder(run_dir)
    if resume:
        experiment = folder.stored_experiment(experiment)
    device = choose_device(experiment.device)
    share = validation_share(examples, experiment.settings)
    yield Preparing("model", 0, 1)
    parts = divide(examples, experiment.fields, test, share, experiment.seed, cancel)
    plan = resolve(experiment, look_at_data(parts))
    before = torch.get_num_threads()
    torch.set_num_threads(plan.whole("threads") or best_thread_count())
    try:
        notices = [Notice(message) for message in parts.notices]
        loaded = yield from _load(parts, plan, folder, resume, cancel, notices)
        parts = replace(parts, omissions=replace(left_out or parts.omissions, unreadable=loaded.unreadable))
        notices[:0] = [Notice(f"{piece}.") for piece in parts.omissions.parts()]
        run = _Run(experiment, plan, parts, loaded, folder, device, cancel, started, observer)
        yield Preparing("model", 1, 1)
        yield from run.carry_out(resume, notices)
    finally:
        torch.set_num_threads(before)


def _load(
    parts: Parts, plan: Plan, folder: RunFolder, resume: bool, cancel: CancelToken, notices: list[Notice]
) -> Generator[TrainingEvent, None, Loaded]:
    inputs = folder.stored_inputs(parts) if resume else None
    for step in load_parts(parts, plan, inputs, cancel):
        if isinstance(step, Loaded):
            return step
        if isinstance(step, Notice):
            notices.append(step)
        else:
            yield step
    raise AssertionError("load_parts always ends with Loaded")


@dataclass
class _Run:
    """One training on its way."""

    experiment: Experiment
    plan: Plan
    parts: Parts
    loaded: Loaded
    folder: RunFolder
    device: torch.device
    cancel: CancelToken
    started: float
    observer: EpochObserver | None = None
    progress: Progress = field(default_factory=Progress)
    paused_s: float = 0.0

    def carry_out(self, resume: bool, notices: list[Notice]) -> Iterator[TrainingEvent]:
        """The run from its first event to its last."""
        table = self.loaded.tables["train"]
        names = [f.name if MODALITIES.get(f.modality).is_media else "" for f in self.parts.fields]
        self.group_by = column_to_group(table, names)
        self._build()
        if resume:
            self.progress = self.folder.load_state(self.learner, self.tally)
            self.started -= self.progress.seconds
        else:
            self.progress.batch_size = self.plan.batch_size
            self.folder.begin(self.manifest, self.experiment, self.plan, self.parts, self.loaded.keys["train"])
            remove_film(self.folder.path)
        remove_measures(self.folder.path)
        self._begin_record(notices)
        self.saved_at = time.perf_counter()
        with HistoryWriter(self.folder.history, self.progress.step if resume else None) as history:
            events = self._events(notices)
            try:
                for event in events:
                    history.append(event)
                    yield event
            except GeneratorExit:
                events.close()
                raise

    def _build(self) -> None:
        table = self.loaded.tables["train"]
        torch.manual_seed(self.experiment.seed)
        self.manifest = self.folder.describe(self.experiment, self.plan, self.parts, self.loaded)
        model = build_model(self.manifest)
        self.manifest = self.manifest.model_copy(update={"weights": count_weights(model)})
        weights = class_weights(table.labels, len(self.parts.classes), self.plan.number("class_weights"))
        self.learner = Learner(model, self.plan, weights, self.device)
        self.tally = Tally.empty(len(self.parts.classes), self.device)

    def _begin_record(self, notices: list[Notice]) -> None:
        if self.observer is None:
            return
        problem = self.observer.begin(
            RecordedRun(
                run_dir=self.folder.path,
                fields=self.parts.fields,
                classes=self.parts.classes,
                inputs=self.loaded.inputs,
                examples=self.parts.examples["validation"],
                train_count=len(self.parts.examples["train"]),
                epochs=self.plan.epochs,
                first_epoch=self.progress.epoch,
                seed=self.experiment.seed,
                cancel=self.cancel,
            )
        )
        if problem:
            notices.append(Notice(problem))

    # -- the run ------------------------------------------------------------------------------------------------------

    def _events(self, notices: list[Notice]) -> Generator[TrainingEvent, None, None]:
        yield self._run_started()
        yield from notices
        if self.experiment.preset == "article" and self.experiment.fusion != "concat":
            yield Notice(_("The article's network joins its senses side by side, so that is what is trained."))
        reason: RunEnd = "completed"
        try:
            while self.progress.epoch <= self.plan.epochs and not self.progress.is_over:
                if not (yield from self._train_epoch()) or not (yield from self._end_epoch()):
                    reason = "stopped"
                    break
        except GeneratorExit:
            self._save_state()
            raise
        except MmguiError:
            self._finish_record("stopped", _STOPPED_S)  # what was seen until then
            raise
        if reason == "stopped":
            self._save_state()
        elif self.progress.is_over:
            reason = "early"
        yield self._finish(reason)
        if reason == "stopped":  # after the news: who stops a run waits for nothing
            self._measure_uncertainty(reason)
            self._finish_record(reason)

    def _run_started(self) -> RunStarted:
        tables = self.loaded.tables
        return RunStarted(
            run_dir=str(self.folder.path),
            classes=self.parts.classes,
            fusion=self.plan.fusion,
            epochs=self.plan.epochs,
            first_epoch=self.progress.epoch,
            steps_per_epoch=-(-len(tables["train"]) // self.progress.batch_size),
            n_train=len(tables["train"]),
            n_validation=len(tables["validation"]),
            n_test=len(tables["test"]),
            weights=self.manifest.weights,
            batch_size=self.progress.batch_size,
            device=str(self.device),
            device_name=device_name(self.device),
            threads=torch.get_num_threads(),
        )

    def _train_epoch(self) -> Generator[TrainingEvent, None, bool]:
        """The rest of the present epoch; False if it was stopped."""
        progress, table = self.progress, self.loaded.tables["train"]
        generator = np.random.default_rng([self.experiment.seed, progress.epoch])
        batches = plan_batches(table, progress.batch_size, generator, self.group_by)
        order = np.concatenate(batches)
        if progress.sizes is None:
            progress.sizes = [len(rows) for rows in batches]
            self.tally.confusion.zero_()
            self.tally.loss.zero_()
        self.epoch_began, self.epoch_examples = self._clock(), 0
        waiting: tuple[StepDone, Tensor] | None = None
        while progress.sizes:
            if not self._may_go_on():
                return False
            done = len(order) - sum(progress.sizes)
            rows = next(cut(order[done:], progress.sizes))
            try:
                step, loss = self._step(table, rows, done / len(order))
            except torch.OutOfMemoryError:
                yield self._make_room()
                continue
            del progress.sizes[0]
            # On a GPU the loss is read one step later: the processor never waits for the step that it just sent.
            if self.device.type == "cuda":
                ready, waiting = waiting, (step, loss)
                if ready is None:
                    continue
                step, loss = ready
            yield self._with_loss(step, loss)
        if waiting is not None:
            yield self._with_loss(*waiting)
        return True

    def _step(self, table: Table, rows: np.ndarray, done: float) -> tuple[StepDone, Tensor]:
        progress = self.progress
        torch.manual_seed((self.experiment.seed * 1_000_003 + progress.step) % 2**63)
        share = (progress.epoch - 1 + done) / self.plan.epochs
        loss, rate = self.learner.step(table.take(rows), share, progress.step + 1, self.tally)
        progress.step += 1
        self.epoch_examples += len(rows)
        return StepDone(progress.step, progress.epoch, math.nan, rate, len(rows), self._clock()), loss

    def _with_loss(self, step: StepDone, loss: Tensor) -> StepDone:
        value = loss.item()
        if not math.isfinite(value):
            raise ExperimentError(
                _("The training went wrong in step {step}: the loss is no number any more.").format(step=step.step),
                _(
                    "Choose a smaller learning rate (now {rate:g}) and start again; the best model so far is kept."
                ).format(rate=self.plan.number("learning_rate")),
                parameter="learning_rate",
            )
        return StepDone(step.step, step.epoch, value, step.learning_rate, step.examples, step.seconds)

    def _make_room(self) -> Notice:
        """Out of memory: smaller batches for the rest of the run; at one example, the processor instead of the GPU."""
        progress = self.progress
        assert progress.sizes
        if self.device.type == "cuda":
            torch.cuda.empty_cache()
        if max(progress.sizes) > 1:
            progress.batch_size = max(1, progress.batch_size // 2)
            progress.sizes = halve(progress.sizes)
            return Notice(
                _("The memory of {device} was too small; the batches now have {count} examples.").format(
                    device=device_name(self.device), count=progress.batch_size
                )
            )
        if self.device.type != "cuda":
            raise DeviceError(
                _("There is not enough memory for this training, even one example at a time."),
                _("Choose a smaller picture size or a quicker preset, or close other programs."),
                device=str(self.device),
            )
        state, tally = self.learner, self.tally
        self.device = torch.device("cpu")
        self.learner = state.moved(self.device)
        self.tally = Tally(tally.confusion.cpu(), tally.loss.cpu())
        torch.cuda.empty_cache()
        return Notice(
            _("The memory of the graphics processor is too small for this model; going on with the processor.")
        )

    def _end_epoch(self) -> Generator[TrainingEvent, None, bool]:
        """Measure, compare with the best, save. False if it was stopped meanwhile."""
        progress = self.progress
        seconds = max(1e-9, self._clock() - self.epoch_began)
        measured = measure_part(
            self.learner.best_model, self.loaded, self.parts, "validation", self.device, self.group_by,
            lambda: self.cancel.is_cancelled,
        )  # fmt: skip
        if measured is None:
            return False
        validation, _alone = measured
        confusion = self.tally.confusion.cpu().numpy()
        training = metrics_from_confusion(
            self.parts.classes, confusion, float(self.tally.loss) / max(1, int(confusion.sum()))
        )
        self.folder.check_there()
        epoch, is_best = progress.epoch, progress.note(validation)
        if is_best:
            self.folder.save_best(self.learner.best_model, self.manifest)
        if (
            self.observer is not None
        ):  # before the state is saved: a continued run's film has gaps only if it was killed
            self.observer.record(epoch, self.learner.best_model, self.device, seconds)
        progress.epoch, progress.sizes = epoch + 1, None
        progress.is_over = epoch < self.plan.epochs and epoch - progress.highest_epoch >= self.plan.whole("patience")
        if time.perf_counter() - self.saved_at > 15:
            self._save_state()
        yield EpochDone(epoch, training, validation, seconds, self.epoch_examples / seconds, is_best)
        return True

    def _finish(self, reason: RunEnd) -> RunFinished:
        """The test part, once, with the best weights; and everything on disk."""
        progress, test = self.progress, None
        if progress.best_epoch == 0:  # stopped in the first epoch: better an early model than none
            self.folder.save_best(self.learner.best_model, self.manifest)
        alone: dict[str, dict[str, float]] = {}
        distinct: dict[str, dict[str, int]] = {}
        if reason != "stopped":
            self._save_state()
            best = self.folder.load_best(self.manifest).to(self.device)
            test, alone, distinct = measure_at_end(best, self.loaded, self.parts, self.device, self.group_by)
        done = progress.epoch - 1
        nothing = learned_nothing(test or progress.best)
        finished = RunFinished(reason, progress.best_epoch, done, progress.best, test, self._clock(), nothing)
        self.folder.save_metrics(finished, alone, self.parts.omissions, distinct)
        if reason != "stopped":
            self._finish_record(reason)
            self._measure_uncertainty(reason)
        return finished

    def _measure_uncertainty(self, reason: RunEnd) -> None:
        """What the best model does not know; of a stopped run only if it is known at once."""
        if self.progress.best_epoch == 0:
            return
        best = self.folder.load_best(self.manifest).to(self.device)
        is_enough, with_test = self._is_enough(reason), reason != "stopped"
        measure_run(self.folder.path, best, self.loaded, self.device, self.group_by, is_enough, with_test=with_test)

    def _finish_record(self, reason: RunEnd, after_stop_s: float = _RECORDED_S) -> None:
        if self.observer is not None:
            self.observer.finish(self._is_enough(reason, after_stop_s))

    def _is_enough(self, reason: RunEnd, after_stop_s: float = _STOPPED_S) -> Callable[[], bool]:
        """When to break off what is done after a run: soon after it was stopped, else when it is stopped now."""
        until = time.perf_counter() + after_stop_s
        return (lambda: time.perf_counter() > until) if reason == "stopped" else (lambda: self.cancel.is_cancelled)

    # -- small things -------------------------------------------------------------------------------------------------

    def _may_go_on(self) -> bool:
        """Wait while paused; False if stopped."""
        if self.cancel.is_paused:
            before = time.perf_counter()
            self.cancel.wait_while_paused()
            self.paused_s += time.perf_counter() - before
        return not self.cancel.is_cancelled

    def _clock(self) -> float:
        """Seconds of this run, earlier parts included, pauses not."""
        return time.perf_counter() - self.started - self.paused_s

    def _save_state(self) -> None:
        self.progress.seconds = self._clock()
        self.folder.save_state(self.learner, self.tally, self.progress)
        self.saved_at = time.perf_counter()
