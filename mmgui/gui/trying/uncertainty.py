"""When the Try page says "I don't know": the threshold of the person, or the one suggested for the model."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from mmgui.core.uncertainty.sentence import say_suggestion, suggested_percent
from mmgui.gui.trying.least_sure_slider import LeastSureSlider
from mmgui.session.session import Session

AS_SUGGESTED = -1  # of the setting `least_sure`
_SAVE_MS = 600  # a slider that is being moved is not written to the disk at every step


class TryUncertainty(QObject):
    """Couples the slider with the settings and with what is suggested for the model."""

    def __init__(self, session: Session, slider: LeastSureSlider, changed: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._slider, self._changed = session, slider, changed
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(_SAVE_MS)
        self._saving.timeout.connect(self._save)
        slider.chosen.connect(self._moved)
        slider.suggestion_wanted.connect(self._follow_suggestion)
        session.subscribe("model", self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the threshold that is in force, in the present language."""
        card, wished = self._session.model.card, self._session.settings.least_sure
        calibration = None if card is None else card.calibration
        suggested = None if calibration is None else suggested_percent(calibration)
        percent = (suggested or 0) if wished == AS_SUGGESTED else wished
        meaning = "" if calibration is None else say_suggestion(calibration)
        self._slider.show_threshold(percent, suggested, meaning)
        self._changed()

    def _moved(self, _percent: int) -> None:
        self._changed()
        self._saving.start()

    def _save(self) -> None:
        self._session.change_settings(least_sure=self._slider.percent)

    def _follow_suggestion(self) -> None:
        self._saving.stop()
        self._session.change_settings(least_sure=AS_SUGGESTED)
        self.refresh()


__all__ = ["AS_SUGGESTED", "TryUncertainty"]
