"""When the Try page says "I don't know": the threshold of the person, or the one suggested for the model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from mmgui.core.uncertainty.sentence import say_suggestion, suggested_percent
from mmgui.gui.trying.least_sure_slider import LeastSureSlider
from mmgui.session.jobs import Job
from mmgui.session.session import Session

if TYPE_CHECKING:
    from mmgui.core.uncertainty.calibration import Calibration

AS_SUGGESTED = -1  # of the setting `least_sure`
_SAVE_MS = 600  # a slider that is being moved is not written to the disk at every step


class TryUncertainty(QObject):
    """Couples the slider with the settings and with what the run's doubt.json suggests."""

    def __init__(self, session: Session, slider: LeastSureSlider, changed: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._slider, self._changed = session, slider, changed
        self._path: Path | None = None
        self._calibration: Calibration | None = None
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(_SAVE_MS)
        self._saving.timeout.connect(self._save)
        slider.chosen.connect(self._moved)
        slider.suggestion_wanted.connect(self._follow_suggestion)
        session.subscribe("model", self._model_changed)
        self.refresh()

    def refresh(self) -> None:
        """Show the threshold that is in force, in the present language."""
        wished = self._session.settings.least_sure
        suggested = None if self._calibration is None else suggested_percent(self._calibration)
        percent = (suggested or 0) if wished == AS_SUGGESTED else wished
        meaning = "" if self._calibration is None else say_suggestion(self._calibration)
        self._slider.show_threshold(percent, suggested, meaning)
        self._changed()

    def _model_changed(self) -> None:
        card = self._session.model.card
        path = card.path if card is not None else None
        if path == self._path:
            return
        self._path, self._calibration = path, None
        self.refresh()
        if path is not None:
            self._session.submit("quick", Job("doubt", lambda _job: _read(path), self._read, is_shown=False))

    def _read(self, found: tuple[Path, Calibration | None]) -> None:
        if found[0] == self._path and found[1] is not None:
            self._calibration = found[1]
            self.refresh()

    def _moved(self, _percent: int) -> None:
        self._changed()
        self._saving.start()

    def _save(self) -> None:
        self._session.change_settings(least_sure=self._slider.percent)

    def _follow_suggestion(self) -> None:
        self._saving.stop()
        self._session.change_settings(least_sure=AS_SUGGESTED)
        self.refresh()


def _read(path: Path) -> tuple[Path, Calibration | None]:
    from mmgui.core.uncertainty.calibration import CALIBRATION

    return path, CALIBRATION.read(path if path.is_dir() else path.parent)


__all__ = ["AS_SUGGESTED", "TryUncertainty"]
