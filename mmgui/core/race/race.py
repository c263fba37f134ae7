"""A race: plain methods, single senses and fusions on the same examples, and a verdict from the test part.

A generator of small events like the trainer's. Every network is a run of its own in its own folder; in turns or one
after the other, its numbers are the same, since all chance follows from seed, epoch and step (trainer.py).
"""

import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import ExampleSet, Split
from mmgui.core.errors import Cancelled, ExperimentError, MmguiError
from mmgui.core.events import EpochDone, Notice, RunFinished, TrainingEvent
from mmgui.core.i18n import _
from mmgui.core.intervals import share_interval
from mmgui.core.models.batches import UNKNOWN
from mmgui.core.models.catalogue import FUSIONS, MODEL_PARAMETERS
from mmgui.core.models.devices import best_thread_count
from mmgui.core.models.input_keys import Keys
from mmgui.core.race.baselines import answer_plainly
from mmgui.core.race.entrants import (
    Entrant,
    EntrantFinished,
    EntrantMoved,
    EntrantStarted,
    RaceEntry,
    RaceEvent,
    RaceFinished,
    RacePlan,
    RaceResult,
    RaceStarted,
)
from mmgui.core.race.groups import drawn_together
from mmgui.core.race.significance import AccuracyDifference, compare
from mmgui.core.run.answers import PartAnswers, read_answers
from mmgui.core.run.experiment import Experiment
from mmgui.core.run.learnt import seen_keys
from mmgui.core.training.dividing import Parts, divide, validation_share
from mmgui.core.training.observer import EpochObserver
from mmgui.core.training.presets import TRAINING_PARAMETERS
from mmgui.core.training.trainer import train
from mmgui.modalities import MODALITIES

Place: TypeAlias = tuple[Path, int | None]  # a run's folder, and its number in the project if there is one
_NO_ANSWERS = PartAnswers(
    np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 2), np.float32), np.zeros(0, np.uint64)
)
_NOTHING = 0  # the key of an example of which somebody sees nothing
PlaceFor: TypeAlias = Callable[[Entrant, Experiment], Place]
ObserverFor: TypeAlias = Callable[[], EpochObserver | None]
BoolArray = NDArray[np.bool_]


def experiment_for(entrant: Entrant, plan: RacePlan, examples: ExampleSet) -> Experiment:
    """The training of a network that takes part. All fields are written as (), as everywhere."""
    fields = () if len(entrant.fields) == len(examples.fields) else entrant.fields
    modalities = {examples.field(name).modality for name in entrant.fields}
    return Experiment(
        fields=fields,
        fusion=entrant.fusion,
        preset=plan.preset,
        seed=plan.seed,
        device=plan.device,
        epochs=plan.epochs,
        settings=_own_settings(plan.settings, entrant.fusion, modalities),
    )


def run_race(
    examples: ExampleSet,
    plan: RacePlan,
    place_for: PlaceFor,
    *,
    cancel: CancelToken,
    test: ExampleSet | None = None,
    observer_for: ObserverFor = lambda: None,
) -> Iterator[RaceEvent]:
    """Let everyone of the plan run on one split of the examples, telling what happens.

    place_for: gives each network the folder of its run when its first turn comes. test: as in `train`. cancel: pauses
    or stops at the next batch; who has finished by then stays in the result, who has not can be continued as a run.
    recorder_for: gives each network somebody who looks on, or None.

    Raises ExperimentError if nobody takes part or the examples cannot be divided, Cancelled if stopped before that.
    """
    if not plan.entrants:
        raise ExperimentError(_("Nobody takes part in the race."), _("Choose at least two."), parameter="entrants")
    share = validation_share(examples, plan.settings)
    names = [f.name for f in examples.fields if any(f.name in e.fields for e in plan.entrants)]
    parts = divide(examples, names, test, share, plan.seed, cancel)
    before = torch.get_num_threads()
    # Set once around all: a training that ends first must not give the others more threads than are good for them.
    torch.set_num_threads(int(plan.settings.get("threads", 0)) or best_thread_count())
    race = _Race(plan, parts, _with_split(examples, parts), place_for, observer_for, cancel)
    try:
        yield from race.carry_out()
    finally:
        race.close()
        torch.set_num_threads(before)


@dataclass
class _EntrantRun:
    """A network on its way."""

    entrant: Entrant
    events: Iterator[TrainingEvent] | None = None
    run_dir: Path = field(default_factory=Path)
    run_id: int | None = None
    curve: list[float] = field(default_factory=list)
    finished: RunFinished | None = None
    failure: MmguiError | None = None
    seconds: float = 0.0


