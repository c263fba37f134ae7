"""Records the learning film: for every epoch one pass over a small pool of validation examples.

It looks at the model that answers and changes nothing: no weights, no random numbers. So a recorded training gives the
very numbers of one that is not.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, Field
from mmgui.core.errors import DataError
from mmgui.core.explaining.explainer import scaled
from mmgui.core.explaining.gradients import integrated_gradients
from mmgui.core.explaining.score import weights_from
from mmgui.core.film.backlog import FilmBacklog, RecordingBudget
from mmgui.core.film.choice import choose_pool, pool_size
from mmgui.core.film.film import (
    MAX_WORDS,
    PICTURE_PX,
    Film,
    FilmExample,
    FilmWriter,
    Frame,
    is_recorded,
    read_film,
)
from mmgui.core.i18n import _
from mmgui.core.inference.inputs import is_missing, read_value
from mmgui.core.layouts import Grid, Layout, Spans
from mmgui.core.models.batches import MISSING, Batch, FieldBatch
from mmgui.core.models.encoder import Encoded
from mmgui.core.models.fusion_model import FusionModel, FusionOutput
from mmgui.core.training.observer import RecordedRun
from mmgui.core.uncertainty.features import encode_with_features
from mmgui.modalities import MODALITIES

_MOST_CHARACTERS = 20_000  # of a text; words of a readable length end far before
_log = logging.getLogger(__name__)


@dataclass
class _Reading:
    """The pool as the person and as the model sees it. layouts: per field, by the number of the example, what is shown
    of its parts."""

    film: Film
    batch: Batch
    layouts: dict[str, dict[int, Layout]]


class FilmRecorder:
    """An `EpochObserver`. pinned: ids of validation examples that must be in the film. pool: how many are
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
        layouts: dict[str, dict[int, Layout]] = {f.name: {} for f in run.fields}
        examples = []
        for number, (example, values) in enumerate(zip(kept, raw, strict=True)):
            found = FilmExample(example.id, run.classes.index(str(example.label)), {}, {}, {}, {})
            for known in run.fields:
                if known.name in values:
                    layout = run.inputs[known.name].layout(values[known.name])
                    layouts[known.name][number] = _show(found, known, values[known.name], layout)
            examples.append(found)
        film = Film(run.classes, run.fields, tuple(examples), run.epochs, tuple(pinned))
        return _Reading(film, _batch(run, raw), layouts)


def _show(example: FilmExample, known: Field, raw: Any, layout: Layout) -> Layout:
    """Put into the example what a person will see of this value; the layout of the part that is kept."""
    if isinstance(layout, Grid):
        example.pictures[known.name] = MODALITIES.get(known.modality).image(raw, PICTURE_PX)
        example.grids[known.name] = layout.shape
        return layout
    places = tuple(place for place in layout.places[:MAX_WORDS] if place[1] <= _MOST_CHARACTERS)
    is_cut = len(places) == MAX_WORDS or len(layout.text) > _MOST_CHARACTERS
    text = layout.text[: places[-1][1] if places else _MOST_CHARACTERS] if is_cut else layout.text
    example.texts[known.name], example.words[known.name] = text, places
    return Spans(text, places, layout.owners)


def make_frame(reading: _Reading, epoch: int, model: FusionModel, run: RecordedRun, device: torch.device) -> Frame:
    """What `model` says to the pool and where it looks."""
    batch = reading.batch.to(device)
    with torch.no_grad():
        found = encode_with_features(model, batch)
        output = model.join(found.encoded, batch)
    chosen = output.logits.argmax(1)  # (B,)
    maps = {}
    for name, embedded in found.embedded.items():
        encoder = model.encoder(name)
        values = integrated_gradients(model, batch, found.encoded, name, embedded, chosen, encoder.steps_many)  # (U, N)
        weights = weights_from(values).cpu().numpy()
        parts = [np.zeros(0, np.uint8)]
        for row, layout in enumerate(reading.layouts[name].values()):  # in the order of the batch's values
            own = encoder.to_parts(weights[row], layout)
            parts.append(_bytes(scaled(own) if isinstance(layout, Grid) else own))
        maps[name] = np.concatenate(parts)
    return Frame(epoch, _shares(output.logits), _alone(model, batch, found.encoded, output), maps)


def _alone(
    model: FusionModel, batch: Batch, encoded: Mapping[str, Encoded | None], output: FusionOutput
) -> dict[str, NDArray[np.float32]]:
    """Per field the answer of that sense alone (n, K): of its own head, or of the model with all others missing."""
    answers = {}
    has = output.present
    if len(model.fields) < 2:
        return {}
    for column, name in enumerate(model.fields):
        logits = output.single.get(name)
        if logits is None:
            with torch.no_grad():
                only = torch.zeros_like(has)
                only[:, column] = True
                logits = model.join(encoded, batch, only).logits
        values = _shares(logits)
        values[~has[:, column].cpu().numpy()] = np.nan
        answers[name] = values
    return answers


def _bytes(weights: NDArray[Any]) -> NDArray[np.uint8]:
    return (weights * 255).round().clip(0, 255).astype(np.uint8)


def _shares(logits: Tensor) -> NDArray[np.float32]:
    return logits.float().softmax(1).cpu().numpy().copy()


def _raw(known: Field, value: str | None) -> Any:
    """The raw value of a field; None if it is missing or cannot be read."""
    if is_missing(value):
        return None
    try:
        return read_value(known, value)
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


def _is_same_pool(film: Film, old: Film) -> bool:
    return film.classes == old.classes and [
        (e.id, e.label, dict(e.texts), dict(e.words), dict(e.grids)) for e in film.examples
    ] == [
        (e.id, e.label, dict(e.texts), {n: tuple(p) for n, p in e.words.items()}, dict(e.grids)) for e in old.examples
    ]
