"""A slider that lets a sense see less and less while the answer and the shares of the senses follow: fog, say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from mmgui.core.i18n import with_percent_sign
from mmgui.core.scenes import SCENES
from mmgui.gui.cards.field_card import FieldCard
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.texts import PlainLabel, bind_text
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.gui.kit.touch_slider import TouchSlider
from mmgui.session.jobs import Job
from mmgui.session.session import Session


class WorseningRow(QFrame):
    """Hidden where the open scene has nothing of the kind."""

    moved = Signal(float)  # 0..1

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "card")
        self.field = ""
        self.title, self.slider, self.share = PlainLabel(), TouchSlider(), muted_label(wrap=False)
        self.slider.setRange(0, 100)
        self.slider.setPageStep(10)
        self.slider.valueChanged.connect(self._moved)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        row.setSpacing(SPACE)
        row.addWidget(self.title)
        row.addWidget(self.slider, 1)
        row.addWidget(self.share)
        self.hide()

    def show_kind(self, kind: tuple[str, str] | None) -> None:
        """kind: the field and what makes it worse, marked with N_(); None = nothing does."""
        self.setVisible(kind is not None)
        self.field = ""
        if kind is not None:
            self.field, title = kind
            bind_text(self.title, "setText", title)
            bind_text(self.slider, "setAccessibleName", title)
        self._say()

    def reset(self) -> None:
        """Back to the value as it is; `moved` is not told."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(0)
        self._say()

    def _moved(self, value: int) -> None:
        self._say()
        self.moved.emit(value / 100)

    def _say(self) -> None:
        self.share.setText(with_percent_sign(self.slider.value()))


class TryWorsening(QObject):
    """Keeps the value as it came, and shows it worse by as much as the slider says."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self.row = session, WorseningRow()
        self._cards: Mapping[str, FieldCard] = {}
        self._clear: Any = None  # the raw value as it came
        self._shown: Any = None  # what was made of it and given to the card
        self._wanted: float | None = None  # while one is being made: the strength that comes next
        self._is_making = False
        self.row.moved.connect(self._move)
        session.subscribe("project", self.refresh)

    def refresh(self) -> None:
        """Shown where the open scene knows what makes a sense worse."""
        name = self._session.project.scene
        self.row.show_kind(SCENES.get(name).worsened if name is not None and name in SCENES else None)

    def set_cards(self, cards: Mapping[str, FieldCard]) -> None:
        """Other cards are shown."""
        self._cards = cards
        self._forget()
        for name, card in cards.items():
            card.value_changed.connect(partial(self._changed, name))

    def _changed(self, name: str) -> None:
        """Somebody else's value is a new one to begin with."""
        import numpy as np

        if name != self.row.field:
            return
        raw = self._cards[name].raw_value()
        if raw is None or self._shown is None or not np.array_equal(raw, self._shown):
            self._forget()

    def _forget(self) -> None:
        self._clear = self._shown = self._wanted = None
        self.row.reset()

    def _move(self, strength: float) -> None:
        card, name = self._cards.get(self.row.field), self._session.project.scene
        if card is None or name is None or card.raw_value() is None:
            self.row.reset()
            return
        if self._clear is None:
            self._clear = card.raw_value()
        self._wanted = strength
        if not self._is_making:
            self._make(name)

    def _make(self, name: str) -> None:
        strength, self._wanted, self._is_making = self._wanted, None, True
        clear = self._clear

        def work(_job: Job) -> Any:
            return SCENES.get(name).worsen(clear, strength or 0.0)

        def failed(_error: BaseException) -> None:
            self._is_making = False

        job = Job("worse", work, partial(self._made, name, clear), failed, is_shown=False)
        self._session.submit("quick", job)

    def _made(self, name: str, clear: Any, worse: Any) -> None:
        self._is_making = False
        if clear is not self._clear or self.row.field not in self._cards:
            return  # another value came in between
        self._shown = worse
        self._cards[self.row.field].set_value(worse)
        if self._wanted is not None:
            self._make(name)


__all__ = ["TryWorsening", "WorseningRow"]
