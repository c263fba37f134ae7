"""After a run: what its best model answered, how sure it may be, and what is ordinary to it. Three files in the folder.

A run is complete without them. So what goes wrong here (no memory, a full disk) is written to the log and leaves the
run as it is; a stopped run may be looked at for a moment only.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from mmgui.core.data.example import Split
from mmgui.core.models.batches import Table, plan_batches
from mmgui.core.models.devices import mixed_precision
from mmgui.core.models.fusion_model import FusionModel
from mmgui.core.run.answers import ANSWERS, PartAnswers, save_answers
from mmgui.core.training.loading import Loaded
from mmgui.core.training.step import EVALUATION_BATCH
from mmgui.core.uncertainty.calibration import CALIBRATION, fit_temperature, measure_calibration
from mmgui.core.uncertainty.features import encode_with_views
from mmgui.core.uncertainty.known import doubts
from mmgui.core.uncertainty.novelty import (
    MOST_TRAINING_VALUES,
    NOVELTY_NAME,
    FieldNovelty,
    Floats,
    Novelty,
    as_views,
    fit_field,
    load_novelty,
    save_novelty,
)
from mmgui.modalities.contract import Prepared

_LOG = logging.getLogger(__name__)
_LOOK_BATCH = 128


class _StoppedError(Exception):
    """There is no time left."""


def remove_measures(run_dir: Path) -> None:
    """What an earlier model of this folder said about itself goes away, as far as the folder may be changed."""
    for name in (ANSWERS.name, CALIBRATION.name, NOVELTY_NAME):
        with suppress(OSError):
            (run_dir / name).unlink(missing_ok=True)


def measure_run(
    run_dir: Path,
    model: FusionModel,
    loaded: Loaded,
    device: torch.device,
    group_by: int | None,
    stop: Callable[[], bool],
    with_test: bool = True,
) -> None:
    """Write answers.safetensors, doubt.json and familiarity.safetensors of the model with its best weights.

    with_test: a stopped run will be continued, so its test part is not looked at. stop: asked before every batch;
    what is not measured by then is not written. Of a run that is through the answers always are, however soon somebody
    stops what comes after it: without them it would have no place in a race.
    """
    model.eval()
    try:
        answers: dict[Split, PartAnswers] = {}
        single: dict[str, float] = {}
        parts: tuple[Split, ...] = ("validation", "test") if with_test else ("validation",)
        in_hurry = (lambda: False) if with_test else stop
        for part in parts:
            if len(loaded.tables[part]):
                said, found = _answers(
                    model, loaded.tables[part], loaded.ids[part], device, group_by, in_hurry, EVALUATION_BATCH
                )
                answers[part] = replace(said, keys=loaded.keys[part])
                single = found if part == "validation" else single
        _save(run_dir, answers, single)  # for who stops now
        novelty = _fit_novelty(model, loaded, device, stop)
        if novelty.fields:
            save_novelty(run_dir, novelty)
            novelty = load_novelty(run_dir) or novelty  # rounded as everybody will find it
            raised = {
                part: replace(said, doubts=_doubts(model, novelty, loaded.tables[part], device, stop))
                for part, said in answers.items()
            }
            _save(run_dir, raised, single)
    except _StoppedError:
        _LOG.info("the run was left before its uncertainty was measured")
    except (OSError, torch.OutOfMemoryError) as error:
        _LOG.warning("the uncertainty of the run in %s could not be measured: %s", run_dir, error)


def _save(run_dir: Path, answers: Mapping[Split, PartAnswers], single: Mapping[str, float]) -> None:
    """Raises OSError."""
    save_answers(run_dir, answers)
    CALIBRATION.save(run_dir, measure_calibration(answers["validation"], answers.get("test"), single))


def _answers(
    model: FusionModel,
    table: Table,
    ids: NDArray[np.int64],
    device: torch.device,
    group_by: int | None,
    stop: Callable[[], bool],
    batch_size: int,
) -> tuple[PartAnswers, dict[str, float]]:
    """The answers to a part in the order of its table, and the temperature of each sense's own answers.

    Exactly as `evaluate` asks, so that the figures agree. Out of memory halves the batch and begins again.
    """
    precision, _scaled = mixed_precision(device)
    rows_done, logits, present = [], [], []
    single: dict[str, list[torch.Tensor]] = {name: [] for name in model.fields}
    try:
        with torch.inference_mode():
            for rows in plan_batches(table, batch_size, np.random.default_rng(0), group_by):
                _go_on(stop)
                with precision():
                    output = model(table.take(rows).to(device))
                rows_done.append(rows)
                logits.append(output.logits.float().cpu())
                present.append(output.present.cpu())
                for name, alone in output.single.items():
                    single[name].append(alone.float().cpu())
    except torch.OutOfMemoryError:
        if batch_size <= 1:
            raise
        return _answers(model, table, ids, device, group_by, stop, batch_size // 2)
    order = np.argsort(np.concatenate(rows_done))
    said = torch.cat(logits).numpy()[order]
    labels, there = table.labels, torch.cat(present).numpy()[order]
    temperatures = {}
    for column, (name, pieces) in enumerate(single.items()):
        if pieces:
            has = there[:, column]
            temperatures[name] = fit_temperature(torch.cat(pieces).numpy()[order][has], labels[has])
    return PartAnswers(ids, labels, said), temperatures


def _fit_novelty(model: FusionModel, loaded: Loaded, device: torch.device, stop: Callable[[], bool]) -> Novelty:
    """Of every field of which there is enough. In full precision, as predictions are made."""
    found: dict[str, FieldNovelty] = {}
    for column, name in enumerate(model.fields):
        views = []
        for part in ("train", "validation"):
            table = loaded.tables[part]
            distinct = np.unique(table.index[:, column])
            distinct = distinct[distinct >= 0]
            if len(distinct) > MOST_TRAINING_VALUES:
                chosen = np.random.default_rng(0).choice(len(distinct), MOST_TRAINING_VALUES, replace=False)
                distinct = distinct[np.sort(chosen)]
            if len(distinct):
                views.append(_views(model, name, table.prepared[name], distinct, device, stop, _LOOK_BATCH))
        field = fit_field(*views) if len(views) == 2 else None
        if field is not None:
            found[name] = field
    return Novelty(found)


def _doubts(
    model: FusionModel, novelty: Novelty, table: Table, device: torch.device, stop: Callable[[], bool]
) -> NDArray[np.float32]:
    """(n,) by which the temperature of each answer to the table is raised, as `Predictor` raises it."""
    oddness = np.full((len(table), len(novelty.fields)), np.nan)
    for column, (name, known) in enumerate(novelty.fields.items()):
        of_example = table.index[:, list(model.fields).index(name)]
        distinct = np.unique(of_example[of_example >= 0])
        scores = [
            known.scores(_views(model, name, table.prepared[name], rows, device, stop, _LOOK_BATCH))
            for rows in np.split(distinct, range(_LOOK_BATCH, len(distinct), _LOOK_BATCH))
            if len(rows)
        ]
        if scores:
            there = of_example >= 0
            oddness[there, column] = np.concatenate(scores)[np.searchsorted(distinct, of_example[there])]
    return doubts(oddness).astype(np.float32)


def _views(
    model: FusionModel,
    name: str,
    prepared: Prepared,
    rows: NDArray[np.int64],
    device: torch.device,
    stop: Callable[[], bool],
    batch_size: int,
) -> dict[str, Floats]:
    """The features of the values `rows`, in that order. Out of memory halves the batch and begins again."""
    pieces = []
    try:
        with torch.inference_mode():
            for start in range(0, len(rows), batch_size):
                _go_on(stop)
                values = prepared.take(rows[start : start + batch_size]).to(device)
                pieces.append(as_views(encode_with_views(model.encoder(name), values)[2]))
    except torch.OutOfMemoryError:
        if batch_size <= 1:
            raise
        return _views(model, name, prepared, rows, device, stop, batch_size // 2)
    return {view: np.concatenate([piece[view] for piece in pieces]) for view in pieces[0]}


def _go_on(stop: Callable[[], bool]) -> None:
    if stop():
        raise _StoppedError
