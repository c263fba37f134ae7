"""Everything that is known about a run, gathered from its folder and, where they are at hand, from its examples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mmgui.core.data.example import SPLITS, Example, ExampleSet, Split
from mmgui.core.errors import ExperimentError
from mmgui.core.events import Metrics
from mmgui.core.explaining.class_contributions import CONTRIBUTIONS, ClassContributions
from mmgui.core.explaining.map_quality import QualityReport, read_map_quality
from mmgui.core.i18n import _
from mmgui.core.models.catalogue import fusion_title
from mmgui.core.models.manifest import Manifest, find_model, load_manifest
from mmgui.core.race.entrants import RaceResult
from mmgui.core.run.answers import PartAnswers, read_answers
from mmgui.core.run.experiment import Experiment
from mmgui.core.run.history import History, read_history
from mmgui.core.run.left_out import Omissions, omissions_from_json
from mmgui.core.run.record import HISTORY_NAME, METRICS, SETTINGS
from mmgui.core.text import one_line
from mmgui.core.training.metrics import metrics_from_json
from mmgui.core.uncertainty.calibration import CALIBRATION, Calibration
from mmgui.modalities import MODALITIES
from mmgui.modalities.contract import EncoderPart, Modality

_NAME = 60  # characters of a field's name


@dataclass(frozen=True)
class RunFacts:
    """What the files of a run say; whatever is absent or damaged is empty or None, never an error.

    figures: per part of the split; alone: per part and field the accuracy of that sense by itself;
    alone_distinct: how many of the examples differ in what it sees, where that is known. settings: what was
    chosen (experiment) and what became of it (resolved). parts: the run's own examples per part, {} if the examples
    at hand are not known to be those of the run. examples: what lies in the project now. races: the oldest first.
    omissions: what the figures leave out.
    """

    name: str
    folder: Path
    manifest: Manifest
    history: History
    figures: Mapping[Split, Metrics]
    alone: Mapping[Split, Mapping[str, float]]
    end: Mapping[str, Any]
    experiment: Mapping[str, Any]
    resolved: Mapping[str, Any]
    fingerprint: str
    examples: ExampleSet | None = None
    parts: Mapping[Split, tuple[Example, ...]] = field(default_factory=dict)
    answers: Mapping[Split, PartAnswers] = field(default_factory=dict)
    calibration: Calibration | None = None
    map_quality: QualityReport | None = None
    contributions: ClassContributions | None = None
    races: tuple[RaceResult, ...] = ()
    omissions: Omissions = field(default_factory=Omissions)
    alone_distinct: Mapping[Split, Mapping[str, int]] = field(default_factory=dict)

    @property
    def part(self) -> Split | None:
        """The part whose figures count: test, else validation; None if nothing was measured."""
        return next((s for s in ("test", "validation") if s in self.figures), None)

    @property
    def measured(self) -> Metrics | None:
        return None if self.part is None else self.figures[self.part]

    @property
    def modalities(self) -> dict[str, str]:
        return {f.name: f.modality for f in self.manifest.fields}

    def joined_by(self) -> str:
        """How the senses are joined; with one sense nothing is."""
        if len(self.manifest.fields) < 2:
            return _("With one sense there is nothing to join.")
        return fusion_title(self.manifest.fusion)

    def title(self, field: str) -> str:
        """What people read instead of a field's name: "Picture"."""
        return field_title(field, self.modalities)

    def colour(self, field: str) -> str:
        """#rrggbb of its bars."""
        name = self.modalities.get(field, "")
        return MODALITIES.get(name).colour if name in MODALITIES else Modality.colour

    def titles(self) -> list[str]:
        """Of every field, each with its own name in brackets where that says more."""
        return [full_field_title(name, self.modalities) for name in self.modalities]


def gather_facts(
    run: Path, examples: ExampleSet | None = None, races: Sequence[RaceResult] = (), name: str = ""
) -> RunFacts:
    """Read what a run's folder holds (or a model file with its manifest beside it). Raises CheckpointError."""
    manifest_path, _weights = find_model(run)
    manifest = load_manifest(manifest_path)
    folder = manifest_path.parent
    metrics, settings = METRICS.read(folder) or {}, SETTINGS.read(folder) or {}
    try:
        history = read_history(folder / HISTORY_NAME)
    except OSError:
        history = History()
    experiment = settings.get("experiment") or dict(manifest.experiment)
    fingerprint = str(settings.get("fingerprint", ""))
    resolved = settings.get("resolved") or {}
    return RunFacts(
        name=name or manifest.name or folder.name,
        folder=folder,
        manifest=manifest,
        history=history,
        figures=_figures(metrics, history),
        alone={s: _shares(metrics.get("single"), s) for s in SPLITS if _shares(metrics.get("single"), s)},
        alone_distinct={s: _counts(metrics.get("single_distinct"), s) for s in SPLITS},
        end={key: metrics.get(key) for key in ("reason", "best_epoch", "epochs", "seconds") if key in metrics},
        experiment=experiment if isinstance(experiment, Mapping) else {},
        resolved=resolved if isinstance(resolved, Mapping) else {},
        fingerprint=fingerprint,
        examples=examples,
        parts={} if examples is None else _parts_of_run(examples, manifest, experiment, resolved, fingerprint),
        answers=read_answers(folder),
        calibration=CALIBRATION.read(folder),
        map_quality=read_map_quality(folder),
        contributions=CONTRIBUTIONS.read(folder),
        races=tuple(races),
        omissions=omissions_from_json(metrics.get("left_out")),
    )


