"""The files of one run: everything to predict with it, to continue it, and to know later how it came about."""

import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from mmgui.core import files
from mmgui.core.data.example import ImportMapping
from mmgui.core.errors import CheckpointError, ExperimentError
from mmgui.core.events import Metrics, RunFinished
from mmgui.core.explaining.class_contributions import CONTRIBUTIONS
from mmgui.core.explaining.map_quality import MAP_QUALITY
from mmgui.core.film.film import FILM_FOLDER
from mmgui.core.i18n import _
from mmgui.core.models.batches import load_inputs
from mmgui.core.models.checkpoint import load_training_state, load_weights, save_training_state, save_weights
from mmgui.core.models.fusion_model import FusionModel, build_model
from mmgui.core.models.manifest import (
    MANIFEST_NAME,
    WEIGHTS_NAME,
    FieldPart,
    Manifest,
    as_json,
    load_manifest,
    save_manifest,
)
from mmgui.core.run.answers import ANSWERS
from mmgui.core.run.experiment import LAST_NAME, Experiment
from mmgui.core.run.learnt import LEARNT, save_learnt
from mmgui.core.run.left_out import Omissions, omissions_to_json
from mmgui.core.run.record import HISTORY_NAME, METRICS, SETTINGS, Record
from mmgui.core.training.dividing import Parts
from mmgui.core.training.loading import Loaded
from mmgui.core.training.metrics import metrics_from_json, metrics_to_json
from mmgui.core.training.presets import Plan
from mmgui.core.training.step import Learner, Tally
from mmgui.core.uncertainty.calibration import CALIBRATION
from mmgui.core.uncertainty.novelty import NOVELTY_NAME
from mmgui.modalities.contract import FieldInput

# Everything that a run writes; a new run in the same folder replaces it and leaves all else as it is.
RUN_FILES = (
    MANIFEST_NAME, SETTINGS.name, WEIGHTS_NAME, LAST_NAME, METRICS.name, HISTORY_NAME, ANSWERS.name,
    CALIBRATION.name, NOVELTY_NAME, LEARNT.name, MAP_QUALITY.name, CONTRIBUTIONS.name, FILM_FOLDER, "MODEL_CARD.md",
)  # fmt: skip
# What was found out about the best weights so far (by the files of core/explaining); of others it says nothing.
_FOUND_OUT = (MAP_QUALITY.name, CONTRIBUTIONS.name)


@dataclass
class Progress:
    """Where a run is. epoch: the one that is under way or comes next, from 1. sizes: of the batches left in it,
    None = it has not begun. is_over: it ended early."""

    epoch: int = 1
    step: int = 0
    batch_size: int = 0
    sizes: list[int] | None = None
    best_epoch: int = 0
    best: Metrics | None = None
    highest: float = 0.0  # validation accuracy of any epoch
    highest_epoch: int = 0
    is_over: bool = False
    seconds: float = 0.0

    def note(self, validation: Metrics) -> bool:
        """Is this epoch's model the one to keep? If it cannot be told apart from the best one, yes.

        One standard error of an accuracy over n examples is sqrt(p (1 - p) / n). Within it the later model is taken:
        its weights are averaged over more and smaller steps, while a high figure on a hundred examples is mostly luck
        (the one-standard-error rule, Breiman et al. 1984).
        """
        if validation.accuracy > self.highest:
            self.highest, self.highest_epoch = validation.accuracy, self.epoch
        error = math.sqrt(self.highest * (1 - self.highest) / max(1, validation.n))
        is_best = self.best is None or validation.accuracy >= self.highest - error
        if is_best:
            self.best, self.best_epoch = validation, self.epoch
        return is_best


class _Stored(BaseModel):
    """settings.json: what was chosen, what became of it, and on which data."""

    model_config = ConfigDict(extra="ignore")

    experiment: Experiment
    resolved: dict[str, Any] = Field(default_factory=dict)
    fingerprint: str = ""


