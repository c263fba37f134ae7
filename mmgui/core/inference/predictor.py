"""A trained model that answers: probabilities, what each sense alone would say, shares, and heat maps, in one call."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, get_args

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import ValidationError
from torch import Tensor

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import ExampleSet, Field
from mmgui.core.errors import CheckpointError, DataError, ExperimentError, MmguiError
from mmgui.core.events import Metrics
from mmgui.core.explaining.contribution import join_coalitions, shapley_many, shapley_values
from mmgui.core.explaining.example import EncodedExample, ReadExample
from mmgui.core.explaining.explainer import Explainer
from mmgui.core.explaining.map_quality import QualityReport, has_learned_nothing
from mmgui.core.heat_map import HeatMap
from mmgui.core.i18n import _, join_names, join_sentences
from mmgui.core.inference.inputs import ValueReader
from mmgui.core.inference.prediction import Prediction
from mmgui.core.inference.trained_columns import trained_columns
from mmgui.core.models.batches import MISSING, UNKNOWN, Batch, FieldBatch, load_inputs
from mmgui.core.models.checkpoint import read_weights
from mmgui.core.models.devices import choose_device
from mmgui.core.models.fusion_model import FusionModel, build_model
from mmgui.core.models.input_keys import batch_keys
from mmgui.core.models.manifest import Manifest, find_model, load_manifest
from mmgui.core.run.learnt import seen_keys, usual_class
from mmgui.core.run.left_out import quoted
from mmgui.core.training.metrics import MetricsMeter, with_names, with_repeats
from mmgui.core.training.spelling import near_labels, say_joinable, say_near_labels
from mmgui.core.uncertainty.calibration import Calibration
from mmgui.core.uncertainty.features import Features, encode_with_features
from mmgui.core.uncertainty.known import Familiarity, KnownUncertainty, read_known_uncertainty
from mmgui.modalities import MODALITIES, say_give
from mmgui.modalities.contract import FieldInput

Value: TypeAlias = "str | Path | NDArray[Any] | None"
Method: TypeAlias = Literal["auto", "attention", "gradients", "occlusion"]
METHODS: Final[tuple[str, ...]] = get_args(Method)
_BATCH: Final = 128


@dataclass(frozen=True)
class BatchAnswer:
    """logits: (n, K) float64. features: per field the pooled vectors (n, D) float32. present: (n, M) bool."""

    logits: NDArray[np.float64]
    features: Mapping[str, NDArray[np.float32]]
    present: NDArray[np.bool_]


class Predictor:
    """Owns its weights; a training that goes on elsewhere never changes them. Use from one thread at a time."""

    def __init__(
        self,
        manifest: Manifest,
        model: FusionModel,
        device: torch.device,
        uncertainty: KnownUncertainty | None = None,
        learned_nothing: bool = False,
        run_dir: Path | None = None,
    ) -> None:
        self.manifest = manifest
        self.run_dir = run_dir  # where its files lie, if it comes from some
        self.learned_nothing = learned_nothing  # not better than always giving the most frequent answer
        self.classes: tuple[str, ...] = manifest.classes
        self.fields: tuple[Field, ...] = tuple(Field(f.name, f.modality) for f in manifest.fields)
        self.columns = trained_columns(manifest)
        self.fusion = manifest.fusion
        self.weights = sum(p.numel() for p in model.parameters())
        self.device = device
        self._model = model.eval().requires_grad_(False).to(device)
        self.inputs: dict[str, FieldInput] = load_inputs(manifest)
        self._uncertainty = uncertainty or KnownUncertainty()
        self._reader = ValueReader(self.fields, self.inputs)
        self._explainer = Explainer(self.fields, self.fusion)

    @classmethod
    def load(cls, path: Path, device: str = "cpu") -> "Predictor":
        """The model of a run folder, or of a weights file with its manifest beside it.

        Nothing is allocated before the file's own shapes agree with the manifest. device: "cpu", "cuda" or "auto".
        Raises CheckpointError, DeviceError.
        """
        wished = choose_device("cuda" if device.startswith("cuda") else device)
        manifest_path, weights_path = find_model(path)
        manifest = load_manifest(manifest_path)
        try:
            with torch.device("meta"):
                model = build_model(manifest)
            state = read_weights(weights_path, model.state_dict())
            model.load_state_dict(state, strict=True, assign=True)
            model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
            uncertainty, nothing = (
                read_known_uncertainty(manifest_path, weights_path),
                has_learned_nothing(manifest_path.parent),
            )
            return cls(manifest, model, wished, uncertainty, nothing, manifest_path.parent)
        except CheckpointError:
            raise
        except (MmguiError, ValidationError, ValueError, TypeError, KeyError, RuntimeError) as error:
            raise CheckpointError(
                _("The model in “{name}” cannot be built from its description.").format(name=path.name),
                error.hint if isinstance(error, MmguiError) and error.hint else _("Choose another model."),
                str(error)[:4000],
                path=path,
            ) from error

    @property
    def methods(self) -> tuple[str, ...]:
        """The kinds of heat map that this model can give, the default first."""
        return self._explainer.methods

    @property
    def calibration(self) -> Calibration | None:
        """None if the run has none: probabilities are those of the network."""
        return self._uncertainty.calibration

    def use_map_quality(self, report: QualityReport | None) -> None:
        """Let the method "auto" give the best map of each field by the report; None = the usual one."""
        self._explainer.use_map_quality(report)

    # -- one example --------------------------------------------------------------------------------------------------

    def predict(
        self, values: Mapping[str, Value], *, number: int = 0, explain: bool = True, method: str = "auto"
    ) -> Prediction:
        """The answer for one example, with heat maps, shares and single-sense answers unless explain is False.

        values: per field a text, a picture's path or pixels (H, W, 3) uint8. None, an empty text and a field that is
        not there are missing; fields that the model does not have are passed over. method: one of METHODS.
        Raises DataError (a picture cannot be read, everything is missing), ExperimentError (unknown method).
        """
        start = time.perf_counter()
        if method not in METHODS:
            raise ExperimentError(
                _("There is no kind of heat map called “{name}”.").format(name=method),
                _("Known are: {names}.").format(names=join_names(METHODS)),
                parameter="method",
            )
        example = self._reader.read(values)
        missing = tuple(f.name for f in self.fields if f.name not in example.prepared)
        if len(missing) == len(self.fields):
            raise DataError(_("There is nothing to answer."), say_give(f.modality for f in self.fields))
        opened, features_of = self._open(example)
        familiar = self._uncertainty.look(features_of, opened.batch)[0]
        with torch.inference_mode():
            output, present = join_coalitions(opened)
            answer = _numbers(output.logits[-1], self._uncertainty.temperature * familiar.doubt)
            single = self._single(output.single, output.logits, missing, familiar)
            chosen = int(np.argmax(answer))
            decided = shapley_values(self._model, output, present, chosen)
        heat_maps: dict[str, HeatMap] = {}
        if explain:
            heat_maps = self._explainer.explain(opened, output, chosen, method)
        return Prediction(
            classes=self.classes,
            probabilities=answer,
            heat_maps=heat_maps,
            contributions=decided.shares(),
            single=single,
            missing=missing,
            novelty=familiar.oddness,
            unfamiliar=familiar.unfamiliar,
            partly_met=familiar.partly_met,
            doubt=familiar.doubt,
            seconds=time.perf_counter() - start,
            number=number,
            contribution_values=decided.values,
        )

    def _open(self, example: ReadExample) -> tuple[EncodedExample, Mapping[str, Features]]:
        fields = {
            f.name: FieldBatch(None, torch.tensor([MISSING]))
            if f.name not in example.prepared
            else FieldBatch(example.prepared[f.name], torch.tensor([0]))
            for f in self.fields
        }
        batch = Batch(fields, torch.tensor([-1])).to(self.device)
        with torch.no_grad():  # not inference_mode: gradients may start from here
            found = encode_with_features(self._model, batch)
        opened = EncodedExample(self._model, self.fields, self.inputs, example, batch, found.encoded, found.embedded)
        return opened, found.features_of

    def _single(
        self, heads: Mapping[str, Tensor], logits: Tensor, missing: tuple[str, ...], familiar: Familiarity
    ) -> dict[str, tuple[float, ...]]:
        """The answer of each sense alone: of its own head, or of the joint model with all others missing (2^M, K)."""
        found = {}
        for m, field in enumerate(self.fields):
            if field.name not in missing:
                head = heads.get(field.name)
                doubt = familiar.alone.get(field.name, 1.0)
                if head is None:
                    found[field.name] = _numbers(logits[1 << m], self._uncertainty.temperature * doubt)
                else:
                    found[field.name] = _numbers(head[-1], self._uncertainty.temperature_of(field.name) * doubt)
        return found

    # -- for those who ask why -----------------------------------------------------------------------------------------

    def open_up(self, values: Mapping[str, Value]) -> EncodedExample:
        """The model with one example in it, for explanations beyond `predict`. Raises DataError."""
        return self._open(self._reader.read(values))[0]

    def answer_batch(self, examples: Sequence[Mapping[str, Value]]) -> BatchAnswer:
        """The answers to a few examples at once; each distinct text and each distinct array is encoded once.

        A picture that cannot be read counts as missing.
        """
        batch, _missing = self._reader.read_batch(examples)
        with torch.inference_mode():
            output = self._model(batch.to(self.device))
        features = {name: value.float().cpu().numpy() for name, value in output.features.items()}
        return BatchAnswer(output.logits.double().cpu().numpy(), features, output.present.cpu().numpy())

    def contributions(
        self,
        examples: Sequence[Mapping[str, Value]],
        *,
        cancel: CancelToken | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[tuple[str, dict[str, float]]]:
        """Per example the answer and each sense's share in it, as `predict` gives them. Raises Cancelled."""
        found: list[tuple[str, dict[str, float]]] = []
        for start in range(0, len(examples), _BATCH):
            if cancel is not None:
                cancel.raise_if_cancelled()
            batch, _missing = self._reader.read_batch(examples[start : start + _BATCH])
            with torch.inference_mode():
                logits, contributions = shapley_many(self._model, batch.to(self.device))
            answers = logits.argmax(1).tolist()
            found += [(self.classes[k], c.shares()) for k, c in zip(answers, contributions, strict=True)]
            if progress is not None:
                progress(len(found), len(examples))
        return found

    # -- many examples ------------------------------------------------------------------------------------------------

    def predict_many(
        self,
        examples: Sequence[Mapping[str, Value]],
        *,
        cancel: CancelToken | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Prediction]:
        """The answers for many examples in their order, without explanations.

        A picture that cannot be read counts as missing; an example with nothing at all gets what the model says to
        nothing. Equal pictures and texts of a batch are read and encoded once. Raises Cancelled.
        """
        found: list[Prediction | None] = [None] * len(examples)
        for rows, logits, missing, familiar, keys in self._answer(examples, cancel, progress):
            for row, said, gone, known, key in zip(rows, logits, missing, familiar, keys, strict=True):
                found[row] = Prediction(
                    self.classes,
                    _numbers(said, self._uncertainty.temperature * known.doubt),
                    missing=gone,
                    novelty=known.oddness,
                    unfamiliar=known.unfamiliar,
                    partly_met=known.partly_met,
                    doubt=known.doubt,
                    input_key=int(key),
                )
        return [prediction for prediction in found if prediction is not None]

    def evaluate(
        self,
        examples: ExampleSet,
        *,
        cancel: CancelToken | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Metrics:
        """How well the model answers labelled examples; those with a class that it does not know count as wrong.

        Raises ExperimentError if it knows the label of none; Cancelled.
        """
        number = {name: index for index, name in enumerate(self.classes)}
        labelled = examples.labelled().examples
        labels = [str(e.label) for e in labelled]
        if number.keys().isdisjoint(labels):
            others = sorted(set(labels))
            near = near_labels(others, self.classes)
            has = _("They have: {names}.").format(names=quoted(others))
            knows = _("It knows: {names}.").format(names=join_names(self.classes[:20]))
            raise ExperimentError(
                _("None of the examples has a label that this model knows."),
                join_sentences((has, say_near_labels(near), say_joinable(near), knows)),
                parameter="examples",
            )
        meter = MetricsMeter(self.classes)
        keys: list[NDArray[np.uint64]] = []
        numbers: list[NDArray[np.int64]] = []
        for rows, logits, _missing, _familiar, seen in self._answer([e.values for e in labelled], cancel, progress):
            keys.append(seen)
            target = torch.tensor([number.get(labels[row], UNKNOWN) for row in rows])
            numbers.append(target.numpy())
            loss = torch.nn.functional.cross_entropy(logits, target, ignore_index=UNKNOWN, reduction="none")
            meter.update(logits, target, loss)
        named = with_names(meter.compute(), labels, self.classes, usual_class(self.run_dir))
        return with_repeats(named, np.concatenate(keys), seen_keys(self.run_dir), np.concatenate(numbers))

    def _answer(
        self,
        examples: Sequence[Mapping[str, Value]],
        cancel: CancelToken | None,
        progress: Callable[[int, int], None] | None,
    ) -> Iterator[tuple[list[int], Tensor, list[tuple[str, ...]], list[Familiarity], NDArray[np.uint64]]]:
        """Per batch (rows, logits (B, K) on the CPU, missing fields of each, familiarity of each, keys of the inputs).

        Shared media come side by side.
        """
        media = [f.name for f in self.fields if MODALITIES.get(f.modality).is_media]
        order = sorted(range(len(examples)), key=lambda row: [str(examples[row].get(name)) for name in media])
        done = 0
        for start in range(0, len(order), _BATCH):
            if cancel is not None:
                cancel.raise_if_cancelled()
            rows = order[start : start + _BATCH]
            batch, missing = self._reader.read_batch([examples[row] for row in rows])
            keys = batch_keys(batch)
            batch = batch.to(self.device)
            with torch.inference_mode():
                found = encode_with_features(self._model, batch)
                logits = self._model.join(found.encoded, batch).logits.float().cpu()
                familiar = self._uncertainty.look(found.features_of, batch)
            yield rows, logits, missing, familiar, keys
            done += len(rows)
            if progress is not None:
                progress(done, len(order))


def _numbers(logits: Tensor, temperature: float) -> tuple[float, ...]:
    """(K,) logits → probabilities as Python numbers that sum to 1."""
    values = (logits.double() / temperature).softmax(0).cpu().numpy()
    return tuple(float(v) for v in values / values.sum())