def _figures(metrics: Mapping[str, Any], history: History) -> dict[Split, Metrics]:
    """From metrics.json; of a run that was cut off, the last complete epoch's from its history."""
    found: dict[Split, Metrics] = {}
    parts: tuple[Split, ...] = ("validation", "test")
    for part in parts:
        try:
            found[part] = metrics_from_json(metrics[part])
        except (KeyError, ValidationError):
            continue
    best = history.best_epoch
    if not found and best is not None and best.validation.confusion:
        found["validation"] = best.validation
    return {part: value for part, value in found.items() if value.n > 0}


def _shares(single: Any, split: Split) -> dict[str, float]:
    values = single.get(split) if isinstance(single, Mapping) else None
    if not isinstance(values, Mapping):
        return {}
    return {str(k): float(v) for k, v in values.items() if isinstance(v, int | float) and 0 <= v <= 1}


def _counts(counts: Any, split: Split) -> dict[str, int]:
    values = counts.get(split) if isinstance(counts, Mapping) else None
    if not isinstance(values, Mapping):
        return {}
    return {str(k): v for k, v in values.items() if isinstance(v, int) and v > 0}


def _parts_of_run(
    examples: ExampleSet,
    manifest: Manifest,
    experiment: Any,
    resolved: Mapping[str, Any],
    fingerprint: str,
) -> dict[Split, tuple[Example, ...]]:
    """The run's own division of these examples, drawn again as the training drew it; {} if they do not fit the run."""
    from mmgui.core.cancel import CancelToken
    from mmgui.core.training.dividing import divide

    names = {f.name: f.modality for f in examples.fields}
    if any(names.get(f.name) != f.modality for f in manifest.fields):
        return {}
    try:
        chosen = Experiment.model_validate(experiment)
        share = float(resolved.get("validation_share", 0.1))
        used = [f.name for f in manifest.fields]
        parts = divide(examples, used, None, share, chosen.seed, CancelToken())
    except (ValidationError, ExperimentError, ValueError, TypeError):
        return {}
    if parts.fingerprint() == fingerprint or _sizes(parts.examples) == dict(manifest.sizes):
        return parts.examples
    return {}


def _sizes(parts: Mapping[Split, tuple[Example, ...]]) -> dict[str, int]:
    return {split: len(part) for split, part in parts.items()}


def modality_title(name: str) -> str:
    return MODALITIES.get(name).title() if name in MODALITIES else name


def field_title(field: str, modalities: Mapping[str, str]) -> str:
    """ "Picture"; the field's own name if the model has several fields of that kind, or none of that name."""
    modality = modalities.get(field, "")
    if not modality or list(modalities.values()).count(modality) > 1:
        return one_line(field, _NAME)
    return modality_title(modality)


def full_field_title(field: str, modalities: Mapping[str, str]) -> str:
    """ "Words (headline)": the kind of the field and its own name, once where both are the same."""
    title, name = modality_title(modalities[field]), one_line(field, _NAME)
    return title if title.lower() == name.lower() else _("{name} ({kind})").format(name=title, kind=name)


def encoder_title(modality: str, name: str) -> str:
    """ "Small convolutional network (cnn)"; its registered name if a newer program made it."""
    known = _find_encoder(modality, name)
    return name if known is None else _("{name} ({kind})").format(name=known.title(), kind=name)


def encoder_settings(modality: str, name: str, values: Mapping[str, object]) -> list[tuple[str, object]]:
    """What an encoder was set to: (plain name of the setting, value)."""
    encoder = _find_encoder(modality, name)
    known = {} if encoder is None else {p.name: p.title() for p in encoder.parameters}
    return [(known.get(setting, setting), value) for setting, value in values.items()]


def _find_encoder(modality: str, name: str) -> EncoderPart | None:
    """None for one that only a newer program knows."""
    known = MODALITIES.get(modality).encoders if modality in MODALITIES else ()
    return next((encoder for encoder in known if encoder.name == name), None)
