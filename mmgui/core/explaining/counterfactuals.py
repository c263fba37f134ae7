"""What would flip it? The smallest sets of parts (words, places), and the nearest other example, whose removal
or exchange changes the answer.

A set is found by greedy search on the log-odds of the present answer, made as small as possible by back-elimination (as
in sequential floating selection, Pudil et al. 1994, doi:10.1016/0167-8655(94)90127-9), and believed only after the
predictor was asked again with the truly changed input. For texts, this is what Martens & Provost 2014
(doi:10.25300/MISQ/2014/38.1.04) call an evidence counterfactual. The exchange takes, among those that change the
answer, the value most like the present one to the model: the nearest unlike neighbour (Keane & Smyth 2020,
arXiv:2005.13997). Every set is minimal (putting any one element back restores the answer); no set is proven to be the
smallest of all, which would take exponential time.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, Field
from mmgui.core.errors import DataError
from mmgui.core.explaining.findings import Counterfactual
from mmgui.core.inference.inputs import is_missing, read_value
from mmgui.core.inference.predictor import BatchAnswer, Predictor, Value
from mmgui.core.layouts import Spans
from mmgui.modalities import MODALITIES

Elements: TypeAlias = frozenset[int]
MAX_CANDIDATES: Final = 64  # examples looked at for an exchange
MAX_WORDS, MAX_CELLS = 12, 24  # a larger set tells a person nothing
_FIRST: Final = 128  # elements tried one by one; of more, the best of coarse blocks
_SHORTLIST: Final = 24  # of which the later rounds choose
_AT_ONCE: Final = 32  # a cancel is noticed between two batches
_KEPT: Final = 256  # values of candidates remembered; a picture has 12 KB


@dataclass(frozen=True)
class Trial:
    """What the model says to some changed inputs. scores: log-odds of the present answer; is_other: it says another."""

    scores: NDArray[np.float64]
    is_other: NDArray[np.bool_]


class CounterfactualFinder:
    """Looks for flips with one predictor. Remembers the candidates' values. Use from one thread at a time."""

    def __init__(self, predictor: Predictor) -> None:
        self._predictor = predictor
        self._known: OrderedDict[tuple[str, str], Any] = OrderedDict()

    def find(
        self, values: Mapping[str, Value], candidates: Sequence[Example] = (), *, cancel: CancelToken | None = None
    ) -> tuple[Counterfactual, ...]:
        """The confirmed flips: per present field at most one by taking parts out and one by exchange.

        values: as for Predictor.predict. candidates: other examples, the first MAX_CANDIDATES are looked at. Empty if
        nothing changes the answer. Raises DataError as predict does, Cancelled.
        """
        fields = [f for f in self._predictor.fields if not is_missing(values.get(f.name))]
        if not fields:
            return ()
        whole = {f.name: read_value(f, values[f.name]) for f in fields}  # a file is read once, not at every question
        search = _Search(self._predictor, whole, cancel)
        counterfactuals = [search.mask(field) for field in fields]
        counterfactuals += [search.exchange(field, self._offers(field, candidates, cancel)) for field in fields]
        return tuple(flip for flip in counterfactuals if flip is not None)

    def _offers(
        self, field: Field, candidates: Sequence[Example], cancel: CancelToken | None
    ) -> list[tuple[Example, Any]]:
        """The candidates' values of a field that can be read, as small as the model needs them."""
        offers: list[tuple[Example, Any]] = []
        for example in candidates[:MAX_CANDIDATES]:
            value = example.values.get(field.name)
            if is_missing(value) or value is None:
                continue
            if cancel is not None:
                cancel.raise_if_cancelled()
            raw = self._read(field, value)
            if raw is not None:
                offers.append((example, raw))
        return offers

    def _read(self, field: Field, value: str) -> Any:
        key = field.name, value
        if key not in self._known:
            try:
                self._known[key] = self._predictor.inputs[field.name].reduce(read_value(field, value))
            except DataError:
                self._known[key] = None
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return self._known[key]


