""" "What would flip it?": small changes after which the model answers otherwise; look at one, try it, go back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, TypeAlias

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from mmgui.core.i18n import N_, _, join_sentences
from mmgui.gui.kit.card import Card, link_button, muted_label
from mmgui.gui.kit.texts import PlainLabel, bind_text
from mmgui.gui.kit.theme import SPACE, current
from mmgui.gui.kit.thumbnails import Thumbnails

CounterfactualState: TypeAlias = Literal["idle", "asking", "found", "nothing", "trying"]
_PICTURE_PX = 56


@dataclass(frozen=True, slots=True)
class CounterfactualEntry:
    """sentence: translated. can_try: the change can be made on this page. detail: what it changes, told when it is
    looked at. picture: path of the file that would take the place of the present one, modality: that shows it as an
    image; "" = none.
    """

    sentence: str
    can_try: bool = True
    detail: str = ""
    picture: str = ""
    modality: str = ""


class CounterfactualCard(Card):
    """Shows what it is told; every wish is a signal."""

    wanted = Signal()
    selected = Signal(int)  # the change that is looked at; -1 = none
    try_wanted = Signal(int)
    back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("What would flip it?"), parent)
        self._state: CounterfactualState = "idle"
        self._entries: tuple[CounterfactualEntry, ...] = ()
        self._selected = -1
        self.ask = QPushButton()
        bind_text(self.ask, "setText", N_("Find out"))
        bind_text(self.ask, "setAccessibleName", N_("Find out what would flip the answer"))
        bind_text(self.ask, "setToolTip", N_("Looks for the smallest change that makes it answer something else."))
        self.back = QPushButton()
        bind_text(self.back, "setText", N_("Back"))
        bind_text(self.back, "setAccessibleName", N_("Back to how it was"))
        self.head.addWidget(self.ask)
        self.head.addWidget(self.back)
        self.note = muted_label()
        self.body.addWidget(self.note)
        self._note = ""
        self.rows: list[_CounterfactualRow] = []
        self._thumbnails = Thumbnails(QSize(_PICTURE_PX, _PICTURE_PX), self, ratio=self.devicePixelRatioF())
        self._thumbnails.loaded.connect(self._show_pictures)
        self.ask.clicked.connect(self.wanted)
        self.back.clicked.connect(self.back_wanted)
        self.refresh()

    def show_state(
        self, state: CounterfactualState, entries: Sequence[CounterfactualEntry] = (), note: str = ""
    ) -> None:
        """entries: of "found"; note: of "trying", what is being tried; of "found", what stands above."""
        if (state, tuple(entries)) != (self._state, self._entries):
            self.select(-1)
        self._state, self._entries = state, tuple(entries)
        self._note = note
        while len(self.rows) < len(entries):
            row = _CounterfactualRow(self._thumbnails)
            row.chosen.connect(partial(self.select, len(self.rows)))
            row.try_it.clicked.connect(partial(self._try, len(self.rows)))
            self.body.addWidget(row)
            self.rows.append(row)
        for number, row in enumerate(self.rows):
            row.setVisible(number < len(entries))
            if number < len(entries):
                row.show_entry(entries[number])
        self.refresh()

    @property
    def state(self) -> CounterfactualState:
        return self._state

    def select(self, number: int, _checked: bool = False) -> None:
        """Look at a change; the same once more looks away."""
        wanted = -1 if number == self._selected else number
        if wanted == self._selected:
            return
        self._selected = wanted
        for place, row in enumerate(self.rows):
            row.set_is_selected(place == wanted)
        self.selected.emit(wanted)

    def refresh(self) -> None:
        """Say it in the present language."""
        state = self._state
        self.ask.setVisible(state in ("idle", "asking", "nothing"))
        self.back.setVisible(state == "trying")
        self.ask.setEnabled(state == "idle")
        text = {
            "idle": "",
            "asking": _("Trying changes and asking the model again…"),
            "nothing": _(
                "No small change flips this answer: neither fewer words, nor covered parts, nor another value."
            ),
            "found": join_sentences(
                part
                for part in (self._note, _("Each was confirmed by asking again. Choose one to see where it is."))
                if part
            ),
            "trying": self._note,
        }[state]
        self.note.show_text(text)
        for row in self.rows:
            row.refresh()

    def _show_pictures(self, _paths: object) -> None:
        for row in self.rows:
            row.show_picture()

    def _try(self, number: int, _checked: bool = False) -> None:
        self.try_wanted.emit(number)


class _CounterfactualRow(QFrame):
    """A sentence that can be chosen, and "Try it"; beside it the picture that would come, below it what changes."""

    chosen = Signal()

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._entry = CounterfactualEntry("")
        self.setObjectName("flip")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._is_selected = False
        self.sentence = PlainLabel(wrap=True)
        self.try_it = link_button(N_("Try it"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE // 2, SPACE // 2, SPACE // 2)
        layout.setSpacing(SPACE)
        self.detail = muted_label()
        self.picture = QLabel()
        self.picture.setFixedSize(_PICTURE_PX, _PICTURE_PX)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for part in (self.detail, self.picture):
            part.hide()
        layout.addWidget(self.picture)
        said = QVBoxLayout()
        layout.addLayout(said, 1)
        said.setSpacing(2)
        said.addWidget(self.sentence)
        said.addWidget(self.detail)
        layout.addWidget(self.try_it)
        self._colour()

    def show_entry(self, entry: CounterfactualEntry) -> None:
        self._entry = entry
        self.sentence.setText(entry.sentence)
        self.setAccessibleName(entry.sentence)
        self.try_it.setVisible(entry.can_try)
        self.picture.setVisible(bool(entry.picture))
        self.show_picture()
        self._show_detail()

    def show_picture(self) -> None:
        """As soon as it has been decoded."""
        entry = self._entry
        image = self._thumbnails.get(entry.picture, entry.modality) if entry.picture else None
        self.picture.setPixmap(QPixmap() if image is None else QPixmap.fromImage(image))

    def _show_detail(self) -> None:
        self.detail.show_text(self._entry.detail if self._is_selected else "")

    def set_is_selected(self, is_selected: bool) -> None:
        self._is_selected = is_selected
        self._show_detail()
        self.refresh()
        self._colour()

    def refresh(self) -> None:
        self.setAccessibleDescription(self._entry.detail if self._is_selected else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def _colour(self) -> None:
        theme = current()
        edge, ground = (theme.accent, theme.accent_soft) if self._is_selected else (theme.border, theme.surface)
        sheet = (
            f"#flip {{ border: 1px solid {edge}; border-radius: 8px; background: {ground}; }} "
            f"#flip:focus {{ border: 2px solid {theme.accent}; }}"
        )
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)


__all__ = ["CounterfactualCard", "CounterfactualEntry", "CounterfactualState"]
