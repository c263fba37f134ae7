"""The work behind `looking`: reads or makes a run's answers, and lets its model look at examples. For a lane.

A value is read once, through its gate, for the model and for the eye.
"""

from __future__ import annotations

import dataclasses
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mmgui.core.errors import Cancelled, MmguiError
from mmgui.core.i18n import _
from mmgui.modalities import MODALITIES
from mmgui.session.jobs import Job

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mmgui.core.data.example import Example, ExampleSet, Field, Split
    from mmgui.core.data.runs import Run
    from mmgui.core.inference.prediction import Prediction
    from mmgui.core.inference.predictor import Predictor
    from mmgui.core.run.example_answers import ExampleAnswers
    from mmgui.core.uncertainty.calibration import Calibration

SMALL_PX = 224  # longer side of the images that lists show
_MOST_PREDICTORS = 3
_AT_ONCE_S = 0.12  # a piece of work ends after this long, so that a prediction can come between


@dataclass(frozen=True, eq=False)
class ExplainedExample:
    """One example as a run saw it. images: of the fields that are shown as one, small, (h, w, 3) uint8. problem: why
    something lacks."""

    example: Example
    prediction: Prediction | None = None
    images: Mapping[str, NDArray[np.uint8]] = dataclasses.field(default_factory=dict)
    problem: str = ""


class Predictors:
    """The models that were needed last. Used by one lane only."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Path, Predictor] = OrderedDict()

    def of(self, run: Run) -> Predictor:
        """Raises CheckpointError."""
        if run.folder not in self._kept:
            from mmgui.core.explaining.map_quality import read_map_quality
            from mmgui.core.inference.predictor import Predictor

            predictor = Predictor.load(run.folder)
            map_quality = read_map_quality(run.folder)
            if map_quality is not None:
                predictor.use_map_quality(map_quality)
            self._kept[run.folder] = predictor
        self._kept.move_to_end(run.folder)
        while len(self._kept) > _MOST_PREDICTORS:
            self._kept.popitem(last=False)
        return self._kept[run.folder]


def read_answers_of(
    run: Run, part: Split, examples: ExampleSet | None, predictors: Predictors, job: Job
) -> tuple[ExampleAnswers | str, Calibration | None]:
    """The stored answers, or new ones; a sentence if neither can be had. Raises Cancelled."""
    from mmgui.core.run.answers import read_answers
    from mmgui.core.run.example_answers import ExampleAnswers
    from mmgui.core.uncertainty.calibration import CALIBRATION

    calibration = CALIBRATION.read(run.folder)
    temperature = calibration.temperature if calibration is not None else 1.0
    stored = read_answers(run.folder).get(part)
    classes = _class_names(run, part)
    if stored is not None and len(stored.ids) and classes:
        try:
            scaled, plain = stored.shown(temperature), stored.probabilities(1.0)
            numbers = (stored.ids, stored.labels, scaled, plain, temperature, stored.keys, stored.doubts)
            return ExampleAnswers(classes, *numbers), calibration
        except ValueError:
            pass  # the file belongs to other classes: answer anew
    try:
        return _answer_anew(run, part, examples, predictors, temperature, job), calibration
    except Cancelled:
        raise
    except MmguiError as error:
        return error.sentence(), calibration


def _answer_anew(
    run: Run, part: Split, examples: ExampleSet | None, predictors: Predictors, temperature: float, job: Job
) -> ExampleAnswers | str:
    """A run of an older version, or from elsewhere: its model answers the examples of now."""
    import numpy as np

    from mmgui.core.run.example_answers import ExampleAnswers

    predictor = predictors.of(run)
    number = {name: k for k, name in enumerate(predictor.classes)}
    known = list(examples.part(part).labelled().examples) if examples is not None else []
    if number.keys().isdisjoint(e.label for e in known):
        return _("None of the examples has a label that this model knows.")
    found = predictor.predict_many([e.values for e in known], cancel=job.cancel, progress=job.report)
    scaled = np.array([p.probabilities for p in found], dtype=np.float64)
    # softmax(z / T) to the power of T is proportional to softmax(z)
    doubts = np.array([p.doubt for p in found])
    powers = np.log(np.maximum(scaled, 1e-300)) * (temperature * doubts[:, None])
    plain = np.exp(powers - powers.max(1, keepdims=True))
    return ExampleAnswers(
        predictor.classes,
        np.array([e.id for e in known], dtype=np.int64),
        np.array([number.get(str(e.label), -1) for e in known], dtype=np.int64),
        scaled,
        plain / plain.sum(1, keepdims=True),
        temperature,
        np.array([p.input_key for p in found], dtype=np.uint64),
        doubts,
    )


def _class_names(run: Run, part: Split) -> tuple[str, ...]:
    """The classes in the order of the model's answers, from the run's figures; () if they cannot be read."""
    try:
        return tuple(str(c["name"]) for c in run.metrics[part]["per_class"])
    except (KeyError, TypeError):
        return ()


def explain_examples(
    wishes: Sequence[tuple[Run, Example]], fields: Sequence[Field], predictors: Predictors, job: Job
) -> list[tuple[Run, ExplainedExample]]:
    """As many as fit into a short time, at least one. fields: of the examples."""
    found: list[tuple[Run, ExplainedExample]] = []
    start = time.monotonic()
    for run, example in wishes:
        job.cancel.raise_if_cancelled()
        try:
            predictor = predictors.of(run)
        except MmguiError as error:
            found.append((run, ExplainedExample(example, problem=error.sentence())))
            continue
        found.append((run, _explain_one(predictor, example, fields)))
        if time.monotonic() - start > _AT_ONCE_S:
            break
    return found


def _explain_one(predictor: Predictor, example: Example, fields: Sequence[Field]) -> ExplainedExample:
    """A value is read once, for the model and for the eye; one that cannot be read counts as missing."""
    from mmgui.core.inference.inputs import is_missing, read_value

    values: dict[str, Any] = dict(example.values)
    images: dict[str, NDArray[np.uint8]] = {}
    problems = []
    for field in fields:
        if is_missing(values.get(field.name)) or field.modality not in MODALITIES:
            continue
        try:
            values[field.name] = read_value(field, values[field.name])
        except MmguiError as error:
            values[field.name] = None
            problems.append(error.sentence())
            continue
        if MODALITIES.get(field.modality).has_image:
            images[field.name] = MODALITIES.get(field.modality).image(values[field.name], SMALL_PX)
    try:
        return ExplainedExample(example, predictor.predict(values), images, " ".join(problems))
    except MmguiError as error:
        return ExplainedExample(example, None, images, " ".join([*problems, error.sentence()]))


__all__ = ["SMALL_PX", "ExplainedExample", "Predictors", "explain_examples", "read_answers_of"]
