"""What would flip it? The smallest sets of words or of parts of a picture, and the nearest other example, whose removal
or exchange changes the answer.

A set is found by greedy search on the log-odds of the present answer, made as small as possible by back-elimination (as
in sequential floating selection, Pudil et al. 1994, doi:10.1016/0167-8655(94)90127-9), and believed only after the
predictor was asked again with the truly changed input. For texts, this is what Martens & Provost 2014
(doi:10.25300/MISQ/2014/38.1.04) call an evidence counterfactual. The exchange takes, among those that change the
answer, the picture or text most like the present one to the model: the nearest unlike neighbour (Keane & Smyth 2020,
arXiv:2005.13997). Every set is minimal (putting any one element back restores the answer); no set is proven to be the
smallest of all, which would take exponential time.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, Field
from mmgui.core.errors import DataError
from mmgui.core.inference.opened import BatchAnswer
from mmgui.core.inference.predictor import Predictor, Value
from mmgui.core.inference.reader import is_missing, read_media
from mmgui.core.inference.taking_out import cover_cells, leave_out
from mmgui.core.inference.why_values import Flip
from mmgui.core.modalities.picture import letter_box, resize_picture
from mmgui.core.models.encoders.picture import PictureInput
from mmgui.core.models.encoders.words_input import WordsInput

Elements: TypeAlias = frozenset[int]
Span: TypeAlias = tuple[int, int]
GRID: Final = (8, 8)
MAX_CANDIDATES: Final = 64  # examples looked at for an exchange
MAX_WORDS, MAX_CELLS = 12, 24  # a larger set tells a person nothing
_FIRST: Final = 128  # elements tried one by one; of more, the best of coarse blocks
_SHORTLIST: Final = 24  # of which the later rounds choose
_AT_ONCE: Final = 32  # a cancel is noticed between two batches
_KEPT: Final = 256  # pictures of candidates remembered, 12 KB each


@dataclass(frozen=True)
class Trial:
    """What the model says to some changed inputs. scores: log-odds of the present answer; is_other: it says another."""

    scores: NDArray[np.float64]
    is_other: NDArray[np.bool_]


class FlipFinder:
    """Looks for flips with one predictor. Remembers the candidates' pictures. Use from one thread at a time."""

    def __init__(self, predictor: Predictor) -> None:
        self._predictor = predictor
        self._pictures: OrderedDict[str, NDArray[np.uint8] | None] = OrderedDict()

    def find(
        self, values: Mapping[str, Value], candidates: Sequence[Example] = (), *, cancel: CancelToken | None = None
    ) -> tuple[Flip, ...]:
        """The confirmed flips: per present text and picture at most one by removal and one by exchange.

        values: as for Predictor.predict. candidates: other examples, the first MAX_CANDIDATES are looked at. Empty if
        nothing changes the answer. Raises DataError as predict does, Cancelled.
        """
        known: dict[str, Value] = {}
        for field in self._predictor.fields:  # a file is read once, not at every question
            value = values.get(field.name)
            known[field.name] = value if is_missing(value) or field.modality == "text" else read_media(field, value)
        opened = self._predictor.open_up(known)
        known = {name: value for name, value in known.items() if opened.example.prepared[name] is not None}
        known.update(opened.example.texts)
        if not known:
            return ()
        search = _Search(self._predictor, known, opened.inputs, cancel)
        flips: list[Flip | None] = []
        for field in self._predictor.fields:
            given = opened.inputs[field.name]
            if field.name not in known:
                continue
            if isinstance(given, WordsInput):
                flips.append(search.words(field, given))
            elif isinstance(given, PictureInput):
                flips.append(search.patches(field, given))
        for field in self._predictor.fields:
            if field.name in known:
                flips.append(search.exchange(field, self._offers(field, opened.inputs[field.name], candidates, cancel)))
        return tuple(flip for flip in flips if flip is not None)

    def _offers(
        self, field: Field, given: object, candidates: Sequence[Example], cancel: CancelToken | None
    ) -> list[tuple[Example, Value]]:
        """The candidates' values of a field that can be read; pictures in the size that the model reads."""
        offers: list[tuple[Example, Value]] = []
        for example in candidates[:MAX_CANDIDATES]:
            value = example.values.get(field.name)
            if is_missing(value) or value is None:
                continue
            if not isinstance(given, PictureInput):
                offers.append((example, value))
                continue
            if cancel is not None:
                cancel.raise_if_cancelled()
            pixels = self._picture(field, given, value)
            if pixels is not None:
                offers.append((example, pixels))
        return offers

    def _picture(self, field: Field, given: PictureInput, path: str) -> NDArray[np.uint8] | None:
        key = f"{given.size_px} {path}"
        if key not in self._pictures:
            try:
                self._pictures[key] = resize_picture(read_media(field, Path(path)), given.size_px)
            except DataError:
                self._pictures[key] = None
            if len(self._pictures) > _KEPT:
                self._pictures.popitem(last=False)
        return self._pictures[key]


