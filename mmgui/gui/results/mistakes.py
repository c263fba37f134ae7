"""The examples that a run finds hardest, and the mistakes that it is most sure of."""

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
    """Two lists: the greatest loss, and the greatest confidence among the wrong answers."""

    opened = Signal(int, object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._run: Run | None = None
        self._answers: ExampleAnswers | None = None
        self.order = ChipChooser()
        self.order.chosen.connect(lambda _key: self._show())
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
        self._run, self._answers = run, answers
        self.order.set_options(
            [Option("surest", _("Most sure and wrong")), Option("hardest", _("Hardest"))], self.order.key or "surest"
        )
        if answers is None:
            self.examples.say(problem or _("The model is answering the examples…"))
            self.meaning.setText("")
        else:
            self._show()

    def refresh(self) -> None:
        self.examples.refresh()

    def _show(self) -> None:
        run, answers = self._run, self._answers
        if run is None or answers is None:
            return
        if self.order.key == "hardest":
            self.meaning.setText(_("The label got the least probability here (greatest loss), right or wrong."))
            title, rows = _("The hardest examples"), answers.hardest(_MOST)
        else:
            self.meaning.setText(
                _("It was wrong and did not know it. A wrong label, a rare case, or a shortcut that it learnt?")
            )
            title, rows = _("The mistakes that it was most sure of"), answers.surest_mistakes(_MOST)
        entries = listed(self._session, run.id, answers, rows)
        self.examples.show_examples(title if entries else _("No answer was wrong."), entries)