class _Search:
    """The search around one example. whole: the raw values of the present fields."""

    def __init__(self, predictor: Predictor, whole: Mapping[str, Any], cancel: CancelToken | None) -> None:
        self._predictor = predictor
        self._whole = dict(whole)
        # As the model sees them: what is large is made small once, not at every question.
        self._seen = {name: predictor.inputs[name].reduce(value) for name, value in whole.items()}
        self._cancel = cancel
        self._own = predictor.answer_batch([self._seen])
        self._answer = int(self._own.logits[0].argmax())

    def mask(self, field: Field) -> Counterfactual | None:
        """The smallest set of parts found without which the answer is another."""
        modality, whole = MODALITIES.get(field.modality), self._whole[field.name]
        layout = self._predictor.inputs[field.name].layout(whole).coarse()
        # Of a text that is longer than what is read, words move up when others go.
        small = whole if isinstance(layout, Spans) else self._seen[field.name]

        def ask(sets: Sequence[Elements]) -> Trial:
            return self._try(field, [modality.mask(small, layout, _without(layout.count, parts)) for parts in sets])

        found = smallest_set(layout.count, ask, MAX_WORDS if isinstance(layout, Spans) else MAX_CELLS)
        if found is None:
            return None
        flip = Counterfactual("mask", field.name, field.modality, layout, tuple(sorted(found)))
        return self._confirm(field, flip, modality.mask(whole, layout, _without(layout.count, found)))

    def exchange(self, field: Field, offers: Sequence[tuple[Example, Any]]) -> Counterfactual | None:
        """The most similar other value with which the answer is another; similar by the model's pooled features."""
        if not offers:
            return None
        own = self._own.features[field.name][0]
        places: list[tuple[float, int]] = []
        for start in range(0, len(offers), _AT_ONCE):
            answers = self._ask(field, [value for _example, value in offers[start : start + _AT_ONCE]])
            distances = np.linalg.norm(answers.features[field.name] - own, axis=1)
            others = answers.logits.argmax(1) != self._answer
            places += [(float(d), start + n) for n, (d, o) in enumerate(zip(distances, others, strict=True)) if o]
        for _distance, number in sorted(places)[:3]:
            example = offers[number][0]
            value = example.values[field.name]
            flip = Counterfactual("exchange", field.name, field.modality, example_id=example.id, value=value or "")
            confirmed = self._confirm(field, flip, value)
            if confirmed is not None:
                return confirmed
        return None

    def _confirm(self, field: Field, flip: Counterfactual, changed: Any) -> Counterfactual | None:
        """The flip with the answers before and after if the whole predictor, asked again, answers otherwise."""
        if self._cancel is not None:
            self._cancel.raise_if_cancelled()
        try:
            after = self._predictor.predict({**self._whole, field.name: changed}, explain=False)
        except DataError:  # a candidate's file has gone, or nothing is left to answer
            return None
        before = self._predictor.classes[self._answer]
        if after.answer == before:
            return None
        return replace(flip, before=before, after=after.answer, probability_after=after.confidence)

    def _ask(self, field: Field, changed: Sequence[Any]) -> BatchAnswer:
        if self._cancel is not None:
            self._cancel.raise_if_cancelled()
        return self._predictor.answer_batch([{**self._seen, field.name: value} for value in changed])

    def _try(self, field: Field, changed: Sequence[Any]) -> Trial:
        scores, others = [], []
        for start in range(0, len(changed), _AT_ONCE):
            answer = self._ask(field, changed[start : start + _AT_ONCE])
            logits = answer.logits  # (n, K)
            rest = np.delete(logits, self._answer, axis=1)
            top = rest.max(1, keepdims=True)
            score = logits[:, self._answer] - top[:, 0] - np.log(np.exp(rest - top).sum(1))
            is_something = answer.present.any(1)  # to take everything away is no answer's flip
            scores.append(np.where(is_something, score, np.inf))
            others.append((logits.argmax(1) != self._answer) & is_something)
        return Trial(np.concatenate(scores), np.concatenate(others))