@dataclass
class _Race:
    plan: RacePlan
    parts: Parts
    examples: ExampleSet
    place_for: PlaceFor
    observer_for: ObserverFor
    cancel: CancelToken
    entries: dict[str, RaceEntry] = field(default_factory=dict)
    right: dict[str, BoolArray] = field(default_factory=dict)  # per entrant, over the test part
    keys: dict[str, Keys | None] = field(default_factory=dict)  # likewise, what it sees
    runs: list[_EntrantRun] = field(default_factory=list)
    told: tuple[str, ...] = ()  # what everyone would say of the examples

    def carry_out(self) -> Iterator[RaceEvent]:
        n = {split: len(part) for split, part in self.parts.examples.items()}
        self.told = (*(f"{piece}." for piece in self.parts.omissions.parts()), *self.parts.notices)
        yield RaceStarted(self.plan.entrants, n["train"], n["validation"], n["test"], self.told)
        for entrant in self.plan.entrants:
            if entrant.kind == "baseline" and not self.cancel.is_cancelled:
                yield EntrantStarted(entrant.name)
                yield self._finished(self._run_plain(entrant))
                self.cancel.wait_while_paused()
        self.runs = [_EntrantRun(entrant) for entrant in self.plan.entrants if entrant.kind != "baseline"]
        waiting = deque(self.runs)
        while waiting:
            run = waiting.popleft()
            if run.events is None:
                if self.cancel.is_cancelled:
                    continue  # it never began
                yield self._begin(run)
            if (yield from self._turn(run)):
                yield self._finished(self._network_entry(run))
                run.events = iter(())  # lets go of the model
            else:
                waiting.append(run)
        yield RaceFinished(self._result())

    def close(self) -> None:
        """Let every training that is under way save its state."""
        for run in self.runs:
            if isinstance(run.events, Generator):
                run.events.close()

    # -- who runs -----------------------------------------------------------------------------------------------------

    def _run_plain(self, entrant: Entrant) -> RaceEntry:
        began = time.perf_counter()
        try:
            found = answer_plainly(entrant, self.parts, self.cancel, self.plan.seed)
        except Cancelled:
            return RaceEntry(entrant, "stopped")
        except MmguiError as error:
            return RaceEntry(entrant, "failed", message=error.sentence())
        entry = RaceEntry(entrant, "completed", seconds=time.perf_counter() - began)
        return self._measured(entry, found.parts, found.learnt)

    def _begin(self, run: _EntrantRun) -> EntrantStarted:
        experiment = experiment_for(run.entrant, self.plan, self.examples)
        run.run_dir, run.run_id = self.place_for(run.entrant, experiment)
        observer = self.observer_for()
        run.events = train(
            self.examples, experiment, run.run_dir, cancel=self.cancel, observer=observer,
            left_out=self.parts.omissions,
        )  # fmt: skip
        return EntrantStarted(run.entrant.name, run.run_id, experiment)

    def _turn(self, run: _EntrantRun) -> Generator[RaceEvent, None, bool]:
        """One epoch of it, or all of them; True when it is over, however it ended."""
        assert run.events is not None
        began = time.perf_counter()
        try:
            for event in run.events:
                if isinstance(event, Notice) and event.message in self.told:
                    continue  # said once, at the start
                yield EntrantMoved(run.entrant.name, event)
                if isinstance(event, RunFinished):
                    run.finished = event
                if isinstance(event, EpochDone):
                    run.curve.append(event.validation.accuracy)
                    if self.plan.interleaved:
                        run.seconds += time.perf_counter() - began
                        return False
        except MmguiError as error:
            run.failure = error
        run.seconds += time.perf_counter() - began
        return True

    def _network_entry(self, run: _EntrantRun) -> RaceEntry:
        entry = RaceEntry(run.entrant, "stopped", run_id=run.run_id, curve=tuple(run.curve), seconds=run.seconds)
        if run.failure is not None and not isinstance(run.failure, Cancelled):
            return replace(entry, status="failed", message=run.failure.sentence())
        if run.finished is None or run.finished.reason == "stopped":
            return entry
        entry = replace(entry, status=run.finished.reason)
        answers = read_answers(run.run_dir)
        if not answers:  # could not be kept: the figures of the run itself remain, without a comparison
            validation, test = run.finished.validation, run.finished.test
            entry = replace(entry, validation=validation.accuracy if validation else None)
            return _with_test(entry, test.right, test.n, test.distinct, test.seen) if test else entry
        return self._measured(entry, answers, seen_keys(run.run_dir))

    def _finished(self, entry: RaceEntry) -> EntrantFinished:
        self.entries[entry.name] = entry
        return EntrantFinished(entry)

    # -- who was right ------------------------------------------------------------------------------------------------

    def _measured(self, entry: RaceEntry, answers: Mapping[Split, PartAnswers], learnt: Keys) -> RaceEntry:
        """learnt: the keys of what it sees of training."""
        validation = self._right(answers.get("validation"), "validation")
        answered = answers.get("test", _NO_ANSWERS)  # none: it could see no example of the part
        test = self._right(answered, "test")
        if validation is not None:
            entry = replace(entry, validation=float(validation.mean()))
        if test is not None:
            keys = self._keys(answered)
            distinct, seen = (0, 0) if keys is None else (len(np.unique(keys)), int(np.isin(keys, learnt).sum()))
            self.right[entry.name], self.keys[entry.name] = test, keys
            entry = _with_test(entry, int(test.sum()), len(test), distinct, seen)
        return entry

    def _keys(self, answers: PartAnswers) -> Keys | None:
        """What somebody sees of each example of the test part; None if that is not known."""
        if answers.keys is None:
            return None
        seen = dict(zip(answers.ids.tolist(), answers.keys.tolist(), strict=True))
        return np.array([seen.get(e.id, _NOTHING) for e in self.parts.examples["test"]], np.uint64)

    def _right(self, answers: PartAnswers | None, split: Split) -> BoolArray | None:
        """Over all examples of the part. Who cannot see an example answers with what is most frequent in training."""
        examples = self.parts.examples[split]
        if answers is None or not examples:
            return None
        number = {name: place for place, name in enumerate(self.parts.classes)}
        labels = np.array([number.get(e.label or "", UNKNOWN) for e in examples], np.int64)
        usual = number[self.parts.usual()]
        said = dict(zip(answers.ids.tolist(), answers.logits.argmax(1).tolist(), strict=True))
        given = np.array([said.get(e.id, usual) for e in examples], np.int64)
        return np.asarray(given == labels)

    def _chance(self) -> float:
        test, usual = self.parts.examples["test"], self.parts.usual()
        return sum(e.label == usual for e in test) / len(test) if test else 0.0

    def _result(self) -> RaceResult:
        entries = tuple(self.entries[e.name] for e in self.plan.entrants if e.name in self.entries)
        fusion, single = self._best(entries, "fusion"), self._best(entries, "single")
        network, plain = self._best(entries, "fusion", "single"), self._best(entries, "baseline")
        counts = {split: len(part) for split, part in self.parts.examples.items()}
        is_over = len(entries) == len(self.plan.entrants) and all(e.status != "stopped" for e in entries)
        return RaceResult(
            entries=entries,
            together=self._compare(fusion, single),
            keep=self._compare(network, plain),
            preset=self.plan.preset,
            seed=self.plan.seed,
            epochs=self.plan.epochs,
            is_complete=is_over,
            n_train=counts["train"],
            n_validation=counts["validation"],
            n_test=counts["test"],
            chance=self._chance(),
            left_out=self.parts.omissions,
        )

    def _best(self, entries: Sequence[RaceEntry], *kinds: str) -> RaceEntry | None:
        """By validation, never by test: choosing on the test part would flatter the winner. The simpler of equals."""
        able = [e for e in entries if e.kind in kinds and e.name in self.right and e.validation is not None]
        return max(able, key=lambda e: e.validation or 0.0, default=None)

    def _compare(self, first: RaceEntry | None, second: RaceEntry | None) -> AccuracyDifference | None:
        if first is None or second is None:
            return None
        values = [e.values for e in self.parts.examples["test"]]
        groups = drawn_together(self.parts.fields, values, self.keys[first.name], self.keys[second.name])
        return compare(
            first.name, second.name, self.right[first.name], self.right[second.name], groups=groups, seed=self.plan.seed
        )


def _with_test(entry: RaceEntry, right: int, n: int, distinct: int, seen: int) -> RaceEntry:
    low, high = share_interval(right, n, distinct or n)
    return replace(entry, test=right / max(1, n), low=low, high=high, n=n, distinct=distinct, seen=seen)


def _with_split(examples: ExampleSet, parts: Parts) -> ExampleSet:
    """The divided examples with their part written down: every training finds the same split."""
    divided = [replace(e, split=split) for split, part in parts.examples.items() for e in part]
    return replace(examples, examples=tuple(divided))


def _own_settings(settings: Mapping[str, Any], fusion: str, modalities: set[str]) -> dict[str, Any]:
    """The settings that have an effect on this network: a race is given those of all."""
    known = {p.name for p in (*TRAINING_PARAMETERS, *MODEL_PARAMETERS, *FUSIONS.get(fusion).parameters)}
    for modality in modalities:
        encoders = MODALITIES.get(modality).encoders
        chosen = str(settings.get(f"{modality}_encoder", encoders[0].name if encoders else ""))
        known.add(f"{modality}_encoder")
        known |= {p.name for encoder in encoders if encoder.name == chosen for p in encoder.parameters}
    return {name: value for name, value in settings.items() if name in known}
