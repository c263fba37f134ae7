"""What the runs of the open project answered to single examples, and where each of them looked. For the Results page.

Everything is asked for and arrives as topic "run_answers". The work is done in small pieces on the lane of answers,
with predictors of its own: the model on the Try page stays what it is, and a typed word waits for one example at most.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mmgui.core.i18n import N_, _
from mmgui.session.asked import Asked
from mmgui.session.bus import Bus
from mmgui.session.explained_examples import ExplainedExample, Predictors, explain_examples, read_answers_of
from mmgui.session.jobs import Job
from mmgui.session.open_model import OpenModel
from mmgui.session.open_project import OpenProject

if TYPE_CHECKING:
    from mmgui.core.data.example import Example, Split
    from mmgui.core.data.runs import Run
    from mmgui.core.explaining.class_contributions import ClassContributions
    from mmgui.core.explaining.map_quality import QualityReport
    from mmgui.core.run.example_answers import ExampleAnswers
    from mmgui.core.uncertainty.calibration import Calibration

_MOST_LOOKS = 400  # about 60 MB of small pictures


class RunAnswers:
    """Answers of whole parts and looks at single examples, per run, kept while the project is open."""

    def __init__(self, bus: Bus, project: OpenProject, model: OpenModel) -> None:
        self._bus, self._project, self._model = bus, project, model
        self._path: Path | None = None
        self._turn = 0  # another project: what is still on its way belongs to the one before
        self._runs: dict[int, Run] = {}  # as they were when something was asked or kept of them
        self._answers: Asked[tuple[int, Split], tuple[ExampleAnswers | str, Calibration | None]]
        self._trained: Asked[tuple[int, Split], tuple[ExampleAnswers | str, Calibration | None]]
        self._answers = Asked(bus, "answers", "run_answers", self._answering)
        # All that was trained on is much, and nobody waits for it at a card: it keeps no typed word waiting.
        self._trained = Asked(bus, "background", "run_answers", self._answering)
        self._shares: Asked[int, ClassContributions | None]
        self._shares = Asked(bus, "answers", "run_answers", self._reading_shares)
        self._reports: dict[int, QualityReport] = {}
        self._explained: OrderedDict[tuple[int, int], ExplainedExample] = OrderedDict()
        self._wishes: list[tuple[int, Example]] = []
        self._job: Job | None = None
        self._training_job: Job | None = None  # the last one that answers a training part
        self._predictors = Predictors()
        bus.subscribe("project", self._project_changed)
        bus.subscribe("runs", self._runs_changed)
        bus.subscribe("map_quality", self._maps_changed)

    # -- the answers to a whole part ---------------------------------------------------------------------------------

    def answers(self, run_id: int, part: Split) -> ExampleAnswers | None:
        """At once if known, else None; topic "run_answers" follows. From the run's file, or by answering anew."""
        found = self._asked(part).get((run_id, part))
        return None if found is None or isinstance(found[0], str) else found[0]

    def _asked(self, part: Split) -> Asked[tuple[int, Split], tuple[ExampleAnswers | str, Calibration | None]]:
        return self._trained if part == "train" else self._answers

    def _answering(self, key: tuple[int, Split]) -> Job | None:
        run_id, part = key
        run, examples = self._project.run(run_id), self._project.examples
        predictors = Predictors() if part == "train" else self._predictors  # those belong to one lane
        if run is None:
            return None
        self._runs.setdefault(run_id, run)
        work = lambda job: read_answers_of(run, part, examples, predictors, job)  # noqa: E731
        job = Job(N_("Answering the examples"), work)
        if part == "train":
            self._training_job = job
        return job

    @property
    def waits_for(self) -> str:
        """What must end before the answers to the training part are begun, as it is called in the status line; "" if
        nothing must."""
        first = next((job for job in self._bus.jobs.active if job.lane == "background"), None)
        return _(first.title) if first is not None and first is not self._training_job else ""

    def problem(self, run_id: int, part: Split) -> str:
        """Why there are no answers, as a sentence; "" if there are, or if they are on their way."""
        asked = self._asked(part)
        if (run_id, part) in asked.failed:  # cancelled by the person
            return _("The answers to these examples are not known.")
        found, _calibration = asked.known.get((run_id, part), ("", None))
        return found if isinstance(found, str) else ""

    def retry(self, run_id: int, part: Split) -> None:
        """Forget that there were no answers; the next question asks again."""
        if self.problem(run_id, part):
            self._asked(part).retry((run_id, part))

    def calibration(self, run_id: int) -> Calibration | None:
        """What is known of how far its confidences can be trusted; known as soon as its answers are."""
        return next(
            (calibration for (run, _part), (_found, calibration) in self._answers.known.items() if run == run_id), None
        )

    def contributions(self, run_id: int) -> ClassContributions | None:
        """What each sense contributed, averaged per class; None if it was not measured, or is still being read."""
        return self._shares.get(run_id)

    def _reading_shares(self, run_id: int) -> Job | None:
        run = self._project.run(run_id)
        if run is None:
            return None
        self._runs.setdefault(run_id, run)

        def work(_job: Job) -> ClassContributions | None:
            from mmgui.core.explaining.class_contributions import CONTRIBUTIONS

            return CONTRIBUTIONS.read(run.folder)

        return Job("contributions", work, is_shown=False)

    # -- looks at single examples ------------------------------------------------------------------------------------

    def explained(self, run_id: int, example: Example) -> ExplainedExample | None:
        """How this run saw the example as it is now; None if nobody has looked yet."""
        kept = self._explained.get((run_id, example.id))
        if kept is None or kept.example.values != example.values:
            return None
        self._explained.move_to_end((run_id, example.id))
        return kept

    def ask(self, wishes: Sequence[tuple[int, Example]]) -> None:
        """Look at these (run, example) next; what was asked for before and not begun is forgotten."""
        self._wishes = [(run_id, e) for run_id, e in wishes if self.explained(run_id, e) is None]
        self._go_on()

    @property
    def is_explaining(self) -> bool:
        return self._job is not None

    def _go_on(self) -> None:
        if self._job is not None or not self._wishes:
            return
        runs = {run.id: run for run in self._project.runs}
        wishes = [(runs[run_id], example) for run_id, example in self._wishes if run_id in runs]
        examples, turn, predictors = self._project.examples, self._turn, self._predictors
        if not wishes or examples is None:
            self._wishes = []
            return
        fields = examples.fields

        def work(job: Job) -> list[tuple[Run, ExplainedExample]]:
            return explain_examples(wishes, fields, predictors, job)

        def done(found: list[tuple[Run, ExplainedExample]]) -> None:
            self._job = None
            if turn != self._turn:
                self._go_on()
                return
            for run, explained in found:
                self._runs[run.id] = run
                self._explained[run.id, explained.example.id] = explained
            while len(self._explained) > _MOST_LOOKS:
                self._explained.popitem(last=False)
            self._wishes = [(run_id, e) for run_id, e in self._wishes if self.explained(run_id, e) is None]
            self._bus.changed("run_answers")
            self._go_on()

        def failed(_error: BaseException) -> None:
            self._job, self._wishes = None, []

        self._job = self._bus.submit("answers", Job(N_("Looking at the examples"), work, done, failed, is_shown=False))
        self._bus.request_fast_drain()

    # -- what is kept, and for how long ------------------------------------------------------------------------------

    def _project_changed(self) -> None:
        path = self._project.path
        if path != self._path:
            self._path = path
            self._turn += 1
            self._runs.clear()
            self._answers.outdate()
            self._trained.outdate()
            self._shares.outdate()
            self._reports.clear()
            self._explained.clear()
            self._wishes = []
            self._predictors = Predictors()
            self._bus.changed("run_answers")

    def _runs_changed(self) -> None:
        """A run was deleted, or trained on: nothing of the old one may be shown as the new one's."""
        now = {run.id: run for run in self._project.runs}
        for run_id, kept in list(self._runs.items()):
            run = now.get(run_id)
            if run is None or replace(run, name="") != replace(kept, name=""):
                self._forget(run_id)

    def _maps_changed(self) -> None:
        """Which map of a run is the best is known now: the next looks use it. The averages may be there, too."""
        run_id, report = self._model.run_id, self._model.map_quality
        if run_id is None:
            return
        self._shares.outdate(lambda known: known == run_id)
        if report is not None and self._reports.get(run_id) != report:
            self._reports[run_id] = report
            if any(key[0] == run_id for key in self._explained):
                self._forget_explained(run_id)
        self._bus.changed("run_answers")

    def _forget_explained(self, run_id: int) -> None:
        for key in [k for k in self._explained if k[0] == run_id]:
            del self._explained[key]
        self._predictors = Predictors()

    def _forget(self, run_id: int) -> None:
        del self._runs[run_id]
        self._shares.outdate(lambda known: known == run_id)
        self._reports.pop(run_id, None)
        for asked in (self._answers, self._trained):
            asked.outdate(lambda known: known[0] == run_id)
        self._forget_explained(run_id)
        self._bus.changed("run_answers")


__all__ = ["ExplainedExample", "RunAnswers"]