class _Search:
    """The search around one example. values: present fields only; texts as str, pictures as pixels."""

    def __init__(
        self,
        predictor: Predictor,
        values: Mapping[str, Value],
        inputs: Mapping[str, object],
        cancel: CancelToken | None,
    ) -> None:
        self._predictor = predictor
        self._values = dict(values)
        self._seen = dict(values)  # as the model sees them: a large picture is made small once, not at every question
        for name, value in values.items():
            given = inputs[name]
            if isinstance(given, PictureInput):
                self._seen[name] = resize_picture(np.asarray(value, dtype=np.uint8), given.size_px)
        self._cancel = cancel
        self._own = predictor.answer_batch([self._seen])
        self._answer = int(self._own.logits[0].argmax())

    def words(self, field: Field, given: WordsInput) -> Flip | None:
        """The smallest set of words found without which the answer is another."""
        text = str(self._values[field.name])
        tokens = given.vocabulary.tokenize(text, given.max_words + MAX_WORDS)  # those behind move up when some go
        spans = _spans([(t.start, t.end) for t in tokens])
        if not spans:
            return None
        read = text[: spans[-1][1]]  # the rest of a long text is never read
        readable = _spans([(t.start, t.end) for t in tokens[: given.max_words]])

        def change(elements: Elements) -> Value:
            return leave_out(read, [readable[e] for e in elements])

        found = smallest_set(len(readable), lambda sets: self._try(field, [change(s) for s in sets]), MAX_WORDS)
        if found is None:
            return None
        taken = tuple(sorted(readable[e] for e in found))
        return self._confirm(field, Flip("words", field.name, taken, (), (0, 0), None, "", "", 0.0, field.modality),
                             leave_out(text, taken))  # fmt: skip

    def patches(self, field: Field, given: PictureInput) -> Flip | None:
        """The smallest set of grid cells found that have to be covered for another answer."""
        pixels = np.asarray(self._values[field.name], dtype=np.uint8)
        small = shrink(pixels, given.size_px)

        def cells(elements: Collection[int]) -> list[tuple[int, int]]:
            return [(e // GRID[1], e % GRID[1]) for e in sorted(elements)]

        def ask(sets: Sequence[Elements]) -> Trial:
            return self._try(field, [cover_cells(small, cells(s), GRID) for s in sets])

        found = smallest_set(GRID[0] * GRID[1], ask, MAX_CELLS)
        if found is None:
            return None
        taken = cells(found)
        return self._confirm(field, Flip("patches", field.name, (), tuple(taken), GRID, None, "", "", 0.0,
                                         field.modality), cover_cells(pixels, taken, GRID))  # fmt: skip

    def exchange(self, field: Field, offers: Sequence[tuple[Example, Value]]) -> Flip | None:
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
            flip = Flip("exchange", field.name, (), (), (0, 0), example.id, "", "", 0.0, field.modality, value or "")
            confirmed = self._confirm(field, flip, value)
            if confirmed is not None:
                return confirmed
        return None

    def _confirm(self, field: Field, flip: Flip, changed: Value) -> Flip | None:
        """The flip with the answers before and after if the whole predictor, asked again, answers otherwise."""
        if self._cancel is not None:
            self._cancel.raise_if_cancelled()
        try:
            after = self._predictor.predict({**self._values, field.name: changed}, explain=False)
        except DataError:  # a candidate's file has gone, or nothing is left to answer
            return None
        before = self._predictor.classes[self._answer]
        if after.answer == before:
            return None
        return Flip(flip.kind, flip.field, flip.spans, flip.cells, flip.grid, flip.example_id, before, after.answer,
                    after.confidence, flip.modality, flip.value)  # fmt: skip

    def _ask(self, field: Field, changed: Sequence[Value]) -> BatchAnswer:
        if self._cancel is not None:
            self._cancel.raise_if_cancelled()
        return self._predictor.answer_batch([{**self._seen, field.name: value} for value in changed])

    def _try(self, field: Field, changed: Sequence[Value]) -> Trial:
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


def shrink(pixels: NDArray[np.uint8], size_px: int) -> NDArray[np.uint8]:
    """A picture that is much larger than the model's square, averaged down to three times what the model sees of it.

    `resize_picture` itself goes that way. Where a cell's border does not fall between the averaged pixels, this differs
    by part of a pixel: the confirmation works on the picture itself.
    """
    box = letter_box(pixels.shape[0], pixels.shape[1], size_px)
    width, height = 3 * box.width, 3 * box.height
    if pixels.shape[0] < height or pixels.shape[1] < width:
        return pixels
    return np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.BOX))


def _spans(spans: Sequence[Span]) -> list[Span]:
    """Spans that share a character (tokens of “½”) become one."""
    found: list[Span] = []
    for start, end in spans:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
