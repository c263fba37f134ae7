"""Records the learning film: for every epoch one pass over a small pool of validation examples.

It looks at the model that answers and changes nothing: no weights, no random numbers. So a recorded training gives the
very numbers of one that is not.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, Field
from mmgui.core.errors import DataError
from mmgui.core.explaining.gradients_many import ManyMaps, gradient_maps
from mmgui.core.explaining.parts import grid_places
from mmgui.core.i18n import _
from mmgui.core.inference.explainer import grid_over_picture
from mmgui.core.inference.film_backlog import FilmBacklog, RecordingBudget
from mmgui.core.inference.reader import is_missing, read_media
from mmgui.core.modalities import MODALITIES
from mmgui.core.models.batches import MISSING, Batch, FieldBatch
from mmgui.core.models.encoders.picture import PictureInput
from mmgui.core.models.encoders.words_input import WordsInput
from mmgui.core.models.fusion_model import FusionModel
from mmgui.core.training.film import (
    MAX_WORDS,
    PICTURE_PX,
    Film,
    FilmExample,
    FilmWriter,
    Frame,
    is_recorded,
    read_film,
)
from mmgui.core.training.film_choice import choose_pool, pool_size
from mmgui.core.training.recorder import RecordedRun

_CELLS = 16  # of a map along the longer side of its picture
_MOST_CHARACTERS = 20_000  # of a text; words of a readable length end far before
_log = logging.getLogger(__name__)


@dataclass
class _Reading:
    """The pool as the person and as the model sees it. sizes: (height, width) of the whole pictures, per field and
    example. merged: per text field and example the number of the word that each token belongs to."""

    film: Film
    batch: Batch
    sizes: dict[str, dict[int, tuple[int, int]]] = field(default_factory=dict)
    merged: dict[str, dict[int, NDArray[np.int64]]] = field(default_factory=dict)


class FilmRecorder:
    """An `EpochRecorder`. pinned: ids of validation examples that must be in the film. pool: how many are
    recorded, None = as many as usually cost less than a tenth of an epoch.

    budget: how much time recording may take; frames beyond that are made later, see film_backlog.py.
    """

    def __init__(
        self, pinned: Sequence[int] = (), pool: int | None = None, budget: RecordingBudget | None = None
    ) -> None:
        self._pinned, self._pool = tuple(pinned), pool
        self._budget, self._backlog = budget or RecordingBudget(), FilmBacklog()
        self._device = torch.device("cpu")
        self.later = CancelToken()  # cancelled: nobody waits for the frames that were put off
        self._reading: _Reading | None = None
        self._run: RecordedRun | None = None

    def begin(self, run: RecordedRun) -> str:
        """Choose the pool, or find the one of a continued run; read it once. Raises Cancelled."""
        self._run, self._reading = run, None
        self._backlog.clear()
        writer = FilmWriter(run.run_dir)
        try:
            old = read_film(run.run_dir) if run.first_epoch > 1 else None
            if old is not None:
                by_id = {example.id: example for example in run.examples}
                pool = tuple(by_id[e.id] for e in old.examples if e.id in by_id)
                reading = self._read(run, pool, old.pinned)
                if _is_same_pool(reading.film, old):
                    writer.drop_from(run.first_epoch)
                    writer.write_header(reading.film)
                    self._reading = reading
                    return ""
            names = [f.name for f in run.fields]
            count = self._pool or pool_size(run.train_count)
            pool = choose_pool(run.examples, run.classes, names, self._pinned, run.seed, count)
            reading = self._read(run, pool, self._pinned)
            if not reading.film.examples:
                return ""
            writer.begin(reading.film)
            self._reading = reading
        except OSError as error:
            _log.info("no learning film: %s", error)
            return _("The learning film cannot be saved: {reason}").format(reason=error.strerror or error)
        return ""

    def record(self, epoch: int, model: FusionModel, device: torch.device, seconds: float) -> None:
        """One frame, now or later. If that fails (full disk, no memory), the film ends here, the training goes on."""
        run, began = self._run, time.perf_counter()
        self._budget.earn(seconds)
        if self._reading is None or run is None or not is_recorded(epoch, run.epochs):
            return
        self._device = device
        if not len(self._backlog) and self._budget.has_enough:
            self._make(epoch, model)
        else:
            self._keep(epoch, model)
        self._budget.spend(time.perf_counter() - began)
        while len(self._backlog) and (self._budget.has_enough or self._backlog.is_full):
            began = time.perf_counter()
            self._make(*self._backlog.take())
            self._budget.spend(time.perf_counter() - began)

    def finish(self, is_enough: Callable[[], bool]) -> None:
        """Make the frames that are left, until `is_enough` says so or `later` is cancelled."""
        while len(self._backlog) and not is_enough() and not self.later.is_cancelled:
            self._make(*self._backlog.take())
        self._backlog.clear()

    def _make(self, epoch: int, model: FusionModel) -> None:
        reading, run, began = self._reading, self._run, time.perf_counter()
        assert reading is not None and run is not None
        try:
            FilmWriter(run.run_dir).add(reading.film, make_frame(reading, epoch, model, run, self._device))
        except (OSError, torch.OutOfMemoryError) as error:
            self._end(epoch, error)
        self._budget.note_frame(time.perf_counter() - began)

    def _keep(self, epoch: int, model: FusionModel) -> None:
        try:
            self._backlog.keep(epoch, model, self._device)
        except torch.OutOfMemoryError as error:
            self._end(epoch, error)

    def _end(self, epoch: int, error: Exception) -> None:
        _log.info("the learning film ends before epoch %d: %s", epoch, error)
        self._reading = None
        self._backlog.clear()

    # -- reading the pool once ----------------------------------------------------------------------------------------

    def _read(self, run: RecordedRun, pool: Sequence[Example], pinned: tuple[int, ...]) -> _Reading:
        raw: list[dict[str, Any]] = []
        kept: list[Example] = []
        for example in pool:
            run.cancel.raise_if_cancelled()
            values = {f.name: value for f in run.fields if (value := _raw(f, example.values.get(f.name))) is not None}
            if values:
                raw.append(values)
                kept.append(example)
        merged: dict[str, dict[int, NDArray[np.int64]]] = {}
        sizes: dict[str, dict[int, tuple[int, int]]] = {}
        examples = []
        for number, (example, values) in enumerate(zip(kept, raw, strict=True)):
            texts, words, pictures, grids = {}, {}, {}, {}
            for known in run.fields:
                value, given = values.get(known.name), run.inputs[known.name]
                if value is None:
                    continue
                if isinstance(given, WordsInput):
                    words[known.name], owner = _words_of(given, value)
                    merged.setdefault(known.name, {})[number] = owner
                    texts[known.name] = _kept_text(value, words[known.name])
                elif isinstance(given, PictureInput):
                    height, width = int(value.shape[0]), int(value.shape[1])
                    sizes.setdefault(known.name, {})[number] = (height, width)
                    pictures[known.name] = small_picture(value)
                    grids[known.name] = _grid_shape(given, height, width)
            label = run.classes.index(str(example.label))
            examples.append(FilmExample(example.id, label, texts, words, pictures, grids))
        film = Film(run.classes, run.fields, tuple(examples), run.epochs, tuple(pinned))
        return _Reading(film, _batch(run, raw), sizes, merged)


def make_frame(reading: _Reading, epoch: int, model: FusionModel, run: RecordedRun, device: torch.device) -> Frame:
    """What `model` says to the pool and where it looks."""
    pictures = tuple(f.name for f in run.fields if isinstance(run.inputs[f.name], PictureInput))
    words = tuple(f.name for f in run.fields if isinstance(run.inputs[f.name], WordsInput))
    batch = reading.batch.to(device)
    found = gradient_maps(model, batch, pictures, words)
    maps = {name: _picture_maps(reading, found, name, model, run) for name in found.pictures}
    maps |= {name: _word_maps(reading, found, name) for name in found.words}
    return Frame(epoch, _shares(found.output.logits), _alone(model, batch, found), maps)


def _alone(model: FusionModel, batch: Batch, found: ManyMaps) -> dict[str, NDArray[np.float32]]:
    """Per field the answer of that sense alone (n, K): of its own head, or of the model with all others missing."""
    answers = {}
    has = found.output.present
    if len(model.fields) < 2:
        return {}
    encoded = None
    for column, name in enumerate(model.fields):
        logits = found.output.single.get(name)
        if logits is None:
            with torch.inference_mode():
                encoded = encoded if encoded is not None else model.encode(batch)
                only = torch.zeros_like(has)
                only[:, column] = True
                logits = model.join(encoded, batch, only).logits
        values = _shares(logits)
        values[~has[:, column].cpu().numpy()] = np.nan
        answers[name] = values
    return answers


def _picture_maps(
    reading: _Reading, found: ManyMaps, name: str, model: FusionModel, run: RecordedRun
) -> NDArray[np.uint8]:
    """(bytes,) the maps of one field over the whole pictures, example after example."""
    values = _weights(found.pictures[name].flatten(1)).reshape(found.pictures[name].shape).astype(np.float64)
    first, step = grid_places(model.encoder(name).features)
    given = run.inputs[name]
    assert isinstance(given, PictureInput)
    parts = [np.zeros(0, np.uint8)]
    for row, (height, width) in enumerate(reading.sizes.get(name, {}).values()):  # in the order of the batch's values
        over = grid_over_picture(values[row], first, step, given.size_px, height, width, _CELLS)
        parts.append(_bytes(over).ravel())
    return np.concatenate(parts)


def _word_maps(reading: _Reading, found: ManyMaps, name: str) -> NDArray[np.uint8]:
    """(bytes,) the weights of the words of one field, example after example."""
    values = _weights(found.words[name])
    parts = [np.zeros(0, np.uint8)]
    for row, (number, owner) in enumerate(reading.merged.get(name, {}).items()):
        words = np.zeros(len(reading.film.examples[number].words[name]), np.float32)
        within = owner < len(words)
        np.maximum.at(words, owner[within], values[row, : len(owner)][within])
        parts.append(_bytes(words))
    return np.concatenate(parts)


def _weights(values: Tensor) -> NDArray[np.float32]:
    """(U, N) of any sign → [0, 1], the largest of each row 1: what speaks for the answer (see score.weights_from)."""
    numbers = values.float().cpu().numpy()
    numbers = np.nan_to_num(numbers, nan=0.0, posinf=0.0, neginf=0.0)
    positive = numbers.clip(min=0)
    shown = np.where(positive.max(1, keepdims=True) > 0, positive, np.abs(numbers))
    result: NDArray[np.float32] = shown / shown.max(1, keepdims=True).clip(min=1e-12)
    return result


def _bytes(weights: NDArray[Any]) -> NDArray[np.uint8]:
    return (weights * 255).round().clip(0, 255).astype(np.uint8)


def _shares(logits: Tensor) -> NDArray[np.float32]:
    return logits.float().softmax(1).cpu().numpy().copy()


def _raw(known: Field, value: str | None) -> Any:
    """The raw value of a field; None if it is missing or cannot be read."""
    if is_missing(value):
        return None
    modality = MODALITIES.get(known.modality)
    try:
        return read_media(known, value) if modality.is_media else modality.read(value)
    except DataError:
        return None


def _batch(run: RecordedRun, raw: Sequence[dict[str, Any]]) -> Batch:
    """Every example with a value of its own, equal ones too: then its gradient is its own."""
    fields = {}
    for known in run.fields:
        there = [values[known.name] for values in raw if known.name in values]
        has = np.array([known.name in values for values in raw], np.bool_)
        rows = np.where(has, np.cumsum(has) - 1, MISSING).astype(np.int64)
        prepared = run.inputs[known.name].prepare(there).take(np.arange(len(there))) if there else None
        fields[known.name] = FieldBatch(prepared, torch.from_numpy(rows))
    return Batch(fields, torch.full((len(raw),), -1))


def _words_of(given: WordsInput, text: str) -> tuple[tuple[tuple[int, int], ...], NDArray[np.int64]]:
    """Places of the first words, and for every token its word: tokens that share a character (“½”) are one word."""
    places: list[tuple[int, int]] = []
    owner = []
    for token in given.tokens(text):
        if places and token.start < places[-1][1]:
            places[-1] = (places[-1][0], max(places[-1][1], token.end))
        else:
            places.append((token.start, token.end))
        owner.append(len(places) - 1)
    kept = tuple(place for place in places[:MAX_WORDS] if place[1] <= _MOST_CHARACTERS)
    return kept, np.array(owner, np.int64)


def _kept_text(text: str, places: tuple[tuple[int, int], ...]) -> str:
    """The text as far as its words are kept."""
    is_cut = len(places) == MAX_WORDS or len(text) > _MOST_CHARACTERS
    return text[: places[-1][1] if places else _MOST_CHARACTERS] if is_cut else text


def _grid_shape(given: PictureInput, height: int, width: int) -> tuple[int, int]:
    rows, columns = grid_over_picture(np.ones((1, 1)), 0.0, 1.0, given.size_px, height, width, _CELLS).shape
    return int(rows), int(columns)


def small_picture(pixels: NDArray[np.uint8], longest_px: int = PICTURE_PX) -> NDArray[np.uint8]:
    """(h, w, 3) uint8 with the proportions of `pixels`, at most `longest_px` on the longer side."""
    height, width = pixels.shape[:2]
    scale = longest_px / max(height, width)
    if scale >= 1:
        return pixels
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(
        Image.fromarray(pixels).resize(size, Image.Resampling.BOX if scale < 0.2 else Image.Resampling.LANCZOS)
    )


def _is_same_pool(film: Film, old: Film) -> bool:
    return film.classes == old.classes and [
        (e.id, e.label, dict(e.texts), dict(e.words), dict(e.grids)) for e in film.examples
    ] == [
        (e.id, e.label, dict(e.texts), {n: tuple(p) for n, p in e.words.items()}, dict(e.grids)) for e in old.examples
    ]
