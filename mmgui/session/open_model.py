"""The model that answers on the Try page, the newest prediction, and why it is what it is.

Everything is done on the lane of answers. The next prediction cancels the questions why, so that a keystroke never
waits for them, and what arrives for an answer that is no longer the newest is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from mmgui.core.data.example import Field, ImportMapping
from mmgui.core.errors import MmguiError
from mmgui.core.i18n import N_, _
from mmgui.session.asked import Asked
from mmgui.session.asking_why import CounterfactualSearch, Values
from mmgui.session.bus import Bus
from mmgui.session.jobs import Job
from mmgui.session.open_project import OpenProject
from mmgui.session.project_runs import run_to_begin_with

if TYPE_CHECKING:
    from mmgui.core.events import Metrics
    from mmgui.core.explaining.findings import AttentionNumbers, Counterfactual, Interaction
    from mmgui.core.explaining.map_quality import QualityReport
    from mmgui.core.inference.prediction import Prediction
    from mmgui.core.inference.predictor import Predictor
    from mmgui.core.uncertainty.calibration import Calibration
    from mmgui.modalities.contract import FieldInput

Question: TypeAlias = Literal["counterfactuals", "links", "numbers"]


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a page says about the loaded model."""

    name: str
    path: Path
    classes: tuple[str, ...]
    fields: tuple[Field, ...]
    fusion: str
    weights: int
    accuracy: float | None  # on the test part, if it was measured
    methods: tuple[str, ...]  # the kinds of heat map it can give, the default first
    columns: ImportMapping | None = None  # of the table that it was trained on
    calibration: Calibration | None = None  # None = its run does not say
    epoch: int | None = None  # of these weights, if their run still learns
    tested: Metrics | None = None  # all that was measured on the test part, if that can be read