def smallest_set(count: int, ask: Callable[[Sequence[Elements]], Trial], most: int) -> Elements | None:
    """A minimal set of at most `most` of `count` elements whose removal changes the answer; None if none was found.

    One element if that is enough. Else two searches, and the smaller result: by what each element does when it is the
    only one left, which finds evidence that is there several times (each of four red patches is enough for "red", so
    taking away one does nothing), and the greedy one by what each does when it goes, which finds evidence that is
    needed together.
    """
    order = _first_order(count, ask)
    if not order or most < 1:
        return None
    trial = ask([frozenset({e}) for e in order])
    if trial.is_other.any():
        return frozenset({order[_strongest(trial)]})
    order = [order[n] for n in np.argsort(trial.scores, kind="stable") if np.isfinite(trial.scores[n])]
    if not order:  # it is the only thing that is there
        return None
    repeated = _take_what_is_enough(count, order, ask, most)
    needed = _take_what_is_needed(order, ask, most if repeated is None else len(repeated) - 1)
    return repeated if needed is None else needed


def _take_what_is_enough(
    count: int, order: Sequence[int], ask: Callable[[Sequence[Elements]], Trial], most: int
) -> Elements | None:
    """Take the elements in the order of the score that each keeps up alone."""
    everything = frozenset(range(count))
    alone = ask([everything - {e} for e in order]).scores
    ranked = [order[n] for n in np.argsort(np.where(np.isfinite(alone), -alone, np.inf), kind="stable")]
    sets = [frozenset(ranked[:size]) for size in range(2, min(most, len(ranked)) + 1)]
    if not sets:
        return None
    trial = ask(sets)
    return _give_back(sets[int(trial.is_other.argmax())], ask) if trial.is_other.any() else None


def _take_what_is_needed(
    order: Sequence[int], ask: Callable[[Sequence[Elements]], Trial], most: int
) -> Elements | None:
    """Greedy: each round takes the element (of the most promising ones) that lowers the score most, more at once when
    the set grows."""
    taken: Elements = frozenset(order[:1])
    while len(taken) < most:
        choices = [e for e in order if e not in taken][:_SHORTLIST]
        if not choices:
            return None
        trial = ask([taken | {e} for e in choices])
        if trial.is_other.any():
            return _give_back(taken | {choices[_strongest(trial)]}, ask)
        order = [choices[n] for n in np.argsort(trial.scores, kind="stable") if np.isfinite(trial.scores[n])]
        several = frozenset(order[: min(1 + len(taken) // 4, most - len(taken))])
        if len(several) > 1 and ask([taken | several]).is_other[0]:
            return _give_back(taken | several, ask)
        taken |= several
    return None


def _strongest(trial: Trial) -> int:
    """The number of the change that turns the answer most."""
    return int(np.where(trial.is_other, trial.scores, np.inf).argmin())


def _first_order(count: int, ask: Callable[[Sequence[Elements]], Trial]) -> list[int]:
    """All elements; of a very long text those of the blocks whose removal lowers the score most."""
    if count <= _FIRST:
        return list(range(count))
    blocks = [frozenset(int(e) for e in block) for block in np.array_split(np.arange(count), _FIRST // 2)]
    ranked = np.argsort(ask(blocks).scores, kind="stable")
    return [e for n in ranked for e in sorted(blocks[n])][:_FIRST]


def _give_back(taken: Elements, ask: Callable[[Sequence[Elements]], Trial]) -> Elements:
    """Back-elimination: as long as some element is not needed for the change, put the least needed one back."""
    while len(taken) > 1:
        members = sorted(taken)
        trial = ask([taken - {e} for e in members])
        if not trial.is_other.any():
            return taken
        least = min((n for n in range(len(members)) if trial.is_other[n]), key=lambda n: trial.scores[n])
        taken -= {members[least]}
    return taken


def _without(count: int, parts: Elements) -> NDArray[np.bool_]:
    """(P,) bool, False for these parts."""
    keep = np.ones(count, np.bool_)
    keep[sorted(parts)] = False
    return keep
