"""Train: choose, start, watch curves, film or race, compare runs. Shows the session; holds only what is ticked."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from mmgui.core.i18n import N_, _
from mmgui.core.text import one_line
from mmgui.gui.actions import Actions
from mmgui.gui.kit.card import Card, muted_label
from mmgui.gui.kit.empty_state import EmptyState
from mmgui.gui.kit.icons import bind_icon
from mmgui.gui.kit.run_colors import distinct_colors, run_color
from mmgui.gui.kit.run_entries import run_entry, run_title
from mmgui.gui.kit.run_list import RunList
from mmgui.gui.kit.scrolling import scrolling
from mmgui.gui.kit.text_size import bind_px, follow_text_size, scaled
from mmgui.gui.kit.texts import ask, bind_text
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.gui.kit.training_progress import TrainingProgress
from mmgui.gui.kit.wrap_row import keep_place
from mmgui.gui.race.runners import race_run_ids
from mmgui.gui.train.charts import LossChart, MetricsChart, ShownRun
from mmgui.gui.train.choices import TrainingChoices
from mmgui.gui.train.learning_steps import LearningSteps
from mmgui.gui.train.state import learning_steps, training_progress
from mmgui.gui.train.views import TrainingViews
from mmgui.session.session import Session

if TYPE_CHECKING:
    from mmgui.core.run.history import History

_CHOICES_WIDTH = 38 * SPACE
_RIGHT_WIDTH = 36 * SPACE
_RUNS_HEIGHT = 20 * SPACE
_RIGHT_FROM = 1040  # px; a narrower page shows choices and curves only
_NO_LIMIT = 2**24 - 1  # Qt's "no limit", which PySide does not name
_MOST_NOTICES = 6  # sentences about the training that are shown at a time, the newest last
_DRAW_S = 0.25  # while steps arrive, the loss is drawn four times a second: more cannot be read


class TrainPage(QWidget):
    """Choices on the left, curves in the middle, what happens and the runs on the right."""

    def __init__(self, session: Session, actions: Actions) -> None:
        super().__init__()
        self._session, self._actions = session, actions
        self._ticked: frozenset[int] = frozenset()
        self._shown_id: int | None = None  # the run whose curves the person asked for
        self._racing: tuple[int, ...] = ()  # runs of the race that is shown
        self._drawn = (0.0, -1, "")  # when, after how many epochs, in which state
        self.choices = TrainingChoices(session)
        self.choices.unfolded.connect(self._show_unfolded)
        self.loss, self.metrics = LossChart(), MetricsChart()
        self.steps, self.runs = LearningSteps(), RunList()
        self.progress = TrainingProgress()
        self.notice = muted_label()
        self.start_button = actions.button("start_training", "primary")
        self.pause_button = actions.button("pause_training", "primary")
        self.stop_button = actions.button("stop_training")
        self.try_button = actions.button("go_try", "primary")  # the next step, when it has learned
        for setter in ("setText", "setAccessibleName"):
            bind_text(self.try_button, setter, N_("Try it"))
        self.empty = EmptyState("train", self._ways_out())
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._is_wide = True  # enough for the runs beside the curves
        self._stack.addWidget(self._work())
        self._stack.addWidget(self.empty)
        self.runs.overlay_changed.connect(self._overlay)
        self.runs.renamed.connect(session.project.rename_run)
        self.runs.wanted.connect(self._run_wanted)
        session.subscribe("project", self._project_changed)
        session.subscribe("examples", self._show_emptiness)
        session.subscribe("training", self._show_training)
        session.subscribe("history", self._history_changed)
        session.subscribe("race", self._race_changed)
        session.subscribe("model", self._show_training)
        for topic in ("runs", "model", "engine"):
            session.subscribe(topic, self._show_runs)
        self.refresh()
        follow_text_size(self, TrainPage._arrange)

    # -- what the window asks ----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Train with what is chosen here. Problems arrive as a message."""
        self._shown_id = None
        self._session.training.start(self.choices.experiment())

    @property
    def shown_topic(self) -> str:
        """What the help should speak of."""
        return self.views.shown if self.views.shown in ("film", "race") else "train"

    def refresh(self) -> None:
        """Everything again, in the language of now."""
        self.choices.refresh()
        self.metrics.refresh()
        self.views.refresh()
        self._show_emptiness()
        self._show_training()
        self._show_runs()

    # -- the session's side ------------------------------------------------------------------------------------------

    @property
    def main_id(self) -> int | None:
        """The run that the curves are about: what the person chose, what trains, or the newest (of a race at last)."""
        runs = self._session.project.runs
        known, own = {run.id for run in runs}, [run.id for run in runs if run.race is None]
        wanted = (self._shown_id, self._session.training.run_id, max(own, default=None), max(known, default=None))
        return next((run_id for run_id in wanted if run_id in known), None)

    def _project_changed(self) -> None:
        self._ticked, self._shown_id = frozenset(), None
        self._show_emptiness()
        self._show_training()
        self._show_runs()

    def _show_emptiness(self) -> None:
        project = self._session.project
        classes = project.classes
        is_empty = not self._session.training.is_active and len(classes) < 2
        for button, is_wanted in zip(
            self._ways, (not project.is_open, not project.is_open, project.is_open), strict=True
        ):
            button.setVisible(is_wanted)
        if not project.is_open:
            self.empty.say(
                _("Nothing is open yet"),
                _("Open the scene on the Home page, or drop a table or a folder of pictures on this window."),
            )
        elif not classes:
            self.empty.say(
                _("The examples have no answers yet"),
                _("A model learns from examples whose right answer is known. Give them labels on the Data page."),
            )
        elif len(classes) == 1:
            self.empty.say(
                _("There is only one answer to learn"),
                _("All examples are labelled “{label}”. Add examples of at least one other class.").format(
                    label=one_line(classes[0], 60)
                ),
            )
        self._stack.setCurrentIndex(1 if is_empty else 0)

    def _show_training(self) -> None:
        training = self._session.training
        is_active, is_paused = training.is_active, training.status == "paused"
        # The race has choices and a start of its own: two starts side by side would be one too many.
        self._left_column.setVisible(is_active or self.views.shown != "race")
        is_ready = training.finished is not None and not is_active and self._session.model.run_id == training.run_id
        self.try_button.setVisible(is_ready)
        self.start_button.setVisible(not is_active)
        set_role(self.start_button, "" if is_ready else "primary")
        bind_icon(self.start_button, "play", "text" if is_ready else "on_accent")
        self.pause_button.setVisible(is_active)
        self.stop_button.setVisible(is_active)
        bind_text(self.pause_button, "setText", N_("Go on") if is_paused else N_("Pause"))
        bind_icon(self.pause_button, "play" if is_paused else "pause", "on_accent")
        self.choices.setEnabled(not is_active)
        self.progress.setVisible(is_active)
        if is_active:
            self.progress.show_progress(training_progress(training))
        self.notice.show_text("\n".join(dict.fromkeys(training.notices[-_MOST_NOTICES:])))
        self.steps.show_steps(learning_steps(training), is_live=training.status == "running")
        if training.status != self._drawn[2]:
            self._show_emptiness()
            self._show_runs()

    def _race_changed(self) -> None:
        """Others take part: colours that would be alike are told apart."""
        ids = race_run_ids(self._session.race)
        if ids != self._racing:
            self._racing = ids
            self._show_runs()

    def _history_changed(self) -> None:
        """New steps: draw, but not more often than a person can see; a new epoch is always drawn."""
        drawn_at, epochs, _status = self._drawn
        history = self._session.training.history
        is_news = history is None or len(history.epochs) != epochs or history.finished is not None
        if is_news:
            self._show_runs()
        elif time.monotonic() - drawn_at >= _DRAW_S:
            self._draw(only_loss=True)

    def _show_runs(self) -> None:
        main = self.main_id
        runs = sorted(self._session.project.runs, key=lambda r: -r.id)
        self.runs.show_runs([run_entry(self._session, run, self._ticked, main, self._color(run.id)) for run in runs])
        self._no_runs.setVisible(not runs)
        training = self._session.training
        is_new = training.is_active and training.run_id is None  # its row is not in the project yet
        self.views.show_run(None if is_new else main)
        self._draw()

    def _draw(self, *, only_loss: bool = False) -> None:
        """The curves; if something else is on the screen, nothing, until they are wanted again."""
        training = self._session.training
        epochs = len(training.history.epochs) if training.history else -1
        self._drawn = (time.monotonic(), epochs, training.status)
        if self.views.shown != "curves":
            return
        from mmgui.core.training.diagnosis import read_curve_sentence

        main = self._main_history()
        shown = [] if main is None else [main]
        for run in self._session.project.runs:
            if run.id in self._ticked and run.id != self.main_id:
                history = training.history_of(run.id)
                if history is not None:
                    shown.append(ShownRun(run_title(self._session, run), self._color(run.id), history, is_main=False))
        if training.is_active and (main is None or _is_unbegun(main.history, training.history)):
            sentence = _("Getting ready: the curves appear as soon as the model has begun to learn.")
        elif main is None:
            sentence = _("Nothing has been learned yet; press Start.")
        else:
            sentence = read_curve_sentence(main.history)
        self.loss.show_runs(shown, sentence)
        if not only_loss:
            self.metrics.show_runs(shown)

    def _color(self, run_id: int) -> str:
        """The colour of a run in the list, in the curves and in the race alike."""
        shown = (self.main_id, *sorted(self._ticked), *race_run_ids(self._session.race))
        colors = distinct_colors(tuple(dict.fromkeys(i for i in shown if i is not None)))
        return colors.get(run_id) or run_color(run_id)

    def _main_history(self) -> ShownRun | None:
        training, run_id = self._session.training, self.main_id
        is_new = training.is_active and training.run_id is None  # its row is not in the project yet
        if is_new and training.history is not None:
            return ShownRun("", run_color(1), training.history, is_main=True)
        run = None if run_id is None else self._session.project.run(run_id)
        if run is None:
            return None
        history: History | None = training.history_of(run.id)
        if history is None:
            return None
        return ShownRun(run_title(self._session, run), self._color(run.id), history, is_main=True)

    # -- what the person does ----------------------------------------------------------------------------------------

    def _overlay(self, ticked: frozenset[int]) -> None:
        self._ticked = ticked
        self._show_runs()
        self.views.show_colors()

    def _run_wanted(self, what: str, run_id: int) -> None:
        if what == "show":
            self._shown_id = run_id
            self._show_runs()
            self.views.show_colors()
        elif what == "resume":
            self._shown_id = None
            self._session.training.resume_run(run_id)
        elif what == "measure":
            self._session.project.measure_run(run_id)
        elif what == "delete":
            self._ask_to_delete(run_id)
        else:
            self._session.model.load_run(run_id)
            self._actions.commands.go("try" if what == "try" else "results")

    def _view_switched(self) -> None:
        self._show_training()
        self._draw()

    def _ask_to_delete(self, run_id: int) -> None:
        run = self._session.project.run(run_id)
        if run is None:
            return
        ask(
            self,
            _("Delete the run “{name}”?").format(name=run_title(self._session, run)),
            _("Its curves, figures and model are removed from the project. This cannot be undone."),
            yes=_("Delete"),
            on_yes=lambda: self._session.project.delete_run(run_id),
        )

    def _show_unfolded(self) -> None:
        """Scroll so that the heading of the settings is at the top: what unfolded must be seen."""
        place = self.choices.more.mapTo(self.choices, self.choices.more.rect().topLeft()).y()
        bar = self._choices_scroll.verticalScrollBar()
        bar.setRange(
            bar.minimum(), max(bar.maximum(), self.choices.sizeHint().height() - self._choices_scroll.height())
        )
        bar.setValue(place)

    # -- parts -------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        is_wide = self.width() >= scaled(_RIGHT_FROM)
        self._right.setMinimumWidth(scaled(_RIGHT_WIDTH) if is_wide else 0)
        self._right.setMaximumWidth(scaled(_RIGHT_WIDTH) if is_wide else _NO_LIMIT)
        if is_wide == self._is_wide:
            return
        self._is_wide = is_wide
        self.views.offer_runs(None if is_wide else self._right)  # no room beside the curves: a view of their own
        if is_wide:
            self._row.addWidget(self._right)
            self._right.show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()

    def _work(self) -> QWidget:
        work = QWidget()
        self._row = row = QHBoxLayout(work)
        row.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        row.setSpacing(2 * SPACE - 4)
        self._left_column = self._left()
        row.addWidget(self._left_column)
        charts = QWidget()
        charts.setProperty("role", "page")
        middle = _FlexibleColumn(charts)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(2 * SPACE - 4)
        for chart in (self.loss, self.metrics):
            middle.addWidget(chart, 1)
        # A small window scrolls: texts never cover curves.
        self.views = TrainingViews(self._session, self._actions, scrolling(charts, sideways=False), self._color)
        self.views.switched.connect(self._view_switched)
        self.views.run_wanted.connect(partial(self._run_wanted, "show"))
        row.addWidget(self.views, 1)
        self._right = self._right_column()
        row.addWidget(self._right)
        return work

    def _left(self) -> QWidget:
        left = QWidget()
        bind_px(left, "setFixedWidth", _CHOICES_WIDTH)
        card = QFrame()
        set_role(card, "card")
        card_column = QVBoxLayout(card)
        card_column.setContentsMargins(2, 2, 2, 2)
        inner = QWidget()
        inner.setProperty("role", "page")
        inner_column = QVBoxLayout(inner)
        inner_column.setContentsMargins(2 * SPACE - 2, SPACE + 4, SPACE + 4, SPACE + 4)
        inner_column.addWidget(self.choices)
        inner_column.addStretch(1)
        self._choices_scroll = scrolling(inner, sideways=False)
        card_column.addWidget(self._choices_scroll)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(card, 1)
        column.addWidget(self.progress)
        column.addWidget(self.notice)
        keep_place(self.start_button)  # a second click there must not be one on Stop
        for button in (self.try_button, self.pause_button, self.stop_button, self.start_button):
            column.addWidget(button)
        return left

    def _right_column(self) -> QWidget:
        inner = QWidget()
        inner.setProperty("role", "page")
        right = scrolling(inner, sideways=False)  # else the window could not be lower than these cards
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE - 4)
        happening = Card(N_("What is happening"))
        happening.body.addWidget(self.steps)
        runs = Card(N_("Runs"))
        self._no_runs = muted_label()
        bind_text(self._no_runs, "setText", N_("Each training is kept here, so that you can compare them."))
        runs.body.addWidget(self._no_runs)
        listed = QWidget()
        listed.setProperty("role", "page")
        listed_column = QVBoxLayout(listed)
        listed_column.setContentsMargins(0, 0, 0, 0)
        listed_column.addWidget(self.runs)
        listed_column.addStretch(1)
        runs.body.addWidget(scrolling(listed, sideways=False), 1)
        bind_px(runs, "setMinimumHeight", _RUNS_HEIGHT)
        column.addWidget(happening)
        column.addWidget(runs, 1)
        return right

    def _ways_out(self) -> tuple[QPushButton, ...]:
        """Home and import while nothing is open, Data when labels are missing."""
        self._ways = (
            self._actions.button("go_home", "primary"),
            self._actions.button("import_file"),
            self._actions.button("go_data", "primary"),
        )
        return self._ways


class _FlexibleColumn(QVBoxLayout):
    """In a scroll area: as high as the area, down to the parts' least heights (else their wished ones would count)."""

    def hasHeightForWidth(self) -> bool:
        return False


def _is_unbegun(shown: History, running: History | None) -> bool:
    """Whether what is shown is the training that runs, and that has not made a step yet."""
    return shown is running and shown.last_step is None and not shown.epochs