def run_files_in(path: Path) -> tuple[str, ...]:
    """The names of what lies in a folder and is, or is called like, a part of a run: a new run would replace it."""
    return tuple(name for name in RUN_FILES if (path / name).exists())


def is_run(path: Path) -> bool:
    """Whether a folder holds a run, complete or not, of whatever version: what is called like its files is then the
    program's own."""
    return "format_version" in (Record[dict[str, Any]](MANIFEST_NAME, dict[str, Any]).read(path) or {})


class RunFolder:
    """Writing is atomic throughout: a file is the old one or the new one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._is_made = path.is_dir()  # by a project, say: it must not be made again where the project has gone
        self.history = path / HISTORY_NAME

    # -- a new run ----------------------------------------------------------------------------------------------------

    def describe(self, experiment: Experiment, plan: Plan, parts: Parts, loaded: Loaded) -> Manifest:
        """The manifest of the model to be trained."""
        columns = parts.columns or ImportMapping(())
        column_of = {f.name: f.column for f in columns.fields}
        fields = []
        for field in parts.fields:
            encoder, values = plan.encoders[field.name]
            fields.append(
                FieldPart(
                    name=field.name,
                    modality=field.modality,
                    encoder=encoder,
                    settings=dict(values),
                    input=loaded.inputs[field.name].model_dump(mode="json"),
                    column=column_of.get(field.name),
                )
            )
        return Manifest(
            fields=tuple(fields),
            classes=parts.classes,
            fusion=plan.fusion,
            settings=dict(plan.model_settings()),
            experiment=as_json(experiment),
            sizes={split: len(table) for split, table in loaded.tables.items()},
            label_column=columns.label_column,
            split_column=columns.split_column,
        )

    def begin(
        self, manifest: Manifest, experiment: Experiment, plan: Plan, parts: Parts, seen: NDArray[np.uint64]
    ) -> None:
        """Make the folder; what an earlier run left in it goes away, so that nothing is mixed up.

        seen: the keys of what the model sees of the training part.
        """
        try:
            if self._is_made:
                files.check_there(self.path)
            self.path.mkdir(parents=True, exist_ok=True)
            for name in (WEIGHTS_NAME, LAST_NAME, METRICS.name, HISTORY_NAME, "MODEL_CARD.md"):
                (self.path / name).unlink(missing_ok=True)
            save_manifest(self.path / MANIFEST_NAME, manifest)
            resolved = {
                "fusion": plan.fusion,
                "epochs": plan.epochs,
                "batch_size": plan.batch_size,
                **plan.values,
                "encoders": {name: [kind, dict(values)] for name, (kind, values) in plan.encoders.items()},
            }
            stored = _Stored(experiment=experiment, resolved=resolved, fingerprint=parts.fingerprint())
            SETTINGS.save(self.path, stored.model_dump(mode="json"))
            save_learnt(self.path, parts.examples["train"], parts.fields, seen)
        except OSError as error:
            raise self._cannot_write(error) from error

    def check_there(self) -> None:
        """Raises CheckpointError if somebody took the folder away: what is written now would be half a run."""
        if not (self.path / MANIFEST_NAME).exists():
            raise CheckpointError(
                _("The folder of the run, “{path}”, has gone.").format(path=self.path),
                _("Start the training again."),
                path=self.path,
            )

    def save_best(self, model: FusionModel, manifest: Manifest) -> None:
        try:
            save_weights(self.path / WEIGHTS_NAME, model.state_dict())
            for name in _FOUND_OUT:
                (self.path / name).unlink(missing_ok=True)
        except OSError as error:
            raise self._cannot_write(error) from error

    def load_best(self, manifest: Manifest) -> FusionModel:
        """Raises CheckpointError."""
        model = build_model(manifest)
        load_weights(self.path / WEIGHTS_NAME, model)
        return model

    def save_metrics(
        self,
        finished: RunFinished,
        alone: dict[str, dict[str, float]],
        omissions: Omissions | None = None,
        distinct: dict[str, dict[str, int]] | None = None,
    ) -> None:
        """metrics.json: the validation figures of the best epoch, the test figures, each sense alone (distinct: how
        many of the examples differ in it), and what the figures leave out."""
        values = {
            "reason": finished.reason,
            "best_epoch": finished.best_epoch,
            "epochs": finished.epochs,
            "seconds": finished.seconds,
            "validation": finished.validation and metrics_to_json(finished.validation),
            "test": finished.test and metrics_to_json(finished.test),
            "single": alone,
            "single_distinct": distinct or {},
            "nothing_learned": finished.nothing_learned,
            "left_out": omissions_to_json(omissions or Omissions()),
        }
        try:
            METRICS.save(self.path, values)
        except OSError as error:
            raise self._cannot_write(error) from error

    # -- continuing a run ---------------------------------------------------------------------------------------------

    def stored_experiment(self, wish: Experiment) -> Experiment:
        """What the run was started with; device and number of epochs may be chosen anew. Raises CheckpointError."""
        stored = self._stored().experiment
        if not (self.path / LAST_NAME).exists():
            raise CheckpointError(
                _("The run “{name}” was cut off before anything was saved.").format(name=self.path.name),
                _("Start a new run."),
                path=self.path / LAST_NAME,
            )
        return stored.model_copy(update={"device": wish.device, "epochs": wish.epochs or stored.epochs})

    def stored_inputs(self, parts: Parts) -> dict[str, FieldInput]:
        """Vocabulary and sizes of the run. Raises ExperimentError if the examples are others now, CheckpointError."""
        if self._stored().fingerprint != parts.fingerprint():
            raise ExperimentError(
                _("The examples have changed since this run was started."),
                _("Start a new run; the old one stays as it is."),
                parameter="examples",
            )
        return load_inputs(load_manifest(self.path / MANIFEST_NAME))

    def _stored(self) -> _Stored:
        try:
            return _Stored.model_validate(SETTINGS.read(self.path))
        except ValueError as error:
            raise CheckpointError(
                _("There is no run to continue in “{path}”.").format(path=self.path.name),
                _("Start a new run."),
                str(error),
                path=self.path / SETTINGS.name,
            ) from error

    def save_state(self, learner: Learner, tally: Tally, progress: Progress) -> None:
        """Everything that continuing exactly needs, as one file."""
        extra = {"confusion": tally.confusion, "loss": tally.loss}
        if learner.average is not None:
            extra |= {f"average.{name}": value for name, value in learner.average.state_dict().items()}
        values = {
            **asdict(progress),
            "best": progress.best and metrics_to_json(progress.best),
            "scaler": learner.scaler.state_dict(),
        }
        try:
            save_training_state(
                self.path / LAST_NAME,
                model=learner.model,
                optimizer=learner.optimizer,
                progress=values,
                extra=extra,
            )
        except OSError as error:
            raise self._cannot_write(error) from error

    def load_state(self, learner: Learner, tally: Tally) -> Progress:
        """Bring learner and tally to where the run was. Raises CheckpointError."""
        path = self.path / LAST_NAME
        values, extra = load_training_state(path, model=learner.model, optimizer=learner.optimizer)
        try:
            tally.confusion.copy_(extra["confusion"])
            tally.loss.copy_(extra["loss"])
            if learner.average is not None:
                average = {n.removeprefix("average."): t for n, t in extra.items() if n.startswith("average.")}
                learner.average.load_state_dict(average, strict=True)
            learner.scaler.load_state_dict(values.pop("scaler"))
            best = values.pop("best")
            return Progress(**values, best=None if best is None else metrics_from_json(best))
        except (KeyError, TypeError, ValueError, RuntimeError) as error:
            raise CheckpointError(
                _("The stopped run in “{path}” is damaged.").format(path=self.path.name),
                _("Start a new run; the best model so far can still be used."),
                str(error),
                path=path,
            ) from error

    def _cannot_write(self, error: OSError) -> CheckpointError:
        return CheckpointError(
            _("The run cannot be saved in “{path}”.").format(path=self.path),
            _("Free some space, or choose a folder that you may write to."),
            str(error),
            path=self.path,
        )
