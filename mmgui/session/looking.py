"""What the runs of the open project answered to single examples, and where each of them looked. For the Results page.

Everything is asked for and arrives as topic "looking". The work is done in small pieces on the lane of answers, with
predictors of its own: the model on the Try page stays the one it is, and a typed word waits for one example at most.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mmgui.core.i18n import _
from mmgui.session.jobs import Job
from mmgui.session.run_looks import Look, Predictors, look_at, picture_fields, read_answers_of

if TYPE_CHECKING:
    from mmgui.core.data.example import Example, Split
    from mmgui.core.data.runs import Run
    from mmgui.core.explaining.badges import HonestyReport
    from mmgui.core.explaining.class_contributions import ClassContributions
    from mmgui.core.training.calibration import Doubt
    from mmgui.core.training.example_answers import ExampleAnswers
    from mmgui.session.session import Session

_MOST_LOOKS = 400  # about 60 MB of small pictures


class Looking:
    """Answers of whole parts and looks at single examples, per run, kept while the project is open."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._path: Path | None = None
        self._turn = 0  # another project: what is still on its way belongs to the one before
        self._runs: dict[int, Run] = {}  # as they were when something was kept of them
        self._answers: dict[tuple[int, Split], ExampleAnswers | str] = {}
        self._doubts: dict[int, Doubt | None] = {}
        self._shares: dict[int, ClassContributions | None] = {}
        self._reports: dict[int, HonestyReport] = {}
        self._asked: set[tuple[object, ...]] = set()
        self._looks: OrderedDict[tuple[int, int], Look] = OrderedDict()
        self._wishes: list[tuple[int, Example]] = []
        self._job: Job | None = None
        self._predictors = Predictors()
        session.subscribe("project", self._project_changed)
        session.subscribe("runs", self._runs_changed)
        session.subscribe("honesty", self._maps_changed)

    # -- the answers to a whole part ---------------------------------------------------------------------------------

    def answers(self, run_id: int, part: Split) -> ExampleAnswers | None:
        """At once if they are known, else None; topic "looking" follows. From the run's file, or by answering anew."""
        kept = self._answers.get((run_id, part))
        run, examples = self._session.project.run(run_id), self._session.project.examples
        if kept is None and run is not None and self._is_first(("answers", run_id, part)):
            predictors = self._predictors

            def work(job: Job) -> tuple[ExampleAnswers | str, Doubt | None]:
                return read_answers_of(run, part, examples, predictors, job)

            def done(found: tuple[ExampleAnswers | str, Doubt | None]) -> None:
                self._keep(run)
                self._answers[run_id, part], self._doubts[run_id] = found

            self._submit(_("Answering the examples"), work, done, ("answers", run_id, part))
        return None if isinstance(kept, str) else kept

    def problem(self, run_id: int, part: Split) -> str:
        """Why there are no answers, as a sentence; "" if there are, or if they are on their way."""
        kept = self._answers.get((run_id, part))
        return kept if isinstance(kept, str) else ""

    def doubt(self, run_id: int) -> Doubt | None:
        """What is known of how far its confidences can be trusted; known as soon as its answers are."""
        return self._doubts.get(run_id)

    def contributions(self, run_id: int) -> ClassContributions | None:
        """What each sense contributed, averaged per class; None if it was not measured, or is still being read."""
        run = self._session.project.run(run_id)
        if run_id not in self._shares and run is not None and self._is_first(("shares", run_id)):

            def work(_job: Job) -> ClassContributions | None:
                from mmgui.core.explaining.class_contributions import read_class_contributions

                return read_class_contributions(run.folder)

            def done(found: ClassContributions | None) -> None:
                self._keep(run)
                self._shares[run_id] = found

            self._submit("contributions", work, done, ("shares", run_id), is_shown=False)
        return self._shares.get(run_id)

    # -- looks at single examples ------------------------------------------------------------------------------------

    def look(self, run_id: int, example: Example) -> Look | None:
        """How this run saw the example as it is now; None if nobody has looked yet."""
        kept = self._looks.get((run_id, example.id))
        if kept is None or kept.example.values != example.values:
            return None
        self._looks.move_to_end((run_id, example.id))
        return kept

    def ask(self, wishes: Sequence[tuple[int, Example]]) -> None:
        """Look at these (run, example) next; what was asked for before and not begun is forgotten."""
        self._wishes = [(run_id, e) for run_id, e in wishes if self.look(run_id, e) is None]
        self._go_on()

    @property
    def is_looking(self) -> bool:
        return self._job is not None

    def _go_on(self) -> None:
        if self._job is not None or not self._wishes:
            return
        runs = {run.id: run for run in self._session.project.runs}
        wishes = [(runs[run_id], example) for run_id, example in self._wishes if run_id in runs]
        examples, turn, predictors = self._session.project.examples, self._turn, self._predictors
        if not wishes or examples is None:
            self._wishes = []
            return
        media = picture_fields(examples)

        def work(job: Job) -> list[tuple[Run, Look]]:
            return look_at(wishes, media, predictors, job)

        def done(found: list[tuple[Run, Look]]) -> None:
            self._job = None
            if turn != self._turn:
                self._go_on()
                return
            for run, look in found:
                self._keep(run)
                self._looks[run.id, look.example.id] = look
            while len(self._looks) > _MOST_LOOKS:
                self._looks.popitem(last=False)
            self._wishes = [(run_id, e) for run_id, e in self._wishes if self.look(run_id, e) is None]
            self._session.changed("looking")
            self._go_on()

        def failed(_error: BaseException) -> None:
            self._job, self._wishes = None, []

        self._job = self._session.submit(
            "answers", Job(_("Looking at the examples"), work, done, failed, is_shown=False)
        )
        self._session.on_hurry()

    # -- what is kept, and for how long ------------------------------------------------------------------------------

    def _is_first(self, key: tuple[object, ...]) -> bool:
        if key in self._asked:
            return False
        self._asked.add(key)
        return True

    def _submit(self, title: str, work: Any, done: Any, key: tuple[object, ...], *, is_shown: bool = True) -> None:
        turn = self._turn

        def arrived(found: Any) -> None:
            if turn == self._turn:
                self._asked.discard(key)
                done(found)
                self._session.changed("looking")

        def failed(_error: BaseException) -> None:
            if turn == self._turn and key[0] == "answers":  # cancelled by the person: asked for again only by a click
                self._answers[key[1], key[2]] = _("The answers to these examples are not known.")  # type: ignore[index]
                self._session.changed("looking")

        self._session.submit("answers", Job(title, work, arrived, failed, is_shown=is_shown))

    def retry(self, run_id: int, part: Split) -> None:
        """Forget that there were no answers; the next question asks again."""
        if isinstance(self._answers.get((run_id, part)), str):
            del self._answers[run_id, part]
            self._asked.discard(("answers", run_id, part))
            self._session.changed("looking")

    def _keep(self, run: Run) -> None:
        self._runs[run.id] = run

    def _project_changed(self) -> None:
        path = self._session.project.path
        if path != self._path:
            self._path = path
            self._turn += 1
            self._runs.clear()
            self._answers.clear()
            self._doubts.clear()
            self._shares.clear()
            self._reports.clear()
            self._asked.clear()
            self._looks.clear()
            self._wishes = []
            self._predictors = Predictors()
            self._session.changed("looking")

    def _runs_changed(self) -> None:
        """A run was deleted, or trained on: nothing of the old one may be shown as the new one's."""
        now = {run.id: run for run in self._session.project.runs}
        for run_id, kept in list(self._runs.items()):
            run = now.get(run_id)
            if run is None or replace(run, name="") != replace(kept, name=""):
                self._forget(run_id)

    def _maps_changed(self) -> None:
        """Which map of a run is the best is known now: the next looks use it. The averages may be there, too."""
        run_id, report = self._session.model.run_id, self._session.model.honesty
        if run_id is None:
            return
        self._shares.pop(run_id, None)
        if report is not None and self._reports.get(run_id) != report:
            self._reports[run_id] = report
            if any(key[0] == run_id for key in self._looks):
                self._forget_looks(run_id)
        self._session.changed("looking")

    def _forget_looks(self, run_id: int) -> None:
        for key in [k for k in self._looks if k[0] == run_id]:
            del self._looks[key]
        self._predictors = Predictors()

    def _forget(self, run_id: int) -> None:
        del self._runs[run_id]
        self._doubts.pop(run_id, None)
        self._shares.pop(run_id, None)
        self._reports.pop(run_id, None)
        for key in [k for k in self._answers if k[0] == run_id]:
            del self._answers[key]
        self._forget_looks(run_id)
        self._session.changed("looking")


__all__ = ["Look", "Looking"]
