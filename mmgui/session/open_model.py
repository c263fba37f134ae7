"""The model that answers on the Try page, the newest prediction, and why it is what it is.

Everything is done on the lane of answers. The next prediction cancels the questions why, so that a keystroke never
waits for them, and what arrives for an answer that is no longer the newest is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from mmgui.core.data.example import Field, ImportMapping
from mmgui.core.errors import MmguiError
from mmgui.core.i18n import _
from mmgui.session.asking_why import CounterfactualSearch, Values
from mmgui.session.bus import Bus, Topic
from mmgui.session.jobs import Job
from mmgui.session.open_project import OpenProject

if TYPE_CHECKING:
    from mmgui.core.explaining.findings import AttentionNumbers, Counterfactual, Interaction
    from mmgui.core.explaining.map_quality import QualityReport
    from mmgui.core.inference.prediction import Prediction
    from mmgui.core.inference.predictor import Predictor
    from mmgui.core.uncertainty.calibration import Calibration

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
        self.counterfactuals: tuple[Counterfactual, ...] | None = None  # None = not asked for, or out of date
        self.links: tuple[Interaction, ...] | None = None  # None as for flips
        self.attention_numbers: AttentionNumbers | None = None
        self._counterfactual_search = CounterfactualSearch()
        self._asking: dict[Question, Job] = {}
        project.when_switched.append(self._project_switched)
        project.before_removal.append(self._run_removed)

    @property
    def is_loaded(self) -> bool:
        return self._predictor is not None

    @property
    def is_answering(self) -> bool:
        """A prediction is on its way."""
        return self._waiting

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
        """The newest run of another project answers; one of a race only if there is nothing else."""
        if not self._project.is_open:
            return
        self.forget()
        measured = [run for run in reversed(self._project.runs) if run.metrics]
        newest = next((run for run in measured if run.race is None), next(iter(measured), None))
        if newest is not None:
            self.load_run(newest.id)

    # -- loading -----------------------------------------------------------------------------------------------------

    def load_run(self, run_id: int) -> None:
        """Load the best weights of a run of the open project."""
        run = self._project.run(run_id)
        if run is not None:
            self._start_loading(run.folder, run.name, run_id, run.metrics.get("test", {}).get("accuracy"))

    def load_file(self, path: Path) -> None:
        """Load a run folder or a model file from anywhere (.safetensors with its manifest beside it)."""
        self._start_loading(path, path.stem if path.is_file() else path.name, None, None)

    def _start_loading(self, path: Path, name: str, run_id: int | None, accuracy: float | None) -> None:
        def work(job: Job) -> tuple[Predictor, QualityReport | None]:
            from mmgui.core.explaining.map_quality import read_map_quality
            from mmgui.core.inference.predictor import Predictor

            try:
                predictor = Predictor.load(path)
            except MmguiError:
                job.cancel.raise_if_cancelled()  # nobody wants it any more: its files may be gone
                raise
            map_quality = read_map_quality(path) if path.is_dir() else None
            predictor.use_map_quality(map_quality)
            return predictor, map_quality

        def loaded(answer: tuple[Predictor, QualityReport | None]) -> None:
            if self._load is not job:  # another model is wanted by now, or none
                return
            self._load, self._coming = None, None
            predictor, self.map_quality = answer
            self._outdate_why()
            self._predictor, self.run_id, self.prediction = predictor, run_id, None
            self.card = ModelCard(
                name,
                path,
                predictor.classes,
                predictor.fields,
                predictor.fusion,
                predictor.weights,
                accuracy,
                predictor.methods,
                predictor.columns,
                predictor.calibration,
            )
            self._bus.changed("model", "prediction", "map_quality")

        def failed(_error: BaseException) -> None:
            if self._load is job:
                self._load, self._coming = None, None

        self._drop_load()
        job = self._load = Job(_("Loading the model"), work, loaded, failed)
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
            self._bus.submit("answers", Job(_("Answering"), self._answer, self._answered, self._unanswered,
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

    def ask_counterfactuals(self) -> None:
        """Look for the smallest changes that turn the newest answer (topic "counterfactuals"); () if none does."""
        if (asked := self._asked()) is None:
            return
        examples = self._project.examples

        def keep(found: tuple[Counterfactual, ...]) -> None:
            self.counterfactuals = found

        work = lambda job: self._counterfactual_search.find(*asked, examples, job.cancel)  # noqa: E731
        self._ask("counterfactuals", "counterfactuals", _("Looking for what would change the answer"), work, keep)

    def ask_links(self) -> None:
        """Look for the parts of every two fields of the newest prediction that belong together (topic "links").

        () where there are not two fields with parts.
        """
        if (asked := self._asked()) is None:
            return

        def work(job: Job) -> tuple[Interaction, ...]:
            from mmgui.core.explaining.pair_strengths import find_interactions

            return find_interactions(*asked, cancel=job.cancel)

        def keep(found: tuple[Interaction, ...]) -> None:
            self.links = found

        self._ask("links", "links", _("Looking for what belongs together"), work, keep)

    def ask_attention_numbers(self, field: str, part: int) -> None:
        """The numbers of the attention formula for one part of a field (topic "links").

        `attention_numbers` stays None for a fusion without attention and a part that is not there.
        """
        if (asked := self._asked()) is None:
            return
        if (old := self._asking.pop("numbers", None)) is not None:  # another part was chosen
            old.cancel.cancel()

        def work(_job: Job) -> AttentionNumbers | None:
            from mmgui.core.explaining.pair_strengths import attention_numbers

            return attention_numbers(*asked, field, part)

        def keep(found: AttentionNumbers | None) -> None:
            self.attention_numbers = found

        self._ask("numbers", "links", _("Reading the attention"), work, keep)

    def is_asking(self, what: Question) -> bool:
        """Whether the answer to such a question is on its way."""
        return what in self._asking

    def _asked(self) -> tuple[Predictor, Values] | None:
        """The model and the values of the newest prediction, whether it is here or on its way."""
        if self._predictor is None or self._request is None or (self.prediction is None and not self._waiting):
            return None
        return self._predictor, self._request[1]

    def _ask(
        self, what: Question, topic: Topic, title: str, work: Callable[[Job], Any], keep: Callable[[Any], None]
    ) -> None:
        """Submit unless the same is on its way; keep the answer if this job is still the wanted one."""
        if what in self._asking:
            return

        def is_wanted() -> bool:
            if self._asking.get(what) is not job:
                return False
            del self._asking[what]
            self._bus.changed(topic)
            return True

        def done(found: Any) -> None:
            if is_wanted():
                keep(found)

        def failed(_error: BaseException) -> None:
            is_wanted()

        job = Job(title, work, done, failed, is_shown=False)
        self._asking[what] = job
        self._bus.submit("answers", job)
        self._bus.request_fast_drain()

    def _outdate_why(self) -> None:
        """Another prediction or model: stop the questions that are on their way and forget what was found."""
        asked = set(self._asking)
        for job in self._asking.values():
            job.cancel.cancel()
        self._asking.clear()
        if self.counterfactuals is not None or "counterfactuals" in asked:
            self.counterfactuals = None
            self._bus.changed("counterfactuals")
        if self.links is not None or self.attention_numbers is not None or asked & {"links", "numbers"}:
            self.links = self.attention_numbers = None
            self._bus.changed("links")
