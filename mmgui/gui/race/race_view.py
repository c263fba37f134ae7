"""A race between the senses: choose, watch, and read the verdict. Shows `session.race`; holds only what is unfolded."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmgui.core.i18n import N_, _, join_sentences
from mmgui.core.text import one_line
from mmgui.gui.actions import Actions
from mmgui.gui.kit.card import Card, link_button, muted_label
from mmgui.gui.kit.chart import Chart
from mmgui.gui.kit.curve_legend import CurveLegend
from mmgui.gui.kit.curves import CurveSet
from mmgui.gui.kit.flow_layout import FlowLayout
from mmgui.gui.kit.icons import bind_icon
from mmgui.gui.kit.lifetimes import discard
from mmgui.gui.kit.option_cards import ChipChooser, Option
from mmgui.gui.kit.run_colors import run_color
from mmgui.gui.kit.scrolling import ScrollArea
from mmgui.gui.kit.steady_button import SteadyButton
from mmgui.gui.kit.text_size import bind_px
from mmgui.gui.kit.texts import PlainLabel, ask, bind_text, button_text
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.gui.kit.training_progress import TrainingProgress
from mmgui.gui.race.race_plot import FinalFigures, RaceTrack
from mmgui.gui.race.runners import curve_set, failures_text, notices_text, race_progress, race_runners
from mmgui.gui.race.setup import RaceSetup
from mmgui.session.session import Session

if TYPE_CHECKING:
    from mmgui.core.race.entrants import RaceResult
    from mmgui.session.race import LiveRace

_CURVES_HEIGHT = 34 * SPACE


class RaceView(QWidget):
    """Setup before, a race while and after; `refresh()` when the language changes."""

    def __init__(self, session: Session, actions: Actions, color_of: Callable[[int], str] = run_color) -> None:
        """color_of: the colour of a run, as it has it in the curves and in the list of runs."""
        super().__init__()
        self._session, self._actions, self._color_of = session, actions, color_of
        self._views = "track"
        self.setup = RaceSetup(session)
        self.setup.start_wanted.connect(self._start)
        self.setup.past_wanted.connect(self._show_past)
        self.verdict = self._verdict_card()
        self.race = self._race_card()
        self.progress = TrainingProgress()
        self.pause_button = self._button(N_("Pause"), "pause", self._pause)
        self.stop_button = self._button(N_("Stop"), "stop", self._stop)
        self.new_button = self._button(N_("Another race"), "refresh", self._another)
        self.delete_button = self._button(N_("Delete this race…"), "delete", self._ask_to_delete)
        inner = QWidget()
        inner.setProperty("role", "page")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, SPACE // 2, 0)
        column.setSpacing(2 * SPACE - 4)
        for part in (self.setup, self.verdict, self.race, self.progress):
            column.addWidget(part)
        buttons = QHBoxLayout()
        column.addLayout(buttons)
        buttons.setSpacing(SPACE)
        for button in (self.pause_button, self.stop_button, self.new_button, self.delete_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.notices = muted_label()  # below what is pressed, which stays where it is when one comes
        column.addWidget(self.notices)
        column.addStretch(1)
        scroll = ScrollArea()
        scroll.setWidget(inner)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        for topic in ("race", "training", "examples", "project", "runs"):
            session.subscribe(topic, self._changed)
        self.refresh()

    def refresh(self) -> None:
        """Everything again, in the language of now."""
        race = self._session.race
        is_setup = not race.is_active and race.result is None
        self.setup.setVisible(is_setup)
        if is_setup:
            self.setup.refresh()
        self._show_verdict(race.result)
        self._show_race(race)
        self._show_buttons(race)
        self.notices.show_text(notices_text(race))

    def _changed(self) -> None:
        if self.isVisible():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    # -- the verdict -------------------------------------------------------------------------------------------------

    def _verdict_card(self) -> Card:
        card = Card(N_("The verdict"))
        self.sentences = (PlainLabel(wrap=True), PlainLabel(wrap=True))
        set_role(self.sentences[0], "title")
        self.cautions = muted_label()
        self.why = link_button(N_("How do we know?"))
        self.why.setCheckable(True)
        self.why.toggled.connect(self._unfold)
        self.reasons = muted_label()
        self.reasons.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for part in (*self.sentences, self.cautions, self.why, self.reasons):
            card.body.addWidget(part)
        return card

    def _show_verdict(self, result: RaceResult | None) -> None:
        self.verdict.setVisible(result is not None)
        if result is None:
            return
        told = result.sentences()
        for place, label in enumerate(self.sentences):
            label.setText(told[place] if place < len(told) else "")
            label.setVisible(place < len(told))
        self.cautions.show_text(join_sentences(result.cautions()))
        reasons = result.reasons()
        self.why.setVisible(bool(reasons))
        self.reasons.setText("\n\n".join((*reasons, result.about())))
        self._unfold(self.why.isChecked() and bool(reasons))

    def _unfold(self, on: bool) -> None:
        sign, text = "▾" if on else "▸", _("How do we know?")
        self.why.setText(f"{sign} {text}")
        self.reasons.setVisible(on)

    # -- the race ----------------------------------------------------------------------------------------------------

    def _race_card(self) -> Card:
        card = Card(N_("The race"))
        self.views = ChipChooser()
        self.views.chosen.connect(self._view_chosen)
        bind_text(self.views, "setAccessibleName", N_("What to look at"))
        card.body.addWidget(self.views)
        self.track, self.finish = Chart(RaceTrack()), Chart(FinalFigures())
        self.plot, self.legend = Chart(CurveSet()), CurveLegend()
        bind_text(self.track, "setAccessibleName", N_("The race"))
        bind_text(self.finish, "setAccessibleName", N_("Final figures"))
        bind_text(self.plot, "setAccessibleName", N_("Accuracy on validation after each epoch"))
        bind_px(self.plot, "setMinimumHeight", _CURVES_HEIGHT)
        self.curves = QWidget()
        inside = QVBoxLayout(self.curves)
        inside.setContentsMargins(0, 0, 0, 0)
        about = muted_label()
        bind_text(about, "setText", N_("Accuracy on validation after each epoch"))
        inside.addWidget(about)
        inside.addWidget(self.legend)
        inside.addWidget(self.plot, 1)
        self.note = muted_label()
        self.tries = QWidget()
        self._tries = FlowLayout(self.tries, 2 * SPACE)
        self.try_buttons: dict[int, QPushButton] = {}
        for part in (self.track, self.curves, self.finish, self.note, self.tries):
            card.body.addWidget(part)
        return card

    def _show_race(self, race: LiveRace) -> None:
        is_shown = race.is_active or race.result is not None
        self.race.setVisible(is_shown)
        if not is_shown:
            return
        result = race.result
        runners = race_runners(race, self._color_of)
        has_test = not race.is_active and any(r.test is not None for r in runners)
        options = [Option("track", _("Race")), Option("curves", _("Curves"))]
        if has_test:
            options.append(Option("finish", _("Final figures")))
        view = self._views if has_test or self._views != "finish" else "track"
        self.views.set_options(options, view)
        for part, key in ((self.track, "track"), (self.curves, "curves"), (self.finish, "finish")):
            part.setVisible(view == key)
        self.track.show_model(RaceTrack(runners))
        self.finish.show_model(FinalFigures(runners))
        shown = curve_set(runners)
        self.plot.show_model(shown)
        self.legend.set_curves(shown.legend)
        self.note.setText(failures_text(result.entries) if result else "")
        self.note.setVisible(bool(self.note.text()))
        self._show_tries(result)

    def _show_tries(self, result: RaceResult | None) -> None:
        """A link to the Try page for each network that is still there; of one that was stopped the best is kept."""
        known = {run.id for run in self._session.project.runs}
        wanted = {
            e.run_id: _("Try “{name}”").format(name=one_line(e.entrant.title(), 40))
            for e in (result.entries if result else ())
            if e.run_id in known and (e.status in ("completed", "early") or (e.status == "stopped" and e.curve))
        }
        self.tries.setVisible(bool(wanted))
        if list(wanted) != list(self.try_buttons):
            for button in self.try_buttons.values():
                discard(button, self._tries)
            self.try_buttons = {}
            for run_id in wanted:
                assert run_id is not None
                button = QPushButton()
                set_role(button, "link")
                button.clicked.connect(partial(self._try, run_id))
                self._tries.addWidget(button)
                self.try_buttons[run_id] = button
        for run_id, button in self.try_buttons.items():
            button.setText(button_text(wanted[run_id]))
            button.setAccessibleName(wanted[run_id])

    def _show_buttons(self, race: LiveRace) -> None:
        self.progress.setVisible(race.is_active)
        self.pause_button.setVisible(race.is_active)
        self.stop_button.setVisible(race.is_active)
        self.new_button.setVisible(not race.is_active and race.result is not None)
        self.delete_button.setVisible(not race.is_active and race.result is not None and race.result.number > 0)
        if race.is_active:
            self.progress.show_progress(race_progress(race))
        is_paused = race.status == "paused"
        bind_text(self.pause_button, "setText", N_("Go on") if is_paused else N_("Pause"))
        bind_icon(self.pause_button, "play" if is_paused else "pause")
        self.pause_button.setEnabled(race.status in ("running", "paused"))
        self.stop_button.setEnabled(race.status != "stopping")

    # -- what the person does ----------------------------------------------------------------------------------------

    def _start(self) -> None:
        self._views = "track"
        self._session.race.start(self.setup.plan())
        self.refresh()

    def _pause(self) -> None:
        race = self._session.race
        if race.status == "paused":
            race.resume()
        else:
            race.pause()

    def _stop(self) -> None:
        self._session.race.stop()

    def _another(self) -> None:
        self._session.race.show(None)

    def _view_chosen(self, key: str) -> None:
        self._views = key
        self.refresh()

    def _show_past(self, number: int) -> None:
        self._session.race.show(number)

    def _try(self, run_id: int, _checked: bool = False) -> None:
        self._session.model.load_run(run_id)
        self._actions.commands.go("try")

    def _ask_to_delete(self) -> None:
        result = self._session.race.result
        if result is None:
            return
        number = result.number
        ask(
            self,
            _("Delete race {number}?").format(number=number),
            _("Its figures and its verdict are removed from the project; the runs stay. This cannot be undone."),
            yes=_("Delete"),
            on_yes=lambda: self._session.race.delete(number),
        )

    def _button(self, text: str, icon: str, act: Callable[[], None]) -> QPushButton:
        button = SteadyButton()
        bind_text(button, "setText", text)
        bind_text(button, "setAccessibleName", text)
        bind_icon(button, icon)
        button.clicked.connect(act)
        return button
