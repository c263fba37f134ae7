"""The Try page while an answer takes longer than a blink: it says so, and what is out of date fades."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from mmgui.gui.kit.senses_card import SensesCard
from mmgui.gui.trying.answer_card import AnswerCard
from mmgui.gui.trying.maps import TryMaps
from mmgui.session.session import Session

LATE_MS = 300  # answers that come sooner simply take the old one's place: nothing may flicker while somebody types


class TryWaiting(QObject):
    """Counts from the first question without an answer; looks again as long as none is there."""

    def __init__(
        self, session: Session, answer: AnswerCard, senses: SensesCard, maps: TryMaps, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._answer, self._senses, self._maps = session, answer, senses, maps
        self.is_late = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LATE_MS)
        self._timer.timeout.connect(self._look)

    def begin(self) -> None:
        """Something was asked."""
        if not self._timer.isActive():
            self._timer.start()

    def end(self) -> None:
        """The answer to what is given now is shown, or nothing is given."""
        self._timer.stop()
        self.is_late = False

    def refresh(self) -> None:
        """Say it in the present language."""
        if self.is_late:
            self._show()

    def _is_coming(self) -> bool:
        return self._session.model.is_answering or self._maps.is_reading

    def _look(self) -> None:
        self.is_late = True
        self._show()
        if self._is_coming():
            self._timer.start()

    def _show(self) -> None:
        self._answer.show_waiting(self._is_coming())
        self._senses.show_waiting()
        self._maps.clear()


__all__ = ["LATE_MS", "TryWaiting"]
