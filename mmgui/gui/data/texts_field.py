"""A small field into which texts for a class are typed, one a line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from mmgui.core.i18n import N_, _, ngettext
from mmgui.core.text import grouped, one_line
from mmgui.gui.kit import dropped
from mmgui.gui.kit.steady_button import SteadyButton
from mmgui.gui.kit.text_size import follow_text_size
from mmgui.gui.kit.texts import bind_text
from mmgui.gui.kit.theme import SPACE, set_role

_LINES = 4  # that are seen at once


class TextsField(QWidget):
    """Hidden until `ask(name)`. Ctrl+Enter adds what is typed, Escape closes it."""

    given = Signal(str, object)  # the class, and the tuple of texts
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self.field = _Lines()
        self.field.setTabChangesFocus(True)
        bind_text(self.field, "setPlaceholderText", N_("Type texts: each line becomes one example"))
        self.add = SteadyButton()
        set_role(self.add, "primary")
        self.close_button = QPushButton()
        bind_text(self.close_button, "setText", N_("Close"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        layout.addWidget(self.field)
        row = QHBoxLayout()
        layout.addLayout(row)
        row.addWidget(self.add, 1)
        row.addWidget(self.close_button)
        self.field.textChanged.connect(self.refresh)
        self.add.clicked.connect(self._give)
        self.close_button.clicked.connect(self.end)
        self.refresh()
        self.hide()
        self._fit()
        follow_text_size(self, TextsField._fit)

    def _fit(self) -> None:
        self.field.setFixedHeight(round(self.field.fontMetrics().lineSpacing() * _LINES + 2 * SPACE + 4))

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.field.toPlainText().splitlines() if line.strip())

    def ask(self, name: str) -> None:
        """For texts of this class; what is typed already stays."""
        self._name = name
        self.refresh()
        self.show()
        self.field.setFocus()

    def follow(self, name: str) -> None:
        """Another class is filled now; "" = there is none."""
        self._name = name
        if name:
            self.refresh()
        else:
            self.hide()

    def give_back(self, texts: Sequence[str]) -> None:
        """They could not be used: they can be changed. What was typed since stays."""
        self.field.setPlainText("\n".join([*texts, *self.texts]))

    def end(self) -> None:
        self.field.clear()
        self.hide()
        self.closed.emit()

    def refresh(self) -> None:
        """Say it in the present language."""
        count = len(self.texts)
        text = ngettext("Add {count} text", "Add {count} texts", count).format(count=grouped(count))
        self.add.setText(text if count else _("Add"))
        self.add.setEnabled(count > 0)
        self.field.setAccessibleName(_("Texts for “{name}”, one a line").format(name=one_line(self._name, 40)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that the field does not take."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._give()
        elif event.key() == Qt.Key.Key_Escape:
            self.end()
        else:
            super().keyPressEvent(event)

    def _give(self) -> None:
        if texts := self.texts:
            self.field.clear()
            self.field.setFocus()
            self.given.emit(self._name, texts)


class _Lines(QPlainTextEdit):
    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return not dropped.has_files(source) and super().canInsertFromMimeData(source)


__all__ = ["TextsField"]
