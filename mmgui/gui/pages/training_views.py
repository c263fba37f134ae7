"""The middle of the Train page: curves, learning film or race, one at a time. What is hidden costs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from mmgui.core.i18n import N_, _
from mmgui.gui.actions import Actions
from mmgui.gui.theme import SPACE
from mmgui.gui.widgets.option_cards import ChipChooser, Option
from mmgui.session.session import Session

if TYPE_CHECKING:
    from mmgui.gui.pages.film_view import FilmView
    from mmgui.gui.pages.race_view import RaceView

_VIEWS = {
    "curves": (N_("Curves"), N_("How loss and accuracy change while it learns.")),
    "film": (N_("Learning film"), N_("What the model looks at in six examples, epoch by epoch.")),
    "race": (N_("Race"), N_("Is it better with both senses? Several models learn side by side.")),
}


class TrainingViews(QWidget):
    """A chooser above a stack. Film and race are made when they are wanted for the first time."""

    switched = Signal()

    def __init__(self, session: Session, actions: Actions, curves: QWidget) -> None:
        super().__init__()
        self._session, self._actions = session, actions
        self._run_id: int | None = None
        self.chooser = ChipChooser()
        self.chooser.chosen.connect(self.show_view)
        self._stack = QStackedWidget()
        self._stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._stack.addWidget(curves)
        self._curves = curves
        self.film: FilmView | None = None
        self.race: RaceView | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.chooser)
        column.addWidget(self._stack, 1)
        self.refresh()

    @property
    def shown(self) -> str:
        """ "curves", "film" or "race"."""
        view = self._stack.currentWidget()
        return "curves" if view is self._curves else "film" if view is self.film else "race"

    def show_view(self, key: str) -> None:
        """key: "curves", "film" or "race"."""
        view = self._film() if key == "film" else self._race() if key == "race" else self._curves
        self._stack.setCurrentWidget(view)
        self.chooser.set_options(_options(), key)
        self.switched.emit()

    def show_run(self, run_id: int | None) -> None:
        """The run that the page is about: the film follows it."""
        self._run_id = run_id
        if self.film is not None:
            self.film.show_run(run_id)

    def refresh(self) -> None:
        """The texts again, in the language of now."""
        self.chooser.set_options(_options(), self.shown)
        if self.film is not None:
            self.film.refresh()
        if self.race is not None:
            self.race.refresh()

    def _film(self) -> QWidget:
        if self.film is None:
            from mmgui.gui.pages.film_view import FilmView

            self.film = FilmView(self._session, self._actions)
            self.film.show_run(self._run_id)
            self._stack.addWidget(self.film)
        return self.film

    def _race(self) -> QWidget:
        if self.race is None:
            from mmgui.gui.pages.race_view import RaceView

            self.race = RaceView(self._session, self._actions)
            self._stack.addWidget(self.race)
        return self.race


def _options() -> list[Option]:
    return [Option(key, _(title), _(text)) for key, (title, text) in _VIEWS.items()]


__all__ = ["TrainingViews"]
