"""What the Try page says while there is no model to try: why, and how to get one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mmgui.core.i18n import N_, _
from mmgui.gui.actions import Actions
from mmgui.gui.kit.empty_state import EmptyState
from mmgui.gui.kit.steady_button import SteadyButton
from mmgui.gui.kit.texts import bind_text
from mmgui.gui.kit.theme import set_role
from mmgui.gui.trying.still_learning import say_try_best
from mmgui.session.session import Session


class NoModel(QWidget):
    """`best_wanted`: the person wants the best model so far of the training that goes on."""

    best_wanted = Signal()

    def __init__(self, session: Session, actions: Actions) -> None:
        super().__init__()
        self._session = session
        train = actions.button("go_train", "primary")
        bind_text(train, "setText", N_("Go to training"))
        self.try_best = SteadyButton()
        set_role(self.try_best, "primary")
        self.try_best.clicked.connect(self.best_wanted)
        self._empty = EmptyState("try", (self.try_best, train, actions.button("load_model")))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._empty)
        self.refresh()

    def refresh(self) -> None:
        """Say what goes on, in the present language."""
        best = self._session.training.best
        self.try_best.setVisible(best is not None)
        if best is not None:
            self.try_best.setText(say_try_best(best[1]))
            self._empty.say(
                _("The training is still running"), _("Its best model so far can answer already; it still learns.")
            )
        elif self._session.training.is_active:
            self._empty.say(
                _("The training is still running"), _("You can try its model as soon as it has finished an epoch.")
            )
        elif self._session.model.is_loading:
            self._empty.say(_("Loading the model"), _("One moment…"))
        else:
            self._empty.say(
                _("There is no model to try yet"),
                _("Train one first: the feelings scene takes about a minute. Or load a model that somebody gave you."),
            )


__all__ = ["NoModel"]
