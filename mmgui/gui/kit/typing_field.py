"""A few lines to type a value into, as its modality reads it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QSignalBlocker, Signal
from PySide6.QtWidgets import QPlainTextEdit

from mmgui.core.errors import DataError
from mmgui.core.i18n import _
from mmgui.core.read_text import MAX_TEXT
from mmgui.core.text import grouped
from mmgui.gui.kit.dropped import has_files
from mmgui.gui.kit.theme import SPACE
from mmgui.modalities.contract import Modality


class TypingField(QPlainTextEdit):
    """As high as a few lines; Tab leaves it; pasted formatting is dropped; a text that is too long is cut."""

    typed = Signal()  # the text is another one

    def __init__(self, modality: Modality) -> None:
        super().__init__()
        self._modality = modality
        self.is_cut = False  # what was typed or pasted last was too long
        self.setTabChangesFocus(True)
        self._fit()
        self.textChanged.connect(self._take)

    def _fit(self) -> None:
        self.setFixedHeight(round(self.fontMetrics().lineSpacing() * 2 + 2 * SPACE + 4))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return not has_files(source) and super().canInsertFromMimeData(source)

    @property
    def text(self) -> str:
        return self.toPlainText()

    def read(self) -> tuple[Any, str]:
        """The value, None for an empty or unreadable text; and what is wrong with it."""
        try:
            return (self._modality.read(self.text) if self.text.strip() else None), ""
        except DataError as error:
            return None, error.sentence()

    def say(self, title: str) -> None:
        """Everything in the present language."""
        self.setAccessibleName(title)
        self.setPlaceholderText(_("Type something…"))

    @property
    def notice(self) -> str:
        """That what was typed or pasted last was cut; "" if all of it is there."""
        text = _("The text is too long: only its first {count} characters are used.")
        return text.format(count=grouped(MAX_TEXT)) if self.is_cut else ""

    def _take(self) -> None:
        self.is_cut = len(self.text) > MAX_TEXT
        if self.is_cut:
            with QSignalBlocker(self):
                self.setPlainText(self.text[:MAX_TEXT])
        self.typed.emit()


__all__ = ["TypingField"]
