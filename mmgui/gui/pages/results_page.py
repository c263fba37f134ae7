"""Results: how good a run is, class by class, which answers are mixed up, and with what it was trained."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from mmgui.core.data.example import Split
from mmgui.core.errors import DataError
from mmgui.core.i18n import N_, _, ngettext
from mmgui.gui.actions import Actions
from mmgui.gui.icons import bind_icon
from mmgui.gui.pages.result_texts import metric_figures, mix_up_sentence, part_sentence, settings_rows
from mmgui.gui.pages.run_entries import run_metrics, run_title
from mmgui.gui.texts import PlainLabel, bind_text, safe_name
from mmgui.gui.theme import SPACE, set_role
from mmgui.gui.widgets.class_table import ClassTable
from mmgui.gui.widgets.confusion_table import ConfusionTable
from mmgui.gui.widgets.empty_state import EmptyState
from mmgui.gui.widgets.example_gallery import ExampleGallery
from mmgui.gui.widgets.fact_table import FactTable
from mmgui.gui.widgets.metric_tiles import MetricTiles
from mmgui.gui.widgets.option_cards import ChipChooser, Option
from mmgui.session.jobs import Job
from mmgui.session.session import Session

if TYPE_CHECKING:
    from mmgui.core.data.runs import Run
    from mmgui.core.events import Metrics

_SIDE_BY_SIDE = 940  # px; a narrower page shows the tables one below the other
_PARTS: tuple[Split, ...] = ("test", "validation")


class ResultsPage(QWidget):
    """Shows one run on one part of the split; follows the model that is loaded."""

    def __init__(self, session: Session, actions: Actions) -> None:
        super().__init__()
        self._session, self._actions = session, actions
        self._followed: int | None = None  # the loaded model's run that was followed last
        self._cell: tuple[int, int] | None = None  # the confusion cell whose examples are listed
        self._asked: tuple[int, str, bool] | None = None  # which answers the model is giving for the list
        self._shown: Metrics | None = None
        self.run = QComboBox()
        self.run.setMinimumWidth(28 * SPACE)
        self.run.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        bind_text(self.run, "setAccessibleName", N_("Run"))
        self.run.currentIndexChanged.connect(self._run_chosen)
        self.part = ChipChooser()
        self.part.chosen.connect(self._part_chosen)
        self.export_button = QPushButton()
        bind_text(self.export_button, "setText", N_("Save as CSV…"))
        bind_icon(self.export_button, "export")
        self.export_button.clicked.connect(self._ask_where)
        self.summary = PlainLabel(wrap=True)
        self.tiles, self.classes, self.confusion = MetricTiles(), ClassTable(), ConfusionTable()
        self.mix_up, self.cell_text = PlainLabel(wrap=True), PlainLabel(wrap=True)
        set_role(self.cell_text, "muted")
        self.confusion.cell_hovered.connect(self._cell_hovered)
        self.confusion.cell_clicked.connect(self._cell_clicked)
        self.gallery = ExampleGallery()
        self.gallery_title = PlainLabel(wrap=True)
        set_role(self.gallery_title, "title")
        self.facts = FactTable()
        self.empty = EmptyState("results", (actions.button("go_train", "primary"), actions.button("go_home")))
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self._content())
        self._stack.addWidget(self.empty)
        for topic in ("project", "runs", "engine"):
            session.subscribe(topic, self._show_runs)
        session.subscribe("model", self._follow_model)
        session.subscribe("answers", self._show_mistakes)
        session.subscribe("history", self._history_changed)
        self.refresh()

    def refresh(self) -> None:
        """Everything again, in the language of now."""
        self.classes.refresh()
        self._follow_model()

    # -- what is shown -----------------------------------------------------------------------------------------------

    @property
    def chosen_run(self) -> Run | None:
        run_id = self.run.currentData()
        return None if run_id is None else self._session.project.run(int(run_id))

    def _follow_model(self) -> None:
        """Another run was loaded to answer: the page is about that one, until the person chooses otherwise."""
        loaded = self._session.model.run_id
        if loaded is not None and loaded != self._followed:
            self._followed = loaded
            self._show_runs(loaded)
        else:
            self._show_runs()
        self._show_mistakes()

    def _show_runs(self, wanted: int | None = None) -> None:
        runs = [run for run in reversed(self._session.project.runs) if self._parts_of(run)]
        known = [run.id for run in runs]
        chosen = wanted if wanted in known else self.run.currentData()
        self.run.blockSignals(True)
        self.run.clear()
        for run in runs:
            self.run.addItem(run_title(self._session, run), run.id)
        self.run.setCurrentIndex(known.index(chosen) if chosen in known else 0 if known else -1)
        self.run.blockSignals(False)
        self._show_run()

    def _parts_of(self, run: Run) -> list[Split]:
        return [part for part in _PARTS if run.metrics.get(part)]

    def _show_run(self) -> None:
        run = self.chosen_run
        parts = self._parts_of(run) if run else []
        titles = {"test": _("Test"), "validation": _("Validation")}
        wanted = self.part.key if self.part.key in parts else parts[0] if parts else ""
        self.part.set_options([Option(p, titles[p]) for p in parts], wanted)
        metrics = run_metrics(run, wanted) if run and wanted else None
        self._stack.setCurrentIndex(1 if run is None or metrics is None else 0)
        if run is None or metrics is None:
            self._shown = None
            self._say_what_is_missing()
            return
        if metrics != self._shown:
            self._shown, self._cell = metrics, None
            self._show_metrics(metrics)
        self._say_texts(run, metrics, wanted)
        self._show_facts(run)
        self._show_mistakes()

    def _show_metrics(self, metrics: Metrics) -> None:
        names = [c.name for c in metrics.per_class]
        self.classes.show_classes(metrics.per_class)
        self.classes.setFixedHeight(min(self.classes.height_for_all(), 560))
        self.confusion.show_matrix(names, metrics.confusion)
        self._matrix_scroll.setMinimumHeight(min(560, self.confusion.sizeHint().height() + 4))

    def _say_texts(self, run: Run, metrics: Metrics, part: str) -> None:
        self.tiles.show_figures(metric_figures(metrics))
        self.summary.setText(part_sentence(part, metrics.n))
        self.mix_up.setText(mix_up_sentence(metrics))
        self._cell_hovered(-1, -1)

    def _show_facts(self, run: Run) -> None:
        self.facts.show_facts(settings_rows(self._session, run, self._session.training.history_of(run.id)))

    def _history_changed(self) -> None:
        run = self.chosen_run
        if run is not None and self._shown is not None and not self._session.training.is_active:
            self._say_texts(run, self._shown, self.part.key)
            self._show_facts(run)

    def _say_what_is_missing(self) -> None:
        if not self._session.project.is_open:
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

    # -- the examples behind a cell ----------------------------------------------------------------------------------

    def _cell_hovered(self, row: int, column: int) -> None:
        cell = (row, column) if row >= 0 else self._cell
        if cell is None:
            self.cell_text.setText(_("Point at a cell to read it; click it to see its examples."))
        else:
            self.cell_text.setText(self.confusion.describe(*cell))

    def _cell_clicked(self, row: int, column: int) -> None:
        self._cell, self._asked = (row, column), None
        self._mistakes.show()
        self._show_mistakes()
        QTimer.singleShot(0, self, self._scroll_to_mistakes)  # when the list has got its place

    def _scroll_to_mistakes(self) -> None:
        self._scroll.ensureWidgetVisible(self._mistakes, 0, SPACE)

    def _show_mistakes(self) -> None:
        """List the cell's examples; ask for the model's answers first, if they are not known yet."""
        run, metrics = self.chosen_run, self._shown
        self._mistakes.setVisible(self._cell is not None)
        if self._cell is None or run is None or metrics is None:
            self.gallery.set_examples(None)
            return
        label, answer = (metrics.per_class[i].name for i in self._cell)
        model, part = self._session.model, self.part.key
        title = _("Labelled “{label}”, answered “{answer}”").format(
            label=safe_name(label, 40), answer=safe_name(answer, 40)
        )
        if model.run_id != run.id or model.answers_split != part:
            self.gallery_title.setText(_("{title}: the model is looking at them again…").format(title=title))
            self.gallery.set_examples(None)
            self._ask_for_answers(run)
            return
        examples = self._session.project.examples
        wanted = {a.example_id for a in model.answers if a.label == label and a.answer == answer}
        found = tuple(e for e in examples.examples if e.id in wanted) if examples else ()
        count = ngettext("{count} example", "{count} examples", len(found)).format(count=len(found))
        expected = metrics.confusion[self._cell[0]][self._cell[1]]
        if len(found) != expected:
            count = _("{count} now, {expected} when it was measured: the data was changed since").format(
                count=count, expected=expected
            )
        self.gallery_title.setText(f"{title} · {count}")
        self.gallery.set_examples(replace(examples, examples=found) if examples else None)

    def _ask_for_answers(self, run: Run) -> None:
        model, part = self._session.model, self.part.key
        step = (run.id, part, model.run_id == run.id)  # first the model, then its answers; each is asked for once
        if step == self._asked:
            return
        self._asked = step
        if model.run_id != run.id:
            model.load_run(run.id)
        elif part in get_args(Split):
            model.answer_split("test" if part == "test" else "validation")

    # -- what the person does ----------------------------------------------------------------------------------------

    def _run_chosen(self, _index: int) -> None:
        self._cell = None
        self._show_run()

    def _part_chosen(self, _key: str) -> None:
        self._cell = None
        self._show_run()

    def _ask_where(self) -> None:
        run, metrics, part = self.chosen_run, self._shown, self.part.key
        if run is None or metrics is None:
            return
        name = run_title(self._session, run)
        dialog = QFileDialog(self, _("Save the figures"), self._session.settings.last_folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        table = _("Table")
        dialog.setNameFilters([f"{table} (*.csv)"])
        dialog.setDefaultSuffix("csv")
        plain = "".join(c if c.isalnum() or c in " -_" else "_" for c in f"{name} {part}").strip()
        dialog.selectFile(f"{plain or part}.csv")
        dialog.fileSelected.connect(lambda path: self.export(Path(path), name, part, metrics))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def export(self, path: Path, run: str, part: str, metrics: Metrics) -> None:
        """Write the figures as a table; what goes wrong arrives as a message."""
        self._session.change_settings(last_folder=str(path.parent))

        def work(_job: Job) -> None:
            from mmgui.core.reporting.metrics_csv import write_metrics_csv

            try:
                write_metrics_csv(path, run, part, metrics)
            except OSError as error:
                raise DataError(
                    _("“{name}” cannot be written: {reason}").format(name=path.name, reason=error.strerror or error),
                    _("Choose another folder."),
                    file=path,
                ) from error

        def done(_nothing: None) -> None:
            self._session.tell(_("The figures were saved as “{name}”.").format(name=path.name))

        self._session.submit("quick", Job(_("Saving the figures"), work, on_success=done))

    # -- parts -------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        self._middle.setDirection(directions.LeftToRight if self.width() >= _SIDE_BY_SIDE else directions.TopToBottom)

    def _content(self) -> QWidget:
        inner = QWidget()
        inner.setProperty("role", "page")
        column = QVBoxLayout(inner)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE - 4)
        head = QHBoxLayout()
        head.setSpacing(SPACE + 4)
        head.addWidget(self.run)
        head.addWidget(self.part)
        head.addWidget(self.summary, 1)
        head.addWidget(self.export_button)
        column.addLayout(head)
        column.addWidget(self.tiles)
        middle = self._middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        middle.setSpacing(2 * SPACE - 4)
        left, inside = _titled_card(N_("Class by class"), N_("Click a heading to sort."))
        inside.addWidget(self.classes)
        inside.addStretch(1)
        middle.addWidget(left, 10)
        right, inside = _titled_card(N_("What is mixed up with what"), N_("Confusion matrix"))
        inside.addWidget(self.mix_up)
        self.confusion.setProperty("role", "page")
        self._matrix_scroll = _scrolling(self.confusion)
        inside.addWidget(self._matrix_scroll, 1)
        inside.addWidget(self.cell_text)
        middle.addWidget(right, 11)
        column.addLayout(middle, 1)
        self._mistakes, inside = _titled_card("", "")
        inside.addWidget(self.gallery_title)
        self.gallery.setMinimumHeight(260)
        inside.addWidget(self.gallery)
        self._mistakes.hide()
        column.addWidget(self._mistakes)
        facts, inside = _titled_card(N_("With what it was trained"), "")
        inside.addWidget(self.facts)
        column.addWidget(facts)
        self._scroll = _scrolling(inner)
        return self._scroll


def _titled_card(title: str, hint: str) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    set_role(card, "card")
    card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    column = QVBoxLayout(card)
    column.setContentsMargins(2 * SPACE, SPACE + 4, 2 * SPACE, SPACE + 4)
    column.setSpacing(SPACE)
    if title:
        row = QHBoxLayout()
        for text, role in ((title, "title"), (hint, "muted")):
            label = PlainLabel()
            set_role(label, role)  # type: ignore[arg-type]
            bind_text(label, "setText", text)
            row.addWidget(label)
        row.addStretch(1)
        column.addLayout(row)
    return card, column


def _scrolling(inner: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area
