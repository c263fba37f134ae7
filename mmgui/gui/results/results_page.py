"""Results: how good a run is, where it errs, how far its confidence can be trusted, and how it differs from another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QStackedLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mmgui.core.data.example import Split
from mmgui.core.i18n import N_, _
from mmgui.gui.actions import ACTIONS, Actions
from mmgui.gui.kit.card import link_button, muted_label
from mmgui.gui.kit.combo_box import ComboBox
from mmgui.gui.kit.empty_state import EmptyState
from mmgui.gui.kit.flow_layout import FlowLayout
from mmgui.gui.kit.icons import bind_icon
from mmgui.gui.kit.option_cards import ChipChooser, Option
from mmgui.gui.kit.run_entries import run_metrics, run_title
from mmgui.gui.kit.scrolling import scrolling
from mmgui.gui.kit.text_size import bind_px, follow_text_size, scaled
from mmgui.gui.kit.texts import bind_text
from mmgui.gui.kit.theme import SPACE
from mmgui.gui.kit.wrap_row import WrapRow, side_by_side
from mmgui.gui.results.comparison import ComparisonSection
from mmgui.gui.results.curves import BINS, ConfidenceSection
from mmgui.gui.results.examples import ExampleList, count_sentence, listed
from mmgui.gui.results.figures_file import ask_where, save_figures
from mmgui.gui.results.mistakes import MistakesSection
from mmgui.gui.results.overview import OverviewSection
from mmgui.gui.results.parts import page_column
from mmgui.gui.results.result_texts import bin_title, cell_title, class_title, part_sentence
from mmgui.session.session import Session

if TYPE_CHECKING:
    from pathlib import Path

    from mmgui.core.data.runs import Run
    from mmgui.core.events import Metrics
    from mmgui.core.run.example_answers import ExampleAnswers, Rows

_PARTS: tuple[Split, ...] = ("test", "validation")
_SECTIONS = ("overview", "mistakes", "confidence", "compare")
_ROOM_FOR_SUMMARY = 980  # px; a narrower page says it in the tooltips of the parts
_SAVING = ("save_report", "save_predictions")  # actions that stand in the head, where the program has them


@dataclass(frozen=True, slots=True)
class _Drill:
    """The examples that a click asked for: a cell (label, answer), a class (label), a bar of the reliability plot."""

    kind: Literal["cell", "class", "bin"]
    first: int
    second: int = 0


class ResultsPage(QWidget):
    """Shows one run on one part of the split; follows the model that is loaded."""

    def __init__(self, session: Session, actions: Actions) -> None:
        super().__init__()
        self._session, self._actions = session, actions
        self._followed: int | None = None  # the loaded model's run that was followed last
        self._drill: _Drill | None = None
        self._shown: Metrics | None = None
        self._said: tuple[ExampleAnswers | None, str] = (None, "")  # what the section in front was filled with
        self._wanted_part = ""  # chosen by the person: a run without it shows another one, the next run has it again
        self.run = ComboBox()
        bind_px(self.run, "setMinimumWidth", 28 * SPACE)
        self.run.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        bind_text(self.run, "setAccessibleName", N_("Run"))
        self.part, self.section = ChipChooser(), ChipChooser()
        self.export_button = QPushButton()
        bind_text(self.export_button, "setText", N_("Save as CSV…"))
        bind_icon(self.export_button, "export")
        self.summary = muted_label()
        self.overview, self.mistakes = OverviewSection(session), MistakesSection(session)
        self.confidence, self.compare = (
            ConfidenceSection(),
            ComparisonSection(session, (actions.button("go_train", "primary"),)),
        )
        self.tiles, self.classes, self.confusion = self.overview.tiles, self.overview.classes, self.overview.confusion
        self.mix_up, self.facts = self.overview.mix_up, self.overview.facts
        self.examples = ExampleList(session)
        self.back = link_button(N_("← Back"))
        self._to_train = (actions.button("go_train", "primary"), actions.button("go_home"))
        self._to_home = actions.button("go_home", "primary")
        self.empty = EmptyState("results", (*self._to_train, self._to_home))
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self._content())
        self._stack.addWidget(self.empty)
        self._connect()
        self.refresh()
        follow_text_size(self, ResultsPage._arrange)

    def _connect(self) -> None:
        self.run.currentIndexChanged.connect(self._run_chosen)
        self.part.chosen.connect(self._part_chosen)
        self.section.chosen.connect(self._section_chosen)
        self.export_button.clicked.connect(self._ask_where)
        self.overview.cell_wanted.connect(lambda row, column: self._drill_into(_Drill("cell", row, column)))
        self.overview.class_wanted.connect(self._class_wanted)
        self.confidence.bin_wanted.connect(lambda number: self._drill_into(_Drill("bin", number)))
        self.back.clicked.connect(self._go_back)
        for part in (self.mistakes, self.compare, self.examples):
            part.opened.connect(self._actions.commands.try_example)
        session = self._session
        for topic in ("project", "runs", "engine"):
            session.subscribe(topic, self._show_runs)
        session.subscribe("model", self._follow_model)
        session.subscribe("run_answers", self._answers_changed)
        session.subscribe("examples", self._examples_changed)
        session.subscribe("history", self._history_changed)

    @property
    def shown_topic(self) -> str:
        """What the help should speak of."""
        is_about_labels = self.section.key == "mistakes" and self.mistakes.order.key == "labels"
        return "labels" if is_about_labels else "results"

    def refresh(self) -> None:
        """Everything again, in the language of now."""
        for part in (self.overview, self.mistakes, self.confidence, self.compare, self.examples):
            part.refresh()
        self._follow_model()

    # -- what is shown -----------------------------------------------------------------------------------------------

    @property
    def chosen_run(self) -> Run | None:
        run_id = self.run.currentData()
        return None if run_id is None else self._session.project.run(int(run_id))

    @property
    def chosen_part(self) -> Split:
        return "validation" if self.part.key == "validation" else "test"

    def _follow_model(self) -> None:
        """Another run was loaded to answer: the page is about that one, until the person chooses otherwise."""
        loaded = self._session.model.run_id
        if loaded is not None and loaded != self._followed:
            self._followed = loaded
            self._show_runs(loaded)
        else:
            self._show_runs()

    def _show_runs(self, wanted: int | None = None) -> None:
        runs = self._runs()
        known = [run.id for run in runs]
        before = self.run.currentData()
        chosen = wanted if wanted in known else before
        self.run.blockSignals(True)
        self.run.clear()
        for run in runs:
            self.run.addItem(run_title(self._session, run), run.id)
        self.run.setCurrentIndex(known.index(chosen) if chosen in known else 0 if known else -1)
        self.run.blockSignals(False)
        if self.run.currentData() != before:
            self._drill = None
        self._show_run()

    def _runs(self) -> list[Run]:
        """Those with figures, the newest first."""
        return [run for run in reversed(self._session.project.runs) if self._parts_of(run)]

    def _parts_of(self, run: Run) -> list[Split]:
        return [part for part in _PARTS if run.metrics.get(part)]

    def _show_run(self) -> None:
        run = self.chosen_run
        parts = self._parts_of(run) if run else []
        titles = {"test": _("Test"), "validation": _("Validation")}
        wanted = self._wanted_part if self._wanted_part in parts else parts[0] if parts else ""
        measured = {p: found for p in parts if run is not None and (found := run_metrics(run, p)) is not None}
        self.part.set_options(
            [Option(p, titles[p], part_sentence(p, measured[p].n) if p in measured else "") for p in parts], wanted
        )
        metrics = next((measured[p] for p in measured if p == wanted), None)
        self._shown = metrics
        self._stack.setCurrentIndex(1 if run is None or metrics is None else 0)
        if run is None or metrics is None:
            self._drill = None
            self._say_what_is_missing()
            return
        self._name_sections()
        self.summary.setText(part_sentence(wanted, metrics.n))
        self.overview.show_metrics(run, wanted, metrics)
        self._show_section()

    def _name_sections(self) -> None:
        titles = {
            "overview": _("Overview"),
            "mistakes": _("Mistakes"),
            "confidence": _("Confidence"),
            "compare": _("Compare two runs"),
        }
        self.section.set_options([Option(k, titles[k]) for k in _SECTIONS], self.section.key or "overview")

    def _show_section(self) -> None:
        """Fill the section that is in front; the others wait until somebody goes there."""
        run, metrics, part = self.chosen_run, self._shown, self.chosen_part
        if run is None or metrics is None:
            return
        self._sections.setCurrentIndex(len(_SECTIONS) if self._drill else _SECTIONS.index(self.section.key))
        if not self.isVisible():
            return
        if self._drill is not None:
            self._show_drill(run, metrics, self._drill)
        elif self.section.key == "mistakes":
            self.mistakes.show_answers(run, *self._answers(run, part))
        elif self.section.key == "confidence":
            examples = self._session.project.examples
            chosen = examples.noted_classes if examples is not None else {}
            self.confidence.show_answers(part, *self._answers(run, part), chosen)
        elif self.section.key == "compare":
            self.compare.show_run(run, part, [r for r in self._runs() if part in self._parts_of(r)])

    def _answers(self, run: Run, part: Split) -> tuple[ExampleAnswers | None, str]:
        """What the run said to each example, asked for if it is not known; and why it cannot be known."""
        self._said = self._session.run_answers.answers(run.id, part), self._session.run_answers.problem(run.id, part)
        return self._said

    def _answers_changed(self) -> None:
        """Answers have arrived, or only looks at single examples: those the lists take by themselves."""
        run, said = self.chosen_run, self._said
        if run is None or self._shown is None or not self.isVisible():
            return
        self.overview.show_contributions(run)
        needs_answers = self._drill is not None or self.section.key in ("mistakes", "confidence")
        if needs_answers and self._answers(run, self.chosen_part) != said:
            self._show_section()

    def _examples_changed(self) -> None:
        if self._drill is not None or self.section.key in ("mistakes", "confidence"):
            self._show_section()

    def _history_changed(self) -> None:
        run = self.chosen_run
        if run is not None and self._shown is not None and not self._session.training.is_active:
            self.overview.show_facts(run)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        is_wide = self.width() >= scaled(_ROOM_FOR_SUMMARY)
        self.summary.setVisible(is_wide)
        self._rest.setVisible(not is_wide)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_section()

    def _say_what_is_missing(self) -> None:
        is_open = self._session.project.is_open
        self._to_home.setVisible(not is_open)  # without examples nothing can be trained
        for button in self._to_train:
            button.setVisible(is_open)
        if not is_open:
            self.empty.say(
                _("Nothing is open yet"), _("Open the scene on the Home page or a project, and train a model.")
            )
        elif self._session.training.is_active:
            self.empty.say(
                _("The training is still running"), _("Its results appear here when it has ended, or when you stop it.")
            )
        else:
            self.empty.say(
                _("There are no results yet"), _("Train a model; how good it is, and where it errs, appears here.")
            )

    # -- the examples behind a cell, a class, a bar ------------------------------------------------------------------

    def _drill_into(self, drill: _Drill) -> None:
        run = self.chosen_run
        if run is not None:
            self._session.run_answers.retry(run.id, self.chosen_part)
        self._drill = drill
        self._show_section()
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _class_wanted(self, name: str) -> None:
        names = [c.name for c in self._shown.per_class] if self._shown is not None else []
        if name in names:
            self._drill_into(_Drill("class", names.index(name)))

    def _go_back(self) -> None:
        kind = self._drill.kind if self._drill is not None else ""
        self._drill = None
        self._show_section()
        target: QWidget = {"cell": self.confusion, "class": self.classes}.get(kind, self.confidence.plot)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._drill is not None:
            self._go_back()
        else:
            super().keyPressEvent(event)

    def _show_drill(self, run: Run, metrics: Metrics, drill: _Drill) -> None:
        answers, problem = self._answers(run, self.chosen_part)
        names = [c.name for c in metrics.per_class]
        if drill.kind == "cell":
            title = cell_title(names[drill.first], names[drill.second])
        elif drill.kind == "class":
            title = class_title(names[drill.first], metrics.confusion[drill.first], drill.first)
        else:
            title = bin_title(drill.first, BINS)
        if answers is None:
            waiting = _("{title}: the model is looking at them again…").format(title=title)
            self.examples.say(f"{title}. {problem}" if problem else waiting)
            return
        rows, expected = _rows(answers, metrics, drill)
        entries = listed(self._session, run.id, answers, rows)
        self.examples.show_examples(count_sentence(title, len(entries), expected), entries)

    # -- what the person does ----------------------------------------------------------------------------------------

    def _run_chosen(self, _index: int) -> None:
        self._drill = None
        self._show_run()

    def _part_chosen(self, key: str) -> None:
        self._wanted_part = key
        self._drill = None
        self._show_run()

    def _section_chosen(self, _key: str) -> None:
        self._drill = None
        run = self.chosen_run
        if run is not None:
            self._session.run_answers.retry(run.id, self.chosen_part)
        self._show_section()

    def _ask_where(self) -> None:
        run, metrics = self.chosen_run, self._shown
        if run is not None and metrics is not None:
            ask_where(self, self._session, run_title(self._session, run), self.part.key, metrics)

    def export(self, path: Path, run: str, part: str, metrics: Metrics) -> None:
        """Write the figures as a table; what goes wrong arrives as a message."""
        save_figures(self._session, path, run, part, metrics)

    # -- parts -------------------------------------------------------------------------------------------------------

    def _content(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        known = {spec.id for spec in ACTIONS}
        saving = [self._actions.button(name) for name in _SAVING if name in known]
        head = WrapRow(side_by_side(self.run), side_by_side(*saving, self.export_button), line_gap=SPACE)
        head.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 0)
        column.addWidget(head)
        below = QHBoxLayout()
        column.addLayout(below)
        below.setContentsMargins(2 * SPACE, 0, 2 * SPACE, 0)
        below.setSpacing(2 * SPACE)
        below.addWidget(self.section)
        below.addWidget(self.part)
        below.addWidget(self.summary, 1)
        self._rest = QWidget()  # takes the room of the summary on a narrow page
        below.addWidget(self._rest, 1)
        self._sections = QStackedWidget()
        for part in (self.overview, self.mistakes, self.confidence, self.compare):
            self._sections.addWidget(part)
        inner, inside = page_column()
        row = QWidget()
        FlowLayout(row).addWidget(self.back)
        inside.addWidget(row)
        inside.addWidget(self.examples, 1)
        self._sections.addWidget(scrolling(inner))
        column.addWidget(self._sections, 1)
        return content


def _rows(answers: ExampleAnswers, metrics: Metrics, drill: _Drill) -> tuple[Rows, int]:
    """The examples that were asked for, and how many there were when the run was measured."""
    if drill.kind == "cell":
        return answers.cell(drill.first, drill.second), metrics.confusion[drill.first][drill.second]
    if drill.kind == "class":
        return answers.of_class(drill.first), sum(metrics.confusion[drill.first])
    rows = answers.in_bin(drill.first, BINS)
    return rows, len(rows)
