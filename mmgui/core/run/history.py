"""What happened in a run: kept in memory for the curves, and on disk line by line, safe after every epoch. No torch."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from mmgui.core import files
from mmgui.core.events import (
    EVENT_KINDS,
    EpochDone,
    Metrics,
    Notice,
    Preparing,
    RunFinished,
    RunStarted,
    StepDone,
    TrainingEvent,
)

MAX_STEP_POINTS: Final = 20_000
MAX_NOTICES: Final = 200
MAX_LINE_CHARACTERS: Final = 4_000_000
MetricName: TypeAlias = Literal["loss", "accuracy", "precision_macro", "recall_macro", "f1_macro"]
Part: TypeAlias = Literal["train", "validation"]
FloatArray = NDArray[np.float64]

_KIND_OF: Final = {kind: name for name, kind in EVENT_KINDS.items()}


@dataclass(frozen=True)
class StepCurve:
    """Loss per optimiser step: equally long arrays. Long runs are thinned to means of neighbouring steps."""

    steps: NDArray[np.int64]  # the last step of each point
    losses: FloatArray
    learning_rates: FloatArray
    seconds: FloatArray

    def __len__(self) -> int:
        return len(self.steps)


class History:
    """The events of one run, ready to draw. `apply` takes them one by one; memory is bounded however long it runs."""

    def __init__(self) -> None:
        self.started: RunStarted | None = None
        self.finished: RunFinished | None = None
        self.notices: list[str] = []
        self.last_step: StepDone | None = None
        self._epochs: list[EpochDone] = []
        self._points = np.zeros((1024, 4))  # step, loss, learning rate, seconds
        self._count = 0
        self._stride = 1  # how many steps one point stands for
        self._waiting: list[tuple[float, float, float, float]] = []

    def apply(self, event: TrainingEvent) -> None:
        """Take one event. A step or epoch that was there before (a resumed run) replaces what came after it."""
        match event:
            case RunStarted():
                self.started, self.finished = event, None
            case StepDone():
                self._add_step(event)
            case EpochDone():
                self._add_epoch(event)
            case Notice(message):
                self.notices = [*self.notices[-MAX_NOTICES + 1 :], message]
            case RunFinished():
                self.finished = event
            case Preparing():
                pass

    @property
    def epochs(self) -> tuple[EpochDone, ...]:
        """One per epoch. Confusion and per-class figures only in the latest and the best: they are large."""
        return tuple(self._epochs)

    @property
    def best_epoch(self) -> EpochDone | None:
        return next((e for e in reversed(self._epochs) if e.is_best), None)

    @property
    def steps(self) -> StepCurve:
        """Copies, so that a plot may keep them."""
        points = self._points[: self._count]
        return StepCurve(points[:, 0].astype(np.int64), points[:, 1].copy(), points[:, 2].copy(), points[:, 3].copy())

    def epoch_curve(self, part: Part, name: MetricName) -> tuple[NDArray[np.int64], FloatArray]:
        """(epoch numbers, values) of one figure on one part of the split."""
        numbers = np.array([e.epoch for e in self._epochs], dtype=np.int64)
        values = np.array([getattr(getattr(e, part), name) for e in self._epochs], dtype=np.float64)
        return numbers, values

    def _add_epoch(self, event: EpochDone) -> None:
        while self._epochs and self._epochs[-1].epoch >= event.epoch:
            self._epochs.pop()
        best = None if event.is_best else self.best_epoch
        if self._epochs and self._epochs[-1] is not best:
            self._epochs[-1] = _lean(self._epochs[-1])
        if event.is_best:
            self._epochs = [_lean(e) for e in self._epochs]
        self._epochs.append(event)

    def _add_step(self, event: StepDone) -> None:
        if self.last_step is not None and event.step <= self.last_step.step:
            self._count = int(np.searchsorted(self._points[: self._count, 0], event.step))
            self._waiting.clear()
        self.last_step = event
        self._waiting.append((float(event.step), event.loss, event.learning_rate, event.seconds))
        if len(self._waiting) < self._stride:
            return
        _step, loss, rate, _seconds = np.mean(self._waiting, axis=0)
        point = (self._waiting[-1][0], loss, rate, self._waiting[-1][3])
        self._waiting.clear()
        if self._count == len(self._points):
            self._points = np.concatenate([self._points, np.zeros_like(self._points)])
        self._points[self._count] = point
        self._count += 1
        if self._count == MAX_STEP_POINTS:
            self._halve()

    def _halve(self) -> None:
        pairs = self._points[:MAX_STEP_POINTS].reshape(-1, 2, 4)
        half = pairs.mean(axis=1)
        half[:, (0, 3)] = pairs[:, 1][:, (0, 3)]
        self._points[: len(half)] = half
        self._count = len(half)
        self._stride *= 2


def _lean(event: EpochDone) -> EpochDone:
    if not event.validation.confusion and not event.train.confusion:
        return event
    return replace(event, train=_without_tables(event.train), validation=_without_tables(event.validation))


def _without_tables(metrics: Metrics) -> Metrics:
    return replace(metrics, per_class=(), confusion=())


# -- on disk ----------------------------------------------------------------------------------------------------------


class HistoryWriter:
    """Appends events to history.jsonl. What was written is on the disk itself after each epoch and at the end.

    For a resumed run, `keep_steps` is the step of its checkpoint: later lines, and a torn last one, are dropped first.
    Raises OSError.
    """

    def __init__(self, path: Path, keep_steps: int | None = None) -> None:
        kept = [] if keep_steps is None or not path.exists() else _lines_until(path, keep_steps)
        files.write_bytes(path, "".join(f"{line}\n" for line in kept).encode())
        self._file = path.open("ab")

    def append(self, event: TrainingEvent) -> None:
        if isinstance(event, Preparing):
            return
        if isinstance(event, EpochDone):
            event = replace(event, train=_without_tables(event.train))
        line = json.dumps({"event": _KIND_OF[type(event)], **asdict(event)}, ensure_ascii=False)
        self._file.write(line.encode() + b"\n")
        if not isinstance(event, StepDone):
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> "HistoryWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def read_events(path: Path) -> Iterator[TrainingEvent]:
    """The events of a history file; lines that are torn, damaged or of an unknown kind are passed over.

    Raises OSError if the file cannot be read.
    """
    for _line, event in _read_lines(path):
        yield event


def read_history(path: Path) -> History:
    """The history of a run from its file; an empty one if there is none. Raises OSError."""
    history = History()
    if path.exists():
        for event in read_events(path):
            history.apply(event)
    return history


def _read_lines(path: Path) -> Iterator[tuple[str, TrainingEvent]]:
    with path.open("rb") as file:
        while raw := file.readline(MAX_LINE_CHARACTERS):
            try:
                line = raw.decode().rstrip("\n")
                values = json.loads(line)
                adapter = _adapter(str(values.pop("event")))
                if adapter is not None:
                    yield line, adapter.validate_python(values)
            except (ValueError, ValidationError, AttributeError, KeyError, TypeError, RecursionError):
                continue


@cache
def _adapter(kind: str) -> TypeAdapter[Any] | None:
    return TypeAdapter(EVENT_KINDS[kind]) if kind in EVENT_KINDS else None


def _lines_until(path: Path, last_step: int) -> list[str]:
    """The lines of a run's first part: everything up to and including optimiser step `last_step`, and not its end."""
    kept: list[str] = []
    step = 0
    for line, event in _read_lines(path):
        if isinstance(event, StepDone):
            if event.step > last_step:
                step = event.step
                continue
            step = event.step
        elif isinstance(event, RunFinished) or step > last_step:
            continue
        kept.append(line)
    return kept
