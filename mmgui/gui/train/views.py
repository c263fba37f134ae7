"""The middle of the Train page: curves, learning film or race, one at a time. What is hidden costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from mmgui.core.i18n import N_, _
from mmgui.gui.actions import Actions
from mmgui.gui.kit.option_cards import ChipChooser, Option
from mmgui.gui.kit.run_colors import run_color
from mmgui.gui.kit.theme import SPACE
from mmgui.session.session import Session

if TYPE_CHECKING:
    from mmgui.gui.film.film_view import FilmView
    from mmgui.gui.race.race_view import RaceView

_VIEWS = {
    "curves": (N_("Curves"), N_("How loss and accuracy change while it learns.")),
    "film": (N_("Learning film"), N_("What the model looks at in six examples, epoch by epoch.")),
    "race": (N_("Race"), N_("Is it better with both senses? Several models learn side by side.")),
    "runs": (N_("Runs"), N_("What happens in each step, and all trainings of this project.")),
}


class TrainingViews(QWidget):
    """A chooser above a stack. Film and race are made when they are wanted for the first time.

    `run_wanted(id)`: the page shall be about that run.
    """

    switched = Signal()
    run_wanted = Signal(int)

    def __init__(
        self, session: Session, actions: Actions, curves: QWidget, color_of: Callable[[int], str] = run_color
    ) -> None:
        """color_of: the colour of a run, the same in every view."""
        super().__init__()
        self._session, self._actions, self._color_of = session, actions, color_of
        self._run_id: int | None = None
        self.chooser = ChipChooser()
        self.chooser.chosen.connect(self.show_view)
        self._stack = QStackedWidget()
        self._stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._stack.addWidget(curves)
        self._curves = curves
        self.film: FilmView | None = None
        self.race: RaceView | None = None
        self._runs: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.chooser)
        column.addWidget(self._stack, 1)
        self.refresh()

    @property
    def shown(self) -> str:
        """ "curves", "film", "race" or "runs"."""
        view = self._stack.currentWidget()
        if view is self._runs:
            return "runs"
        return "curves" if view is self._curves else "film" if view is self.film else "race"

    def show_view(self, key: str) -> None:
        """key: "curves", "film", "race", or "runs" while they are offered."""
        view = self._film() if key == "film" else self._race() if key == "race" else self._curves
        self._stack.setCurrentWidget(self._runs if key == "runs" and self._runs is not None else view)
        self.chooser.set_options(self._options(), self.shown)
        self.switched.emit()

    def offer_runs(self, runs: QWidget | None) -> None:
        """Where there is no room for the runs beside the curves, they are a view of their own; None: not any more."""
        before, was = self.shown, self._runs
        self._runs = runs
        if runs is not None:
            self._stack.addWidget(runs)
        elif was is not None:
            self._stack.removeWidget(was)
        self.show_view("curves" if runs is None and before == "runs" else before)

    def show_run(self, run_id: int | None) -> None:
        """The run that the page is about: the film follows it."""
        self._run_id = run_id
        if self.film is not None:
            self.film.show_run(run_id)

    def show_colors(self) -> None:
        """Runs may have other colours now."""
        if self.race is not None and self.race.isVisible():
            self.race.refresh()

    def refresh(self) -> None:
        """The texts again, in the language of now."""
        self.chooser.set_options(self._options(), self.shown)
        if self.film is not None:
            self.film.refresh()
        if self.race is not None:
            self.race.refresh()

    def _film(self) -> QWidget:
        if self.film is None:
            from mmgui.gui.film.film_view import FilmView

            self.film = FilmView(self._session, self._actions)
            self.film.show_run(self._run_id)
            self.film.run_wanted.connect(self.run_wanted)
            self._stack.addWidget(self.film)
        return self.film

    def _race(self) -> QWidget:
        if self.race is None:
            from mmgui.gui.race.race_view import RaceView

            self.race = RaceView(self._session, self._actions, self._color_of)
            self._stack.addWidget(self.race)
        return self.race

    def _options(self) -> list[Option]:
        wanted = [key for key in _VIEWS if key != "runs" or self._runs is not None]
        return [Option(key, _(_VIEWS[key][0]), _(_VIEWS[key][1])) for key in wanted]


__all__ = ["TrainingViews"]
