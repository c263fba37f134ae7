"""While a training goes on: its best model so far can be tried, and a better one is taken when the person says so."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from mmgui.core.i18n import _
from mmgui.gui.kit.steady_button import SteadyButton
from mmgui.gui.kit.texts import PlainLabel
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.session.session import Session


class StillLearning(QFrame):
    """A line below the page, hidden while nothing is trained. `wanted` is the only way to another model."""

    wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        set_role(self, "card")
        self.text = PlainLabel(wrap=True)
        self.button = SteadyButton()
        self.button.clicked.connect(self.wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * SPACE, SPACE // 2, SPACE, SPACE // 2)
        row.setSpacing(SPACE)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self.refresh()

    def refresh(self) -> None:
        """Where the training is, in the present language."""
        best, model = self._session.training.best, self._session.model
        self.setVisible(best is not None and model.card is not None)
        if best is None or model.card is None:
            return
        run_id, epoch = best
        shown = model.card.epoch if model.run_id == run_id else None
        if shown is None:
            text = _("A model is learning. Here another one answers, which learnt before.")
            wish = say_try_best(epoch)
        else:
            text = _("Here answers the model of epoch {epoch}; it still learns.").format(epoch=shown)
            wish = _("Take the better one (epoch {epoch})").format(epoch=epoch)
        self.text.setText(text)
        self.button.setText(wish)
        self.button.setAccessibleName(wish)
        self.button.setVisible(shown is None or epoch > shown)


def say_try_best(epoch: int) -> str:
    return _("Try the best so far (epoch {epoch})").format(epoch=epoch)


__all__ = ["StillLearning", "say_try_best"]