class OpenModel:
    """Loads runs and model files, predicts on the "answers" lane. A failed load leaves the present model as it is."""

    def __init__(self, bus: Bus, project: OpenProject) -> None:
        self._bus, self._project = bus, project
        self._predictor: Predictor | None = None
        self._load: Job | None = None
        self._coming: int | None = None  # the run that is being loaded
        self._number = 0
        self._waiting = False
        self._request: tuple[int, Values, str] | None = None
        self.card: ModelCard | None = None
        self.run_id: int | None = None
        self.prediction: Prediction | None = None
        self.map_quality: QualityReport | None = None  # None = not examined yet
        self._counterfactual_search = CounterfactualSearch()
        self._part: tuple[str, int, str] = ("", 0, "")  # whose numbers were asked for last, and over which field
        # About the newest prediction only: all is out of date with the next one.
        self._flips: Asked[int, tuple[Counterfactual, ...]] = Asked(bus, "answers", "counterfactuals", self._flipping)
        self._links: Asked[int, tuple[Interaction, ...]] = Asked(bus, "answers", "links", self._linking)
        self._numbers: Asked[tuple[str, int, str], AttentionNumbers | None]
        self._numbers = Asked(bus, "answers", "links", self._reading_numbers)
        project.when_switched.append(self._project_switched)
        project.when_moved.append(self._project_moved)
        project.before_removal.append(self._run_removed)

    @property
    def is_loaded(self) -> bool:
        return self._predictor is not None

    @property
    def is_loading(self) -> bool:
        return self._load is not None

    @property
    def is_answering(self) -> bool:
        """A prediction is on its way."""
        return self._waiting

    def input_of(self, field: Field) -> FieldInput | None:
        """How the model that is open turns values of this field into numbers; None = it does not read the field."""
        if self._predictor is None or field not in self._predictor.fields:
            return None
        return self._predictor.inputs.get(field.name)

    def forget(self) -> None:
        self._outdate_why()
        self._drop_load()
        self._predictor = self.card = self.run_id = self.prediction = self._request = self.map_quality = None
        self._bus.changed("model", "prediction", "map_quality")

    def uses(self, run_id: int) -> bool:
        """This run answers, or is being loaded."""
        return run_id in (self.run_id, self._coming)

    def _run_removed(self, run_id: int) -> None:
        if self.uses(run_id):
            self.forget()

    def _project_switched(self) -> None:
        """The newest run of another project answers; see `run_to_begin_with`."""
        if not self._project.is_open:
            return
        self.forget()
        if (run := run_to_begin_with(self._project.runs)) is not None:
            self.load_run(run.id)

    def _project_moved(self) -> None:
        """The files of its run, or of the one that is being loaded, have other paths now."""
        wanted = self._coming if self._coming is not None else self.run_id
        if wanted is not None:
            self.load_run(wanted)

    # -- loading -----------------------------------------------------------------------------------------------------

    def load_run(self, run_id: int, epoch: int | None = None) -> None:
        """Load the best weights of a run of the open project. epoch: theirs, if it still learns."""
        run = self._project.run(run_id)
        if run is not None:
            self._start_loading(run.folder, run.name, run_id, run.metrics.get("test") or {}, epoch)

    def load_file(self, path: Path) -> None:
        """Load a run folder or a model file from anywhere (.mmmodel, or .safetensors with its manifest beside it)."""
        self._start_loading(path, path.stem if path.is_file() else path.name, None, {})

    def _start_loading(
        self, path: Path, name: str, run_id: int | None, tested: Mapping[str, Any], epoch: int | None = None
    ) -> None:
        measured: Metrics | None = None

        def work(job: Job) -> tuple[Path, Predictor, QualityReport | None]:
            from mmgui.core.explaining.map_quality import read_map_quality
            from mmgui.core.inference.predictor import Predictor
            from mmgui.core.run.model_file import model_folder
            from mmgui.core.training.metrics import known_metrics

            nonlocal measured
            measured = known_metrics(tested)
            try:
                place = model_folder(path)
                predictor = Predictor.load(place)
            except MmguiError:
                job.cancel.raise_if_cancelled()  # nobody wants it any more: its files may be gone
                raise
            map_quality = read_map_quality(place) if place.is_dir() else None
            predictor.use_map_quality(map_quality)
            return place, predictor, map_quality

        def loaded(answer: tuple[Path, Predictor, QualityReport | None]) -> None:
            if self._load is not job:  # another model is wanted by now, or none
                return
            self._load, self._coming = None, None
            place, predictor, self.map_quality = answer
            self._outdate_why()
            self._predictor, self.run_id, self.prediction = predictor, run_id, None
            self.card = ModelCard(
                name,
                place,
                predictor.classes,
                predictor.fields,
                predictor.fusion,
                predictor.weights,
                tested.get("accuracy"),
                predictor.methods,
                predictor.columns,
                predictor.calibration,
                epoch,
                measured,
            )
            self._bus.changed("model", "prediction", "map_quality")

        def failed(_error: BaseException) -> None:
            if self._load is job:
                self._load, self._coming = None, None

        self._drop_load()
        job = self._load = Job(N_("Loading the model"), work, loaded, failed)
        self._coming = run_id
        self._bus.submit("answers", job)

    def _drop_load(self) -> None:
        """What is still being loaded is not wanted any more."""
        if self._load is not None:
            self._load.cancel.cancel()
        self._load, self._coming = None, None

    def take_map_quality(self, report: QualityReport) -> None:
        """The maps of the loaded model were examined: the best one of each field comes first from now on."""
        if self._predictor is None or self.card is None:
            return
        self.map_quality = report
        self._predictor.use_map_quality(report)
        self.card = replace(self.card, methods=self._predictor.methods)
        self._bus.changed("map_quality")

    # -- one prediction, the newest wins -----------------------------------------------------------------------------

    def predict(self, values: Values, method: str = "auto") -> int:
        """Ask for an answer with heat maps; returns the request's number. Only the newest request is carried out.

        values: per field the text, a picture's path or array (H, W, 3) uint8, or None for "missing".
        """
        self._outdate_why()
        self._number += 1
        self._request = (self._number, dict(values), method)
        self._submit_request()
        return self._number

    def _submit_request(self) -> None:
        if not self._waiting and self._predictor is not None:
            self._waiting = True
            self._bus.submit("answers", Job(N_("Answering"), self._answer, self._answered, self._unanswered,
                                                is_shown=False))  # fmt: skip
            self._bus.request_fast_drain()

    def _answer(self, _job: Job) -> Prediction | None:
        request, predictor = self._request, self._predictor
        if request is None or predictor is None:
            return None
        number, values, method = request
        return predictor.predict(values, number=number, method=method)

    def _answered(self, prediction: Prediction | None) -> None:
        self._waiting = False
        if prediction is None:
            return
        if prediction.number == self._number:
            self.prediction = prediction
            self._bus.changed("prediction")
        elif self._request is not None:  # something newer was typed meanwhile
            self._submit_request()

    def _unanswered(self, _error: BaseException) -> None:
        self._waiting = False

    # -- why: what would flip the answer, and which parts of two fields belong together ------------------------------

    @property
    def counterfactuals(self) -> tuple[Counterfactual, ...] | None:
        """The smallest changes that turn the newest answer, () if none does; None: not asked for, or on its way."""
        return self._flips.known.get(self._number)

    @property
    def links(self) -> tuple[Interaction, ...] | None:
        """The parts of every two fields that belong together, () where there are not two; None as above."""
        return self._links.known.get(self._number)

    @property
    def attention_numbers(self) -> AttentionNumbers | None:
        """The numbers of the attention formula for the part that was asked for last; None as above, or without any."""
        return self._numbers.known.get(self._part)

    def ask_counterfactuals(self) -> None:
        """Look for the smallest changes that turn the newest answer (topic "counterfactuals")."""
        self._flips.failed.clear()
        self._flips.get(self._number)

    def ask_links(self) -> None:
        """Look for the parts of every two fields of the newest prediction that belong together (topic "links")."""
        self._links.get(self._number)

    def ask_attention_numbers(self, field: str, part: int, other: str = "") -> None:
        """The numbers of the attention formula for one part of a field, over field `other`, "" = the first that it
        looks at (topic "links")."""
        self._part = (field, part, other)
        self._numbers.outdate(lambda known: known != self._part)
        self._numbers.get(self._part)

    def is_asking(self, what: Question) -> bool:
        """Whether the answer to such a question is on its way."""
        if what == "numbers":
            return self._numbers.is_asking(self._part)
        return (self._flips if what == "counterfactuals" else self._links).is_asking(self._number)

    def _flipping(self, _number: int) -> Job | None:
        examples, search = self._project.examples, self._counterfactual_search
        return self._question(
            _("Looking for what would change the answer"),
            lambda job, predictor, values: search.find(predictor, values, examples, job.cancel),
        )

    def _linking(self, _number: int) -> Job | None:
        def find(job: Job, predictor: Predictor, values: Values) -> tuple[Interaction, ...]:
            from mmgui.core.explaining.pair_strengths import find_interactions

            return find_interactions(predictor, values, cancel=job.cancel)

        return self._question(_("Looking for what belongs together"), find)

    def _reading_numbers(self, asked: tuple[str, int, str]) -> Job | None:
        def read(_job: Job, predictor: Predictor, values: Values) -> AttentionNumbers | None:
            from mmgui.core.explaining.pair_strengths import attention_numbers

            field, part, other = asked
            return attention_numbers(predictor, values, field, part, other=other)

        return self._question(_("Reading the attention"), read)

    def _question(self, title: str, find: Callable[[Job, Predictor, Values], Any]) -> Job | None:
        """About the newest prediction, whether it is here or on its way; None if there is none."""
        predictor, request = self._predictor, self._request
        if predictor is None or request is None or (self.prediction is None and not self._waiting):
            return None
        self._bus.request_fast_drain()
        return Job(title, lambda job: find(job, predictor, request[1]), is_shown=False)

    def _outdate_why(self) -> None:
        """Another prediction or model: stop the questions that are on their way and forget what was found."""
        if self._flips.outdate():
            self._bus.changed("counterfactuals")
        if self._links.outdate() | self._numbers.outdate():
            self._bus.changed("links")
