"""The examples that a run finds hardest, the mistakes that it is most sure of, the labels that may be wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mmgui.core.i18n import _
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.option_cards import ChipChooser, Option
from mmgui.gui.kit.scrolling import scrolling
from mmgui.gui.results.examples import ExampleList, listed
from mmgui.gui.results.parts import page_column

if TYPE_CHECKING:
    from mmgui.core.data.runs import Run
    from mmgui.core.run.example_answers import ExampleAnswers
    from mmgui.session.session import Session

_MOST = 96  # examples in a list: four pages


class MistakesSection(QWidget):
    """Three lists: the greatest confidence among the wrong answers, the greatest loss, and of the examples that it was
    trained on those with another answer than their label."""

    opened = Signal(int, object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._run: Run | None = None
        self._answers: ExampleAnswers | None = None
        self._problem = ""
        self.order = ChipChooser()
        self.order.chosen.connect(self._order_chosen)
        session.subscribe("run_answers", self._training_answered)
        session.subscribe("jobs", self._jobs_changed)
        self.meaning = muted_label()
        self.examples = ExampleList(session)
        self.examples.opened.connect(self.opened)
        inner, column = page_column()
        column.addWidget(self.order)
        column.addWidget(self.meaning)
        column.addWidget(self.examples, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(inner))

    def show_answers(self, run: Run, answers: ExampleAnswers | None, problem: str) -> None:
        """answers None: they are on their way, or there are none because of `problem`."""
        self._run, self._answers, self._problem = run, answers, problem
        orders = [("surest", _("Most sure and wrong")), ("hardest", _("Hardest")), ("labels", _("Doubtful labels"))]
        self.order.set_options([Option(*order) for order in orders], self.order.key or "surest")
        self._show()

    def refresh(self) -> None:
        self.examples.refresh()

    def _order_chosen(self, key: str) -> None:
        if key == "labels" and self._run is not None:
            self._session.run_answers.retry(self._run.id, "train")
        self._show()

    def _training_answered(self) -> None:
        if self.order.key == "labels" and self.isVisible():
            self._show()

    def _say_why_not(self, problem: str, is_about_labels: bool) -> None:
        awaited = self._session.run_answers.waits_for if is_about_labels else ""
        if awaited and not problem:
            text = _("The model answers them as soon as this is done: “{job}”. It can be cancelled below.")
            self.examples.say(text.format(job=awaited))
        else:
            self.examples.say(problem or _("The model is answering the examples…"))

    def _jobs_changed(self) -> None:
        """What the answers wait for may be done."""
        if self.order.key != "labels" or not self.isVisible() or self._run is None:
            return
        if self._session.run_answers.answers(self._run.id, "train") is None:
            self._show()

    def _show(self) -> None:
        run, answers, problem = self._run, self._answers, self._problem
        if run is None:
            return
        is_about_labels = self.order.key == "labels"
        if is_about_labels:
            answers = self._session.run_answers.answers(run.id, "train")
            problem = self._session.run_answers.problem(run.id, "train")
        if answers is None:
            self._say_why_not(problem, is_about_labels)
            self.meaning.setText("")
            return
        if is_about_labels:
            self.meaning.setText(
                _(
                    "Of the examples that it was trained on: the model does not believe these labels, the least likely "
                    "first. Right-click one to correct its label. (What it knows by heart it believes, wrong or not.)"
                )
            )
            title, rows = _("Labels that may be wrong"), answers.doubtful_labels(_MOST)
        elif self.order.key == "hardest":
            self.meaning.setText(_("The label got the least probability here (greatest loss), right or wrong."))
            title, rows = _("The hardest examples"), answers.hardest(_MOST)
        else:
            self.meaning.setText(
                _("It was wrong and did not know it. A wrong label, a rare case, or a shortcut that it learnt?")
            )
            title, rows = _("The mistakes that it was most sure of"), answers.surest_mistakes(_MOST)
        entries = listed(self._session, run.id, answers, rows)
        if is_about_labels:
            entries = tuple(entry for entry in entries if entry.label == entry.measured)  # the others were corrected
        nothing = (
            _("It agrees with every label that it was trained on.") if is_about_labels else _("No answer was wrong.")
        )
        if not entries:
            self.meaning.setText("")
        self.examples.show_examples(title if entries else nothing, entries)
